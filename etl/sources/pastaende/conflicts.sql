-- Claims against our figures, claims of change against our changes, and claims against each other: found by subject, area and
-- time, each apart by more than rounding explains. Last, the pairs of words that only a human can hold against each other.
WITH weighed AS (
    SELECT c.*, m.* EXCLUDE (claim_id, value, qualifier, spread, unit, printed), m.value AS seen, m.unit AS seen_unit, m.printed AS seen_printed,
           -- A sum with an unknown part is only known from below: an exact claim that equals it has counted unknown as zero.
           CASE WHEN m.unknown = 0 THEN figures_disagree(c.value, c.qualifier, c.spread, m.value, m.qualifier, m.spread)
                ELSE c.form = 'summa' AND c.qualifier IN ('exact', 'about') AND m.value >= c.value - c.spread END AS apart,
           count(*) OVER (PARTITION BY c.claim_id) AS periods
    FROM pastaende_claim c JOIN pastaende_compared() m USING (claim_id)),
figures AS (
    FROM weighed
    QUALIFY bool_and(apart) OVER (PARTITION BY claim_id)
        AND row_number() OVER (PARTITION BY claim_id ORDER BY abs(seen - value), period_end DESC) = 1),
against_figures AS (
    SELECT 'rule' AS found_by, 'siffra' AS other, CASE form WHEN 'summa' THEN 'part_total' ELSE 'two_sources' END AS kind,
           f.release_id, f.claim_id, f.topic, f.value, f.place, f.indicators, f.areas, f.city_id, f.printed AS first_text,
           indicator || coalesce(', ' || area, '') || ', ' || period_text(period_start, period_end) || ': '
             || CASE WHEN form IN ('lägst', 'högst') THEN form || ' ' WHEN unknown > 0 THEN 'minst ' ELSE '' END
             || in_swedish(seen, decimals) || with_unit(seen_unit)
             || CASE WHEN lower < upper THEN ' (' || in_swedish(lower, decimals) || '–' || in_swedish(upper, decimals) || ')' ELSE '' END
             || coalesce('; tryckt ' || seen_printed, '') || coalesce('; ' || unknown_parts, '') AS second_text,
           seen AS second_value, title || ', ' || cells AS second_place,
           concat_ws(' ',
               CASE WHEN unknown > 0 AND seen > value + spread THEN 'Det som är känt är redan mer än påståendet.'
                    WHEN unknown > 0 THEN 'Talet stämmer bara om det okända räknas som noll.'
                    WHEN form = 'lägst' AND seen > value THEN 'Ingen av dem som jämförs har ett så lågt tal.'
                    WHEN form = 'högst' AND seen < value THEN 'Ingen av dem som jämförs har ett så högt tal.'
                    ELSE 'Skillnaden är större än avrundningen.' END,
               CASE WHEN timeless THEN 'Påståendet säger inte vilken tid det gäller. Det stämmer inte med någon av '
                                       || periods || ' perioder i underlaget; den som ligger närmast visas.'
                    WHEN common < altogether THEN 'Påståendet gäller ' || period_text(first_day, last_day) || ', vår siffra '
                                                  || period_text(period_start, period_end) || '.' END,
               nullif(note, ''),
               CASE WHEN lower < upper AND value BETWEEN lower AND upper THEN 'Påståendet ryms i intervallet kring vår siffra.'
                    WHEN lower < upper THEN 'Påståendet ligger utanför intervallet kring vår siffra.' END) AS why
    FROM figures f),
-- A claim of change in every way it can be read: a bare % of a share may be percent or percentage points.
reading AS (
    SELECT c.claim_id, i.unit AS own_unit, i.decimals AS own_decimals, i.name AS own_name,
           unnest(CASE WHEN c.unit = '%' AND i.unit LIKE 'procent%' THEN ['procentenheter', 'procent']
                       WHEN c.unit IN ('%', 'procent') THEN ['procent'] ELSE [c.unit] END) AS read_as
    FROM pastaende_claim c JOIN indicator i ON i.indicator_id = c.indicators WHERE c.form = 'förändring'),
read AS (
    SELECT r.*, p.* EXCLUDE (claim_id, unit, decimals, starts, ends), scale * (p.after - p.before) AS computed,
           scale * p.lower AS least, scale * p.upper AS most
    FROM reading r LEFT JOIN pastaende_changed() p USING (claim_id),
    LATERAL (SELECT CASE r.read_as WHEN 'procent' THEN 100 / p.before ELSE 1 END AS scale)),
