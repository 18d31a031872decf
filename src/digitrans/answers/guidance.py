"""What to work on and what to build on: scores and content to recommendations and questions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from digitrans.answers.conditions import looks
from digitrans.answers.scoring import HIGHEST, Rated, Score, Scores
from digitrans.answers.values import Answers, asked_items
from digitrans.answers.verdict import Judgement, judge
from digitrans.content.advice import Action, Advice, Case
from digitrans.content.instruments import Instrument
from digitrans.content.items import Choice, Rating, Remedy
from digitrans.content.rules import Tension
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.plans import Goal

ACTIONS_SHOWN, FEWEST_ACTIONS = 3, 2
LOW_ITEMS_SHOWN = 2
FIRST_STEP_UP_TO = 2
"""Where an item counts this or less, its first step is what helps; above it, the next one."""
WORK_UP_TO = 3
"""Items that count more than this come last: there is little left to do about them."""

Ranked = tuple[str, Score]
"""A piece of advice, by its id, with its score."""


@dataclass(frozen=True)
class Recommendation:
    """One of the pieces of advice to work on, with the reason and what to do. ``goal`` is None where none is set.

    ``actions`` are without those that stand as done; there is none where all of them do.
    """

    advice: Advice
    score: Score
    lowest: tuple[Rated, ...]
    actions: tuple[Action, ...]
    case: Case
    goal: Goal | None = None


@dataclass(frozen=True)
class Tie:
    """Pieces of advice that are equally low, or equally far below their goal: those that are shown, and the others.

    ``by_change`` says that what the change asks most of has put them in order; else it is the publication's order.
    """

    score: Score
    shown: tuple[Advice, ...]
    others: tuple[Advice, ...]
    by_change: bool
    to_goal: bool


@dataclass(frozen=True)
class Guidance:
    """All that follows from the scores of one run.

    ``recommendations`` has no strength in it, but for one that is below a goal of the leader's own. ``all_strong`` says
    that none is left because everything that has a score is a strength; ``unscored`` are those that have no score.
    ``more_looks`` is how many second looks are left out.
    """

    judgement: Judgement | None
    recommendations: tuple[Recommendation, ...]
    strength: Recommendation | None
    second_looks: tuple[Tension, ...]
    more_looks: int = 0
    ties: tuple[Tie, ...] = ()
    all_strong: bool = False
    unscored: tuple[Advice, ...] = ()


def advise(
    instrument: Instrument,
    answers: Answers,
    scores: Scores,
    advice: Mapping[str, Advice],
    goals: Mapping[str, Goal] | None = None,
    done: Collection[tuple[str, str]] = (),
) -> Guidance:
    """What to tell the leader: the verdict, the pieces of advice to work on, what to build on, and second looks.

    ``done`` are the actions that stand as done, each with its advice.
    """
    goals = goals or {}
    asks = asked_most(instrument, answers)
    ranked = rank(instrument, scores, advice, asks)
    weak = [pair for pair in ranked if not is_strength(instrument, pair[1]) or _is_short(pair, goals)]
    order = prioritise(weak, goals)
    chosen = order[: instrument.rules.priorities]
    best = _to_build_on(instrument, ranked, chosen)
    found = looks(instrument.second_looks, {instrument.id: (instrument, answers, scores)}, instrument.id)
    return Guidance(
        judge(instrument, scores),
        tuple(recommend(score, advice[name], goals.get(name), _done_of(name, done)) for name, score in chosen),
        recommend(best[1], advice[best[0]]) if best else None,
        found[: instrument.rules.second_looks],
        max(len(found) - instrument.rules.second_looks, 0),
        ties_among(order, len(chosen), goals, advice, asks),
        all_strong=bool(ranked) and not weak,
        unscored=_unscored(instrument, scores, advice),
    )


def asked_most(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """The advice that the change asks most of, most first: what the chosen options say. () where none is chosen."""
    return tuple(
        name
        for item in asked_items(instrument, answers.short)
        if isinstance(item, Choice)
        for option in item.options
        if option.id == answers[item.id].text
        for name in option.asks_most
    )


def is_strength(instrument: Instrument, score: Score) -> bool:
    """Whether a score is in the uppermost of its bands; not where there is none, or only one."""
    own = next((each.bands for each in instrument.dimensions if each.id == score.id), ())
    bands = own or instrument.bands
    return len(bands) > 1 and score.band == bands[-1].id


def rank(
    instrument: Instrument, scores: Scores, advice: Mapping[str, Advice], asks: Sequence[str] = ()
) -> list[Ranked]:
    """The pieces of advice that have a score, lowest first.

    Of equal ones, those that the change ``asks`` most of come first, then the publication's order, which is that of
    ``advice``. None of it is looked up, since looking it up may be reading it.
    """
    of_advice = {each.id: each.advice for each in instrument.dimensions if each.advice in advice}
    scored = [
        (name, score)
        for score in scores.dimensions
        if (name := of_advice.get(score.id)) is not None and score.value is not None
    ]
    places = {name: place for place, name in reversed(list(enumerate(asks)))}
    order = {name: place for place, name in enumerate(advice)}
    return sorted(scored, key=lambda pair: (_value(pair), places.get(pair[0], len(asks)), order[pair[0]]))


def _unscored(instrument: Instrument, scores: Scores, advice: Mapping[str, Advice]) -> tuple[Advice, ...]:
    """The pieces of advice that too few answers, or none, were given to; what is not relevant is not among them."""
    of_advice = {each.id: each.advice for each in instrument.dimensions}
    missing = (each for each in scores.dimensions if each.value is None and each.coverage.open)
    return tuple(advice[name] for each in missing if (name := of_advice.get(each.id)) in advice and name is not None)


def prioritise(ranked: list[Ranked], goals: Mapping[str, Goal]) -> list[Ranked]:
    """The order in which to work on advice: farthest below its goal first, then what has no goal, lowest first.

    What has reached its goal is left out; equal distances keep the order of ``ranked``.
    """
    short = [pair for pair in ranked if _is_short(pair, goals)]
    without = [pair for pair in ranked if pair[0] not in goals]
    return [*sorted(short, key=lambda pair: _value(pair) - goals[pair[0]].level), *without]


def ties_among(
    order: Sequence[Ranked], shown: int, goals: Mapping[str, Goal], advice: Mapping[str, Advice], asks: Sequence[str]
) -> tuple[Tie, ...]:
    """Where equal ones stand among the first ``shown`` of ``order``: with which others, and what came before what."""
    found, start = [], 0
    for (to_goal, _), group in groupby(order, key=lambda pair: _need(pair, goals)):
        pairs = list(group)
        here = max(min(shown - start, len(pairs)), 0)
        start += len(pairs)
        if here and len(pairs) > 1:
            pieces = [advice[name] for name, _ in pairs]
            by_change = any(name in asks for name, _ in pairs)
            found.append(Tie(pairs[0][1], tuple(pieces[:here]), tuple(pieces[here:]), by_change, to_goal))
    return tuple(found)


def _need(pair: Ranked, goals: Mapping[str, Goal]) -> tuple[bool, Fraction]:
    """How low it is: by its distance to the goal where there is one, else by its score."""
    to_goal = pair[0] in goals
    return to_goal, _value(pair) - goals[pair[0]].level if to_goal else _value(pair)


def _to_build_on(instrument: Instrument, ranked: Sequence[Ranked], chosen: Sequence[Ranked]) -> Ranked | None:
    """The best of those not to be worked on; None where it is no better than the rest, or in the lowest band."""
    lowest = instrument.bands[0].id if instrument.bands else None
    others = [pair for pair in ranked if pair not in chosen and (lowest is None or pair[1].band != lowest)]
    best = max(others, key=_value, default=None)
    return best if best is not None and _value(best) > _value(ranked[0]) else None


def _is_short(pair: Ranked, goals: Mapping[str, Goal]) -> bool:
    """Whether it is below the leader's own goal for it."""
    return pair[0] in goals and goals[pair[0]].level > _value(pair)


