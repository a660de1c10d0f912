"""Access tokens: JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256 under our own key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt

from api.problems import TokenExpired, TokenInvalid

ALGORITHM = "HS256"
_CLAIMS = ("sub", "book", "iat", "exp", "jti")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a good token says: an account of a book, until a time."""

    account: str
    book: str
    expires: datetime


class Tokens:
    """Makes and checks tokens; ``life`` is how long one is good for."""

    def __init__(self, key: bytes, life: timedelta) -> None:
        self._key = key
        self._life = life

    def issue(self, book: str, account: str, now: datetime | None = None) -> tuple[str, SignIn]:
        """A new token and what it says."""
        issued = (now or datetime.now(UTC)).replace(microsecond=0)
        sign_in = SignIn(account=account, book=book, expires=issued + self._life)
        claims = {
            "sub": account,
            "book": book,
            "iat": issued,
            "exp": sign_in.expires,
            "jti": str(uuid4()),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM), sign_in

    def check(self, token: str) -> SignIn:
        """What a token says.

        Raises:
            TokenExpired: it was good once.
            TokenInvalid: it was not made with our key, or says less than it should.
        """
        try:
            claims = jwt.decode(
                token, self._key, algorithms=[ALGORITHM], options={"require": list(_CLAIMS)}
            )
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        except jwt.InvalidTokenError:
            raise TokenInvalid from None
        book = claims["book"]
        if not isinstance(book, str):
            raise TokenInvalid
        return SignIn(
            account=claims["sub"], book=book, expires=datetime.fromtimestamp(claims["exp"], UTC)
        )
