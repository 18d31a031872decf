"""Scores: every worked example of ``docs/scoring.md`` recomputed, and what must hold for any answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.answers.conditions import looks
from digitrans.answers.guidance import advise
from digitrans.answers.scoring import Score, Scores, band_of, mean, score
from digitrans.answers.values import Answer, Answers, Missing, asked_items
from digitrans.answers.verdict import Judgement
from digitrans.answers.wording import figure, names_for
from digitrans.content.catalogue import load_advice, load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem, Rating
from digitrans.files.sources import Source
from digitrans.texts import Words

DOCUMENT = ROOT / "docs" / "scoring.md"
EXAMPLE = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULE = re.compile(r"^(figure|gap|decision|remarks|departments):", re.MULTILINE)  # see test_rules.py

Value = int | Missing
FEW = settings(max_examples=60, deadline=None)
WORDS = {"da": "ord", "en": "words"}
DERIVED = {"kind": "source", "pages": 1}


def small(sizes: Sequence[int], reversed_items: frozenset[int] = frozenset()) -> Instrument:
    """Dimensions d0, d1, ... of so many items each, i0, i1, ... throughout, and "all", the mean of the dimensions."""
    dimensions = [f"d{index}" for index in range(len(sizes))]
    of = [name for name, size in zip(dimensions, sizes, strict=True) for _ in range(size)]
    items = [
        {
            "id": f"i{index}",
            "kind": "rating",
            "dimension": dimension,
            "scale": "extent",
            "reverse": index in reversed_items,
            "text": WORDS,
            "provenance": DERIVED,
        }
        for index, dimension in enumerate(of)
    ]
    return Instrument.model_validate(
        {
            "id": "small",
            "kind": "questionnaire",
            "version": 1,
            "title": WORDS,
            "purpose": WORDS,
            "minutes": 1,
            "provenance": DERIVED,
            "scales": [{"id": "extent", "labels": [WORDS] * 5}],
            "bands": [
                {"id": "attention", "name": WORDS, "below": 2.5},
                {"id": "on-its-way", "name": WORDS, "below": 3.5},
                {"id": "strength", "name": WORDS},
            ],
            "dimensions": [{"id": name, "name": WORDS} for name in dimensions],
            "composites": [{"id": "all", "name": WORDS, "of": dimensions}],
            "items": items,
        }
    )


def given_answers(values: Sequence[Value]) -> Answers:
    return Answers("small", 1, values={f"i{index}": Answer(value) for index, value in enumerate(values)})


def scored(lists: Sequence[Sequence[Value]], reversed_items: frozenset[int] = frozenset()) -> Scores:
    instrument = small([len(each) for each in lists], reversed_items)
    return score(instrument, given_answers([value for each in lists for value in each]))


# The worked examples of the document


def examples() -> list[Any]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return [
        pytest.param(match[1], id=f"line-{text.count(chr(10), 0, match.start()) + 1}")
        for match in EXAMPLE.finditer(text)
        if not RULE.search(match[1])
    ]


def values_of(told: Sequence[int | str]) -> list[Value]:
    missing = {each.value for each in Missing}
    return [Missing(each) if each in missing else each for each in told]  # type: ignore[misc]


def exact(value: int | float | str | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def score_facts(found: Score) -> dict[str, Any]:
    coverage = found.coverage
    return {
        "score": found.value,
        "low": found.low,
        "high": found.high,
        "band": found.band,
        "shown": figure(names_for(Words("en"), small([1]), [], ()), found),
        "points": [each.points for each in found.rated],
        "parts": [part.value for part in found.parts],
        "answered": coverage.answered,
        "dont-know": coverage.dont_know,
        "not-relevant": coverage.not_relevant,
        "unanswered": coverage.unanswered,
        "asked": coverage.asked,
        "relevant": coverage.relevant,
    }


@cache
def shipped(instrument_id: str) -> Instrument:
    return load_instrument(instrument_id)


def answered(instrument: Instrument, told: Mapping[str, int | str], short: bool = False) -> Answers:
    assert set(told) <= {item.id for item in asked_items(instrument, short)}
    values = dict(zip(told, (Answer(each) for each in values_of(list(told.values()))), strict=True))
    return Answers(instrument.id, instrument.version, short, values)


def short_form(example: Mapping[str, Any]) -> dict[str, int | str]:
    """The nine ratings, capacity and timing as answers to the short self-assessment."""
    instrument = shipped("self-assessment")
    told = dict(zip((each.id for each in instrument.dimensions), all_of_short(example), strict=True))
    given = {item.id: turned(item, told[item.dimension]) for item in asked_items(instrument, True) if item.dimension}
    return given | {name: example[name] for name in ("kind-of-change",) if name in example}


def all_of_short(example: Mapping[str, Any]) -> list[int | str]:
    return [*example["nine"], example["capacity"], example["timing"]]


def turned(item: AnyItem, value: int | str) -> int | str:
    """The answer that counts as ``value``."""
    return 6 - value if isinstance(value, int) and isinstance(item, Rating) and item.reverse else value


def judgement_facts(judgement: Judgement | None) -> dict[str, Any]:
    assert judgement is not None
    return {
        "outcome": judgement.outcome.id if judgement.outcome else None,
        "unsure": judgement.unsure,
        "decided-by": list(judgement.decides),
        "held-by": [each.id for each in judgement.held],
        "held-by-answers": [each.item.id for each in judgement.lacking],
        "without-floor": judgement.without_floor.id if judgement.without_floor else None,
        "between": [each.id for each in judgement.between] if judgement.between else None,
        "changes": [
            {
                "part": each.part,
                "parts": list(each.parts),
                "before": each.before,
                "after": each.after,
                "outcome": each.outcome.id,
            }
            | ({"answers": list(each.answers)} if each.answers else {})
            for each in judgement.changes
        ],
    }


def shipped_facts(example: Mapping[str, Any]) -> dict[str, Any]:
    instrument = shipped(example.get("instrument", "self-assessment"))
    short = "nine" in example
    answers = answered(instrument, short_form(example) if short else example["answers"], short)
    scores = score(instrument, answers)
    done = {(each.id, action) for each in load_advice() for action in example.get("done", [])}
    guidance = advise(instrument, answers, scores, {each.id: each for each in load_advice()}, done=done)
    known = {instrument.id: (instrument, answers, scores)}
    if "earlier" in example:
        other = shipped("self-assessment")
        earlier = answered(other, example["earlier"])
        known[other.id] = (other, earlier, score(other, earlier))
    facts: dict[str, Any] = {
        "scores": {each.id: each.value for each in (*scores.dimensions, *scores.composites)},
        "recommended": [each.advice.number for each in guidance.recommendations],
        "build-on": guidance.strength.advice.number if guidance.strength else None,
        "all-strong": guidance.all_strong,
        "ties": [
            {
                "shown": [each.number for each in tie.shown],
                "others": [each.number for each in tie.others],
                "by-change": tie.by_change,
            }
            for tie in guidance.ties
        ],
        "second-looks": [each.id for each in guidance.second_looks],
        "tensions": [each.id for each in looks(instrument.tensions, known, instrument.id)],
    }
    if guidance.recommendations:
        facts["lowest"] = [each.item.id for each in guidance.recommendations[0].lowest]
        facts["case"] = guidance.recommendations[0].case.id
        facts["actions"] = [each.id for each in guidance.recommendations[0].actions]
    return facts | (judgement_facts(guidance.judgement) if guidance.judgement else {})


def facts_of(example: Mapping[str, Any]) -> dict[str, Any]:
    if "ratings" in example:
        turned = frozenset(each - 1 for each in example.get("reversed", []))
        return score_facts(scored([values_of(example["ratings"])], turned)["d0"])
    if "dimensions" in example:
        scores = scored([values_of(each) for each in example["dimensions"]])
        return score_facts(scores["all"]) | {"uniform": scores.uniform, "sparse": scores.sparse}
    return shipped_facts(example)


def with_fractions(name: str, wanted: Any) -> Any:
    """What an example expects, its numbers as exact fractions."""
    if name in ("score", "low", "high"):
        return exact(wanted)
    if name == "parts":
        return [exact(each) for each in wanted]
    if name == "scores":
        return {each: exact(value) for each, value in wanted.items()}
    if name == "changes":
        return [each | {"before": exact(each["before"]), "after": exact(each["after"])} for each in wanted]
    return wanted


@pytest.mark.parametrize("text", examples())
def test_an_example_of_the_document(text: str) -> None:
    example = Source("docs/scoring.md", text).values
    known = {"ratings", "reversed", "dimensions", "nine", "capacity", "timing", "instrument", "answers", "earlier"}
    known |= {"kind-of-change", "done"}
    assert set(example) <= known | {"expect"}
    assert example["expect"]
    facts = facts_of(example)
    for name, wanted in example["expect"].items():
        found = facts[name]
        if name == "scores":
            found = {each: found[each] for each in wanted}
        assert found == with_fractions(name, wanted), name


def test_every_example_block_is_found() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert len(EXAMPLE.findall(text)) == text.count("```yaml example") > len(examples()) > 30


# What must hold for any answers

ANSWER: st.SearchStrategy[Value] = st.one_of(st.integers(1, 5), st.sampled_from(list(Missing)))
LISTS = st.lists(st.lists(ANSWER, min_size=1, max_size=6), min_size=1, max_size=5)
TURNED = st.frozensets(st.integers(0, 29))


def all_of(scores: Scores) -> tuple[Score, ...]:
    return (*scores.dimensions, *scores.composites)


@FEW
@given(LISTS, TURNED)
def test_scores_are_bounded_and_inside_their_range(lists: list[list[Value]], turned: frozenset[int]) -> None:
    for each in all_of(scored(lists, turned)):
        assert (each.low is None) == (each.high is None) == (each.coverage.relevant == 0)
        if each.low is not None and each.high is not None:
            assert 1 <= each.low <= each.high <= 5
        assert (each.band is None) == (each.value is None)
        if each.value is not None:
            assert each.low is not None and each.high is not None
            assert each.low <= each.value <= each.high


@FEW
@given(LISTS, TURNED)
def test_coverage_counts_every_item_once(lists: list[list[Value]], turned: frozenset[int]) -> None:
    scores = scored(lists, turned)
    for each, values in zip(scores.dimensions, lists, strict=True):
        assert each.coverage.asked == len(values)
        assert each.coverage.answered == sum(isinstance(value, int) for value in values)
        enough = 0 < each.coverage.answered * 2 >= each.coverage.relevant
        assert (each.value is not None) == enough
    assert scores.coverage == scores["all"].coverage
    assert scores.coverage.asked == sum(map(len, lists))


@FEW
@given(LISTS, TURNED, st.data())
def test_a_higher_rating_never_lowers_a_score(lists: list[list[Value]], turned: frozenset[int], data: Any) -> None:
    flat = [value for each in lists for value in each]
    rated = [index for index, value in enumerate(flat) if isinstance(value, int) and value < 5]
    if not rated:
        return
    index = data.draw(st.sampled_from(rated))
    instrument = small([len(each) for each in lists], turned)
    before = score(instrument, given_answers(flat))
    old = flat[index]
    assert isinstance(old, int)
    after = score(instrument, given_answers([*flat[:index], old + 1, *flat[index + 1 :]]))
    for old_score, new_score in zip(all_of(before), all_of(after), strict=True):
        for was, becomes in (
            (old_score.value, new_score.value),
            (old_score.low, new_score.low),
            (old_score.high, new_score.high),
        ):
            assert (was is None) == (becomes is None)
            if was is not None and becomes is not None:
                assert becomes <= was if index in turned else becomes >= was


@FEW
@given(LISTS, TURNED, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(lists: list[list[Value]], turned: frozenset[int], random: Any) -> None:
    instrument = small([len(each) for each in lists], turned)
    answers = given_answers([value for each in lists for value in each])
    shuffled = list(answers.values.items())
    random.shuffle(shuffled)
    assert score(instrument, Answers("small", 1, values=dict(shuffled))) == score(instrument, answers)


@FEW
@given(st.lists(ANSWER, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(values: list[Value], random: Any) -> None:
    other = list(values)
    random.shuffle(other)
    one, two = scored([values])["d0"], scored([other])["d0"]
    assert (one.value, one.low, one.high, one.coverage) == (two.value, two.low, two.high, two.coverage)


@FEW
@given(LISTS, TURNED)
def test_unanswered_or_dont_know_gives_the_same_figures(lists: list[list[Value]], turned: frozenset[int]) -> None:
    said = [[Missing.DONT_KNOW if value is Missing.UNANSWERED else value for value in each] for each in lists]
    for before, after in zip(all_of(scored(lists, turned)), all_of(scored(said, turned)), strict=True):
        assert (before.value, before.low, before.high) == (after.value, after.low, after.high)


@FEW
@given(st.lists(st.lists(st.sampled_from(list(Missing)), min_size=1, max_size=5), min_size=1, max_size=4), TURNED)
def test_without_a_rating_there_is_no_score(lists: list[list[Value]], turned: frozenset[int]) -> None:
    scores = scored(lists, turned)
    assert all(each.value is None and each.band is None for each in all_of(scores))
    assert not scores.uniform


@FEW
@given(st.lists(st.one_of(st.integers(1, 5), st.just(Missing.NOT_RELEVANT)), min_size=1, max_size=8), TURNED)
def test_not_relevant_opens_no_range(values: list[Value], turned: frozenset[int]) -> None:
    found = scored([values], turned)["d0"]
    assert not found.has_range
    assert found.low == found.value == found.high


@FEW
@given(LISTS, TURNED)
def test_the_range_is_what_the_extremes_give(lists: list[list[Value]], turned: frozenset[int]) -> None:
    scores = scored(lists, turned)

    def filled(points: int) -> Scores:
        flat = [value for each in lists for value in each]
        for index, value in enumerate(flat):
            if value in (Missing.UNANSWERED, Missing.DONT_KNOW):
                flat[index] = 6 - points if index in turned else points
        return score(small([len(each) for each in lists], turned), given_answers(flat))

    lowest, highest = filled(1), filled(5)
    for each, low, high in zip(scores.dimensions, lowest.dimensions, highest.dimensions, strict=True):
        assert (each.low, each.high) == (low.value, high.value)
    whole, low_whole, high_whole = scores["all"], lowest["all"].value, highest["all"].value
    if low_whole is None or high_whole is None:
        assert whole.low is None and whole.high is None
        return
    ends = [low_whole, high_whole, *([] if whole.value is None else [whole.value])]
    assert (whole.low, whole.high) == (min(ends), max(ends))


@FEW
@given(LISTS, TURNED)
def test_a_composite_lies_within_its_parts(lists: list[list[Value]], turned: frozenset[int]) -> None:
    whole = scored(lists, turned)["all"]
    values = [part.value for part in whole.parts if part.value is not None]
    if whole.value is not None:
        assert min(values) <= whole.value <= max(values)
        assert whole.value == mean(values)


# Single rules


def test_a_mean_of_nothing_is_nothing() -> None:
    assert mean([]) is None


@pytest.mark.parametrize(
    ("value", "shown"), [("2.45", "2.5"), ("2.4499", "2.4"), ("3.25", "3.3"), ("10/3", "3.3"), ("5", "5.0")]
)
def test_rounding_is_half_up(value: str, shown: str) -> None:
    assert Words("en").number(Fraction(value)) == shown


@pytest.mark.parametrize(
    ("value", "band"),
    [("1", "attention"), ("2499/1000", "attention"), ("2.5", "on-its-way"), ("3.5", "strength"), ("5", "strength")],
)
def test_a_boundary_belongs_to_the_upper_band(value: str, band: str) -> None:
    assert band_of(Fraction(value), small([1]).bands) == band


def test_without_a_value_or_bands_there_is_no_band() -> None:
    assert band_of(None, small([1]).bands) is None
    assert band_of(Fraction(3), ()) is None


def test_one_rating_alone_is_not_uniform() -> None:
    assert not scored([[3, Missing.DONT_KNOW]]).uniform
    assert scored([[3, 3]]).uniform


def test_uniform_looks_at_the_given_number_not_the_turned_one() -> None:
    assert scored([[5, 5]], frozenset({1})).uniform
    assert not scored([[5, 1]], frozenset({1})).uniform


def test_the_short_form_leaves_out_the_other_items() -> None:
    instrument = shipped("self-assessment")
    best = {item.id: 1 if isinstance(item, Rating) and item.reverse else 5 for item in instrument.items}
    ratings = {item.id: best[item.id] if item.short else 6 - best[item.id] for item in instrument.items}
    long = [item for item in instrument.items if isinstance(item, Rating) and not item.short]
    found = score(instrument, Answers(instrument.id, 1, True, {name: Answer(each) for name, each in ratings.items()}))
    assert long
    assert found.coverage.asked == sum(item.short and not item.optional for item in instrument.items)
    reached = {each.rated[0].points for each in found.dimensions if each.rated}
    assert reached == {5}


def test_scores_are_found_by_id() -> None:
    scores = scored([[3], [5]])
    assert "d0" in scores and "all" in scores and "d2" not in scores
    assert scores["all"].value == 4
