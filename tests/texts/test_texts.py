"""The interface's words: complete in both languages, with the same gaps, all of them used."""

from __future__ import annotations

import ast
import re
import string
from fractions import Fraction
from pathlib import Path

import pytest

import digitrans
from conftest import ROOT
from digitrans.errors import Fault, UsageFault
from digitrans.texts import Words, choose_language, da, en

PACKAGE = Path(digitrans.__file__).parent
TEXTS = {PACKAGE / "texts" / name for name in ("da.py", "en.py", "fields.py", "starts.py")}  # every key is in them


def gaps(text: str) -> set[str]:
    """Their names; a number in letters has a capital where its sentence begins with it."""
    return {name.lower() for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert list(da.TEXTS) == list(en.TEXTS)
    for key, text in da.TEXTS.items():
        assert {each.lower() for each in gaps(text)} == {each.lower() for each in gaps(en.TEXTS[key])}, key
        assert text.strip() and en.TEXTS[key].strip()


def test_no_word_of_the_other_language() -> None:
    for key, text in da.TEXTS.items():
        told = re.sub(r"digitrans [\w .-]+|--[\w-]+|\{\w+\}|'\w+'", "", text)
        assert not re.search(r"\b(the|with|your|and|which|this)\b", told), key
    for key, text in en.TEXTS.items():
        assert not re.search(r"\b(og|ikke|eller|som|hvad|jeg|det)\b|[æøåÆØÅ]", text), key


def code_says() -> tuple[set[str], set[str]]:
    """What the code names, as texts and as names; and the patterns of the keys that it puts together."""
    named, made = set[str](), set[str]()
    for path in {*PACKAGE.rglob("*.py"), ROOT / "docs" / "manual.py"} - TEXTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value, *node.value.split()}
            elif isinstance(node, ast.Attribute):
                named.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                named.add(node.target.id)
            elif isinstance(node, ast.JoinedStr):
                pieces = (str(each.value) if isinstance(each, ast.Constant) else None for each in node.values)
                made.add("".join("(.+)" if each is None else re.escape(each) for each in pieces))
    return named, {each for each in made if re.match(r"[a-z]+\\\.|\(\.\+\)\\-[a-z]", each)}


def test_every_text_is_used() -> None:
    """Named in the code as it is, or put together there from parts that are."""
    named, made = code_says()

    def is_used(key: str) -> bool:
        found = (match.groups() for each in made if (match := re.fullmatch(each, key)))
        return key in named or any(all(part in named or part.isdigit() for part in parts) for parts in found)

    for key in en.TEXTS:
        stem = re.sub(r"\.(one|many)$", "", key).replace("examples.", "help.")
        assert is_used(stem), key


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
    for text in ("soon", "2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32"):
        assert english.date(text) == text and english.moment(f"{text}T10:00") == f"{text}T10:00"


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


@pytest.mark.parametrize(
    ("key", "named", "said"),
    [
        ("error.no-initiative", {"id": "x", "known": ""}, "There is no initiative x."),
        ("error.no-initiative", {"id": "x", "known": "a, b"}, "There is no initiative x. Choose one of these: a, b."),
        ("error.no-dilemma", {"id": "x", "ids": ""}, "There is no dilemma x."),
    ],
)
def test_nothing_is_offered_where_there_is_nothing_to_choose(key: str, named: dict[str, str], said: str) -> None:
    assert Words("en").error(UsageFault(key, **named)) == said


def test_a_fault_offers_nothing_where_there_is_nothing_to_choose() -> None:
    fault = Fault("a.yaml", 1, 1, "", "fault.unknown-id", {"id": "x", "known": ""})
    assert Words("en").fault(fault) == "a.yaml:1:1: there is no 'x'"


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_message_with_a_list_says_something_without_it(language: str) -> None:
    texts = (da if language == "da" else en).TEXTS
    for key, text in texts.items():
        if key.startswith(("error.", "fault.")) and ("{known}" in text or "{ids}" in text):
            gaps = {name: "" if name in ("known", "ids") else "x" for name in re.findall(r"{(\w+)}", text)}
            said = Words(language).error(UsageFault(key, **gaps))
            assert said and not re.search(r"[:,] ?[.;]|[:,;]$", said), key
