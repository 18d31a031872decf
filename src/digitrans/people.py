"""Several respondents to one instrument: means, spread, agreement and reliability, and no figure for fewer than three.

Pure. Every figure rests on a set of people. A figure is let out only where no sum of multiples of the sets behind it
and behind everything let out before comes down to fewer than three people; so nobody can subtract their way to them.
``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from digitrans.answers import Answer, Answers, asked_items
from digitrans.instruments import AnyItem, Choice, Instrument, Rating, Slider, Writing, scored_ends
from digitrans.scoring import HIGHEST, points, score_dimension

SMALLEST = 3
ALPHA_FROM = 10
BLIND = Fraction(3, 4)
SELF, OTHERS = "self", "others"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6
GROUPS = (SELF, "executive-team", "staff", "politicians")

Person = tuple[str, str]
"""A respondent's code and the version of their answers: who answers anew is the same person with other answers."""

Behind = frozenset[Person]
History = Mapping[str, Mapping[str, Sequence[Behind]]]
"""The sets of people behind all figures let out before: by measure, then by group, oldest first."""


@dataclass(frozen=True)
class Respondent:
    """One person's answers, as they came back. ``version`` tells two answers from the same person apart."""

    code: str
    group: str
    answers: Answers
    version: str = ""

    @property
    def person(self) -> Person:
        return self.code, self.version


@dataclass(frozen=True)
class Measure:
    """What people are compared on: the score of a dimension, 1 to 5, or the place on a dilemma, -2 to +2."""

    id: str
    start: int
    end: int
    items: tuple[AnyItem, ...]

    @property
    def is_dilemma(self) -> bool:
        return isinstance(self.items[0], Slider)


@dataclass(frozen=True)
class Block:
    """The respondents whose figures are shown together: a group, or several small ones as "others"."""

    id: str
    groups: tuple[str, ...]
    people: tuple[Respondent, ...]


@dataclass(frozen=True)
class Cell:
    """A block's figures on one measure. ``mean`` is None where none may be shown; ``hidden`` then says why.

    ``spread`` is the sample's standard deviation. ``gap`` is self minus the mean, None without an own score.
    ``agreement`` is r_wg, or r_wg(J) for a dimension, 0 to 1; None where too few answered every item.
    ``held`` says that answers that came later are waiting until there are three of them.
    """

    block: str
    n: int = 0
    mean: Fraction | None = None
    spread: float | None = None
    gap: Fraction | None = None
    agreement: Fraction | None = None
    hidden: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Row:
    """One measure: the leader's own score, a cell for every block, and how far apart the farthest two are."""

    measure: Measure
    own: Fraction | None
    cells: tuple[Cell, ...]
    distance: Fraction | None
    alpha: Fraction | None = None
    alpha_n: int = 0


@dataclass(frozen=True)
class Comparison:
    """Everything that may be said about the respondents, largest disagreement first.

    ``left_out`` are groups too small to be shown, whose answers are in no figure and no comment. ``comments`` are
    (item id, text), in an order that says nothing about who wrote them. ``shown`` is what this output let out.
    """

    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    has_self: bool
    comments: tuple[tuple[str, str], ...] = ()
    comments_held: bool = False
    shown: History = field(default_factory=dict)


def with_check(start: str) -> str:
    """``start`` with the character at its end by which a slip of one character, or two swapped, is noticed."""
    return start + ALPHABET[_weighted(start)]


def is_code(text: str) -> bool:
    """Whether ``text`` can be a respondent's code."""
    return len(text) == CODE_LENGTH and set(text) <= set(ALPHABET) and with_check(text[:-1]) == text


def _weighted(text: str) -> int:
    return sum(place * ALPHABET.index(each) for place, each in enumerate(text, 1)) % len(ALPHABET)


def measures_of(instrument: Instrument, short: bool) -> tuple[Measure, ...]:
    """What respondents are compared on: every dimension that has a score, and every dilemma."""
    items = asked_items(instrument, short)
    found = []
    for dimension in instrument.dimensions:
        scored = tuple(each for each in items if each.dimension == dimension.id and scored_ends(each))
        ends = next((ends for each in scored if (ends := scored_ends(each))), None)
        if ends:
            found.append(Measure(dimension.id, *ends, scored))
    sliders = [each for each in items if isinstance(each, Slider)]
    return (*found, *(Measure(each.id, -2, 2, (each,)) for each in sliders))


