"""What ``portfolio compare`` sets side by side: files and departments, and the groups of initiatives in them.

The reading is done elsewhere; here it is decided what to read, and what of it to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from digitrans.errors import UsageFault
from digitrans.portfolios.changes import is_same
from digitrans.portfolios.judge import find_department
from digitrans.portfolios.scoring import Group, PortfolioScore, Scored

Scores = tuple[PortfolioScore, PortfolioScore]


class Sides(NamedTuple):
    """The files to read, and the department on either side, by id or name.

    A department of None stands for the whole portfolio; ``departments`` is None for the only two that there are.
    """

    files: tuple[str, ...]
    departments: tuple[str | None, str | None] | None

    def ordered(self, order: Sequence[int]) -> Sides:
        """The files in another order; a department is then the same in each."""
        return Sides(tuple([self.files[place] for place in order]), self.departments)


def parse_sides(given: Sequence[str], department: str | None, is_file: Callable[[str], bool]) -> Sides:
    """FILE, FILE A B, or two files and more with ``department`` in each. Raises UsageFault for anything else."""
    if len(given) > 1 and all(each == "-" or is_file(each) for each in given):
        if list(given).count("-") > 1:
            raise UsageFault("error.stdin-twice")
        return Sides(tuple(given), (department, department))
    if len(given) == 3 and department is None:
        return Sides((given[0],), (given[1], given[2]))
    if len(given) == 1:
        return Sides((given[0],), None)
    raise UsageFault("error.compare-what")


def choose_groups(scores: Scores, sides: Sides) -> tuple[Group, Group]:
    """The group on either side. Raises UsageFault for no such group, and for one beside itself."""
    wanted = sides.departments or _both_departments(scores[0])
    first, second = (group_of(score, each) for score, each in zip(scores, wanted, strict=True))
    if len(sides.files) == 1 and first is second:
        raise UsageFault("error.compare-itself", id=wanted[1] or "")
    return first, second


def labels(
    groups: tuple[Group, Group], scores: Scores, sides: Sides, said: Callable[[date], str] = date.isoformat
) -> tuple[str, str]:
    """What to call either side; of two files with the dates as ``said``, or the files where those are equal."""
    names = [
        group.department.name if group.department else score.portfolio.organisation.name
        for group, score in zip(groups, scores, strict=True)
    ]
    if len(sides.files) == 2:
        days = [score.portfolio.organisation.as_of for score in scores]
        told = [said(day) if day and days[0] != days[1] else file for day, file in zip(days, sides.files, strict=True)]
        names = [f"{name}, {each}" for name, each in zip(names, told, strict=True)]
    return names[0], names[1]


def at_two_dates(
    groups: tuple[Group, Group], scores: Scores, same: bool = False
) -> tuple[tuple[Scored, ...], tuple[Scored, ...]] | None:
    """All initiatives of either side, also what is over; None where the two are not one portfolio at two dates.

    They are where it is said that they are the ``same``, or where organisation, names or ids say so.
    """
    if not same and not is_same(scores[0].portfolio, scores[1].portfolio):
        return None
    first, second = (initiatives_of(group, score) for group, score in zip(groups, scores, strict=True))
    return first, second


def initiatives_of(group: Group, score: PortfolioScore) -> tuple[Scored, ...]:
    """All initiatives of a group, also what is over."""
    if group.department is None:
        return score.initiatives
    return tuple(each for each in score.initiatives if each.initiative.department == group.department.id)


def _both_departments(score: PortfolioScore) -> tuple[str, str]:
    ids = [each.id for each in score.portfolio.departments]
    if len(ids) != 2:
        raise UsageFault("error.compare-which" if ids else "error.no-departments", known=", ".join(ids))
    return ids[0], ids[1]


def group_of(score: PortfolioScore, wanted: str | None) -> Group:
    """The group of a department, by id or name, or the whole. Raises UsageFault."""
    if wanted is None:
        return score.whole
    found = find_department(score.portfolio, wanted)
    return next(each for each in score.departments if each.department and each.department.id == found)