def _value(pair: Ranked) -> Fraction:
    assert pair[1].value is not None
    return pair[1].value


def _done_of(advice: str, done: Collection[tuple[str, str]]) -> frozenset[str]:
    return frozenset(action for name, action in done if name == advice)


def recommend(
    score: Score, advice: Advice, goal: Goal | None = None, done: Collection[str] = frozenset()
) -> Recommendation:
    """The reason for working on ``advice`` (its lowest items), and what would help those items most.

    Every item names steps. Those of the lowest items come first, each by its level; an action that is ``done`` gives
    way to what comes after it. Where they are fewer than two, the advice's other actions fill up. The case is that of
    the first step that tells one.
    """
    rated = sorted((each for each in score.rated if each.points is not None), key=lambda each: each.points or 0)
    lowest = tuple(each for each in rated if each.points is not None and each.points < HIGHEST)[:LOW_ITEMS_SHOWN]
    in_order = [each for each in rated if (each.points or 0) <= WORK_UP_TO]
    in_order += [each for each in score.rated if each.points is None]
    in_order += [each for each in rated if (each.points or 0) > WORK_UP_TO]
    by_id = {action.id: action for action in advice.actions if action.id not in done}
    named = [name for name in _one_of_each(in_order, by_id) if name in by_id]
    named = list(dict.fromkeys(named))[:ACTIONS_SHOWN]
    others = [name for name in by_id if name not in named]
    actions = [by_id[name] for name in [*named, *others[: max(FEWEST_ACTIONS - len(named), 0)]]]
    cases = {case.id: case for case in advice.cases}
    told = [cases[step.case] for each in in_order for step in steps_for(each) if step.case in cases]
    return Recommendation(advice, score, lowest, tuple(actions), told[0] if told else advice.cases[0], goal)


def steps_for(each: Rated) -> tuple[Remedy, ...]:
    """The steps that help an item: both, the first one first, where it counts 1 or 2 or is open; else the next one."""
    if not isinstance(each.item, Rating):
        return ()
    begins = each.points is None or each.points <= FIRST_STEP_UP_TO
    steps = (each.item.first, each.item.next) if begins or each.item.next is None else (each.item.next,)
    return tuple(step for step in steps if step is not None)


def _one_of_each(rated: Sequence[Rated], there: Collection[str]) -> Iterator[str]:
    """The first action of every item that can still be worked on, then the second ones, and so on; the others last."""
    weak = [each for each in rated if each.points is None or each.points <= WORK_UP_TO]
    for group in (weak, [each for each in rated if each not in weak]):
        chains = [[name for step in steps_for(each) for name in step.actions if name in there] for each in group]
        for names in zip_longest(*chains):
            yield from (name for name in names if name is not None)
