"""Rounds whose own files were damaged, altered by hand, or copied by a synchronised folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitrans.content.catalogue import load_instrument
from digitrans.files import saving
from digitrans.people import collection, disclosures, rounds
from digitrans.people.comparison import Comparison, compare
from digitrans.people.suppression import History

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert run("people", "invite", str(path), "--group", "staff=4", "--form", "yaml")[0] == 0
    for place, code in enumerate(made(path)["codes"]):
        answers = {"yes-after-problem": {"value": 1 + place, "note": f"Note {place}"}, "readiness-known": 3}
        whole = {"instrument": "self-assessment", "respondent": code, "answers": answers}
        (path / "back" / f"{code}.json").write_text(json.dumps(whole), encoding="utf-8")
    assert run("people", "collect", str(path))[0] == 0
    return path


def made(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    return found


def compared(run: Run, folder: Path) -> Any:
    status, out, err = run("people", "compare", str(folder), "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize("ending", [".sync-conflict-20261123-101010-ABCDEFG.json", " (1).json", " 2.json"])
def test_copies_that_a_synchronised_folder_leaves_are_no_second_answers(run: Run, folder: Path, ending: str) -> None:
    collected = sorted((folder / "collected").iterdir())
    for path in collected:
        shutil.copy(path, path.with_name(path.stem + ending))
    with_copies = compared(run, folder)
    shown = next((folder / "shown").iterdir())
    assert ending.removesuffix(".json") not in shown.read_text(encoding="utf-8")
    shutil.copy(shown, shown.with_name(shown.stem + ending))
    for path in collected:
        path.with_name(path.stem + ending).unlink()
    assert compared(run, folder) == with_copies


@pytest.mark.parametrize(
    ("code", "group", "said"),
    [
        (None, "kings", "no 'kings'; choose from self, executive-team, staff, politicians"),
        ("../../x", "staff", "'../../x' is not a code"),
        ("aaaaaa", "staff", "'aaaaaa' is not a code"),
    ],
)
def test_codes_and_groups_that_nobody_gave_are_named(
    run: Run, folder: Path, code: str | None, group: str, said: str
) -> None:
    altered = made(folder)
    altered["codes"][code or list(altered["codes"])[1]] = group
    (folder / "round.json").write_text(json.dumps(altered, indent=1), encoding="utf-8")
    for command in ("collect", "compare"):
        status, out, err = run("people", command, str(folder), "--lang", "en")
        assert (status, out) == (3, "") and said in err and "round.json:" in err


def test_two_comparisons_at_once_wait_for_each_other(folder: Path) -> None:
    """The second begins while the first is made, knows what it let out, and both show figures."""
    wanted, instrument = rounds.load_round(folder), load_instrument("self-assessment")
    everyone = collection.collected(folder, wanted, instrument, [])
    command = [sys.executable, "-m", "digitrans", "people", "compare", str(folder), "--json"]
    started: list[subprocess.Popen[bytes]] = []

    def compared(history: History) -> Comparison:
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        with pytest.raises(subprocess.TimeoutExpired):
            started[0].wait(1.5)  # it cannot be done before the first is
        return compare(instrument, everyone, history)

    first = disclosures.remembering(folder, compared)
    out, err = started[0].communicate(timeout=60)
    assert (started[0].returncode, err) == (0, b"")
    assert first.comments and len(json.loads(out)["comments"]) == len(first.comments)
    assert len(list((folder / "shown").iterdir())) == 1  # the same people, who need no second entry


def test_a_lock_that_nobody_lets_go_of_is_said(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "PATIENCE", 2)
    with saving.locked(folder / ".shown.lock"):
        status, out, err = run("people", "compare", str(folder), "--lang", "en")
    assert (status, out) == (1, "") and "is held by another program" in err


def test_what_two_places_showed_together_is_said_to_be_lost(run: Run, folder: Path) -> None:
    """Two copies of a round let out different sets; when they meet, one person lies between them."""
    staff = [code for code, group in made(folder)["codes"].items() if group == "staff"]
    versions = {path.stem.partition("-")[0]: path.stem.partition("-")[2] for path in (folder / "collected").iterdir()}
    people = [(code, versions[code]) for code in staff]
    for some in (people, [*people[:3], ("23456d", "1-0a1b2c3d")]):
        disclosures.save(folder, {"comments": [frozenset(some)]}, {})
    out = run("people", "compare", str(folder), "--lang", "en")[1]
    assert "Something was shown in two places" in " ".join(out.split())
    assert compared(run, folder)["comments"] == []


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1, "kind": "shown", "made": "x", "sets": {"a": 5}}'])
@pytest.mark.parametrize(("language", "said"), [("en", "Get it back from a copy"), ("da", "Hent den fra en kopi")])
def test_a_damaged_memory_of_what_was_shown_says_what_to_do(
    run: Run, folder: Path, text: str, language: str, said: str
) -> None:
    compared(run, folder)
    (folder / "shown" / "2026-01-01-damaged.json").write_text(text, encoding="utf-8")
    status, out, err = run("people", "compare", str(folder), "--lang", language)
    assert (status, out) == (3, "") and "2026-01-01-damaged.json" in err and said in err
