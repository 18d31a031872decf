"""Scores and content to a verdict, recommendations and questions. Pure: values in, frozen values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from digitrans.answers import Answer, Answers, Missing, Shares, asked_items
from digitrans.content import Action, Advice, Case, Text
from digitrans.instruments import (
    Allocation,
    AnyItem,
    Choice,
    Condition,
    Decided,
    Gap,
    Instrument,
    Outcome,
    Phrases,
    Pick,
    Rating,
    Remark,
    Slider,
    Tension,
    Verdict,
    Writing,
    scored_ends,
)
from digitrans.scoring import HIGHEST, LOWEST, Figured, Rated, Score, Scores, band_of, mean, points

if TYPE_CHECKING:
    from digitrans.plans import Goal

ACTIONS_SHOWN = 3
LOW_ITEMS_SHOWN = 2


@dataclass(frozen=True)
class Change:
    """A change that would make the verdict another one.

    ``parts`` are the ids of the scores that move, all of them to ``after`` (one alone by a step from ``before``);
    ``part`` is the composite that they are of, or the part itself where it is one. ``outcome`` is what it becomes with
    everything else as it is, the floor included.
    """

    part: str
    parts: tuple[str, ...]
    before: Fraction
    after: Fraction
    outcome: Outcome


@dataclass(frozen=True)
class Judgement:
    """The verdict: the outcome, its two scores, and what would change it.

    ``outcome`` is None where a score is missing and could change it; ``between`` are then the least and the boldest
    that the missing answers can lead to, None where nothing is known. ``decides`` are the ids of the parts that the
    column score is the lowest of. ``held`` are the scores under the floor, lowest first, where they keep the outcome
    from being ``without_floor``. ``unsure`` says that the open answers alone could lead to another outcome.
    """

    outcome: Outcome | None
    row: Score
    column: Score
    changes: tuple[Change, ...] = ()
    unsure: bool = False
    decides: tuple[str, ...] = ()
    held: tuple[Score, ...] = ()
    without_floor: Outcome | None = None
    between: tuple[Outcome, Outcome] | None = None


@dataclass(frozen=True)
class Recommendation:
    """One of the pieces of advice to work on, with the reason and what to do. ``goal`` is None where none is set."""

    advice: Advice
    score: Score
    lowest: tuple[Rated, ...]
    actions: tuple[Action, ...]
    case: Case
    goal: Goal | None = None


@dataclass(frozen=True)
class Distance:
    """A gap with its two ends, its difference (positive where it falls short), and what is said of it, if anything.

    Ends and difference are None where there is no score.
    """

    gap: Gap
    more: Fraction | None
    less: Fraction | None
    difference: Fraction | None
    said: Text | None


@dataclass(frozen=True)
class Guide:
    """What the rules that an instrument declares say of its answers, or of those for one unit."""

    decided: Decided | None = None
    distances: tuple[Distance, ...] = ()
    sides: tuple[tuple[Text, ...], tuple[Text, ...]] = ((), ())
    remarks: tuple[Remark, ...] = ()
    questions: tuple[AnyItem, ...] = ()


@dataclass(frozen=True)
class Guidance:
    """All that follows from the scores of one run."""

    judgement: Judgement | None
    recommendations: tuple[Recommendation, ...]
    strength: Recommendation | None
    second_looks: tuple[Tension, ...]


def advise(
    instrument: Instrument,
    answers: Answers,
    scores: Scores,
    advice: Mapping[str, Advice],
    goals: Mapping[str, Goal] | None = None,
) -> Guidance:
    """What to tell the leader: the verdict, the pieces of advice to work on, what to build on, and second looks."""
    ranked = rank(instrument, scores, advice)
    chosen = prioritise(ranked, goals or {})[: instrument.rules.priorities]
    lowest = [recommend(score, advice[name], (goals or {}).get(name)) for name, score in chosen]
    strong = [
        pair
        for pair in ranked[instrument.rules.priorities :]
        if pair not in chosen and (not instrument.bands or pair[1].band != instrument.bands[0].id)
    ]
    best = max(strong, key=_value, default=None)
    return Guidance(
        judge(instrument, scores),
        tuple(lowest),
        recommend(best[1], advice[best[0]]) if best else None,
        looks(instrument.second_looks, {instrument.id: (instrument, answers, scores)}, instrument.id)[
            : instrument.rules.second_looks
        ],
    )


def rank(instrument: Instrument, scores: Scores, advice: Mapping[str, Advice]) -> list[tuple[str, Score]]:
    """The pieces of advice that have a score, lowest first; ties keep the publication's order."""
    of_advice = {each.id: each.advice for each in instrument.dimensions if each.advice in advice}
    scored = [
        (name, score)
        for score in scores.dimensions
        if (name := of_advice.get(score.id)) is not None and score.value is not None
    ]
    return sorted(scored, key=lambda pair: (_value(pair), advice[pair[0]].number))


