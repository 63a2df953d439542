-- What a random sample of controls is drawn from: the contracts in force on the day of the newest list, each once.
SELECT t.contract AS unit, any_value(t.file) || ' rad ' || string_agg(CAST(t.line AS TEXT), ', ' ORDER BY t.line) AS place
FROM stg_leverantor_avtal t JOIN stg_leverantor_newest n USING (release_id)
WHERE n.day BETWEEN t.starts AND coalesce(t.ends, n.day)
GROUP BY t.contract
