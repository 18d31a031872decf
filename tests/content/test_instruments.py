"""Every questionnaire: its example in whole outputs, in every format and from the keyboard; and how they lead on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from conftest import EXAMPLES
from digitrans.answers.names import load_names
from digitrans.answers.values import Answers, Missing, Unit, asked
from digitrans.asking.questions import ask_answers
from digitrans.asking.replies import Question, Reply, Typed
from digitrans.content.catalogue import instrument_ids, instrument_kind, load_advice, load_instrument
from digitrans.content.instruments import Instrument
from digitrans.texts import Words
from goldens import compare

Run = Callable[..., tuple[int, str, str]]
QUESTIONNAIRES = [each for each in instrument_ids() if instrument_kind(each) == "questionnaire"]
MODELS = [each for each in QUESTIONNAIRES if each not in ("self-assessment", "dilemmas")]


def of(name: str) -> list[str]:
    return ["assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), "--no-save"]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", MODELS)
def test_golden_result(run: Run, name: str, language: str) -> None:
    code, out, err = run("--lang", language, *of(name))
    assert (code, err) == (0, "")
    compare(f"{name}.{language}.txt", out)


@pytest.mark.parametrize("name", MODELS)
def test_every_format(run: Run, name: str) -> None:
    instrument = load_instrument(name)
    for format, told in (("markdown", f"# {instrument.title.en}"), ("html", f"<h1>{instrument.title.en}")):
        code, out, _ = run(*of(name), "--format", format)
        assert code == 0
        assert told in out
    code, out, _ = run(*of(name), "--format", "csv")
    head, *rows = csv.reader(io.StringIO(out.lstrip("\ufeff")), delimiter=";")
    assert code == 0 and rows and {len(row) for row in rows} == {len(head)}
    danish, english = (run("--lang", language, *of(name), "--json")[1] for language in ("da", "en"))
    assert danish == english
    result = json.loads(danish)["result"]
    assert result["coverage"]["answered"] > 0
    assert ("units" in result) == (instrument.repeat is not None)


@pytest.mark.parametrize("name", MODELS)
def test_json_can_be_given_back(run: Run, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    _, first, _ = run(*of(name), "--json")
    path = tmp_path_factory.mktemp("again") / "answers.json"
    path.write_text(first, encoding="utf-8")
    _, second, _ = run("assess", name, "--answers", str(path), "--no-save", "--json")
    assert second == first


@pytest.mark.parametrize("width", ["60", "100"])
@pytest.mark.parametrize("name", MODELS)
def test_no_line_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = run("--lang", "da", *of(name))
    assert max(len(line) for line in out.splitlines()) <= int(width)


@pytest.mark.parametrize("name", MODELS)
def test_without_answers_nothing_is_guessed(run: Run, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("empty") / "answers.yaml"
    path.write_text(f"instrument: {name}\nanswers: {{}}\n", encoding="utf-8")
    code, out, _ = run("assess", name, "--answers", str(path), "--no-save", "--json")
    result = json.loads(out)["result"]
    assert code == 0
    assert result["coverage"]["answered"] == 0
    assert all(each["score"] is None for each in (*result["dimensions"], *result["composites"]))


@pytest.mark.parametrize("name", MODELS)
def test_explained(run: Run, name: str) -> None:
    instrument, file = load_instrument(name), str(EXAMPLES / f"{name}.yaml")
    unit = "" if instrument.repeat is None else run(*of(name), "--json")[1]
    mark = f"{json.loads(unit)['units'][0]['id']}/" if unit else ""
    for wanted in (["decision"] if instrument.decision else []) + [each.id for each in instrument.dimensions[:2]]:
        code, out, err = run("explain", file, mark + wanted)
        assert (code, err) == (0, ""), wanted
        assert len(out.splitlines()) > 3


TYPED = {"allocation": "25 25 25 25", "choices": "1 2", "number": "7", "text": "A nurse in the home care."}


class Answering:
    """Answers every question with its last proper reply, and types what has to be typed."""

    def __init__(self, instrument: Instrument) -> None:
        self.kinds = {item.text.en: item.kind for item in instrument.items}
        self.asked: list[Question] = []

    def show(self, text: str, strong: bool = False) -> None:
        assert text.strip()

    def listed(self, lead: str, text: str) -> None:
        assert lead and text.strip()

    def reply(self, question: Question) -> Reply:
        self.asked.append(question)
        if question.field:
            return Typed(TYPED[self.kinds[question.text]])
        return [reply for _, _, reply in question.replies if not isinstance(reply, Missing)][-1]

    def line(self, prompt: str, default: str = "") -> str:
        assert "Enter to see the result" in prompt
        return ""

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        return 0


@pytest.mark.parametrize("name", MODELS)
def test_answered_at_the_keyboard(name: str) -> None:
    names = load_names(Words("en"), load_instrument(name))
    units = (Unit("one", "One"), Unit("two", "Two")) if names.instrument.repeat else ()
    prompter, saved = Answering(names.instrument), list[Answers]()
    answers = ask_answers(names, Answers(name, 1, units=units), saved.append, prompter)
    questions = asked(names.instrument, answers)
    assert not answers.open_among(questions)
    assert len(prompter.asked) == len(questions) == len(saved)


def test_each_advice_has_a_questionnaire_that_digs_deeper() -> None:
    for advice in load_advice():
        assert set(advice.deeper) & set(MODELS), advice.id
    assert {each for advice in load_advice() for each in advice.deeper} >= set(MODELS)
