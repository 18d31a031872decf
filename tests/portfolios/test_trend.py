"""``digitrans portfolio trend``: files and versions in git as dates, nothing left out in silence, and the drift."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from digitrans.documents import Panels
from digitrans.files.git_versions import content_of, versions_of
from digitrans.portfolios.dating import day_in_name, last_of_each_month
from digitrans.portfolios.judge import Judge, Yardstick
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.scoring import Scored, score_portfolio
from digitrans.portfolios.trend import drifted, farthest_first, tracks
from goldens import compare

Run = Callable[..., tuple[int, str, str]]
TOWN = (EXAMPLES / "portfolio-municipality.yaml").read_text(encoding="utf-8")


def town(day: str, *changes: tuple[str, str]) -> str:
    """The example as of ``day``, "" for none, with some of its text otherwise."""
    text = TOWN.replace("as_of: 2026-11-23", f"as_of: {day}" if day else "")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four months of the example: cost, end and benefit of one initiative move, another comes, and a file is a twin."""
    sensors = TOWN[TOWN.index("  - id: fall-sensors") : TOWN.index("  - id: shift-planning")]
    cheaper = ("cost: 2400000", "cost: 1900000"), ("end: 2027-03-31", "end: 2026-12-31"), (sensors, "")
    later = (("end: 2027-03-31", "end: 2027-01-31"),)
    folder = tmp_path / "months"
    folder.mkdir()
    files = {
        "2026-01.yaml": town("2026-01-31", *cheaper, ("realised: 450000, ", "")),
        "2026-03.yaml": town("", ("cost: 2400000", "cost: 2000000"), *cheaper[1:]),
        "2026-06-30.yaml": town("2026-06-30", *later),
        "september 2026.yaml": town("2026-06-30", *later),
        "2026-11.yaml": town("2026-11-23"),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("language", ["da", "en"])
def test_golden(run: Run, months: Path, language: str) -> None:
    code, out, err = run("portfolio", "trend", *sorted(each.name for each in months.iterdir()), "--lang", language)
    assert (code, err) == (0, "")
    compare(f"portfolio-trend.{language}.txt", out)


def test_the_drift_is_followed_step_by_step(run: Run, months: Path) -> None:
    code, out, _ = run("portfolio", "trend", ".", "--json")
    data = json.loads(out)
    assert code == 0 and [each["dated_by"] for each in data["points"]] == ["field", "name", "field", "field"]
    assert [each["day"] for each in data["points"]] == ["2026-01-31", "2026-03-31", "2026-06-30", "2026-11-23"]
    (one,) = data["initiatives"]
    assert one["id"] == "screen-visits" and one["costs"] == [1900000, 2000000, 2400000, 2400000]
    assert one["rise"] == 500000 and one["days"] == 90
    assert data["points"][2]["moved"] == {"came": ["fall-sensors"], "returned": [], "ended": [], "went": []}
    assert [Path(each).name for each in data["left_out"]["alike"][0]] == ["september 2026.yaml", "2026-06-30.yaml"]
    assert data["points"][0]["departments"][0]["cost"] == {"high": 4320000, "known": 5, "of": 5}


def test_what_cannot_be_used_is_named_and_the_rest_is_shown(run: Run, months: Path) -> None:
    (months / "broken.yaml").write_text("organisation: {name: X}\ninitiatives: [", encoding="utf-8")
    (months / "undated.yaml").write_text(town(""), encoding="utf-8")
    (months / "else.yaml").write_text("a: b\n", encoding="utf-8")
    code, out, err = run("portfolio", "trend", ".", "--lang", "en")
    assert code == 3 and "broken.yaml:" in err and "else.yaml" in err and "1 of 5 files" in err
    assert "undated.yaml" in out and "broken.yaml" in out and "4 dates" in out


def test_unknown_is_never_nothing(run: Run, tmp_path: Path) -> None:
    for month, cost in (("01", ""), ("02", ", cost: 0"), ("03", ", cost: 500000")):
        text = f"organisation: {{name: X}}\ninitiatives:\n  - {{id: a, name: A{cost}}}\n"
        (tmp_path / f"2026-{month}.yaml").write_text(text, encoding="utf-8")
    data = json.loads(run("portfolio", "trend", str(tmp_path), "--json")[1])
    assert [each["cost"]["high"] for each in data["points"]] == [None, 0, 500000]
    (one,) = data["initiatives"]
    assert one["costs"] == [None, 0, 500000] and one["rise"] == 500000
    assert all(each["benefit"]["planned"]["high"] is None for each in data["points"])


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({"2026-01.yaml": town("")}, 2, "two dates"),
        ({"one.yaml": town(""), "two.yaml": town("")}, 2, "Nobody knows which day"),
        ({"1.yaml": "x", "2.yaml": "y"}, 3, "None of the"),
        (
            {"2026-01.yaml": town(""), "2026-02.yaml": town("", ("format: 1", "format: 1\ncurrency: EUR"))},
            2,
            "currency",
        ),
    ],
)
def test_what_is_no_trend_is_one_sentence(
    run: Run, tmp_path: Path, files: dict[str, str], code: int, said: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in files]
    got, out, err = run("portfolio", "trend", *paths, "--lang", "en")
    assert (got, out) == (code, "") and said in err.splitlines()[-1] and "Traceback" not in err


