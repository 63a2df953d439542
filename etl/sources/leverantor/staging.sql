-- One row per campaign and measure; the answers of förvaltningar and companies are the campaign `svar`.
CREATE TABLE stg_leverantor (
    campaign TEXT NOT NULL, scope TEXT NOT NULL,     -- what the campaign covers, or who was asked
    measure TEXT NOT NULL, area_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, precision TEXT NOT NULL,
    value DOUBLE, lower DOUBLE, upper DOUBLE,
    base DOUBLE, base_missing BOOLEAN NOT NULL,      -- how many the count is taken from; whether that is not printed
    status TEXT NOT NULL, qualifier TEXT NOT NULL, printed TEXT NOT NULL,
    place TEXT NOT NULL,                             -- where in the original document
    line INTEGER NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (value >= 0), CHECK (status = 'ok' OR value IS NULL), CHECK (period_start <= period_end),
    UNIQUE (campaign, measure, period_start, period_end, release_id)
);

-- The supplier register. Rows know organisations only: `party` is an organisation number, a foreign identity as it stands,
-- or `enskild firma 7`, a stand-in for a sole trader within one delivery, who has no organisation_id and no name.
CREATE TABLE stg_leverantor_bransch (
    bransch TEXT NOT NULL, risk BOOLEAN,             -- risk: NULL for what has no SNI code
    release_id TEXT NOT NULL, UNIQUE (bransch, release_id)
);

CREATE TABLE stg_leverantor_leverantor (
    party TEXT NOT NULL, organisation_id TEXT, name TEXT NOT NULL,
    sni TEXT, bransch TEXT NOT NULL, risk BOOLEAN, country TEXT NOT NULL,
    f_tax TEXT NOT NULL CHECK (f_tax IN ('ja', 'nej', 'okänt')), started INTEGER,
    line INTEGER NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL, area_id TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (organisation_id IS NOT NULL OR party LIKE 'enskild firma %'), UNIQUE (party, release_id)
);

CREATE TABLE stg_leverantor_avtal (
    contract TEXT NOT NULL, party TEXT NOT NULL, organisation_id TEXT, bransch TEXT NOT NULL, risk BOOLEAN,
    department TEXT NOT NULL, starts DATE NOT NULL, ends DATE,  -- ends: NULL until further notice
    amount DOUBLE, amount_status TEXT NOT NULL,
    subcontractors TEXT NOT NULL CHECK (subcontractors IN ('kartlagda', 'inte kartlagda', 'inga', 'oklart')),
    subcontractor_count DOUBLE,
    line INTEGER NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL, area_id TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (ends IS NULL OR starts <= ends), CHECK (amount >= 0), UNIQUE (contract, party, release_id)
);

-- One row per control and company; the period is the calendar year of the control's day.
CREATE TABLE stg_leverantor_kontroll (
    control TEXT NOT NULL, party TEXT NOT NULL, organisation_id TEXT, bransch TEXT NOT NULL, risk BOOLEAN, contract TEXT NOT NULL,
    department TEXT NOT NULL, day DATE NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('före avtal', 'under avtal')),
    arm TEXT NOT NULL CHECK (arm IN ('risk', 'slump', 'tips', 'planerad')),
    outcome TEXT NOT NULL CHECK (outcome IN ('avvikelse', 'utan avvikelse', 'oklart', 'pågår')),
    workers DOUBLE, workers_status TEXT NOT NULL,
    not_listed DOUBLE, without_id DOUBLE, not_posted DOUBLE,  -- NULL: not looked at, or not known
    flag_id TEXT NOT NULL,
    line INTEGER NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL, area_id TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (workers >= 0), CHECK (not_listed BETWEEN 0 AND workers), CHECK (without_id BETWEEN 0 AND workers),
    CHECK (day BETWEEN period_start AND period_end), UNIQUE (control, party, release_id)
);

