"""The initiatives that saved results are about: which there are, and which of them a result is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.initiatives import about_option, groups, is_same
from digitrans.answers.values import MAX_NAME, About
from digitrans.content import catalogue
from digitrans.errors import InputFault, UsageFault
from digitrans.history import results

if TYPE_CHECKING:
    from pathlib import Path

    from digitrans.history.results import Entry

LOOKED_INTO = 200
"""How many of the newest results are looked into for what they are about."""


def about_in(entry: Entry) -> About | None:
    """The initiative that a saved result is about, without checking the rest of the file; None where it tells none."""
    return about_at(entry.path, entry.instrument)


def about_at(path: Path, instrument_id: str) -> About | None:
    """The same of the file at ``path`` with answers to that questionnaire."""
    try:
        kind, asked = catalogue.initiative_of(instrument_id)
    except (UsageFault, InputFault):
        return None
    if kind is None:
        return None
    data = results.peek(path)
    told, answers = data.get("about"), data.get("answers")
    about = _about(told) if isinstance(told, dict) else None
    if kind == "beside" or not isinstance(answers, dict):
        return about
    written = answers.get(asked)
    written = written.get("value") if isinstance(written, dict) else written
    named = _line(written) if written not in ("dont-know", "not-relevant") else None
    return about if named is None or (about and is_same(About(about.name), About(named))) else About(named)


def _is_asked_by_initiative(instrument_id: str) -> bool:
    return instrument_id in catalogue.instrument_ids() and catalogue.is_by_initiative(instrument_id)


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


def newest_initiatives(count: int | None = None, *, mentioned: bool = True) -> list[tuple[About, list[Entry]]]:
    """The initiatives that the newest results are about, each with these, newest first; at most ``count`` of them.

    ``mentioned`` says whether those count that were only mentioned where something else was measured.
    """
    page = results.newest(results.entries(), LOOKED_INTO)[:LOOKED_INTO]
    if not mentioned:
        asked = {each for each in {entry.instrument for entry in page} if _is_asked_by_initiative(each)}
        page = [each for each in page if each.instrument in asked]
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


class Step(NamedTuple):
    """An initiative with what comes next: a questionnaire that it was not asked yet; None where all of them were."""

    about: About
    instrument: str | None

    @property
    def command(self) -> str:
        """What does the next step or, where there is none, shows what was answered."""
        option = about_option(self.about)
        return f"{catalogue.opening(self.instrument)}{option}" if self.instrument else f"digitrans history list{option}"


def asked_of_initiatives() -> list[str]:
    """The questionnaires that one initiative is asked, in order; those left out of the content are not among them."""
    there = set(catalogue.instrument_ids())
    return [each for each in catalogue.roles().initiative if each in there]


def steps_of_newest(count: int) -> list[Step]:
    """The next step of the initiatives that were answered about last, at most ``count``, newest first."""
    found = newest_initiatives(count, mentioned=False)
    asked = asked_of_initiatives() if found else []
    steps = []
    for about, entries in found:
        answered = {each.instrument for each in entries}
        steps.append(Step(about, next((each for each in asked if each not in answered), None)))
    return steps
