"""Days as lists have them: 2026-11-23, 23.11.2026, 11/23/2026, "november 2026", "Q4 2026", "uge 14 2026", "2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from digitrans.portfolios.amounts import Unusable

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
LONGEST = 60
_SERIAL = date(1899, 12, 30)


class Day(NamedTuple):
    """A day, written 2026-11-23; ``is_exact`` says whether the cell names it, or only its month, quarter or year."""

    iso: str
    is_exact: bool = True


_NUMBERS = re.compile(r"([0-9]{1,4})[./\s-]\s?([0-9]{1,2})[./\s-]\s?([0-9]{2,4})(?:[Tt\s].*)?")


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
    """A cell as a day. Of a week, a month, a season, a quarter or a year, and of a part of one, it is the first day,
    or the last where ``is_end``; so it is of what goes from one to another.

    ``month_first`` is as of ``american``. Raises Unusable.
    """
    if isinstance(value, bool) or value is None:
        raise Unusable("fault.not-date")
    if isinstance(value, int | float):
        return _number_day(float(value), is_end)
    text = " ".join(str(value).strip().casefold().replace("’", "'").split()).rstrip(".")
    if len(text) > LONGEST:
        raise Unusable("fault.not-date")
    text = _REMARK.sub("", _LEADING.sub("", text)).strip(" ,.")
    if found := _NUMBERS.fullmatch(text):
        return _numbered(found, text, month_first)
    if found := re.fullmatch(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", text):
        return _made(*map(int, found.groups()))
    return _worded(text, is_end)


def _number_day(value: float, is_end: bool) -> Day:
    """A year, or the number of a day as workbooks count them."""
    if value.is_integer() and _FIRST_YEAR <= value <= _LAST_YEAR:
        return Day(_of_months(int(value), 1, 12)[is_end].isoformat(), is_exact=False)
    if 36_000 < value < 80_000:
        return Day((_SERIAL + timedelta(days=int(value))).isoformat())
    raise Unusable("fault.not-date")


def _numbered(found: re.Match[str], text: str, month_first: bool | None) -> Day:
    first, second, third = (int(each) for each in found.groups())
    if len(found[1]) == 4:
        return _made(first, second, third)
    year = third if third > 99 else 2000 + third
    if "/" not in text or month_first is False or _BLANK_OR_DASH.match(text):
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


_OPEN_ENDED = frozenset(
    ("løbende", "fortløbende", "kontinuerlig", "kontinuerligt", "permanent", "ongoing", "continuous", "rolling")
)


def is_open_ended(value: object) -> bool:
    """Whether a cell says that there is no such day: "løbende", "ongoing"."""
    return isinstance(value, str) and value.strip(" .()").casefold() in _OPEN_ENDED


_LEADING = re.compile(
    r"^(?:ca\.?|cirka|about|circa|est\.?|forventet|forventes|expected|planlagt|planned|senest|inden|before|by|d\.|den|the"
    r"|mon,|tue,|wed,|thu,|fri,|sat,|sun,|[a-zæø]+dag(?:\s+den|\s+d\.)?)\s+"
)
"""What may stand before a day and does not make it another."""

_REMARK = re.compile(r"\s*\([^()0-9]*\)$")
_BLANK_OR_DASH = re.compile(r"[0-9]{1,2}/[0-9]{1,2}[\s-]")
"""Nobody who puts the month first writes 1/6-2026 or 1/6 2026."""

_QUARTER = re.compile(
    r"(?:q|kv|kvt|k|kvartal|quarter)\.?\s?([1-4])[\s./,'-]*([0-9]{4}|[0-9]{2})"
    r"|([1-4])\.?\s?(?:kvartal|kvt|kv|quarter|q)\.?[\s/,'-]*([0-9]{4}|[0-9]{2})|([0-9]{4})[\s/-]*(?:q|kv|k)\.?\s?([1-4])"
)
_HALF = re.compile(
    r"(?:h)\s?([12])[\s/,'-]*([0-9]{4}|[0-9]{2})|([12])\.?\s?(?:halvår|half|h)[\s/,'-]*([0-9]{4}|[0-9]{2})"
)
_WEEK = re.compile(
    r"(?:uge|u|uke|vecka|v|week|w|wk|cw|kw)\.?\s?([0-9]{1,2})[\s.,/'-]*(?:i\s|in\s)?([0-9]{4}|[0-9]{2})"
    r"|([0-9]{4})[\s-]*(?:uge|u|w|v)\.?\s?([0-9]{1,2})"
)
_MONTH = re.compile(
    r"(?:([0-9]{1,2})(?:\.|st|nd|rd|th)?[\s/-]+)?([a-zæøå]+)\.?[\s,'/-]*(?:([0-9]{1,2})(?:st|nd|rd|th)?,?\s+)?([0-9]{4}|[0-9]{2})"
    r"(?:\s[0-9]{1,2}:.*)?"
)
_NUMBER_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4})")
_ONE_YEAR = re.compile(r"(?:fy|år|year|budget|regnskab|in|i)?\.?\s?((?:19|20)[0-9]{2})")
_BUDGET_YEAR = re.compile(r"(?:fy|skoleåret|school year)?\s?((?:19|20)[0-9]{2})\s?[/-]\s?((?:20)?[0-9]{2})")
_SEASONS = {
    **dict.fromkeys(("forår", "foråret", "spring", "vår", "våren"), (3, 5)),
    **dict.fromkeys(("sommer", "sommeren", "summer", "sommar"), (6, 8)),
    **dict.fromkeys(("efterår", "efteråret", "autumn", "fall", "høst", "høsten", "höst", "hösten"), (9, 11)),
}  # fmt: skip
_PART = re.compile(
    r"(primo|start|starten|begyndelsen|early|beginning|medio|midt|midten|mid|middle|ultimo|slut|slutningen|udgangen|end|late)"
    r"(?:\s(?:af|of|i|in|på))?[\s-]+(.+)"
)
_PARTS = {
    **dict.fromkeys(("primo", "start", "starten", "begyndelsen", "early", "beginning"), 0),
    **dict.fromkeys(("medio", "midt", "midten", "mid", "middle"), 1),
    **dict.fromkeys(("ultimo", "slut", "slutningen", "udgangen", "end", "late"), 2),
}  # fmt: skip
_RANGE = re.compile(r"(.+?)\s?(?:-|–|/|\btil\b|\bto\b)\s?(.+)")

Span = tuple[date, date]


def _worded(text: str, is_end: bool) -> Day:
    """A day in words, or the first or last of what a text names."""
    if (found := _MONTH.fullmatch(text)) and found[2] in _MONTHS and (day := found[1] or found[3]):
        return _made(_full(found[4]), _MONTHS[found[2]], int(day))
    first, last = _span(text)
    return Day((last if is_end else first).isoformat(), is_exact=False)


def _span(text: str) -> Span:
    """The first and the last day of a week, a month, a year and so on. Raises Unusable."""
    if (found := _PART.fullmatch(text)) and (part := _PARTS.get(found[1])) is not None:
        return _part(_span(found[2]), part)
    named = _months(text) or _week(text) or _budget_year(text)
    if named is None and (found := _RANGE.fullmatch(text)):
        last = _span(found[2])
        start = found[1] if re.search(r"[0-9]{4}", found[1]) else f"{found[1]} {last[1].year}"
        first = _span(start)
        named = (first[0], last[1]) if first[0] <= last[0] else None
    if named is None:
        raise Unusable("fault.not-date")
    return named


def _months(text: str) -> Span | None:
    """A text that names whole months: a quarter, a half, a season, a month, a year."""
    if found := _QUARTER.fullmatch(text):
        quarter, year = (found[1] or found[3] or found[6], found[2] or found[4] or found[5])
        return _of_months(_full(year), 3 * int(quarter) - 2, 3 * int(quarter))
    if found := _HALF.fullmatch(text):
        half = int(found[1] or found[3])
        return _of_months(_full(found[2] or found[4]), 6 * half - 5, 6 * half)
    if (found := _MONTH.fullmatch(text)) and not (found[1] or found[3]):
        months = _SEASONS.get(found[2]) or (_MONTHS.get(found[2]), _MONTHS.get(found[2]))
        if months[0] and months[1] and (len(found[4]) == 4 or found[2] in _MONTHS):
            return _of_months(_full(found[4]), months[0], months[1])
    if found := _NUMBER_MONTH.fullmatch(text):
        year, month = (int(found[1]), int(found[2])) if found[1] else (int(found[4]), int(found[3]))
        return _of_months(year, month, month) if 1 <= month <= 12 else None
    if found := _ONE_YEAR.fullmatch(text):
        return _of_months(int(found[1]), 1, 12)
    return None


def _week(text: str) -> Span | None:
    """A week by its number, from Monday to Sunday."""
    if not (found := _WEEK.fullmatch(text)):
        return None
    week, year = int(found[1] or found[4]), _full(found[2] or found[3])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return monday, monday + timedelta(days=6)


def _budget_year(text: str) -> Span | None:
    """ "2026/27" from April to March; "2026-2027" as the two years, since that is no way to write one."""
    found = _BUDGET_YEAR.fullmatch(text)
    if not found or int(found[2][-2:]) != (int(found[1]) + 1) % 100 or not _FIRST_YEAR <= int(found[1]) < _LAST_YEAR:
        return None
    first = int(found[1])
    if len(found[2]) == 4 and "/" not in text:
        return date(first, 1, 1), date(first + 1, 12, 31)
    return date(first, 4, 1), date(first + 1, 3, 31)


def _part(span: Span, part: int) -> Span:
    """The beginning, the middle or the end of a span: of a month ten days or so, else a month; mid-year is two.

    Of weeks it is all of them, since nobody counts in days of a week.
    """
    first, last = span
    if first.day > 1 or (last + timedelta(days=1)).day > 1:
        return span
    if (last - first).days < 32:
        bounds = (1, 10), (11, 20), (21, last.day)
        return first.replace(day=bounds[part][0]), first.replace(day=bounds[part][1])
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    begin, end = ((1, 1), ((count + 1) // 2, count // 2 + 1), (count, count))[part]
    at = first.month - 1
    (year, month), (to_year, to_month) = divmod(at + begin - 1, 12), divmod(at + end - 1, 12)
    return _of_months(first.year + year, month + 1, month + 1)[0], _of_months(
        first.year + to_year, to_month + 1, to_month + 1
    )[1]


def _full(year: str) -> int:
    """A year in full; two figures are of this century."""
    return int(year) if len(year) == 4 else 2000 + int(year)


def _of_months(year: int, first: int, last: int) -> Span:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unusable("fault.not-date")
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
