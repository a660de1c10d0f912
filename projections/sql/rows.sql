-- name: select_standing
-- The rows that stand now, of the things asked for.
SELECT {columns} FROM projection.{table}
WHERE book_id = %(book)s AND valid_to IS NULL AND {key} = ANY(%(keys)s)

-- name: select_standing_of_households
-- The rows that stand now of persons, or lines of the dead, of these households.
SELECT {columns} FROM projection.{table}
WHERE book_id = %(book)s AND valid_to IS NULL AND household_id = ANY(%(keys)s)

-- name: close_rows
-- End rows at the position of the entry that changed or removed what they say.
UPDATE projection.{table} AS r SET valid_to = ended.valid_to
FROM unnest(
    CAST(%(keys)s AS {key_type}[]), CAST(%(starts)s AS bigint[]), CAST(%(ends)s AS bigint[])
) AS ended (key, valid_from, valid_to)
WHERE r.book_id = %(book)s AND r.{key} = ended.key
  AND r.valid_from = ended.valid_from AND r.valid_to IS NULL

-- name: copy_rows
-- Add rows.
COPY projection.{table} ({columns}) FROM STDIN

-- name: delete_rows
-- Take all rows of a book away, before they are made anew in the same transaction.
DELETE FROM projection.{table} WHERE book_id = %(book)s

-- name: select_history
-- All rows of an area up to a position, as they were then, in canonical order.
SELECT {columns} FROM projection.{table}
WHERE book_id = %(book)s AND valid_from <= %(as_of)s
  AND block BETWEEN %(area)s AND %(area_end)s
ORDER BY {key}, valid_from

-- name: select_range
-- The rows that began from a position to another, in canonical order.
SELECT {columns} FROM projection.{table}
WHERE book_id = %(book)s AND valid_from BETWEEN %(first)s AND %(last)s
ORDER BY {key}, valid_from

-- name: select_ended_ranges
-- The ranges of positions in which rows began that ended after a position, and up to another.
SELECT DISTINCT valid_from / %(range)s FROM projection.{table}
WHERE book_id = %(book)s AND valid_to > %(after)s AND valid_to <= %(as_of)s

-- name: select_rows_as_opened
-- All rows of a book in the order of the entries that they come from.
SELECT {columns} FROM projection.{table}
WHERE book_id = %(book)s
ORDER BY valid_from, {key}
