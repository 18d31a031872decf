"""A checklist that is filled in from a file remembers what the file does not mention."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
FIRST = str(EXAMPLES / "board-meeting.yaml")


@pytest.fixture
def fill(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[dict[str, Any], str]]:
    def filling(lines: str, day: str) -> tuple[dict[str, Any], str]:
        monkeypatch.setenv("DIGITRANS_NOW", f"{day}T10:00:00+01:00")
        path = tmp_path / f"{day}.yaml"
        path.write_text(f"instrument: board-meeting\nanswers:{lines}\n", encoding="utf-8")
        code, out, err = run("checklist", "fill", "board-meeting", "--answers", str(path), "--json")
        assert code == 0
        return json.loads(out)["answers"], err

    return filling


def test_one_line_leaves_the_other_marks_as_they_were(
    run: Run, fill: Callable[..., tuple[dict[str, Any], str]]
) -> None:
    before = json.loads(run("checklist", "fill", "board-meeting", "--answers", FIRST, "--json")[1])["answers"]
    after, err = fill("\n  figures-known: done", "2026-12-03")
    assert after == {**before, "figures-known": "done"} and before["figures-known"]["owner"] == "Økonomichefen"
    assert f"{len(before) - 1} lines that the file does not mention" in err
    again, _ = fill(" {}", "2026-12-04")
    assert again == after, "a file that says nothing changes nothing"


def test_the_first_time_there_is_nothing_to_carry_over(fill: Callable[..., tuple[dict[str, Any], str]]) -> None:
    answers, err = fill("\n  figures-known: done", "2026-12-03")
    assert answers == {"figures-known": "done"} and "does not mention" not in err