def prioritise(ranked: list[tuple[str, Score]], goals: Mapping[str, Goal]) -> list[tuple[str, Score]]:
    """The order in which to work on advice: farthest below its goal first, then what has no goal, lowest first.

    What has reached its goal is left out; equal distances keep the order of ``ranked``.
    """
    short = [pair for pair in ranked if pair[0] in goals and goals[pair[0]].level > _value(pair)]
    without = [pair for pair in ranked if pair[0] not in goals]
    return [*sorted(short, key=lambda pair: _value(pair) - goals[pair[0]].level), *without]


def _value(pair: tuple[str, Score]) -> Fraction:
    assert pair[1].value is not None
    return pair[1].value


def recommend(score: Score, advice: Advice, goal: Goal | None = None) -> Recommendation:
    """The reason for working on ``advice`` (its lowest items) and the actions that would help those items most."""
    rated = sorted((each for each in score.rated if each.points is not None), key=lambda each: each.points or 0)
    lowest = tuple(each for each in rated if each.points is not None and each.points < HIGHEST)[:LOW_ITEMS_SHOWN]
    wanted = [each.item.action for each in rated if isinstance(each.item, Rating) and each.item.action]
    by_id = {action.id: action for action in advice.actions}
    first = [by_id[name] for name in dict.fromkeys(wanted) if name in by_id]
    others = [action for action in advice.actions if action not in first]
    return Recommendation(advice, score, lowest, tuple((first + others)[:ACTIONS_SHOWN]), advice.cases[0], goal)


def judge(instrument: Instrument, scores: Scores) -> Judgement | None:
    """The outcome for the two composites of the verdict, or None where the instrument has no verdict."""
    verdict = instrument.verdict
    if verdict is None:
        return None
    row, column = scores[verdict.row], scores[verdict.column]
    if row.value is None or column.value is None:
        ends = _ends(instrument, row, column)
        return Judgement(None, row, column, between=(ends[0], ends[-1]) if ends else None)
    held = _under_floor(verdict, row)
    outcome = _outcome(instrument, row.value, column.value, bool(held))
    free = _outcome(instrument, row.value, column.value, held=False)
    is_held = free.id != outcome.id
    return Judgement(
        outcome,
        row,
        column,
        _changes(instrument, row, column, outcome),
        unsure={each.id for each in _ends(instrument, row, column)} != {outcome.id},
        decides=_deciding(instrument, column),
        held=held if is_held else (),
        without_floor=free if is_held else None,
    )


def _under_floor(verdict: Verdict, row: Score) -> tuple[Score, ...]:
    """The parts of the row score that stand below the floor, lowest first."""
    floor = Fraction(str(verdict.floor.below)) if verdict.floor else Fraction(0)
    found = [each for each in row.parts if each.value is not None and each.value < floor]
    return tuple(sorted(found, key=lambda each: each.value or 0))


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
    floor = Fraction(str(verdict.floor.below)) if verdict.floor else Fraction(0)
    found = []
    for end in ("low", "high"):
        values = getattr(row, end), getattr(column, end)
        reached = [value for each in row.parts if (value := getattr(each, end)) is not None]
        if None not in values:
            found.append(_outcome(instrument, *values, held=any(value < floor for value in reached)))
    return found


def _deciding(instrument: Instrument, column: Score) -> tuple[str, ...]:
    """The parts that the column score is the lowest of; all of them where it is a mean."""
    rule = next((each.rule for each in instrument.composites if each.id == column.id), "mean")
    return tuple(each.id for each in column.parts if rule == "mean" or each.value == column.value)


