-- The contract: what the published file holds. Others rely on these names; columns and tables may be added.

CREATE TABLE build (
    build_id TEXT PRIMARY KEY, municipality_code TEXT NOT NULL, municipality_name TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('intern', 'publik')),
    built_at TIMESTAMP NOT NULL, code_version TEXT NOT NULL,
    inputs TEXT NOT NULL,          -- checksum over deliveries, municipality and code: same inputs, same picture
    fictional BOOLEAN NOT NULL     -- an invented municipality: every page and file says so
);

CREATE TABLE area (
    area_id TEXT PRIMARY KEY,      -- kind:code
    kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, parent_id TEXT,
    valid_from DATE, valid_to DATE,  -- valid_to: the first day it no longer exists
    population BIGINT, lon DOUBLE, lat DOUBLE, UNIQUE (kind, code)
);

-- How an area is drawn: a licensed boundary ('boundary') or a circle of the schematic map ('schematic').
CREATE TABLE area_shape (
    area_id TEXT PRIMARY KEY, style TEXT NOT NULL CHECK (style IN ('boundary', 'schematic')),
    rings TEXT NOT NULL,           -- JSON: [[[x, y], ...], ...], closed rings, y upwards, in a plane
    label_x DOUBLE NOT NULL, label_y DOUBLE NOT NULL, origin TEXT NOT NULL, licence TEXT NOT NULL
);

CREATE TABLE release (
    release_id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, url TEXT NOT NULL,
    published DATE NOT NULL, retrieved DATE NOT NULL, sha256 TEXT NOT NULL, licence TEXT NOT NULL,
    files TEXT NOT NULL, note TEXT NOT NULL   -- sha256 is over what is shown where the files hold hidden counts, see blind.sql
);

CREATE TABLE indicator (
    indicator_id TEXT PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, theme TEXT NOT NULL,
    unit TEXT NOT NULL, decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 6),
    better TEXT NOT NULL CHECK (better IN ('lower', 'higher', 'neither')),
    definition TEXT NOT NULL, method TEXT NOT NULL, caveats TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('K0', 'K1', 'K2', 'K3')),
    position INTEGER NOT NULL, headline BOOLEAN NOT NULL,
    interval_method TEXT NOT NULL  -- binomial: Clopper-Pearson, computed here; survey: published, else Wilson with a design effect
        CHECK (interval_method IN ('', 'binomial', 'survey')),
    parts TEXT NOT NULL DEFAULT ''  -- areas in their area, and groups beside 'alla': within the whole, or all of it ('whole')
        CHECK (parts IN ('', 'within', 'whole'))
);

CREATE TABLE observation (
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    group_id TEXT NOT NULL DEFAULT 'alla',
    value DOUBLE, lower DOUBLE, upper DOUBLE,   -- lower, upper: 95 % interval, or the bound itself when qualifier says so
    numerator DOUBLE, base DOUBLE,
    status TEXT NOT NULL DEFAULT 'ok'
        CHECK (status IN ('ok', 'withheld', 'unreliable', 'missing', 'not_applicable', 'unclear', 'preliminary')),
    qualifier TEXT NOT NULL DEFAULT 'exact' CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most')),
    period_precision TEXT NOT NULL DEFAULT 'exact' CHECK (period_precision IN ('exact', 'month', 'year', 'unstated')),
    printed TEXT,                  -- what the source prints, where it is not simply the value
    limits TEXT NOT NULL DEFAULT ''  -- where lower and upper come from; '' where there are none, or they are a bound
        CHECK (limits IN ('', 'published', 'byar', 'clopper_pearson', 'wilson')),
    reliability TEXT NOT NULL DEFAULT '' CHECK (reliability IN ('', 'A', 'B', 'C')),  -- of a survey's share, stats/SPEC.md 1.3
    release_id TEXT NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL,
    CHECK (period_start <= period_end),
    CHECK (lower IS NULL OR upper IS NULL OR lower <= upper),
    CHECK (value IS NULL OR status IN ('ok', 'preliminary')),      -- what is not known has no value
    PRIMARY KEY (indicator_id, area_id, period_start, period_end, group_id, release_id)
);

