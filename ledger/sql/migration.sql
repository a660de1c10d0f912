-- name: lock_migration
-- One process at a time makes tables; the others wait and then find them made.
SELECT pg_advisory_xact_lock(7220206, 1)

-- name: select_role
-- Whether a role is there.
SELECT 1 FROM pg_roles WHERE rolname = %(role)s

-- name: create_role
-- Make a role that can log in and nothing else yet.
CREATE ROLE {role} LOGIN PASSWORD {password}

-- name: alter_role
-- Give a role the password of this installation's secrets.
ALTER ROLE {role} LOGIN PASSWORD {password}

-- name: select_books
-- The books of this database.
SELECT book_id FROM ledger.head ORDER BY book_id

-- name: select_size
-- How many entries a book has.
SELECT size FROM ledger.head WHERE book_id = %(book)s

-- name: count_tile_hashes
-- How many of the hashes that a level should have are there.
SELECT count(*) FROM ledger.tile_hash
WHERE book_id = %(book)s AND level = %(level)s AND index < %(wanted)s

-- name: select_leaf_hashes
-- The hashes of the entries up to a position, in order.
SELECT position, leaf_hash FROM ledger.entry
WHERE book_id = %(book)s AND position < %(end)s
ORDER BY position

-- name: select_hashes_below
-- The tile hashes of a level up to an index, in order.
SELECT index, hash FROM ledger.tile_hash
WHERE book_id = %(book)s AND level = %(below)s AND index < %(end)s
ORDER BY index

-- name: insert_tile_hash
-- Add a tile hash that is not there; a transaction of the service may have been faster.
INSERT INTO ledger.tile_hash (book_id, level, index, hash)
VALUES (%(book)s, %(level)s, %(index)s, %(hash)s)
ON CONFLICT (book_id, level, index) DO NOTHING
