"""What a leader has set out to do: goals for pieces of advice, and decisions beside recommendations. Pure.

Every record is a file of its own that is never rewritten. A later one names those that it replaces, so that two
machines with a folder in common lose nothing, and the order never hangs on two clocks alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from digitrans.answers.values import About
from digitrans.content.models import Id, Many
from digitrans.errors import Problem
from digitrans.texts.dates import is_day, is_time, moment_of
from digitrans.values import dataclass

FORMAT = 1
MAX_WORDS = 500
Fate = Literal["open", "done", "dropped"]

Short = Annotated[str, StringConstraints(min_length=1, max_length=MAX_WORDS, pattern=r"\S")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
RecordId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,32}$")]


@dataclass(frozen=True)
class Goal:
    """Where the leader wants to stand on a piece of advice: ``level`` 1 to 5, ``by`` an ISO date or None."""

    advice: str
    level: Fraction
    by: str | None = None
    owner: str | None = None
    made: str = ""


@dataclass(frozen=True)
class Resolution:
    """A decision beside a piece of advice: taken, or declined and why; and what became of it.

    ``by`` is an ISO date, ``made`` and ``ended`` are ISO times; ``ended`` is None while a taken decision is open.
    ``about`` is the initiative that it is about, None where it is about none.
    """

    id: str
    advice: str
    text: str
    taken: bool
    made: str
    why: str | None = None
    owner: str | None = None
    by: str | None = None
    action: str | None = None
    fate: Fate = "open"
    ended: str | None = None
    note: str | None = None
    about: About | None = None

    @property
    def is_open(self) -> bool:
        return self.taken and self.fate == "open"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    format: Annotated[int, Field(ge=1)] = FORMAT
    made: str
    replaces: Many[str] = ()

    def problems(self) -> Iterator[Problem]:
        if not is_time(self.made):
            yield Problem(("made",), "fault.not-time", {"value": self.made})
        by = getattr(self, "by", None)
        if by is not None and not is_day(by):
            yield Problem(("by",), "fault.not-date", {"value": by})


class GoalFile(_Record):
    """A goal as it is saved; without a ``level`` it clears the one before."""

    kind: Literal["goal"] = "goal"
    advice: Id
    level: Annotated[float | int, Field(ge=1, le=5)] | None = None
    by: str | None = None
    owner: Name | None = None


class AboutRecord(BaseModel):
    """The initiative that a decision is about."""

    model_config = _Record.model_config

    name: Name
    id: Id | None = None
    organisation: Name | None = None


class DecisionFile(_Record):
    """A decision as it is saved. What becomes of it is told by ``OutcomeFile``."""

    kind: Literal["decision"] = "decision"
    id: RecordId
    advice: Id
    text: Short
    taken: bool = True
    why: Short | None = None
    owner: Name | None = None
    by: str | None = None
    action: Id | None = None
    about: AboutRecord | None = None

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if not self.taken and self.why is None:
            yield Problem((), "fault.missing", {"key": "why"})


class OutcomeFile(_Record):
    """What became of the decision with the id ``decision``."""

    kind: Literal["outcome"] = "outcome"
    decision: RecordId
    fate: Fate
    note: Short | None = None


RecordT = TypeVar("RecordT", bound=_Record)


def current(records: Mapping[str, RecordT]) -> RecordT | None:
    """The record, by file name, that no other replaces; of several, made on two machines, the latest."""
    replaced = {name for each in records.values() for name in each.replaces}
    heads = [(each.made, name) for name, each in records.items() if name not in replaced]
    chosen = max(heads, key=lambda pair: (moment_of(pair[0]), pair[1]), default=None)
    return records[chosen[1]] if chosen else None


def goals_from(files: Mapping[str, GoalFile]) -> dict[str, Goal]:
    """The goals that hold now, by advice."""
    goals = {}
    for advice in sorted({each.advice for each in files.values()}):
        found = current({name: each for name, each in files.items() if each.advice == advice})
        if found is not None and found.level is not None:
            goals[advice] = Goal(advice, Fraction(str(found.level)), found.by, found.owner, found.made)
    return goals


def resolutions_from(decisions: Iterable[DecisionFile], outcomes: Mapping[str, OutcomeFile]) -> tuple[Resolution, ...]:
    """All decisions, newest first, each with what became of it; one that was copied with its file is there once."""
    told = []
    for each in dict.fromkeys(decisions):
        last = current({name: outcome for name, outcome in outcomes.items() if outcome.decision == each.id})
        fate: Fate = last.fate if last else "open"
        ended = last.made if last and fate != "open" else None
        note = last.note if last else None
        told.append(
            Resolution(
                each.id,
                each.advice,
                text=each.text,
                taken=each.taken,
                made=each.made,
                why=each.why,
                owner=each.owner,
                by=each.by,
                action=each.action,
                fate=fate,
                ended=ended,
                note=note,
                about=_about(each.about),
            )
        )
    return tuple(sorted(told, key=lambda each: (moment_of(each.made), each.id), reverse=True))


def _about(record: AboutRecord | None) -> About | None:
    return None if record is None else About(record.name, record.id, record.organisation)


def between(resolutions: Iterable[Resolution], after: str | None, until: str | None) -> tuple[Resolution, ...]:
    """The decisions made, or ended, after one time and not after the other; all of them where a time is not known."""
    low = moment_of(after or "")
    high = moment_of(until or "") or float("inf")
    return tuple(
        each
        for each in resolutions
        if low < moment_of(each.made) <= high or (each.ended is not None and low < moment_of(each.ended) <= high)
    )
