"""What the comparisons of a round have let out, on disk: without it, somebody could be found between two of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from digitrans.errors import Fault, InputFault, Problem
from digitrans.files import saving, stamps
from digitrans.files.validation import load_record
from digitrans.people.suppression import Behind, History, Person
from digitrans.texts.dates import moment_of

if TYPE_CHECKING:
    from digitrans.people.comparison import Comparison

Mask = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]+$")]
"""A set of people in hexadecimal: the lowest bit is the first of ``people``. Thousands of sets fit in a small file."""


class Shown(BaseModel):
    """The sets of people behind the figures that one comparison let out: by measure, then by group.

    ``people`` are codes with the version of their answers. Earlier files spell each set out.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Annotated[int, Field(ge=1)] = 1
    kind: Literal["shown"] = "shown"
    made: str
    people: list[str] = []
    sets: dict[str, dict[str, list[Mask | list[str]]]]

    def problems(self) -> Iterator[Problem]:
        """Sets with more people than there are."""
        for measure, groups in self.sets.items():
            for group, sets in groups.items():
                for index, each in enumerate(sets):
                    if isinstance(each, str) and int(each, 16) >> len(self.people):
                        yield Problem(("sets", measure, group, index), "fault.not-usable", {"value": each[:40]})

    def behind(self, given: str | list[str]) -> Behind:
        """One of the sets."""
        if isinstance(given, list):
            return frozenset(_person(each) for each in given)
        mask = int(given, 16)
        return frozenset(_person(each) for place, each in enumerate(self.people) if mask >> place & 1)


def _person(text: str) -> Person:
    code, _, version = text.partition("-")
    return code, version


def remembering(folder: Path, compared: Callable[[History], Comparison]) -> Comparison:
    """What ``compared`` makes of all that was let out before, kept before it is handed on; one comparison at a time."""
    with saving.locked(folder / ".shown.lock"):
        history = load_history(sorted((folder / "shown").glob("*.json")))
        found = compared(history)
        save(folder, found.shown, history)
        return found


def load_history(files: Iterable[Path]) -> History:
    """What all comparisons so far have let out. Raises InputFault: without it nobody is safe from subtraction."""
    history: dict[str, dict[str, list[Behind]]] = {}
    shown = [_load(path) for path in files]
    for each in sorted(shown, key=lambda one: moment_of(one.made)):
        for measure, groups in each.sets.items():
            for group, sets in groups.items():
                history.setdefault(measure, {}).setdefault(group, []).extend(each.behind(one) for one in sets)
    return history


def _load(path: Path) -> Shown:
    try:
        return load_record(path, Shown)
    except InputFault as fault:
        raise InputFault([*fault.faults, Fault(str(path), None, None, "", "fault.shown-needed", {})]) from None


def save(folder: Path, shown: History, before: History) -> Path | None:
    """Keep what a comparison let out, before it is shown. What was let out before needs no second entry, nor a file."""
    new = {measure: fresh for measure, groups in shown.items() if (fresh := _fresh(groups, before.get(measure, {})))}
    if not new:
        return None
    everyone = sorted(
        {person for groups in new.values() for sets in groups.values() for each in sets for person in each}
    )
    bits = {person: 1 << place for place, person in enumerate(everyone)}
    record = Shown(
        made=stamps.now(),
        people=["-".join(each) for each in everyone],
        sets={
            measure: {group: [f"{sum(bits[one] for one in each):x}" for each in sets] for group, sets in groups.items()}
            for measure, groups in new.items()
        },
    )
    saving.make_folder(folder / "shown")
    path = folder / "shown" / f"{record.made[:10]}-{os.urandom(6).hex()}.json"
    saving.write_whole(path, saving.saved_text(record.model_dump(mode="json")), replace_existing=False)
    return path


def _fresh(shown: Mapping[str, Iterable[Behind]], before: Mapping[str, Iterable[Behind]]) -> dict[str, list[Behind]]:
    """The sets that were not let out before, by group."""
    fresh = {group: [each for each in sets if each not in set(before.get(group, ()))] for group, sets in shown.items()}
    return {group: sets for group, sets in fresh.items() if sets}
