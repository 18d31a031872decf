"""Values of a portfolio file changed in its text, by position, so that comments and layout stay."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.files.yaml_values import Mark
from digitrans.portfolios.file_text import inline, key_text
from digitrans.texts.escaping import json_safe

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def with_type(source: Source, place: int, kind: str) -> str:
    """The text of ``source`` with ``kind`` as the type of the initiative at ``place``, and nothing else changed.

    The text is read again to make sure of that. Raises UsageFault where it cannot be done.
    """
    has_type, offsets = "type" in source.values["initiatives"][place], _line_starts(source.text)
    changed = (_replaced if has_type else _inserted)(source, offsets, place, kind)
    if changed is None or not _only_this(source, changed, place, kind):
        raise UsageFault("error.cannot-edit", path=source.name, type=kind)
    return changed


def _replaced(source: Source, offsets: Sequence[int], place: int, kind: str) -> str | None:
    span = source.span(("initiatives", place, "type"))
    if span is None:
        return None
    start, end = _offset_in(offsets, span.start), _offset_in(offsets, span.end)
    old = source.text[start:end]
    new = json.dumps(kind) if old.startswith('"') else kind
    space = "" if source.text[:start].endswith((" ", "\t")) else " "
    return source.text[:start] + space + new + source.text[end:]


def _inserted(source: Source, offsets: Sequence[int], place: int, kind: str) -> str | None:
    """A line of its own below the name (or the id), as far in as that; in curly brackets before the first key."""
    at = ("initiatives", place)
    whole, first = source.span(at), source.mark((*at, next(iter(source.values["initiatives"][place]))))
    if whole is None or first is None:
        return None
    begins = _offset_in(offsets, whole.start)
    if source.text[begins : begins + 1] == "{":
        before = _offset_in(offsets, first)
        pair = f'"type": "{kind}", ' if source.text[before] == '"' else f"type: {kind}, "
        return source.text[:before] + pair + source.text[before:]
    for key in ("name", "id"):
        key_mark, value = source.mark((*at, key)), source.span((*at, key))
        if key_mark is not None and value is not None and value.start.line == value.end.line == key_mark.line:
            return _below(source.text, offsets, key_mark, f"type: {kind}")
    return None


def _below(text: str, offsets: Sequence[int], mark: Mark, pair: str) -> str:
    found = _BREAK.search(text, offsets[mark.line - 1])
    line_break = found[0] if found else "\n"
    end = found.start() if found else len(text)
    return f"{text[:end]}{line_break}{' ' * (mark.column - 1)}{pair}{text[end:]}"


def _only_this(source: Source, text: str, place: int, kind: str) -> bool:
    wanted: Any = copy.deepcopy(source.values)
    wanted["initiatives"][place]["type"] = kind
    try:
        return bool(Source(source.name, text, source.max_nodes).values == wanted)
    except InputFault:
        return False


class Edit(NamedTuple):
    """A value to put into a file: where, by keys and places, and what."""

    at: tuple[str | int, ...]
    value: Any


def with_values(source: Source, edits: Sequence[Edit]) -> str | None:
    """The text of ``source`` with some of its values changed or put in; None where it cannot be done.

    Edits are made from the end of the text to its beginning, so that the places before them stay right.
    """
    spots: list[tuple[int, int, str]] = []
    offsets = _line_starts(source.text)
    for at, value in _gathered(source, edits):
        spot = _spot(source, offsets, at, value)
        if spot is None:
            return None
        spots.append(spot)
    text = source.text
    for _, (start, end, new) in sorted(enumerate(spots), key=lambda each: (each[1][:2], each[0]), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _gathered(source: Source, edits: Sequence[Edit]) -> list[tuple[tuple[str | int, ...], Any]]:
    """Edits by place; those of a mapping that is not there yet become one, with the whole mapping."""
    found: dict[tuple[str | int, ...], Any] = {}
    for edit in edits:
        holder: Any = source.values
        for depth, step in enumerate(edit.at[:-1]):
            inner = holder.get(step) if isinstance(holder, dict) else holder[step]
            if inner is None:
                at = edit.at[: depth + 1]
                found.setdefault(at, {})[edit.at[-1]] = edit.value
                break
            holder = inner
        else:
            found[edit.at] = edit.value
    return list(found.items())


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def _spot(source: Source, offsets: Sequence[int], at: tuple[str | int, ...], value: Any) -> tuple[int, int, str] | None:
    """From where to where the text is to be replaced, and by what."""
    holder: Any = source.values
    for step in at[:-1]:
        holder = holder[step]
    key = str(at[-1])
    if key in holder:
        return _value_spot(source, offsets, at, key, value, holder[key])
    return _key_spot(source, offsets, at[:-1], key, value)


def _offset_in(offsets: Sequence[int], mark: Mark) -> int:
    return offsets[mark.line - 1] + mark.column - 1


def _end(source: Source, offsets: Sequence[int], at: tuple[str | int, ...]) -> int:
    """Where the value at ``at`` ends in the text, with the bracket that closes it."""
    span = source.span(at)
    if span is None:
        raise LookupError
    value: Any = source.values
    for step in at:
        value = value[step]
    start, end = _offset_in(offsets, span.start), _offset_in(offsets, span.end)
    if not isinstance(value, dict | list):
        return start + len(source.text[start:end].rstrip("\r\n"))
    if value:
        steps = list(value) if isinstance(value, dict) else [len(value) - 1]
        last = max(steps, key=lambda each: _mark_of(source, (*at, each)))
        end = _end(source, offsets, (*at, last))
    if source.text[start] not in "{[":
        return end
    closing = re.compile(r"(?:[\s,]|#[^\n]*)*[}\]]").match(source.text, end)
    if closing is None:
        raise LookupError
    return closing.end()


def _value_spot(
    source: Source, offsets: Sequence[int], at: tuple[str | int, ...], key: str, value: Any, old: Any
) -> tuple[int, int, str] | None:
    span = source.span(at)
    if span is None:
        return None
    start, end = _offset_in(offsets, span.start), _end(source, offsets, at)
    text = source.text
    if isinstance(old, dict | list) and text[start] not in "{[":  # a block over several lines
        key_mark = source.mark(at)
        if key_mark is None:
            return None
        start = text.index(":", _offset_in(offsets, key_mark)) + 1
    space = "" if text[:start].endswith((" ", "\t")) else " "
    return start, end, space + _put(text, key, value)


def _key_spot(
    source: Source, offsets: Sequence[int], at: tuple[str | int, ...], key: str, value: Any
) -> tuple[int, int, str] | None:
    """A line of its own behind the last key of the mapping at ``at``; in curly brackets behind its last value."""
    holder: Any = source.values
    for step in at:
        holder = holder[step]
    whole = source.span(at)
    if whole is None or not holder:
        return None
    text = source.text
    name = json.dumps(key, ensure_ascii=False) if _is_json(text) else key_text(key)
    last = max(holder, key=lambda each: _mark_of(source, (*at, each)))
    end, mark = _end(source, offsets, (*at, last)), source.mark((*at, last))
    begins = _offset_in(offsets, whole.start)
    if text[begins : begins + 1] == "{":
        return end, end, f", {name}: {_put(text, key, value)}"
    if mark is None:
        return None
    stop = _line_end(text, end)
    return stop, stop, f"{_break_of(text)}{' ' * (mark.column - 1)}{name}: {_put(text, key, value)}"


def _is_json(text: str) -> bool:
    """Whether a file is written as JSON, or as that part of YAML which JSON is."""
    return text.lstrip()[:1] == "{"


def _put(text: str, key: str, value: Any) -> str:
    """A value on the line of its key, in the way in which the file is written."""
    return json_safe(json.dumps(value, ensure_ascii=False, default=str)) if _is_json(text) else inline(key, value)


def _line_end(text: str, at: int) -> int:
    """Where the line that ``at`` is in ends, its comment included."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def _break_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _mark_of(source: Source, at: tuple[str | int, ...]) -> Mark:
    return source.mark(at) or Mark(1, 1)


