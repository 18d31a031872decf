"""Several respondents: how far apart they see it, and the talk to have about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from digitrans.answers.values import Unit
from digitrans.answers.wording import Names, group_name, of_unit, signed
from digitrans.documents import Bar, Bars, Block, Document, Heading, HeatMap, Paragraph, Points, Sheet, Table
from digitrans.documents import Cell as Shade
from digitrans.people.codes import SELF
from digitrans.people.comparison import Cell, Comparison, Row, conversations
from digitrans.people.dispersion import HANGS_TOGETHER
from digitrans.people.tallies import Part, Tally
from digitrans.reports.legend import with_legend
from digitrans.reports.people.figures import as_float, drawn, figure_data, figure_words, spread_words
from digitrans.reports.people.talks import conversation_blocks, measure_name, subject_name, talk_name, talk_places
from digitrans.reports.people.tallies import tally_blocks, tally_data, tally_lines
from digitrans.texts import Words

CONVERSATIONS = 3
_APART, _CAUTIONS = 4, 2
"""So many names, and so many cautions, have room on the first screen."""


class RoundTold(NamedTuple):
    """A round as its folder is called, and the ISO 8601 times when it was made and compared.

    ``reworded`` are the questions that it asked in other words than those of today.
    """

    name: str
    made: str
    compared: str
    reworded: tuple[str, ...] = ()


def comparison_report(
    names: Names, comparison: Comparison, sheet_only: bool, held: RoundTold | None = None
) -> Document:
    """How far apart they see it, largest disagreement first; or only the facilitator's sheet.

    ``held`` says on the sheet which round it is, and when it was made and compared.
    """
    words = names.words
    blocks: list[Block] = [Paragraph(_about(names, comparison), "muted")]
    if held and sheet_only:
        made, compared = words.date(held.made), words.date(held.compared)
        blocks.insert(0, Paragraph(words("people.sheet-of", name=held.name, made=made, compared=compared)))
    if held and held.reworded:
        told = words.count("people.reworded", len(held.reworded), questions=", ".join(held.reworded))
        blocks.append(Paragraph(told, "warning"))
    blocks += [Paragraph(text, "warning") for text in _cautions(names, comparison, sheet_only)]
    if not sheet_only:
        blocks += _all_figures(names, comparison)
    talks = conversations(comparison, CONVERSATIONS)
    blocks += (
        conversation_blocks(names, talks, sheet_only)
        if talks
        else [Paragraph(words("people.nothing", n=comparison.smallest))]
    )
    key = "people.sheet-title" if sheet_only else "people.compare-title"
    title = words(key, title=names.instrument.title[words.language])
    return Document(
        title,
        with_legend(words, blocks),
        _data(comparison),
        words.language,
        _sheet(words, comparison),
        pages=2 if sheet_only else 0,
        screen=() if sheet_only else _first_screen(names, comparison, blocks[0], talks),
    )


def _first_screen(
    names: Names, comparison: Comparison, about: Block, talks: Sequence[Row | Tally]
) -> tuple[Block, ...]:
    """What to talk about, who stands where, and where the leader stands apart: one screen; () with nothing to show."""
    words = names.words
    if not talks:
        return ()
    told = []
    for each in talks:
        places = ", ".join(f"{who} {place}" for who, place in talk_places(names, each))
        told.append(f"{talk_name(names, each)}: {places}")
    blocks: list[Block] = [about, Heading(words("people.conversations")), Points(tuple(told), numbered=True)]
    for kind in ("blind", "strength"):
        apart = [row for row in comparison.rows if any(row.word(cell) == kind for cell in row.cells)]
        if apart:
            named = ", ".join(measure_name(names, row.measure) for row in apart[:_APART])
            more = words("people.and-more", n=len(apart) - _APART) if len(apart) > _APART else ""
            blocks.append(Paragraph(f"{words(f'people.{kind}')}: {named}{more}."))
    cautions = _cautions(names, comparison, sheet_only=False)[:_CAUTIONS]
    return (*blocks, *(Paragraph(each, "warning") for each in cautions), *_chance_blocks(names, comparison))


def _all_figures(names: Names, comparison: Comparison) -> list[Block]:
    """Everything that the comparison may say, unit by unit where there are several; nothing where it has no figure."""
    rows = [row for row in comparison.rows if any(cell.figure for cell in row.cells)]
    tallies = [each for each in comparison.tallies if any(part.figures for part in each.parts)]
    if not rows and not tallies:
        return []
    units = _units(comparison, rows, tallies)
    return [
        *_figure_blocks(names, comparison, [row for row in rows if not row.measure.is_dilemma], units),
        *_dilemma_blocks(names, [row for unit in units for row in rows if _is_dilemma_of(row, unit)]),
        *tally_blocks(names, tallies, units),
        *_gap_blocks(names, comparison),
        *_chance_blocks(names, comparison),
        *_reliability_blocks(names, comparison),
        *_comment_blocks(names, comparison),
    ]


def _units(comparison: Comparison, rows: Sequence[Row], tallies: Sequence[Tally]) -> tuple[Unit | None, ...]:
    """None for what is asked once, then the units, the one with the largest disagreement first."""
    ordered = [row.measure.unit for row in rows] + [each.asked.unit for each in tallies]  # the farthest apart first
    places = [unit.id for unit in ordered if unit]
    return (None, *sorted(comparison.units, key=lambda unit: places.index(unit.id) if unit.id in places else 10**6))


def _is_dilemma_of(row: Row, unit: Unit | None) -> bool:
    return row.measure.is_dilemma and row.measure.unit == unit


def _about(names: Names, comparison: Comparison) -> str:
    words = names.words
    told = [words("people.has-self" if comparison.has_self else "people.no-self")]
    for each in comparison.blocks:
        told.append(words("people.block", group=_block_name(words, comparison, each.id), n=len(each.people)))
    return "; ".join(told) + "."


def _block_name(words: Words, comparison: Comparison, block_id: str) -> str:
    block = next(each for each in comparison.blocks if each.id == block_id)
    name = group_name(words, block.id)
    if len(block.groups) < 2:
        return name
    return f"{name} ({', '.join(group_name(words, each) for each in block.groups)})"


def _cautions(names: Names, comparison: Comparison, sheet_only: bool) -> list[str]:
    """What keeps figures back. The sheet has no dashes, agreement or comments, so it does not explain them."""
    words = names.words
    told = []
    n = comparison.smallest
    if comparison.left_out:
        groups = ", ".join(group_name(words, each) for each in comparison.left_out)
        told.append(words("people.left-out", groups=groups, n=n))
    cells = [cell for row in comparison.rows for cell in row.cells]
    parts = [part for each in comparison.tallies for part in each.parts]
    every: list[Cell | Part] = [*cells, *parts]
    if any(each.held for each in every) or (comparison.comments_held and not sheet_only):
        told.append(words("people.held", n=n))
    if comparison.answered_anew:
        told.append(words("people.answered-anew"))
    if not sheet_only and any(each.hidden == "few" for each in every):
        told.append(words("people.few", n=n))
    if not sheet_only and any(each.hidden == "options" for each in every):
        told.append(words("people.few-options", n=n + 1))
    if any(each.hidden == "regrouped" for each in every):
        told.append(words("people.regrouped"))
    if comparison.comments_hidden and not sheet_only:
        told.append(words("people.comments-hidden"))
    if comparison.spoilt:
        told.append(words("people.spoilt"))
    return told


def _figure_blocks(
    names: Names, comparison: Comparison, rows: Sequence[Row], units: Iterable[Unit | None]
) -> list[Block]:
    """For every unit, or for all there is, a heat map and bars with the leader's own score as the mark."""
    if not rows:
        return []
    words = names.words
    blocks: list[Block] = [Heading(words("people.how-they-see-it"))]
    repeat = names.instrument.repeat
    many = words("people.order-units", many=repeat.many[words.language]) if repeat and comparison.units else ""
    blocks.append(Paragraph(many or words("people.order"), "muted"))
    blocks.append(Paragraph(words("people.figures-explained"), "muted"))
    if any(cell.agreement or cell.spread for row in rows for cell in row.cells):
        blocks.append(Paragraph(words("people.agreement-explained"), "muted"))
    for unit in units:
        mine = [row for row in rows if row.measure.unit == unit]
        if unit is not None and mine:
            blocks.append(Heading(unit.name, 2))
        if mine:
            blocks += [_heat_map(names, comparison, mine, unit), *_bars(names, comparison, mine, 3 if unit else 2)]
    return blocks


