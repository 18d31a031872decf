"""``digitrans portfolio roadmap``: the quarters to come, by department."""

from __future__ import annotations

import typer

from digitrans import output
from digitrans.commands.options import (
    CsvKeys,
    Department,
    Full,
    Maturity,
    NoInput,
    PortfolioFile,
    RulesOption,
    Weights,
    for_keys,
    words_of,
    writes_timelines,
)


@writes_timelines
def roadmap(
    ctx: typer.Context,
    sink: output.Destination,
    file: PortfolioFile,
    department: Department = None,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    csv_keys: CsvKeys = False,
    full: Full = False,
    no_input: NoInput = False,
) -> None:
    """The quarters by department: what runs, what is planned, what waits for what."""
    from digitrans.commands.screens import present
    from digitrans.files.stamps import today
    from digitrans.portfolios.judge import Judge, Yardstick, find_department
    from digitrans.portfolios.roadmap import make_roadmap
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.roadmap import roadmap_report

    words, sink = words_of(ctx), for_keys(sink, csv_keys)
    judge = Judge(Yardstick(weights, rules, maturity=maturity, language=words.language))
    score = judge.score(file).score
    meant = None if department is None else find_department(score.portfolio, department)
    found = make_roadmap(score, score.day or today(), meant)
    names = PortfolioNames(words, judge.content, score.portfolio)
    document = roadmap_report(names, found, score, csv_keys)
    present(words, document, sink, full=full, no_input=no_input)
