-- One row per measure and förvaltning of the printed table. A cell such as `10 (260 tkr)` is two rows.
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

-- The register. period_start and period_end are the redovisningsperiod; money in kronor; line is the row of the file.
CREATE TABLE stg_bidrag_ansokan (
    case_id TEXT NOT NULL, organisation_id TEXT,     -- NULL: a sole trader, counted and never compared
    organisation TEXT NOT NULL, area_id TEXT NOT NULL, city_id TEXT NOT NULL,
    grant_type TEXT NOT NULL, purpose TEXT NOT NULL, purpose_key TEXT NOT NULL, starts DATE NOT NULL, ends DATE NOT NULL,
    applied DOUBLE, granted DOUBLE, paid DOUBLE, paid_status TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('bifall', 'delvis bifall', 'avslag', 'återtagen', 'pågår')), decided DATE,
    district_id TEXT, members BIGINT, period_start DATE NOT NULL, period_end DATE NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, line BIGINT NOT NULL, release_id TEXT NOT NULL,
    CHECK (applied >= 0 AND granted >= 0 AND paid >= 0), CHECK ((paid IS NULL) = (paid_status <> 'ok')),
    CHECK (starts <= ends), CHECK (period_start <= period_end), UNIQUE (release_id, case_id)
);
CREATE TABLE stg_bidrag_kontroll (
    control_id TEXT NOT NULL, case_id TEXT, organisation_id TEXT, area_id TEXT NOT NULL, city_id TEXT NOT NULL, day DATE,
    kind TEXT NOT NULL CHECK (kind IN ('grundkontroll', 'fördjupad', 'stickprov', 'platsbesök', 'extern revision')),
    stage TEXT NOT NULL CHECK (stage IN ('ansökan', 'stödperiod', 'efter')),
    arm TEXT NOT NULL CHECK (arm IN ('risk', 'slump', 'tips', 'planerad')),
    result TEXT NOT NULL CHECK (result IN ('avvikelse', 'utan avvikelse', 'oklart', 'pågår')),
    actions TEXT NOT NULL, decided DATE,
    reclaimed DOUBLE, reclaimed_status TEXT NOT NULL, repaid DOUBLE, repaid_status TEXT NOT NULL,
    quantity DOUBLE,                                 -- how many controls the row stands for; NULL: nobody knows
    independent TEXT NOT NULL, flag_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, line BIGINT NOT NULL, release_id TEXT NOT NULL,
    CHECK (quantity >= 1), CHECK (reclaimed >= 0 AND repaid >= 0), UNIQUE (release_id, control_id)
);
CREATE TABLE stg_bidrag_plan (
    area_id TEXT NOT NULL, city_id TEXT NOT NULL, kind TEXT NOT NULL, planned DOUBLE NOT NULL CHECK (planned >= 0),
    due DATE NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, line BIGINT NOT NULL, release_id TEXT NOT NULL,
    UNIQUE (release_id, area_id, period_start, period_end, kind, due)
);

-- What an external audit found, by how the audited were chosen. The period is that of the grants, not of the audit.
CREATE TABLE stg_bidrag_urval (
    audit TEXT NOT NULL, auditor TEXT NOT NULL, arm TEXT NOT NULL CHECK (arm IN ('risk', 'slump', 'tips', 'planerad')),
    controls DOUBLE NOT NULL CHECK (controls >= 1), hits DOUBLE NOT NULL, area_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, printed TEXT NOT NULL,
    conclusion TEXT NOT NULL,                        -- what the report itself concludes of the arms; empty: nothing
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (hits BETWEEN 0 AND controls), CHECK (period_start <= period_end), UNIQUE (release_id, arm, period_start, period_end)
);

