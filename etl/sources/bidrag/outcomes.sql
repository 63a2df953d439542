-- What controls said of the rules that led to them, and of those drawn at random. A row that stands for several counts as several.
WITH known AS (
    SELECT *, CASE result WHEN 'avvikelse' THEN 'confirmed' WHEN 'utan avvikelse' THEN 'not' ELSE 'open' END AS outcome
    FROM bidrag_kontroll WHERE quantity IS NOT NULL),
told AS (
    SELECT flag_id, organisation_id, outcome, quantity FROM known WHERE flag_id <> ''
    UNION ALL
    SELECT 'slump', organisation_id, outcome, quantity FROM known WHERE arm = 'slump' AND outcome <> 'open')
SELECT flag_id, organisation_id, outcome FROM told, range(CAST(quantity AS BIGINT))
