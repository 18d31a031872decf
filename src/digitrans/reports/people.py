"""Several respondents: who was invited, what came back, how far apart they see it, and the talk to have about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.documents import Bar, Bars, Block, Document, Heading, HeatMap, Paragraph, Points, Sheet, Table, Ticks
from digitrans.documents import Cell as Shade
from digitrans.errors import InputFault
from digitrans.people import SELF, Cell, Comparison, Measure, Row, agreement_word, gap_word
from digitrans.reports.naming import Names, signed
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers import Answers, Unit
    from digitrans.instruments import Repeat

CONVERSATIONS = 3
QUESTIONS = 3


def steps_report(words: Words) -> Document:
    """The three steps of a round."""
    blocks = (
        Paragraph(words("people.intro")),
        Points(tuple(words(f"people.step-{each}") for each in ("invite", "collect", "compare")), numbered=True),
        Paragraph(words("people.protection"), "muted"),
    )
    return Document(words("people.title"), blocks, {"format": 1, "kind": "people"}, words.language)


def group_name(words: Words, group: str) -> str:
    """The name of a group of respondents."""
    return words(f"group.{group}")


class UnitsTold(NamedTuple):
    """What everyone answers for; ``since`` are the saved answers that it was taken from, None where it was named."""

    repeat: Repeat
    units: tuple[Unit, ...]
    since: Answers | None


def invitation_report(
    words: Words, folder: str, codes: Mapping[str, str], files: Sequence[str], units: UnitsTold | None = None
) -> Document:
    """The codes by group and the files that were made."""
    groups = _by_group(codes)
    rows = tuple((group_name(words, group), ", ".join(found)) for group, found in groups.items())
    blocks: list[Block] = [
        Paragraph(words("people.invited", n=len(codes), folder=folder)),
        *_unit_blocks(words, units),
        Table((words("column.group"), words("column.codes")), rows),
        Heading(words("people.next")),
        Points(
            (words("people.send"), words("people.keep-codes"), words("people.collect-next", folder=folder)),
            numbered=True,
        ),
        Heading(words("people.files")),
        Points(tuple(files)),
    ]
    data: dict[str, Any] = {"format": 1, "kind": "invitation", "folder": folder, "groups": groups, "files": list(files)}
    if units:
        data["units"] = [{"id": each.id, "name": each.name} for each in units.units]
    sheet = Sheet((words("column.group"), words("column.codes")), tuple((group, code) for code, group in codes.items()))
    return Document(words("people.invite-title"), tuple(blocks), data, words.language, sheet)


def _unit_blocks(words: Words, told: UnitsTold | None) -> list[Block]:
    """What everyone answers for, and where the list was taken from."""
    if told is None:
        return []
    names = ", ".join(each.name for each in told.units)
    text = words("people.units", many=told.repeat.many[words.language], names=names)
    if told.since is None:
        return [Paragraph(text)]
    since = told.since
    date = words.date(since.finished or "")
    return [Paragraph(text), Paragraph(words("people.units-taken", instrument=since.instrument, date=date), "muted")]


def _by_group(codes: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for code, group in codes.items():
        groups.setdefault(group, []).append(code)
    return groups


def collection_report(
    words: Words,
    counts: Mapping[str, Sequence[str]],
    twice: Sequence[tuple[str, str]],
    faults: Sequence[InputFault],
    missing: Mapping[str, Sequence[str]],
    invited: Mapping[str, int],
) -> Document:
    """What was taken in, what was not and why, and who is missing, by code.

    ``counts``: codes that are new, and that came again with newer answers. ``twice``: (code, file) that counted before.
    """
    told = [words.count("people.new", len(counts["new"]))]
    if counts["newer"]:
        told.append(words("people.newer", codes=", ".join(counts["newer"])))
    blocks: list[Block] = [Paragraph(" ".join(told))]
    if faults:
        lines = tuple(line for fault in faults for line in words.error(fault).split("\n"))
        blocks += [Heading(words.count("people.not-taken", len(faults))), Points(lines)]
    if twice:
        lines = tuple(f"{code}: {name}" for code, name in twice)
        blocks += [Heading(words("people.twice")), Points(lines)]
    rows = tuple(
        (
            group_name(words, group),
            words("people.came", n=total - len(missing.get(group, ())), of=total),
            ", ".join(missing.get(group, ())),
        )
        for group, total in invited.items()
    )
    columns = (words("column.group"), words("column.came"), words("column.missing"))
    blocks += [Heading(words("people.status")), Table(columns, rows)]
    data = {
        "format": 1,
        "kind": "collection",
        "new": list(counts["new"]),
        "newer": list(counts["newer"]),
        "twice": [{"respondent": code, "file": name} for code, name in twice],
        "faults": [
            {"file": each.source, "line": each.line, "column": each.column, "where": each.where, "fault": each.message}
            for fault in faults
            for each in fault.faults
        ],
        "missing": {group: list(codes) for group, codes in missing.items()},
        "invited": dict(invited),
    }
    sheet = Sheet(
        (words("column.group"), words("column.missing")),
        tuple((g, code) for g, codes in missing.items() for code in codes),
    )
    return Document(words("people.collect-title"), tuple(blocks), data, words.language, sheet)


def comparison_report(names: Names, comparison: Comparison, sheet_only: bool) -> Document:
    """How far apart they see it, largest disagreement first; or only the facilitator's sheet."""
    words = names.words
    blocks: list[Block] = [Paragraph(_about(names, comparison), "muted")]
    blocks += [Paragraph(text, "warning") for text in _cautions(names, comparison)]
    rows = [row for row in comparison.rows if any(cell.mean is not None for cell in row.cells)]
    if not sheet_only and rows:
        blocks += _figure_blocks(names, comparison, [row for row in rows if not row.measure.is_dilemma])
        blocks += _dilemma_blocks(names, [row for row in rows if row.measure.is_dilemma])
        blocks += _gap_blocks(names, comparison)
        blocks += _reliability_blocks(names, comparison)
        blocks += _comment_blocks(names, comparison)
    if rows:
        blocks += _conversation_blocks(names, rows[:CONVERSATIONS])
    else:
        blocks.append(Paragraph(words("people.nothing")))
    key = "people.sheet-title" if sheet_only else "people.compare-title"
    title = words(key, title=names.instrument.title[words.language])
    return Document(title, tuple(blocks), _data(comparison), words.language, _sheet(words, comparison))


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


