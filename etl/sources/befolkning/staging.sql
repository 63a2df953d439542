-- One row per area and year: inhabitants on 31 December.
CREATE TABLE stg_befolkning (
    area_id TEXT NOT NULL, year INTEGER NOT NULL, value DOUBLE, status TEXT NOT NULL, printed TEXT,
    place TEXT,                                      -- where the original publishes the figure, when the file says so
    file TEXT NOT NULL, cell TEXT NOT NULL, release_id TEXT NOT NULL,
    CHECK (year BETWEEN 1700 AND 2099), CHECK (value >= 0), CHECK ((value IS NULL) = (status <> 'ok')),
    UNIQUE (area_id, year, release_id)
);