-- The rows in force: of each redovisningsperiod, those of its newest delivery.
CREATE VIEW bidrag_gallande AS
SELECT release_id, period_start, period_end, rank FROM in_force WHERE product = 'bidrag_register';
CREATE VIEW bidrag_ansokan AS SELECT * FROM stg_bidrag_ansokan JOIN bidrag_gallande USING (release_id, period_start, period_end);
CREATE VIEW bidrag_kontroll AS SELECT * FROM stg_bidrag_kontroll JOIN bidrag_gallande USING (release_id, period_start, period_end);
CREATE VIEW bidrag_plan AS SELECT * FROM stg_bidrag_plan JOIN bidrag_gallande USING (release_id, period_start, period_end);

-- In users' words, why there is no number; empty when there is one.
CREATE MACRO bidrag_saknas(status) AS CASE status WHEN 'ok' THEN '' WHEN 'unclear' THEN 'oklart' ELSE 'belopp saknas' END;
CREATE MACRO bidrag_tal(number) AS replace(format('{:,.0f}', CAST(number AS DOUBLE)), ',', ' ');

CREATE MACRO bidrag_rad(sheet, line) AS CASE WHEN sheet <> '' THEN sheet || '!' ELSE '' END || 'rad ' || bidrag_tal(line);

-- Where the rows of a sum stand: `kolumn utbetalt_kr, 129 rader (rad 2–4 231)`.
CREATE MACRO bidrag_rader(sheet, named, number, first_line, last_line) AS
CASE WHEN sheet <> '' THEN sheet || '!' ELSE '' END || 'kolumn ' || named || ', '
  || CASE WHEN coalesce(number, 0) = 0 THEN 'inga rader' WHEN number = 1 THEN 'rad ' || bidrag_tal(first_line)
          ELSE bidrag_tal(number) || ' rader (rad ' || bidrag_tal(first_line) || '–' || bidrag_tal(last_line) || ')' END;

-- Every förvaltning that has rows in a period, whether it has any applications, and which file holds the period's controls.
CREATE VIEW bidrag_plats AS
WITH rows AS (SELECT *, true AS asks FROM bidrag_ansokan UNION ALL BY NAME SELECT *, false AS asks FROM bidrag_kontroll),
controls AS (SELECT release_id, min(file) AS file, min(sheet) AS sheet FROM stg_bidrag_kontroll GROUP BY release_id)
SELECT r.area_id, r.city_id, r.period_start, r.period_end, r.release_id, bool_or(r.asks) AS asks, c.file, c.sheet
FROM rows r JOIN controls c USING (release_id)
GROUP BY ALL;

-- Applications with what deep controls they have had: at the application, and at all.
CREATE VIEW bidrag_ansokan_sedd AS
WITH checked AS (
    SELECT release_id, case_id, bool_or(stage = 'ansökan') AS early FROM stg_bidrag_kontroll
    WHERE kind <> 'grundkontroll' AND case_id IS NOT NULL GROUP BY ALL)
SELECT a.*, coalesce(c.early, false) AS checked_early, c.case_id IS NOT NULL AS checked,
       coalesce(a.organisation_id, 'en enskild firma') AS contributor
FROM bidrag_ansokan a LEFT JOIN checked c USING (release_id, case_id);

-- Controls with whose they are: the control's own organisation, or that of the application.
CREATE VIEW bidrag_kontrollerad AS
SELECT k.*, coalesce(k.organisation_id, a.organisation_id, 'okänd organisation') AS contributor
FROM bidrag_kontroll k LEFT JOIN stg_bidrag_ansokan a USING (release_id, case_id);

