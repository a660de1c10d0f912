"""Access tokens: JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256 under our own key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt

from api.problems import TokenExpired, TokenInvalid
from domain.commands import Respondent

ALGORITHM = "HS256"
_CLAIMS = ("sub", "book", "iat", "exp", "jti")
_HOUSEHOLD, _ISSUED_UNDER = "household", "issued_under"
"""Claims of a household's token beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a good token says: an account of a book, until a time."""

    account: str
    book: str
    expires: datetime
    respondent: Respondent | None = None
    """The household that signed in for itself; its account is nobody's post."""


class Tokens:
    """Makes and checks tokens; ``life`` is how long one is good for."""

    def __init__(self, key: bytes, life: timedelta) -> None:
        self._key = key
        self._life = life

    def issue(
        self,
        book: str,
        account: str,
        now: datetime | None = None,
        *,
        respondent: Respondent | None = None,
    ) -> tuple[str, SignIn]:
        """A new token and what it says."""
        issued = (now or datetime.now(UTC)).replace(microsecond=0)
        sign_in = SignIn(
            account=account, book=book, expires=issued + self._life, respondent=respondent
        )
        claims: dict[str, object] = {
            "sub": account,
            "book": book,
            "iat": issued,
            "exp": sign_in.expires,
            "jti": str(uuid4()),
        }
        if respondent is not None:
            claims[_HOUSEHOLD] = respondent.household_id.hex
            claims[_ISSUED_UNDER] = respondent.appointment_id.hex
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
            account=claims["sub"],
            book=book,
            expires=datetime.fromtimestamp(claims["exp"], UTC),
            respondent=_respondent(claims),
        )


def _respondent(claims: Mapping[str, object]) -> Respondent | None:
    """The household that a token names, if it is a household's.

    Raises:
        TokenInvalid: what it names is none.
    """
    if _HOUSEHOLD not in claims:
        return None
    try:
        return Respondent(
            household_id=UUID(hex=str(claims[_HOUSEHOLD])),
            appointment_id=UUID(hex=str(claims[_ISSUED_UNDER])),
        )
    except (KeyError, ValueError):
        raise TokenInvalid from None
