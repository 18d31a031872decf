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

    ``part`` is the id of the single score that moves, or of the composite where no single one is enough;
    ``before`` and ``after`` are its scores.
    """

    part: str
    before: Fraction
    after: Fraction
    outcome: Outcome


@dataclass(frozen=True)
class Judgement:
    """The verdict: the outcome, its two scores, and what would change it. ``outcome`` is None without both scores.

    ``unsure`` says that the open answers alone could lead to another outcome.
    """

    outcome: Outcome | None
    row: Score
    column: Score
    changes: tuple[Change, ...] = ()
    unsure: bool = False


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
class Told:
    """A remark that holds, and the words of the leader's that it is about, in the order in which they stand."""

    remark: Remark
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """What the rules that an instrument declares say of its answers, or of those for one unit."""

    decided: Decided | None = None
    distances: tuple[Distance, ...] = ()
    sides: tuple[tuple[Text, ...], tuple[Text, ...]] = ((), ())
    remarks: tuple[Told, ...] = ()
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
        return Judgement(None, row, column)
    outcome = _outcome(instrument, row.value, column.value)
    ends = {
        _outcome(instrument, r, c)
        for r in (row.low, row.high)
        if r is not None
        for c in (column.low, column.high)
        if c is not None
    }
    return Judgement(outcome, row, column, _changes(instrument, row, column, outcome), unsure=ends != {outcome})


def _outcome(instrument: Instrument, row: Fraction, column: Fraction) -> Outcome:
    assert instrument.verdict is not None
    bands = band_of(row, instrument.bands), band_of(column, instrument.bands)
    return next(each for each in instrument.verdict.outcomes if (each.row, each.column) == bands)


def _changes(instrument: Instrument, row: Score, column: Score, outcome: Outcome) -> tuple[Change, ...]:
    """What would lift the verdict; where nothing can, what would lower it.

    First one step up on a part of the column score; then each of the two scores lifted to its next band.
    """
    assert row.value is not None and column.value is not None
    found = _steps(instrument, row.value, column, outcome, 1)
    stepped = bool(found)
    for score, is_row in ((row, True), (column, False)):
        assert score.value is not None
        boundary = _next_boundary(instrument, score.value)
        if boundary is not None and (is_row or not stepped):
            new = _outcome(instrument, boundary, column.value) if is_row else _outcome(instrument, row.value, boundary)
            found.append(Change(score.id, score.value, boundary, new))
    return tuple(found or _steps(instrument, row.value, column, outcome, -1))


def _steps(instrument: Instrument, row: Fraction, column: Score, outcome: Outcome, step: int) -> list[Change]:
    """The parts of the column score with which one step, up or down, leads to another outcome."""
    found = []
    for part in column.parts:
        if part.value is None:
            continue
        after = min(max(part.value + step, Fraction(LOWEST)), Fraction(HIGHEST))
        moved = mean(after if each is part else each.value for each in column.parts if each.value is not None)
        assert moved is not None
        new = _outcome(instrument, row, moved)
        if new.id != outcome.id:
            found.append(Change(part.id, part.value, after, new))
    return found


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
    told = _texts(condition, view)
    if not told:
        return False
    return (condition.mentions is None or bool(_mentioned(condition.mentions, told))) and (
        condition.lacks is None or not _mentioned(condition.lacks, told)
    )


def _texts(condition: Condition, view: View) -> list[str]:
    """The leader's own texts that the condition is about, those that were written."""
    items = [item for item in asked_items(view[0], view[1].short) if isinstance(item, Writing)]
    named = condition.items or ((condition.item,) if condition.item else ())
    wanted = [item.id for item in items if not named or item.id in named]
    return [" ".join(text.split()).casefold() for each in wanted if (text := view[1][each].text)]


def _mentioned(phrases: Phrases, told: list[str]) -> tuple[str, ...]:
    """The words that begin as one of ``phrases`` does, whole, each once, in the order in which they stand."""
    starts = "|".join(re.escape(" ".join(each.split()).casefold()) for each in phrases.all())
    whole = re.compile(rf"\b(?:{starts})[\w-]*")
    found = (match[0].strip(" .,") for text in told for match in whole.finditer(text))
    return tuple(dict.fromkeys(found))


def quoted(remark: Remark, known: Known, home: str) -> tuple[str, ...]:
    """The words of the leader's own texts that the remark is about; () where it looks for none."""
    looking = [each for each in remark.when if each.mentions is not None]
    return tuple(
        dict.fromkeys(
            word
            for each in looking
            for view in _asked_views(each, known, home)
            if each.mentions is not None
            for word in _mentioned(each.mentions, _texts(each, view))
        )
    )


def measure_gap(gap: Gap, scores: Scores) -> Distance:
    """How far one end falls short of the other; no difference where an end has no score."""
    more, less = (scores[end].value if isinstance(end, str) else Fraction(str(end)) for end in (gap.more, gap.less))
    if more is None or less is None:
        return Distance(gap, more, less, None, None)
    difference, limit = more - less, Fraction(str(gap.at_least))
    if gap.far is not None and difference >= Fraction(str(gap.far.at_least)):
        return Distance(gap, more, less, difference, gap.far.text)
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
        remarks=tuple(
            Told(each, quoted(each, known, home)) for each in instrument.remarks if all_hold(each.when, known, home)
        ),
        questions=questions_open(items, answers),
    )


def pick(wanted: Pick, views: Mapping[str, Known], home: str) -> tuple[str, ...]:
    """The ids of the units that stand out, in order. A unit without one of the scores is never picked.

    Those with just the scores of the last one named are named, too.
    """
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
    ordered = _in_order(found, Fraction(str(wanted.close)))
    last = ordered[: wanted.at_most][-1:]
    tied = [pair for pair in ordered[wanted.at_most :] if last and pair[0] == last[0][0]]
    return tuple(unit for _, unit in (*ordered[: wanted.at_most], *tied))


def _in_order(found: list[tuple[list[Fraction], str]], close: Fraction) -> list[tuple[list[Fraction], str]]:
    """The lowest first. Of those whose first value is within ``close`` of the lowest left, the other values decide."""
    left, order = sorted(found, key=lambda pair: pair[0]), []
    while left:
        near = [each for each in left if each[0][0] - left[0][0][0] <= close]
        best = min(near, key=lambda pair: (pair[0][1:], pair[0][0]))
        order.append(best)
        left.remove(best)
    return order
