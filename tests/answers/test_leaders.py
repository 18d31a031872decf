"""5,000 leaders who never were: what the self-assessment tells any of them, and what it never may."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pytest

from conftest import ROOT
from digitrans.answers.guidance import Guidance, advise
from digitrans.answers.scoring import Scores, score
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.content.advice import Advice
from digitrans.content.catalogue import load_advice, load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating

COUNT = 5000
BOLD = {"start-with-spearheads-middle", "start-with-spearheads", "start-now"}
WAITING = {"postpone-and-build", "postpone-large", "wait-for-moment"}


@cache
def instrument() -> Instrument:
    return load_instrument("self-assessment")


@cache
def advice() -> dict[str, Advice]:
    return {each.id: each for each in load_advice()}


def ratings(short: bool = False) -> list[Rating]:
    return [item for item in instrument().items if isinstance(item, Rating) and (item.short or not short)]


def rated(item: Rating, points: float) -> int:
    """The answer that counts as ``points``, rounded and kept on the scale."""
    kept = min(max(round(points), 1), 5)
    return 6 - kept if item.reverse else kept


def answers_of(values: dict[str, Answer], short: bool = False) -> Answers:
    return Answers(instrument().id, instrument().version, short, values)


def leaders(seed: int = 14) -> Iterator[Answers]:
    """Half answer at random; half are a person, a dimension and some noise. Some pass questions over."""
    chance = random.Random(seed)
    for number in range(COUNT):
        short = number % 10 == 9
        if number % 2:
            person = chance.gauss(3, 0.7)
            means = {each.id: person + chance.gauss(0, 0.7) for each in instrument().dimensions}
            points = {each.id: means[each.dimension or ""] + chance.gauss(0, 0.8) for each in ratings(short)}
        else:
            points = {each.id: chance.randint(1, 5) for each in ratings(short)}
        values = {each.id: Answer(rated(each, points[each.id])) for each in ratings(short)}
        for item_id in values:
            if chance.random() < 0.04:
                values[item_id] = Answer(chance.choice(list(Missing)))
        yield answers_of(values, short)


def told(answers: Answers, done: frozenset[tuple[str, str]] = frozenset()) -> tuple[Scores, Guidance]:
    scores = score(instrument(), answers)
    return scores, advise(instrument(), answers, scores, advice(), done=done)


@cache
def everybody() -> tuple[tuple[Scores, Guidance], ...]:
    return tuple(told(each) for each in leaders())


def outcome(guidance: Guidance) -> str | None:
    assert guidance.judgement is not None
    return guidance.judgement.outcome.id if guidance.judgement.outcome else None


def test_none_without_capacity_or_timing_is_told_to_begin() -> None:
    for scores, guidance in everybody():
        low = [each.value for each in (scores["capacity"], scores["timing"]) if each.value is not None]
        if low and min(low) < Fraction(5, 2):
            assert outcome(guidance) in {*WAITING, None}


def test_none_with_advice_below_two_is_told_more_than_to_start_small() -> None:
    for scores, guidance in everybody():
        lowest = min((each.value for each in scores["leadership"].parts if each.value is not None), default=None)
        if lowest is not None and lowest < 2:
            assert outcome(guidance) not in BOLD
            assert guidance.judgement is not None
            if guidance.judgement.without_floor is not None:
                assert guidance.judgement.held[0].value == lowest


def test_no_outcome_that_holds_back_speaks_of_now_or_of_spearheads() -> None:
    verdict = instrument().verdict
    assert verdict is not None
    for each in verdict.outcomes:
        if each.id not in BOLD:
            for text in (each.name, each.text, each.board or each.text):
                assert not re.search(r"spearhead|spydspids|start now|begynd nu", f"{text.da} {text.en}", re.I), each.id


def test_no_strength_is_ever_to_take_up() -> None:
    for _, guidance in everybody():
        for each in guidance.recommendations:
            assert each.score.value is not None and each.score.value < Fraction(7, 2)
        assert not (guidance.all_strong and guidance.recommendations)


def test_every_outcome_is_reached_and_every_promise_is_another_one() -> None:
    verdict = instrument().verdict
    assert verdict is not None
    reached = {outcome(guidance) for _, guidance in everybody()}
    assert {each.id for each in verdict.outcomes} <= reached
    for _, guidance in everybody():
        for change in guidance.judgement.changes if guidance.judgement else ():
            assert change.outcome.id != outcome(guidance)


def test_every_action_every_case_and_every_second_look_is_told_to_somebody() -> None:
    actions = {
        (each.advice.id, one.id) for _, found in everybody() for each in found.recommendations for one in each.actions
    }
    cases = {(each.advice.id, each.case.id) for _, found in everybody() for each in found.recommendations}
    assert {(each.id, one.id) for each in load_advice() for one in each.actions} == actions
    assert {(each.id, one.id) for each in load_advice() for one in each.cases} == cases
    seen = {each.id for _, found in everybody() for each in found.second_looks}
    assert seen == {each.id for each in instrument().second_looks}


def sets_of_advice() -> tuple[int, int]:
    """How many different sets of advice the leaders get: by the pieces of advice alone, and with their actions."""
    pieces = {frozenset(each.advice.id for each in found.recommendations) for _, found in everybody()}
    whole = {
        frozenset(
            (each.advice.id, tuple(one.id for one in each.actions), each.case.id) for each in found.recommendations
        )
        for _, found in everybody()
    }
    return len(pieces), len(whole)


def test_the_page_on_scoring_says_how_many_different_sets_of_advice_there_are() -> None:
    page = " ".join((ROOT / "docs" / "scoring.md").read_text(encoding="utf-8").split())
    pieces, whole = sets_of_advice()
    assert (
        f"{pieces} different sets of pieces of advice and {whole} different sets with their actions and cases" in page
    )


def test_what_is_done_gives_way_to_the_next_step() -> None:
    low = answers_of({each.id: Answer(rated(each, 1)) for each in ratings()})
    _, before = told(low)
    for each in before.recommendations:
        first = each.actions[0]
        _, after = told(low, frozenset({(each.advice.id, first.id)}))
        now = next(one for one in after.recommendations if one.advice.id == each.advice.id)
        assert first.id not in {one.id for one in now.actions} and now.actions
    every = frozenset((each.advice.id, one.id) for each in before.recommendations for one in each.advice.actions)
    assert all(each.actions == () for each in told(low, every)[1].recommendations)


def profile(points: float, **others: float) -> Answers:
    """Everything counts as ``points``, the dimensions named as they are told."""
    names = {name.replace("_", "-"): value for name, value in others.items()}
    return answers_of({each.id: Answer(rated(each, names.get(each.dimension or "", points))) for each in ratings()})


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        (profile(1), "postpone-and-build"),
        (profile(3), "start-small"),
        (profile(5), "start-now"),
        (profile(5, timing=1), "wait-for-moment"),
        (profile(5, capacity=1), "wait-for-moment"),
        (profile(5, use_your_political_leadership=1), "start-small"),
        (profile(1, capacity=5, timing=5), "build-first-small-spearhead"),
        (profile(3, timing=2), "postpone-large"),
        (answers_of({}), None),
    ],
)
def test_profiles_that_anybody_can_judge(answers: Answers, wanted: str | None) -> None:
    assert outcome(told(answers)[1]) == wanted


def test_all_threes_is_a_tie_of_nine_and_says_so() -> None:
    _, guidance = told(profile(3))
    (tie,) = guidance.ties
    assert [each.number for each in tie.shown] == [1, 2, 3]
    assert [each.number for each in tie.others] == [4, 5, 6, 7, 8, 9]
    assert not tie.by_change and guidance.strength is None


def test_what_the_change_asks_most_of_comes_first_among_equals() -> None:
    kind = {"kind-of-change": Answer("rethink-services")}
    _, guidance = told(answers_of({**profile(3).values, **kind}))
    assert [each.advice.number for each in guidance.recommendations] == [4, 7, 9]
    assert guidance.ties[0].by_change
    lower = answers_of({**profile(3, ask_the_dumb_questions=2).values, **kind})
    assert [each.advice.number for each in told(lower)[1].recommendations] == [1, 4, 7]


def test_all_fives_leave_nothing_to_take_up_and_a_doubt() -> None:
    scores, guidance = told(profile(5))
    assert guidance.recommendations == () and guidance.all_strong and guidance.strength is None
    assert scores.at_the_top
    assert not told(profile(4))[0].at_the_top
