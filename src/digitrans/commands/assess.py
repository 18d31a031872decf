"""``digitrans assess``: ask, score, advise."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import AnswersFile, Full, NoInput, NoSave, Plain, words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words


def complete_questionnaire(incomplete: str) -> list[str]:
    """Ids of questionnaires for the shell."""
    from digitrans.content.catalogue import instrument_ids, instrument_kind

    return [
        each for each in instrument_ids() if each.startswith(incomplete) and instrument_kind(each) == "questionnaire"
    ]


@writes
def assess(
    ctx: typer.Context,
    sink: output.Destination,
    instrument: Annotated[
        str | None,
        typer.Argument(metavar="QUESTIONNAIRE", help="arg.instrument", autocompletion=complete_questionnaire),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="opt.short")] = False,
    list_: Annotated[bool, typer.Option("--list", help="opt.list")] = False,
    answers: AnswersFile = None,
    plain: Plain = False,
    no_input: NoInput = False,
    no_save: NoSave = False,
    full: Full = False,
) -> None:
    """Ask, score, advise: from the keyboard, from a file, or both."""
    words = words_of(ctx)
    if list_:
        from digitrans.content.catalogue import load_advice, load_instruments
        from digitrans.reports.checklists import instrument_list

        output.write_document(instrument_list(words, load_instruments(), "questionnaire", load_advice()), sink)
        return
    how = {"short": short, "plain": plain, "no_input": no_input, "no_save": no_save, "full": full}
    run_questionnaire(words, sink, instrument, answers, **how)


def run_questionnaire(
    words: Words,
    sink: output.Destination,
    instrument_id: str | None,
    answers: str | None,
    *,
    short: bool = False,
    plain: bool = False,
    no_input: bool = False,
    no_save: bool = False,
    full: bool = False,
) -> None:
    """Answers from the file ``answers``, the keyboard or both; the result to ``sink``; saved unless ``no_save``.

    Without ``instrument_id`` the main questionnaire is meant.
    """
    from dataclasses import replace

    from digitrans.asking.sittings import Sitting, decisions_to_follow
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.history.latest import load_resolutions
    from digitrans.history.runs import compute, load_names
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.first_screen import proposed

    instrument = load_instrument(instrument_id or roles().main, "questionnaire")
    if instrument.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=instrument.id)
    names = load_names(words, instrument)
    followed = decisions_to_follow(names)
    given = Sitting(names, no_input, no_save, plain).take(answers, short)
    resolutions = tuple(each for each in load_resolutions(words) if each.id in followed) if followed else ()
    run = replace(compute(names, given), resolutions=resolutions)
    proposal = None if no_save else proposed(run)
    present(words, assessment_report(run), sink, full=full, no_input=no_input, proposal=proposal, plain=plain)
