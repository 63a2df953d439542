-- What the figures say against themselves and each other: three questions over the contract, none over any one source.
-- Filled in: which indicators' parts make up a whole and how, and which indicators are delivered and not worked out here.
WITH ranked AS (
    SELECT o.*, i.name, i.source, i.unit, i.decimals, a.name AS area, a.kind, a.parent_id, r.title, k.rank,
           o.release_id IN (SELECT release_id FROM coverage) AS register,
           print_number(o.printed) * print_scale(o.printed, i.unit) AS said,
           print_step(o.printed, i.unit) * print_scale(o.printed, i.unit) AS step
    FROM observation o JOIN indicator i USING (indicator_id) JOIN area a USING (area_id) JOIN release r USING (release_id)
    JOIN release_rank k USING (release_id)),
newest AS (  -- a register and a publication are not each other's editions
    FROM ranked
    QUALIFY row_number() OVER (PARTITION BY indicator_id, area_id, period_start, period_end, group_id, register ORDER BY rank DESC) = 1),
-- 1. Printed against recomputed. Where the upper part was itself rounded, what it must have been for the print to hold.
ratio AS (
    SELECT *, value / (numerator / base) AS factor FROM newest
    WHERE value > 0 AND numerator > 0 AND base > 0 AND abs(said - value) > step / 2 + 1e-9
    -- a source that divides by another population differs every year: the newest is enough
    QUALIFY row_number() OVER (PARTITION BY indicator_id, area_id, group_id, register ORDER BY period_end DESC) = 1),
upper AS (
    SELECT r.indicator_id, r.area_id, r.period_start, r.period_end, r.group_id, r.release_id, u.printed AS upper_printed,
           greatest((r.said - r.step / 2) * r.base / r.factor / scale, u.value - u.step / 2) AS least,
           least((r.said + r.step / 2) * r.base / r.factor / scale, u.value + u.step / 2) AS most
    FROM ratio r JOIN (SELECT *, CASE unit WHEN 'tkr' THEN 1000 ELSE 1 END AS scale FROM newest) u
      ON (u.area_id, u.period_start, u.period_end, u.group_id, u.release_id)
       = (r.area_id, r.period_start, r.period_end, r.group_id, r.release_id)
     AND r.qualifier = 'about' AND u.unit = 'tkr' AND abs(u.value * scale - r.numerator) < 1e-6 AND u.said = u.value),
recomputed AS (
    SELECT 'uträknat' AS rule, 'printed_computed' AS kind, r.*,
           'Tryckt: ' || r.printed || CASE WHEN r.unit = 'kr' AND r.printed NOT LIKE '%kr' THEN ' kr' ELSE '' END AS first_text,
           r.said / shown AS first_value, r.title || ', ' || coalesce(nullif(split_part(r.cell, ', tryckt: ', 2), ''), r.cell) AS first_place,
           'Uträknat: ' || in_swedish(r.numerator, 0) || ' / ' || in_swedish(r.base, 0) || ' = '
             || in_swedish(r.value / shown, CASE WHEN shown < 1 THEN 1 WHEN r.decimals > 0 THEN 2 ELSE 0 END)
             || CASE WHEN shown < 1 THEN ' per 100 000 invånare' ELSE with_unit(r.unit) END AS second_text,
           r.value / shown AS second_value, r.title || ', ' || split_part(r.cell, ', tryckt: ', 1) AS second_place,
           CASE WHEN u.least < u.most
                THEN 'Den tryckta siffran stämmer bara om täljaren, tryckt ' || u.upper_printed || ', före avrundning låg mellan '
                  || in_swedish(ceil(u.least), 0) || ' och ' || in_swedish(floor(u.most), 0) || ' tkr.'
                WHEN shown < 1
                THEN 'Källan anger inte vilken folkmängd den har delat med: det tryckta talet svarar mot omkring '
                  || in_swedish(r.numerator * r.factor / r.said, 0) || ' invånare. Här används områdets egen folkmängd, '
                  || in_swedish(r.base, 0) || '.'
                WHEN abs(floor(r.value / r.step + 1e-9) * r.step - r.said) < 1e-9
                THEN 'Den tryckta siffran är avkortad i stället för avrundad.'
                ELSE 'Avrundning förklarar inte skillnaden.' END AS explanation
    FROM (SELECT *, print_scale(printed, unit) AS shown FROM ratio) r
    LEFT JOIN upper u USING (indicator_id, area_id, period_start, period_end, group_id, release_id)),
-- 2. Parts against the whole: areas of one kind inside an area, and groups beside 'alla', in one delivery. Parts may be less
-- than the whole where some of it has no part ('within'), and must make it up where they are all of it ('whole').
additive AS (SELECT * FROM newest JOIN (SELECT * FROM (VALUES $parts) v(indicator_id, parts)) USING (indicator_id)),
part AS (
    SELECT w.indicator_id, w.area_id, w.group_id, w.period_start, w.period_end, w.release_id, w.register, p.kind AS division,
           p.value, p.lower, p.qualifier, p.cell
    FROM additive w JOIN additive p ON p.parent_id = w.area_id AND p.group_id = w.group_id
     AND (p.indicator_id, p.period_start, p.period_end, p.release_id) = (w.indicator_id, w.period_start, w.period_end, w.release_id)
    UNION ALL BY NAME
    SELECT w.indicator_id, w.area_id, w.group_id, w.period_start, w.period_end, w.release_id, w.register, 'grupp' AS division,
           p.value, p.lower, p.qualifier, p.cell
    FROM additive w JOIN additive p ON w.group_id = 'alla' AND p.group_id <> 'alla'
     AND (p.indicator_id, p.area_id, p.period_start, p.period_end, p.release_id)
       = (w.indicator_id, w.area_id, w.period_start, w.period_end, w.release_id)),
