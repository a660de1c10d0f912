-- name: select_size
-- How many entries a book holds.
SELECT size FROM ledger.head WHERE book_id = %(book)s

-- name: select_hashes
-- Ranges of the hashes of tile levels, each range as one string; level 0 is the leaf hashes.
SELECT s.number, e.hashes
FROM unnest(%(levels)s::smallint[], %(starts)s::bigint[], %(stops)s::bigint[])
    WITH ORDINALITY AS s (level, start, stop, number)
CROSS JOIN LATERAL (
    -- Put together here, in the order of the index, nothing is sorted or grouped.
    SELECT string_agg(leaf_hash, ''::bytea ORDER BY position) AS hashes
    FROM (
        -- A range lies within one tile; without the limit the planner expects thousands of rows.
        SELECT position, leaf_hash FROM ledger.entry
        WHERE book_id = %(book)s AND position >= s.start AND position < s.stop
        ORDER BY position LIMIT 256
    ) AS one
) AS e
WHERE s.level = 0 AND e.hashes IS NOT NULL
UNION ALL
SELECT s.number, t.hashes
FROM unnest(%(levels)s::smallint[], %(starts)s::bigint[], %(stops)s::bigint[])
    WITH ORDINALITY AS s (level, start, stop, number)
CROSS JOIN LATERAL (
    SELECT string_agg(hash, ''::bytea ORDER BY index) AS hashes
    FROM (
        SELECT index, hash FROM ledger.tile_hash
        WHERE book_id = %(book)s AND level = s.level AND index >= s.start AND index < s.stop
        ORDER BY index LIMIT 256
    ) AS one
) AS t
WHERE s.level > 0 AND t.hashes IS NOT NULL

-- name: select_entries
-- Entries as they are hashed, in order.
SELECT entry FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s AND position < %(stop)s
ORDER BY position
