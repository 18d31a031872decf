"""Runs: answers with all that is computed from them, as several commands need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans import advising, archive, loading, output, records, scoring
from digitrans.errors import InputFault
from digitrans.reports.assessment import Run, names_for
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers import Answers
    from digitrans.content import Instrument
    from digitrans.plans import Goal, Resolution
    from digitrans.reports.naming import Names


def tell_faults(words: Words, faults: list[InputFault]) -> None:
    """Name saved files that could not be read; they are left alone."""
    for fault in faults:
        output.tell(words.error(fault))


def load_names(words: Words, instrument: Instrument) -> Names:
    """The names of what ``instrument`` measures."""
    return names_for(words, instrument, loading.load_advice(), loading.load_phases().phases)


def latest_answers(words: Words, instrument: Instrument) -> Answers | None:
    """The newest saved answers to ``instrument``, None where there are none; damaged files are named on stderr."""
    faults: list[InputFault] = []
    saved = archive.latest(instrument, faults)
    tell_faults(words, faults)
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


def compute(names: Names, answers: Answers, latest: bool = True) -> Run:
    """Scores, advice and tensions of ``answers``. ``latest``: conditions may use other instruments' saved answers."""
    instrument = names.instrument
    scores = scoring.score(instrument, answers)
    goals = load_goals(names.words) if names.advice else {}
    guidance = advising.advise(instrument, answers, scores, names.advice, goals)
    known = {instrument.id: (instrument, answers, scores)}
    wanted = {each.instrument for tension in instrument.tensions for each in tension.when if each.instrument}
    for instrument_id in sorted(wanted - {instrument.id}) if latest else ():
        other = loading.load_instrument(instrument_id)
        if found := latest_answers(names.words, other):
            known[instrument_id] = (other, found, scoring.score(other, found))
    tensions = advising.looks(instrument.tensions, known, instrument.id)
    return Run(answers, scores, guidance, tensions, names, goals)
