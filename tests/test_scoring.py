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
from digitrans.advising import Guidance, advise, looks
from digitrans.answers import Answer, Answers, Missing
from digitrans.content import Advice, Instrument
from digitrans.loading import load_advice, load_instrument
from digitrans.reading import Source
from digitrans.scoring import Score, Scores, score
from digitrans.texts import Words

EXAMPLE = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [match[1] for match in EXAMPLE.finditer((ROOT / "docs" / "scoring.md").read_text(encoding="utf-8"))]
FEW = settings(max_examples=60, deadline=None)
SHIPPED = "self-assessment"


@cache
def shipped(instrument_id: str) -> Instrument:
    return load_instrument(instrument_id)


@cache
def advice() -> Mapping[str, Advice]:
    return {each.id: each for each in load_advice()}


def answer(given: Any) -> Answer:
    return Answer(given if isinstance(given, int) else Missing(given))


def number(given: Any) -> Fraction | None:
    return None if given is None else Fraction(str(given))


def small(dimensions: Sequence[Sequence[Any]], turned: Sequence[int] = ()) -> tuple[Instrument, Answers]:
    """An instrument with one dimension for each list, and a composite "whole" over them, with those answers."""
    named = {"da": "Ord", "en": "Word"}
    source = {"kind": "source", "pages": 8}
    items = [
        {"id": f"i{d}-{n}", "kind": "rating", "dimension": f"d{d}", "scale": "s", "text": named, "provenance": source}
        | {"reverse": n + 1 in turned}
        for d, ratings in enumerate(dimensions)
        for n, _ in enumerate(ratings)
    ]
    model = Instrument.model_validate(
        {"id": "small", "kind": "questionnaire", "version": 1, "title": named, "purpose": named, "minutes": 1}
        | {"provenance": source, "scales": [{"id": "s", "labels": [named] * 5}], "items": items}
        | {"bands": [each.model_dump(exclude_none=True) for each in shipped(SHIPPED).bands]}
        | {"dimensions": [{"id": f"d{d}", "name": named} for d, _ in enumerate(dimensions)]}
        | {"composites": [{"id": "whole", "name": named, "of": [f"d{d}" for d, _ in enumerate(dimensions)]}]}
    )
    values = {f"i{d}-{n}": answer(given) for d, ratings in enumerate(dimensions) for n, given in enumerate(ratings)}
    return model, Answers("small", 1, values=values)


def short_form(nine: Sequence[Any], capacity: Any, timing: Any) -> tuple[Instrument, Answers]:
    instrument = shipped(SHIPPED)
    items = [item for item in instrument.items if item.short]
    values = {item.id: answer(given) for item, given in zip(items, [*nine, capacity, timing], strict=True)}
    return instrument, Answers(SHIPPED, 1, short=True, values=values)


def given_run(example: Mapping[str, Any]) -> tuple[Instrument, Answers]:
    if "nine" in example:
        return short_form(example["nine"], example["capacity"], example["timing"])
    if "answers" in example:
        instrument = shipped(example.get("instrument", SHIPPED))
        return instrument, Answers(instrument.id, 1, values={k: answer(v) for k, v in example["answers"].items()})
    return small(example.get("dimensions") or [example["ratings"]], example.get("reversed", ()))


def tensions(example: Mapping[str, Any], instrument: Instrument, answers: Answers) -> list[str]:
    known = {instrument.id: (instrument, answers, score(instrument, answers))}
    if "earlier" in example:
        earlier = Answers(SHIPPED, 1, values={k: answer(v) for k, v in example["earlier"].items()})
        known[SHIPPED] = (shipped(SHIPPED), earlier, score(shipped(SHIPPED), earlier))
    return [each.id for each in looks(instrument.tensions, known, instrument.id)]


def facts_of_score(scored: Score) -> dict[str, Any]:
    return {
        "score": scored.value,
        "low": scored.low,
        "high": scored.high,
        "band": scored.band,
        "answered": scored.coverage.answered,
        "dont-know": scored.coverage.dont_know,
        "not-relevant": scored.coverage.not_relevant,
        "unanswered": scored.coverage.unanswered,
        "asked": scored.coverage.asked,
        "relevant": scored.coverage.relevant,
        "points": [each.points for each in scored.rated],
        "parts": [part.value for part in scored.parts],
        "shown": None if scored.value is None else Words("en").number(scored.value),
    }


def facts_of_guidance(guidance: Guidance) -> dict[str, Any]:
    first = guidance.recommendations[0] if guidance.recommendations else None
    facts: dict[str, Any] = {
        "recommended": [each.advice.number for each in guidance.recommendations],
        "build-on": guidance.strength.advice.number if guidance.strength else None,
        "lowest": [each.item.id for each in first.lowest] if first else [],
        "actions": [each.id for each in first.actions] if first else [],
        "second-looks": [each.id for each in guidance.second_looks],
    }
    if (judgement := guidance.judgement) is not None:
        facts["outcome"] = judgement.outcome.id if judgement.outcome else None
        facts["unsure"] = judgement.unsure
        facts["changes"] = [
            {"part": each.part, "before": each.before, "after": each.after, "outcome": each.outcome.id}
            for each in judgement.changes
        ]
    return facts


