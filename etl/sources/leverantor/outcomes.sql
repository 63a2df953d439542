-- What controls said of the flags that led to them, and of what was drawn at random. One row per control and company.
WITH k AS (SELECT * FROM stg_leverantor_kontroll JOIN stg_leverantor_year USING (release_id, period_start))
SELECT flag_id, organisation_id,
       CASE outcome WHEN 'avvikelse' THEN 'confirmed' WHEN 'utan avvikelse' THEN 'not' ELSE 'open' END AS outcome
FROM k WHERE flag_id <> ''
UNION ALL
SELECT 'slump', organisation_id, CASE outcome WHEN 'avvikelse' THEN 'confirmed' ELSE 'not' END
FROM k WHERE arm = 'slump' AND outcome IN ('avvikelse', 'utan avvikelse')
