"""Readiness and citizen need taken over from the maturity analysis."""

from __future__ import annotations

from pathlib import Path

from digitrans.errors import UsageFault
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.rules import Feed
from digitrans.texts.spelling import fold

Measured = dict[str, tuple[float | None, float | None]]
"""Readiness and citizen need, 1 to 5 with two decimals, by the id and by the name of the department in small letters;
None where there is no score."""


def measured_departments(feed: Feed, wanted: str | None) -> Measured:
    """What the maturity analysis says of each department: in the file ``wanted``, or "last". Raises UsageFault."""
    if wanted is None:
        return {}
    from digitrans.answers import scoring
    from digitrans.answers.files import load_answers
    from digitrans.content.catalogue import load_instrument
    from digitrans.history import results

    instrument = load_instrument(feed.instrument)
    if wanted == "last":
        saved = results.latest(instrument, [])
        if saved is None:
            raise UsageFault("error.no-result", command=f"digitrans assess {feed.instrument}")
        answers = saved.answers
    else:
        answers = load_answers(Path(wanted), instrument)
    found: Measured = {}
    for unit in answers.units:
        scores = scoring.score(instrument, answers.of_unit(unit))
        values = (scores[each].value for each in (feed.readiness, feed.citizen_need))
        readiness, need = (None if value is None else round(float(value), 2) for value in values)
        found |= dict.fromkeys((fold(unit.name), unit.id), (readiness, need))
    return found


def with_measured(portfolio: Portfolio, measured: Measured) -> Portfolio:
    """``portfolio`` where departments that say nothing of readiness or need have what was measured."""
    if not measured:
        return portfolio
    filled = []
    for each in portfolio.departments:
        readiness, need = measured.get(each.id) or measured.get(fold(each.name)) or (None, None)
        wanted = {"readiness": (each.readiness, readiness), "citizen_need": (each.citizen_need, need)}
        update = {key: new for key, (own, new) in wanted.items() if own is None and new is not None}
        filled.append(each.model_copy(update=update))
    return portfolio.model_copy(update={"departments": tuple(filled)})
