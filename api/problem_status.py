"""HTTP status of every problem: one table for all layers."""

from __future__ import annotations

from collections.abc import Mapping

STATUS: Mapping[str, int] = {
    "malformed-json": 400,
    "invalid-request": 422,
    "wrong-media-type": 415,
    "body-too-large": 413,
    "not-found": 404,
    "method-not-allowed": 405,
    "token-missing": 401,
    "token-invalid": 401,
    "token-expired": 401,
    "sign-in-failed": 401,
    "other-book": 403,
    "second-token-refused": 403,
    "too-many-failures": 429,
    "password-set": 409,
    "follower-behind": 503,
    "follower-stopped": 503,
    "internal-fault": 500,
    # of the domain
    "form-refused": 422,
    "rules-violated": 422,
    "warnings-unexplained": 422,
    "unknown-block": 404,
    "unknown-household": 404,
    "unknown-person": 404,
    "unknown-post": 404,
    "household-not-listed": 422,
    "household-number-taken": 409,
    "household-number-out-of-range": 422,
    "no-appointment": 403,
    "not-permitted": 403,
    "outside-area": 403,
    "wrong-status": 409,
    "stale-version": 409,
    "own-work": 403,
    "second-person-needed": 403,
    "nothing-changed": 422,
    "already-established": 409,
    "book-mismatch": 422,
    # of the ledger
    "command-id-reused": 409,
    "version-conflict": 409,
    "book-not-open": 503,
    "book-already-open": 409,
    "book-rolled-back": 503,
    "ledger-schema-missing": 503,
    "book-inconsistent": 503,
    "secrets-do-not-fit": 503,
    "grant-missing": 503,
    "ledger-busy": 503,
    "owner-lacks-rights": 503,
    "ledger-unavailable": 503,
    "queue-full": 503,
    "key-missing": 500,
    "seal-broken": 500,
    # of the projections
    "book-behind-projection": 503,
    "entries-not-dense": 500,
    "unfit-entry": 500,
    "position-not-reached": 422,
    "unknown-table": 404,
    "unknown-area": 422,
}
"""HTTP status of every code there is, from whatever layer."""

RETRY_AFTER: Mapping[str, int] = {
    "book-not-open": 10,
    "book-rolled-back": 30,
    "ledger-schema-missing": 30,
    "book-inconsistent": 30,
    "secrets-do-not-fit": 30,
    "grant-missing": 30,
    "book-behind-projection": 30,
}
"""Seconds after which to look again, where an operator has to act first."""
