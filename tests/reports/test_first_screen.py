"""The first screen of every questionnaire: the answer within 20 lines at 80 columns, and the rest on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans import output
from digitrans.answers.files import load_answers
from digitrans.cli import main
from digitrans.commands import screens
from digitrans.content.catalogue import instrument_ids, load_instrument
from digitrans.formats import Sink, writer
from digitrans.history.runs import compute, load_names
from digitrans.reports.assessment import assessment_report
from digitrans.texts import Words

QUESTIONNAIRES = [each for each in instrument_ids() if load_instrument(each).kind == "questionnaire"]
SELF = str(EXAMPLES / "self-assessment.yaml")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", [each for each in QUESTIONNAIRES if (EXAMPLES / f"{each}.yaml").exists()])
def test_the_answer_is_on_one_screen(name: str, language: str) -> None:
    instrument = load_instrument(name)
    names = load_names(Words(language), instrument)
    run = compute(names, load_answers(EXAMPLES / f"{name}.yaml", instrument))
    whole = assessment_report(run)
    first = str(writer("table")(replace(whole, blocks=whole.screen, screen=()), Sink(80)))
    assert len(first.splitlines()) <= 22 and all(len(line) <= 80 for line in first.splitlines())
    if run.guidance.judgement is not None and run.guidance.judgement.outcome is not None:
        assert run.guidance.judgement.outcome.name[language] in " ".join(first.split())
    if run.guide.decided is not None and instrument.repeat is None:
        assert run.guide.decided.name[language] in " ".join(first.split())


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)


def shown(capsys: Any, *arguments: str) -> tuple[str, str]:
    assert main(["assess", "--answers", SELF, "--no-save", *arguments]) == 0
    told = capsys.readouterr()
    return told.out, told.err


def test_a_pipe_gets_everything(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = shown(capsys)
    assert len(out.splitlines()) > 100 and err == ""


def test_a_terminal_gets_one_screen(on_terminal: None, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = shown(capsys, "--no-input")
    assert len(out.splitlines()) <= 22 and "--full" in err
    out, err = shown(capsys, "--full", "--no-input")
    assert len(out.splitlines()) > 100 and "--full" not in err


def test_the_rest_a_page_and_a_document_are_a_key_away(
    on_terminal: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(screens, "find_spec", lambda name: None)
    monkeypatch.setenv("PAGER", "cat")
    paged: list[str] = []
    monkeypatch.setattr(output, "page", lambda document: paged.append(document.title))
    typed = iter(["p", "f", "x", ""])
    monkeypatch.setattr("builtins.input", lambda prompt="": next(typed))
    _, err = shown(capsys)
    assert sorted(each.name for each in tmp_path.glob("digitrans-result*")) == [
        "digitrans-result-2.html",
        "digitrans-result.html",
    ], "nothing is written over"
    assert err.count("Written: ") == 2 and len(paged) == 1 and "Self-assessment" in paged[0]


@pytest.mark.parametrize("fault", [EOFError, KeyboardInterrupt])
def test_leaving_is_no_fault(
    on_terminal: None, fault: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(prompt: str = "") -> str:
        raise fault

    monkeypatch.setattr("builtins.input", leave)
    out, _ = shown(capsys)
    assert "Start with those who are ready" in out
