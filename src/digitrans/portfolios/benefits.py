"""What initiatives promise to give a year, what they have come to give, what is missing, and whose it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from digitrans.portfolios.models import Initiative
from digitrans.portfolios.money import Money, Total, ends, total


class Benefits(NamedTuple):
    """The benefits of initiatives, also of those that are done, but not of those that were stopped.

    ``planned`` and ``realised`` are amounts a year; ``planned`` is known of so many of all initiatives, ``realised`` of
    so many of those that state a benefit. ``due`` are the initiatives whose benefit should have come by the day, and
    ``promised`` what these plan. Of them, ``behind`` give less than they promised, together ``missing`` less at least;
    of ``silent`` nobody has said what they give. ``ownerless`` state a benefit for which nobody answers.
    """

    planned: Total
    realised: Total
    due: tuple[Initiative, ...]
    promised: Total
    behind: tuple[Initiative, ...]
    missing: Money
    silent: tuple[Initiative, ...]
    ownerless: tuple[Initiative, ...]

    @property
    def told(self) -> bool:
        """Whether anything is said of benefits at all."""
        return self.planned.is_known or self.realised.is_known or bool(self.due or self.ownerless)


_NOTHING = Total(0, 0, 0, 0)


def is_due(initiative: Initiative, day: date | None) -> bool:
    """Whether a benefit should have come by ``day``: from the day it is to come, or, without one, once all is done."""
    benefit = initiative.benefit
    if benefit is None or (benefit.planned is None and benefit.realised is None):
        return False
    if benefit.since is None:
        return initiative.status == "done"
    return day is not None and benefit.since <= day


def shortfall(initiative: Initiative) -> Money | None:
    """How much less than planned a year an initiative gives, at least; 0 for none, None where it cannot be said."""
    benefit = initiative.benefit
    if benefit is None or benefit.planned is None or benefit.realised is None:
        return None
    return max(ends(benefit.planned)[0] - ends(benefit.realised)[1], 0)


def answers_for(initiative: Initiative) -> str | None:
    """Who answers for the benefit: the one who is named for it, else the owner of the initiative; None for nobody."""
    benefit = initiative.benefit
    named = benefit.owner if benefit else None
    return next((each for each in (named, initiative.owner) if each and not each.isspace()), None)


def benefits_of(initiatives: Iterable[Initiative], day: date | None) -> Benefits:
    """What ``initiatives`` promise and give as of ``day``; without a day, only what is done is due."""
    alive = [each for each in initiatives if each.status != "stopped"]
    telling = [each for each in alive if each.benefit is not None]
    if not telling:
        return Benefits(Total(0, 0, 0, len(alive)), _NOTHING, (), _NOTHING, (), 0, (), ())
    due = tuple([each for each in telling if is_due(each, day)])
    behind = tuple([each for each in due if shortfall(each)])
    return Benefits(
        total([each.benefit.planned if each.benefit else None for each in alive]),
        total([each.benefit.realised for each in telling if each.benefit]),
        due,
        total([each.benefit.planned for each in due if each.benefit]),
        behind,
        sum([shortfall(each) or 0 for each in behind]),
        tuple([each for each in due if each.benefit and each.benefit.realised is None]),
        tuple([each for each in telling if answers_for(each) is None]),
    )
