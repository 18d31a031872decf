"""``digitrans history``: listed, addressed, compared, exported and deleted; ten thousand results take no longer."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.content.catalogue import load_instrument
from digitrans.errors import UsageFault
from digitrans.history import results

Run = Callable[..., tuple[int, str, str]]
SELF, DILEMMAS = str(EXAMPLES / "self-assessment.yaml"), str(EXAMPLES / "dilemmas.yaml")


@pytest.fixture
def lower(tmp_path: Path) -> str:
    """The example answers with every 4 a 2."""
    path = tmp_path / "lower.yaml"
    path.write_text(Path(SELF).read_text(encoding="utf-8").replace(": 4\n", ": 2\n"), encoding="utf-8")
    return str(path)


@pytest.fixture
def three(run: Run, monkeypatch: pytest.MonkeyPatch, lower: str) -> Run:
    """Three self-assessments and a dilemma profile, saved on different days."""
    saved = (("2025-03-01", "aaaa", lower, "--short"), ("2026-01-01", "bbbb", lower), ("2026-11-01", "cccc", SELF))
    for day, name, *arguments in saved:
        monkeypatch.setenv("DIGITRANS_NOW", f"{day}T10:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", name)
        assert run("assess", "--answers", *arguments)[0] == 0
    monkeypatch.setenv("DIGITRANS_ID", "dddd")
    assert run("dilemmas", "--answers", DILEMMAS)[0] == 0
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    return run


def ids(out: str) -> list[str]:
    return [each["id"] for each in json.loads(out)["results"]]


def test_newest_first(three: Run) -> None:
    assert ids(three("history", "--json")[1])[-2:] == ["bbbb", "aaaa"]
    assert ids(three("history", "list", "--instrument", "self-assessment", "--json")[1]) == ["cccc", "bbbb", "aaaa"]
    code, out, _ = three("history", "list", "--limit", "1")
    assert code == 0 and "3 older ones of 4" in out
    assert "12 of 12 answered" in three("history")[1]
    assert three("history", "list", "--instrument", "nope")[0] == 2
    assert three("history", "list", "--limit", "0")[0] == 2


def test_a_verdict_that_open_answers_could_change_is_for_now_wherever_it_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("aaaa", "bbbb"):
        monkeypatch.setenv("DIGITRANS_ID", name)
        assert "For now: " in run("assess", "--answers", SELF)[1]
    assert run("history", "--full")[1].replace("\n", " ").count("(for now)") == 2 or "(for now)" in run("history")[1]
    assert "(for now)." in " ".join(run("history", "compare")[1].split())


def test_within_a_day_the_times_decide(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, name in ((9, "zzzz"), (15, "aaaa"), (12, "mmmm")):
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-01T{hour:02d}:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", name)
        run("assess", "--answers", SELF)
    assert ids(run("history", "--json")[1]) == ["aaaa", "mmmm", "zzzz"]


def test_results_are_addressed_by_id_date_and_word(three: Run) -> None:
    found = results.entries("self-assessment")
    wanted = {
        "last": "cccc", "first": "aaaa", "bbbb": "bbbb", "2026-01-01": "bbbb", "2026": "cccc", "2025-03": "aaaa",
        "2025-03-01-self-assessment-aaaa": "aaaa",
    }  # fmt: skip
    assert {name: results.find_entry(name, found).id for name in wanted} == wanted
    with pytest.raises(UsageFault):
        results.find_entry("1999", found)
    assert "1 March 2025" in three("history", "show", "aaaa")[1]
    assert three("history", "show", "dddd")[1].startswith("Dilemmas")
    assert three("history", "show", "../../etc/passwd")[0] == 2


def test_a_checklist_is_shown_as_one(three: Run) -> None:
    assert three("checklist", "fill", "board-meeting", "--answers", str(EXAMPLES / "board-meeting.yaml"))[0] == 0
    shown = three("history", "show", "last", "--instrument", "board-meeting")[1]
    assert shown.startswith("Before the council meeting") and "6 done, 4 under way, 4 not started" in shown
    assert "answered" in three("history", "list", "--instrument", "board-meeting")[1]


def test_an_id_that_two_results_have_is_not_guessed(three: Run, settled: Path) -> None:
    (settled / "results" / "2024-01-01-dilemmas-bbbb.json").write_text("{}", encoding="utf-8")
    code, _, err = three("history", "show", "bbbb")
    assert code == 2 and "may mean several" in err
    assert three("history", "show", "bbbb", "--instrument", "self-assessment")[0] == 0


def test_compare_names_the_change_the_items_and_what_was_left_out(three: Run) -> None:
    code, out, err = three("history", "compare")
    assert (code, err) == (0, "") and "1 January 2026 to 1 November 2026" in " ".join(out.split())
    told = json.loads(three("history", "compare", "--json")[1])
    assert told["left_out"] == [] and len(told["items_compared"]) == 41
    moved = {each["id"]: each for each in told["parts"][0]["dimensions"]}
    assert moved["lay-your-strategy"]["change"] == pytest.approx(
        moved["lay-your-strategy"]["after"] - moved["lay-your-strategy"]["before"]
    )
    assert "Before: 2" in out and "Now: 4" in out and "Start now?" in out
    first = json.loads(three("history", "compare", "--first", "--json")[1])
    assert (first["earlier"]["id"], first["later"]["id"]) == ("aaaa", "cccc")
    assert len(first["left_out"]) == 29 and "29 questions were asked only the last time" in " ".join(
        three("history", "compare", "--first")[1].split()
    )
    turned = json.loads(three("history", "compare", "cccc", "bbbb", "--json")[1])
    assert turned == told, "the earlier one is the earlier one"


def test_compare_is_one_screen_on_a_terminal_and_adds_up(three: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = three("history", "compare")[1]
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)
    monkeypatch.setenv("CI", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    code, out, err = three("history", "compare")
    assert code == 0 and len(out.splitlines()) <= 22 and "--full" in err and len(whole.splitlines()) > 50
    told = re.findall(r" (\d\.\d) +([+-]\d\.\d), before (\d\.\d)", out)
    assert len(told) > 5
    for now, moved, before in told:
        assert round(float(now) - float(before), 1) == float(moved), "the page adds up"
    assert three("history", "compare", "--full")[1].count("\n") == whole.count("\n")


@pytest.mark.parametrize(("steps", "said"), [(1, "no score has moved further"), (2, "5 Create ownership +0.4.")])
def test_a_move_that_one_answer_a_step_off_can_make_is_no_move_for_the_board(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: int, said: str
) -> None:
    example = Path(SELF).read_text(encoding="utf-8")
    for year, answer in ((2025, 2), (2026, 2 + steps)):
        path = tmp_path / f"{year}.yaml"
        path.write_text(example.replace("own-method: 4", f"own-method: {answer}"), encoding="utf-8")
        monkeypatch.setenv("DIGITRANS_NOW", f"{year}-11-01T10:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", f"{year}")
        assert run("assess", "--answers", str(path))[0] == 0
    assert said in " ".join(run("report", "--board")[1].split())


def test_compare_explains_every_fall_and_names_the_other_rises(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [each for each in load_instrument("self-assessment").items if each.kind == "rating"]
    fallen = next(each for each in items if each.dimension == "use-your-political-leadership")
    for name, day, value in (("aaaa", 1, 3), ("bbbb", 2, 5)):
        answers = {each.id: 6 - value if getattr(each, "reverse", False) else value for each in items}
        answers |= {each.id: 3 for each in items if each.dimension == fallen.dimension}
        answers[fallen.id] = 3 if value == 3 else 2
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"instrument": "self-assessment", "answers": answers}), encoding="utf-8")
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-0{day}T10:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", name)
        run("assess", "--answers", str(path))
    out = " ".join(run("history", "compare")[1].split())
    assert re.search(r"9 Use your political leadership: -0\.\d", out) and "Before: 3" in out
    assert "Also risen: 4 Be willing to take risks +2.0, " in out


def test_a_reworded_question_is_no_progress(three: Run, settled: Path) -> None:
    path = settled / "results" / "2026-01-01-self-assessment-bbbb.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    item = list(saved["items"])[2]  # the first says what it is about
    saved["items"][item] = "00000000"
    saved["fingerprint"] = "000000000000"
    path.write_text(json.dumps(saved), encoding="utf-8")
    told = json.loads(three("history", "compare", "--json")[1])
    assert told["left_out"] == [{"item": item, "reason": "changed"}]
    assert item not in told["items_compared"]
    out = three("history", "compare")[1]
    assert "One question has been reworded" in out and "Start now?" not in out


def test_decisions_and_ticks_in_between_are_told(three: Run, monkeypatch: pytest.MonkeyPatch, settled: Path) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2026-05-01T10:00:00+01:00")
    three("decide", "add", "4", "Gather a panel")
    monkeypatch.setenv("DIGITRANS_NOW", "2027-05-01T10:00:00+01:00")
    three("decide", "add", "4", "Much later")
    ticked = {
        "instrument": "board-meeting",
        "id": "eeee",
        "finished": "2026-06-01T10:00:00",
        "answers": {archive_item("board-meeting"): "done"},
    }
    (settled / "results" / "2026-06-01-board-meeting-eeee.json").write_text(json.dumps(ticked), encoding="utf-8")
    out = three("history", "compare")[1]
    assert "Gather a panel" in out and "Much later" not in out and "Ticked off in the meantime" in out


def archive_item(instrument_id: str) -> str:
    from digitrans.content.catalogue import load_instrument

    return load_instrument(instrument_id).items[0].id


def test_all_results_in_one_picture(three: Run) -> None:
    told = json.loads(three("history", "compare", "--all", "--json")[1])
    assert [each["id"] for each in told["results"]] == ["aaaa", "bbbb", "cccc"]
    assert len(told["items_compared"]) == 12 and len(told["scores"]["timing"]) == 3
    rows = list(csv.reader(io.StringIO(three("history", "compare", "--all", "--format", "csv")[1]), delimiter=";"))
    assert len(rows[0]) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "aaaa", "dddd"), "different questionnaires"),
        (("compare", "aaaa", "aaaa"), "two different results"),
        (("compare", "aaaa", "bbbb", "cccc"), "at most two"),
        (("compare", "aaaa", "--first"), "at most two"),
        (("compare", "--all", "aaaa"), "--all"),
        (("compare", "--instrument", "dilemmas"), "two different results"),
        (("compare", "--all", "--instrument", "dilemmas"), "two different results"),
        (("delete",), "--older-than"),
        (("delete", "aaaa", "--older-than", "3d"), "--older-than"),
        (("delete", "--older-than", "soon"), "365d"),
        (("delete", "--older-than", "-3d"), "365d"),
        (("delete", "eeee"), "no saved result"),
    ],
)
def test_wrong_usage(three: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = three("history", *arguments)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1


def test_nothing_is_deleted_without_a_yes(three: Run, settled: Path) -> None:
    code, out, err = three("history", "delete", "--older-than", "365d")
    assert code == 2 and "would be deleted" in out and "aaaa" in out and "--yes" in err
    assert len(list((settled / "results").iterdir())) == 4
    code, out, _ = three("history", "delete", "--older-than", "365d", "--yes", "--json")
    assert code == 0 and json.loads(out) == {"format": 1, "kind": "deletion", "deleted": True, "results": ["aaaa"]}
    assert three("history", "delete", "bbbb", "last", "--instrument", "self-assessment", "--yes")[0] == 0
    assert [path.name for path in (settled / "results").iterdir()] == ["2026-11-01-dilemmas-dddd.json"]
    assert three("history", "delete", "--older-than", "9y", "--yes")[0] == 0


def test_export_holds_everything(three: Run, tmp_path: Path) -> None:
    told = json.loads(three("history", "export", "--json")[1])["results"]
    assert {each["id"] for each in told} == {"aaaa", "bbbb", "cccc", "dddd"}
    one = tmp_path / "one.json"
    one.write_text(json.dumps(next(each for each in told if each["id"] == "bbbb")), encoding="utf-8")
    again, saved = (
        three(*each, "--json")[1] for each in (("assess", "--answers", str(one)), ("history", "show", "bbbb"))
    )
    assert json.loads(again)["answers"] == json.loads(saved)["answers"]
    rows = list(csv.reader(io.StringIO(three("history", "export", "bbbb", "--format", "csv")[1]), delimiter=";"))
    assert len(rows) > 30 and rows[0][1] == "Questionnaire" and rows[0][4:6] == ["Question", "Text"]
    texts = {each.id: each.text["en"] for each in load_instrument("self-assessment").items}
    assert {row[4]: row[5] for row in rows[1:]}.items() <= texts.items() and len({row[5] for row in rows[1:]}) > 30


def test_export_gives_a_reworded_question_no_text_that_it_did_not_have(three: Run, settled: Path) -> None:
    path = settled / "results" / "2026-01-01-self-assessment-bbbb.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    item = next(iter(saved["items"]))
    saved["items"][item], saved["fingerprint"] = "00000000", "000000000000"
    path.write_text(json.dumps(saved), encoding="utf-8")
    rows = list(csv.reader(io.StringIO(three("history", "export", "bbbb", "--format", "csv")[1]), delimiter=";"))
    assert [row[4] for row in rows[1:] if not row[5]] == [item]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("da", "23. november 2026 kl. 9.12", "23. november 2026 kl. 14.05"),
        ("en", "23 November 2026 at 9:12", "23 November 2026 at 14:05"),
    ],
)
def test_two_results_of_one_day_are_told_apart_by_their_time(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, first: str, second: str
) -> None:
    for name, time_ in (("aaaa", "22T10:00"), ("bbbb", "23T09:12"), ("cccc", "23T14:05")):
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-{time_}:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", name)
        run("assess", "--answers", SELF)
    monkeypatch.setenv("COLUMNS", "150")
    listed = run("history", "--lang", language)[1]
    assert first in listed and second in listed and "10.00" not in listed and "10:00" not in listed
    told = " ".join(run("history", "compare", "--lang", language)[1].split())
    assert f"{first} {'til' if language == 'da' else 'to'} {second}" in told
    assert [each["finished"][11:16] for each in json.loads(run("history", "--json")[1])["results"]][:2] == [
        "14:05",
        "09:12",
    ]
    course = " ".join(run("history", "compare", "--all", "--lang", language)[1].split())
    assert ("kl. 9.12" if language == "da" else "at 9:12") in course


def test_a_damaged_file_is_named_and_the_others_still_work(three: Run, settled: Path) -> None:
    damaged = settled / "results" / "2026-11-02-self-assessment-ffff.json"
    damaged.write_text('{"format": 1, "answers"', encoding="utf-8")
    unknown = settled / "results" / "2026-11-03-no-such-thing-gggg.json"
    unknown.write_text("{}", encoding="utf-8")
    (settled / "results" / "notes.txt").write_text("mine", encoding="utf-8")
    code, out, err = three("history")
    assert code == 0 and "cannot be read" in out and damaged.name in err and "no longer there" in out
    assert len(re.findall(r"^\d", out, re.MULTILINE)) >= 6
    assert three("history", "export", "--json")[0] == 0
    assert damaged.exists() and unknown.exists()


def test_an_empty_history_says_what_to_do(run: Run, settled: Path) -> None:
    assert "Begin with digitrans assess" in run("history")[1]
    code, _, err = run("history", "show")
    assert code == 2 and "digitrans assess" in err
    assert not settled.exists()


def fill(folder: Path, count: int) -> None:
    """So many results, each on a day of its own, like one that was saved."""
    text = next(iter(folder.iterdir())).read_text(encoding="utf-8")
    for number in range(count - 1):
        day = f"{2000 + number // 360}-{number // 30 % 12 + 1:02d}-{number % 30 + 1:02d}"
        (folder / f"{day}-self-assessment-{number:04x}.json").write_text(text, encoding="utf-8")


def test_ten_thousand_results_take_at_most_twice_the_time_of_ten(run: Run, settled: Path) -> None:
    """As a user has it: the whole command. It takes about 1.1 times as long, so that a busy machine does no harm."""
    run("assess", "--answers", SELF)
    command = [sys.executable, "-m", "digitrans", "history", "list", "--limit", "10"]
    times = []
    for count in (10, 10_000):
        fill(settled / "results", count)
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
        times.append(min(taken))
    assert len(list((settled / "results").iterdir())) == 10_000
    assert times[1] <= 2 * times[0], times


def test_nothing_is_old_enough_to_delete(run: Run) -> None:
    code, out, err = run("history", "delete", "--older-than", "5d", "--yes")
    assert (code, err) == (0, "")
    assert "Nothing is deleted." in out


# Questionnaires for several units, and many results


@pytest.fixture
def departments(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Three maturity analyses: the second lacks one department, and only the last has another."""
    items = [item.id for item in load_instrument("maturity").items]
    for number, (day, units) in enumerate(
        (
            ("2025-01-15", ("health", "roads")),
            ("2025-09-15", ("health",)),
            ("2026-03-15", ("health", "roads", "school")),
        )
    ):
        monkeypatch.setenv("DIGITRANS_NOW", f"{day}T10:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", f"aa{number:02d}")
        answers = [{"id": unit, "name": unit.title(), "answers": dict.fromkeys(items, 2 + number)} for unit in units]
        path = tmp_path / "maturity.json"
        path.write_text(json.dumps({"instrument": "maturity", "units": answers}), encoding="utf-8")
        assert run("assess", "maturity", "--answers", str(path))[0] == 0
    return run


