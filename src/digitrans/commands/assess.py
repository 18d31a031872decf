"""``digitrans assess``: ask, score, advise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    from digitrans.answers.values import Answers
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
        from digitrans.content.catalogue import load_advice, load_instruments
        from digitrans.reports.checklists import instrument_list

        output.write_document(instrument_list(words, load_instruments(), "questionnaire", load_advice()), sink)
        return
    initiative = about, portfolio
    how = {"short": short, "plain": plain, "no_input": no_input, "no_save": no_save, "full": full}
    run_questionnaire(words, sink, instrument, answers, initiative, **how, browser=browser, port=port)


def run_questionnaire(
    words: Words,
    sink: output.Destination,
    instrument_id: str | None,
    answers: str | None,
    initiative: tuple[str | None, str | None] = (None, None),
    *,
    short: bool = False,
    plain: bool = False,
    no_input: bool = False,
    no_save: bool = False,
    full: bool = False,
    browser: bool = False,
    port: int | None = None,
) -> None:
    """Answers from the file ``answers``, the keyboard or the browser; the result to ``sink``; saved unless ``no_save``.

    ``initiative`` is what they are about, by id or name, and the portfolio that it is in, as far as they were told.
    Without ``instrument_id`` the main questionnaire is meant.
    """
    from dataclasses import replace

    from digitrans.asking.sittings import Sitting, decisions_to_follow
    from digitrans.asking.today import answered_today
    from digitrans.commands.in_browser import check_browser, present_from_browser
    from digitrans.commands.initiatives import thread_of
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.history.latest import load_resolutions
    from digitrans.history.runs import compute, load_names
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.first_screen import proposed

    check_browser(browser, port, no_input)
    instrument = load_instrument(instrument_id or roles().main, "questionnaire")
    if instrument.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=instrument.id)
    names = load_names(words, instrument)
    followed = decisions_to_follow(names)

    def computed(given: Answers) -> Run:
        resolutions = tuple(each for each in load_resolutions(words) if each.id in followed) if followed else ()
        return replace(compute(names, given), resolutions=resolutions)

    thread = thread_of(words, instrument, *initiative)
    if browser:
        present_from_browser(
            names,
            answers,
            lambda given: assessment_report(computed(given)),
            sink,
            port=port,
            short=short,
            no_save=no_save,
            thread=thread,
        )
        return
    seen = answered_today(names, short, plain, thread.about) if answers is None and output.may_ask(no_input) else None
    run = computed(seen or Sitting(names, no_input, no_save, plain, thread=thread).take(answers, short))
    proposal = None if no_save else proposed(run)
    present(words, assessment_report(run), sink, full=full, no_input=no_input, proposal=proposal, plain=plain)
