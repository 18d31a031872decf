"""Days and times as they are written: read, checked and compared. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

FIRST_YEAR = 1901  # Python cannot tell the seconds of some earlier times, and nobody means them


MONTHS = (
    ("januar", "january", "jan"), ("februar", "february", "feb"), ("marts", "march", "mar"), ("april", "apr"),
    ("maj", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"), ("august", "aug"),
    ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"), ("november", "nov"), ("december", "dec"),
)  # fmt: skip
WEEKDAYS = (
    ("mandag", "monday", "man", "mon"), ("tirsdag", "tuesday", "tirs", "tir", "tue", "tues"),
    ("onsdag", "wednesday", "ons", "wed"), ("torsdag", "thursday", "tors", "tor", "thu", "thurs"),
    ("fredag", "friday", "fre", "fri"), ("lørdag", "saturday", "lør", "sat"), ("søndag", "sunday", "søn", "sun"),
)  # fmt: skip
SPANS = {
    **dict.fromkeys(("dag", "dage", "day", "days"), 1),
    **dict.fromkeys(("uge", "uger", "week", "weeks"), 7),
}
NEAR = {
    ("i", "dag"): 0, ("today",): 0, ("i", "morgen"): 1, ("tomorrow",): 1, ("i", "overmorgen"): 2,
    ("i", "går"): -1, ("yesterday",): -1, ("i", "forgårs"): -2,
}  # fmt: skip
COUNTED = {
    each: number
    for number, pair in enumerate(("en et one a", "to two", "tre three", "fire four", "fem five", "seks six"), 1)
    for each in pair.split()
}
_FILLERS = frozenset(
    ("d", "den", "på", "senest", "inden", "the", "of", "on", "by", "kommende", "næste", "next", "coming")
)
_LONGEST = 60


def parse_day(text: str, today: date | None = None, *, back: bool = False) -> date | None:
    """A day as people write it, in Danish or English, day before month; None for what is none.

    2026-12-08, 8.12.2026, 8/12-26, 8. december 2026, December 8, 2026. With ``today`` also what hangs on it: fredag,
    i morgen, om tre uger, 8/12, 8. december, and by its last day a period: juni 2027, uge 50 (its Friday), Q2 2027. The
    next such day is meant, never today itself by the name of its weekday; with ``back`` the last one there was.
    """
    told = text.strip().casefold()
    if not told or len(told) > _LONGEST:
        return None
    day = _in_full(told)
    if day is None and today is not None:
        day = _beside_today(_pieces(told), today, back)
    return day if day is not None and day.year >= FIRST_YEAR else None


def is_written_out(text: str) -> bool:
    """Whether ``text`` says day, month and year in figures, so that nobody can take it for another day."""
    return _in_figures(text.strip()) is not None


def _in_figures(told: str) -> date | None:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", told)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = re.fullmatch(r"([0-9]{1,2})\s*[./-]\s*([0-9]{1,2})\s*[./ -]\s*([0-9]{4}|[0-9]{2})", told)
    return _date(_year(found[3]), int(found[2]), int(found[1])) if found else None


def _year(told: str) -> int:
    return int(told) if len(told) == 4 else 2000 + int(told)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _pieces(told: str) -> list[str]:
    """The words and figures of ``told``, without dots, commas and what only fills: "d. 8. december" gives 8, december."""
    words = re.sub(r"(?<=[0-9])(st|nd|rd|th)\b", "", told).replace(",", " ").replace(".", " ").split()
    return [each for each in words if each not in _FILLERS]


def _in_full(told: str) -> date | None:
    """A day with its year: in figures, or with the month in letters; a weekday beside it has to fit."""
    if (day := _in_figures(told)) is not None:
        return day
    pieces = _pieces(told)
    weekday = _weekday(pieces[0]) if len(pieces) > 1 else None
    if weekday is not None:
        rest = pieces[1:]
        day = _in_figures("/".join(rest)) or _in_figures(" ".join(rest)) or _lettered(rest)
        return day if day is not None and day.weekday() == weekday else None
    return _lettered(pieces)


def _lettered(pieces: list[str]) -> date | None:
    """8 december 2026, or december 8 2026."""
    if len(pieces) != 3 or not re.fullmatch(r"[0-9]{4}", pieces[2]):
        return None
    for day, month in ((pieces[0], pieces[1]), (pieces[1], pieces[0])):
        number = _month(month)
        if number and re.fullmatch(r"[0-9]{1,2}", day):
            return _date(int(pieces[2]), number, int(day))
    return None


def _month(word: str) -> int | None:
    return next((number for number, names in enumerate(MONTHS, 1) if word in names), None)


def _weekday(word: str) -> int | None:
    return next((number for number, names in enumerate(WEEKDAYS) if word in names), None)


def _beside_today(pieces: list[str], today: date, back: bool) -> date | None:
    near = NEAR.get(tuple(pieces))
    try:
        if near is not None:
            return today + timedelta(days=near)
        if len(pieces) == 1 and (weekday := _weekday(pieces[0])) is not None:
            ahead = (weekday - today.weekday() - 1) % 7 + 1
            return today + timedelta(days=ahead - 7 if back and ahead < 7 else -7 if back else ahead)
        return _counted(pieces, today) or _in_a_year(pieces, today, back) or _period(pieces, today, back)
    except OverflowError:
        return None


def _counted(pieces: list[str], today: date) -> date | None:
    """om tre uger, in 10 days; for 2 uger siden, 2 weeks ago."""
    forms = {("om",): 1, ("in",): 1, ("for", "siden"): -1, ("ago",): -1}
    for form, sign in forms.items():
        inner = pieces[1:] if sign > 0 else [each for each in pieces if each not in form]
        led = pieces[:1] == list(form) if sign > 0 else set(form) <= set(pieces)
        if led and len(inner) == 2 and inner[1] in SPANS:
            number = COUNTED.get(inner[0]) or (int(inner[0]) if re.fullmatch(r"[0-9]{1,4}", inner[0]) else None)
            return today + timedelta(days=sign * number * SPANS[inner[1]]) if number else None
    return None


def _in_a_year(pieces: list[str], today: date, back: bool) -> date | None:
    """8/12 or 8 december: the next there is, today included; the last with ``back``. A weekday before it has to fit."""
    weekday = _weekday(pieces[0]) if len(pieces) > 1 else None
    rest = pieces if weekday is None else pieces[1:]
    figures = re.fullmatch(r"([0-9]{1,2})\s*[/ -]\s*([0-9]{1,2})", " ".join(rest))
    if figures:
        day, month = int(figures[1]), int(figures[2])
    elif len(rest) == 2 and any(map(_month, rest)):
        number = next((each for each in rest if re.fullmatch(r"[0-9]{1,2}", each)), "0")
        day, month = int(number), next(found for each in rest if (found := _month(each)))
    else:
        return None
    years = range(today.year, today.year - 9, -1) if back else range(today.year, today.year + 9)
    days = [each for year in years if (each := _date(year, month, day)) and (each <= today if back else each >= today)]
    if not days or (weekday is not None and days[0].weekday() != weekday):
        return None
    return days[0]


def _period(pieces: list[str], today: date, back: bool) -> date | None:
    """The last day of a month or a quarter, the Friday of a week; without a year the next there is."""
    *rest, last = pieces or [""]
    year = int(last) if re.fullmatch(r"(19|20|21)[0-9][0-9]", last) else None
    told = rest if year is not None else pieces
    years = [year] if year is not None else [today.year, today.year - 1 if back else today.year + 1]
    for each in years:
        day = _end_of(told, each)
        if day is not None and (year is not None or (day <= today if back else day >= today)):
            return day
    return None


def _end_of(told: list[str], year: int) -> date | None:
    if len(told) == 1 and (month := _month(told[0])):
        return _last_of(year, month)
    quarter = re.fullmatch(r"q([1-4])|([1-4]) ?(kvartal|kvt|quarter)|(kvartal|quarter) ?([1-4])", " ".join(told))
    if quarter:
        return _last_of(year, 3 * int(quarter[1] or quarter[2] or quarter[5]))
    week = re.fullmatch(r"(uge|week) ?([0-9]{1,2})", " ".join(told))
    try:
        return date.fromisocalendar(year, int(week[2]), 5) if week else None
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def is_day(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 day, written as 2026-12-08."""
    return _is(date, text)


def is_time(text: str) -> bool:
    """Whether ``text`` is an ISO 8601 time whose day is written as 2026-12-08."""
    return _is(datetime, text)


def _is(kind: type[date], text: str) -> bool:
    try:
        return text[4:5] == text[7:8] == "-" and kind.fromisoformat(text).year >= FIRST_YEAR
    except ValueError:
        return False


def moment_of(iso: str | None) -> float:
    """An ISO 8601 time as seconds, for comparing; 0 where there is none."""
    try:
        return datetime.fromisoformat(iso).timestamp() if iso else 0.0
    except (ValueError, OverflowError, OSError):
        return 0.0


def days_between(since: str | None, until: str) -> int | None:
    """Whole days from one ISO time to another, never below 0; None where one of them is no time."""
    try:
        days = (datetime.fromisoformat(until).date() - datetime.fromisoformat(since or "").date()).days
    except ValueError:
        return None
    return max(days, 0)
