-- One row per claim, as transcribed. `indicators` and `areas` hold several names separated by |.
CREATE TABLE stg_pastaende (
    claim_id TEXT NOT NULL, position INTEGER NOT NULL,
    topic TEXT NOT NULL,                             -- the subject: claims with the same words are about the same thing
    form TEXT NOT NULL, indicators TEXT NOT NULL, areas TEXT NOT NULL, city_id TEXT NOT NULL,
    starts DATE, starts_by DATE, ends DATE,          -- what the claim is about, where it says so; a year began somewhere in it
    value DOUBLE, spread DOUBLE, qualifier TEXT, unit TEXT NOT NULL,
    printed TEXT NOT NULL, place TEXT NOT NULL,      -- the exact words, and in which document they stand
    note TEXT NOT NULL,                              -- what the document does not say, and where it repeats itself
    against TEXT NOT NULL, kind TEXT NOT NULL, explanation TEXT NOT NULL,   -- only where a human has found the other claim
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (spread >= 0), CHECK ((value IS NULL) = (qualifier IS NULL)), CHECK ((against = '') = (kind = '')),
    UNIQUE (claim_id, release_id)
);

-- The claims of the newest delivery that holds them. (A window here, joined with itself, is optimised wrongly by DuckDB 2.0.0.)
CREATE VIEW pastaende_claim AS
SELECT c.*, k.rank FROM stg_pastaende c JOIN release_rank k USING (release_id)
JOIN (SELECT claim_id, max(rank) AS rank FROM stg_pastaende JOIN release_rank USING (release_id) GROUP BY claim_id) n USING (claim_id, rank);

-- Our own figures of what each claim is about, every period of them, from the newest delivery. A sum that was printed in
-- rounded parts is as far off as they are together. Units agree in their first word; a change is in a unit of its own.
CREATE MACRO pastaende_seen() AS TABLE
WITH named AS (SELECT *, unnest(string_split(indicators, '|')) AS indicator_id FROM pastaende_claim WHERE indicators <> ''),
placed AS (SELECT *, unnest(string_split(areas, '|')) AS area_id FROM named),
rounded AS (
    SELECT c.indicator_id, a.parent_id AS area_id, c.period_start, c.period_end, c.release_id,
           sum(figure_spread(c.value, c.printed, i.unit)) AS spread
    FROM observation c JOIN area a USING (area_id) JOIN indicator i USING (indicator_id) WHERE c.group_id = 'alla' GROUP BY ALL)
SELECT p.claim_id, p.form, p.indicator_id, p.area_id, o.period_start, o.period_end, o.value, o.lower, o.upper, o.status, o.qualifier,
       o.printed, o.cell, i.name AS indicator, i.unit, i.decimals, a.name AS area, r.title,
       coalesce(CASE WHEN o.qualifier = 'about' AND o.printed IS NULL THEN s.spread END,
                figure_spread(o.value, o.printed, i.unit), 0) AS spread
FROM placed p
JOIN indicator i ON i.indicator_id = p.indicator_id
                AND (p.form = 'förändring' OR split_part(i.unit, ' ', 1) = split_part(p.unit, ' ', 1))
JOIN area a ON a.area_id = p.area_id
JOIN observation o ON o.indicator_id = p.indicator_id AND o.area_id = p.area_id AND o.group_id = 'alla'
JOIN release r ON r.release_id = o.release_id
JOIN release_rank k ON k.release_id = o.release_id
LEFT JOIN rounded s ON (s.indicator_id, s.area_id, s.period_start, s.period_end, s.release_id)
                     = (o.indicator_id, o.area_id, o.period_start, o.period_end, o.release_id)
QUALIFY row_number() OVER (PARTITION BY p.claim_id, p.indicator_id, p.area_id, o.period_start, o.period_end ORDER BY k.rank DESC) = 1;

