"""Declared rules: figures, gaps, decisions, conditions, remarks and picks; and every fault in declaring them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.answers.conditions import Guide, View, guide, holds, pick, score_named
from digitrans.answers.fingerprints import fingerprint
from digitrans.answers.kinds import value_from
from digitrans.answers.names import load_names
from digitrans.answers.percentages import percentages
from digitrans.answers.scoring import Figured, Scores, score
from digitrans.answers.values import Answer, Answers, Unit, asked_items
from digitrans.answers.wording import Names
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.rules import Condition, gaps_in
from digitrans.documents import Bars, Block, Document, Heading, HeatMap, Paragraph, Points
from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.formats import Sink, writer
from digitrans.history.results import save_result
from digitrans.history.runs import Run, compute
from digitrans.reports.assessment import assessment_report
from digitrans.reports.assessment_data import assessment_data
from digitrans.reports.explanation import decision_explanation, score_explanation
from digitrans.reports.guidance import top_scores
from digitrans.texts import Words

FEW = settings(max_examples=25, deadline=None)
OPEN = (None, "dont-know", "not-relevant")

HEAD = """\
id: small
kind: questionnaire
version: 1
title: &t {da: ord, en: words}
purpose: *t
minutes: 1
provenance: &p {kind: source, pages: 8}
scales: [{id: s, labels: [*t, *t, *t, *t, *t]}]
"""


def rating(name: str, dimension: str, more: str = "") -> str:
    return f"  - {{id: {name}, kind: rating, dimension: {dimension}, scale: s, text: *t, provenance: *p{more}}}\n"


def plain(name: str, kind: str, more: str = "") -> str:
    return f"  - {{id: {name}, kind: {kind}, text: *t, provenance: *p{more}}}\n"


def options(*names: str, points: Sequence[int] = ()) -> str:
    counted = [f", points: {each}" for each in points] or [""] * len(names)
    told = (
        f"{{id: {name}, name: {{da: {name}, en: {name}}}{more}}}" for name, more in zip(names, counted, strict=True)
    )
    return f", options: [{', '.join(told)}]"


def dimensions(*names: str) -> str:
    told = ", ".join(f"{{id: {each}, name: {{da: {each}, en: {each}}}}}" for each in names)
    return f"dimensions: [{told}]\n"


# What a text of a test does not say itself: two dimensions with one rated item each, and one of every other kind.
BASE = {
    "dimensions": dimensions("a", "b", "c"),
    "items": "items:\n"
    + rating("x", "a")
    + rating("turned", "b", ", reverse: true")
    + plain("counted", "choice", ", dimension: c" + options("none", "some", "all", points=(0, 4, 10)))
    + plain("way", "choice", options("left", "right"))
    + plain("tools", "choices", options("pen", "phone"))
    + plain("split", "allocation", options("old", "new"))
    + plain("sum", "number", ", unit: *t")
    + plain("story", "text")
    + plain("other-story", "text")
    + plain("line", "status"),
}


def whole(text: str) -> str:
    left_out = [told for name, told in BASE.items() if not re.search(rf"^{name}:", text, re.MULTILINE)]
    return HEAD + "".join(left_out) + text


@cache
def small(text: str = "") -> Instrument:
    return parse_model(Instrument, Source("test.yaml", whole(text)))


def answers(values: Mapping[str, Any], instrument: Instrument | None = None) -> Answers:
    """Plain values, as files have them; keys may be "unit/item"."""
    made = small() if instrument is None else instrument
    items = {item.id: item for item in made.items}
    found = {key: Answer(value_from(items[key.rpartition("/")[2]], each)) for key, each in values.items()}
    units = dict.fromkeys(key.rpartition("/")[0] for key in values if "/" in key)
    return Answers(made.id, 1, values=found, units=tuple(Unit(each, each.title()) for each in units))


def view(text: str, values: Mapping[str, Any]) -> View:
    made = small(text)
    said = answers(values, made)
    return made, said, score(made, said)


def scores(text: str, values: Mapping[str, Any]) -> Scores:
    return view(text, values)[2]


def guided(text: str, values: Mapping[str, Any]) -> Guide:
    found = view(text, values)
    return guide(found, asked_items(found[0], False), {"small": found})


@cache
def names_of(instrument: Instrument, language: str) -> Names:
    return load_names(Words(language), instrument)


def run(text: str, values: Mapping[str, Any], language: str = "en") -> Run:
    made = small(text)
    return compute(names_of(made, language), answers(values, made))


def shown(document: Document) -> str:
    told = writer("markdown")(document, Sink())
    assert isinstance(told, str)
    return told


def blocks_of(found: Run, kind: type[Block]) -> list[Any]:
    return [each for each in assessment_report(found).blocks if isinstance(each, kind)]


# Figures: the weakest and the strongest

FOUR = dimensions("a", "b", "c", "d") + "items:\n" + "".join(rating(f"in-{each}", each) for each in "abcd")


def four(*ratings: int | str | None) -> dict[str, Any]:
    return {f"in-{name}": value for name, value in zip("abcd", ratings, strict=True)}


def figured(rule: str, ratings: Sequence[int | str | None], count: int = 1) -> Figured:
    text = FOUR + f"figures: [{{id: f, rule: {rule}, count: {count}, of: [a, b, c, d], name: *t}}]\n"
    return scores(text, four(*ratings)).figures[0]


@pytest.mark.parametrize(
    ("rule", "count", "ratings", "value", "named"),
    [
        ("weakest", 1, (3, 2, 4, 5), 2, "b"),
        ("weakest", 1, (2, 3, 2, 5), 2, "ac"),
        ("weakest", 2, (3, 2, 4, 5), 2, "ba"),
        ("weakest", 2, (3, 2, 3, 5), 2, "bac"),
        ("weakest", 3, (5, 5, 5, 5), 5, "abcd"),
        ("weakest", 9, (3, 2, 4, 5), 2, "bacd"),
        ("strongest", 1, (3, 2, 4, 5), 5, "d"),
        ("strongest", 1, (5, 2, 4, 5), 5, "ad"),
        ("strongest", 2, (4, 5, 3, 4), 5, "bad"),
        ("strongest", 9, (3, 2, 4, 5), 5, "dcab"),
        ("weakest", 1, (3, None, "dont-know", "not-relevant"), 3, "a"),
        ("strongest", 4, (None, 2, None, 4), 4, "db"),
    ],
)
def test_the_weakest_and_the_strongest(
    rule: str, count: int, ratings: tuple[int | str | None, ...], value: Any, named: str
) -> None:
    found = figured(rule, ratings, count)
    assert (found.value, found.named) == (value, tuple(named))
    assert found.missing == tuple(each for each, n in zip("abcd", ratings, strict=True) if not isinstance(n, int))
    assert found.shares == ()


@pytest.mark.parametrize("rule", ["weakest", "strongest", "mix"])
def test_a_figure_of_no_scores_has_no_value(rule: str) -> None:
    found = figured(rule, (None, "dont-know", "not-relevant", None))
    assert (found.value, found.named, found.shares, found.missing) == (None, (), (), tuple("abcd"))


@FEW
@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=4, max_size=4), st.integers(1, 5))
def test_the_weakest_are_the_strongest_of_the_turned(ratings: list[int | None], count: int) -> None:
    turned = [None if each is None else 6 - each for each in ratings]
    low, high = figured("weakest", ratings, count), figured("strongest", turned, count)
    assert low.named == high.named and low.missing == high.missing
    given_ones = sorted(each for each in ratings if each is not None)
    assert low.value == next(iter(given_ones), None)
    if low.named:
        last = given_ones[min(count, len(given_ones)) - 1]
        tied, before = (sum(each <= last for each in given_ones), sum(each < last for each in given_ones))
        everybody = tied == len(given_ones) > count
        assert len(low.named) == (before or tied if everybody else tied), "ties are named, unless that names them all"


# Figures: a mix

WEIGHTS = st.lists(st.fractions(0, 20, max_denominator=60) | st.integers(0, 4).map(Fraction), min_size=1, max_size=9)


@FEW
@given(WEIGHTS)
def test_shares_add_up_to_100_and_follow_the_weights(weights: list[Fraction]) -> None:
    shares = percentages(weights)
    assert sum(shares) == 100 and all(0 <= each <= 100 for each in shares)
    for weight, share in zip(weights, shares, strict=True):
        exact = weight * 100 / sum(weights) if sum(weights) else Fraction(100, len(weights))
        assert abs(share - exact) < 1
        for other, other_share in zip(weights, shares, strict=True):
            assert share >= other_share or weight <= other


@FEW
@given(WEIGHTS, st.data())
def test_more_of_one_never_lowers_its_share(weights: list[Fraction], data: Any) -> None:
    place = data.draw(st.integers(0, len(weights) - 1))
    more = data.draw(st.fractions(0, 5, max_denominator=12))
    raised = [each + more * (index == place) for index, each in enumerate(weights)]
    if sum(weights):
        assert percentages(raised)[place] >= percentages(weights)[place]


@FEW
@given(WEIGHTS, st.fractions(Fraction(1, 9), 9))
def test_a_mix_is_unchanged_when_every_weight_is_multiplied(weights: list[Fraction], factor: Fraction) -> None:
    assert percentages([each * factor for each in weights]) == percentages(weights)


def test_equal_rests_go_to_the_first_and_nothing_is_shared_equally() -> None:
    assert percentages([Fraction(1)] * 3) == (34, 33, 33) == percentages([Fraction(0)] * 3)
    assert percentages([Fraction(1)] * 8) == (13, 13, 13, 13, 12, 12, 12, 12)
    assert percentages([Fraction(1), Fraction(0)]) == (100, 0)


@pytest.mark.parametrize(
    ("ratings", "shares", "named"),
    [
        ((2, 3, 1, 2), (25, 50, 0, 25), "b"),
        ((3, 5, 1, 3), (25, 50, 0, 25), "b"),
        ((5, 5, 1, 1), (50, 50, 0, 0), "ab"),
        ((4, 4, 4, 4), (25, 25, 25, 25), "abcd"),
        ((1, 1, 1, 1), (25, 25, 25, 25), "abcd"),
        ((1, 1, 2, 1), (0, 0, 100, 0), "c"),
    ],
)
def test_a_mix_counts_from_the_bottom_of_the_scale(
    ratings: tuple[int, ...], shares: tuple[int, ...], named: str
) -> None:
    found = figured("mix", ratings)
    assert [each for _, each in found.shares] == list(shares)
    assert (found.value, found.named) == (Fraction(max(shares)), tuple(named))


def test_a_mix_needs_every_score() -> None:
    found = figured("mix", (5, None, 3, 3))
    assert (found.value, found.named, found.shares, found.missing) == (None, (), (), ("b",))
    text = FOUR + "figures: [{id: f, rule: mix, of: [a, b], name: {da: Blanding, en: Mix}}]\n"
    assert "The mix cannot be worked out while answers are missing: b." in shown(
        assessment_report(run(text, {"in-a": 3}))
    )


THREE_MIXED = FOUR + "figures: [{id: f, rule: mix, of: [a, b, c], name: *t}]\n"


def test_equal_scores_are_equally_large_in_a_mix() -> None:
    assert scores(THREE_MIXED, four(3, 3, 3, None)).figures[0].named == ("a", "b", "c")


# Gaps

ENDS = dimensions("needed", "planned") + "items:\n" + rating("need", "needed") + rating("plan", "planned")
GAP = 'gaps: [{id: g, name: *t, more: needed, less: planned, short: {da: kort, en: "short %s"}%s}]\n'
SAID = ", over: {da: over, en: over}, even: {da: lige, en: even}"


def distance(need: Any, plan: Any, more: str = SAID) -> tuple[Fraction | None, str | None]:
    found = guided(ENDS + GAP % ("", more), {"need": need, "plan": plan}).distances[0]
    return found.difference, found.said.en.strip() if found.said else None


@pytest.mark.parametrize(
    ("need", "plan", "difference", "said"),
    [
        (4, 3, 1, "short"),
        (5, 1, 4, "short"),
        (3, 3, 0, "even"),
        (3, 4, -1, "over"),
        (1, 5, -4, "over"),
        (3, None, None, None),
        ("dont-know", 3, None, None),
        (3, "not-relevant", None, None),
    ],
)
def test_a_gap_is_short_over_or_even(need: Any, plan: Any, difference: Any, said: str | None) -> None:
    assert distance(need, plan) == (difference, said)


@pytest.mark.parametrize(("limit", "said"), [("0.5", "short"), ("1", "short"), ("1.01", None), ("2", None)])
def test_the_limit_of_a_gap_is_included_and_what_is_not_worded_is_not_said(limit: str, said: str | None) -> None:
    assert distance(4, 3, f", at_least: {limit}") == (Fraction(1), said)
    assert distance(3, 4, f", at_least: {limit}") == (Fraction(-1), None)


def test_an_end_of_a_gap_may_be_a_number() -> None:
    text = ENDS + "gaps: [{id: g, name: *t, more: 3.5, less: planned, short: *t}]\n"
    found = guided(text, {"plan": 2}).distances[0]
    assert (found.more, found.less, found.difference) == (Fraction(7, 2), Fraction(2), Fraction(3, 2))
    assert score_named("g", *view(text, {"plan": 2})[::2]) == Fraction(3, 2)


def test_a_gap_is_told_with_its_numbers_and_the_unit() -> None:
    text = ENDS + GAP % ("{unit} {less}/{more}: {gap}", "") + GROUPS
    found = run(text, {"north/need": 5, "north/plan": 2, "south/need": 3, "south/plan": 3})
    bars = next(each for each in blocks_of(found, Bars) if each.mark == "needed")
    assert [(bar.label, bar.value, bar.mark, bar.words) for bar in bars.bars] == [
        ("North", 2, 5, "short North 2.0/5.0: 3"),
        ("South", 3, 3, ""),
    ]


def test_a_large_gap_has_words_of_its_own() -> None:
    more = ", at_least: 1, far: {at_least: 2.5, text: {da: langt, en: 'far {gap}'}}"
    assert [distance(need, 1, more)[1] for need in (2, 3, 4)] == ["short", "short", "far {gap}"]


STEPS = (
    "items:\n"
    + rating("need", "needed")
    + rating("plan", "planned")
    + plain("belongs", "choice", options("inside", "outside"))
    + """\
