-- name: insert_keys
-- Add wrapped data keys; a subject that has one keeps it.
INSERT INTO vault.data_key (book_id, subject_id, wrapped)
VALUES (%(book)s, %(subject)s, %(wrapped)s)
ON CONFLICT (book_id, subject_id) DO NOTHING

-- name: select_keys
-- The wrapped data keys of these subjects.
SELECT subject_id, wrapped FROM vault.data_key
WHERE book_id = %(book)s AND subject_id = ANY(%(subjects)s)
