-- Which areas there are of each kind, and when.
SELECT area_id, kind, CAST(valid_from AS TIMESTAMP) AS valid_from, CAST(valid_to AS TIMESTAMP) AS valid_to FROM area ORDER BY ALL
