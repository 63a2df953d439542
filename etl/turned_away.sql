-- For the analyst, as soon as a delivery has been read: which files lost rows, how many, and mostly why.
SELECT i.file || ': ' || i.rejected || ' av ' || i.read || ' rader i karantän, oftast ' || q.field || ': ' || q.reason
       || ' (först rad ' || q.line || '). Resten läses in. När lägesbilden är byggd står alla rader med skäl på sidan Källor och metod.'
FROM intake i
JOIN (SELECT release_id, file, field, reason, min(line) AS line, count(*) AS rows FROM quarantine GROUP BY ALL) q USING (release_id, file)
QUALIFY row_number() OVER (PARTITION BY i.release_id, i.file ORDER BY q.rows DESC, q.line) = 1
ORDER BY i.release_id, i.file
