"""Runs: answers with all that is computed from them, as several commands need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans import advising, archive, loading, output, records, scoring
from digitrans.answers import asked_items, told_about
from digitrans.dates import moment_of
from digitrans.errors import InputFault
from digitrans.reports.naming import names_for
from digitrans.reports.results import Run, UnitRun
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers import Answers, Unit, Used
    from digitrans.content import Text
    from digitrans.instruments import Follow, Instrument
    from digitrans.plans import Goal, Resolution
    from digitrans.reports.naming import Names


def tell_faults(words: Words, faults: list[InputFault]) -> None:
    """Name saved files that could not be read; they are left alone."""
    for fault in faults:
        output.tell_once(words.error(fault))


def load_names(words: Words, instrument: Instrument) -> Names:
    """The names of what ``instrument`` measures."""
    return names_for(words, instrument, loading.load_advice(), loading.load_phases().phases)


def latest_answers(words: Words, instrument: Instrument, *, shown: bool = True) -> Answers | None:
    """The newest saved answers to ``instrument``, None where there are none; damaged files are named on stderr.

    ``shown`` says that the user is to see what they come to, and so is told where they were given to other content.
    """
    faults: list[InputFault] = []
    saved = archive.latest(instrument, faults)
    tell_faults(words, faults)
    if saved is not None and shown:
        tell_other_content(words, instrument, saved.answers)
    return saved.answers if saved else None


def load_goals(words: Words) -> dict[str, Goal]:
    """The leader's goals by advice; damaged files are named on stderr."""
    faults: list[InputFault] = []
    goals = records.load_goals(faults)
    tell_faults(words, faults)
    return goals


def load_resolutions(words: Words) -> tuple[Resolution, ...]:
    """The leader's decisions, newest first; damaged files are named on stderr."""
    faults: list[InputFault] = []
    found = records.load_resolutions(faults)
    tell_faults(words, faults)
    return found


def content_used(instrument_id: str) -> tuple[Used, ...]:
    """The own content in force, as a result of this instrument remembers it."""
    from digitrans.places import own_folders

    if not own_folders():
        return ()
    from digitrans.answers import Used
    from digitrans.layers import content_hash, own_layers

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


def saved_answers(words: Words, instrument: Instrument) -> list[Answers]:
    """All saved answers to ``instrument``, newest first; damaged files are named on stderr."""
    faults: list[InputFault] = []
    found = archive.every(instrument, faults)
    tell_faults(words, faults)
    return [each.answers for each in found]


def known_units(words: Words, instrument: Instrument) -> tuple[Unit, ...]:
    """The units last named for this instrument, or for another that is asked about the same; () where none were."""
    named = last_with_units(words, instrument)
    return units_for(instrument, named) if named else ()


def last_with_units(words: Words, instrument: Instrument) -> Answers | None:
    """The newest saved answers that have units, of all instruments that are asked about the same; None without any."""
    assert instrument.repeat is not None
    names = dict.fromkeys((instrument.id, *loading.repeated_for(instrument.repeat.id)))
    saved = [latest_answers(words, loading.load_instrument(each), shown=False) for each in names]
    return max((each for each in saved if each and each.units), key=lambda each: moment_of(each.finished), default=None)


def units_for(instrument: Instrument, saved: Answers) -> tuple[Unit, ...]:
    """The units of ``saved``, as many of them as ``instrument`` takes."""
    return saved.units[: instrument.repeat.at_most if instrument.repeat else 0]


