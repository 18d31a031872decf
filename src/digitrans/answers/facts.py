"""What answers say of the initiative that they are about, in the terms of a portfolio file. Pure.

Which answer tells which field is declared in the questionnaires, as ``fact``. What is open stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil

from digitrans.answers import scoring
from digitrans.answers.kinds import value_fault
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem, Choice, Fact, Writing
from digitrans.values import dataclass


@dataclass(frozen=True)
class Told:
    """A field of the initiative, as the portfolio file calls it, and its value there: a rating, an id or a text.

    ``value`` is None where the answers leave it open. ``score`` is the score that a rating was rounded from.
    """

    field: str
    value: int | str | None
    score: Fraction | None = None


def facts_told(instrument: Instrument, answers: Answers) -> Iterator[Told]:
    """The facts that something was answered to; those that are left open, too."""
    scores = (
        scoring.score(instrument, answers.asked_once()) if any(each.fact for each in instrument.dimensions) else None
    )
    for dimension in instrument.dimensions:
        if dimension.fact is not None and scores is not None and scores[dimension.id].coverage.answered:
            yield _rated(dimension.fact, scores[dimension.id])
    for item in instrument.items:
        if item.fact is None:
            continue
        told = _repeated(item, item.fact, answers) if answers.units and not item.once else [answers[item.id]]
        if any(not isinstance(each.value, Missing) for each in told):
            yield Told(item.fact.field, _lowest(item, item.fact, told))


def _rated(fact: Fact, score: scoring.Score) -> Told:
    """The score as a whole rating: the nearest, of a half the lower, so that the file claims no more than was answered.

    None where the open answers could make it another.
    """
    ends = {_whole(each) for each in (score.low, score.value, score.high) if each is not None}
    return Told(fact.field, ends.pop() if len(ends) == 1 and score.value is not None else None, score.value)


def _whole(value: Fraction) -> int:
    return ceil(value - Fraction(1, 2))


def _repeated(item: AnyItem, fact: Fact, answers: Answers) -> list[Answer]:
    """The answers of the units that the fact is about."""
    where = fact.where
    units = [answers.of_unit(each) for each in answers.units]
    return [each[item.id] for each in units if where is None or each[where.item].text == where.option]


def _lowest(item: AnyItem, fact: Fact, told: list[Answer]) -> str | None:
    """What the answers come to: of several, the option that comes first; None where one of them says nothing."""
    values = [each.text for each in told]
    if not values or None in values:
        return None
    if isinstance(item, Writing):
        return " ".join(str(values[0]).split()) or None
    meanings = {each.option: each.value for each in fact.values}
    meant = [meanings.get(str(each)) if meanings else str(each) for each in values]
    if None in meant:
        return None
    order = list(item.choices)
    return str(meant[min(range(len(values)), key=lambda place: order.index(str(values[place])))])


@dataclass(frozen=True)
class Known:
    """What is known of an initiative, and ``source``, in words, where from."""

    value: str
    source: str


def with_known(
    instrument: Instrument, answers: Answers, known: Mapping[str, Known]
) -> tuple[Answers, list[tuple[AnyItem, Known]]]:
    """``answers`` with what is ``known``, by field, as answers to what is not answered; and which those are."""
    values, taken = dict(answers.values), list[tuple[AnyItem, Known]]()
    for item in instrument.items:
        fact = known.get(item.fact.field) if item.fact is not None and _is_taken_over(item) else None
        if fact is None or answers[item.id].value is not Missing.UNANSWERED or value_fault(item, fact.value):
            continue
        values[item.id] = replace(answers[item.id], value=fact.value)
        taken.append((item, fact))
    return replace(answers, values=values), taken


def _is_taken_over(item: AnyItem) -> bool:
    """Whether the field says all that the answer would: its options are called as in the portfolio, and are for all."""
    fact = item.fact
    return isinstance(item, Choice | Writing) and fact is not None and not fact.values and fact.where is None
