"""The same questionnaire at two points in time, or many. Pure; only what was asked in the same words is compared.

An item that was reworded, added or removed in between is left out on both sides and named, so that a changed
questionnaire is never read as progress.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, assert_never

from digitrans.answers.fingerprints import fingerprint, item_fingerprints, stamped
from digitrans.answers.scoring import Score, Scores, points, score
from digitrans.answers.values import Answer, Answers, Asked, Missing, Unit
from digitrans.content.instruments import Instrument
from digitrans.content.items import Allocation, AnyItem, Choice, Choices, Number, Rating, Slider, Status, Writing
from digitrans.values import dataclass

ITEMS_SHOWN = 3
Reason = Literal["changed", "only-earlier", "only-later", "not-always", "unknown"]


@dataclass(frozen=True)
class LeftOut:
    """An item that is not compared, by id, and why."""

    item: str
    reason: Reason


@dataclass(frozen=True)
class Move:
    """One question answered both times, and how far the answer moved.

    ``change`` is in points as they count, positions or the number's own unit; None where the answers are no numbers.
    """

    asked: Asked
    before: Answer
    after: Answer
    change: Fraction | None


@dataclass(frozen=True)
class Shift:
    """One score at both times. ``change`` is None unless both have a value. ``moves``: its items, largest first.

    ``once`` counts the items that were answered at one of the two times only: they are in one score and not the other.
    """

    id: str
    before: Score
    after: Score
    change: Fraction | None
    moves: tuple[Move, ...] = ()
    once: int = 0


@dataclass(frozen=True)
class Part:
    """The comparison for one unit of a repeated questionnaire; for all of one that is not repeated (``unit`` None)."""

    unit: Unit | None
    dimensions: tuple[Shift, ...]
    composites: tuple[Shift, ...]
    others: tuple[Move, ...]


@dataclass(frozen=True)
class Comparison:
    """Two results over what both asked. ``units_left_out`` are names of units that only one of them has."""

    earlier: Answers
    later: Answers
    items: tuple[AnyItem, ...]
    left_out: tuple[LeftOut, ...]
    parts: tuple[Part, ...]
    units_left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One score at many times, oldest first; None where the result does not have the unit."""

    id: str
    scores: tuple[Score | None, ...]


@dataclass(frozen=True)
class Stretch:
    """The course of one unit of a repeated questionnaire; of all that is for no unit where ``unit`` is None."""

    unit: Unit | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Course:
    """The scores of many results, oldest first, over the items that all of them asked.

    ``units_left_out`` are the names of units that only one of them has: there is no course from one point.
    """

    results: tuple[Answers, ...]
    items: tuple[AnyItem, ...]
    left_out: tuple[LeftOut, ...]
    stretches: tuple[Stretch, ...]
    units_left_out: tuple[str, ...] = ()


def prints_of(answers: Answers, instrument: Instrument) -> Mapping[str, str] | None:
    """The fingerprints of what was asked; None where the file tells neither them nor that it is of this version."""
    if answers.items:
        return answers.items
    if answers.fingerprint == fingerprint(instrument):
        return stamped(answers, instrument).items
    return None


def common_items(instrument: Instrument, results: Sequence[Answers]) -> tuple[tuple[AnyItem, ...], tuple[LeftOut, ...]]:
    """The items that all ``results``, oldest first, asked as they are asked today; and what was left out, and why.

    What says what the whole is about is neither: it is told beside the comparison. Nor is what may be passed over.
    """
    aside = {instrument.about, *(item.id for item in instrument.items if item.optional)}
    now = item_fingerprints(instrument, short=False)
    known = [prints_of(each, instrument) for each in results]
    told = [each for each in known if each is not None]
    if len(told) < len(known):
        ids = dict.fromkeys([key for each in told for key in each] + [i.id for i in instrument.items])
        return (), tuple(LeftOut(each, "unknown") for each in ids if each not in aside)
    left_out, shared = [], set()
    for each in dict.fromkeys([item.id for item in instrument.items] + [key for one in told for key in one]):
        found = [one.get(each) for one in told]
        if not any(found) or each in aside:
            continue
        if all(print_ is not None and print_ == now.get(each) for print_ in found):
            shared.add(each)
        elif all(found):
            left_out.append(LeftOut(each, "changed"))
        elif len(found) > 2:
            left_out.append(LeftOut(each, "not-always"))
        else:
            left_out.append(LeftOut(each, "only-earlier" if found[0] else "only-later"))
    return tuple(item for item in instrument.items if item.id in shared), tuple(left_out)


def compare(instrument: Instrument, earlier: Answers, later: Answers) -> Comparison:
    """What moved from one result to another, over the items that both asked."""
    items, left_out = common_items(instrument, (earlier, later))
    if instrument.repeat is None:
        return Comparison(earlier, later, items, left_out, (_part(instrument, None, items, earlier, later),))
    once = tuple(item for item in items if item.once)
    each = tuple(item for item in items if not item.once)
    before, after = ({unit.id: unit for unit in one.units} for one in (earlier, later))
    parts = [_part(instrument, None, once, earlier.asked_once(), later.asked_once())] if once else []
    for name, unit in after.items():
        if name in before:
            parts.append(_part(instrument, unit, each, earlier.of_unit(before[name]), later.of_unit(unit)))
    alone = [unit.name for name, unit in (*before.items(), *after.items()) if (name in before) != (name in after)]
    return Comparison(earlier, later, items, left_out, tuple(parts), tuple(alone))