dimensions:
  - id: needed
    name: {da: needed, en: needed}
    steps: true
    cap: {item: belongs, option: outside, at_most: 2}
    bands: &rungs
      - {id: low, name: {da: nederst, en: bottom}, below: 2.5}
      - {id: middle, name: {da: midt, en: middle}, below: 3.5}
      - {id: high, name: {da: øverst, en: top}}
  - {id: planned, name: {da: planned, en: planned}, steps: true, bands: *rungs}
gaps:
  - id: g
    name: *t
    more: needed
    less: planned
    mark: {da: behov, en: need}
    short: {da: '{more}', en: 'from {less} to {more}'}
"""
)


def test_steps_are_told_by_their_names_and_their_gap_has_a_mark_of_its_own() -> None:
    bars = next(each for each in blocks_of(run(STEPS, {"need": 5, "plan": 2}), Bars) if each.mark == "need")
    assert [(bar.figure, bar.mark_words, bar.words) for bar in bars.bars] == [("bottom", "top", "from bottom to top")]
    assert bars.table().rows[0][:3] == ("words", "bottom", "top")


@pytest.mark.parametrize(("belongs", "value"), [("inside", 4), ("outside", 2), (None, 4), ("dont-know", 4)])
def test_a_cap_holds_where_its_answer_was_given(belongs: str | None, value: int) -> None:
    found = run(STEPS, {"need": 4, "belongs": belongs})
    score = found.scores["needed"]
    assert [score.value, score.low, score.high] == [value, value, value]
    told = shown(score_explanation(found, score))
    assert ('The answer "Outside" sets a limit' in told or 'The answer "outside" sets a limit' in told) == (value == 2)
    assert "= 4" in told


def test_a_cap_is_no_floor_and_limits_what_is_open() -> None:
    text = STEPS.replace(rating("plan", "planned"), rating("more", "needed") + rating("plan", "planned"))
    low = scores(text, {"need": 1, "belongs": "outside"})["needed"]
    assert [low.value, low.low, low.high] == [1, 1, 2]


@FEW
@given(st.integers(1, 5), st.integers(1, 5))
def test_a_gap_turned_round_says_the_other(need: int, plan: int) -> None:
    here, there = distance(need, plan), distance(plan, need)
    assert here[0] == need - plan and there[0] == plan - need
    assert {here[1], there[1]} in ({"even"}, {"short", "over"})


# Conditions

RULES = """\
composites: [{id: both, name: *t, of: [a, b]}]
figures:
  - {id: low, rule: weakest, of: [a, b], name: *t}
  - {id: high, rule: strongest, of: [a, b], name: *t}
  - {id: mixed, rule: mix, of: [a, b], name: *t}
