-- name: begin_snapshot
-- Let the transaction that begins see one state of the rows throughout.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: begin_tracking
-- Make the tracking row of a book that nobody followed before.
INSERT INTO projection.tracking (book_id, projection, position, rows_version)
VALUES (%(book)s, %(projection)s, -1, %(version)s)
ON CONFLICT (book_id, projection) DO NOTHING

-- name: lock_tracking
-- Take the right to apply entries, which one follower at a time has, and see how far they are.
SELECT position, rows_version FROM projection.tracking
WHERE book_id = %(book)s AND projection = %(projection)s
FOR UPDATE

-- name: select_tracking
-- The last position applied, and the version of the rows.
SELECT position, rows_version FROM projection.tracking
WHERE book_id = %(book)s AND projection = %(projection)s

-- name: update_tracking
-- Say how far the entries are applied, in the transaction that applies them.
UPDATE projection.tracking SET position = %(position)s, rows_version = %(version)s
WHERE book_id = %(book)s AND projection = %(projection)s
