"""A Document: what a result says, in one language, before any format. Texts are plain; formats escape them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from digitrans.values import dataclass

Tone = Literal["plain", "strong", "muted", "warning", "lead"]


@dataclass(frozen=True)
class Heading:
    """The heading of a section; level 1 stands below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``tone`` is never the only bearer of a meaning; "lead" is what a page is about, set large."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Points:
    """A list of short texts, numbered or not."""

    texts: tuple[str, ...]
    numbered: bool = False


Sign = Literal["open", "under-way", "done", "not-relevant"]


@dataclass(frozen=True)
class Mark:
    """What has become of a line to tick off: its sign, and the same in words with owner, date and note."""

    sign: Sign = "open"
    words: str = ""


@dataclass(frozen=True)
class Ticks:
    """Lines to tick off. Each has its text and its help ("" for none); ``marks`` has one for each line, or is empty."""

    texts: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...] = ()

    def marked(self) -> tuple[tuple[str, str, Mark], ...]:
        """Text, help and mark of every line."""
        marks = self.marks or (Mark(),) * len(self.texts)
        return tuple((*line, mark) for line, mark in zip(self.texts, marks, strict=True))


@dataclass(frozen=True)
class Blanks:
    """Room to write by hand: labels, each with its number of lines; those with 0 share one line."""

    fields: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page, where there are pages."""


LIGHT_SIGNS = {"green": "●", "amber": "▲", "grey": "○", "red": "■"}
"""The sign of each light, each of a shape of its own: formats may colour it, and nobody needs the colour."""


@dataclass(frozen=True)
class Table:
    """Rows of texts below column headings. A narrow sink may set each row as a block.

    A ``tight`` one keeps a line for each row: there, the first column and those in ``cut`` are cut, and the last ones
    are left out, as far as room is lacking. In cells that begin with one of ``LIGHT_SIGNS``, formats may colour that.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tight: bool = False
    cut: tuple[int, ...] = ()

    def filled(self) -> Table:
        """The table without the columns that are empty in every row; the first one stays."""
        kept = [n for n in range(len(self.columns)) if n == 0 or any(row[n] for row in self.rows)]
        rows = tuple(tuple(row[n] for n in kept) for row in self.rows)
        return Table(tuple(self.columns[n] for n in kept), rows, self.tight)


@dataclass(frozen=True)
class Bar:
    """One line of bars: a value between the block's ends, its range, and the same in words.

    ``mark`` is a second value to compare with, such as a target; what it is, the block's ``mark`` says. ``mark_words``
    tells it instead of its figure, where it has a name.
    ``level`` is 0 for what needs attention, 1 for what is on its way, 2 for a strength; None where nothing says so.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    figure: str
    words: str
    note: str = ""
    strong: bool = False
    mark: float | None = None
    mark_words: str = ""
    level: int | None = None


def rounded(value: float, decimals: int, point: str) -> str:
    """``value`` rounded half up, as all figures are, with its decimals after ``point``."""
    whole = int(abs(value) * 10**decimals + 0.5) / 10**decimals
    return f"{-whole if value < 0 and whole else whole:.{decimals}f}".replace(".", point)


@dataclass(frozen=True)
class Bars:
    """Values on one scale from ``start`` to ``end``. ``mark`` names what the bars' marks are, "" without any.

    ``compact`` asks a terminal for one line for each bar: name, bar, figure and word, without the note.
    """

    columns: tuple[str, str, str, str]
    bars: tuple[Bar, ...]
    start: float = 1
    end: float = 5
    mark: str = ""
    compact: bool = False

    def share(self, value: float) -> float:
        """How much of a bar ``value`` fills, 0 to 1; the lowest answer of a scale from 1 is its first step."""
        origin = self.start - 1 if self.start > 0 else self.start
        return min(max((value - origin) / (self.end - origin), 0.0), 1.0)

    def table(self, point: str = ".") -> Table:
        """The figures behind the picture."""
        heads = (*self.columns[:2], self.mark, *self.columns[2:])
        rows = ((bar.label, bar.figure, self.marked(bar, point), bar.words, bar.note) for bar in self.bars)
        return Table(heads, tuple(rows)).filled()

    def marked(self, bar: Bar, point: str = ".") -> str:
        """A bar's mark in words or figures, with one decimal after ``point``, and none on a scale beyond 10."""
        if bar.mark is None or bar.mark_words:
            return bar.mark_words
        return rounded(bar.mark, 1 if self.end - self.start <= 10 else 0, point)


@dataclass(frozen=True)
class Position:
    """Where an answer lies between two poles: -2 to +2, None where there is none. ``words`` says it too."""

    label: str
    left: str
    right: str
    value: int | None
    words: str
    note: str = ""


