"""Two rounds of the same questionnaire: what moved, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitrans.answers.wording import Names, group_name, signed
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.people.figures import Figure
from digitrans.people.movement import Move, Movement
from digitrans.reports.people.comparison import RoundTold
from digitrans.reports.people.figures import as_float, figure_words
from digitrans.reports.people.talks import measure_name


def movement_report(names: Names, moved: Movement, rounds: tuple[RoundTold, RoundTold]) -> Document:
    """What moved from the first of two rounds to the second, group by group."""
    words = names.words
    told = [
        words("people.sheet-of", name=r.name, made=words.date(r.made), compared=words.date(r.compared)) for r in rounds
    ]
    blocks: list[Block] = [Paragraph(" ".join(told), "muted")]
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
            _table(names, moved.moves),
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


def _table(names: Names, moves: Sequence[Move]) -> Table:
    words = names.words
    columns = tuple(words(f"column.{each}") for each in ("score-of", "group", "before", "after", "moved", "people"))
    rows = tuple(
        (
            measure_name(names, each.measure),
            group_name(words, each.block),
            _said(names, each, each.before),
            _said(names, each, each.after),
            signed(words, each.change),
            f"{each.people[0]} / {each.people[1]}",
        )
        for each in moves
    )
    return Table(columns, rows)


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
        "unlike": list(moved.unlike),
        "groups_changed": list(moved.groups),
    }


def _sheet(names: Names, moves: Sequence[Move]) -> Sheet:
    columns = tuple(names.words(f"column.{each}") for each in ("id", "group", "before", "after", "moved"))
    return Sheet(
        columns,
        tuple((m.measure.id, m.block, float(m.before.low), float(m.after.low), float(m.change)) for m in moves),
    )
