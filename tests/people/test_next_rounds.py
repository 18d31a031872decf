"""Rounds that follow rounds: done again, compared, reworded in between; letters and reminders."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_rounds import answer, codes_of

Run = Callable[..., tuple[int, str, str]]


def told(run: Run, *arguments: str) -> dict[str, Any]:
    status, out, _ = run("people", *arguments, "--json")
    assert status in (0, 3), out
    data: dict[str, Any] = json.loads(out)
    return data


@pytest.fixture
def spring(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "spring"
    groups = ("--group", "executive-team=4", "--group", "staff=10")
    assert run("people", "invite", str(path), *groups, "--short", "--form", "yaml", "--at-least", "4")[0] == 0
    return path


def fill(run: Run, folder: Path, values: dict[str, int]) -> None:
    for code, group in codes_of(folder).items():
        answer(folder, code, values[group])
    assert run("people", "collect", str(folder))[0] == 0


def test_a_round_is_done_again(run: Run, spring: Path, tmp_path: Path) -> None:
    autumn = tmp_path / "autumn"
    assert run("people", "invite", str(autumn), "--like", str(spring))[0] == 0
    first, second = (json.loads((each / "round.json").read_text(encoding="utf-8")) for each in (spring, autumn))
    assert (second["instrument"], second["short"], second["at_least"]) == (first["instrument"], True, 4)
    assert Counter(second["codes"].values()) == Counter(first["codes"].values())
    more = tmp_path / "more"
    assert run("people", "invite", str(more), "--like", str(spring), "--group", "staff=12")[0] == 0
    assert Counter(codes_of(more).values()) == {"self": 1, "staff": 12}
    status, _, err = run("people", "invite", str(tmp_path / "no"), "--like", str(spring), "--short")
    assert status == 2 and "--short" in err
    status, _, err = run("people", "invite", str(tmp_path / "no"), "--like", str(spring), "--at-least", "3")
    assert status == 2 and not (tmp_path / "no").exists()


def test_units_are_those_of_the_round_before(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run("people", "invite", str(first), "--instrument", "maturity", "--unit", "Vej & park", "--group", "staff=4")
    assert run("people", "invite", str(second), "--like", str(first))[0] == 0
    units = [json.loads((each / "round.json").read_text(encoding="utf-8"))["units"] for each in (first, second)]
    assert units[0] == units[1] != []


def test_what_moved_from_round_to_round(run: Run, spring: Path, tmp_path: Path) -> None:
    autumn = tmp_path / "autumn"
    run("people", "invite", str(autumn), "--like", str(spring), "--form", "yaml")
    fill(run, spring, {"self": 4, "executive-team": 3, "staff": 2})
    fill(run, autumn, {"self": 4, "executive-team": 3, "staff": 4})
    data = told(run, "compare", str(spring), str(autumn))
    by_group = {each["group"]: each for each in data["moves"] if each["id"] == "ask-the-dumb-questions"}
    assert by_group["staff"]["word"] == "up" and by_group["staff"]["change"] == 2
    assert by_group["self"]["change"] == 0 and by_group["executive-team"]["word"] is None
    assert by_group["executive-team"]["before"] == by_group["executive-team"]["after"] == [3, 3]
    assert data["false_words"] == pytest.approx(0.05 * sum(each["group"] != "self" for each in data["moves"]))
    out = run("people", "compare", str(spring), str(autumn))[1]
    assert "Even if nothing had moved, up to 1.1 of them" in " ".join(out.split())
    assert "This has moved" in out and "up, from 2.0 to 4.0" in " ".join(out.split())
    assert run("people", "compare", str(spring), str(autumn), "--sheet")[0] == 2


def test_small_moves_are_not_told_as_moves(run: Run, spring: Path, tmp_path: Path) -> None:
    autumn = tmp_path / "autumn"
    run("people", "invite", str(autumn), "--like", str(spring), "--form", "yaml")
    fill(run, spring, {"self": 4, "executive-team": 3, "staff": 3})
    fill(run, autumn, {"self": 4, "executive-team": 4, "staff": 4})
    words = {(each["group"], each["word"]) for each in told(run, "compare", str(spring), str(autumn))["moves"]}
    assert words == {("self", None), ("executive-team", None), ("staff", None)}, "one point, with ten and one item"
    assert "by more than chance" in " ".join(run("people", "compare", str(spring), str(autumn))[1].split())


def test_only_rounds_of_the_same_questionnaire_are_compared(run: Run, spring: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("people", "invite", str(other), "--instrument", "dilemmas", "--group", "staff=4", "--form", "yaml")
    fill(run, spring, {"self": 4, "executive-team": 3, "staff": 2})
    for code in codes_of(other):
        answer(other, code, 1)
    run("people", "collect", str(other))
    status, _, err = run("people", "compare", str(spring), str(other))
    assert status == 2 and "dilemmas" in err


# A question that is reworded while a round goes on


def test_a_reworded_question_is_left_out_and_said_and_its_answers_kept(run: Run, spring: Path, tmp_path: Path) -> None:
    made = json.loads((spring / "round.json").read_text(encoding="utf-8"))
    first = next(iter(made["items"]))
    made["items"][first] = "00000000"  # as if it had been asked in other words
    (spring / "round.json").write_text(json.dumps(made), encoding="utf-8")
    fill(run, spring, {"self": 4, "executive-team": 3, "staff": 2})
    kept = [json.loads(each.read_text(encoding="utf-8")) for each in (spring / "collected").iterdir()]
    assert all(first in each["answers"] for each in kept), "what was answered is kept as it was asked"
    again = told(run, "collect", str(spring))
    assert (again["new"], again["newer"], again["faults"]) == ([], [], [])
    data = told(run, "compare", str(spring))
    assert "ask-the-dumb-questions" not in {each["id"] for each in data["rows"]}
    for sheet in ((), ("--sheet",)):
        out = " ".join(run("people", "compare", str(spring), *sheet)[1].split())
        assert f"One question was worded otherwise when the round was made than it is now: {first}." in out
        assert "skipped" not in out
    autumn = tmp_path / "autumn"
    run("people", "invite", str(autumn), "--like", str(spring), "--form", "yaml")
    fill(run, autumn, {"self": 4, "executive-team": 3, "staff": 4})
    moved = told(run, "compare", str(spring), str(autumn))
    assert moved["unlike"] == ["ask-the-dumb-questions"]


# Letters and reminders


def test_a_letter_for_each_code_in_both_languages(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    arguments = ("--group", "staff=4", "--short", "--form", "html", "--form", "yaml", "--deadline", "8. december 2026")
    assert run("people", "invite", str(folder), *arguments)[0] == 0
    codes = codes_of(folder)
    for code, group in codes.items():
        text = (folder / "send" / f"letter-{code}.txt").read_text(encoding="utf-8")
        assert [each in text for each in codes] == [each == code for each in codes], "one code each"
        assert text.count("8. december 2026") == 2 and "8 December 2026" in text and f"answers-{code}.yaml" in text
        assert ("Du er toplederen" in text) == (group == "self") != ("grupper på mindst 4" in text)
        assert "form.da.html" in text and "--- Dansk ---" in text and "--- English ---" in text
    assert json.loads((folder / "round.json").read_text(encoding="utf-8"))["deadline"] == "2026-12-08"
    status, _, err = run("people", "invite", str(tmp_path / "no"), "--group", "staff=4", "--deadline", "1.1.2026")
    assert status == 2 and "past" in err


def test_reminders_are_for_those_who_are_missing(run: Run, spring: Path) -> None:
    here, *missing = codes_of(spring)
    answer(spring, here, 3)
    run("people", "collect", str(spring))
    data = told(run, "remind", str(spring), "--deadline", "fredag")
    assert sorted(each for codes in data["missing"].values() for each in codes) == sorted(missing)
    assert data["deadline"] == "2026-11-27" and len(data["files"]) == len(missing)
    text = (spring / "send" / f"reminder-{missing[0]}.txt").read_text(encoding="utf-8")
    assert "27. november 2026" in text and missing[0] in text and here not in text
    for code in missing:
        answer(spring, code, 3)
    run("people", "collect", str(spring))
    assert "Everyone has answered" in run("people", "remind", str(spring))[1]
