"""One value of a portfolio file changed in its text, by position, so that comments and layout stay."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.files.yaml_values import Mark, parser_class, plain_value
from digitrans.portfolios.models import Portfolio
from digitrans.texts.escaping import json_safe

SCHEMA_MARK = "# yaml-language-server:"
"""How the line begins by which an editor finds the schema of a file."""
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
    for token in yaml.scan(text, Loader=parser_class()):  # a comment stands between the tokens; in a text it is none
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


def portfolio_text(
    head: Mapping[str, Any], departments: Sequence[Mapping[str, Any]], initiatives: Sequence[Mapping[str, Any]]
) -> str:
    """A portfolio file. Texts stand in double quotes, so that none of them reads as anything else."""
    lines = ["format: 1", "organisation:"]
    lines += [f"  {key}: {_written(key, value)}" for key, value in head.items()]
    lines.append("departments:" if departments else "departments: []")
    for department in departments:
        lines += _entry(department)
    lines.append("initiatives:" if initiatives else "initiatives: []")
    for initiative in initiatives:
        lines += _entry({key: initiative[key] for key in _ORDER if key in initiative})
    return "\n".join(lines) + "\n"


_ORDER = tuple(name for name in Portfolio.model_fields["initiatives"].annotation.__args__[0].model_fields)  # type: ignore[union-attr]
_BARE = frozenset({"id", "department", "type", "status", "mandate", "involvement"})
_DAYS = frozenset({"as_of", "start", "end", "from"})


def _entry(pairs: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in pairs.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{name}: {_written(name, each)}" for name, each in value.items())
            lines.append(f"    {key}: {{{inner}}}")
        else:
            lines.append(f"    {key}: {_written(key, value)}")
    lines[0] = "  - " + lines[0][4:]
    return lines


def _written(key: str, value: Any) -> str:
    """A value as YAML: ids bare, unless they would read as something else, such as null; nothing stands unseen."""
    if isinstance(value, list):
        return f"[{', '.join(_written('id', each) for each in value)}]"
    if not isinstance(value, str) or key in _DAYS or (key in _BARE and plain_value(value) == value):
        return str(value)
    return json_safe(json.dumps(value, ensure_ascii=False))
