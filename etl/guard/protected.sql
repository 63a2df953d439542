-- How much of each indicator of a register's delivery there is, and how much is withheld, when it has been opened for the public.
SELECT o.indicator_id AS family, i.source, o.release_id, count(*) AS cells, count(*) FILTER (o.status = 'withheld') AS hidden
FROM observation o JOIN indicator i USING (indicator_id)
WHERE o.release_id IN (SELECT release_id FROM open_figure)
GROUP BY ALL
ORDER BY ALL