def test_the_course_of_a_repeated_questionnaire_is_told_unit_by_unit(departments: Run) -> None:
    code, out, err = departments("history", "compare", "--all", "--instrument", "maturity")
    assert (code, err) == (0, "") and "nothing to follow: School." in " ".join(out.split())
    assert re.search(r"^Health$", out, re.MULTILINE) and re.search(r"^Roads$", out, re.MULTILINE)
    assert max(map(len, out.splitlines())) <= 80
    told = json.loads(departments("history", "compare", "--all", "--instrument", "maturity", "--json")[1])
    units = {each["id"]: each["scores"] for each in told["units"]}
    assert units["health"]["need"] == [2, 3, 4] and units["roads"]["need"] == [2, None, 4]
    assert told["units_left_out"] == ["School"] and told["scores"] == {}
    arguments = ("history", "compare", "--all", "--instrument", "maturity", "--format", "csv")
    rows = list(csv.reader(io.StringIO(departments(*arguments)[1]), delimiter=";"))
    assert rows[0][1] == "Id" and rows[0][0].endswith("Unit")
    assert ["roads", "need", "2", "", "4"] in [[each.replace(",0", "") for each in row] for row in rows]


def test_a_gap_is_drawn_as_one(departments: Run, tmp_path: Path) -> None:
    out = departments("history", "compare", "--all", "--instrument", "maturity")[1]
    assert re.search(r"Citizen need ▃·▇", out)
    page = tmp_path / "course.html"
    assert departments("history", "compare", "--all", "--instrument", "maturity", "-o", str(page))[0] == 0
    assert page.read_text(encoding="utf-8").count("<svg") >= 2