def _changes(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> tuple[Change, ...]:
    """What would lift the verdict; where nothing can, what would lower it.

    First one step up on a part of the column score, or where no single step is enough, that score lifted to its next
    band; then the row score lifted to its next band, with what is below the floor still below it; then what is below
    the floor lifted to it.
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
    assert row.value is not None
    boundary = _next_boundary(instrument, row.value)
    new = _judged_with(instrument, row, column, {row.id: boundary}) if boundary is not None else None
    if boundary is None or new is None or new.id == outcome.id:
        return []
    return [Change(row.id, (row.id,), row.value, boundary, new)]


def _lifted_to_floor(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> list[Change]:
    """Everything below the floor lifted to it, which lifts the row score, too."""
    assert instrument.verdict is not None
    held = _under_floor(instrument.verdict, row)
    if instrument.verdict.floor is None or not held or held[0].value is None:
        return []
    floor = Fraction(str(instrument.verdict.floor.below))
    new = _judged_with(instrument, row, column, {each.id: floor for each in held})
    if new is None or new.id == outcome.id:
        return []
    return [Change(row.id, tuple(each.id for each in held), held[0].value, floor, new)]


def _judged_with(instrument: Instrument, row: Score, column: Score, moved: Mapping[str, Fraction]) -> Outcome | None:
    """The outcome with some scores moved, everything else as it is; None without both scores.

    Of a lowest score nothing is promised that a part without a score could break: it is taken at its low end.
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
    limit = Fraction(str(floor.below)) if floor else Fraction(0)
    held = any((value := moved.get(each.id, each.value)) is not None and value < limit for each in row.parts)
    if values[0] is None or values[1] is None:
        return None
    return _outcome(instrument, values[0], values[1], held)


def _next_boundary(instrument: Instrument, value: Fraction) -> Fraction | None:
    ends = [Fraction(str(band.below)) for band in instrument.bands if band.below is not None]
    return min((end for end in ends if end > value), default=None)


View = tuple[Instrument, Answers, Scores]
"""Answers to an instrument as they count together: all of them, or those of one unit."""

Known = Mapping[str, View]
"""The views that conditions may ask about, by instrument; those for the units of another by "instrument/unit"."""


def looks(tensions: tuple[Tension, ...], known: Known, home: str) -> tuple[Tension, ...]:
    """The tensions whose conditions all hold, in the content's order."""
    return tuple(each for each in tensions if all_hold(each.when, known, home))


def all_hold(conditions: tuple[Condition, ...], known: Known, home: str) -> bool:
    """Whether every condition holds; with none, true."""
    return all(holds(condition, known, home) for condition in conditions)


def holds(condition: Condition, known: Known, home: str) -> bool:
    """Whether the answer or score is as ``condition`` says; see ``instruments.Condition``."""
    if condition.any_of:
        return any(holds(each, known, home) for each in condition.any_of)
    views = _asked_views(condition, known, home)
    if not views:
        return condition.answered is False
    met = (_holds_in(condition, view) for view in views)
    return any(met) if condition.units == "any" else all(met)


def _asked_views(condition: Condition, known: Known, home: str) -> list[View]:
    """The answers that a condition is about: one view, or with ``units`` one for each unit; none where nobody has."""
    name = condition.instrument or home
    units = [view for key, view in known.items() if condition.units and key.startswith(f"{name}/")]
    return units or ([known[name]] if name in known else [])


def _holds_in(condition: Condition, view: View) -> bool:
    if condition.mentions is not None or condition.lacks is not None:
        return _texts_hold(condition, view)
    if condition.answered is not None and _is_answered(condition, view) != condition.answered:
        return False
    if condition.equals is not None and condition.equals not in _chosen(condition, view):
        return False
    has_limits = (condition.at_least, condition.at_most, condition.below) != (None, None, None)
    if condition.option is not None and not has_limits:
        return condition.option in _chosen(condition, view)
    return not has_limits or _within(condition, measured(condition, view))


def _within(condition: Condition, value: Fraction | None) -> bool:
    return value is not None and (
        (condition.at_least is None or value >= Fraction(str(condition.at_least)))
        and (condition.at_most is None or value <= Fraction(str(condition.at_most)))
        and (condition.below is None or value < Fraction(str(condition.below)))
    )


def _item(condition: Condition, view: View) -> AnyItem | None:
    return next((item for item in asked_items(view[0], view[1].short) if item.id == condition.item), None)


def _figured(condition: Condition, scores: Scores) -> Figured | None:
    return next((each for each in scores.figures if each.figure.id == condition.dimension), None)


def measured(condition: Condition, view: View) -> Fraction | None:
    """The number that the condition asks about; None where there is none."""
    instrument, answers, scores = view
    if condition.dimension is not None:
        return score_named(condition.dimension, instrument, scores)
    item = _item(condition, view)
    if item is None:
        return None
    answer = answers[item.id]
    if isinstance(item, Allocation):
        return next((Fraction(share) for option, share in _shares(answer) if option == condition.option), None)
    if isinstance(item, Rating | Choice):
        counted = points(item, answer)
        return None if counted is None else Fraction(counted)
    return Fraction(str(answer.value)) if isinstance(answer.value, int | float) else None


def _shares(answer: Answer) -> Shares:
    pairs = answer.value if isinstance(answer.value, tuple) else ()
    return tuple(pair for pair in pairs if isinstance(pair, tuple))


def score_named(name: str, instrument: Instrument, scores: Scores) -> Fraction | None:
    """The value of a score, a figure or a gap; None where it has none."""
    if name in scores:
        return scores[name].value
    for each in scores.figures:
        if each.figure.id == name:
            return each.value
    return next((measure_gap(gap, scores).difference for gap in instrument.gaps if gap.id == name), None)


def _chosen(condition: Condition, view: View) -> tuple[str, ...]:
    """The ids that an answer or a figure names."""
    if condition.dimension is not None:
        found = _figured(condition, view[2])
        return found.named if found else ()
    item = _item(condition, view)
    value = view[1][item.id].value if item else None
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()


def _is_answered(condition: Condition, view: View) -> bool:
    if condition.dimension is not None:
        found = _figured(condition, view[2])
        if found is not None:
            return not found.missing
        return score_named(condition.dimension, view[0], view[2]) is not None
    item = _item(condition, view)
    return item is not None and not isinstance(view[1][item.id].value, Missing)


def _texts_hold(condition: Condition, view: View) -> bool:
    items = [item for item in asked_items(view[0], view[1].short) if isinstance(item, Writing)]
    named = condition.items or ((condition.item,) if condition.item else ())
    wanted = [item.id for item in items if not named or item.id in named]
    told = [" ".join(text.split()).casefold() for each in wanted if (text := view[1][each].text)]
    if not told:
        return False

    def mentioned(phrases: Phrases) -> bool:
        starts = (r"\b" + re.escape(" ".join(each.split()).casefold()) for each in phrases.all())
        return any(re.search(start, text) for start in starts for text in told)

    return (condition.mentions is None or mentioned(condition.mentions)) and (
        condition.lacks is None or not mentioned(condition.lacks)
    )


def measure_gap(gap: Gap, scores: Scores) -> Distance:
    """How far one end falls short of the other; no difference where an end has no score."""
    more, less = (scores[end].value if isinstance(end, str) else Fraction(str(end)) for end in (gap.more, gap.less))
    if more is None or less is None:
        return Distance(gap, more, less, None, None)
    difference, limit = more - less, Fraction(str(gap.at_least))
    said = gap.short if difference >= limit else gap.over if difference <= -limit else gap.even
    return Distance(gap, more, less, difference, said)


def read_sides(items: tuple[AnyItem, ...], answers: Answers) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """What low ratings (1 or 2, as they count) speak for, and what high ones (4 or 5) do."""
    low, high = [], []
    for item in items:
        counted = points(item, answers[item.id]) if isinstance(item, Rating) and item.says else None
        if counted is None or not isinstance(item, Rating) or item.says is None:
            continue
        if counted <= 2 and item.says.low:
            low.append(item.says.low)
        elif counted >= 4 and item.says.high:
            high.append(item.says.high)
    return tuple(low), tuple(high)


def questions_open(items: tuple[AnyItem, ...], answers: Answers) -> tuple[AnyItem, ...]:
    """The items whose question is to be asked: answered low (in the lowest quarter), "don't know" or not at all."""
    found = []
    for item in items:
        if item.question is None or isinstance(item, Slider):
            continue
        counted, ends = points(item, answers[item.id]), scored_ends(item)
        is_low = counted is not None and ends is not None and 4 * (counted - ends[0]) <= ends[1] - ends[0]
        if is_low or answers[item.id].value in (Missing.UNANSWERED, Missing.DONT_KNOW):
            found.append(item)
    return tuple(found)


def guide(view: View, items: tuple[AnyItem, ...], known: Known) -> Guide:
    """What the declared rules say of one view: the decision, gaps, sides, remarks and questions."""
    instrument, answers, scores = view
    home = instrument.id
    outcomes = instrument.decision.outcomes if instrument.decision else ()
    return Guide(
        decided=next((each for each in outcomes if all_hold(each.when, known, home)), None),
        distances=tuple(measure_gap(gap, scores) for gap in instrument.gaps),
        sides=read_sides(items, answers),
        remarks=tuple(each for each in instrument.remarks if all_hold(each.when, known, home)),
        questions=questions_open(items, answers),
    )


def pick(wanted: Pick, views: Mapping[str, Known], home: str) -> tuple[str, ...]:
    """The ids of the units that stand out, in order. A unit without one of the scores is never picked."""
    found: list[tuple[list[Fraction], str]] = []
    for unit, known in views.items():
        instrument, _, scores = known[home]
        values = [score_named(each.removeprefix("-"), instrument, scores) for each in wanted.by]
        if all_hold(wanted.when, known, home) and None not in values:
            signed = [
                value if name.startswith("-") else -value
                for name, value in zip(wanted.by, values, strict=True)
                if value is not None
            ]
            found.append((signed, unit))
    return tuple(unit for _, unit in sorted(found, key=lambda pair: pair[0])[: wanted.at_most])
