"""``digitrans assess``: ask, score, advise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from digitrans import output
from digitrans.commands.options import AnswersFile, NoInput, NoSave, Plain, words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitrans.answers import Answers
    from digitrans.archive import Draft
    from digitrans.ask import Prompter
    from digitrans.carrying import OpenLine
    from digitrans.reports.naming import Names


def complete_questionnaire(incomplete: str) -> list[str]:
    """Ids of questionnaires for the shell."""
    from digitrans.loading import instrument_ids, instrument_kind

    return [
        each for each in instrument_ids() if each.startswith(incomplete) and instrument_kind(each) == "questionnaire"
    ]


class Carry(NamedTuple):
    """What a checklist brings along from last time: where to start, what was open, and what to say beside that."""

    start: Answers
    open_lines: Mapping[str, OpenLine]
    told: Mapping[str, str]


@writes
def assess(
    ctx: typer.Context,
    sink: output.Destination,
    instrument: Annotated[
        str, typer.Argument(metavar="QUESTIONNAIRE", help="arg.instrument", autocompletion=complete_questionnaire)
    ] = "self-assessment",
    short: Annotated[bool, typer.Option("--short", help="opt.short")] = False,
    list_: Annotated[bool, typer.Option("--list", help="opt.list")] = False,
    answers: AnswersFile = None,
    plain: Plain = False,
    no_input: NoInput = False,
    no_save: NoSave = False,
) -> None:
    """Ask, score, advise: from the keyboard, from a file, or both."""
    words = words_of(ctx)
    if list_:
        from digitrans.loading import load_advice, load_instruments
        from digitrans.reports.checklists import instrument_list

        output.write_document(instrument_list(words, load_instruments(), "questionnaire", load_advice()), sink)
        return
    run_questionnaire(words, sink, instrument, answers, short=short, plain=plain, no_input=no_input, no_save=no_save)


def run_questionnaire(
    words: Words,
    sink: output.Destination,
    instrument: str,
    answers: str | None,
    *,
    short: bool = False,
    plain: bool = False,
    no_input: bool = False,
    no_save: bool = False,
) -> None:
    """Answers from the file ``answers``, the keyboard or both; the result to ``sink``; saved unless ``no_save``."""
    from dataclasses import replace

    from digitrans.reports.assessment import assessment_report
    from digitrans.runs import compute, load_resolutions

    names = _names(words, instrument)
    followed = _decisions_to_follow(names)
    given = answers_given(names, short, answers, no_input, no_save, plain)
    resolutions = tuple(each for each in load_resolutions(words) if each.id in followed) if followed else ()
    output.write_document(assessment_report(replace(compute(names, given), resolutions=resolutions)), sink)


def _decisions_to_follow(names: Names) -> set[str]:
    """The ids of the decisions to tell of: those that are open, and those that ended since the last result."""
    from digitrans.dates import moment_of
    from digitrans.runs import latest_answers, load_resolutions

    if names.instrument.verdict is None:  # only where the leader is asked about all of it
        return set()
    taken = [each for each in load_resolutions(names.words) if each.taken]
    last = latest_answers(names.words, names.instrument) if taken else None
    since = moment_of(last.finished if last else None)
    return {each.id for each in taken if each.is_open or moment_of(each.ended) > since}


def _ask_what_became(names: Names, prompter: Prompter) -> None:
    """Ask of every open decision what has become of it, and save the answer at once."""
    from digitrans import records
    from digitrans.errors import SaveFault
    from digitrans.runs import load_resolutions

    words, followed = names.words, _decisions_to_follow(names)
    for each in reversed([each for each in load_resolutions(words) if each.is_open and each.id in followed]):
        choices = words("decide.became-done"), words("decide.became-open"), words("decide.became-dropped")
        chosen = prompter.choose(words("decide.ask", date=words.date(each.made), text=each.text), choices)
        try:
            if chosen != 1:
                records.save_outcome(each, "done" if chosen == 0 else "dropped")
        except SaveFault as fault:  # the questions shall be asked all the same; the decision stays open
            output.tell(words.error(fault))


def _names(words: Words, instrument_id: str) -> Names:
    from digitrans.loading import load_instrument
    from digitrans.runs import load_names

    instrument = load_instrument(instrument_id)
    if instrument.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=instrument_id)
    return load_names(words, instrument)


def answers_given(
    names: Names,
    short: bool,
    file: str | None,
    no_input: bool,
    no_save: bool,
    plain: bool,
    carry: Carry | None = None,
) -> Answers:
    """Answers from the file, the keyboard, or both; saved unless ``no_save``."""
    from digitrans.answers import Answers, asked

    may_ask = output.may_ask(no_input)
    if short and not any(item.short for item in names.instrument.items):
        raise UsageFault("error.no-short", id=names.instrument.id)
    if file is None:
        if not may_ask:
            raise UsageFault("error.no-terminal")
        start = carry.start if carry else Answers(names.instrument.id, names.instrument.version, short)
        return _from_keyboard(names, start, no_save, plain, offer_drafts=True, carry=carry)
    given = _from_file(names, short, file)
    missing = given.open_among(asked(names.instrument, given))
    if missing and may_ask and file != "-" and _wants_the_rest(names.words, plain, len(missing)):
        return _from_keyboard(names, given, no_save, plain, offer_drafts=False)
    return given if no_save else _saved(names, given)


def _from_file(names: Names, short: bool, file: str) -> Answers:
    from dataclasses import replace

    from digitrans.answers import fingerprint, stamped, without_reworded
    from digitrans.archive import now
    from digitrans.loading import load_answers
    from digitrans.runs import content_used, tell_other_content

    given = load_answers(Path(file), names.instrument)
    other = tell_other_content(names.words, given)
    if not other and given.fingerprint not in (None, fingerprint(names.instrument)):
        output.tell(names.words("assess.older"))
    given, reworded = without_reworded(given, names.instrument)
    if reworded:
        output.tell(names.words.count("assess.reworded", reworded))
    used = content_used(names.instrument.id)
    made = replace(given, short=given.short or short, finished=given.finished or now(), content=used)
    return stamped(made, names.instrument)


def _saved(names: Names, answers: Answers) -> Answers:
    from digitrans.archive import result_paths, save_result

    for path in result_paths(names.instrument.id):
        if answers.id is not None and path.stem.endswith(f"-{answers.id}"):
            output.tell(names.words("assess.saved-already", path=str(path)))
            return answers
    saved = save_result(answers)
    output.tell(names.words("assess.saved", path=str(saved.path)))
    return saved.answers


def _prompter(words: Words, plain: bool) -> Prompter:
    from digitrans.ask import make_prompter

    dull = plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"
    return make_prompter(words, dull)


def _wants_the_rest(words: Words, plain: bool, missing: int) -> bool:
    from digitrans.ask import stopping_cleanly

    with stopping_cleanly():
        choices = words("ask.answer-rest"), words("ask.result-now")
        return _prompter(words, plain).choose(words("ask.rest", n=missing), choices) == 0


def _from_keyboard(
    names: Names, start: Answers, no_save: bool, plain: bool, offer_drafts: bool, carry: Carry | None = None
) -> Answers:
    """Ask what is open in ``start``, or in a draft of it; saved as a result unless ``no_save``."""
    from digitrans.ask import stopping_cleanly
    from digitrans.errors import SaveFault, Stopped

    prompter = _prompter(names.words, plain)
    try:
        with stopping_cleanly():
            if no_save:
                return _ask(names, start, lambda _: None, prompter, "ask.not-saving", carry)
            start, draft = _open_draft(names, start, prompter, offer_drafts)
            try:
                _ask_what_became(names, prompter)
                answered = _ask(names, start, draft.save, prompter, "ask.saving", carry)
                saved = _saved(names, answered)
                draft.close(delete=True)
                return saved
            except SaveFault as fault:  # the draft still has every answer, and the leader shall see the result
                output.tell(names.words.error(fault))
                return answered
            finally:
                draft.close()
    except Stopped as stop:
        stop.message = "ask.stopped-unsaved" if no_save else stop.message
        raise


def _ask(
    names: Names,
    start: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
    promise: str,
    carry: Carry | None = None,
) -> Answers:
    from dataclasses import replace

    from digitrans.answers import asked, stamped
    from digitrans.archive import now
    from digitrans.ask import ask_answers, ask_units
    from digitrans.carrying import kept
    from digitrans.runs import content_used, known_units

    words, instrument = names.words, names.instrument
    minutes = (instrument.minutes_short if start.short else None) or instrument.minutes
    prompter.show(instrument.title[words.language], strong=True)
    prompter.show(instrument.purpose[words.language])
    if instrument.repeat is not None and not start.units:
        start = replace(start, units=ask_units(names, known_units(words, instrument), prompter))
    count = len(asked(instrument, start))
    intro = "ask.intro-lines" if instrument.kind == "checklist" else "ask.intro"
    prompter.show(f"{words(intro, n=count, minutes=minutes)} {words(promise)}")
    used = content_used(instrument.id)
    begun = stamped(replace(start, started=start.started or now(), content=used), instrument)
    answered = ask_answers(names, begun, save, prompter, carry.told if carry else None)
    return replace(kept(answered, carry.open_lines) if carry else answered, finished=now())


def _open_draft(names: Names, start: Answers, prompter: Prompter, offer: bool) -> tuple[Answers, Draft]:
    """The draft to go on with, if the user wants to, else a new one."""
    from dataclasses import replace

    from digitrans import archive
    from digitrans.answers import asked, progress, stamped, without_reworded

    words = names.words
    found = list(archive.drafts(names.instrument, start.short))[:5] if offer else []
    found = [each for each in found if each.answers.values]
    if found:
        lines = []
        for each in found:
            done, count = progress(asked(names.instrument, each.answers), each.answers)
            lines.append(words("ask.go-on", n=done, of=count, date=words.date(each.answers.started or "")))
        chosen = prompter.choose(words("ask.draft-found"), (*lines, words("ask.start-new")))
        if chosen < len(found) and (draft := archive.open_draft(found[chosen].path)) is not None:
            kept, reworded = without_reworded(found[chosen].answers, names.instrument)
            if reworded:
                prompter.show(words.count("assess.reworded", reworded))
            return kept, draft
    fresh = stamped(replace(start, id=archive.new_id(), started=archive.now(), finished=None), names.instrument)
    return fresh, archive.start_draft(fresh)
