"""Questionnaires from Python: read answers, score them, and records for pandas, Polars and DuckDB.

What stands here in ``__all__`` is promised: names, arguments and keys of records stay within a minor version. Scores
are from 1 to 5; None is what is not known, and is never a middle. Nothing that was saved earlier is read, so the same
answers give the same result. Every function raises ``Error``, and nothing else, for files and values that cannot be
used; it is the same class as in ``digitrans.portfolio``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.library_error import Error, in_words

if TYPE_CHECKING:
    from fractions import Fraction

    from digitrans.answers import scoring, values
    from digitrans.content.instruments import Instrument

__all__ = ["Answers", "Dimension", "Error", "Record", "Result", "questionnaires", "read", "score", "to_records"]

Record = dict[str, str | int | float | bool | None]
"""A row: plain values under fixed keys."""


@dataclass(frozen=True)
class Answers:
    """Answers to one questionnaire, checked. ``units`` are the ids of departments or groups, () for none."""

    source: str
    questionnaire: str
    short: bool
    units: tuple[str, ...]
    _answers: values.Answers = field(repr=False)
    _instrument: Instrument = field(repr=False)


@dataclass(frozen=True)
class Dimension:
    """The score of one thing that is measured, of a department or group, or of all (``unit`` None).

    ``score`` is None where too few questions were answered; ``low`` and ``high`` are what open answers can make of it.
    ``band`` is the id of its level: "attention", "on-its-way", "strength"; None without a score.
    """

    id: str
    unit: str | None
    score: float | None
    low: float | None
    high: float | None
    band: str | None
    answered: int
    asked: int


@dataclass(frozen=True)
class Result:
    """What answers come to. ``dimensions`` are in the order of the questionnaire, those that sum up others last.

    ``outcome`` is the id of the verdict or of the decision, None where there is none or it cannot be said. ``advice``
    are the ids of at most three pieces of advice, the most urgent first. ``second_looks`` are ids of answers that sit
    oddly together. ``provisional`` is whether open answers alone could make the verdict another one.
    """

    answers: Answers
    dimensions: tuple[Dimension, ...]
    outcome: str | None
    advice: tuple[str, ...]
    second_looks: tuple[str, ...]
    provisional: bool = False


def questionnaires() -> tuple[str, ...]:
    """The ids of the questionnaires that there are, such as "self-assessment" and "maturity"."""
    from digitrans.content.catalogue import load_instruments

    with in_words():
        return tuple([each.id for each in load_instruments() if each.kind == "questionnaire"])


def read(source: str | Path | Mapping[str, Any], questionnaire: str | None = None) -> Answers:
    """Answers from a file as for ``--answers``, or from a dict of the same form, or of ids and values alone.

    {"item": 4, "other": "dont-know"} is enough. Without an id in ``questionnaire`` it is the self-assessment. Raises
    Error with every fault.
    """
    from digitrans.answers.files import answers_of, load_answers
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.errors import UsageFault

    with in_words():
        instrument = load_instrument(questionnaire or roles().main, "questionnaire")
        if instrument.kind != "questionnaire":
            raise UsageFault("error.is-checklist", id=instrument.id)
        if isinstance(source, str | Path):
            name, answers = str(source), load_answers(Path(source), instrument)
        else:
            name, answers = "answers", answers_of(_source(source, instrument.id), instrument)
    return Answers(name, instrument.id, answers.short, tuple([each.id for each in answers.units]), answers, instrument)


def score(answers: Answers) -> Result:
    """What the answers come to by themselves, as ``digitrans assess`` says it without earlier results, goals and
    decisions."""
    from digitrans.answers import conditions, guidance, scoring
    from digitrans.answers.values import asked_items
    from digitrans.content import catalogue

    with in_words():
        given, instrument = answers._answers, answers._instrument
        repeated = instrument.repeat is not None
        items = tuple([each for each in asked_items(instrument, given.short) if each.once or not repeated])
        once = given.asked_once()
        whole = instrument, once, scoring.score(instrument, once, items)
        advised = guidance.advise(
            instrument, given, whole[2], {each.id: each for each in catalogue.load_advice()}, {}, frozenset()
        )
        guide = None if repeated else conditions.guide(whole, items, {instrument.id: whole})
    dimensions = [] if repeated else _dimensions(whole[2], None)
    for unit in given.units:
        dimensions += _dimensions(scoring.score(instrument, given.of_unit(unit)), unit.id)
    judged = advised.judgement
    outcome = judged.outcome.id if judged is not None and judged.outcome is not None else None
    if outcome is None and guide is not None and guide.decided is not None:
        outcome = guide.decided.id
    return Result(
        answers,
        tuple(dimensions),
        outcome,
        tuple([each.advice.id for each in advised.recommendations]),
        tuple([each.id for each in advised.second_looks]),
        judged is not None and judged.unsure,
    )


def to_records(result: Result) -> list[Record]:
    """A row for each dimension, of each department or group where these are asked. Every row has every key."""
    return [
        {
            "questionnaire": result.answers.questionnaire,
            "unit": each.unit,
            "dimension": each.id,
            "score": each.score,
            "low": each.low,
            "high": each.high,
            "band": each.band,
            "answered": each.answered,
            "asked": each.asked,
        }
        for each in result.dimensions
    ]


def _dimensions(found: scoring.Scores, unit: str | None) -> list[Dimension]:
    return [
        Dimension(
            each.id,
            unit,
            _number(each.value),
            _number(each.low),
            _number(each.high),
            each.band,
            each.coverage.answered,
            each.coverage.asked,
        )
        for each in (*found.dimensions, *found.composites)
    ]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _source(values: Mapping[str, Any], questionnaire: str) -> Any:
    """A dict as a source: one of ids and values alone stands for the answers in a file."""
    import json

    from digitrans.errors import Fault, InputFault
    from digitrans.files.sources import source_of

    given: dict[str, Any] = dict(values) if "answers" in values or "units" in values else {"answers": values}
    given.setdefault("instrument", questionnaire)
    try:
        data = json.dumps(given, ensure_ascii=False, allow_nan=False, default=str).encode()
    except (TypeError, ValueError, RecursionError):
        raise InputFault([Fault("answers", None, None, "", "fault.not-plain", {})]) from None
    return source_of("answers", data)
