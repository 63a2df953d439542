-- What the public must not have: classes K2 and K3, and every figure out of a register, whatever its class.
DELETE FROM observation
WHERE release_id IN (SELECT release_id FROM coverage)
   OR indicator_id IN (SELECT indicator_id FROM indicator WHERE class NOT IN ('K0', 'K1'));
DELETE FROM conflict
WHERE release_id IN (SELECT release_id FROM coverage)
   OR indicator_id IN (SELECT indicator_id FROM indicator WHERE class NOT IN ('K0', 'K1'))
   OR source IN (SELECT source FROM coverage JOIN release USING (release_id))
   -- a claim of a report is another source's, but the figure beside it may be the register's
   OR indicator_id IN (SELECT indicator_id FROM indicator
                       WHERE source IN (SELECT source FROM coverage JOIN release USING (release_id)));
DELETE FROM event WHERE release_id IN (SELECT release_id FROM coverage);
DELETE FROM series_break WHERE source IN (SELECT source FROM coverage JOIN release USING (release_id));
DELETE FROM comparison WHERE (indicator_id, area_id) NOT IN (SELECT indicator_id, area_id FROM observation);
DELETE FROM change WHERE (indicator_id, area_id) NOT IN (SELECT indicator_id, area_id FROM observation);
DELETE FROM trend WHERE (indicator_id, area_id) NOT IN (SELECT indicator_id, area_id FROM observation);
DELETE FROM funnel WHERE (indicator_id, area_id) NOT IN (SELECT indicator_id, area_id FROM observation);
DELETE FROM interruption;
DELETE FROM design_effect WHERE source NOT IN (SELECT source FROM observation JOIN indicator USING (indicator_id));
DELETE FROM intake;
DELETE FROM quarantine;
DELETE FROM flag;
DELETE FROM release WHERE release_id IN (SELECT release_id FROM coverage);
DELETE FROM indicator WHERE class NOT IN ('K0', 'K1');