-- What each row adds to each measure: number is NULL where nobody knows, and why says so. A förvaltning without controls adds 0.
-- contributor: whose row it is; several that nobody can tell apart are one.
CREATE VIEW bidrag_post AS
SELECT a.area_id, a.city_id, a.period_start, a.period_end, a.release_id, a.file, a.sheet, a.line, a.contributor, v.*
FROM bidrag_ansokan_sedd a, LATERAL (VALUES
    ('ansokningar', 'alla', 'arende', true, 1.0, ''),
    ('kontrollerade', 'alla', 'arende', a.checked_early, CAST(a.checked_early AS DOUBLE), ''),
    ('avslag', 'alla', 'beslut', a.decision = 'avslag', CAST(a.decision = 'avslag' AS DOUBLE), ''),
    ('utbetalt', 'alla', 'utbetalt_kr', true, a.paid / 1000, bidrag_saknas(a.paid_status))
) v(measure, group_id, named, enters, number, why)
UNION ALL
SELECT k.area_id, k.city_id, k.period_start, k.period_end, k.release_id, k.file, k.sheet, k.line, k.contributor, v.*
FROM (SELECT *, string_split(actions, '|') AS done FROM bidrag_kontrollerad) k, LATERAL (VALUES
    ('djupkontroller', 'alla', 'typ', k.stage = 'ansökan' AND k.kind <> 'grundkontroll', k.quantity, 'oklart'),
    ('kontrollerade', 'alla', 'arende', k.stage = 'ansökan' AND k.kind <> 'grundkontroll' AND k.case_id IS NULL, NULL, 'oklart'),
    ('granskningar', 'alla', 'typ', k.stage = 'stödperiod' AND k.kind <> 'grundkontroll', k.quantity, 'oklart'),
    ('aterkrav', 'alla', 'atgard', 'återkrav' IN k.done, k.quantity, 'oklart'),
    ('aterkrav_belopp', 'alla', 'aterkravt_kr', 'återkrav' IN k.done, k.reclaimed / 1000, bidrag_saknas(k.reclaimed_status)),
    ('aterbetalt', 'alla', 'aterbetalt_kr', 'återkrav' IN k.done, k.repaid / 1000, bidrag_saknas(k.repaid_status)),
    ('brottsanmalningar', 'alla', 'atgard', 'polisanmälan' IN k.done, k.quantity, 'oklart'),
    ('kontroller_typ', 'alla', 'typ', true, k.quantity, 'oklart'),
    ('kontroller_typ', k.kind, 'typ', true, k.quantity, 'oklart'),
    ('kontroller_urval', k.arm, 'urvalsgrund', true, k.quantity, 'oklart'),
    ('kontroller_utfall', k.result, 'utfall', true, k.quantity, 'oklart')
) v(measure, group_id, named, enters, number, why)
WHERE v.enters
UNION ALL
SELECT p.area_id, p.city_id, p.period_start, p.period_end, p.release_id, p.file, p.sheet, NULL, NULL, v.measure, v.group_id, v.named,
       false, 0.0, ''
FROM bidrag_plats p, (VALUES
    ('djupkontroller', 'alla', 'typ'), ('granskningar', 'alla', 'typ'), ('aterkrav', 'alla', 'atgard'),
    ('aterkrav_belopp', 'alla', 'aterkravt_kr'), ('aterbetalt', 'alla', 'aterbetalt_kr'),
    ('brottsanmalningar', 'alla', 'atgard'), ('kontroller_typ', 'alla', 'typ'), ('kontroller_typ', 'grundkontroll', 'typ'),
    ('kontroller_typ', 'fördjupad', 'typ'), ('kontroller_typ', 'stickprov', 'typ'), ('kontroller_typ', 'platsbesök', 'typ'),
    ('kontroller_typ', 'extern revision', 'typ'), ('kontroller_urval', 'risk', 'urvalsgrund'),
    ('kontroller_urval', 'slump', 'urvalsgrund'), ('kontroller_urval', 'tips', 'urvalsgrund'),
    ('kontroller_urval', 'planerad', 'urvalsgrund'), ('kontroller_utfall', 'avvikelse', 'utfall'),
    ('kontroller_utfall', 'utan avvikelse', 'utfall'), ('kontroller_utfall', 'oklart', 'utfall'),
    ('kontroller_utfall', 'pågår', 'utfall')
) v(measure, group_id, named);

-- The plan against what was done, per förvaltning. A kind of control that is planned twice, to two dates, is one line of work.
CREATE VIEW bidrag_planlage AS
WITH wanted AS (
    SELECT p.area_id, p.city_id, p.period_start, p.period_end, p.release_id, p.kind, min(p.file) AS file,
           min(p.sheet) AS sheet, count(*) AS entered, min(p.line) AS first_line, max(p.line) AS last_line,
           sum(p.planned) AS planned, coalesce(sum(p.planned) FILTER (p.due < r.published), 0) AS due
    FROM bidrag_plan p JOIN release r USING (release_id)
    GROUP BY ALL),
