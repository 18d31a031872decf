"""Saved results: a list of them, what changed from one to another, and the course of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from digitrans.answers.data import as_data
from digitrans.answers.kinds import plain_value
from digitrans.answers.plans import Goal, Resolution
from digitrans.answers.scoring import Score
from digitrans.answers.values import Answers, told_about
from digitrans.answers.wording import Names, coverage_words, figure, moved, of_unit, signed, titled
from digitrans.documents import (
    Bar,
    Bars,
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Points,
    Sheet,
    Table,
    Trend,
)
from digitrans.errors import Fault, fault_data
from digitrans.history.trends import (
    ITEMS_SHOWN,
    LASTS,
    Comparison,
    Course,
    LeftOut,
    Line,
    Move,
    Part,
    Shift,
    Stretch,
    by_size,
    lasting,
    mostly_shared,
    to_explain,
)
from digitrans.reports.plans import goal_words, resolution_line
from digitrans.texts import Words
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

LEFT_OUT_SHOWN = 5
POINTS_SHOWN = 12
AN_HOUR = 3600


@dataclass(frozen=True)
class Listed:
    """One line of the list: what the file's name says, and what the result came to, in words; "" if not read.

    ``faults`` are those of a file that cannot be used. ``finished`` is an ISO time, ``about`` what the answers are
    about, ``outcome`` the id of what was decided; None if not read or not told.
    """

    day: str
    title: str
    instrument: str
    id: str
    result: str
    path: str
    faults: tuple[Fault, ...] = ()
    finished: str | None = None
    about: str | None = None
    outcome: str | None = None


def history_list(words: Words, listed: Sequence[Listed], total: int, now: str = "") -> Document:
    """Saved results, newest first; says how many more there are, and which are dated after ``now``, an ISO time."""
    columns = tuple(words(f"column.{each}") for each in ("date", "questionnaire", "id", "result"))
    times = words.moments([each.finished or each.day for each in listed])
    rows = tuple(
        (time, titled(each.title, each.about), each.id, each.result) for time, each in zip(times, listed, strict=True)
    )
    blocks: list[Block] = [Table(columns, rows)] if rows else [Paragraph(words("history.none"))]
    ahead = [each.id for each in listed if now and moment_of(each.finished) > moment_of(now) + AN_HOUR]
    if ahead:
        blocks.insert(0, Paragraph(words.count("history.ahead", len(ahead), ids=", ".join(ahead[:5])), "warning"))
    if total > len(listed):
        blocks.append(Paragraph(words("history.more", n=total - len(listed), total=total), "muted"))
    sheet = Sheet(
        tuple(words(f"column.{each}") for each in ("date", "questionnaire", "id", "result", "about")),
        tuple((x.day, x.instrument, x.id, x.result, x.about) for x in listed),
    )
    whole = {"format": 1, "kind": "history", "total": total, "results": [_listed_data(each) for each in listed]}
    short = [each.finished or each.day for each in listed]
    screen = tuple(_on_one_line(words, each, short) if isinstance(each, Table) else each for each in blocks)
    return Document(words("history.title"), tuple(blocks), whole, words.language, sheet, screen=screen if rows else ())


def _on_one_line(words: Words, table: Table, moments: Sequence[str]) -> Table:
    """The list with a line for each result: shorter times, and the id before what can be cut."""
    times = [each.replace(" kl. ", " ").replace(" at ", " ") for each in words.moments(moments, short=True)]
    rows = tuple((time, row[2], row[1], row[3]) for time, row in zip(times, table.rows, strict=True))
    date, title, name, result = table.columns
    return Table((date, name, title, result), rows, tight=True, cut=(2, 3))


def _listed_data(each: Listed) -> dict[str, Any]:
    """A line as JSON has it; ``fault`` is the first thing wrong with a damaged file, else null."""
    fault = fault_data(each.faults[0]) if each.faults else None
    told = {"date": each.day, "finished": each.finished, "instrument": each.instrument, "id": each.id}
    return {**told, "about": each.about, "outcome": each.outcome, "path": each.path, "fault": fault}


def deletion_report(words: Words, doomed: Sequence[Listed], done: bool) -> Document:
    """What was deleted, or what would be."""
    columns = tuple(words(f"column.{each}") for each in ("date", "questionnaire", "id"))
    rows = tuple((words.date(each.day), titled(each.title, each.about), each.id) for each in doomed)
    key = "history.deleted" if done else "history.to-delete"
    blocks: list[Block] = [Paragraph(words("history.none-that-old"))]
    if rows:
        blocks = [Paragraph(words.count(key, len(rows))), Table(columns, rows)]
    data = {"format": 1, "kind": "deletion", "deleted": done, "results": [each.id for each in doomed]}
    return Document(words("history.delete-title"), tuple(blocks), data, words.language)


def comparison_report(
    names: Names,
    comparison: Comparison,
    verdicts: tuple[str, str] | None,
    goals: Mapping[str, Goal],
    between: tuple[Resolution, ...],
    ticked: Sequence[tuple[str, str]],
) -> Document:
    """What moved from one result to the other.

    ``verdicts`` are the two in words, None where the questionnaire changed. ``between``: the decisions made or ended in
    the meantime. ``ticked``: (checklist, line) done since.
    """
    words = names.words
    results = comparison.earlier, comparison.later
    blocks: list[Block] = [*_about_blocks(names, results), Paragraph(_about(words, comparison), "muted")]
    if any(by_size(part) for part in comparison.parts):
        blocks.append(Paragraph(words("compare.noise"), "muted"))
    first, last = _left_out_blocks(names, comparison.left_out, results, len(comparison.items))
    blocks += first
    if comparison.units_left_out:
        blocks.append(Paragraph(words("compare.units", names=", ".join(comparison.units_left_out)), "warning"))
    if verdicts is not None:
        key = "compare.verdict" if verdicts[0] != verdicts[1] else "compare.verdict-same"
        blocks.append(Paragraph(words(key, before=verdicts[0], after=verdicts[1]), "strong"))
    opening = tuple(blocks)
    for part in comparison.parts:
        blocks += _part_blocks(names, part, comparison, goals)
    if between:
        told = tuple(resolution_line(words, names.advice, each) for each in between)
        blocks += [Heading(words("compare.between")), Points(told)]
    if ticked:
        blocks += [Heading(words("compare.ticked")), Points(tuple(f"{title}: {line}" for title, line in ticked))]
    blocks += last
    title = words("history.compare-title", title=names.instrument.title[words.language])
    data = comparison_data(comparison)
    data["decisions"] = [each.id for each in between]
    screen = _first_screen(names, opening, comparison.parts)
    return Document(title, tuple(blocks), data, words.language, _comparison_sheet(words, comparison), screen=screen)


def _first_screen(names: Names, opening: tuple[Block, ...], parts: Sequence[Part]) -> tuple[Block, ...]:
    """What was compared, a line for each score, and the largest move; () where there are units, or no scores."""
    whole = [each for each in parts if each.unit is None and each.dimensions]
    if len(whole) != len(parts) or not whole:
        return ()
    (part,) = whole
    bars = [_short_bar(names, each) for each in part.dimensions]
    advised = {names.score(each.id) for each in names.instrument.dimensions if each.advice}
    kept = [bar for bar in bars if bar.label in advised] or bars
    ends = [end for each in part.dimensions for end in each.after.ends]
    drawn = Bars(("", "", "", ""), tuple(kept[:_SCREEN_BARS]), min(ends), max(ends), compact=True)
    noise = names.words("compare.noise")
    brief = Paragraph(f"{noise.partition('. ')[0]}.", "muted")
    told_first = (brief if isinstance(each, Paragraph) and each.text == noise else each for each in opening)
    blocks: list[Block] = [*told_first, drawn]
    for shift in to_explain(part, 1)[:1]:
        heading, *told = _shift_blocks(names, shift, 0)
        blocks += [
            heading,
            *(replace(each, texts=each.texts[:1]) if isinstance(each, Points) else each for each in told),
        ]
    return tuple(blocks)


def _short_bar(names: Names, shift: Shift) -> Bar:
    """A score now, and beside it how far it has moved and from where."""
    words, told = names.words, ""
    if shift.change is not None:
        key = "compare.short" if shift.change else "compare.short-same"
        told = words(key, change=_moved(words, shift), before=figure(names, shift.before))
    return replace(_bar(names, shift, {}), figure=figure(names, shift.after), words=told, note="")


_SCREEN_BARS = 10
"""So many scores leave room on a first screen for what was compared, and for the largest move."""


def _about_blocks(names: Names, results: Sequence[Answers]) -> list[Block]:
    """What the two results are about; a caution where that is not the same."""
    words, (before, now) = names.words, [told_about(names.instrument, each) for each in results]
    if before is None and now is None:
        return []
    if before == now:
        return [Paragraph(words("about.whole", about=now))]
    told = {"before": before or words("about.not-told"), "now": now or words("about.not-told")}
    return [Paragraph(words("compare.other-about", **told), "warning")]


def _about(words: Words, comparison: Comparison) -> str:
    told = []
    for each, time in zip((comparison.earlier, comparison.later), _times(words, comparison), strict=True):
        form = f" ({words('assess.short-form').lower()})" if each.short else ""
        told.append(f"{time}{form}")
    return words("compare.about", before=told[0], after=told[1], n=len(comparison.items))


def _times(words: Words, comparison: Comparison) -> list[str]:
    return words.moments([each.finished or "" for each in (comparison.earlier, comparison.later)])


REASONS = ("changed", "only-earlier", "only-later", "not-always", "unknown")


def _left_out_blocks(
    names: Names, left_out: Sequence[LeftOut], results: Sequence[Answers], shared: int
) -> tuple[list[Block], list[Block]]:
    """What is not compared and why: what stands before the result, and what after it.

    Where most is compared, the numbers come first and the questions last; otherwise all of it comes first.
    """
    words, ids = names.words, {each: [one.item for one in left_out if one.reason == each] for each in REASONS}
    counts = {
        each: Paragraph(words.count(f"compare.{each}", len(found)), "warning") for each, found in ids.items() if found
    }
    lists = {each: _first_few(names, ids[each]) for each in counts if each != "unknown"}
    if lists and mostly_shared(names.instrument, results, shared):
        told = [block for each in lists for block in (replace(counts[each], tone="plain"), lists[each])]
        return [*counts.values()], [Heading(words("compare.left-out")), *told]
    nothing = [] if shared or not left_out else [Paragraph(words("compare.nothing"), "warning")]
    whole = [block for each in counts for block in (counts[each], lists.get(each)) if block is not None]
    return [*nothing, *whole], []


def _first_few(names: Names, ids: Sequence[str]) -> Points:
    """The first few questions by their texts, and how many more there are."""
    texts = {item.id: item.text[names.words.language] for item in names.instrument.items}
    shown = [texts.get(each, each) for each in ids[:LEFT_OUT_SHOWN]]
    more = [names.words("compare.and-more", n=len(ids) - len(shown))] if len(ids) > len(shown) else []
    return Points((*shown, *more))


def _part_blocks(names: Names, part: Part, comparison: Comparison, goals: Mapping[str, Goal]) -> list[Block]:
    words = names.words
    blocks: list[Block] = [Heading(part.unit.name)] if part.unit else []
    level = 2 if part.unit else 1
    if part.dimensions:
        bars = [_bar(names, each, goals, strong=True) for each in part.composites]
        bars += [_bar(names, each, goals) for each in part.dimensions]
        columns = words("column.score-of"), words("column.score"), words("column.band"), words("column.answers")
        mark = words("compare.mark", date=_times(words, comparison)[0])
        ends = [end for each in part.dimensions for end in each.after.ends]
        blocks += [Heading(words("compare.scores"), level), Bars(columns, tuple(bars), min(ends), max(ends), mark)]
    explained = to_explain(part, ITEMS_SHOWN)
    for shift in explained:
        blocks += _shift_blocks(names, shift, level)
    if rest := [each for each in by_size(part) if each not in explained]:
        told = ", ".join(f"{names.score(each.id)} {_moved(words, each)}" for each in rest)
        blocks.append(Paragraph(words("compare.also-moved", names=told), "muted"))
    if part.others:
        columns4 = tuple(words(f"column.{each}") for each in ("item", "then", "now", "moved"))
        rows = tuple(_move_row(names, each) for each in part.others)
        blocks += [Heading(words("compare.others"), level), Table(columns4, rows)]
    if len(blocks) == (1 if part.unit else 0) and comparison.items:
        blocks.append(Paragraph(words("compare.no-moves")))
    return blocks


def _bar(names: Names, shift: Shift, goals: Mapping[str, Goal], strong: bool = False) -> Bar:
    words, before, after = names.words, shift.before, shift.after
    told = [words("compare.now", coverage=coverage_words(words, after.coverage))]
    told.append(words("compare.then", coverage=coverage_words(words, before.coverage)))
    if shift.once:
        told.append(words.count("compare.once", shift.once))
    if goal := goals.get(names.advice_of(shift.id) or ""):
        told.append(goal_words(words, goal))
    change = f" ({_moved(words, shift)})" if shift.change is not None else ""
    return Bar(
        names.score(shift.id),
        None if after.value is None else float(after.value),
        None,
        None,
        figure(names, after) + change,
        names.band(after.band, shift.id),
        "; ".join(told),
        strong,
        None if before.value is None else float(before.value),
    )


def _moved(words: Words, shift: Shift) -> str:
    """How far a score that is known at both times has moved."""
    assert shift.before.value is not None and shift.after.value is not None
    return moved(words, shift.before.value, shift.after.value)


def _shift_blocks(names: Names, shift: Shift, level: int) -> list[Block]:
    words = names.words
    assert shift.change is not None
    heading = f"{names.score(shift.id)}: {_moved(words, shift)}"
    told = []
    for move in shift.moves[:ITEMS_SHOWN]:
        before, after = (names.answer(move.asked.item, each) for each in (move.before, move.after))
        told.append(words("compare.move", item=move.asked.item.text[words.language], before=before, after=after))
    if not told:
        return [Heading(heading, level + 1), Paragraph(words("compare.only-once"))]
    return [Heading(heading, level + 1), Points(tuple(told))]


def _move_row(names: Names, move: Move) -> tuple[str, str, str, str]:
    words = names.words
    before, after = (names.answer(move.asked.item, each) for each in (move.before, move.after))
    moved = words("compare.changed") if move.change is None else signed(words, move.change)
    return move.asked.item.text[words.language], before, after, moved


def _number(score: Score | None) -> float | None:
    return None if score is None or score.value is None else float(score.value)


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON has it."""
    earlier, later = (
        {"id": each.id, "finished": each.finished, "version": each.version, "short": each.short}
        for each in (comparison.earlier, comparison.later)
    )
    return {
        "format": 1,
        "kind": "comparison",
        "instrument": comparison.later.instrument,
        "earlier": earlier,
        "later": later,
        "items_compared": [each.id for each in comparison.items],
        "left_out": [{"item": each.item, "reason": each.reason} for each in comparison.left_out],
        "units_left_out": list(comparison.units_left_out),
        "parts": [_part_data(each) for each in comparison.parts],
    }


