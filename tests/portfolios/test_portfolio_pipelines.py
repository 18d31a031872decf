"""Portfolios in a pipeline: annotations for GitHub, folders with other YAML in them, hooks for pre-commit."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES, ROOT

Run = Callable[..., tuple[int, str, str]]
TOWN = EXAMPLES / "portfolio-municipality.yaml"
GOOD = "organisation: {name: T, risk_willingness: 2}\ninitiatives:\n  - {id: a, name: A}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository as many are: portfolios among other YAML."""
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "portfolio-social.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "portfolio-skole.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "docker-compose.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    (tmp_path / "list.yaml").write_text("- one\n- two\n", encoding="utf-8")
    return tmp_path


def test_what_does_not_look_like_a_portfolio_is_named_and_passed_over(run: Run, folder: Path) -> None:
    for command in (["check"], ["score"], ["score", "--json"]):
        code, out, err = run("portfolio", *command, str(folder), "--lang", "en")
        assert code == 0, (command, err)
        assert "2 files do not look like portfolios and were passed over" in err and "docker-compose.yaml" in err
    assert out.count("\n") == 2


def test_a_portfolio_with_a_fault_is_not_passed_over(run: Run, folder: Path) -> None:
    (folder / "broken.yaml").write_text("initiatives: [\n", encoding="utf-8")
    code, _, err = run("portfolio", "check", str(folder), "--lang", "en")
    assert code == 3 and "broken.yaml:" in err and "1 of 3 files cannot be used" in err


def test_a_file_that_is_named_is_never_passed_over(run: Run, folder: Path) -> None:
    code, _, err = run("portfolio", "check", str(folder / "docker-compose.yaml"), "--lang", "en")
    assert code == 3 and "'organisation' is missing" in err


def test_a_folder_without_any_portfolio_is_a_fault(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("x: 1\n", encoding="utf-8")
    code, _, err = run("portfolio", "check", str(tmp_path), "--lang", "en")
    assert code == 3 and "None of the files looks like a portfolio" in err


@pytest.mark.parametrize(
    ("patterns", "files"),
    [
        (["portfolio-*.yaml"], ["2026/portfolio-social.yaml", "portfolio-skole.yaml"]),
        (["2026/*.yaml"], ["2026/portfolio-social.yaml"]),
        (["*skole*", "*social*"], ["2026/portfolio-social.yaml", "portfolio-skole.yaml"]),
    ],
)
def test_a_pattern_chooses_in_folders(run: Run, folder: Path, patterns: list[str], files: list[str]) -> None:
    options = [word for each in patterns for word in ("--glob", each)]
    code, out, err = run("portfolio", "score", str(folder), *options, "--json")
    assert (code, err) == (0, "")
    assert [json.loads(line)["file"] for line in out.splitlines()] == [str(folder / each) for each in files]
    code, _, err = run("portfolio", "score", str(folder), "--glob", "nothing-*", "--json")
    assert code == 2


def test_faults_and_remarks_stand_beside_their_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(GOOD.replace("risk_willingness: 2", "risk_willingness: 9"), encoding="utf-8")
    code, out, _ = run("portfolio", "check", str(path), "--format", "github", "--lang", "en")
    assert code == 3
    assert out == f"::error file={path},line=1,col=25,title=organisation/risk_willingness::9 is too large; at most 5\n"
    path.write_text(GOOD + "  - {id: b, name: B, end: 2020-01-01, status: under-way}\n", encoding="utf-8")
    code, out, _ = run("portfolio", "check", str(path), "--format", "github", "--lang", "en")
    late = [line for line in out.splitlines() if "title=late" in line]
    assert code == 0 and late == [
        f"::warning file={path},line=4,col=5,title=late::"
        "The end date has passed for 1 of 2 that are not done (B 1 Jan 2020)."
    ]


def test_broken_rules_stand_beside_their_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(GOOD + "rules:\n  - {id: no-grey, kind: max_grey, limit: 0}\n", encoding="utf-8")
    code, out, err = run("portfolio", "score", str(path), "--format", "github", "--lang", "en", "--fail-under", "50")
    assert code == 4 and "2" in err
    assert out.splitlines() == [
        f"::error file={path},line=5,col=5,title=no-grey::At most 0 with a grey light, that is, not known yet; is 1.",
        f"::error file={path},title=fail-under::A mean score of at least 50; is 7.5.",
    ]


def test_what_a_file_says_cannot_begin_another_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    name = '"A%0A::error::x\\n::add-mask::y"'
    path.write_text(f"organisation: {{name: T}}\ninitiatives:\n  - {{id: a, name: {name}}}\n", encoding="utf-8")
    _, out, _ = run("portfolio", "check", str(path), "--format", "github", "--lang", "en")
    assert out and all(re.match(r"::warning file=[^:]+::", line) for line in out.splitlines())
    assert "%0A" not in out.replace("%250A", "")


def test_the_format_is_for_what_is_said_of_files(run: Run) -> None:
    code, _, err = run("info", "--format", "github", "--lang", "en")
    assert code == 2 and "github" in err


def test_the_hooks_run_and_choose_portfolios(run: Run) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {each["id"] for each in hooks} == {"digitrans-portfolio-check", "digitrans-portfolio-rules"}
    for each in hooks:
        assert each["language"] == "python" and re.search(each["files"], "data/examples/portfolio-municipality.yaml")
        assert not re.search(each["files"], "docker-compose.yaml")
        program, *arguments = shlex.split(each["entry"])
        assert program == "digitrans" and run(*arguments, str(TOWN))[0] == 0
