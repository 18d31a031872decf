"""What content files say of one another: ids in one file that must be there in others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digitrans.content.models import unknown_id
from digitrans.errors import Problem

if TYPE_CHECKING:
    from digitrans.content.advice import Advice
    from digitrans.content.instruments import Instrument
    from digitrans.content.roles import Roles


def advice_references(advice: Advice, phases: set[str], instruments: set[str]) -> Iterator[Problem]:
    """References of a piece of advice that lead nowhere."""
    yield from _unless(("phase",), advice.phase, phases)
    for index, each in enumerate(advice.deeper):
        yield from _unless(("deeper", index), each, instruments)


def instrument_references(
    instrument: Instrument, advice: set[str], phases: set[str], instruments: set[str]
) -> Iterator[Problem]:
    """References of a questionnaire or checklist to other files that lead nowhere."""
    for name in ("dimensions", "items"):
        for index, each in enumerate(getattr(instrument, name)):
            yield from _unless((name, index, "advice"), each.advice, advice)
    for index, item in enumerate(instrument.items):
        for place, option in enumerate(getattr(item, "options", ())):
            for number, each in enumerate(option.asks_most):
                yield from _unless(("items", index, "options", place, "asks_most", number), each, advice)
    for index, composite in enumerate(instrument.composites):
        yield from _unless(("composites", index, "phase"), composite.phase, phases)
    for index, follow in enumerate(instrument.follow):
        yield from _unless(("follow", index, "instrument"), follow.instrument, instruments)
    for at, condition in instrument.conditions():
        yield from _unless((*at, "instrument"), condition.instrument, instruments)


def role_references(roles: Roles, instruments: set[str]) -> Iterator[Problem]:
    """Roles of questionnaires and checklists that are not there."""
    for name in ("main", "dilemmas", "meeting"):
        yield from _unless((name,), getattr(roles, name), instruments)
    for index, each in enumerate(roles.initiative):
        yield from _unless(("initiative", index), each, instruments)


def _unless(at: tuple[str | int, ...], wanted: str | None, known: set[str]) -> Iterator[Problem]:
    if wanted is not None and wanted not in known:
        yield unknown_id(at, wanted, known)
