-- What happened, when, and how exactly the text says when.
CREATE TABLE stg_gvi_handelse (
    handelse TEXT NOT NULL, slag TEXT NOT NULL, namn TEXT NOT NULL,
    starts DATE NOT NULL, ends DATE,                 -- no end: still going on, or the text does not say
    precision TEXT NOT NULL CHECK (precision IN ('dag', 'månad', 'period', 'år')),
    beskrivning TEXT NOT NULL, printed TEXT NOT NULL, stalle TEXT NOT NULL, area_id TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (starts <= ends), UNIQUE (handelse, release_id)
);

-- Counts and shares; what the text says only in words has no value.
CREATE TABLE stg_gvi_matt (
    matt TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, period_precision TEXT NOT NULL,
    value DOUBLE, lower DOUBLE, upper DOUBLE,        -- lower, upper: the bound itself for at_least and at_most
    status TEXT NOT NULL CHECK (status IN ('ok', 'missing', 'unclear')),
    qualifier TEXT NOT NULL CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most')),
    printed TEXT NOT NULL, stalle TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (period_start <= period_end), CHECK (value >= 0), CHECK (value IS NULL OR status = 'ok'),
    UNIQUE (matt, area_id, group_id, period_start, period_end, release_id)
);

-- Kinds of decision or shortcoming by their legal basis; the number of each is often not stated.
CREATE TABLE stg_gvi_sanktion (
    beslut TEXT NOT NULL, lagrum TEXT NOT NULL, area_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, period_precision TEXT NOT NULL,
    antal DOUBLE CHECK (antal >= 0), status TEXT NOT NULL, printed TEXT NOT NULL, stalle TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (period_start <= period_end), UNIQUE (beslut, lagrum, period_start, period_end, release_id)
);

-- The project's accounts in kronor, line by line; is_sum marks the line that the document calls Summa.
CREATE TABLE stg_gvi_ekonomi (
    rad TEXT NOT NULL, is_sum BOOLEAN NOT NULL, area_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, period_precision TEXT NOT NULL,
    total_kr DOUBLE, total_status TEXT NOT NULL, total_printed TEXT NOT NULL,
    bra_kr DOUBLE, bra_status TEXT NOT NULL, bra_printed TEXT NOT NULL, stalle TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (period_start <= period_end), UNIQUE (rad, period_start, period_end, release_id)
);

-- Counts out of the register, protected by the reader: what must be hidden has never been here.
CREATE TABLE stg_gvi_register (
    product TEXT NOT NULL CHECK (product IN ('gvi_perioder', 'gvi_avhopp')),
    matt TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    value DOUBLE CHECK (value >= 0), status TEXT NOT NULL CHECK (status IN ('ok', 'missing', 'unclear', 'withheld')),
    qualifier TEXT NOT NULL CHECK (qualifier IN ('exact', 'about')), printed TEXT NOT NULL,
    guarded BOOLEAN NOT NULL,                        -- counts people or organisations
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK ((value IS NOT NULL) = (status = 'ok')),
    UNIQUE (matt, area_id, group_id, period_start, period_end, release_id)
);

-- The register's figures in force. What two deliveries together would tell is hidden by the reader, who knows them all; a
-- guarded count has no history beside its correction besides.
CREATE VIEW gvi_register AS
WITH read AS (
    SELECT s.*, s.guarded AND f.rank < newest.rank AS hidden
    FROM stg_gvi_register s
    JOIN in_force f USING (product, period_start, period_end, release_id)
    JOIN (SELECT product, period_start, period_end, max(rank) AS rank FROM coverage JOIN release_rank USING (release_id)
          GROUP BY ALL) newest USING (product, period_start, period_end)
)
SELECT matt, area_id, group_id, period_start, period_end, CASE WHEN NOT hidden THEN value END AS value,
       CASE WHEN hidden AND status = 'ok' THEN 'withheld' ELSE status END AS status,
       CASE WHEN hidden THEN 'exact' ELSE qualifier END AS qualifier, printed, release_id, file, cell
FROM read;

-- The yearly follow-up of exits: what documents print, and what the register counts.
CREATE VIEW gvi_avhopp AS
SELECT matt, area_id, group_id, period_start, period_end, value, lower, upper, status, qualifier, period_precision, printed,
       release_id, file, cell
FROM stg_gvi_matt WHERE matt LIKE 'avhopp,%'
UNION ALL BY NAME
SELECT *, 'exact' AS period_precision FROM gvi_register WHERE matt LIKE 'avhopp,%';
