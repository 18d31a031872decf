"""``digitrans portfolio plan``: what a steering group reads, and what it is told where there is no plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.commands.portfolio_plan import _amount
from digitrans.errors import UsageFault

pytest.importorskip("highspy")

Run = Callable[..., tuple[int, str, str]]
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
SMALL = """\
organisation: {name: Small, risk_willingness: 3, targets: {streamline: 50, modernise: 50}}
departments: [{id: d, name: D, readiness: 4, citizen_need: 3, capacity: 5}]
initiatives:
"""
CASE = "{citizen_quality: %d, economy: %d, law: 5, culture: 5, competences: 5, technology: 5}"


def line(name: str, cost: str, rating: int = 5, more: str = "") -> str:
    case = CASE % (rating, rating)
    return (
        f"  - {{id: {name}, name: {name.upper()}, department: d, type: streamline, citizen_problem: queues, "
        f"business_case: {case}, mandate: political{f', cost: {cost}' if cost else ''}{more}}}\n"
    )


def planned(run: Run, tmp_path: Path, lines: str, *options: str) -> dict[str, object]:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + lines, encoding="utf-8")
    code, out, err = run("portfolio", "plan", str(file), "--json", *options)
    assert code == 0, err
    found: dict[str, object] = json.loads(out)
    return found


def test_the_town(run: Run) -> None:
    code, out, err = run("portfolio", "plan", TOWN, "--budget", "5mio", "--quick")
    assert (code, err) == (0, "")
    assert "12 of 20 initiatives, for DKK 4,865,000" in out
    for told in ("The first one out is", "more would make room for", "Could not be weighed", "Up to about"):
        assert told in out


def test_it_never_goes_down_the_list(run: Run, tmp_path: Path) -> None:
    lines = line("dear", "60") + line("one", "50", 4) + line("two", "50", 4)
    found = planned(run, tmp_path, lines, "--budget", "100")
    assert found["chosen"]["ids"] == ["one", "two"]  # type: ignore[index]


def test_needs_musts_and_unknown_costs(run: Run, tmp_path: Path) -> None:
    lines = (
        line("a", "60", 5, ", depends_on: [b]")
        + line("b", "50", 2)
        + line("c", "40", 4)
        + line("free", "")
        + line("needs", "1", 5, ", depends_on: [free]")
    )
    found = planned(run, tmp_path, lines, "--budget", "100")
    assert found["chosen"]["ids"] == ["c"] or "b" in found["chosen"]["ids"]  # type: ignore[index]
    left = {each["id"]: each["why"] for each in found["left_out"]}  # type: ignore[attr-defined]
    assert left == {"free": "no-cost", "needs": "needs"}
    found = planned(run, tmp_path, lines, "--budget", "110", "--must", "a")
    assert found["chosen"]["ids"] == ["a", "b"]  # type: ignore[index]


def test_room_for_work_is_kept(run: Run, tmp_path: Path) -> None:
    lines = line("a", "1", 5, ", effort: 3") + line("b", "1", 4, ", effort: 3")
    assert planned(run, tmp_path, lines, "--budget", "9")["chosen"]["ids"] == ["a", "b"]  # type: ignore[index]
    assert planned(run, tmp_path, lines, "--budget", "9", "--capacity")["chosen"]["ids"] == ["a"]  # type: ignore[index]


def test_how_sure_is_said_for_each(run: Run, tmp_path: Path) -> None:
    lines = line("a", "50") + line("b", "50", 4) + line("c", "200")
    found = planned(run, tmp_path, lines, "--budget", "50")
    assert found["certainty"] == {"exact": True, "sets": 1}
    index = {each["id"]: each["core_index"] for each in found["initiatives"]}  # type: ignore[attr-defined]
    assert index == {"a": 1.0, "b": 0.0, "c": 0.0}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--budget", "much"), "much"),
        (("--budget", "0"), "0"),
        (("--budget", "100", "--must", "aa"), "aa"),
        (("--budget", "100", "--must", "a", "--not", "a"), "a"),
        (("--budget", "10", "--must", "a"), ""),
        (("--budget", "10", "--target-distance", "200"), "100"),
        (("--budget", "10", "--must", "free"), "free"),
    ],
)
def test_where_there_is_no_plan_one_sentence_says_so(
    run: Run, tmp_path: Path, options: tuple[str, ...], told: str, language: str
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + line("a", "60") + line("free", ""), encoding="utf-8")
    code, out, err = run("--lang", language, "portfolio", "plan", str(file), *options)
    assert (code, out) == (2, "") and told in err and len(err.strip().splitlines()) <= 2 and "Traceback" not in err


def test_everything_fits_and_nothing_is_worth_it(run: Run, tmp_path: Path) -> None:
    assert planned(run, tmp_path, line("a", "5"), "--budget", "10")["chosen"]["ids"] == ["a"]  # type: ignore[index]
    poor = (
        line("a", "5")
        .replace("streamline", "rethink-business")
        .replace("law: 5", "law: 1")
        .replace("political", "none")
    )
    assert planned(run, tmp_path, poor.replace("economy: 5", "economy: 1"), "--budget", "10")["chosen"] is not None


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("5mio", 5_000_000),
        ("5 mio. kr.", 5_000_000),
        ("2,5 mio", 2_500_000),
        ("2.5m", 2_500_000),
        ("750 t.kr.", 750_000),
        ("5000000", 5_000_000),
        ("5.000.000", 5_000_000),
        ("1 mia", 10**9),
    ],
)
def test_budgets_as_people_write_them(told: str, amount: int) -> None:
    assert _amount(told) == amount


@pytest.mark.parametrize("told", ["", "-5", "5,5", "abc", "1e9", "9" * 5000, "5 mio 3", "0", "nan"])
def test_what_is_no_budget(told: str) -> None:
    with pytest.raises(UsageFault):
        _amount(told)
