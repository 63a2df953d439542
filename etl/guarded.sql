-- What the disclosure control did that an analyst must know: never a count, never which cells.
SELECT i.name || ' (' || r.title || '): ' || CASE p.reason
    WHEN 'held' THEN 'en rättelse som flyttar ett visat tal med mindre än tröskeln väntar; det tidigare talet står kvar'
    WHEN 'earlier_unread' THEN 'en tidigare leverans gick inte att läsa; allt är dolt, eftersom två leveranser kan jämföras'
    WHEN 'contradiction' THEN 'talen går inte ihop, med sina rader eller med en tidigare leverans; de berörda är dolda'
    ELSE 'röjandeprövningen gav inget säkert svar; allt är dolt' END
FROM protection p JOIN release r USING (release_id) JOIN indicator i ON i.indicator_id = p.family
WHERE p.reason <> ''
ORDER BY ALL;
