-- What every table stands on: households and residents of an area as of a position, and how the
-- counts of blocks add up to larger areas. Plain SQL over the rows' columns and their history.
--
-- residence: 1 city (class 111, 112), 2 town (121-123), 3 rural (210, 220), 0 class unknown.
household AS (
    SELECT h.household_id, h.block, h.number, h.h1,
           CASE WHEN substr(b.urban_rural, 1, 2) = '11' THEN 1
                WHEN substr(b.urban_rural, 1, 2) = '12' THEN 2
                WHEN substr(b.urban_rural, 1, 1) = '2' THEN 3
                ELSE 0
           END AS residence
    FROM projection.household_row AS h
    LEFT JOIN projection.block_row AS b
      ON b.book_id = h.book_id AND b.block = h.block
     AND b.valid_from <= %(as_of)s AND (b.valid_to IS NULL OR b.valid_to > %(as_of)s)
    WHERE h.book_id = %(book)s AND h.block BETWEEN %(area)s AND %(area_end)s
      AND h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
),
resident AS (
    SELECT p.person_id, p.household_id, p.d4, p.d11, p.age, h.block, h.number, h.h1, h.residence
    FROM projection.person_row AS p
    JOIN household AS h ON h.household_id = p.household_id
    WHERE p.book_id = %(book)s AND p.block BETWEEN %(area)s AND %(area_end)s
      AND p.valid_from <= %(as_of)s AND (p.valid_to IS NULL OR p.valid_to > %(as_of)s)
      AND p.resident
),
-- County, township, community, block; none above the area asked for, whose count would be partial.
area_level AS (
    SELECT digits FROM (VALUES (6), (9), (12), (15)) AS level (digits)
    WHERE digits >= length(CAST(%(area)s AS varchar(15)))
),
-- What is shown under 0 is all; under 1, 2, 3 its own.
shown AS (
    SELECT shown_as, residence
    FROM (VALUES (0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (2, 2), (3, 3))
        AS pair (shown_as, residence)
)
