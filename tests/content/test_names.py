"""What is asked for by its name, in Danish or English, beside the ids."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import EXAMPLES
from digitrans.content.catalogue import find_advice, instrument_ids, load_advice, load_instrument
from digitrans.errors import UsageFault
from digitrans.texts.spelling import by_name

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("instrument", instrument_ids())
def test_every_title_in_both_languages(instrument: str) -> None:
    title = load_instrument(instrument).title
    assert all(load_instrument(str(text).upper()).id == instrument for text in (title.da, title.en))


@pytest.mark.parametrize(
    ("wanted", "found"), [("modenhed", "maturity"), ("politisk", "political"), ("MENTALITET", "mentality")]
)
def test_a_word_of_a_title(wanted: str, found: str) -> None:
    assert load_instrument(wanted).id == found


@pytest.mark.parametrize(("wanted", "number"), [("ejerskab", 5), ("ownership", 5), ("5", 5), ("create-ownership", 5)])
def test_a_piece_of_advice_by_its_name(run: Run, wanted: str, number: int) -> None:
    advice = find_advice(wanted)
    assert advice is not None and advice.number == number
    code, out, err = run("advice", "show", wanted)
    assert (code, err) == (0, "") and out.startswith(f"{number} ")


def test_every_name_of_advice() -> None:
    for each in load_advice():
        for text in (each.name.da, each.name.en):
            found = find_advice(text)
            assert found is not None and found.id == each.id


@pytest.mark.parametrize("wanted", ["din", "your", "", "nonsense", "\x1b[1m"])
def test_what_names_nothing_or_several_is_told(run: Run, wanted: str) -> None:
    with pytest.raises(UsageFault):
        load_instrument(wanted)
    code, out, err = run("advice", "show", wanted)
    assert (code, out) == (2, "") and "\x1b" not in err and "Choose a number" in err


def test_one_name_for_one_key() -> None:
    named = {"a": ("One thing",), "b": ("Another thing",), "c": ("thing",)}
    assert [by_name(each, named) for each in ("one", "thing", "Another  THING", "other", "")] == [
        "a",
        "c",
        "b",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("arguments", "told", "never"),
    [
        (("assess", "modenhd"), "Did you mean modenhed?", "vendor"),
        (("assess", "nothing-like-it"), "Maturity (maturity)", "vendor"),
        (("--lang", "da", "assess", "intet"), "Modenhed (maturity)", "vendor"),
        (("checklist", "show", "nothing-like-it"), "The vendor (vendor)", "maturity"),
        (("checklist", "show", "leveranør"), "Did you mean leverandøren?", "maturity"),
        (("assess", "leverandør"), "vendor is a checklist", "maturity"),
        (("checklist", "show", "modenhed"), "digitrans assess maturity", "vendor"),
    ],
)
def test_questionnaires_and_checklists_are_told_apart(
    run: Run, arguments: tuple[str, ...], told: str, never: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "") and told in err and never not in err


def test_what_is_offered_as_nearest_can_be_typed(run: Run) -> None:
    for wanted in ("modenhd", "fortællngen", "risikovilighed", "polittical"):
        near = run("assess", wanted)[2].partition("Did you mean ")[2].partition("?")[0]
        assert near and run("assess", near, "--no-input")[2].startswith("The questions need a terminal"), wanted


@pytest.mark.parametrize(
    ("wanted", "title"), [("politisk", "Who should decide"), ("ejerskab", "5 Create"), ("timing", "Timing")]
)
def test_what_is_explained_by_its_name(run: Run, wanted: str, title: str) -> None:
    for name in ("self-assessment", "political"):
        assert run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    code, out, _ = run("explain", wanted)
    assert code == 0 and out.startswith(title)


@pytest.mark.parametrize(
    ("wanted", "near"), [("ejerskb", "ejerskab"), ("fortælingg", "fortælling"), ("owneship", "ownership")]
)
def test_the_nearest_name_of_advice_is_offered(run: Run, wanted: str, near: str) -> None:
    for arguments in (("advice", "show"), ("goal", "clear")):
        code, _, err = run(*arguments, wanted)
        assert code == 2 and f"Did you mean {near}?" in err
    assert run("advice", "show", near)[0] == 0


def test_a_dilemma_by_a_word_that_no_other_has(run: Run) -> None:
    code, out, _ = run("dilemmas", "show", "begejstring", "--lang", "da")
    assert code == 0 and "begejstring" in out.casefold()
    assert run("dilemmas", "show", "nonsense")[0] == 2
