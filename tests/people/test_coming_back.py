"""What comes back and is no answer: blank forms, clocks that are ahead, links that lead elsewhere, other formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_rounds import answer, codes_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert (
        run("people", "invite", str(path), "--group", "staff=4", "--short", "--form", "yaml", "--form", "excel")[0] == 0
    )
    return path


def collect(run: Run, folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("people", "collect", str(folder), "--json")[1])
    return told


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_a_form_that_comes_back_as_it_went_out_is_no_answer(run: Run, folder: Path, ending: str) -> None:
    code = list(codes_of(folder))[1]
    sent = folder / "send" / f"answers-{code}.{ending}"
    (folder / "back" / sent.name).write_bytes(sent.read_bytes())
    told = collect(run, folder)
    assert told["new"] == [] and [each["respondent"] for each in told["blank"]] == [code]
    assert code in told["missing"]["staff"] and not list((folder / "collected").glob("*"))
    assert "Sent back without an answer" in run("people", "collect", str(folder))[1]


def test_a_blank_form_takes_nothing_back(run: Run, folder: Path) -> None:
    code = list(codes_of(folder))[1]
    answer(folder, code, 4, finished="2026-11-20T10:00:00+01:00")
    collect(run, folder)
    path = answer(folder, code, 4, finished="2026-11-21T10:00:00+01:00")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"answers": {}}), encoding="utf-8")
    told = collect(run, folder)
    assert (told["newer"], len(told["blank"]), told["faults"]) == ([], 1, [])


def test_dont_know_throughout_is_an_answer(run: Run, folder: Path) -> None:
    code = list(codes_of(folder))[1]
    path = answer(folder, code)
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(whole | {"answers": dict.fromkeys(whole["answers"], "dont-know")}), encoding="utf-8")
    assert collect(run, folder)["new"] == [code]


def test_a_clock_that_is_ahead_is_told_and_does_not_beat_later_answers(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = list(codes_of(folder))[1]
    answer(folder, code, 2, finished="2027-11-23T10:00:00+01:00")
    told = collect(run, folder)
    assert told["new"] == [code] and [each["finished"][:4] for each in told["ahead"]] == ["2027"]
    assert "Answered in the future" in run("people", "collect", str(folder))[1]
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-25T10:00:00+01:00")
    answer(folder, code, 5, finished="2026-11-24T10:00:00+01:00")
    told = collect(run, folder)
    assert told["newer"] == [code] and told["faults"] == []
    again = collect(run, folder)
    assert (again["newer"], again["faults"]) == ([], [])
    last = sorted((folder / "collected").glob(f"{code}-2-*"))[0]
    assert set(json.loads(last.read_text(encoding="utf-8"))["answers"].values()) == {5}


def test_of_two_at_once_the_one_that_is_ahead_does_not_win(run: Run, folder: Path) -> None:
    code = list(codes_of(folder))[1]
    answer(folder, code, 2, finished="2027-11-23T10:00:00+01:00")
    answer(folder, code, 5, finished="2026-11-20T10:00:00+01:00")
    told = collect(run, folder)
    assert told["new"] == [] and {each["fault"] for each in told["faults"]} == {"fault.two-answers"}


def test_a_link_that_leads_out_is_not_followed(run: Run, folder: Path, tmp_path: Path) -> None:
    code, other = list(codes_of(folder))[1:3]
    outside = answer(folder, code, 2).rename(tmp_path / "outside.json")
    (folder / "back" / "link.json").symlink_to(outside)
    inside = answer(folder, other, 2)
    (folder / "back" / "second.json").symlink_to(inside)
    told = collect(run, folder)
    assert told["new"] == [other] and [Path(each).name for each in told["passed_over"]] == ["link.json"]
    assert json.loads(run("people", "collect", str(folder), str(outside), "--json")[1])["new"] == [code], (
        "named outright"
    )


def test_a_workbook_of_libreoffice_is_read(run: Run, folder: Path) -> None:
    import shutil
    import subprocess

    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    from test_rounds import filled_workbook

    code = list(codes_of(folder))[1]
    sent = folder / "send" / f"answers-{code}.xlsx"
    filled_workbook(sent, "4", "With a word")
    command = [office, "--headless", "--convert-to", "ods", "--outdir", str(folder / "back"), str(sent)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert collect(run, folder)["new"] == [code]
