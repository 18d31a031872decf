"""Numbers, choices and shares of several people: the figures, the distances, and nobody found by subtraction."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
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
from digitrans.people.suppression import Behind, Gate, reveals
from digitrans.reports.people.tallies import whole_percent

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
  - {id: weeks, kind: number, unit: {da: uger, en: weeks}, text: {da: Uger?, en: Weeks?}, provenance: *from}
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


def test_shares_are_of_those_who_answered() -> None:
    staff = [person(f"s{n}", "staff", owner=each) for n, each in enumerate(("board", "board", "nobody", "dont-know"))]
    part = found(compare(TRIAL, staff), "owner").parts[0]
    assert (part.n, part.means, part.spread) == (3, numbers(("2/3", 0, "1/3")), None)


def test_a_number_has_mean_spread_and_the_leaders_own() -> None:
    staff = [person(f"s{n}", "staff", weeks=each) for n, each in enumerate((2, 4, 9))]
    tally = found(compare(TRIAL, [person("me", "self", weeks=10), *staff]), "weeks")
    (part,) = tally.parts
    assert (tally.own, part.n, part.means) == (numbers([10]), 3, numbers([5]))
    assert part.spread == pytest.approx(13**0.5)
    assert tally.distance == Fraction(1, 2)


def test_fewer_than_three_answers_give_no_figure() -> None:
    staff = [person(f"s{n}", "staff", owner=each) for n, each in enumerate(("board", "board", "dont-know", None))]
    comparison = compare(TRIAL, staff)
    part = found(comparison, "owner").parts[0]
    assert (part.n, part.means, part.hidden) == (0, (), "few")
    assert comparison.shown["owner"] == {}


def test_a_fourth_answer_waits_for_company() -> None:
    staff = [person(f"s{n}", "staff", owner="board", weeks=n) for n in range(3)]
    shown = compare(TRIAL, staff).shown
    later = compare(TRIAL, [*staff, person("late", "staff", owner="nobody", weeks=50)], shown)
    for key, means in (("owner", [1, 0, 0]), ("weeks", [1])):
        (part,) = found(later, key).parts
        assert (part.n, part.means, part.held) == (3, numbers(means), True)


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
    means = {name: tallies.means_of(rows) for name, rows in groups.items()}
    for name, expected in example["expect"]["means"].items():
        assert means[name] == numbers(expected)
    for name, expected in example["expect"].get("shown", {}).items():
        assert whole_percent(item, means[name]) == tuple(expected)
    apart = [tallies.distance_between(item, one, other) for one, other in itertools.combinations(means.values(), 2)]
    assert max(apart) == Fraction(str(example["expect"]["distance"]))


def test_the_document_has_an_example_of_every_kind() -> None:
    assert {each["kind"] for each in examples()} == {"choice", "choices", "allocation", "number"}


@given(st.lists(st.integers(0, 100), min_size=2, max_size=9).filter(any))
def test_shown_shares_of_a_whole_add_up(weights: list[int]) -> None:
    means = tuple(Fraction(each, sum(weights)) for each in weights)
    shown = whole_percent(ITEMS["owner"], means)
    assert sum(shown) == 100 and all(abs(n - 100 * each) < 1 for n, each in zip(shown, means, strict=True))


shares = st.tuples(*[st.integers(0, 20)] * 3).filter(any).map(lambda w: tuple(Fraction(each, sum(w)) for each in w))


@given(shares, shares)
def test_a_distance_lies_between_nothing_and_one(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> None:
    for name in ("owner", "missing", "time"):
        apart = tallies.distance_between(ITEMS[name], one, other)
        assert 0 <= apart <= 1 and apart == tallies.distance_between(ITEMS[name], other, one)
        assert (apart == 0) == (one == other)


def test_distances_of_numbers() -> None:
    def apart(one: int, other: int) -> Fraction:
        return tallies.distance_between(ITEMS["weeks"], (Fraction(one),), (Fraction(other),))

    assert [apart(0, 0), apart(4, 4), apart(0, 5), apart(5, 10), apart(-5, 5)] == [0, 0, 1, Fraction(1, 2), 1]


# What to talk about


def test_scores_come_first_and_the_other_questions_fill_up() -> None:
    own = person("me", "self", used=5, owner="nobody", weeks=10, time={"staff": 100}, missing=[])
    staff = [
        person(f"s{n}", "staff", used=4, owner="board", weeks=5, time={"staff": 60, "board": 40}, missing=[])
        for n in range(3)
    ]
    comparison = compare(TRIAL, [own, *staff])
    talks = conversations(comparison, 5)
    keys = [each.measure.id if isinstance(each, Row) else each.asked.key for each in talks]
    assert keys == ["use", "owner", "weeks", "time", "missing"]
    assert [each.distance for each in comparison.tallies] == [1, Fraction(1, 2), Fraction(2, 5), 0]


def test_what_all_see_alike_comes_after_what_they_do_not() -> None:
    own = person("me", "self", used=4, owner="nobody")
    staff = [person(f"s{n}", "staff", used=4, owner="board") for n in range(3)]
    talks = conversations(compare(TRIAL, [own, *staff]), 3)
    assert [isinstance(each, Row) for each in talks] == [False, True]


# Nobody can be found by subtraction


def test_a_question_and_a_dimension_of_the_same_id_share_what_they_let_out() -> None:
    from digitrans.people.suppression import Gates

    gates = Gates({})
    four, five = (frozenset((code, "1") for code in each) for each in ("abcd", "abcde"))
    assert gates["use"].let_out("staff", four, five) == four
    assert gates["use"].let_out("staff", five, five) is None
    assert gates.shown == {"use": {"staff": [four]}}


KINDS = {
    "weeks": st.integers(0, 9),
    "owner": st.sampled_from(["board", "staff", "nobody"]),
    "missing": st.lists(st.sampled_from(["board", "staff", "nobody"]), unique=True),
    "time": st.sampled_from([{"board": 100}, {"board": 30, "staff": 70}, {"nobody": 50, "staff": 50}]),
}
answer = st.fixed_dictionaries({name: st.one_of(st.just("dont-know"), each, each) for name, each in KINDS.items()})
waves = st.lists(
    st.lists(st.tuples(st.sampled_from(("staff", "staff", "politicians")), answer, answer), min_size=2, max_size=7),
    min_size=2,
    max_size=3,
)


@settings(max_examples=50, deadline=None)
@given(waves)
def test_no_two_outputs_ever_subtract_to_fewer_than_three(arriving: list[list[tuple[str, Any, Any]]]) -> None:
    """Waves of people, two departments, and a comparison after each: every figure of every output comes from the set of
    people it says, three or more, and no two of them on the same question differ by one or two."""
    history: dict[str, dict[str, list[Behind]]] = {}
    there: list[Respondent] = []
    figures: dict[str, list[Behind]] = {}
    for wave, newcomers in enumerate(arriving):
        for number, (group, *both) in enumerate(newcomers):
            values = {
                f"{unit.id}/{name}": given_by(ITEMS[name], plain)
                for unit, given in zip((SCHOOLS, ROADS), both, strict=True)
                for name, plain in given.items()
            }
            answers = Answers("trial", 1, values=values, units=(SCHOOLS, ROADS))
            there.append(Respondent(f"w{wave}n{number}", group, answers, "1"))
        comparison = compare(REPEATED, there, history)
        for tally in comparison.tallies:
            key, item = tally.asked.key, tally.asked.item
            told = {each.person: tallies.figures_of(item, each.answers[key]) for each in there}
            for part in tally.parts:
                if not part.means:
                    assert part.hidden and not part.n
                    continue
                behind = comparison.shown[key][part.block][-1]
                rows = [row for each in sorted(behind) if (row := told[each]) is not None]
                assert len(rows) == len(behind) == part.n >= 3
                assert part.means == tallies.means_of(rows)
                figures.setdefault(key, []).append(behind)
        for measure, groups in comparison.shown.items():
            for group, sets in groups.items():
                history.setdefault(measure, {}).setdefault(group, []).extend(sets)
    for sets in figures.values():
        for one, other in itertools.combinations(sets, 2):
            assert len(one ^ other) == 0 or len(one ^ other) >= 3
        assert not reveals(sets)


def test_the_property_test_would_notice() -> None:
    """A gate that lets everything out breaks what the test above asserts."""

    class Open(Gate):
        def let_out(self, name: str, wanted: Behind, known: Behind) -> Behind | None:
            return wanted

    answers = {(code, "1"): given_by(ITEMS["owner"], "board") for code in "abcd"}
    sets = []
    for people in ("abc", "abcd"):
        group = frozenset((code, "1") for code in people)
        tally = tallies.tally(Asked(ITEMS["owner"]), None, {"staff": group}, answers, Open({}))
        assert tally.parts[0].n == len(people)
        sets.append(group)
    assert reveals(sets)


def test_missing_answers_are_no_zeros() -> None:
    missing = {(code, "1"): Answer(Missing.DONT_KNOW) for code in "def"}
    given = {(code, "1"): given_by(ITEMS["missing"], ["board"]) for code in "abc"}
    everyone = frozenset({**given, **missing})
    tally = tallies.tally(Asked(ITEMS["missing"]), None, {"staff": everyone}, {**given, **missing}, Gate({}))
    assert (tally.parts[0].n, tally.parts[0].means) == (3, numbers([1, 0, 0]))