borne AS (
    SELECT d.*, c.value, abs(d.computed - c.value) <= c.spread + 1e-9 AS fits,
           fits OR coalesce(c.value - c.spread <= d.most AND c.value + c.spread >= d.least, false) AS holds,
           count(*) OVER (PARTITION BY d.claim_id, d.area_id, d.to_start, d.to_end) AS readings
    FROM read d JOIN pastaende_claim c USING (claim_id)),
change_told AS (
    SELECT claim_id, any_value(own_name) AS name, any_value(readings) AS readings, area, to_start,
           count(*) FILTER (holds) AS held, count(*) FILTER (fits) AS fitting,
           arg_min(read_as, abs(computed - value)) AS closest, arg_max(read_as, abs(computed - value)) AS farthest, min(abs(computed - value)) AS distance,
           arg_min(computed, abs(computed - value)) AS nearest, bool_or(sign(computed) <> sign(value)) AS opposite,
           bool_or(unsure) AS unsure, any_value(title || ', ' || cells) AS seen_place,
           any_value(own_name || ', ' || area || ': ' || in_swedish(before, own_decimals) || with_unit(own_unit) || ' '
             || period_text(from_start, from_end) || ' och ' || in_swedish(after, own_decimals) || with_unit(own_unit) || ' '
             || period_text(to_start, to_end)) || ', det vill säga '
             || string_agg(in_swedish(computed, 1) || ' ' || read_as
                  || CASE WHEN least < most THEN ' (' || in_swedish(least, 1) || ' till ' || in_swedish(most, 1) || ')' ELSE '' END,
                  ' eller ' ORDER BY read_as DESC) AS seen_text
    FROM borne GROUP BY claim_id, area, to_start, to_end),
nearest_change AS (
    FROM change_told
    QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY held DESC, distance, area, to_start) = 1),
against_changes AS (
    SELECT 'rule' AS found_by, 'förändring' AS other, CASE WHEN readings > 1 AND (seen_text IS NULL OR held > 0) THEN 'definition' ELSE 'two_sources' END AS kind,
           c.release_id, c.claim_id, c.topic, c.value, c.place, c.indicators, c.areas, c.city_id, c.printed AS first_text,
           coalesce(n.seen_text, 'Underlaget har inga två jämförbara perioder för ' || n.name || ' där.') AS second_text,
           n.nearest AS second_value, coalesce(n.seen_place, c.place) AS second_place,
           concat_ws(' ',
               CASE WHEN readings > 1 THEN 'Påståendet skriver % om en andel.' END,
               CASE WHEN seen_text IS NULL THEN 'Det framgår inte om det är procent eller procentenheter, och det finns inget att pröva det mot.'
                    WHEN readings = 2 AND fitting = 1
                    THEN 'Läst som ' || closest || ' stämmer det med våra siffror så när som på avrundningen, läst som ' || farthest
                      || CASE held WHEN 2 THEN ' ryms det bara i osäkerheten.' ELSE ' inte.' END
                    WHEN held = 2 THEN 'Både läst som procent och som procentenheter ryms det i osäkerheten, så våra siffror avgör inte vad som menas.'
                    WHEN held = 1 THEN 'Läst som ' || closest || ' ryms det i osäkerheten, läst som ' || farthest || ' inte.'
                    WHEN readings = 2 THEN 'Varken läst som procentenheter eller som procent bärs storleken av våra siffror.'
                    ELSE 'Storleken bärs inte av våra siffror.' END,
               CASE WHEN opposite THEN 'Våra siffror går åt andra hållet.' END,
               CASE WHEN unsure THEN 'Skillnaden mellan våra siffror är inte säker.' END,
               CASE WHEN contains(c.areas, '|') THEN 'En enda siffra ges för ' || len(string_split(c.areas, '|')) || ' områden.' END,
               CASE WHEN c.starts IS NULL AND c.ends IS NULL AND seen_text IS NULL THEN 'Vilka år som jämförs sägs inte.'
                    WHEN c.starts IS NULL AND c.ends IS NULL THEN 'Vilka år som jämförs sägs inte; det par av perioder som ligger närmast visas.'
                    WHEN c.starts IS NULL THEN 'Vilket år det jämförs med sägs inte.' END,
               nullif(c.note, '')) AS why
    FROM nearest_change n JOIN pastaende_claim c USING (claim_id)
    WHERE readings > 1 OR (seen_text IS NOT NULL AND held = 0)),
