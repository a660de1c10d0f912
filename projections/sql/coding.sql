-- name: select_uncoded
-- Persons with work whose industry or occupation has no code yet, after one of them, by id.
SELECT household_id, person_id
FROM projection.person_row
WHERE book_id = %(book)s AND valid_to IS NULL
  AND block BETWEEN %(area)s AND %(area_end)s
  AND c18 IN (1, 2)
  AND (c20_section IS NULL OR c21_major IS NULL)
  AND (CAST(%(after)s AS uuid) IS NULL OR person_id > %(after)s)
ORDER BY person_id
LIMIT %(limit)s