def test_twelve_results_fit_eighty_columns(run: Run, settled: Path) -> None:
    run("assess", "--answers", SELF)
    text = next(iter((settled / "results").iterdir())).read_text(encoding="utf-8")
    for month in range(1, 12):
        changed = text.replace("2026-11-23T10", f"2026-{month:02d}-23T10")
        (settled / "results" / f"2026-{month:02d}-23-self-assessment-{month:04x}.json").write_text(
            changed, encoding="utf-8"
        )
    out = run("history", "compare", "--all")[1]
    assert max(map(len, out.splitlines())) <= 80 and len(out.splitlines()) < 60
    assert "12: 23 Nov 2026" in " ".join(out.split())


# What is not compared, and what cannot be read


def test_where_most_is_compared_the_questions_left_out_come_last(three: Run, settled: Path) -> None:
    out = three("history", "compare", "--first")[1]
    told = " ".join(out.split())
    assert told.index("29 questions were asked only the last time") < told.index("Where you stand now")
    assert told.index("Where you stand now") < told.index("Not compared") < told.index("... and 24 more")
    path = settled / "results" / "2026-01-01-self-assessment-bbbb.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    kept = list(saved["items"])[:6]
    saved["items"] = {item: value if item in kept else "00000000" for item, value in saved["items"].items()}
    path.write_text(json.dumps(saved | {"fingerprint": "0" * 12}), encoding="utf-8")
    little = " ".join(three("history", "compare")[1].split())
    assert little.index("... and 32 more") < little.index("Where you stand now") and "Not compared" not in little