gaps: [{id: lack, name: *t, more: a, less: b, short: *t}]
"""
FULL = {
    "x": 4,
    "turned": 5,
    "counted": "some",
    "way": "left",
    "tools": ["phone"],
    "split": {"old": 30, "new": 70},
    "sum": 2.5,
    "story": "Vi vil hjælpe borgerne. We asked the NURSES first.",
    "other-story": "Ældre",
    "line": "under-way",
}


def condition_holds(condition: str, values: Mapping[str, Any]) -> bool:
    wanted = Condition.model_validate(Source("condition", condition).values)
    return holds(wanted, {"small": view(RULES, values)}, "small")


TRUE = [
    # ratings, as they count
    "{item: x, at_least: 4}",
    "{item: x, at_most: 4}",
    "{item: x, below: 4.5}",
    "{item: x, at_least: 4, at_most: 4}",
    "{item: turned, at_most: 1}",
    # scores, composites, figures and gaps
    "{dimension: a, at_least: 4}",
    "{dimension: b, below: 1.01}",
    "{dimension: both, at_least: 2.5, at_most: 2.5}",
    "{dimension: low, at_most: 1}",
    "{dimension: low, equals: b}",
    "{dimension: high, equals: a}",
    "{dimension: high, equals: a, at_least: 4}",
    "{dimension: mixed, at_least: 100}",
    "{dimension: mixed, equals: a}",
    "{dimension: lack, at_least: 3}",
    # choices of each kind
    "{item: counted, at_least: 4}",
    "{item: counted, equals: some}",
    "{dimension: c, at_most: 4}",
    "{item: way, equals: left}",
    "{item: way, option: left}",
    "{item: tools, option: phone}",
    "{item: split, option: new, at_least: 70}",
    "{item: split, option: old, below: 30.5}",
    "{item: sum, at_least: 2.5}",
    "{item: line, equals: under-way}",
    # words
    "{item: story, mentions: {da: [borger], en: [citizen]}}",
    "{item: story, mentions: {da: [læge], en: [nurse]}}",
    "{mentions: {da: [ældre], en: [elder]}}",
    "{items: [story, other-story], mentions: {da: [ældre], en: [elder]}}",
    "{items: [story], lacks: {da: [ældre], en: [elder]}}",
    "{item: story, lacks: {da: [ældre], en: [elder]}}",
    "{lacks: {da: [penge], en: [money]}}",
    "{item: story, mentions: {da: [hjælp], en: [help]}, lacks: {da: [penge], en: [money]}}",
    # one of several
    "{any_of: [{item: x, below: 2}, {item: x, at_least: 4}]}",
    "{any_of: [{item: way, equals: left}, {item: way, equals: right}]}",
    "{any_of: [{item: x, below: 2}, {any_of: [{item: sum, below: 2}, {dimension: low, equals: b}]}]}",
    # whether there is an answer
    "{item: x, answered: true}",
    "{item: tools, answered: true}",
    "{dimension: a, answered: true}",
    "{dimension: low, answered: true}",
    "{dimension: lack, answered: true}",
    "{item: x, answered: true, at_least: 4}",
]
FALSE = [
    "{item: x, at_least: 4.01}",
    "{item: x, below: 4}",
    "{item: x, at_least: 4, below: 4}",
    "{item: turned, at_least: 5}",
    "{dimension: b, below: 1}",
    "{dimension: low, equals: a}",
    "{dimension: high, equals: a, at_least: 4.5}",
    "{dimension: mixed, equals: b}",
    "{dimension: a, equals: a}",
    "{dimension: lack, below: 3}",
    "{item: counted, at_least: 5}",
    "{item: counted, equals: all}",
    "{item: way, equals: right}",
    "{item: way, equals: left, at_least: 0}",
    "{item: tools, option: pen}",
    "{item: split, option: old, at_least: 31}",
    "{item: sum, below: 2.5}",
    "{item: line, equals: done}",
    "{item: story, mentions: {da: [orger], en: [itizen]}}",
    "{item: other-story, mentions: {da: [borger], en: [citizen]}}",
    "{items: [other-story], mentions: {da: [borger], en: [citizen]}}",
    "{items: [story, other-story], lacks: {da: [ældre], en: [elder]}}",
    "{item: story, lacks: {da: [borger], en: [money]}}",
    "{item: story, lacks: {da: [penge], en: [nurses]}}",
    "{item: story, mentions: {da: [hjælp], en: [help]}, lacks: {da: [borger], en: [money]}}",
    "{any_of: [{item: x, below: 2}, {item: way, equals: right}]}",
    "{any_of: [{item: x, below: 2}, {any_of: [{item: sum, below: 2}, {dimension: low, equals: a}]}]}",
    "{item: x, answered: false}",
    "{dimension: lack, answered: false}",
    "{dimension: low, answered: false}",
]


@pytest.mark.parametrize("condition", TRUE)
def test_a_condition_that_holds(condition: str) -> None:
    assert condition_holds(condition, FULL)


@pytest.mark.parametrize("condition", FALSE)
def test_a_condition_that_does_not_hold(condition: str) -> None:
    assert not condition_holds(condition, FULL)


@pytest.mark.parametrize("value", [None, "dont-know", "not-relevant"])
def test_without_answers_only_answered_false_holds(value: str | None) -> None:
    nothing = dict.fromkeys(FULL, value)
    for condition in (*TRUE, *FALSE):
        assert condition_holds(condition, nothing) == (condition.endswith("answered: false}"))


@pytest.mark.parametrize("values", [{"x": 3}, {"turned": 3}])
def test_a_figure_that_lacks_a_part_is_not_answered_but_has_a_value(values: dict[str, int]) -> None:
    assert condition_holds("{dimension: low, answered: false}", values)
    assert condition_holds("{dimension: low, at_least: 1}", values)
    assert condition_holds("{dimension: lack, answered: false}", values)
    assert not condition_holds("{dimension: mixed, at_least: 0}", values)


def test_no_options_chosen_is_an_answer() -> None:
    assert condition_holds("{item: tools, answered: true}", {"tools": []})
    assert not condition_holds("{item: tools, option: pen}", {"tools": []})


def test_an_empty_text_has_nothing_to_lack() -> None:
    assert not condition_holds("{item: story, lacks: {da: [penge], en: [money]}}", {"other-story": "Intet"})
    assert condition_holds("{lacks: {da: [penge], en: [money]}}", {"other-story": "Intet"})


@pytest.mark.parametrize("text", ["the Big  change", "the big\nchange"])
def test_a_phrase_is_found_across_white_space(text: str) -> None:
    assert condition_holds("{item: story, mentions: {da: [stor], en: [big change]}}", {"story": text})


OF_OTHER_UNITS = "{{instrument: other, {units}dimension: a, {asks}}}"


def holds_elsewhere(units: str, asks: str, values: Sequence[int | None]) -> bool:
    """Whether a condition on another questionnaire holds, answered for so many units; the first is that of our own."""
    told = OF_OTHER_UNITS.format(units=f"units: {units}, " if units else "", asks=asks)
    views = {f"other/u{n}": view("", {} if value is None else {"x": value}) for n, value in enumerate(values)}
    own = {"other": views["other/u0"]} if values else {}
    return holds(Condition.model_validate(Source("condition", told).values), {**views, **own}, "small")


@pytest.mark.parametrize(
    ("values", "same", "some", "every"),
    [
        ((4, 5), True, True, True),
        ((4, 2), True, True, False),
        ((2, 4), False, True, False),
        ((2, 1), False, False, False),
        ((4, None), True, True, False),
        ((None, 4), False, True, False),
        ((None, None), False, False, False),
        ((), False, False, False),
    ],
)
def test_units_of_another_questionnaire(values: tuple[int | None, ...], same: bool, some: bool, every: bool) -> None:
    found = tuple(holds_elsewhere(units, "at_least: 4", values) for units in ("", "any", "all"))
    assert found == (same, some, every)


@pytest.mark.parametrize(
    ("values", "same", "some", "every"),
    [
        ((4, 5), False, False, False),
        ((4, None), False, True, False),
        ((None, None), True, True, True),
        ((), *[True] * 3),
    ],
)
def test_units_without_an_answer(values: tuple[int | None, ...], same: bool, some: bool, every: bool) -> None:
    found = tuple(holds_elsewhere(units, "answered: false", values) for units in ("", "any", "all"))
    assert found == (same, some, every)


def test_units_of_a_questionnaire_that_is_answered_once_are_its_answers() -> None:
    told = Condition.model_validate(Source("c", OF_OTHER_UNITS.format(units="units: all, ", asks="at_least: 4")).values)
    assert holds(told, {"other": view("", {"x": 4})}, "small")
    assert not holds(told, {"other": view("", {"x": 3})}, "small")


def test_a_phrase_does_not_run_from_one_text_into_the_next() -> None:
    assert not condition_holds(
        "{mentions: {da: [stor], en: [big change]}}", {"story": "It is big", "other-story": "change nothing"}
    )


# The decision

DECISION = """\
decision:
  name: *t
  because: [a, low]
  outcomes:
    - {id: first, name: {da: f, en: first one}, text: *t,
       when: [{dimension: a, at_least: 4}, {item: way, equals: left}]}
    - {id: second, name: *t, text: *t, when: [{dimension: a, at_least: 3}]}
    - {id: unknown, name: *t, text: *t, when: [{dimension: a, answered: false}]}
    - {id: last, name: *t, text: *t}
"""


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"x": 5, "way": "left"}, "first"),
        ({"x": 5, "way": "right"}, "second"),
        ({"x": 5}, "second"),
        ({"x": 3, "way": "left"}, "second"),
        ({"x": 2, "way": "left"}, "last"),
        ({"x": "dont-know", "way": "left"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_first_outcome_whose_conditions_all_hold_is_the_decision(values: dict[str, Any], outcome: str) -> None:
    decided = guided(RULES + DECISION, values).decided
    assert decided is not None and decided.id == outcome


def test_the_decision_is_shown_with_its_scores_and_explained() -> None:
    found = run(RULES + DECISION, {"x": 5, "turned": 4, "way": "left"})
    strong = [each.text for each in blocks_of(found, Paragraph) if each.tone == "strong"]
    assert strong == ["First one (a: 5.0; words: b, 2.0)"]
    told = shown(decision_explanation(found))
    assert "→ first one" in told and "a: at least 4.0 (now: 5.0)" in told and 'words: "left" (now: left)' in told
    assert "Holds where none of the others does." in told and assessment_data(found)["result"]["decision"] == "first"


def explained(condition: str, values: Mapping[str, Any]) -> str:
    outcomes = f"[{{id: one, name: *t, text: *t, when: [{condition}]}}, {{id: last, name: *t, text: *t}}]"
    text = RULES + f"decision: {{name: *t, outcomes: {outcomes}}}\n"
    points = [each for each in decision_explanation(run(text, values)).blocks if isinstance(each, Points)]
    return points[0].texts[0]


@pytest.mark.parametrize(
    ("condition", "values", "told"),
    [
        ("{dimension: a, below: 2.5}", {"x": 2}, "a: below 2.5 (now: 2.0)"),
        ("{dimension: a, at_most: 2}", {}, "a: at most 2.0 (now: –)"),
        ("{item: split, option: new, at_least: 70}", {"split": {"old": 30, "new": 70}}, "old 30%, new 70%"),
        ("{item: way, answered: false}", {}, "words: must be unanswered (now: Not answered)"),
        ("{dimension: low, equals: b}", {"x": 2, "turned": 5}, 'words: "b" (now: 1.0)'),
        ("{instrument: small, dimension: a, below: 2}", {}, "The latest answer to small counts here, too."),
        (
            "{any_of: [{dimension: a, below: 2.5}, {item: way, answered: false}]}",
            {"x": 2},
            "At least one of these: a: below 2.5 (now: 2.0); words: must be unanswered (now: Not answered)",
        ),
    ],
)
def test_a_condition_in_words(condition: str, values: dict[str, Any], told: str) -> None:
    assert told in explained(condition, values)


@pytest.mark.parametrize(
    ("condition", "values", "told"),
    [
        ("{item: story, mentions: {da: [borger], en: [citizen]}}", {"story": "Citizens"}, "citizen"),
        ("{lacks: {da: [borger], en: [citizen]}}", {"story": "Citizens"}, "citizen"),
        ("{item: line, equals: under-way}", {"line": "done"}, '"Under way"'),
    ],
)
def test_a_condition_on_words_or_a_status_in_words(condition: str, values: dict[str, Any], told: str) -> None:
    assert told in explained(condition, values)


# Remarks, sides and questions

REMARKS = """\
groups:
  - {id: seen, name: {da: Set, en: Seen}, none: {da: Intet, en: Nothing here}}
  - {id: rare, name: {da: Sjælden, en: Rare}}
