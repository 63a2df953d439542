-- Questions that must have no answer. Each returns file, place, what was found, what was expected, what to do.

-- An area that was never described.
SELECT DISTINCT file, cell, 'området ' || area_id, 'ett område i areas.csv', 'Lägg till området i areas.csv.'
FROM observation WHERE area_id NOT IN (SELECT area_id FROM area);

-- A parent that does not exist.
SELECT 'areas.csv', area_id, 'överordnat område ' || parent_id, 'ett område i areas.csv', 'Rätta parent_kind och parent_code.'
FROM area WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT area_id FROM area);

-- A known figure without a value or a bound; a bound without its number.
SELECT file, cell, 'inget värde', 'ett värde eller en gräns när status är ok', 'Rätta filen eller drawerns SELECT.'
FROM observation
WHERE status IN ('ok', 'preliminary')
  AND ((qualifier IN ('exact', 'about') AND value IS NULL)
    OR (qualifier = 'at_least' AND lower IS NULL) OR (qualifier = 'at_most' AND upper IS NULL));

-- A value outside its own interval.
SELECT file, cell, 'värdet ' || value || ' utanför ' || lower || '–' || upper, 'ett värde inom sitt intervall',
       'Kontrollera att kolumnerna inte har förskjutits.'
FROM observation WHERE value NOT BETWEEN lower AND upper;

-- A share outside 0 to 100.
SELECT o.file, o.cell, CAST(o.value AS TEXT), 'en andel mellan 0 och 100', 'Kontrollera kolumnens enhet.'
FROM observation o JOIN indicator i USING (indicator_id)
WHERE i.unit LIKE 'procent%' AND i.unit <> 'procentenheter' AND o.value NOT BETWEEN 0 AND 100;

-- A negative count.
SELECT o.file, o.cell, CAST(o.value AS TEXT), 'ett antal som inte är negativt', 'Kontrollera filen.'
FROM observation o JOIN indicator i USING (indicator_id)
WHERE i.unit LIKE 'antal%' AND o.value < 0;

-- A rule that points at a natural person: sole traders have personal numbers, whose third digit is 0 or 1.
SELECT file, cell, 'en flagga på ett personnummer', 'bara organisationer', 'Ta bort enskilda firmor ur regelns SELECT.'
FROM flagged WHERE regexp_full_match(organisation_id, '[0-9]{2}[01][0-9]{7}') OR regexp_full_match(organisation_id, '(19|20)[0-9]{10}');

-- A rule that is not told in full.
SELECT 'flags.toml', flag_id, 'en regel utan förklaring', 'varför, hur, gräns, undantag och exempel', 'Fyll i regelns block.'
FROM flag WHERE '' IN (name, basis, why, formula, threshold, exclusions, example);

-- A protected family that has not passed its audit, or a count that a register withholds without one.
SELECT p.release_id, p.family, 'ingen godkänd röjandeprövning', 'en prövning som håller', 'Publicera inte; anmäl till den som förvaltar koden.'
FROM protection p WHERE NOT p.passed;
SELECT DISTINCT o.file, o.indicator_id, 'ett dolt tal utan röjandeprövning', 'en rad i protection', 'Läsaren ska pröva det som döljs.'
FROM observation o JOIN coverage USING (release_id)
WHERE o.status = 'withheld' AND (o.indicator_id, o.release_id) NOT IN (SELECT (family, release_id) FROM protection);