made AS (
    SELECT area_id, period_start, period_end, release_id, kind, coalesce(sum(quantity), 0) AS made, bool_or(quantity IS NULL) AS vague
    FROM bidrag_kontroll WHERE result <> 'pågår'
    GROUP BY ALL),
work AS (
    SELECT w.*, coalesce(m.made, 0) AS made, coalesce(m.vague, false) AS vague
    FROM wanted w LEFT JOIN made m USING (area_id, period_start, period_end, release_id, kind))
SELECT area_id, city_id, period_start, period_end, release_id, min(file) AS file, min(sheet) AS sheet,
       sum(entered) AS entered, min(first_line) AS first_line, max(last_line) AS last_line,
       sum(planned) AS planned, sum(least(planned, made)) AS done,
       sum(CASE WHEN vague THEN 0 ELSE greatest(due - made, 0) END) AS late,
       count(*) FILTER (vague AND made < planned) AS done_vague, count(*) FILTER (vague AND made < due) AS late_vague
FROM work
GROUP BY ALL;

-- What is known of each measure per förvaltning, and how many of its parts nobody knows.
CREATE VIEW bidrag_del AS
SELECT measure, group_id, area_id, city_id, period_start, period_end, release_id, min(file) AS file,
       min(sheet) AS sheet, min(named) AS named, coalesce(sum(CAST(number AS DECIMAL(24, 5))), 0) AS known,
       count(*) FILTER (number IS NULL) AS vague, max(why) FILTER (number IS NULL) AS why,
       count(*) FILTER (enters) AS entered, min(line) FILTER (enters) AS first_line, max(line) FILTER (enters) AS last_line
FROM bidrag_post
GROUP BY measure, group_id, area_id, city_id, period_start, period_end, release_id
UNION ALL BY NAME
SELECT v.*, 'alla' AS group_id, p.area_id, p.city_id, p.period_start, p.period_end, p.release_id, p.file, p.sheet,
       p.entered, p.first_line, p.last_line
FROM bidrag_planlage p, LATERAL (VALUES
    ('plan_planerade', 'planerat', p.planned, 0, ''), ('plan_gjorda', 'planerat', p.done, p.done_vague, 'oklart'),
    ('plan_forsenade', 'planerat', p.late, p.late_vague, 'oklart')
) v(measure, named, known, vague, why)
UNION ALL BY NAME
SELECT v.*, 'alla' AS group_id, 'forvaltning' AS named, p.area_id, p.city_id, p.period_start, p.period_end, p.release_id, f.file,
       f.sheet, 0 AS known, 1 AS vague, 'ingen kontrollplan' AS why, 0 AS entered
FROM bidrag_plats p
JOIN (SELECT release_id, min(file) AS file, min(sheet) AS sheet FROM stg_bidrag_ansokan GROUP BY ALL) f USING (release_id)
ANTI JOIN bidrag_planlage l USING (area_id, period_start, period_end, release_id),
(VALUES ('plan_planerade'), ('plan_gjorda'), ('plan_forsenade')) v(measure)
WHERE p.asks;

-- The register's measures of förvaltningar and, as a sum of them, of the city. What is not known makes a lower bound of a sum.
-- Sums are in decimals: the same rows in any order give the same figure to the last bit.
CREATE VIEW bidrag_register AS
WITH scoped AS (
    SELECT * REPLACE (CAST(known AS DECIMAL(24, 5)) AS known), area_id AS shown, '' AS said FROM bidrag_del
    UNION ALL
    SELECT d.* REPLACE (CAST(d.known AS DECIMAL(24, 5)) AS known), d.city_id, a.name || ': '
    FROM bidrag_del d JOIN area a USING (area_id))
