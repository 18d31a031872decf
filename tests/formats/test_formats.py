"""Every format: all kinds of block, hostile texts shown as text, and pictures whose texts lie inside."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.documents import (
    Bar,
    Bars,
    Blanks,
    Bubbles,
    Cell,
    Curve,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Panels,
    Paragraph,
    Picture,
    Points,
    Profile,
    Scene,
    Table,
    Ticks,
    Timeline,
    Trend,
    rounded,
)
from digitrans.formats import BINARY, NEEDS, WRITERS, Sink, writer
from digitrans.formats.colours import LEVELS
from digitrans.formats.grids import Drawn, Shaded, grid, svg
from digitrans.formats.layout import density, grid_shares, heading_level, shares
from digitrans.formats.pictures import shortened, width_of, wrapped
from digitrans.formats.scenes import scenes
from specimen import DANISH, HOSTILE, LONG, NASTY, blocks, specimen

Run = Callable[..., tuple[int, str, str]]
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def rendered(format: str, document: Document, **sink: Any) -> str:
    text = writer(format)(document, Sink(**sink))
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("format", [each for each in WRITERS if each not in (*BINARY, "ics")])
@pytest.mark.parametrize("texts", [DANISH, *((each,) for each in HOSTILE)], ids=range(len(HOSTILE) + 1))
def test_no_text_breaks_a_format(format: str, texts: tuple[str, ...]) -> None:
    text = rendered(format, specimen(texts))
    assert not UNSAFE.search(text.lstrip("\ufeff"))
    if format == "json":
        assert json.loads(text)["texts"] == list(texts)


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_gets_no_line_that_is_too_wide(width: int, unicode: bool) -> None:
    text = rendered("table", specimen(DANISH), width=width, unicode=unicode)
    assert max(len(line) for line in text.splitlines()) <= width
    if not unicode:
        assert not set(text) & set("█▒·●─┼□■◪┃▁▂▃▄▅▆▇░▓•→…–")


def test_a_mark_and_a_trend_show_without_colour() -> None:
    bars = Bars(("Area", "Score", "In words", "Why"), (Bar("a", 2.0, None, None, "2.0", "low", mark=4.0),), mark="Goal")
    trend = Trend("t", ("Line", "May", "June"), (("a", (Cell("1.0", 1.0), Cell("5.0", 5.0))),))
    document = Document("x", (bars, trend), {}, "en")
    plain = rendered("table", document, width=60, unicode=False)
    assert "|" in plain and "goal: 4.0" in plain and "1.0" in plain
    assert "┃" in rendered("table", document, width=60) and "▁█" in rendered("table", document, width=60)


def test_csv_keeps_its_line_ends_where_windows_would_double_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8", newline="\r\n"))
    from digitrans.cli import main

    assert main(["advice", "list", "--format", "csv"]) == 0
    assert b"\r\n" in raw.getvalue() and b"\r\r\n" not in raw.getvalue()


def test_csv_defuses_formulas_and_has_every_picture() -> None:
    text = rendered("csv", specimen(("=1+1", "+x", "-y", "@z", "normal")), dialect="standard")
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert not any(re.match(r"[=+@]", cell) for cell in cells) and "'=1+1" in cells and "'@z" in cells
    assert sum("4.6" in row for row in rows) >= 3, "heat map and trend"


# ---- pictures --------------------------------------------------------------------------------------------------------


def test_words_are_wrapped_and_cut_to_their_room() -> None:
    assert wrapped("one two three", 61, 3) == ["one two", "three"]
    assert wrapped("one two three", 60, 3) == ["one", "two", "three"]
    assert shortened("short", 100) == "short"
    assert shortened(LONG, 100).endswith("…") and width_of(shortened(LONG, 100)) <= 100
    assert len(wrapped(LONG, 100, 2)) == 1


@pytest.mark.parametrize("texts", [DANISH, (NASTY, LONG)])
def test_every_text_of_a_picture_has_its_room_inside(texts: tuple[str, ...]) -> None:
    for block in specimen(texts).blocks:
        if not isinstance(block, Scene):
            continue
        drawn = scenes(block, "name")
        assert drawn
        for each in drawn:
            _texts_inside(each, 3 if isinstance(block, Curve) else 10)  # long figures leave others no room


def _texts_inside(svg: ElementTree.Element, most: int) -> None:
    width, height = (float(each) for each in svg.attrib["viewBox"].split()[2:])
    assert svg.attrib["role"] == "img" and svg.attrib["aria-label"].startswith("name")
    assert len(svg.findall("text")) > most
    for text in svg.iter("text"):
        room = width_of(text.text or "", float(text.attrib.get("font-size") or svg.attrib["font-size"]))
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        assert 0 < y <= height
        left = {"end": x - room, "middle": x - room / 2}.get(text.attrib.get("text-anchor", ""), x)
        assert left >= -0.5 and left + room <= width + 0.5, text.text
    ElementTree.fromstring(ElementTree.tostring(svg))


@pytest.mark.parametrize("texts", [DANISH, (NASTY, LONG), ("",)])
def test_a_picture_is_a_table_with_every_figure_once(texts: tuple[str, ...]) -> None:
    for block in specimen(texts).blocks:
        if not isinstance(block, Picture) or isinstance(block, Scene):
            continue
        found = grid(block, ",")
        assert all(len(row) == len(found.columns) for row in found.rows) and found.rows
        assert sum(grid_shares(found)) == 100
        told = [found.text(cell) for row in found.rows for cell in row]
        table = block.table(",") if isinstance(block, Bars) else block.table()
        assert all(cell in told for row in table.rows for cell in row if cell[:1].isdigit())


def test_nothing_drawn_leaves_its_cell() -> None:
    bars = Bars(
        ("a", "b", "c", "d"), (Bar("a", 9.0, 0.0, 12.0, "9", "", mark=-3.0), Bar("b", -9.0, None, None, "x", ""))
    )
    trend = Trend("t", ("a", "b", "c"), (("a", (Cell("9", 9.0), Cell("-9", -9.0))),))
    cells = [cell for block in (bars, trend) for row in grid(block).rows for cell in row if isinstance(cell, Drawn)]
    assert len(cells) == 3
    for cell in cells:
        for each in cell.shapes:
            ends = [(each.ax, each.ay)] + ([(each.bx, each.by)] if each.kind != "dot" else [])
            assert all(-0.01 <= x <= cell.width + 0.01 and -0.01 <= y <= cell.height + 0.01 for x, y in ends)


def test_the_lowest_score_is_no_empty_bar() -> None:
    def drawn(value: float | None, start: float = 1, end: float = 5) -> float:
        cell = grid(Bars(("a", "b", "c", "d"), (Bar("a", value, None, None, "1,0", ""),), start, end)).rows[0][1]
        assert isinstance(cell, Drawn)
        return max((each.bx for each in cell.shapes[1:] if each.kind == "box"), default=0.0)

    assert drawn(1.0) == 20 and drawn(5.0) == 100 and drawn(None) == 0 and drawn(0, start=0, end=100) == 0.6
    document = Document("x", (Bars(("a", "b", "c", "d"), (Bar("a", 1.0, None, None, "1,0", ""),)),), {}, "da")
    assert "█" in rendered("table", document)


def test_levels_are_told_apart_without_colour() -> None:
    def grey(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    _, middle, high = map(grey, LEVELS)
    assert (middle + 0.05) / (high + 0.05) > 3, "the highest is clearly darker"

    def lines(level: int | None) -> int:
        cell = grid(Bars(("a", "b", "c", "d"), (Bar("a", 2.0, None, None, "2", "", level=level),))).rows[0][1]
        assert isinstance(cell, Drawn)
        return sum(each.kind == "line" for each in cell.shapes)

    assert lines(0) > 5 and lines(1) == lines(2) == lines(None) == 0, "the lowest has stripes"
    for value in (1.0, 2.0, 3.0, 4.0, 5.0):
        shaded = grid(HeatMap("x", ("a", "b"), (("a", (Cell("x", value),)),))).rows[0][1]
        assert isinstance(shaded, Shaded)
        light, dark = sorted((grey(shaded.fill), grey(shaded.ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, "the figure can be read on its ground"


def test_a_drawn_cell_is_said_where_nothing_beside_it_says_it() -> None:
    profile = next(each for each in specimen().blocks if isinstance(each, Profile))
    told = [svg(cell) for row in grid(profile).rows for cell in row if isinstance(cell, Drawn)]
    assert all(each.attrib["role"] == "img" and each.attrib["aria-label"] for each in told)
    bars = next(each for each in specimen().blocks if isinstance(each, Bars))
    assert all(svg(row[1]).attrib["aria-hidden"] for row in grid(bars).rows if isinstance(row[1], Drawn))


def test_figures_are_rounded_half_up_with_the_languages_decimal_mark() -> None:
    assert rounded(2.25, 1, ",") == "2,3" and rounded(-2.25, 1, ".") == "-2.3" and rounded(-0.04, 1, ".") == "0.0"


def test_marks_are_rounded_half_up_like_every_figure() -> None:
    bars = Bars(("a", "b", "c", "d"), (Bar("x", 3.0, None, None, "3,0", "", mark=3.25),), mark="Mål")
    assert bars.table(",").rows == (("x", "3,0", "3,3"),)
    assert Bars(bars.columns, bars.bars, 0, 100, "Mål").table().rows == (("x", "3,0", "3"),)


# ---- layout ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [DANISH, (LONG, "a"), ("", "x")])
def test_columns_share_the_whole_width(texts: tuple[str, ...]) -> None:
    for count in range(1, 12):
        table = Table((texts * 12)[:count], ((texts * 12)[:count], ("y",) * count))
        found = shares(table, 56)
        assert sum(found) == 100 and min(found) >= 3 and len(found) == count


def test_headings_never_skip_a_level() -> None:
    assert (
        heading_level(1, 1) == 2 and heading_level(2, 1) == 2 and heading_level(2, 2) == 3 and heading_level(9, 4) == 4
    )


def test_a_print_is_set_as_large_as_it_may_be() -> None:
    def sized(lines: int) -> int:
        return density(Document("x", tuple(Paragraph("a") for _ in range(lines)), {}, pages=1))

    assert [sized(n) for n in (5, 35, 42, 50, 62, 200)] == [0, 1, 2, 3, 4, 1]


# ---- HTML ------------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Tags with attributes in their order, and all text outside the style sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside == "style" else data


@pytest.mark.parametrize("texts", [DANISH, (NASTY,), HOSTILE])
def test_html_is_one_file_in_which_texts_stay_texts(texts: tuple[str, ...]) -> None:
    page = Tags(rendered("html", specimen(texts)))
    names = [tag for tag, _ in page.tags]
    assert not {"script", "b", "img", "iframe", "object", "label"} & set(names)
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes), tag
        assert (attributes.get("href") or "data:,") == "data:,"
    assert page.tags[0] == ("html", {"lang": "da", "class": "sheets"})
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    drawn = [attributes for tag, attributes in page.tags if tag == "svg" and "role" in attributes]
    assert len(drawn) == 7 and all(each["aria-label"] for each in drawn) and names.count("table") == 11
    assert not [tag for tag, attributes in page.tags if "role" in attributes and tag != "svg"]


def test_html_allows_its_own_style_and_nothing_else() -> None:
    import base64
    import hashlib

    text = rendered("html", specimen())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text.replace("&#39;", "'")
    assert "url(" not in text and "@import" not in text and "http://" not in text and "https://" not in text


def test_html_says_all_that_the_terminal_says() -> None:
    page = " ".join(Tags(rendered("html", specimen())).text.split())
    for text in (*DANISH, "2,0", "4,6", "1,0"):
        assert text in page


@pytest.mark.parametrize("format", [each for each in WRITERS if each not in ("ics", "github")])
def test_nothing_to_show_is_no_fault(format: str) -> None:
    heads = ("a", "b", "c", "d")
    empty = (HeatMap("", ("a",), ()), Bars(heads, ()), Trend("", ("a",), ()), Profile(()))
    blank = (
        Bubbles("", (*heads, "e"), (), (), (), (), (), "", ""),
        Panels("", ("a", "b"), (), (), ()),
        Curve("", heads, ()),
    )
    line = Timeline("", ("a",), (), (), "2026-12-31", "2026-11-23", "", ())
    rest = (line, *blank, Table((), ()), Table(("a",), ()), Ticks(()), Points(()), Blanks(()), PageBreak(), PageBreak())
    if format in NEEDS:
        pytest.importorskip(NEEDS[format][0])
    assert writer(format)(Document("", (*empty, *rest, Heading("")), {}, "da"), Sink())


# ---- PDF -------------------------------------------------------------------------------------------------------------


def pdf(document: Document) -> bytes:
    pytest.importorskip("typst")
    content = writer("pdf")(document, Sink())
    assert isinstance(content, bytes) and content.startswith(b"%PDF-")
    return content


def pdf_text(content: bytes, tmp_path: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext")
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode("utf-8").split())


@pytest.mark.parametrize("texts", [DANISH, *((each,) for each in HOSTILE)], ids=range(len(HOSTILE) + 1))
def test_pdf_takes_every_text(texts: tuple[str, ...]) -> None:
    assert b"/StructTreeRoot" in pdf(specimen(texts))


def test_pdf_is_tagged_with_title_and_language_and_the_same_each_time() -> None:
    content = pdf(specimen())
    assert content == pdf(specimen())
    assert b"/Lang(da)" in content and b"pdfuaid:part" in content and b"/MarkInfo<</Marked true" in content
    assert b"DisplayDocTitle true" in content


def test_pdf_gives_its_texts_back_in_reading_order(tmp_path: Path) -> None:
    texts = ("Først æøå", "Så Ærø", "Til sidst Åse")
    document = Document("Titel", (Heading(texts[0]), Paragraph(texts[1]), Points((texts[2],))), {}, "da")
    told = pdf_text(pdf(document), tmp_path)
    places = [told.index(each) for each in ("Titel", *texts)]
    assert places == sorted(places)


def test_pdf_shows_hostile_texts_as_text(tmp_path: Path) -> None:
    document = Document("Titel", (Paragraph(NASTY), Points((NASTY,)), Table(("a",), ((NASTY,),))), {}, "en")
    told = pdf_text(pdf(document), tmp_path)
    for each in ("#panic()", "$x^2$", "<script>", "*a*", "@label", "\\x1b", "\\u202e", "\\u65e5", "\\u1f600"):
        assert told.count(each) == 3, each


def test_without_typst_the_way_to_it_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for language, said in (("en", "print it from your browser"), ("da", "udskriv fra din browser")):
        code, out, err = run("--lang", language, "advice", "show", "1", "-o", str(tmp_path / "x.pdf"))
        assert (code, out) == (2, "") and "pip install typst, " in err and said in err
    assert not list(tmp_path.glob("x*"))


def test_a_pdf_is_not_written_to_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst")
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)
    code, out, err = run("advice", "show", "1", "--format", "pdf")
    assert (code, out) == (2, "") and "-o" in err


def test_a_pdf_is_written_whole_to_a_file(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    assert run("advice", "show", "1", "-o", str(tmp_path / "x.pdf")) == (0, "", "")
    assert (tmp_path / "x.pdf").read_bytes().rstrip().endswith(b"%%EOF")
    assert [each.name for each in tmp_path.glob("*")] == ["x.pdf"]


@given(st.integers(0, 5), st.integers(1, 12), st.lists(st.sampled_from([0, 1, 9, 40, 300]), min_size=60, max_size=60))
@settings(max_examples=60, deadline=None)
def test_columns_beside_a_map_share_the_whole_width(told: int, figures: int, lengths: list[int]) -> None:
    texts = ["w" * each for each in lengths]
    rows = tuple((texts[n], tuple(Cell(each, 1.0) for each in texts[n : n + figures])) for n in range(3))
    more = tuple(tuple(texts[n : n + told]) for n in range(3)) if told else ()
    found = grid(HeatMap("x", tuple(texts[: 1 + told + figures]), rows, told=more))
    for room in (56, 80, 104):
        shared = grid_shares(found, room)
        assert sum(shared) == 100 and min(shared) > 0


def test_long_notes_stand_below_their_bars() -> None:
    heads = ("Area", "Score", "In words", "Behind")
    short, long = "5 of 5 answered", "10 of 11 answered, 1 don't know; may come to 2.8 to 3.2"

    def found(*notes: str) -> Any:
        return grid(
            Bars(heads, tuple(Bar(f"b{n}", 2.0, None, None, "2.0", "low", note) for n, note in enumerate(notes)))
        )

    beside, below = found(short, ""), found(short, long, "")
    assert beside.columns[-1] == "Behind" and not beside.notes
    assert "Behind" not in below.columns and below.notes == ((short,), (long,), ())


def test_what_goes_over_pages_is_set_smaller_and_never_larger() -> None:
    def step(lines: int) -> int:
        return density(Document("x", tuple(Paragraph("a") for _ in range(lines)), {}, pages=4))

    assert [step(each) for each in (1, 160, 190, 1000)] == [1, 1, 2, 1]


def test_a_page_of_text_needs_no_layout_of_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a page without a grid loads what lays out grids")

    monkeypatch.setattr("rich.console.Console", refused)
    plain = (Heading, Paragraph, Points, Ticks, Blanks, PageBreak)
    lines = tuple(block for block in blocks() if isinstance(block, plain))
    compact = tuple(replace(block, compact=True) for block in blocks() if isinstance(block, Bars))
    assert {type(block) for block in lines} == set(plain) and compact
    for colour in (False, True):
        assert writer("table")(Document("Title", (*lines, *compact), {}), Sink(colour=colour))
    with pytest.raises(AssertionError, match="lays out grids"):
        writer("table")(Document("Title", (Table(("a", "b"), (("1", "2"),)),), {}), Sink())
