"""Five years of monthly results: all of them, thinned for the picture, with goals and a range; clocks ahead."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.answers.scoring import Coverage, Score
from digitrans.history.trends import Lasting, Line, lasting
from digitrans.reports.history import spread_over

Run = Callable[..., tuple[int, str, str]]
SELF = str(EXAMPLES / "self-assessment.yaml")


@pytest.fixture
def monthly(run: Run, settled: Path) -> Run:
    saved(run, settled, lambda month, given: given)
    return run


def saved(run: Run, home: Path, answered: Callable[[int, dict[str, Any]], dict[str, Any]]) -> None:
    """Sixty results, one a month, with what is ``answered`` in each."""
    run("assess", "--answers", SELF)
    (first,) = (home / "results").iterdir()
    text = first.read_text(encoding="utf-8")
    first.unlink()
    for month in range(60):
        day = f"{2022 + month // 12}-{month % 12 + 1:02d}-01"
        data = json.loads(text.replace("2026-11-23T", f"{day}T"))
        data["answers"] = answered(month, data["answers"])
        path = home / "results" / f"{day}-self-assessment-{month:04x}.json"
        path.write_text(json.dumps(data), encoding="utf-8")


def test_all_results_are_there_and_the_picture_spans_them(monthly: Run) -> None:
    data = json.loads(monthly("history", "compare", "--all", "--json")[1])
    assert len(data["results"]) == 60 and all(len(each) == 60 for each in data["scores"].values())
    out = " ".join(monthly("history", "compare", "--all")[1].split())
    assert "60 results" in out and "shows 12 of 60 results" in out and "1 Jan 2022" in out and "1 Dec 2026" in out
    assert "Look at where several in a row are going" in out
    rows = monthly("history", "compare", "--all", "--format", "csv")[1].splitlines()
    assert rows[0].count(";") >= 60


def test_a_range_is_chosen_in_words(monthly: Run) -> None:
    def dates(*arguments: str) -> list[str]:
        results = json.loads(monthly("history", "compare", *arguments, "--json")[1])["results"]
        return [each["finished"][:10] for each in results]

    assert len(dates("--since", "2026-01-01")) == 12
    found = dates("--since", "1.3.2024", "--until", "1.6.2024")
    assert found == ["2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01"]
    assert "56 results lie outside" in monthly("history", "compare", "--since", "1.3.2024", "--until", "1.6.2024")[1]
    status, _, err = monthly("history", "compare", "--since", "no day")
    assert status == 2 and "no day" in err


def test_goals_are_lines_of_their_own(monthly: Run) -> None:
    monthly("goal", "set", "5", "4")
    out = monthly("history", "compare", "--all", "--format", "html")[1]
    assert ": goal" in out


NOISY = random.Random(4)


def noise(_: int, given: dict[str, Any]) -> dict[str, Any]:
    """Every fourth answer a step off, and nothing behind it."""
    return {
        item: min(5, max(1, value + NOISY.choice((-1, 1)))) if type(value) is int and NOISY.random() < 0.25 else value
        for item, value in given.items()
    }


def test_noise_is_not_told_as_a_move(run: Run, settled: Path) -> None:
    saved(run, settled, noise)
    assert json.loads(run("history", "compare", "--all", "--json")[1])["moved"] == []
    assert "Nothing can be said to have moved" in run("history", "compare", "--all")[1]
    assert "can lie a step off" in " ".join(run("history", "compare")[1].split())


def test_a_month_that_is_off_is_no_move_and_what_lasts_is(run: Run, settled: Path) -> None:
    def answered(month: int, given: dict[str, Any]) -> dict[str, Any]:
        climbs = dict.fromkeys(("politicians-discussed", "room-known", "ready-for-window"), 1 + month // 15)
        off = dict.fromkeys(("staff-own-answers", "energy-seen", "readiness-known") if month == 59 else (), 5)
        return {**noise(month, given), **climbs, **off}

    saved(run, settled, answered)
    moved = json.loads(run("history", "compare", "--all", "--json")[1])["moved"]
    assert [each["id"] for each in moved if each["id"].startswith(("use-your", "assess-your"))] == [
        "use-your-political-leadership"
    ]
    out = " ".join(run("history", "compare", "--all", "--lang", "da")[1].split())
    assert "Det har flyttet sig og er blevet der" in out and "politiske ledelse er steget, fra" in out


def test_chance_gives_a_lasting_move_in_fewer_than_one_case_of_twenty() -> None:
    chance = random.Random(1)
    for count in (8, 12, 60):
        lines = [[Fraction(chance.randint(3, 15), 3) for _ in range(count)] for _ in range(2000)]
        said = [
            lasting(Line("one", tuple(Score("one", each, each, each, None, Coverage()) for each in line)))
            for line in lines
        ]
        assert 0 < sum(each is not None for each in said) < 100
    seven = tuple(Score("one", Fraction(each), None, None, None, Coverage()) for each in (1, 1, 1, 1, 5, 5, 5))
    assert lasting(Line("one", seven)) is None
    assert lasting(Line("one", (*seven, None, seven[-1]))) == Lasting("one", Fraction(1), Fraction(5))


def test_places_are_spread_evenly() -> None:
    assert spread_over(5, 12) == (0, 1, 2, 3, 4)
    places = spread_over(60, 12)
    assert (places[0], places[-1], len(set(places))) == (0, 59, 12)
    steps = {b - a for a, b in itertools.pairwise(places)}
    assert max(steps) - min(steps) <= 1


def test_a_result_from_next_year_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2027-11-23T10:00:00+01:00")
    run("assess", "--answers", SELF)
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    assert "dated in the future" in " ".join(run("history")[1].split())
    monkeypatch.setenv("DIGITRANS_NOW", "2027-11-24T10:00:00+01:00")
    assert "dated in the future" not in run("history")[1]
