"""A portfolio file as text: written whole, entry by entry and value by value; and whether one has comments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from digitrans.files.yaml_values import parser_class, plain_value
from digitrans.portfolios.models import Initiative
from digitrans.texts.escaping import json_safe

SCHEMA_MARK = "# yaml-language-server:"
"""How the line begins by which an editor finds the schema of a file."""


def portfolio_text(
    head: Mapping[str, Any],
    departments: Sequence[Mapping[str, Any]],
    initiatives: Sequence[Mapping[str, Any]],
    currency: str | None = None,
    rules: Sequence[Mapping[str, Any]] = (),
) -> str:
    """A portfolio file. Texts stand in double quotes, so that none of them reads as anything else."""
    lines = ["format: 1", *([f"currency: {currency}"] if currency else []), "organisation:"]
    lines += [line[2:] for line in _entry(head, mark="    ")]
    lines.append("departments:" if departments else "departments: []")
    for department in departments:
        lines += _entry(department)
    lines.append("initiatives:" if initiatives else "initiatives: []")
    for initiative in initiatives:
        lines += _entry({key: initiative[key] for key in _ORDER if key in initiative})
    if rules:
        lines += ["rules:", *(f"  - {inline('', each)}" for each in rules)]
    return "\n".join(lines) + "\n"


_ORDER = tuple(Initiative.model_fields)
_BARE = frozenset({"id", "department", "type", "status", "mandate", "involvement", "kind", "by"})
_DAYS = frozenset({"as_of", "start", "end", "from", "due"})


def _entry(pairs: Mapping[str, Any], mark: str = "  - ") -> list[str]:
    lines = []
    for key, value in pairs.items():
        if key == "extra":
            lines += ["    extra:", *(f"      {_quoted(name)}: {_bare(each)}" for name, each in value.items())]
        elif key == "sub_goals":
            lines += ["    sub_goals:", *(f"      - {inline('', each)}" for each in value)]
        elif isinstance(value, dict):
            inner = ", ".join(f"{name}: {_written(name, each)}" for name, each in value.items())
            lines.append(f"    {key}: {{{inner}}}")
        else:
            lines.append(f"    {key}: {_written(key, value)}")
    lines[0] = mark + lines[0][4:]
    return lines


def _quoted(text: str) -> str:
    return json_safe(json.dumps(text, ensure_ascii=False))


def _bare(value: Any) -> str:
    """A value of a key that may be called anything."""
    if isinstance(value, str):
        return _quoted(value)
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _written(key: str, value: Any) -> str:
    """A value as YAML: ids bare, unless they would read as something else, such as null; nothing stands unseen."""
    if isinstance(value, list):
        return f"[{', '.join(_written('id', each) for each in value)}]"
    if not isinstance(value, str) or key in _DAYS or (key in _BARE and plain_value(value) == value):
        return str(value)
    return json_safe(json.dumps(value, ensure_ascii=False))


def entry_lines(pairs: Mapping[str, Any]) -> list[str]:
    """A department or an initiative as the lines of a list, two blanks in."""
    return _entry(
        {key: pairs[key] for key in _ORDER if key in pairs} | {k: v for k, v in pairs.items() if k not in _ORDER}
    )


def inline(key: str, value: Any) -> str:
    """A value on the line of its key; those of ``extra`` may have any key, so that nothing follows from it."""
    if isinstance(value, dict):
        inner = (
            f"{key_text(each)}: {_bare(one) if key == 'extra' and not isinstance(one, dict) else inline(each, one)}"
            for each, one in value.items()
        )
        return "{" + ", ".join(inner) + "}"
    return _written(key, value)


def key_text(key: str) -> str:
    return key if re.fullmatch(r"[a-z_]+", key) else _quoted(key)


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
