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

-- The entries that say who may act and what was destroyed, by their topics as select_roster names
-- them: what is hashed decides, so that neither can be altered beside the tree.
DROP INDEX IF EXISTS ledger.entry_roster;
DROP INDEX IF EXISTS ledger.entry_standing;
CREATE INDEX IF NOT EXISTS entry_on_roster ON ledger.entry (book_id, position) WHERE topic IN (
    'BookOpened', 'PostEstablished', 'PostFilled', 'PostVacated', 'BlockDelineated',
    'PostAreaAssigned', 'PostAreaReleased', 'PostPlacedInUnit', 'PostHolderTrained',
    'PostHolderCertified', 'PostHolderSuspended', 'PostHolderReinstated',
    'PostDepartureAnnounced', 'UnitEstablished', 'UnitDutiesChanged', 'UnitDissolved',
    'DeviceRegistered', 'DeviceRetired', 'DeviceLost',
    'PhaseOpened', 'PhaseClosed', 'EarlyRegistrationApproved', 'AreaClosed', 'AreaReopened',
    'BuildingsListed', 'DwellingUnitsListed', 'ListingConfirmed', 'BlockClosed', 'BlockReopened',
    'SampleSeedFixed', 'LongFormDrawn',
    'BlockListExtended', 'LogEpochBegun', 'HouseholdKeyDestroyed', 'BookKeysDestroyed'
);

-- The entries about the office's own work, by their topics as select_office names them.
CREATE INDEX IF NOT EXISTS entry_of_office ON ledger.entry (book_id, position) WHERE topic IN (
    'PaySchemeSet', 'WorkdayRecorded', 'WorkdayCountersigned', 'PaymentMade',
    'BudgetLineOpened', 'BudgetLineChanged', 'BudgetSpent', 'TaskSet', 'TaskProgressed',
    'TaskEvidenced', 'TaskClaimedDone', 'TaskAccepted', 'TaskReturned', 'TaskPutOff',
    'TaskCancelled', 'InspectionPlanned', 'InspectionCarriedOut', 'InspectionFindingMade',
    'InspectionFindingClosed', 'BulletinPublished'
);

-- Hash number "index" of tile level "level" from 1 on: the root of the 256^level entries from
-- index * 256^level. Level 0 is entry.leaf_hash. Written in the transaction that completes the
-- subtree, so that every tile of every size up to the head's can be read at once.
CREATE TABLE IF NOT EXISTS ledger.tile_hash (
    book_id text NOT NULL,
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (book_id, level, index)
);

-- Every checkpoint that was published: the signed note with its cosignatures. An epoch is a log of
-- its own, begun after a restore that lost what another had signed.
CREATE TABLE IF NOT EXISTS ledger.checkpoint (
    book_id text NOT NULL,
    epoch integer NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, epoch, size)
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

-- Which vault this is: beside the wrapping keys it is remembered who uses them, so that nobody
-- changes them under another database. A copy of the database is the same vault.
CREATE TABLE IF NOT EXISTS vault.identity (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)
);
INSERT INTO vault.identity DEFAULT VALUES ON CONFLICT (only_one) DO NOTHING;

-- A constant under each wrapping key: another installation's keys are found out before they harm.
-- A row is also the right to wrap under its generation: it goes when the generation is retired, and
-- a process that has not heard of that is refused instead of wrapping a key that nobody can unwrap.
CREATE TABLE IF NOT EXISTS vault.key_check (
    generation integer PRIMARY KEY,
    wrapped bytea NOT NULL
);

-- Version 0.1 had one wrapping key, which becomes generation 1.
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM information_schema.columns
        WHERE table_schema = 'vault' AND table_name = 'key_check' AND column_name = 'only_one'
    ) THEN
        ALTER TABLE vault.key_check DROP COLUMN only_one;
        ALTER TABLE vault.key_check ADD COLUMN generation integer PRIMARY KEY DEFAULT 1;
        ALTER TABLE vault.key_check ALTER COLUMN generation DROP DEFAULT;
        ALTER TABLE vault.data_key
            ADD COLUMN generation integer NOT NULL DEFAULT 1 REFERENCES vault.key_check;
        ALTER TABLE vault.data_key ALTER COLUMN generation DROP DEFAULT;
    END IF;
END $$;

-- One data key for each subject; "generation" says which wrapping key wraps it.
CREATE TABLE IF NOT EXISTS vault.data_key (
    book_id text NOT NULL,
    subject_id uuid NOT NULL,
    generation integer NOT NULL REFERENCES vault.key_check,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, subject_id)
);

-- Keys of a whole book, by purpose: 'id-index' finds a person by ID number, 'fingerprint' tells a
-- command sent again from another content.
CREATE TABLE IF NOT EXISTS vault.book_key (
    book_id text NOT NULL,
    purpose text NOT NULL,
    generation integer NOT NULL REFERENCES vault.key_check,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, purpose)
);

-- Where a person of an ID number may stand: a keyed digest, never the number. A row is a hint that
-- opening the record confirms.
CREATE TABLE IF NOT EXISTS vault.person_index (
    book_id text NOT NULL,
    digest bytea NOT NULL,
    person_id uuid NOT NULL,
    household_id uuid NOT NULL,
    PRIMARY KEY (book_id, digest, person_id, household_id)
);
-- Until persons could change households, one row a person and number was enough.
DO $$ BEGIN
    IF (SELECT array_length(conkey, 1) FROM pg_constraint
        WHERE conrelid = 'vault.person_index'::regclass AND contype = 'p') = 3 THEN
        ALTER TABLE vault.person_index DROP CONSTRAINT person_index_pkey;
        ALTER TABLE vault.person_index
            ADD PRIMARY KEY (book_id, digest, person_id, household_id);
    END IF;
END $$;
CREATE INDEX IF NOT EXISTS person_index_household ON vault.person_index (book_id, household_id);

-- Append-only is a privilege: the service can read and add entries and commands, only the head and
-- the followers' tracking ever change, and a checkpoint gains cosignatures.
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM {service_role}, {vault_role};
REVOKE ALL ON ALL TABLES IN SCHEMA vault FROM {service_role}, {vault_role};
GRANT USAGE ON SCHEMA ledger TO {service_role};
GRANT SELECT, INSERT ON ledger.entry, ledger.command, ledger.tile_hash TO {service_role};
GRANT SELECT, INSERT, UPDATE (note) ON ledger.checkpoint TO {service_role};
GRANT SELECT, INSERT, UPDATE ON ledger.head, ledger.tracking TO {service_role};
GRANT USAGE ON SCHEMA vault TO {vault_role};
GRANT SELECT, INSERT, DELETE, UPDATE (generation, wrapped)
    ON vault.data_key, vault.book_key TO {vault_role};
GRANT SELECT, INSERT, DELETE ON vault.person_index TO {vault_role};
GRANT SELECT, INSERT, DELETE ON vault.key_check TO {vault_role};
GRANT SELECT ON vault.identity TO {vault_role};
