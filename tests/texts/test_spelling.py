"""What a misspelt word was meant to be."""

import pytest

from digitrans.texts.spelling import LONGEST, MOST, alike, alphabetical, nearest


@pytest.mark.parametrize(
    ("word", "found"),
    [("departmnts", "departments"), ("initiative", "initiatives"), ("xyz", ""), ("", ""), ("d" * (LONGEST + 1), "")],
)
def test_the_word_written_most_alike_or_none(word: str, found: str) -> None:
    assert nearest(word, ("initiatives", "departments", "rules")) == found


def test_among_too_many_nothing_is_looked_for() -> None:
    known = [f"word-{number}" for number in range(MOST + 1)]
    assert nearest("word-1x", known) == ""
    assert nearest("word-1x", known[:MOST]).startswith("word-1")


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("TARGETS", ("targets", "type"), ["targets"]),
        ("citizen problem", ("citizen_problem", "internal_problem"), ["citizen_problem"]),
        ("true", ("rules", "type"), []),
        ("staf-c", ("staf-b", "staf-a", "board"), ["staf-b", "staf-a"]),
        ("tpye", ("type", "types"), ["type"]),
        ("\x1b[31mitems", ("items", "scales"), ["items"]),
    ],
)
def test_capitals_joints_and_two_that_are_equally_near(word: str, known: tuple[str, ...], found: list[str]) -> None:
    assert alike(word, known) == found


def test_the_aa_of_danish_names_is_an_aa_with_a_ring() -> None:
    names = ["Aarhus", "Zoo", "Åbenrå", "Dataanalyse", "Datoer", "Aabenraa", "Æbler", "Ødsted", "ærlig", "Dato"]
    assert sorted(names, key=alphabetical) == [
        "Dataanalyse", "Dato", "Datoer", "Zoo", "Æbler", "ærlig", "Ødsted", "Åbenrå", "Aabenraa", "Aarhus",
    ]  # fmt: skip
