"""``digitrans portfolio roadmap``: quarters, what waits for what, nothing left out, and names that try to be more."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from digitrans.documents import Document, Span, Timeline
from digitrans.formats import Sink
from digitrans.formats.mermaid import write as write_mermaid
from digitrans.formats.table import write as write_text
from digitrans.formats.timeline_lines import lines
from digitrans.portfolios.judge import Judge, Yardstick
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.roadmap import QUARTERS, Quarter, Roadmap, last_day, make_roadmap, quarter_of
from digitrans.portfolios.scoring import score_portfolio
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.reports.portfolio.roadmap import roadmap_report, timeline
from digitrans.texts import Words
from goldens import compare

Run = Callable[..., tuple[int, str, str]]
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
HOSTILE = str(Path(__file__).parent / "cases" / "roadmap-hostile.yaml")
DAY = date(2026, 11, 23)
days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.sampled_from([date.min, date.max]))


statuses = st.sampled_from([None, "idea", "under-way", "paused", "done", "stopped"])


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(Yardstick())


def roadmap_of(judge: Judge, initiatives: list[dict[str, Any]], day: date = DAY, **more: Any) -> Roadmap:
    given = {"organisation": {"name": "By"}, "departments": [{"id": "a", "name": "A"}], "initiatives": initiatives}
    return make_roadmap(score_portfolio(Portfolio.model_validate(given), judge.scorer, day), day, **more)


@pytest.mark.parametrize("language", ["da", "en"])
def test_golden(run: Run, language: str) -> None:
    code, out, err = run("portfolio", "roadmap", TOWN, "--lang", language)
    assert (code, err) == (0, "")
    compare(f"portfolio-roadmap.{language}.txt", out)


def test_golden_for_mermaid(run: Run) -> None:
    code, out, err = run("portfolio", "roadmap", HOSTILE, "--format", "mermaid", "--lang", "da")
    assert (code, err) == (0, "")
    compare("portfolio-roadmap.da.mmd", out)


def test_quarters() -> None:
    assert quarter_of(date(2026, 3, 31)) == Quarter(2026, 1) and quarter_of(date(2026, 4, 1)) == Quarter(2026, 2)
    assert Quarter(2026, 4).after(1) == Quarter(2027, 1) and Quarter(2026, 1).after(-1) == Quarter(2025, 4)
    assert Quarter(2025, 4).until(Quarter(2027, 1)) == 5
    assert last_day(Quarter(2027, 4)) == date(2027, 12, 31) and last_day(Quarter(9999, 4)) == date.max


def test_what_ends_after_its_dependant_starts_is_told(judge: Judge) -> None:
    found = roadmap_of(judge, [
        {"id": "first", "name": "F", "start": date(2026, 1, 1), "end": date(2026, 6, 30), "status": "under-way"},
        {"id": "late", "name": "L", "start": date(2026, 6, 1), "depends_on": ["first", "gone"]},
        {"id": "next", "name": "N", "start": date(2026, 6, 30), "depends_on": ["first"]},
        {"id": "after-done", "name": "D", "start": date(2026, 1, 1), "depends_on": ["over"]},
        {"id": "over", "name": "O", "end": date(2026, 12, 31), "status": "done"},
    ])  # fmt: skip
    told = {each.scored.initiative.id: (each.late, each.strange) for each in found.entries}
    assert told["late"] == (("first",), ("gone",)) and told["next"] == ((), ()) and told["after-done"] == ((), ())
    assert [each.initiative.id for each in found.over] == ["over"]


@settings(max_examples=25)
@given(st.lists(st.tuples(days, days, statuses), max_size=8), st.sampled_from([DAY, date.min, date.max]))
def test_everything_is_in_one_place_and_inside_the_picture(
    judge: Judge, given: list[tuple[date | None, date | None, str | None]], day: date
) -> None:
    initiatives = [
        {"id": f"i{n}", "name": f"N{n}", "start": start, "end": end, "status": status, "department": "a"}
        for n, (start, end, status) in enumerate(given)
    ]
    found = roadmap_of(judge, initiatives, day)
    placed = [each.scored for each in found.entries] + [*found.undated, *found.reversed, *found.over]
    assert sorted(each.initiative.id for each in placed) == [f"i{n}" for n in range(len(given))]
    assert 0 <= found.quarters <= QUARTERS
    if found.entries:
        names = PortfolioNames(Words("da"), judge.content, _town(judge))
        for width in (40, 80):
            drawn = lines(timeline(names, found), width, unicode=False)
            assert max(map(len, drawn)) <= width and len(drawn) >= len(found.entries) + 4


def _town(judge: Judge) -> Portfolio:
    return judge.read(TOWN)[0]


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "html", "svg", "mermaid", "mail"])
def test_names_that_try_to_be_more(run: Run, format: str) -> None:
    code, out, err = run("portfolio", "roadmap", HOSTILE, "--format", format, "--lang", "en")
    assert (code, err) == (0, "") and "<script>" not in (out if format in ("html", "svg") else "")
    if format == "svg":
        assert ElementTree.fromstring(out).attrib["viewBox"]
    if format == "csv":
        rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff")), delimiter=";"))
        assert [row[-1] for row in rows[1:]] == ["yes"] * 6 + ["no, ends before it begins"]
        keyed = list(csv.reader(io.StringIO(run("portfolio", "roadmap", HOSTILE, "--format", "csv", "--csv-keys")[1])))
        assert keyed[0][-1] == "placed" and {row[-1] for row in keyed[1:]} == {"dated", "reversed"}


COMMANDS = re.compile(r"(title .*|dateFormat .*|axisFormat .*|inclusiveEndDates|section .*|%% i\d+ <- i\d+.*)")
TASK = re.compile(r"[●▲○■–] ?[^:#;%{}<>]* :(crit, )?(active, )?i\d+, \d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d")


@settings(max_examples=30)
@given(
    st.text(max_size=40)
    | st.sampled_from(["title x", "section y", "%%{init: {}}%%", "a: b; c#1", "\n    click a", "---"])
)
def test_no_name_is_read_as_a_command_by_mermaid(name: str) -> None:
    span = Span("done", name, "2026-01-01", "2026-02-01", "running", "green", needs=("done",))
    block = Timeline("", ("", ""), ((name, (span,)),), (), "2026-12-31", "2026-01-01", "", ())
    told = write_mermaid(Document(name, (block,), {}, "da"), Sink()).split("\n")
    assert told[0] == "gantt" and told[-1] == "" and len(told) == 9
    for line in told[1:-1]:
        plain = re.sub(r"#\d+;", "", line.strip())
        assert COMMANDS.fullmatch(plain) or TASK.fullmatch(plain), line
        assert line.lstrip().startswith("%% i") or "%%" not in plain


def test_only_a_department(run: Run) -> None:
    data = json.loads(run("portfolio", "roadmap", TOWN, "--department", "health", "--json")[1])
    assert {each["department"] for each in data["initiatives"]} == {"health"}
    assert data["undated"] == ["neighbour-help", "digital-wound-care"]
    code, _, err = run("portfolio", "roadmap", TOWN, "--department", "helth")
    assert code == 2 and "health" in err


def test_nothing_dated_and_nothing_at_all_are_said(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.yaml"
    for initiatives, said in (("[]", "No initiatives"), ("[{id: a, name: A}]", "The one initiative has no dates")):
        file.write_text(f"organisation: {{name: X}}\ninitiatives: {initiatives}\n", encoding="utf-8")
        code, out, _ = run("portfolio", "roadmap", str(file), "--lang", "en")
        assert code == 0 and said in out and ("Without dates" in out or initiatives == "[]")
        assert run("portfolio", "roadmap", str(file), "--format", "svg")[0] == 0


@pytest.mark.parametrize("count", [1, 12, 80])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_first_screen_is_one_screen_and_counts_the_rest(judge: Judge, count: int, language: str) -> None:
    initiatives = [
        {
            "id": f"i{n}",
            "name": f"N{n}",
            "start": DAY,
            "end": date(2027, 1, 1),
            "department": "a",
            "depends_on": ["late"],
        }
        for n in range(count)
    ]
    late = {"id": "late", "name": "Late", "end": date(2027, 6, 1), "department": "a"}
    given = {"organisation": {"name": "By"}, "departments": [{"id": "a", "name": "A"}]}
    portfolio = Portfolio.model_validate(
        {**given, "initiatives": [*initiatives, late, {"id": "no", "name": "No dates"}]}
    )
    score = score_portfolio(portfolio, judge.scorer, DAY)
    names = PortfolioNames(Words(language), judge.content, portfolio)
    report = roadmap_report(names, make_roadmap(score, DAY), score)
    told = write_text(replace(report, blocks=report.screen), Sink(80))
    assert told.count("\n") <= 22 and told.count(" N") >= min(count, 8)
    assert count < 12 or "... " in told


def test_a_long_line_of_time_is_broken_into_pages(judge: Judge) -> None:
    from digitrans.formats.scenes import scenes

    initiatives = [
        {"id": f"i{n}", "name": f"N{n}", "start": DAY, "end": date(2027, 1, 1), "department": "a"} for n in range(120)
    ]
    found = roadmap_of(judge, initiatives)
    names = PortfolioNames(Words("en"), judge.content, _town(judge))
    block = timeline(names, found)
    assert len(scenes(block, "x")) == 3 and len(scenes(block, "x", whole=True)) == 1
    report = roadmap_report(names, found, judge.score(TOWN).score)
    assert len(report.data["initiatives"]) == 120
