-- Where the delivery says two things that no sum can weigh: businesses against kinds of decision.
WITH decision AS (
    SELECT release_id, period_start, period_end, area_id, count(*) AS kinds, count(antal) AS counted,
           string_agg(concat_ws(', ', beslut, nullif(lagrum, '')), '; ' ORDER BY cell) AS listed,
           any_value(file) AS file, min(cell) AS cell, any_value(stalle) AS stalle
    FROM stg_gvi_sanktion GROUP BY ALL
)
SELECT concat_ws(':', 'gvi:sanktioner', m.release_id, m.period_start, m.period_end) AS conflict_id, 'gvi' AS source,
       'Sanktionerade verksamheter och slag av beslut' AS topic, 'definition' AS kind,
       m.printed AS first_text, m.value AS first_value, concat_ws(', ', m.stalle, m.file, m.cell) AS first_place,
       d.listed AS second_text, d.kinds AS second_value, concat_ws(', ', d.stalle, d.file, d.cell) AS second_place,
       'Det ena talet räknar verksamheter, det andra slag av beslut och brister. Utan antal per slag går de inte att jämföra: '
       || 'en verksamhet kan ha fått flera beslut eller inget.' AS explanation,
       'gvi_verksamheter_sanktioner' AS indicator_id, m.area_id, m.release_id
FROM stg_gvi_matt m JOIN decision d USING (release_id, period_start, period_end, area_id)
WHERE m.matt = 'verksamheter med sanktioner' AND m.group_id = 'alla' AND d.counted = 0 AND m.value <> d.kinds
