"""Days as lists have them: 2026-11-23, 23.11.2026, 11/23/2026, "november 2026", "Q4 2026", "2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from digitrans.portfolios.spreadsheets.amounts import Unusable

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan januari", "februar february feb februari", "marts march mar mars", "april apr",
            "maj may mai", "juni june jun", "juli july jul", "august aug augusti", "september sep sept",
            "oktober october okt oct", "november nov", "december dec desember des",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1950, 2150
_SERIAL = date(1899, 12, 30)


class Day(NamedTuple):
    """A day, written 2026-11-23; ``is_exact`` says whether the cell names it, or only its month, quarter or year."""

    iso: str
    is_exact: bool = True


_NUMBERS = re.compile(r"([0-9]{1,4})[./\s-]\s?([0-9]{1,2})[./\s-]\s?([0-9]{2,4})(?:[T\s].*)?")


def american(cells: Iterable[object]) -> bool | None:
    """Whether the days of a column have the month first: True, False, or None where no cell shows it.

    Only those with "/" can: with "." and "-" nobody writes the month first.
    """
    first = second = False
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) and "/" in cell and len(cell) < 40 else None
        if found and len(found[1]) < 3:
            first = first or int(found[1]) > 12
            second = second or int(found[2]) > 12
    return None if first == second else second


def read_day(value: object, month_first: bool | None, is_end: bool) -> Day:
    """A cell as a day. Of a month, a quarter or a year it is the first day, or the last where ``is_end``.

    ``month_first`` is as of ``american``. Raises Unusable.
    """
    if isinstance(value, bool) or value is None:
        raise Unusable("fault.not-date")
    if isinstance(value, int | float):
        return _number_day(float(value), is_end)
    text = " ".join(str(value).strip().casefold().replace("’", "'").split()).rstrip(".")
    if len(text) > 40:
        raise Unusable("fault.not-date")
    if found := _NUMBERS.fullmatch(text):
        return _numbered(found, text, month_first)
    return _worded(text, is_end)


def _number_day(value: float, is_end: bool) -> Day:
    """A year, or the number of a day as workbooks count them."""
    if value.is_integer() and _FIRST_YEAR <= value <= _LAST_YEAR:
        return _span(int(value), 1, 12, is_end)
    if 36_000 < value < 80_000:
        return Day((_SERIAL + timedelta(days=int(value))).isoformat())
    raise Unusable("fault.not-date")


def _numbered(found: re.Match[str], text: str, month_first: bool | None) -> Day:
    first, second, third = (int(each) for each in found.groups())
    if len(found[1]) == 4:
        return _made(first, second, third)
    year = third if third > 99 else 2000 + third
    if "/" not in text or month_first is False:
        return _made(year, second, first)
    if month_first:
        return _made(year, first, second)
    if first == second:
        return _made(year, first, first)
    raise Unusable("fault.day-or-month")


def _made(year: int, month: int, day: int) -> Day:
    try:
        made = date(year, month, day)
    except ValueError:
        raise Unusable("fault.not-date") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unusable("fault.not-date")
    return Day(made.isoformat())


_QUARTER = re.compile(
    r"(?:q|kv|kvt|k)\.?\s?([1-4])[\s./,-]*([0-9]{4})|([1-4])\.?\s?(?:kvartal|kvt|kv|quarter|q)\.?[\s/,-]*([0-9]{4})|([0-9]{4})[\s/-]*(?:q|kv|k)\.?\s?([1-4])"
)
_HALF = re.compile(r"(?:h)\s?([12])[\s/,-]*([0-9]{4})|([12])\.?\s?(?:halvår|half)[\s/,-]*([0-9]{4})")
_MONTH = re.compile(r"(?:([0-9]{1,2})\.?\s+)?([a-zæøå]+)\.?[\s,'/-]*(?:([0-9]{1,2}),\s+)?([0-9]{4}|[0-9]{2})")
_NUMBER_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4})")
_YEARS = re.compile(r"(?:fy|ultimo|primo|medio|år|year|slut|end of|start of|by)?\.?\s?((?:19|20)[0-9]{2})")
_BUDGET_YEAR = re.compile(r"(?:fy)?\s?((?:19|20)[0-9]{2})\s?[/-]\s?((?:20)?[0-9]{2})")


def _worded(text: str, is_end: bool) -> Day:
    if found := _QUARTER.fullmatch(text):
        groups = found.groups()
        quarter, year = next(
            (int(q), int(y)) for q, y in ((groups[0], groups[1]), (groups[2], groups[3]), (groups[5], groups[4])) if q
        )
        return _span(year, 3 * quarter - 2, 3 * quarter, is_end)
    if found := _HALF.fullmatch(text):
        half, year = next((int(h), int(y)) for h, y in ((found[1], found[2]), (found[3], found[4])) if h)
        return _span(year, 6 * half - 5, 6 * half, is_end)
    if (found := _MONTH.fullmatch(text)) and found[2] in _MONTHS:
        year = int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4])
        day = found[1] or found[3]
        return (
            _made(year, _MONTHS[found[2]], int(day))
            if day
            else _span(year, _MONTHS[found[2]], _MONTHS[found[2]], is_end)
        )
    if (found := _BUDGET_YEAR.fullmatch(text)) and int(found[2][-2:]) == (int(found[1]) + 1) % 100:
        return (
            _made(int(found[1]) + 1, 3, 31)._replace(is_exact=False)
            if is_end
            else _made(int(found[1]), 4, 1)._replace(is_exact=False)
        )
    if found := _NUMBER_MONTH.fullmatch(text):
        year, month = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
        if 1 <= month <= 12:
            return _span(year, month, month, is_end)
    if found := _YEARS.fullmatch(text):
        return _span(int(found[1]), 1, 12, is_end)
    raise Unusable("fault.not-date")


def _span(year: int, first: int, last: int, is_end: bool) -> Day:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unusable("fault.not-date")
    day = date(year, last, monthrange(year, last)[1]) if is_end else date(year, first, 1)
    return Day(day.isoformat(), is_exact=False)
