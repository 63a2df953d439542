-- What a random sample of controls is drawn from: the applications of the newest redovisningsperiod that were granted.
SELECT case_id AS unit, file || ' ' || bidrag_rad(sheet, line) AS place
FROM bidrag_ansokan
WHERE decision IN ('bifall', 'delvis bifall') AND period_end = (SELECT max(period_end) FROM bidrag_ansokan)