remarks:
  - {id: high, group: seen, when: [{item: x, at_least: 4}], text: {da: høj, en: high}}
  - {id: rare, group: rare, when: [{item: x, at_least: 5}, {item: way, equals: left}], text: {da: sjælden, en: rare}}
  - {id: known, group: seen, when: [{item: x, answered: true}], text: {da: kendt, en: known}}
"""


@pytest.mark.parametrize(
    ("values", "remarks", "headings"),
    [
        ({}, [], ["Seen"]),
        ({"x": 3}, ["known"], ["Seen"]),
        ({"x": 5}, ["high", "known"], ["Seen"]),
        ({"x": 5, "way": "left"}, ["high", "rare", "known"], ["Seen", "Rare"]),
    ],
)
def test_remarks_stand_in_their_groups(values: dict[str, Any], remarks: list[str], headings: list[str]) -> None:
    assert [each.remark.id for each in guided(REMARKS, values).remarks] == remarks
    found = run(REMARKS, values)
    assert [each.text for each in blocks_of(found, Heading) if each.text in ("Seen", "Rare")] == headings
    assert ("Nothing here" in shown(assessment_report(found))) == (not remarks)


SIDES = (
    dimensions("a")
    + "items:\n"
    + rating("one", "a", ", says: {low: {da: l, en: one low}, high: {da: h, en: one high}}")
    + rating("back", "a", ", reverse: true, says: {low: {da: l, en: back low}}")
    + rating("silent", "a")
    + "sides: {low: {da: Vent, en: Wait}, high: {da: Gå, en: Go}}\n"
)


@pytest.mark.parametrize(
    ("one", "back", "low", "high"),
    [
        (1, 5, ["one low", "back low"], []),
        (2, 4, ["one low", "back low"], []),
        (3, 3, [], []),
        (4, 2, [], ["one high"]),
        (5, 1, [], ["one high"]),
        (None, "dont-know", [], []),
    ],
)
def test_answers_speak_for_a_side(one: Any, back: Any, low: list[str], high: list[str]) -> None:
    values = {"one": one, "back": back, "silent": 1}
    told = tuple([text.en for text in side] for side in guided(SIDES, values).sides)
    assert told == (low, high)
    assert shown(assessment_report(run(SIDES, values))).count("None of your answers.") == (not low) + (not high)


ASK = ", question: {da: hvem, en: %s}"
ASKING = (
    dimensions("a", "c")
    + "items:\n"
    + rating("one", "a", ASK % "ask one")
    + rating("back", "a", ", reverse: true" + ASK % "ask back")
    + rating("silent", "a")
    + plain("counted", "choice", ", dimension: c" + ASK % "ask counted" + options("no", "bit", "so", points=(0, 3, 12)))
    + plain("way", "choice", ASK % "ask way" + options("left", "right"))
    + plain("story", "text", ASK % "ask one")
)
DONE = {"one": 3, "back": 3, "silent": 1, "counted": "so", "way": "left", "story": "so"}


@pytest.mark.parametrize(
    ("values", "questions"),
    [
        ({}, []),
        ({"one": 2, "back": 4}, ["one", "back"]),
        ({"one": 1, "back": 2, "counted": "bit"}, ["one", "counted"]),
        ({"counted": "no", "way": "dont-know", "story": None}, ["counted", "way", "story"]),
        ({"one": "not-relevant", "counted": "not-relevant", "story": "not-relevant"}, []),
    ],
)
def test_questions_come_from_low_and_missing_answers(values: dict[str, Any], questions: list[str]) -> None:
    assert [each.id for each in guided(ASKING, DONE | values).questions] == questions


def test_the_same_question_is_told_once() -> None:
    asked = [each for each in blocks_of(run(ASKING, DONE | {"one": 1, "story": None}), Points) if each.numbered]
    assert [each.texts for each in asked] == [("ask one",)]


# Drafts

DRAFT = """\
draft:
  name: {da: Udkast, en: Draft}
  passages:
    - {heading: {da: Valg, en: Choice}, text: {da: "Vi går {way}.", en: "We go {way} with {tools}, {sum} and {x}."}}
    - {text: {da: fast, en: always}}
    - {text: {da: "{split}", en: "Shares: {split}; {line}"}}
"""


def passages(values: Mapping[str, Any], language: str = "en") -> list[str]:
    document = assessment_report(run(DRAFT, values, language))
    heading = Heading("Draft" if language == "en" else "Udkast")
    found = document.blocks[document.blocks.index(heading) + 1 :]
    return [each.text for each in found if isinstance(each, Paragraph) and each.tone != "muted"]


def test_a_draft_is_filled_from_the_answers() -> None:
    told = "We go left with phone, 2.50 words and 4, words."
    assert passages(FULL) == [told, "always", "Shares: old 30%, new 70%; Under way"]


@pytest.mark.parametrize("value", [None, "dont-know", "not-relevant"])
def test_a_passage_without_one_of_its_answers_is_left_out(value: str | None) -> None:
    assert passages(FULL | {"sum": value}) == ["always", "Shares: old 30%, new 70%; Under way"]
    assert passages(FULL | {"sum": value}, "da")[0] == "Vi går left.", "each language asks for what it names"


def test_braces_in_an_answer_stay_as_they_were_written() -> None:
    text = 'draft: {name: {da: Udkast, en: Draft}, passages: [{text: {da: d, en: "{story} / {way}"}}]}\n'
    found = shown(assessment_report(run(text, {"story": "Choose {way} later", "way": "left"})))
    assert "Choose {way} later / left" in found.replace("\\", "")


# Units

GROUPS = """\
repeat: {id: groups, one: {da: gruppe, en: group}, many: *t, prompt: *t, examples: *t, at_most: 9}
"""
PICKS = """\
picks:
  - {id: start, name: *t, text: *t, none: {da: ingen, en: nobody},
     when: [{dimension: ready, at_least: 3}], by: [ready, need]}
  - {id: help, name: *t, text: *t, none: *t, by: [need, -ready], at_most: 2}
  - {id: far, name: *t, text: *t, none: *t, when: [{dimension: lack, at_least: 1}], by: [lack, -low]}
