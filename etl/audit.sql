-- What the file tells of every count that the rules are about, as a reader meets it: the newest delivery of each first.
SELECT o.indicator_id, i.name, coalesce(p.class, i.class) AS class, i.parts, i.unit, p.family IS NOT NULL AS guarded,
       o.area_id, o.group_id, o.period_start, o.period_end, o.value, o.lower, o.upper, o.status, o.qualifier,
       o.status = 'withheld' AND (coalesce(o.value, o.lower, o.upper, o.numerator, o.base) IS NOT NULL
                                  OR regexp_matches(coalesce(o.printed, ''), '[0-9]')) AS bare,
       row_number() OVER (PARTITION BY o.indicator_id, o.area_id, o.group_id, o.period_start, o.period_end
                          ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1 AS newest
FROM observation o
JOIN indicator i USING (indicator_id)
JOIN release r USING (release_id)
LEFT JOIN protection p ON p.family = o.indicator_id AND p.release_id = o.release_id
ORDER BY ALL
