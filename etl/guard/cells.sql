-- Each part of a figure with how many are behind it, the ten largest of them, all of them together, and who it is when it is one.
WITH owned AS (
    SELECT indicator_id, area_id, period_start, period_end, group_id, part, contributor, bool_or(money) AS money, sum(amount) AS amount
    FROM contribution_part WHERE contributor IS NOT NULL GROUP BY ALL HAVING abs(sum(amount)) > 1e-9)
SELECT indicator_id, area_id, CAST(period_start AS TEXT) AS first, CAST(period_end AS TEXT) AS last, group_id, part,
       bool_or(money) AS money, count(*) AS contributors, max(abs(amount), 10) AS largest, sum(abs(amount)) AS size,
       CASE WHEN count(*) = 1 THEN any_value(contributor) END AS lone
FROM owned GROUP BY ALL
ORDER BY ALL
