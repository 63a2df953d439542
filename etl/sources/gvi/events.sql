-- The newest delivery's wording of each event. What is printed goes along, so that nobody has to trust our summary.
SELECT 'gvi:' || handelse AS event_id, slag AS kind, namn AS name, starts, ends, precision,
       concat_ws(' ', nullif(beskrivning, ''), 'Tryckt: ”' || printed || '” (' || stalle || ').') AS description,
       area_id, release_id, file, cell
FROM stg_gvi_handelse JOIN release USING (release_id)
QUALIFY row_number() OVER (PARTITION BY handelse ORDER BY published DESC, retrieved DESC, release_id DESC) = 1
