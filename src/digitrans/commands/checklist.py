"""``digitrans checklist``: the checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import (
    AnswersFile,
    Browser,
    Full,
    NoInput,
    NoSave,
    Plain,
    Port,
    checked_day,
    words_of,
    writes,
)
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.wording import Names
    from digitrans.reports.printed_checklists import Page


@writes
def checklist(ctx: typer.Context, sink: output.Destination) -> None:
    """All checklists, unless a command below follows."""
    if ctx.invoked_subcommand is not None:
        return
    from digitrans.content.catalogue import load_advice, load_instruments
    from digitrans.reports.checklists import instrument_list

    output.write_document(instrument_list(words_of(ctx), load_instruments(), "checklist", load_advice()), sink)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    checklist: Annotated[
        str,
        typer.Argument(metavar="ID", help="arg.checklist", show_default=False),
    ],
) -> None:
    """One checklist."""
    from digitrans.reports.checklists import checklist_report

    output.write_document(checklist_report(_names(words_of(ctx), checklist)), sink)


@writes
def print_(
    ctx: typer.Context,
    sink: output.Destination,
    checklists: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="arg.checklists", show_default=False),
    ],
    meeting: Annotated[str | None, typer.Option("--meeting", metavar="DATE", help="opt.meeting")] = None,
    statuses: Annotated[bool, typer.Option("--statuses", help="opt.statuses")] = False,
) -> None:
    """One or several checklists for paper."""
    from datetime import date

    from digitrans.files import stamps
    from digitrans.reports.printed_checklists import print_report

    words = words_of(ctx)
    day = checked_day(words, meeting)
    today = date.fromisoformat(stamps.now()[:10])
    pages = [_page(words, each, statuses) for each in dict.fromkeys(checklists)]
    output.write_document(print_report(words, pages, day, today), sink)


def _names(words: Words, checklist: str) -> Names:
    """The names that the checklist shows; the advice is loaded only where it stands in them.

    Raises UsageFault where it is a questionnaire, or is not there.
    """
    from digitrans.content.catalogue import load_instrument

    instrument = load_instrument(checklist, "checklist")
    if instrument.kind != "checklist":
        raise UsageFault("error.is-questionnaire", id=instrument.id)
    if any(each.advice for each in instrument.dimensions):
        from digitrans.answers.names import load_names

        return load_names(words, instrument)
    from digitrans.answers.wording import names_for

    return names_for(words, instrument, [], ())


def _page(words: Words, checklist: str, statuses: bool) -> Page:
    from digitrans.reports.printed_checklists import Page

    names = _names(words, checklist)
    if not statuses:
        return Page(names, None)
    from digitrans.answers.fingerprints import without_reworded
    from digitrans.history.latest import latest_answers

    marks = latest_answers(words, names.instrument)
    if marks is None:
        raise UsageFault("error.not-filled", id=names.instrument.id)
    return Page(names, without_reworded(marks, names.instrument)[0])


@writes
def fill(
    ctx: typer.Context,
    sink: output.Destination,
    checklist: Annotated[
        str,
        typer.Argument(metavar="ID", help="arg.checklist", show_default=False),
    ],
    answers: AnswersFile = None,
    plain: Plain = False,
    no_input: NoInput = False,
    no_save: NoSave = False,
    browser: Browser = False,
    port: Port = None,
    full: Full = False,
) -> None:
    """Tick off a checklist, with owner, date and note; what was open last time comes first."""
    from functools import partial

    from digitrans.answers.fingerprints import without_reworded
    from digitrans.asking.initiatives import Thread
    from digitrans.asking.sittings import Carry, Sitting
    from digitrans.commands.in_browser import check_browser, present_from_browser
    from digitrans.commands.screens import present
    from digitrans.files import stamps
    from digitrans.history import open_lines as history_open_lines
    from digitrans.history.latest import saved_answers
    from digitrans.reports.printed_checklists import carried_words, filled_report

    check_browser(browser, port, no_input)
    words = words_of(ctx)
    names = _names(words, checklist)
    history = [without_reworded(each, names.instrument)[0] for each in saved_answers(words, names.instrument)]
    open_lines = history_open_lines.carried_over(names.instrument, history)
    start = history_open_lines.begun(names.instrument, history[0] if history else None, open_lines)
    carry = Carry(start, open_lines, carried_words(names, open_lines, stamps.now()))
    if browser:
        report = partial(filled_report, names, open_lines=open_lines)
        present_from_browser(names, answers, report, sink, port=port, no_save=no_save, carry=carry, thread=Thread())
        return
    filled = Sitting(names, no_input, no_save, plain, carry).take(answers)
    present(words, filled_report(names, filled, open_lines), sink, full=full, no_input=no_input)
