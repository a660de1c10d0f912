-- name: select_accepted_work
-- Households that stand approved as of a position, and the persons on their forms, by who registered them and by the month in which they came to be approved.
WITH standing AS (
    SELECT household_id
    FROM projection.household_row
    WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
      AND valid_from <= %(as_of)s AND (valid_to IS NULL OR valid_to > %(as_of)s)
      AND status = ANY(%(statuses)s)
),
-- What was approved, sent back and approved again counts in the month of the first time.
approved AS (
    SELECT h.household_id, min(h.recorded_at) AS approved_at
    FROM projection.household_row AS h
    JOIN standing USING (household_id)
    WHERE h.book_id = %(book)s AND h.valid_from <= %(as_of)s AND h.status = ANY(%(statuses)s)
    GROUP BY h.household_id
),
-- Later rows are of those who changed the record: a piece is the work of who registered it.
registered_household AS (
    SELECT DISTINCT ON (h.household_id) h.household_id, h.account, h.appointment_id
    FROM projection.household_row AS h
    JOIN standing USING (household_id)
    WHERE h.book_id = %(book)s AND h.valid_from <= %(as_of)s AND h.event = ANY(%(registrations)s)
    ORDER BY h.household_id, h.valid_from
),
standing_person AS (
    SELECT p.person_id, p.household_id
    FROM projection.person_row AS p
    JOIN standing USING (household_id)
    WHERE p.book_id = %(book)s
      AND p.valid_from <= %(as_of)s AND (p.valid_to IS NULL OR p.valid_to > %(as_of)s)
),
registered_person AS (
    SELECT DISTINCT ON (p.person_id)
           p.person_id, s.household_id, p.account, p.appointment_id, p.recorded_at
    FROM projection.person_row AS p
    JOIN standing_person AS s USING (person_id)
    WHERE p.book_id = %(book)s AND p.valid_from <= %(as_of)s
    ORDER BY p.person_id, p.valid_from
),
piece AS (
    SELECT r.account, r.appointment_id, a.approved_at AS counted_at, 1 AS households, 0 AS persons
    FROM registered_household AS r
    JOIN approved AS a USING (household_id)
    UNION ALL
    -- Who was entered after the approval counts from then on.
    SELECT r.account, r.appointment_id, greatest(a.approved_at, r.recorded_at), 0, 1
    FROM registered_person AS r
    JOIN approved AS a USING (household_id)
)
SELECT account, appointment_id,
       to_char(counted_at AT TIME ZONE %(offset)s, 'YYYY-MM') AS period,
       sum(households) AS households, sum(persons) AS persons
FROM piece
GROUP BY account, appointment_id, period
ORDER BY account, appointment_id, period
