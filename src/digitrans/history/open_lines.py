"""A checklist that is filled in again: what was open last time comes first, with how long it has been open. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digitrans.answers.values import Answer, Answers, Missing
from digitrans.content.instruments import Instrument
from digitrans.values import dataclass

OPEN = ("not-started", "under-way")


@dataclass(frozen=True)
class OpenLine:
    """A line that was open last time: its answer then, and since when (ISO time) it has been; None where not known."""

    answer: Answer
    since: str | None


def is_open(answer: Answer) -> bool:
    """Whether a line was answered, and is neither done nor not relevant."""
    return answer.value in OPEN


def carried_over(instrument: Instrument, history: Sequence[Answers]) -> dict[str, OpenLine]:
    """The lines that were open in the newest of ``history`` (newest first), longest open first.

    A line has been open since the first of the fillings in a row in which it was.
    """
    found: dict[str, OpenLine] = {}
    for item in instrument.items if history else ():
        since = None
        for filled in history:
            if not is_open(filled[item.id]):
                break
            since = filled.finished or since
        if is_open(history[0][item.id]):
            found[item.id] = OpenLine(history[0][item.id], since)
    return dict(sorted(found.items(), key=lambda pair: pair[1].since or ""))


def begun(instrument: Instrument, last: Answers | None, carried: Mapping[str, OpenLine]) -> Answers:
    """Where a new filling starts: what was done stays done; what was open, or not known, is asked again."""
    values = {}
    for key, answer in last.values.items() if last else ():
        again = key in carried or answer.value is Missing.DONT_KNOW
        values[key] = replace(answer, value=Missing.UNANSWERED) if again else answer
    return Answers(instrument.id, instrument.version, values=values)


def completed(answers: Answers, begun: Answers, carried: Mapping[str, OpenLine]) -> Answers:
    """``answers`` with the marks of last time, those done and those open, for the lines that they say nothing about."""
    before = kept(begun, carried).values
    rest = {key: each for key, each in before.items() if key not in answers.values and not is_unanswered(each)}
    return replace(answers, values={**answers.values, **rest})


def is_unanswered(answer: Answer) -> bool:
    """Whether nothing was said of a line: neither a mark nor who takes care of it."""
    return answer == Answer(Missing.UNANSWERED)


def kept(answers: Answers, carried: Mapping[str, OpenLine]) -> Answers:
    """``answers`` where a line that was skipped keeps the status it had."""
    skipped = {key for key in carried if answers[key].value is Missing.UNANSWERED}
    back = {key: replace(answers[key], value=carried[key].answer.value) for key in skipped}
    return replace(answers, values={**answers.values, **back})
