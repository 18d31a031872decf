"""One portfolio at two dates and more: what a board asks every month, and that nothing is lost between the sums."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.portfolios.changes import changes, drift, is_same, oldest_first, paired
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.scoring import Scorer, score_portfolio

Run = Callable[..., tuple[int, str, str]]
CASES = Path(__file__).parent / "cases"
OLD, NEW = str(CASES / "compare-old.yaml"), str(CASES / "compare-new.yaml")
SCORER = Scorer(load_portfolio_content())


def found(run: Run, *arguments: str) -> Any:
    code, out, err = run("portfolio", "compare", *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def test_cost_status_and_owner_are_seen(run: Run) -> None:
    data = found(run, OLD, NEW)
    moved = {
        each["id"]: {one["field"]: (one["before"], one["after"]) for one in each["fields"]} for each in data["moved"]
    }
    assert moved == {
        "one": {"status": ("under-way", "paused"), "cost": (1000000, 9000000)},
        "two": {"owner": ("Ane", "Bo")},
    }
    assert data["drift"]["cost_before"] == 4500000 and data["drift"]["cost_after"] == 12500000
    assert data["drift"]["steps"] == [{"kind": "risen", "amount": 8000000, "number": 1}]
    told = " ".join(run("portfolio", "compare", OLD, NEW, "--lang", "en")[1].split())
    assert "Total cost: DKK 4.5 million → DKK 12.5 million (+DKK 8.0 million)." in told
    assert "Skærmbesøg: status under way paused" in told and "Robot: owner Ane Bo" in told


def test_amounts_of_two_currencies_are_not_subtracted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "euro.yaml"
    path.write_text("currency: EUR\n" + Path(NEW).read_text(encoding="utf-8"), encoding="utf-8")
    code, out, err = run("portfolio", "compare", OLD, str(path), "--lang", "en")
    assert code == 2 and not out and "do not have one currency" in " ".join(err.split())


def test_a_portfolio_that_churns_is_still_the_same(run: Run) -> None:
    data = found(run, str(CASES / "churn-new.yaml"), str(CASES / "churn-old.yaml"))  # the older one comes first
    assert data["same_portfolio"] and [side["label"][-10:] for side in data["sides"]] == ["2019-05-01", "2022-04-25"]
    kinds = {each["id"]: each["kind"] for each in data["moved"]}
    assert kinds == {"a": "changed", "e": "came", "f": "came", "g": "came", "b": "went", "c": "went", "d": "went"}
    assert data["sensitivity"]["rankings"][0]["levels"] == 1
    told = " ".join(
        run("portfolio", "compare", str(CASES / "churn-old.yaml"), str(CASES / "churn-new.yaml"))[1].split()
    )
    assert "All 4 stand level, so there is no ranking to test." in told and "keep their place" not in told


def test_csv_is_data(run: Run) -> None:
    out = run("portfolio", "compare", OLD, NEW, "--format", "csv", "--csv-keys", "--lang", "da")[1]
    assert out == run("portfolio", "compare", OLD, NEW, "--format", "csv", "--csv-keys", "--lang", "en")[1]
    lines = out.splitlines()
    assert lines[0] == "kind,id,initiative,field,before,after,difference"
    assert "changed,one,Skærmbesøg,cost,1000000,9000000,8000000" in lines
    assert "sum,,,cost,4500000,12500000,8000000" in lines and "changed,two,Robot,owner,Ane,Bo," in lines


def test_two_organisations_are_no_portfolio_at_two_dates_unless_it_is_said(run: Run, tmp_path: Path) -> None:
    files = []
    for name in ("Alfa", "Beta"):
        path = tmp_path / f"{name}.yaml"
        rows = "".join(f"  - {{id: p{n}, name: {name} {n}}}\n" for n in range(3))  # the ids tell nothing
        path.write_text(f"organisation: {{name: {name}}}\ninitiatives:\n{rows}", encoding="utf-8")
        files.append(str(path))
    assert not found(run, *files)["same_portfolio"]
    same = found(run, *files, "--same")
    assert same["same_portfolio"] and {each["fields"][0]["field"] for each in same["moved"]} == {"name"}


def made(*initiatives: dict[str, Any], name: str = "T") -> Portfolio:
    return Portfolio.model_validate({"organisation": {"name": name}, "initiatives": list(initiatives)})


def test_most_of_the_names_are_enough() -> None:
    one = made({"id": "a", "name": "Robot"}, {"id": "b", "name": "Portal"}, name="Skole")
    assert is_same(one, made({"id": "x", "name": "ROBOT"}, {"id": "y", "name": "Other"}, name="Skole og Børn"))
    assert is_same(one, made({"id": "x", "name": "Other"}, name="  skole "))
    assert not is_same(one, made({"id": "a", "name": "Other"}, {"id": "b", "name": "Another"}, name="Sundhed"))


def test_more_than_two_files_are_a_line_each_oldest_first(run: Run, tmp_path: Path) -> None:
    files = []
    for year, cost in ((2026, 3), (2024, 1), (2025, 2)):
        path = tmp_path / f"{year}.yaml"
        head = f"organisation: {{name: T, as_of: {year}-01-01}}\ninitiatives:\n"
        rows = f"  - {{id: a, name: A, cost: {cost}000000, end: {year}-12-31}}\n  - {{id: i{year}, name: I{year}}}\n"
        path.write_text(head + rows, encoding="utf-8")
        files.append(str(path))
    data = found(run, *files)
    assert [(each["as_of"], each["came"], each["went"], each["cost"]["high"]) for each in data["points"]] == [
        ("2024-01-01", None, None, 1000000),
        ("2025-01-01", 1, 1, 2000000),
        ("2026-01-01", 1, 1, 3000000),
    ]
    assert data["drift"]["later"] == [{"id": "a", "days": 730}]
    lines = run("portfolio", "compare", *files, "--lang", "en")[1].splitlines()
    assert [each.split()[2] for each in lines if each.startswith("1 January")] == ["2024", "2025", "2026"]
    table = run("portfolio", "compare", *files, "--format", "csv", "--csv-keys")[1].splitlines()
    assert len(table) == 4 and table[0].startswith("file,organisation,as_of,initiatives,over,came,went,cost")


def test_without_all_dates_the_order_is_the_one_given(run: Run) -> None:
    told = run("portfolio", "compare", OLD, NEW, OLD, "--lang", "en")[1]
    assert "Not all of the files say which day they describe" in told
    assert oldest_first([None, None]) == [0, 1]


INITIATIVE = st.fixed_dictionaries(
    {"id": st.sampled_from("abcdef"), "name": st.sampled_from(["A", "B", "C", "D", "E", "F"])},
    optional={
        "cost": st.one_of(st.integers(0, 50), st.just({"low": 1, "high": 7})),
        "status": st.sampled_from(["idea", "under-way", "done", "stopped"]),
    },
)
SIDE = st.lists(INITIATIVE, max_size=6, unique_by=lambda each: str(each["id"]))


@settings(max_examples=200, deadline=None)
@given(SIDE, SIDE)
def test_the_steps_add_up_and_nobody_is_lost(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> None:
    first, second = (score_portfolio(made(*side), SCORER) for side in (one, two))
    pairs = paired(first.initiatives, second.initiatives)
    assert sorted([a.initiative.id for a, _ in pairs if a]) == sorted(each["id"] for each in one)
    assert sorted([b.initiative.id for _, b in pairs if b]) == sorted(each["id"] for each in two)
    moved = drift(pairs)
    assert (moved.before, moved.after) == (first.whole.cost.high, second.whole.cost.high)
    assert moved.after - moved.before == sum(Fraction(each.amount) for each in moved.steps)
    assert len(changes(paired(first.initiatives, first.initiatives))) == 0


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_changed_is_said(run: Run, language: str) -> None:
    said = {"da": "Intet er ændret.", "en": "Nothing has changed."}[language]
    assert said in run("portfolio", "compare", OLD, OLD, "--lang", language)[1]
