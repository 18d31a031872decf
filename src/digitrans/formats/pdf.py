"""A Document as PDF by Typst (the extra ``pdf``): A4, tagged (PDF/UA-1), the same bytes for the same document.

Content goes to the template as JSON and is never read as markup. Only Typst's own fonts are used; what they lack is
written as its code point.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_never
from xml.etree.ElementTree import Element, tostring

from digitrans.documents import (
    Bars,
    Blanks,
    Bubbles,
    Curve,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Panels,
    Paragraph,
    Points,
    Profile,
    Scene,
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.formats.grids import Drawn, Grid, GridCell, Shaded, grid, svg, text_grid
from digitrans.formats.layout import (
    WHOLE,
    ends,
    grid_shares,
    heading_level,
    is_short,
    is_whole,
    set_text,
    shares,
    sheet_titles,
    tail,
)
from digitrans.formats.pictures import described
from digitrans.formats.scenes import scenes
from digitrans.texts.escaping import one_line

SCALES = (1.12, 1.06, 1.0, 0.95, 0.9, 0.85, 0.8)
"""Sizes that are tried where a document is to fit on a number of pages: 11.8 down to 8.4 points."""

_LONG = re.compile(r"[^\s\u200b]{31,}")
_UNCOVERED = re.compile(
    "[^\\s\u0021-\u007e\u00a1-\u017f\u0192\u0218-\u021b\u02c6-\u02dd\u0391-\u03a9\u03b1-\u03c9\u0400-\u045f"
    "\u1e9e\u2010-\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2260\u2264\u2265\u200b\u25a0\u25b2\u25cb\u25cf]"
)


def write(document: Document, sink: Sink) -> bytes:
    """``sink`` is not asked. Set larger or smaller, 11.8 to 8.4 points, where it then fits on ``document.pages``."""
    import typst

    told = _document(document)
    try:
        return _fitted(told, document.pages)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _fitted(_without_uncovered(told), document.pages)


NEARLY_EMPTY, CLOSER = 0.3, (0.97, 0.94, 0.91)
"""A last page that holds less than that share of it is saved where one of these sizes does it."""

FEW = 6
"""Pages up to which that is tried."""


def _fitted(told: dict[str, Any], pages: int) -> bytes:
    import typst

    return bytes(
        typst.compile(
            _template(),
            format="pdf",
            sys_inputs=_inputs(told, _scale(told, pages)),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    )


def _scale(told: dict[str, Any], pages: int) -> float:
    """The size, as a share of the usual one, that a document is set in."""
    if told["sheets"] and not pages:
        return 1.0
    if pages == 1 or told["sheets"]:
        return next((each for each in SCALES if _extent(told, each)[0] <= pages), 1.0)
    found = next((each for each in SCALES if each <= 1 and _extent(told, each)[0] <= pages), 1.0) if pages else 1.0
    count, filled = _extent(told, found)
    if 1 < count <= FEW and filled < NEARLY_EMPTY:
        return next((each * found for each in CLOSER if _extent(told, each * found)[0] < count), found)
    return found


def _extent(told: dict[str, Any], scale: float) -> tuple[int, float]:
    """The number of pages at that size, and how far down the last of them the text goes, from 0 to 1."""
    import typst

    found = typst.query(
        _template(), "<extent>", field="value", sys_inputs=_inputs(told, scale), ignore_system_fonts=True
    )
    count, filled = json.loads(found)[0]
    return int(count), float(filled)


def _template() -> bytes:
    return Path(__file__).with_name("document.typ").read_bytes()


def _inputs(told: dict[str, Any], scale: float) -> dict[str, str]:
    return {"document": json.dumps(told), "scale": str(scale)}


def _text(text: str, on_line: Callable[[str], str] = one_line) -> str:
    """``text`` on one line, with places to break in what is longer than a line of a column."""
    return _LONG.sub(lambda match: re.sub(r"(.{12})", "\\1\u200b", match[0]), on_line(text))


def _without_uncovered(value: Any) -> Any:
    """``value`` with what the fonts lack written as code points: \\u1f600."""
    if isinstance(value, str):
        return _UNCOVERED.sub(lambda match: f"\\u{ord(match[0]):04x}\u200b", value)
    if isinstance(value, list):
        return [_without_uncovered(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_uncovered(each) for name, each in value.items()}
    return value


def _document(document: Document) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    level, heading = 1, document.title
    titles = sheet_titles(document)
    end, kept = tail(document), None
    for place, block in enumerate(document.blocks):
        kept = len(blocks) if place == end else kept
        match block:
            case Heading():
                level, heading = heading_level(block.level, level), block.text
                told = {"kind": "heading", "level": level, "text": _text(block.text) or "–", "sheet": place in titles}
                blocks.append(told)
            case Bars() | Profile() | HeatMap() | Trend():
                blocks += _pictured(block, document.language)
            case Timeline() | Panels() | Bubbles() | Curve():
                blocks += _drawn(block, block.name or heading)
            case Paragraph() | Points() | Ticks() | Blanks() | PageBreak() | Table():
                below_heading = bool(blocks) and blocks[-1]["kind"] == "heading"
                blocks.append({**_plain(block), "sticky": below_heading})
            case _:
                assert_never(block)
    title = one_line(document.title) or "–"
    short = title if len(title) <= 80 else title[:79] + "…"
    about = {"title": title, "short": short, "language": document.language, "sheets": bool(titles)}
    return {**about, "blocks": blocks, "tail": len(blocks) if kept is None else kept}


def _drawn(block: Scene, name: str) -> list[dict[str, Any]]:
    """A picture as wide as the page, and below it what has no place in it."""
    said = described(block, name)
    told = [{"kind": "scene", "svg": _xml(each), "described": said} for each in scenes(block, name)]
    beside = block.beside if told and isinstance(block, Bubbles) else ()
    if isinstance(block, Timeline | Curve) and told:
        told.append(_table(block.table()))
    return [*told, *({"kind": "paragraph", "tone": "muted", "text": _text(each), "sticky": False} for each in beside)]


def _pictured(block: Bars | Profile | HeatMap | Trend, language: str) -> list[dict[str, Any]]:
    """A picture as a table with drawn or shaded cells."""
    found = grid(block, "," if language == "da" else ".")
    return [_grid(found, grid_shares(found))] if found.rows else []


def _xml(svg: Element) -> str:
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    return tostring(svg, encoding="unicode")


def _cell(cell: GridCell) -> dict[str, Any]:
    if isinstance(cell, Drawn):
        said = _text(cell.said) or "–"
        return {"svg": _xml(svg(cell)), "ratio": cell.width / cell.height, "said": said, "beside": cell.beside}
    if isinstance(cell, Shaded):
        return {"text": _text(cell.text), "long": False, "fill": cell.fill, "ink": cell.ink}
    return {"text": _text(cell, set_text), "long": _longest(cell) > LONG}


LONG = 15
"""Letters of a word from which on it may be hyphenated in a column."""


def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _grid(found: Grid, widths: list[int]) -> dict[str, Any]:
    whole = [is_whole(found, n, widths) for n in range(len(found.rows))]
    rows = [
        {
            "cells": [_cell(cell) for cell in row],
            "strong": n in found.strong,
            "notes": [_text(each) for each in found.note(n)],
            "whole": whole[n],
        }
        for n, row in enumerate(found.rows)
    ]
    shaded = [any(isinstance(row[n], Shaded) for row in found.rows) for n in range(len(found.columns))]
    heads = [{**_cell(each), "figure": is_shaded} for each, is_shaded in zip(found.columns, shaded, strict=True)]
    repeat = sum(map(len, found.columns)) < 400  # a heading that fills a page must not come back on the next one
    return {
        "kind": "table",
        "columns": heads,
        "rows": rows,
        "shares": widths,
        "repeat": repeat,
        "short": is_short(found),
        "ends": ends(whole),
    }


def _plain(block: Paragraph | Points | Ticks | Blanks | PageBreak | Table) -> dict[str, Any]:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Points():
            return _points(block)
        case Ticks():
            return _ticks(block)
        case Blanks():
            return _blanks(block)
        case PageBreak():
            return _page_break(block)
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _paragraph(block: Paragraph) -> dict[str, Any]:
    return {"kind": "paragraph", "tone": block.tone, "text": _text(block.text)}


def _points(block: Points) -> dict[str, Any]:
    return {"kind": "points", "numbered": block.numbered, "texts": [_text(each) for each in block.texts]}


def _ticks(block: Ticks) -> dict[str, Any]:
    lines = [
        {"text": _text(text), "help": _text(help), "sign": mark.sign, "mark": _text(mark.words)}
        for text, help, mark in block.marked()
    ]
    return {"kind": "ticks", "lines": lines}


def _blanks(block: Blanks) -> dict[str, Any]:
    return {"kind": "blanks", "fields": [{"label": _text(label), "lines": lines} for label, lines in block.fields]}


def _page_break(block: PageBreak) -> dict[str, Any]:
    return {"kind": "page-break"}


def _table(block: Table) -> dict[str, Any]:
    return _grid(text_grid(block), shares(block, WHOLE))
