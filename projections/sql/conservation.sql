-- name: registrations
-- Who stands on a form of the book: whether as a resident, in the area, pointing out of the county.
SELECT person_id, residence_rule, resident, block BETWEEN %(area)s AND %(area_end)s,
       coalesce((residence_rule = 'R7' AND d7 = 5 AND d7_county <> %(book)s)
                OR (residence_rule = 'R4' AND d8 = 4 AND d8_county <> %(book)s), false)
FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL

-- name: bookkeeping
-- What each bookkeeping command of an area did: rows that it ended stood before, those begun stand after.
WITH command AS (
    SELECT t.command_id, min(t.kind) AS kind, min(t.position) AS first,
           max(t.last_position) AS last, max(t.persons) AS persons
    FROM projection.transfer_row AS t
    JOIN projection.household_row AS h
      ON h.book_id = t.book_id AND h.household_id = t.household_id AND h.valid_to IS NULL
    WHERE t.book_id = %(book)s AND h.block BETWEEN %(area)s AND %(area_end)s
    GROUP BY t.command_id
),
entry AS (
    SELECT c.command_id, e.position
    FROM command AS c CROSS JOIN generate_series(c.first, c.last) AS e (position)
),
change AS (
    SELECT e.command_id, 1 AS ended, CAST(p.resident AS integer) AS resident
    FROM entry AS e
    JOIN projection.person_row AS p ON p.book_id = %(book)s AND p.valid_to = e.position
    UNION ALL
    SELECT e.command_id, 0, CAST(p.resident AS integer)
    FROM entry AS e
    JOIN projection.person_row AS p ON p.book_id = %(book)s AND p.valid_from = e.position
)
SELECT c.command_id, c.kind, c.first, c.last, c.persons,
       coalesce(sum(x.ended), 0) AS before,
       count(x.ended) - coalesce(sum(x.ended), 0) AS after,
       coalesce(sum(x.resident) FILTER (WHERE x.ended = 1), 0) AS residents_before,
       coalesce(sum(x.resident) FILTER (WHERE x.ended = 0), 0) AS residents_after
FROM command AS c
LEFT JOIN change AS x ON x.command_id = c.command_id
GROUP BY c.command_id, c.kind, c.first, c.last, c.persons
ORDER BY c.first
