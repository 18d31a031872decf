"""Two rounds of the same questionnaire: what moved, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitrans.answers.wording import Names, group_name
from digitrans.documents import Block, Cell, Document, Heading, HeatMap, Paragraph, Points, Sheet
from digitrans.people.codes import GROUPS, OTHERS, SELF
from digitrans.people.figures import Figure
from digitrans.people.movement import Move, Movement
from digitrans.reports.people.comparison import RoundTold
from digitrans.reports.people.figures import as_float, drawn, figure_words
from digitrans.reports.people.talks import measure_name


def movement_report(names: Names, moved: Movement, rounds: tuple[RoundTold, RoundTold]) -> Document:
    """What moved from the first of two rounds to the second, group by group."""
    words = names.words
    about = [
        words("people.sheet-of", name=r.name, made=words.date(r.made), compared=words.date(r.compared)) for r in rounds
    ]
    blocks: list[Block] = [Paragraph(" ".join(about), "muted")]
    real = [each for each in moved.moves if each.word]
    if not moved.moves:
        blocks.append(Paragraph(words("people.move-nothing")))
    elif not real:
        blocks.append(Paragraph(words("people.move-none")))
    if real:
        blocks += [Heading(words("people.moved")), Points(tuple(_line(names, each) for each in real))]
    if moved.moves:
        blocks += [
            Heading(words("people.move-all")),
            Paragraph(words("people.move-why"), "muted"),
            _map(names, moved.moves),
            *([Paragraph(f"{told}.", "muted")] if (told := _people(names, moved.moves)) else []),
            *_chance(names, moved),
        ]
    if moved.unlike:
        ids = list(dict.fromkeys(each.rpartition("/")[2] for each in moved.unlike))
        blocks += [Heading(words("people.move-unlike")), Points(tuple(_known(names, each) for each in ids))]
    if moved.groups:
        groups = ", ".join(group_name(words, each) for each in moved.groups)
        blocks.append(Paragraph(words("people.move-groups", groups=groups), "warning"))
    title = words("people.move-title", title=names.instrument.title[words.language])
    return Document(title, tuple(blocks), _data(moved, rounds), words.language, _sheet(names, moved.moves))


def _known(names: Names, score_id: str) -> str:
    """The name of what is measured, as far as it is still asked."""
    item = next((each for each in names.instrument.items if each.id == score_id), None)
    if item is not None:
        return item.text[names.words.language]
    known = {each.id for each in names.instrument.dimensions}
    return names.score(score_id) if score_id in known else score_id


def _said(names: Names, move: Move, figure: Figure) -> str:
    ends = (move.measure.start, move.measure.end)
    return figure_words(names.words, figure, ends, names.words.number)


def _line(names: Names, move: Move) -> str:
    words = names.words
    told = words(
        f"people.move-{move.word}", before=_said(names, move, move.before), after=_said(names, move, move.after)
    )
    return f"{measure_name(names, move.measure)}, {group_name(words, move.block)}: {told}"


def _map(names: Names, moves: Sequence[Move]) -> HeatMap:
    """A line for each score, the largest move first, and a column for each group: before and after."""
    words = names.words
    groups = [each for each in (*GROUPS, OTHERS) if any(move.block == each for move in moves)]
    by_score: dict[str, dict[str, Move]] = {}
    for each in moves:
        by_score.setdefault(each.measure.id, {})[each.block] = each
    rows = []
    for by_group in by_score.values():
        measure = next(iter(by_group.values())).measure
        rows.append((measure_name(names, measure), tuple(_cell(names, by_group.get(each)) for each in groups)))
    columns = (words("column.score-of"), *(group_name(words, each) for each in groups))
    ends = min(each.measure.start for each in moves), max(each.measure.end for each in moves)
    return HeatMap(words("people.move-all"), columns, tuple(rows), *ends)


def _cell(names: Names, move: Move | None) -> Cell:
    if move is None:
        return Cell("–", None)
    return Cell(_from_to(names, move), drawn(move.after, (move.measure.start, move.measure.end)))


def _from_to(names: Names, move: Move) -> str:
    """ "3.2 → 3.6"; with a word where it is more than chance."""
    before, after = (_said(names, move, each) for each in (move.before, move.after))
    told = names.words("people.move-cell", before=before, after=after)
    return f"{told} {names.words(f'people.moved-{move.word}')}" if move.word else told


def _chance(names: Names, moved: Movement) -> list[Block]:
    """How many of the words chance alone would give."""
    if not moved.false_words:
        return []
    return [Paragraph(names.words("people.move-false-words", n=names.words.number(moved.false_words)), "muted")]


def _people(names: Names, moves: Sequence[Move]) -> str:
    """How many of each group answered, in either round; the most of any score."""
    told = []
    for group in dict.fromkeys(each.block for each in moves if each.block != SELF):
        counts = [each.people for each in moves if each.block == group]
        first, second = (max(each[place] for each in counts) for place in (0, 1))
        told.append(names.words("people.move-people", group=group_name(names.words, group), before=first, after=second))
    return "; ".join(told)


def _data(moved: Movement, rounds: tuple[RoundTold, RoundTold]) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "people-movement",
        "rounds": [{"name": each.name, "made": each.made} for each in rounds],
        "moves": [
            {
                "id": each.measure.id,
                "group": each.block,
                "before": [float(each.before.low), float(each.before.high)],
                "after": [float(each.after.low), float(each.after.high)],
                "n": list(each.people),
                "change": as_float(each.change),
                "word": each.word,
            }
            for each in moved.moves
        ],
        "false_words": as_float(moved.false_words),
        "unlike": list(moved.unlike),
        "groups_changed": list(moved.groups),
    }


def _sheet(names: Names, moves: Sequence[Move]) -> Sheet:
    columns = tuple(names.words(f"column.{each}") for each in ("id", "group", "before", "after", "moved"))
    return Sheet(
        columns,
        tuple((m.measure.id, m.block, float(m.before.low), float(m.after.low), float(m.change)) for m in moves),
    )