def _ends(rows: Sequence[Row]) -> tuple[int, int]:
    return min(row.measure.start for row in rows), max(row.measure.end for row in rows)


def _heat_map(names: Names, comparison: Comparison, rows: Sequence[Row], unit: Unit | None) -> HeatMap:
    words = names.words
    heads = [words("group.self")] if comparison.has_self else []
    columns = (words("column.score-of"), *heads, *(group_name(words, each.id) for each in comparison.blocks))
    lines = []
    for row in rows:
        own = [_shade(words, row.own)] if comparison.has_self else []
        lines.append((subject_name(names, row.measure), (*own, *(_told_shade(words, row, cell) for cell in row.cells))))
    return HeatMap(of_unit(unit, words("people.how-they-see-it")), columns, tuple(lines), *_ends(rows))


def _bars(names: Names, comparison: Comparison, rows: Sequence[Row], level: int) -> list[Block]:
    words = names.words
    columns = words("column.score-of"), words("column.score"), words("column.gap-word"), words("column.answers")
    mark = words("group.self") if comparison.has_self else ""
    blocks: list[Block] = []
    for block in comparison.blocks:
        bars = tuple(_bar(names, row, cell) for row in rows for cell in row.cells if cell.block == block.id)
        heading = Heading(_block_name(words, comparison, block.id), level)
        blocks += [heading, Bars(columns, bars, *_ends(rows), mark)]
    return blocks


