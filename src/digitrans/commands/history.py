"""``digitrans history``: saved results, what changed between them, and how to be rid of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import AboutResult, Full, NoInput, words_of, writes
from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.history.results import Entry
    from digitrans.reports.history import Listed

PAGE = 20
Questionnaire = Annotated[str | None, typer.Option("--instrument", metavar="QUESTIONNAIRE", help="opt.instrument")]


@writes
def history(ctx: typer.Context, sink: output.Destination, full: Full = False) -> None:
    """The newest saved results, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _list(words_of(ctx), sink, None, None, PAGE, full)


@writes
def list_(
    ctx: typer.Context,
    sink: output.Destination,
    instrument: Questionnaire = None,
    about: AboutResult = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="opt.limit", min=1)] = PAGE,
    everything: Annotated[bool, typer.Option("--all", help="opt.all-results")] = False,
    full: Full = False,
) -> None:
    """Saved results, newest first."""
    _list(words_of(ctx), sink, instrument, about, None if everything else limit, full)


def _list(
    words: Words,
    sink: output.Destination,
    instrument: str | None,
    about: str | None,
    limit: int | None,
    full: bool = False,
) -> None:
    from digitrans.commands.screens import present
    from digitrans.files.stamps import now
    from digitrans.history import recall
    from digitrans.history import results as saved_results
    from digitrans.reports.history import history_list

    found = recall.entries(instrument, about)
    page = saved_results.newest(found, len(found) if limit is None else limit)
    listed = [_listed(words, each, read=True) for each in page]
    present(words, history_list(words, listed, len(found), now()), sink, full=full, no_input=True)
    if others := saved_results.shelf()[1]:
        output.tell(
            words.count("history.other-files", len(others), name=others[0], folder=str(saved_results.results_folder()))
        )


def _listed(words: Words, entry: Entry, read: bool) -> Listed:
    """One line of the list. Where the file is read and cannot be used, its fault is told and the line says so."""
    from digitrans.answers.values import told_about
    from digitrans.history import recall
    from digitrans.history.initiatives import about_in
    from digitrans.reports.history import Listed

    title, result, finished, about, outcome = entry.instrument, "", None, None, None
    faults: tuple[Fault, ...] = ()
    try:
        instrument = recall.instrument_behind(entry)
        title, initiative = instrument.title[words.language], about_in(entry)
        about = initiative.name if initiative else None
        if read:
            answers = recall.answers_in(entry)
            result, finished = recall.result_words(words, instrument, answers), answers.finished
            outcome = recall.outcome_of(words, instrument, answers)
            about = told_about(instrument, answers)
    except UsageFault as gone:
        result = words("history.no-questionnaire")
        faults = (Fault(str(entry.path), None, None, "instrument", gone.message, {"id": entry.instrument}),)
    except InputFault as fault:
        output.tell(words.error(fault))
        result, faults = words("history.damaged"), tuple(fault.faults)
    told = finished, about, outcome
    return Listed(entry.day, title, entry.instrument, entry.id, result, str(entry.path), faults, *told)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    result: Annotated[str, typer.Argument(metavar="RESULT", help="arg.result", show_default=False)] = "last",
    instrument: Questionnaire = None,
    about: AboutResult = None,
    full: Full = False,
) -> None:
    """One saved result as it was."""
    from digitrans.answers.names import load_names
    from digitrans.commands.screens import present
    from digitrans.history import recall
    from digitrans.history.runs import compute
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.printed_checklists import filled_report

    entry = recall.find(result, instrument, about)
    names = load_names(words_of(ctx), recall.instrument_behind(entry))
    answers = recall.answers_in(entry)
    if names.instrument.kind == "checklist":
        document = filled_report(names, answers, {})
    else:
        document = assessment_report(compute(names, answers, latest=False))
    present(names.words, document, sink, full=full)


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    results: Annotated[
        list[str] | None, typer.Argument(metavar="[EARLIER] [LATER]", help="arg.results", show_default=False)
    ] = None,
    instrument: Questionnaire = None,
    about: AboutResult = None,
    first: Annotated[bool, typer.Option("--first", help="opt.first")] = False,
    everything: Annotated[bool, typer.Option("--all", help="opt.all-points")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="opt.since")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="opt.until")] = None,
    full: Full = False,
) -> None:
    """What changed from one result to another, or over all of them."""
    from digitrans.history import recall

    words = words_of(ctx)
    if everything or since or until:
        if results or first:
            raise UsageFault("error.all-alone")
        span = _day(since), _day(until)
        _course(words, sink, instrument or recall.main_questionnaire(), about, span)
        return
    if about is not None and results:
        raise UsageFault("error.about-alone")
    one, other = recall.find_pair(words, results or [], instrument, first, about)
    _compare(words, sink, one, other, full)


