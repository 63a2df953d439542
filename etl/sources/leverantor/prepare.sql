-- The ledger in force by run, förvaltning and supplier, with the supplier's industry in the newest supplier list.
-- Worked out once for all the figures that rest on it: a ledger has millions of rows.
CREATE OR REPLACE TABLE stg_leverantor_inkop_paid AS
WITH paid AS (
    SELECT m.year, m.run, t.area_id, t.office_area_id, t.kind, t.organisation_id, sum(t.ore) AS ore, sum(t.credit_ore) AS credit_ore,
           sum(t.rows) AS rows, sum(t.credits) AS credits, min(t.first_line) AS first_line, max(t.last_line) AS last_line, t.file
    FROM stg_leverantor_inkop_month m
    JOIN stg_leverantor_inkop t ON t.release_id = m.release_id AND t.period_start = m.period_start
    GROUP BY ALL)
SELECT p.*, coalesce(l.bransch, 'okänd bransch') AS bransch, coalesce(l.risk, false) AS risk
FROM paid p
LEFT JOIN (SELECT organisation_id, bransch, risk FROM stg_leverantor_leverantor JOIN stg_leverantor_newest USING (release_id)) l
  USING (organisation_id);