def _shade(words: Words, value: Fraction | None) -> Shade:
    return Shade("–" if value is None else words.number(value), None if value is None else float(value))


def _told_shade(words: Words, row: Row, cell: Cell) -> Shade:
    """A group's figure in the heat map; a group in two camps is marked, since its mean says least of all."""
    if cell.figure is None:
        return Shade("–", None)
    ends = (row.measure.start, row.measure.end)
    told = figure_words(words, cell.figure, ends, words.number)
    return Shade(words("people.split-mark", figure=told) if cell.in_two else told, drawn(cell.figure, ends))


def _bar(names: Names, row: Row, cell: Cell) -> Bar:
    words = names.words
    label = subject_name(names, row.measure)
    if cell.figure is None:
        return Bar(label, None, None, None, "–", words(f"people.hidden-{cell.hidden}"))
    said, ends = row.word(cell), (row.measure.start, row.measure.end)
    return Bar(
        label,
        drawn(cell.figure, ends),
        None,
        None,
        figure=figure_words(words, cell.figure, ends, lambda value: _number(words, row, value)),
        words=words(f"people.gap-{said}") if said else "",
        note="; ".join(_beside(words, cell)),
        mark=None if row.own is None else float(row.own),
    )


def _number(words: Words, row: Row, value: Fraction) -> str:
    return signed(words, value) if row.measure.is_dilemma else words.number(value)


def _beside(words: Words, cell: Cell) -> list[str]:
    """What stands beside a group's figure: the leader's distance, how many, and how they agree."""
    told = [words("people.n", n=cell.n)]
    if cell.gap is not None and cell.figure is not None:
        outright = cell.gap == 0 or cell.figure.said is not None
        told.insert(0, words("people.own" if outright else "people.own-at-least", gap=signed(words, cell.gap)))
    if cell.in_two:
        told.append(words("people.split"))
    if cell.spread is not None:
        told.append(spread_words(words, cell.spread))
    if cell.agreement in ("high", "low") and not cell.in_two:
        told.append(words(f"people.agreement-{cell.agreement}"))
    return told


