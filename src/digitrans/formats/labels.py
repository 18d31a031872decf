"""Where names stand beside marks so that none lies on another name or mark. Pure: the same marks, the same places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from typing import NamedTuple


class Box(NamedTuple):
    """An upright area by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have more than an edge in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.left < x < self.right and self.top < y < self.bottom

    def inside(self, other: Box) -> bool:
        """Whether all of it lies in ``other``."""
        across = self.left >= other.left and self.right <= other.right
        return across and self.top >= other.top and self.bottom <= other.bottom


class Mark(NamedTuple):
    """A mark around a point, ``reach`` to every side, and how much room its name takes; 0 where it has none."""

    x: float
    y: float
    reach: float
    wide: float
    tall: float

    @property
    def box(self) -> Box:
        """What the mark covers."""
        return Box(self.x - self.reach, self.y - self.reach, self.x + self.reach, self.y + self.reach)


class Place(NamedTuple):
    """Where a name stands; ``leader`` is where a line from the mark ends at it, None where it stands close by."""

    box: Box
    leader: tuple[float, float] | None


SIDES = (
    (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.8, -0.8), (0.8, 0.8), (-0.8, -0.8), (-0.8, 0.8),
    (0.4, -1.0), (-0.4, -1.0), (0.4, 1.0), (-0.4, 1.0),
)  # fmt: skip
"""Right, left, above, below and between, in the order in which they are tried."""
DISTANCES = (2.0, 12.0, 24.0, 38.0, 54.0, 72.0, 92.0)
CLOSE = 2.0
STEPS = 12


def placed(marks: Sequence[Mark], area: Box) -> list[Place | None]:
    """A place for the name of each mark, inside ``area``; None where there is none, or no name.

    Those with the fewest places to choose from come first, equals in their order; each takes the nearest that is free.
    """
    covered = list(dict.fromkeys([mark.box for mark in marks]))
    choices = {n: _choices(mark, covered, area) for n, mark in enumerate(marks) if mark.wide > 0}
    found: list[Place | None] = [None] * len(marks)
    taken: list[Place] = []
    lines: list[list[tuple[float, float]]] = []
    for n in sorted(choices, key=lambda n: (len(choices[n]), n)):
        mark = marks[n]
        free = next((each for each in choices[n] if _is_free(each, mark, taken, lines)), None)
        if free is not None:
            found[n] = free
            taken.append(free)
            if free.leader is not None:
                lines.append(list(along(mark, free.leader)))
    return found


def _choices(mark: Mark, covered: Sequence[Box], area: Box) -> list[Place]:
    """The places around a mark where neither its name nor the line to it lies on another mark, the nearest first."""
    near = Box(mark.x - 280, mark.y - 130, mark.x + 280, mark.y + 130)
    others = [each for each in covered if each != mark.box and each.meets(near)]
    return [each for each in _around(mark) if each.box.inside(area) and _is_clear(each, mark, others)]


def _is_clear(place: Place, mark: Mark, others: Sequence[Box]) -> bool:
    """Whether neither a name nor the line to it lies on another mark; of those on this one the line may."""
    if any(place.box.meets(other) for other in others):
        return False
    if place.leader is None:
        return True
    points = list(along(mark, place.leader))
    across, down = sorted(x for x, _ in points), sorted(y for _, y in points)
    line = Box(across[0], down[0], across[-1], down[-1])
    near = (other for other in others if line.meets(other) and not other.meets(mark.box))
    return not any(other.holds(*point) for other in near for point in points)


def _around(mark: Mark) -> Iterator[Place]:
    for distance in DISTANCES:
        for across, down in SIDES:
            shift = mark.reach + distance
            x, y = mark.x + across * shift, mark.y + down * shift
            left = x if across > 0 else x - mark.wide if across < 0 else x - mark.wide / 2
            top = y if down > 0 else y - mark.tall if down < 0 else y - mark.tall / 2
            box = Box(left, top, left + mark.wide, top + mark.tall)
            yield Place(box, None if distance <= CLOSE else (x, y))


def _is_free(place: Place, mark: Mark, taken: Iterable[Place], lines: Iterable[Sequence[tuple[float, float]]]) -> bool:
    """Whether neither the name nor the line to it lies on another name, nor the name on another's line."""
    own = list(along(mark, place.leader)) if place.leader is not None else []
    for other in taken:
        if place.box.meets(other.box) or any(other.box.holds(*point) for point in own):
            return False
    return not any(place.box.holds(*point) for line in lines for point in line)


def along(mark: Mark, end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Points from the edge of a mark to the end of the line to its name."""
    long = hypot(end[0] - mark.x, end[1] - mark.y) or 1.0
    edge = min(mark.reach / long, 1.0)
    for step in range(STEPS + 1):
        part = edge + (1 - edge) * step / STEPS
        yield mark.x + (end[0] - mark.x) * part, mark.y + (end[1] - mark.y) * part
