"""The page for a steering group: what is unknown stands beside the picture by name, and never at nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.documents import Bubbles, Document, HeatMap, Paragraph
from digitrans.formats import Sink
from digitrans.formats.bubbles import draw
from digitrans.formats.svg_format import write as write_svg
from digitrans.portfolios.judge import Judge, Yardstick
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.scoring import PortfolioScore, score_portfolio
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.reports.portfolio.steering import steering_blocks
from digitrans.texts import Words

CASE = {"citizen_quality": 4, "economy": 3, "law": 4, "culture": 4, "competences": 4, "technology": 4}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(Yardstick())


def blocks_of(judge: Judge, score: PortfolioScore) -> list[Any]:
    names = PortfolioNames(Words("en"), judge.content, score.portfolio)
    return steering_blocks(names, score, score.initiatives)


def scored(judge: Judge, *initiatives: dict[str, Any]) -> PortfolioScore:
    known = {"citizen_problem": "They wait", "business_case": CASE, "type": "modernise"}
    listed = [{"id": f"i{n}", "name": f"N{n}", **known, **each} for n, each in enumerate(initiatives)]
    given = {"organisation": {"name": "By"}, "initiatives": listed}
    return score_portfolio(Portfolio.model_validate(given), judge.scorer, date(2026, 11, 23))


def chart_of(blocks: list[Any]) -> Bubbles:
    return next(each for each in blocks if isinstance(each, Bubbles))


def test_what_is_unknown_stands_beside_by_name(judge: Judge) -> None:
    score = scored(
        judge,
        {"cost": 1e6, "benefit": {"planned": 5e5}},
        {"benefit": {"planned": 5e5}},
        {"cost": 2e6, "business_case": {**CASE, "economy": "dont-know"}},
        {"cost": 3e6},
        {"cost": 0, "benefit": {"planned": 0}},
        {"cost": 9e6, "status": "done"},
    )
    chart = chart_of(blocks_of(judge, score))
    assert [each.label for each in chart.bubbles] == ["N0", "N3", "N4"]
    assert [each.size.value for each in chart.bubbles] == [5e5, None, 0]
    assert len(chart.beside) == 3
    for sentence, name in zip(chart.beside, ("N1", "N2", "N3"), strict=True):
        assert name in sentence
    assert not any("N5" in each for each in chart.beside)


def test_costs_far_apart_are_drawn_by_the_tenfold_and_nothing_has_a_place(judge: Judge) -> None:
    near = chart_of(blocks_of(judge, scored(judge, {"cost": 1e6}, {"cost": {"low": 2e6, "high": 3e6}})))
    assert (
        not near.wide and near.x_ticks[0].value == 0 and near.bubbles[1].low == 2e6 and near.bubbles[1].x.value == 3e6
    )
    far = chart_of(blocks_of(judge, scored(judge, {"cost": 0}, {"cost": 20_000}, {"cost": 5e12})))
    assert far.wide and far.x_ticks[0].value == 10_000 and (far.x_ticks[-1].value or 0) >= 5e12
    assert draw(far).y > 300


def test_nothing_to_draw_is_said_with_names(judge: Judge) -> None:
    blocks = blocks_of(judge, scored(judge, {}, {}))
    assert not any(isinstance(each, Bubbles) for each in blocks)
    told = " ".join(each.text for each in blocks if isinstance(each, Paragraph))
    assert "nothing to draw" in told and "N0, N1" in told
    assert blocks_of(judge, scored(judge)) == [] == blocks_of(judge, scored(judge, {"status": "stopped"}))


def test_every_name_is_in_the_picture_or_below_it(judge: Judge) -> None:
    same = [{"cost": 1e6, "name": f"Same place {n}"} for n in range(40)]
    chart = chart_of(blocks_of(judge, scored(judge, *same)))
    svg = write_svg(Document("x", (chart,), {}, "en"), Sink())
    told = " ".join(svg.replace("</text>", " ").split())
    for n in range(40):
        assert f"{n + 1} Same place {n}" in told or f">Same place {n} " in told or f">{n} " in told


def test_types_by_departments_add_up(judge: Judge) -> None:
    blocks = blocks_of(judge, judge.score(str(EXAMPLES / "portfolio-municipality.yaml")).score)
    found = next(each for each in blocks if isinstance(each, HeatMap))
    numbers = [[int(cell.figure.split()[0]) if cell.figure != "–" else 0 for cell in cells] for _, cells in found.rows]
    assert all(sum(row[:-1]) == row[-1] for row in numbers)
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