-- What a control found. `expires`: the last day on which it may weigh in a procurement (LOU 2016:1145, 13 kap. 1 a and 3 a §).
CREATE TABLE stg_leverantor_avvikelse (
    control TEXT NOT NULL, party TEXT NOT NULL, organisation_id TEXT, period_start DATE NOT NULL, period_end DATE NOT NULL,
    kind TEXT NOT NULL
        CHECK (kind IN ('personalliggare', 'ID06', 'utstationering', 'F-skatt', 'skuld', 'underleverantör', 'annat')),
    ground TEXT NOT NULL CHECK (ground IN ('', '13:1', '13:2', '13:3')), ground_text TEXT NOT NULL,
    certainty TEXT NOT NULL CHECK (certainty IN ('misstanke', 'sannolik', 'konstaterad')),
    hearing TEXT NOT NULL CHECK (hearing IN ('inte inlett', 'pågår', 'avslutat')),
    day DATE NOT NULL, expires DATE NOT NULL,
    line INTEGER NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL, area_id TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (day < expires)
);

-- `1 234`, and `kolumn datum, 129 rader (rad 2–4 231)`: where a figure over many rows comes from.
CREATE MACRO leverantor_number(n) AS replace(format('{:,}', CAST(n AS BIGINT)), ',', ' ');
CREATE MACRO leverantor_rows(label, n, first_line, last_line) AS
    'kolumn ' || label || ', ' || leverantor_number(n)
    || CASE n WHEN 0 THEN ' rader' WHEN 1 THEN ' rad (rad ' || leverantor_number(first_line) || ')'
       ELSE ' rader (rad ' || leverantor_number(first_line) || '–' || leverantor_number(last_line) || ')' END;

-- The newest lists of suppliers and contracts: a state at one day.
CREATE VIEW stg_leverantor_list AS
SELECT f.release_id, f.period_start AS day, f.rank,
       (SELECT any_value(area_id) FROM stg_leverantor_leverantor l WHERE l.release_id = f.release_id) AS area_id
FROM in_force f WHERE product = 'leverantor_lista';

CREATE VIEW stg_leverantor_newest AS SELECT * FROM stg_leverantor_list QUALIFY row_number() OVER (ORDER BY rank DESC) = 1;

-- The years of controls, each with the delivery in force; a year that was not over when it came is preliminary.
CREATE VIEW stg_leverantor_year AS
SELECT f.period_start, f.period_end, f.release_id, f.rank, r.published,
       CASE WHEN r.published < f.period_end THEN 'preliminary' ELSE 'ok' END AS status,
       (SELECT any_value(area_id) FROM stg_leverantor_leverantor l WHERE l.release_id = f.release_id) AS area_id,
       (SELECT any_value(file) FROM stg_leverantor_kontroll k WHERE k.release_id = f.release_id) AS file
FROM in_force f JOIN release r USING (release_id) WHERE product = 'leverantor_kontroller';

-- The labels that a count by industry is broken down by.
CREATE VIEW stg_leverantor_group AS
SELECT release_id, bransch AS group_id, risk FROM stg_leverantor_bransch
UNION ALL SELECT DISTINCT release_id, 'alla', NULL FROM stg_leverantor_bransch;

-- One row per visit. It has found something when any of its companies has a deviation; it is closed when none is left open.
CREATE VIEW stg_leverantor_visit AS
SELECT release_id, period_start, control, arm, phase, min(line) AS first_line, max(line) AS last_line, count(*) AS lines,
       CASE WHEN bool_or(outcome = 'avvikelse') THEN 'avvikelse' WHEN bool_or(outcome = 'oklart') THEN 'oklart'
            WHEN bool_or(outcome = 'pågår') THEN 'pågår' ELSE 'utan avvikelse' END AS outcome
FROM stg_leverantor_kontroll GROUP BY ALL;

-- Shares of what was looked at, per arm: workers of those whose number is known, companies of those looked at for posting.
CREATE VIEW stg_leverantor_share AS
WITH looked AS (
    SELECT release_id, period_start, arm, line, 'ej_personalliggare' AS label, not_listed AS n, workers AS of_all
    FROM stg_leverantor_kontroll
    UNION ALL
    SELECT release_id, period_start, arm, line, 'utan_id06', without_id, workers FROM stg_leverantor_kontroll
    UNION ALL
    SELECT release_id, period_start, arm, line, 'ej_utstationering', CAST(not_posted > 0 AS INTEGER), 1
    FROM stg_leverantor_kontroll)
