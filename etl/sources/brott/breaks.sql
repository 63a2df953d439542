WITH division AS (
    SELECT parent_id, kind, valid_from, valid_to FROM area
    WHERE kind IN ('stadsomrade', 'stadsdelsomrade', 'stadsdelsnamnd', 'stadsdel')),
shift AS (
    SELECT n.parent_id, n.valid_from AS starts, count(*) AS after,
           (SELECT count(*) FROM division o WHERE o.parent_id = n.parent_id AND o.valid_to = n.valid_from) AS before
    FROM division n WHERE n.valid_from IS NOT NULL GROUP BY n.parent_id, n.valid_from)
SELECT 'brott' AS source, DATE '2015-01-01' AS starts, 'kommuner och deras delar' AS scope,
       'Från 2015 är statistiken på kommunnivå bättre: färre anmälningar saknar kommun. En ökning mot tidigare år kan bero på det.' AS note
WHERE EXISTS (SELECT 1 FROM stg_brott)
UNION ALL
SELECT 'brott', s.starts, 'delar av ' || a.name,
       s.before || ' områden upphörde och ' || s.after || ' nya började gälla. Gränserna är andra: jämför inte områden före och efter.'
FROM shift s JOIN area a ON a.area_id = s.parent_id
WHERE s.before > 0 AND EXISTS (SELECT 1 FROM stg_brott)
