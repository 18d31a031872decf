"""What ``people collect`` does with answers that come twice, and with what it does not look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from test_rounds import answer, codes_of

from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
LATER = {"finished": "2026-11-21T10:00:00"}


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    groups = ("--group", "executive-team=4", "--group", "staff=4")
    assert run("people", "invite", str(path), *groups, "--short", "--form", "yaml")[0] == 0
    return path


def collect(run: Run, folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("people", "collect", str(folder), "--json")[1])
    return told


def named(told: dict[str, Any]) -> set[tuple[str, str]]:
    return {(Path(each["file"]).name, each["fault"]) for each in told["faults"]}


@pytest.mark.parametrize("times", [({}, {}), ({}, LATER), (LATER, LATER)])
def test_of_two_whose_order_nobody_knows_neither_is_taken(
    run: Run, folder: Path, times: tuple[dict[str, str], dict[str, str]]
) -> None:
    code = next(iter(codes_of(folder)))
    first, second = answer(folder, code, 2, **times[0]), answer(folder, code, 4, **times[1])
    told = collect(run, folder)
    assert told["new"] == [] and code in str(told["missing"])
    assert named(told) == {(each.name, "fault.two-answers") for each in (first, second)}
    status, out, _ = run("people", "collect", str(folder), "--lang", "da", "--format", "markdown")
    assert status == 3 and first.name in out and second.name in out and "Fjern dem, der ikke gælder" in out
    first.unlink()
    assert collect(run, folder)["new"] == [code] and collect(run, folder)["faults"] == []


def test_other_answers_than_those_collected_say_which_and_what_to_do(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    old = answer(folder, code, 2)
    collect(run, folder)
    new = answer(folder, code, 4)
    (kept,) = (folder / "collected").iterdir()
    told = collect(run, folder)
    assert named(told) == {(new.name, "fault.answered-before")} and told["new"] == told["newer"] == []
    _, out, _ = run("people", "collect", str(folder), "--lang", "en", "--format", "markdown")
    today = Words("en").date(datetime.now().astimezone().date().isoformat())
    assert kept.name in out.replace("\\", "") and today in out and "Remove this file" in out
    new.unlink()
    assert collect(run, folder)["faults"] == []
    new = answer(folder, code, 4)
    kept.unlink()
    old.unlink()
    told = collect(run, folder)
    assert told["new"] == [code] and told["faults"] == []
    (kept,) = (folder / "collected").iterdir()
    assert set(json.loads(kept.read_text(encoding="utf-8"))["answers"].values()) == {4}


def test_a_version_that_is_deleted_never_gives_its_number_to_an_older_one(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    for day in (19, 20, 21):
        answer(folder, code, day - 17, finished=f"2026-11-{day}T10:00:00")
    collect(run, folder)
    next((folder / "collected").glob(f"{code}-1-*")).unlink()
    answer(folder, code, 5, finished="2026-11-22T10:00:00")
    assert collect(run, folder)["newer"] == [code]
    last = next((folder / "collected").glob(f"{code}-4-*"))
    assert set(json.loads(last.read_text(encoding="utf-8"))["answers"].values()) == {5}


def test_whose_collected_answers_were_exchanged_cannot_be_found_by_subtraction(run: Run, folder: Path) -> None:
    codes = codes_of(folder)
    staff = [code for code, group in codes.items() if group == "staff"]
    files = {code: answer(folder, code, 2) for code in staff}
    collect(run, folder)
    shown = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert {cell["hidden"] for row in shown["rows"] for cell in row["groups"]} == {None}
    next((folder / "collected").glob(f"{staff[0]}-*")).unlink()
    files[staff[0]].unlink()
    answer(folder, staff[0], 5)
    assert collect(run, folder)["new"] == [staff[0]]
    then = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert shown["rows"] and {cell["hidden"] for row in then["rows"] for cell in row["groups"]} == {"regrouped"}


def test_two_rows_of_one_export_are_named_by_their_lines(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    item = next(iter(json.loads((folder / "round.json").read_text(encoding="utf-8"))["items"])).replace("-", "_")
    path = folder / "back" / "export.csv"
    path.write_text(f"respondent,{item}\n{code},2\n{code},4\n", encoding="utf-8")
    _, out, _ = run("people", "collect", str(folder), "--lang", "en", "--format", "markdown")
    assert "export.csv:2" in out and "export.csv:3" in out
    assert [each["line"] for each in collect(run, folder)["faults"]] == [2, 3]


def test_what_was_collected_before_is_a_number_and_not_a_list(run: Run, folder: Path) -> None:
    one, two, *_ = codes_of(folder)
    first, other = answer(folder, one), answer(folder, two)
    copy = answer(folder, one)
    _, out, _ = run("people", "collect", str(folder), "--lang", "en", "--format", "markdown")
    assert copy.name in out.replace("\\", "") and first.name not in out.replace("\\", "")
    _, out, _ = run("people", "collect", str(folder), "--lang", "en", "--format", "markdown")
    assert "3 sets of answers were collected before" in out
    assert not any(each.name in out.replace("\\", "") for each in (first, other, copy))
    assert len(collect(run, folder)["twice"]) == 3


def test_what_is_not_looked_at_is_named_and_no_fault(run: Run, folder: Path) -> None:
    back = folder / "back"
    for name in ("x.json.txt", "x.json.download", "svar.docx", "hej.pdf", ".DS_Store", "~$book.xlsx", "Thumbs.db"):
        (back / name).write_bytes(b"{}")
    (back / "inner").mkdir()
    answer(folder, next(iter(codes_of(folder))))
    told = collect(run, folder)
    assert [Path(each).name for each in told["passed_over"]] == [
        "hej.pdf", "inner", "svar.docx", "x.json.download", "x.json.txt",
    ]  # fmt: skip
    status, out, _ = run("people", "collect", str(folder), "--lang", "da", "--format", "markdown")
    assert status == 0 and "Ikke set på" in out and "hej.pdf" in out and "Thumbs" not in out
    for number in range(30):
        (back / f"n{number:02}.txt").write_bytes(b"")
    _, out, _ = run("people", "collect", str(folder), "--lang", "da", "--format", "markdown")
    assert "n10.txt" in out and "n29.txt" not in out and "15 til" in out


@pytest.mark.parametrize("wanted", ["noget-ukendt", "sounding-bord"])
def test_an_unknown_questionnaire_offers_no_checklists(run: Run, tmp_path: Path, wanted: str) -> None:
    status, _, err = run("people", "invite", str(tmp_path / "new"), "--instrument", wanted, "--group", "staff=3")
    assert status == 2 and "maturity" in err and "dilemmas" in err
    assert not any(each in err for each in ("board-meeting", "sounding-board", "vendor", "nine-advice"))


def test_the_later_answers_count_whoever_numbered_them(run: Run, tmp_path: Path) -> None:
    """Two who collect on copies of a folder both begin at 1; the digest in the name says nothing about time."""
    from digitrans.content.catalogue import load_instrument
    from digitrans.people import collection, rounds

    folder = tmp_path / "round"
    assert run("people", "invite", str(folder), "--group", "staff=3", "--form", "yaml")[0] == 0
    code = next(iter(json.loads((folder / "round.json").read_text(encoding="utf-8"))["codes"]))
    (folder / "collected").mkdir()
    for digest, day, value in (("ffffffff", "20", 1), ("00000000", "21", 5)):
        answers = {"instrument": "self-assessment", "finished": f"2026-11-{day}T10:00:00+01:00",
                   "respondent": code, "answers": {"yes-after-problem": value}}  # fmt: skip
        (folder / "collected" / f"{code}-1-{digest}.json").write_text(json.dumps(answers), encoding="utf-8")
    found = collection.collected(folder, rounds.load_round(folder), load_instrument("self-assessment"), [])
    assert [each.answers["yes-after-problem"].value for each in found] == [1, 5]


def test_a_number_of_people_written_without_end(run: Run, tmp_path: Path) -> None:
    status, _, err = run("people", "invite", str(tmp_path / "r"), "--group", "staff=000001" + "0" * 5000)
    assert status == 2 and "staff=" in err and "unexpected" not in err.lower()