"""
READY = (
    dimensions("ready", "need")
    + "items:\n"
    + rating("r", "ready")
    + rating("n", "need")
    + GROUPS
    + "figures: [{id: low, rule: weakest, of: [ready, need], name: *t}]\n"
    + "gaps: [{id: lack, name: *t, more: need, less: ready, short: *t}]\n"
    + PICKS
)


def told_units(**given_ones: tuple[Any, Any]) -> dict[str, Any]:
    return {
        f"{unit}/{item}": value for unit, pair in given_ones.items() for item, value in zip("rn", pair, strict=True)
    }


def picked(name: str, **given_ones: tuple[Any, Any]) -> list[str]:
    found = run(READY, told_units(**given_ones))
    return [unit for each, units in found.picked if each.id == name for unit in units]


def test_picks_are_in_the_order_of_their_scores() -> None:
    units: dict[str, tuple[Any, Any]] = {"a": (3, 5), "b": (4, 2), "c": (4, 3), "d": (2, 5), "e": (5, 1)}
    assert picked("start", **units) == ["e", "c", "b"]
    assert picked("help", **units) == ["d", "a"]
    assert picked("far", **units) == ["d", "a"]


CLOSE = READY.replace("by: [ready, need]}", "by: [ready, need], close: 1}")


def in_order(**given_ones: tuple[Any, Any]) -> list[str]:
    return next(list(units) for each, units in run(CLOSE, told_units(**given_ones)).picked if each.id == "start")


def test_of_units_that_are_close_the_next_score_decides() -> None:
    assert in_order(a=(5, 1), b=(4, 3), c=(3, 5)) == ["b", "a", "c"], "c is not close to a, which is the best"
    assert in_order(a=(5, 1), b=(4, 1)) == ["a", "b"], "where that is equal, too, the first score does"
    assert in_order(c=(3, 5), b=(4, 3), a=(5, 1)) == ["b", "a", "c"], "the order of the file changes nothing"


def test_units_as_good_as_the_last_one_named_are_named_too() -> None:
    assert picked("help", a=(3, 5), b=(3, 4), c=(3, 4), d=(2, 3)) == ["a", "b", "c"]
    assert "are to be" not in shown(assessment_report(run(READY, told_units(a=(4, 5), b=(4, 4)))))


def test_units_that_share_the_first_place_are_said_to() -> None:
    told = shown(assessment_report(run(READY, told_units(a=(4, 4), b=(4, 4), c=(3, 1)))))
    assert "A and B come out the same." in told
    assert "come out the same" not in shown(assessment_report(run(READY, told_units(a=(4, 4), b=(4, 3)))))


def test_equal_units_keep_their_order_and_those_without_a_score_are_never_picked() -> None:
    assert picked("start", b=(4, 4), a=(4, 4), c=(5, None), d=("dont-know", 5)) == ["b", "a"]
    assert picked("help", c=(5, None), d=("not-relevant", 5)) == []


def test_where_nobody_stands_out_it_says_so() -> None:
    found = run(READY, told_units(a=(1, 1)))
    assert "nobody" in shown(assessment_report(found))
    assert [ids for _, ids in found.picked] == [(), ("a",), ()]


def test_where_nothing_was_answered_it_does_not_say_that_nobody_stands_out() -> None:
    found = run(READY, told_units(a=("dont-know", 4), b=("dont-know", "not-relevant")))
    assert "nobody" not in shown(assessment_report(found))


UNITS = st.dictionaries(
    st.sampled_from("pqrstu"), st.tuples(*[st.one_of(st.integers(1, 5), st.sampled_from(OPEN))] * 2), max_size=6
)


def by_unit(units: Mapping[str, tuple[Any, Any]], order: Sequence[str]) -> dict[str, Any]:
    return told_units(**{each: units[each] for each in order})


@FEW
@given(UNITS, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter_for_a_unit(units: dict[str, tuple[Any, Any]], random: Any) -> None:
    order = list(units)
    random.shuffle(order)
    here, there = run(READY, by_unit(units, list(units))), run(READY, by_unit(units, order))
    assert {each.unit: (each.scores, each.guide) for each in here.units} == {
        each.unit: (each.scores, each.guide) for each in there.units
    }
    for one, two in zip(here.picked, there.picked, strict=True):
        assert len(one[1]) == len(two[1])
    for each in here.units:
        for found in each.scores.dimensions:
            assert found.value is None or found.ends[0] <= found.value <= found.ends[1]


@FEW
@given(UNITS)
def test_a_unit_is_scored_as_if_it_were_alone(units: dict[str, tuple[Any, Any]]) -> None:
    together = run(READY, by_unit(units, list(units)))
    for each in together.units:
        alone = run(READY, by_unit(units, [each.unit.id]))
        assert (alone.units[0].scores, alone.units[0].guide) == (each.scores, each.guide)
    for pick_, ids in together.picked:
        assert len(ids) <= pick_.at_most and set(ids) <= set(units)


def test_a_pick_takes_any_views() -> None:
    views = {name: {"small": view(READY, {"r": n, "n": n})} for name, n in (("a", 2), ("b", 4), ("c", None))}
    assert pick(small(READY).picks[1], views, "small") == ("b", "a")


ONCE = (
    dimensions("a", "b")
    + "items:\n"
    + plain("when", "choice", ", once: true" + options("now", "later"))
    + rating("all", "b", ", once: true")
    + rating("each", "a")
    + GROUPS
    + "composites: [{id: both, name: *t, of: [a, b]}]\n"
    + "groups: [{id: g, name: *t}]\n"
    + "remarks: [{id: late, group: g, when: [{item: when, equals: later}, {item: each, below: 3}], text: *t}]\n"
)


def test_what_is_asked_once_counts_for_every_unit() -> None:
    found = run(ONCE, {"when": "later", "all": 5, "n/each": 1, "s/each": 3})
    assert [each.scores["both"].value for each in found.units] == [3, 4]
    assert [[told.remark.id for told in each.guide.remarks] for each in found.units] == [["late"], []]
    assert found.scores["b"].value == 5 and found.scores["a"].value is None
    assert found.guide == Guide(), "the rules of a repeated questionnaire speak of its units"
    assert (found.coverage.answered, found.coverage.asked) == (4, 4)


def test_without_units_it_says_so() -> None:
    assert "Nobody is named to answer for" in shown(assessment_report(run(READY, {})))


def test_the_overview_does_not_depend_on_the_first_unit() -> None:
    text = dimensions("a", "b") + "items:\n" + rating("x", "a") + rating("y", "b") + GROUPS
    values = {"n/x": "not-relevant", "n/y": 3, "s/x": 5, "s/y": 3}
    assert [each.columns for each in blocks_of(run(text, values), HeatMap)] == [("Group", "a", "b")]


def test_questions_about_a_unit_are_shown() -> None:
    text = dimensions("a") + "items:\n" + rating("x", "a", ASK % "ask about it") + GROUPS
    found = run(text, {"n/x": 1})
    assert [each.id for each in found.units[0].guide.questions] == ["x"]
    assert "ask about it" in shown(assessment_report(found))


def test_an_allocation_asked_once_is_not_shown_for_every_unit() -> None:
    items = plain("share", "allocation", ", once: true" + options("old", "new")) + rating("x", "a")
    text = dimensions("a") + "items:\n" + items + GROUPS
    told = shown(assessment_report(run(text, {"share": {"old": 40, "new": 60}, "n/x": 3, "s/x": 3})))
    assert told.count("40%") <= 1


# Conditions on another questionnaire

STAFF = "id: staff\n" + HEAD.split("\n", 1)[1] + dimensions("a") + "items:\n" + rating("x", "a")
ELSEWHERE = "groups: [{id: g, name: *t}]\nremarks:\n" + "".join(
    f"  - {{id: on-{other}, group: g, when: [{{instrument: {other}, dimension: a, below: 3}}], text: *t}}\n"
    f"  - {{id: no-{other}, group: g, when: [{{instrument: {other}, item: x, answered: false}}], text: *t}}\n"
    for other in ("staff", "teams")
)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content with two more questionnaires: staff, answered once, and teams, answered for groups."""
    folder = tmp_path / "data"
    (folder / "checklists").mkdir(parents=True)
    (folder / "checklists" / "staff.yaml").write_text(STAFF, encoding="utf-8")
    (folder / "checklists" / "teams.yaml").write_text(STAFF.replace("staff", "teams") + GROUPS, encoding="utf-8")
    for name in ("advice", "phases.yaml"):
        (folder / name).symlink_to(ROOT / "data" / name, target_is_directory=name == "advice")
    monkeypatch.setattr("digitrans.content.catalogue.data_folder", lambda: folder)


def saved(instrument_id: str, values: Mapping[str, Any]) -> None:
    save_result(Answers(**{**vars(answers(values, load_instrument(instrument_id))), "id": None}))


def remarks_of(text: str, values: Mapping[str, Any]) -> list[list[str]]:
    found = run(text + ELSEWHERE, values)
    return [
        [each.remark.id for each in each_guide.remarks] for each_guide in (found.guide, *(u.guide for u in found.units))
    ]


def test_another_questionnaire_without_answers_is_unanswered(content: None) -> None:
    assert remarks_of("", {"x": 3}) == [["no-staff", "no-teams"]]


def test_another_questionnaire_counts_with_its_latest_answers(content: None) -> None:
    saved("staff", {"x": 2})
    assert remarks_of("", {"x": 5}) == [["on-staff", "no-teams"]]
    saved("teams", {"north/x": 2, "south/x": 4})
    assert remarks_of("", {"x": 5}) == [["on-staff", "no-teams"]], "one that is repeated has no answers for the whole"


def test_a_repeated_one_counts_for_the_unit_of_the_same_id(content: None) -> None:
    saved("teams", {"north/x": 2, "south/x": 4, "west/x": "dont-know"})
    saved("staff", {"x": 4})
    values = {f"{unit}/r": 3 for unit in ("south", "north", "west", "east")}
    assert remarks_of(READY, values) == [[], [], ["on-teams"], ["no-teams"], ["no-teams"]]


# Scores that count otherwise than 1 to 5

TEN = (
    dimensions("c", "d")
    + "items:\n"
    + plain("one", "choice", ", dimension: c" + options("no", "yes", points=(0, 10)))
    + plain("two", "choice", ", dimension: c" + options("nay", "half", "yea", points=(0, 4, 10)))
    + plain("three", "choice", ", dimension: d" + options("low", "top", points=(0, 10)))
    + plain("free", "choice", ", dimension: d" + options("left", "right"))
    + "composites: [{id: both, name: *t, of: [c, d]}]\n"
)


@pytest.mark.parametrize(
    ("values", "value", "low", "high"),
    [
        ({"one": "yes", "two": "half"}, 7, 7, 7),
        ({"one": "yes"}, 10, 5, 10),
        ({"one": "yes", "two": "not-relevant"}, 10, 10, 10),
        ({}, None, 0, 10),
    ],
)
def test_choices_with_points_count_between_their_own_ends(
    values: dict[str, Any], value: Any, low: Any, high: Any
) -> None:
    found = scores(TEN, values)["c"]
    assert (found.value, found.low, found.high, found.ends) == (value, low, high, (0, 10))


def test_a_choice_without_points_counts_in_no_score() -> None:
    found = scores(TEN, {"three": "top", "free": "left"})["d"]
    assert [each.item.id for each in found.rated] == ["three"]
    assert small(TEN).items[3].scored_ends is None


def test_a_composite_has_the_ends_of_its_parts() -> None:
    found = scores(TEN, {"one": "yes", "two": "yea", "three": "low"})
    assert (found["both"].value, found["both"].ends) == (Fraction(5), (0, 10))


@FEW
@given(st.lists(st.sampled_from(["no", "yes", None, "dont-know", "not-relevant"]), min_size=1, max_size=1), st.data())
def test_scores_lie_between_their_ends(one: list[str | None], data: Any) -> None:
    values = {"one": one[0]}
    values["two"] = data.draw(st.sampled_from(["nay", "half", "yea", None, "dont-know"]))
    values["three"] = data.draw(st.sampled_from(["low", "top", None, "not-relevant"]))
    found = scores(TEN, values)
    for each in (*found.dimensions, *found.composites):
        for number in (each.value, each.low, each.high):
            assert number is None or 0 <= number <= 10
        assert each.value is None or (
            each.low is not None and each.high is not None and each.low <= each.value <= each.high
        )


def test_bars_of_other_scales_are_drawn_on_them() -> None:
    bars = blocks_of(run(TEN, {"one": "yes", "two": "half", "three": "low"}), Bars)[0]
    assert all(bars.start <= value <= bars.end for bar in bars.bars if (value := bar.value) is not None)


