-- Known figures of whole calendar months in force, after the newest break of their source; only where more is better or worse.
WITH newest AS (
    SELECT o.* FROM observation o JOIN release r USING (release_id)
    QUALIFY row_number() OVER (PARTITION BY o.indicator_id, o.area_id, o.period_start, o.period_end, o.group_id
                               ORDER BY r.published DESC, r.retrieved DESC, r.release_id DESC) = 1)
SELECT o.indicator_id, o.area_id, o.group_id, CAST(o.period_start AS TIMESTAMP) AS period_start,
       CAST(o.period_end AS TIMESTAMP) AS period_end, o.value
FROM newest o JOIN indicator i USING (indicator_id)
WHERE i.better <> 'neither' AND o.status IN ('ok', 'preliminary') AND o.qualifier = 'exact'
  AND o.period_start = date_trunc('month', o.period_start) AND o.period_end = last_day(o.period_start)
  AND o.period_start >= coalesce((SELECT max(b.starts) FROM series_break b WHERE b.source = i.source AND b.starts <= o.period_end),
                                 o.period_start)
ORDER BY ALL
