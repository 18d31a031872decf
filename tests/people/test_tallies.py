"""Numbers, choices and shares of several people: the figures, the distances, and nobody found by subtraction."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.answers.kinds import value_from
from digitrans.answers.values import Answer, Answers, Asked, Missing, Unit
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.people import tallies
from digitrans.people.comparison import Comparison, Respondent, Row, compare, conversations
from digitrans.people.figures import Figure, exactly, share_figures
from digitrans.people.suppression import Waves

EXAMPLE = re.compile(r"^```yaml shares\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = """
id: trial
kind: questionnaire
version: 1
title: {da: Prøve, en: Trial}
purpose: {da: En prøve., en: A trial.}
minutes: 1
provenance: &from {kind: source, pages: 8}
scales:
  - id: extent
    labels: [{da: A, en: A}, {da: B, en: B}, {da: C, en: C}, {da: D, en: D}, {da: E, en: E}]
bands: [{id: all, name: {da: Alle, en: All}}]
dimensions: [{id: use, name: {da: Brug, en: Use}}]
items:
  - {id: used, kind: rating, scale: extent, dimension: use, text: {da: Brugt., en: Used.}, provenance: *from}
  - id: weeks
    kind: number
    highest: 520
    unit: {da: uger, en: weeks}
    text: {da: Uger?, en: Weeks?}
    provenance: *from
  - id: owner
    kind: choice
    text: {da: Hvem ejer?, en: Who owns it?}
    question: {da: Hvem ringer man til?, en: Whom does one call?}
    options: &options
      - {id: board, name: {da: Direktionen, en: The board}}
      - {id: staff, name: {da: Personalet, en: The staff}}
      - {id: nobody, name: {da: Ingen, en: Nobody}}
    provenance: *from
  - {id: missing, kind: choices, text: {da: Hvem mangler?, en: Who is missing?}, options: *options, provenance: *from}
  - {id: time, kind: allocation, text: {da: Tiden?, en: The time?}, options: *options, provenance: *from}
"""
REPEAT = """
repeat:
  id: departments
  one: {da: forvaltning, en: department}
  many: {da: forvaltninger, en: departments}
  prompt: {da: Hvilke?, en: Which?}
  examples: {da: Skole, en: School}