@dataclass(frozen=True)
class Profile:
    """Positions between poles. ``columns`` heads label, words and note in a table of them."""

    positions: tuple[Position, ...]
    columns: tuple[str, str, str] = ("", "", "")

    def table(self) -> Table:
        """The answers behind the picture."""
        rows = ((each.label, each.words, each.note) for each in self.positions)
        return Table(self.columns, tuple(rows)).filled()


@dataclass(frozen=True)
class Cell:
    """A figure in words, and the value that its shade follows; None where there is none."""

    figure: str
    value: float | None


@dataclass(frozen=True)
class HeatMap:
    """Values in a grid, from ``start`` to ``end``, shaded by size. ``name`` says what the picture shows.

    ``columns`` names the rows' heading first. Every row is its label, the texts that ``told`` has of it if any, and a
    cell for each further column. ``notes`` has lines of small print for each row, headed by ``note`` in a table, or is
    empty. Rows that are ``numbered`` are referred to by their place, from 1. ``yes_or_no``: what is shaded is no scale.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    start: float = 1
    end: float = 5
    told: tuple[tuple[str, ...], ...] = ()
    notes: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    numbered: bool = False
    yes_or_no: bool = False

    def lines(self) -> tuple[tuple[str, tuple[str, ...], tuple[Cell, ...], tuple[str, ...]], ...]:
        """Label, texts, figures and notes of every row; a label with its number before it, where there are numbers."""
        labels = (f"{n} {label}" if self.numbered else label for n, (label, _) in enumerate(self.rows, 1))
        told, notes = (each or ((),) * len(self.rows) for each in (self.told, self.notes))
        cells = (cells for _, cells in self.rows)
        return tuple(zip(labels, told, cells, notes, strict=True))

    def table(self) -> Table:
        """The figures behind the picture."""
        more = (self.note,) if self.notes else ()
        rows = (
            (label, *told, *(cell.figure for cell in cells), *((" · ".join(notes),) if more else ()))
            for label, told, cells, notes in self.lines()
        )
        return Table((*self.columns, *more), tuple(rows))


@dataclass(frozen=True)
class Trend:
    """Values over time. ``columns`` names the lines' heading, then every point in time; a line is a label and cells."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    start: float = 1
    end: float = 5

    def table(self) -> Table:
        """The figures behind the picture."""
        return Table(self.columns, tuple((label, *(cell.figure for cell in cells)) for label, cells in self.lines))


Look = Literal["running", "planned", "idea", "paused"]
"""How a stretch of time is drawn: each by a pattern of its own, so that nobody needs the colour."""


