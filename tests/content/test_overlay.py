"""Values over values: by key and by id, in order, and nothing that is not mentioned changes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrans.content.overlay import MAX_THINGS, Laid, Layer, lay

SHIPPED = {
    "id": "list",
    "rules": {"enough": 50, "shown": 3},
    "of": ["a", "b"],
    "items": [
        {"id": "one", "text": {"da": "En", "en": "One"}, "provenance": {"kind": "source", "pages": 1}},
        {"id": "two", "text": {"da": "To", "en": "Two"}, "provenance": {"kind": "source", "pages": 2}},
    ],
    "bands": [{"id": "low", "below": 2.5}, {"id": "high"}],
}
SOURCED = frozenset({"items", ""})


def over(*own: dict[str, Any], base: dict[str, Any] | None = SHIPPED) -> Laid:
    layers = [Layer(copy.deepcopy(each), f"Owner {number}") for number, each in enumerate(own)]
    return lay(copy.deepcopy(base), layers, SOURCED)


def ids(laid: Laid, key: str = "items") -> list[str]:
    return [each["id"] for each in laid.values[key]]


def kinds(laid: Laid) -> list[tuple[str, str]]:
    return [(change.kind, "/".join(change.where)) for change in laid.changes]


def test_nothing_own_changes_nothing() -> None:
    laid = over({})
    assert laid.values == SHIPPED and laid.changes == [] and laid.slips == []


def test_a_word_in_one_language_leaves_the_other() -> None:
    laid = over({"items": [{"id": "two", "text": {"da": "Toere"}}]})
    assert laid.values["items"][1]["text"] == {"da": "Toere", "en": "Two"}
    assert kinds(laid) == [("changed", "items/two/text/da")]
    assert laid.changes[0].before == "To" and laid.changes[0].after == "Toere"
    assert laid.values["items"][1]["provenance"] == {"kind": "source", "pages": 2, "by": "Owner 0"}
    assert laid.values["items"][0] == SHIPPED["items"][0]  # type: ignore[index]


def test_the_same_words_are_no_change() -> None:
    assert over({"items": [{"id": "two", "text": {"da": "To"}}]}).changes == []


def test_a_threshold_moves() -> None:
    laid = over({"bands": [{"id": "low", "below": 2.0}], "rules": {"enough": 60}})
    assert laid.values["bands"] == [{"id": "low", "below": 2.0}, {"id": "high"}]
    assert laid.values["rules"] == {"enough": 60, "shown": 3}


@pytest.mark.parametrize(
    ("placed", "order"),
    [
        ({}, ["one", "two", "new"]),
        ({"after": "one"}, ["one", "new", "two"]),
        ({"before": "one"}, ["new", "one", "two"]),
        ({"before": "two"}, ["one", "new", "two"]),
    ],
)
def test_a_new_thing_stands_where_it_is_put(placed: dict[str, str], order: list[str]) -> None:
    laid = over({"items": [{"id": "new", "text": {"da": "Ny", "en": "New"}, **placed}]})
    assert ids(laid) == order
    assert kinds(laid) == [("new", "items/new")]
    new = next(each for each in laid.values["items"] if each["id"] == "new")
    assert new == {"id": "new", "text": {"da": "Ny", "en": "New"}, "provenance": {"kind": "own", "by": "Owner 0"}}


def test_several_after_one_keep_their_order() -> None:
    new = [{"id": f"new-{number}", "after": "one"} for number in range(4)]
    assert ids(over({"items": new})) == ["one", "new-0", "new-1", "new-2", "new-3", "two"]


def test_a_shipped_thing_can_be_moved() -> None:
    laid = over({"items": [{"id": "two", "before": "one"}]})
    assert ids(laid) == ["two", "one"]
    assert [kind for kind, _ in kinds(laid)] == ["moved"]


def test_a_thing_is_left_out() -> None:
    laid = over({"items": [{"id": "one", "leave_out": True}]})
    assert ids(laid) == ["two"]
    assert kinds(laid) == [("left-out", "items/one")]
    assert over({"items": [{"id": "one", "leave_out": False}]}).values == SHIPPED


def test_plain_words_are_replaced_or_changed() -> None:
    assert over({"of": ["c"]}).values["of"] == ["c"]
    assert over({"of": {"add": ["c", "a"]}}).values["of"] == ["a", "b", "c"]
    assert over({"of": {"leave_out": ["a"], "add": ["c"]}}).values["of"] == ["b", "c"]


@pytest.mark.parametrize(
    ("own", "message", "at"),
    [
        ({"items": [{"id": "tow", "leave_out": True}]}, "fault.nothing-to-leave-out", ("items", 0, "id")),
        ({"items": [{"id": "one", "leave_out": "yes"}]}, "fault.not-bool", ("items", 0, "leave_out")),
        ({"items": [{"id": "new", "after": "tow"}]}, "fault.unknown-id", ("items", 0, "after")),
        ({"items": [{"id": "new", "after": ["one"]}]}, "fault.unknown-id", ("items", 0, "after")),
        ({"items": [{"id": "one"}, {"id": "one"}]}, "fault.id-twice", ("items", 1, "id")),
        ({"items": [{"id": "n", "after": "one", "before": "two"}]}, "fault.after-and-before", ("items", 0, "before")),
        ({"of": {"leave_out": ["c"]}}, "fault.nothing-to-leave-out", ("of", "leave_out", 0)),
        ({"of": {"add": "c"}}, "fault.not-list", ("of", "add")),
        ({"items": [{"id": f"n{n}"} for n in range(MAX_THINGS + 1)]}, "fault.too-many", ("items",)),
    ],
)
def test_slips_are_told_with_their_place(own: dict[str, Any], message: str, at: tuple[str | int, ...]) -> None:
    laid = over(own)
    assert [(slip.message, slip.at, slip.layer) for slip in laid.slips] == [(message, at, 0)]


def test_layers_lie_over_each_other_in_order() -> None:
    first = {"items": [{"id": "one", "text": {"da": "A"}}, {"id": "new", "text": {"da": "N", "en": "N"}}]}
    second = {"items": [{"id": "one", "text": {"da": "B"}}, {"id": "new", "leave_out": True}]}
    laid = over(first, second)
    assert ids(laid) == ["one", "two"] and laid.values["items"][0]["text"] == {"da": "B", "en": "One"}
    assert [change.layer for change in laid.changes] == [0, 0, 1, 1]
    other = over(second | {"items": second["items"][:1]}, first)
    assert other.values["items"][0]["text"]["da"] == "A" and ids(other) == ["one", "two", "new"]


def test_one_language_falls_back_with_a_mark() -> None:
    laid = over({"items": [{"id": "new", "text": {"da": "Kun dansk"}, "help": {"en": "English only"}}]})
    new = laid.values["items"][2]
    assert new["text"] == {"da": "Kun dansk", "en": "Kun dansk [in Danish]"}
    assert new["help"] == {"en": "English only", "da": "English only [på engelsk]"}


def test_a_later_layer_may_give_the_language_that_is_missing() -> None:
    first, second = ({"items": [{"id": "new", "text": text}]} for text in ({"da": "Ny"}, {"en": "New"}))
    assert over(first, second).values["items"][2]["text"] == {"da": "Ny", "en": "New"}


def test_a_new_file_is_settled_like_the_rest() -> None:
    own = {"id": "mine", "title": {"da": "Min"}, "items": [{"id": "a"}, {"id": "b", "before": "a"}, {"id": "a"}]}
    laid = over(own, base=None)
    assert laid.values["title"] == {"da": "Min", "en": "Min [in Danish]"}
    assert laid.values["provenance"] == {"kind": "own", "by": "Owner 0"}
    assert ids(laid) == ["b", "a"]
    assert [slip.message for slip in laid.slips] == ["fault.id-twice"]
    assert kinds(laid) == [("new", "")]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "items", "da", "en", "of", "after", "leave_out", "add", "rules"]), inner
        )
    ),
    max_leaves=15,
)


@given(own=st.lists(st.dictionaries(st.sampled_from(list(SHIPPED)), PLAIN), max_size=3))
def test_no_values_break_it(own: list[dict[str, Any]]) -> None:
    laid = over(*own)
    assert isinstance(laid.values, dict)
    untouched = SHIPPED.keys() - {key for each in own for key in each} - {"provenance"}
    assert {key: laid.values[key] for key in untouched} == {key: SHIPPED[key] for key in untouched}
