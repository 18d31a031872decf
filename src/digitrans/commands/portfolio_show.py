"""``digitrans portfolio show``: one page for an initiative, or what was asked about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Full, Maturity, NoInput, PortfolioFile, RulesOption, Weights, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument
    from digitrans.documents import Document
    from digitrans.history.facts import AboutEach
    from digitrans.history.initiatives import Step
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.models import Portfolio
    from digitrans.reports.portfolio.page import Asked
    from digitrans.texts import Words


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    file: PortfolioFile,
    initiative: Annotated[
        str | None, typer.Argument(metavar="INITIATIVE", help="arg.initiative", show_default=False)
    ] = None,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    full: Full = False,
    no_input: NoInput = False,
) -> None:
    """One page for one initiative: what the portfolio says, what was answered about it, and what to ask."""
    from digitrans.commands.screens import present
    from digitrans.portfolios.judge import Judge, Yardstick

    words, judge = words_of(ctx), Judge(Yardstick(weights, rules, maturity=maturity))
    portfolio = judge.read(file)[0]
    if initiative is None:
        output.write_document(_list(words, judge, portfolio, file), sink)
    else:
        present(words, _page(words, judge, portfolio, initiative, file), sink, full=full, no_input=no_input)


def _list(words: Words, judge: Judge, portfolio: Portfolio, file: str) -> Document:
    """Every initiative in a line, with what it was asked and what comes next. Raises UsageFault where there is none."""
    from digitrans.history.facts import results_by_initiative
    from digitrans.history.initiatives import asked_of_initiatives
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.page import list_report

    if not portfolio.initiatives:
        raise UsageFault("error.no-initiatives")
    asked = asked_of_initiatives()
    steps = _steps(portfolio, results_by_initiative(), asked)
    names = PortfolioNames(words, judge.content, portfolio)
    return list_report(names, judge.judged(portfolio).score, steps, len(asked), output.quoted(file))


def _page(words: Words, judge: Judge, portfolio: Portfolio, initiative: str, file: str) -> Document:
    """One initiative, by id or name. Raises UsageFault for one that is not there."""
    from digitrans.content.catalogue import load_advice
    from digitrans.history.facts import evidence_of, newest_results, results_by_initiative
    from digitrans.history.latest import load_resolutions
    from digitrans.portfolios.answered import proposals
    from digitrans.portfolios.initiatives import Register, find_initiative
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.page import Page, page_report

    place, register = find_initiative(portfolio, initiative), Register(portfolio)
    score = judge.judged(portfolio).score
    newest = newest_results(words, results_by_initiative(), lambda about: register.place_of(about) == place)
    differing = proposals(portfolio, judge.scorer, {place: evidence_of(newest)})
    page = Page(
        PortfolioNames(words, judge.content, portfolio),
        score,
        score.initiatives[place],
        tuple(_asked(words, portfolio, place, newest)),
        tuple(each for each in load_resolutions(words) if register.place_of(each.about) == place),
        {each.id: each for each in load_advice()},
        sum(each.state in ("new", "instead") for each in differing),
        output.quoted(file),
    )
    return page_report(page)


def _steps(portfolio: Portfolio, found: AboutEach, asked: Sequence[str]) -> list[tuple[int, Step]]:
    """For each initiative how many questionnaires it was asked of those that it is, and which comes next."""
    from digitrans.history.initiatives import Step
    from digitrans.portfolios.initiatives import Register, about_initiative

    register = Register(portfolio)
    answered = {(register.place_of(about), entry.instrument) for entry, about in found}
    steps = []
    for place in range(len(portfolio.initiatives)):
        left = [each for each in asked if (place, each) not in answered]
        step = Step(about_initiative(portfolio, place), left[0] if left else None)
        steps.append((len(asked) - len(left), step))
    return steps


def _asked(words: Words, portfolio: Portfolio, place: int, newest: Sequence[tuple[Instrument, Answers]]) -> list[Asked]:
    """The questionnaires that an initiative is asked, in order, and the others of ``newest``, its results."""
    from digitrans.answers.initiatives import about_option
    from digitrans.answers.names import load_names
    from digitrans.content.catalogue import instrument_title, load_instrument, opening
    from digitrans.history.initiatives import asked_of_initiatives
    from digitrans.history.runs import compute
    from digitrans.portfolios.initiatives import about_initiative
    from digitrans.reports.portfolio.page import Asked

    answered = {instrument.id: answers for instrument, answers in newest if instrument.is_by_initiative}
    asked = list["Asked"]()
    option = about_option(about_initiative(portfolio, place))
    for name in dict.fromkeys((*asked_of_initiatives(), *answered)):
        answers = answered.get(name)
        run = compute(load_names(words, load_instrument(name)), answers) if answers else None
        title = instrument_title(name)[words.language]
        asked.append(Asked(name, title, run, f"{opening(name)}{option}"))
    return asked