def value_of(measure: Measure, answers: Answers, instrument: Instrument) -> Fraction | None:
    """One respondent's score or place; None where too little was answered."""
    if measure.is_dilemma:
        place = answers[measure.items[0].id].number
        return None if place is None else Fraction(place)
    dimension = next(each for each in instrument.dimensions if each.id == measure.id)
    return score_dimension(dimension, answers, instrument, measure.items).value


def rated_values(measure: Measure, answers: Answers) -> tuple[int, ...] | None:
    """The respondent's answers to all items as they count; None where one of them is missing."""
    given = []
    for item in measure.items:
        answer = answers[item.id]
        value = points(item, answer) if isinstance(item, Rating | Choice) else answer.number
        if value is None:
            return None
        given.append(value)
    return tuple(given)


def mean(values: Sequence[Fraction | int]) -> Fraction:
    """The arithmetic mean, exactly, of at least one value."""
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def variance(values: Sequence[Fraction | int]) -> Fraction:
    """The sample variance, divided by n - 1, exactly, of at least two values."""
    middle = mean(values)
    return sum(((Fraction(value) - middle) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def agreement(rows: Sequence[tuple[int, ...]], points_of_scale: int = HIGHEST) -> Fraction:
    """r_wg of one item, or r_wg(J) of J items: 1 is full agreement, 0 no more than by chance.

    ``rows``: the answers of at least two people to the same items. Uniform null distribution; cut to 0 to 1. James,
    Demaree and Wolf (1984).
    """
    expected = Fraction(points_of_scale**2 - 1, 12)
    columns = list(zip(*rows, strict=True))
    single = 1 - mean([variance(column) for column in columns]) / expected
    within = min(max(single, Fraction(0)), Fraction(1))
    count = len(columns)
    return count * within / (count * within + 1 - within)


def reliability(rows: Sequence[tuple[int, ...]]) -> Fraction | None:
    """Cronbach's alpha of two items or more over the people in ``rows``; None where all sums are the same."""
    columns = list(zip(*rows, strict=True))
    total = variance([sum(row) for row in rows])
    if len(columns) < 2 or total == 0:
        return None
    count = len(columns)
    return Fraction(count, count - 1) * (1 - sum((variance(each) for each in columns), Fraction(0)) / total)


def agreement_word(value: Fraction) -> str:
    """ "low" below 0.5, "moderate" below 0.7, "high" from there."""
    return "low" if value < Fraction(1, 2) else "moderate" if value < Fraction(7, 10) else "high"


def gap_word(gap: Fraction | None) -> str | None:
    """ "blind" where the leader's score is 0.75 or more above the others', "strength" where as far below; else None."""
    if gap is None or abs(gap) < BLIND:
        return None
    return "blind" if gap > 0 else "strength"


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


def blocks_of(respondents: Iterable[Respondent]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The groups to show, and the names of those left out.

    A group of three or more stands by itself. Smaller ones are merged into "others" where that makes three; otherwise
    they are left out. The leader is in no group.
    """
    by_group: dict[str, list[Respondent]] = {}
    for each in sorted(respondents, key=lambda each: each.code):
        if each.group != SELF:
            by_group.setdefault(each.group, []).append(each)
    names = sorted(by_group, key=lambda name: (GROUPS.index(name) if name in GROUPS else len(GROUPS), name))
    large = [Block(name, (name,), tuple(by_group[name])) for name in names if len(by_group[name]) >= SMALLEST]
    small = [name for name in names if len(by_group[name]) < SMALLEST]
    merged = tuple(each for name in small for each in by_group[name])
    if len(merged) >= SMALLEST:
        return (*large, Block(OTHERS, tuple(small), merged)), ()
    return tuple(large), tuple(small)


class _Gate:
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


def compare(instrument: Instrument, everyone: Sequence[Respondent], history: History | None = None) -> Comparison:
    """What may be said about the respondents. ``everyone`` holds all versions, the latest of each person last."""
    latest = {each.code: each for each in everyone}
    versions = {each.person: each for each in everyone}
    blocks, left_out = blocks_of(latest.values())
    own = next((each for each in latest.values() if each.group == SELF), None)
    short = next(iter(latest.values())).answers.short if latest else False
    shown: dict[str, Mapping[str, Sequence[Behind]]] = {}
    rows = []
    for measure in measures_of(instrument, short):
        gate = _Gate((history or {}).get(measure.id, {}))
        rows.append(_row(instrument, measure, own, blocks, versions, gate))
        shown[measure.id] = gate.shown
    gate = _Gate((history or {}).get("comments", {}))
    comments, held = _comments(instrument, blocks, versions, gate)
    shown["comments"] = gate.shown
    ordered = sorted(rows, key=lambda row: -(row.distance if row.distance is not None else Fraction(-1)))
    return Comparison(tuple(ordered), blocks, left_out, own is not None, comments, held, shown)


def _row(
    instrument: Instrument,
    measure: Measure,
    own: Respondent | None,
    blocks: Sequence[Block],
    versions: Mapping[Person, Respondent],
    gate: _Gate,
) -> Row:
    mine = value_of(measure, own.answers, instrument) if own else None
    values = {person: value_of(measure, each.answers, instrument) for person, each in versions.items()}
    complete = {person: rated_values(measure, each.answers) for person, each in versions.items()}
    pooled: list[tuple[int, ...]] = []
    cells = []
    for block in blocks:
        cell, full = _cell(block, mine, values, complete, measure.end - measure.start + 1, gate)
        cells.append(cell)
        pooled += full
    places = [each for each in (mine, *(cell.mean for cell in cells)) if each is not None]
    distance = max(places) - min(places) if len(places) > 1 else None
    alpha = reliability(pooled) if len(pooled) >= ALPHA_FROM and not measure.is_dilemma else None
    return Row(measure, mine, tuple(cells), distance, alpha, len(pooled))


def _cell(
    block: Block,
    mine: Fraction | None,
    values: Mapping[Person, Fraction | None],
    complete: Mapping[Person, tuple[int, ...] | None],
    scale: int,
    gate: _Gate,
) -> tuple[Cell, list[tuple[int, ...]]]:
    """The block's figures, and the full answers of those whose agreement may be shown."""
    known = frozenset(person for person, value in values.items() if value is not None)
    wanted = frozenset(each.person for each in block.people) & known
    if len(wanted) < SMALLEST:
        return Cell(block.id, hidden="few"), []
    behind = gate.let_out(block.id, wanted, known)
    if behind is None:
        return Cell(block.id, hidden="subtraction"), []
    given = [value for person in sorted(behind) if (value := values[person]) is not None]
    full = frozenset(person for person in behind if complete[person] is not None)
    agreeing = gate.let_out(f"{block.id}/complete", full, full) if len(full) >= SMALLEST else None
    answers = [row for person in sorted(agreeing or ()) if (row := complete[person]) is not None]
    middle = mean(given)
    cell = Cell(
        block.id,
        len(given),
        middle,
        float(variance(given)) ** 0.5,
        None if mine is None else mine - middle,
        agreement(answers, scale) if answers else None,
        held=behind != wanted,
    )
    return cell, answers


def _comments(
    instrument: Instrument, blocks: Sequence[Block], versions: Mapping[Person, Respondent], gate: _Gate
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """The notes of all who are shown, by item in the questionnaire's order, each item's in an order by chance.

    The order follows from the texts alone, so it is the same every time and says nothing about who wrote what.
    """
    wanted = frozenset(each.person for block in blocks for each in block.people)
    behind = gate.let_out("comments", wanted, frozenset(versions)) if len(wanted) >= SMALLEST else None
    order = {item.id: index for index, item in enumerate(instrument.items)}
    written = {item.id for item in instrument.items if isinstance(item, Writing)}
    told = Counter(
        (item, text)
        for person in behind or ()
        for item, answer in versions[person].answers.values.items()
        for text in _texts(answer, item in written)
        if item in order
    )
    found = sorted(told.elements(), key=lambda pair: (order[pair[0]], _by_chance(*pair), pair[1]))
    return tuple(found), behind is not None and behind != wanted


def _texts(answer: Answer, written: bool) -> list[str]:
    """What the respondent wrote: the note and, where the question asks for words, the answer itself."""
    return [each for each in (answer.note, answer.text if written else None) if each]


def _by_chance(item: str, text: str) -> str:
    return hashlib.sha256(f"{item}\n{text}".encode()).hexdigest()
