"""Which day a portfolio file describes: its own field, else its name or that of its folder, else git. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePath

from digitrans.texts.dates import MONTHS

_YEAR = r"(?P<year>20[0-9]{2})"
_MONTHS = "|".join(sorted({name for names in MONTHS for name in names}, key=len, reverse=True))
_PATTERNS = (
    rf"(?<![0-9]){_YEAR}[-_. ]?(?P<month>0[1-9]|1[0-2])[-_. ]?(?P<day>0[1-9]|[12][0-9]|3[01])(?![0-9])",
    rf"(?<![0-9])(?P<day>0?[1-9]|[12][0-9]|3[01])[-_.](?P<month>0?[1-9]|1[0-2])[-_.]{_YEAR}(?![0-9])",
    rf"(?<![0-9]){_YEAR}[-_. ]?[qk](?P<quarter>[1-4])(?![0-9])",
    rf"(?<![^\W_])[qk](?P<quarter>[1-4])[-_. ]?{_YEAR}(?![0-9])",
    rf"(?<![0-9]){_YEAR}[-_. ]?(?P<month>0[1-9]|1[0-2])(?![0-9])",
    rf"(?<![0-9])(?P<month>0?[1-9]|1[0-2])[-_.]{_YEAR}(?![0-9])",
    rf"(?<![^\W\d_])(?P<word>{_MONTHS})[-_. ]*{_YEAR}(?![0-9])",
    rf"(?<![0-9]){_YEAR}[-_. ]*(?P<word>{_MONTHS})(?![^\W\d_])",
    rf"(?<![0-9]){_YEAR}(?![0-9])",
)
_FOUND = tuple(re.compile(each, re.IGNORECASE) for each in _PATTERNS)


def day_in_name(file: str) -> date | None:
    """The day in the name of a file, or else in that of its folder; None for none.

    2026-03-31, 31.3.2026 and 20260331 are days; of a month (2026-03, marts 2026), a quarter (2026-Q1, 1K2026) or a year
    it is the last day.
    """
    path = PurePath(file.replace("\\", "/"))
    for name in (path.stem, path.parent.name):
        for pattern in _FOUND:
            if (match := pattern.search(name)) is not None and (day := _day(match.groupdict())) is not None:
                return day
    return None


def _day(told: dict[str, str | None]) -> date | None:
    year = int(told["year"] or 0)
    month = int(told.get("month") or 0)
    if word := told.get("word"):
        month = next(number for number, names in enumerate(MONTHS, 1) if word.casefold() in names)
    if quarter := told.get("quarter"):
        month = 3 * int(quarter)
    if day := told.get("day"):
        try:
            return date(year, month, int(day))
        except ValueError:
            return None
    month = month or 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def last_of_each_month(days: list[date]) -> Iterator[int]:
    """The places of the last day of each month in ``days``, in their order; of equal days the last one."""
    last: dict[tuple[int, int], int] = {}
    for place, day in enumerate(days):
        at = (day.year, day.month)
        if at not in last or days[last[at]] <= day:
            last[at] = place
    yield from sorted(last.values())
