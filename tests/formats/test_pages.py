"""Where a page ends: no row stands alone at its foot or at the head of the next, nor a last line on a page."""

from __future__ import annotations

from io import BytesIO

import pytest

from digitrans.documents import Block, Document, Heading, PageBreak, Paragraph, Points, Table
from digitrans.formats import Sink, writer
from digitrans.formats.grids import text_grid
from digitrans.formats.layout import LEAST_END, MOST_END, WHOLE, ends, is_whole, shares, tail

WORDS = "ord " * 20


def report(*blocks: Block, pages: int = 0) -> Document:
    return Document("Rapport", blocks, {}, "da", pages=pages)


def pdf_pages(document: Document) -> list[list[str]]:
    """The lines of each page, without the foot."""
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    made = writer("pdf")(document, Sink())
    assert isinstance(made, bytes)
    told = [page.extract_text().splitlines() for page in pypdf.PdfReader(BytesIO(made)).pages]
    return [[line for line in page if line.strip() and "/ " not in line and line != "Rapport"] for page in told]


@pytest.mark.parametrize("before", [30, 34, 35, 36, 37, 38])
def test_no_page_begins_or_ends_with_one_row(before: int) -> None:
    rows = tuple((f"række-{n}", WORDS) for n in range(11))
    lines = [Paragraph(f"linje {n}") for n in range(before)]
    document = report(*lines, Heading("Tabel"), Table(("Hvad", "Tekst"), rows), Points(("slut",) * 12))
    for page in pdf_pages(document):
        own = sum("række-" in line for line in page)
        assert own != 1, page
        assert own or "Tabel" not in page, "a heading stands with its table"


@pytest.mark.parametrize("before", range(40, 58, 3))
def test_no_page_holds_the_last_line_alone(before: int) -> None:
    lines = [Paragraph(f"linje {n}") for n in range(before)]
    found = pdf_pages(report(*lines, Heading("Det sidste"), Points(("et", "to", "tre")), Paragraph("Slut.", "muted")))
    assert len(found) == 1 or len(found[-1]) >= 5, "or it is saved by a slightly smaller size"


def test_a_long_row_may_go_over_pages_and_is_not_cut() -> None:
    long = " ".join(f"ord{n}" for n in range(2500))
    rows = (*((f"r{n}", "kort") for n in range(9)), ("lang", long))
    told = " ".join(line for page in pdf_pages(report(Table(("Hvad", "Tekst"), rows))) for line in page)
    assert "ord0" in told and "ord2499" in told


def test_what_is_held_together_is_a_few_lines_and_begins_with_their_heading() -> None:
    many = [Paragraph("x") for _ in range(30)]
    assert tail(report(*many, Heading("Det sidste"), Points(("et", "to", "tre")))) == 29, "with a line before it"
    assert tail(report(*many, Heading("Det sidste"), Points(("et",) * 6))) == 30
    assert tail(report(*many, Points(("et",) * 40))) == 31, "what is long by itself is held to nothing"
    assert tail(report(*many, PageBreak(), Heading("Side"))) == 32, "sheets end where they end"
    assert tail(report(*many, pages=1)) == 30
    assert LEAST_END < MOST_END


def test_short_rows_stay_whole_and_a_table_ends_with_two() -> None:
    table = text_grid(Table(("A", "B"), (("a", "b"), ("a", WORDS * 3), ("a", WORDS * 60))))
    widths = shares(Table(table.columns, (("a", "b"),)), WHOLE)
    whole = [is_whole(table, n, widths) for n in range(3)]
    assert whole == [True, True, False]
    assert (ends(whole), ends(whole[:2]), ends([True] * 9), ends([True]), ends([])) == (0, 1, 2, 0, 0)


def test_columns_hold_their_texts_on_one_line_where_there_is_room() -> None:
    rows = (*((f"Initiativ {n}", "● grønt") for n in range(9)), ("Initiativ", "● grønt, mangler oplysninger"))
    assert shares(Table(("Initiativ", "Lys"), rows), WHOLE)[1] * WHOLE // 100 >= len("● grønt, mangler oplysninger")
