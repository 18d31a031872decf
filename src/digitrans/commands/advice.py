"""``digitrans advice``: the nine pieces of advice."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import UsageFault


@writes
def advice(ctx: typer.Context, sink: output.Destination) -> None:
    """All pieces of advice by phase, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.loading import load_advice, load_phases
    from digitrans.reports.advice import advice_list

    output.write_document(advice_list(words_of(ctx), load_advice(), load_phases().phases), sink)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    number: Annotated[int, typer.Argument(metavar="N", help="arg.number", show_default=False)],
) -> None:
    """One piece of advice in full."""
    from digitrans.loading import instrument_ids, load_advice, load_phases
    from digitrans.reports.advice import advice_report

    words = words_of(ctx)
    found = load_advice(number) if 0 < number < 100 else []
    if not found:
        raise UsageFault("error.no-advice", number=str(number), last=str(load_advice()[-1].number))
    phase = next(each for each in load_phases().phases if each.id == found[0].phase)
    offered = set(instrument_ids())
    commands = {each: _opening(each) for each in found[0].deeper if each in offered}
    output.write_document(advice_report(words, found[0], phase, commands), sink)


def _opening(instrument_id: str) -> str:
    from digitrans.loading import instrument_kind

    kind = instrument_kind(instrument_id)
    return (
        f"digitrans assess {instrument_id}" if kind == "questionnaire" else f"digitrans checklist show {instrument_id}"
    )


@writes
def search(
    ctx: typer.Context,
    sink: output.Destination,
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="arg.search", show_default=False)],
) -> None:
    """Search through all the advice."""
    from digitrans.loading import load_advice
    from digitrans.reports.advice import search_report

    wanted = " ".join(" ".join(words).split())
    if not wanted:
        raise UsageFault("error.no-word")
    output.write_document(search_report(words_of(ctx), wanted, load_advice()), sink)
