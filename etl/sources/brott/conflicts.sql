-- The rate that the source prints against ours, newest year of each area; and districts that make more than the whole.
SELECT 'brott/per_100000/' || o.indicator_id || '/' || o.area_id || '/' || year(o.period_end) || '/' || o.release_id AS conflict_id,
       'brott' AS source, i.name || ', ' || a.name || ' ' || year(o.period_end) AS topic, 'printed_computed' AS kind,
       regexp_replace(replace(CAST(s.printed_rate AS TEXT), '.', ','), ',0$', '') || ' per 100 000 invånare enligt källan' AS first_text,
       s.printed_rate AS first_value, s.file || ', ' || s.cell AS first_place,
       replace(CAST(round(o.value * 100, 1) AS TEXT), '.', ',') || ' per 100 000 invånare, räknat här' AS second_text,
       o.value * 100 AS second_value, o.file || ', ' || o.cell AS second_place,
       'Källan anger inte vilken folkmängd den har delat med. Här används områdets egen folkmängd den 31 december samma år.' AS explanation,
       o.indicator_id, o.area_id, o.release_id
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
JOIN release r USING (release_id)
JOIN stg_brott s ON o.indicator_id = 'brott_' || s.topic || '_per_1000' AND s.area_id = o.area_id AND s.release_id = o.release_id
                AND s.period_start = o.period_start AND s.period_end = o.period_end
WHERE abs(s.printed_rate - o.value * 100) > 0.5
QUALIFY row_number() OVER (PARTITION BY o.indicator_id, o.area_id
                           ORDER BY o.period_end DESC, r.published DESC, r.retrieved DESC, r.release_id DESC) = 1
UNION ALL
SELECT 'brott/delar/' || p.area_id || '/' || p.kind || '/' || year(p.period_end) || '/' || p.release_id,
       'brott', 'Alla anmälda brott, ' || a.name || ' ' || year(p.period_end), 'part_total',
       CAST(CAST(p.whole AS BIGINT) AS TEXT) || ' i hela området', p.whole, p.file,
       CAST(CAST(p.placed AS BIGINT) AS TEXT) || ' i delarna tillsammans', p.placed, p.cell,
       'Delarna är fler än helheten. Andelen utan plats kan då inte räknas.',
       'brott_utan_plats_andel', p.area_id, p.release_id
FROM stg_brott_placed p JOIN area a USING (area_id)
WHERE p.placed > p.whole