SELECT y.area_id, period_start, y.period_end, label, arm, coalesce(sum(k.n), 0) AS numerator,
       coalesce(sum(k.of_all) FILTER (k.n IS NOT NULL), 0) AS base, CASE WHEN base > 0 THEN 100 * (numerator / base) END AS value,
       CASE WHEN base > 0 THEN any_value(y.status) WHEN count(k.line) > 0 THEN 'missing' ELSE 'not_applicable' END AS status,
       release_id, any_value(y.file) AS file,
       leverantor_rows(label, count(k.n), min(k.line) FILTER (k.n IS NOT NULL), max(k.line) FILTER (k.n IS NOT NULL)) AS cell
FROM stg_leverantor_year y
CROSS JOIN (SELECT unnest(['ej_personalliggare', 'utan_id06', 'ej_utstationering']) AS label)
CROSS JOIN (SELECT unnest(['risk', 'slump', 'tips', 'planerad']) AS arm)
LEFT JOIN looked k USING (release_id, period_start, label, arm)
GROUP BY y.area_id, period_start, y.period_end, label, arm, release_id;

-- Contracts in force at some time of a year, and whether the year's controls of them came during the contract.
CREATE VIEW stg_leverantor_running AS
SELECT y.area_id, y.period_start, y.period_end, y.status, a.contract, a.party, a.bransch, a.risk, a.department, a.line, a.file, y.release_id,
       EXISTS (FROM stg_leverantor_kontroll k WHERE (k.release_id, k.period_start, k.party) = (y.release_id, y.period_start, a.party))
           AS company_controlled,
       EXISTS (FROM stg_leverantor_kontroll k WHERE (k.release_id, k.period_start, k.contract, k.phase)
               = (y.release_id, y.period_start, a.contract, 'under avtal')) AS contract_controlled
FROM stg_leverantor_year y JOIN stg_leverantor_avtal a USING (release_id)
WHERE a.starts <= y.period_end AND coalesce(a.ends, y.period_end) >= y.period_start;

-- Who is behind the figures, a row per company and what it adds; see `contribution` in draft.sql. A visit that met several
-- companies is divided between them; a contract with several parties likewise.
CREATE VIEW stg_leverantor_listed_bakom AS
SELECT i.area_id, i.day AS period_start, i.day AS period_end, t.party AS contributor, 'leverantör ' || release_id || ' ' || t.line AS entry,
       t.bransch, t.organisation_id
FROM stg_leverantor_list i JOIN stg_leverantor_leverantor t USING (release_id);

CREATE VIEW stg_leverantor_avtal_bakom AS
SELECT i.area_id, i.day AS period_start, i.day AS period_end, t.party AS contributor, 'avtal ' || i.release_id || ' ' || t.line AS entry,
       t.bransch, t.subcontractors, t.amount
FROM stg_leverantor_list i
JOIN stg_leverantor_avtal t ON t.release_id = i.release_id AND i.day BETWEEN t.starts AND coalesce(t.ends, i.day);

CREATE VIEW stg_leverantor_visit_bakom AS
SELECT y.area_id, y.period_start, y.period_end, k.party AS contributor, v.arm, v.phase, v.outcome, 1 / v.lines AS amount,
       'besök ' || y.release_id || ' ' || concat_ws(' ', v.control, v.arm, v.phase) AS entry
FROM stg_leverantor_year y
JOIN stg_leverantor_visit v USING (release_id, period_start)
JOIN stg_leverantor_kontroll k USING (release_id, period_start, control, arm, phase);

CREATE VIEW stg_leverantor_kontroll_bakom AS
SELECT y.area_id, y.period_start, y.period_end, k.party AS contributor, 'kontroll ' || y.release_id || ' ' || k.line AS entry, k.arm,
       k.outcome, k.bransch, coalesce(k.workers, 0) AS workers, k.not_listed, k.without_id, k.not_posted
FROM stg_leverantor_year y JOIN stg_leverantor_kontroll k USING (release_id, period_start);

CREATE VIEW stg_leverantor_share_bakom AS
SELECT area_id, period_start, period_end, contributor, arm, label, part, entry || ' ' || label || ' ' || part AS entry, amount
FROM stg_leverantor_kontroll_bakom, LATERAL (VALUES
    ('ej_personalliggare', 'hit', not_listed), ('ej_personalliggare', 'rest', workers - not_listed),
    ('utan_id06', 'hit', without_id), ('utan_id06', 'rest', workers - without_id),
    ('ej_utstationering', 'hit', CAST(not_posted > 0 AS DOUBLE)), ('ej_utstationering', 'rest', CAST(not_posted = 0 AS DOUBLE))
) v(label, part, amount)
WHERE amount IS NOT NULL;

