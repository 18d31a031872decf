"""A portfolio file written anew, from plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from digitrans.portfolios.files import Portfolio


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
_BARE = frozenset({"id", "department", "type", "status", "mandate", "involvement", "as_of"})


def _entry(pairs: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in pairs.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{name}: {each}" for name, each in value.items())
            lines.append(f"    {key}: {{{inner}}}")
        else:
            lines.append(f"    {key}: {_written(key, value)}")
    lines[0] = "  - " + lines[0][4:]
    return lines


def _written(key: str, value: Any) -> str:
    return str(value) if key in _BARE or not isinstance(value, str) else json.dumps(value, ensure_ascii=False)