def _part_data(part: Part) -> dict[str, Any]:
    return {
        "unit": part.unit.id if part.unit else None,
        "dimensions": [_shift_data(each) for each in part.dimensions],
        "composites": [_shift_data(each) for each in part.composites],
        "others": [_move_data(each) for each in part.others],
    }


def _shift_data(shift: Shift) -> dict[str, Any]:
    return {
        "id": shift.id,
        "before": _number(shift.before),
        "after": _number(shift.after),
        "change": None if shift.change is None else float(shift.change),
        "answered_before": shift.before.coverage.answered,
        "answered_after": shift.after.coverage.answered,
        "answered_once": shift.once,
        "items": [_move_data(each) for each in shift.moves],
    }


def _move_data(move: Move) -> dict[str, Any]:
    before, after = plain_value(move.before.value), plain_value(move.after.value)
    change = None if move.change is None else float(move.change)
    return {"item": move.asked.key, "before": before, "after": after, "change": change}


def _comparison_sheet(words: Words, comparison: Comparison) -> Sheet:
    heads = ("unit", "id", "before", "after", "moved", "answered-before", "answered-after")
    columns = tuple(words(f"column.{each}") for each in heads)
    rows = []
    for part in comparison.parts:
        for shift in (*part.composites, *part.dimensions):
            data = _shift_data(shift)
            unit = part.unit.id if part.unit else None
            told = [data[key] for key in ("id", "before", "after", "change", "answered_before", "answered_after")]
            rows.append((unit, *told))
    return Sheet(columns, tuple(rows))


