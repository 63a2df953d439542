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

-- Who is behind each sum of the ledger: what each supplier adds, and what no figure divides further. Suppliers that nobody can
-- tell apart are one.
CREATE OR REPLACE VIEW stg_leverantor_inkop_supplier AS
SELECT b.period_start, b.period_end, p.area_id, p.kind, p.bransch, p.risk, k.organisation_id IS NOT NULL AS controlled,
       coalesce(p.organisation_id, p.kind) AS contributor, NULL AS entry, sum(p.ore) / 100 AS amount, sum(p.credit_ore) / 100 AS credit
FROM stg_leverantor_inkop_paid p
JOIN stg_leverantor_inkop_basis b USING (year, run)
LEFT JOIN (SELECT DISTINCT release_id, year(period_start) AS year, organisation_id FROM stg_leverantor_kontroll) k
  ON (k.release_id, k.year, k.organisation_id) = (b.controls_id, b.year, p.organisation_id)
GROUP BY ALL;
CREATE OR REPLACE VIEW stg_leverantor_inkop_bakom AS
SELECT * FROM stg_leverantor_inkop_supplier
UNION ALL BY NAME
SELECT * REPLACE (concat_ws(' ', 'inköp', period_start, kind, bransch, risk, controlled) AS entry)
FROM (SELECT * EXCLUDE (contributor, amount, credit), sum(amount) AS amount, sum(credit) AS credit
      FROM stg_leverantor_inkop_supplier GROUP BY ALL);
