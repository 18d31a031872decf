"""``digitrans portfolio update``: what was answered about initiatives, put into the file after a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import NoInput, Plain, PortfolioFile, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digitrans.files.sources import Source
    from digitrans.history.facts import Evidence
    from digitrans.portfolios.answered import Proposal
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.models import Portfolio
    from digitrans.texts import Words


@writes
def update(
    ctx: typer.Context,
    sink: output.Destination,
    file: PortfolioFile,
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


def _facts(words: Words, portfolio: Portfolio) -> dict[int, dict[str, Evidence]]:
    """What was answered about each initiative, by its place; none of those that nothing was answered about."""
    from digitrans.history.facts import evidence_of, newest_results, results_by_initiative
    from digitrans.portfolios.initiatives import Register

    register = Register(portfolio)
    told = [(register.place_of(about), entry, about) for entry, about in results_by_initiative()]
    found = {}
    for place in sorted({each for each, *_ in told if each is not None}):
        mine = [(entry, about) for at, entry, about in told if at == place]
        found[place] = evidence_of(newest_results(words, mine, lambda _: True))
    return found


def _wanted(words: Words, fitting: Sequence[Proposal], plain: bool) -> list[Proposal]:
    """All that fits, only what is missing in the file, or nothing, as the user chooses."""
    from digitrans.asking.prompters import make_prompter
    from digitrans.asking.stopping import stopping_cleanly

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