def test_too_many_files_are_refused_before_they_are_read(run: Run, tmp_path: Path) -> None:
    for n in range(241):
        (tmp_path / f"{n}.yaml").touch()
    code, _, err = run("portfolio", "trend", str(tmp_path), "--lang", "en")
    assert code == 2 and "241" in err and err.count("\n") == 1


def test_a_department_over_time(run: Run, months: Path) -> None:
    data = json.loads(run("portfolio", "trend", ".", "--department", "Sundhed og Ældre", "--json")[1])
    assert [each["initiatives"] for each in data["points"]] == [5, 5, 6, 6]
    assert run("portfolio", "trend", ".", "--department", "nowhere")[0] == 2


@pytest.mark.parametrize("format", ["html", "svg", "markdown", "csv", "mail"])
def test_every_format_has_it(run: Run, months: Path, format: str) -> None:
    code, out, _ = run("portfolio", "trend", ".", "--format", format, "--lang", "da")
    assert code == 0 and ("2026" in out)
    if format == "svg":
        assert "Typer efter antal" in out and out.count("<path") > 30


def test_two_portfolios_are_not_taken_for_one(run: Run, tmp_path: Path) -> None:
    for month, name in (("01", "X"), ("02", "Y")):
        text = f"organisation: {{name: {name}}}\ninitiatives:\n  - {{id: {name.lower()}, name: {name} alone}}\n"
        (tmp_path / f"2026-{month}.yaml").write_text(text, encoding="utf-8")
    out = run("portfolio", "trend", str(tmp_path), "--lang", "en")[1]
    assert "do not look like one portfolio" in out
    assert "do not look like" not in run("portfolio", "trend", str(tmp_path), "--same", "--lang", "en")[1]


# ---- versions in git -------------------------------------------------------------------------------------------------

git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")


def commit(folder: Path, text: str, day: str) -> None:
    (folder / "portefølje.yaml").write_text(text, encoding="utf-8")
    settled = {
        "GIT_COMMITTER_DATE": f"{day}T10:00:00+0100",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    for command in (("add", "-A"), (*who, "commit", "-qm", "x")):
        subprocess.run(["git", *command], cwd=folder, env=os.environ | settled, check=True)


@git
def test_a_file_alone_is_read_in_its_versions(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a folder; $(touch hacked)"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    commit(folder, town("2026-01-31", ("cost: 2400000", "cost: 1900000")), "2026-02-01")
    commit(folder, town("", ("cost: 2400000", "cost: 2000000")), "2026-03-15")
    commit(folder, "broken: [", "2026-04-01")
    commit(folder, town("2026-06-30"), "2026-07-01")
    file = folder / "portefølje.yaml"
    file.write_text(town(""), encoding="utf-8")
    config = folder / ".git" / "config"
    config.write_text(config.read_text() + f'[core]\n\tfsmonitor = "touch {tmp_path}/hacked"\n\tpager = false\n')
    before = sorted((each, each.stat().st_mtime_ns) for each in (folder / ".git").rglob("*"))
    code, out, err = run("portfolio", "trend", str(file), "--json", "--lang", "en")
    data = json.loads(out)
    assert (code, err) == (0, "") and [each["dated_by"] for each in data["points"]] == ["field", "git", "field", "now"]
    assert [each["day"] for each in data["points"]] == ["2026-01-31", "2026-03-15", "2026-06-30", "2026-11-23"]
    assert len(data["left_out"]["unread"]) == 1 and data["initiatives"][0]["rise"] == 500000
    assert sorted((each, each.stat().st_mtime_ns) for each in (folder / ".git").rglob("*")) == before
    assert not list(tmp_path.rglob("hacked")) and not (Path.cwd() / "hacked").exists()
    versions = versions_of(file)
    assert [each.day.month for each in versions] == [7, 4, 3, 2]
    assert content_of(file, versions[1].commit, 100) == b"broken: [" and content_of(file, versions[1].commit, 5) is None


def test_without_git_there_are_no_versions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert versions_of(EXAMPLES / "portfolio-municipality.yaml") == []


# ---- what is pure ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-15.yaml", date(2026, 3, 15)),
        ("20260315_portefølje.yaml", date(2026, 3, 15)),
        ("portefølje 15.3.2026.yaml", date(2026, 3, 15)),
        ("2026-03.yaml", date(2026, 3, 31)),
        ("portfolio-202602.yaml", date(2026, 2, 28)),
        ("marts 2026.yaml", date(2026, 3, 31)),
        ("2026 Dec.yaml", date(2026, 12, 31)),
        ("2026-Q2.yaml", date(2026, 6, 30)),
        ("portfolio_q4_2026.yaml", date(2026, 12, 31)),
        ("2026K1.yaml", date(2026, 3, 31)),
        ("budget 2027.yaml", date(2027, 12, 31)),
        ("2026-05/portfolio.yaml", date(2026, 5, 31)),
        ("2026-13-45.yaml", date(2026, 12, 31)),
        ("portfolio.yaml", None),
        ("12345678901.yaml", None),
        ("summary 3.yaml", None),
        ("-", None),
    ],
)
def test_the_day_in_a_name(name: str, day: date | None) -> None:
    assert day_in_name(name) == day


