"""What is shown of a portfolio is as exact as what is concluded from it, and in the order that people expect."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.content.own_folders import using_own_folders
from digitrans.portfolios.batch import outcomes
from digitrans.portfolios.judge import Yardstick
from digitrans.texts.spelling import alphabetical

Run = Callable[..., tuple[int, str, str]]
PAIR = EXAMPLES / "portfolio-departments-a-b.yaml"
FULL = "business_case: {citizen_quality: 4, economy: 4, law: 4, culture: 4, competences: 4, technology: 4}"
SIX = """organisation:
  name: By
  targets: {streamline: 20, modernise: 80}
  sub_goals:
    - {id: more, type: streamline, at_least: 17}
    - {id: less, type: modernise, at_most: 83}
rules:
  - {id: one, kind: min_share, type: streamline, limit: 16.7}
  - {id: two, kind: max_share, type: modernise, limit: 83.3}
initiatives:
"""


def written(folder: Path, text: str) -> str:
    path = folder / "p.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def initiative(name: str, more: str) -> str:
    return f"  - {{id: {name.lower()}, name: {name}, citizen_problem: p, {more}}}\n"


def test_goals_and_rules_show_the_difference_that_they_fail_by(run: Run, tmp_path: Path) -> None:
    types = ["streamline", *["modernise"] * 5]
    text = SIX + "".join(initiative(f"I{n}", f"type: {kind}") for n, kind in enumerate(types))
    shown = " ".join(run("portfolio", "score", written(tmp_path, text), "--full")[1].split())
    assert 'at least 17% "Streamline" by number, is 16.7%: not met' in shown
    assert 'at most 83% "Modernise" by number, is 83.3%: not met' in shown
    assert 'At least 16.7% "Streamline" by number; is 16.67%.' in shown
    assert 'At most 83.3% "Modernise" by number; is 83.33%.' in shown


def test_an_explanation_can_be_computed_again_by_hand(run: Run, tmp_path: Path) -> None:
    text = "organisation: {name: By, risk_willingness: 3}\ndepartments: [{id: d, name: D, readiness: 3.49}]\n"
    file = written(
        tmp_path,
        text + "initiatives:\n" + initiative("Y", f"type: rethink-services, department: d, mandate: political, {FULL}"),
    )
    out = " ".join(run("explain", file, "y", "--weights", "value=33.333,risk=0.001")[1].split())
    assert "3.49" in out and "99.75" in out and "33.333 × 75.0" in out and "0.001 × " in out


@pytest.mark.parametrize("turned", [False, True])
def test_a_ranking_does_not_depend_on_the_order_of_the_file(run: Run, tmp_path: Path, turned: bool) -> None:
    both = [
        initiative("Alfa", "type: streamline, mandate: political, " + FULL.replace("law: 4", "law: 3")),
        initiative(
            "Beta",
            "type: streamline, mandate: political, "
            + FULL.replace(": 4, e", ": 3, e").replace("economy: 4", "economy: 3"),
        ),
    ]
    text = "organisation: {name: By, risk_willingness: 3}\ninitiatives:\n" + "".join(both[::-1] if turned else both)
    file = written(tmp_path, text)
    found = json.loads(run("portfolio", "compare", file, file, "--weights", "value=50", "--json")[1])
    assert found["sensitivity"]["rankings"][0] == {
        **{"ranked": 2, "steady": 2, "levels": 2, "first": None, "swaps": []},
    }


def test_names_are_sorted_by_the_danish_alphabet() -> None:
    names = ["Økonomi", "Zebra", "Ærlig", "Én", "Åben", "en gang til", "Alle"]
    assert sorted(names, key=alphabetical) == ["Alle", "Én", "en gang til", "Zebra", "Ærlig", "Økonomi", "Åben"]


def test_the_money_stands_beside_every_name(run: Run) -> None:
    town = str(EXAMPLES / "portfolio-municipality.yaml")
    lines = run("portfolio", "score", town, "--sort", "cost", "--lang", "en")[1].splitlines()
    assert any("Cost (DKK)" in each for each in lines) and any("2,400,000" in each for each in lines)


def test_one_department_is_shown_alone_and_nothing_found_is_said(run: Run) -> None:
    town = str(EXAMPLES / "portfolio-municipality.yaml")
    alone = run("portfolio", "score", town, "--department", "health", "--format", "markdown")[1]
    assert "## Sundhed og Ældre" in alone and "## Bakkedal Kommune" not in alone and "## Teknik" not in alone
    assert "None of the initiatives" in run("portfolio", "score", str(PAIR), "--only", "red")[1]


def test_a_broken_rule_is_named_beside_each_of_several_files(run: Run, tmp_path: Path) -> None:
    code, _, err = run("portfolio", "score", str(PAIR), str(PAIR), "--fail-under", "99")
    assert code == 4 and err.count(f"{PAIR}: not kept: A mean score of at least 99; is ") == 2


def test_an_id_goes_before_a_name(run: Run, tmp_path: Path) -> None:
    text = "organisation: {name: By}\ninitiatives:\n  - {id: a, name: b}\n  - {id: b, name: c}\n"
    assert json.loads(run("explain", written(tmp_path, text), "b", "--json")[1])["id"] == "b"


@pytest.mark.parametrize("file", ["x" * 300, "x" * 300 + ".yaml"])
def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there(run: Run, file: str) -> None:
    for command in (["portfolio", "score"], ["portfolio", "check"], ["portfolio", "compare"]):
        code, _, err = run(*command, file)
        assert code == 3 and "Something went wrong" not in err, (command, err)


def test_processes_that_start_afresh_know_own_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "portfolio.yaml").write_text("version: 1\nthresholds: {green: 99, red: 98, weak: 50}\n", encoding="utf-8")
    context = multiprocessing.get_context

    def spawning(_: str) -> Any:
        return context("spawn")

    monkeypatch.setattr("multiprocessing.get_context", spawning)
    with using_own_folders((own,)):
        alone, two = ([each.line for each in outcomes([str(PAIR)] * 20, Yardstick(), jobs)] for jobs in (1, 2))
    assert alone == two and alone[0] != next(outcomes([str(PAIR)], Yardstick(), 1)).line


def test_every_initiative_stands_once_in_the_list(run: Run) -> None:
    out = run("portfolio", "score", str(EXAMPLES / "portfolio-municipality.yaml"), "--format", "markdown")[1]
    rows = [line.split(" | ") for line in out.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert [int(row[0][2:].split(" ")[0]) for row in rows] == list(range(1, 29))
    amber = next(row for row in rows if "Nabohjælp" in row[0])
    assert "amber" in amber[1] and "Ask: " in amber[-1] and "2/2" in amber[-1]


@pytest.mark.parametrize("language", ["da", "en"])
def test_28_initiatives_are_four_pages(run: Run, tmp_path: Path, language: str) -> None:
    pytest.importorskip("typst")
    town, path = str(EXAMPLES / "portfolio-municipality.yaml"), tmp_path / "x.pdf"
    assert run("portfolio", "score", town, "-o", str(path), "--lang", language)[0] == 0
    assert b"/Type/Pages/Count 4/" in path.read_bytes()
