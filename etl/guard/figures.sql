-- The city's own figures of one state of the registers, of the indicators asked for. Those of a förvaltning are detail, which stays
-- inside; so do the groups of an indicator that nobody is said to be behind but in all. Days as text, as in the other two
-- questions; money in kronor, as in `contribution`.
SELECT o.indicator_id, o.area_id, CAST(o.period_start AS TEXT) AS first, CAST(o.period_end AS TEXT) AS last, o.group_id, o.release_id,
       i.unit, CASE i.unit WHEN 'tkr' THEN 1000 ELSE 1 END * coalesce(o.value, o.lower) AS value, o.numerator, o.base
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
WHERE a.kind = 'kommun' AND release_id IN (SELECT release_id FROM coverage)
  AND indicator_id IN (SELECT unnest(string_split($indicators, ',')))
  AND (group_id = 'alla' OR indicator_id IN (SELECT indicator_id FROM contribution WHERE group_id <> 'alla')
       OR indicator_id NOT IN (SELECT indicator_id FROM contribution))
  AND (coalesce(o.value, o.lower, o.numerator, o.base) IS NOT NULL OR o.status IN ('ok', 'preliminary'))
ORDER BY ALL