"""
TRIAL = parse_model(Instrument, Source("trial", HEAD))
REPEATED = parse_model(Instrument, Source("trial", HEAD + REPEAT))
ITEMS = {item.id: item for item in TRIAL.items}
SCHOOLS, ROADS = Unit("schools", "Schools"), Unit("roads", "Roads")


def given_by(item: AnyItem, plain: Any) -> Answer:
    return Answer(value_from(item, plain))


def person(code: str, group: str, **plain: Any) -> Respondent:
    values = {each.replace("_", "-"): given_by(ITEMS[each], value) for each, value in plain.items()}
    return Respondent(code, group, Answers("trial", 1, values=values), "1")


def found(comparison: Comparison, key: str) -> tallies.Tally:
    return next(each for each in comparison.tallies if each.asked.key == key)


# The figures


@pytest.mark.parametrize(
    ("item", "plain", "figures"),
    [
        ("weeks", 12, (12,)),
        ("weeks", 2.5, (Fraction(5, 2),)),
        ("owner", "staff", (0, 1, 0)),
        ("missing", ["nobody", "board"], (1, 0, 1)),
        ("missing", [], (0, 0, 0)),
        ("time", {"staff": 75, "nobody": 25}, (0, Fraction(3, 4), Fraction(1, 4))),
        ("owner", "dont-know", None),
        ("missing", "not-relevant", None),
        ("weeks", None, None),
    ],
)
def test_an_answer_as_figures(item: str, plain: Any, figures: tuple[Fraction, ...] | None) -> None:
    assert tallies.figures_of(ITEMS[item], given_by(ITEMS[item], plain)) == figures


def test_every_question_is_a_measure_or_a_tally_or_words() -> None:
    """No answer of the shipped questionnaires is left out in silence."""
    from digitrans.content.catalogue import load_instruments
    from digitrans.people.comparison import items_for, measures_of

    for instrument in load_instruments():
        if instrument.kind != "questionnaire":
            continue
        units = (None, SCHOOLS) if instrument.repeat else (None,)
        for unit in units:
            items = items_for(instrument, False, unit)
            measured = {each.id for one in measures_of(instrument, False, unit) for each in one.items}
            tallied = {each.id for each in items if tallies.is_tallied(each)}
            assert not measured & tallied
            assert {each.id for each in items if each.kind != "text"} == measured | tallied


def span(low: Any, high: Any) -> Figure:
    return Figure(Fraction(str(low)), Fraction(str(high)))


def test_shares_are_of_those_who_answered() -> None:
    """Ten have answered: six and four are told; what nobody chose could be two as well, so the six could be five."""
    chosen = ["board"] * 6 + ["nobody"] * 4 + ["dont-know"]
    staff = [person(f"s{n}", "staff", owner=each) for n, each in enumerate(chosen)]
    part = found(compare(TRIAL, staff), "owner").parts[0]
    assert (part.n, part.figures) == (10, (span("0.48", "0.6"), span(0, "0.2"), span("0.32", "0.4")))


def test_a_number_has_a_mean_and_the_leaders_own() -> None:
    staff = [person(f"s{n}", "staff", weeks=each) for n, each in enumerate((200, 300, 400, 500, 250))]
    tally = found(compare(TRIAL, [person("me", "self", weeks=110), *staff]), "weeks")
    (part,) = tally.parts
    assert (tally.own, part.n, part.figures) == (numbers([110]), 5, (exactly(Fraction(330)),))
    assert tally.distance == Fraction(2, 3)


def test_fewer_than_four_answers_give_no_figure_and_four_no_shares() -> None:
    chosen = ["board", "board", "nobody", "dont-know", None]
    staff = [person(f"s{n}", "staff", owner=each, weeks=300) for n, each in enumerate(chosen)]
    comparison = compare(TRIAL, staff)
    part = found(comparison, "owner").parts[0]
    assert (part.n, part.figures, part.hidden) == (0, (), "few")
    assert "owner" not in comparison.shown
    four = compare(TRIAL, [person(f"s{n}", "staff", owner="board") for n in range(4)])
    assert found(four, "owner").parts[0].hidden == "options"


def test_a_fifth_answer_waits_for_company() -> None:
    staff = [person(f"s{n}", "staff", owner="board", weeks=300 + n) for n in range(5)]
    shown = compare(TRIAL, staff).shown
    later = compare(TRIAL, [*staff, person("late", "staff", owner="nobody", weeks=500)], shown)
    for key, told in (("owner", (span("0.6", 1), span(0, "0.4"), span(0, "0.4"))), ("weeks", (span(302, 302),))):
        (part,) = found(later, key).parts
        assert (part.n, part.figures, part.held) == (5, told, True)


@pytest.mark.parametrize(
    ("counts", "n", "told"),
    [
        ((5, 0, 0), 5, ((".6", 1), (0, ".4"), (0, ".4"))),
        ((3, 3), 6, ((".5", ".5"), (".5", ".5"))),
        ((18, 1, 1), 20, ((".8", 1), (0, ".1"), (0, ".1"))),
        ((2, 2), 4, None),
    ],
)
def test_how_shares_are_told(counts: tuple[int, ...], n: int, told: Any) -> None:
    found = share_figures([Fraction(each) for each in counts], n, whole=True)
    assert found == (None if told is None else tuple(span(low, high) for low, high in told))


# Examples of the document


def examples() -> list[dict[str, Any]]:
    document = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    return [Source("docs/scoring.md", text).values for text in EXAMPLE.findall(document)]


def numbers(values: Sequence[Any]) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(each)) for each in values)


@pytest.mark.parametrize("example", examples(), ids=range(len(examples())))
def test_the_examples_of_the_document(example: dict[str, Any]) -> None:
    item = next(each for each in TRIAL.items if each.kind == example["kind"])
    groups = {
        name: [figures for plain in given if (figures := tallies.figures_of(item, given_by(item, plain)))]
        for name, given in example["groups"].items()
    }
    told = {name: tallies.wave_figures(item, rows) or () for name, rows in groups.items()}
    for name, expected in example["expect"]["told"].items():
        assert [[each.low, each.high] for each in told[name]] == [list(numbers(each)) for each in expected], name
    apart = [tallies.distance_between(item, one, other) for one, other in itertools.combinations(told.values(), 2)]
    assert max(apart) == Fraction(str(example["expect"]["distance"]))


def test_the_document_has_an_example_of_every_kind() -> None:
    assert {each["kind"] for each in examples()} == {"choice", "choices", "allocation", "number"}


shares = st.tuples(*[st.integers(0, 20)] * 3).filter(any).map(lambda w: tuple(Fraction(each, sum(w)) for each in w))


@given(shares, shares)
def test_a_distance_lies_between_nothing_and_one(shares_of: tuple[Fraction, ...], also: tuple[Fraction, ...]) -> None:
    one, other = tuple(map(exactly, shares_of)), tuple(map(exactly, also))
    for name in ("owner", "missing", "time"):
        apart = tallies.distance_between(ITEMS[name], one, other)
        assert 0 <= apart <= 1 and apart == tallies.distance_between(ITEMS[name], other, one)
        assert (apart == 0) == (one == other)


def test_distances_of_numbers() -> None:
    def apart(one: int, other: int) -> Fraction:
        return tallies.distance_between(ITEMS["weeks"], (exactly(Fraction(one)),), (exactly(Fraction(other)),))

    assert [apart(0, 0), apart(4, 4), apart(0, 5), apart(5, 10), apart(-5, 5)] == [0, 0, 1, Fraction(1, 2), 1]


# What to talk about


def test_scores_come_first_and_the_other_questions_fill_up() -> None:
    own = person("me", "self", used=5, owner="nobody", weeks=500, time={"staff": 100}, missing=[])
    staff = [
        person(f"s{n}", "staff", used=3, owner="board", weeks=300, time={"staff": 60, "board": 40}, missing=[])
        for n in range(5)
    ]
    comparison = compare(TRIAL, [own, *staff])
    talks = conversations(comparison, 5)
    keys = [each.measure.id if isinstance(each, Row) else each.asked.key for each in talks]
    assert keys == ["use", "owner", "weeks", "time", "missing"]
    assert [each.distance for each in comparison.tallies] == [Fraction(3, 5), Fraction(2, 5), Fraction(17, 50), 0]


def test_what_all_see_alike_comes_after_what_they_do_not() -> None:
    own = person("me", "self", used=3, owner="nobody")
    staff = [person(f"s{n}", "staff", used=3, owner="board") for n in range(5)]
    talks = conversations(compare(TRIAL, [own, *staff]), 3)
    assert [isinstance(each, Row) for each in talks] == [False, True]


# Who stands behind them


def test_a_question_and_a_dimension_of_the_same_id_share_what_they_let_out() -> None:
    from digitrans.people.suppression import AllWaves

    waves = AllWaves({})
    four, five = (dict.fromkeys(each, "1") for each in ("abcd", "abcde"))
    kept = frozenset(five.items())
    assert waves["use"].behind(set(four), four, kept).waves == (frozenset(four.items()),)
    assert waves["use"].behind(set(five), five, kept).held
    assert waves.shown == {"use": (frozenset(four.items()),)}


def test_units_and_questions_have_waves_of_their_own() -> None:
    def everywhere(code: str, plain: Any) -> Respondent:
        values = {f"{unit.id}/owner": given_by(ITEMS["owner"], plain) for unit in (SCHOOLS, ROADS)}
        if code != "late":
            values["roads/missing"] = given_by(ITEMS["missing"], ["board"])
        return Respondent(code, "staff", Answers("trial", 1, values=values, units=(SCHOOLS, ROADS)), "1")

    first = compare(REPEATED, [everywhere(f"s{n}", "board") for n in range(5)])
    assert set(first.shown) == {"comments", "schools/owner", "roads/owner", "roads/missing"}


def test_missing_answers_are_no_zeros() -> None:
    missing = {(code, "1"): Answer(Missing.DONT_KNOW) for code in "fgh"}
    given = {(code, "1"): given_by(ITEMS["missing"], ["board"]) for code in "abcde"}
    everyone = {code: "1" for code, _ in {**given, **missing}}
    groups = {"staff": frozenset(everyone)}
    tally = tallies.tally(Asked(ITEMS["missing"]), None, groups, {**given, **missing}, everyone, Waves())
    assert (tally.parts[0].n, tally.parts[0].figures[0]) == (5, span("0.6", 1))