def _dilemma_blocks(names: Names, rows: Sequence[Row]) -> list[Block]:
    """The profiles laid over each other: for every dilemma where the leader stands, and where each group does."""
    words = names.words
    blocks: list[Block] = []
    if rows:
        blocks += [Heading(words("people.profiles")), Paragraph(words("people.profiles-why"), "muted")]
    for row in rows:
        item = row.measure.items[0]
        assert item.kind == "slider"
        left, right = item.left.name[words.language], item.right.name[words.language]
        bars = []
        if row.own is not None:
            bars.append(Bar(words("group.self"), float(row.own), None, None, signed(words, row.own), ""))
        for cell in row.cells:
            bars.append(replace(_bar(names, row, cell), label=group_name(words, cell.block)))
        columns = words("people.poles", left=left, right=right), words("column.place"), "", words("column.answers")
        mark = words("group.self") if row.own is not None else ""
        blocks += [Heading(measure_name(names, row.measure), 2), Bars(columns, tuple(bars), -2, 2, mark)]
    return blocks


def _gap_blocks(names: Names, comparison: Comparison) -> list[Block]:
    """Where the leader stands so much higher than the others that it is no chance, and where so much lower."""
    words = names.words
    blocks: list[Block] = []
    for kind in ("blind", "strength"):
        told = []
        for row in comparison.rows:
            theirs = [
                f"{group_name(words, cell.block)} {figure_words(words, cell.figure, _scale_of(row), words.number)}"
                for cell in row.cells
                if cell.figure is not None and row.word(cell) == kind
            ]
            if theirs and row.own is not None:
                both = words("people.both", own=words.number(row.own), theirs=", ".join(theirs))
                told.append(f"{measure_name(names, row.measure)}: {both}{_driven(names, row, kind)}")
        if told:
            blocks += [
                Heading(words(f"people.{kind}")),
                Paragraph(words(f"people.{kind}-why"), "muted"),
                Points(tuple(told)),
            ]
    if blocks and any(len(row.measure.items) > 1 and any(map(row.word, row.cells)) for row in comparison.rows):
        blocks.append(Paragraph(words("people.driven-why"), "muted"))
    return blocks


def _driven(names: Names, row: Row, kind: str) -> str:
    """The questions on which the leader is farthest from the groups of whom a word is said, two at the most."""
    words = names.words
    items = [item for cell in row.cells if row.word(cell) == kind for item in row.driven_by(cell)]
    asked = list(dict.fromkeys(item.text[words.language] for item in items))
    if not 1 <= len(asked) <= 2:
        return ""
    return words("people.driven", items="; ".join(words("people.quoted", text=each) for each in asked))


def _scale_of(row: Row) -> tuple[int, int]:
    return row.measure.start, row.measure.end


def _chance_blocks(names: Names, comparison: Comparison) -> list[Block]:
    """How many of the words on the page chance alone would give."""
    if not comparison.false_words:
        return []
    return [Paragraph(names.words("people.false-words", n=names.words.number(comparison.false_words)), "muted")]


def _reliability_blocks(names: Names, comparison: Comparison) -> list[Block]:
    words = names.words
    rows = []
    for row in comparison.rows:
        if (found := row.alpha) is None:
            continue
        edge = words.number(HANGS_TOGETHER)
        told = words("people.or-more", low=edge) if found.holds else words("people.alpha-below", value=edge)
        between = words("people.from-to", low=words.number(found.low), high=words.number(found.high))
        rows.append((measure_name(names, row.measure), told, between, str(found.n)))
    if not rows:
        return []
    columns = (words("column.score-of"), words("column.alpha"), words("column.interval"), words("column.people"))
    return [
        Heading(words("people.reliability")),
        Paragraph(words("people.reliability-why"), "muted"),
        Table(columns, tuple(rows)),
    ]


