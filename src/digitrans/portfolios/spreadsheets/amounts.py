"""Amounts of money as people write them: what points and commas mean in a column, and kroner, thousands or millions.

An amount such as 300.000 says nothing by itself; the column that it stands in does. ``read_column`` finds what it says,
and ``kroner`` reads each cell by it, or refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

_CURRENCY = r"(?:kroner|kr\.?|dkk)"
_MILLION, _THOUSAND = rf"mio|mill|millioner|millions?|m(?=\s*{_CURRENCY})", r"tusinder|tusinde?|thousands?"
_THOUSAND += rf"|[tk]\.?(?=\s*{_CURRENCY})"
_UNIT = r"(?<![a-zæøå0-9])(?:(?P<million>{million})|(?P<thousand>{thousand}))\.?"
_END = rf"\s*{_CURRENCY}?[\s)\].]*$"
_CELL_UNIT = re.compile(_UNIT.format(million=_MILLION, thousand=_THOUSAND) + _END, re.IGNORECASE)
_HEADING_UNIT = re.compile(
    _UNIT.format(million=_MILLION, thousand=rf"{_THOUSAND}|1[., ]?000(?=\s*{_CURRENCY})|(?<=kr\. )1[., ]?000") + _END,
    re.IGNORECASE,
)
_HEADING_KRONER = re.compile(rf"(?<![a-zæøå]){_CURRENCY}[\s)\].]*$", re.IGNORECASE)
_JOIN = re.compile(rf"[\s,;:(\[/-]*(?:\s(?:i|in))?(?:[\s(]*{_CURRENCY})?[\s,;:(\[/-]*$", re.IGNORECASE)
_GROUPS = {".": re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}"), ",": re.compile(r"[0-9]{1,3}(,[0-9]{3}){2,}")}
_DECIMALS = {
    ",": re.compile(r"([0-9]+|[0-9]{1,3}(\.[0-9]{3})+),[0-9]+"),
    ".": re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+)\.[0-9]+"),
}
_LARGEST, _LARGEST_SCALED = 10**13, 10**10
_LONGEST, _LONGEST_HEADING = 60, 200
"""Characters; what is longer is no amount and has no unit, and would only take time."""
_UNKNOWN = frozenset(
    (
        *("-", "–", "—", "?", "tbd", "tba", "n/a", "na", "n.a", "ukendt", "ikke kendt", "kendes ikke", "ved ikke"),
        *("uafklaret", "ikke afklaret", "ikke opgjort", "afventer", "mangler", "unknown", "not known", "don't know"),
        *("dont-know", "not settled", "not available", "pending", "missing"),
    )
)


class Unusable(Exception):
    """A cell that cannot be used: the key of the message, and what fills its gaps."""

    def __init__(self, message: str, **named: str) -> None:
        self.message, self.named = message, named


class Reading(NamedTuple):
    """How the amounts of a column are read: kroner in each unit, and which marks group thousands or begin decimals.

    A mark that the column shows as neither, or as both, is open.
    """

    scale: int = 1
    thousands: frozenset[str] = frozenset()
    decimals: frozenset[str] = frozenset()

    def groups(self, mark: str) -> bool:
        """Whether ``mark`` is known to stand between thousands."""
        return mark in self.thousands and mark not in self.decimals


def heading_unit(heading: str) -> tuple[str, int]:
    """A heading without its unit, and the kroner in one: "Pris (mio. kr.)" is "Pris" and 1,000,000."""
    if len(heading) > _LONGEST_HEADING:
        return heading, 1
    found, scale = _HEADING_UNIT.search(heading), 1
    if found:
        scale = 1_000_000 if found["million"] else 1000
    else:
        found = _HEADING_KRONER.search(heading)
    return (_JOIN.sub("", heading[: found.start()]), scale) if found else (heading, 1)


def read_column(heading: str, cells: Iterable[object], separator: str, elsewhere: Iterable[object]) -> Reading:
    """What a column shows of its marks. ``separator`` is that of the CSV file, "" for a workbook.

    A mark groups thousands where an amount has it twice, or has the other mark for its decimals; in a file separated by
    semicolons where the cells ``elsewhere`` have decimal commas; and where it always stands before three digits, if two
    amounts have it or another is whole and at least 1,000. The last takes kroner, and the mark that a file of this
    kind groups by.
    """
    cells = tuple(cells)
    scale = heading_unit(heading)[1]
    split = [_split(each) for each in cells if isinstance(each, str)]
    texts = {text for text, _ in split}
    thousands: set[str] = set()
    decimals: set[str] = set()
    for mark, other in ((".", ","), (",", ".")):
        if any(_GROUPS[mark].fullmatch(each) for each in texts):
            thousands.add(mark)
        if any(_DECIMALS[other].fullmatch(each) and not _is_open(each) for each in texts):
            thousands.add(mark)
            decimals.add(other)
    if separator == ";" and any(isinstance(e, str) and re.fullmatch("[0-9]{1,9},[0-9]{1,2}", e) for e in elsewhere):
        thousands.add(".")
    usual = "," if separator == "," else "."
    found = sum(_is_open(text) and usual in text and own is None for text, own in split)
    if scale == 1 and (found > 1 or any(_is_whole(each) for each in cells)):
        thousands.add(usual)
    return Reading(scale, frozenset(thousands), frozenset(decimals))


def is_unknown(value: object) -> bool:
    """Whether a cell says that the amount is not known: "?", "-", "ukendt", "TBD". That is never a zero."""
    if not isinstance(value, str):
        return False
    text = " ".join(value[:_LONGEST].casefold().split())
    return (text.rstrip(".?! ") or text[:1]) in _UNKNOWN


def is_figure(text: str) -> bool:
    """Whether a cell is a number, with or without unit: "2,4 mio. kr.", "-300.000", "40 %"."""
    return re.fullmatch(r"[-+−]?[0-9.,]*%?", _split(text)[0]) is not None


def kroner(value: object, reading: Reading) -> int | float:
    """A cell as kroner. Raises Unusable, also for what could mean two things."""
    scale = reading.scale
    if isinstance(value, int | float):
        number = Fraction(str(value)) if math.isfinite(value) else Fraction(-1)
    else:
        text, own = _split(str(value))
        number, scale = _number(text, reading, own or scale), own or scale
    if not 0 <= number <= _LARGEST:
        raise Unusable("fault.not-money")
    if scale > 1 and number * scale > _LARGEST_SCALED:
        raise Unusable("fault.money-unit")
    number *= scale
    return number.numerator if number.denominator == 1 else float(number)


def _split(text: str) -> tuple[str, int | None]:
    """The figures of a cell, and the kroner in its own unit, None where it has none: "2,4 mio. kr."."""
    found = _CELL_UNIT.search(text) if len(text) <= _LONGEST else None
    own = None if found is None else 1_000_000 if found["million"] else 1000
    return re.sub(r"(?i)\s|kr\.?|dkk|,-$|\.-$", "", text[: found.start()] if found else text), own


def _is_open(text: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text) is not None


def _is_whole(cell: object) -> bool:
    """Whether a cell is a number of kroner beyond doubt: whole, at least 1,000, and without a mark."""
    if isinstance(cell, int | float):
        return cell >= 1000 and float(cell).is_integer()
    return isinstance(cell, str) and re.fullmatch("[1-9][0-9]{3,}", cell) is not None


def _number(text: str, reading: Reading, scale: int) -> Fraction:
    if len(text) > _LONGEST:
        raise Unusable("fault.not-money")
    if _is_open(text):
        mark = "." if "." in text else ","
        if reading.groups(mark):
            return Fraction(text.replace(mark, ""))
        if scale == 1 or mark not in reading.decimals or mark in reading.thousands:
            raise Unusable("fault.two-meanings")
    elif re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        mark = min((each for each in ".," if each in text), key=text.index)
        if text.count(mark) > 1 or len(set(text) & set(".,")) > 1:
            return Fraction(text.replace(mark, "").replace(",", "."))
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?", text):
        return Fraction(text.replace(",", "."))
    raise Unusable("fault.not-money")