CREATE TABLE event (
    event_id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, starts DATE NOT NULL, ends DATE,
    precision TEXT NOT NULL CHECK (precision IN ('dag', 'månad', 'period', 'år')), description TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL, release_id TEXT NOT NULL, file TEXT NOT NULL, cell TEXT NOT NULL
);

CREATE TABLE series_break (
    source TEXT NOT NULL, starts DATE NOT NULL, scope TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (source, starts, scope)
);

-- Two sources, or a print and its parts, that disagree: both sides as they stand, never settled by us.
CREATE TABLE conflict (
    conflict_id TEXT PRIMARY KEY, source TEXT NOT NULL, topic TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('printed_computed', 'part_total', 'two_sources', 'scope', 'definition')),
    first_text TEXT NOT NULL, first_value DOUBLE, first_place TEXT NOT NULL,
    second_text TEXT NOT NULL, second_value DOUBLE, second_place TEXT NOT NULL,
    explanation TEXT NOT NULL, indicator_id TEXT, area_id TEXT, release_id TEXT NOT NULL,
    found_by TEXT NOT NULL DEFAULT 'rule' CHECK (found_by IN ('rule', 'transcriber'))  -- words that no rule can weigh
);

-- How many rows of a delivered file came in and how many were turned away: read = loaded + rejected, always.
CREATE TABLE intake (
    release_id TEXT NOT NULL, file TEXT NOT NULL, read BIGINT NOT NULL, loaded BIGINT NOT NULL, rejected BIGINT NOT NULL,
    CHECK (read = loaded + rejected), CHECK (loaded >= 0 AND rejected >= 0), PRIMARY KEY (release_id, file)
);

-- Each row turned away: where it stands and why, never what it says.
CREATE TABLE quarantine (
    release_id TEXT NOT NULL, file TEXT NOT NULL, line BIGINT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL
);

-- Explained flags: the rule, how many organisations it points at now, and how often it has been right. No names.
CREATE TABLE flag (
    flag_id TEXT PRIMARY KEY, source TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
    grade INTEGER NOT NULL CHECK (grade IN (1, 2)), basis TEXT NOT NULL, why TEXT NOT NULL, formula TEXT NOT NULL,
    threshold TEXT NOT NULL, exclusions TEXT NOT NULL, example TEXT NOT NULL,
    organisations BIGINT,          -- NULL: no register has been delivered
    confirmed BIGINT NOT NULL, refuted BIGINT NOT NULL, open BIGINT NOT NULL,
    ppv DOUBLE, ppv_lower DOUBLE, ppv_upper DOUBLE,  -- percent of settled controls that confirmed the flag, 95 %
    base_rate DOUBLE,              -- percent of the random arm's settled controls that found a fault
    state TEXT NOT NULL CHECK (state IN ('aktiv', 'pensionerad', 'utan utfall'))
);

-- What a number of random controls can say: 95 % upper limit, percent, of the error rate when none of them finds a fault.
CREATE TABLE plan (controls INTEGER PRIMARY KEY, zero_hits_bound DOUBLE NOT NULL);

-- Controls per arm that show a difference in error rates (percent) with 80 % power, Fisher's test at 5 %.
CREATE TABLE plan_difference (
    risk_rate DOUBLE NOT NULL, random_rate DOUBLE NOT NULL, per_arm INTEGER NOT NULL, PRIMARY KEY (risk_rate, random_rate)
);

-- How much less a survey's answers tell than a simple random sample's: median over indicators with a published interval.
CREATE TABLE design_effect (
    source TEXT NOT NULL, kind TEXT NOT NULL,   -- kind of area
    deff DOUBLE NOT NULL CHECK (deff >= 1), figures INTEGER NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('estimated', 'assumed')), PRIMARY KEY (source, kind)
);

-- Each verdict below has an id that follows it to screen and paper. A refused one has a reason and no p.
-- Polarity is settled here: better and worse where the indicator has one, else higher and lower.

