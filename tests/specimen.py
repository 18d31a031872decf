"""A document with every kind of block, for tests of formats; and texts that try to be more than text."""

from __future__ import annotations

from digitrans.documents import (
    Bar,
    Bars,
    Blanks,
    Block,
    Bubble,
    Bubbles,
    Cell,
    Curve,
    Document,
    Heading,
    HeatMap,
    Mark,
    PageBreak,
    Panel,
    Panels,
    Paragraph,
    Points,
    Position,
    Profile,
    Series,
    Span,
    Step,
    Table,
    Tick,
    Ticks,
    Timeline,
    Trend,
)

LONG = "w" * 2000
NASTY = (
    "<script>alert(1)</script><b>bold</b> & | `x` [x] [/x] =1+1 é :smile: \x1b]8;;http://x\x07 "
    "\u202eright\u2066 *a* _b_\n# head #let x = 1; #panic() $x^2$ @label <label> 日本 😀 \ud7ff \ue000 "
)
HOSTILE = (
    NASTY,
    LONG,
    "=HYPERLINK(1)",
    "",
    "\u200f\u05e2\u05d1\u05e8\u05d9\u05ea\u200f",
    "\x00\x08\uffff",
    "]]>",
    "'\"><svg onload=alert(1)>",
)
DANISH = (
    "Ægteskabsmyndighedsomlægning", "Ældre og Sundhed", "Børne- og Ungdomsforvaltningen",
    "Speciallægepraksisplanlægningsstabiliseringsperiode", "Å",
)  # fmt: skip


def blocks(texts: tuple[str, ...] = DANISH) -> tuple[Block, ...]:
    """Every kind of block, with ``texts`` in every place that takes a text."""
    a, b, c, d, e = (texts * 5)[:5]
    cells = (Cell("1,0", 1.0), Cell("2,9", 2.9), Cell("4,6", 4.6), Cell("–", None))
    return (
        Heading(a),
        Heading(b, 2),
        Paragraph(c),
        Paragraph(a, "strong"),
        Paragraph(b, "muted"),
        Paragraph(d, "warning"),
        Points((a, b, c)),
        Points((a, b, c), numbered=True),
        Ticks(((a, b), (c, ""))),
        Ticks(
            ((a, b), (b, c), (c, a), (d, "")),
            (Mark("done", a), Mark("under-way", b), Mark("not-relevant", c), Mark("open", d)),
        ),
        Blanks(((a, 0), (b, 0), (c, 2))),
        Table((a, b, c, d, e), ((a, b, c, d, e), (e, d, c, b, a))),
        Table((a, b), ((c, d),)),
        Bars(
            (a, b, c, d),
            (
                Bar(a, 2.0, 1.5, 3.5, "2,0", b, c, mark=4.5),
                Bar(b, 5.0, None, None, "5,0", c, strong=True, mark=1.0),
                Bar(c, None, None, None, "–", d),
            ),
            mark=e,
        ),
        Profile((Position(a, b, c, -2, d, e), Position(b, c, d, 0, e), Position(c, d, e, None, a)), (a, b, c)),
        HeatMap(a, (a, b, c, d, e), ((a, cells), (b, cells[::-1]), (c, cells))),
        HeatMap(
            b,
            (a, b, c, d, e, a),
            ((a, cells), (b, cells[::-1])),
            told=((b,), (c,)),
            notes=((c, d), ()),
            note=e,
            numbered=True,
        ),
        Trend(b, (a, b, c, d, e), ((a, cells), (b, cells[::-1]))),
        timeline(a, b, c, d, e),
        panels(a, b, c, d),
        bubbles(a, b, c, d, e),
        curve(a, b, c, d),
        PageBreak(),
        Heading(c),
        Paragraph(a),
    )


def timeline(a: str, b: str, c: str, d: str, e: str) -> Timeline:
    """A line of eight quarters with things that begin before it, end after it, wait in vain, and have open ends."""
    ticks = tuple(
        Tick(f"{year}-{month}-01", a, str(year)) for year in (2026, 2027) for month in ("01", "04", "07", "10")
    )
    spans = (
        Span("a", a, "2026-02-01", "2026-08-31", "running", "green", (b, c, d, e)),
        Span("b", b, "2025-01-01", "2030-01-01", "planned", "amber", (c, d, e, a), ("a", "c", "lost"), ("c",)),
        Span("c", c, None, "2027-03-31", "paused", "grey", (d, e, a, b)),
        Span("d", d, "2027-12-31", None, "idea", "red", (e, a, b, c), ("d",)),
    )
    looks = (("running", a), ("planned", b), ("idea", c), ("paused", d))
    columns = (a, b, c, d, e, a)
    return Timeline(b, columns, ((c, spans[:2]), (d, spans[2:])), ticks, "2027-12-31", "2026-11-23", e, looks, b)  # type: ignore[arg-type]


def panels(a: str, b: str, c: str, d: str) -> Panels:
    """One panel of each kind, over three days of which two are neighbours."""
    cells = (Cell("1,0", 1.0), Cell("–", None), Cell("9,5", 9.5))
    low = Series(a, cells, frozenset((2,)))
    panel = (
        Panel(a, "lines", (low, Series(b, cells[::-1]))),
        Panel(b, "stacked", (low, Series(c, cells, target=cells[0]))),
    )
    return Panels(
        c, (a, b), ("2026-01-31", "2026-02-01", "2026-11-23"), (a, b, c), (*panel, Panel(c, "opposed", (low, low))), d
    )


def bubbles(a: str, b: str, c: str, d: str, e: str) -> Bubbles:
    """Bubbles on and beside one another, at the edges, with and without a size, and one that costs nothing."""
    half, none, much = Cell("50", 50.0), Cell("–", None), Cell("100", 100.0)
    found = (
        Bubble(a, half, half, much, "green", b),
        Bubble(b, half, half, none, "red", c),
        Bubble(c, much, much, half, "amber", d, 50.0, 100.0),
        Bubble(d, Cell("0", 0.0), Cell("0", 0.0), Cell("0", 0.0), "grey", e),
        Bubble(e, none, half, half, "green", a),
    )
    ticks = (Cell("1", 1.0), Cell("10", 10.0), Cell("100", 100.0))
    return Bubbles(d, (a, b, c, d, e), found, ticks, (a, b), (("green", c), ("red", d)), (half, much), e, a, wide=True)


def curve(a: str, b: str, c: str, d: str) -> Curve:
    """A curve of six points, two of them close together, one with nothing, and one asked about."""
    found = [Step(Cell(a, n * 10.0), Cell(b, n * n * 1.0), (c, d), n == 3) for n in (0, 1, 3, 5, 7, 10)]
    return Curve(c, (a, b, c, d), (*found[:2], Step(Cell(b, 10.1), Cell(c, 1.0), ("", "")), *found[2:]))


def specimen(texts: tuple[str, ...] = DANISH, language: str = "da") -> Document:
    """A document of all blocks."""
    return Document(texts[0], blocks(texts), {"format": 1, "texts": list(texts)}, language)