def course_report(names: Names, course: Course, outside: int, goals: Mapping[str, Goal] | None = None) -> Document:
    """Many results in one picture, and the goals as lines of their own. ``outside`` is how many are out of the range.

    Where there are more than a picture can hold, they are spread evenly over the whole time; the data has all.
    """
    words = names.words
    shown = spread_over(len(course.results), POINTS_SHOWN)
    dates = words.moments([course.results[at].finished or "" for at in shown], short=True)
    about = words("course.about", n=len(course.results), items=len(course.items))
    told = told_about(names.instrument, course.results[-1]) if names.instrument.is_by_initiative else None
    blocks: list[Block] = [Paragraph(words("about.whole", about=told))] if told else []
    blocks.append(Paragraph(about, "muted"))
    if len(shown) < len(course.results):
        blocks.append(Paragraph(words("course.thinned", n=len(shown), of=len(course.results)), "muted"))
    if outside:
        blocks.append(Paragraph(words.count("course.outside", outside), "muted"))
    if len(course.results) > 2:
        blocks.append(Paragraph(words("course.noise"), "muted"))
    first, last = _left_out_blocks(names, course.left_out, course.results, len(course.items))
    blocks += first
    if course.units_left_out:
        blocks.append(Paragraph(words("course.units", names=", ".join(course.units_left_out)), "warning"))
    title = words("course.title", title=names.instrument.title[words.language])
    for each in course.stretches:
        if each.unit is not None:
            blocks.append(Heading(each.unit.name))
        if each.lines:
            heads = (words("column.score-of"), *dates)
            blocks.append(_trend(names, of_unit(each.unit, title), each.lines, heads, shown, goals or {}))
            blocks += _lasting_blocks(names, each.lines, len(course.results))
    blocks += last
    return Document(title, tuple(blocks), course_data(names, course), words.language, _course_sheet(words, course))


