"""A GCM ciphertext that two keys open: GCM's tag is linear, so that one free block fits both.

The tag is ``E_k(J0) + sum of block_i * H_k^(n + 1 - i)`` in GF(2^128), over the associated data,
the ciphertext and their lengths (NIST SP 800-38D). With two keys that is one linear equation for
the tags to be equal, which any single block of the ciphertext can satisfy.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

_BLOCK = 16
_NONCE = bytes(12)
_R = 0xE1 << 120
_ONE = 1 << 127


def text_of_two_keys(first: bytes, second: bytes, at: bytes, text: bytes) -> bytes:
    """``text`` and one block more, sealed with AES-256-GCM so that both keys open it."""
    under_first = AESGCM(first).encrypt(_NONCE, text + bytes(-len(text) % _BLOCK), at)[:-_BLOCK]
    ciphertext = bytearray(under_first + bytes(_BLOCK))
    # The free block is the last: only the block of lengths comes after it, so that it counts
    # times H squared.
    rest = _tag(first, at, bytes(ciphertext)) ^ _tag(second, at, bytes(ciphertext))
    h_first, h_second = _h(first), _h(second)
    factor = _times(h_first, h_first) ^ _times(h_second, h_second)
    ciphertext[-_BLOCK:] = _times(rest, _inverse(factor)).to_bytes(_BLOCK, "big")
    tag = _tag(first, at, bytes(ciphertext)).to_bytes(_BLOCK, "big")
    return b"\x01" + _NONCE + bytes(ciphertext) + tag


def _tag(key: bytes, at: bytes, ciphertext: bytes) -> int:
    h, digest = _h(key), 0
    lengths = (8 * len(at)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    padded = at + bytes(-len(at) % _BLOCK) + ciphertext + lengths
    for i in range(0, len(padded), _BLOCK):
        digest = _times(digest ^ int.from_bytes(padded[i : i + _BLOCK], "big"), h)
    return digest ^ int.from_bytes(_block(key, _NONCE + b"\0\0\0\1"), "big")


def _h(key: bytes) -> int:
    return int.from_bytes(_block(key, bytes(_BLOCK)), "big")


def _block(key: bytes, block: bytes) -> bytes:
    return Cipher(AES(key), ECB()).encryptor().update(block)


def _times(a: int, b: int) -> int:
    product = 0
    for bit in range(128):
        if a >> (127 - bit) & 1:
            product ^= b
        b = b >> 1 ^ (_R if b & 1 else 0)
    return product


def _inverse(a: int) -> int:
    """``a`` to the power of 2^128 - 2."""
    result = _ONE
    for _ in range(127):
        a = _times(a, a)
        result = _times(result, a)
    return result
