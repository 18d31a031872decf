"""``digitrans portfolio show`` and ``update``: one page for an initiative, and what was answered put into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Full, Maturity, NoInput, Plain, RulesOption, Weights, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument
    from digitrans.files.sources import Source
    from digitrans.history.facts import AboutEach
    from digitrans.history.facts import Source as Fact
    from digitrans.history.initiatives import Step
    from digitrans.portfolios.answered import Proposal
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.models import Portfolio
    from digitrans.reports.portfolio.page import Asked
    from digitrans.texts import Words

File = Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)]


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    file: File,
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
    from digitrans.content.catalogue import load_advice
    from digitrans.history.facts import newest_results, results_by_initiative, sources_of
    from digitrans.history.initiatives import asked_of_initiatives
    from digitrans.history.latest import load_resolutions
    from digitrans.portfolios.answered import proposals
    from digitrans.portfolios.initiatives import Register, find_initiative
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.page import Page, list_report, page_report

    words, judge = words_of(ctx), Judge(Yardstick(weights, rules, maturity=maturity))
    portfolio = judge.read(file)[0]
    if initiative is None:
        if not portfolio.initiatives:
            raise UsageFault("error.no-initiatives")
        names = PortfolioNames(words, judge.content, portfolio)
        asked = asked_of_initiatives()
        steps = _steps(portfolio, results_by_initiative(), asked)
        score = judge.judged(portfolio).score
        output.write_document(list_report(names, score, steps, len(asked), output.quoted(file)), sink)
        return
    place = find_initiative(portfolio, initiative)
    score, register = judge.judged(portfolio).score, Register(portfolio)
    newest = newest_results(words, results_by_initiative(), lambda about: register.place_of(about) == place)
    differing = proposals(portfolio, judge.scorer, {place: sources_of(newest)})
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
    present(words, page_report(page), sink, full=full, no_input=no_input)


@writes
def update(
    ctx: typer.Context,
    sink: output.Destination,
    file: File,
    from_answers: Annotated[bool, typer.Option("--from-answers", help="opt.from-answers")] = False,
    only_missing: Annotated[bool, typer.Option("--only-missing", help="opt.only-missing")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="opt.dry-run-answers")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="opt.yes-write")] = False,
    plain: Plain = False,
    no_input: NoInput = False,
) -> None:
    """Put what was answered about initiatives into the portfolio file, after a look at it."""
    from digitrans.portfolios.answered import proposals
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.answered import answered_report
    from digitrans.reports.portfolio.naming import PortfolioNames

    words = words_of(ctx)
    if not from_answers or file == "-" or (yes and dry_run):
        raise UsageFault("error.update-how")
    judge = Judge(Yardstick())
    portfolio, source = judge.read(file)
    facts = _facts(words, portfolio)
    found = proposals(portfolio, judge.scorer, facts)
    names = PortfolioNames(words, judge.content, portfolio)
    fitting = [each for each in found if each.state in (("new",) if only_missing else ("new", "instead"))]
    if yes and fitting:
        _write(words, file, source, fitting, judge)
    written = yes and bool(fitting)
    output.write_document(answered_report(names, found, len(facts), written=written), sink)
    if yes or dry_run or not fitting:
        return
    if sink.format != "table" or not output.may_ask(no_input):
        raise UsageFault("error.say-yes-write")
    _write(words, file, source, _wanted(words, fitting, plain), judge)


def _facts(words: Words, portfolio: Portfolio) -> dict[int, dict[str, Fact]]:
    """What was answered about each initiative, by its place; none of those that nothing was answered about."""
    from digitrans.history.facts import newest_results, results_by_initiative, sources_of
    from digitrans.portfolios.initiatives import Register

    register = Register(portfolio)
    told = [(register.place_of(about), entry, about) for entry, about in results_by_initiative()]
    found = {}
    for place in sorted({each for each, *_ in told if each is not None}):
        mine = [(entry, about) for at, entry, about in told if at == place]
        found[place] = sources_of(newest_results(words, mine, lambda _: True))
    return found


def _wanted(words: Words, fitting: Sequence[Proposal], plain: bool) -> list[Proposal]:
    """All that fits, only what is missing in the file, or nothing, as the user chooses."""
    from digitrans.asking.prompters import make_prompter, stopping_cleanly

    new = [each for each in fitting if each.state == "new"]
    chosen = {words.count("answered.write", len(fitting)): list(fitting)}
    if new and len(new) < len(fitting):
        chosen[words.count("answered.write-new", len(new))] = new
    chosen[words("answered.write-none")] = []
    with stopping_cleanly("classify.stopped"):
        return list(chosen.values())[make_prompter(words, plain).choose(words("answered.sure"), tuple(chosen))]


def _write(words: Words, file: str, source: Source, chosen: Sequence[Proposal], judge: Judge) -> None:
    """Put the ``chosen`` values into the file, all of them or none."""
    from pathlib import Path

    from digitrans.portfolios.answered import updated_text

    if not chosen:
        output.tell(words("into.nothing-written", path=file))
        return
    path = Path(file)
    try:
        before = path.read_bytes()
    except OSError:
        raise UsageFault("error.changed-meanwhile", path=file) from None
    output.write_file(path, updated_text(before, source, chosen, judge.content))
    output.tell(words.count("answered.written", len(chosen), path=file))


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
    from digitrans.content.catalogue import instrument_title, load_instrument, opening
    from digitrans.history.initiatives import asked_of_initiatives
    from digitrans.history.runs import compute, load_names
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
