-- What the book says, row by row, with its history. Everything here can be rebuilt from the book.
--
-- A row stands from the entry at position valid_from until the one at valid_to; NULL means that it
-- stands now. As of position P: valid_from <= P AND (valid_to IS NULL OR valid_to > P).
-- event, account, appointment_id, reason and recorded_at are those of the entry at valid_from.
-- No item that names a person has a column here.

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

-- The archive reads rows by where they began, which is about where they lie.
CREATE INDEX IF NOT EXISTS block_row_from ON projection.block_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS household_row_from ON projection.household_row USING brin (book_id, valid_from);
CREATE INDEX IF NOT EXISTS person_row_from ON projection.person_row USING brin (book_id, valid_from);

-- A row is written once and closed once; only a rebuild takes rows away.
GRANT USAGE ON SCHEMA projection TO {service_role};
GRANT SELECT, INSERT, DELETE, UPDATE (valid_to) ON
    projection.block_row, projection.household_row, projection.person_row TO {service_role};
GRANT SELECT, INSERT, UPDATE (position) ON projection.tracking TO {service_role};
