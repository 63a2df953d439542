-- What only the private draft holds, beside the contract and the drawers' staging: it is never copied to the published file.

-- Which register product and which periods a delivery holds. A delivery with coverage is a register delivery.
CREATE TABLE coverage (
    release_id TEXT NOT NULL, product TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    CHECK (period_start <= period_end), PRIMARY KEY (release_id, product, period_start, period_end)
);

-- The picture as of which delivery: one row, moved back while the state before a correction is worked out.
CREATE TABLE as_of (rank BIGINT NOT NULL);
INSERT INTO as_of VALUES (9223372036854775807);

CREATE VIEW release_rank AS
SELECT release_id, row_number() OVER (ORDER BY published, retrieved, release_id) AS rank FROM release;

-- The newest delivery of each product and period: a corrected delivery replaces its period.
CREATE VIEW in_force AS
SELECT product, period_start, period_end, arg_max(release_id, rank) AS release_id, max(rank) AS rank
FROM coverage JOIN release_rank USING (release_id)
WHERE rank <= (SELECT max(rank) FROM as_of)
GROUP BY product, period_start, period_end;

-- Who is behind a register's figures, for disclosure control: what each row adds to each part of each figure. Rows with an
-- `entry` say how figures hang together (the same entry is the same row of a file); rows with a `contributor` say whose they
-- are. Most say both. part: `value`, `numerator`, `base`; `hit` and `rest`, which together are the base; `middle`, whose
-- middle value the figure is; or any name of something else that the figure rests on. Money is in kronor, whatever the unit.
CREATE TABLE contribution (
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    group_id TEXT NOT NULL, part TEXT NOT NULL, contributor TEXT, entry TEXT, money BOOLEAN NOT NULL, amount DOUBLE NOT NULL,
    CHECK (contributor IS NOT NULL OR entry IS NOT NULL)
);
CREATE VIEW contribution_part AS
SELECT * REPLACE (CASE part WHEN 'hit' THEN 'numerator' ELSE part END AS part) FROM contribution
UNION ALL SELECT * REPLACE ('base' AS part) FROM contribution WHERE part IN ('hit', 'rest');

-- The figures of registers that the public may have, after disclosure control; `hidden`: that they
-- exist, not what they are. `money`: their parts are kronor.
CREATE TABLE open_figure (
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    group_id TEXT NOT NULL, release_id TEXT NOT NULL, hidden BOOLEAN NOT NULL, money BOOLEAN NOT NULL,
    PRIMARY KEY (indicator_id, area_id, period_start, period_end, group_id, release_id)
);

-- Which organisations a rule points at, with the sentence that says why. Named, hence never published.
CREATE TABLE flagged (
    flag_id TEXT NOT NULL, organisation_id TEXT NOT NULL, organisation TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, sentence TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL
);

-- What controls said of flagged organisations; flag_id 'slump' is the random arm.
CREATE TABLE flag_outcome (
    source TEXT NOT NULL, flag_id TEXT NOT NULL, organisation_id TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('confirmed', 'not', 'open'))
);

-- What a print says as a number: digits in groups or not, a decimal comma, and one known unit after it. NULL when the
-- print says anything more than that.
CREATE MACRO print_number(printed) AS
    CAST(replace(replace(nullif(regexp_extract(replace(printed, chr(160), ' '),
        '^(-?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,[0-9]+)?) ?(?:%|mkr|tkr|kr|per 100 000 invånare)?$', 1), ''), ' ', ''), ',', '.') AS DOUBLE);

-- What brings a print's number to the unit of its figure; NULL where that would be a guess.
CREATE MACRO print_scale(printed, unit) AS
    CASE WHEN printed LIKE '%per 100 000 invånare' THEN CASE unit WHEN 'per 1 000 invånare' THEN 0.01 END
         WHEN printed LIKE '%mkr' THEN CASE unit WHEN 'mkr' THEN 1 WHEN 'tkr' THEN 1000 WHEN 'kr' THEN 1000000 END
         WHEN printed LIKE '%tkr' THEN CASE unit WHEN 'tkr' THEN 1 WHEN 'kr' THEN 1000 END
         WHEN printed LIKE '%kr' THEN CASE unit WHEN 'kr' THEN 1 END
         WHEN printed LIKE '%\%' ESCAPE '\' THEN CASE WHEN unit LIKE 'procent%' AND unit <> 'procentenheter' THEN 1 END
         ELSE 1 END;

-- One unit in the last printed place that says something: 20,7 gives 0.1 and 17 000 kr gives 1 000 kr. A count and a rate are
-- printed to the last digit even where it is a nought.
CREATE MACRO print_step(printed, unit) AS
    CASE WHEN contains(printed, ',') THEN pow(10, -len(regexp_extract(printed, ',([0-9]+)', 1)))
         WHEN unit LIKE 'antal%' OR printed LIKE '% per %' THEN 1
         ELSE pow(10, len(regexp_extract(regexp_replace(replace(printed, chr(160), ' '), '[^0-9]', '', 'g'), '[1-9](0*)$', 1))) END;

-- How far off a figure may be: half a unit of its print, or of its own last decimal; a whole number is what it is.
CREATE MACRO figure_spread(value, printed, unit) AS
    CASE WHEN abs(print_number(printed) * print_scale(printed, unit) - value) < 1e-9 AND unit NOT LIKE 'antal%'
         THEN print_step(printed, unit) * print_scale(printed, unit) / 2
         WHEN value = round(value) THEN 0 WHEN abs(value - round(value, 1)) < 1e-9 THEN 0.05 ELSE 0.005 END;

-- Whether two numbers contradict each other: apart by more than both may be off, or a bound that the other breaks or,
-- being approximate, does not clearly keep.
CREATE MACRO figures_disagree(v, v_qualifier, v_spread, w, w_qualifier, w_spread) AS
    CASE WHEN v_qualifier = w_qualifier AND v_qualifier IN ('at_least', 'at_most') THEN false
         WHEN v_qualifier = 'at_least' THEN w - w_spread < v
         WHEN v_qualifier = 'at_most' THEN w + w_spread > v
         WHEN w_qualifier = 'at_least' THEN v - v_spread < w
         WHEN w_qualifier = 'at_most' THEN v + v_spread > w
         ELSE abs(v - w) > v_spread + w_spread + 1e-9 END;

-- A number as Swedish text with none, one or two decimals; a unit after it, where one is said after a number; a period.
CREATE MACRO in_swedish(x, decimals) AS
    replace(translate(CASE decimals WHEN 0 THEN format('{:,.0f}', CAST(x AS DOUBLE)) WHEN 1 THEN format('{:,.1f}', CAST(x AS DOUBLE))
                      ELSE format('{:,.2f}', CAST(x AS DOUBLE)) END, ',.', ' ,'), '-', '−');
CREATE MACRO with_unit(unit) AS regexp_replace(' ' || unit, '^ antal', '');
CREATE MACRO period_text(first, last) AS
    CASE WHEN first = last THEN CAST(first AS TEXT)
         WHEN strftime(first, '%m-%d') <> '01-01' OR strftime(last, '%m-%d') <> '12-31' THEN first || '–' || last
         WHEN year(first) = year(last) THEN CAST(year(first) AS TEXT)
         ELSE year(first) || '–' || year(last) END;
