-- name: select_steps
-- Where households stand before the next entries become rows.
SELECT household_id, block, status FROM projection.household_row
WHERE book_id = %(book)s AND valid_to IS NULL AND household_id = ANY(%(households)s)

-- name: insert_change_fault
-- X13: what is wrong with the change that an entry is.
INSERT INTO projection.change_fault_row (book_id, position, block, household_id, fault)
VALUES (%(book)s, %(position)s, %(block)s, %(household_id)s, %(fault)s)

-- name: select_change_faults
-- X13: what is wrong with the changes of an area.
SELECT position, block, household_id, fault FROM projection.change_fault_row
WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
ORDER BY position, fault

-- name: select_changes_without_post
-- X13: changes of an area that were made under no appointment of the book.
SELECT valid_from, block, household_id, 'post' FROM projection.household_row
WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
  AND appointment_id <> ALL(CAST(%(appointments)s AS uuid[]))
ORDER BY valid_from

-- name: delete_change_faults
-- Take all of a book away, before they are made anew in the same transaction.
DELETE FROM projection.change_fault_row WHERE book_id = %(book)s
