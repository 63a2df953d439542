-- What the public must not have: classes K2 and K3, and every figure out of a register, whatever its class, with all that rests
-- on such a figure, but for the figures that disclosure control has opened. What rests on them goes first, while it can still be
-- seen what they are.
CREATE TEMP TABLE opened AS SELECT DISTINCT release_id FROM open_figure;
CREATE TEMP TABLE closed AS
SELECT DISTINCT release_id FROM coverage WHERE release_id NOT IN (SELECT release_id FROM opened);
CREATE TEMP TABLE not_public AS
SELECT indicator_id FROM indicator
WHERE class = 'K3'
   OR (class = 'K2' AND indicator_id NOT IN (SELECT family FROM protection WHERE release_id IN (SELECT release_id FROM opened)))
UNION SELECT indicator_id FROM observation WHERE release_id IN (SELECT release_id FROM closed);
DELETE FROM conflict
WHERE release_id IN (SELECT release_id FROM coverage)
   OR indicator_id IN (SELECT indicator_id FROM not_public)
   OR source IN (SELECT source FROM coverage JOIN release USING (release_id))
   -- a claim of a report is another source's, but the figure beside it may be the register's
   OR indicator_id IN (SELECT indicator_id FROM indicator
                       WHERE source IN (SELECT source FROM coverage JOIN release USING (release_id)));
DELETE FROM event WHERE release_id IN (SELECT release_id FROM coverage);
DELETE FROM series_break WHERE source IN (SELECT source FROM coverage JOIN release USING (release_id));
DELETE FROM comparison WHERE indicator_id IN (SELECT indicator_id FROM not_public);
DELETE FROM change WHERE indicator_id IN (SELECT indicator_id FROM not_public);
DELETE FROM trend WHERE indicator_id IN (SELECT indicator_id FROM not_public);
DELETE FROM funnel WHERE indicator_id IN (SELECT indicator_id FROM not_public);
DELETE FROM interruption;
DELETE FROM observation
WHERE release_id IN (SELECT release_id FROM closed)
   OR (indicator_id IN (SELECT indicator_id FROM not_public)
       AND indicator_id IN (SELECT indicator_id FROM indicator WHERE class NOT IN ('K0', 'K1')));
DELETE FROM design_effect WHERE source NOT IN (SELECT source FROM observation JOIN indicator USING (indicator_id));
DELETE FROM intake;
DELETE FROM quarantine;
DELETE FROM flag;
DELETE FROM protection WHERE release_id NOT IN (SELECT release_id FROM opened);
DELETE FROM release WHERE release_id IN (SELECT release_id FROM closed);
DELETE FROM indicator WHERE class NOT IN ('K0', 'K1') AND indicator_id IN (SELECT indicator_id FROM not_public);
DROP TABLE not_public;
DROP TABLE opened;
DROP TABLE closed;
