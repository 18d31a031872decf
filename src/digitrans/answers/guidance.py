"""Scores and content to a verdict, recommendations and questions. Pure: values in, frozen values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from digitrans.answers.conditions import looks
from digitrans.answers.scoring import HIGHEST, LOWEST, Rated, Score, Scores, band_of, mean
from digitrans.answers.values import Answers
from digitrans.content.advice import Action, Advice, Case
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating
from digitrans.content.rules import Outcome, Tension

if TYPE_CHECKING:
    from digitrans.answers.plans import Goal

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
