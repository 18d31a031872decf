"""What ``portfolio compare`` says where readiness, need or input is unknown: that it is, and what to fill in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

INITIATIVES = """initiatives:
  - {id: one, name: One, department: a, type: streamline, citizen_problem: They wait., mandate: none}
  - {id: two, name: Two, department: b}
"""


def compared(run: Run, tmp_path: Path, first: str, second: str, *more: str) -> str:
    """The comparison of departments A and B, on one line, where they say this of themselves; C says nothing."""
    path = tmp_path / "p.yaml"
    told = f"departments:\n  - {{id: a, name: Alfa{first}}}\n  - {{id: b, name: Beta{second}}}\n"
    path.write_text("organisation: {name: T}\n" + told + "  - {id: c, name: Gamma}\n" + INITIATIVES, encoding="utf-8")
    code, out, err = run("portfolio", "compare", str(path), "a", "b", "--lang", "en", *more)
    assert (code, err) == (0, "")
    return " ".join(out.split())


def test_nothing_is_concluded_of_what_is_unknown(run: Run, tmp_path: Path) -> None:
    told = compared(run, tmp_path, "", "")
    assert "ready enough" not in told and "greatest" not in told
    assert "The readiness is unknown here: Alfa, Beta and Gamma. Write it as readiness" in told
    assert "The citizens' need is unknown here: Alfa, Beta and Gamma. Write it as citizen_need" in told


@pytest.mark.parametrize(
    ("first", "said", "unsaid"),
    [
        (", readiness: 2", "whose readiness is known, none is ready enough", "No department is ready"),
        (", readiness: 4", "Ready for more rethinking: Alfa", "ready enough"),
        (", citizen_need: 2", "Of the needs that are known, the citizens' is greatest here: Alfa", "greater in"),
    ],
)
def test_what_is_known_of_one_is_said_as_such(run: Run, tmp_path: Path, first: str, said: str, unsaid: str) -> None:
    told = compared(run, tmp_path, first, "")
    assert said in told and unsaid not in told and "unknown here: Beta and Gamma." in told


def test_rankings_of_incomplete_initiatives_say_so(run: Run, tmp_path: Path) -> None:
    told = compared(run, tmp_path, "", "")
    assert "Alfa: 1 of 1 initiatives are incomplete." in told


def test_the_data_names_what_is_unknown(run: Run, tmp_path: Path) -> None:
    data = json.loads(compared(run, tmp_path, ", readiness: 2", ", citizen_need: 1", "--json"))
    assert (data["unknown_readiness"], data["unknown_need"]) == (["b", "c"], ["a", "c"])


def test_of_many_departments_the_first_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    listed = "".join(f"  - {{id: d{n}, name: D{n}}}\n" for n in range(9))
    path.write_text(f"organisation: {{name: T}}\ndepartments:\n{listed}initiatives: []\n", encoding="utf-8")
    told = " ".join(run("portfolio", "compare", str(path), "d0", "d1", "--lang", "en")[1].split())
    assert "The readiness is unknown here: D0, D1, D2, D3, D4 ... and 4 more. Write" in told


def test_the_share_of_unknown_costs_is_not_nought(run: Run, tmp_path: Path) -> None:
    rows = (
        "  - {id: one, name: One, type: streamline, cost: 100}\n  - {id: two, name: Two, type: modernise}\n"
        "  - {id: free, name: Free, type: rethink-services, cost: 0}\n"
    )
    path = tmp_path / "p.yaml"
    path.write_text("organisation: {name: T}\ninitiatives:\n" + rows, encoding="utf-8")
    told = run("portfolio", "score", str(path), "--full")[1]
    assert "100% by cost" in told
    assert "1 of 3, 0" not in told


def test_a_lead_that_what_is_missing_can_turn_is_none(run: Run, tmp_path: Path) -> None:
    assert "it is not known yet which is really higher" in compared(run, tmp_path, ", readiness: 5", ", readiness: 1")
