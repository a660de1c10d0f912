-- The book's tables. Every key begins with book_id, so that books share no lock, index range or
-- sequence, and the tables can be distributed by it.

CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE IF NOT EXISTS ledger.head (
    book_id text PRIMARY KEY,
    size bigint NOT NULL DEFAULT 0,
    frontier bytea[] NOT NULL DEFAULT '{{}}',
    recorded_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE IF NOT EXISTS ledger.entry (
    book_id text NOT NULL,
    position bigint NOT NULL,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    entry bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (book_id, originator_id, originator_version),
    UNIQUE (book_id, position)
);

-- The roster's entries, by their topics as select_roster names them: what is hashed decides, so that
-- who may act cannot be altered beside the tree.
CREATE INDEX IF NOT EXISTS entry_roster ON ledger.entry (book_id, position) WHERE topic IN (
    'BookOpened', 'PostEstablished', 'PostFilled', 'PostVacated', 'BlockDelineated',
    'BlockListExtended'
);

CREATE TABLE IF NOT EXISTS ledger.command (
    book_id text NOT NULL,
    command_id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    outcome bytea NOT NULL,
    PRIMARY KEY (book_id, command_id)
);

CREATE TABLE IF NOT EXISTS ledger.tracking (
    book_id text NOT NULL,
    application_name text NOT NULL,
    notification_id bigint NOT NULL,
    PRIMARY KEY (book_id, application_name)
);

CREATE SCHEMA IF NOT EXISTS vault;

CREATE TABLE IF NOT EXISTS vault.data_key (
    book_id text NOT NULL,
    subject_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, subject_id)
);

-- A constant under the wrapping key: another installation's secrets are found out before they harm.
CREATE TABLE IF NOT EXISTS vault.key_check (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    wrapped bytea NOT NULL
);

-- Append-only is a privilege: the service can read and add entries and commands, and only the head
-- and the followers' tracking ever change.
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM {service_role}, {vault_role};
REVOKE ALL ON ALL TABLES IN SCHEMA vault FROM {service_role}, {vault_role};
GRANT USAGE ON SCHEMA ledger TO {service_role};
GRANT SELECT, INSERT ON ledger.entry, ledger.command TO {service_role};
GRANT SELECT, INSERT, UPDATE ON ledger.head, ledger.tracking TO {service_role};
GRANT USAGE ON SCHEMA vault TO {vault_role};
GRANT SELECT, INSERT ON vault.data_key TO {vault_role};
