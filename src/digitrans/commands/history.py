"""``digitrans history``: saved results, what changed between them, and how to be rid of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import NoInput, words_of, writes
from digitrans.errors import InputFault, UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers import Answers
    from digitrans.archive import Entry
    from digitrans.instruments import Instrument
    from digitrans.reports.history import Listed
    from digitrans.reports.naming import Names

PAGE = 20
POINTS = 12
Questionnaire = Annotated[str | None, typer.Option("--instrument", metavar="QUESTIONNAIRE", help="opt.instrument")]


@writes
def history(ctx: typer.Context, sink: output.Destination) -> None:
    """The newest saved results, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _list(words_of(ctx), sink, None, PAGE)


@writes
def list_(
    ctx: typer.Context,
    sink: output.Destination,
    instrument: Questionnaire = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="opt.limit", min=1)] = PAGE,
    everything: Annotated[bool, typer.Option("--all", help="opt.all-results")] = False,
) -> None:
    """Saved results, newest first."""
    _list(words_of(ctx), sink, instrument, None if everything else limit)


def _list(words: Words, sink: output.Destination, instrument: str | None, limit: int | None) -> None:
    from digitrans import archive
    from digitrans.reports.history import history_list

    found = archive.entries(_known(instrument))
    page = archive.newest(found, len(found) if limit is None else limit)
    listed = [_listed(words, each, read=True) for each in page]
    output.write_document(history_list(words, listed, len(found)), sink)


def _known(instrument: str | None) -> str | None:
    """The id of a questionnaire that is there, or None. Raises UsageFault for another id."""
    if instrument is not None:
        _instrument(instrument)
    return instrument


@cache
def _instrument(instrument_id: str) -> Instrument:
    from digitrans.loading import load_instrument

    return load_instrument(instrument_id)


def _listed(words: Words, entry: Entry, read: bool) -> Listed:
    """One line of the list. Where the file is read and cannot be used, its fault is told and the line says so."""
    from digitrans.reports.history import Listed

    title, result = entry.instrument, ""
    try:
        instrument = _instrument(entry.instrument)
        title = instrument.title[words.language]
        result = _result_words(words, instrument, _answers(entry)) if read else ""
    except UsageFault:
        result = words("history.no-questionnaire")
    except InputFault as fault:
        output.tell(words.error(fault))
        result = words("history.damaged")
    return Listed(entry.day, title, entry.instrument, entry.id, result, str(entry.path))


def _answers(entry: Entry) -> Answers:
    from digitrans.loading import load_answers

    return load_answers(entry.path, _instrument(entry.instrument))


def _result_words(words: Words, instrument: Instrument, answers: Answers) -> str:
    """The verdict where the questionnaire gives one, and how much was answered."""
    from digitrans import advising, scoring
    from digitrans.answers import Missing, asked

    questions = asked(instrument, answers)
    answered = sum(not isinstance(answers[each.key].value, Missing) for each in questions)
    told = words("coverage.answered", n=answered, of=len(questions))
    judgement = advising.judge(instrument, scoring.score(instrument, answers)) if instrument.verdict else None
    if judgement is not None and judgement.outcome is not None:
        told = f"{judgement.outcome.name[words.language]}; {told}"
    return told


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    result: Annotated[str, typer.Argument(metavar="RESULT", help="arg.result", show_default=False)] = "last",
    instrument: Questionnaire = None,
) -> None:
    """One saved result as it was."""
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.printing import filled_report
    from digitrans.runs import compute

    entry = _found(result, instrument)
    names, answers = _names(words_of(ctx), entry), _answers(entry)
    if names.instrument.kind == "checklist":
        document = filled_report(names, answers, {})
    else:
        document = assessment_report(compute(names, answers, latest=False))
    output.write_document(document, sink)


def _found(wanted: str, instrument: str | None) -> Entry:
    from digitrans import archive

    found = archive.entries(_known(instrument))
    if not found:
        raise UsageFault("error.no-result", command="digitrans assess")
    return archive.find_entry(wanted, found)


