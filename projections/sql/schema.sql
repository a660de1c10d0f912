-- What the book says, row by row, with its history. Everything here can be rebuilt from the book.
--
-- A row stands from the entry at position valid_from until the one at valid_to; NULL means that it
-- stands now. As of position P: valid_from <= P AND (valid_to IS NULL OR valid_to > P).
-- event, account, appointment_id, reason and recorded_at are those of the entry at valid_from.
-- No item that names a person, or that is a text of somebody's own, has a column here.

CREATE SCHEMA IF NOT EXISTS projection;

CREATE TABLE IF NOT EXISTS projection.tracking (
    book_id    text COLLATE "C" NOT NULL,
    projection text COLLATE "C" NOT NULL,
    position   bigint NOT NULL CHECK (position >= -1),  -- the last entry applied; -1: none
    PRIMARY KEY (book_id, projection)
);

CREATE TABLE IF NOT EXISTS projection.block_row (
    book_id        text COLLATE "C" NOT NULL,
    block          text COLLATE "C" NOT NULL,  -- 15 digits
    valid_from     bigint NOT NULL,
    valid_to       bigint CHECK (valid_to > valid_from),
    urban_rural    text NOT NULL,              -- code list urban_rural_class
    event          text NOT NULL,
    account        text NOT NULL,
    appointment_id uuid NOT NULL,
    reason         text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (book_id, block, valid_from)
);

CREATE UNIQUE INDEX IF NOT EXISTS block_row_now
    ON projection.block_row (book_id, block) WHERE valid_to IS NULL;

CREATE TABLE IF NOT EXISTS projection.household_row (
    book_id        text COLLATE "C" NOT NULL,
    household_id   uuid NOT NULL,
    valid_from     bigint NOT NULL,
    valid_to       bigint CHECK (valid_to > valid_from),
    block          text COLLATE "C" NOT NULL,
    number         text NOT NULL,
    building       text NOT NULL,
    unit           text NOT NULL,
    status         text NOT NULL,
    h1             smallint,
    h2a            integer,
    h2b            integer,
    h3m            integer,
    h3f            integer,
    h4m            integer,
    h4f            integer,
    h5             smallint,
    h6             integer,
    h7             integer,
    event          text NOT NULL,
    account        text NOT NULL,
    appointment_id uuid NOT NULL,
    reason         text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (book_id, household_id, valid_from)
);

