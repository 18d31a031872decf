"""``digitrans portfolio roadmap`` and ``trend``: along the quarters to come, and over the months gone by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import (
    Full,
    Maturity,
    NoInput,
    RulesOption,
    Weights,
    words_of,
    writes_timelines,
)

if TYPE_CHECKING:
    from digitrans.portfolios.judge import Judge, Judged
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.texts import Words

File = Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)]
Department = Annotated[str | None, typer.Option("--department", metavar="ID", help="opt.department")]


@writes_timelines
def roadmap(
    ctx: typer.Context,
    sink: output.Destination,
    file: File,
    department: Department = None,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    full: Full = False,
    no_input: NoInput = False,
) -> None:
    """The quarters by department: what runs, what is planned, what waits for what."""
    from digitrans.commands.screens import present
    from digitrans.files.stamps import today
    from digitrans.portfolios.judge import Judge, Yardstick, find_department
    from digitrans.portfolios.roadmap import make_roadmap
    from digitrans.reports.portfolio.roadmap import roadmap_report

    words = words_of(ctx)
    judge = Judge(Yardstick(weights, rules, maturity=maturity, language=words.language))
    judged = judge.score(file)
    score = judged.score
    meant = None if department is None else find_department(score.portfolio, department)
    found = make_roadmap(score, score.day or today(), meant)
    document = roadmap_report(_names(words, judge, judged), found, score)
    present(words, document, sink, full=full, no_input=no_input)


def _names(words: Words, judge: Judge, judged: Judged) -> PortfolioNames:
    from digitrans.reports.portfolio.naming import PortfolioNames

    return PortfolioNames(words, judge.content, judged.score.portfolio)
