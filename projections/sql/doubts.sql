-- name: upsert_doubt
-- A doubt is raised, or raised again.
INSERT INTO projection.doubt_row
    (book_id, doubt_id, rule, severity, state, blocks, household_ids, person_ids, items, about,
     raised_from, raised_at, raised_by)
VALUES (%(book)s, %(doubt)s, %(rule)s, %(severity)s, 'open', %(blocks)s, %(households)s,
        %(persons)s, %(items)s, %(about)s, %(position)s, %(at)s, %(account)s)
ON CONFLICT (book_id, doubt_id) DO UPDATE SET
    severity = excluded.severity, state = 'open', outcome = NULL, blocks = excluded.blocks,
    items = excluded.items, raised_from = excluded.raised_from, raised_at = excluded.raised_at,
    raised_by = excluded.raised_by, closed_from = NULL, closed_at = NULL, closed_by = NULL

-- name: close_doubt
-- A doubt is answered, or its rule speaks no more.
UPDATE projection.doubt_row
SET state = %(state)s, outcome = %(outcome)s, closed_from = %(position)s, closed_at = %(at)s,
    closed_by = %(account)s
WHERE book_id = %(book)s AND doubt_id = %(doubt)s AND state = 'open'

-- name: insert_transfer
-- What bookkeeping did to a household.
INSERT INTO projection.transfer_row
    (book_id, position, command_id, kind, household_id, other_household, transfer_id, other_book,
     persons, last_position)
VALUES (%(book)s, %(position)s, %(command)s, %(kind)s, %(household)s, %(other)s, %(transfer)s,
        %(other_book)s, %(persons)s, %(position)s)

-- name: extend_transfer
-- A further entry of a command that may be bookkeeping.
UPDATE projection.transfer_row SET last_position = %(position)s
WHERE book_id = %(book)s AND command_id = %(command)s

-- name: delete_doubts
-- Take all doubts of a book away, before they are made anew in the same transaction.
DELETE FROM projection.doubt_row WHERE book_id = %(book)s

-- name: delete_transfers
-- And what bookkeeping did.
DELETE FROM projection.transfer_row WHERE book_id = %(book)s

-- name: select_doubts
-- The doubts of an area, by when they were raised; the last of a page is where the next goes on.
SELECT doubt_id, rule, severity, state, outcome, blocks, household_ids, person_ids, items, about,
       raised_from, raised_at, raised_by, closed_from, closed_at, closed_by
FROM projection.doubt_row
WHERE book_id = %(book)s
  AND EXISTS (
      SELECT 1 FROM unnest(blocks) AS b (block) WHERE block BETWEEN %(area)s AND %(area_end)s
  )
  AND (CAST(%(rule)s AS text) IS NULL OR rule = %(rule)s)
  AND (CAST(%(state)s AS text) IS NULL OR state = %(state)s)
  AND (raised_from, doubt_id) > (%(after)s, CAST(%(after_id)s AS uuid))
ORDER BY raised_from, doubt_id
LIMIT %(limit)s

-- name: count_doubts
-- How many doubts of an area stand where, by rule.
SELECT rule, state, count(*)
FROM projection.doubt_row
WHERE book_id = %(book)s
  AND EXISTS (
      SELECT 1 FROM unnest(blocks) AS b (block) WHERE block BETWEEN %(area)s AND %(area_end)s
  )
GROUP BY rule, state
ORDER BY rule, state

-- name: select_open_ids
-- The open doubts of an area that some rules raised.
SELECT doubt_id FROM projection.doubt_row
WHERE book_id = %(book)s AND state = 'open'
  AND (CAST(%(rules)s AS text[]) IS NULL OR rule = ANY(%(rules)s))
  AND EXISTS (
      SELECT 1 FROM unnest(blocks) AS b (block) WHERE block BETWEEN %(area)s AND %(area_end)s
  )
