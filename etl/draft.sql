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