def facts(example: Mapping[str, Any]) -> dict[str, Any]:
    instrument, answers = given_run(example)
    scores = score(instrument, answers)
    told: dict[str, Any] = {"uniform": scores.uniform, "sparse": scores.sparse}
    told |= facts_of_guidance(advise(instrument, answers, scores, advice()))
    told["tensions"] = tensions(example, instrument, answers)
    told["scores"] = {each.id: each.value for each in (*scores.dimensions, *scores.composites)}
    if "d0" in scores:
        told |= facts_of_score(scores["whole" if "dimensions" in example else "d0"])
    return told


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, dict):
        return all(same(value, got[name]) for name, value in wanted.items())
    if isinstance(wanted, list):
        return len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(got, Fraction | int) and not isinstance(got, bool):
        return number(wanted) == got
    return bool(wanted == got)


@pytest.mark.parametrize("text", EXAMPLES)
def test_worked_example(text: str) -> None:
    example = Source("docs/scoring.md", text).values
    got = facts(example)
    for name, wanted in example["expect"].items():
        assert same(wanted, got[name]), f"{name}: {wanted} in the page, {got[name]} computed"


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) >= 35


# ---- what must hold for any answers ----------------------------------------------------------------------------------

ANSWER = st.sampled_from([1, 2, 3, 4, 5, "dont-know", "not-relevant", "unanswered"])
ITEMS = st.lists(ANSWER, min_size=1, max_size=8)
DIMENSIONS = st.lists(ITEMS, min_size=1, max_size=6)
TURNED = st.sets(st.integers(1, 8))


def whole(dimensions: Sequence[Sequence[Any]], turned: Sequence[int] = ()) -> Scores:
    return score(*small(dimensions, turned))


@FEW
@given(DIMENSIONS, TURNED)
def test_scores_are_bounded_and_inside_their_range(dimensions: list[list[Any]], turned: set[int]) -> None:
    scores = whole(dimensions, sorted(turned))
    for each in (*scores.dimensions, *scores.composites):
        if each.value is not None:
            assert each.low is not None and each.high is not None
            assert 1 <= each.low <= each.value <= each.high <= 5
        assert (each.band is None) == (each.value is None)
        assert each.coverage.asked == each.coverage.relevant + each.coverage.not_relevant


@FEW
@given(DIMENSIONS, st.data())
def test_a_higher_rating_never_lowers_a_score(dimensions: list[list[Any]], data: st.DataObject) -> None:
    places = [(d, n) for d, row in enumerate(dimensions) for n, v in enumerate(row) if isinstance(v, int) and v < 5]
    if not places:
        return
    d, n = data.draw(st.sampled_from(places))
    higher = [list(row) for row in dimensions]
    higher[d][n] += 1
    before, after = whole(dimensions), whole(higher)
    for each in (f"d{d}", "whole"):
        old, new = before[each], after[each]
        assert (old.value is None) == (new.value is None)
        if old.value is not None and new.value is not None:
            assert new.value >= old.value
    assert (after["whole"].low or 0) >= (before["whole"].low or 0)


@FEW
@given(ITEMS, st.randoms(use_true_random=False))
def test_order_does_not_matter(ratings: list[Any], random: Any) -> None:
    mixed = list(ratings)
    random.shuffle(mixed)
    first, second = whole([ratings])["d0"], whole([mixed])["d0"]
    assert (first.value, first.low, first.high, first.coverage) == (
        second.value,
        second.low,
        second.high,
        second.coverage,
    )


@FEW
@given(ITEMS)
def test_saying_dont_know_changes_no_mean(ratings: list[Any]) -> None:
    told = ["dont-know" if each == "unanswered" else each for each in ratings]
    first, second = whole([ratings])["d0"], whole([told])["d0"]
    assert (first.value, first.low, first.high) == (second.value, second.low, second.high)
    more = whole([[*ratings, "dont-know"]])["d0"]
    assert more.value is None or more.value == first.value


@FEW
@given(st.lists(st.sampled_from(["dont-know", "not-relevant", "unanswered"]), min_size=1, max_size=8))
def test_nothing_answered_gives_no_score(ratings: list[str]) -> None:
    scores = whole([ratings, ratings])
    assert {each.value for each in (*scores.dimensions, *scores.composites)} == {None}


@FEW
@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, "not-relevant"]), min_size=1, max_size=8))
def test_not_relevant_opens_no_range(ratings: list[Any]) -> None:
    assert not whole([ratings])["d0"].has_range


@FEW
@given(ITEMS, TURNED)
def test_the_range_is_what_open_answers_can_make_of_it(ratings: list[Any], turned: set[int]) -> None:
    def filled(end: int) -> list[Any]:
        return [
            (6 - end if place in turned else end) if each in ("dont-know", "unanswered") else each
            for place, each in enumerate(ratings, 1)
        ]

    scored = whole([ratings], sorted(turned))["d0"]
    assert scored.low == whole([filled(1)], sorted(turned))["d0"].value
    assert scored.high == whole([filled(5)], sorted(turned))["d0"].value


@FEW
@given(DIMENSIONS)
def test_a_mean_lies_between_its_parts(dimensions: list[list[Any]]) -> None:
    scored = whole(dimensions)["whole"]
    values = [part.value for part in scored.parts if part.value is not None]
    assert scored.value is None or min(values) <= scored.value <= max(values)
