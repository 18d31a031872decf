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
_TWO_AS = re.compile(r"(?<!dat)(?<!ekstr)(?<!medi)(?<!skem)(?<!ultr)(?<!infr)(?<!met)(?<!tem)aa")
"""The aa that is an older å: not the one in dataanalyse, where two words meet."""


def alphabetical(name: str) -> str:
    """What to sort ``name`` by: no matter the case or accents; æ, ø and å come after z, and the aa of Aabenraa is an å."""
    plain = _TWO_AS.sub("å", unicodedata.normalize("NFC", name).casefold()).translate(_LAST)
    return "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))


LONGEST, MOST = 100, 2000
_UNSEEN = re.compile(r"\x1b\[[0-9;]*[a-z]|[\x00-\x1f\x7f-\x9f]")
_CLEAR = 0.8
"""What is alike to this part is meant; what is less alike has to be few letters away as well."""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of ``known`` that is written most like ``word``; "" where none is like it, or there are too many to try.

    ``cutoff``: how much of it must be alike, 0 to 1. Capitals, and what joins words, make no difference.
    """
    return next(iter(alike(word, known, cutoff)), "")


def alike(word: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    """Those of ``known`` that are written most like ``word``: several where they are equally near, at most three."""
    words = list(dict.fromkeys(known))
    if len(words) > MOST or len(word) > LONGEST:
        return []
    from difflib import get_close_matches

    told = _joined(word)
    by_spelling: dict[str, list[str]] = {}
    for each in words:
        by_spelling.setdefault(_joined(each), []).append(each)
    if told in by_spelling:
        return by_spelling[told][:3]
    close = [
        (ratio, letters_apart(told, each), each)
        for each in get_close_matches(told, by_spelling, n=8, cutoff=cutoff)
        if (ratio := _ratio(told, each)) >= _CLEAR or _is_near(told, each)
    ]
    best = max((ratio for ratio, _, _ in close), default=0.0)
    equal = [each for ratio, apart, each in close if ratio == best and apart == min(one[1] for one in close)]
    chosen = equal or [each for ratio, _, each in close if ratio == best]
    return [name for name in words if _joined(name) in chosen][:3]


def nearest_ones(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """As ``nearest``, for a message: equally near ones each on a line, which ``Words`` puts "or" between."""
    return "\n".join(alike(word, known, cutoff))


def _joined(word: str) -> str:
    plain = _UNSEEN.sub("", composed(word).casefold())
    return plain.replace("_", "-").replace(" ", "-").strip("-")


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, other, one).ratio()


def _is_near(one: str, other: str) -> bool:
    """Whether two words are few letters apart, for their length, or one stands whole in the other."""
    shorter, longer = sorted((one, other), key=len)
    return (len(shorter) > 3 and shorter in longer) or letters_apart(one, other) <= max(1, len(longer) // 3)


def letters_apart(one: str, other: str) -> int:
    """How many letters are to be changed, added, left out or swapped with the next to make ``other`` of ``one``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one):
        last, before, row = before, row, [index + 1]
        for place, wanted in enumerate(other):
            cost = min(before[place + 1] + 1, row[place] + 1, before[place] + (letter != wanted))
            if index and place and letter == other[place - 1] and one[index - 1] == wanted:
                cost = min(cost, last[place - 1] + 1)
            row.append(cost)
    return row[-1]


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
