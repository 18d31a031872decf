"""``digitrans advice``: the nine pieces of advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Full, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.content.advice import Advice
    from digitrans.history.runs import Run
    from digitrans.texts import Words


@writes
def advice(ctx: typer.Context, sink: output.Destination, full: Full = False) -> None:
    """All pieces of advice by phase, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_advice, load_phases
    from digitrans.reports.advice import advice_list

    words = words_of(ctx)
    present(words, advice_list(words, load_advice(), load_phases()), sink, full=full, no_input=True)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    number: Annotated[str, typer.Argument(metavar="N", help="arg.number", show_default=False)],
    full: Full = False,
) -> None:
    """One piece of advice in full."""
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import instrument_ids, load_advice, load_phases, opening, the_advice
    from digitrans.reports.advice import advice_report

    words = words_of(ctx)
    digits = number.isascii() and number.isdecimal() and len(number) <= 2
    found = (next(iter(load_advice(int(number))), None) if digits else None) or the_advice(number)
    offered = set(instrument_ids())
    commands = {each: opening(each) for each in found.deeper if each in offered}
    document = advice_report(words, found, load_phases(), commands, _latest(words, found))
    present(words, document, sink, full=full)


def _latest(words: Words, advice: Advice) -> list[Run]:
    """The latest results about this advice; nothing is loaded where there are none."""
    from digitrans.content.catalogue import roles
    from digitrans.history.results import result_paths

    ids = [each for each in (roles().main, *advice.deeper) if result_paths(each)]
    if not ids:
        return []
    from digitrans.history.runs import latest_runs

    return latest_runs(words, ids, only=advice)


@writes
def search(
    ctx: typer.Context,
    sink: output.Destination,
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="arg.search", show_default=False)],
) -> None:
    """Search through all the advice."""
    from digitrans.content.catalogue import load_advice
    from digitrans.reports.advice import search_report
    from digitrans.texts.spelling import composed

    wanted = composed(" ".join(" ".join(words).split()))
    if not wanted:
        raise UsageFault("error.no-word")
    output.write_document(search_report(words_of(ctx), wanted, load_advice()), sink)
