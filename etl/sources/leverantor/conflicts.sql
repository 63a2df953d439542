-- Campaigns that measure the same things and overlap in time but cover different things; and counts of organisations
-- among an unknown number of organisations. Both are found in the data, so they go when the documents mend.
SELECT 'leverantor:omfattning:' || a.release_id || ':' || a.campaign || ':' || b.release_id || ':' || b.campaign AS conflict_id,
       'leverantor' AS source, 'Två kontrollkampanjer med olika omfattning' AS topic, 'scope' AS kind,
       string_agg(a.printed, '; ' ORDER BY a.line) AS first_text,
       max(a.value) FILTER (a.measure = 'foretag') AS first_value,
       any_value(d.title) || ', ' || string_agg(DISTINCT a.place, '; ' ORDER BY a.place) AS first_place,
       string_agg(b.printed, '; ' ORDER BY b.line) AS second_text,
       max(b.value) FILTER (b.measure = 'foretag') AS second_value,
       any_value(e.title) || ', ' || string_agg(DISTINCT b.place, '; ' ORDER BY b.place) AS second_place,
       'Den ena kampanjen gäller ' || string_agg(DISTINCT a.scope, ' och ' ORDER BY a.scope) || '. Den andra gäller '
         || string_agg(DISTINCT b.scope, ' och ' ORDER BY b.scope) || '. Perioderna överlappar.'
         || CASE WHEN max(b.value - a.value) FILTER (a.measure = 'kontroller') > 0
                  AND max(b.value - a.value) FILTER (a.measure = 'foretag') < 0
                 THEN ' Att kontrollerna är fler men företagen färre tyder på att olika saker har räknats.' ELSE '' END
         || ' Siffrorna visas var för sig och får inte läsas som en utveckling.' AS explanation,
       NULL AS indicator_id, a.area_id, b.release_id
FROM stg_leverantor a
JOIN stg_leverantor b ON a.measure = b.measure AND a.area_id = b.area_id AND a.scope <> b.scope AND a.campaign <> b.campaign
                     AND (a.period_start, a.campaign) < (b.period_start, b.campaign) AND b.period_start <= a.period_end
JOIN release d ON d.release_id = a.release_id
JOIN release e ON e.release_id = b.release_id
WHERE 'svar' NOT IN (a.campaign, b.campaign)
GROUP BY a.release_id, a.campaign, b.release_id, b.campaign, a.area_id
UNION ALL BY NAME
SELECT 'leverantor:namnare:' || s.release_id || ':' || s.measure AS conflict_id,
       'leverantor' AS source, i.name || ': av hur många?' AS topic, 'definition' AS kind,
       s.printed AS first_text, s.value AS first_value, d.title || ', ' || s.place AS first_place,
       'Frågan ställdes till ' || s.scope || '. Antalet som fick eller besvarade den är inte tryckt.' AS second_text,
       NULL AS second_value, d.title || ', ' || s.place AS second_place,
       'Antalet kan inte räknas om till en andel, eftersom det inte framgår hur många det är taget av.' AS explanation,
       i.indicator_id, s.area_id, s.release_id
FROM stg_leverantor s
JOIN indicator i ON i.indicator_id = 'leverantor_svar_' || s.measure
JOIN release d USING (release_id)
WHERE s.campaign = 'svar' AND s.base_missing