def _part(
    instrument: Instrument, unit: Unit | None, items: tuple[AnyItem, ...], earlier: Answers, later: Answers
) -> Part:
    moves = [move_of(Asked(item, unit), earlier[item.id], later[item.id]) for item in items]
    first, last = score(instrument, earlier, items), score(instrument, later, items)
    ids = {item.dimension for item in items if item.dimension is not None and item.scored_ends}
    dimensions = tuple(_shift(each.id, first, last, moves) for each in instrument.dimensions if each.id in ids)
    whole = tuple(_shift(each.id, first, last, []) for each in instrument.composites if items)
    others = tuple(each for each in moves if not each.asked.item.scored_ends and each.before.value != each.after.value)
    return Part(unit, dimensions, whole, others)


def move_of(asked: Asked, before: Answer, after: Answer) -> Move:
    """How far the answer to one question moved; "don't know", "not relevant" and no answer are no numbers."""
    first, last = (_number(asked.item, each) for each in (before, after))
    return Move(asked, before, after, None if first is None or last is None else last - first)


def _number(item: AnyItem, answer: Answer) -> Fraction | None:
    match item:
        case Rating() | Choice():
            counted = points(item, answer)
            return None if counted is None else Fraction(counted)
        case Slider() | Number():
            return Fraction(str(answer.value)) if isinstance(answer.value, int | float) else None
        case Status() | Choices() | Allocation() | Writing():
            return None
        case _:
            assert_never(item)


def _shift(score_id: str, first: Scores, last: Scores, moves: Sequence[Move]) -> Shift:
    before, after = first[score_id], last[score_id]
    change = None if before.value is None or after.value is None else after.value - before.value
    mine = [each for each in moves if each.asked.item.dimension == score_id]
    moved = sorted((each for each in mine if each.change), key=lambda each: _size(each.change), reverse=True)
    once = sum(isinstance(each.before.value, Missing) != isinstance(each.after.value, Missing) for each in mine)
    return Shift(score_id, before, after, change, tuple(moved), once)


def _size(change: Fraction | None) -> Fraction:
    return abs(change) if change is not None else Fraction(0)


def by_size(part: Part) -> tuple[Shift, ...]:
    """The dimensions that moved, up or down, largest first; ties keep the questionnaire's order."""
    moved = [each for each in part.dimensions if each.change]
    return tuple(sorted(moved, key=lambda each: _size(each.change), reverse=True))


def to_explain(part: Part, count: int) -> tuple[Shift, ...]:
    """The ``count`` dimensions that moved most, and every other one that fell: a fall is never passed over."""
    return tuple(
        each
        for place, each in enumerate(by_size(part))
        if place < count or (each.change is not None and each.change < 0)
    )


LASTS = 4
"""So many results at either end of a course must lie apart before it is said to have moved."""


class Lasting(NamedTuple):
    """A score that has moved over a course: ``id``, and the means of the first and the last results."""

    id: str
    first: Fraction
    last: Fraction


def lasting(line: Line) -> Lasting | None:
    """How a score has moved, where each of the last four results lies on the same side of each of the first four.

    Eight results that vary by chance alone do that in 2 of the 70 ways in which they can fall, fewer than one case of
    twenty; one month that is off does it never. None where that is not so, and with fewer than eight.
    """
    values = [each.value for each in line.scores if each is not None and each.value is not None]
    first, last = values[:LASTS], values[-LASTS:]
    if len(values) < 2 * LASTS or not (max(first) < min(last) or min(first) > max(last)):
        return None
    return Lasting(line.id, sum(first, Fraction(0)) / LASTS, sum(last, Fraction(0)) / LASTS)


def mostly_shared(instrument: Instrument, results: Sequence[Answers], shared: int) -> bool:
    """Whether at least half of the questions are compared, of those that the shortest of ``results`` asked."""
    asked = [len(prints_of(each, instrument) or instrument.items) for each in results]
    return 0 < min(asked) <= 2 * shared


def course(instrument: Instrument, results: Sequence[Answers]) -> Course:
    """The scores of many results, oldest first, over what all of them asked; unit by unit where it is repeated."""
    items, left_out = common_items(instrument, results)
    if instrument.repeat is None:
        lines = _lines(instrument, items, results)
        return Course(tuple(results), items, left_out, (Stretch(None, lines),))
    once = tuple(item for item in items if item.once)
    each = tuple(item for item in items if not item.once)
    stretches = [Stretch(None, _lines(instrument, once, [one.asked_once() for one in results]))]
    alone = []
    for unit in _units(results):
        mine = [_of_unit(one, unit.id) for one in results]
        if sum(one is not None for one in mine) > 1:
            stretches.append(Stretch(unit, _lines(instrument, each, mine)))
        else:
            alone.append(unit.name)
    return Course(tuple(results), items, left_out, tuple(one for one in stretches if one.lines), tuple(alone))


def _units(results: Sequence[Answers]) -> tuple[Unit, ...]:
    """Every unit once, in the order and by the name of the latest result that has it."""
    found: dict[str, Unit] = {}
    for one in reversed(results):
        for unit in one.units:
            found.setdefault(unit.id, unit)
    return tuple(found.values())


def _of_unit(one: Answers, unit_id: str) -> Answers | None:
    return next((one.of_unit(unit) for unit in one.units if unit.id == unit_id), None)


def _lines(instrument: Instrument, items: tuple[AnyItem, ...], results: Sequence[Answers | None]) -> tuple[Line, ...]:
    """A line for every composite and every dimension that something in ``items`` counts in."""
    scored = [None if each is None else score(instrument, each, items) for each in results]
    names = [*(each.id for each in instrument.composites), *(each.id for each in instrument.dimensions)]
    shown = [name for name in names if any(each and each[name].coverage.asked for each in scored)]
    return tuple(Line(name, tuple(None if each is None else each[name] for each in scored)) for name in shown)
