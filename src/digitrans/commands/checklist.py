"""``digitrans checklist``: the checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.instruments import Instrument
    from digitrans.reports.naming import Names
    from digitrans.texts import Words


def complete_checklist(incomplete: str) -> list[str]:
    """Ids of checklists for the shell."""
    from digitrans.loading import instrument_ids, instrument_kind

    return [each for each in instrument_ids() if each.startswith(incomplete) and instrument_kind(each) == "checklist"]


@writes
def checklist(ctx: typer.Context, sink: output.Destination) -> None:
    """All checklists, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.loading import load_advice, load_instruments
    from digitrans.reports.checklists import instrument_list

    output.write_document(instrument_list(words_of(ctx), load_instruments(), "checklist", load_advice()), sink)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    checklist: Annotated[
        str,
        typer.Argument(metavar="ID", help="arg.checklist", show_default=False, autocompletion=complete_checklist),
    ],
) -> None:
    """One checklist."""
    from digitrans.loading import load_instrument
    from digitrans.reports.checklists import checklist_report

    words = words_of(ctx)
    instrument = load_instrument(checklist)
    if instrument.kind != "checklist":
        raise UsageFault("error.is-questionnaire", id=checklist)
    output.write_document(checklist_report(_names(words, instrument)), sink)


def _names(words: Words, instrument: Instrument) -> Names:
    """The names that the checklist shows; the advice is loaded only where it stands in them."""
    if any(each.advice for each in instrument.dimensions):
        from digitrans.runs import load_names

        return load_names(words, instrument)
    from digitrans.reports.naming import names_for

    return names_for(words, instrument, [], ())
