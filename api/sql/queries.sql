-- name: password_hash
-- The hash that an account's password is checked against.
SELECT password_hash FROM access.account WHERE book_id = %(book)s AND account = %(account)s;

-- name: add_password
-- Give an account its first password; no row comes back where it has one.
INSERT INTO access.account (book_id, account, password_hash, set_by)
VALUES (%(book)s, %(account)s, %(password_hash)s, %(set_by)s)
ON CONFLICT (book_id, account) DO NOTHING
RETURNING account;

-- name: change_password
-- Give an account another password.
UPDATE access.account
SET password_hash = %(password_hash)s, set_by = %(set_by)s, set_at = now()
WHERE book_id = %(book)s AND account = %(account)s;

-- name: record_reading
-- Put on record, before the answer goes out, who reads whose data and what for.
INSERT INTO access.reading
    (book_id, reading_id, account, appointment_id, act, purpose, area,
     household_id, person_id, identifiers)
VALUES
    (%(book)s, %(reading_id)s, %(account)s, %(appointment_id)s, %(act)s, %(purpose)s, %(area)s,
     %(household_id)s, %(person_id)s, %(identifiers)s);

-- name: readings
-- The latest readings under an area, newest first, before the one that a cursor names.
SELECT read_at, reading_id, account, appointment_id, act, purpose, area,
       household_id, person_id, identifiers
FROM access.reading
WHERE book_id = %(book)s
  AND starts_with(area, %(area)s)
  AND (%(household_id)s::uuid IS NULL OR household_id = %(household_id)s)
  AND (%(before_at)s::timestamptz IS NULL
       OR (read_at, reading_id) < (%(before_at)s, %(before_id)s::uuid))
ORDER BY read_at DESC, reading_id DESC
LIMIT %(limit)s;

-- name: lock_database_creation
-- One process at a time looks for the database and makes it; until the session ends.
SELECT pg_advisory_lock(7220206, 3);

-- name: database_exists
-- Whether the server has the database.
SELECT 1 FROM pg_database WHERE datname = 'census_ledger';

-- name: create_database
-- Make the database of an embedded server.
CREATE DATABASE census_ledger TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';

-- name: answer
-- Whether the database answers.
SELECT 1;

-- name: database_identity
-- What tells this database from all others: the cluster it was made in, and its name there.
SELECT system_identifier || '/' || current_database() FROM pg_control_system();

-- name: ledger_exists
-- Whether the database holds books at all.
SELECT to_regclass('ledger.head') IS NOT NULL;

-- name: drop_all
-- Remove a demonstration from a server of one's own.
DROP SCHEMA IF EXISTS access, projection, ledger, vault CASCADE;
