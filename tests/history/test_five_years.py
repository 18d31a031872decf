"""Five years of monthly results: all of them, thinned for the picture, with goals and a range; clocks ahead."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.reports.history import spread_over

Run = Callable[..., tuple[int, str, str]]
SELF = str(EXAMPLES / "self-assessment.yaml")


@pytest.fixture
def monthly(run: Run, settled: Path) -> Run:
    run("assess", "--answers", SELF)
    (first,) = (settled / "results").iterdir()
    text = first.read_text(encoding="utf-8")
    first.unlink()
    for month in range(60):
        day = f"{2022 + month // 12}-{month % 12 + 1:02d}-01"
        path = settled / "results" / f"{day}-self-assessment-{month:04x}.json"
        path.write_text(text.replace("2026-11-23T", f"{day}T"), encoding="utf-8")
    return run


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
