-- What the dashboard may ask for: the contract, with the delivery in force chosen and names joined on.

CREATE VIEW show_observation AS
SELECT o.*, i.name AS indicator, i.theme, i.unit, i.decimals, i.better, i.source, i.position, i.headline,
       a.name AS area, a.kind, r.title AS release, r.publisher, r.published, r.retrieved, r.url
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN area a USING (area_id)
JOIN release r USING (release_id)
QUALIFY row_number() OVER (
    PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id
    ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1;

-- The newest period per indicator and area that has something to say, a whole year before a month of a later one,
-- since areas are compared over the same kind of period; else the newest at all.
CREATE VIEW show_latest AS
SELECT * FROM show_observation
QUALIFY row_number() OVER (
    PARTITION BY indicator_id, area_id, group_id
    ORDER BY (status IN ('ok', 'preliminary')) DESC, (period_end - period_start >= 364) DESC, period_end DESC, period_start DESC) = 1;

-- Per delivery: how many figures it brought, how many of them were new, and how many changed an earlier one.
CREATE VIEW show_delivery AS
WITH ordered AS (
    SELECT o.*, r.source, lag(o.value) OVER w AS earlier, lag(o.status) OVER w AS earlier_status, row_number() OVER w AS version
    FROM observation o JOIN release r USING (release_id)
    WINDOW w AS (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id
                 ORDER BY r.published, r.retrieved, r.release_id))
SELECT r.*, count(o.indicator_id) AS figures, count(*) FILTER (o.version = 1) AS new_figures,
       count(*) FILTER (o.version > 1 AND (o.value IS DISTINCT FROM o.earlier OR o.status <> o.earlier_status)) AS changed_figures,
       min(o.period_start) AS first_day, max(o.period_end) AS last_day
FROM release r LEFT JOIN ordered o USING (release_id)
GROUP BY ALL;

-- Every indicator with how many districts have a known figure.
CREATE VIEW show_indicator AS
SELECT i.*, (SELECT count(DISTINCT o.area_id) FROM observation o JOIN area a USING (area_id)
             WHERE o.indicator_id = i.indicator_id AND o.value IS NOT NULL
               AND a.kind NOT IN ('land', 'lan', 'kommun', 'organisation')) AS districts
FROM indicator i;

-- The revision ledger: each figure that a later delivery of the same period gave otherwise, and how much it moved.
CREATE VIEW show_revision AS
WITH ordered AS (
    SELECT o.*, r.title AS release, r.published, lag(o.value) OVER w AS earlier_value, lag(o.status) OVER w AS earlier_status,
           lag(o.lower) OVER w AS earlier_lower, lag(o.upper) OVER w AS earlier_upper, lag(o.qualifier) OVER w AS earlier_qualifier,
           lag(r.title) OVER w AS earlier_release, row_number() OVER w AS version
    FROM observation o JOIN release r USING (release_id)
    WINDOW w AS (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id
                 ORDER BY r.published, r.retrieved, r.release_id))
SELECT o.indicator_id, o.area_id, i.name AS indicator, a.name AS area, i.source, i.unit, i.decimals, o.period_start, o.period_end,
       o.group_id, o.earlier_value, o.value, o.value - o.earlier_value AS moved, o.earlier_status, o.status,
       o.earlier_release, o.release, o.published, o.release_id
FROM ordered o JOIN indicator i USING (indicator_id) JOIN area a USING (area_id)
WHERE o.version > 1
  AND (o.value IS DISTINCT FROM o.earlier_value OR o.status <> o.earlier_status
    OR (o.value IS NULL AND (o.lower, o.upper, o.qualifier) IS DISTINCT FROM (o.earlier_lower, o.earlier_upper, o.earlier_qualifier)));

-- Every verdict with the names that its sentence needs.
CREATE VIEW show_comparison AS
SELECT c.*, i.name AS indicator, i.unit, i.decimals, i.better, i.source, i.position, i.headline, a.name AS area, a.kind,
       coalesce(w.name, c.comparator_id) AS other
FROM comparison c JOIN indicator i USING (indicator_id) JOIN area a USING (area_id) LEFT JOIN area w ON w.area_id = c.comparator_id;

CREATE VIEW show_change AS
SELECT c.*, i.name AS indicator, i.unit, i.decimals, i.better, i.source, i.position, i.headline, a.name AS area, a.kind
FROM change c JOIN indicator i USING (indicator_id) JOIN area a USING (area_id);

CREATE VIEW show_trend AS
SELECT t.*, i.name AS indicator, i.unit, i.decimals, i.better, i.source, i.position, i.headline, a.name AS area, a.kind
FROM trend t JOIN indicator i USING (indicator_id) JOIN area a USING (area_id);

CREATE VIEW show_funnel AS
SELECT f.*, i.name AS indicator, i.unit, i.decimals, i.better, i.source, a.name AS area
FROM funnel f JOIN indicator i USING (indicator_id) JOIN area a USING (area_id);

CREATE VIEW show_interruption AS
SELECT n.*, i.name AS indicator, i.unit, a.name AS area, coalesce(w.name, '') AS comparison
FROM interruption n JOIN indicator i USING (indicator_id) JOIN area a USING (area_id) LEFT JOIN area w ON w.area_id = n.comparison_id;