@pytest.mark.parametrize("more", ["both", "10"])
def test_gaps_of_other_scales_are_drawn_on_them(more: str) -> None:
    text = TEN + f"gaps: [{{id: g, name: *t, more: {more}, less: both, short: *t}}]\n"
    bars = blocks_of(run(text, {"one": "yes", "two": "yea", "three": "low"}), Bars)[-1]
    assert (bars.start, bars.end) == (0, 10)


# Composites of composites, top scores and bands

TREE = """\
composites:
  - {id: ab, name: *t, of: [a, b]}
  - {id: cd, name: *t, of: [c, d]}
  - {id: top, name: *t, of: [ab, cd]}
"""


def test_a_composite_of_composites_weighs_its_parts_equally() -> None:
    found = scores(FOUR + TREE, four(5, 3, 1, "not-relevant"))
    assert [each.value for each in found.composites] == [4, 1, Fraction(5, 2)]
    assert found["top"].coverage.relevant == 3


@pytest.mark.parametrize(
    ("more", "top"),
    [
        ("", ["a", "b", "c", "d"]),
        (TREE, ["top"]),
        ("composites: [{id: ab, name: *t, of: [a, b]}]\n", ["ab", "c", "d"]),
        ("gaps: [{id: g, name: *t, more: a, less: 3, short: *t}]\n", ["b", "c", "d"]),
        (GROUPS + "maps: [{id: m, name: *t, of: [c, d]}]\n", ["a", "b"]),
    ],
)
def test_top_scores_are_part_of_nothing_else(more: str, top: list[str]) -> None:
    names = names_of(small(FOUR + more), "en")
    assert [each.id for each in top_scores(names, scores(FOUR + more, four(1, 2, 3, 4)))] == top


BANDED = """\
bands: [{id: poor, name: {da: ringe, en: poor}, below: 3}, {id: fine, name: {da: fin, en: fine}}]
dimensions:
  - {id: a, name: *t}
  - id: b
    name: *t
    bands: [{id: short, name: {da: kort, en: short}, below: 1.5}, {id: long, name: {da: lang, en: long}}]
items:
""" + (rating("x", "a") + rating("y", "b"))


def test_a_dimension_may_have_bands_of_its_own() -> None:
    found = run(BANDED, {"x": 2, "y": 2})
    assert [each.band for each in found.scores.dimensions] == ["poor", "long"]
    assert [bar.words for bar in blocks_of(found, Bars)[0].bars] == ["poor", "long"]


def test_a_dimension_with_bands_of_its_own_is_explained_by_them() -> None:
    found = run(BANDED, {"x": 2, "y": 2})
    told = shown(score_explanation(found, found.scores["b"]))
    assert "short: from 1.0 to below 1.5" in told and "no score" not in told


def test_maps_show_a_row_for_every_unit() -> None:
    text = FOUR + GROUPS + "maps: [{id: m, name: {da: Kort, en: Map}, of: [a, b]}]\n"
    found = run(text, {"n/in-a": 2, "n/in-b": 5, "s/in-a": "dont-know", "s/in-b": 3})
    grid = next(each for each in blocks_of(found, HeatMap) if each.name == "Map")
    assert grid.columns == ("Group", "a", "b")
    assert [(name, *(cell.figure for cell in cells)) for name, cells in grid.rows] == [
        ("N", "2.0", "5.0"),
        ("S", "–", "3.0"),
    ]


def test_advice_without_bands_is_ranked() -> None:
    pieces = ("ask-the-dumb-questions", "assess-your-organisation", "lay-your-strategy", "be-willing-to-take-risks")
    told = ", ".join(f"{{id: {each}, advice: {each}}}" for each in pieces)
    text = f"dimensions: [{told}]\nitems:\n" + "".join(rating(each, each) for each in pieces)
    assert len(run(text, dict.fromkeys(pieces, 3)).guidance.recommendations) == 3


def test_the_fingerprint_changes_with_the_scale() -> None:
    other = "scales: [{id: s, labels: [*t, *t, *t, *t, {da: andet, en: other}]}]"
    changed = parse_model(Instrument, Source("test.yaml", re.sub("^scales.*$", other, whole(""), flags=re.MULTILINE)))
    assert changed.scales != small().scales
    assert fingerprint(changed) != fingerprint(small())


def test_names_in_braces() -> None:
    assert gaps_in("{a} {b-2} {} { a} {A}") == ["a", "b-2"]


# Every fault in declaring rules. The line with "# here" is the one that is named.

TWO = options("p", "q")
DECIDE = "decision:\n  name: *t\n"
LAST = "    - {id: last, name: *t, text: *t}\n"
FIRST = "    - {id: one, name: *t, text: *t, when: [{item: x, below: 2}]}\n"
WHEN = "groups: [{id: g, name: *t}]\nremarks:\n  - id: r\n    group: g\n    text: *t\n    when:\n      - "
BANDS = "bands:\n  - {id: low, name: *t, below: 3}\n  - {id: high, name: *t}\n"
OUTCOMES = "verdict:\n  row: row\n  column: column\n  outcomes:\n"
VERDICT = BANDS + "composites: [{id: row, name: *t, of: [a]}, {id: column, name: *t, of: [b]}]\n"
CELLS = "".join(
    f"    - {{id: {row}-{column}, row: {row}, column: {column}, text: *t,"
    f" name: {{da: {row} {column}, en: {row} {column}}}}}\n"
    for row in ("low", "high")
    for column in ("low", "high")
)
LOOK = "[{item: x, below: 2}, {item: turned, below: 2}], text: *t, question: *t, provenance: "
PICK = "picks:\n  - {id: k, name: *t, text: *t, none: *t, by: [a]}"


def twice(name: str, piece: str, more: str = "") -> tuple[str, str]:
    return "fault.id-twice", f"{more}{name}:\n  - {piece}\n  - {piece} # here\n"


