"""Two points in time: only what was asked in the same words is compared, and what was left out is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.answers.fingerprints import item_fingerprints, stamped, without_reworded
from digitrans.answers.scoring import score
from digitrans.answers.values import Answer, Answers, Missing, Unit
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.history import trends

FEW = settings(max_examples=40, deadline=None)
values = st.one_of(st.integers(1, 5), st.sampled_from(list(Missing)))


def shipped() -> Instrument:
    """The self-assessment without what is never compared: what it is about, and what may be passed over."""
    found = load_instrument("self-assessment")
    items = tuple(each for each in found.items if not each.optional)
    return found.model_copy(update={"items": items, "about": None})


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return shipped()


INSTRUMENT = shipped()
IDS = [item.id for item in INSTRUMENT.items]


def answered(
    instrument: Instrument, value: int = 3, other: Mapping[str, Answer] | None = None, *, short: bool = False
) -> Answers:
    chosen = {item.id: Answer(value) for item in instrument.items if item.short or not short}
    return stamped(Answers(instrument.id, 1, short, chosen | dict(other or {})), instrument)


def changed(instrument: Instrument, item_id: str, **update: Any) -> Instrument:
    items = tuple(item.model_copy(update=update) if item.id == item_id else item for item in instrument.items)
    return instrument.model_copy(update={"items": items, "version": instrument.version + 1})


def reworded(instrument: Instrument, item_id: str) -> Instrument:
    item = next(each for each in instrument.items if each.id == item_id)
    return changed(instrument, item_id, text=item.text.model_copy(update={"da": "noget helt andet"}))


def left_out(comparison: trends.Comparison) -> dict[str, str]:
    return {each.item: each.reason for each in comparison.left_out}


def test_a_change_is_the_difference_of_two_scores(instrument: Instrument) -> None:
    comparison = trends.compare(instrument, answered(instrument, 2), answered(instrument, 2, {IDS[0]: Answer(3)}))
    assert not comparison.left_out and len(comparison.items) == len(IDS)
    (part,) = comparison.parts
    moved = {shift.id: shift.change for shift in part.dimensions}
    first = instrument.items[0].dimension
    count = sum(item.dimension == first for item in instrument.items)
    sign = -1 if getattr(instrument.items[0], "reverse", False) else 1
    assert moved.pop(str(first)) == Fraction(sign, count) and set(moved.values()) == {Fraction(0)}


def test_the_items_behind_a_move_come_largest_first(instrument: Instrument) -> None:
    first, second, *_ = (item.id for item in instrument.items if item.dimension == instrument.dimensions[0].id)
    later = answered(instrument, 3, {first: Answer(4), second: Answer(5)})
    shift = trends.to_explain(trends.compare(instrument, answered(instrument, 3), later).parts[0], 3)[0]
    assert shift.id == instrument.dimensions[0].id
    assert [move.asked.item.id for move in shift.moves] == [second, first]


def test_a_fall_is_explained_however_small(instrument: Instrument) -> None:
    """Every dimension rises by two but two: one rises a little, one falls a little."""
    better = {item.id: Answer(1 if getattr(item, "reverse", False) else 5) for item in instrument.items}
    small = {}
    for dimension, up in ((instrument.dimensions[0].id, True), (instrument.dimensions[1].id, False)):
        mine = [item for item in instrument.items if item.dimension == dimension]
        better |= {item.id: Answer(3) for item in mine}
        small[mine[0].id] = Answer(4 if up != bool(getattr(mine[0], "reverse", False)) else 2)
    (part,) = trends.compare(instrument, answered(instrument, 3), answered(instrument, 3, better | small)).parts
    explained = [shift.id for shift in trends.to_explain(part, 3)]
    assert instrument.dimensions[1].id in explained and instrument.dimensions[0].id not in explained
    assert len(explained) == 4 and len(trends.by_size(part)) == len(instrument.dimensions)


@pytest.mark.parametrize("field", ["text", "scale", "reverse"])
def test_a_question_that_asks_something_else_is_never_compared(instrument: Instrument, field: str) -> None:
    item = instrument.items[0]
    update = {
        "text": item.text.model_copy(update={"en": "quite different"}),
        "scale": next(each.id for each in instrument.scales if each.id != getattr(item, "scale", "")),
        "reverse": not getattr(item, "reverse", False),
    }[field]
    new = changed(instrument, item.id, **{field: update})
    comparison = trends.compare(new, answered(instrument, 1), answered(new, 5))
    assert left_out(comparison) == {item.id: "changed"}
    assert item.id not in {each.id for each in comparison.items}
    dimension = next(each for each in comparison.parts[0].dimensions if each.id == item.dimension)
    assert item.id not in {move.asked.item.id for move in dimension.moves}


def test_help_and_place_may_change(instrument: Instrument) -> None:
    item = instrument.items[0]
    new = changed(instrument, item.id, help=item.text, short=not item.short, action=None)
    assert item_fingerprints(new, False) == item_fingerprints(instrument, False)


def test_an_item_that_was_added_or_removed_is_left_out(instrument: Instrument) -> None:
    without = instrument.model_copy(update={"items": instrument.items[1:]})
    gone, new = instrument.items[0].id, trends.compare(instrument, answered(without), answered(instrument))
    assert left_out(new) == {gone: "only-later"}
    assert left_out(trends.compare(without, answered(instrument), answered(without))) == {gone: "only-earlier"}


def test_short_and_full_share_the_short_form(instrument: Instrument) -> None:
    comparison = trends.compare(instrument, answered(instrument, 2, short=True), answered(instrument, 4))
    assert {item.id for item in comparison.items} == {item.id for item in instrument.items if item.short}
    assert set(left_out(comparison).values()) == {"only-later"}


def test_a_file_that_does_not_tell_its_questions_is_not_compared(instrument: Instrument) -> None:
    unknown = replace(answered(instrument), items={}, fingerprint="000000000000")
    comparison = trends.compare(instrument, unknown, answered(instrument))
    assert comparison.items == () and set(left_out(comparison).values()) == {"unknown"}
    assert all(shift.change is None for part in comparison.parts for shift in (*part.dimensions, *part.composites))
    of_this_version = replace(answered(instrument), items={})
    assert trends.compare(instrument, of_this_version, answered(instrument)).left_out == ()


def test_answers_at_one_of_two_times_are_told(instrument: Instrument) -> None:
    first = instrument.items[0]
    earlier = answered(instrument, 3, {first.id: Answer(Missing.DONT_KNOW)})
    shift = next(
        each
        for each in trends.compare(instrument, earlier, answered(instrument, 3, {first.id: Answer(5)}))
        .parts[0]
        .dimensions
        if each.id == first.dimension
    )
    assert shift.once == 1 and shift.change and shift.moves == ()


def test_no_change_without_two_scores(instrument: Instrument) -> None:
    nothing = stamped(Answers(instrument.id, 1), instrument)
    part = trends.compare(instrument, nothing, answered(instrument)).parts[0]
    assert {shift.change for shift in (*part.dimensions, *part.composites)} == {None}


@FEW
@given(st.lists(values, min_size=len(IDS), max_size=len(IDS)), st.lists(values, min_size=len(IDS), max_size=len(IDS)))
def test_comparing_is_fair(before: list[Any], after: list[Any]) -> None:
    """Nothing moves from a result to itself; back and forth are opposite; scores are those of the results."""
    one, other = (
        stamped(Answers(INSTRUMENT.id, 1, values=dict(zip(IDS, map(Answer, each), strict=True))), INSTRUMENT)
        for each in (before, after)
    )
    for shift in trends.compare(INSTRUMENT, one, one).parts[0].dimensions:
        assert not shift.change and shift.once == 0 and shift.moves == ()
    there, back = (trends.compare(INSTRUMENT, *pair).parts[0] for pair in ((one, other), (other, one)))
    scores = score(INSTRUMENT, other)
    for shift, opposite in zip(there.dimensions, back.dimensions, strict=True):
        assert shift.after.value == scores[shift.id].value
        assert (shift.change is None) == (opposite.change is None)
        assert shift.change is None or opposite.change is None or shift.change == -opposite.change


@FEW
@given(st.sets(st.sampled_from(IDS), max_size=6), st.integers(1, 5), st.integers(1, 5))
def test_whatever_is_reworded_moves_no_score(ids: set[str], before: int, after: int) -> None:
    new = INSTRUMENT
    for each in ids:
        new = reworded(new, each)
    same = answered(INSTRUMENT, before)
    only_reworded_moved = replace(
        answered(new, before), values={each: Answer(after if each in ids else before) for each in IDS}
    )
    comparison = trends.compare(new, same, only_reworded_moved)
    assert left_out(comparison) == dict.fromkeys(ids, "changed")
    assert all(not shift.change for shift in (*comparison.parts[0].dimensions, *comparison.parts[0].composites))


def test_answers_to_reworded_questions_are_dropped_when_given_back(instrument: Instrument) -> None:
    old = answered(instrument)
    new = reworded(instrument, IDS[0])
    kept, count = without_reworded(old, new)
    assert count == 1 and IDS[0] not in kept.values and len(kept.values) == len(IDS) - 1
    assert without_reworded(old, instrument) == (old, 0)


def test_sliders_move_by_positions_and_other_answers_are_changed_or_not() -> None:
    dilemmas = load_instrument("dilemmas")
    first, second = (item.id for item in dilemmas.items[:2])
    earlier = answered(dilemmas, -2, {second: Answer(Missing.DONT_KNOW)})
    part = trends.compare(dilemmas, earlier, answered(dilemmas, -2, {first: Answer(1)})).parts[0]
    assert [(move.asked.item.id, move.change) for move in part.others] == [(first, Fraction(3)), (second, None)]


def test_units_are_compared_by_their_ids() -> None:
    maturity = load_instrument("maturity")
    assert maturity.repeat is not None

    def of(value: int, *units: str) -> Answers:
        items = [item for item in maturity.items if not item.once]
        chosen = {f"{unit}/{item.id}": Answer(value) for unit in units for item in items}
        named = tuple(Unit(unit, unit.title()) for unit in units)
        return stamped(Answers(maturity.id, 1, values=chosen, units=named), maturity)

    comparison = trends.compare(maturity, of(2, "schools", "elderly"), of(4, "elderly", "technical"))
    assert comparison.units_left_out == ("Schools", "Technical")
    units = [part for part in comparison.parts if part.unit]
    assert [part.unit.id for part in units if part.unit] == ["elderly"]
    assert {shift.change for shift in units[0].dimensions} == {Fraction(2)}


def test_a_course_counts_only_what_was_asked_every_time(instrument: Instrument) -> None:
    new = reworded(instrument, IDS[0])
    results = [answered(instrument, 2), answered(instrument, 3), answered(new, 4)]
    course = trends.course(new, results)
    assert IDS[0] not in {item.id for item in course.items} and len(course.items) == len(IDS) - 1
    assert {each.reason for each in course.left_out} == {"changed"}
    assert all(len(line.scores) == 3 for each in course.stretches for line in each.lines)
    short = trends.course(instrument, [answered(instrument, 2, short=True), *results[:2]])
    assert {each.reason for each in short.left_out} == {"not-always"}


@given(st.integers(0, 41), st.booleans())
def test_mostly_shared_goes_by_the_shorter_form(shared: int, short: bool) -> None:
    results = [answered(INSTRUMENT, short=short), answered(INSTRUMENT)]
    asked = sum(item.short for item in INSTRUMENT.items) if short else len(IDS)
    assert trends.mostly_shared(INSTRUMENT, results, shared) == (2 * shared >= asked)


def test_what_a_result_is_about_is_told_and_never_compared() -> None:
    instrument = load_instrument("self-assessment")
    assert instrument.about is not None
    both = [answered(instrument, other={instrument.about: Answer(text)}) for text in ("One thing", "Another")]
    comparison = trends.compare(instrument, *both)
    assert not comparison.left_out and comparison.parts[0].others == ()
    assert instrument.about not in {each.id for each in comparison.items}
