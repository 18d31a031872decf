"""What a screen reader gets of a PDF, read by another program than the one that wrote it: PDF/UA's structure tree."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from digitrans.documents import Document
from digitrans.formats import Sink, writer
from specimen import specimen

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")


class Node(NamedTuple):
    """An element of the structure tree: its kind, that of its parent, what it is said to be, and its children."""

    kind: str
    parent: str
    attributes: dict[str, Any]
    alternative: str
    children: tuple[str, ...]


@pytest.fixture(scope="module")
def read() -> Any:
    made = writer("pdf")(specimen(), Sink())
    assert isinstance(made, bytes)
    return pypdf.PdfReader(BytesIO(made))


@pytest.fixture(scope="module")
def nodes(read: Any) -> list[Node]:
    return list(_walk(read.trailer["/Root"]["/StructTreeRoot"]["/K"], ""))


def _walk(found: Any, parent: str) -> Iterator[Node]:
    found = found.get_object() if hasattr(found, "get_object") else found
    if isinstance(found, list):
        for each in found:
            yield from _walk(each, parent)
    elif isinstance(found, dict) and "/S" in found:
        kids = found.get("/K", [])
        below = list(_walk(kids, found["/S"]))
        direct = tuple(each.kind for each in below if each.parent == found["/S"])
        given = found.get("/A", [])
        given = given.get_object() if hasattr(given, "get_object") else given
        attributes = {k: v for one in (given if isinstance(given, list) else [given]) for k, v in one.items()}
        yield Node(found["/S"], parent, attributes, found.get("/Alt", ""), direct)
        yield from below


def test_the_file_says_its_language_and_title_and_is_tagged(read: Any) -> None:
    root = read.trailer["/Root"]
    assert root["/Lang"] == "da" and root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value and read.metadata.title
    assert all(page.get("/Tabs") == "/S" for page in read.pages)


def test_lists_are_lists(nodes: list[Node]) -> None:
    lists = [each for each in nodes if each.kind == "/L"]
    assert len(lists) == 4, "points, numbered points, and two checklists"
    assert {each.attributes.get("/ListNumbering") for each in lists} == {"/Circle", "/Decimal"}
    assert all(set(each.children) == {"/LI"} for each in lists)
    items = [each for each in nodes if each.kind == "/LI"]
    assert len(items) == 12 and all(each.children == ("/Lbl", "/LBody") for each in items)


def test_headings_of_tables_are_headings_of_their_columns(nodes: list[Node]) -> None:
    tables = [each for each in nodes if each.kind == "/Table"]
    assert len(tables) >= 8 and all("/THead" in each.children and "/TBody" in each.children for each in tables)
    heads = [each for each in nodes if each.kind == "/TH"]
    assert heads and all(each.attributes.get("/Scope") == "/Column" for each in heads)
    assert all(each.attributes.get("/Headers") for each in nodes if each.kind == "/TD")


def test_pictures_have_their_words(nodes: list[Node]) -> None:
    figures = [each for each in nodes if each.kind == "/Figure"]
    assert figures and all(each.alternative for each in figures)


def test_no_level_of_headings_is_left_out(nodes: list[Node]) -> None:
    levels = [int(each.kind[2:]) for each in nodes if each.kind[:2] == "/H" and each.kind[2:].isdigit()]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_texts_come_in_the_order_in_which_they_stand() -> None:
    from digitrans.documents import Heading, Paragraph

    made = writer("pdf")(Document("Alfa", (Heading("Beta"), Paragraph("Gamma"), Paragraph("Delta")), {}, "en"), Sink())
    assert isinstance(made, bytes)
    text = pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()
    places = [text.index(each) for each in ("Alfa", "Beta", "Gamma", "Delta")]
    assert places == sorted(places)
