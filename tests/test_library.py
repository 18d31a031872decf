"""The library: every example of its page runs, nothing of the terminal comes along, one exception says it all."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES, ROOT
from digitrans import assessment, portfolio

TOWN = EXAMPLES / "portfolio-municipality.yaml"
_BLOCK = re.compile(r"(?:<!-- needs (?P<needs>\w+) -->\n)?```pycon\n(?P<code>.*?)```", re.DOTALL)


def test_every_example_of_the_page_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    kept = [match["code"] for match in _BLOCK.finditer(page) if not match["needs"] or find_spec(match["needs"])]
    names: dict[str, Any] = {"folder": tmp_path.as_posix()}
    examples = doctest.DocTestParser().get_doctest("\n".join(kept), names, "library.md", "docs/library.md", 0)
    assert len(examples.examples) > 25
    told: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=told.append)
    assert result.failed == 0, "".join(told)


def test_nothing_of_the_terminal_is_imported() -> None:
    code = f"""
import sys
from digitrans import assessment, portfolio
scored = portfolio.score(portfolio.read({str(TOWN)!r}))
portfolio.to_records(portfolio.compare(scored, scored))
portfolio.to_records(scored)
assessment.to_records(assessment.score(assessment.read({str(EXAMPLES / "self-assessment.yaml")!r})))
try:
    portfolio.read("nowhere.yaml")
except portfolio.Error as error:
    str(error)
inner = {{each.split(".")[1] for each in sys.modules if each.startswith("digitrans.")}}
outer = {{each.split(".")[0] for each in sys.modules}}
print(inner & {{"cli", "commands", "asking", "output", "formats", "reports"}} | outer & {{"typer", "rich", "click"}})
print(outer & {{"questionary", "prompt_toolkit"}})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.stdout.strip(), done.returncode) == ("set()\nset()", 0), done.stderr


def test_it_says_what_the_command_says(run: Callable[..., tuple[int, str, str]]) -> None:
    import json

    data = json.loads(run("portfolio", "score", str(TOWN), "--json")[1])
    scored = portfolio.score(portfolio.read(TOWN))
    assert scored.mean_score == data["whole"]["mean_score"] and dict(scored.lights) == data["whole"]["lights"]
    assert scored.distance == data["whole"]["by_number"]["distance"]
    rows = {row["id"]: row for row in portfolio.to_records(scored)}
    for each in data["initiatives"]:
        row = rows[each["id"]]
        assert (row["light"], row["score"], row["score_low"]) == (each["light"], each["score"], each["low"])
    told = json.loads(run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"), "--no-save", "--json")[1])
    result = assessment.score(assessment.read(EXAMPLES / "self-assessment.yaml"))
    dimensions = [*told["result"]["dimensions"], *told["result"]["composites"]]
    assert [(each.id, each.score, each.low) for each in result.dimensions] == [
        (each["id"], each["score"], each["low"]) for each in dimensions
    ]
    assert result.outcome == told["result"]["verdict"]["outcome"]
    assert result.provisional is told["result"]["verdict"]["unsure"]
    assert list(result.advice) == [each["advice"] for each in told["result"]["recommendations"]]


def test_many_dates_and_quarters_are_those_of_the_commands(run: Callable[..., tuple[int, str, str]]) -> None:
    import json

    scored = portfolio.score(portfolio.read(TOWN))
    road = json.loads(run("portfolio", "roadmap", str(TOWN), "--json")[1])
    found = portfolio.roadmap(scored)
    assert (list(found.dated), len(found.undated), len(found.over)) == (
        [each["id"] for each in road["initiatives"]], len(road["undated"]), len(road["over"]),
    )  # fmt: skip
    assert (found.quarters[0], len(found.quarters)) == (road["first_quarter"], road["quarters"])
    rows = portfolio.to_records(found)
    assert len(rows) == 28 and len({tuple(row) for row in rows}) == 1
    assert {row["id"] for row in portfolio.to_records(portfolio.roadmap(scored, department="health"))} <= {
        row["id"] for row in portfolio.to_records(scored) if row["department"] == "health"
    }
    later = portfolio.score(portfolio.read(TOWN), on=date(2027, 1, 1))
    course = portfolio.trend([later, scored])
    assert course.drifted == () and len(portfolio.to_records(course)) == 56
    with pytest.raises(portfolio.Error, match="at least two dates"):
        portfolio.trend([scored])
    with pytest.raises(portfolio.Error):
        portfolio.roadmap(scored, department="nowhere")


def test_every_questionnaire_can_be_scored_and_told_in_rows() -> None:
    for name in assessment.questionnaires():
        result = assessment.score(assessment.read(EXAMPLES / f"{name}.yaml", name))
        rows = assessment.to_records(result)
        assert len({tuple(row) for row in rows}) <= 1
        assert all(row["score"] is None or row["low"] <= row["score"] <= row["high"] for row in rows)  # type: ignore[operator]


ONE = {"organisation": {"name": "X"}, "initiatives": [{"id": "a", "name": "A", "end": date(2026, 1, 1)}]}


def in_currency(currency: str) -> portfolio.Score:
    return portfolio.score(portfolio.read({**ONE, "currency": currency}))


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (lambda: portfolio.read("nowhere.yaml"), "input", "nowhere.yaml: there is no such file"),
        (lambda: portfolio.read(EXAMPLES), "input", "folder"),
        (lambda: portfolio.read({}), "input", "'initiatives' is missing"),
        (lambda: portfolio.read({"organisation": {"name": float("nan")}}), "input", "plain values"),
        (lambda: portfolio.read({"organisation": object()}), "input", "plain values"),
        (lambda: portfolio.score(portfolio.read(ONE), weights={"worth": 1}), "usage", "not a weight"),
        (lambda: portfolio.score(portfolio.read(ONE), rules="nowhere.yaml"), "input", "no such file"),
        (lambda: portfolio.score(ONE), "usage", "A Portfolio from read() is needed here, not dict"),  # type: ignore[arg-type]
        (lambda: portfolio.score(portfolio.read(ONE), weights=[1]), "usage", "not a weight"),  # type: ignore[arg-type]
        (lambda: portfolio.roadmap(portfolio.read(ONE)), "usage", "A Score from score()"),  # type: ignore[arg-type]
        (lambda: portfolio.roadmap(portfolio.score(portfolio.read(ONE)), department="\x1b[1m"), "usage", "\\x1b[1m"),
        (lambda: portfolio.trend(portfolio.read(ONE)), "usage", "A Score from score()"),  # type: ignore[arg-type]
        (lambda: portfolio.trend([portfolio.read(ONE)] * 2), "usage", "not Portfolio"),  # type: ignore[list-item]
        (lambda: portfolio.trend([portfolio.score(portfolio.read(ONE))]), "usage", "here there are 1"),
        (lambda: portfolio.compare(*(in_currency(each) for each in ("DKK", "EUR"))), "usage", "one currency"),
        (lambda: portfolio.to_records(None), "usage", "not NoneType"),  # type: ignore[arg-type]
        (lambda: assessment.read({"nothing": 1}), "input", "no item 'nothing'"),
        (lambda: assessment.read({}, "nothing"), "usage", "There is no nothing"),
        (lambda: assessment.read({}, "board-meeting"), "usage", "checklist"),
        (lambda: assessment.read(TOWN), "input", "'instrument' is missing"),
    ],
)
def test_one_exception_says_what_is_wrong(wrong: Callable[[], object], kind: str, said: str) -> None:
    with pytest.raises(portfolio.Error) as caught:
        wrong()
    error = caught.value
    assert error.kind == kind and said in str(error) and error.problems and error.message("da") != ""
    assert isinstance(error, assessment.Error) and "error." not in str(error)


