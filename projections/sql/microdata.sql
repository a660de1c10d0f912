-- name: select_households
-- Households on record with the short or long form as of a position, by block and number.
SELECT {columns}
FROM projection.household_row AS h
LEFT JOIN projection.block_row AS b
  ON b.book_id = h.book_id AND b.block = h.block
 AND b.valid_from <= %(as_of)s AND (b.valid_to IS NULL OR b.valid_to > %(as_of)s)
WHERE h.book_id = %(book)s AND h.block BETWEEN %(area)s AND %(area_end)s
  AND h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
  AND h.form_version IS NOT NULL AND h.status <> 'withdrawn'
ORDER BY h.block, h.number

-- name: select_persons
-- Persons on record as of a position, by block, household and record.
SELECT {columns}
FROM projection.person_row AS p
JOIN projection.household_row AS h
  ON h.book_id = p.book_id AND h.household_id = p.household_id
 AND h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
WHERE p.book_id = %(book)s AND p.block BETWEEN %(area)s AND %(area_end)s
  AND p.valid_from <= %(as_of)s AND (p.valid_to IS NULL OR p.valid_to > %(as_of)s)
ORDER BY p.block, h.number, p.person_id

-- name: select_deaths
-- Lines of the dead on record as of a position, by block, household and line.
SELECT {columns}
FROM projection.death_row AS d
JOIN projection.household_row AS h
  ON h.book_id = d.book_id AND h.household_id = d.household_id
 AND h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
WHERE d.book_id = %(book)s AND d.block BETWEEN %(area)s AND %(area_end)s
  AND d.valid_from <= %(as_of)s AND (d.valid_to IS NULL OR d.valid_to > %(as_of)s)
ORDER BY d.block, h.number, d.line

-- name: select_foreigners
-- Residents of Hong Kong, Macao and Taiwan and foreigners on record as of a position.
SELECT {columns}
FROM projection.foreigner_row AS p
JOIN projection.household_row AS h
  ON h.book_id = p.book_id AND h.household_id = p.household_id
 AND h.valid_from <= %(as_of)s AND (h.valid_to IS NULL OR h.valid_to > %(as_of)s)
WHERE p.book_id = %(book)s AND p.block BETWEEN %(area)s AND %(area_end)s
  AND p.valid_from <= %(as_of)s AND (p.valid_to IS NULL OR p.valid_to > %(as_of)s)
ORDER BY p.block, h.number, p.person_id
