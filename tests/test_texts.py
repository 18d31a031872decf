"""The interface's words: complete in both languages, with the same gaps, all of them used."""

from __future__ import annotations

import re
import string
from fractions import Fraction
from pathlib import Path

import pytest

import digitrans
from digitrans.texts import Words, choose_language, da, en

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(digitrans.__file__).parent.rglob("*.py"))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert list(da.TEXTS) == list(en.TEXTS)
    for key, text in da.TEXTS.items():
        assert gaps(text) == gaps(en.TEXTS[key]), key
        assert text.strip() and en.TEXTS[key].strip()


def test_no_word_of_the_other_language() -> None:
    for key, text in da.TEXTS.items():
        told = re.sub(r"digitrans [\w .-]+|--[\w-]+|\{\w+\}|'\w+'", "", text)
        assert not re.search(r"\b(the|with|your|and|which|this)\b", told), key
    for key, text in en.TEXTS.items():
        assert not re.search(r"\b(og|ikke|eller|som|hvad|jeg|det)\b|[æøåÆØÅ]", text), key


def test_every_text_is_used() -> None:
    families = (
        "examples.",
        "source.",
        "help.",
        "answer.",
        "key.",
        "move.",
        "coverage.",
        "slider.",
        "info.",
        "metavar.",
        "list.",
        "compare.",
        "fate.",
    )
    for key in en.TEXTS:
        stem = re.sub(r"\.(one|many)$", "", key)
        assert f'"{stem}"' in SOURCE or key.startswith(families) or key.endswith("heading-why"), key


@pytest.mark.parametrize("language", ["da", "en"])
def test_keys_do_not_collide(language: str) -> None:
    keys = [text for key, text in Words(language)._texts.items() if key.startswith("key.")]
    assert len(keys) == len(set(keys)) and not set(keys) & set("12345")


def test_numbers_and_dates() -> None:
    danish, english = Words("da"), Words("en")
    assert danish.number(Fraction(13, 4)) == "3,3" and english.number(Fraction(13, 4)) == "3.3"
    assert english.number(Fraction(5, 2), 2) == "2.50" and english.number(3, 0) == "3"
    assert english.number(Fraction(-1, 100)) == "0.0"
    assert danish.date("2026-11-23T10:00:00") == "23. november 2026"
    assert english.date("2026-11-23") == "23 November 2026"
    assert english.date("soon") == "soon"


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({}, "da"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "C"}, "da"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"}, "da"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "DIGITRANS_LANG": "da"}, "da"),
        ({"LC_ALL": "da_DK", "LANG": "en_US"}, "da"),
    ],
)
def test_choice_of_language(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], language: str) -> None:
    monkeypatch.delenv("DIGITRANS_LANG")
    monkeypatch.setattr("sys.platform", "linux")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert choose_language() == language
    assert choose_language("en") == "en"
