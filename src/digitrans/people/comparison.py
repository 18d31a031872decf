"""Several respondents to one instrument: means, spread, agreement and reliability, and no figure for fewer than three.

Pure. Every figure rests on a set of people, which ``suppression`` lets out or not. ``docs/scoring.md`` has worked
examples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from digitrans.answers.scoring import points, score_dimension
from digitrans.answers.values import Answer, Answers, Asked, Unit, asked_items
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem, Choice, Rating, Slider, Writing
from digitrans.people.codes import GROUPS, OTHERS, SELF
from digitrans.people.dispersion import agreement, mean, reliability, variance
from digitrans.people.suppression import COMMENTS, SMALLEST, Behind, Gate, Gates, History, Person
from digitrans.people.tallies import Tally, is_tallied, tally

ALPHA_FROM = 10
BLIND = Fraction(3, 4)


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
    """What people are compared on: the score of a dimension, 1 to 5, or the place on a dilemma, -2 to +2.

    ``id`` is that of the dimension or the dilemma; "unit/dimension" where it is asked for a ``unit``. ``neutral`` says
    that higher is not better, as with a need, or the sides of a dilemma.
    """

    id: str
    start: int
    end: int
    items: tuple[AnyItem, ...]
    unit: Unit | None = None
    neutral: bool = False

    @property
    def subject(self) -> str:
        """The id of the dimension or the dilemma."""
        return self.id.rpartition("/")[2]

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
    (question, text), in an order that says nothing about who wrote them. ``tallies`` are the questions that make no
    score. ``units`` are those that a repeated questionnaire was answered for. ``shown`` is what this output let out.
    ``comments_hidden``: there are some, and none may be shown now. ``spoilt``: some figures never can be any more.
    """

    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...]
    has_self: bool
    comments: tuple[tuple[Asked, str], ...] = ()
    comments_held: bool = False
    shown: History = field(default_factory=dict)
    tallies: tuple[Tally, ...] = ()
    units: tuple[Unit, ...] = ()
    comments_hidden: bool = False
    spoilt: bool = False


def units_of(everyone: Iterable[Respondent]) -> tuple[Unit, ...]:
    """The units that a repeated questionnaire was answered for, each once; none where it is not repeated."""
    return tuple({unit.id: unit for each in everyone for unit in each.answers.units}.values())


def items_for(instrument: Instrument, short: bool, unit: Unit | None) -> tuple[AnyItem, ...]:
    """What is asked for ``unit``; where it is None, what is asked once, and all of what is not repeated."""
    items = asked_items(instrument, short)
    if instrument.repeat is None:
        return items
    return tuple(each for each in items if each.once == (unit is None))


def measures_of(instrument: Instrument, short: bool, unit: Unit | None = None) -> tuple[Measure, ...]:
    """What respondents are compared on, for one unit or for none: every dimension with a score, and every dilemma."""
    items = items_for(instrument, short, unit)
    mark = f"{unit.id}/" if unit else ""
    found = []
    for dimension in instrument.dimensions:
        scored = tuple(each for each in items if each.dimension == dimension.id and each.scored_ends)
        ends = next((ends for each in scored if (ends := each.scored_ends)), None)
        if ends:
            found.append(Measure(mark + dimension.id, *ends, scored, unit, dimension.neutral))
    sliders = [each for each in items if isinstance(each, Slider)]
    return (*found, *(Measure(mark + each.id, -2, 2, (each,), unit, neutral=True) for each in sliders))


def value_of(measure: Measure, answers: Answers, instrument: Instrument) -> Fraction | None:
    """One respondent's score or place; None where too little was answered. ``answers`` are those for the unit."""
    if measure.is_dilemma:
        place = answers[measure.items[0].id].number
        return None if place is None else Fraction(place)
    dimension = next(each for each in instrument.dimensions if each.id == measure.subject)
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


def gap_word(gap: Fraction | None, neutral: bool = False) -> str | None:
    """ "blind" where the leader's score is 0.75 or more above the others', "strength" where as far below; else None.

    Where higher is not better, "higher" and "lower".
    """
    if gap is None or abs(gap) < BLIND:
        return None
    if neutral:
        return "higher" if gap > 0 else "lower"
    return "blind" if gap > 0 else "strength"


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


def of_people(people: Iterable[Respondent], versions: Iterable[Person]) -> Behind:
    """Those of ``versions`` that are answers of ``people``, old ones included: groups change, and so do the blocks."""
    codes = {each.code for each in people}
    return frozenset(each for each in versions if each[0] in codes)


