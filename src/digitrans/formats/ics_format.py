"""The days in a Document as calendar entries (the extra ``office``). An entry read in again moves, it never doubles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from digitrans.documents import Document, Event
from digitrans.errors import UsageFault
from digitrans.formats import Sink
from digitrans.texts.escaping import visible


def write(document: Document, sink: Sink) -> str:
    """A calendar of whole days. Raises UsageFault where the document has no day in it."""
    from icalendar import Calendar

    if not document.events:
        raise UsageFault("error.no-days")
    calendar = Calendar()
    calendar.add("prodid", f"-//digitrans//{document.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in document.events:
        calendar.add_component(_entry(each, document.sender, _moment(sink.now)))
    return bytes(calendar.to_ical()).decode()


def _moment(now: str) -> datetime:
    try:
        found = datetime.fromisoformat(now)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return found.astimezone(UTC)


def _entry(event: Event, sender: str, now: datetime) -> Any:
    """One day. Its id follows from what it is about and whose it is, never from the day; the later file counts."""
    from icalendar import Event as Entry

    entry, day = Entry(), date.fromisoformat(event.day)
    entry.add("uid", f"{sha256(f'{sender}|{event.key}'.encode()).hexdigest()[:32]}@digitrans")
    entry.add("dtstamp", now)
    entry.add("last-modified", now)
    entry.add("sequence", max(int(now.timestamp() // 60) - 26_000_000, 0))
    entry.add("dtstart", day)
    if day < date.max:
        entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", visible(event.title.replace("\n", " ")))
    if event.text:
        entry.add("description", visible(event.text))
    entry.add("transp", "TRANSPARENT")
    return entry
