-- What no figure divides: the sums of rows that enter exactly the same parts of the same figures, with those parts.
WITH entered AS (
    SELECT entry, indicator_id, area_id, CAST(period_start AS TEXT) AS first, CAST(period_end AS TEXT) AS last, group_id, part,
           round(sum(amount), 6) AS amount
    FROM contribution_part WHERE entry IS NOT NULL GROUP BY ALL HAVING abs(sum(amount)) > 1e-9),
kept AS (
    SELECT entry, amount, list([indicator_id, area_id, first, last, group_id, part]
                               ORDER BY indicator_id, area_id, first, last, group_id, part) AS parts
    FROM entered GROUP BY entry, amount)
SELECT parts, CAST(sum(CAST(amount AS DECIMAL(24, 6))) AS DOUBLE) AS amount FROM kept GROUP BY parts
ORDER BY ALL
