-- name: double_residents
-- X01: persons of one ID number who count as resident more than once.
WITH identity AS (
    SELECT token, person_id
    FROM unnest(CAST(%(tokens)s AS integer[]), CAST(%(persons)s AS uuid[])) AS i (token, person_id)
)
SELECT array_agg(p.block ORDER BY p.person_id), array_agg(p.household_id ORDER BY p.person_id),
       array_agg(p.person_id ORDER BY p.person_id)
FROM identity AS i
JOIN projection.person_row AS p
  ON p.book_id = %(book)s AND p.person_id = i.person_id AND p.valid_to IS NULL
WHERE p.resident
GROUP BY i.token
HAVING count(*) > 1 AND bool_or(p.block BETWEEN %(area)s AND %(area_end)s)

-- name: double_living
-- X02: persons of one ID number who were living in two blocks that night.
WITH identity AS (
    SELECT token, person_id
    FROM unnest(CAST(%(tokens)s AS integer[]), CAST(%(persons)s AS uuid[])) AS i (token, person_id)
)
SELECT array_agg(p.block ORDER BY p.person_id), array_agg(p.household_id ORDER BY p.person_id),
       array_agg(p.person_id ORDER BY p.person_id)
FROM identity AS i
JOIN projection.person_row AS p
  ON p.book_id = %(book)s AND p.person_id = i.person_id AND p.valid_to IS NULL
WHERE p.d7 = 1
GROUP BY i.token
HAVING count(DISTINCT p.block) > 1 AND bool_or(p.block BETWEEN %(area)s AND %(area_end)s)

-- name: never_resident
-- X03: persons of one ID number who count nowhere, though one of the records points into the county.
WITH identity AS (
    SELECT token, person_id
    FROM unnest(CAST(%(tokens)s AS integer[]), CAST(%(persons)s AS uuid[])) AS i (token, person_id)
)
SELECT array_agg(p.block ORDER BY p.person_id), array_agg(p.household_id ORDER BY p.person_id),
       array_agg(p.person_id ORDER BY p.person_id)
FROM identity AS i
JOIN projection.person_row AS p
  ON p.book_id = %(book)s AND p.person_id = i.person_id AND p.valid_to IS NULL
GROUP BY i.token
HAVING NOT bool_or(p.resident)
   AND bool_or(p.residence_rule = 'R5'
               OR (p.residence_rule = 'R4' AND (p.d8 = 3 OR p.d8_county = %(book)s))
               OR (p.residence_rule = 'R7' AND (p.d7 = 4 OR p.d7_county = %(book)s)))
   AND bool_or(p.block BETWEEN %(area)s AND %(area_end)s)

-- name: away_unrecorded
-- X04: persons said to live elsewhere in the county who have no other record in it.
WITH identity AS (
    SELECT token, person_id
    FROM unnest(CAST(%(tokens)s AS integer[]), CAST(%(persons)s AS uuid[])) AS i (token, person_id)
)
SELECT array_agg(p.block), array_agg(p.household_id), array_agg(p.person_id)
FROM identity AS i
JOIN projection.person_row AS p
  ON p.book_id = %(book)s AND p.person_id = i.person_id AND p.valid_to IS NULL
GROUP BY i.token
HAVING count(*) = 1
   AND bool_and(p.residence_rule = 'R7' AND (p.d7 = 4 OR p.d7_county = %(book)s))
   AND bool_or(p.block BETWEEN %(area)s AND %(area_end)s)

-- name: away_elsewhere
-- X04: persons said to live in counties whose books are at hand, with the county.
SELECT p.person_id, p.household_id, p.block, p.d7_county
FROM projection.person_row AS p
WHERE p.book_id = %(book)s AND p.valid_to IS NULL
  AND p.block BETWEEN %(area)s AND %(area_end)s
  AND p.residence_rule = 'R7' AND p.d7_county = ANY(%(counties)s)
ORDER BY p.person_id

-- name: households
-- X08-X10: where the registered households of an area stand, and which answered the long form.
SELECT block, household_id, status, long
FROM projection.household_row
WHERE book_id = %(book)s AND valid_to IS NULL
  AND block BETWEEN %(area)s AND %(area_end)s AND status NOT IN ('listed', 'withdrawn')

