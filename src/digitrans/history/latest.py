"""The latest saved answers, goals and decisions, as commands need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans import output
from digitrans.answers.initiatives import groups, is_same
from digitrans.answers.values import about_of
from digitrans.content import catalogue
from digitrans.errors import InputFault
from digitrans.history import plan_files, results
from digitrans.history.initiatives import about_at
from digitrans.texts import Words
from digitrans.texts.dates import moment_of

if TYPE_CHECKING:
    from digitrans.answers.plans import Goal, Resolution
    from digitrans.answers.values import About, Answers, Unit, Used
    from digitrans.content.instruments import Instrument


def latest_answers(words: Words, instrument: Instrument, *, shown: bool = True) -> Answers | None:
    """The saved answers to ``instrument`` that count, None where there are none; damaged files are named on stderr.

    Those are the newest, but a short run never takes the place of full answers that still stand.
    ``shown`` says that the user is to see what they come to, and so is told where they were given to other content.
    """
    faults: list[InputFault] = []
    saved = results.standing(instrument, faults, full_since())
    output.tell_faults(words, faults)
    if saved is not None and shown:
        tell_other_content(words, instrument, saved.answers)
    return saved.answers if saved else None


def full_since() -> str:
    """The first ISO day from which full answers stand over a later short run."""
    from datetime import timedelta

    from digitrans.files.settings import load_settings
    from digitrans.files.stamps import today

    try:
        return (today() - timedelta(days=load_settings().full_days)).isoformat()
    except OverflowError:
        return "0001-01-01"


def shorter_since(instrument: Instrument, shown: Answers | None) -> Answers | None:
    """A short run that came after the full answers in ``shown``; None where there is none."""
    if shown is None or shown.short:
        return None
    newest = results.latest(instrument, [])
    return newest.answers if newest and newest.answers.short else None


def load_goals(words: Words) -> dict[str, Goal]:
    """The leader's goals by advice; damaged files are named on stderr."""
    faults: list[InputFault] = []
    goals = plan_files.load_goals(faults)
    output.tell_faults(words, faults)
    return goals


def load_resolutions(words: Words) -> tuple[Resolution, ...]:
    """The leader's decisions, newest first; damaged files are named on stderr."""
    faults: list[InputFault] = []
    found = plan_files.load_resolutions(faults)
    output.tell_faults(words, faults)
    return found


def content_used(instrument_id: str) -> tuple[Used, ...]:
    """The own content in force, as a result of this instrument remembers it."""
    from digitrans.content.own_folders import own_folders

    if not own_folders():
        return ()
    from digitrans.answers.values import Used
    from digitrans.content.own_folders import content_hash, own_layers

    return tuple(Used(each.by, content_hash(each, "checklists", instrument_id)) for each in own_layers())


def tell_other_content(words: Words, instrument: Instrument, answers: Answers) -> bool:
    """Say so where a result was made with other own content about its instrument than is in force; whether it was."""
    then, now = ([each for each in used if each.hash] for used in (answers.content, content_used(answers.instrument)))
    if then == now or answers.fingerprint is None:
        return False
    named = [
        words("content.from", names=words("list.and").join(each.name for each in used))
        if used
        else words("content.none")
        for used in (then, now)
    ]
    key = "content.other-version" if named[0] == named[1] else "content.other"
    output.tell(words(key, title=instrument.title[words.language], then=named[0], now=named[1]))
    return True


def latest_about(words: Words, instrument: Instrument, about: About | None) -> Answers | None:
    """The newest saved answers about this initiative, or else those that are told to be about none; None without any.

    Of a questionnaire that is not asked by initiative, those that count.
    """
    if not instrument.is_by_initiative:
        return latest_answers(words, instrument, shown=False)
    told = {path: about_at(path, instrument.id) for path in results.result_paths(instrument.id)}
    faults: list[InputFault] = []
    for wanted in dict.fromkeys((about, None)):
        meant = {path for path, each in told.items() if is_same(each, wanted)}
        if (found := results.latest(instrument, faults, meant.__contains__)) is not None:
            break
    output.tell_faults(words, faults)
    return found.answers if found else None


def latest_of_each(words: Words, instrument: Instrument) -> list[Answers]:
    """The saved answers that count, newest first: of each initiative the newest; just one without initiatives."""
    if not instrument.is_by_initiative:
        found = latest_answers(words, instrument)
        return [found] if found else []
    saved = saved_answers(words, instrument)
    numbers = groups([about_of(instrument, each) for each in saved])
    found_each = [saved[numbers.index(number)] for number in dict.fromkeys(numbers)]
    for each in found_each[:1]:
        tell_other_content(words, instrument, each)
    return found_each


def saved_answers(words: Words, instrument: Instrument) -> list[Answers]:
    """All saved answers to ``instrument``, newest first; damaged files are named on stderr."""
    faults: list[InputFault] = []
    found = results.every(instrument, faults)
    output.tell_faults(words, faults)
    return [each.answers for each in found]


def known_units(words: Words, instrument: Instrument) -> tuple[Unit, ...]:
    """The units last named for this instrument, or for another that is asked about the same; () where none were."""
    named = last_with_units(words, instrument)
    return units_for(instrument, named) if named else ()


def last_with_units(words: Words, instrument: Instrument) -> Answers | None:
    """The newest saved answers that have units, of all instruments that are asked about the same; None without any."""
    assert instrument.repeat is not None
    names = dict.fromkeys((instrument.id, *catalogue.repeated_for(instrument.repeat.id)))
    saved = [latest_answers(words, catalogue.load_instrument(each), shown=False) for each in names]
    return max((each for each in saved if each and each.units), key=lambda each: moment_of(each.finished), default=None)


def units_for(instrument: Instrument, saved: Answers) -> tuple[Unit, ...]:
    """The units of ``saved``, as many of them as ``instrument`` takes."""
    return saved.units[: instrument.repeat.at_most if instrument.repeat else 0]
