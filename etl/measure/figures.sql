-- Exact, known figures in force, with what the tests need to know of them. `whole_id` is what an area is a part of.
SELECT o.indicator_id, i.source, i.unit, i.better, i.interval_method, o.area_id, a.kind, o.group_id,
       CASE WHEN a.kind IN ('land', 'lan', 'organisation') THEN NULL WHEN a.kind = 'kommun' THEN 'land:SE' ELSE $own END AS whole_id,
       CAST(o.period_start AS TIMESTAMP) AS period_start, CAST(o.period_end AS TIMESTAMP) AS period_end,
       o.value, o.lower, o.upper, o.numerator, o.base, o.reliability
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
JOIN release r USING (release_id)
WHERE o.period_precision <> 'unstated'
QUALIFY row_number() OVER (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id
                           ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1
    AND o.status IN ('ok', 'preliminary') AND o.qualifier = 'exact' AND o.value IS NOT NULL
ORDER BY ALL