def _cautions(names: Names, comparison: Comparison) -> list[str]:
    words = names.words
    told = []
    if comparison.left_out:
        groups = ", ".join(group_name(words, each) for each in comparison.left_out)
        told.append(words("people.left-out", groups=groups))
    cells = [cell for row in comparison.rows for cell in row.cells]
    if any(cell.held for cell in cells) or comparison.comments_held:
        told.append(words("people.held"))
    if any(cell.mean is not None and cell.agreement is None for cell in cells):
        told.append(words("people.no-agreement"))
    if any(cell.hidden == "few" for cell in cells):
        told.append(words("people.few"))
    if any(cell.hidden == "subtraction" for cell in cells):
        told.append(words("people.subtraction"))
    return told


def _measure_name(names: Names, measure: Measure) -> str:
    return measure.items[0].text[names.words.language] if measure.is_dilemma else names.score(measure.id)


def _figure_blocks(names: Names, comparison: Comparison, rows: Sequence[Row]) -> list[Block]:
    """A heat map of all figures, and bars with the leader's own score as the mark."""
    if not rows:
        return []
    words = names.words
    title = words("people.how-they-see-it")
    heads = [words("group.self")] if comparison.has_self else []
    columns = (words("column.score-of"), *heads, *(group_name(words, each.id) for each in comparison.blocks))
    lines = []
    for row in rows:
        own = [_shade(words, row.own)] if comparison.has_self else []
        lines.append((names.score(row.measure.id), (*own, *(_shade(words, cell.mean) for cell in row.cells))))
    start, end = min(row.measure.start for row in rows), max(row.measure.end for row in rows)
    heat = HeatMap(title, columns, tuple(lines), start, end)
    blocks: list[Block] = [Heading(title), heat, Paragraph(words("people.order"), "muted")]
    if any(cell.agreement is not None for row in rows for cell in row.cells):
        blocks.append(Paragraph(words("people.agreement-explained"), "muted"))
    for block in comparison.blocks:
        bars = [_bar(names, row, cell) for row in rows for cell in row.cells if cell.block == block.id]
        heading = Heading(_block_name(words, comparison, block.id), 2)
        names4 = words("column.score-of"), words("column.score"), words("column.gap-word"), words("column.answers")
        mark = words("group.self") if comparison.has_self else ""
        blocks += [heading, Bars(names4, tuple(bars), start, end, mark)]
    return blocks


