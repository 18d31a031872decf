"""One value of a portfolio file changed in its text, by position, so that comments and layout stay."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import yaml

from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.files.yaml_values import Mark

SCHEMA_MARK = "# yaml-language-server:"
"""How the line begins by which an editor finds the schema of a file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def with_type(source: Source, place: int, kind: str) -> str:
    """The text of ``source`` with ``kind`` as the type of the initiative at ``place``, and nothing else changed.

    The text is read again to make sure of that. Raises UsageFault where it cannot be done.
    """
    entry = source.values["initiatives"][place]
    changed = _replaced(source, place, kind) if "type" in entry else _inserted(source, place, kind)
    if changed is None or not _only_this(source, changed, place, kind):
        raise UsageFault("error.cannot-edit", path=source.name, type=kind)
    return changed


def has_comments(text: str) -> bool:
    """Whether a portfolio has comments, the line for editors at the top not among them."""
    first, _, rest = text.partition("\n")
    text = rest if first.startswith(SCHEMA_MARK) else text
    if re.search(r"(?m)(?:^|\s)#", text) is None:
        return False
    end = 0
    for token in yaml.scan(text, Loader=_LOADER):  # a comment stands between the tokens; in a text it is none
        if "#" in text[end : token.start_mark.index]:
            return True
        end = token.end_mark.index
    return "#" in text[end:]


def _replaced(source: Source, place: int, kind: str) -> str | None:
    span = source.span(("initiatives", place, "type"))
    if span is None:
        return None
    start, end = _offset(source.text, span.start), _offset(source.text, span.end)
    old = source.text[start:end]
    new = json.dumps(kind) if old.startswith('"') else kind
    space = "" if source.text[:start].endswith((" ", "\t")) else " "
    return source.text[:start] + space + new + source.text[end:]


def _inserted(source: Source, place: int, kind: str) -> str | None:
    """A line of its own below the name (or the id), as far in as that; in curly brackets before the first key."""
    at = ("initiatives", place)
    whole, first = source.span(at), source.mark((*at, next(iter(source.values["initiatives"][place]))))
    if whole is None or first is None:
        return None
    begins = _offset(source.text, whole.start)
    if source.text[begins : begins + 1] == "{":
        before = _offset(source.text, first)
        pair = f'"type": "{kind}", ' if source.text[before] == '"' else f"type: {kind}, "
        return source.text[:before] + pair + source.text[before:]
    for key in ("name", "id"):
        key_mark, value = source.mark((*at, key)), source.span((*at, key))
        if key_mark is not None and value is not None and value.start.line == value.end.line == key_mark.line:
            return _below(source.text, key_mark, f"type: {kind}")
    return None


def _below(text: str, mark: Mark, pair: str) -> str:
    start = _offset(text, Mark(mark.line, 1))
    found = _BREAK.search(text, start)
    line_break = found[0] if found else "\n"
    end = found.start() if found else len(text)
    return f"{text[:end]}{line_break}{' ' * (mark.column - 1)}{pair}{text[end:]}"


def _offset(text: str, mark: Mark) -> int:
    """Where ``mark`` is in ``text``, counted in characters."""
    start = 0
    for number, found in enumerate(_BREAK.finditer(text), 2):
        if number > mark.line:
            break
        start = found.end()
    return start + mark.column - 1


def _only_this(source: Source, text: str, place: int, kind: str) -> bool:
    wanted: Any = copy.deepcopy(source.values)
    wanted["initiatives"][place]["type"] = kind
    try:
        return bool(Source(source.name, text, source.max_nodes).values == wanted)
    except InputFault:
        return False
