"""What ``portfolio compare`` sets side by side: files and departments, and the groups of initiatives in them.

The reading is done elsewhere; here it is decided what to read, and what of it to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from digitrans.errors import UsageFault
from digitrans.portfolios.runs import find_department
from digitrans.portfolios.scoring import Group, PortfolioScore


class Sides(NamedTuple):
    """The one or two files to read, and the department on either side, by id or name.

    A department of None stands for the whole portfolio; ``departments`` is None for the only two that there are.
    """

    files: tuple[str, ...]
    departments: tuple[str | None, str | None] | None


def parse_sides(given: Sequence[str], department: str | None, is_file: Callable[[str], bool]) -> Sides:
    """FILE, FILE A B, or FILE FILE with ``department`` in both. Raises UsageFault for anything else."""
    if len(given) == 2 and all(each == "-" or is_file(each) for each in given):
        if given[0] == given[1] == "-":
            raise UsageFault("error.stdin-twice")
        return Sides(tuple(given), (department, department))
    if len(given) == 3 and department is None:
        return Sides((given[0],), (given[1], given[2]))
    if len(given) == 1:
        return Sides((given[0],), None)
    raise UsageFault("error.compare-what")


def choose_groups(scores: tuple[PortfolioScore, PortfolioScore], sides: Sides) -> tuple[tuple[Group, str], ...]:
    """The group on either side, and its name; of two files with their dates. Raises UsageFault for no such group."""
    wanted = sides.departments or _both_departments(scores[0])
    found = [_group(score, each) for score, each in zip(scores, wanted, strict=True)]
    if len(sides.files) == 1:
        return tuple(found)
    days = [score.portfolio.organisation.as_of for score in scores]
    told = [day.isoformat() if day else file for day, file in zip(days, sides.files, strict=True)]
    return tuple((group, f"{name}, {each}") for (group, name), each in zip(found, told, strict=True))


def _both_departments(score: PortfolioScore) -> tuple[str, str]:
    ids = [each.id for each in score.portfolio.departments]
    if len(ids) != 2:
        raise UsageFault("error.compare-which", known=", ".join(ids) or "-")
    return ids[0], ids[1]


def _group(score: PortfolioScore, wanted: str | None) -> tuple[Group, str]:
    if wanted is None:
        return score.whole, score.portfolio.organisation.name
    found = find_department(score.portfolio, wanted)
    names = {each.id: each.name for each in score.portfolio.departments}
    group = next(each for each in score.departments if each.department and each.department.id == found)
    return group, names[found]
