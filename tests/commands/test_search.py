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


@pytest.mark.parametrize("wanted", ["AI", "KI", "ai", "chatbot", "GDPR", "persondata"])
def test_short_words_are_not_found_inside_others(run: Run, wanted: str) -> None:
    found = hits(run, "da", wanted)
    told = ("kunstig", "gdpr", wanted.casefold())
    assert len(found) < 12
    assert all(any(each in hit["text"].casefold() for each in told) for hit in found if hit["found_in"] == "da")


def test_a_law_is_found_by_its_short_name(run: Run) -> None:
    assert hits(run, "da", "GDPR") and hits(run, "da", "databeskyttelse") and hits(run, "en", "GDPR")


def test_artificial_intelligence_is_found_by_its_short_names(run: Run) -> None:
    found = [{each["text"] for each in hits(run, "da", wanted)} for wanted in ("AI", "KI", "kunstig intelligens")]
    assert found[0] >= found[1] == found[2] and found[1], "AI finds the regulation of that name as well"


@pytest.mark.parametrize(
    ("language", "wanted", "other"), [("da", "fortællinger", "fortælling"), ("en", "departments", "department")]
)
def test_other_forms_of_a_word_are_found(run: Run, language: str, wanted: str, other: str) -> None:
    pytest.importorskip("snowballstemmer")
    places = {(each["advice"], each["text"]) for each in hits(run, language, wanted) if each["found_in"] == language}
    assert places >= {
        (each["advice"], each["text"])
        for each in hits(run, language, other)
        if each["found_in"] == language and other in each["text"].casefold().split()
    }


def test_the_best_come_first(run: Run) -> None:
    texts = [each["text"].casefold() for each in hits(run, "en", "risk") if each["found_in"] == "en"]
    whole = ["risk" in "".join(c if c.isalnum() else " " for c in text).split() for text in texts]
    assert whole == sorted(whole, reverse=True)


def test_letters_are_the_same_however_they_are_made(run: Run) -> None:
    assert hits(run, "da", "fælles") == hits(run, "da", "fælles".replace("å", "a\u030a"))
    assert hits(run, "da", "råd") == hits(run, "da", "ra\u030ad") != []
