"""Conditions on the units of another questionnaire, and on one of several things: in shipped and in own content."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
MATURITY = str(EXAMPLES / "maturity.yaml")
FOR_SPEARHEADS = {"forced": 1, "two-ways-at-once": 1, "unproven": 5, "transfers": 5, "money-for-longer": 5}


def remarks(run: Run, tmp_path: Path, **answers: int | str) -> set[str]:
    """The remarks of the choice between spearheads and everyone, with these answers besides those for spearheads."""
    return set(rollout(run, tmp_path, **answers)["remarks"])


def rollout(run: Run, tmp_path: Path, **answers: int | str) -> dict[str, Any]:
    path = tmp_path / "rollout.json"
    told = {key.replace("_", "-"): value for key, value in answers.items()}
    path.write_text(json.dumps({"instrument": "rollout", "answers": FOR_SPEARHEADS | told}), encoding="utf-8")
    code, out, _ = run("assess", "rollout", "--answers", str(path), "--no-save", "--no-input", "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)["result"]
    return found


@pytest.fixture
def maturity(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Saves a maturity analysis in which every answer of a department is its level, None for no answers."""
    hours = iter(range(10, 20))

    def saving(**levels: int | None) -> None:
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-23T{next(hours)}:00:00+01:00")
        save_maturity(run, tmp_path, levels)

    return saving


def save_maturity(run: Run, tmp_path: Path, levels: dict[str, int | None]) -> None:
    items = [
        f"{name}-{who}"
        for name in ("energy", "knowledge", "competences", "foundation", "culture", "backing")
        for who in ("staff", "managers")
    ]
    units = [
        {"id": unit, "name": unit, "answers": {} if level is None else dict.fromkeys(items, level)}
        for unit, level in levels.items()
    ]
    path = tmp_path / "maturity.json"
    path.write_text(json.dumps({"instrument": "maturity", "answers": {}, "units": units}), encoding="utf-8")
    assert run("assess", "maturity", "--answers", str(path), "--no-input")[0] == 0


def test_departments_far_apart_are_held_against_an_answer_that_they_are_alike(
    run: Run, maturity: Callable[..., None], tmp_path: Path
) -> None:
    assert "not-alike" not in remarks(run, tmp_path, differ=1), "nothing is known yet"
    maturity(roads=3, care=3)
    assert "not-alike" not in remarks(run, tmp_path, differ=1)
    maturity(roads=4, care=2)
    assert "not-alike" in remarks(run, tmp_path, differ=1)
    assert "not-alike" not in remarks(run, tmp_path, differ=3)


def test_a_department_that_is_ready_is_pointed_to_where_nobody_came_forward(
    run: Run, maturity: Callable[..., None], tmp_path: Path
) -> None:
    maturity(roads=2, care=None)
    assert "ready-somewhere" not in remarks(run, tmp_path, willing_places=1)
    maturity(roads=2, care=4)
    assert "ready-somewhere" in remarks(run, tmp_path, willing_places=1)
    assert "ready-somewhere" in remarks(run, tmp_path, willing_places="dont-know")
    assert "ready-somewhere" in remarks(run, tmp_path)
    assert "ready-somewhere" not in remarks(run, tmp_path, willing_places=4)


def test_nobody_is_sent_to_a_questionnaire_that_has_told_it_already(
    run: Run, maturity: Callable[..., None], tmp_path: Path
) -> None:
    assert "maturity" in rollout(run, tmp_path)["follow"]
    maturity(roads=None, care=None)
    assert "maturity" in rollout(run, tmp_path)["follow"], "no department has a score"
    maturity(roads=3, care=None)
    assert "maturity" not in rollout(run, tmp_path)["follow"]


@pytest.mark.parametrize(
    ("language", "said"), [("da", "én forvaltning klar, og"), ("en", "one department is ready and")]
)
def test_it_is_said_in_both_languages(run: Run, tmp_path: Path, language: str, said: str) -> None:
    assert run("assess", "maturity", "--answers", MATURITY)[0] == 0
    path = tmp_path / "rollout.json"
    path.write_text(json.dumps({"instrument": "rollout", "answers": FOR_SPEARHEADS | {"differ": 1}}), encoding="utf-8")
    out = run("assess", "rollout", "--answers", str(path), "--no-save", "--no-input", "--lang", language)[1]
    assert said in " ".join(out.split())


# ---- own content -----------------------------------------------------------------------------------------------------

OWN = """\
id: rollout
remarks:
  - id: ours
    group: known
    text: {da: Vores., en: Ours.}
    when:
"""


def checked(run: Run, tmp_path: Path, *conditions: str) -> dict[str, Any]:
    folder = tmp_path / "own" / "checklists"
    folder.mkdir(parents=True)
    text = OWN + "".join(f"      - {each}\n" for each in conditions)
    (folder / "rollout.yaml").write_text(text, encoding="utf-8")
    found: dict[str, Any] = json.loads(run("content", "check", "--json", "--content", str(folder.parent))[1])
    return found


def test_own_content_may_say_it(run: Run, tmp_path: Path) -> None:
    found = checked(
        run,
        tmp_path,
        "any_of: [{item: differ, at_most: 2}, {instrument: maturity, units: all, dimension: need, below: 3}]",
    )
    assert (found["faults"], found["remarks"]) == ([], [])


def test_an_unknown_id_inside_is_named_by_its_line(run: Run, tmp_path: Path) -> None:
    condition = "any_of:\n          - {item: differ, at_most: 2}\n          - {item: difer, at_most: 2}"
    found = checked(run, tmp_path, condition)
    assert [(each["line"], each["fault"].startswith("fault.unknown-id")) for each in found["faults"]] == [(9, True)]


def test_what_the_other_questionnaire_lacks_is_remarked_inside_too(run: Run, tmp_path: Path) -> None:
    condition = "any_of: [{item: differ, at_most: 2}, {instrument: maturity, units: any, dimension: no-such, below: 3}]"
    assert [each["remark"] for each in checked(run, tmp_path, condition)["remarks"]] == ["remark.dangling"]


def test_units_of_what_is_answered_once_are_remarked(run: Run, tmp_path: Path) -> None:
    found = checked(run, tmp_path, "{instrument: risk, units: any, dimension: willingness, below: 3}")
    assert [each["remark"] for each in found["remarks"]] == ["remark.no-units"] and found["faults"] == []


def test_a_questionnaire_that_is_not_there_is_a_fault(run: Run, tmp_path: Path) -> None:
    found = checked(run, tmp_path, "any_of: [{item: differ, at_most: 2}, {instrument: nowhere, item: x, below: 3}]")
    assert [(each["line"], each["fault"]) for each in found["faults"]] == [(7, "fault.unknown-id")]


def test_what_asks_inside_about_a_question_left_out_goes_with_it(run: Run, tmp_path: Path) -> None:
    condition = "any_of: [{item: differ, at_most: 2}, {item: transfers, at_most: 2}]"
    assert checked(run, tmp_path, condition)["faults"] == []
    second = tmp_path / "second" / "checklists"
    second.mkdir(parents=True)
    (second / "rollout.yaml").write_text(
        "id: rollout\nitems:\n  - {id: transfers, leave_out: true}\n", encoding="utf-8"
    )
    folders = ("--content", str(tmp_path / "own"), "--content", str(second.parent))
    code, out, _ = run("content", "check", "--json", *folders)
    left_out = {each["path"] for each in json.loads(out)["changes"] if each["change"] == "left-out"}
    assert code == 0 and {"items/transfers", "remarks/ours"} <= left_out
