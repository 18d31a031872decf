"""No figure for fewer than three people, also not by subtraction. Pure.

Every figure rests on a set of people. A figure is let out only where no sum of multiples of the sets behind it
and behind everything let out before comes down to fewer than three people; so nobody can subtract their way to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

SMALLEST = 3

Person = tuple[str, str]
"""A respondent's code and the version of their answers: who answers anew is the same person with other answers."""

Behind = frozenset[Person]
History = Mapping[str, Mapping[str, Sequence[Behind]]]
"""The sets of people behind all figures let out before: by measure, then by group, oldest first."""


def reveals(sets: Iterable[Behind], smallest: int = SMALLEST) -> bool:
    """Whether sums of multiples of the ``sets`` can come down to at least one and fewer than ``smallest`` people.

    Elements that are in the same sets can never be told apart, so they make one column. For every choice of too few
    people it is asked whether the columns of all others lose rank: then some combination cancels them out.
    """
    distinct = list(dict.fromkeys(each for each in sets if each))
    columns: dict[tuple[int, ...], set[str]] = {}
    for person in sorted({person for each in distinct for person in each}):
        signature = tuple(int(person in each) for each in distinct)
        columns.setdefault(signature, set()).add(person[0])
    few = sorted({code for codes in columns.values() if len(codes) < smallest for code in codes})
    whole = _rank(list(columns))
    for count in range(1, smallest):
        for chosen in combinations(few, count):
            others = [signature for signature, codes in columns.items() if not codes <= set(chosen)]
            if len(others) < len(columns) and _rank(others) < whole:
                return True
    return False


def _rank(rows: list[tuple[int, ...]]) -> int:
    """The rank of a matrix, exactly."""
    matrix = [[Fraction(value) for value in row] for row in rows]
    rank = 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((index for index in range(rank, len(matrix)) if matrix[index][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for index in range(rank + 1, len(matrix)):
            if factor := matrix[index][column] / matrix[rank][column]:
                matrix[index] = [a - factor * b for a, b in zip(matrix[index], matrix[rank], strict=True)]
        rank += 1
    return rank


class Gate:
    """Lets out sets of people for one measure, or the last ones let out, or nothing."""

    def __init__(self, before: Mapping[str, Sequence[Behind]]) -> None:
        self.before = before
        self.out = [each for sets in before.values() for each in sets]
        self.shown: dict[str, list[Behind]] = {}

    def let_out(self, name: str, wanted: Behind, known: Behind) -> Behind | None:
        """``wanted`` where it reveals nobody, else what ``name`` showed last, as long as it is still ``known``."""
        earlier = [each for each in self.before.get(name, ()) if each <= known]
        for each in (wanted, *reversed(earlier)):
            if len({code for code, _ in each}) >= SMALLEST and not reveals([*self.out, each]):
                self.out.append(each)
                self.shown.setdefault(name, []).append(each)
                return each
        return None


class Gates:
    """A gate for every measure. Two measures of the same id share one, so that neither hides what the other let out."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._gates: dict[str, Gate] = {}

    def __getitem__(self, measure: str) -> Gate:
        return self._gates.setdefault(measure, Gate(self._history.get(measure, {})))

    @property
    def shown(self) -> History:
        """The sets behind everything that was let out here, by measure."""
        return {measure: gate.shown for measure, gate in self._gates.items()}