CREATE VIEW stg_leverantor_running_bakom AS
SELECT area_id, period_start, period_end, party AS contributor, contract_controlled,
       1 / count(*) OVER (PARTITION BY release_id, period_start, contract) AS amount, 'avtal ' || release_id || ' ' || contract AS entry
FROM stg_leverantor_running;

-- Deviations that may still weigh on the day of a list, out of the deliveries in force for their years; the figure belongs to
-- the newest of those deliveries. A list without any has one row without a deviation.
CREATE VIEW stg_leverantor_standing AS
WITH basis AS (
    SELECT i.day, i.area_id, max_by(u.release_id, u.rank) AS release_id
    FROM stg_leverantor_list i
    JOIN (SELECT release_id, rank, period_start FROM stg_leverantor_year
          UNION ALL SELECT release_id, rank, day FROM stg_leverantor_list) u ON u.period_start <= i.day
    GROUP BY ALL)
SELECT b.day AS list_day, b.area_id, b.release_id, d.line, d.file, d.release_id AS origin, d.party, d.certainty, d.hearing,
       CASE d.ground WHEN '' THEN 'utan grund' ELSE replace(d.ground, ':', ' kap. ') || ' §' END AS ground
FROM basis b
LEFT JOIN (stg_leverantor_avvikelse d JOIN stg_leverantor_year y USING (release_id, period_start))
  ON d.day <= b.day AND b.day <= d.expires;

-- What a rule may point at: a shortcoming of a company at one control that has not expired at the newest delivery. A count in
-- the control and a row among the deviations are the same shortcoming. The sentence begins with how sure it is.
CREATE VIEW stg_leverantor_finding AS
WITH seen AS (
    SELECT release_id, control, party, 'personalliggare' AS kind, not_listed AS n, workers, line, 'ej_personalliggare' AS label,
           ' arbetstagare utan inloggning i personalliggaren' AS words FROM stg_leverantor_kontroll WHERE not_listed > 0
    UNION ALL
    SELECT release_id, control, party, 'ID06', without_id, workers, line, 'utan_id06', ' arbetstagare utan ID06-kort'
    FROM stg_leverantor_kontroll WHERE without_id > 0
    UNION ALL
    SELECT release_id, control, party, 'utstationering', not_posted, NULL, line, 'ej_utstationering',
           ' utan anmälan till utstationeringsregistret' FROM stg_leverantor_kontroll WHERE not_posted > 0),
stated AS (
    SELECT release_id, control, party, kind, max(expires) AS expires, min(line) AS line, any_value(file) AS file,
           arg_max(certainty, list_position(['misstanke', 'sannolik', 'konstaterad'], certainty)) AS certainty,
           arg_max(hearing, list_position(['inte inlett', 'pågår', 'avslutat'], hearing)) AS hearing
    FROM stg_leverantor_avvikelse GROUP BY ALL)
SELECT k.organisation_id, coalesce(l.name, 'namn saknas i registret') AS organisation, kind,
       k.day AS period_start, k.day AS period_end, k.release_id, s.n,
       CASE a.certainty WHEN 'konstaterad' THEN 'Konstaterad brist: ' WHEN 'sannolik' THEN 'Sannolik brist, inte konstaterad: '
            WHEN 'misstanke' THEN 'Misstanke, inte konstaterad: ' ELSE 'Hur säker uppgiften är är inte noterat: ' END
         || 'vid kontroll ' || k.control || ' den ' || k.day || ' noterades '
         || coalesce(leverantor_number(s.n) || coalesce(' av ' || leverantor_number(s.workers), '') || s.words, kind) || '.'
         || CASE a.hearing WHEN 'avslutat' THEN ' Leverantören har hörts.' WHEN 'pågår' THEN ' Leverantören hörs just nu.'
            WHEN 'inte inlett' THEN ' Leverantören har inte hörts.' ELSE '' END AS sentence,
       CASE WHEN s.line IS NULL THEN a.file ELSE k.file END AS file,
       CASE WHEN s.line IS NULL THEN 'rad ' || a.line || ', kolumn slag' ELSE 'rad ' || s.line || ', kolumn ' || s.label END AS cell