SELECT measure, group_id, shown AS area_id, period_start, period_end, release_id, min(file) AS file,
       bidrag_rader(min(sheet), min(named), sum(entered), min(first_line), max(last_line)) AS cell,
       CASE WHEN sum(vague) = 0 THEN CAST(sum(known) AS DOUBLE) END AS value,
       CASE WHEN sum(vague) > 0 AND (sum(known) > 0 OR bool_or(vague = 0)) THEN CAST(sum(known) AS DOUBLE) END AS lower,
       CASE WHEN sum(vague) = 0 OR sum(known) > 0 OR bool_or(vague = 0) THEN 'ok'
            WHEN bool_or(why = 'oklart') THEN 'unclear' ELSE 'missing' END AS status,
       CASE WHEN sum(vague) > 0 AND (sum(known) > 0 OR bool_or(vague = 0)) THEN 'at_least' ELSE 'exact' END AS qualifier,
       CASE WHEN sum(vague) > 0
            THEN CASE WHEN sum(known) > 0 OR bool_or(vague = 0) THEN 'minst ' || bidrag_tal(sum(known)) || '; ' ELSE '' END
              || string_agg(said || why, ', ' ORDER BY said) FILTER (vague > 0) END AS printed
FROM scoped
GROUP BY measure, group_id, shown, period_start, period_end, release_id;

-- Controls as each förvaltning and the city sees them, and the grid of places and periods that a figure must fill.
CREATE VIEW bidrag_kontroll_sedd AS
SELECT *, area_id AS shown FROM bidrag_kontrollerad UNION ALL SELECT *, city_id FROM bidrag_kontrollerad;
CREATE VIEW bidrag_ruta AS
SELECT area_id AS shown, period_start, period_end, release_id, file, sheet FROM bidrag_plats
UNION SELECT city_id, period_start, period_end, release_id, file, sheet FROM bidrag_plats;

-- Who is behind each figure: what each row adds to it, in the förvaltning and in the city; see `contribution` in draft.sql.
CREATE MACRO bidrag_post_id(release_id, file, line) AS release_id || ' ' || file || ' ' || line;
CREATE VIEW bidrag_bakom AS
SELECT measure, unnest([area_id, city_id]) AS area_id, period_start, period_end, group_id, 'value' AS part, contributor,
       bidrag_post_id(release_id, file, line) AS entry, named IN ('utbetalt_kr', 'aterkravt_kr', 'aterbetalt_kr') AS money,
       coalesce(CASE WHEN money THEN 1000 * number ELSE number END, 0) AS amount
FROM bidrag_post WHERE enters;

-- What a figure of the plan rests on: the controls made of each planned kind; the city's rests on those of every förvaltning.
CREATE VIEW bidrag_plan_bakom AS
SELECT unnest([k.area_id, k.city_id]) AS area_id, k.period_start, k.period_end, unnest([k.kind, k.kind || ' ' || k.area_id]) AS part,
       k.contributor, bidrag_post_id(k.release_id, k.file, k.line) AS entry, coalesce(k.quantity, 0) AS amount
FROM bidrag_kontrollerad k
SEMI JOIN bidrag_plan USING (area_id, period_start, period_end, release_id, kind)
WHERE k.result <> 'pågår';

-- Applications of one organisation for one purpose, paid by different förvaltningar, over days that both grants cover.
-- The pair belongs to the later redovisningsperiod of the two.
CREATE VIEW bidrag_par AS
SELECT a.organisation_id, a.purpose_key, a.purpose, a.organisation, a.area_id, a.paid, a.file, a.sheet, a.line, a.release_id, a.rank,
       a.period_start AS own_start, greatest(a.period_start, b.period_start) AS period_start,
       greatest(a.period_end, b.period_end) AS period_end
FROM bidrag_ansokan a
JOIN bidrag_ansokan b ON a.organisation_id = b.organisation_id AND a.purpose_key = b.purpose_key
                     AND a.area_id <> b.area_id AND a.starts <= b.ends AND b.starts <= a.ends
WHERE a.paid > 0 AND b.paid > 0
GROUP BY ALL;

