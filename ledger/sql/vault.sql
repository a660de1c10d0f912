-- name: insert_keys
-- Add wrapped data keys; a subject that has one keeps it.
INSERT INTO vault.data_key (book_id, subject_id, generation, wrapped)
VALUES (%(book)s, %(subject)s, %(generation)s, %(wrapped)s)
ON CONFLICT (book_id, subject_id) DO NOTHING

-- name: select_keys
-- The wrapped data keys of these subjects.
SELECT subject_id, generation, wrapped FROM vault.data_key
WHERE book_id = %(book)s AND subject_id = ANY(%(subjects)s)

-- name: select_subjects
-- Whose data keys the vault holds.
SELECT subject_id FROM vault.data_key WHERE book_id = %(book)s ORDER BY subject_id

-- name: delete_keys
-- Destroy the data keys of these subjects.
DELETE FROM vault.data_key WHERE book_id = %(book)s AND subject_id = ANY(%(subjects)s)

-- name: insert_book_key
-- Add a key of the book; a purpose that has one keeps it.
INSERT INTO vault.book_key (book_id, purpose, generation, wrapped)
VALUES (%(book)s, %(purpose)s, %(generation)s, %(wrapped)s)
ON CONFLICT (book_id, purpose) DO NOTHING

-- name: select_book_key
-- The wrapped key of the book for a purpose.
SELECT generation, wrapped FROM vault.book_key
WHERE book_id = %(book)s AND purpose = %(purpose)s

-- name: delete_book_keys
-- Destroy the keys of the book for these purposes.
DELETE FROM vault.book_key WHERE book_id = %(book)s AND purpose = ANY(%(purposes)s)

-- name: insert_person
-- Note where a person stands, if the household has a key, which nobody destroys meanwhile.
INSERT INTO vault.person_index (book_id, digest, person_id, household_id)
SELECT %(book)s, %(digest)s, %(person)s, %(household)s
FROM vault.data_key WHERE book_id = %(book)s AND subject_id = %(household)s
FOR KEY SHARE
ON CONFLICT (book_id, digest, person_id, household_id) DO NOTHING

-- name: select_index
-- Where persons of all ID numbers may stand.
SELECT digest, person_id, household_id FROM vault.person_index WHERE book_id = %(book)s

-- name: select_index_near
-- The same of these households, and of all where somebody may bear a number that is in one of them.
SELECT digest, person_id, household_id FROM vault.person_index
WHERE book_id = %(book)s AND household_id IN (
    SELECT alike.household_id
    FROM vault.person_index AS own
    JOIN vault.person_index AS alike ON alike.book_id = own.book_id AND alike.digest = own.digest
    WHERE own.book_id = %(book)s AND own.household_id = ANY(%(households)s)
)

-- name: select_persons
-- Where persons of an ID number may stand, by its digest under each suite.
SELECT person_id, household_id FROM vault.person_index
WHERE book_id = %(book)s AND digest = ANY(%(digests)s)
ORDER BY household_id, person_id

-- name: delete_persons_of
-- Forget where the persons of these households stand.
DELETE FROM vault.person_index WHERE book_id = %(book)s AND household_id = ANY(%(households)s)

-- name: delete_persons
-- Forget where the persons of the book stand.
DELETE FROM vault.person_index WHERE book_id = %(book)s

-- name: select_identity
-- Which vault this is.
SELECT id FROM vault.identity

-- name: has_key_check
-- Whether the vault was made already.
SELECT 1 FROM pg_tables WHERE schemaname = 'vault' AND tablename = 'key_check'

-- name: select_key_checks
-- What each wrapping key wrapped first; version 0.1 had one generation and no column for it.
SELECT coalesce((to_jsonb(k) ->> 'generation')::integer, 1) AS generation, k.wrapped
FROM vault.key_check AS k

-- name: insert_key_check
-- Keep what a generation wraps, once.
INSERT INTO vault.key_check (generation, wrapped) VALUES (%(generation)s, %(wrapped)s)
ON CONFLICT (generation) DO NOTHING

-- name: insert_fingerprint_keys
-- Give every book that has none a fingerprint key.
INSERT INTO vault.book_key (book_id, purpose, generation, wrapped)
SELECT book_id, 'fingerprint', %(generation)s, %(wrapped)s FROM ledger.head
ON CONFLICT (book_id, purpose) DO NOTHING

-- name: try_lock_rotation
-- One rotation at a time, until its connection ends.
SELECT pg_try_advisory_lock(7220206, 2)

-- name: lock_key_checks
-- Hold back whoever would wrap under any generation, until the transaction ends.
LOCK TABLE vault.key_check IN EXCLUSIVE MODE

-- name: count_old_keys
-- How many keys generations below one still wrap.
SELECT (SELECT count(*) FROM vault.data_key WHERE generation < %(newest)s)
    + (SELECT count(*) FROM vault.book_key WHERE generation < %(newest)s) AS keys

-- name: delete_key_checks
-- Give up the generations below one; the database refuses while a key names one.
DELETE FROM vault.key_check WHERE generation < %(newest)s

-- name: select_old_data_keys
-- Data keys after one that older generations wrap.
SELECT book_id, subject_id AS name, generation, wrapped FROM vault.data_key
WHERE generation < %(newest)s AND (book_id, subject_id) > (%(book)s, %(name)s)
ORDER BY book_id, subject_id
LIMIT %(limit)s

-- name: update_data_key
-- Put a data key under the newest generation, unless it is gone or was put there meanwhile.
UPDATE vault.data_key SET generation = %(newest)s, wrapped = %(wrapped)s
WHERE book_id = %(book)s AND subject_id = %(name)s AND generation = %(generation)s

-- name: select_old_book_keys
-- Keys of books after one that older generations wrap.
SELECT book_id, purpose AS name, generation, wrapped FROM vault.book_key
WHERE generation < %(newest)s AND (book_id, purpose) > (%(book)s, %(name)s)
ORDER BY book_id, purpose
LIMIT %(limit)s

-- name: update_book_key
-- Put a book's key under the newest generation, unless it is gone or was put there meanwhile.
UPDATE vault.book_key SET generation = %(newest)s, wrapped = %(wrapped)s
WHERE book_id = %(book)s AND purpose = %(name)s AND generation = %(generation)s
