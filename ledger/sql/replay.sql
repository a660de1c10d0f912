-- name: select_clear
-- What a replay needs of the entries from a position on.
SELECT position, originator_id, originator_version, topic, state, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s
ORDER BY position
LIMIT %(limit)s

-- name: select_marked
-- The entries from a position on whose clear part holds these bytes, at most so many of them.
SELECT position, originator_id, originator_version, topic, state, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND position >= %(start)s
  AND position(CAST(%(mark)s AS bytea) IN state) > 0
ORDER BY position
LIMIT %(limit)s

-- name: select_recorded_at
-- The server's time of one entry.
SELECT recorded_at FROM ledger.entry WHERE book_id = %(book)s AND position = %(position)s

-- name: select_doubts
-- All that happened to doubts up to a position; asked for bulletins alone, it looks at all entries.
SELECT position, originator_id, originator_version, topic, state, entry, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND position <= %(at)s
  AND topic IN ('DoubtRaised', 'DoubtResolved', 'DoubtSettled')
ORDER BY position

-- name: select_standings
-- Of each of these households the last entry up to a position that says where its record stands.
SELECT DISTINCT ON (originator_id)
       position, originator_id, originator_version, topic, state, entry, recorded_at
FROM ledger.entry
WHERE book_id = %(book)s AND originator_id = ANY(%(ids)s) AND position <= %(at)s AND topic IN (
    'HouseholdListed', 'HouseholdRegistered', 'HouseholdSubmitted', 'HouseholdReturned',
    'HouseholdApproved', 'HouseholdWithdrawn', 'HouseholdReopened', 'LongFormRegistered',
    'ForeignFormRegistered'
)
ORDER BY originator_id, originator_version DESC
