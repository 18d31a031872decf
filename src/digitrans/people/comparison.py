"""Several respondents to one instrument: what may be told of their means, spread, agreement and reliability.

Pure. Who stands behind a figure is up to ``suppression``, how exactly it is told to ``figures``, and which words it
carries to ``claims``. Everything else is made from what may be told. ``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import field, replace
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from digitrans.answers.scoring import points, score_dimension
from digitrans.answers.values import Answer, Answers, Asked, Unit, asked_of_others
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem, Choice, Rating, Slider, Writing
from digitrans.people.claims import (
    ALPHA_FROM,
    FALSE_WORDS,
    SPREAD_FROM,
    WORDS_FROM,
    agreement_word,
    gap_word,
    in_two_camps,
)
from digitrans.people.codes import GROUPS, OTHERS, SELF
from digitrans.people.dispersion import Reliability, Spread, reliability, spread, squares, total
from digitrans.people.figures import Figure, Span, apart, exactly, joined, mean_figure
from digitrans.people.suppression import COMMENTS, SMALLEST, AllWaves, Behind, History, Person, Waves
from digitrans.people.tallies import Tally, is_tallied, tally
from digitrans.texts.spelling import alphabetical
from digitrans.values import dataclass


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
    def span(self) -> Span:
        """The scale, of which the last eighth at either end is told as "or less" and "or more"."""
        return Span(self.start, self.end, Fraction(self.end - self.start, 8))

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
    """What may be told of a block on one measure; no ``figure`` where nothing may be, and ``hidden`` then says why.

    ``gap`` is self minus the nearest that the figure stands for, None without an own score. ``spread`` is told from ten
    people, ``agreement`` ("high", "low" or "middle") and ``in_two`` (whether they stand in two camps) from eight; None
    below, and where they came in more than one wave. ``held``: answers that came later wait until there are enough.
    """

    block: str
    n: int = 0
    figure: Figure | None = None
    gap: Fraction | None = None
    spread: Spread | None = None
    agreement: str | None = None
    in_two: bool | None = None
    hidden: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Row:
    """One measure: the leader's own score, a cell for every block, and how far apart the farthest two are.

    ``own_points`` are the leader's answers behind the score as they count, by item, None where there is none.
    """

    measure: Measure
    own: Fraction | None
    cells: tuple[Cell, ...]
    distance: Fraction | None
    alpha: Reliability | None = None
    own_points: tuple[int | None, ...] = ()

    @property
    def is_split(self) -> bool:
        """Whether a group stands in two camps."""
        return any(cell.in_two for cell in self.cells)

    def word(self, cell: Cell) -> str | None:
        """What may be said of the leader's distance to a group; nothing on a dilemma."""
        if self.measure.is_dilemma:
            return None
        measure = self.measure
        return gap_word(cell.gap, cell.n, len(measure.items), measure.neutral, measure.end - measure.start)

    def driven_by(self, cell: Cell) -> tuple[AnyItem, ...]:
        """The questions on which the leader's own answers lie farthest out, the way the difference to a group goes.

        From the leader's answers and what is told of the group alone: figures of single questions, told beside that of
        all of them, would give away what its ends are there to hide. () where no word is said, and where the leader
        answered all of them alike.
        """
        if self.word(cell) is None or cell.gap is None:
            return ()
        given = [each for each in self.own_points if each is not None]
        farthest = (max if cell.gap > 0 else min)(given, default=None)
        if len(self.own_points) > 1 and len(set(given)) < 2:
            return ()
        pairs = zip(self.measure.items, self.own_points, strict=True)
        return tuple(item for item, each in pairs if each is not None and each == farthest)


