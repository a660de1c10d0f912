"""Signed notes (C2SP signed-note): a text, and lines of signatures under it.

    <text, each line ended by LF>
    <empty line>
    — <key name> <base64(4 bytes of key id ‖ payload)>

The text that is signed ends with its last LF; the empty line is no part of it. What stands here is
strict: what another program could read otherwise is refused.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.log.errors import NoteMalformed

ED25519 = 0x01
"""Algorithm of a log's signature: RFC 8032 over the note's text."""
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06
PUBLIC_KEY_BYTES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA44_COSIGNATURE: 1312}
"""The algorithms that are known, and the length of their public keys."""
SEED_BYTES = 32
KEY_ID_BYTES = 4
MOST_SIGNATURES = 100
"""More lines than any policy needs are an attack on the reader."""
LONGEST_NOTE = 1_000_000
"""Characters."""

_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"


def encode_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """The bytes of a base64 text, of which there is only one for the same bytes.

    Raises:
        NoteMalformed: it is not canonical base64 with padding.
    """
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise NoteMalformed from None
    if encode_base64(data) != text:
        raise NoteMalformed
    return data


def _require_name(name: str) -> str:
    if not name.isprintable() or not name or any(c == "+" or c.isspace() for c in name):
        raise NoteMalformed
    return name


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line; ``payload`` is what follows the key id in it."""

    name: str
    key_id: bytes
    payload: bytes

    def encode(self) -> str:
        """The line with its LF."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.payload)}\n"

    @classmethod
    def parse(cls, line: str) -> NoteSignature:
        """Read a line with its LF.

        Raises:
            NoteMalformed: it is no signature line.
        """
        name, space, signed = line.removeprefix(_DASH).removesuffix("\n").partition(" ")
        if not (line.startswith(_DASH) and line.endswith("\n") and space):
            raise NoteMalformed
        data = decode_base64(signed)
        if len(data) <= KEY_ID_BYTES:
            raise NoteMalformed
        return cls(_require_name(name), data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text of whole lines and the signatures under it, not checked yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> str:
        """The note as it is published."""
        return self.text + "\n" + "".join(s.encode() for s in self.signatures)

    @classmethod
    def parse(cls, text: str) -> SignedNote:
        """Read a note.

        Raises:
            NoteMalformed: control characters, no empty line before the signatures, no signature,
                no final LF, a line that is no signature, or two lines of one key.
        """
        if len(text) > LONGEST_NOTE or any(c < " " and c != "\n" for c in text):
            raise NoteMalformed
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise NoteMalformed  # what UTF-8 cannot hold
        body, gap, lines = text.rpartition("\n\n")
        if not gap or not body or not lines.endswith("\n"):
            raise NoteMalformed
        signed = lines.removesuffix("\n").split("\n")
        if len(signed) > MOST_SIGNATURES:
            raise NoteMalformed
        signatures = tuple(NoteSignature.parse(line + "\n") for line in signed)
        if len({(s.name, s.key_id) for s in signatures}) < len(signatures):
            raise NoteMalformed
        return cls(body + "\n", signatures)

    def signature_of(self, key: VerifierKey) -> NoteSignature | None:
        """The line that bears the key's name and id; whether it holds is another matter."""
        for signature in self.signatures:
            if (signature.name, signature.key_id) == (key.name, key.key_id):
                return signature
        return None

    def signed_by(self, key: VerifierKey) -> bool:
        """Whether the note bears a good Ed25519 note signature of the key."""
        signature = self.signature_of(key)
        return signature is not None and key.verify(self.text, signature.payload)

    def with_signature(self, added: NoteSignature) -> SignedNote:
        """The note with one more line, or with that key's line in place of its earlier one."""
        kept = [s for s in self.signatures if (s.name, s.key_id) != (added.name, added.key_id)]
        return SignedNote(self.text, (*kept, added))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; ``algorithm`` is the signature type of C2SP signed-note.

    Raises:
        NoteMalformed: the name has white space or a plus sign, the algorithm is not known, or the
            key is not of its length.
    """

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        _require_name(self.name)
        if PUBLIC_KEY_BYTES.get(self.algorithm) != len(self.public):
            raise NoteMalformed

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        hashed = sha256(f"{self.name}\n".encode() + bytes([self.algorithm]) + self.public)
        return hashed.digest()[:KEY_ID_BYTES]

    def encode(self) -> str:
        """The key as auditors are given it (vkey)."""
        key = encode_base64(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a vkey.

        Raises:
            NoteMalformed: it is none, or its id is not that of its key.
        """
        name, algorithm, key_id, public = _key_parts(text)
        key = cls(name, algorithm, public)
        if key.key_id != key_id:
            raise NoteMalformed
        return key

    def verify(self, text: str, payload: bytes) -> bool:
        """Whether the payload is this key's note signature; never one of a cosigner's key."""
        if self.algorithm != ED25519:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(payload, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def _key_parts(text: str) -> tuple[str, int, bytes, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = decode_base64(encoded)
    if len(key_id) != 2 * KEY_ID_BYTES or not set(key_id) <= set("0123456789abcdef") or not data:
        raise NoteMalformed
    return _require_name(name), data[0], bytes.fromhex(key_id), data[1:]


def encode_private_key(key: VerifierKey, seed: bytes) -> str:
    """A key's private form, from which it can be made again; for its owner alone."""
    secret = encode_base64(bytes([key.algorithm]) + seed)
    return f"{_PRIVATE}{key.name}+{key.key_id.hex()}+{secret}"


def parse_private_key(text: str) -> tuple[str, int, bytes, bytes]:
    """Name, algorithm, key id and seed of a private form.

    Raises:
        NoteMalformed: it is none.
    """
    if not text.startswith(_PRIVATE):
        raise NoteMalformed
    name, algorithm, key_id, seed = _key_parts(text.removeprefix(_PRIVATE))
    if algorithm not in PUBLIC_KEY_BYTES or len(seed) != SEED_BYTES:
        raise NoteMalformed
    return name, algorithm, key_id, seed


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A log's Ed25519 key; make it with :meth:`from_seed`."""

    verifier_key: VerifierKey
    _seed: bytes = field(repr=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> NoteSigner:
        """The key of a 32-byte seed.

        Raises:
            NoteMalformed: the name will not do.
            ValueError: the seed is of another length.
        """
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return cls(VerifierKey(name, ED25519, public), seed)

    def sign(self, text: str) -> NoteSignature:
        """Sign a note's text; it ends with LF."""
        payload = Ed25519PrivateKey.from_private_bytes(self._seed).sign(text.encode())
        return NoteSignature(self.verifier_key.name, self.verifier_key.key_id, payload)

    def encode(self) -> str:
        """The private form, for a file of its owner's alone."""
        return encode_private_key(self.verifier_key, self._seed)

    @classmethod
    def parse(cls, text: str) -> NoteSigner:
        """Read a private form.

        Raises:
            NoteMalformed: it is none of an Ed25519 note key, or its id is not that of its key.
        """
        name, algorithm, key_id, seed = parse_private_key(text)
        signer = cls.from_seed(name, seed)
        if algorithm != ED25519 or signer.verifier_key.key_id != key_id:
            raise NoteMalformed
        return signer