-- The figures of each claim and period taken together, only where every one of them exists. `unknown` counts those without value.
CREATE MACRO pastaende_measured() AS TABLE
SELECT c.claim_id, s.period_start, s.period_end, count(*) FILTER (s.value IS NULL) AS unknown,
       CASE c.form WHEN 'summa' THEN sum(coalesce(s.value, s.lower)) WHEN 'lägst' THEN min(s.value)
                   WHEN 'högst' THEN max(s.value) ELSE any_value(coalesce(s.value, s.lower, s.upper)) END AS value,
       CASE c.form WHEN 'summa' THEN sum(s.spread) WHEN 'nivå' THEN any_value(s.spread) ELSE 0 END AS spread,
       CASE c.form WHEN 'lägst' THEN arg_min(s.area, s.value) WHEN 'högst' THEN arg_max(s.area, s.value)
                   WHEN 'nivå' THEN any_value(s.area)
                   ELSE CASE count(DISTINCT s.area) WHEN 1 THEN any_value(s.area)
                        ELSE 'summan av ' || count(DISTINCT s.area) || CASE WHEN bool_and(s.area_id LIKE 'organisation:%') THEN ' förvaltningar' ELSE ' områden' END END END AS area,
       CASE c.form WHEN 'lägst' THEN arg_min(s.printed, s.value) WHEN 'högst' THEN arg_max(s.printed, s.value) END AS printed,
       CASE c.form WHEN 'lägst' THEN arg_min(s.cell, s.value) WHEN 'högst' THEN arg_max(s.cell, s.value)
                   ELSE string_agg(s.cell, ', ' ORDER BY s.indicator_id, len(s.cell), s.cell) END AS cells,
       string_agg(s.area || ': ' || coalesce(s.printed, 'okänt'), ', ' ORDER BY s.area) FILTER (s.value IS NULL) AS unknown_parts,
       string_agg(DISTINCT s.indicator, ' och ' ORDER BY s.indicator) AS indicator, string_agg(DISTINCT s.title, ', ') AS title,
       any_value(s.unit) AS unit, any_value(s.decimals) AS decimals,
       CASE c.form WHEN 'nivå' THEN any_value(s.qualifier) ELSE 'exact' END AS qualifier,
       CASE c.form WHEN 'nivå' THEN any_value(s.lower) END AS lower, CASE c.form WHEN 'nivå' THEN any_value(s.upper) END AS upper
FROM pastaende_claim c JOIN pastaende_seen() s USING (claim_id)
WHERE c.form IN ('nivå', 'summa', 'lägst', 'högst')
GROUP BY c.claim_id, c.form, c.indicators, c.areas, s.period_start, s.period_end
HAVING count(*) = len(string_split(c.indicators, '|')) * len(string_split(c.areas, '|'));

-- The figures to hold a claim against. A share, a rate or an index is compared with the period that shares most with its own;
-- a count or an amount only with the very same period. A claim that does not say when is held against every period.
CREATE MACRO pastaende_compared() AS TABLE
WITH timed AS (
    SELECT m.*, c.starts IS NULL AND c.ends IS NULL AS timeless,
           coalesce(c.starts, m.period_start) AS first_day, coalesce(c.ends, m.period_end) AS last_day
    FROM pastaende_claim c JOIN pastaende_measured() m USING (claim_id)),
shared AS (
    SELECT *, datediff('day', greatest(first_day, period_start), least(last_day, period_end)) + 1 AS common,
           datediff('day', least(first_day, period_start), greatest(last_day, period_end)) + 1 AS altogether
    FROM timed)
FROM shared
WHERE timeless OR (common = altogether)
   OR (common > 0 AND regexp_matches(unit, '^(procent|promille|index|per )'))
QUALIFY timeless OR row_number() OVER (PARTITION BY claim_id ORDER BY common / altogether DESC, period_end DESC) = 1;

-- What our figures say of a claim of change: the period that holds its last day against the one that holds its first, or the one
-- before where it names no first; every pair of neighbours where it names no time at all. Periods that share days are no change.
CREATE MACRO pastaende_changed() AS TABLE
WITH pair AS (
    SELECT c.claim_id, t.indicator, t.indicator_id, t.area, t.area_id, t.unit, t.decimals, t.title, c.starts, c.ends,
           f.period_start AS from_start, f.period_end AS from_end, t.period_start AS to_start, t.period_end AS to_end,
           f.value AS before, t.value AS after, f.cell || ' och ' || t.cell AS cells
    FROM pastaende_claim c
    JOIN pastaende_seen() t ON t.claim_id = c.claim_id AND t.value IS NOT NULL
    JOIN pastaende_seen() f ON f.claim_id = c.claim_id AND f.indicator_id = t.indicator_id AND f.area_id = t.area_id
                           AND f.period_end < t.period_start AND f.value > 0
    WHERE c.form = 'förändring' AND coalesce(c.ends BETWEEN t.period_start AND t.period_end, true)
      AND coalesce(c.starts BETWEEN f.period_start AND f.period_end, true)
    QUALIFY row_number() OVER (PARTITION BY c.claim_id, t.area_id, t.period_start, t.period_end ORDER BY f.period_end DESC) = 1)
SELECT p.*, v.verdict = 'none' AS unsure,
       CASE WHEN v.method = 'rate_ratio' THEN NULL ELSE v.difference_lower END AS lower,
       CASE WHEN v.method = 'rate_ratio' THEN NULL ELSE v.difference_upper END AS upper
FROM pair p
LEFT JOIN change v ON (v.indicator_id, v.area_id, v.from_start, v.from_end, v.to_start, v.to_end)
                    = (p.indicator_id, p.area_id, p.from_start, p.from_end, p.to_start, p.to_end)
                  AND v.group_id = 'alla' AND v.verdict <> 'refused';
