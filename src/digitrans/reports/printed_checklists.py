"""Checklists for paper: boxes to tick by hand, room to write, and what is due before a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from digitrans.answers.data import as_data
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.wording import Names, source_words
from digitrans.content.items import STATUSES, AnyItem, Status
from digitrans.documents import (
    Blanks,
    Block,
    Document,
    Event,
    Heading,
    Mark,
    PageBreak,
    Paragraph,
    Points,
    Sheet,
    Sign,
    Ticks,
)
from digitrans.history.open_lines import OpenLine, is_open
from digitrans.reports.legend import with_legend
from digitrans.texts import Words
from digitrans.texts.dates import days_between
from digitrans.values import dataclass

SIGNS: dict[str, Sign] = {"not-started": "open", "under-way": "under-way", "done": "done"}


@dataclass(frozen=True)
class Page:
    """One checklist to print, with the marks of its last filling; None prints empty boxes."""

    names: Names
    marks: Answers | None = None


def print_report(
    words: Words, pages: Sequence[Page], meeting: date | None = None, today: date | None = None
) -> Document:
    """The checklists one after the other, each on a page of its own where that will do.

    ``meeting``: lines are grouped by when they are due before that day, instead of by what they are about.
    ``today``: what was due before it is said to be for now; None says nothing of it.
    """
    alone = len(pages) == 1
    blocks: list[Block] = []
    for number, page in enumerate(pages):
        if not alone:
            blocks += [PageBreak()] if number else []
            blocks.append(Heading(page.names.instrument.title[words.language]))
        blocks += _page(words, page, (meeting, today), level=1 if alone else 2)
    title = pages[0].names.instrument.title[words.language] if alone else words("print.title")
    data = {"format": 1, "kind": "checklist-print", "meeting": meeting.isoformat() if meeting else None}
    data["checklists"] = [_data(page, meeting) for page in pages]
    events = tuple(event for page in pages for event in due_events(words, page.names, meeting)) if meeting else ()
    return Document(title, with_legend(words, blocks), data, words.language, pages=len(pages), events=events)


def is_for_meetings(names: Names) -> bool:
    """Whether lines of the checklist are due a number of days before a meeting."""
    return any(_days(each) for each in names.instrument.items)


def due_events(words: Words, names: Names, meeting: date) -> Iterator[Event]:
    """The day of the meeting, and each day before it on which lines of the checklist are due, with those lines."""
    instrument, items = names.instrument, names.instrument.items
    title = instrument.title[words.language]
    day = words.date(meeting.isoformat())
    for days in sorted({0, *map(_days, items)}, reverse=True):
        due = [item.text[words.language] for item in items if _days(item) == days]
        key = f"checklist/{instrument.id}/{days}"
        lines = "\n".join(f"☐ {each}" for each in due)
        if days:
            told = words("event.due", title=title, lines=words.count("event.lines", len(due)))
            when = date.fromordinal(max(meeting.toordinal() - days, 1))
            yield Event(key, when.isoformat(), told, f"{words('print.meeting', date=day)}\n\n{lines}")
        else:
            yield Event(key, meeting.isoformat(), words("event.meeting", title=title), lines)


def _page(words: Words, page: Page, days: tuple[date | None, date | None], level: int) -> Iterator[Block]:
    meeting, today = days
    instrument = page.names.instrument
    yield Paragraph(instrument.purpose[words.language])
    if meeting is not None:
        yield Paragraph(words("print.meeting", date=words.date(meeting.isoformat())), "strong")
    if page.marks is not None and page.marks.finished:
        yield Paragraph(words("print.marked", date=words.date(page.marks.finished)), "muted")
    yield Blanks(((words("print.name"), 0), (words("print.date"), 0)))
    for heading, items in _groups(words, page.names, meeting, today):
        if heading:
            yield Heading(heading, level)
        yield tick_block(page.names, items, page.marks)
    yield Blanks(((words("print.decisions"), 3), (words("print.next"), 2)))
    yield Paragraph(source_words(words, instrument.provenance), "muted")


def tick_block(names: Names, items: Sequence[AnyItem], marks: Answers | None) -> Ticks:
    """Lines with their help, and what has become of each where ``marks`` are given."""
    language = names.words.language
    texts = tuple(
        (names.marked(item.text[language], item.provenance), item.help[language] if item.help else "") for item in items
    )
    told = tuple(mark_of(names.words, marks[item.id]) for item in items) if marks is not None else ()
    return Ticks(texts, told)


def mark_of(words: Words, answer: Answer) -> Mark:
    """The sign of a line and its status, owner, date and note in words."""
    if answer.value is Missing.NOT_RELEVANT:
        sign: Sign = "not-relevant"
    else:
        sign = SIGNS.get(answer.text or "", "open")
    status = f"status.{answer.text}" if answer.text in STATUSES else f"answer.{Missing.UNANSWERED.value}"
    if isinstance(answer.value, Missing):
        status = f"answer.{answer.value.value}"
    told = [words(status), answer.owner or ""]
    told.append(words("print.by", date=words.date(answer.due)) if answer.due else "")
    told.append(answer.note or "")
    return Mark(sign, " · ".join(each for each in told if each))


def _groups(
    words: Words, names: Names, meeting: date | None, today: date | None
) -> Iterator[tuple[str, tuple[AnyItem, ...]]]:
    """Heading and lines of every group: by dimension, or by when they are due where any line is."""
    items = names.instrument.items
    days = sorted({_days(item) for item in items}, reverse=True)
    if meeting is not None and days != [0]:
        for each in days:
            yield _due_words(words, each, meeting, today), tuple(item for item in items if _days(item) == each)
        return
    for group in (*(dimension.id for dimension in names.instrument.dimensions), None):
        found = tuple(item for item in items if item.dimension == group)
        if found:
            yield names.score(group) if group else "", found


def _days(item: AnyItem) -> int:
    return (item.days_before or 0) if isinstance(item, Status) else 0


def due_date(item: AnyItem, meeting: date) -> date:
    """The day on which a line is due; the first day there is, where it would lie before that."""
    return date.fromordinal(max(meeting.toordinal() - _days(item), 1))


def _due_words(words: Words, days: int, meeting: date, today: date | None) -> str:
    """ "6 weeks before, no later than 27 October 2026", and that it is past; "At the meeting"."""
    if days == 0:
        return words("print.at-meeting")
    weeks = days % 7 == 0
    before = words.count("print.weeks-before" if weeks else "print.days-before", days // 7 if weeks else days)
    day = meeting - timedelta(days=min(days, meeting.toordinal() - 1))
    due = words("print.due", before=before, date=words.date(day.isoformat()))
    return words("print.past", due=due) if today is not None and day < today else due


def _data(page: Page, meeting: date | None) -> dict[str, Any]:
    shown = {"id", "version", "title", "purpose", "provenance", "dimensions", "items"}
    data = page.names.instrument.model_dump(mode="json", include=shown)
    if meeting is not None:
        for told, item in zip(data["items"], page.names.instrument.items, strict=True):
            told["due"] = due_date(item, meeting).isoformat()
    if page.marks is not None:
        data["marks"] = as_data(page.marks)
    return dict(data)


def carried_words(names: Names, open_lines: Mapping[str, OpenLine], now: str) -> dict[str, str]:
    """What to say beside the lines that were open last time: how they stood, and for how long they have."""
    items = {item.id: item for item in names.instrument.items}
    told = {}
    for key, line in open_lines.items():
        said = names.words("fill.carried", said=names.answer(items[key], line.answer))
        age = age_words(names.words, days_between(line.since, now))
        told[key] = f"{said} · {age}" if age else said
    return told


def age_words(words: Words, days: int | None) -> str:
    """ "open for 3 weeks"; "" where it is not known."""
    if days is None:
        return ""
    weeks = days >= 14
    return (
        words.count("fill.weeks" if weeks else "fill.days", days // 7 if weeks else days)
        if days
        else words("fill.today")
    )


def filled_report(names: Names, answers: Answers, open_lines: Mapping[str, OpenLine]) -> Document:
    """A filled checklist: what is open first, longest open before the rest; then what is done, and the rest."""
    words, instrument = names.words, names.instrument
    counts = {name: sum(answers[item.id].value == name for item in instrument.items) for name in STATUSES}
    told = ", ".join(f"{number} {words(f'status.{name}').lower()}" for name, number in reversed(counts.items()))
    blocks: list[Block] = [
        Paragraph(words("fill.about", date=words.date(answers.finished or ""), counts=told), "muted")
    ]
    ages = {item.id: _age(words, answers, item, open_lines) for item in instrument.items if is_open(answers[item.id])}
    order = list(open_lines)
    waiting = sorted(ages, key=lambda key: order.index(key) if key in order else len(order))
    items = {item.id: item for item in instrument.items}
    groups = {"fill.open": [items[key] for key in waiting]}
    groups["fill.done"] = [item for item in instrument.items if answers[item.id].value == "done"]
    shown = {item.id for group in groups.values() for item in group}
    groups["fill.rest"] = [item for item in instrument.items if item.id not in shown]
    for heading, found in groups.items():
        if found:
            block = tick_block(names, found, answers)
            blocks += [Heading(words(heading)), replace(block, marks=_aged(block.marks, found, ages))]
    data = {
        **as_data(answers),
        "kind": "checklist-filled",
        "result": {"counts": counts, "open": _open_data(answers, waiting, open_lines)},
    }
    sheet = _filled_sheet(names, answers, open_lines)
    screen = (blocks[0], *_open_first(words, [(items[key].text[words.language], ages[key]) for key in waiting]))
    return Document(
        instrument.title[words.language], with_legend(words, blocks), data, words.language, sheet, screen=screen
    )


_FIRST = 6
"""So many open lines leave a checklist on one screen."""


def _open_first(words: Words, waiting: list[tuple[str, str]]) -> list[Block]:
    """The lines that are open, longest open first, as many as there is room for, each with its age."""
    if not waiting:
        return []
    lines = tuple(f"{text} ({age})" if age else text for text, age in waiting[:_FIRST])
    blocks: list[Block] = [Heading(words("fill.open")), Points(lines)]
    more = len(waiting) - _FIRST
    return [*blocks, Paragraph(words.count("fill.more-open", more), "muted")] if more > 0 else blocks


def _age(words: Words, answers: Answers, item: AnyItem, open_lines: Mapping[str, OpenLine]) -> str:
    line = open_lines.get(item.id)
    days = days_between(line.since, answers.finished or "") if line else None
    return age_words(words, days) if days else ""


def _aged(marks: tuple[Mark, ...], items: Sequence[AnyItem], ages: Mapping[str, str]) -> tuple[Mark, ...]:
    told = zip(marks, (ages.get(item.id, "") for item in items), strict=True)
    return tuple(replace(mark, words=f"{mark.words} · {age}" if age else mark.words) for mark, age in told)


def _open_data(answers: Answers, waiting: Sequence[str], open_lines: Mapping[str, OpenLine]) -> list[dict[str, Any]]:
    """The open lines with since when each has been open; this very filling where it was not open before."""
    found = {key: open_lines[key].since if key in open_lines else answers.finished for key in waiting}
    return [
        {"item": key, "since": since, "days": days_between(since, answers.finished or "")}
        for key, since in found.items()
    ]


def _filled_sheet(names: Names, answers: Answers, open_lines: Mapping[str, OpenLine]) -> Sheet:
    words = names.words
    columns = ("id", "item", "status", "owner", "due", "note", "open-since")
    heads = tuple(words(f"column.{each}") for each in columns)
    rows = []
    for item in names.instrument.items:
        answer = answers[item.id]
        since = open_lines[item.id].since if item.id in open_lines and is_open(answer) else None
        said = names.answer(item, answer)
        rows.append(
            (item.id, item.text[words.language], said, answer.owner, answer.due, answer.note, (since or "")[:10])
        )
    return Sheet(heads, tuple(rows))
