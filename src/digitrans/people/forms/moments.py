"""When a row of an export was sent in, as the programs write it: days and clocks of two traditions, zones or none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from digitrans.texts.dates import is_time

_MOMENT = re.compile(
    r"(?P<one>\d{1,4})[-./ ]+(?P<two>\d{1,2})[-./ ]+(?P<three>\d{2,4})[ t,]+(?:kl\.?\s*)?"
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2})(?:[.,]\d{1,6})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>[a-z]{0,4}\s?[-+]?[\d:]{0,6})\)?"
)
_ZONES = {"": None, "utc": 0, "gmt": 0, "z": 0, "cet": 60, "cest": 120}
_OFFSET = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[-+])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")


def is_day_first(values: Iterable[Any], heading: str) -> bool | None:
    """Whether a column writes the day before the month: as its rows prove, or its heading's language says; else None.

    ``heading`` is folded. Where rows prove both, None.
    """
    proved = set[bool]()
    for each in values:
        found = _MOMENT.fullmatch(_plain(each))
        if found and len(found["one"]) < 3 and max(int(found["one"]), int(found["two"])) > 12:
            proved.add(int(found["one"]) > 12)
    if proved:
        return proved.pop() if len(proved) == 1 else None
    return (
        True if heading in ("tidsstempel", "fuldførelsestidspunkt", "afslutningstidspunkt", "sluttidspunkt") else None
    )


def moment_in(value: Any, day_first: bool | None = None, utc: bool = False) -> datetime | None:
    """When a row was sent in, with its zone; None for what is no time, or could be two days.

    Without a zone it is UTC where ``utc`` says so, as servers mean it, and else the time of this machine, as the
    programs that people fill forms in with have it.
    """
    moment = value if isinstance(value, datetime) else _parsed(_plain(value), day_first)
    if moment is None or moment.tzinfo:
        return moment
    try:
        return moment.replace(tzinfo=UTC) if utc else moment.astimezone()
    except (OverflowError, OSError, ValueError):
        return None


def _plain(value: Any) -> str:
    return " ".join(str("" if value is None else value).casefold().split())[:60]


def _parsed(text: str, day_first: bool | None) -> datetime | None:
    if is_time(text.upper()):
        return datetime.fromisoformat(text.upper())
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    day = _day(int(found["one"]), int(found["two"]), int(found["three"]), len(found["one"]) == 4, text, day_first)
    hour, known = int(found["hour"]), _zone(found["zone"].strip())
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if day is None or known is None:
        return None
    try:
        moment = datetime(*day, hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None
    return moment if known[0] is None else moment.replace(tzinfo=timezone(timedelta(minutes=known[0])))


def _day(
    one: int, two: int, three: int, year_first: bool, text: str, day_first: bool | None
) -> tuple[int, int, int] | None:
    """Year, month and day. With dots or dashes the day is first; with slashes only if the column says so."""
    if year_first:
        return one, two, three
    year = three if three > 99 else 2000 + three
    if one > 12 or one == two or "/" not in text or day_first:
        return year, two, one
    return (year, one, two) if two > 12 or day_first is False else None


def _zone(text: str) -> tuple[int | None] | None:
    """Minutes east of UTC, (None,) without a zone; None for a zone that nobody knows."""
    if text in _ZONES:
        return (_ZONES[text],)
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    minutes = 60 * int(found["hours"]) + int(found["minutes"] or 0)
    return None if minutes >= 24 * 60 else (minutes if found["sign"] == "+" else -minutes,)