@dataclass(frozen=True)
class Comparison:
    """Everything that may be said about the respondents, largest disagreement first.

    ``left_out`` are groups too small to be shown, whose answers are in no figure and no comment. ``comments`` are
    (question, text), in an order that says nothing about who wrote them. ``tallies`` are the questions that make no
    score. ``units`` are those that a repeated questionnaire was answered for. ``shown`` is what this output let out.
    ``comments_hidden``: there are some, and none may be shown now. ``spoilt``: some people can never be shown again.
    ``answered_anew``: somebody's answers were shown and have been replaced since; those that were shown stand.
    ``smallest`` is how many must stand behind a figure.
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
    answered_anew: bool = False
    smallest: int = SMALLEST

    @property
    def false_words(self) -> Fraction:
        """How many words on the page chance alone would give at the most, on average, if nobody differed."""
        cells = [(row, cell) for row in self.rows for cell in row.cells if cell.figure is not None]
        gaps = sum(cell.gap is not None and not row.measure.is_dilemma for row, cell in cells)
        return FALSE_WORDS * (gaps + sum((cell.agreement is not None) + (cell.in_two is not None) for _, cell in cells))


def units_of(everyone: Iterable[Respondent]) -> tuple[Unit, ...]:
    """The units that a repeated questionnaire was answered for, each once; none where it is not repeated."""
    return tuple({unit.id: unit for each in everyone for unit in each.answers.units}.values())


def items_for(instrument: Instrument, short: bool, unit: Unit | None) -> tuple[AnyItem, ...]:
    """What is asked for ``unit``; where it is None, what is asked once, and all of what is not repeated."""
    items = asked_of_others(instrument, short)
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
        if (value := point_of(item, answers)) is None:
            return None
        given.append(value)
    return tuple(given)


def point_of(item: AnyItem, answers: Answers) -> int | None:
    """One answer as it counts; None where there is none."""
    answer = answers[item.id]
    return points(item, answer) if isinstance(item, Rating | Choice) else answer.number


def blocks_of(respondents: Iterable[Respondent], smallest: int = SMALLEST) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The groups to show, and the names of those left out.

    A group of ``smallest`` or more stands by itself. Smaller ones are merged into "others" where that makes as many;
    otherwise they are left out. The leader is in no group.
    """
    by_group: dict[str, list[Respondent]] = {}
    for each in sorted(respondents, key=lambda each: each.code):
        if each.group != SELF:
            by_group.setdefault(each.group, []).append(each)
    names = sorted(
        by_group, key=lambda name: (GROUPS.index(name) if name in GROUPS else len(GROUPS), alphabetical(name))
    )
    large = [Block(name, (name,), tuple(by_group[name])) for name in names if len(by_group[name]) >= smallest]
    small = [name for name in names if len(by_group[name]) < smallest]
    merged = tuple(each for name in small for each in by_group[name])
    if len(merged) >= smallest:
        return (*large, Block(OTHERS, tuple(small), merged)), ()
    return tuple(large), tuple(small)


class _Round(NamedTuple):
    """What a comparison goes by: everyone's answers for one unit, all versions, and which count now."""

    instrument: Instrument
    blocks: Sequence[Block]
    answers: Mapping[Person, Answers]
    latest: Mapping[str, str]
    own: Answers | None

    @property
    def groups(self) -> dict[str, frozenset[str]]:
        """The codes of every block."""
        return {block.id: frozenset(each.code for each in block.people) for block in self.blocks}

    def answered(self, having: Set[Person]) -> dict[str, str]:
        """The version that counts now, of those who have an answer in it."""
        return {code: version for code, version in self.latest.items() if (code, version) in having}


