-- name: select_newest_checkpoint
-- The newest checkpoint that was published of a book.
SELECT note FROM ledger.checkpoint WHERE book_id = %(book)s ORDER BY epoch DESC, size DESC LIMIT 1

-- name: select_whole_entries
-- Everything that is stored of the entries from a position to another.
SELECT position, originator_id, originator_version, topic, state, entry, leaf_hash, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND position BETWEEN %(first)s AND %(last)s
ORDER BY position

-- name: select_outcomes
-- The commands of these ids with what is kept of them.
SELECT command_id, fingerprint, outcome
FROM ledger.command
WHERE book_id = %(book)s AND command_id = ANY(%(ids)s)

-- name: select_checkpoints
-- The checkpoints whose last entry is one from a position to another.
SELECT epoch, size, note, signed_at
FROM ledger.checkpoint
WHERE book_id = %(book)s AND size BETWEEN %(first)s + 1 AND %(last)s + 1
ORDER BY epoch, size

-- name: lock_empty_head
-- Take the writing lock of a book, and see how many entries it has.
SELECT size FROM ledger.head WHERE book_id = %(book)s FOR UPDATE

-- name: copy_whole_entries
-- Put archived entries back.
COPY ledger.entry (
    book_id, position, originator_id, originator_version, topic, state, entry, leaf_hash,
    recorded_at
) FROM STDIN (FORMAT BINARY)

-- name: copy_outcomes
-- Put archived commands back.
COPY ledger.command (book_id, command_id, fingerprint, outcome) FROM STDIN (FORMAT BINARY)

-- name: copy_tile_hashes
-- Put the tree's hashes in place, as they were computed from the entries.
COPY ledger.tile_hash (book_id, level, index, hash) FROM STDIN (FORMAT BINARY)

-- name: copy_checkpoints
-- Put archived checkpoints back.
COPY ledger.checkpoint (book_id, epoch, size, note, signed_at) FROM STDIN (FORMAT BINARY)

-- name: set_head
-- Give a restored book its head.
UPDATE ledger.head
SET size = %(size)s, frontier = %(frontier)s, recorded_at = %(recorded_at)s
WHERE book_id = %(book)s
