"""The verifier: checks a book from the outside and shares no code with what writes it.

It knows the formats alone (RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-tiles,
tlog-cosignature, tlog-proof, tlog-policy, and the book's entries) and trusts nothing but what it
recomputes. It reads tiles over HTTP or from a directory, or the tables of a database, and runs
alone: ``python -m ledger.verifier``.
"""
