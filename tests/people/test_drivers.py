"""Which question a difference hangs on: said from the leader's own answers, and from nothing finer about the group."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_attacks import NAMES, TRIAL, respondent
from test_disagreements import UNITS, person

from digitrans.answers.names import load_names
from digitrans.content.catalogue import load_instrument
from digitrans.formats import Sink, writer
from digitrans.people.comparison import Comparison, Respondent, compare
from digitrans.reports.people.comparison import comparison_report
from digitrans.texts import Words


def compared(own: dict[str, int], theirs: list[dict[str, int]]) -> Comparison:
    staff = [respondent(f"s{n}", "staff", "1", None, **each) for n, each in enumerate(theirs)]
    return compare(TRIAL, [respondent("me", "self", "1", None, **own), *staff])


def driven(found: Comparison, measure: str) -> list[str]:
    row = next(each for each in found.rows if each.measure.id == measure)
    return [item.id for item in row.driven_by(row.cells[0])]


def test_the_leaders_farthest_answer_is_named_where_a_word_is_said() -> None:
    low = [{"alone": 3, "first": 2, "other": 3}] * 8
    assert driven(compared({"alone": 5, "first": 5, "other": 4}, low), "two") == ["first"]
    assert driven(compared({"alone": 5, "first": 5, "other": 5}, low), "two") == [], "all alike"
    assert driven(compared({"alone": 5, "first": 3, "other": 3}, low), "two") == [], "no word is said"
    assert driven(compared({"alone": 1, "first": 1, "other": 2}, [{"first": 4, "other": 4}] * 8), "two") == ["first"]
    assert driven(compared({"alone": 5}, low), "one") == ["alone"], "one question is the score"


def test_it_says_the_same_whatever_the_group_answered_to_single_questions() -> None:
    """Crowds with the same figure and quite other answers to single questions are told of in the same words."""
    own = {"alone": 5, "first": 5, "other": 4}
    one = [{"first": 1, "other": 3}] * 5
    other = [{"first": 3, "other": 1}] * 5
    told = [comparison_report(NAMES, compared(own, each), sheet_only=False) for each in (one, other)]
    assert told[0] == told[1]
    assert "farthest out on: 'First.'" in str(told[0].blocks)


def test_people_are_told_why_no_question_of_theirs_is_named() -> None:
    people: list[dict[str, int]] = [{"first": 2, "other": 3}] * 8
    shown = str(comparison_report(NAMES, compared({"first": 5, "other": 4}, people), sheet_only=False).blocks)
    assert "Which question the others' figure comes from is not shown" in shown
    alone: list[Respondent] = [respondent(f"s{n}", "staff", alone=2) for n in range(8)]
    shown = str(comparison_report(NAMES, compare(TRIAL, [respondent("me", "self", alone=5), *alone]), False).blocks)
    assert "Which question" not in shown and "farthest out on: 'Alone.'" in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_first_screen_has_the_conversations_and_is_one_screen(language: str) -> None:
    instrument = load_instrument("maturity")
    sizes = {"self": (5, 1), "executive-team": (4, 4), "staff": (2, 5), "politicians": (3, 4)}
    people = []
    for group, (value, count) in sizes.items():
        values = dict.fromkeys(("", *(each.id for each in UNITS)), value)
        people += [person(instrument, f"{group}{n}", group, values) for n in range(count)]
    names = load_names(Words(language), instrument)
    document = comparison_report(names, compare(instrument, people), sheet_only=False)
    shown = writer("table")(replace(document, blocks=document.screen), Sink(width=80))
    assert isinstance(shown, str) and len(shown.splitlines()) <= 21
    whole = writer("table")(document, Sink(width=80))
    assert isinstance(whole, str) and len(whole.splitlines()) > 100
    heading = {"da": "De samtaler, I skal have", "en": "The conversations to have"}[language]
    assert heading in shown and "1." in shown and "3." in shown
    assert comparison_report(names, compare(instrument, people[:1]), sheet_only=False).screen == ()