def _shade(words: Words, value: Fraction | None) -> Shade:
    return Shade("–" if value is None else words.number(value), None if value is None else float(value))


def _bar(names: Names, row: Row, cell: Cell) -> Bar:
    words = names.words
    label = _measure_name(names, row.measure)
    if cell.mean is None:
        return Bar(label, None, None, None, "–", words(f"people.hidden-{cell.hidden}"))
    told = [words("people.n", n=cell.n)]
    if cell.spread is not None:
        told.append(words("people.spread", spread=words.number(Fraction(cell.spread))))
    if cell.agreement is not None:
        told.append(words(f"people.agreement-{agreement_word(cell.agreement)}", r=words.number(cell.agreement, 2)))
    else:
        told.append(words("people.agreement-none"))
    if cell.gap is not None:
        told.insert(0, words("people.own", gap=signed(words, cell.gap)))
    said = gap_word(cell.gap)
    return Bar(
        label,
        float(cell.mean),
        None,
        None,
        words.number(cell.mean),
        words(f"people.gap-{said}") if said and not row.measure.is_dilemma else "",
        "; ".join(told),
        False,
        None if row.own is None else float(row.own),
    )


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
            figure = "–" if cell.mean is None else signed(words, cell.mean)
            bars.append(replace(_bar(names, row, cell), label=group_name(words, cell.block), figure=figure))
        columns = words("people.poles", left=left, right=right), words("column.place"), "", words("column.answers")
        mark = words("group.self") if row.own is not None else ""
        blocks += [Heading(item.text[words.language], 2), Bars(columns, tuple(bars), -2, 2, mark)]
    return blocks


def _gap_blocks(names: Names, comparison: Comparison) -> list[Block]:
    """Where the leader stands higher than the others, and where lower, by 0.75 or more."""
    words = names.words
    blocks: list[Block] = []
    for kind in ("blind", "strength"):
        told = []
        for row in comparison.rows:
            for cell in row.cells:
                if not row.measure.is_dilemma and gap_word(cell.gap) == kind and cell.mean is not None:
                    name = f"{names.score(row.measure.id)}, {group_name(words, cell.block)}"
                    figures = words("people.both", own=words.number(row.own or 0), theirs=words.number(cell.mean))
                    told.append(f"{name}: {figures}")
        if told:
            blocks += [
                Heading(words(f"people.{kind}")),
                Paragraph(words(f"people.{kind}-why"), "muted"),
                Points(tuple(told)),
            ]
    return blocks


def _reliability_blocks(names: Names, comparison: Comparison) -> list[Block]:
    words = names.words
    found = [row for row in comparison.rows if row.alpha is not None]
    if not found:
        return []
    rows = tuple((names.score(row.measure.id), words.number(row.alpha or 0, 2), str(row.alpha_n)) for row in found)
    columns = (words("column.score-of"), words("column.alpha"), words("column.people"))
    return [
        Heading(words("people.reliability")),
        Paragraph(words("people.reliability-why"), "muted"),
        Table(columns, rows),
    ]


