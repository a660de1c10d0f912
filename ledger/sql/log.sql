-- name: select_size
-- How many entries a book holds.
SELECT size FROM ledger.head WHERE book_id = %(book)s

-- name: select_hashes
-- Ranges of the hashes of tile levels, each range as one string; level 0 is the leaf hashes.
SELECT s.number, string_agg(e.leaf_hash, ''::bytea ORDER BY e.position) AS hashes
FROM unnest(%(levels)s::smallint[], %(starts)s::bigint[], %(stops)s::bigint[])
    WITH ORDINALITY AS s (level, start, stop, number)
CROSS JOIN LATERAL (
    -- A range lies within one tile; without the limit the planner expects thousands of rows.
    SELECT position, leaf_hash FROM ledger.entry
    WHERE book_id = %(book)s AND position >= s.start AND position < s.stop
    ORDER BY position LIMIT 256
) AS e
WHERE s.level = 0
GROUP BY s.number
UNION ALL
SELECT s.number, string_agg(t.hash, ''::bytea ORDER BY t.index) AS hashes
FROM unnest(%(levels)s::smallint[], %(starts)s::bigint[], %(stops)s::bigint[])
    WITH ORDINALITY AS s (level, start, stop, number)
CROSS JOIN LATERAL (
    SELECT index, hash FROM ledger.tile_hash
    WHERE book_id = %(book)s AND level = s.level AND index >= s.start AND index < s.stop
    ORDER BY index LIMIT 256
) AS t
WHERE s.level > 0
GROUP BY s.number

-- name: select_entries
-- Entries as they are hashed, in order.
SELECT entry FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s AND position < %(stop)s
ORDER BY position
