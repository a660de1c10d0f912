-- name: head
-- What the book says of itself.
SELECT size, frontier FROM ledger.head WHERE book_id = %(book)s

-- name: entries
-- All that is stored of a book, in order.
SELECT position, originator_id, originator_version, topic, state, entry, leaf_hash, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s
ORDER BY position
