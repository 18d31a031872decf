"""How words and names are written: ids made from names, the nearest known word, the order of the alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def composed(text: str) -> str:
    """``text`` with its letters composed (NFC), as every text is compared: a Mac writes "å" as "a" and a ring."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """A name as names are compared: no matter the case, how many blanks are in it, and how its letters are made."""
    return " ".join(composed(text).casefold().split())


def slug(name: str, otherwise: str = "i") -> str:
    """A name as an id: "Åbent Land & Vand" becomes "aabent-land-vand". Never empty, at most 50 characters.

    What does not begin with a letter gets ``otherwise`` in front.
    """
    plain = (
        unicodedata.normalize("NFKD", composed(name).casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    )
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    return words if words[:1].isalpha() else f"{otherwise}-{words}".strip("-")


def free(wanted: str, taken: Container[str], first: int = 1) -> str:
    """``wanted``, or with the lowest number from ``first`` behind it that makes it one that is not ``taken``."""
    number, name = first, wanted if first == 1 else f"{wanted}-{first}"
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


_LAST = str.maketrans({"æ": "\ue000", "ä": "\ue000", "ø": "\ue001", "ö": "\ue001", "å": "\ue002"})


def alphabetical(name: str) -> str:
    """What to sort ``name`` by: no matter the case or accents; æ, ø and å come after z."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_LAST)
    return "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))


LONGEST, MOST = 100, 2000


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of ``known`` that is written most like ``word``; "" where none is like it, or there are too many to try.

    ``cutoff``: how much of it must be alike, 0 to 1.
    """
    words = list(known)
    if len(words) > MOST or len(word) > LONGEST:
        return ""
    from difflib import get_close_matches

    return "".join(get_close_matches(word, words, n=1, cutoff=cutoff))


def by_name(wanted: str, named: Mapping[str, Iterable[str]], *, begun: bool = True) -> str | None:
    """The key whose name is ``wanted``, or the only one that has it as a word of a name; None where there is none.

    Where ``begun``, four letters or more may be the beginning of a word: "leverandør" is enough for "Leverandøren".
    """
    told = fold(wanted)
    if not told:
        return None
    words = {key: {word for each in names for word in re.findall(r"\w+", fold(each))} for key, names in named.items()}
    whole = [key for key, names in named.items() if any(told in (fold(each), slug(each)) for each in names)]
    part = [key for key, found in words.items() if told in found]
    often = begun and len(told) >= 4
    start = [key for key, found in words.items() if often and any(each.startswith(told) for each in found)]
    found = whole or part or start
    return found[0] if len(found) == 1 else None
