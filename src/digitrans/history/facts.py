"""What saved results say of one initiative: the newest of each questionnaire, and the facts that they tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from digitrans import output
from digitrans.answers.facts import Told, facts_told
from digitrans.answers.values import About, Answers
from digitrans.content import catalogue
from digitrans.content.instruments import Instrument
from digitrans.errors import InputFault
from digitrans.history import results
from digitrans.history.initiatives import with_initiatives
from digitrans.history.results import Entry
from digitrans.texts import Words
from digitrans.texts.dates import moment_of

AboutEach = Sequence[tuple[Entry, About]]


class Evidence(NamedTuple):
    """A fact with the questionnaire and the answers that tell it."""

    told: Told
    instrument: Instrument
    answers: Answers


def results_by_initiative() -> AboutEach:
    """Every saved result that is about an initiative, newest day first, with it."""
    return list(with_initiatives(results.entries()))


def newest_results(
    words: Words, found: AboutEach, is_meant: Callable[[About], bool]
) -> list[tuple[Instrument, Answers]]:
    """The newest result of each questionnaire about one initiative; damaged files are told of and passed over."""
    mine = [entry for entry, about in found if is_meant(about)]
    newest = []
    for name in dict.fromkeys(each.instrument for each in mine):
        instrument = catalogue.load_instrument(name)
        faults: list[InputFault] = []
        for entry in results.newest([each for each in mine if each.instrument == name], len(mine)):
            if (saved := results.read_saved(entry.path, instrument, faults)) is not None:
                newest.append((instrument, saved.answers))
                break
        for fault in faults:
            output.tell_once(words.error(fault))
    return newest


def evidence_of(newest: Sequence[tuple[Instrument, Answers]]) -> dict[str, Evidence]:
    """The facts that results tell, by field of the portfolio: of several sources the newest that leaves none open."""
    found: dict[str, Evidence] = {}
    for instrument, answers in sorted(newest, key=lambda each: moment_of(each[1].finished), reverse=True):
        for told in facts_told(instrument, answers):
            before = found.get(told.field)
            if before is None or (before.told.value is None and told.value is not None):
                found[told.field] = Evidence(told, instrument, answers)
    return found