summed AS (
    SELECT indicator_id, area_id, group_id, period_start, period_end, release_id, register, division, count(*) AS pieces,
           sum(coalesce(value, CASE qualifier WHEN 'at_least' THEN lower END)) AS counted, bool_and(value IS NOT NULL) AS complete,
           string_agg(cell, ', ' ORDER BY cell) AS cells
    FROM part GROUP BY ALL),
totalled AS (
    SELECT 'delar/' || s.division AS rule, 'part_total' AS kind, a.*,
           'Helheten: ' || in_swedish(a.value, a.decimals) || with_unit(a.unit) AS first_text, a.value AS first_value,
           a.title || ', ' || a.file || ', ' || a.cell AS first_place,
           CASE WHEN s.complete THEN 'Summan av ' ELSE 'Minst, summan av de kända bland ' END || s.pieces || ' delar: '
             || in_swedish(s.counted, a.decimals) || with_unit(a.unit) AS second_text,
           s.counted AS second_value, a.title || ', ' || a.file || ', ' || s.cells AS second_place,
           CASE WHEN s.counted > a.value THEN 'Delarna är fler eller större än helheten.' ELSE 'Delarna är mindre än helheten.' END
             || ' Båda återges som de står; vilken uppgift som är fel går inte att avgöra.' AS explanation
    FROM additive a JOIN summed s USING (indicator_id, area_id, group_id, period_start, period_end, release_id, register)
    WHERE a.status IN ('ok', 'preliminary') AND a.qualifier = 'exact'
      AND (s.counted > a.value + 1e-6 OR (a.parts = 'whole' AND s.complete AND s.counted < a.value - 1e-6))),
-- 3. The same figure in two publications. A register that replaces a register, and what was called preliminary, is mended and
-- no contradiction.
summing AS (  -- a city that is the sum of its parts is told through them, and is as rough as they are together
    SELECT w.indicator_id, w.area_id, w.group_id, w.period_start, w.period_end, w.release_id,
           sum(figure_spread(p.value, p.printed, p.unit)) AS parts_spread
    FROM ranked w JOIN ranked p ON p.parent_id = w.area_id AND (p.indicator_id, p.group_id, p.period_start, p.period_end, p.release_id)
                                 = (w.indicator_id, w.group_id, w.period_start, w.period_end, w.release_id)
    GROUP BY ALL
    HAVING abs(sum(coalesce(p.value, p.lower)) - any_value(coalesce(w.value, w.lower))) < 1e-6),
given AS (
    SELECT *, coalesce(value, CASE qualifier WHEN 'at_least' THEN lower WHEN 'at_most' THEN upper END) AS number,
           CASE WHEN register THEN 'Registret: ' ELSE 'Publicerat: ' END
             || CASE qualifier WHEN 'at_least' THEN 'minst ' WHEN 'at_most' THEN 'högst ' WHEN 'about' THEN 'omkring ' ELSE '' END AS lead,
           coalesce(parts_spread, figure_spread(value, printed, unit), 0) AS spread, parts_spread IS NOT NULL AS is_sum
    FROM ranked LEFT JOIN summing USING (indicator_id, area_id, group_id, period_start, period_end, release_id)
    SEMI JOIN (SELECT * FROM (VALUES $given) v(indicator_id)) USING (indicator_id)
    WHERE status = 'ok'),
published AS (
    SELECT 'publikationer/' || a.release_id AS rule, 'two_sources' AS kind, b.*,
           a.lead || in_swedish(a.number, a.decimals) || with_unit(a.unit) AS first_text, a.number AS first_value,
           a.title || ', ' || a.file || ', ' || a.cell AS first_place,
           b.lead || in_swedish(b.number, b.decimals) || with_unit(b.unit) AS second_text, b.number AS second_value,
           b.title || ', ' || b.file || ', ' || b.cell AS second_place,
           'Två leveranser ger samma uppgift olika värde, och skillnaden är större än avrundningen. Båda står kvar som de lämnades.'
             AS explanation
    FROM given a JOIN given b USING (indicator_id, area_id, period_start, period_end, group_id)
    WHERE a.rank < b.rank AND NOT (a.register AND b.register) AND NOT (a.is_sum AND b.is_sum)
      AND figures_disagree(a.number, a.qualifier, a.spread, b.number, b.qualifier, b.spread)
    QUALIFY row_number() OVER (PARTITION BY indicator_id, area_id, period_start, period_end, group_id, a.release_id ORDER BY b.rank DESC) = 1),
found AS (FROM recomputed UNION ALL BY NAME FROM totalled UNION ALL BY NAME FROM published)
SELECT concat_ws('/', source, rule, indicator_id, area_id, group_id, period_start, period_end, release_id) AS conflict_id, source,
       concat_ws(', ', name, area, CASE WHEN group_id <> 'alla' THEN group_id END, period_text(period_start, period_end)) AS topic,
       kind, first_text, first_value, first_place, second_text, second_value, second_place, explanation, indicator_id, area_id,
       release_id, 'rule' AS found_by
FROM found
