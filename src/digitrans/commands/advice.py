"""``digitrans advice``: the nine pieces of advice."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, Format, Json, Output, words_of
from digitrans.errors import UsageFault


def advice(
    ctx: typer.Context, format: Format = None, json: Json = False, target: Output = None, force: Force = False
) -> None:
    """All pieces of advice by phase, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.loading import load_advice, load_phases
    from digitrans.reports.advice import advice_list

    sink = output.destination(format, json, target, force)
    output.write_document(advice_list(words_of(ctx), load_advice(), load_phases().phases), sink)


def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="arg.number", show_default=False)],
    format: Format = None,
    json: Json = False,
    target: Output = None,
    force: Force = False,
) -> None:
    """One piece of advice in full."""
    from digitrans.loading import load_advice, load_phases
    from digitrans.reports.advice import advice_report

    words = words_of(ctx)
    sink = output.destination(format, json, target, force)
    found = load_advice(number) if 0 < number < 100 else []
    if not found:
        raise UsageFault("error.no-advice", number=str(number))
    phase = next(each for each in load_phases().phases if each.id == found[0].phase)
    commands = {each: _opening(each) for each in found[0].deeper}
    output.write_document(advice_report(words, found[0], phase, commands), sink)


def _opening(instrument_id: str) -> str:
    from digitrans.loading import instrument_kind

    kind = instrument_kind(instrument_id)
    return (
        f"digitrans assess {instrument_id}" if kind == "questionnaire" else f"digitrans checklist show {instrument_id}"
    )


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="arg.search", show_default=False)],
    format: Format = None,
    json: Json = False,
    target: Output = None,
    force: Force = False,
) -> None:
    """Search through all the advice."""
    from digitrans.loading import load_advice
    from digitrans.reports.advice import search_report

    sink = output.destination(format, json, target, force)
    wanted = " ".join(" ".join(words).split())
    if not wanted:
        raise UsageFault("error.no-word")
    output.write_document(search_report(words_of(ctx), wanted, load_advice()), sink)