-- name: split_households
-- X09: households that were split off others, each with the other.
SELECT other_household, household_id FROM projection.transfer_row
WHERE book_id = %(book)s AND kind = 'split'

-- name: short_answers_alone
-- X08: persons of these households who answered the short part of the long form alone.
SELECT household_id, array_agg(person_id ORDER BY person_id)
FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL AND household_id = ANY(%(households)s)
  AND c12 IS NULL AND c13 IS NULL
GROUP BY household_id

-- name: persons_by_household
-- X10: how many persons stand on each form.
SELECT household_id, count(*)
FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL AND block BETWEEN %(area)s AND %(area_end)s
GROUP BY household_id

-- name: persons_by_block
-- X11: what the persons of a block answered together.
SELECT block,
       count(*) FILTER (WHERE resident AND d4 = 1),
       count(*) FILTER (WHERE resident AND d4 = 2),
       count(*),
       count(DISTINCT d9),
       count(d9)
FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL AND block BETWEEN %(area)s AND %(area_end)s
GROUP BY block

-- name: households_by_block
-- X11: what the households of a block answered together: floor spaces, births and deaths.
SELECT block, count(*) FILTER (WHERE mod(h6, 10) = 0), count(h6),
       sum(coalesce(h3m, 0) + coalesce(h3f, 0) + coalesce(h4m, 0) + coalesce(h4f, 0))
FROM projection.household_row
WHERE book_id = %(book)s AND valid_to IS NULL AND status NOT IN ('listed', 'withdrawn')
  AND block BETWEEN %(area)s AND %(area_end)s
GROUP BY block

-- name: submitted_unready
-- X12: blocks whose enumerators hold nothing any more, with households that nobody registered.
SELECT block, array_agg(household_id ORDER BY household_id) FILTER (WHERE status = 'listed')
FROM projection.household_row
WHERE book_id = %(book)s AND valid_to IS NULL
  AND block BETWEEN %(area)s AND %(area_end)s
GROUP BY block
HAVING count(*) FILTER (WHERE status IN ('registered', 'returned')) = 0
   AND count(*) FILTER (WHERE status NOT IN ('listed', 'withdrawn')) > 0

-- name: doubtful_blocks
-- X12: blocks with doubts that nobody answered.
SELECT DISTINCT b.block
FROM projection.doubt_row AS d
CROSS JOIN unnest(d.blocks) AS b (block)
WHERE d.book_id = %(book)s AND d.state = 'open' AND d.rule <> 'X12'
  AND b.block BETWEEN %(area)s AND %(area_end)s

-- name: unmatched_transfers
-- Transfers between books whose other half is not on record here or says another number.
SELECT h.block, t.household_id, t.transfer_id, t.kind
FROM projection.transfer_row AS t
JOIN projection.household_row AS h
  ON h.book_id = t.book_id AND h.household_id = t.household_id AND h.valid_to IS NULL
WHERE t.book_id = %(book)s AND t.transfer_id IS NOT NULL
  AND h.block BETWEEN %(area)s AND %(area_end)s
  AND NOT EXISTS (
      SELECT 1 FROM projection.transfer_row AS o
      WHERE o.transfer_id = t.transfer_id AND o.book_id = t.other_book
        AND o.other_book = t.book_id AND o.kind <> t.kind AND o.persons = t.persons
  )

-- name: births_on_record
-- X06: living and dead of an area by block, sex and month of birth.
SELECT block, sex, month, count(*)
FROM (
    SELECT block, d4 AS sex, d5 AS month
    FROM projection.person_row
    WHERE book_id = %(book)s AND valid_to IS NULL AND block = ANY(%(blocks)s)
    UNION ALL
    SELECT block, sex, birth
    FROM projection.death_row
    WHERE book_id = %(book)s AND valid_to IS NULL AND block = ANY(%(blocks)s)
) AS born
GROUP BY block, sex, month

-- name: deaths_on_record
-- X07: the dead of an area by block, sex and month of death.
SELECT block, sex, death, count(*)
FROM projection.death_row
WHERE book_id = %(book)s AND valid_to IS NULL AND block = ANY(%(blocks)s)
GROUP BY block, sex, death

-- name: standing
-- X05: who of these persons stands on a form now.
SELECT person_id FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL AND person_id = ANY(%(persons)s)