@given(st.text(max_size=60))
def test_no_name_is_too_much(name: str) -> None:
    found = day_in_name(name)
    assert found is None or 2000 <= found.year <= 2099


def test_the_last_of_each_month() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2025, 1, 5)]
    assert list(last_of_each_month(days)) == [1, 2, 3]


presence = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True), min_size=1, max_size=6)


@settings(max_examples=40)
@given(presence)
def test_everyone_is_followed_through_all_dates(given: list[list[str]]) -> None:
    moments = [_scored(names) for names in given]
    found = tracks(moments)
    assert len(found) == len({name for names in given for name in names})
    for each in found:
        assert len(each.at) == len(given)
        own = each.last.initiative.id
        assert [one is not None for one in each.at] == [own in names for names in given]


JUDGE = Judge(Yardstick())


def _scored(names: list[str], **more: Any) -> tuple[Scored, ...]:
    initiatives = [{"id": name, "name": name.upper(), **more} for name in names]
    portfolio = Portfolio.model_validate({"organisation": {"name": "X"}, "initiatives": initiatives})
    return score_portfolio(portfolio, JUDGE.scorer).initiatives


def test_a_drift_goes_from_what_is_first_known_to_what_is_last_known() -> None:
    moments = [
        _scored(["a", "b"]),
        _scored(["a"], cost=100, end=date(2026, 5, 1)),
        _scored(["b"], cost={"low": 1, "high": 9}),
    ]
    moments += [_scored(["a", "b"], cost=40, end=date(2026, 4, 1))]
    one, two = (drifted(each) for each in tracks(moments))
    assert one.cost == (100, 40) and one.rise == -60 and one.days == -30 and one.moved
    assert two.rise == 31 and two.days == 0 and two.end == (date(2026, 4, 1),)
    assert [each.track.last.initiative.id for each in farthest_first([two, one])] == ["a", "b"]
    assert not drifted(tracks([_scored(["a"])])[0]).moved


def test_the_picture_breaks_where_nothing_is_known() -> None:
    from digitrans.formats.panels import draw
    from specimen import panels

    block = panels("a", "b", "c", "d")
    assert isinstance(block, Panels) and draw(block).y > 300
    assert [each.name for each in block.trends()] == ["a", "b", "c"]


def test_two_organisations_are_named(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "2026-01.yaml", tmp_path / "2026-02.yaml"
    one.write_text(town("2026-01-31"), encoding="utf-8")
    two.write_text(town("2026-02-28", ("name: Bakkedal Kommune", "name: Elsewhere")), encoding="utf-8")
    out = " ".join(run("portfolio", "trend", str(one), str(two))[1].split())
    assert "The organisation is not called the same on all dates: Bakkedal Kommune, Elsewhere." in out
