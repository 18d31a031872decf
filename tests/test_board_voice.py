"""The page for the board is read by others than the leader: it says "we", and tells who "you" is in what it quotes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
YOU = {"da": r"\b([Dd]u|[Dd]ig|[Dd]in|[Dd]it|[Dd]ine)\b", "en": r"\b[Yy](ou|our|ours)\b"}
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
