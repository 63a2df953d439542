-- How many live in an area on which day: what SCB counts, as last delivered, and where none has come what areas.csv says.
WITH counted AS (
    SELECT o.area_id, CAST(o.period_end AS TIMESTAMP) AS day, o.value AS people
    FROM observation o JOIN release r USING (release_id)
    WHERE o.indicator_id = 'befolkning_folkmangd' AND o.group_id = 'alla' AND o.value > 0
    QUALIFY row_number() OVER (PARTITION BY o.area_id, o.period_end
                               ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1)
SELECT * FROM counted
UNION ALL
SELECT area_id, NULL, population FROM area WHERE population > 0 AND area_id NOT IN (SELECT area_id FROM counted)
ORDER BY ALL
