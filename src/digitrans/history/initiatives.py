"""The initiatives that saved results are about: which there are, and which of them a result is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from digitrans.answers.initiatives import groups, is_same
from digitrans.answers.values import MAX_NAME, About
from digitrans.content import catalogue
from digitrans.errors import UsageFault
from digitrans.history import results

if TYPE_CHECKING:
    from digitrans.history.results import Entry

LOOKED_INTO = 300
"""How many of the newest results are looked into for what they are about."""


def about_in(entry: Entry) -> About | None:
    """The initiative that a saved result is about, without checking the rest of the file; None where it tells none."""
    try:
        values = catalogue.instrument_source(entry.instrument).values
    except UsageFault:
        return None
    if (kind := values.get("initiative")) is None:
        return None
    data = results.peek(entry.path)
    told, answers = data.get("about"), data.get("answers")
    about = _about(told) if isinstance(told, dict) else None
    if kind == "beside" or not isinstance(answers, dict):
        return about
    written = answers.get(values.get("about"))
    written = written.get("value") if isinstance(written, dict) else written
    named = _line(written) if written not in ("dont-know", "not-relevant") else None
    return about if named is None or (about and is_same(About(about.name), About(named))) else About(named)


def _about(told: dict[str, Any]) -> About | None:
    name, own, organisation = (_line(told.get(key)) for key in ("name", "id", "organisation"))
    return About(name, own, organisation) if name else None


def _line(text: object) -> str | None:
    return (" ".join(text.split()) or None) if isinstance(text, str) else None


def with_initiatives(found: Iterable[Entry]) -> Iterator[tuple[Entry, About]]:
    """The results that are about an initiative, each with it."""
    there = set(catalogue.instrument_ids())
    for each in found:
        if each.instrument in there and (about := about_in(each)) is not None:
            yield each, about


def newest_initiatives(count: int | None = None) -> list[tuple[About, list[Entry]]]:
    """The initiatives that the newest results are about, each with these, newest first; at most ``count`` of them."""
    page = results.newest(results.entries(), LOOKED_INTO)[:LOOKED_INTO]
    told = list(with_initiatives(page))
    numbers = groups([about for _, about in told])
    found: dict[int, tuple[About, list[Entry]]] = {}
    for number, (entry, about) in zip(numbers, told, strict=True):
        head, mine = found.setdefault(number, (about, []))
        mine.append(entry)
        if head.id is None and about.id is not None:
            found[number] = (about, mine)
    return list(found.values())[:count]


def entries_about(found: Sequence[Entry], wanted: str) -> list[Entry]:
    """Those of ``found`` that are about the initiative with this id or name. Raises UsageFault where there are none."""
    name = " ".join(wanted.split())
    meant = [entry for entry, about in with_initiatives(found) if is_same(about, About(name))]
    if not name or not meant:
        known = ", ".join(dict.fromkeys(about.id or about.name for about, _ in newest_initiatives(20)))
        raise UsageFault("error.no-about", name=name[:MAX_NAME], known=known)
    return meant
