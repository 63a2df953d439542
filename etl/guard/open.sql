-- What the public gets of the registers: the figures tried, the withheld ones without anything that could tell them. The place
-- of a figure is its column only, since a number of rows is a count too, and a bound is told without the förvaltningar that could
-- not answer; amounts are rounded to $base kronor.
DELETE FROM observation
WHERE release_id IN (SELECT release_id FROM coverage)
  AND (indicator_id, area_id, period_start, period_end, group_id, release_id)
      NOT IN (SELECT (indicator_id, area_id, period_start, period_end, group_id, release_id) FROM open_figure);
CREATE MACRO open_amount(x, unit) AS
    CASE unit WHEN 'kr' THEN round(x / $base) * $base WHEN 'tkr' THEN round(1000 * x / $base) * $base / 1000 ELSE x END;
UPDATE observation o
SET value = open_amount(o.value, p.unit), lower = open_amount(o.lower, p.unit), cell = split_part(o.cell, ',', 1),
    printed = CASE WHEN o.qualifier = 'exact' THEN o.printed END,
    numerator = open_amount(o.numerator, p.part_unit), base = open_amount(o.base, p.part_unit),
    qualifier = CASE WHEN p.unit IN ('kr', 'tkr') AND o.qualifier = 'exact' AND $base > 1 THEN 'about' ELSE o.qualifier END
FROM (SELECT f.*, i.unit, CASE WHEN f.money THEN 'kr' END AS part_unit FROM open_figure f JOIN indicator i USING (indicator_id)) p
WHERE (o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id, o.release_id)
    = (p.indicator_id, p.area_id, p.period_start, p.period_end, p.group_id, p.release_id);
DROP MACRO open_amount;
UPDATE observation o
SET value = NULL, lower = NULL, upper = NULL, numerator = NULL, base = NULL, printed = NULL, qualifier = 'exact', status = 'withheld'
FROM open_figure p
WHERE p.hidden
  AND (o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id, o.release_id)
    = (p.indicator_id, p.area_id, p.period_start, p.period_end, p.group_id, p.release_id);
