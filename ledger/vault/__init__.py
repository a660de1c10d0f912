"""The vault: the keys of a book's households and posts, and of the book itself, each wrapped.

It has a schema and a role of its own: who can read the book cannot read the keys, and the other way
round.
"""

from ledger.vault.vault import FINGERPRINT, ID_INDEX, Vault

__all__ = ["FINGERPRINT", "ID_INDEX", "Vault"]
