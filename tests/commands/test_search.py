"""Searching the advice: words of either language are found, and shown in the one that was chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from digitrans.content.catalogue import load_advice

Run = Callable[..., tuple[int, str, str]]


def hits(run: Run, language: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("advice", "search", *words, "--json", "--lang", language)[1])["hits"]
    return found


@pytest.mark.parametrize(
    ("language", "word", "other", "heading"),
    [
        ("en", "ejerskab", "da", "Found in the Danish text, shown in English"),
        ("da", "ownership", "en", "Fundet i den engelske tekst, vist på dansk"),
    ],
)
def test_a_word_of_the_other_language_is_found(run: Run, language: str, word: str, other: str, heading: str) -> None:
    found = hits(run, language, word)
    assert {each["found_in"] for each in found} == {other} and 5 in {each["number"] for each in found}
    shown = load_advice(5)[0]
    assert f"{shown.name[language]}. {shown.idea[language]}" in {each["text"] for each in found}
    out = run("advice", "search", word, "--lang", language)[1]
    assert heading in out and shown.name[language] in out


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_both_languages_say_is_found_once_in_the_chosen_one(run: Run, language: str) -> None:
    found = hits(run, language, "robot")
    places = [(each["advice"], each["text"]) for each in found]
    assert len(set(places)) == len(places) >= 4
    assert all("robot" in each["text"].casefold() for each in found if each["found_in"] == language)


def test_both_languages_find_the_same_places(run: Run) -> None:
    found = [{(each["advice"], each["found_in"]) for each in hits(run, language, "robot")} for language in ("da", "en")]
    assert {advice for advice, _ in found[0]} == {advice for advice, _ in found[1]}


def test_all_words_must_stand_in_one_language(run: Run) -> None:
    assert hits(run, "en", "ejerskab", "ownership") == []
    assert "No advice mentions" in run("advice", "search", "ejerskab", "ownership", "--lang", "en")[1]


def test_what_is_found_in_the_chosen_language_comes_first_and_alone_where_that_is_all(run: Run) -> None:
    out = run("advice", "search", "person", "--lang", "en")[1]
    assert out.index("Use your political leadership") < out.index("Found in the Danish text")
    assert "Fundet i" not in run("advice", "search", "plæneklipper", "--lang", "da")[1]
