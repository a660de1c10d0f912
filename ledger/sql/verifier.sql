-- name: head
-- What the book says of itself; times are microseconds since 1970, none where they are infinite.
SELECT size, frontier,
       CASE WHEN isfinite(recorded_at)
            THEN CAST(extract(epoch FROM recorded_at) * 1000000 AS bigint) END AS recorded_at
FROM ledger.head WHERE book_id = %(book)s

-- name: entries
-- All that is stored of a book, in order.
SELECT position, originator_id, originator_version, topic, state, entry, leaf_hash,
       CASE WHEN isfinite(recorded_at)
            THEN CAST(extract(epoch FROM recorded_at) * 1000000 AS bigint) END AS recorded_at
FROM ledger.entry
WHERE book_id = %(book)s
ORDER BY position

-- name: commands
-- The receipts of commands in the book's order: what is none first, those without entries next.
SELECT command_id, octet_length(fingerprint) AS fingerprint_bytes, outcome
FROM ledger.command
WHERE book_id = %(book)s
ORDER BY CAST(
    substring(encode(outcome, 'escape') FROM '"first_position": ?([0-9]{1,18})[,}]') AS bigint
) NULLS FIRST,
    encode(outcome, 'escape') ~ '"entries": ?0[,}]' DESC,
    command_id

-- name: tile_hashes
-- The hashes above the leaves, as they are kept, level by level.
SELECT level, index, hash FROM ledger.tile_hash WHERE book_id = %(book)s ORDER BY level, index

-- name: checkpoints
-- The checkpoints that are kept as published, in the order of the tree's growth.
SELECT epoch, size, note FROM ledger.checkpoint WHERE book_id = %(book)s ORDER BY size, epoch

-- name: newest_checkpoint
-- The checkpoint that was published last.
SELECT epoch, size, note FROM ledger.checkpoint
WHERE book_id = %(book)s ORDER BY epoch DESC, size DESC LIMIT 1

-- name: books_of_entries
-- The books that entries are of, found in as many looks at the index.
WITH RECURSIVE found (book_id) AS (
    (SELECT book_id FROM ledger.entry ORDER BY book_id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT e.book_id FROM ledger.entry AS e
        WHERE e.book_id > found.book_id ORDER BY e.book_id LIMIT 1
    )
    FROM found WHERE found.book_id IS NOT NULL
)
SELECT book_id FROM found WHERE book_id IS NOT NULL
