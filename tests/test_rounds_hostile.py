"""Rounds whose own files were damaged, altered by hand, or copied by a synchronised folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitrans import disclosures, rounds
from digitrans.loading import load_instrument
from digitrans.people import Comparison, compare
from digitrans.suppression import History

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
        ("../../x", "staff", "'../../x' is no code"),
        ("aaaaaa", "staff", "'aaaaaa' is no code"),
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


def test_two_comparisons_at_once_know_of_each_other(folder: Path) -> None:
    """While one is made, another lets out all but one of the same people: then the first may not show them all."""
    wanted, instrument = rounds.load_round(folder), load_instrument("self-assessment")
    everyone = rounds.collected(folder, wanted, instrument, [])
    turns = []

    def compared(history: History) -> Comparison:
        turns.append(history)
        if len(turns) == 1:
            others = [each.person for each in everyone if each.group == "staff"][:3]
            disclosures.save(folder, {"comments": {"all": [frozenset(others)]}}, {})
        return compare(instrument, everyone, history)

    assert disclosures.remembering(folder, compared).comments == () and len(turns) == 2
    files = set((folder / "shown").iterdir())
    assert disclosures.remembering(folder, compared).comments == () and set((folder / "shown").iterdir()) == files


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1, "kind": "shown", "made": "x", "sets": {"a": 5}}'])
@pytest.mark.parametrize(("language", "said"), [("en", "Get it back from a copy"), ("da", "Hent den fra en kopi")])
def test_a_damaged_memory_of_what_was_shown_says_what_to_do(
    run: Run, folder: Path, text: str, language: str, said: str
) -> None:
    compared(run, folder)
    (folder / "shown" / "2026-01-01-damaged.json").write_text(text, encoding="utf-8")
    status, out, err = run("people", "compare", str(folder), "--lang", language)
    assert (status, out) == (3, "") and "2026-01-01-damaged.json" in err and said in err
