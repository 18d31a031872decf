"""Two rounds of the same questionnaire: what moved, made of nothing but what each round may tell. Pure."""

from __future__ import annotations

from fractions import Fraction

from digitrans.people.claims import FALSE_WORDS, is_moved
from digitrans.people.codes import SELF
from digitrans.people.comparison import Cell, Comparison, Measure, Row
from digitrans.people.figures import Figure, exactly
from digitrans.values import dataclass


@dataclass(frozen=True)
class Move:
    """One group, or the leader where ``block`` is "self", on one measure in both rounds.

    ``change`` is how far the later figure lies above the earlier at the least, negative below, 0 where they meet.
    ``word`` is "up" or "down" where that is more than chance gives; None else, and for one person.
    """

    measure: Measure
    block: str
    before: Figure
    after: Figure
    people: tuple[int, int]
    change: Fraction
    word: str | None = None


@dataclass(frozen=True)
class Movement:
    """What moved, largest first; what was asked in one of the rounds only, by id; groups that are not the same."""

    moves: tuple[Move, ...]
    unlike: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def false_words(self) -> Fraction:
        """How many words chance alone would give at the most, on average, if nobody had moved."""
        return FALSE_WORDS * sum(each.block != SELF for each in self.moves)


def movement(first: Comparison, second: Comparison) -> Movement:
    """What moved from the ``first`` round to the ``second``, on what both asked in the same words."""
    before = {row.measure.id: row for row in first.rows if _asked(row)}
    after = {row.measure.id: row for row in second.rows if _asked(row)}
    alike = [name for name, row in after.items() if name in before and _asked(row) == _asked(before[name])]
    moves = [move for name in alike for move in _moves(before[name], after[name], first, second)]
    moves.sort(key=lambda each: (each.word is None, -abs(each.change) / (each.measure.end - each.measure.start)))
    groups = {block.id: block.groups for block in first.blocks}, {block.id: block.groups for block in second.blocks}
    changed = [name for name in {**groups[0], **groups[1]} if groups[0].get(name) != groups[1].get(name)]
    unlike = [name for name in {**before, **after} if name not in alike]
    return Movement(tuple(moves), tuple(unlike), tuple(changed))


def _asked(row: Row) -> tuple[tuple[str, ...], ...]:
    """What stands behind a row, in the words and on the scale of its round."""
    items = row.measure.items
    return tuple((item.id, item.text.da, item.text.en, getattr(item, "scale", "")) for item in items)


def _moves(before: Row, after: Row, first: Comparison, second: Comparison) -> list[Move]:
    """The leader, and every group that is made of the same groups in both rounds and told of in both."""
    found = []
    if before.own is not None and after.own is not None:
        told = exactly(before.own), exactly(after.own)
        found.append(Move(after.measure, SELF, *told, (1, 1), after.own - before.own))
    blocks = {block.id: block.groups for block in first.blocks}
    cells = {cell.block: cell for cell in before.cells}
    for block, cell in zip(second.blocks, after.cells, strict=True):
        if blocks.get(block.id) == block.groups and (earlier := cells.get(block.id)) is not None:
            found += _move(after.measure, earlier, cell)
    return found


def _move(measure: Measure, earlier: Cell, later: Cell) -> list[Move]:
    if earlier.figure is None or later.figure is None:
        return []
    change = max(later.figure.low - earlier.figure.high, Fraction(0)) or min(
        later.figure.high - earlier.figure.low, Fraction(0)
    )
    moved = is_moved(change, (earlier.n, later.n), len(measure.items), measure.end - measure.start)
    word = ("up" if change > 0 else "down") if moved else None
    return [Move(measure, later.block, earlier.figure, later.figure, (earlier.n, later.n), change, word)]