@dataclass(frozen=True)
class Span:
    """A thing with a time, from ``start`` to ``end``, ISO 8601 days, both included; None for an end that is not known.

    ``light`` is one of ``LIGHT_SIGNS``, or "" for none. ``cells`` are the rest of its row in the table. ``needs`` are
    the keys of the things that must be there first, and ``late`` those of them that come too late.
    """

    key: str
    label: str
    start: str | None
    end: str | None
    look: Look
    light: str = ""
    cells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The label behind the sign of its light."""
        return f"{LIGHT_SIGNS[self.light]} {self.label}" if self.light else self.label


@dataclass(frozen=True)
class Tick:
    """A part of a line of time that begins on ``day``: its name, and the year that it lies in."""

    day: str
    label: str
    year: str


@dataclass(frozen=True)
class Timeline:
    """Things along a line of time, in groups. ``columns`` heads group, label and the cells of every row.

    ``ticks`` are the parts of the line, of equal weight, and ``end`` its last day; ``now`` is the day that it is told
    on, and ``now_word`` what it is called. What begins before the line or ends after it is drawn to its edge. ``looks``
    says in words what each look means. ``late`` is what a need that comes too late is called.
    """

    name: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Span, ...]], ...]
    ticks: tuple[Tick, ...]
    end: str
    now: str
    now_word: str
    looks: tuple[tuple[Look, str], ...]
    late: str = ""

    def table(self) -> Table:
        """The dates behind the picture."""
        rows = ((each.told, group, *each.cells) for group, spans in self.groups for each in spans)
        return Table(self.columns, tuple(rows)).filled()


@dataclass(frozen=True)
class Series:
    """Values along a line of time. ``open`` are the places of those that are "at least"; ``target`` lies beyond it."""

    label: str
    cells: tuple[Cell, ...]
    open: frozenset[int] = frozenset()
    target: Cell | None = None


@dataclass(frozen=True)
class Panel:
    """Some series on one scale: lines, or bars that are stacked, or bars up and down from a middle line."""

    title: str
    kind: Literal["lines", "stacked", "opposed"]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Panels:
    """Panels below one another along one line of time. ``days`` are ISO 8601 days; ``labels`` what they are called.

    ``columns`` heads what a series is, and its target. ``at_least`` says in words what an open value is; ``point`` is
    the decimal mark of scales.
    """

    name: str
    columns: tuple[str, str]
    days: tuple[str, ...]
    labels: tuple[str, ...]
    panels: tuple[Panel, ...]
    at_least: str = ""
    point: str = "."

    def table(self) -> Table:
        """The figures behind the picture."""
        rows = []
        for panel in self.panels:
            for each in panel.series:
                target = each.target.figure if each.target else ""
                rows.append((f"{panel.title}: {each.label}", *(cell.figure for cell in each.cells), target))
        return Table((self.columns[0], *self.labels, self.columns[1]), tuple(rows)).filled()

    def trends(self) -> tuple[Trend, ...]:
        """Each panel by itself, on a scale from 0 to its highest value."""
        heads = (self.columns[0], *self.labels)
        return tuple([_trend_of(panel, heads) for panel in self.panels if panel.series])


def _trend_of(panel: Panel, heads: tuple[str, ...]) -> Trend:
    values = [cell.value for each in panel.series for cell in each.cells if cell.value is not None]
    top = max(values, default=0) or 1
    lines = tuple([(each.label, each.cells) for each in panel.series])
    return Trend(panel.title, (panel.title, *heads[1:]), lines, 0, top)


@dataclass(frozen=True)
class Bubble:
    """A thing with two values, and a third that is its size, None where that is not known. ``low`` and ``high`` are the
    ends of its x, where those differ. ``light`` is one of ``LIGHT_SIGNS``; ``number`` its place in a list, 0 for none.
    """

    label: str
    x: Cell
    y: Cell
    size: Cell
    light: str
    words: str
    low: float | None = None
    high: float | None = None
    number: int = 0


@dataclass(frozen=True)
class Bubbles:
    """Things by two values, with a size and a light. ``columns`` heads label, x, y, size and words.

    ``x_ticks`` are figures to write along x, even steps or, where it is ``wide``, each ten times the one before; y goes
    from 0 to 100. ``beside`` are sentences about what has no place in it. ``lights`` says in words what each light is
    called, ``sizes`` what some sizes mean, and ``unsized`` what is drawn without one. ``numbered`` heads the list of
    what has a number, or nothing, in the picture because its name would lie on others.
    """

    name: str
    columns: tuple[str, str, str, str, str]
    bubbles: tuple[Bubble, ...]
    x_ticks: tuple[Cell, ...]
    beside: tuple[str, ...]
    lights: tuple[tuple[str, str], ...]
    sizes: tuple[Cell, ...]
    unsized: str
    numbered: str
    wide: bool = False

    def table(self) -> Table:
        """The figures behind the picture."""
        rows = ((each.label, each.x.figure, each.y.figure, each.size.figure, each.words) for each in self.bubbles)
        return Table(self.columns, tuple(rows)).filled()


@dataclass(frozen=True)
class Step:
    """A point of a curve: how much, what comes of it, the rest of its row. ``strong``: the one that is asked about."""

    x: Cell
    y: Cell
    cells: tuple[str, ...] = ()
    strong: bool = False


@dataclass(frozen=True)
class Curve:
    """What comes of how much, both from nothing up; ``columns`` heads the first, the second and the cells of a row."""

    name: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]

    def table(self) -> Table:
        """The figures behind the picture."""
        return Table(self.columns, tuple((each.x.figure, each.y.figure, *each.cells) for each in self.steps)).filled()


Scene = Timeline | Panels | Bubbles | Curve
"""Pictures that are drawn as a whole, as wide as the page."""
Picture = Bars | Profile | HeatMap | Trend | Timeline | Panels | Bubbles | Curve
Block = Heading | Paragraph | Points | Ticks | Blanks | PageBreak | Table | Picture


@dataclass(frozen=True)
class Sheet:
    """The result as one table of plain values, for CSV: column headings, and rows of texts, numbers and None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@dataclass(frozen=True)
class Event:
    """A day for the calendar. ``key`` says which entry it is, in every version; ``day`` is an ISO 8601 day."""

    key: str
    day: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Annotation:
    """Something to say beside a line of a file, for a pipeline: lines and columns from 1, None where there is none."""

    level: Literal["error", "warning", "notice"]
    message: str
    file: str
    line: int | None = None
    column: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Document:
    """Title, blocks, and the data behind them: what ``--json`` gives, with English keys and no words.

    ``sheet`` is the part that a spreadsheet gets; without one, it gets the tables and bars one below another.
    ``pages`` is the number of A4 pages that the print is set smaller for, as far as it stays legible; 0 for no wish.
    ``events`` are the days in it that belong in a calendar; ``sender`` is whose document it is, "" for nobody's.
    ``annotations`` are what a pipeline shows beside the lines of a file.
    ``screen`` is what a terminal shows first, on one screen of 24 lines; () where all of it is short enough.
    """

    title: str
    blocks: tuple[Block, ...]
    data: Mapping[str, Any]
    language: str = "da"
    sheet: Sheet | None = None
    pages: int = 0
    events: tuple[Event, ...] = ()
    sender: str = ""
    annotations: tuple[Annotation, ...] = ()
    screen: tuple[Block, ...] = ()