def _lasting_blocks(names: Names, lines: Sequence[Line], count: int) -> list[Block]:
    """What has moved for good, as far as results can tell; nothing where there are too few of them."""
    words = names.words
    if count < 2 * LASTS:
        return []
    found = [each for line in lines if (each := lasting(line)) is not None]
    told = tuple(
        words(
            f"course.{'risen' if each.last > each.first else 'fallen'}",
            name=names.score(each.id),
            first=words.number(each.first),
            last=words.number(each.last),
        )
        for each in found
    )
    head = Paragraph(words("course.lasting" if told else "course.nothing-lasting", n=LASTS), "strong")
    return [head, *([Points(told)] if told else [])]


def spread_over(count: int, limit: int) -> tuple[int, ...]:
    """Up to ``limit`` of so many places, the first and the last among them, and the rest evenly between."""
    if count <= limit:
        return tuple(range(count))
    return tuple((at * (count - 1) + (limit - 1) // 2) // (limit - 1) for at in range(limit))


def _trend(
    names: Names,
    title: str,
    lines: Sequence[Line],
    columns: tuple[str, ...],
    shown: Sequence[int],
    goals: Mapping[str, Goal],
) -> Trend:
    told: list[tuple[str, tuple[Cell, ...]]] = []
    for line in lines:
        told.append((names.score(line.id), tuple(_point(names, line.scores[at]) for at in shown)))
        goal = goals.get(names.advice_of(line.id) or "")
        if goal is not None:
            level = Cell(names.words.number(goal.level), float(goal.level))
            told.append((names.words("course.goal", name=names.score(line.id)), (level,) * len(shown)))
    ends = [end for line in lines for each in line.scores if each for end in each.ends]
    return Trend(title, columns, tuple(told), min(ends), max(ends))


def _point(names: Names, score: Score | None) -> Cell:
    return Cell("–", None) if score is None else Cell(figure(names, score), _number(score))


def course_data(names: Names, course: Course) -> dict[str, Any]:
    """The course as JSON has it; null where a result does not have the unit, or no score."""

    def scores(stretch: Stretch) -> dict[str, list[float | None]]:
        return {line.id: [_number(each) for each in line.scores] for line in stretch.lines}

    whole = next((each for each in course.stretches if each.unit is None), None)
    return {
        "format": 1,
        "kind": "course",
        "instrument": names.instrument.id,
        "results": [{"id": each.id, "finished": each.finished} for each in course.results],
        "items_compared": [each.id for each in course.items],
        "left_out": [{"item": each.item, "reason": each.reason} for each in course.left_out],
        "scores": scores(whole) if whole else {},
        "moved": [
            {
                "id": each.id,
                "unit": one.unit.id if one.unit else None,
                "first": float(each.first),
                "last": float(each.last),
            }
            for one in course.stretches
            for line in one.lines
            if (each := lasting(line)) is not None
        ],
        "units": [
            {"id": each.unit.id, "name": each.unit.name, "scores": scores(each)}
            for each in course.stretches
            if each.unit
        ],
        "units_left_out": list(course.units_left_out),
    }


def _course_sheet(words: Words, course: Course) -> Sheet:
    days = tuple((each.finished or "")[:10] for each in course.results)
    repeated = any(each.unit for each in course.stretches)
    heads = (words("column.unit"), words("column.id")) if repeated else (words("column.id"),)
    rows = []
    for each in course.stretches:
        unit = (each.unit.id if each.unit else None,) if repeated else ()
        rows += [(*unit, line.id, *(_number(one) for one in line.scores)) for line in each.lines]
    return Sheet((*heads, *days), tuple(rows))


def export_report(words: Words, results: Sequence[Answers], texts: Sequence[Mapping[str, str]]) -> Document:
    """All answers of all results: as JSON just as they are saved, as CSV one row for each answer.

    ``texts`` are the questions of each result, by the keys of its answers; one that is not there is left empty.
    """
    told = ("date", "questionnaire", "version", "id", "item", "text", "answer", "note", "about")
    columns = tuple(words(f"column.{each}") for each in told)
    rows = [
        (
            (each.finished or "")[:10],
            each.instrument,
            each.version,
            each.id,
            key,
            asked.get(key),
            _flat(plain_value(answer.value)),
            answer.note,
            each.about.name if each.about else None,
        )
        for each, asked in zip(results, texts, strict=True)
        for key, answer in each.values.items()
    ]
    heads = tuple(words(f"column.{each}") for each in ("date", "questionnaire", "id", "answers"))
    times = words.moments([each.finished or "" for each in results])
    lines = tuple((time, r.instrument, r.id or "", str(len(r.values))) for time, r in zip(times, results, strict=True))
    blocks: tuple[Block, ...] = (Table(heads, lines),) if lines else (Paragraph(words("history.none")),)
    data = {"format": 1, "kind": "export", "results": [as_data(each) for each in results]}
    return Document(words("history.export-title"), blocks, data, words.language, Sheet(columns, tuple(rows)))


def _flat(value: Any) -> str | int | float | None:
    if isinstance(value, dict):
        return ", ".join(f"{key} {share}" for key, share in value.items())
    if isinstance(value, list):
        return ", ".join(value)
    return value if isinstance(value, str | int | float) else None