def _names(words: Words, entry: Entry) -> Names:
    from digitrans.runs import load_names

    return load_names(words, _instrument(entry.instrument))


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    results: Annotated[
        list[str] | None, typer.Argument(metavar="[EARLIER] [LATER]", help="arg.results", show_default=False)
    ] = None,
    instrument: Questionnaire = None,
    first: Annotated[bool, typer.Option("--first", help="opt.first")] = False,
    everything: Annotated[bool, typer.Option("--all", help="opt.all-points")] = False,
) -> None:
    """What changed from one result to another, or over all of them."""
    words = words_of(ctx)
    if everything:
        if results or first:
            raise UsageFault("error.all-alone")
        _course(words, sink, instrument or "self-assessment")
        return
    earlier, later = _pair(results or [], instrument, first)
    _compare(words, sink, earlier, later)


def _pair(wanted: Sequence[str], instrument: str | None, first: bool) -> tuple[Entry, Entry]:
    """The two results that are meant: those named, or the latest and the one before, or the latest and the first."""
    from digitrans import archive

    if len(wanted) > 2 or (first and wanted):
        raise UsageFault("error.two-results")
    scope = instrument or _of(wanted)
    if wanted:
        earlier = _named(wanted[0], scope)
        later = _named(wanted[1] if len(wanted) == 2 else "last", scope)
    else:
        same = archive.entries(_known(scope))
        later = _found("last", scope)
        before = next((each for each in archive.newest(same, 2) if each != later), later)
        earlier = archive.find_entry("first", same) if first else before
    if earlier.instrument != later.instrument:
        raise UsageFault("error.other-questionnaires", one=earlier.instrument, other=later.instrument)
    if earlier == later:
        raise UsageFault("error.one-result", instrument=later.instrument)
    return earlier, later


def _of(wanted: Sequence[str]) -> str:
    """The questionnaire of the first result that is named by its id; the self-assessment where none is."""
    from digitrans import archive

    found = (each.instrument for name in wanted for each in archive.entries() if name in (each.id, each.path.stem))
    return next(found, "self-assessment")


def _named(wanted: str, scope: str) -> Entry:
    """An id may be that of any questionnaire; last, first and dates are those of ``scope``."""
    from digitrans import archive

    ids = {name for each in archive.entries() for name in (each.id, each.path.stem)}
    same = {name for each in archive.entries(scope) for name in (each.id, each.path.stem)}
    return _found(wanted, None if wanted in ids - same else scope)


def _compare(words: Words, sink: output.Destination, one: Entry, other: Entry) -> None:
    from digitrans import trends
    from digitrans.dates import moment_of
    from digitrans.plans import between
    from digitrans.reports.history import comparison_report
    from digitrans.runs import load_goals, load_resolutions

    names = _names(words, other)
    earlier, later = sorted((_answers(one), _answers(other)), key=lambda each: moment_of(each.finished))
    comparison = trends.compare(names.instrument, earlier, later)
    meantime = between(load_resolutions(words), earlier.finished, later.finished)
    document = comparison_report(
        names,
        comparison,
        None if comparison.left_out else _verdicts(words, names.instrument, earlier, later),
        load_goals(words),
        meantime,
        _ticked(words, earlier, later),
    )
    output.write_document(document, sink)


def _verdicts(words: Words, instrument: Instrument, *both: Answers) -> tuple[str, str] | None:
    from digitrans import advising, scoring

    told = []
    for each in both:
        judgement = advising.judge(instrument, scoring.score(instrument, each)) if instrument.verdict else None
        if judgement is None or judgement.outcome is None:
            return None
        told.append(judgement.outcome.name[words.language])
    return told[0], told[1]


def _ticked(words: Words, earlier: Answers, later: Answers) -> list[tuple[str, str]]:
    """The lines of saved checklists that were done at the later time and not yet at the earlier: (checklist, line)."""
    from digitrans import archive

    low, high = (each.finished or "" for each in (earlier, later))
    found = [each for each in archive.entries() if each.day <= high[:10] and _is_checklist(each.instrument)]
    told = []
    for name in dict.fromkeys(each.instrument for each in found):
        mine = archive.newest([each for each in found if each.instrument == name], POINTS)
        states = [saved for each in mine if (saved := _readable(words, each)) is not None]
        now = next((each for each in states if low[:10] < (each.finished or "")[:10]), None)
        then = next((each for each in states if (each.finished or "")[:10] <= low[:10]), None)
        for item in _instrument(name).items if now else ():
            if now and now[item.id].text == "done" and (then is None or then[item.id].text != "done"):
                told.append((_instrument(name).title[words.language], item.text[words.language]))
    return told