FROM seen s FULL JOIN stated a USING (release_id, control, party, kind)
JOIN stg_leverantor_kontroll k USING (release_id, control, party)
JOIN stg_leverantor_year y USING (release_id, period_start)
LEFT JOIN stg_leverantor_leverantor l USING (release_id, party)
WHERE k.organisation_id IS NOT NULL
  AND coalesce(a.expires, k.day + INTERVAL 3 YEAR) >= (SELECT max_by(day, rank) FROM stg_leverantor_list);

-- ledger: owned by reskontra.py
-- Sums of the ledger's rows. A supplier that is a natural person, or hidden, has a kind and no organisation_id.
CREATE TABLE stg_leverantor_inkop (
    area_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,  -- a calendar month
    office_area_id TEXT, office_name TEXT NOT NULL,  -- NULL: a förvaltning that areas.csv does not know, or none
    kind TEXT NOT NULL CHECK (kind IN ('organisation', 'utländsk', 'enskild firma', 'anonymiserad', 'okänt nummer')),
    organisation_id TEXT,
    ore BIGINT NOT NULL, credit_ore BIGINT NOT NULL CHECK (credit_ore <= 0),
    rows BIGINT NOT NULL CHECK (rows > 0), credits BIGINT NOT NULL CHECK (credits BETWEEN 0 AND rows),
    first_line BIGINT NOT NULL, last_line BIGINT NOT NULL, file TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK ((organisation_id IS NOT NULL) = (kind IN ('organisation', 'utländsk'))),
    CHECK (first_line <= last_line AND period_start <= period_end)
);

CREATE MACRO leverantor_month(day) AS
    ['januari', 'februari', 'mars', 'april', 'maj', 'juni', 'juli', 'augusti', 'september', 'oktober', 'november', 'december'][month(day)];

-- Where a sum over the ledger comes from; lines are only told when they are one file's.
CREATE MACRO leverantor_ledger_cell(n, first_line, last_line, files) AS
    CASE WHEN files > 1 THEN 'kolumn belopp, ' || leverantor_number(n) || ' rader i ' || files || ' filer'
         ELSE leverantor_rows('belopp', n, first_line, last_line) END;

-- The months in force. Months that follow each other within a year are a run.
CREATE VIEW stg_leverantor_inkop_month AS
SELECT f.period_start, f.period_end, f.release_id, f.rank, r.published, year(f.period_start) AS year,
       month(f.period_start) - row_number() OVER (PARTITION BY year(f.period_start) ORDER BY f.period_start) AS run
FROM in_force f JOIN release r USING (release_id) WHERE product = 'leverantor_reskontra';

-- A figure stands for a run, never for a year with a hole: a whole year, or the months that there are, said in words.
CREATE VIEW stg_leverantor_inkop_run AS
SELECT year, run, min(period_start) AS period_start, max(period_end) AS period_end, arg_max(release_id, rank) AS release_id,
       max(rank) AS rank, CASE WHEN bool_or(published < period_end) THEN 'preliminary' ELSE 'ok' END AS status,
       CASE WHEN count(*) < 12 THEN leverantor_month(min(period_start))
            || CASE WHEN count(*) > 1 THEN '–' || leverantor_month(max(period_start)) ELSE '' END
            || ', ' || count(*) || ' av 12 månader' END AS printed
FROM stg_leverantor_inkop_month GROUP BY year, run;

-- What a figure by industry rests on besides the ledger: the newest supplier list, and the year's controls where there are any.
-- It belongs to the newest delivery of them all.
CREATE VIEW stg_leverantor_inkop_basis AS
SELECT r.year, r.run, r.period_start, r.period_end, r.status, r.printed, n.release_id AS list_id, y.release_id AS controls_id,
       CASE WHEN n.rank > r.rank THEN n.release_id ELSE r.release_id END AS by_list,
       CASE WHEN greatest(y.rank, n.rank, r.rank) = r.rank THEN r.release_id
            WHEN greatest(y.rank, n.rank, r.rank) = n.rank THEN n.release_id ELSE y.release_id END AS by_controls
FROM stg_leverantor_inkop_run r
LEFT JOIN stg_leverantor_newest n ON true
LEFT JOIN stg_leverantor_year y ON year(y.period_start) = r.year;
-- ledger end
