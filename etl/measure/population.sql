-- How many live in an area on which day: what SCB counts and, where it has not been delivered, what areas.csv says.
SELECT area_id, CAST(period_end AS TIMESTAMP) AS day, value AS people
FROM observation WHERE indicator_id = 'befolkning_folkmangd' AND value > 0
UNION ALL
SELECT area_id, NULL, population FROM area
WHERE population > 0
  AND area_id NOT IN (SELECT area_id FROM observation WHERE indicator_id = 'befolkning_folkmangd' AND value > 0)
ORDER BY ALL