-- The printed table's förvaltningar and, as a sum of them, the city; beside them the same measures out of the register.
CREATE VIEW stg_bidrag_with_city AS
SELECT measure, 'alla' AS group_id, area_id, period_start, period_end, value, NULL::DOUBLE AS lower, status, 'exact' AS qualifier,
       printed, release_id, file, cell
FROM stg_bidrag
UNION ALL BY NAME
SELECT s.measure, 'alla' AS group_id, s.city_id AS area_id, s.period_start, s.period_end,
       CASE WHEN bool_and(s.status = 'ok') THEN sum(s.value) END AS value,
       CASE WHEN NOT bool_and(s.status = 'ok') THEN sum(s.value) END AS lower,
       CASE WHEN count(s.value) > 0 THEN 'ok' ELSE 'unclear' END AS status,
       CASE WHEN count(s.value) = 0 THEN 'exact'
            WHEN NOT bool_and(s.status = 'ok') THEN 'at_least'
            WHEN max(s.step) > 1 THEN 'about' ELSE 'exact' END AS qualifier,
       CASE WHEN NOT bool_and(s.status = 'ok')
            THEN coalesce('minst ' || bidrag_tal(sum(s.value)) || '; ', '')
              || string_agg(a.name || CASE s.status WHEN 'unclear' THEN ' svarade oklart' ELSE ' har ingen uppgift' END,
                            ', ' ORDER BY s.position) FILTER (s.status <> 'ok') END AS printed,
       s.release_id, s.file, arg_min(s.cell, s.position) || ':' || split_part(arg_max(s.cell, s.position), '!', -1) AS cell
FROM stg_bidrag s JOIN area a USING (area_id)
WHERE s.measure NOT IN ('snitt', 'avslagsandel')     -- a sum of means or shares says nothing
GROUP BY ALL
UNION ALL BY NAME
SELECT * FROM bidrag_register;

-- A ratio of two measures for the same area, period and delivery, with what the table prints for it (`shown`) beside.
-- `scale` brings the upper one to the ratio's unit of money; `factor` is 100 for procent, 1 000 for promille.
CREATE MACRO bidrag_ratio(upper_id, base_id, scale, factor, shown) AS TABLE
SELECT u.area_id, u.period_start, u.period_end,
       CASE WHEN b.value > 0 THEN factor * scale * u.value / b.value END AS value,
       CASE WHEN 'withheld' NOT IN (u.status, b.status) THEN scale * u.value END AS numerator,
       CASE WHEN 'withheld' NOT IN (u.status, b.status) THEN b.value END AS base,  -- with one, the other is half the way back
       CASE WHEN u.status <> 'ok' THEN u.status WHEN b.status <> 'ok' THEN b.status
            WHEN u.value IS NULL OR b.value IS NULL THEN 'unclear'
            WHEN b.value = 0 THEN 'not_applicable' ELSE 'ok' END AS status,
       -- the printed table rounds to mkr; the register's kronor are exact
       CASE WHEN 'withheld' IN (u.status, b.status) THEN 'exact' WHEN 'about' IN (u.qualifier, b.qualifier) THEN 'about'
            WHEN 'bidrag_utbetalt' IN (upper_id, base_id) AND u.value > 0
             AND u.release_id NOT IN (SELECT release_id FROM coverage) THEN 'about' ELSE 'exact' END AS qualifier,
       s.printed, u.release_id, CASE u.file WHEN b.file THEN u.file ELSE u.file || ' och ' || b.file END AS file,
       u.cell || ' och ' || split_part(b.cell, '!', -1)
         || coalesce(', tryckt: ' || s.cell, '') AS cell
FROM observation u
JOIN observation b USING (area_id, period_start, period_end, release_id, group_id)
LEFT JOIN stg_bidrag s
       ON s.measure = shown AND s.area_id = u.area_id AND s.period_start = u.period_start
      AND s.period_end = u.period_end AND s.release_id = u.release_id
WHERE u.indicator_id = upper_id AND b.indicator_id = base_id;