def compute(names: Names, answers: Answers, latest: bool = True) -> Run:
    """Scores, advice and tensions of ``answers``. ``latest``: conditions may use other instruments' saved answers.

    A repeated instrument's rules speak of its units only; what is asked once counts for each of them.
    """
    instrument = names.instrument
    others = _views(_others(names.words, instrument)) if latest else {}
    goals = load_goals(names.words) if names.advice else {}
    repeated = instrument.repeat is not None
    items = tuple(item for item in asked_items(instrument, answers.short) if item.once or not repeated)
    whole = (instrument, answers.asked_once(), scoring.score(instrument, answers.asked_once(), items))
    known = _known(others, None) | {instrument.id: whole}
    views = {unit: _unit_known(instrument, answers, unit, others) for unit in answers.units}
    by_id = {unit.id: view for unit, view in views.items()}
    guidance = advising.advise(instrument, answers, whole[2], names.advice, goals)
    deeper = [each for recommended in guidance.recommendations for each in recommended.advice.deeper]
    return Run(
        answers,
        whole[2],
        guidance,
        advising.looks(instrument.tensions, known, instrument.id),
        names,
        advising.Guide() if repeated else advising.guide(whole, items, known),
        tuple(_unit_run(unit, instrument, view) for unit, view in views.items()),
        tuple((each, advising.pick(each, by_id, instrument.id)) for each in instrument.picks),
        _follow(instrument, list(views.values()) if repeated else [known]),
        {each: loading.opening(each) for each in deeper},
        goals,
        about=told_about(instrument, answers),
    )


def latest_runs(words: Words, instrument_ids: list[str]) -> list[Run]:
    """The latest results of these instruments, computed anew, of those that have one."""
    found = []
    for each in instrument_ids:
        names = load_names(words, loading.load_instrument(each))
        if (saved := latest_answers(words, names.instrument)) is not None:
            found.append(compute(names, saved))
    return found


def newest_run(words: Words, besides: tuple[str, ...]) -> Run | None:
    """The result saved last, of any questionnaire ``besides`` these; None where there is none."""
    ids = [each for each in loading.instrument_ids() if each not in besides]
    days = {each: paths[0].name[:10] for each in ids if (paths := archive.result_paths(each))}
    last = [each for each, day in days.items() if day == max(days.values())]
    runs = latest_runs(words, last)
    return max(runs, key=lambda run: moment_of(run.answers.finished), default=None)


def _follow(instrument: Instrument, views: list[dict[str, advising.View]]) -> tuple[tuple[Follow, Text], ...]:
    """The instruments that come next, those for which the conditions hold somewhere, with their titles.

    One that has been left out of the content is no next step.
    """
    found = [
        each for each in instrument.follow if any(advising.all_hold(each.when, view, instrument.id) for view in views)
    ]
    there = loading.instrument_ids() if found else []
    return tuple((each, loading.instrument_title(each.instrument)) for each in found if each.instrument in there)


def _others(words: Words, instrument: Instrument) -> dict[str, tuple[Instrument, Answers]]:
    """The latest saved answers to the other instruments that conditions ask about."""
    wanted = {each.instrument for _, each in instrument.conditions() if each.instrument} - {instrument.id}
    wanted &= set(loading.instrument_ids()) if wanted else set()
    found = {each: loading.load_instrument(each) for each in sorted(wanted)}
    saved = {each: latest_answers(words, other) for each, other in found.items()}
    return {each: (found[each], answers) for each, answers in saved.items() if answers is not None}


def _views(others: dict[str, tuple[Instrument, Answers]]) -> dict[str, advising.View]:
    """The views of other instruments: as a whole or, where they are repeated, for each unit by "instrument/unit"."""
    views: dict[str, advising.View] = {}
    for name, (other, answers) in others.items():
        told = {name: answers} if other.repeat is None else {}
        told |= {f"{name}/{unit.id}": answers.of_unit(unit) for unit in answers.units}
        views |= {key: (other, each, scoring.score(other, each)) for key, each in told.items()}
    return views


def _known(others: dict[str, advising.View], unit: Unit | None) -> dict[str, advising.View]:
    """The views of other instruments, those for the unit with the same id as if they were the whole."""
    if unit is None:
        return others
    mine = {key.rpartition("/")[0]: view for key, view in others.items() if key.endswith(f"/{unit.id}")}
    return others | mine


def _unit_known(
    instrument: Instrument, answers: Answers, unit: Unit, others: dict[str, advising.View]
) -> dict[str, advising.View]:
    mine = answers.of_unit(unit)
    return _known(others, unit) | {instrument.id: (instrument, mine, scoring.score(instrument, mine))}


def _unit_run(unit: Unit, instrument: Instrument, known: dict[str, advising.View]) -> UnitRun:
    _, answers, scores = known[instrument.id]
    items = tuple(item for item in asked_items(instrument, answers.short) if not item.once)
    return UnitRun(unit, answers, scores, advising.guide(known[instrument.id], items, known))
