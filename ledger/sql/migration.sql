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

-- name: has_key_check
-- Whether the vault was made already.
SELECT 1 FROM pg_tables WHERE schemaname = 'vault' AND tablename = 'key_check'

-- name: select_key_check
-- What the first secrets wrapped.
SELECT wrapped FROM vault.key_check

-- name: insert_key_check
-- Keep what these secrets wrap, once.
INSERT INTO vault.key_check (wrapped) VALUES (%(wrapped)s)
ON CONFLICT (only_one) DO NOTHING
