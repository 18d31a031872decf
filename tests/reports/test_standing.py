"""A short run never takes the place of full answers; a report of any result; the pack for a meeting; the sender."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.content.catalogue import load_instrument
from digitrans.content.items import Rating
from digitrans.files.settings import load_settings, remember

Run = Callable[..., tuple[int, str, str]]
SELF = str(EXAMPLES / "self-assessment.yaml")


@pytest.fixture
def both(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full answers, and an hour later a short run with the highest of everything."""
    assert run("assess", "--answers", SELF)[0] == 0
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T11:00:00+01:00")
    monkeypatch.setenv("DIGITRANS_ID", "50f7")
    items = [each for each in load_instrument("self-assessment").items if isinstance(each, Rating) and each.short]
    answers = {each.id: 1 if each.reverse else 5 for each in items}
    path = tmp_path / "short.json"
    told = {"instrument": "self-assessment", "short": True, "answers": answers}
    path.write_text(json.dumps(told), encoding="utf-8")
    code, _, err = run("assess", "--short", "--answers", str(path))
    assert code == 0, err


def score(run: Run, *options: str) -> float | None:
    data = json.loads(run("report", "--json", *options)[1])
    found = {each["id"]: each["score"] for each in data["assessment"]["result"]["dimensions"]}
    value = found["use-your-political-leadership"]
    return None if value is None else float(value)


def test_full_answers_stand_everywhere(run: Run, both: None) -> None:
    assert score(run) == score(run, "--of", "7f3a") != 5.0
    home = json.loads(run("--json")[1])
    assert home["last"] == "7f3a" and next(e for e in home["advice"] if e["number"] == 9)["score"] < 3
    assert "The full answers of 23 November 2026 stand" in run("--lang", "en")[1]
    assert "The full answers of 23 November 2026 stand" in run("report", "--lang", "en")[1]
    full, short = (run("explain", each, "9", "--json")[1] for each in ("7f3a", "50f7"))
    assert run("explain", "9", "--json")[1] == full != short
    assert run("goal", "set", "9", "4")[0] == 0
    assert json.loads(run("goal", "--json")[1])["goals"][0]["score"] == pytest.approx(score(run))


def test_any_result_can_be_chosen(run: Run, both: None) -> None:
    assert score(run, "--of", "last") == score(run, "--of", "50f7") == 5.0
    assert score(run, "--of", "last-full") == score(run, "--of", "7f3a") == score(run)
    code, _, err = run("report", "--of", "nothing")
    assert code == 2 and "nothing" in err and err.count("\n") == 1
    assert "short form" in run("report", "--of", "last", "--lang", "en")[1].lower()


def test_full_answers_stand_only_as_long_as_is_wanted(
    run: Run, both: None, monkeypatch: pytest.MonkeyPatch, settled: Path
) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2027-11-22T11:00:00+01:00")
    assert score(run) == score(run, "--of", "7f3a"), "a year is the rule"
    monkeypatch.setenv("DIGITRANS_NOW", "2027-11-25T11:00:00+01:00")
    assert score(run) == 5.0
    assert score(run, "--full-for", "2y") == score(run, "--of", "7f3a")
    assert score(run) == score(run, "--of", "7f3a"), "it is remembered"
    assert run("report", "--full-for", "soon")[0] == 2


def test_home_says_that_a_result_is_the_short_one(run: Run) -> None:
    assert run("assess", "--short", "--answers", SELF)[0] in (0, 2)
    if "short form" not in (out := run("--lang", "en")[1]):
        pytest.skip("the example has more than the short form asks")
    assert "the full one gives a surer picture" in out


def test_the_organisation_is_remembered_and_is_the_sender(run: Run, both: None, tmp_path: Path) -> None:
    assert run("report", "--organisation", "Bakkedal  Kommune")[0] == 0
    assert "Bakkedal Kommune · 23 November 2026" in run("report", "--lang", "en")[1]
    docx = pytest.importorskip("docx")
    assert run("advice", "-o", str(tmp_path / "x.docx"))[0] == 0
    assert docx.Document(tmp_path / "x.docx").core_properties.author == "Bakkedal Kommune"
    assert run("report", "--organisation", "x" * 121)[0] == 2
    assert run("report", "--organisation", "")[0] == 0 and load_settings().organisation == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"organisation": 7, "full_days": true}', '{"full_days": -1}', "\udc80", "[" * 9999]
)
def test_damaged_settings_remember_nothing_and_break_nothing(run: Run, settled: Path, text: str) -> None:
    settled.mkdir(parents=True)
    (settled / "settings.json").write_bytes(text.encode(errors="surrogateescape"))
    assert load_settings().organisation == "" and load_settings().full_days == 365
    assert run("--lang", "en")[0] == 0
    assert remember(organisation="A").organisation == "A" and load_settings().organisation == "A"


def test_the_pack_has_all_that_a_meeting_needs(
    run: Run, both: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for extra in ("docx", "icalendar"):
        pytest.importorskip(extra)
    monkeypatch.chdir(tmp_path)
    assert run("decide", "add", "4", "Find seven people", "--by", "2026-12-08")[0] == 0
    code, out, _ = run("report", "--pack", "--meeting", "15 December", "--lang", "en")
    folder = tmp_path / "meeting-2026-12-15"
    names = sorted(each.name for each in folder.iterdir())
    assert code == 0 and all(str(Path(folder.name) / each) in out for each in names)
    assert [each.rpartition(".")[0] for each in names] == ["board-page", "board-page", "calendar", "checklist", "mail"]
    calendar = (folder / "calendar.ics").read_text(encoding="utf-8")
    assert calendar.count("BEGIN:VEVENT") == 5 and "Find seven people" in calendar
    assert (folder / "mail.txt").read_text(encoding="utf-8").startswith("Subject: ")
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    code, _, err = run("report", "--pack", "--meeting", "2026-12-15", "--lang", "en")
    assert code == 2 and "--force" in err and before == {each.name: each.read_bytes() for each in folder.iterdir()}
    assert run("report", "--pack", "--meeting", "2026-12-15", "--lang", "en", "--force")[0] == 0
    for wrong in (("--pack",), ("--pack", "--meeting", "2026-12-15", "--full"), ("--pack", "--meeting", "soon")):
        assert run("report", *wrong)[0] == 2


def test_what_is_overdue_comes_first_and_what_is_not_shown_is_counted(run: Run, both: None) -> None:
    for n in range(1, 6):
        assert run("decide", "add", "4", f"Number {n}")[0] == 0
    assert run("decide", "add", "4", "Late", "--by", "2026-11-01")[0] == 0
    out = run("report", "--board", "--lang", "en", "--format", "markdown")[1]
    shown = [line for line in out.splitlines() if line.startswith(("| Late", "| Number"))]
    assert shown[0] == "| Late |  | 1 November 2026, overdue |" and len(shown) == 3
    assert "3 more open decisions are in the full report." in out


def test_the_board_page_says_political_mandate_and_the_next_meeting(run: Run, both: None) -> None:
    assert run("assess", "political", "--answers", str(EXAMPLES / "political.yaml"))[0] == 0
    board = EXAMPLES / "board-meeting.yaml"
    assert run("checklist", "fill", "board-meeting", "--answers", str(board))[0] == 0
    out = run("report", "--board", "--lang", "en", "--meeting", "15 December", "--format", "markdown")[1]
    assert "## Political leadership" in out and "The meeting is on Tuesday 15 December 2026." in out
    assert "digitrans " not in out and "lines are in place" in out
