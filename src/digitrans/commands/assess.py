"""``digitrans assess``: ask, score, advise."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from digitrans import output
from digitrans.commands.options import (
    AboutOption,
    AnswersFile,
    Browser,
    Full,
    NoInput,
    NoSave,
    Plain,
    Port,
    PortfolioOption,
    words_of,
    writes,
)
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from collections.abc import Collection

    from digitrans.answers.values import Answers
    from digitrans.answers.wording import Names
    from digitrans.asking.initiatives import Thread
    from digitrans.history.runs import Run


@writes
def assess(
    ctx: typer.Context,
    sink: output.Destination,
    instrument: Annotated[
        str | None,
        typer.Argument(metavar="QUESTIONNAIRE", help="arg.instrument"),
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="opt.short")] = False,
    list_: Annotated[bool, typer.Option("--list", help="opt.list")] = False,
    about: AboutOption = None,
    portfolio: PortfolioOption = None,
    answers: AnswersFile = None,
    plain: Plain = False,
    no_input: NoInput = False,
    no_save: NoSave = False,
    full: Full = False,
    browser: Browser = False,
    port: Port = None,
) -> None:
    """Ask, score, advise: from the keyboard, from a file, or both."""
    words = words_of(ctx)
    if list_:
        from digitrans.commands.screens import present
        from digitrans.content.catalogue import load_advice, load_instruments
        from digitrans.reports.checklists import instrument_list

        listed = instrument_list(words, load_instruments(), "questionnaire", load_advice())
        present(words, listed, sink, full=full, no_input=True)
        return
    manner = Manner(short, plain, no_input, no_save, full, browser, port)
    run_questionnaire(words, sink, instrument, answers, manner, about, portfolio)


class Manner(NamedTuple):
    """How the questions are asked and the result is shown, as the options of the same names say."""

    short: bool = False
    plain: bool = False
    no_input: bool = False
    no_save: bool = False
    full: bool = False
    browser: bool = False
    port: int | None = None


def run_questionnaire(
    words: Words,
    sink: output.Destination,
    instrument_id: str | None,
    answers: str | None,
    manner: Manner,
    about: str | None = None,
    portfolio: str | None = None,
) -> None:
    """Answers from the file ``answers``, the keyboard or the browser; the result to ``sink``, and saved.

    They are ``about`` an initiative, by id or name, of the file ``portfolio``, as far as these were told.
    Without ``instrument_id`` the main questionnaire is meant. Raises UsageFault for a checklist, and where options do
    not fit.
    """
    from digitrans.answers.names import load_names
    from digitrans.asking.sittings import decisions_to_follow
    from digitrans.commands.in_browser import check_browser, present_from_browser
    from digitrans.commands.initiatives import thread_of
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.first_screen import proposed

    check_browser(manner.browser, manner.port, manner.no_input)
    instrument = load_instrument(instrument_id or roles().main, "questionnaire")
    if instrument.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=instrument.id)
    names = load_names(words, instrument)
    computed = partial(_computed, names, decisions_to_follow(names))
    thread = thread_of(words, instrument, about, portfolio)
    if manner.browser:
        present_from_browser(
            names,
            answers,
            lambda given: assessment_report(computed(given)),
            sink,
            port=manner.port,
            short=manner.short,
            no_save=manner.no_save,
            thread=thread,
        )
        return
    run = computed(_taken(names, answers, thread, manner))
    proposal = None if manner.no_save else proposed(run)
    shown = assessment_report(run)
    present(words, shown, sink, full=manner.full, no_input=manner.no_input, proposal=proposal, plain=manner.plain)


def _taken(names: Names, file: str | None, thread: Thread, manner: Manner) -> Answers:
    """What was answered earlier today, where that is wanted; else answers from the file, the keyboard or both."""
    from digitrans.asking.sittings import Sitting
    from digitrans.asking.today import answered_today

    if file is None and output.may_ask(manner.no_input):
        seen = answered_today(names, manner.short, manner.plain, thread.about)
        if seen is not None:
            return seen
    sitting = Sitting(names, manner.no_input, manner.no_save, manner.plain, thread=thread)
    return sitting.take(file, manner.short)


def _computed(names: Names, followed: Collection[str], answers: Answers) -> Run:
    """What answers come to, beside the decisions of the ids in ``followed``."""
    from digitrans.history.latest import load_resolutions
    from digitrans.history.runs import compute

    resolutions = tuple(each for each in load_resolutions(names.words) if each.id in followed) if followed else ()
    return replace(compute(names, answers), resolutions=resolutions)
