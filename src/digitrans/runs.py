"""Runs: answers with all that is computed from them, as several commands need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans import advising, archive, loading, output, scoring
from digitrans.answers import asked_items
from digitrans.errors import InputFault
from digitrans.reports.assessment import Run, UnitRun, names_for
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers import Answers, Unit
    from digitrans.instruments import Instrument
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


def known_units(words: Words, instrument: Instrument) -> tuple[Unit, ...]:
    """The units last named for this instrument or, if there are none, for another that is asked about the same."""
    assert instrument.repeat is not None
    others = [each for each in loading.load_instruments() if each.id != instrument.id]
    for each in (instrument, *others):
        if each.repeat is not None and each.repeat.id == instrument.repeat.id:
            saved = latest_answers(words, each)
            if saved is not None and saved.units:
                return saved.units[: instrument.repeat.at_most]
    return ()


def compute(names: Names, answers: Answers, latest: bool = True) -> Run:
    """Scores, advice and tensions of ``answers``. ``latest``: conditions may use other instruments' saved answers."""
    instrument = names.instrument
    others = _others(names.words, instrument) if latest else {}
    items = asked_items(instrument, answers.short)
    if instrument.repeat is not None:
        items = tuple(item for item in items if item.once)
    scores = scoring.score(instrument, answers.asked_once(), items)
    guidance = advising.advise(instrument, answers, scores, names.advice)
    known = _known(others, None) | {instrument.id: (instrument, answers.asked_once(), scores)}
    tensions = advising.looks(instrument.tensions, known, instrument.id)
    guide = advising.guide(known[instrument.id], items, known)
    views = {unit: _unit_known(instrument, answers, unit, others) for unit in answers.units}
    units = tuple(_unit_run(unit, instrument, view) for unit, view in views.items())
    by_id = {unit.id: view for unit, view in views.items()}
    picked = tuple((each, advising.pick(each, by_id, instrument.id)) for each in instrument.picks)
    every = (known, *views.values())
    follow = tuple(
        each for each in instrument.follow if any(advising.all_hold(each.when, view, instrument.id) for view in every)
    )
    return Run(answers, scores, guidance, tensions, names, guide, units, picked, follow)


def _others(words: Words, instrument: Instrument) -> dict[str, tuple[Instrument, Answers]]:
    """The latest saved answers to the other instruments that conditions ask about."""
    wanted = {each.instrument for _, each in instrument.conditions() if each.instrument} - {instrument.id}
    found = {each: loading.load_instrument(each) for each in sorted(wanted)}
    saved = {each: latest_answers(words, other) for each, other in found.items()}
    return {each: (found[each], answers) for each, answers in saved.items() if answers is not None}


def _known(others: dict[str, tuple[Instrument, Answers]], unit: Unit | None) -> dict[str, advising.View]:
    """The views of other instruments: as a whole or, where they are repeated, for the unit with the same id."""
    views: dict[str, advising.View] = {}
    for name, (other, answers) in others.items():
        if other.repeat is None:
            views[name] = (other, answers, scoring.score(other, answers))
        elif unit is not None and unit.id in {each.id for each in answers.units}:
            mine = answers.of_unit(unit)
            views[name] = (other, mine, scoring.score(other, mine))
    return views


def _unit_known(
    instrument: Instrument, answers: Answers, unit: Unit, others: dict[str, tuple[Instrument, Answers]]
) -> dict[str, advising.View]:
    mine = answers.of_unit(unit)
    return _known(others, unit) | {instrument.id: (instrument, mine, scoring.score(instrument, mine))}


def _unit_run(unit: Unit, instrument: Instrument, known: dict[str, advising.View]) -> UnitRun:
    _, answers, scores = known[instrument.id]
    items = tuple(item for item in asked_items(instrument, answers.short) if not item.once)
    return UnitRun(unit, answers, scores, advising.guide(known[instrument.id], items, known))
