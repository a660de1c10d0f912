-- name: listen
-- Hear from now on of books that have grown.
LISTEN census_ledger

-- name: notify
-- Say that books have grown; in a transaction of its own, after those that made them grow.
SELECT pg_notify('census_ledger', book) FROM unnest(%(books)s::text[]) AS told (book)
