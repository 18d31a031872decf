"""Ids made from names: one way of it for departments, initiatives and whatever else people name. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def slug(name: str, otherwise: str = "i") -> str:
    """A name as an id: "Åbent Land & Vand" becomes "aabent-land-vand". Never empty, at most 50 characters.

    What does not begin with a letter gets ``otherwise`` in front.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    return words if words[:1].isalpha() else f"{otherwise}-{words}".strip("-")


def free(wanted: str, taken: Container[str], first: int = 1) -> str:
    """``wanted``, or with the lowest number from ``first`` behind it that makes it one that is not ``taken``."""
    number, name = first, wanted if first == 1 else f"{wanted}-{first}"
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