def _comment_blocks(names: Names, comparison: Comparison) -> list[Block]:
    words = names.words
    if not comparison.comments:
        return []
    said: dict[str, tuple[str, list[str]]] = {}
    for asked, text in comparison.comments:
        heading = of_unit(asked.unit, asked.item.text[words.language])
        said.setdefault(asked.key, (heading, []))[1].append(text)
    blocks: list[Block] = [Heading(words("people.comments")), Paragraph(words("people.comments-why"), "muted")]
    for heading, texts in said.values():
        blocks += [Paragraph(heading, "strong"), Points(tuple(texts))]
    return blocks


def _data(comparison: Comparison) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "people-comparison",
        "blocks": [
            {"id": each.id, "groups": list(each.groups), "respondents": len(each.people)} for each in comparison.blocks
        ],
        "left_out": list(comparison.left_out),
        "smallest": comparison.smallest,
        "false_words": as_float(comparison.false_words),
        "units": [{"id": each.id, "name": each.name} for each in comparison.units],
        "rows": [_row_data(row) for row in comparison.rows],
        "questions": [tally_data(each) for each in comparison.tallies],
        "comments": [
            {"item": asked.item.id, "unit": _unit_id(asked.unit), "text": text} for asked, text in comparison.comments
        ],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "id": row.measure.id,
        "unit": _unit_id(row.measure.unit),
        "scale": [row.measure.start, row.measure.end],
        "neutral": row.measure.neutral,
        "self": as_float(row.own),
        "distance": as_float(row.distance),
        "alpha": _alpha_data(row),
        "groups": [
            {
                "id": cell.block,
                "n": cell.n or None,
                **figure_data(cell.figure),
                "spread": as_float(cell.spread.value) if cell.spread else None,
                "spread_or_less": cell.spread.or_less if cell.spread else None,
                "gap": as_float(cell.gap),
                "word": row.word(cell),
                "farthest_on": [item.id for item in row.driven_by(cell)],
                "agreement": cell.agreement,
                "two_camps": cell.in_two,
                "hidden": cell.hidden,
            }
            for cell in row.cells
        ],
    }


def _alpha_data(row: Row) -> dict[str, Any] | None:
    """Alpha as it may be told: from ``at_least`` up where they hang together, below it where not."""
    if row.alpha is None:
        return None
    found, edge = row.alpha, float(HANGS_TOGETHER)
    told = {"holds": found.holds, "at_least": edge if found.holds else None, "below": None if found.holds else edge}
    return {**told, "low": float(found.low), "high": float(found.high), "n": found.n}


_SHEET = (
    "id", "unit", "option", "group", "people", "mean", "share", "low-end", "high-end", "spread", "own", "gap-word",
    "agreement", "hidden",
)  # fmt: skip


def _sheet(words: Words, comparison: Comparison) -> Sheet:
    lines: list[dict[str, str | int | float | None]] = []
    for row in comparison.rows:
        beside = {"id": row.measure.subject, "unit": _unit_id(row.measure.unit), "own": as_float(row.own)}
        if row.own is not None:
            lines.append({**beside, "group": SELF, "people": 1, "mean": float(row.own)})
        for cell in _row_data(row)["groups"]:
            told = {key: cell[key] for key in ("mean", "spread", "agreement", "hidden")}
            ends = {"low-end": cell["from"], "high-end": cell["to"]}
            lines.append({**beside, **told, **ends, "group": cell["id"], "people": cell["n"], "gap-word": cell["gap"]})
    for each in comparison.tallies:
        lines += [{**line, "unit": _unit_id(each.asked.unit)} for line in tally_lines(each)]
    return Sheet(
        tuple(words(f"column.{each}") for each in _SHEET),
        tuple(tuple(line.get(key) for key in _SHEET) for line in lines),
    )


def _unit_id(unit: Unit | None) -> str | None:
    return unit.id if unit else None
