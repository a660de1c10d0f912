-- name: select_progress
-- A line a block with its class and persons, then one a status with the households there now.
SELECT block, max(urban_rural) AS urban_rural, status, sum(households) AS households,
       sum(persons) AS persons, sum(residents) AS residents, max(recorded_at) AS last_activity
FROM (
    SELECT block, urban_rural, NULL AS status, 0 AS households, 0 AS persons, 0 AS residents,
           CAST(NULL AS timestamp with time zone) AS recorded_at
    FROM projection.block_row
    WHERE book_id = %(book)s AND valid_to IS NULL
      AND block BETWEEN %(area)s AND %(area_end)s
    UNION ALL
    SELECT block, NULL, status, 1, 0, 0, recorded_at
    FROM projection.household_row
    WHERE book_id = %(book)s AND valid_to IS NULL
      AND block BETWEEN %(area)s AND %(area_end)s
    UNION ALL
    SELECT block, NULL, NULL, 0, 1, CASE WHEN resident THEN 1 ELSE 0 END, recorded_at
    FROM projection.person_row
    WHERE book_id = %(book)s AND valid_to IS NULL
      AND block BETWEEN %(area)s AND %(area_end)s
) AS line
GROUP BY block, status
ORDER BY block, status NULLS FIRST
