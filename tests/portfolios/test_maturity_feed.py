"""The maturity analysis fills what a portfolio does not say of its departments, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
MATURITY = str(EXAMPLES / "maturity.yaml")
PORTFOLIO = """\
organisation: {name: Bakkedal, risk_willingness: 3}
departments:
  - {id: health-and-care, name: Sundhed}
  - {id: kids, name: Børn og Unge}
  - {id: roads-and-environment, name: Teknik, readiness: 4}
  - {id: unknown, name: Andre}
initiatives: []
"""


@pytest.fixture
def portfolio(tmp_path: Path) -> str:
    path = tmp_path / "portfolio.yaml"
    path.write_text(PORTFOLIO, encoding="utf-8")
    return str(path)


def departments(run: Run, *arguments: str) -> dict[str, tuple[float | None, float | None]]:
    code, out, err = run("portfolio", "score", *arguments, "--json")
    assert (code, err) == (0, "")
    return {each["id"]: (each["readiness"], each["citizen_need"]) for each in json.loads(out)["departments"]}


def test_what_is_missing_is_taken_from_the_answers(run: Run, portfolio: str) -> None:
    found = departments(run, portfolio, "--maturity", MATURITY)
    assert found["health-and-care"] == (2.27, 5.0)
    assert found["roads-and-environment"][0] == 4, "what the portfolio says counts"
    assert found["kids"][1] == 4, "a department is found by its name, too"
    assert found["unknown"] == (None, None)
    assert departments(run, portfolio)["health-and-care"] == (None, None)


def test_the_last_result_is_taken_or_missed_in_words(run: Run, portfolio: str) -> None:
    code, _, err = run("portfolio", "score", portfolio, "--maturity", "last")
    assert code == 2
    assert "digitrans assess maturity" in err
    run("assess", "maturity", "--answers", MATURITY)
    assert departments(run, portfolio, "--maturity", "last")["health-and-care"] == (2.27, 5.0)
