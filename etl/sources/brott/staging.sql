-- One row per area, crime and period. A topic is what indicators.toml calls the crime, else the crime's own name.
CREATE TABLE stg_brott (
    area_id TEXT NOT NULL, region TEXT NOT NULL, crime TEXT NOT NULL,      -- region and crime as the file prints them
    topic TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    value DOUBLE, status TEXT NOT NULL, printed TEXT,
    printed_rate DOUBLE,                             -- per 100 000, as the source prints it; its base is not stated
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (value >= 0), CHECK (printed_rate >= 0), CHECK (period_start <= period_end),
    CHECK ((value IS NULL) = (status NOT IN ('ok', 'preliminary'))),
    UNIQUE (area_id, topic, period_start, period_end, release_id)
);

-- Crimes of a whole calendar year against the area's own inhabitants on 31 December of that year, in the newest
-- delivery that knows them. No inhabitants, no row. `counted` is the indicator that was divided.
CREATE VIEW stg_brott_rate AS
WITH inhabitants AS (
    SELECT o.* FROM observation o JOIN release r USING (release_id)
    WHERE o.indicator_id = 'befolkning_folkmangd' AND o.value > 0
    QUALIFY row_number() OVER (PARTITION BY o.area_id, o.period_end
                               ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1)
SELECT c.indicator_id AS counted, c.area_id, c.period_start, c.period_end, c.value / b.value * 1000 AS value,
       c.value AS numerator, b.value AS base,
       CASE WHEN c.status = 'ok' THEN b.status ELSE c.status END AS status, c.printed, c.release_id,
       c.file || ' och ' || b.file AS file, c.cell || ' och ' || b.cell AS cell
FROM observation c JOIN inhabitants b ON b.area_id = c.area_id AND b.period_end = c.period_end
WHERE c.period_start = make_date(year(c.period_end), 1, 1) AND c.period_end = make_date(year(c.period_end), 12, 31);

-- All crimes of a year in a municipality beside the sum of its districts, where every district in force the whole
-- year has a known figure in the same delivery. `kind` is the kind of district.
CREATE VIEW stg_brott_placed AS
SELECT c.area_id, c.period_start, c.period_end, c.release_id, d.kind, c.value AS whole, sum(o.value) AS placed,
       CASE WHEN bool_or(o.status = 'preliminary') OR c.status = 'preliminary' THEN 'preliminary' ELSE 'ok' END AS status,
       array_to_string(list_sort(list_distinct(list(o.file) || [c.file])), ' och ') AS file,
       c.cell || ' minus ' || string_agg(o.cell, ', ' ORDER BY d.code) AS cell
FROM observation c
JOIN area d ON d.parent_id = c.area_id AND d.kind IN ('stadsomrade', 'stadsdelsomrade', 'stadsdelsnamnd', 'stadsdel')
           AND coalesce(d.valid_from <= c.period_start, TRUE) AND coalesce(d.valid_to > c.period_end, TRUE)
LEFT JOIN observation o ON o.indicator_id = c.indicator_id AND o.area_id = d.area_id AND o.release_id = c.release_id
                       AND o.period_start = c.period_start AND o.period_end = c.period_end
WHERE c.indicator_id = 'brott_alla_brott_antal' AND c.value > 0
  AND c.period_start = make_date(year(c.period_end), 1, 1) AND c.period_end = make_date(year(c.period_end), 12, 31)
GROUP BY c.area_id, c.period_start, c.period_end, c.release_id, d.kind, c.value, c.status, c.file, c.cell
HAVING count(*) = count(o.value);
