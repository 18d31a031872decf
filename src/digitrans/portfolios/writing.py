"""A portfolio file written anew, from plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from digitrans.formats.escaping import json_safe
from digitrans.portfolios.files import Portfolio
from digitrans.reading import plain_value


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