def with_entries(source: Source, key: str, entries: Sequence[Sequence[str]]) -> str | None:
    """The text of ``source`` with entries put at the end of one of its lists; None where it cannot be done."""
    text, offsets = source.text, _line_starts(source.text)
    line_break = _break_of(text)
    there = source.values.get(key)
    span = source.span((key,))
    if not there:
        return _with_list(source, offsets, key, entries, line_break)
    if span is None:
        return None
    if text[_offset_in(offsets, span.start)] == "[":
        return _with_flow_entries(source, offsets, key, entries)
    first = source.mark((key, 0))
    if first is None:
        return None
    stop = _line_end(text, _end(source, offsets, (key, len(there) - 1)))
    dash = text.rfind("-", 0, _offset_in(offsets, first))
    indent = dash - max(text.rfind("\n", 0, dash), text.rfind("\r", 0, dash)) - 1
    lines = [f"{' ' * indent}{line[2:]}" for entry in entries for line in entry]
    return text[:stop] + line_break + line_break.join(lines) + text[stop:]


def _with_flow_entries(
    source: Source, offsets: Sequence[int], key: str, entries: Sequence[Sequence[str]]
) -> str | None:
    """Entries behind the last one of a list in square brackets."""
    end = _end(source, offsets, (key, len(source.values[key]) - 1))
    made = [_flow_entry(source, entry) for entry in entries]
    return source.text[:end] + ", " + ", ".join(made) + source.text[end:]


def _flow_entry(source: Source, entry: Sequence[str]) -> str:
    (values,) = Source(source.name, "\n".join(entry)).values
    if _is_json(source.text):
        return _put(source.text, "", values)
    return "{" + ", ".join(f"{key_text(name)}: {inline(name, value)}" for name, value in values.items()) + "}"


def _with_list(
    source: Source, offsets: Sequence[int], key: str, entries: Sequence[Sequence[str]], line_break: str
) -> str | None:
    """A list of its own, in the place of an empty one, or else before the initiatives."""
    text = source.text
    if _is_json(text):
        block = f"[{', '.join(_flow_entry(source, entry) for entry in entries)}]"
        if key in source.values:
            span = source.span((key,))
            start = _offset_in(offsets, span.start) if span else 0
            return text[:start] + block + text[_end(source, offsets, (key,)) :] if span else None
        first = source.mark(("initiatives",))
        start = _offset_in(offsets, first) if first else 0
        return f'{text[:start]}"{key}": {block}, {text[start:]}' if first else None
    block = line_break.join([f"{key}:", *(line for entry in entries for line in entry)])
    mark = source.mark((key,)) if key in source.values else None
    if mark is not None:
        start = offsets[mark.line - 1]
        found = _BREAK.search(text, start)
        end = found.start() if found else len(text)
        return text[:start] + block + text[end:]
    before = source.mark(("initiatives",))
    if before is None:
        return None
    start = offsets[before.line - 1]
    return text[:start] + block + line_break + text[start:]
