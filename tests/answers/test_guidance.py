"""Advice: the verdict and what would change it, the three recommendations, and second looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.answers.conditions import holds, looks
from digitrans.answers.guidance import Guidance, advise, rank, recommend
from digitrans.answers.plans import Goal
from digitrans.answers.scoring import Scores, score
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.verdict import Judgement, judge
from digitrans.content.advice import Advice
from digitrans.content.instruments import Instrument
from digitrans.content.rules import Condition

FEW = settings(max_examples=60, deadline=None)
WORDS = {"da": "ord", "en": "words"}
SOURCE = {"kind": "source", "pages": 1}
BANDS = ("low", "middle", "top")
NINE = tuple(f"advice-{number}" for number in range(1, 10))

Value = int | Missing


def item(name: str, dimension: str, **more: Any) -> dict[str, Any]:
    base = {"id": name, "kind": "rating", "dimension": dimension, "scale": "extent", "text": WORDS}
    return base | {"provenance": SOURCE} | more


def instrument(dimensions: Mapping[str, str | None], items: Sequence[Mapping[str, Any]], **more: Any) -> Instrument:
    """A questionnaire with these dimensions, each with the advice that it measures, if any."""
    told = {
        "id": "small",
        "kind": "questionnaire",
        "version": 1,
        "title": WORDS,
        "purpose": WORDS,
        "minutes": 1,
        "provenance": SOURCE,
        "scales": [{"id": "extent", "labels": [WORDS] * 5}],
        "bands": [
            {"id": "low", "name": WORDS, "below": 2.5},
            {"id": "middle", "name": WORDS, "below": 3.5},
            {"id": "top", "name": WORDS},
        ],
        "dimensions": [{"id": name, "advice": of, "name": WORDS} for name, of in dimensions.items()],
        "items": list(items),
    }
    made = Instrument.model_validate(told | more)
    assert list(made.problems()) == []
    return made


def advice(number: int, actions: Sequence[str] = ("first", "second", "third", "fourth")) -> Advice:
    text = {"text": WORDS, "provenance": SOURCE}
    return Advice.model_validate(
        {
            "id": f"advice-{number}",
            "number": number,
            "phase": "phase",
            "name": WORDS,
            "idea": WORDS,
            "why": WORDS,
            "build_on": WORDS,
            "provenance": SOURCE,
            "actions": [{"id": name, **text} for name in actions],
            "questions": [{"id": "question", **text}],
            "models": [
                {"id": "m", "name": WORDS, "purpose": WORDS, "explanation": WORDS, "use": [WORDS], "provenance": SOURCE}
            ],
            "cases": [
                {
                    "id": "case",
                    "title": WORDS,
                    "who": WORDS,
                    "where": WORDS,
                    "text": WORDS,
                    "lesson": WORDS,
                    "provenance": SOURCE,
                }
            ],
        }
    )


ALL_ADVICE = {name: advice(number) for number, name in enumerate(NINE, 1)}


def answers(values: Mapping[str, Value], short: bool = False) -> Answers:
    return Answers("small", 1, short, {name: Answer(value) for name, value in values.items()})


def run(made: Instrument, values: Mapping[str, Value], short: bool = False) -> tuple[Instrument, Answers, Scores]:
    said = answers(values, short)
    return made, said, score(made, said)


# The verdict


def named(row: str, column: str) -> dict[str, str]:
    return {"da": f"{row} {column}", "en": f"{row} {column}"}


def deciding(rule: str = "mean", leading: Sequence[str] = ("leading",), **more: Any) -> Instrument:
    """Leadership from two items for each of ``leading``; room from capacity and timing, with two items each."""
    parts = (*leading, "capacity", "timing")
    return instrument(
        dict.fromkeys(parts),
        [item(f"{name}-{index}", name) for name in parts for index in (1, 2)],
        composites=[
            {"id": "leadership", "name": WORDS, "of": list(leading)},
            {"id": "room", "name": WORDS, "rule": rule, "of": ["capacity", "timing"]},
        ],
        verdict={
            "row": "leadership",
            "column": "room",
            "outcomes": [
                {"id": f"{row}-{column}", "row": row, "column": column, "name": named(row, column), "text": WORDS}
                for row in BANDS
                for column in BANDS
            ],
        }
        | more,
    )


DECIDING = deciding()
ITEMS = tuple(each.id for each in DECIDING.items)


def judged(*values: Value) -> Judgement:
    """The verdict for two answers each on leading, capacity and timing."""
    made, _, scores = run(DECIDING, dict(zip(ITEMS, values, strict=True)))
    found = judge(made, scores)
    assert found is not None
    return found


def told(found: Judgement) -> list[tuple[str, Fraction, Fraction, str]]:
    return [(each.part, each.before, each.after, each.outcome.id) for each in found.changes]


EDGES: dict[str, tuple[tuple[int, int], ...]] = {
    "low": ((1, 1), (2, 2)),
    "middle": ((2, 3), (3, 3)),
    "top": ((3, 4), (5, 5)),
}


@pytest.mark.parametrize("row", BANDS)
@pytest.mark.parametrize("column", BANDS)
def test_each_cell_of_the_table_up_to_its_boundaries(row: str, column: str) -> None:
    for lead in EDGES[row]:
        for room in EDGES[column]:
            found = judged(*lead, *room, *room)
            assert found.outcome is not None
            assert found.outcome.id == f"{row}-{column}"
            assert not found.unsure


@pytest.mark.parametrize(("timing", "column"), [((2, 2), "low"), ((2, 3), "low"), ((3, 3), "middle"), ((4, 5), "top")])
def test_the_column_is_the_exact_mean_of_capacity_and_timing(timing: tuple[int, int], column: str) -> None:
    capacity = (2, 2) if column != "top" else (2, 3)
    found = judged(3, 3, *capacity, *timing)
    assert found.outcome is not None
    assert found.outcome.id == f"middle-{column}"


def test_without_both_scores_there_is_no_outcome() -> None:
    unknown = Missing.DONT_KNOW
    for values in ((unknown, unknown, 3, 3, 3, 3), (3, 3, unknown, unknown, unknown, unknown)):
        found = judged(*values)
        assert found.outcome is None
        assert found.changes == ()
        assert not found.unsure


def test_without_a_declared_verdict_there_is_none() -> None:
    made, _, scores = run(instrument({"d": None}, [item("a", "d")]), {"a": 3})
    assert judge(made, scores) is None


def test_one_step_up_on_either_part() -> None:
    assert told(judged(4, 4, 3, 3, 3, 3)) == [
        ("capacity", Fraction(3), Fraction(4), "top-top"),
        ("timing", Fraction(3), Fraction(4), "top-top"),
    ]


def test_a_step_ends_at_the_top_of_the_scale() -> None:
    assert told(judged(4, 4, 4, 5, 2, 2)) == [
        ("capacity", Fraction(9, 2), Fraction(5), "top-top"),
        ("timing", Fraction(2), Fraction(3), "top-top"),
    ]


def test_a_part_at_the_top_is_not_named() -> None:
    assert told(judged(4, 4, 5, 5, 1, 1)) == [("timing", Fraction(1), Fraction(2), "top-top")]


def test_the_row_is_lifted_to_its_next_band() -> None:
    assert told(judged(2, 2, 4, 4, 4, 4)) == [("leadership", Fraction(2), Fraction(5, 2), "middle-top")]
    assert told(judged(3, 3, 4, 4, 4, 4)) == [("leadership", Fraction(3), Fraction(7, 2), "top-top")]


def test_where_no_single_step_is_enough_the_column_is_lifted() -> None:
    assert told(judged(4, 4, 1, 1, 1, 1)) == [("room", Fraction(1), Fraction(5, 2), "top-middle")]


def test_the_column_is_lifted_beside_the_row_unless_it_is_in_the_lowest_band() -> None:
    assert sorted(part for part, *_ in told(judged(2, 2, 3, 3, 3, 3))) == ["capacity", "leadership", "timing"]
    assert [part for part, *_ in told(judged(2, 2, 1, 1, 1, 1))] == ["room"]


def test_at_the_top_a_step_down_is_named() -> None:
    assert told(judged(4, 4, 4, 4, 3, 3)) == [
        ("capacity", Fraction(4), Fraction(3), "top-middle"),
        ("timing", Fraction(3), Fraction(2), "top-middle"),
    ]
    assert told(judged(4, 4, 5, 5, 5, 5)) == []


@FEW
@given(st.lists(st.integers(1, 5), min_size=6, max_size=6))
def test_every_change_leads_elsewhere_and_only_the_best_verdict_is_lowered(values: list[int]) -> None:
    found = judged(*values)
    assert found.outcome is not None
    for each in found.changes:
        assert each.outcome.id != found.outcome.id
        assert 1 <= each.after <= 5
        assert (each.before < each.after) == (found.outcome.id != "top-top")
    assert len({each.part for each in found.changes}) == len(found.changes)


@FEW
@given(st.lists(st.one_of(st.integers(1, 5), st.just(Missing.DONT_KNOW)), min_size=6, max_size=6))
def test_unsure_says_whether_open_answers_can_change_it(values: list[Value]) -> None:
    found = judged(*values)
    if found.outcome is None:
        return
    ends = [judged(*(end if isinstance(each, Missing) else each for each in values)) for end in (1, 5)]
    if any(end.outcome != found.outcome for end in ends):
        assert found.unsure
    if Missing.DONT_KNOW not in values:
        assert not found.unsure


def test_open_answers_within_the_same_bands_leave_it_sure() -> None:
    assert not judged(4, 4, 5, 5, 5, Missing.DONT_KNOW).unsure
    assert judged(4, 4, 3, 3, 3, Missing.DONT_KNOW).unsure


# The weaker of two, and the floor


FLOOR = {"below": 2, "outcome": "middle-middle", "gives_way": ["middle-top", "top-middle", "top-top"]}
FLOORED = deciding("weakest", leading=("one", "two"), floor=FLOOR)


def weighed(one: Value, two: Value, capacity: Value, timing: Value) -> Judgement:
    """The verdict by the weaker of capacity and timing, with two pieces of leadership and a floor below each."""
    values = {"one": one, "two": two, "capacity": capacity, "timing": timing}
    made, _, scores = run(FLOORED, {f"{name}-{n}": value for name, value in values.items() for n in (1, 2)})
    found = judge(made, scores)
    assert found is not None
    return found


def came_to(found: Judgement) -> str | None:
    return found.outcome.id if found.outcome else None


@pytest.mark.parametrize(("capacity", "timing"), [(5, 1), (1, 5), (1, 1)])
def test_no_high_score_makes_up_for_a_low_one(capacity: int, timing: int) -> None:
    found = weighed(5, 5, capacity, timing)
    assert came_to(found) == "top-low"
    assert found.decides == tuple(
        name for name, value in (("capacity", capacity), ("timing", timing)) if value == min(capacity, timing)
    )


def test_what_is_below_the_floor_holds_the_verdict_back_and_is_named() -> None:
    found = weighed(1, 5, 5, 5)
    assert came_to(found) == "middle-middle"
    assert [each.id for each in found.held] == ["one"]
    assert found.without_floor is not None and found.without_floor.id == "middle-top"
    assert told(found) == [("leadership", Fraction(1), Fraction(2), "top-top")]
    assert found.changes[0].parts == ("one",)


def test_the_floor_holds_nothing_back_that_goes_no_further() -> None:
    found = weighed(1, 3, 1, 1)
    assert came_to(found) == "low-low"
    assert found.held == () and found.without_floor is None


def test_a_missing_part_leaves_it_open_unless_the_other_is_in_the_lowest_band() -> None:
    unknown = Missing.DONT_KNOW
    found = weighed(5, 5, 4, unknown)
    assert came_to(found) is None
    assert found.between is not None
    assert [each.id for each in found.between] == ["top-low", "top-top"]
    assert came_to(weighed(5, 5, unknown, 2)) == "top-low"
    assert weighed(5, 5, unknown, 2).changes == (), "nothing is promised that the missing part could break"
    assert came_to(weighed(5, 5, Missing.NOT_RELEVANT, 4)) == "top-top", "what is not relevant does not count"
    assert came_to(weighed(unknown, unknown, 4, 4)) is None


def test_both_have_to_be_lifted_where_both_are_weak() -> None:
    found = weighed(4, 4, 1, 1)
    assert [(each.parts, each.after, each.outcome.id) for each in found.changes] == [
        (("capacity", "timing"), Fraction(5, 2), "top-middle")
    ]
    alone = weighed(4, 4, 5, 1)
    assert [(each.parts, each.after, each.outcome.id) for each in alone.changes] == [
        (("timing",), Fraction(5, 2), "top-middle")
    ]


@FEW
@given(st.lists(st.one_of(st.integers(1, 5), st.just(Missing.DONT_KNOW)), min_size=4, max_size=4))
def test_what_would_change_it_is_so(values: list[Value]) -> None:
    """Every promise is kept when the scores it names are moved as it says, and nothing else."""
    found = weighed(values[0], values[1], values[2], values[3])
    names = ("one", "two", "capacity", "timing")
    for each in found.changes:
        moved = [each.after if name in each.parts else value for name, value in zip(names, values, strict=True)]
        known = [Fraction(value) for value in moved if not isinstance(value, Missing)]
        if each.parts == ("leadership",) or len(known) < 4:
            continue
        ends = sum(known[:2]) / 2, min(known[2:])
        bands = ["low" if one < Fraction(5, 2) else "middle" if one < Fraction(7, 2) else "top" for one in ends]
        wanted = "-".join(bands)
        if min(known[:2]) < 2 and wanted in ("middle-top", "top-middle", "top-top"):
            wanted = "middle-middle"
        assert each.outcome.id == wanted
        assert each.outcome != found.outcome


@FEW
@given(st.lists(st.one_of(st.integers(1, 5), st.just(Missing.DONT_KNOW)), min_size=4, max_size=4))
def test_open_answers_are_told_wherever_they_could_change_it(values: list[Value]) -> None:
    found = weighed(values[0], values[1], values[2], values[3])
    if found.outcome is None:
        return
    choices = [range(1, 6) if isinstance(each, Missing) else (each,) for each in values]
    filled = [came_to(weighed(*ends)) for ends in product(*choices)]
    assert found.unsure == (set(filled) != {found.outcome.id})


# The three pieces of advice


RANKED = instrument(dict(zip(NINE, NINE, strict=True)), [item(f"item-{name}", name) for name in NINE])
NINE_RATINGS = st.lists(st.one_of(st.integers(1, 5), st.sampled_from(list(Missing))), min_size=9, max_size=9)


def guided(made: Instrument, values: Mapping[str, Value], pieces: Mapping[str, Advice] | None = None) -> Guidance:
    _, said, scores = run(made, values)
    return advise(made, said, scores, ALL_ADVICE if pieces is None else pieces)


def nine(*values: Value) -> Guidance:
    return guided(RANKED, {f"item-{name}": value for name, value in zip(NINE, values, strict=True)})


def numbers(found: Guidance) -> list[int]:
    return [each.advice.number for each in found.recommendations]


def test_the_three_lowest_come_first() -> None:
    found = nine(5, 4, 3, 5, 1, 5, 5, 2, 5)
    assert numbers(found) == [5, 8, 3]
    assert found.strength is not None
    assert found.strength.advice.number == 1


def test_ties_keep_the_order_of_the_publication() -> None:
    assert numbers(nine(*[3] * 9)) == [1, 2, 3]
    assert numbers(nine(3, 2, 3, 2, 3, 2, 3, 2, 3)) == [2, 4, 6]


def test_ties_follow_the_number_not_the_place_in_the_file() -> None:
    backwards = tuple(reversed(NINE))
    made = instrument(dict(zip(backwards, backwards, strict=True)), [item(f"item-{name}", name) for name in backwards])
    assert numbers(guided(made, {f"item-{name}": 3 for name in NINE})) == [1, 2, 3]


@FEW
@given(NINE_RATINGS)
def test_never_more_than_three_and_the_strength_is_not_among_them(values: list[Value]) -> None:
    found = nine(*values)
    ratings = sorted(each for each in values if isinstance(each, int))
    weak = [each for each in ratings if each < 3.5]
    assert [each.score.value for each in found.recommendations] == weak[:3]
    assert found.all_strong == (bool(ratings) and not weak)
    others = [*weak[3:], *(each for each in ratings if each >= 3.5)]
    best = max(others, default=0)
    assert (found.strength is not None) == (best >= 2.5 and best > ratings[0]), (
        "nothing low, and no better than the rest"
    )
    if found.strength is not None:
        assert found.strength.advice.number not in numbers(found)
        assert found.strength.score.value == best


@FEW
@given(NINE_RATINGS)
def test_a_tie_names_all_that_are_equally_low(values: list[Value]) -> None:
    found = nine(*values)
    by_number = {each.number: value for each, value in zip(ALL_ADVICE.values(), values, strict=True)}
    for tie in found.ties:
        everybody = {each.number for each in (*tie.shown, *tie.others)}
        assert everybody == {number for number, value in by_number.items() if value == tie.score.value}
        assert len(everybody) > 1 and {each.number for each in tie.shown} <= set(numbers(found))
    tied = {each.number for tie in found.ties for each in tie.shown}
    for each in found.recommendations:
        alone = [number for number, value in by_number.items() if value == each.score.value] == [each.advice.number]
        assert (each.advice.number in tied) is not alone


@FEW
@given(NINE_RATINGS)
def test_only_what_has_a_score_is_ranked(values: list[Value]) -> None:
    made, _, scores = run(RANKED, {f"item-{name}": value for name, value in zip(NINE, values, strict=True)})
    ranked = [ALL_ADVICE[name].number for name, _ in rank(made, scores, ALL_ADVICE)]
    given_ones = [(value, number) for number, value in enumerate(values, 1) if isinstance(value, int)]
    assert ranked == [number for _, number in sorted(given_ones)]


def test_a_dimension_without_an_advice_is_not_ranked() -> None:
    made = instrument({"advice-1": "advice-1", "timing": None}, [item("a", "advice-1"), item("b", "timing")])
    assert numbers(guided(made, {"a": 3, "b": 1})) == [1]


def test_how_many_are_shown_is_the_content_s_to_say() -> None:
    made = instrument(
        dict(zip(NINE, NINE, strict=True)),
        [item(f"item-{name}", name) for name in NINE],
        rules={"priorities": 2},
    )
    assert numbers(guided(made, {f"item-{name}": 3 for name in NINE})) == [1, 2]


def test_a_goal_of_the_leader_s_own_goes_before_being_a_strength() -> None:
    made, said, scores = run(RANKED, {f"item-{name}": 4 for name in NINE} | {"item-advice-5": 2})
    goals = {"advice-1": Goal("advice-1", Fraction(5)), "advice-2": Goal("advice-2", Fraction(3))}
    found = advise(made, said, scores, ALL_ADVICE, goals)
    assert numbers(found) == [1, 5] and found.recommendations[0].goal is not None


PIECE = advice(1)
PIECE = PIECE.model_copy(
    update={
        "actions": tuple(
            PIECE.actions[0].model_copy(update={"id": f"{step}-{name}"}) for name in "dcba" for step in ("go", "do")
        ),
        "cases": tuple(PIECE.cases[0].model_copy(update={"id": f"case-{name}"}) for name in ("x", *"abcd")),
    }
)


def of_one(
    values: Mapping[str, Value], reverse: Sequence[str] = (), done: Sequence[str] = ()
) -> tuple[list[str], list[str], str]:
    """The lowest items, the actions and the case for one advice with the items a to d: first "do-a", then "go-a"."""
    items = [
        item(
            name,
            "advice-1",
            first={"actions": [f"do-{name}"], "case": f"case-{name}"},
            next={"actions": [f"go-{name}"]},
            reverse=name in reverse,
        )
        for name in "abcd"
    ]
    _, _, scores = run(instrument({"advice-1": "advice-1"}, items), values)
    found = recommend(scores["advice-1"], PIECE, None, done)
    return [each.item.id for each in found.lowest], [each.id for each in found.actions], found.case.id


def test_actions_come_from_the_lowest_items_first_each_by_its_level() -> None:
    assert of_one({"a": 3, "b": 2, "c": 3, "d": 1}) == (["d", "b"], ["do-d", "do-b", "go-a"], "case-d")
    assert of_one({"a": 3, "b": 5, "c": 5, "d": 5}) == (["a"], ["go-a", "go-b", "go-c"], "case-x")


def test_equally_low_items_keep_their_order() -> None:
    assert of_one({"a": 2, "b": 2, "c": 2, "d": 2})[:2] == (["a", "b"], ["do-a", "do-b", "do-c"])


def test_a_reversed_item_is_low_where_its_answer_is_high() -> None:
    assert of_one({"a": 4, "b": 5, "c": 3, "d": 5}, reverse="b")[0] == ["b", "c"]


def test_an_item_at_the_top_is_no_reason() -> None:
    assert of_one({"a": 5, "b": 5, "c": 4, "d": 5})[0] == ["c"]
    assert of_one({"a": 5, "b": 5, "c": 5, "d": 5})[0] == []


def test_an_item_without_a_rating_is_no_reason_but_its_first_step_is_worth_taking() -> None:
    values: dict[str, Value] = {"a": Missing.DONT_KNOW, "b": 4, "c": 4, "d": 2}
    assert of_one(values) == (["d", "b"], ["do-d", "do-a", "go-d"], "case-d")


def test_what_is_done_gives_way_to_what_comes_after_it() -> None:
    low: dict[str, Value] = {"a": 1, "b": 5, "c": 5, "d": 5}
    assert of_one(low)[1] == ["do-a", "go-a", "go-b"]
    assert of_one(low, done=["do-a"])[1] == ["go-a", "go-b", "go-c"]
    assert of_one(low, done=[each.id for each in PIECE.actions])[1] == []


def test_fewer_than_two_steps_are_filled_up_from_the_advice_s_own_actions() -> None:
    made = instrument({"advice-1": "advice-1"}, [item("a", "advice-1", first={"actions": ["elsewhere", "third"]})])
    found = guided(made, {"a": 1}).recommendations[0]
    assert [each.id for each in found.actions] == ["third", "first"]
    assert found.case.id == "case", "the advice's first, where no step tells one"


# Second looks


def look(name: str, *when: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": name, "when": list(when), "text": WORDS, "question": WORDS, "provenance": SOURCE}


def looking(*declared: Mapping[str, Any], **rules: int) -> Instrument:
    items = [item("a", "d"), item("b", "d"), item("turned", "e", reverse=True), item("other", "e")]
    return instrument({"d": None, "e": None}, items, second_looks=list(declared), rules=rules)


HIGH_A, LOW_B = {"item": "a", "at_least": 4}, {"item": "b", "at_most": 2}


def seen(made: Instrument, values: Mapping[str, Value]) -> list[str]:
    return [each.id for each in guided(made, values).second_looks]


@pytest.mark.parametrize(("a", "b", "comes"), [(4, 2, True), (5, 1, True), (3, 2, False), (4, 3, False), (3, 3, False)])
def test_a_second_look_needs_all_its_conditions(a: int, b: int, comes: bool) -> None:
    assert seen(looking(look("one", HIGH_A, LOW_B)), {"a": a, "b": b}) == (["one"] if comes else [])


@pytest.mark.parametrize("missing", list(Missing))
def test_without_an_answer_no_condition_holds(missing: Missing) -> None:
    made = looking(look("one", HIGH_A, LOW_B))
    assert seen(made, {"a": 5, "b": missing}) == []
    assert seen(made, {"a": missing, "b": 1}) == []
    assert seen(made, {"a": 5}) == []
    assert seen(made, {}) == []


def test_at_most_three_in_the_order_of_the_file() -> None:
    declared = [look(f"look-{index}", HIGH_A, LOW_B) for index in (4, 2, 5, 1)]
    assert seen(looking(*declared), {"a": 5, "b": 1}) == ["look-4", "look-2", "look-5"]
    assert seen(looking(*declared, second_looks=1), {"a": 5, "b": 1}) == ["look-4"]
    assert seen(looking(*declared, second_looks=0), {"a": 5, "b": 1}) == []


def condition_holds(condition: Mapping[str, Any], values: Mapping[str, Value], short: bool = False) -> bool:
    found = run(looking(), values, short)
    return holds(Condition.model_validate(condition), {"small": found}, "small")


def test_a_reversed_item_is_taken_as_it_counts() -> None:
    assert condition_holds({"item": "turned", "at_most": 1}, {"turned": 5})
    assert not condition_holds({"item": "turned", "at_least": 5}, {"turned": 5})


@pytest.mark.parametrize(
    ("bound", "value", "wanted"), [("at_least", 3, True), ("at_most", 3, True), ("below", 3, False)]
)
def test_which_bounds_are_included(bound: str, value: int, wanted: bool) -> None:
    assert condition_holds({"item": "a", bound: value}, {"a": 3}) is wanted
    assert condition_holds({"dimension": "d", bound: value}, {"a": 2, "b": 4}) is wanted


def test_a_dimension_without_a_score_never_holds() -> None:
    assert not condition_holds({"dimension": "d", "at_least": 1}, {})
    assert not condition_holds({"dimension": "d", "below": 5}, {"a": Missing.DONT_KNOW})
    assert not condition_holds({"dimension": "unheard-of", "at_least": 1}, {"a": 3, "b": 3})
    assert not condition_holds({"item": "unheard-of", "at_least": 1}, {"a": 3, "b": 3})


def test_an_item_outside_the_short_form_never_holds() -> None:
    assert condition_holds({"item": "a", "at_least": 1}, {"a": 3})
    assert not condition_holds({"item": "a", "at_least": 1}, {"a": 3}, short=True)


def test_a_condition_on_another_questionnaire_needs_its_answers() -> None:
    condition = {"instrument": "elsewhere", "item": "a", "at_least": 4}
    made = looking(look("one", HIGH_A, condition))
    here, there = run(made, {"a": 5}), run(looking(), {"a": 4})
    low = run(looking(), {"a": 3})
    assert looks(made.second_looks, {"small": here}, "small") == ()
    assert [each.id for each in looks(made.second_looks, {"small": here, "elsewhere": there}, "small")] == ["one"]
    assert looks(made.second_looks, {"small": here, "elsewhere": low}, "small") == ()
