-- One row per table, area and period of the workbook.
CREATE TABLE stg_ntu (
    topic TEXT NOT NULL, measure TEXT NOT NULL,      -- what the sheet says it is about, footnote letters removed
    area_id TEXT NOT NULL, period_start DATE NOT NULL, period_end DATE NOT NULL,
    round TEXT NOT NULL,                             -- the survey years, which join a share to its respondents
    value DOUBLE, lower DOUBLE, upper DOUBLE,
    status TEXT NOT NULL, printed TEXT, household BOOLEAN NOT NULL,
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (value IS NULL OR value >= 0), CHECK (lower <= upper),
    UNIQUE (topic, measure, area_id, period_start, release_id)
);
