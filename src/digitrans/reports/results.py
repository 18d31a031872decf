"""What reports are made of: one answered questionnaire, with all that was computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitrans.answers import Answers, Unit, asked, wanted
from digitrans.scoring import Coverage, Scores, coverage_of

if TYPE_CHECKING:
    from digitrans.advising import Guidance, Guide
    from digitrans.content import Text
    from digitrans.instruments import Follow, Pick, Tension
    from digitrans.plans import Goal, Resolution
    from digitrans.reports.naming import Names


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
    answers are about, None where it is not told.
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

    @property
    def coverage(self) -> Coverage:
        """How many of all questions were answered, those of every unit included, without the optional ones."""
        return coverage_of(self.answers[each.key] for each in wanted(asked(self.names.instrument, self.answers)))