FAULTS: list[tuple[str, str]] = [
    # ids that lead nowhere
    ("fault.unknown-id", "items:\n" + rating("x", "nowhere").replace("\n", " # here\n")),
    ("fault.unknown-id", "items:\n" + rating("x", "a").replace("scale: s", "scale: z").replace("\n", " # here\n")),
    ("fault.unknown-id", "composites:\n  - id: all\n    name: *t\n    of:\n      - a\n      - nowhere # here\n"),
    ("fault.unknown-id", "composites:\n  - {id: all, name: *t, of: [a, all]} # here\n"),
    ("fault.unknown-id", "composites:\n  - {id: e, name: *t, of: [f]} # here\n  - {id: f, name: *t, of: [a]}\n"),
    ("fault.unknown-id", "figures:\n  - id: f\n    rule: mix\n    name: *t\n    of: [a, x] # here\n"),
    ("fault.unknown-id", "figures:\n  - {id: f, rule: mean, name: *t, of: [a, g]} # here\n"
     + "  - {id: g, rule: weakest, name: *t, of: [a, b]}\n"),
    ("fault.weights", "figures:\n  - {id: f, rule: mean, name: *t, of: [a, b], weights: [1]} # here\n"),
    ("fault.weights", "figures:\n  - {id: f, rule: weakest, name: *t, of: [a, b], weights: [1, 2]} # here\n"),
    ("fault.steps-without-bands", "dimensions:\n  - {id: a, name: *t, steps: true} # here\nitems:\n"
     + rating("x", "a")),
    ("fault.unknown-id", "dimensions:\n  - id: a\n    name: *t\n    cap: {item: x, option: p, at_most: 2} # here\n"
     + "items:\n" + rating("x", "a")),
    ("fault.unknown-id", "dimensions:\n  - id: a\n    name: *t\n    cap: {item: w, option: q, at_most: 2} # here\n"
     + "items:\n" + rating("x", "a") + plain("w", "choice", options("left", "right"))),
    ("fault.unknown-id", "gaps:\n  - id: g\n    name: *t\n    more: a\n    less: b\n    short: *t\n"
     + "    far: {at_least: 2, text: {da: '{nowhere}', en: x}} # here\n"),
    ("fault.unknown-id", "groups: [{id: g, name: *t}]\nremarks:\n  - id: r\n    group: g\n"
     + "    text: {da: '{words}', en: x} # here\n    when: [{item: x, below: 2}]\n"),
    ("fault.unknown-id", GROUPS + "maps:\n  - {id: m, name: *t, of: [a, nowhere]} # here\n"),
    ("fault.unknown-id", "gaps:\n  - id: g\n    name: *t\n    more: nowhere # here\n    less: 3\n    short: *t\n"),
    ("fault.unknown-id", "gaps:\n  - id: g\n    name: *t\n    more: 3\n    less: g # here\n    short: *t\n"),
    ("fault.unknown-id", GROUPS + PICK.replace("[a]", "[a, -nowhere]") + " # here\n"),
    ("fault.unknown-id", "remarks:\n  - {id: r, group: nowhere, text: *t, when: [{item: x, below: 2}]} # here\n"),
    ("fault.unknown-id", DECIDE + "  because: [nowhere] # here\n  outcomes:\n" + FIRST + LAST),
    ("fault.unknown-id", 'draft:\n  name: *t\n  passages:\n    - text: {da: "{x}", en: "{y}"} # here\n'),
    ("fault.unknown-id", WHEN + "{item: nowhere, below: 2} # here\n"),
    ("fault.unknown-id", WHEN + "{dimension: x, below: 2} # here\n"),
    ("fault.unknown-id", WHEN + "{item: way, equals: up} # here\n"),
    ("fault.unknown-id", WHEN + "{item: tools, option: hammer} # here\n"),
    ("fault.unknown-id", WHEN + "{item: split, option: half, at_least: 3} # here\n"),
    ("fault.unknown-id", VERDICT + "verdict:\n  row: row\n  column: a # here\n  outcomes:\n" + CELLS),
    ("fault.unknown-id", VERDICT + "verdict:\n  row: nowhere # here\n  column: column\n  outcomes:\n" + CELLS),
    ("fault.unknown-id", "follow:\n  - instrument: other\n    text: *t\n    when: [{item: z, below: 2}] # here\n"),
    ("fault.unknown-id", GROUPS + PICK[:-1] + ", when: [{dimension: z, below: 2}]} # here\n"),
    ("fault.unknown-id", DECIDE + "  outcomes:\n" + FIRST.replace("x, below: 2}]}", "z, below: 2}]} # here") + LAST),
    # the same id twice
    twice("bands", "{id: e, name: *t, below: 3}", ""),
    twice("composites", "{id: e, name: *t, of: [a]}"),
    twice("figures", "{id: e, rule: mix, of: [a, b], name: *t}"),
    twice("gaps", "{id: e, name: *t, more: a, less: b, short: *t}"),
    twice("groups", "{id: e, name: *t}"),
    twice("remarks", "{id: e, group: g, text: *t, when: [{item: x, below: 2}]}", "groups: [{id: g, name: *t}]\n"),
    twice("second_looks", "{id: e, when: " + LOOK + "*p}"),
    twice("tensions", "{id: e, when: " + LOOK + "*p}"),
    twice("maps", "{id: e, name: *t, of: [a, b]}", GROUPS),
    twice("picks", "{id: e, name: *t, text: *t, none: *t, by: [a]}", GROUPS),
    ("fault.id-twice", "dimensions:\n  - {id: a, name: *t}\n  - {id: a, name: *t} # here\nitems:\n" + rating("x", "a")),
    ("fault.id-twice", "items:\n" + rating("x", "a") + rating("x", "b").replace("\n", " # here\n")),
    ("fault.id-twice", "items:\n" + plain("x", "choices", options("p", "p")).replace("\n", " # here\n")),
    ("fault.id-twice", "dimensions:\n  - {id: a, advice: z}\n  - {id: b, advice: z} # here\nitems:\n"
        + rating("x", "a")),
    ("fault.id-twice", VERDICT + OUTCOMES + CELLS.replace("id: high-high", "id: low-low")[:-1] + " # here\n"),
    # items and their scales
    ("fault.no-dimension", "items:\n" + rating("x", "a").replace("dimension: a, ", "").replace("\n", " # here\n")),
    ("fault.mixed-scales", "items:\n" + rating("x", "a")
        + plain("y", "choice", ", dimension: a" + options("p", "q", points=(0, 5))).replace("\n", " # here\n")),
    ("fault.mixed-scales", "items:\n" + plain("x", "choice", ", dimension: a" + options("p", "q", points=(1, 3)))
        + plain("y", "choice", ", dimension: a" + options("p", "q", points=(1, 4))).replace("\n", " # here\n")),
    ("fault.some-points", "items:\n"
        + plain("x", "choice", TWO.replace("q}}", "q}, points: 1}")).replace("\n", " # here\n")),
    ("fault.same-points", "items:\n"
        + plain("x", "choice", ", dimension: a" + options("p", "q", points=(3, 3))).replace("\n", " # here\n")),
    # names, bands, verdict
    ("fault.no-name", "dimensions:\n  - {id: a} # here\nitems:\n" + rating("x", "a")),
    ("fault.no-name", "composites:\n  - {id: all, of: [a]} # here\n"),
    ("fault.bands", "bands: # here\n  - {id: low, name: *t, below: 3}\n"),
    ("fault.bands", "bands: # here\n  - {id: low, name: *t}\n  - {id: high, name: *t}\n"),
    ("fault.bands", "bands: # here\n  - {id: m, name: *t, below: 4}\n" + BANDS.removeprefix("bands:\n")),
    ("fault.bands", "bands: # here\n  - {id: m, name: *t, below: 3}\n" + BANDS.removeprefix("bands:\n")),
    ("fault.bands", "dimensions:\n  - id: a\n    name: *t\n    bands: [{id: e, name: *t, below: 3}] # here\nitems:\n"
        + rating("x", "a")),
    ("fault.verdict", VERDICT + OUTCOMES[:-1] + " # here\n" + CELLS.split("\n", 1)[1]),
    ("fault.verdict", VERDICT + OUTCOMES[:-1] + " # here\n" + CELLS
        + "    - {id: more, row: low, column: low, name: *t, text: *t}\n"),
    # conditions
    ("fault.condition", WHEN + "{at_least: 3} # here\n"),
    ("fault.condition", WHEN + "{item: x, dimension: a, at_least: 3} # here\n"),
    ("fault.condition", WHEN + "{item: x} # here\n"),
    ("fault.condition", WHEN + "{instrument: other, dimension: a} # here\n"),
    ("fault.condition", WHEN + "{answered: true} # here\n"),
    ("fault.unknown-id", WHEN + "any_of:\n        - {item: x, below: 2}\n        - {item: nowhere, below: 2} # here\n"),
    ("fault.unknown-id", WHEN + "any_of:\n        - {item: x, below: 2}\n        - any_of:\n"
        + "            - {item: x, below: 2}\n            - {dimension: z, below: 2} # here\n"),
    ("fault.condition", WHEN + "any_of:\n        - {item: x, below: 2}\n        - {item: x} # here\n"),
    ("fault.condition-kind", WHEN + "any_of:\n        - {item: x, below: 2}\n        - {item: way, below: 2} # here\n"),
    ("fault.too-few", WHEN + "any_of: [{item: x, below: 2}] # here\n"),
    ("fault.any-of", WHEN + "{item: x, any_of: [{item: x, below: 2}, {item: x, at_least: 4}]} # here\n"),
    ("fault.any-of", WHEN + "{units: any, any_of: [{item: x, below: 2}, {item: x, at_least: 4}]} # here\n"),
    ("fault.units-of-what", WHEN + "{item: x, units: any, below: 2} # here\n"),
    ("fault.units-of-what", WHEN + "{instrument: small, item: x, units: all, below: 2} # here\n"),
    ("fault.not-one-of", WHEN + "{instrument: other, item: x, units: some, below: 2} # here\n"),
    ("fault.last-outcome", DECIDE + "  outcomes:\n" + FIRST
        + "    - id: last\n      name: *t\n      text: *t\n      when: [{item: x, below: 2}] # here\n"),
    # what only a repeated questionnaire has
    ("fault.no-repeat", PICK.replace("\n", " # here\n") + "\n"),
    ("fault.no-repeat", "maps: # here\n  - {id: m, name: *t, of: [a, b]}\n"),
    ("fault.no-repeat", "items:\n" + rating("x", "a", ", once: true").replace("\n", " # here\n")),
    # provenance
    ("fault.derived-without-passage", "tensions:\n  - id: e\n    when: " + LOOK.partition(", text")[0]
        + "\n    text: *t\n    question: *t\n    provenance: {kind: derived, pages: 8} # here\n"),
    ("fault.derived-without-passage", "items:\n"
        + rating("x", "a").replace("*p", "{kind: derived, pages: 8}").replace("\n", " # here\n")),
    # the shape
    ("fault.not-one-of", "figures:\n  - {id: f, rule: middle, of: [a, b], name: *t} # here\n"),
    ("fault.too-few", "figures:\n  - {id: f, rule: mix, of: [a], name: *t} # here\n"),
    ("fault.too-big", "figures:\n  - {id: f, rule: weakest, count: 10, of: [a, b], name: *t} # here\n"),
    ("fault.too-few", DECIDE + "  outcomes: # here\n" + LAST),
    ("fault.too-few", "items:\n" + plain("x", "choice", options("p")).replace("\n", " # here\n")),
    ("fault.too-many", "items:\n" + plain("x", "choices", options(*"abcdefghij")).replace("\n", " # here\n")),
    ("fault.too-big", "items:\n" + plain("x", "choice", options("p", "q", points=(1, 101))).replace("\n", " # here\n")),
    ("fault.missing", "items:\n" + plain("x", "number").replace("\n", " # here\n")),
    ("fault.missing", "items:\n" + plain("x", "allocation").replace("\n", " # here\n")),
    ("fault.unknown-key-near", WHEN + "{item: x, at_lest: 3} # here\n"),
    ("fault.not-bool", WHEN + "{item: x, answered: 1} # here\n"),
    ("fault.missing", WHEN + "{mentions: {da: [ord]}} # here\n"),
    ("fault.too-small", GROUPS.replace("at_most: 9}", "at_most: 0} # here")),
    ("fault.too-big", GROUPS.replace("at_most: 9}", "at_most: 31} # here")),
]  # fmt: skip


def faults_of(text: str) -> list[tuple[str, int | None]]:
    try:
        parse_model(Instrument, Source("test.yaml", whole(text)))
    except InputFault as found:
        assert all(Words(language).error(found) for language in ("da", "en"))
        return [(each.message, each.line) for each in found.faults]
    return []


def line_of(text: str) -> int:
    lines = [number for number, line in enumerate(whole(text).splitlines(), 1) if line.endswith("# here")]
    assert len(lines) == 1, "one line is the faulty one"
    return lines[0]


@pytest.mark.parametrize(("message", "text"), FAULTS)
def test_a_fault_in_a_declaration_is_told_with_its_line(message: str, text: str) -> None:
    assert (message, line_of(text)) in faults_of(text)


def test_what_the_faults_are_made_from_has_none() -> None:
    for text in ("", RULES + DECISION, VERDICT + OUTCOMES + CELLS):
        assert small(text).id == "small"


