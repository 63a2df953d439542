-- One row per printed statement: a value, a bound, or words that give neither.
CREATE TABLE stg_trygghet (
    matt TEXT NOT NULL, area_id TEXT NOT NULL,
    period_start DATE NOT NULL, period_end DATE NOT NULL, period_precision TEXT NOT NULL,
    value DOUBLE, lower DOUBLE, upper DOUBLE,        -- lower, upper: the bound itself for at_least and at_most
    status TEXT NOT NULL CHECK (status IN ('ok', 'missing', 'unclear')),
    qualifier TEXT NOT NULL CHECK (qualifier IN ('exact', 'about', 'at_least', 'at_most')),
    utgivare TEXT NOT NULL, printed TEXT NOT NULL, stalle TEXT NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (period_start <= period_end), CHECK (value IS NULL OR status = 'ok'),
    CHECK (status = 'ok' OR (lower IS NULL AND upper IS NULL)),
    UNIQUE (matt, area_id, period_start, period_end, release_id)
);