CREATE UNIQUE INDEX IF NOT EXISTS household_row_now
    ON projection.household_row (book_id, household_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS household_row_block
    ON projection.household_row (book_id, block);

CREATE TABLE IF NOT EXISTS projection.person_row (
    book_id        text COLLATE "C" NOT NULL,
    person_id      uuid NOT NULL,
    valid_from     bigint NOT NULL,
    valid_to       bigint CHECK (valid_to > valid_from),
    household_id   uuid NOT NULL,
    block          text COLLATE "C" NOT NULL,
    d2             smallint,
    d4             smallint,
    d5             text,
    d6             text,
    d7             smallint,
    d7_county      text,
    d8             smallint,
    d8_county      text,
    d9             smallint,
    d10            smallint,
    d11            smallint,
    d12            smallint,
    birth_year     smallint NOT NULL,
    birth_month    smallint NOT NULL,
    age            smallint NOT NULL,  -- completed years at the reference time
    residence_rule text NOT NULL,      -- R1 .. R9
    resident       boolean NOT NULL,
    event          text NOT NULL,
    account        text NOT NULL,
    appointment_id uuid NOT NULL,
    reason         text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (book_id, person_id, valid_from)
);

CREATE UNIQUE INDEX IF NOT EXISTS person_row_now
    ON projection.person_row (book_id, person_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS person_row_household_now
    ON projection.person_row (book_id, household_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS person_row_block
    ON projection.person_row (book_id, block);

-- What the rows hold since version 2, the long form and that of foreigners. An empty database comes
-- this way too. The rows that an older program made are made anew, see projections/tracking.py.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM information_schema.columns
        WHERE table_schema = 'projection' AND table_name = 'tracking'
          AND column_name = 'rows_version'
    ) THEN
        ALTER TABLE projection.tracking
            ADD COLUMN rows_version integer NOT NULL DEFAULT 1;
        ALTER TABLE projection.household_row
            ADD COLUMN long boolean NOT NULL DEFAULT false,  -- the long form was answered
            ADD COLUMN form_version text,                    -- of the short or long form
            ADD COLUMN foreign_version text,
            ADD COLUMN death_version text,
            ADD COLUMN h8 smallint,
            ADD COLUMN h9 smallint,
            ADD COLUMN h10 smallint,
            ADD COLUMN h11 smallint,
            ADD COLUMN h12 smallint,
            ADD COLUMN h13 smallint,
            ADD COLUMN h14 smallint,
            ADD COLUMN h15 smallint,
            ADD COLUMN h16 smallint,
            ADD COLUMN h17 smallint,
            ADD COLUMN h18 text,
            ADD COLUMN h19 smallint,
            ADD COLUMN f1 smallint,
            ADD COLUMN f2 smallint,
            ADD COLUMN f3 integer,
            ADD COLUMN f4 integer;
        ALTER TABLE projection.person_row
            ADD COLUMN c11 smallint,
            ADD COLUMN c12 smallint,
            ADD COLUMN c13 smallint,
            ADD COLUMN c13_province text,
            ADD COLUMN c14 smallint,
            ADD COLUMN c14_province text,
            ADD COLUMN c14_prefecture text,
            ADD COLUMN c14_county text,
            ADD COLUMN c16 smallint,
            ADD COLUMN c18 smallint,
            ADD COLUMN c18_hours integer,
            ADD COLUMN c19 smallint,
            ADD COLUMN c20_section text,
            ADD COLUMN c20_division text,
            ADD COLUMN c21_major smallint,
            ADD COLUMN c22 smallint,
            ADD COLUMN c23 smallint,
            ADD COLUMN c24 smallint,
            ADD COLUMN c25 text,
            ADD COLUMN c26 smallint,
            ADD COLUMN c26_born_m integer,
            ADD COLUMN c26_born_f integer,
            ADD COLUMN c26_alive_m integer,
            ADD COLUMN c26_alive_f integer,
            ADD COLUMN c27 smallint,
            ADD COLUMN c27_month1 text,
            ADD COLUMN c27_sex1 smallint,
            ADD COLUMN c27_month2 text,
            ADD COLUMN c27_sex2 smallint,
            ADD COLUMN c28 smallint,
            ADD COLUMN c29 smallint;
    END IF;
END $$;

-- A line of a household's dead. The id follows from the household and the line.
CREATE TABLE IF NOT EXISTS projection.death_row (
    book_id        text COLLATE "C" NOT NULL,
    death_id       uuid NOT NULL,
    valid_from     bigint NOT NULL,
    valid_to       bigint CHECK (valid_to > valid_from),
    household_id   uuid NOT NULL,
    block          text COLLATE "C" NOT NULL,
    line           smallint NOT NULL,  -- from 1
    sex            smallint,
    birth          text,
    death          text,
    age            integer,
    ethnicity      text,
    education      smallint,
    marital        smallint,
    event          text NOT NULL,
    account        text NOT NULL,
    appointment_id uuid NOT NULL,
    reason         text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (book_id, death_id, valid_from)
);

CREATE UNIQUE INDEX IF NOT EXISTS death_row_now
    ON projection.death_row (book_id, death_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS death_row_household_now
    ON projection.death_row (book_id, household_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS death_row_block
    ON projection.death_row (book_id, block);

-- Residents of Hong Kong, Macao and Taiwan and foreigners, who are counted in no total of the others.
CREATE TABLE IF NOT EXISTS projection.foreigner_row (
    book_id        text COLLATE "C" NOT NULL,
    person_id      uuid NOT NULL,
    valid_from     bigint NOT NULL,
    valid_to       bigint CHECK (valid_to > valid_from),
    household_id   uuid NOT NULL,
    block          text COLLATE "C" NOT NULL,
    r2             smallint,
    r3             smallint,
    r4             text,
    r5             smallint,
    r6             smallint,
    r7             smallint,
    r8             smallint,
    r8_nationality text,
    event          text NOT NULL,
    account        text NOT NULL,
    appointment_id uuid NOT NULL,
    reason         text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (book_id, person_id, valid_from)
);

CREATE UNIQUE INDEX IF NOT EXISTS foreigner_row_now
    ON projection.foreigner_row (book_id, person_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS foreigner_row_household_now
    ON projection.foreigner_row (book_id, household_id) WHERE valid_to IS NULL;
CREATE INDEX IF NOT EXISTS foreigner_row_block
    ON projection.foreigner_row (book_id, block);

-- The archive reads rows by where they began, which is about where they lie.
CREATE INDEX IF NOT EXISTS block_row_from ON projection.block_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS household_row_from ON projection.household_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS person_row_from ON projection.person_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS death_row_from ON projection.death_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS foreigner_row_from ON projection.foreigner_row USING brin (book_id, valid_from);

-- A row is written once and closed once; only a rebuild takes rows away.
GRANT USAGE ON SCHEMA projection TO {service_role};
GRANT SELECT, INSERT, DELETE, UPDATE (valid_to) ON
    projection.block_row, projection.household_row, projection.person_row, projection.death_row,
    projection.foreigner_row TO {service_role};
GRANT SELECT, INSERT, UPDATE (position, rows_version) ON projection.tracking TO {service_role};

-- Every doubt of the cross-check as it stands now; each step is an entry of the book.
CREATE TABLE IF NOT EXISTS projection.doubt_row (
    book_id       text COLLATE "C" NOT NULL,
    doubt_id      uuid NOT NULL,
    rule          text NOT NULL,
    severity      text NOT NULL,
    state         text NOT NULL,               -- open, resolved, settled
    outcome       text,                        -- of a resolved one
    blocks        text[] COLLATE "C" NOT NULL, -- 15 digits each
    household_ids uuid[] NOT NULL,
    person_ids    uuid[] NOT NULL,
    items         text[] NOT NULL,
    about         text NOT NULL,
    raised_from   bigint NOT NULL,             -- position of the entry that raised it last
    raised_at     timestamptz NOT NULL,
    raised_by     text NOT NULL,
    closed_from   bigint,
    closed_at     timestamptz,
    closed_by     text,
    PRIMARY KEY (book_id, doubt_id)
);

-- What bookkeeping did: one row a household and command; last_position is that of the command's last
-- entry, which may be on another household or a person.
CREATE TABLE IF NOT EXISTS projection.transfer_row (
    book_id      text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,              -- of the household's entry
    command_id   uuid NOT NULL,
    kind         text NOT NULL,                -- move, split, merge, duplicate, out, in
    household_id uuid NOT NULL,
    other_household uuid,
    transfer_id  uuid,                         -- of a transfer between books
    other_book   text,
    persons      integer,                      -- of a transfer between books
    last_position bigint NOT NULL,
    PRIMARY KEY (book_id, position)
);
CREATE INDEX IF NOT EXISTS transfer_row_command
    ON projection.transfer_row (book_id, command_id);
CREATE INDEX IF NOT EXISTS transfer_row_transfer
    ON projection.transfer_row (book_id, transfer_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON projection.doubt_row TO {service_role};
GRANT SELECT, INSERT, DELETE, UPDATE (last_position) ON projection.transfer_row TO {service_role};

-- What is wrong with a change of a household's record, by its entry (X13); a book as the ledger keeps
-- it has none.
CREATE TABLE IF NOT EXISTS projection.change_fault_row (
    book_id      text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    block        text COLLATE "C" NOT NULL,    -- 15 digits
    household_id uuid NOT NULL,
    fault        text NOT NULL,
    PRIMARY KEY (book_id, position, fault)
);
GRANT SELECT, INSERT, DELETE ON projection.change_fault_row TO {service_role};
