"""A question asked for one unit after another: every prompt stands by itself, on a small screen, too."""

from __future__ import annotations

import pytest

from conftest import piped_keys
from digitrans.answers.names import load_names
from digitrans.answers.values import Answers, Unit
from digitrans.answers.wording import Names
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.lines import LinePrompter
from digitrans.asking.questions import ask_answers
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.errors import Stopped
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.texts import Words
from kinds import GROUPS

UNITS = Unit("roads", "Roads"), Unit("care", "Care")
FIRST = {"da": "Medarbejdere, der i det seneste halve år selv har", "en": "Staff who in the last six months have"}


def shown(names: Names, plain: bool, keys: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The lines of each prompt that ``keys`` lead to."""
    answers = Answers(names.instrument.id, 1, units=UNITS)
    with piped_keys() as pipe:
        pipe.send_text(keys)
        prompter = LinePrompter(names.words) if plain else KeyPrompter(names.words)
        with pytest.raises(Stopped):
            ask_answers(names, answers, lambda _: None, prompter)
    mark = names.words("ask.progress", n="\n", of="").partition("\n")[0]
    prompts = capsys.readouterr().out.split(mark)[1:]
    return [[line.strip() for line in each.splitlines()] for each in prompts]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_question_stands_whole_at_every_unit(
    language: str, columns: int, plain: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    typed = iter("3q")
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    names = load_names(Words(language), load_instrument("maturity"))
    first, second = shown(names, plain, "3q", capsys)
    whole = names.instrument.items[0].text[language]
    help_text = names.instrument.items[0].help
    assert help_text is not None
    assert " ".join(whole.split()) in " ".join(first) and help_text[language][:30] in " ".join(first)
    assert " ".join(whole.split()) in " ".join(second) and "Care" in second and "…" not in " ".join(second)
    assert help_text[language][:30] not in " ".join(second)


def test_what_an_answer_is_typed_with_stays_in_sight(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = load_names(Words("en"), parse_model(Instrument, Source("test.yaml", GROUPS)))
    typed = iter([*"133331111", "1 3", ":q"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    prompts = shown(names, True, "", capsys)
    assert prompts[-1][1:6] == ["words", "1 words", "2 words", "3 words", "Care"]


def test_what_shares_are_given_to_stays_in_sight(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = load_names(Words("da"), load_instrument("mentality"))
    typed = iter(["Sagen", "40 30 20 10", ":q"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    last = " ".join(shown(names, True, "", capsys)[-1])
    assert "Care" in last and all(each in last for each in ("1 Optimister", "2 Passive", "3 Skeptiske", "4 Vagthunde"))
