"""What was answered earlier today is offered to be seen before it is asked again; what is begun is gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.cli import main

Run = Callable[..., tuple[int, str, str]]
POLITICAL = str(EXAMPLES / "political.yaml")


@pytest.fixture
def typing(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, list[str]]]:
    """Runs a command on a terminal with these lines typed; gives exit code, output and what was asked."""

    def running(*arguments: str, lines: list[str]) -> tuple[int, str, list[str]]:
        asked: list[str] = []
        typed = iter(lines)

        def reading(prompt: str = "") -> str:
            asked.append(prompt)
            if (line := next(typed, None)) is None:
                raise EOFError
            return line

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("digitrans.output.is_terminal", lambda stream: True)
            patch.setattr("digitrans.asking.typed_early.EARLY", False)
            patch.setattr("builtins.input", reading)
            code = main(list(arguments))
        assert next(typed, None) is None
        return code, " ".join(capsys.readouterr().out.split()), asked

    return running


def test_the_result_of_earlier_today_is_shown_without_a_question(
    run: Run, typing: Callable[..., tuple[int, str, list[str]]], settled: Path
) -> None:
    run("assess", "political", "--answers", POLITICAL)
    code, out, _ = typing("assess", "political", "--plain", lines=["1", "q"])
    assert code == 0 and "You answered today at 10:00: Political leadership: Karen" in out
    assert "Who should decide?" in out and "Question 1" not in out
    assert len(list((settled / "results").glob("*.json"))) == 1, "nothing is saved twice"


def test_it_can_be_answered_again_and_on_another_day_nothing_is_asked(
    run: Run, typing: Callable[..., tuple[int, str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("assess", "political", "--answers", POLITICAL)
    code, out, _ = typing("assess", "political", "--plain", lines=["2"])
    assert code == 130 and "You answered today" in out and "Who should decide?" not in out
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-24T10:00:00+01:00")
    code, out, _ = typing("assess", "political", "--plain", lines=[])
    assert code == 130 and "You answered today" not in out


def test_a_short_run_of_today_does_not_stand_in_the_way_of_the_whole(
    run: Run, typing: Callable[..., tuple[int, str, list[str]]], tmp_path: Path
) -> None:
    short = tmp_path / "short.yaml"
    short.write_text("instrument: self-assessment\nshort: true\nanswers: {}\n", encoding="utf-8")
    run("assess", "--answers", str(short))
    code, out, _ = typing("assess", "--plain", lines=[":q"])
    assert code == 130 and "You answered today" not in out


def test_home_goes_on_with_a_checklist_by_filling_it(
    typing: Callable[..., tuple[int, str, list[str]]], run: Run
) -> None:
    assert typing("checklist", "fill", "vendor", "--plain", lines=["3", "q"])[0] == 130
    home = run()[1]
    assert "digitrans checklist fill vendor" in home and "checklist show vendor" not in home
