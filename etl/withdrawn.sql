-- Figures that an earlier delivery gave and the correction of the same period no longer gives, said as missing in the correction.
INSERT INTO observation BY NAME
SELECT o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id, 'missing' AS status,
       'finns inte i den rättade leveransen' AS printed, any_value(n.release_id) AS release_id, any_value(n.file) AS file,
       'ingen rad' AS cell
FROM observation o
JOIN figure_in_force n USING (indicator_id, period_start, period_end)
WHERE o.release_id <> n.release_id
  AND o.release_id IN (SELECT release_id FROM coverage) AND n.release_id IN (SELECT release_id FROM coverage)
  AND (o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id) NOT IN (
      SELECT (indicator_id, area_id, period_start, period_end, group_id) FROM figure_in_force)
GROUP BY ALL;
DROP TABLE figure_in_force;
