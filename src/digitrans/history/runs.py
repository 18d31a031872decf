"""Answers with all that is computed from them, as several commands need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from digitrans.answers import conditions, scoring
from digitrans.answers import guidance as answers_guidance
from digitrans.answers.initiatives import about_option
from digitrans.answers.names import load_names
from digitrans.answers.scoring import Coverage, Scores, coverage_of
from digitrans.answers.values import About, Answers, Unit, about_of, asked, asked_items, told_about, wanted
from digitrans.content import catalogue
from digitrans.history import results
from digitrans.history.latest import latest_about, latest_answers, latest_of_each, load_goals, load_resolutions
from digitrans.texts import Words
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.conditions import Guide
    from digitrans.answers.guidance import Guidance
    from digitrans.answers.plans import Goal, Resolution
    from digitrans.answers.wording import Names
    from digitrans.content.advice import Advice
    from digitrans.content.models import Text
    from digitrans.content.rules import Follow, Pick, Tension
if TYPE_CHECKING:
    from digitrans.answers.plans import Goal, Resolution
    from digitrans.answers.values import Answers, Unit
    from digitrans.answers.wording import Names
    from digitrans.content.instruments import Instrument
    from digitrans.content.models import Text
    from digitrans.content.rules import Follow


def compute(names: Names, answers: Answers, latest: bool = True) -> Run:
    """Scores, advice and tensions of ``answers``. ``latest``: conditions may use other instruments' saved answers, and
    what was done since counts.

    A repeated instrument's rules are about its units only; what is asked once counts for each of them.
    """
    instrument = names.instrument
    about = about_of(instrument, answers)
    others = _views(_others(names.words, instrument, about)) if latest else {}
    measures = any(each.advice for each in instrument.dimensions)
    goals = load_goals(names.words) if measures else {}
    done = _actions_done(names.words, None if latest else answers.finished) if measures else frozenset()
    repeated = instrument.repeat is not None
    items = tuple(item for item in asked_items(instrument, answers.short) if item.once or not repeated)
    whole = (instrument, answers.asked_once(), scoring.score(instrument, answers.asked_once(), items))
    known = _known(others, None) | {instrument.id: whole}
    views = {unit: _unit_known(instrument, answers, unit, others) for unit in answers.units}
    by_id = {unit.id: view for unit, view in views.items()}
    guidance = answers_guidance.advise(instrument, answers, whole[2], names.advice, goals, done)
    deeper = [each for recommended in guidance.recommendations for each in recommended.advice.deeper]
    return Run(
        answers,
        whole[2],
        guidance=guidance,
        tensions=conditions.looks(instrument.tensions, known, instrument.id),
        names=names,
        guide=conditions.Guide() if repeated else conditions.guide(whole, items, known),
        units=tuple(_unit_run(unit, instrument, view) for unit, view in views.items()),
        picked=tuple((each, conditions.pick(each, by_id, instrument.id)) for each in instrument.picks),
        follow=_follow(instrument, list(views.values()) if repeated else [known]),
        openings={each: catalogue.opening(each) for each in deeper},
        goals=goals,
        about=told_about(instrument, answers),
        initiative=about,
    )


def _actions_done(words: Words, until: str | None) -> frozenset[tuple[str, str]]:
    """The actions that stand as done, each with its advice; only those done ``until`` an ISO time, where it is told."""
    return frozenset(
        (each.advice, each.action)
        for each in load_resolutions(words)
        if each.taken and each.fate == "done" and each.action is not None
        if until is None or moment_of(each.ended) <= moment_of(until)
    )


def runs_of_each(words: Words, instrument: Instrument) -> list[Run]:
    """The results that count, computed anew: of a questionnaire that is asked by initiative, the newest of each."""
    names = load_names(words, instrument)
    return [compute(names, each) for each in latest_of_each(words, instrument)]


def latest_runs(words: Words, instrument_ids: list[str], only: Advice | None = None) -> list[Run]:
    """The latest results of these instruments, computed anew, of those that have one.

    ``only``: no more is wanted of them than what they say of this piece of advice, so no other is read.
    """
    found = []
    for each in instrument_ids:
        names = load_names(words, catalogue.load_instrument(each), only)
        if (saved := latest_answers(words, names.instrument)) is not None:
            found.append(compute(names, saved))
    return found


def newest_run(words: Words, besides: tuple[str, ...]) -> Run | None:
    """The result saved last, of any questionnaire ``besides`` these; None where there is none."""
    ids = [each for each in catalogue.instrument_ids() if each not in besides]
    days = {each: paths[0].name[:10] for each in ids if (paths := results.result_paths(each))}
    last = [each for each, day in days.items() if day == max(days.values())]
    runs = latest_runs(words, last)
    return max(runs, key=lambda run: moment_of(run.answers.finished), default=None)


def _follow(instrument: Instrument, views: list[dict[str, conditions.View]]) -> tuple[tuple[Follow, Text], ...]:
    """The instruments that come next, those for which the conditions hold somewhere, with their titles.

    One that has been left out of the content is no next step.
    """
    found = [
        each for each in instrument.follow if any(conditions.all_hold(each.when, view, instrument.id) for view in views)
    ]
    there = catalogue.instrument_ids() if found else []
    return tuple((each, catalogue.instrument_title(each.instrument)) for each in found if each.instrument in there)


def _others(words: Words, instrument: Instrument, about: About | None) -> dict[str, tuple[Instrument, Answers]]:
    """The latest saved answers to the other instruments that conditions ask about, none of another initiative."""
    wanted = {each.instrument for _, each in instrument.conditions() if each.instrument} - {instrument.id}
    wanted &= set(catalogue.instrument_ids()) if wanted else set()
    found = {each: catalogue.load_instrument(each) for each in sorted(wanted)}
    saved = {each: latest_about(words, other, about) for each, other in found.items()}
    return {each: (found[each], answers) for each, answers in saved.items() if answers is not None}


def _views(others: dict[str, tuple[Instrument, Answers]]) -> dict[str, conditions.View]:
    """The views of other instruments: as a whole or, where they are repeated, for each unit by "instrument/unit"."""
    views: dict[str, conditions.View] = {}
    for name, (other, answers) in others.items():
        told = {name: answers} if other.repeat is None else {}
        told |= {f"{name}/{unit.id}": answers.of_unit(unit) for unit in answers.units}
        views |= {key: (other, each, scoring.score(other, each)) for key, each in told.items()}
    return views


def _known(others: dict[str, conditions.View], unit: Unit | None) -> dict[str, conditions.View]:
    """The views of other instruments, those for the unit with the same id as if they were the whole."""
    if unit is None:
        return others
    mine = {key.rpartition("/")[0]: view for key, view in others.items() if key.endswith(f"/{unit.id}")}
    return others | mine


def _unit_known(
    instrument: Instrument, answers: Answers, unit: Unit, others: dict[str, conditions.View]
) -> dict[str, conditions.View]:
    mine = answers.of_unit(unit)
    return _known(others, unit) | {instrument.id: (instrument, mine, scoring.score(instrument, mine))}


def _unit_run(unit: Unit, instrument: Instrument, known: dict[str, conditions.View]) -> UnitRun:
    _, answers, scores = known[instrument.id]
    items = tuple(item for item in asked_items(instrument, answers.short) if not item.once)
    return UnitRun(unit, answers, scores, conditions.guide(known[instrument.id], items, known))


@dataclass(frozen=True)
class UnitRun:
    """What the answers for one unit of a repeated questionnaire come to."""

    unit: Unit
    answers: Answers
    scores: Scores
    guide: Guide


@dataclass(frozen=True)
class Run:
    """One answered questionnaire with all that was computed from it. ``tensions`` are those that hold.

    ``picked`` are the ids of the units that stand out, ``follow`` the questionnaires that come next and why, each with
    its title; ``openings`` the commands that open what digs deeper into the recommended advice.
    ``goals`` are the leader's by advice, ``resolutions`` the decisions to show beside the result. ``about`` is what the
    answers are about, None where it is not told; ``initiative`` the initiative, where that is one.
    """

    answers: Answers
    scores: Scores
    guidance: Guidance
    tensions: tuple[Tension, ...]
    names: Names
    guide: Guide
    units: tuple[UnitRun, ...] = ()
    picked: tuple[tuple[Pick, tuple[str, ...]], ...] = ()
    follow: tuple[tuple[Follow, Text], ...] = ()
    openings: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    resolutions: tuple[Resolution, ...] = ()
    about: str | None = None
    initiative: About | None = None

    def command(self, instrument_id: str) -> str:
        """What opens another questionnaire: about the same initiative, where both are about one."""
        opened = catalogue.opening(instrument_id)
        asks = self.initiative is not None and catalogue.is_by_initiative(instrument_id)
        return f"{opened}{about_option(self.initiative)}" if asks and self.initiative else opened

    @property
    def coverage(self) -> Coverage:
        """How many of all questions were answered, those of every unit included, without those beside the scores."""
        return coverage_of(self.answers[each.key] for each in wanted(asked(self.names.instrument, self.answers)))
