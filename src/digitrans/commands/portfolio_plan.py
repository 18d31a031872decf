"""``digitrans portfolio plan``: the best set of initiatives for a budget, and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from digitrans import output
from digitrans.commands.options import (
    CsvKeys,
    Full,
    Maturity,
    NoInput,
    PortfolioFile,
    RulesOption,
    Weights,
    for_keys,
    words_of,
    writes,
)
from digitrans.commands.screens import present
from digitrans.errors import UsageFault
from digitrans.installing import install
from digitrans.texts import Words

if TYPE_CHECKING:
    from fractions import Fraction

    from digitrans.documents import Document
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.scoring import PortfolioScore
    from digitrans.portfolios.wishes import Wish


@writes
def plan(
    ctx: typer.Context,
    sink: output.Destination,
    file: PortfolioFile,
    budget: Annotated[list[str] | None, typer.Option("--budget", metavar="AMOUNT", help="opt.budget")] = None,
    must: Annotated[list[str] | None, typer.Option("--must", metavar="ID", help="opt.must")] = None,
    without: Annotated[list[str] | None, typer.Option("--not", metavar="ID", help="opt.without")] = None,
    keep_running: Annotated[bool, typer.Option("--keep-running", help="opt.keep-running")] = False,
    capacity: Annotated[bool, typer.Option("--capacity", help="opt.capacity")] = False,
    target_distance: Annotated[
        int | None, typer.Option("--target-distance", metavar="POINTS", help="opt.target-distance")
    ] = None,
    mix_by: Annotated[str, typer.Option("--mix-by", metavar="SHARE", help="opt.mix-by")] = "number",
    by: Annotated[str, typer.Option("--by", metavar="MEASURE", help="opt.plan-by")] = "value",
    risk: Annotated[str | None, typer.Option("--risk", metavar="RISK", help="opt.risk")] = None,
    scenario: Annotated[list[str] | None, typer.Option("--scenario", metavar="FILE", help="opt.scenario")] = None,
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
        raise UsageFault("error.no-plan", install=install("highspy"))
    from digitrans.portfolios.wishes import Budgets, Wish, parse_by, parse_mix_by, parse_risk

    words, sink = words_of(ctx), for_keys(sink, csv_keys)
    if target_distance is not None and not 0 <= target_distance <= 100:
        raise UsageFault("error.target-distance")
    if mix_by != "number" and target_distance is None and not scenario:
        raise UsageFault("error.mix-by-alone")
    musts = frozenset(must or ()), frozenset(without or ())
    wish = Wish(
        Budgets(), *musts, keep_running, capacity, target_distance, parse_by(by), parse_risk(risk), parse_mix_by(mix_by)
    )
    asked = Asked(words, file, weights, rules, maturity, tuple(budget or ()), wish)
    cases = [] if scenario and not budget else [asked.case(None)]
    cases += [asked.case(each) for each in scenario or ()]
    if len(cases) > 1:
        present(words, _side_by_side(words, cases), sink, full=full, no_input=no_input)
        return
    document, stopped = _planned(words, cases[0], quick, seed)
    present(words, document, sink, full=full, no_input=no_input)
    if stopped:
        raise typer.Exit(130)


class Asking(NamedTuple):
    """One plan to make: what it is called, the portfolio with its rules, and what is asked."""

    name: str
    judge: Judge
    score: PortfolioScore
    wish: Wish

    @property
    def weights(self) -> tuple[Fraction, ...]:
        """The weights of the components as parts of 1."""
        from digitrans.portfolios.choosing import shares_of

        return shares_of([each.weight for each in self.judge.content.components])


class Asked(NamedTuple):
    """What the command line says, for the plan itself and for what scenarios change."""

    words: Words
    file: str
    weights: str | None
    rules: str | None
    maturity: str | None
    budgets: tuple[str, ...]
    wish: Wish

    def case(self, scenario: str | None) -> Asking:
        """The plan that is asked for, or as a scenario has it. Raises InputFault and UsageFault."""
        from digitrans.portfolios.initiatives import ids_meant
        from digitrans.portfolios.judge import Judge, Yardstick
        from digitrans.portfolios.scenarios import changed_portfolio, changed_wish, read_scenario
        from digitrans.portfolios.wishes import parse_budgets

        read = None if scenario is None else read_scenario(scenario)
        told = [self.weights] if self.weights else []
        told += [f"{name}={weight}" for name, weight in read.scenario.weights.items()] if read else []
        weights = ",".join(told) or None
        judge = Judge(Yardstick(weights, self.rules, maturity=self.maturity, language=self.words.language))
        portfolio = judge.read(self.file)[0]
        must, without = (ids_meant(portfolio, each) for each in (self.wish.must, self.wish.without))
        wish = replace(self.wish, budgets=parse_budgets(self.budgets, portfolio), must=must, without=without)
        if read is None:
            return Asking(self.words("scenarios.as-asked"), judge, judge.judged(portfolio).score, wish)
        portfolio = changed_portfolio(portfolio, read)
        wish = changed_wish(wish, read, portfolio)
        return Asking(read.scenario.name, judge, judge.judged(portfolio).score, wish)


def _planned(words: Words, case: Asking, quick: bool, seed: int | None) -> tuple[Document, bool]:
    """The plan as a Document, and whether the user stopped it."""
    from digitrans.portfolios.certainty import SEED
    from digitrans.portfolios.plan import make_plan
    from digitrans.portfolios.weighing import NoPlan
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.plan import no_plan, plan_report

    names, start = PortfolioNames(words, case.judge.content, case.score.portfolio), SEED if seed is None else seed
    try:
        with output.counting() as told:
            found = make_plan(case.score, case.weights, case.wish, robust=not quick, seed=start, told=told)
    except NoPlan as fault:
        raise no_plan(names, fault) from None
    return plan_report(names, found, start), found.stopped


def _side_by_side(words: Words, cases: list[Asking]) -> Document:
    from digitrans.portfolios.plan import best_for
    from digitrans.portfolios.weighing import NoPlan, scale_of, worth_with
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.scenarios import Case, scenario_report

    found = []
    for each in cases:
        name, _, score, wish = each
        try:
            candidates, choice = best_for(score, each.weights, wish)
        except NoPlan as fault:
            found.append(Case(name, score, wish, (), {}, None, fault))
            continue
        scale = scale_of(each.weights, wish)
        worths = {one.id: worth_with(one, scale) for one in candidates}
        found.append(Case(name, score, wish, candidates, worths, choice, None))
    first = cases[0]
    return scenario_report(PortfolioNames(words, first.judge.content, first.score.portfolio), tuple(found))
