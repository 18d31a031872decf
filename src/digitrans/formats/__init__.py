"""Document to text, or to the bytes of a PDF: one format a file.

``WRITERS`` is the registry: a new format is a file and a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitrans.documents import Document


DIALECTS = ("danish", "standard")
"""CSV as Danish Excel wants it, and as the rest of the world does."""


@dataclass(frozen=True)
class Sink:
    """What the format writes to: its width in columns, and whether it takes colour and more than ASCII.

    ``dialect``: one of ``DIALECTS``.
    """

    width: int = 80
    colour: bool = False
    unicode: bool = True
    dialect: str = "danish"


Writer = Callable[["Document", Sink], str | bytes]

WRITERS = {
    "table": "table",
    "json": "json_format",
    "csv": "csv_format",
    "markdown": "markdown",
    "html": "html_format",
    "pdf": "pdf",
}
SUFFIXES = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".html": "html", ".pdf": "pdf"}


def writer(name: str) -> Writer:
    """The function that renders a Document as ``name``; only its module is imported."""
    module = import_module(f"digitrans.formats.{WRITERS[name]}")
    write: Writer = module.write
    return write
