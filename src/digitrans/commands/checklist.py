"""``digitrans checklist``: the checklists."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, Format, Json, Output, words_of
from digitrans.errors import UsageFault


def complete_checklist(incomplete: str) -> list[str]:
    """Ids of checklists for the shell."""
    from digitrans.loading import instrument_ids, instrument_kind

    return [each for each in instrument_ids() if each.startswith(incomplete) and instrument_kind(each) == "checklist"]


def checklist(
    ctx: typer.Context, format: Format = None, json: Json = False, target: Output = None, force: Force = False
) -> None:
    """All checklists, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.loading import load_instruments
    from digitrans.reports.checklists import instrument_list

    sink = output.destination(format, json, target, force)
    output.write_document(instrument_list(words_of(ctx), load_instruments(), "checklist"), sink)


def show(
    ctx: typer.Context,
    checklist: Annotated[
        str,
        typer.Argument(metavar="ID", help="arg.checklist", show_default=False, autocompletion=complete_checklist),
    ],
    format: Format = None,
    json: Json = False,
    target: Output = None,
    force: Force = False,
) -> None:
    """One checklist."""
    from digitrans.loading import load_instrument
    from digitrans.reports.assessment import names_for
    from digitrans.reports.checklists import checklist_report
    from digitrans.runs import load_names

    words = words_of(ctx)
    sink = output.destination(format, json, target, force)
    instrument = load_instrument(checklist)
    if instrument.kind != "checklist":
        raise UsageFault("error.is-questionnaire", id=checklist)
    uses_advice = any(each.advice for each in instrument.dimensions)
    names = load_names(words, instrument) if uses_advice else names_for(words, instrument, [], ())
    output.write_document(checklist_report(names), sink)
