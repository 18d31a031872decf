"""``content new`` tells what it made: to people in a sentence, to programs in JSON."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from begun import written
from digitrans.content.catalogue import load_instrument

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
    assert err.endswith(":\n  digitrans content check\n  digitrans dilemmas show our-choice\n")
    begun.unlink()
    code, out, err = run(*arguments, "--format", "markdown")
    assert (code, err) == (0, "") and said in out and "digitrans dilemmas show our-choice" in out


def _advised(err: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in err.splitlines() if line.startswith("  digitrans ")]


def test_the_advised_commands_work_word_for_word(
    run: Run, settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, _, err = run("content", "new", "dilemma", "our-choice", "--content", "our own's")
    advised = _advised(err)
    assert [each[-2:] for each in advised] == [["--content", "our own's"]] * 2
    written(tmp_path)
    for each in advised:
        code, out, err = run(*each)
        assert code == 0 and out, (each, err)
    begun = (tmp_path / "our own's" / "checklists" / "dilemmas.our-choice.yaml").read_text(encoding="utf-8")
    assert shlex.join(["digitrans", *advised[0]]) in begun


def test_a_folder_that_is_always_used_is_not_named(run: Run, settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = settled / "content"
    assert "--content" not in run("content", "new", "dilemma", "one")[2]
    assert "--content" not in run("content", "new", "dilemma", "two", "--content", str(usual))[2]
    monkeypatch.setenv("DIGITRANS_CONTENT", str(settled / "shared"))
    assert "--content" not in run("content", "new", "dilemma", "three")[2]
    assert f"--content {usual}" in run("content", "new", "dilemma", "four", "--content", str(usual))[2]


def test_every_folder_that_was_named_is_named_again(run: Run, settled: Path, tmp_path: Path) -> None:
    folders = [str(tmp_path / each) for each in ("region", "town")]
    run("content", "new", "dilemma", "one", "--content", folders[0])
    told = _advised(run("content", "new", "dilemma", "two", "--content", folders[0], "--content", folders[1])[2])
    written(tmp_path)
    assert told[1][-4:] == ["--content", folders[0], "--content", folders[1]]
    assert all(run(*each)[0] == 0 for each in told)


@pytest.mark.parametrize("wrong", [("case", "x"), ("item", "x"), ("change", "heard citizens")])
def test_what_is_advised_after_a_slip_names_the_folder(run: Run, settled: Path, wrong: tuple[str, str]) -> None:
    code, _, err = run("content", "new", *wrong, "--content", "ours")
    assert code == 2 and " --content ours" in err and "digitrans content new" in err


@pytest.mark.parametrize("of", ["self-assessment", "9", "capacity"])
def test_a_question_says_where_it_counts_and_what_else_there_is(run: Run, settled: Path, of: str) -> None:
    instrument = load_instrument("self-assessment")
    dimension = {"9": "use-your-political-leadership", "capacity": "capacity"}.get(of, instrument.dimensions[0].id)
    code, _, err = run("content", "new", "item", "ours", of)
    begun = (settled / "content" / "checklists" / "self-assessment.ours.yaml").read_text(encoding="utf-8")
    assert code == 0 and f"({dimension})" in err and f"    dimension: {dimension}\n" in begun
    choices = [each.id for each in instrument.dimensions] + [each.id for each in instrument.scales]
    assert [name for name in choices if f"    #   {name}: " not in begun] == []
    written(settled)
    assert run("content", "check")[0] == 0


@pytest.mark.parametrize("name", ["null", "true", "no"])
def test_a_name_that_yaml_takes_for_a_value_is_a_name(run: Run, tmp_path: Path, name: str) -> None:
    own = str(tmp_path / "own")
    for kind in ("dilemma", "checklist"):
        assert run("--content", own, "content", "new", kind, name)[0] == 0
    written(tmp_path)
    code, _, err = run("--content", own, "content", "check")
    assert "id" not in err and code in (0, 3), err
    assert run("--content", own, "checklist", "show", name)[0] == 0
