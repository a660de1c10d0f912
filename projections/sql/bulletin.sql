-- name: select_steps
-- How many households of each area stood at each step as of a position.
SELECT substr(block, 1, %(digits)s) AS area, status, count(*) AS households
FROM projection.household_row
WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
  AND valid_from <= %(as_of)s AND (valid_to IS NULL OR valid_to > %(as_of)s)
GROUP BY 1, status
ORDER BY 1, status

-- name: select_reviews
-- How often records of each area were submitted and sent back up to a position.
SELECT substr(block, 1, %(digits)s) AS area, event, count(*) AS times
FROM projection.household_row
WHERE book_id = %(book)s AND block BETWEEN %(area)s AND %(area_end)s
  AND valid_from <= %(as_of)s AND event IN ('HouseholdSubmitted', 'HouseholdReturned')
GROUP BY 1, event
ORDER BY 1, event
