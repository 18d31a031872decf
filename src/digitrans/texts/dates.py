"""Days and times as they are written: read, checked and compared. Pure."""

from __future__ import annotations

from datetime import date, datetime

FIRST_YEAR = 1901  # Python cannot tell the seconds of some earlier times, and nobody means them


def parse_day(text: str) -> date | None:
    """A day written as 2026-12-08 or 8.12.2026 (also with - or /); None for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return day if day.year >= FIRST_YEAR else None
    return None


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