def _is_checklist(instrument_id: str) -> bool:
    try:
        return _instrument(instrument_id).kind == "checklist"
    except UsageFault:
        return False


def _readable(words: Words, entry: Entry) -> Answers | None:
    """The answers of a saved result; None, and the fault told, where the file cannot be used."""
    try:
        return _answers(entry)
    except InputFault as fault:
        output.tell(words.error(fault))
        return None


def _course(words: Words, sink: output.Destination, instrument_id: str) -> None:
    """The newest results of a questionnaire in one picture, oldest first."""
    from digitrans import archive, trends
    from digitrans.reports.history import course_report

    found = archive.entries(_known(instrument_id))
    page = archive.newest(found, POINTS)
    results = [saved for each in reversed(page) if (saved := _readable(words, each)) is not None]
    if len(results) < 2:
        raise UsageFault("error.one-result", instrument=instrument_id)
    if _instrument(instrument_id).repeat is not None:
        raise UsageFault("error.course-repeated", id=instrument_id)
    course = trends.course(_instrument(instrument_id), results)
    output.write_document(course_report(_names(words, page[0]), course, len(found) - len(page)), sink)


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
    from digitrans import archive
    from digitrans.reports.history import export_report

    words = words_of(ctx)
    found = archive.entries(_known(instrument))
    chosen = [_found(each, instrument) for each in results] if results else archive.newest(found, len(found))
    readable = [saved for each in chosen if (saved := _exportable(words, each)) is not None]
    output.write_document(export_report(words, readable), sink)


def _exportable(words: Words, entry: Entry) -> Answers | None:
    try:
        return _readable(words, entry)
    except UsageFault as fault:
        output.tell(words.error(fault))
        return None


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
    from digitrans import archive
    from digitrans.reports.history import deletion_report

    words = words_of(ctx)
    if bool(results) == bool(older_than):
        raise UsageFault("error.delete-what")
    doomed = _older(older_than, instrument) if older_than else [_found(each, instrument) for each in results or []]
    doomed = list(dict.fromkeys(doomed))
    listed = [_listed(words, each, read=False) for each in doomed]
    if doomed and not yes and not _confirmed(words, listed, no_input):
        output.write_document(deletion_report(words, listed, done=False), sink)
        if not output.may_ask(no_input):
            raise UsageFault("error.say-yes")
        return
    for each in doomed:
        archive.delete(each)
    output.write_document(deletion_report(words, listed, done=True), sink)


def _older(age: str, instrument: str | None) -> list[Entry]:
    from datetime import date, timedelta

    from digitrans import archive

    number, unit = age[:-1], age[-1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 5 and unit in ("d", "w", "y")):
        raise UsageFault("error.age", age=age)
    days = int(number) * {"d": 1, "w": 7, "y": 365}[unit]
    try:
        limit = (date.fromisoformat(archive.now()[:10]) - timedelta(days=days)).isoformat()
    except OverflowError:
        return []
    return [each for each in archive.entries(_known(instrument)) if each.day < limit]


def _confirmed(words: Words, listed: Sequence[Listed], no_input: bool) -> bool:
    """Whether the user, shown what goes, wants it gone; never where nobody can be asked."""
    from digitrans.ask import make_prompter, stopping_cleanly

    if not output.may_ask(no_input):
        return False
    with stopping_cleanly():
        prompter = make_prompter(words)
        for each in listed:
            prompter.show(f"{words.date(each.day)}  {each.title}  {each.id}  {Path(each.path).name}")
        choices = words("history.keep"), words("history.delete-them")
        return prompter.choose(words.count("history.sure", len(listed)), choices) == 1
