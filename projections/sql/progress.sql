-- name: select_progress
-- Where the records of each block of an area stand now.
WITH household AS (
    SELECT block, status, count(*) AS households, max(recorded_at) AS last_activity
    FROM projection.household_row
    WHERE book_id = %(book)s AND valid_to IS NULL
      AND block BETWEEN %(area)s AND %(area_end)s
    GROUP BY block, status
),
person AS (
    SELECT block, count(*) AS persons,
           sum(CASE WHEN resident THEN 1 ELSE 0 END) AS residents,
           max(recorded_at) AS last_activity
    FROM projection.person_row
    WHERE book_id = %(book)s AND valid_to IS NULL
      AND block BETWEEN %(area)s AND %(area_end)s
    GROUP BY block
)
SELECT b.block, b.urban_rural, h.status, coalesce(h.households, 0) AS households,
       coalesce(p.persons, 0) AS persons, coalesce(p.residents, 0) AS residents,
       greatest(h.last_activity, p.last_activity) AS last_activity
FROM projection.block_row AS b
LEFT JOIN household AS h ON h.block = b.block
LEFT JOIN person AS p ON p.block = b.block
WHERE b.book_id = %(book)s AND b.valid_to IS NULL
  AND b.block BETWEEN %(area)s AND %(area_end)s
ORDER BY b.block