@pytest.mark.parametrize("budget", [0, -1, 1.5, True, 10**14])
def test_a_budget_is_a_whole_amount(budget: Any) -> None:
    with pytest.raises(portfolio.Error):
        portfolio.plan(portfolio.score(portfolio.read(ONE)), budget)


def test_unknown_stays_unknown_in_every_row() -> None:
    scored = portfolio.score(portfolio.read(ONE), on=date(2026, 2, 1))
    (row,) = portfolio.to_records(scored)
    assert row["cost_low"] is None and row["benefit_planned_high"] is None and row["end"] == "2026-01-01"
    assert scored.cost == portfolio.Sum(None, None, 0, 1) and scored.day == date(2026, 2, 1)
    assert row["type"] is None and row["score"] is None and row["score_low"] != row["score_high"]
    assert list(row)[:24] == list(portfolio.to_records(scored.portfolio)[0])


plain = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8)  # fmt: skip  # noqa: E501


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(["organisation", "departments", "initiatives", "x-own", "answers"]), plain))
def test_no_values_raise_anything_else(values: dict[str, Any]) -> None:
    for read in (portfolio.read, assessment.read):
        try:
            read(values)
        except portfolio.Error as error:
            assert str(error)


def test_a_plan_says_whether_its_core_is_proven() -> None:
    pytest.importorskip("highspy")
    case = dict.fromkeys(("citizen_quality", "economy", "law", "culture", "competences", "technology"), 5)
    line = {
        "id": "a",
        "name": "A",
        "type": "streamline",
        "citizen_problem": "They wait",
        "business_case": case,
        "cost": 9,
    }
    one = portfolio.score(portfolio.read({"organisation": {"name": "X"}, "initiatives": [line]}))
    assert portfolio.plan(one, 10).proven is None
    sure = portfolio.plan(one, 10, certain=True)
    assert sure.proven and sure.core == ("a",)


def test_a_list_that_nobody_has_rated_is_chosen_among_by_its_benefits() -> None:
    pytest.importorskip("highspy")
    listed = [{"id": f"i-{n}", "name": f"I {n}", "cost": 100, "benefit": {"planned": n}} for n in (3, 1, 2)]
    score = portfolio.score(portfolio.read({"organisation": {"name": "By"}, "initiatives": listed}))
    with pytest.raises(portfolio.Error, match="has been rated"):
        portfolio.plan(score, 200)
    assert set(portfolio.plan(score, 200, by="benefit").chosen) == {"i-2", "i-3"}
    with pytest.raises(portfolio.Error, match="value, score, benefit"):
        portfolio.plan(score, 200, by="price")
