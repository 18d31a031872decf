"""The page for the board is read by others than the leader: it says "we", and tells who "you" is in what it quotes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.content.catalogue import load_advice, load_instrument
from digitrans.content.models import Text

Run = Callable[..., tuple[int, str, str]]
YOU = {"da": r"\b([Dd]u|[Dd]ig|[Dd]in|[Dd]it|[Dd]ine|[Jj]er|[Jj]eres|I(?= [a-zæøå]))\b", "en": r"\b[Yy](ou|our|ours)\b"}
WE = {"da": r"\b([Vv]i|[Vv]ores|os)\b", "en": r"\b([Ww]e|[Oo]ur|us)\b"}
PORTFOLIO = str(EXAMPLES / "portfolio-municipality.yaml")


@pytest.fixture
def answered(run: Run) -> None:
    for name, command in (("self-assessment", "assess"), ("dilemmas", "dilemmas assess")):
        assert run(*command.split(), "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    assert run("decide", "add", "4", "A panel")[0] == 0


def headings(run: Run, *options: str) -> list[str]:
    out = run("report", "--format", "markdown", "--portfolio", PORTFOLIO, *options)[1]
    return [line for line in out.splitlines() if line.startswith("#")]


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_heading_of_the_board_page_speaks_to_its_reader(run: Run, answered: None, language: str) -> None:
    found = headings(run, "--board", "--lang", language)
    assert len(found) >= 6 and not [each for each in found if re.search(YOU[language], each)]
    assert [each for each in found if re.search(WE[language], each)]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_leaders_own_report_says_you_throughout(run: Run, answered: None, language: str) -> None:
    found = headings(run, "--lang", language)
    assert not [each for each in found if re.search(WE[language], each)]
    assert [each for each in found if re.search(YOU[language], each)]


@pytest.mark.parametrize(("language", "told"), [("da", "toplederen, der har svaret"), ("en", "are the top lead")])
def test_the_board_page_alone_says_whose_voice_is_quoted(run: Run, answered: None, language: str, told: str) -> None:
    assert told in run("report", "--board", "--lang", language, "--format", "markdown")[1]
    assert told not in run("report", "--lang", language, "--format", "markdown")[1]


def texts_for_the_board() -> list[Text | None]:
    """What the page takes from the content; of bands and scores only those whose name says "you"."""
    assessment, dilemmas = load_instrument("self-assessment"), load_instrument("dilemmas")
    assert assessment.verdict is not None
    found = [action.board for advice in load_advice() for action in advice.actions]
    found += [each.board for each in assessment.verdict.outcomes]
    found += [each.board for each in dilemmas.tensions]
    named: list[tuple[Text | None, Text | None]] = [(each.name, each.board) for each in assessment.bands]
    named += [(each.name, each.board) for each in assessment.composites]
    return found + [board for name, board in named if name and re.search(YOU["en"], name["en"])]


def test_everything_that_the_page_takes_has_words_for_the_board() -> None:
    found = texts_for_the_board()
    assert len(found) > 60
    for each in found:
        assert each is not None
        for language in ("da", "en"):
            assert not re.search(YOU[language], each[language]), each[language]


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_on_the_page_speaks_to_its_reader(run: Run, answered: None, language: str) -> None:
    out = run("report", "--board", "--lang", language, "--format", "markdown")[1]
    names = [each.name[language] for each in load_advice()]
    told = [line for line in out.splitlines() if not line.startswith(("*", "| Område"))]  # who "you" is; "I ord"
    for name in names:
        told = [line.replace(name, "") for line in told]
    assert len(told) > 20 and not [line for line in told if re.search(YOU[language], line)]


OWN = """\
id: use-your-political-leadership
actions:
  - id: ethical-case
    text: {en: Ask the mayor.}
"""


@pytest.mark.parametrize(
    ("board", "told"), [("", "Ask the mayor."), ("    board: {en: We can ask the mayor.}\n", "We can ask the mayor.")]
)
def test_own_words_are_never_left_with_the_shipped_ones_for_the_board(
    run: Run, answered: None, tmp_path: Path, board: str, told: str
) -> None:
    folder = tmp_path / "own" / "advice"
    folder.mkdir(parents=True)
    (folder / "use-your-political-leadership.yaml").write_text(OWN + board, encoding="utf-8")
    out = run("report", "--board", "--lang", "en", "--format", "markdown", "--content", str(folder.parent))[1]
    assert f". {told}" in out and "ethical dilemma" not in out


@pytest.mark.parametrize("language", ["da", "en"])
def test_with_a_time_before_every_figure_is_there_once(
    run: Run, answered: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2026-12-23T10:00:00+01:00")
    assert run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"))[0] == 0
    out = run("report", "--board", "--lang", language, "--format", "html")[1]
    assert {"da": "Sidst, 23. nov. 2026", "en": "Last time, 23 Nov 2026"}[language] in out
    assert out.count('<svg class="drawn"') == 9 and "<figure" not in out
