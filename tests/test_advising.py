"""The verdict, the recommendations and the second looks, on the shipped self-assessment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrans.advising import Guidance, advise
from digitrans.answers import Answer, Answers
from digitrans.scoring import score
from test_scoring import ANSWER, FEW, SHIPPED, advice, answer, shipped, short_form

BANDS = ("attention", "on-its-way", "strength")


def guided(nine: list[Any], capacity: Any, timing: Any) -> Guidance:
    instrument, answers = short_form(nine, capacity, timing)
    return advise(instrument, answers, score(instrument, answers), advice())


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("column", range(3))
def test_every_cell_of_the_verdict_is_reached(row: int, column: int) -> None:
    nine, (capacity, timing) = [(2, 3, 4)[row]] * 9, ((2, 2), (2, 3), (3, 4))[column]
    judgement = guided(nine, capacity, timing).judgement
    assert judgement is not None and judgement.outcome is not None
    assert (judgement.outcome.row, judgement.outcome.column) == (BANDS[row], BANDS[column])
    assert not judgement.unsure
    assert judgement.changes or judgement.outcome.id == "start-now"


@FEW
@given(st.lists(ANSWER, min_size=9, max_size=9), ANSWER, ANSWER)
def test_guidance_keeps_its_promises(nine: list[Any], capacity: Any, timing: Any) -> None:
    guidance = guided(nine, capacity, timing)
    scored = {number: given for number, given in enumerate(nine, 1) if isinstance(given, int)}
    wanted = sorted(scored, key=lambda each: (scored[each], each))
    assert [each.advice.number for each in guidance.recommendations] == wanted[:3]
    for each in guidance.recommendations:
        assert 2 <= len(each.actions) <= 3 and len({action.id for action in each.actions}) == len(each.actions)
    if guidance.strength is not None:
        assert guidance.strength.advice.number not in wanted[:3]
        assert scored[guidance.strength.advice.number] == max(scored[each] for each in wanted[3:])
    assert (guidance.strength is None) == (len(scored) <= 3)
    assert len(guidance.second_looks) <= 3


@FEW
@given(st.data())
def test_second_looks_need_all_their_conditions(data: st.DataObject) -> None:
    instrument = shipped(SHIPPED)
    values = {item.id: answer(data.draw(ANSWER)) for item in instrument.items}
    answers = Answers(SHIPPED, 1, values=values)
    for each in advise(instrument, answers, score(instrument, answers), advice()).second_looks:
        for condition in each.when:
            if condition.item is not None:
                assert isinstance(answers[condition.item].value, int), each.id


def test_nothing_answered_advises_nothing() -> None:
    instrument, answers = shipped(SHIPPED), Answers(SHIPPED, 1)
    guidance = advise(instrument, answers, score(instrument, answers), advice())
    assert guidance.recommendations == () and guidance.strength is None and guidance.second_looks == ()
    assert guidance.judgement is not None and guidance.judgement.outcome is None


def test_the_lowest_items_choose_the_first_actions() -> None:
    instrument = shipped(SHIPPED)
    items = [item for item in instrument.items if item.dimension == "create-ownership"]
    for low in items:
        values = {item.id: Answer(1 if (item is low) != getattr(item, "reverse", False) else 5) for item in items}
        answers = Answers(SHIPPED, 1, values=values)
        recommendation = advise(instrument, answers, score(instrument, answers), advice()).recommendations[0]
        assert [each.item.id for each in recommendation.lowest] == [low.id]
        assert recommendation.actions[0].id == getattr(low, "action", None)
