-- The city's own figures of one state of the registers. Those of a förvaltning are detail, which stays inside; so does a group
-- that nobody is said to be behind in any period. Days as text, as in the other two questions.
SELECT o.indicator_id, o.area_id, CAST(o.period_start AS TEXT) AS first, CAST(o.period_end AS TEXT) AS last, o.group_id, o.release_id,
       i.source, i.class, i.unit, a.kind, coalesce(o.value, o.lower) AS value, o.numerator, o.base
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
WHERE a.kind = 'kommun' AND release_id IN (SELECT release_id FROM coverage) AND (indicator_id, group_id) IN (SELECT (indicator_id, group_id) FROM contribution)
  AND (coalesce(o.value, o.lower, o.numerator, o.base) IS NOT NULL OR o.status IN ('ok', 'preliminary'))
ORDER BY ALL
