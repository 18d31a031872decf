"""A roadmap as a Document: the quarters by department, what waits for what, and by name what has no dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from digitrans.documents import (
    Block,
    Document,
    Heading,
    Look,
    Paragraph,
    Points,
    Sheet,
    Span,
    Tick,
    Timeline,
)
from digitrans.portfolios.data import day as day_data
from digitrans.portfolios.models import Department
from digitrans.portfolios.remarks import remarks
from digitrans.portfolios.roadmap import Entry, Quarter, Roadmap, last_day, quarter_of
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.reports.portfolio.naming import PortfolioNames

LOOKS: dict[str | None, Look] = {"under-way": "running", "planned": "planned", "paused": "paused"}
"""How each status is drawn; everything else, and what says none, as an idea."""
TOLD = ("late", "not-begun", "ends-first", "cycle", "depends-unknown", "depends-halted", "depends-later")
"""The remarks on a portfolio that are about time."""
REMARKS_SHOWN, NAMED_FIRST = 12, 3


def roadmap_report(names: PortfolioNames, roadmap: Roadmap, score: PortfolioScore, keys: bool = False) -> Document:
    """How much has dates, the picture, what does not fit together in time, and what is not in the picture."""
    words = names.words
    blocks: list[Block] = [Paragraph(_answer(names, roadmap), "strong")]
    if roadmap.entries:
        blocks.append(timeline(names, roadmap))
    told = _time_remarks(names, roadmap, score)
    if told:
        rest = len(told) - REMARKS_SHOWN
        more = (words.count("portfolio.more", rest),) if rest > 0 else ()
        blocks += [Heading(words("roadmap.clashes")), Points((*told[:REMARKS_SHOWN], *more))]
    blocks += _undated(names, roadmap)
    title = words("roadmap.title", name=score.portfolio.organisation.name)
    screen = _screen(names, roadmap, told) if roadmap.entries else ()
    return Document(title, tuple(blocks), _data(roadmap), words.language, _sheet(names, roadmap, keys), screen=screen)


def _answer(names: PortfolioNames, roadmap: Roadmap) -> str:
    """How many have dates, and how many of these run, are planned, ideas or on pause, as of which day."""
    words, entries = names.words, roadmap.entries
    of = len(entries) + len(roadmap.undated) + len(roadmap.reversed)
    day = words.date(roadmap.day.isoformat())
    if not of:
        return words("roadmap.nothing", day=day)
    if not entries:
        return words.count("roadmap.no-dates", of, day=day)
    counted: Counter[str | None] = Counter([each.scored.initiative.status for each in entries])
    order: list[str | None] = [*[each.id for each in names.content.statuses], None]
    called = {each: names.of("statuses", each) if each else words("portfolio.no-status") for each in order}
    told = [f"{name} {counted[each]}" for each, name in called.items() if counted[each]]
    return words("roadmap.answer", n=len(entries), of=of, day=day, statuses=" · ".join(told))


def timeline(names: PortfolioNames, roadmap: Roadmap) -> Timeline:
    """The picture: what has a time, by department, along the quarters."""
    words, called = names.words, {each.id: each.name for each in names.portfolio.initiatives}
    groups = tuple(
        [
            (_group(names, one), tuple([_span(names, each, called) for each in entries]))
            for one, entries in roadmap.groups
        ]
    )
    heads = ("initiative", "department", "status", "start", "end", "needs")
    drawn = {_look(each) for each in roadmap.entries}
    looks = [each for each in get_args(Look) if each in drawn]
    is_late = any(each.late for each in roadmap.entries)
    return Timeline(
        words("roadmap.name"),
        tuple([words(f"column.{each}") for each in heads]),
        groups=groups,
        ticks=tuple([_tick(names, roadmap.first.after(n)) for n in range(roadmap.quarters)]),
        end=last_day(roadmap.last).isoformat(),
        now=roadmap.day.isoformat(),
        now_word=words("roadmap.now"),
        looks=tuple([(each, words(f"roadmap.look-{each}")) for each in looks]),
        late=words("roadmap.late") if is_late else "",
    )  # fmt: skip


def _tick(names: PortfolioNames, quarter: Quarter) -> Tick:
    return Tick(quarter.first.isoformat(), names.words("roadmap.quarter", n=quarter.number), str(quarter.year))


def _group(names: PortfolioNames, department: Department | None) -> str:
    return department.name if department else names.words("roadmap.no-department")


def _look(entry: Entry) -> Look:
    return LOOKS.get(entry.scored.initiative.status, "idea")


def _span(names: PortfolioNames, entry: Entry, called: Mapping[str, str]) -> Span:
    initiative = entry.scored.initiative
    cells = (
        names.of("statuses", initiative.status),
        names.day(entry.start, short=True),
        names.day(entry.end, short=True),
        ", ".join([*[called[each] for each in entry.needs], *entry.strange]),
    )
    start, end = (each.isoformat() if each else None for each in (entry.start, entry.end))
    return Span(
        initiative.id, initiative.name, start, end, _look(entry), entry.scored.light, cells, entry.needs, entry.late
    )


def _time_remarks(names: PortfolioNames, roadmap: Roadmap, score: PortfolioScore) -> list[str]:
    """What is told of time and of what waits for what, as ``check`` tells it, of the initiatives that are meant."""
    meant = {each.initiative.id for each in (*[e.scored for e in roadmap.entries], *roadmap.undated, *roadmap.reversed)}
    found = [each for each in remarks(score, names.content) if each.id in TOLD and meant & set(each.about)]
    found.sort(key=lambda each: TOLD.index(each.id) < 2)  # what does not fit together before what is late
    return [names.remark(each) for each in found]


def _undated(names: PortfolioNames, roadmap: Roadmap) -> Iterator[Block]:
    """Every initiative without a time, by department; and how many are over."""
    words = names.words
    if roadmap.undated:
        yield Heading(words.count("roadmap.undated", len(roadmap.undated)))
        yield Points(tuple(_by_department(names, roadmap.undated)))
    if roadmap.over:
        listed = ", ".join([each.initiative.name for each in roadmap.over[:NAMED_FIRST]])
        rest = len(roadmap.over) - NAMED_FIRST
        more = f" {words.count('portfolio.and-more', rest)}" if rest > 0 else ""
        yield Paragraph(words.count("roadmap.over", len(roadmap.over), names=listed + more), "muted")


def _by_department(names: PortfolioNames, scored: Sequence[Scored]) -> Iterator[str]:
    """A line for each department, with the names and the status of each initiative."""
    for department in (*names.portfolio.departments, None):
        key = department.id if department else None
        found = [each.initiative for each in scored if each.initiative.department == key]
        if found:
            told = [
                f"{each.name} ({names.of('statuses', each.status)})" if each.status else each.name for each in found
            ]
            yield f"{_group(names, department)}: {', '.join(told)}"


def _screen(names: PortfolioNames, roadmap: Roadmap, told: Sequence[str]) -> tuple[Block, ...]:
    """What a terminal shows first, on 24 lines: as much of the picture as fits, remarks, and how many are not in it."""
    words, picture = names.words, timeline(names, roadmap)
    answer = _answer(names, roadmap)
    undated = words.count("roadmap.undated-count", len(roadmap.undated)) if roadmap.undated else ""
    room = SCREEN - AROUND - _height(answer) - bool(undated)
    shown, left = _cut(picture, max(room - min(len(told), 2) * 2, LEAST))
    room -= sum(1 + len(spans) for _, spans in shown.groups) + bool(left)
    kept: list[str] = []
    for each in told:
        room -= _height(f"    {each}")
        if room < (len(kept) + 1 < len(told)):
            break
        kept.append(each)
    rest = len(told) - len(kept)
    more = words.count("portfolio.more" if kept else "roadmap.clash-count", rest)
    lines = (*kept, *([more] if rest else []))
    blocks: list[Block] = [Paragraph(answer, "strong"), shown]
    blocks += [Paragraph(words.count("roadmap.more", left), "muted")] if left else []
    blocks += [Points(lines)] if lines else []
    return (*blocks, *([Paragraph(undated)] if undated else []))


SCREEN, COLUMNS, AROUND, LEAST = 24, 80, 7, 4
"""Lines and columns of a screen; lines for title, blank, two heads, key and prompt; rows of the picture at least."""


def _height(text: str) -> int:
    return -(-len(text) // (COLUMNS - 2))


def _cut(picture: Timeline, rows: int) -> tuple[Timeline, int]:
    """The picture with at most so many rows, headings included, and how many things are left out of it."""
    groups, left = [], 0
    for label, spans in picture.groups:
        kept = spans[: max(rows - 1, 0)]
        if kept:
            groups.append((label, kept))
            rows -= 1 + len(kept)
        left += len(spans) - len(kept)
    return replace(picture, groups=tuple(groups)), left


# For programs


def _data(roadmap: Roadmap) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "portfolio-roadmap",
        "day": day_data(roadmap.day),
        "first_quarter": _quarter(roadmap.first),
        "quarters": roadmap.quarters,
        "initiatives": [_entry_data(each) for each in roadmap.entries],
        "undated": [each.initiative.id for each in roadmap.undated],
        "end_before_start": [each.initiative.id for each in roadmap.reversed],
        "over": [each.initiative.id for each in roadmap.over],
    }


def _quarter(quarter: Quarter) -> str:
    return f"{quarter.year}-Q{quarter.number}"


def _entry_data(entry: Entry) -> dict[str, Any]:
    initiative = entry.scored.initiative
    return {
        "id": initiative.id,
        "name": initiative.name,
        "department": initiative.department,
        "type": entry.scored.type,
        "light": entry.scored.light,
        "status": initiative.status,
        "start": day_data(entry.start),
        "end": day_data(entry.end),
        "start_quarter": _quarter(quarter_of(entry.start)) if entry.start else None,
        "end_quarter": _quarter(quarter_of(entry.end)) if entry.end else None,
        "late": entry.is_late,
        "needs": list(entry.needs),
        "needs_too_late": list(entry.late),
        "needs_not_in_file": list(entry.strange),
    }


_COLUMNS = (
    "id", "name", "department", "type", "light", "status", "start", "end", "start_quarter", "end_quarter", "late",
    "needs", "needs_too_late", "placed",
)  # fmt: skip


def _sheet(names: PortfolioNames, roadmap: Roadmap, keys: bool) -> Sheet:
    """A row for each initiative, also of those without a time: ``placed`` says where it stands.

    ``keys``: for programs, with keys and ids instead of words.
    """
    rows = [_row(_entry_data(each), "dated") for each in roadmap.entries]
    for kind, found in (("undated", roadmap.undated), ("reversed", roadmap.reversed), ("over", roadmap.over)):
        rows += [_row(_bare(each), kind) for each in found]
    if keys:
        return Sheet(_COLUMNS, tuple(rows))
    heads = tuple([names.words(f"roadmap.field-{each}") for each in _COLUMNS])
    return Sheet(heads, tuple([_worded(names, row) for row in rows]))


def _worded(names: PortfolioNames, row: tuple[str | int | None, ...]) -> tuple[str | int | None, ...]:
    """A row in which ids are told in words, as far as they have any."""
    told = dict(zip(_COLUMNS, row, strict=True))
    for key, kind in (("light", "lights"), ("status", "statuses")):
        told[key] = names.of(kind, str(told[key])) if told[key] else None
    told["type"] = names.short_type(str(told["type"])) if told["type"] else None
    told["department"] = names.department(str(told["department"])) if told["department"] else None
    told["placed"] = names.words(f"roadmap.placed-{told['placed']}")
    if told["late"] is not None:
        told["late"] = names.words("portfolio.yes" if told["late"] else "portfolio.no")
    return tuple(told.values())


def _bare(scored: Scored) -> dict[str, Any]:
    initiative = scored.initiative
    given = {"id": initiative.id, "name": initiative.name, "department": initiative.department, "type": scored.type}
    days = {"start": day_data(initiative.start), "end": day_data(initiative.end)}
    return {**given, **days, "light": scored.light, "status": initiative.status, "needs": list(initiative.depends_on)}


def _row(data: dict[str, Any], placed: str) -> tuple[str | int | None, ...]:
    def cell(name: str) -> str | int | None:
        value = placed if name == "placed" else data.get(name)
        if isinstance(value, list | tuple):
            return " ".join(_texts(value)) or None
        return int(value) if isinstance(value, bool) else value

    return tuple([cell(name) for name in _COLUMNS])


def _texts(values: Iterable[Any]) -> list[str]:
    return [str(each) for each in values]
