"""``digitrans portfolio plan``: the best set of initiatives for a budget, and how sure it is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import (
    CsvKeys,
    Full,
    Maturity,
    NoInput,
    RulesOption,
    Weights,
    for_keys,
    words_of,
    writes,
)
from digitrans.errors import UsageFault

File = Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)]


@writes
def plan(
    ctx: typer.Context,
    sink: output.Destination,
    file: File,
    budget: Annotated[list[str] | None, typer.Option("--budget", metavar="AMOUNT", help="opt.budget")] = None,
    must: Annotated[list[str] | None, typer.Option("--must", metavar="ID", help="opt.must")] = None,
    without: Annotated[list[str] | None, typer.Option("--not", metavar="ID", help="opt.without")] = None,
    keep_running: Annotated[bool, typer.Option("--keep-running", help="opt.keep-running")] = False,
    capacity: Annotated[bool, typer.Option("--capacity", help="opt.capacity")] = False,
    target_distance: Annotated[
        int | None, typer.Option("--target-distance", metavar="POINTS", help="opt.target-distance")
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="opt.plan-by")] = "value",
    risk: Annotated[str | None, typer.Option("--risk", metavar="RISK", help="opt.risk")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="opt.quick")] = False,
    seed: Annotated[int | None, typer.Option("--seed", metavar="NUMBER", help="opt.seed")] = None,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    full: Full = False,
    no_input: NoInput = False,
    csv_keys: CsvKeys = False,
) -> None:
    """Choose the best set for the money, exactly, and say what else could be."""
    if find_spec("highspy") is None:
        raise UsageFault("error.no-plan")
    from digitrans.commands.screens import present
    from digitrans.portfolios.certainty import SEED
    from digitrans.portfolios.choosing import shares_of
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.portfolios.plan import make_plan
    from digitrans.portfolios.weighing import NoPlan
    from digitrans.portfolios.wishes import Wish, parse_budgets, parse_by, parse_risk
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.plan import no_plan, plan_report

    words, sink = words_of(ctx), for_keys(sink, csv_keys)
    if target_distance is not None and not 0 <= target_distance <= 100:
        raise UsageFault("error.target-distance")
    judge = Judge(Yardstick(weights, rules, maturity=maturity, language=words.language))
    score = judge.score(file).score
    names = PortfolioNames(words, judge.content, score.portfolio)
    wish = Wish(
        parse_budgets(budget or (), score.portfolio),
        frozenset(must or ()),
        frozenset(without or ()),
        keep_running,
        capacity,
        target_distance,
        parse_by(by),
        parse_risk(risk),
    )
    parts = shares_of([each.weight for each in judge.content.components])
    start = SEED if seed is None else seed
    try:
        with output.counting() as told:
            found = make_plan(score, parts, wish, robust=not quick, seed=start, told=told)
    except NoPlan as fault:
        raise no_plan(names, fault) from None
    present(words, plan_report(names, found, start), sink, full=full, no_input=no_input)
    if found.stopped:
        raise typer.Exit(130)
