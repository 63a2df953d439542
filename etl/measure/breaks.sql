-- From which day a source's figures cannot be compared with earlier ones.
SELECT source, CAST(starts AS TIMESTAMP) AS starts FROM series_break ORDER BY ALL
