-- One row per measure and förvaltning of the table, as printed. A cell such as `10 (260 tkr)` is two rows.
CREATE TABLE stg_bidrag (
    measure TEXT NOT NULL,                           -- the indicator's name without `bidrag_`
    area_id TEXT NOT NULL, city_id TEXT NOT NULL,
    position INTEGER NOT NULL,                       -- order of the columns, so that a sum can name its cells
    period_start DATE NOT NULL, period_end DATE NOT NULL,
    value DOUBLE,                                    -- counts; tkr for utbetalt and aterkrav_belopp; kr for snitt; percent
    status TEXT NOT NULL, printed TEXT NOT NULL,
    step DOUBLE NOT NULL,                            -- one unit in the last printed place, in the row's unit; 0: exact
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (value >= 0), CHECK (step >= 0), CHECK ((value IS NULL) = (status <> 'ok')), CHECK (period_start <= period_end),
    UNIQUE (measure, area_id, period_start, period_end, release_id)
);

-- The förvaltningar and, as a sum of them, the city. Where a part is not known the sum is a lower bound, not a value.
CREATE VIEW stg_bidrag_with_city AS
SELECT measure, area_id, period_start, period_end, value, NULL::DOUBLE AS lower, status, 'exact' AS qualifier, printed,
       release_id, file, cell
FROM stg_bidrag
UNION ALL BY NAME
SELECT s.measure, s.city_id AS area_id, s.period_start, s.period_end,
       CASE WHEN bool_and(s.status = 'ok') THEN sum(s.value) END AS value,
       CASE WHEN NOT bool_and(s.status = 'ok') THEN sum(s.value) END AS lower,
       CASE WHEN count(s.value) > 0 THEN 'ok' ELSE 'unclear' END AS status,
       CASE WHEN count(s.value) = 0 THEN 'exact'
            WHEN NOT bool_and(s.status = 'ok') THEN 'at_least'
            WHEN max(s.step) > 1 THEN 'about' ELSE 'exact' END AS qualifier,
       CASE WHEN NOT bool_and(s.status = 'ok')
            THEN coalesce('minst ' || replace(format('{:,.0f}', sum(s.value)), ',', ' ') || '; ', '')
              || string_agg(a.name || CASE s.status WHEN 'unclear' THEN ' svarade oklart' ELSE ' har ingen uppgift' END,
                            ', ' ORDER BY s.position) FILTER (s.status <> 'ok') END AS printed,
       s.release_id, s.file, arg_min(s.cell, s.position) || ':' || split_part(arg_max(s.cell, s.position), '!', -1) AS cell
FROM stg_bidrag s JOIN area a USING (area_id)
WHERE s.measure NOT IN ('snitt', 'avslagsandel')     -- a sum of means or shares says nothing
GROUP BY ALL;

-- A ratio of two measures for the same area, period and delivery, with what the table prints for it (`shown`) beside.
-- `scale` brings the upper one to the ratio's unit of money; `factor` is 100 for procent, 1 000 for promille.
CREATE MACRO bidrag_ratio(upper_id, base_id, scale, factor, shown) AS TABLE
SELECT u.area_id, u.period_start, u.period_end,
       CASE WHEN b.value > 0 THEN factor * scale * u.value / b.value END AS value,
       scale * u.value AS numerator, b.value AS base,
       CASE WHEN u.status <> 'ok' THEN u.status WHEN b.status <> 'ok' THEN b.status
            WHEN u.value IS NULL OR b.value IS NULL THEN 'unclear'
            WHEN b.value = 0 THEN 'not_applicable' ELSE 'ok' END AS status,
       CASE WHEN 'bidrag_utbetalt' IN (upper_id, base_id) AND u.value > 0 THEN 'about' ELSE 'exact' END AS qualifier,
       s.printed, u.release_id, u.file, u.cell || ' och ' || split_part(b.cell, '!', -1) AS cell
FROM observation u
JOIN observation b USING (area_id, period_start, period_end, release_id)
LEFT JOIN stg_bidrag s
       ON s.measure = shown AND s.area_id = u.area_id AND s.period_start = u.period_start
      AND s.period_end = u.period_end AND s.release_id = u.release_id
WHERE u.indicator_id = upper_id AND b.indicator_id = base_id;
