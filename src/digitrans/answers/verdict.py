"""The verdict: two scores and a floor to one of nine outcomes, and what would change it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from digitrans.answers.scoring import HIGHEST, LOWEST, Rated, Score, Scores, band_of, exact, mean
from digitrans.content.instruments import Instrument
from digitrans.content.rules import Outcome, Verdict
from digitrans.values import dataclass


@dataclass(frozen=True)
class Change:
    """A change that would make the verdict another one.

    ``parts`` are the ids of the scores that move, all of them to ``after`` (one alone by a step from ``before``);
    ``part`` is the composite that they are of, or the part itself where it is one. ``outcome`` is what it becomes with
    everything else as it is, the floor included. ``answers`` are the ids of items whose answers have to be better.
    """

    part: str
    parts: tuple[str, ...]
    before: Fraction
    after: Fraction
    outcome: Outcome
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The verdict: the outcome, its two scores, and what would change it.

    ``outcome`` is None where a score is missing and could change it; ``between`` are then the least and the boldest
    that the missing answers can lead to, None where nothing is known. ``decides`` are the ids of the parts that the
    column score is the lowest of. ``held`` are the scores under the floor, lowest first, and ``lacking`` the answers
    under theirs, where they keep the outcome from being ``without_floor``. ``unsure`` says that the open answers alone
    could lead to another outcome; ``between`` then has the ends of it.
    """

    outcome: Outcome | None
    row: Score
    column: Score
    changes: tuple[Change, ...] = ()
    unsure: bool = False
    decides: tuple[str, ...] = ()
    held: tuple[Score, ...] = ()
    lacking: tuple[Rated, ...] = ()
    without_floor: Outcome | None = None
    between: tuple[Outcome, Outcome] | None = None


def judge(instrument: Instrument, scores: Scores) -> Judgement | None:
    """The outcome for the two composites of the verdict, or None where the instrument has no verdict."""
    verdict = instrument.verdict
    if verdict is None:
        return None
    row, column = scores[verdict.row], scores[verdict.column]
    ends = _ends(instrument, row, column)
    between = (ends[0], ends[-1]) if ends else None
    if row.value is None or column.value is None:
        return Judgement(None, row, column, between=between)
    held, lacking = _under_floor(verdict, row), _lacking(verdict, column)
    outcome = _outcome(instrument, row.value, column.value, bool(held or lacking))
    free = _outcome(instrument, row.value, column.value, held=False)
    is_held = free.id != outcome.id
    unsure = {each.id for each in ends} != {outcome.id}
    return Judgement(
        outcome,
        row,
        column,
        _changes(instrument, row, column, outcome),
        unsure=unsure,
        decides=_deciding(instrument, column),
        held=held if is_held else (),
        lacking=lacking if is_held else (),
        without_floor=free if is_held else None,
        between=between if unsure else None,
    )


def _under_floor(verdict: Verdict, row: Score) -> tuple[Score, ...]:
    """The parts of the row score that stand below the floor, lowest first."""
    floor = exact(verdict.floor.below) if verdict.floor else Fraction(0)
    found = [each for each in row.parts if each.value is not None and each.value < floor]
    return tuple(sorted(found, key=lambda each: each.value or 0))


def _lacking(verdict: Verdict, column: Score) -> tuple[Rated, ...]:
    """The answers in the parts of the column score that count less than they may: no mean makes up for them."""
    if verdict.floor is None or verdict.floor.answers_below is None:
        return ()
    floor = exact(verdict.floor.answers_below)
    return tuple(
        each for part in column.parts for each in part.rated if each.points is not None and each.points < floor
    )


def _outcome(instrument: Instrument, row: Fraction, column: Fraction, held: bool) -> Outcome:
    """The cell of the table; where something is below the floor, the outcome that it gives way to."""
    verdict = instrument.verdict
    assert verdict is not None
    bands = band_of(row, instrument.bands), band_of(column, instrument.bands)
    found = next(each for each in verdict.outcomes if (each.row, each.column) == bands)
    if held and verdict.floor is not None and found.id in verdict.floor.gives_way:
        return next(each for each in verdict.outcomes if each.id == verdict.floor.outcome)
    return found


def _ends(instrument: Instrument, row: Score, column: Score) -> list[Outcome]:
    """What it becomes if all open answers were at the bottom, and if all were at the top; [] where neither is known.

    A higher answer never leads to a lesser outcome, so these two are the ends of all that the answers can lead to.
    """
    verdict = instrument.verdict
    assert verdict is not None
    floor = exact(verdict.floor.below) if verdict.floor else Fraction(0)
    may_lack = verdict.floor is not None and verdict.floor.answers_below is not None and column.coverage.open > 0
    found = []
    for end in ("low", "high"):
        values = getattr(row, end), getattr(column, end)
        reached = [value for each in row.parts if (value := getattr(each, end)) is not None]
        lacks = bool(_lacking(verdict, column)) or (may_lack and end == "low")
        if None not in values:
            found.append(_outcome(instrument, *values, held=lacks or any(value < floor for value in reached)))
    return found


def _deciding(instrument: Instrument, column: Score) -> tuple[str, ...]:
    """The parts that the column score is the lowest of; all of them where it is a mean."""
    rule = next((each.rule for each in instrument.composites if each.id == column.id), "mean")
    return tuple(each.id for each in column.parts if rule == "mean" or each.value == column.value)