def compare(
    instrument: Instrument,
    everyone: Sequence[Respondent],
    history: History | None = None,
    smallest: int = SMALLEST,
) -> Comparison:
    """What may be said about the respondents. ``everyone`` holds all versions, the latest of each person last."""
    latest = {each.code: each for each in everyone}
    versions = {code: each.version for code, each in latest.items()}
    smallest = max(smallest, SMALLEST)
    blocks, left_out = blocks_of(latest.values(), smallest)
    own = next((each for each in latest.values() if each.group == SELF), None)
    units = units_of(everyone) if instrument.repeat else ()
    short = any(each.answers.short for each in everyone)
    waves = AllWaves(history or {}, smallest)
    rows: list[Row] = []
    tallies: list[Tally] = []
    for unit in (None, *units):
        within = {each.person: each.answers.of_unit(unit) if unit else each.answers for each in everyone}
        mine = within[own.person] if own else None
        there = _Round(instrument, blocks, within, versions, mine)
        rows += [_row(there, measure, waves[measure.id]) for measure in measures_of(instrument, short, unit)]
        for item in items_for(instrument, short, unit):
            if is_tallied(item):
                tallies.append(_tally(there, Asked(item, unit), waves))
    everything = _Round(instrument, blocks, {each.person: each.answers for each in everyone}, versions, None)
    said = _comments(everything, units, waves[COMMENTS])
    return Comparison(
        rows=tuple(sorted(rows, key=lambda row: (row.is_split, _apart(row)), reverse=True)),
        blocks=blocks,
        left_out=left_out,
        has_self=own is not None,
        comments=said.found,
        comments_held=said.held,
        shown=waves.shown,
        tallies=tuple(sorted(tallies, key=_apart, reverse=True)),
        units=units,
        comments_hidden=said.hidden,
        spoilt=waves.spoilt,
        answered_anew=_answered_anew(waves.shown, versions),
        smallest=smallest,
    )


def _answered_anew(shown: History, latest: Mapping[str, str]) -> bool:
    """Whether somebody who stands behind what is shown has sent other answers since."""
    return any(latest.get(code) != version for waves in shown.values() for wave in waves for code, version in wave)


def _apart(each: Row | Tally) -> Fraction:
    """How far apart the farthest two are, in parts of the scale; below zero where there are no two."""
    if each.distance is None:
        return Fraction(-1)
    span = each.measure.end - each.measure.start if isinstance(each, Row) else 1
    return each.distance / span if span else Fraction(0)


def conversations(comparison: Comparison, count: int) -> tuple[Row | Tally, ...]:
    """What to talk about: first where a group stands in two camps, then the scores and dilemmas farthest apart.

    The other questions that are farthest apart follow; then what all see alike. Only what has a figure of a group.
    """
    rows = [row for row in comparison.rows if any(cell.figure for cell in row.cells)]
    tallies = [each for each in comparison.tallies if any(part.figures for part in each.parts)]
    found: list[Row | Tally] = [*rows, *tallies]
    return tuple(sorted(found, key=_all_see_alike)[:count])


def _all_see_alike(each: Row | Tally) -> bool:
    return not (each.distance or (isinstance(each, Row) and each.is_split))


def _tally(there: _Round, asked: Asked, waves: AllWaves) -> Tally:
    answers = {person: each[asked.item.id] for person, each in there.answers.items()}
    own = there.own[asked.item.id] if there.own else None
    return tally(asked, own, there.groups, answers, there.latest, waves[asked.key])


def _row(there: _Round, measure: Measure, waves: Waves) -> Row:
    mine = value_of(measure, there.own, there.instrument) if there.own else None
    values = _values(there, measure)
    cells: list[Cell] = []
    pooled: list[tuple[int, ...]] = []
    for block, codes in there.groups.items():
        behind = waves.behind(codes, there.answered(values.keys()), values.keys())
        full = [
            [row for person in sorted(wave) if (row := rated_values(measure, there.answers[person])) is not None]
            for wave in behind.waves
        ]
        cells.append(
            _cell(block, measure, mine, behind, [[values[each] for each in wave] for wave in behind.waves], full)
        )
        pooled += [row for rows in full for row in rows]
    places = [*([exactly(mine)] if mine is not None else []), *(cell.figure for cell in cells if cell.figure)]
    between = [apart(one, other) for one, other in combinations(places, 2)]
    hangs = reliability(pooled) if len(pooled) >= ALPHA_FROM and not measure.is_dilemma else None
    own = tuple(point_of(item, there.own) for item in measure.items) if there.own else ()
    return Row(measure, mine, tuple(cells), max(between, default=None), hangs, own)


