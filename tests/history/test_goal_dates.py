"""A goal is for a day to come: one that has passed is refused, and nothing is saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("en", "2026-11-22", "22 November 2026 has already passed. Choose today or later, or leave out --by."),
        ("da", "22.11.2026", "22. november 2026 ligger i fortiden. Vælg i dag eller senere, eller udelad --by."),
        ("en", "1999-01-01", "1 January 1999 has already passed"),
    ],
)
def test_a_day_that_has_passed_is_refused(run: Run, settled: Path, language: str, day: str, said: str) -> None:
    code, out, err = run("goal", "set", "5", "4", "--by", day, "--lang", language)
    assert (code, out) == (2, "") and said in err
    assert not (settled / "goals").exists()


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-24"])
def test_today_and_later_can_be_aimed_at(run: Run, day: str) -> None:
    assert run("goal", "set", "5", "4", "--by", day)[0] == 0
    assert json.loads(run("goal", "--json")[1])["goals"][0]["by"] == day


def test_a_goal_whose_day_has_passed_since_is_still_read_and_cleared(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("goal", "set", "5", "4", "--by", "2026-11-24")[0] == 0
    monkeypatch.setenv("DIGITRANS_NOW", "2027-01-01T10:00:00+01:00")
    assert json.loads(run("goal", "--json")[1])["goals"][0]["by"] == "2026-11-24"
    assert run("goal", "clear", "5")[0] == 0
