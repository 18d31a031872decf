"""Groups of respondents, and the codes that stand for people."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

SELF, OTHERS = "self", "others"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6
GROUPS = (SELF, "executive-team", "staff", "politicians")


def with_check(start: str) -> str:
    """``start`` with the character at its end by which a slip of one character, or two swapped, is noticed."""
    return start + ALPHABET[_weighted(start)]


def is_code(text: str) -> bool:
    """Whether ``text`` can be a respondent's code."""
    return len(text) == CODE_LENGTH and set(text) <= set(ALPHABET) and with_check(text[:-1]) == text


def _weighted(text: str) -> int:
    return sum(place * ALPHABET.index(each) for place, each in enumerate(text, 1)) % len(ALPHABET)


def make_codes(count: int) -> list[str]:
    """So many different codes; DIGITRANS_ID makes them the same every time."""
    found: dict[str, None] = {}
    seed = os.environ.get("DIGITRANS_ID", "")
    turn = 0
    while len(found) < count:
        turn += 1
        number = int(hashlib.sha256(f"{seed}/{turn}".encode()).hexdigest(), 16) if seed else secrets.randbits(64)
        start = ""
        for _ in range(CODE_LENGTH - 1):
            number, rest = divmod(number, len(ALPHABET))
            start += ALPHABET[rest]
        found[with_check(start)] = None
    return list(found)