def _comment_blocks(names: Names, comparison: Comparison) -> list[Block]:
    words = names.words
    if not comparison.comments:
        return []
    texts = {item.id: item.text[words.language] for item in names.instrument.items}
    blocks: list[Block] = [Heading(words("people.comments")), Paragraph(words("people.comments-why"), "muted")]
    for item in dict.fromkeys(each for each, _ in comparison.comments):
        said = tuple(text for each, text in comparison.comments if each == item)
        blocks += [Paragraph(texts[item], "strong"), Points(said)]
    return blocks


def _conversation_blocks(names: Names, rows: Sequence[Row]) -> list[Block]:
    """The facilitator's sheet: the largest disagreements as conversations, with questions and minutes."""
    words = names.words
    blocks: list[Block] = [Heading(words("people.conversations")), Paragraph(words.count("people.minutes", len(rows)))]
    for number, row in enumerate(rows, 1):
        blocks += [
            Heading(words("people.conversation", number=number, name=_measure_name(names, row.measure)), 2),
            Paragraph(_places(names, row)),
            Points(_questions(names, row)),
            Ticks(tuple((words(f"people.part-{each}"), "") for each in ("alone", "round", "talk", "agree"))),
        ]
    return blocks


def _places(names: Names, row: Row) -> str:
    """ "Leader: 4.0; staff: 2.7": on a dilemma, with the pole that each leans to."""
    words = names.words
    own = [(words("group.self"), row.own)] if row.own is not None else []
    told = [*own, *((group_name(words, cell.block), cell.mean) for cell in row.cells if cell.mean is not None)]
    return "; ".join(f"{name}: {_place(names, row, value)}" for name, value in told) + "."


def _place(names: Names, row: Row, value: Fraction) -> str:
    words, item = names.words, row.measure.items[0]
    if not row.measure.is_dilemma or item.kind != "slider":
        return words.number(value)
    if value == 0:
        return words("slider.0")
    pole = item.left if value < 0 else item.right
    return f"{signed(words, value)} ({pole.name[words.language]})"


def _questions(names: Names, row: Row) -> tuple[str, ...]:
    """What to ask: the dilemma's own question, or those of the piece of advice, after what opens any such talk."""
    words, item = names.words, row.measure.items[0]
    opening = words("people.ask-see")
    if item.kind == "slider":
        return opening, item.question[words.language], words("people.ask-agree")
    advice = names.advice.get(names.advice_of(row.measure.id) or "")
    own = [each.text[words.language] for each in advice.questions[:QUESTIONS]] if advice else []
    more = [words("people.read-more", number=advice.number)] if advice else []
    return (opening, *own, *more)


def _data(comparison: Comparison) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "people-comparison",
        "blocks": [
            {"id": each.id, "groups": list(each.groups), "respondents": len(each.people)} for each in comparison.blocks
        ],
        "left_out": list(comparison.left_out),
        "rows": [_row_data(row) for row in comparison.rows],
        "comments": [{"item": item, "text": text} for item, text in comparison.comments],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "id": row.measure.id,
        "scale": [row.measure.start, row.measure.end],
        "self": _float(row.own),
        "distance": _float(row.distance),
        "alpha": _float(row.alpha),
        "groups": [
            {
                "id": cell.block,
                "n": cell.n or None,
                "mean": _float(cell.mean),
                "spread": cell.spread,
                "gap": _float(cell.gap),
                "agreement": _float(cell.agreement),
                "hidden": cell.hidden,
            }
            for cell in row.cells
        ],
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _sheet(words: Words, comparison: Comparison) -> Sheet:
    heads = ("id", "group", "people", "mean", "spread", "own", "gap-word", "agreement", "hidden")
    columns = tuple(words(f"column.{each}") for each in heads)
    rows = []
    for row in comparison.rows:
        if row.own is not None:
            rows.append((row.measure.id, SELF, 1, float(row.own), None, float(row.own), None, None, None))
        for cell in _row_data(row)["groups"]:
            told = [cell[key] for key in ("id", "n", "mean", "spread")]
            rows.append((row.measure.id, *told, _float(row.own), cell["gap"], cell["agreement"], cell["hidden"]))
    return Sheet(columns, tuple(rows))