-- Two claims of the same subject and area, about times that do not exclude each other.
same AS (
    SELECT a.claim_id, b.claim_id AS second_id, b.value AS b_value, b.qualifier AS b_qualifier, b.spread AS b_spread, b.form AS b_form, b.unit AS b_unit,
           b.starts AS b_starts, b.starts_by AS b_starts_by, b.ends AS b_ends, b.printed AS b_printed, b.place AS b_place, b.note AS b_note
    FROM pastaende_claim a
    JOIN pastaende_claim b ON (a.topic = b.topic OR (a.indicators <> '' AND a.indicators = b.indicators)) AND a.areas = b.areas
                          AND a.claim_id <> b.claim_id
                          AND (a.form <> b.form OR (a.rank, a.position) < (b.rank, b.position))),
paired AS (
    SELECT c.*, s.* EXCLUDE (claim_id), datediff('day', b_starts, ends) / 30.4375 AS months
    FROM same s JOIN pastaende_claim c USING (claim_id)
    WHERE CASE WHEN form = 'nivå' AND b_form = 'nivå' AND unit = b_unit
               THEN figures_disagree(value, qualifier, spread, b_value, b_qualifier, b_spread)
                AND coalesce(starts <= b_ends, true) AND coalesce(b_starts <= ends, true)
               WHEN form = 'sedan' AND b_form = 'sedan' THEN starts_by < b_starts OR b_starts_by < starts
               WHEN form = 'sedan' AND b_form = 'redan' THEN starts > b_ends
               WHEN form = 'varaktighet' AND b_form = 'sedan'
               THEN datediff('day', b_starts, ends) / 30.4375 < value - spread OR datediff('day', b_starts_by, ends) / 30.4375 > value + spread
               ELSE false END),
against_claims AS (
    SELECT 'rule' AS found_by, second_id AS other, 'two_sources' AS kind,
           p.release_id, p.claim_id, p.topic, p.value, p.place, p.indicators, p.areas, p.city_id, p.printed AS first_text,
           b_printed || CASE WHEN form = 'varaktighet' THEN ': ' || in_swedish(months, 0) || ' månader till ' || ends ELSE '' END AS second_text,
           CASE WHEN form = 'varaktighet' THEN round(months) ELSE b_value END AS second_value, b_place AS second_place,
           concat_ws(' ',
               CASE WHEN form = 'varaktighet' THEN 'Från startdagen är det ' || CASE WHEN months > value THEN 'längre' ELSE 'kortare' END || ' tid än påståendet säger.'
                    WHEN b_form = 'redan' THEN 'Det ena säger att det började tidigast ' || starts || ', det andra att det var så redan ' || b_ends || '.'
                    WHEN form = 'sedan' THEN 'Två olika startår eller startdagar för samma sak: ' || period_text(starts, starts_by) || ' och '
                                             || period_text(b_starts, b_starts_by) || '.'
                    WHEN 'at_least' IN (qualifier, b_qualifier) OR 'at_most' IN (qualifier, b_qualifier)
                    THEN 'Det ena är en gräns och det andra ett tal som kan ligga på fel sida om den.'
                    ELSE 'Skillnaden är större än avrundningen.' END,
               CASE WHEN form <> 'nivå' THEN NULL
                    WHEN starts IS NULL AND ends IS NULL AND b_starts IS NULL AND b_ends IS NULL THEN 'Ingen av dem säger vilken tid den gäller.'
                    WHEN (starts IS NULL AND ends IS NULL) OR (b_starts IS NULL AND b_ends IS NULL) THEN 'Bara den ena säger vilken tid den gäller.'
                    WHEN starts <> b_starts OR ends <> b_ends THEN 'De gäller inte samma tid: ' || period_text(starts, ends) || ' och '
                                                                   || period_text(b_starts, b_ends) || '.' END,
               nullif(note, ''), nullif(b_note, '')) AS why
    FROM paired p),
judged AS (
    SELECT 'transcriber' AS found_by, b.claim_id AS other, a.kind,
           a.release_id, a.claim_id, a.topic, a.value, a.place, a.indicators, a.areas, a.city_id, a.printed AS first_text,
           b.printed AS second_text, b.value AS second_value,
           b.place AS second_place, a.explanation AS why
    FROM pastaende_claim a JOIN pastaende_claim b ON b.claim_id = a.against),
found AS (FROM against_figures UNION ALL FROM against_changes UNION ALL FROM against_claims UNION ALL FROM judged)
SELECT 'pastaende:' || f.release_id || ':' || f.claim_id || ':' || f.other AS conflict_id, 'pastaende' AS source,
       f.topic, f.kind, f.first_text, f.value AS first_value, f.place AS first_place, f.second_text, f.second_value, f.second_place,
       f.why AS explanation, i.indicator_id, CASE WHEN contains(f.areas, '|') THEN f.city_id ELSE f.areas END AS area_id,
       f.release_id, f.found_by
FROM found f
LEFT JOIN indicator i ON i.indicator_id = split_part(f.indicators, '|', 1)
