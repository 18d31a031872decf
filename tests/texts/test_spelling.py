"""What a misspelt word was meant to be."""

import pytest

from digitrans.texts.spelling import LONGEST, MOST, nearest


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
