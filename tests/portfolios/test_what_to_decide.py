"""What a steering group sees first: what has to be decided, and what a list tells that nobody has rated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from digitrans.content.catalogue import load_instrument
from digitrans.documents import Document, Table
from digitrans.formats import Sink, writer
from digitrans.portfolios.decisions import decisions
from digitrans.portfolios.judge import Judge, Yardstick
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.ranking import ranked
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.scoring import PortfolioScore, Scorer, score_portfolio
from digitrans.portfolios.unrated import nothing_rated, told_by
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.reports.portfolio.scores import Wanted, portfolio_report
from digitrans.texts import Words

CONTENT = load_portfolio_content()
SCORER = Scorer(CONTENT)
TOWN = ROOT / "data/examples/portfolio-municipality.yaml"
SIGNALS = frozenset(CONTENT.signals)
EVERYTHING = Wanted()
Run = Callable[..., tuple[int, str, str]]

SOUND = {
    "type": "streamline",
    "citizen_problem": "Venter.",
    "business_case": dict.fromkeys(("citizen_quality", "economy", "law", "culture", "competences", "technology"), 4),
}


def scored(*initiatives: dict[str, Any], day: str = "2026-06-01") -> PortfolioScore:
    named = [{"id": f"i{n}", "name": f"N{n}", **each} for n, each in enumerate(initiatives)]
    organisation = {"name": "T", "as_of": day, "risk_willingness": 3}
    portfolio = Portfolio.model_validate({"organisation": organisation, "initiatives": named})
    return score_portfolio(portfolio, SCORER)


def report(score: PortfolioScore, language: str = "en", wanted: Wanted = EVERYTHING) -> Document:
    names = PortfolioNames(Words(language), CONTENT, score.portfolio)
    return portfolio_report(names, score, (), ranked(score.initiatives), wanted)


def screen(score: PortfolioScore, language: str = "en", wanted: Wanted = EVERYTHING) -> str:
    made = report(score, language, wanted)
    return str(writer("table")(Document(made.title, made.screen, {}, language), Sink(80)))


def test_what_has_to_be_decided_most_pressing_first() -> None:
    weak = {**SOUND, "business_case": dict.fromkeys(SOUND["business_case"], 1)}
    half = {**SOUND, "business_case": {"citizen_quality": 4, "economy": 4}}
    score = scored(
        {**SOUND, "status": "under-way"},
        {**half, "status": "under-way"},
        {**SOUND, "status": "paused", "cost": 5},
        {**SOUND, "status": "under-way", "end": "2026-05-31"},
        {**SOUND, "status": "planned", "depends_on": ["i2", "gone"]},
        {**weak, "status": "under-way", "end": "2026-05-31"},
        {"status": "under-way"},  # nobody has rated it: that alone is no decision
        {**SOUND, "status": "stopped", "end": "2026-05-31"},  # over
    )
    found = decisions(score, score.initiatives)
    assert [(each.scored.initiative.id, [reason.id for reason in each.reasons]) for each in found] == [
        ("i5", ["red", "late"]), ("i4", ["halted", "lost"]), ("i3", ["late"]), ("i2", ["paused"]), ("i1", ["grey"]),
    ]  # fmt: skip
    assert (found[1].reasons[0].other, found[1].reasons[1].other) == ("N2", "gone")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_first_screen_has_what_to_decide_and_what_stands_best(language: str) -> None:
    score = score_portfolio(read_portfolio(str(TOWN))[0], SCORER)
    told = screen(score, language)
    assert len(told.splitlines()) <= 22  # and the line below it
    (table,) = (each for each in report(score, language).screen if isinstance(each, Table))
    assert [row[0] for row in table.rows][:2] == ["Drone ser på tage og broer", "Talende assistent på hovednummeret"]
    assert len(table.rows) >= 4 and "Fakturarobot (86)" in told
    assert ("Kræver en beslutning: 6 af 25." if language == "da" else "Needs a decision: 6 of 25.") in told


def test_where_nothing_has_to_be_decided_that_is_said() -> None:
    told = screen(scored({**SOUND, "status": "under-way", "mandate": "political"}))
    assert "Nothing is red, paused or late." in told and "One is " in told


def test_a_list_that_is_asked_for_is_shown_as_asked() -> None:
    score = score_portfolio(read_portfolio(str(TOWN))[0], SCORER)
    told = screen(score, "en", Wanted(top=5, as_list=True))
    assert "Needs a decision" not in told and "23 more initiatives" in told
    assert told.index("Fakturarobot") < told.index("Book samtale")


def test_some_of_many_are_rated() -> None:
    score = scored(SOUND, {"cost": 100}, {"cost": 300}, {"cost": 200}, {"cost": 50})
    assert not nothing_rated(score)
    assert "4 have not been rated yet. The dearest of them: N2, N3, N1." in " ".join(screen(score).split())


def test_a_pipe_gets_everything_and_a_terminal_one_screen(run: Run) -> None:
    piped = run("portfolio", "score", str(TOWN), "--lang", "en")[1]
    assert run("portfolio", "score", str(TOWN), "--full", "--lang", "en")[1] == piped
    assert "Worth knowing" in piped and "Needs a decision: 6 of 25" in piped


# Lists without ratings


def unrated() -> PortfolioScore:
    return scored(
        {"name": "A", "cost": 600, "status": "under-way", "end": "2026-05-31", "owner": "Ann", "extra": {"RAG": "Red"}},
        {"name": "a", "cost": 300, "status": "planned", "end": "2027-01-31", "extra": {"RAG": "Amber"}},
        {"name": "B", "status": "planned", "extra": {"RAG": "Red"}},
        {"name": "C", "cost": 100, "end": "2029-01-31", "extra": {"RAG": "Exempt"}},
        {"name": "D", "cost": 9, "status": "done", "end": "2020-01-31"},  # over: no part of any of this
    )


def test_a_list_without_ratings_begins_with_the_dearest() -> None:
    listed = Judge(Yardstick(sort="rank")).judged(unrated().portfolio).shown
    assert [each.initiative.name for each in listed] == ["A", "a", "C", "B", "D"]  # the last two: no cost, and over


def test_at_least_is_never_more_than_there_is() -> None:
    told = screen(scored({"name": "A", "cost": 13_950_000, "status": "planned"}, {"name": "B", "status": "planned"}))
    assert "at least 13.9" in told and "at least 14" not in told


def test_what_a_list_tells_without_ratings() -> None:
    told = told_by(unrated(), SIGNALS)
    assert [(year, count, float(cost.high)) for year, count, cost in told.ends] == [
        (2026, 1, 600), (2027, 1, 300), (2029, 1, 100), (None, 1, 0),
    ]  # fmt: skip
    assert [each.name for each in told.late] == ["A"] and told.alike == (("A", 2),)
    assert told.missing == {"cost": 1, "end": 1, "owner": 3, "department": 4, "status": 1}
    assert [each.name for each in told.first] == ["A", "a", "C"] and told.share == 1
    assert told.signals == {"RAG": {"Red": 2, "Amber": 1, "Exempt": 1}}


def test_the_page_of_a_list_without_ratings_concludes_nothing_from_them() -> None:
    made = report(unrated())
    text = " ".join(str(writer("table")(Document(made.title, made.blocks, {}, "en"), Sink(200))).split())
    for wanted in (
        "None of the 4 has been rated yet",
        'The list has a light of its own, "RAG": Red 2 · Amber 1 · Exempt 1.',
        "Ending (DKK) 2026: 1 (600) · 2027: 1 (300) · later: 1 (100) · without an end: 1",
        "The end date has passed for one that is not done (DKK 600): A (31 May 2026).",
        "The same name several times: A (2). Does the money count twice?",
        "The list lacks the cost for 1, the end date for 1, the owner for 3, the department for all, the status for 1.",
        "Rate the dearest first: A, a, C (100% of the money). It takes about 5 minutes each.",
    ):
        assert wanted in text
    for conclusion in ("grey", "green", "0 to 100", "Mean score", "Value and cost"):
        assert conclusion not in text
    assert "digitrans assess business-case --about i0" in " ".join(screen(unrated()).split())


@pytest.mark.parametrize(("rest", "said"), [(400, "<1%"), (1, ">99%"), (0, "100%"), (3, "50%")])
def test_a_share_of_the_money_is_never_rounded_to_none_or_all(rest: int, said: str) -> None:
    costs = {400: [1] * 403, 1: [1000] * 3 + [1], 0: [1000] * 3 + [0], 3: [1] * 6}[rest]
    told = screen(scored(*({"name": f"N{n}", "cost": cost} for n, cost in enumerate(costs))))
    assert f"({said} of the money)" in " ".join(told.split())


def test_of_what_is_over_nobody_is_to_find_out_anything(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    entry = "{id: a, name: A, status: STATUS, business_case: {economy: 3}}"
    for status, told in (("stopped", False), ("under-way", True)):
        text = f"organisation: {{name: X}}\ninitiatives: [{entry.replace('STATUS', status)}]\n"
        path.write_text(text, encoding="utf-8")
        assert ("Find out: " in run("portfolio", "score", str(path), "--full")[1]) is told


def test_where_no_status_is_told_the_list_does_not_say_whether_they_are_done() -> None:
    told = " ".join(screen(scored({"name": "A", "end": "2026-05-31"})).split())
    assert "the list does not say whether it is done: A (31 May 2026)." in told


def test_a_list_of_ten_thousand_is_told_on_one_screen() -> None:
    many = [
        {"name": f"Et langt navn nummer {n} af mange", "cost": n, "end": f"20{n % 40 + 10}-01-31"} for n in range(900)
    ]
    assert len(screen(scored(*many), "da").splitlines()) <= 22


def test_the_minutes_are_those_of_the_questionnaire() -> None:
    assert CONTENT.rate.minutes == load_instrument(CONTENT.rate.instrument).minutes


def test_the_day_that_counts_is_that_of_the_file() -> None:
    assert unrated().day == date(2026, 6, 1) and Path(TOWN).exists()
