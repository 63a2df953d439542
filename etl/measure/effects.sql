-- The design effects that the surveys' limits were worked out with.
SELECT source, kind, deff FROM design_effect ORDER BY ALL
