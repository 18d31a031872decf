"""Document to text, or to the bytes of a PDF: one format a file.

``WRITERS`` is the registry: a new format is a file and a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.documents import Document


DIALECTS = ("danish", "standard")
"""CSV as Danish Excel wants it, and as the rest of the world does."""


@dataclass(frozen=True)
class Sink:
    """What the format writes to: its width in columns, and whether it takes colour and more than ASCII.

    ``dialect``: one of ``DIALECTS``. ``now`` is the ISO 8601 time that office files say they were made at;
    ``template`` a Word file whose styles, margins, headers and footers a document takes over. ``program`` is what the
    shell knows digitrans as, where that is another name.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    dialect: str = "danish"
    now: str = ""
    template: bytes | None = None
    program: str = "digitrans"


Writer = Callable[["Document", Sink], str | bytes]

WRITERS = {
    "table": "table",
    "json": "json_format",
    "csv": "csv_format",
    "markdown": "markdown",
    "html": "html_format",
    "pdf": "pdf",
    "docx": "docx_format",
    "xlsx": "xlsx_format",
    "pptx": "pptx_format",
    "ics": "ics_format",
    "mail": "mail",
    "github": "github",
    "svg": "svg_format",
    "mermaid": "mermaid",
}
FOR_FILES = frozenset(("github",))
"""Formats that only commands have which say something beside the lines of a file."""
FOR_PICTURES = frozenset(("svg",))
"""Formats that only commands have which draw a picture as wide as a page."""
FOR_TIME = frozenset(("mermaid",))
"""Formats that only commands have which draw a line of time."""
SPECIAL = FOR_FILES | FOR_PICTURES | FOR_TIME
SUFFIXES = {
    ".txt": "table",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".html": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".ics": "ics",
    ".svg": "svg",
    ".mmd": "mermaid",
}
BINARY = frozenset(("pdf", "docx", "xlsx", "pptx"))
"""Formats that a terminal cannot show."""
NEEDS = {
    "pdf": ("typst", "typst"),
    "docx": ("docx", "python-docx pillow"),
    "pptx": ("pptx", "python-pptx"),
    "ics": ("icalendar", "icalendar"),
    "xlsx": ("openpyxl", "openpyxl"),
}
"""The module that a format cannot do without, and the packages that bring it, with blanks between."""


def writer(name: str) -> Writer:
    """The function that renders a Document as ``name``; only its module is imported."""
    module = import_module(f"digitrans.formats.{WRITERS[name]}")
    write: Writer = module.write
    return write