-- An area beside the rest of its city, a city beside the country, a way of choosing controls beside the random one.
CREATE TABLE comparison (
    verdict_id TEXT PRIMARY KEY,
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL,
    comparator TEXT NOT NULL CHECK (comparator IN ('rest', 'country', 'arm')),
    comparator_id TEXT NOT NULL,   -- area_id of the whole (rest) or the other (country); group_id of the other arm (arm)
    method TEXT NOT NULL CHECK (method IN ('survey_contrast', 'rate_ratio', 'fisher', '')),
    value DOUBLE, lower DOUBLE, upper DOUBLE,
    other_value DOUBLE, other_lower DOUBLE, other_upper DOUBLE,
    difference DOUBLE, difference_lower DOUBLE, difference_upper DOUBLE,  -- in the indicator's unit; a ratio for rate_ratio
    share DOUBLE,                  -- the area's part of the whole's population, survey_contrast
    dispersion DOUBLE,             -- phi of rate_ratio
    p DOUBLE, p_adjusted DOUBLE, family INTEGER,
    verdict TEXT NOT NULL CHECK (verdict IN ('better', 'worse', 'higher', 'lower', 'none', 'refused')),
    reason TEXT NOT NULL DEFAULT '',
    sensitivity_p DOUBLE,          -- of another test of the same, unadjusted: Boschloo's beside fisher
    lift DOUBLE, lift_lower DOUBLE, lift_upper DOUBLE,  -- times as often as the other arm: ten controls in each, and a sure difference
    CHECK ((verdict = 'refused') = (reason <> '')), CHECK (verdict = 'refused' OR p_adjusted IS NOT NULL),
    UNIQUE (indicator_id, area_id, group_id, period_start, period_end, comparator, comparator_id)
);

-- Two periods of one area that share no year: the newest beside the one before it, and beside the first.
CREATE TABLE change (
    verdict_id TEXT PRIMARY KEY,
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL,
    span TEXT NOT NULL CHECK (span IN ('previous', 'first')),
    from_start DATE NOT NULL, from_end DATE NOT NULL, to_start DATE NOT NULL, to_end DATE NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('survey_change', 'rate_ratio', 'two_proportions', '')),
    from_value DOUBLE, from_lower DOUBLE, from_upper DOUBLE, to_value DOUBLE, to_lower DOUBLE, to_upper DOUBLE,
    difference DOUBLE, difference_lower DOUBLE, difference_upper DOUBLE,  -- in the indicator's unit; a ratio for rate_ratio
    dispersion DOUBLE, p DOUBLE, p_adjusted DOUBLE, family INTEGER,
    verdict TEXT NOT NULL CHECK (verdict IN ('better', 'worse', 'higher', 'lower', 'none', 'refused')),
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((verdict = 'refused') = (reason <> '')), CHECK (verdict = 'refused' OR p_adjusted IS NOT NULL),
    UNIQUE (indicator_id, area_id, group_id, span)
);

-- Whether a series rises, falls or changes level once; `undecided` is a verdict, with its reason.
CREATE TABLE trend (
    verdict_id TEXT PRIMARY KEY,
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL,
    grain TEXT NOT NULL CHECK (grain IN ('month', 'year', 'other')),
    first_day DATE NOT NULL, last_day DATE NOT NULL, points INTEGER NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('seasonal_kendall', 'pettitt', 'weighted_slope', 'mann_kendall', '')),
    slope_per_year DOUBLE, slope_lower DOUBLE, slope_upper DOUBLE,  -- in the indicator's unit
    p DOUBLE, p_adjusted DOUBLE, family INTEGER,
    starts DATE, before DOUBLE, after DOUBLE,  -- a break only: first day of the new level, mean before and after
    verdict TEXT NOT NULL CHECK (verdict IN ('better', 'worse', 'higher', 'lower', 'break', 'none', 'undecided')),
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((verdict = 'undecided') = (reason <> '')), CHECK (verdict = 'undecided' OR p_adjusted IS NOT NULL),
    UNIQUE (indicator_id, area_id, group_id)
);

