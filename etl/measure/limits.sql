-- Every figure that has limits or could have, with what they are worked out from.
SELECT o.rowid AS place, i.source, a.kind, i.unit, i.interval_method, o.value, o.numerator, o.base, o.lower, o.upper
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
WHERE o.qualifier = 'exact' AND (o.numerator IS NOT NULL OR (o.value IS NOT NULL AND (i.interval_method = 'survey' OR o.lower IS NOT NULL AND o.upper IS NOT NULL)))
