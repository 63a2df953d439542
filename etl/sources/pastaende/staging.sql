-- One row per claim, as transcribed. `indicators`, `areas` and `against` hold several names separated by |.
CREATE TABLE stg_pastaende (
    claim_id TEXT NOT NULL, topic TEXT NOT NULL, kind TEXT NOT NULL, comparison TEXT NOT NULL,
    indicators TEXT NOT NULL, areas TEXT NOT NULL, city_id TEXT NOT NULL,
    starts DATE, ends DATE,                          -- what the claim is about, where it says so
    value DOUBLE, tolerance DOUBLE, qualifier TEXT, unit TEXT NOT NULL,
    printed TEXT NOT NULL, place TEXT NOT NULL,      -- the exact words, and in which document they stand
    seen_from DATE, seen_to DATE,                    -- the period of our own figures to hold it against
    against TEXT NOT NULL, explanation TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK ((seen_from IS NULL) = (seen_to IS NULL)), CHECK (tolerance >= 0), CHECK ((value IS NULL) = (qualifier IS NULL)),
    UNIQUE (claim_id, release_id)
);

-- Whether two numbers contradict each other: apart by more than both tolerances, or a bound that the other breaks or,
-- being approximate, does not clearly keep.
CREATE MACRO pastaende_disagree(v, v_qualifier, v_tolerance, w, w_qualifier, w_tolerance) AS
    CASE WHEN v_qualifier = 'at_least' THEN w - w_tolerance < v
         WHEN v_qualifier = 'at_most' THEN w + w_tolerance > v
         WHEN w_qualifier = 'at_least' THEN v - v_tolerance < w
         WHEN w_qualifier = 'at_most' THEN v + v_tolerance > w
         ELSE abs(v - w) > v_tolerance + w_tolerance + 1e-9 END;

-- A number as Swedish text with none, one or two decimals.
CREATE MACRO pastaende_number(x, decimals) AS
    translate(CASE decimals WHEN 0 THEN format('{:,.0f}', x) WHEN 1 THEN format('{:,.1f}', x) ELSE format('{:,.2f}', x) END,
              ',.', ' ,');

-- Our own figures that a claim is held against, from the delivery in force. Units agree in their first word.
CREATE MACRO pastaende_seen() AS TABLE
WITH named AS (SELECT *, unnest(string_split(indicators, '|')) AS indicator_id FROM stg_pastaende WHERE seen_from IS NOT NULL),
placed AS (SELECT *, unnest(string_split(areas, '|')) AS area_id FROM named)
SELECT p.claim_id, p.release_id, p.indicator_id, p.area_id, o.value, o.lower, o.upper, o.status, o.qualifier, o.printed, o.cell,
       i.name AS indicator, i.unit, i.decimals, a.name AS area, r.title
FROM placed p
JOIN indicator i ON i.indicator_id = p.indicator_id AND split_part(i.unit, ' ', 1) = split_part(p.unit, ' ', 1)
JOIN area a ON a.area_id = p.area_id
JOIN observation o ON o.indicator_id = p.indicator_id AND o.area_id = p.area_id AND o.group_id = 'alla'
                  AND o.period_start = p.seen_from AND o.period_end = p.seen_to
JOIN release r ON r.release_id = o.release_id
QUALIFY row_number() OVER (PARTITION BY p.claim_id, p.release_id, p.indicator_id, p.area_id
                           ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1;

-- The figures of each claim taken together, only where every one of them exists. `unknown` counts those without value.
CREATE MACRO pastaende_measured() AS TABLE
SELECT c.claim_id, c.release_id, count(*) FILTER (s.value IS NULL) AS unknown,
       CASE c.comparison WHEN 'summa' THEN sum(coalesce(s.value, s.lower)) WHEN 'lägst' THEN min(s.value)
                         WHEN 'högst' THEN max(s.value) ELSE any_value(coalesce(s.value, s.lower, s.upper)) END AS value,
       CASE c.comparison WHEN 'lägst' THEN arg_min(s.area, s.value) WHEN 'högst' THEN arg_max(s.area, s.value)
                         WHEN 'tal' THEN any_value(s.area)
                         ELSE CASE count(DISTINCT s.area) WHEN 1 THEN any_value(s.area)
                              ELSE 'summan av ' || count(DISTINCT s.area) || CASE WHEN bool_and(s.area_id LIKE 'organisation:%') THEN ' förvaltningar' ELSE ' områden' END END END AS area,
       CASE c.comparison WHEN 'lägst' THEN arg_min(s.printed, s.value) WHEN 'högst' THEN arg_max(s.printed, s.value) END AS printed,
       CASE c.comparison WHEN 'lägst' THEN arg_min(s.cell, s.value) WHEN 'högst' THEN arg_max(s.cell, s.value)
                         ELSE string_agg(s.cell, ', ' ORDER BY s.indicator_id, len(s.cell), s.cell) END AS cells,
       string_agg(s.area || ': ' || coalesce(s.printed, 'okänt'), ', ' ORDER BY s.area) FILTER (s.value IS NULL) AS unknown_parts,
       string_agg(DISTINCT s.indicator, ' och ' ORDER BY s.indicator) AS indicator, string_agg(DISTINCT s.title, ', ') AS title,
       any_value(s.unit) AS unit, any_value(s.decimals) AS decimals,
       CASE c.comparison WHEN 'tal' THEN any_value(s.qualifier) ELSE 'exact' END AS qualifier,
       CASE c.comparison WHEN 'tal' THEN any_value(s.lower) END AS lower,
       CASE c.comparison WHEN 'tal' THEN any_value(s.upper) END AS upper
FROM stg_pastaende c JOIN pastaende_seen() s USING (claim_id, release_id)
GROUP BY c.claim_id, c.release_id, c.comparison, c.indicators, c.areas
HAVING count(*) = len(string_split(c.indicators, '|')) * len(string_split(c.areas, '|'));
