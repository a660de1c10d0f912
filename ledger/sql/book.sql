-- name: open_book
-- Make the head row of a new book; no row comes back where the book is open already.
INSERT INTO ledger.head (book_id) VALUES (%(book)s)
ON CONFLICT (book_id) DO NOTHING
RETURNING book_id

-- name: select_books
-- The books of this database.
SELECT book_id FROM ledger.head ORDER BY book_id

-- name: select_head
-- Size, frontier and time of a book's head, with the hash of the entry that it says is the last.
SELECT h.size, h.frontier, h.recorded_at, e.leaf_hash AS last_leaf
FROM ledger.head AS h
LEFT JOIN ledger.entry AS e ON e.book_id = h.book_id AND e.position = h.size - 1
WHERE h.book_id = %(book)s

-- name: begin
-- Begin a transaction in which each statement sees what is committed when it begins.
BEGIN ISOLATION LEVEL READ COMMITTED

-- name: commit
-- Make a transaction last.
COMMIT

-- name: lock_head
-- Take the book's writing lock, which is its head row, and the server's clock.
SELECT size, frontier, recorded_at, clock_timestamp() AS now
FROM ledger.head WHERE book_id = %(book)s
FOR UPDATE

-- name: select_last_leaf
-- Hash of the entry that the head says is the last.
SELECT leaf_hash FROM ledger.entry
WHERE book_id = %(book)s
  AND position = (SELECT size - 1 FROM ledger.head WHERE book_id = %(book)s)

-- name: update_head
-- Put the grown tree in place.
UPDATE ledger.head
SET size = %(size)s, frontier = %(frontier)s, recorded_at = %(recorded_at)s
WHERE book_id = %(book)s

-- name: select_versions
-- The latest version of each aggregate asked for.
SELECT originator_id, max(originator_version) AS version
FROM ledger.entry
WHERE book_id = %(book)s AND originator_id = ANY(%(ids)s)
GROUP BY originator_id

-- name: select_commands
-- The commands among these ids that are on record.
SELECT command_id, fingerprint, outcome
FROM ledger.command
WHERE book_id = %(book)s AND command_id = ANY(%(ids)s)

-- name: insert_entries
-- Add entries.
INSERT INTO ledger.entry (
    book_id, recorded_at, position, originator_id, originator_version, topic, state, entry,
    leaf_hash
) VALUES {rows}

-- name: copy_entries
-- Add many entries.
COPY ledger.entry (
    book_id, recorded_at, position, originator_id, originator_version, topic, state, entry,
    leaf_hash
) FROM STDIN (FORMAT BINARY)

-- name: insert_commands
-- Add the outcomes of commands.
INSERT INTO ledger.command (book_id, command_id, fingerprint, outcome) VALUES {rows}

-- name: insert_tile_hashes
-- Add the roots of perfect subtrees that the transaction completed.
INSERT INTO ledger.tile_hash (book_id, level, index, hash) VALUES {rows}

-- name: select_positions
-- Entries by position, from one on.
SELECT position, originator_id, originator_version, topic, state, entry, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s
ORDER BY position
LIMIT %(limit)s

-- name: select_aggregates
-- All entries of the aggregates asked for, in the order of the book.
SELECT position, originator_id, originator_version, topic, state, entry, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND originator_id = ANY(%(ids)s)
ORDER BY position

-- name: select_roster
-- The entries after a position that say who may act and what was destroyed, beside the book's size.
SELECT h.size, e.position, e.originator_id, e.originator_version, e.topic, e.state, e.entry,
       e.recorded_at
FROM ledger.head AS h
LEFT JOIN ledger.entry AS e ON e.book_id = h.book_id AND e.position > %(after)s AND e.topic IN (
    'BookOpened', 'PostEstablished', 'PostFilled', 'PostVacated', 'BlockDelineated',
    'PostAreaAssigned', 'PostAreaReleased', 'PostPlacedInUnit', 'PostHolderTrained',
    'PostHolderCertified', 'PostHolderSuspended', 'PostHolderReinstated',
    'PostDepartureAnnounced', 'UnitEstablished', 'UnitDutiesChanged', 'UnitDissolved',
    'DeviceRegistered', 'DeviceRetired', 'DeviceLost',
    'PhaseOpened', 'PhaseClosed', 'EarlyRegistrationApproved', 'AreaClosed', 'AreaReopened',
    'BuildingsListed', 'DwellingUnitsListed', 'ListingConfirmed', 'BlockClosed', 'BlockReopened',
    'SampleSeedFixed', 'LongFormDrawn',
    'BlockListExtended', 'LogEpochBegun', 'HouseholdKeyDestroyed', 'BookKeysDestroyed'
)
WHERE h.book_id = %(book)s
ORDER BY e.position

-- name: select_office
-- The entries after a position about the office's own work, beside the book's size.
SELECT h.size, e.position, e.originator_id, e.originator_version, e.topic, e.state, e.entry,
       e.recorded_at
FROM ledger.head AS h
LEFT JOIN ledger.entry AS e ON e.book_id = h.book_id AND e.position > %(after)s AND e.topic IN (
    'PaySchemeSet', 'WorkdayRecorded', 'WorkdayCountersigned', 'PaymentMade',
    'BudgetLineOpened', 'BudgetLineChanged', 'BudgetSpent', 'TaskSet', 'TaskProgressed',
    'TaskEvidenced', 'TaskClaimedDone', 'TaskAccepted', 'TaskReturned', 'TaskPutOff',
    'TaskCancelled', 'InspectionPlanned', 'InspectionCarriedOut', 'InspectionFindingMade',
    'InspectionFindingClosed', 'BulletinPublished'
)
WHERE h.book_id = %(book)s
ORDER BY e.position

-- name: select_originator
-- One aggregate's entries within bounds, oldest first.
SELECT position, originator_id, originator_version, topic, state
FROM ledger.entry
WHERE book_id = %(book)s AND originator_id = %(id)s
  AND originator_version > %(gt)s AND originator_version <= %(lte)s
ORDER BY originator_version
LIMIT %(limit)s

-- name: select_originator_desc
-- One aggregate's entries within bounds, newest first.
SELECT position, originator_id, originator_version, topic, state
FROM ledger.entry
WHERE book_id = %(book)s AND originator_id = %(id)s
  AND originator_version > %(gt)s AND originator_version <= %(lte)s
ORDER BY originator_version DESC
LIMIT %(limit)s

-- name: select_notifications
-- Entries between two positions, of all topics or of some.
SELECT position, originator_id, originator_version, topic, state
FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s AND position <= %(stop)s
  AND (%(topics)s::text[] IS NULL OR topic = ANY(%(topics)s))
ORDER BY position
LIMIT %(limit)s

-- name: select_last_position
-- The last position given.
SELECT size - 1 AS position FROM ledger.head WHERE book_id = %(book)s AND size > 0

-- name: insert_tracking
-- Move a follower forward; no row comes back where that would not be forward.
INSERT INTO ledger.tracking AS t (book_id, application_name, notification_id)
VALUES (%(book)s, %(name)s, %(id)s)
ON CONFLICT (book_id, application_name) DO UPDATE
SET notification_id = excluded.notification_id
WHERE t.notification_id < excluded.notification_id
RETURNING t.notification_id

-- name: select_tracking
-- How far a follower has come.
SELECT notification_id FROM ledger.tracking
WHERE book_id = %(book)s AND application_name = %(name)s
