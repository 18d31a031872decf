"""What stands together on a leaf of the local page."""

from __future__ import annotations

import pytest
from visiting import names_of

from digitrans.answers.values import Answers, units_from
from digitrans.asking.questions import in_order
from digitrans.content.catalogue import instrument_ids
from digitrans.local_page.leaves import Leaf, leaves_of


def leaves(name: str, told: dict[str, str] | None = None) -> tuple[tuple[Leaf, ...], Answers]:
    names = names_of(name)
    instrument = names.instrument
    units = units_from(["Børn og unge", "Teknik"]) if instrument.repeat else ()
    answers = Answers(name, instrument.version, units=units)
    return leaves_of(names, answers, told or {}), answers


@pytest.mark.parametrize("name", instrument_ids())
def test_every_question_stands_on_one_leaf_in_the_order_of_the_terminal(name: str) -> None:
    found, answers = leaves(name)
    asked = in_order(names_of(name), answers, {})
    assert [each for leaf in found for each in leaf.questions] == list(enumerate(asked, 1))
    assert all(len(leaf.questions) <= 5 for leaf in found)


def test_what_is_open_from_last_time_comes_first() -> None:
    found, _ = leaves("board-meeting", {"what-was-cut": "Åbent i 30 dage", "figures-known": "Åbent i 3 dage"})
    assert [each.key for _, each in found[0].questions] == ["what-was-cut", "figures-known"]
    assert found[0].heading == "Åbent fra sidst" and sum(len(leaf.questions) for leaf in found) == 18


def test_a_question_for_every_unit_has_a_leaf_to_itself() -> None:
    found, answers = leaves("maturity")
    assert all({each.item.id for _, each in leaf.questions} for leaf in found)
    assert all([each.unit for _, each in leaf.questions] == list(answers.units) for leaf in found)
    assert found[0].numbers == (1, 2) and found[1].numbers == (3, 4)
