-- Ratios that the table prints and that its own parts do not give: further apart than half a unit in the last printed
-- place. The explanation then asks whether the rounding of the upper part (an amount in mkr) could account for it.
WITH parts(measure, upper_measure, scale, factor, unit) AS (
    VALUES ('snitt', 'utbetalt', 1000, 1, 'kr'), ('avslagsandel', 'avslag', 1, 100, 'procent')),
ratio AS (
    SELECT s.*, a.name, p.unit, p.scale, p.factor, o.value AS computed, o.base, u.printed AS upper_printed,
           u.cell AS upper_cell, b.cell AS base_cell,
           -- what the upper part must have been for the printed ratio to hold, and what its own print allows
           greatest((s.value - s.step / 2) * o.base / p.factor / p.scale, u.value - u.step / 2) AS least,
           least((s.value + s.step / 2) * o.base / p.factor / p.scale, u.value + u.step / 2) AS most
    FROM stg_bidrag s
    JOIN parts p USING (measure)
    JOIN area a USING (area_id)
    JOIN observation o ON o.indicator_id = 'bidrag_' || s.measure AND o.area_id = s.area_id AND o.release_id = s.release_id
                      AND o.period_start = s.period_start AND o.period_end = s.period_end
    JOIN stg_bidrag u ON u.measure = p.upper_measure AND u.area_id = s.area_id AND u.release_id = s.release_id
                     AND u.period_start = s.period_start AND u.period_end = s.period_end
    JOIN stg_bidrag b ON b.measure = 'ansokningar' AND b.area_id = s.area_id AND b.release_id = s.release_id
                     AND b.period_start = s.period_start AND b.period_end = s.period_end
    WHERE abs(s.value - o.value) > s.step / 2 + 1e-9)
SELECT 'bidrag:' || r.release_id || ':' || r.measure || ':' || r.area_id AS conflict_id,
       'bidrag' AS source,
       i.name || ', ' || r.name AS topic,
       'printed_computed' AS kind,
       'Tryckt: ' || r.printed || CASE r.unit WHEN 'kr' THEN ' kr' ELSE '' END AS first_text,
       r.value AS first_value,
       d.title || ', ' || r.cell AS first_place,
       'Uträknat: ' || r.upper_printed || ' / ' || replace(format('{:,.0f}', r.base), ',', ' ') || ' ansökningar = '
         || CASE r.unit WHEN 'kr' THEN replace(format('{:,.0f}', r.computed), ',', ' ') || ' kr'
                        ELSE replace(format('{:.2f}', r.computed), '.', ',') || ' %' END AS second_text,
       r.computed AS second_value,
       d.title || ', ' || r.upper_cell || ' och ' || split_part(r.base_cell, '!', -1) AS second_place,
       CASE WHEN r.least < r.most
            THEN 'Snittet stämmer bara om beloppet före avrundning låg mellan ' || format('{:.0f}', ceil(r.least)) || ' och '
              || format('{:.0f}', floor(r.most)) || ' tkr.'
            WHEN abs(floor(r.computed / r.step + 1e-9) * r.step - r.value) < 1e-9
            THEN 'Den tryckta siffran är avkortad i stället för avrundad.'
            ELSE 'Avrundning förklarar inte skillnaden.' END AS explanation,
       i.indicator_id, r.area_id, r.release_id
FROM ratio r
JOIN indicator i ON i.indicator_id = 'bidrag_' || r.measure
JOIN release d USING (release_id)
UNION ALL BY NAME
-- The printed table and the register, same förvaltning, period and measure: further apart than the print was rounded.
-- A register that knows only a lower bound contradicts the table when even that is above what was printed.
SELECT 'bidrag:' || r.release_id || ':tabell:' || p.measure || ':' || p.area_id AS conflict_id,
       'bidrag' AS source,
       i.name || ', ' || a.name AS topic,
       'two_sources' AS kind,
       'Tabellen: ' || p.printed AS first_text,
       p.value AS first_value,
       d.title || ', ' || p.cell AS first_place,
       'Registret: ' || CASE WHEN r.value IS NULL THEN 'minst ' ELSE '' END || bidrag_tal(coalesce(r.value, r.lower))
         || CASE i.unit WHEN 'tkr' THEN ' tkr' ELSE '' END AS second_text,
       r.value AS second_value,
       e.title || ', ' || r.file || ', ' || r.cell AS second_place,
       'Skillnaden är större än tabellens avrundning. Båda står kvar som de lämnades.' AS explanation,
       i.indicator_id, p.area_id, r.release_id
FROM (FROM stg_bidrag s JOIN release_rank USING (release_id)
      SELECT s.*, rank QUALIFY row_number() OVER (PARTITION BY measure, area_id, period_start, period_end ORDER BY rank DESC) = 1) p
JOIN bidrag_register r ON r.group_id = 'alla' AND (r.measure, r.area_id, r.period_start, r.period_end)
                                               = (p.measure, p.area_id, p.period_start, p.period_end)
JOIN area a ON a.area_id = p.area_id
JOIN indicator i ON i.indicator_id = 'bidrag_' || p.measure
JOIN release d ON d.release_id = p.release_id
JOIN release e ON e.release_id = r.release_id
WHERE coalesce(abs(r.value - p.value), r.lower - p.value) > p.step / 2 + 1e-9