def _changes(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> tuple[Change, ...]:
    """What would lift the verdict; where nothing can, what would lower it.

    First one step up on a part of the column score, or where no single step is enough, that score lifted to its next
    band; then the row score lifted to its next band, with what is below the floor still below it; then what is below
    the floor lifted to it, scores and single answers alike.
    """
    found = _steps(instrument, row, column, outcome, 1) or _lifted_column(instrument, row, column, outcome)
    found += _lifted_row(instrument, row, column, outcome)
    found += _lifted_to_floor(instrument, row, column, outcome)
    return tuple(found or _steps(instrument, row, column, outcome, -1))


def _steps(instrument: Instrument, row: Score, column: Score, outcome: Outcome, step: int) -> list[Change]:
    """The parts of the column score with which one step, up or down, leads to another outcome."""
    found = []
    for part in column.parts:
        if part.value is None:
            continue
        after = min(max(part.value + step, Fraction(LOWEST)), Fraction(HIGHEST))
        new = _judged_with(instrument, row, column, {part.id: after})
        if new is not None and new.id != outcome.id:
            found.append(Change(part.id, (part.id,), part.value, after, new))
    return found


def _lifted_column(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> list[Change]:
    """The parts of a weakest score, or a mean as a whole, lifted to the next band of the column."""
    assert column.value is not None
    boundary = _next_boundary(instrument, column.value)
    if boundary is None:
        return []
    below = tuple(each.id for each in column.parts if each.value is not None and each.value < boundary)
    weakest = next((each.rule for each in instrument.composites if each.id == column.id), "mean") == "weakest"
    moved = dict.fromkeys(below, boundary) if weakest else {column.id: boundary}
    new = _judged_with(instrument, row, column, moved)
    if new is None or new.id == outcome.id:
        return []
    return [Change(column.id, below if weakest else (column.id,), column.value, boundary, new)]


def _lifted_row(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> list[Change]:
    """The row score lifted to its next band; nothing while the column is in the lowest: it is to wait all the same."""
    assert row.value is not None
    if instrument.bands and column.band == instrument.bands[0].id:
        return []
    boundary = _next_boundary(instrument, row.value)
    new = _judged_with(instrument, row, column, {row.id: boundary}) if boundary is not None else None
    if boundary is None or new is None or new.id == outcome.id:
        return []
    return [Change(row.id, (row.id,), row.value, boundary, new)]


def _lifted_to_floor(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> list[Change]:
    """Everything below the floor lifted to it, which lifts the scores that it is part of, too."""
    assert instrument.verdict is not None
    held, lacking = _under_floor(instrument.verdict, row), _lacking(instrument.verdict, column)
    if instrument.verdict.floor is None or not (held or lacking):
        return []
    floor = exact(instrument.verdict.floor.below)
    answers_floor = exact(instrument.verdict.floor.answers_below or 0)
    moved = {each.id: floor for each in held} | {
        part.id: part.value + sum((answers_floor - (each.points or 0) for each in mine), Fraction(0)) / len(rated)
        for part in column.parts
        if part.value is not None
        and (rated := [each for each in part.rated if each.points is not None])
        and (mine := [each for each in rated if each in lacking])
    }
    new = _judged_with(instrument, row, column, moved, still_lacking=False)
    if new is None or new.id == outcome.id:
        return []
    before = [each.value for each in held if each.value is not None] or [Fraction(each.points or 0) for each in lacking]
    parts, after = tuple(each.id for each in held), floor if held else answers_floor
    part = row.id if held else column.id
    return [Change(part, parts, before[0], after, new, tuple(each.item.id for each in lacking))]


def _judged_with(
    instrument: Instrument, row: Score, column: Score, moved: Mapping[str, Fraction], still_lacking: bool = True
) -> Outcome | None:
    """The outcome with some scores moved, everything else as it is; None without both scores.

    Of a lowest score nothing is promised that a part without a score could break: it is taken at its low end. Answers
    that hold the outcome back go on doing so while they are ``still_lacking``.
    """
    assert instrument.verdict is not None
    rules = {each.id: each.rule for each in instrument.composites}

    def value_of(whole: Score) -> Fraction | None:
        if whole.id in moved or not any(part.id in moved for part in whole.parts):
            return moved.get(whole.id, whole.value)
        weakest = rules.get(whole.id) == "weakest"
        told = [moved.get(part.id, part.low if part.value is None and weakest else part.value) for part in whole.parts]
        parts = [each for each in told if each is not None]
        return min(parts) if weakest else mean(parts)

    values = value_of(row), value_of(column)
    floor = instrument.verdict.floor
    limit = exact(floor.below) if floor else Fraction(0)
    held = any((value := moved.get(each.id, each.value)) is not None and value < limit for each in row.parts)
    held = held or (still_lacking and bool(_lacking(instrument.verdict, column)))
    if values[0] is None or values[1] is None:
        return None
    return _outcome(instrument, values[0], values[1], held)


def _next_boundary(instrument: Instrument, value: Fraction) -> Fraction | None:
    ends = [exact(band.below) for band in instrument.bands if band.below is not None]
    return min((end for end in ends if end > value), default=None)
