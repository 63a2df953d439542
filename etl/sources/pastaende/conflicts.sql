-- Claims that disagree with our figures, and claims that disagree with each other, each beyond what rounding explains.
WITH figures AS (
    SELECT c.*, m.value AS seen, m.unknown, m.unknown_parts, m.lower, m.upper, m.cells, m.title,
           m.indicator || coalesce(', ' || m.area, '') || ', '
             || CASE WHEN strftime(c.seen_from, '%m-%d') = '01-01' AND strftime(c.seen_to, '%m-%d') = '12-31'
                     THEN CASE WHEN year(c.seen_from) = year(c.seen_to) THEN '' ELSE year(c.seen_from) || '–' END || year(c.seen_to)
                     ELSE c.seen_from || '–' || c.seen_to END
             || ': ' || CASE WHEN c.comparison IN ('lägst', 'högst') THEN c.comparison || ' ' WHEN m.unknown > 0 THEN 'minst '
                             ELSE '' END
             || pastaende_number(m.value, m.decimals) || regexp_replace(' ' || m.unit, '^ antal', '')
             || CASE WHEN m.lower < m.upper THEN ' (' || pastaende_number(m.lower, m.decimals) || '–'
                       || pastaende_number(m.upper, m.decimals) || ')' ELSE '' END
             || coalesce('; tryckt ' || m.printed, '') || coalesce('; ' || m.unknown_parts, '') AS words
    FROM stg_pastaende c JOIN pastaende_measured() m USING (claim_id, release_id)
    WHERE (m.unknown = 0 AND pastaende_disagree(c.value, c.qualifier, c.tolerance, m.value, m.qualifier, 0))
       -- A sum with an unknown part is only known from below: an exact claim that equals it has counted unknown as zero.
       OR (m.unknown > 0 AND c.comparison = 'summa' AND c.qualifier IN ('exact', 'about') AND m.value >= c.value - c.tolerance)),
linked AS (
    SELECT *, unnest(string_split(against, '|')) AS other_id FROM stg_pastaende WHERE against <> ''),
claims AS (
    SELECT a.*, b.claim_id AS second_id, b.place AS second_place,
           CASE WHEN a.comparison = 'varaktighet' THEN round(datediff('day', b.starts, a.ends) / 30.4375) ELSE b.value END AS second_value,
           CASE WHEN a.comparison = 'varaktighet'
                THEN b.printed || ': ' || format('{:.0f}', datediff('day', b.starts, a.ends) / 30.4375) || ' månader till ' || a.ends
                WHEN a.comparison = 'tal' AND a.unit <> b.unit THEN b.printed || ' (läst som ' || b.unit || ')'
                ELSE b.printed END AS second_text,
           CASE WHEN a.comparison = 'tal' AND a.unit <> b.unit THEN ' (läst som ' || a.unit || ')' ELSE '' END AS reading
    FROM linked a JOIN stg_pastaende b ON b.claim_id = a.other_id AND b.release_id = a.release_id
    WHERE CASE a.comparison
          WHEN 'ord' THEN true       -- words cannot be reckoned with: whoever transcribed them has judged
          WHEN 'datum' THEN coalesce(a.starts <> b.starts, a.starts > b.ends)
          WHEN 'varaktighet' THEN abs(datediff('day', b.starts, a.ends) / 30.4375 - a.value) > a.tolerance
          ELSE a.unit <> b.unit OR pastaende_disagree(a.value, a.qualifier, a.tolerance, b.value, b.qualifier, b.tolerance) END),
found AS (
    SELECT 'siffra' AS other, release_id, claim_id, topic, kind, printed AS first_text, value, place, words AS second_text,
           seen AS second_value, title || ', ' || cells AS second_place, indicators, areas, city_id,
           explanation || CASE WHEN lower < upper AND value BETWEEN lower AND upper THEN ' Påståendet ryms i det publicerade intervallet.'
                               WHEN lower < upper THEN ' Påståendet ligger utanför det publicerade intervallet.' ELSE '' END AS explanation
    FROM figures
    UNION ALL BY NAME
    SELECT second_id AS other, release_id, claim_id, topic, kind, printed || reading AS first_text, value, place, second_text,
           second_value, second_place, indicators, areas, city_id, explanation
    FROM claims)
SELECT 'pastaende:' || f.release_id || ':' || f.claim_id || ':' || f.other AS conflict_id, 'pastaende' AS source,
       f.topic, f.kind, f.first_text, f.value AS first_value, f.place AS first_place, f.second_text, f.second_value, f.second_place,
       f.explanation, i.indicator_id, CASE WHEN contains(f.areas, '|') THEN f.city_id ELSE f.areas END AS area_id, f.release_id
FROM found f
LEFT JOIN indicator i ON i.indicator_id = split_part(f.indicators, '|', 1)
