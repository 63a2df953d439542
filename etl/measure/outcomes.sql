-- Figures of the indicators that a model is registered for ($indicators, commas between): what was counted in a month, and
-- when anything was first published of the period. Preliminary and inexact months count nothing; neither do shares.
SELECT o.indicator_id, i.source, o.area_id, CAST(o.period_start AS TIMESTAMP) AS period_start, CAST(o.period_end AS TIMESTAMP) AS period_end,
       day(o.period_start) = 1 AND o.period_end = last_day(o.period_start) AND o.status = 'ok' AND o.qualifier = 'exact'
           AND o.period_precision <> 'unstated' AS whole,
       CASE WHEN i.unit LIKE 'antal%' THEN o.value WHEN i.unit LIKE 'per %' THEN o.numerator END AS counted,
       CASE WHEN i.unit LIKE 'per %' THEN o.base END AS people,
       CAST(min(r.published) OVER (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end) AS TIMESTAMP) AS published
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN release r USING (release_id)
WHERE o.group_id = 'alla' AND list_contains(string_split($indicators, ','), o.indicator_id)
QUALIFY row_number() OVER (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end
                           ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1
ORDER BY ALL
