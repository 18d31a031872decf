"""The first screen of every questionnaire: the answer within 20 lines at 80 columns, and the rest on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans import output
from digitrans.answers.files import load_answers
from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Unit
from digitrans.cli import main
from digitrans.commands import screens
from digitrans.content.catalogue import instrument_ids, load_advice, load_instrument, load_phases
from digitrans.documents import Bars, Document
from digitrans.formats import Sink, writer
from digitrans.history.runs import compute
from digitrans.reports.advice import advice_report
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
    narrow = str(writer("table")(replace(whole, blocks=whole.screen, screen=()), Sink(40)))
    assert max(map(len, narrow.splitlines())) <= 40
    if run.guidance.judgement is not None and run.guidance.judgement.outcome is not None:
        assert run.guidance.judgement.outcome.name[language] in " ".join(first.split())
    if run.guide.decided is not None and instrument.repeat is None:
        assert run.guide.decided.name[language] in " ".join(first.split())


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)
    monkeypatch.setattr("digitrans.asking.typed_early.EARLY", False)
    monkeypatch.setenv("ACCESSIBLE", "1")  # lines are typed, as input() takes them


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
    typed = iter(["p", "f", "x", "", ""])
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


def lines_of(blocks: tuple[Any, ...], title: str, width: int = 80) -> list[str]:
    return str(writer("table")(Document(title, blocks, {}), Sink(width))).splitlines()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("number", range(1, 10))
def test_a_piece_of_advice_is_on_one_screen_and_the_rest_on_request(number: int, language: str) -> None:
    words, (advice,) = Words(language), load_advice(number)
    instrument = load_instrument("self-assessment")
    run = compute(load_names(words, instrument), load_answers(EXAMPLES / "self-assessment.yaml", instrument))
    whole = advice_report(words, advice, load_phases(), {}, [run])
    first = lines_of(whole.screen, whole.title)
    assert len(first) <= 22 and len(lines_of(whole.blocks, whole.title)) > 80
    assert advice.idea[language][:30] in " ".join(first)
    told = " ".join(" ".join(first).split())
    assert all(" ".join(each.text[language].split()) in told for each in advice.actions[:2])


def test_advice_show_asks_before_the_rest_and_gives_a_pipe_everything(
    on_terminal: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt="": "q")
    assert main(["advice", "show", "3"]) == 0
    assert len(capsys.readouterr().out.splitlines()) <= 22
    assert main(["advice", "show", "3", "--full"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 100


def test_scores_on_scales_of_different_length_stand_apart_in_columns_of_one_width() -> None:
    instrument = load_instrument("political")
    names = load_names(Words("en"), instrument)
    whole = assessment_report(compute(names, load_answers(EXAMPLES / "political.yaml", instrument)))
    bars = [each for each in whole.screen if isinstance(each, Bars)]
    assert len({(each.start, each.end) for each in bars}) == len(bars) == 2
    drawn = [each for each in lines_of(whole.screen, "") if "█" in each]
    assert len({each.index("█") for each in drawn}) == 1


def test_many_units_leave_the_screen_its_room() -> None:
    instrument = load_instrument("maturity")
    answers = load_answers(EXAMPLES / "maturity.yaml", instrument)
    units = tuple(Unit(f"unit-{n}", f"Unit {n}") for n in range(14))
    values = {
        f"{unit.id}/{key.partition('/')[2]}": value
        for unit in units
        for key, value in answers.values.items()
        if key.startswith(f"{answers.units[0].id}/")
    }
    many = compute(load_names(Words("en"), instrument), replace(answers, units=units, values=values))
    assert "... and 4 more" in (first := lines_of(assessment_report(many).screen, "")) and len(first) <= 22


def test_home_is_one_screen_before_and_after_the_first_result(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("da", "en"):
        assert main(["--lang", language]) == 0
    before = capsys.readouterr().out
    assert len(before.splitlines()) <= 2 * 20
    assert main(["assess", "--answers", SELF]) == 0
    for number in range(5):
        assert main(["decide", "add", "4", f"Decision {number} with some more words that say what is to be done"]) == 0
    capsys.readouterr()
    for language in ("da", "en"):
        assert main(["--lang", language]) == 0
        assert len(capsys.readouterr().out.splitlines()) <= 24


def test_saved_results_are_a_line_each_with_verdict_and_subject(
    on_terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, name in enumerate(("self-assessment", "political", "maturity")):
        monkeypatch.setenv("DIGITRANS_ID", f"7f3{place}")
        assert main(["assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), "--no-input"]) == 0
    capsys.readouterr()
    for width in (80, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        assert main(["history"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= width and len(lines) <= (7 if width == 80 else 11)
        for id_, title, result in (("7f31", "Political", "Political"), ("7f30", "Self-assessment", "Start with")):
            at = next(place for place, line in enumerate(lines) if id_ in line)
            told = " ".join(lines[at : at + (1 if width == 80 else 2)])  # on a narrow terminal on two lines
            assert title in told and result in told
    assert main(["history", "--full"]) == 0 and "Result: " in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "80")
    for named in (["show", "modenhed"], ["list", "--instrument", "modenhed"]):
        monkeypatch.setattr("builtins.input", lambda prompt="": "q")
        assert main(["history", *named]) == 0 and "Maturity" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("arguments", "there", "later"), [(["advice"], "9 ", "Kjær"), (["assess", "--list"], "political", " 5 ")]
)
def test_lists_are_a_line_each_and_the_rest_is_asked_for(
    on_terminal: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    arguments: list[str],
    there: str,
    later: str,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*arguments, "--lang", language]) == 0
    first = capsys.readouterr()
    assert len(first.out.splitlines()) <= 21 and there in first.out and "--full" in first.err
    assert main([*arguments, "--full", "--lang", language]) == 0
    whole = capsys.readouterr()
    assert len(whole.out.splitlines()) > 40 and later in whole.out and whole.err == ""


def test_a_filled_checklist_begins_with_what_is_open(
    on_terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill = ["checklist", "fill", "board-meeting", "--answers", str(EXAMPLES / "board-meeting.yaml"), "--no-save"]
    assert main([*fill, "--no-input"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) <= 22 and "... and 2 more" in told.out and "--full" in told.err
    assert main([*fill, "--no-input", "--full"]) == 0 and len(capsys.readouterr().out.splitlines()) > 40


def test_all_scores_are_shown_where_there_is_room_for_them() -> None:
    instrument = load_instrument("self-assessment")
    names = load_names(Words("en"), instrument)
    given = load_answers(EXAMPLES / "self-assessment.yaml", instrument)
    high = {key: Answer(4) if isinstance(each.value, int) else each for key, each in given.values.items()}
    for answers, shown in ((given, False), (replace(given, values=high), True)):
        first = lines_of(assessment_report(compute(names, answers)).screen, "")
        assert len(first) <= 22 and any(line.startswith("Timing") for line in first) is shown
