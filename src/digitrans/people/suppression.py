"""No figure for fewer than three people, also not by subtraction. Pure.

Every figure rests on a set of people. A figure is let out only where no sum of multiples of the sets behind it
and behind everything let out before comes down to fewer than three people; so nobody can subtract their way to them.
Words are not summed: each is there or not there in every list that was shown. They are let out only where at least
three people share the same lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import gcd

SMALLEST = 3
COMMENTS = "comments"

Person = tuple[str, str]
"""A respondent's code and the version of their answers: who answers anew is the same person with other answers."""

Behind = frozenset[Person]
History = Mapping[str, Mapping[str, Sequence[Behind]]]
"""The sets of people behind all figures let out before: by measure, then by group, oldest first."""


def reveals(sets: Iterable[Behind]) -> bool:
    """Whether sums of multiples of the ``sets`` can come down to one or two people.

    Elements that are in the same sets can never be told apart, so they make one column. Few people can be summed alone
    where the columns of all others lose rank without theirs; that is where their rows of the kernel depend.
    """
    columns = _alike(sets)
    rows: dict[frozenset[str], list[list[int]]] = {}
    for row, codes in zip(_kernel(list(columns)), columns.values(), strict=True):
        if len(codes) < SMALLEST:
            rows.setdefault(frozenset(codes), []).append(row)
    return any(_depend(_rows_of(each, rows)) for each in _worth_a_look(rows)) or _some_parallel(rows)


_Rows = Mapping[frozenset[str], Sequence[list[int]]]
"""The rows of the kernel by whose they are: one person's, or those of two who can never be told apart."""


def _worth_a_look(rows: _Rows) -> Iterator[frozenset[str]]:
    """Every one, and those two of whom one has several rows, or who share one; of any other two see below."""
    alone = [codes for codes in rows if len(codes) == 1]
    yield from rows
    for codes in alone:
        if len(rows[codes]) > 1:
            yield from (codes | other for other in alone if other != codes)


def _rows_of(people: frozenset[str], rows: _Rows) -> list[list[int]]:
    return [
        row
        for some in (people, *(frozenset((each,)) for each in people if len(people) > 1))
        for row in rows.get(some, ())
    ]


def _depend(rows: Sequence[list[int]]) -> bool:
    return len(_reduced(rows)) < len(rows)


def _some_parallel(rows: _Rows) -> bool:
    """Whether two people with a row each have parallel ones. Looked up, since there can be thousands."""
    seen = set()
    for codes, theirs in rows.items():
        if len(codes) == 1 and len(theirs) == 1:
            lead = next((value for value in theirs[0] if value), 1)
            common = gcd(*theirs[0]) or 1
            direction = tuple(value // common * (1 if lead > 0 else -1) for value in theirs[0])
            if direction in seen:
                return True
            seen.add(direction)
    return False


def singles_out(sets: Iterable[Behind], smallest: int = SMALLEST) -> bool:
    """Whether at least one and fewer than ``smallest`` people are in the very same ``sets``.

    Who sees the words of all sets could tell theirs by when they came and when they went.
    """
    return any(len(codes) < smallest for codes in _alike(sets).values())


def _alike(sets: Iterable[Behind]) -> dict[tuple[int, ...], set[str]]:
    """The codes of those who are in the same sets, by which of the distinct sets that is."""
    distinct = list(dict.fromkeys(each for each in sets if each))
    columns: dict[tuple[int, ...], set[str]] = {}
    for person in sorted({person for each in distinct for person in each}):
        signature = tuple(int(person in each) for each in distinct)
        columns.setdefault(signature, set()).add(person[0])
    return columns


def _kernel(columns: Sequence[Sequence[int]]) -> list[list[int]]:
    """For every column its part in all combinations of the columns that come to zero, but for a factor."""
    solved = _reduced(list(zip(*columns, strict=True)))
    free = [index for index in range(len(columns)) if index not in solved]
    return [
        [-solved[index][each] for each in free] if index in solved else [int(index == each) for each in free]
        for index in range(len(columns))
    ]


def _reduced(rows: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """The rows solved for as many columns as the rank allows, by column; in whole numbers, so exactly."""
    solved: dict[int, list[int]] = {}
    for each in rows:
        row = list(each)
        for column, other in solved.items():
            row = _without(row, column, other)
        first = next((index for index, value in enumerate(row) if value), None)
        if first is not None:
            solved = {index: _without(other, first, row) for index, other in solved.items()}
            solved[first] = row
    return solved


def _without(row: list[int], column: int, other: Sequence[int]) -> list[int]:
    """``row`` less as much of ``other`` as takes ``column`` away, in lowest terms."""
    if not (factor := row[column]):
        return row
    lead = other[column]
    mixed = [lead * a - factor * b for a, b in zip(row, other, strict=True)]
    common = gcd(*mixed) or 1
    return [value // common for value in mixed]


class Gate:
    """Lets out sets of people for one measure, or the last ones let out, or nothing. ``unsafe`` says what it keeps.

    ``spoilt`` says that it can let out nothing any more: what was let out before, on two machines that did not know of
    each other, is unsafe together.
    """

    def __init__(
        self, before: Mapping[str, Sequence[Behind]], unsafe: Callable[[Sequence[Behind]], bool] = reveals
    ) -> None:
        self.before = before
        self.unsafe = unsafe
        self.out = [each for sets in before.values() for each in sets]
        self.shown: dict[str, list[Behind]] = {}
        self.spoilt = False

    def let_out(self, name: str, wanted: Behind, known: Behind) -> Behind | None:
        """``wanted`` where it reveals nobody, else the last that ``name`` showed and still may; None without one.

        ``known`` are all answers that can stand under this name, old ones of the same people included.
        """
        earlier = [each for each in self.before.get(name, ()) if each <= known]
        for each in (wanted, *reversed(earlier)):
            if len({code for code, _ in each}) >= SMALLEST and not self.unsafe([*self.out, each]):
                self.out.append(each)
                self.shown.setdefault(name, []).append(each)
                return each
        self.spoilt = self.spoilt or self.unsafe(self.out)
        return None


class Gates:
    """A gate for every measure. Two measures of the same id share one, so that neither hides what the other let out."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._gates: dict[str, Gate] = {}

    def __getitem__(self, measure: str) -> Gate:
        unsafe = singles_out if measure == COMMENTS else reveals
        return self._gates.setdefault(measure, Gate(self._history.get(measure, {}), unsafe))

    @property
    def spoilt(self) -> bool:
        """Whether there is a measure of which nothing can be let out any more."""
        return any(gate.spoilt for gate in self._gates.values())

    @property
    def shown(self) -> History:
        """The sets behind everything that was let out here, by measure."""
        return {measure: gate.shown for measure, gate in self._gates.items()}
