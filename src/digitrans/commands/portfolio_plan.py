"""``digitrans portfolio plan``: the best set of initiatives for a budget, and how sure it is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import CsvKeys, Maturity, RulesOption, Weights, for_keys, words_of, writes
from digitrans.errors import UsageFault

File = Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)]


@writes
def plan(
    ctx: typer.Context,
    sink: output.Destination,
    file: File,
    budget: Annotated[str, typer.Option("--budget", metavar="AMOUNT", help="opt.budget", show_default=False)],
    must: Annotated[list[str] | None, typer.Option("--must", metavar="ID", help="opt.must")] = None,
    without: Annotated[list[str] | None, typer.Option("--not", metavar="ID", help="opt.without")] = None,
    keep_running: Annotated[bool, typer.Option("--keep-running", help="opt.keep-running")] = False,
    capacity: Annotated[bool, typer.Option("--capacity", help="opt.capacity")] = False,
    target_distance: Annotated[
        int | None, typer.Option("--target-distance", metavar="POINTS", help="opt.target-distance")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="opt.quick")] = False,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    csv_keys: CsvKeys = False,
) -> None:
    """Choose the best set for the money, exactly, and say what else could be."""
    if find_spec("highspy") is None:
        raise UsageFault("error.no-plan")
    from digitrans.portfolios.choosing import NoSet, shares_of
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.portfolios.plan import Wish, make_plan
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.plan import plan_report

    words = words_of(ctx)
    if target_distance is not None and not 0 <= target_distance <= 100:
        raise UsageFault("error.target-distance")
    wish = Wish(
        _amount(budget), frozenset(must or ()), frozenset(without or ()), keep_running, capacity, target_distance
    )
    judge = Judge(Yardstick(weights, rules, maturity=maturity, language=words.language))
    score = judge.score(file).score
    parts = shares_of([each.weight for each in judge.content.components])
    try:
        found = make_plan(score, parts, wish, robust=not quick)
    except NoSet:
        raise UsageFault("error.no-set") from None
    names = PortfolioNames(words, judge.content, score.portfolio)
    output.write_document(plan_report(names, found), for_keys(sink, csv_keys))


def _amount(told: str) -> int:
    """A budget in whole kroner: "5mio", "5 mio.", "2,5 mio", "750 t.kr.", "5000000", "5.000.000". Raises UsageFault."""
    import re
    from fractions import Fraction

    found = re.fullmatch(
        r"\s*(\d{1,3}(?:[ .]\d{3})+|\d{1,13})(?:[,.](\d{1,3}))?\s*"
        r"(mia|mio|mill?|million|millioner|m|bn|t\.?\s?kr|tkr|tusind|k)?\.?\s*(?:kr|dkk|kroner)?\.?\s*",
        told.casefold(),
    )
    unit = re.sub(r"[\s.]", "", found[3] or "") if found else ""
    if found is None or (found[2] and not unit):
        raise UsageFault("error.budget", value=told)
    scale = {"": 1, "tkr": 1000, "tusind": 1000, "k": 1000, "mia": 10**9, "bn": 10**9}.get(unit, 10**6)
    amount = Fraction(f"{re.sub(r'[ .]', '', found[1])}.{found[2] or 0}") * scale
    if not 0 < amount <= 10**13:
        raise UsageFault("error.budget", value=told)
    return int(amount)
