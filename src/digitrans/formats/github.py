"""A Document's annotations as GitHub Actions shows them beside the lines of a file: one workflow command each."""

from __future__ import annotations

from digitrans.documents import Annotation, Document
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line


def write(document: Document, sink: Sink) -> str:
    """A line for each annotation of ``document``; nothing of what else it says."""
    return "".join(f"{_command(each)}\n" for each in document.annotations)


def _command(each: Annotation) -> str:
    place = {"file": each.file, "line": each.line, "col": each.column, "title": each.title or None}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value is not None)
    return f"::{each.level} {properties}::{_data(each.message)}"


def _data(text: str) -> str:
    """A message: what would end it, or begin another command, is written as GitHub reads it back."""
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
