-- name: lock_log
-- One process at a time signs for a book's log; writers of the book do not wait for it.
SELECT pg_advisory_xact_lock(7220207, hashtext(%(book)s))

-- name: lock_epoch
-- One process at a time begins an epoch of a book's log, from the decision to its first checkpoint.
SELECT pg_advisory_xact_lock(7220208, hashtext(%(book)s))

-- name: select_newest_checkpoint
-- The largest checkpoint of the latest epoch that was published.
SELECT epoch, size, note FROM ledger.checkpoint
WHERE book_id = %(book)s
ORDER BY epoch DESC, size DESC
LIMIT 1

-- name: select_latest_note
-- The largest checkpoint of an epoch that was published.
SELECT note FROM ledger.checkpoint
WHERE book_id = %(book)s AND epoch = %(epoch)s
ORDER BY size DESC
LIMIT 1

-- name: flush_log
-- Write a mark behind all that is committed: once it is durable, so is that.
SELECT pg_logical_emit_message(true, 'census-ledger', 'checkpoint')

-- name: insert_checkpoint
-- Publish a checkpoint; no row comes back where that size is published already.
INSERT INTO ledger.checkpoint (book_id, epoch, size, note)
VALUES (%(book)s, %(epoch)s, %(size)s, %(note)s)
ON CONFLICT (book_id, epoch, size) DO NOTHING
RETURNING size

-- name: lock_checkpoint
-- A published checkpoint, for adding cosignatures.
SELECT note FROM ledger.checkpoint
WHERE book_id = %(book)s AND epoch = %(epoch)s AND size = %(size)s
FOR UPDATE

-- name: update_checkpoint
-- Publish further cosignatures of a checkpoint.
UPDATE ledger.checkpoint SET note = %(note)s
WHERE book_id = %(book)s AND epoch = %(epoch)s AND size = %(size)s

-- name: select_sizes
-- How many entries a book has, and how many the largest checkpoint of an epoch covers.
SELECT h.size, (
    SELECT max(c.size) FROM ledger.checkpoint c
    WHERE c.book_id = h.book_id AND c.epoch = %(epoch)s
) AS published
FROM ledger.head h WHERE h.book_id = %(book)s