def _values(there: _Round, measure: Measure) -> dict[Person, Fraction]:
    """Everybody's score or place, of those who have one; whoever answered the same has the same."""
    dimension = next((each for each in there.instrument.dimensions if each.id == measure.subject), None)
    behind = [each.id for each in measure.items]
    if dimension is not None and dimension.cap is not None and not measure.is_dilemma:
        behind.append(dimension.cap.item)
    known: dict[tuple[object, ...], Fraction | None] = {}
    found = {}
    for person, each in there.answers.items():
        given = tuple(each[name].value for name in behind)
        if given not in known:
            known[given] = value_of(measure, each, there.instrument)
        if (value := known[given]) is not None:
            found[person] = value
    return found


def _cell(
    block: str,
    measure: Measure,
    mine: Fraction | None,
    behind: Behind,
    values: Sequence[Sequence[Fraction]],
    full: Sequence[Sequence[tuple[int, ...]]],
) -> Cell:
    """What may be told of a block: ``values`` of everyone, and the ``full`` answers of those who gave all, by wave."""
    if behind.hidden:
        return Cell(block, hidden=behind.hidden)
    span = measure.span
    n = sum(len(each) for each in values)
    figure = joined([(mean_figure(total(each), len(each), span), len(each)) for each in values], span)
    gap = None if mine is None else mine - figure.nearest(mine)
    cell = Cell(block, n, figure, gap, held=behind.held)
    if len(values) > 1:
        return cell
    ((together,), (rows,)) = values, full
    return replace(
        cell,
        spread=spread(together, span.width) if n >= SPREAD_FROM and figure.said is not None else None,
        agreement=_agreement(rows, span.width),
        in_two=in_two_camps(together, span.start, span.end),
    )


def _agreement(rows: Sequence[tuple[int, ...]], width: int) -> str | None:
    if len(rows) < WORDS_FROM:
        return None
    columns = list(zip(*rows, strict=True))
    return agreement_word(sum((squares(each) for each in columns), Fraction(0)), len(rows), len(columns), width)


class _Comments(NamedTuple):
    found: tuple[tuple[Asked, str], ...]
    held: bool
    hidden: bool


def _comments(there: _Round, units: Sequence[Unit], waves: Waves) -> _Comments:
    """The notes of all who are shown, by question in the questionnaire's order, each one's in an order by chance.

    The order follows from the texts alone, so it is the same every time and says nothing about who wrote what.
    """
    codes = frozenset(code for each in there.groups.values() for code in each)
    behind = waves.behind(codes, there.latest, there.answers.keys())
    people = [person for wave in behind.waves for person in wave]
    questions = [
        Asked(item, unit) for unit in (None, *units) for item in items_for(there.instrument, short=False, unit=unit)
    ]
    found = []
    for asked in questions:
        texts = _texts_of([there.answers[person] for person in people], asked)
        found += [(asked, text) for text in sorted(texts, key=lambda text: (_by_chance(asked.item.id, text), text))]
    everyone = [there.answers[code, there.latest[code]] for code in codes]
    unseen = not people and any(_texts_of(everyone, asked) for asked in questions)
    return _Comments(tuple(found), behind.held, unseen)


def _texts_of(everyone: Iterable[Answers], asked: Asked) -> list[str]:
    """What people wrote about one question."""
    written = isinstance(asked.item, Writing)
    return [text for answers in everyone for text in _texts(answers[asked.key], written)]


def _texts(answer: Answer, written: bool) -> list[str]:
    """What the respondent wrote: the note and, where the question asks for words, the answer itself."""
    return [each for each in (answer.note, answer.text if written else None) if each]


def _by_chance(item: str, text: str) -> str:
    return hashlib.sha256(f"{item}\n{text}".encode()).hexdigest()
