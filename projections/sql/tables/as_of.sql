-- What every table stands on: the households and residents of an area as of a position, and the
-- places that a block's count is shown at. Plain SQL over the rows' columns and their history.
household AS (
    SELECT household_id, block, number, h1
    FROM projection.household_row
    WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
      AND valid_from <= %(as_of)s AND (valid_to IS NULL OR valid_to > %(as_of)s)
),
resident AS (
    SELECT person_id, household_id, block, d4, d11, age
    FROM projection.person_row
    WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
      AND valid_from <= %(as_of)s AND (valid_to IS NULL OR valid_to > %(as_of)s)
      AND resident
),
-- Areas are county, township, community and block; none above the area asked for, whose count
-- would be partial. residence is 0 for all, and by the block's class 1 city (111, 112),
-- 2 town (121-123), 3 rural (210, 220).
place AS (
    SELECT b.block, substr(b.block, 1, l.digits) AS area, r.residence
    FROM projection.block_row AS b
    CROSS JOIN (VALUES (6), (9), (12), (15)) AS l (digits)
    CROSS JOIN (VALUES (0, ''), (1, '11'), (2, '12'), (3, '2')) AS r (residence, class)
    WHERE b.book_id = %(book)s AND b.block BETWEEN %(area)s AND %(area_end)s
      AND b.valid_from <= %(as_of)s AND (b.valid_to IS NULL OR b.valid_to > %(as_of)s)
      AND l.digits >= length(CAST(%(area)s AS varchar(15)))
      AND substr(b.urban_rural, 1, length(r.class)) = r.class
)
