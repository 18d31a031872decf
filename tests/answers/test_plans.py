"""Goals and decisions: kept one by one, nothing lost between two machines, and followed up on."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from digitrans.answers.guidance import prioritise
from digitrans.answers.plans import DecisionFile, Goal, GoalFile, OutcomeFile, between, goals_from, resolutions_from
from digitrans.answers.scoring import Coverage, Score
from digitrans.asking.replies import Question, Reply
from digitrans.history import plan_files

Run = Callable[..., tuple[int, str, str]]
SELF = str(EXAMPLES / "self-assessment.yaml")
DAY = "2026-11-{:02d}T10:00:00+01:00"


def goal(level: float | None, day: int = 1, *replaces: str) -> GoalFile:
    return GoalFile(made=DAY.format(day), replaces=replaces, advice="create-ownership", level=level)


def test_a_later_goal_replaces_the_one_before_and_may_clear_it() -> None:
    files = {"a": goal(3), "b": goal(4, 1, "a")}
    assert goals_from(files)["create-ownership"].level == 4
    assert goals_from({**files, "c": goal(None, 1, "b")}) == {}


def test_of_two_goals_set_on_two_machines_the_later_holds() -> None:
    files = {"a": goal(2), "b": goal(4, 3, "a"), "c": goal(5, 2, "a")}
    assert goals_from(files)["create-ownership"].level == 4


def test_the_order_of_files_does_not_matter() -> None:
    decision = DecisionFile(made=DAY.format(1), id="d1", advice="create-ownership", text=f"Go {os.getpid()}")
    outcomes = {
        "x": OutcomeFile(made=DAY.format(2), decision="d1", fate="done"),
        "y": OutcomeFile(made=DAY.format(2), replaces=("x",), decision="d1", fate="open"),
    }
    (found,) = resolutions_from([decision], outcomes)
    (turned,) = resolutions_from([decision], dict(reversed(outcomes.items())))
    assert found == turned and found.is_open and found.ended is None


def test_what_was_decided_or_ended_between_two_times() -> None:
    decisions = [
        DecisionFile(made=DAY.format(day), id=f"d{day}", advice="create-ownership", text=f"Go {os.getpid()}")
        for day in (1, 5, 9)
    ]
    outcomes = {"x": OutcomeFile(made=DAY.format(6), decision="d1", fate="done")}
    found = between(resolutions_from(decisions, outcomes), DAY.format(4), DAY.format(8))
    assert {each.id for each in found} == {"d1", "d5"}


def scored(value: float) -> Score:
    return Score("x", Fraction(str(value)), None, None, None, Coverage())


@given(
    st.dictionaries(st.sampled_from("abcdefghi"), st.sampled_from([1, 1.5, 2, 3, 4.5, 5]), min_size=1),
    st.dictionaries(st.sampled_from("abcdefghi"), st.sampled_from([1, 2, 3.5, 5])),
)
def test_advice_is_worked_on_by_its_distance_to_the_goal(scores: dict[str, float], levels: dict[str, float]) -> None:
    ranked = sorted(((name, scored(value)) for name, value in scores.items()), key=lambda pair: pair[1].value or 0)
    goals = {name: Goal(name, Fraction(str(level))) for name, level in levels.items()}
    found = [name for name, _ in prioritise(ranked, goals)]
    below = [name for name in found if name in goals]
    distances = [levels[name] - scores[name] for name in below]
    assert all(each > 0 for each in distances) and distances == sorted(distances, reverse=True)
    assert found[: len(below)] == below, "goals come first"
    assert set(found) == {name for name in scores if name not in levels or levels[name] > scores[name]}
    if not goals:
        assert found == [name for name, _ in ranked]


def test_goals_change_what_is_recommended_and_are_shown(run: Run) -> None:
    plain = json.loads(run("assess", "--answers", SELF, "--no-save", "--json")[1])["result"]["recommendations"]
    first, *rest = [each["number"] for each in plain]
    assert first == 9 and 7 not in rest
    assert run("goal", "set", "7", "5", "--by", "2027-06-30", "--owner", "Anna")[0] == 0
    assert run("goal", "set", "9", "1.5")[0] == 0
    found = json.loads(run("assess", "--answers", SELF, "--json")[1])["result"]["recommendations"]
    assert [each["number"] for each in found] == [7, *rest] and found[0]["goal"] == 5
    out = run("assess", "--answers", SELF, "--no-save")[1]
    assert "Goal 5.0 by 30 June 2027, Anna; 1.3 to go." in " ".join(out.split())
    assert "by 30 June 2027, Anna" in " ".join(run()[1].split())
    listed = json.loads(run("goal", "--json")[1])["goals"]
    assert [(each["number"], each["goal"]) for each in listed] == [(7, 5), (9, 1.5)]
    assert "reached" in run("goal", "list")[1]
    assert run("goal", "clear", "7")[0] == 0 and len(json.loads(run("goal", "--json")[1])["goals"]) == 1
    assert run("goal", "clear", "7")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("goal", "set", "10", "4"), "1 to 9"),
        (("goal", "set", "5", "6"), "between 1 and 5"),
        (("goal", "set", "5", "nan"), "between 1 and 5"),
        (("goal", "set", "5", "4", "--by", "blursday"), "2026-12-08"),
        (("goal", "set", "5", "4", "--by", "2026-02-30"), "2026-12-08"),
        (("goal", "set", "5", "4", "--by", "1800-01-01"), "2026-12-08"),
        (("goal", "set", "5", "4", "--owner", " "), "name"),
        (("decide", "add", "5"), "--action"),
        (("decide", "add", "5", "--action", "nope"), "no action nope"),
        (("decide", "add", "5", "No", "--declined"), "--why"),
        (("decide", "add", "5", "x" * 501), "500"),
        (("decide", "add", "5", "Go", "--owner", "x" * 201), "--owner"),
        (("decide", "done", "none"), "no decision none, and none is open"),
    ],
)
def test_wrong_usage_saves_nothing(run: Run, settled: Path, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert not settled.exists()


def test_a_goal_takes_a_day_as_people_say_it_and_none_that_has_passed(run: Run, settled: Path) -> None:
    code, out, err = run("goal", "set", "5", "4", "--by", "yesterday")
    assert (code, out) == (2, "") and "22 November 2026 has already passed" in err and not settled.exists()
    assert run("goal", "set", "5", "4", "--by", "tomorrow")[0] == 0
    assert "by 24 November 2026" in " ".join(run("goal", "list")[1].split())


def test_a_decision_from_its_making_to_its_end(run: Run, settled: Path) -> None:
    code, out, _ = run("decide", "add", "4", "Gather", "a", "panel", "--owner", "Anna", "--by", "2027-01-15")
    assert code == 0 and "Gather a panel" in out
    run("decide", "add", "9", "Theme", "--declined", "--why", "Not this year")
    assert "7f3a" in run("decide")[1] and "Theme" not in run("decide")[1]
    assert "declined: Not this year" in run("decide", "list", "--all")[1]
    assert run("decide", "done", "7f3a", "--dropped", "--why", "Too dear")[0] == 0
    assert (
        "Gather" not in run("decide")[1] and "dropped 23 November 2026: Too dear" in run("decide", "list", "--all")[1]
    )
    assert run("decide", "done", "7f3a", "--reopen")[0] == 0 and "Gather" in run("decide")[1]
    declined = next(
        each["id"] for each in json.loads(run("decide", "list", "--all", "--json")[1])["decisions"] if each["why"]
    )
    assert run("decide", "done", declined)[0] == 2
    names = sorted(path.name for path in (settled / "decisions").iterdir())
    assert len(names) == 4 and all(path.stat().st_mode & 0o077 == 0 for path in (settled / "decisions").iterdir())


def test_the_advice_s_own_action_can_be_decided(run: Run) -> None:
    from digitrans.content.catalogue import load_advice

    action = load_advice(4)[0].actions[0]
    told = json.loads(run("decide", "add", "4", "--action", action.id, "--json")[1])["decisions"][0]
    assert told["action"] == action.id and told["text"] == action.text["en"]


def test_the_next_assessment_tells_of_open_decisions(run: Run) -> None:
    run("decide", "add", "4", "Gather a panel")
    assert "Gather a panel" in run("assess", "--answers", SELF)[1]
    assert "1. Gather a panel" in run()[1]
    run("decide", "done", "7f3a")
    assert "Gather a panel" not in run("assess", "--answers", SELF, "--no-save")[1], "it ended before the last result"


class Scripted:
    """Answers every question with a 3, and what became of decisions as told."""

    def __init__(self, fates: list[int]) -> None:
        self.fates, self.shown = fates, list[str]()

    def show(self, text: str, strong: bool = False) -> None:
        self.shown.append(text)

    def listed(self, lead: str, text: str) -> None:
        self.shown.append(lead + text)

    def reply(self, question: Question) -> Reply:
        return 3

    def line(self, prompt: str, default: str = "") -> str:
        return ""

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.shown.append(prompt)
        return self.fates.pop(0)


def test_the_next_assessment_asks_what_became_of_each_decision(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, text in enumerate(("One", "Two", "Three")):
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-0{number + 1}T10:00:00+01:00")
        run("decide", "add", "4", text)
    run("decide", "add", "5", "Never", "--declined", "--why", "No")
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    scripted = Scripted([0, 1, 2])
    monkeypatch.setattr("digitrans.output.may_ask", lambda _: True)
    monkeypatch.setattr("digitrans.asking.prompters.make_prompter", lambda *_: scripted)
    code, out, _ = run("assess", "--short")
    assert code == 0 and scripted.fates == []
    out = " ".join(out.split())
    asked = [text for text in scripted.shown if text.startswith("On ")]
    assert [text.split(": ")[1].split(".")[0] for text in asked] == ["One", "Two", "Three"], "oldest first"
    assert "What you decided" in out and "done 23 November 2026" in out and "dropped 23 November 2026" in out
    told = json.loads(run("decide", "list", "--all", "--json")[1])["decisions"]
    fates = {each["text"]: each["fate"] for each in told}
    assert fates == {"One": "done", "Two": "open", "Three": "dropped", "Never": "open"}
    scripted.fates = [1]
    run("assess", "--short", "--no-save")
    assert scripted.fates == [1], "where nothing is saved, nothing is asked"


def test_damaged_and_newer_records_are_named_and_left_alone(run: Run, settled: Path) -> None:
    run("decide", "add", "4", "Gather a panel")
    run("goal", "set", "5", "4")
    damaged = settled / "decisions" / "2026-11-23-decision-bad.json"
    damaged.write_text('{"format": 1, "kind": "decision", "id": ', encoding="utf-8")
    newer = settled / "goals" / "2026-11-23-goal-create-ownership-new.json"
    newer.write_text('{"format": 2, "kind": "goal", "surprise": true}', encoding="utf-8")
    code, out, err = run("decide")
    assert code == 0 and "Gather a panel" in out and "bad.json" in err
    code, out, err = run("goal")
    assert code == 0 and "5 Create ownership" in out and "newer digitrans" in err
    assert damaged.exists() and newer.exists()


def decide_many(home: str, count: int) -> None:
    os.environ["DIGITRANS_HOME"] = home
    os.environ.pop("DIGITRANS_ID", None)
    for number in range(count):
        record = DecisionFile(made=DAY.format(1), id=f"x{number}", advice="create-ownership", text=f"Go {os.getpid()}")
        plan_files.save_record("decisions", f"2026-11-01-decision-x{number}", record)


def test_processes_at_once_lose_nothing(settled: Path) -> None:
    context = multiprocessing.get_context("spawn")
    working = [context.Process(target=decide_many, args=(str(settled), 20)) for _ in range(2)]
    for each in working:
        each.start()
    for each in working:
        each.join()
        assert each.exitcode == 0
    names = [path.name for path in (settled / "decisions").iterdir()]
    assert len(names) == 40 and not any(name.endswith(".tmp") for name in names)
    assert len(plan_files.load_resolutions([])) == 40


def test_two_machines_with_a_folder_in_common_lose_nothing(
    run: Run, settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("decide", "add", "4", "First")
    other = tmp_path / "other"
    shutil.copytree(settled, other)
    monkeypatch.setenv("DIGITRANS_ID", "aaaa")
    run("decide", "done", "7f3a")
    run("decide", "add", "5", "Here")
    monkeypatch.setenv("DIGITRANS_HOME", str(other))
    monkeypatch.setenv("DIGITRANS_ID", "bbbb")
    run("decide", "add", "6", "There")
    for path in (settled / "decisions").iterdir():
        assert not (other / "decisions" / path.name).exists() or path.name.endswith("-7f3a.json")
        shutil.copy(path, other / "decisions")
    told = json.loads(run("decide", "list", "--all", "--json")[1])["decisions"]
    assert {(each["text"], each["fate"]) for each in told} == {("First", "done"), ("Here", "open"), ("There", "open")}


def test_a_goal_keeps_its_deadline_and_owner_unless_others_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def held() -> tuple[float, str | None, str | None]:
        (told,) = json.loads(run("goal", "--json")[1])["goals"]
        return told["goal"], told["by"], told["owner"]

    assert run("goal", "set", "2", "4", "--by", "2027-06-30", "--owner", "Anna")[2] == ""
    code, _, err = run("goal", "set", "2", "3.5")
    assert code == 0 and "As before: by 30 June 2027, Anna." in err and "goal clear 2" in err
    assert held() == (3.5, "2027-06-30", "Anna")
    err = run("goal", "set", "2", "3.5", "--owner", "Bo")[2]
    assert "As before: by 30 June 2027." in err and held() == (3.5, "2027-06-30", "Bo")
    err = run("goal", "set", "2", "3", "--by", "2028-01-31")[2]
    assert "As before: Bo." in err and held() == (3, "2028-01-31", "Bo")
    monkeypatch.setenv("DIGITRANS_NOW", "2028-02-01T10:00:00+01:00")
    err = run("goal", "set", "2", "4")[2]
    assert "31 January 2028, has passed" in err and held() == (4, None, "Bo")
    run("goal", "clear", "2")
    assert run("goal", "set", "2", "4")[2] == "" and held() == (4, None, None)


@pytest.mark.parametrize(("language", "said"), [("da", "mål: 4,0"), ("en", "goal: 4.0")])
def test_the_level_of_a_goal_is_shown_beside_the_distance(run: Run, language: str, said: str) -> None:
    run("assess", "--answers", SELF)
    run("goal", "set", "2", "4", "--by", "2027-06-30", "--owner", "Anna")
    assert said in run("goal", "--lang", language)[1]


def test_an_ended_decision_is_not_ended_again(run: Run, settled: Path) -> None:
    run("decide", "add", "4", "Gather a panel")
    run("decide", "add", "5", "Ask the staff")
    run("decide", "done", "7f3a", "--why", "It works")
    code, out, err = run("decide", "done", "7f3a", "--dropped")
    assert (code, out) == (2, "") and "done 23 November 2026: It works" in err and "--reopen" in err
    assert len(list((settled / "decisions").glob("*-outcome-*"))) == 1
    assert run("decide", "done", "7f3a", "--reopen")[0] == 0 and run("decide", "done", "7f3a", "--dropped")[0] == 0
    err = run("decide", "done", "zzzz")[2]
    assert "no decision zzzz. Open ones are: " in err and "7f3a" not in err
