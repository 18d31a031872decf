"""What stands in a cell of a list, as the value of a field, or why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from digitrans.portfolios.models import TYPES, UNSURE
from digitrans.portfolios.rules import Kind, Named, PortfolioContent
from digitrans.portfolios.spreadsheets.amounts import Reading, Unusable, kroner
from digitrans.portfolios.spreadsheets.sheets import Value, fold
from digitrans.texts.dates import is_day
from digitrans.texts.spelling import slug

_MONEY = ("cost", "running_cost", "benefit.planned", "benefit.realised")
_ENDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)-([0-9]+(?:\.[0-9]+)?)")
"""An amount of which only the ends are known, as an export writes it."""

_DONT_KNOW = ("dont-know", "ved ikke", "don't know", "dont know", "?")

SHORT, LONG, LONGEST_ID = 200, 2000, 60
"""Characters of a name, of other texts, and of an id."""


def parse_cell(content: PortfolioContent, language: str, amounts: Reading, field: str, value: Value) -> Any:
    """A cell as the value of ``field``. Raises Unusable."""
    if field.startswith("business_case."):
        return _rating(value)
    if isinstance(value, str) and field in _MONEY and (ends := _ENDS.fullmatch(value)):
        low, high = (float(each) if "." in each else int(each) for each in ends.groups())
        return {"low": low, "high": high}
    if field == "cost":
        return kroner(value, amounts)
    if field in ("running_cost", "benefit.planned", "benefit.realised"):
        return kroner(value, Reading())
    if field in ("start", "end", "benefit.from"):
        return _day(value)
    if field == "effort":
        return _months(value)
    if field == "depends_on":
        return [slug(each) for each in re.split(r"[,;]", parse_text(value, LONG)) if each.strip()]
    if field == "type":
        return _type(content, language, value)
    if field in ("status", "mandate", "involvement"):
        entries = {"status": content.statuses, "mandate": content.mandates, "involvement": content.involvement}[field]
        return _one_of(value, {each.id: (each.name[language], *_names(each)) for each in entries})
    if field != "id":
        return parse_text(value, SHORT if field in ("name", "department", "phase", "priority") else LONG)
    text = parse_text(value, SHORT)
    return parse_text(text, LONGEST_ID) if is_id(text) else slug(text)


def is_id(text: str) -> bool:
    """Whether ``text`` is written as ids are, however long."""
    return re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text) is not None


def parse_text(value: Value, limit: int) -> str:
    """A cell as a text on one line, of at most ``limit`` characters. Raises Unusable."""
    text = " ".join(str(int(value) if isinstance(value, float) and value.is_integer() else value).split())
    if re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", text):
        raise Unusable("fault.control-character")
    if len(text) > limit:
        raise Unusable("fault.long-text", limit=str(limit))
    return text


def _day(value: Value) -> str:
    if not is_day(str(value)):
        raise Unusable("fault.not-date")
    return str(value)


def _months(value: Value) -> float:
    try:
        months = float(str(value).replace(",", "."))
    except ValueError:
        months = -1
    if not 0 <= months <= 1e6:
        raise Unusable("fault.not-number")
    return int(months) if months.is_integer() else months


def _rating(value: Value) -> int | str:
    if isinstance(value, str) and value.casefold() in _DONT_KNOW:
        return "dont-know"
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = 0
    if number not in (1, 2, 3, 4, 5):
        raise Unusable("fault.not-rating")
    return int(number)


_NO_TYPE = {"da": "ikke afklaret", "en": "not settled"}
_NO_TYPES = (
    "ved ikke",
    "usikker",
    "uafklaret",
    "ukendt",
    "unknown",
    "don't know",
    "dont-know",
    "?",
    *_NO_TYPE.values(),
)


def _type(content: PortfolioContent, language: str, value: Value) -> str:
    if isinstance(value, int | float) and value in (1, 2, 3, 4):
        return TYPES[int(value) - 1]
    names: dict[str, Sequence[str]] = {UNSURE: (_NO_TYPE[language], *_NO_TYPES)}
    kinds: dict[str, Sequence[str]] = {
        kind.id: (kind.name[language], *_names(kind), str(kind.degree)) for kind in content.types
    }
    return _one_of(value, {**kinds, **names})


def _names(entry: Named | Kind) -> tuple[str, ...]:
    """All that an entry of the content is called, in both languages."""
    short = (entry.short.da, entry.short.en) if isinstance(entry, Kind) else ()
    return (entry.name.da, entry.name.en, *short, *entry.aliases)


def _one_of(value: Value, names: Mapping[str, Sequence[str]]) -> str:
    """The id that a cell means, by itself or by one of its ``names``; the first of these is the one to write."""
    wanted = _plain(str(value))
    for each, others in names.items():
        if wanted == each or wanted in map(_plain, others):
            return each
    allowed = ", ".join(f"{others[0]} ({each})" for each, others in names.items())
    raise Unusable("fault.not-one-of-names", allowed=allowed)


def _plain(value: str) -> str:
    """What stands in a cell, without regard to case, blanks, quotation marks and a full stop at the end."""
    return fold(re.sub('["“”„»«]', "", value)).rstrip(".")