NEVER = {
    "two outcomes of a decision have one id": ("id-twice", DECIDE + "  outcomes:\n" + FIRST + FIRST + LAST),
    "outcomes after one without conditions are never reached": (
        "hidden-outcome", DECIDE + "  outcomes:\n" + LAST.replace("last", "one") + LAST
    ),
    "a dimension and a composite have one id": ("id-twice", "composites: [{id: a, name: *t, of: [b]}]\n"),
    "a dimension and a figure have one id": ("id-twice", "figures: [{id: a, rule: mix, of: [a, b], name: *t}]\n"),
    "a figure and a gap have one id": (
        "id-twice",
        "figures: [{id: z, rule: mix, of: [a, b], name: *t}]\ngaps: [{id: z, name: *t, more: a, less: b, short: *t}]\n",
    ),
    "a composite of different scales": ("mixed-scales", "composites: [{id: all, name: *t, of: [a, c]}]\n"),
    "a composite of a composite of another scale": (
        "mixed-scales", "composites: [{id: one, name: *t, of: [c]}, {id: all, name: *t, of: [a, one]}]\n"
    ),
    "a mix of different scales": ("mixed-scales", "figures: [{id: f, rule: mix, of: [a, c], name: *t}]\n"),
    "a gap between different scales": ("mixed-scales", "gaps: [{id: g, name: *t, more: a, less: c, short: *t}]\n"),
    "a text of a gap names what it has not": (
        "unknown-id", 'gaps: [{id: g, name: *t, more: a, less: b, short: {da: "{unit}", en: "{units}"}}]\n'
    ),
    "an option is named as an answer that is none": (
        "reserved-id", "items:\n" + plain("x", "choice", options("yes", "dont-know"))
    ),
    "an option of an allocation is named as a key": (
        "reserved-id", "items:\n" + plain("x", "allocation", options("value", "worth"))
    ),
    "a number with its lowest above its highest": (
        "limits", "items:\n" + plain("x", "number", ", unit: *t, lowest: 9, highest: 1")
    ),
    "a limit on a text": ("condition-kind", WHEN + "{item: story, at_least: 3}\n"),
    "a limit on a choice without points": ("condition-kind", WHEN + "{item: way, at_least: 3}\n"),
    "a limit on a status": ("condition-kind", WHEN + "{item: line, below: 3}\n"),
    "a limit on several options": ("condition-kind", WHEN + "{item: tools, at_least: 1}\n"),
    "a limit on an allocation without an option": ("condition-kind", WHEN + "{item: split, at_least: 3}\n"),
    "an option alone on an allocation": ("condition-kind", WHEN + "{item: split, option: new}\n"),
    "several options that equal one": ("condition-kind", WHEN + "{item: tools, equals: pen}\n"),
    "words in a rating": ("condition-kind", WHEN + "{item: x, mentions: {da: [a], en: [a]}}\n"),
    "words in one of several items": ("condition-kind", WHEN + "{items: [story, x], lacks: {da: [a], en: [a]}}\n"),
    "words in an unknown item": ("unknown-id", WHEN + "{items: [story, z], lacks: {da: [a], en: [a]}}\n"),
    "an option of a rating": ("condition-kind", WHEN + "{item: x, equals: five}\n"),
    "an unknown status": ("unknown-id", WHEN + "{item: line, equals: finished}\n"),
    "a figure that equals none of its parts": ("unknown-id", RULES + WHEN + "{dimension: low, equals: c}\n"),
    "a score that equals": ("unknown-id", WHEN + "{dimension: a, equals: a}\n"),
    "a limit on the items of words": ("condition", WHEN + "{items: [story], at_least: 3}\n"),
    "a draft of a repeated questionnaire from what is asked for units": (
        "unknown-id", GROUPS + 'draft: {name: *t, passages: [{text: {da: "ord", en: "{x}"}}]}\n'
    ),
    "a condition that names its own questionnaire": (
        "unknown-id", WHEN + "{instrument: small, item: nowhere, below: 2}\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_a_declaration_that_can_never_work_is_a_fault(name: str) -> None:
    message, text = NEVER[name]
    assert [each for each, _ in faults_of(text)] == [f"fault.{message}"]


SILENT = {
    "a tension about what is asked for units": GROUPS + "tensions: [{id: e, when: " + LOOK + "*p}]\n",
    "a second look at what is asked for units": GROUPS + "second_looks: [{id: e, when: " + LOOK + "*p}]\n",
    "a verdict over what is asked for units": GROUPS + VERDICT + OUTCOMES + CELLS,
    "sides of what is asked for units": SIDES + GROUPS,
    "what an answer speaks for without sides": SIDES.partition("sides:")[0],
}


@pytest.mark.parametrize("name", SILENT)
def test_a_declaration_that_is_never_shown_is_a_fault(name: str) -> None:
    assert faults_of(SILENT[name])


SLIPS = {
    "a wrong end of a gap": "gaps:\n  - {id: g, name: *t, more: Needed, less: a, short: *t} # here\n",
    "a quoted limit": WHEN + '{item: x, at_least: "3"} # here\n',
    "a wrong key in a list": WHEN + "{item: x, at_lest: 3} # here\n",
    "a missing key in a list": "items:\n" + plain("x", "number").replace("\n", " # here\n"),
    "a composite twice": twice("composites", "{id: e, name: *t, of: [a]}")[1],
    "a gap twice": twice("gaps", "{id: e, name: *t, more: a, less: b, short: *t}")[1],
}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_one_fault(name: str) -> None:
    assert [line for _, line in faults_of(SLIPS[name])] == [line_of(SLIPS[name])]


# The worked examples of docs/scoring.md that are about declared rules

DOCUMENT = ROOT / "docs" / "scoring.md"
EXAMPLE = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULE = re.compile(r"^(figure|gap|decision|remarks|departments):", re.MULTILINE)
NAMED = ("first", "second", "third", "fourth")
PARAMETERS = ("energy", "knowledge", "competences", "foundation", "culture", "backing")


def rule_examples() -> list[Any]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return [
        pytest.param(found[1], id=f"line-{text.count(chr(10), 0, found.start()) + 1}")
        for found in EXAMPLE.finditer(text)
        if RULE.search(found[1])
    ]


def declared(example: Mapping[str, Any]) -> str:
    """An example's rules as a content file has them, for dimensions named first, second and so on."""
    names = NAMED[: len(example["dimensions"])]
    text = dimensions(*names) + "items:\n"
    for name, told in zip(names, example["dimensions"], strict=True):
        text += "".join(rating(f"{name}-{index}", name) for index in range(len(told)))
    if "figure" in example:
        text += f"figures: [{{id: figure, name: *t, of: [{', '.join(names)}], {inner(example['figure'])}}}]\n"
    if "gap" in example:
        gap = {"more": "first", "less": "second"} | example["gap"]
        said = ", ".join(f"{each}: {{da: {each}, en: {each}}}" for each in ("short", "over", "even"))
        text += f"gaps: [{{id: gap, name: *t, {said}, {inner(gap)}}}]\n"
    if "decision" in example:
        told = (f"{{id: {each['outcome']}, name: *t, text: *t{when(each)}}}" for each in example["decision"])
        text += f"decision: {{name: *t, outcomes: [{', '.join(told)}]}}\n"
    if "remarks" in example:
        told = (f"{{id: {each['remark']}, group: g, text: *t{when(each)}}}" for each in example["remarks"])
        text += f"groups: [{{id: g, name: *t}}]\nremarks: [{', '.join(told)}]\n"
    return text


def inner(told: Mapping[str, Any]) -> str:
    return json.dumps(told)[1:-1]


def when(told: Mapping[str, Any]) -> str:
    return f", when: {json.dumps(told['when'])}" if "when" in told else ""


def rule_facts(example: Mapping[str, Any]) -> dict[str, Any]:
    text = declared(example)
    values = {
        f"{name}-{index}": None if value == "unanswered" else value
        for name, told in zip(NAMED, example["dimensions"], strict=False)
        for index, value in enumerate(told)
    }
    told, figures = guided(text, values), scores(text, values).figures
    facts: dict[str, Any] = {
        "outcome": told.decided.id if told.decided else None,
        "remarks": [each.remark.id for each in told.remarks],
    }
    for figure in figures:
        facts |= {"value": figure.value, "named": list(figure.named), "missing": list(figure.missing)}
        facts["shares"] = [share for _, share in figure.shares]
    for each in told.distances:
        facts |= {"difference": each.difference, "said": each.said.en if each.said else None}
    return facts


def department_facts(example: Mapping[str, Any]) -> dict[str, Any]:
    instrument = load_instrument("maturity")
    values: dict[str, Any] = {}
    for unit, told in example["departments"].items():
        values[f"{unit}/need"] = told["need"]
        for group in ("staff", "managers"):
            ratings = zip(PARAMETERS, told[group], strict=True)
            values |= {f"{unit}/{name}-{group}": None if n == "unanswered" else n for name, n in ratings}
    found = compute(names_of(instrument, "en"), answers(values, instrument), latest=False)
    return {
        "scores": {
            each.unit.id: {score.id: score.value for score in (*each.scores.dimensions, *each.scores.composites)}
            for each in found.units
        },
        "decisions": {each.unit.id: each.guide.decided.id for each in found.units if each.guide.decided},
        "picks": {each.id: list(ids) for each, ids in found.picked},
    }


def check_expected(name: str, wanted: Any, found: Any) -> None:
    """What an example expects is there; numbers are compared exactly, and of mappings only what it names."""
    if isinstance(wanted, dict):
        for each, value in wanted.items():
            check_expected(f"{name}/{each}", value, found[each])
    elif isinstance(found, Fraction):
        assert found == Fraction(str(wanted)), name
    else:
        assert found == wanted, name


@pytest.mark.parametrize("text", rule_examples())
def test_an_example_of_the_document_about_rules(text: str) -> None:
    example = Source("docs/scoring.md", text).values
    assert set(example) <= {"dimensions", "figure", "gap", "decision", "remarks", "departments", "expect"}
    assert example["expect"]
    facts = department_facts(example) if "departments" in example else rule_facts(example)
    check_expected("expect", example["expect"], facts)
