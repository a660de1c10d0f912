-- name: head
-- What the book says of itself.
SELECT size, frontier, CASE WHEN isfinite(recorded_at) THEN recorded_at END AS recorded_at
FROM ledger.head WHERE book_id = %(book)s

-- name: commands
-- The receipts that are kept of commands.
SELECT command_id, outcome FROM ledger.command WHERE book_id = %(book)s

-- name: entries
-- All that is stored of a book, in order.
SELECT position, originator_id, originator_version, topic, state, entry, leaf_hash,
       CASE WHEN isfinite(recorded_at) THEN recorded_at END AS recorded_at
FROM ledger.entry
WHERE book_id = %(book)s
ORDER BY position