-- Each area of a family of ten or more beside the limits that chance gives around the whole family's figure.
CREATE TABLE funnel (
    verdict_id TEXT PRIMARY KEY,
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, group_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    kind TEXT NOT NULL,            -- of areas in the family
    areas INTEGER NOT NULL, target DOUBLE NOT NULL, value DOUBLE NOT NULL, base DOUBLE NOT NULL,
    lower95 DOUBLE, upper95 DOUBLE, lower998 DOUBLE, upper998 DOUBLE,
    dispersion DOUBLE NOT NULL, tau2 DOUBLE NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('above', 'below', 'watch_above', 'watch_below', 'inside')),
    UNIQUE (indicator_id, area_id, group_id, period_start, period_end)
);

-- The gated model of an interrupted series: one row per registered model, with its reason when nothing can be said.
CREATE TABLE interruption (
    verdict_id TEXT PRIMARY KEY,
    indicator_id TEXT NOT NULL, area_id TEXT NOT NULL, name TEXT NOT NULL, registered DATE NOT NULL,
    starts DATE NOT NULL, lag_months INTEGER NOT NULL, shape TEXT NOT NULL CHECK (shape IN ('nivå', 'nivå och lutning')),
    months_before INTEGER, months_after INTEGER, mean_per_month DOUBLE,
    ratio DOUBLE, lower DOUBLE, upper DOUBLE, dispersion DOUBLE, autocorrelation DOUBLE,
    placebos INTEGER, placebos_as_strong INTEGER,     -- starts half a year or more away that were tried, and how many stand out as much
    trimmed_ratio DOUBLE,                             -- without the month before and after the start
    verdict TEXT NOT NULL CHECK (verdict IN ('lower', 'higher', 'none', 'refused')), reason TEXT NOT NULL DEFAULT '',
    grain TEXT CHECK (grain IN ('month', 'quarter')), -- of the points that the model was fitted to
    p DOUBLE, p_adjusted DOUBLE, family INTEGER,      -- family: all registered models that could be fitted
    comparison_id TEXT, comparison_ratio DOUBLE, comparison_lower DOUBLE, comparison_upper DOUBLE,  -- the same in another area
    document TEXT NOT NULL,                           -- where the registration can be read
    points TEXT,                                      -- JSON: [[first day, counted, fitted, without the change], ...]
    CHECK ((verdict = 'refused') = (reason <> '')), CHECK (verdict = 'refused' OR (ratio IS NOT NULL AND p_adjusted IS NOT NULL))
);

-- The smallest reduction, percent, that would show, with 80 % power at 5 %.
CREATE TABLE detectable (
    mean_per_month DOUBLE NOT NULL, months_before INTEGER NOT NULL, months_after INTEGER NOT NULL, dispersion DOUBLE NOT NULL,
    reduction DOUBLE NOT NULL, PRIMARY KEY (mean_per_month, months_before, months_after, dispersion)
);

-- Disclosure control, a row per protected indicator and delivery: by which rules, how much is hidden, and that the audit passed.
-- Never which hidden cells are the small ones, and never a count that was not to be shown.
CREATE TABLE protection (
    family TEXT NOT NULL,          -- indicator_id
    source TEXT NOT NULL, release_id TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('K1', 'K2', 'K3')),  -- of the rules used, where the indicator itself may be of another
    rule_version TEXT NOT NULL, rules TEXT NOT NULL,          -- JSON: the thresholds as they were used
    decided_by TEXT NOT NULL, decided_on DATE,                -- '' and NULL: proposals that nobody has decided on yet
    cells BIGINT NOT NULL, hidden BIGINT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('optimal', 'repaired', 'coarser', 'whole')),
    reason TEXT NOT NULL DEFAULT ''                           -- why a correction waits, or why more is hidden than the rules ask
        CHECK (reason IN ('', 'held', 'earlier_unread', 'contradiction', 'unproven')),
    narrowest DOUBLE,              -- how uncertain every hidden value is at least, rounded down; NULL: nothing hidden, or no limit
    passed BOOLEAN NOT NULL,
    digest TEXT NOT NULL,          -- sha256, written a-p, of which cells there are, which are hidden and how they hang together
    CHECK (hidden BETWEEN 0 AND cells), CHECK ((decided_by = '') = (decided_on IS NULL)), PRIMARY KEY (family, release_id)
);
