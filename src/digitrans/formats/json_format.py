"""The data behind a Document as JSON: one object, English keys, the same in both languages."""

from __future__ import annotations

import json

from digitrans.documents import Document
from digitrans.formats import Sink


def write(document: Document, sink: Sink) -> str:
    """Control characters and direction marks in texts are written as escapes; JSON readers give them back."""
    from digitrans.texts.escaping import json_safe

    return json_safe(json.dumps(document.data, ensure_ascii=not sink.unicode, indent=2, allow_nan=False)) + "\n"
