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

-- ledger: owned by reskontra.py
-- ledger end
