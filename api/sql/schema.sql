-- Who may sign in, and who read what about whom.

CREATE SCHEMA IF NOT EXISTS access;

CREATE TABLE IF NOT EXISTS access.account (
    book_id       text        NOT NULL,
    account       text        NOT NULL,
    password_hash text        NOT NULL,
    set_by        text        NOT NULL,
    set_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, account)
);

-- Reading personal data is an act on record. Rows are added and read, never changed.
CREATE TABLE IF NOT EXISTS access.reading (
    book_id        text        NOT NULL,
    read_at        timestamptz NOT NULL DEFAULT now(),
    reading_id     uuid        NOT NULL,
    account        text        NOT NULL,
    appointment_id uuid        NOT NULL,
    act            text        NOT NULL,
    purpose        text        NOT NULL,
    area           text        NOT NULL,
    household_id   uuid,
    person_id      uuid,
    identifiers    boolean     NOT NULL,
    PRIMARY KEY (book_id, read_at, reading_id)
);

CREATE INDEX IF NOT EXISTS reading_by_household
    ON access.reading (book_id, household_id, read_at)
    WHERE household_id IS NOT NULL;

GRANT USAGE ON SCHEMA access TO {service_role};
GRANT SELECT, INSERT ON access.account TO {service_role};
GRANT UPDATE (password_hash, set_by, set_at) ON access.account TO {service_role};
GRANT SELECT, INSERT ON access.reading TO {service_role};
