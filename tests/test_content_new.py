"""``content new`` tells what it made: to people in a sentence, to programs in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_json_names_the_files_that_were_made(run: Run, settled: Path) -> None:
    folder = settled / "content"
    code, out, err = run("content", "new", "case", "night-staff", "5", "--json")
    told = json.loads(out)
    begun = folder / "advice" / "create-ownership.night-staff.yaml"
    assert (code, err) == (0, "")
    assert {key: told[key] for key in ("format", "kind", "piece", "id", "path", "command")} == {
        "format": 1,
        "kind": "content-new",
        "piece": "case",
        "id": "night-staff",
        "path": str(begun),
        "command": "digitrans advice show 5",
    }
    assert set(map(Path, told["files"])) == {each for each in folder.rglob("*") if each.is_file()}


def test_what_was_there_is_not_named_again(run: Run, settled: Path) -> None:
    run("content", "new", "case", "night-staff", "5")
    told = json.loads(run("content", "new", "case", "day-staff", "5", "--json")[1])
    assert not [each for each in told["files"] if each.endswith("about.yaml")]


def test_a_refused_place_for_the_result_begins_nothing(run: Run, settled: Path, tmp_path: Path) -> None:
    there = tmp_path / "made.json"
    there.write_text("mine", encoding="utf-8")
    assert run("content", "new", "case", "night-staff", "5", "-o", str(there))[0] == 2
    assert not settled.exists() and there.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("language", "said"), [("da", "Begyndt: "), ("en", "Begun: ")])
def test_people_are_told_the_file_and_what_comes_next(run: Run, settled: Path, language: str, said: str) -> None:
    arguments = ("content", "new", "dilemma", "our-choice", "--lang", language)
    begun = settled / "content" / "checklists" / "dilemmas.our-choice.yaml"
    code, out, err = run(*arguments)
    assert (code, out) == (0, "") and err.startswith(f"{said}{begun}\n")
    assert err.endswith("digitrans dilemmas show our-choice.\n")
    begun.unlink()
    code, out, err = run(*arguments, "--format", "markdown")
    assert (code, err) == (0, "") and said in out and "digitrans dilemmas show our-choice" in out