def compare(instrument: Instrument, everyone: Sequence[Respondent], history: History | None = None) -> Comparison:
    """What may be said about the respondents. ``everyone`` holds all versions, the latest of each person last."""
    latest = {each.code: each for each in everyone}
    blocks, left_out = blocks_of(latest.values())
    own = next((each for each in latest.values() if each.group == SELF), None)
    units = units_of(everyone) if instrument.repeat else ()
    short = any(each.answers.short for each in everyone)
    gates = Gates(history or {})
    rows: list[Row] = []
    tallies: list[Tally] = []
    for unit in (None, *units):
        within = {each.person: each.answers.of_unit(unit) if unit else each.answers for each in everyone}
        mine = within[own.person] if own else None
        for measure in measures_of(instrument, short, unit):
            rows.append(_row(instrument, measure, mine, blocks, within, gates[measure.id]))
        for item in items_for(instrument, short, unit):
            if is_tallied(item):
                tallies.append(_tally(Asked(item, unit), mine, blocks, within, gates))
    said = _comments(instrument, units, blocks, {each.person: each for each in everyone}, gates[COMMENTS])
    rows.sort(key=_apart, reverse=True)
    tallies.sort(key=_apart, reverse=True)
    return Comparison(
        tuple(rows),
        blocks,
        left_out,
        own is not None,
        said.found,
        said.held,
        gates.shown,
        tuple(tallies),
        units,
        said.hidden,
        gates.spoilt,
    )


def _apart(each: Row | Tally) -> Fraction:
    """How far apart the farthest two are, in parts of the scale; below zero where there are no two."""
    if each.distance is None:
        return Fraction(-1)
    span = each.measure.end - each.measure.start if isinstance(each, Row) else 1
    return each.distance / span if span else Fraction(0)


def conversations(comparison: Comparison, count: int) -> tuple[Row | Tally, ...]:
    """What to talk about: the scores and dilemmas farthest apart, then the other questions farthest apart.

    Only what has a figure of a group. Where all see something alike it comes after all that they see differently.
    """
    rows = [row for row in comparison.rows if any(cell.mean is not None for cell in row.cells)]
    tallies = [each for each in comparison.tallies if any(part.means for part in each.parts)]
    found: list[Row | Tally] = [*rows, *tallies]
    return tuple(sorted(found, key=lambda each: not each.distance)[:count])


def _tally(
    asked: Asked, own: Answers | None, blocks: Sequence[Block], within: Mapping[Person, Answers], gates: Gates
) -> Tally:
    groups = {block.id: frozenset(each.person for each in block.people) for block in blocks}
    answers = {person: each[asked.item.id] for person, each in within.items()}
    return tally(asked, own[asked.item.id] if own else None, groups, answers, gates[asked.key])


def _row(
    instrument: Instrument,
    measure: Measure,
    own: Answers | None,
    blocks: Sequence[Block],
    within: Mapping[Person, Answers],
    gate: Gate,
) -> Row:
    mine = value_of(measure, own, instrument) if own else None
    values = {person: value_of(measure, each, instrument) for person, each in within.items()}
    complete = {person: rated_values(measure, each) for person, each in within.items()}
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
    gate: Gate,
) -> tuple[Cell, list[tuple[int, ...]]]:
    """The block's figures, and the full answers of those whose agreement may be shown."""
    known = of_people(block.people, (person for person, value in values.items() if value is not None))
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


class _Comments(NamedTuple):
    found: tuple[tuple[Asked, str], ...]
    held: bool
    hidden: bool


def _comments(
    instrument: Instrument,
    units: Sequence[Unit],
    blocks: Sequence[Block],
    versions: Mapping[Person, Respondent],
    gate: Gate,
) -> _Comments:
    """The notes of all who are shown, by question in the questionnaire's order, each one's in an order by chance.

    The order follows from the texts alone, so it is the same every time and says nothing about who wrote what.
    """
    people = [each for block in blocks for each in block.people]
    wanted = frozenset(each.person for each in people)
    behind = gate.let_out(COMMENTS, wanted, of_people(people, versions)) if len(wanted) >= SMALLEST else None
    questions = [Asked(item, unit) for unit in (None, *units) for item in items_for(instrument, False, unit)]
    found = []
    for asked in questions:
        texts = _texts_of([versions[person].answers for person in behind or ()], asked)
        found += [(asked, text) for text in sorted(texts, key=lambda text: (_by_chance(asked.item.id, text), text))]
    there = behind is None and any(_texts_of([each.answers for each in people], asked) for asked in questions)
    return _Comments(tuple(found), behind is not None and behind != wanted, there)


def _texts_of(everyone: Iterable[Answers], asked: Asked) -> list[str]:
    """What people wrote about one question."""
    written = isinstance(asked.item, Writing)
    return [text for answers in everyone for text in _texts(answers[asked.key], written)]


def _texts(answer: Answer, written: bool) -> list[str]:
    """What the respondent wrote: the note and, where the question asks for words, the answer itself."""
    return [each for each in (answer.note, answer.text if written else None) if each]


def _by_chance(item: str, text: str) -> str:
    return hashlib.sha256(f"{item}\n{text}".encode()).hexdigest()