def _compare(words: Words, sink: output.Destination, one: Entry, other: Entry, full: bool) -> None:
    from digitrans.answers.names import load_names
    from digitrans.answers.plans import between
    from digitrans.commands.screens import present
    from digitrans.history import recall, trends
    from digitrans.history.latest import load_goals, load_resolutions
    from digitrans.reports.history import comparison_report
    from digitrans.texts.dates import moment_of

    instrument = recall.instrument_behind(other)
    both = sorted((recall.answers_in(one), recall.answers_in(other)), key=lambda each: moment_of(each.finished))
    earlier, later = both
    comparison = trends.compare(instrument, earlier, later)
    before, after = (None if comparison.left_out else recall.outcome_words(words, instrument, each) for each in both)
    document = comparison_report(
        load_names(words, instrument),
        comparison,
        (before, after) if before and after else None,
        load_goals(words),
        between(load_resolutions(words), earlier.finished, later.finished),
        recall.ticked_between(words, earlier, later),
    )
    present(words, document, sink, full=full)


def _day(text: str | None) -> str | None:
    """A day that the range begins or ends with, as ISO has it; the last such day there was."""
    from digitrans.files.stamps import today
    from digitrans.texts.dates import parse_day

    if text is None:
        return None
    day = parse_day(text, today(), back=True)
    if day is None:
        raise UsageFault("error.no-date", value=text)
    return day.isoformat()


def _course(
    words: Words,
    sink: output.Destination,
    instrument_id: str,
    about: str | None = None,
    span: tuple[str | None, str | None] = (None, None),
) -> None:
    """The results of a questionnaire over time, oldest first: all of them, or those from one day to another."""
    from digitrans.answers.names import load_names
    from digitrans.history import recall, trends
    from digitrans.history import results as saved_results
    from digitrans.history.latest import load_goals
    from digitrans.reports.history import course_report

    found = recall.of_one_initiative(recall.entries(instrument_id, about))
    since, until = span[0] or "", span[1] or "9999"
    page = [each for each in saved_results.newest(found, len(found)) if since <= each.day <= until]
    if not page:
        raise UsageFault("error.one-result", instrument=instrument_id)
    instrument = recall.instrument_behind(page[0])
    results = recall.readable(words, page[::-1])
    if len(results) < 2:
        raise UsageFault("error.one-result", instrument=instrument_id)
    course = trends.course(instrument, results)
    outside = len(found) - len(page)
    output.write_document(course_report(load_names(words, instrument), course, outside, load_goals(words)), sink)


@writes
def export(
    ctx: typer.Context,
    sink: output.Destination,
    results: Annotated[
        list[str] | None, typer.Argument(metavar="RESULT...", help="arg.export", show_default=False)
    ] = None,
    instrument: Questionnaire = None,
) -> None:
    """All answers of all results, or of those named."""
    from digitrans.history import recall
    from digitrans.history import results as saved_results
    from digitrans.reports.history import export_report

    words = words_of(ctx)
    found = recall.entries(instrument)
    chosen = [recall.find(each, instrument) for each in results] if results else saved_results.newest(found, len(found))
    told = recall.readable(words, chosen)
    texts = [recall.questions_in(words, each) for each in told]
    output.write_document(export_report(words, told, texts), sink)


@writes
def delete(
    ctx: typer.Context,
    sink: output.Destination,
    results: Annotated[
        list[str] | None, typer.Argument(metavar="RESULT...", help="arg.delete", show_default=False)
    ] = None,
    instrument: Questionnaire = None,
    older_than: Annotated[str | None, typer.Option("--older-than", metavar="AGE", help="opt.older-than")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="opt.yes")] = False,
    no_input: NoInput = False,
) -> None:
    """Delete results for good, after a look at which."""
    from digitrans.history import recall
    from digitrans.history import results as saved_results
    from digitrans.reports.history import deletion_report

    words, named = words_of(ctx), results or []
    if bool(named) == bool(older_than):
        raise UsageFault("error.delete-what")
    old = recall.find_older(older_than, instrument) if older_than else []
    doomed = list(dict.fromkeys(old or [recall.find(each, instrument) for each in named]))
    listed = [_listed(words, each, read=False) for each in doomed]
    if doomed and not yes and not _confirmed(words, listed, no_input):
        output.write_document(deletion_report(words, listed, done=False), sink)
        if not output.may_ask(no_input):
            raise UsageFault("error.say-yes")
        return
    for each in doomed:
        saved_results.delete(each)
    output.write_document(deletion_report(words, listed, done=True), sink)


def _confirmed(words: Words, listed: Sequence[Listed], no_input: bool) -> bool:
    """Whether the user, shown what goes, wants it gone; never where nobody can be asked."""
    from digitrans.answers.wording import titled
    from digitrans.asking.prompters import make_prompter
    from digitrans.asking.stopping import stopping_cleanly

    if not output.may_ask(no_input):
        return False
    with stopping_cleanly():
        prompter = make_prompter(words)
        for each in listed:
            title = titled(each.title, each.about)
            prompter.show(f"{words.date(each.day)}  {title}  {each.id}  {Path(each.path).name}")
        choices = words("history.keep"), words("history.delete-them")
        return prompter.choose(words.count("history.sure", len(listed)), choices) == 1
