"""Faults in JSON: an id for programs, and beside it the sentence for people in the language that was chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
BAD = "format: 1\norganisation: {name: A}\ninitiatives: [{id: a, name: A, cost: -1}]\n"
SAID = {"da": "-1 er for lille; mindst 0", "en": "-1 is too small; at least 0"}


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    return str(tmp_path / "bad.yaml")


def record(fault: dict[str, Any]) -> tuple[str, str]:
    return fault["fault"], fault["message"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_portfolio_that_cannot_be_used(run: Run, bad: str, language: str) -> None:
    wanted = [("fault.too-small", SAID[language])]
    good = str(EXAMPLES / "portfolio-departments-a-b.yaml")
    commands: list[list[str]] = [["score", bad], ["score", bad, good], ["check", bad]]
    for command in commands:
        code, out, err = run("portfolio", *command, "--json", "--lang", language)
        told = json.loads(out.splitlines()[0] if len(command) == 3 else out)
        faults = told["files"][0]["faults"] if command[0] == "check" else told["faults"]
        assert code == 3 and list(map(record, faults)) == wanted, command
        assert SAID[language] in err, "people are told the same"


@pytest.mark.parametrize(("language", "said"), [("da", "kendes ikke her"), ("en", "is not known here")])
def test_own_content_that_cannot_be_used(run: Run, tmp_path: Path, language: str, said: str) -> None:
    folder = tmp_path / "own" / "checklists"
    folder.mkdir(parents=True)
    (folder / "board-meeting.yaml").write_text("titel: {da: Vores}\n", encoding="utf-8")
    code, out, _ = run("content", "check", "--json", "--lang", language, "--content", str(folder.parent))
    ((key, message),) = map(record, json.loads(out)["faults"])
    assert code == 3 and key.startswith("fault.unknown-key") and said in message
    assert "board-meeting.yaml" not in message, "the place stands beside it"