def test_a_damaged_row_has_its_fault_in_json(three: Run, settled: Path) -> None:
    for name, text in (
        ("2026-11-02-self-assessment-ffff", '{"format": 1,\n "answers": 3}'),
        ("2026-11-03-gone-gggg", "{}"),
    ):
        (settled / "results" / f"{name}.json").write_text(text, encoding="utf-8")
    code, out, err = three("history", "list", "--all", "--json")
    rows = {each["id"]: each["fault"] for each in json.loads(out)["results"]}
    assert code == 0 and "ffff" in err
    assert {name for name, fault in rows.items() if fault} == {"ffff", "gggg"}
    assert rows["gggg"]["where"] == "instrument" and rows["gggg"]["fault"] == "error.questionnaire-gone"
    path = str(settled / "results" / "2026-11-02-self-assessment-ffff.json")
    assert rows["ffff"] == {"file": path, "line": 1, "column": 1, "where": "", "fault": "fault.missing"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "--instrument", "gone"),
        ("compare", "aa01", "aa02"),
        ("compare", "--all", "--instrument", "gone"),
        ("show", "aa01"),
    ],
)
def test_results_of_a_questionnaire_that_is_gone(run: Run, settled: Path, arguments: tuple[str, ...]) -> None:
    (settled / "results").mkdir(parents=True)
    for number in (1, 2):
        path = settled / "results" / f"2026-11-0{number}-gone-aa0{number}.json"
        path.write_text(json.dumps({"instrument": "gone", "answers": {}}), encoding="utf-8")
    code, out, err = run("history", *arguments)
    assert (code, out) == (2, "") and err.count("\n") == 1
    assert "gone is no longer there" in err and "--content" in err
    assert "no longer there" in run("history", "list", "--instrument", "gone")[1]
