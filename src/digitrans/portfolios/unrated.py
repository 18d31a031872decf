"""What a list tells though nobody has rated it: when its money ends, what is late, what is missing, what to rate first.

Nothing here concludes anything from ratings that are not there. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from digitrans.portfolios.decisions import is_unrated
from digitrans.portfolios.models import Initiative
from digitrans.portfolios.money import Total, highest, total
from digitrans.portfolios.scoring import PortfolioScore
from digitrans.portfolios.suggestions import is_late
from digitrans.texts.spelling import fold

FIRST = 3
"""So many are proposed to be rated first."""
FACTS = ("cost", "end", "owner", "department", "status")
"""What a list should say of each initiative."""
MOST_SIGNALS = 6


@dataclass(frozen=True)
class Told:
    """What a list tells of the initiatives that count.

    ``ends`` are how many end in which year and what they cost, None for those without an end, in order. ``late`` are
    those whose end has passed; ``has_statuses``: whether the list says of any how far it is. ``missing`` counts who
    lacks what; a fact that none has is counted, too. ``alike`` are names that several have. ``first`` are the dearest,
    ``share`` what of the known money they are, None where no cost is known. ``signals`` are the list's own traffic
    lights, by heading.
    """

    of: int
    ends: tuple[tuple[int | None, int, Total], ...]
    late: tuple[Initiative, ...]
    has_statuses: bool
    missing: Mapping[str, int]
    alike: tuple[tuple[str, int], ...]
    first: tuple[Initiative, ...]
    share: Fraction | None
    signals: Mapping[str, Mapping[str, int]]


def nothing_rated(score: PortfolioScore) -> bool:
    """Whether there are initiatives that count, and none of them is rated."""
    scored = score.whole.scored
    return bool(scored) and all(map(is_unrated, scored))


def told_by(score: PortfolioScore, signals: frozenset[str]) -> Told:
    """What the list tells; ``signals`` are the folded words of traffic lights."""
    counted = [each.initiative for each in score.whole.scored]
    known = [each for each in counted if each.cost is not None]
    first = sorted(known, key=_highest, reverse=True)[:FIRST]
    whole = sum(map(_highest, known))
    return Told(
        len(counted),
        _ends(counted),
        tuple(each for each in counted if is_late(each, score.day)),
        any(each.status for each in counted),
        {fact: missing for fact in FACTS if (missing := sum(getattr(each, fact) is None for each in counted))},
        _alike(counted),
        tuple(first),
        sum(map(_highest, first)) * Fraction(1, 1) / whole if whole else None,
        _signals(counted, signals),
    )


def _highest(each: Initiative) -> Fraction | int:
    return 0 if each.cost is None else highest(each.cost)


def _ends(counted: Sequence[Initiative]) -> tuple[tuple[int | None, int, Total], ...]:
    years = sorted({each.end.year for each in counted if each.end is not None})
    groups: list[tuple[int | None, list[Initiative]]] = [
        (year, [each for each in counted if each.end is not None and each.end.year == year]) for year in years
    ]
    groups.append((None, [each for each in counted if each.end is None]))
    return tuple((year, len(found), total([each.cost for each in found])) for year, found in groups if found)


def _alike(counted: Sequence[Initiative]) -> tuple[tuple[str, int], ...]:
    names = {fold(each.name): each.name for each in reversed(counted)}
    count = Counter([fold(each.name) for each in counted])
    return tuple((names[name], times) for name, times in count.most_common() if times > 1)


def _signals(counted: Sequence[Initiative], words: frozenset[str]) -> dict[str, dict[str, int]]:
    """The columns beside the fields of which most cells are traffic lights: how many have each, the most first."""
    said: dict[str, Counter[str]] = {}
    for each in counted:
        for heading, value in (each.extra or {}).items():
            said.setdefault(heading, Counter())[str(value).strip()] += 1
    return {
        heading: dict(found.most_common())
        for heading, found in said.items()
        if len(found) <= MOST_SIGNALS
        and 2 * sum(n for word, n in found.items() if fold(word) in words) > sum(found.values())
    }
