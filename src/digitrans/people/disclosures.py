"""What the comparisons of a round have shown, on disk: without it, somebody could be found between two of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from digitrans.errors import Fault, InputFault, Problem
from digitrans.files import saving, stamps
from digitrans.files.paths import found_in
from digitrans.files.validation import load_record
from digitrans.people.suppression import History, Person, Wave
from digitrans.texts.dates import moment_of

if TYPE_CHECKING:
    from digitrans.people.comparison import Comparison

Mask = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]+$")]
"""A set of people in hexadecimal: the lowest bit is the first of ``people``. Thousands of sets fit in a small file."""


class Shown(BaseModel):
    """The waves of people behind what one comparison showed for the first time, by measure.

    ``people`` are codes with the version of their answers. Earlier files have ``sets`` by measure and group instead.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    format: Annotated[int, Field(ge=1)] = 1
    kind: Literal["shown"] = "shown"
    made: str
    people: list[str] = []
    waves: dict[str, list[Mask]] = {}
    sets: dict[str, dict[str, list[Mask | list[str]]]] = {}

    def problems(self) -> Iterator[Problem]:
        """Sets with more people than there are."""
        for path, each in self._masks():
            if int(each, 16) >> len(self.people):
                yield Problem(path, "fault.not-usable", {"value": each[:40]})

    def _masks(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for measure, masks in self.waves.items():
            for index, each in enumerate(masks):
                yield ("waves", measure, index), each
        for measure, groups in self.sets.items():
            for group, sets in groups.items():
                for index, one in enumerate(sets):
                    if isinstance(one, str):
                        yield ("sets", measure, group, index), one

    def behind(self) -> Iterator[tuple[str, Wave]]:
        """Every set of people, with the measure that it was shown on."""
        for measure, masks in self.waves.items():
            yield from ((measure, self._wave(each)) for each in masks)
        for measure, groups in self.sets.items():
            yield from ((measure, self._wave(each)) for sets in groups.values() for each in sets)

    def _wave(self, given: str | list[str]) -> Wave:
        if isinstance(given, list):
            return frozenset(_person(each) for each in given)
        mask = int(given, 16)
        return frozenset(_person(each) for place, each in enumerate(self.people) if mask >> place & 1)


def _person(text: str) -> Person:
    code, _, version = text.partition("-")
    return code, version


def remembering(folder: Path, compared: Callable[[History], Comparison]) -> Comparison:
    """What ``compared`` makes of all that was shown before, kept before it is handed on; one comparison at a time."""
    with saving.locked(folder / ".shown.lock"):
        history = load_history(found_in(folder / "shown", "*.json"))
        found = compared(history)
        save(folder, found.shown, history)
        return found


def load_history(files: Iterable[Path]) -> History:
    """What all comparisons so far have shown. Raises InputFault: without it nobody is safe from subtraction."""
    history: dict[str, dict[Wave, None]] = {}
    for each in sorted((_load(path) for path in files), key=lambda one: moment_of(one.made)):
        for measure, wave in each.behind():
            history.setdefault(measure, {})[wave] = None
    return {measure: tuple(waves) for measure, waves in history.items()}


def _load(path: Path) -> Shown:
    try:
        return load_record(path, Shown)
    except InputFault as fault:
        raise InputFault([*fault.faults, Fault(str(path), None, None, "", "fault.shown-needed", {})]) from None


def save(folder: Path, shown: History, before: History) -> Path | None:
    """Keep what a comparison shows, before it is shown. What was shown before needs no second entry, nor a file."""
    new = {measure: fresh for measure, waves in shown.items() if (fresh := _fresh(waves, before.get(measure, ())))}
    if not new:
        return None
    everyone = sorted({person for waves in new.values() for wave in waves for person in wave})
    bits = {person: 1 << place for place, person in enumerate(everyone)}
    record = Shown(
        made=stamps.now(),
        people=["-".join(each) for each in everyone],
        waves={measure: [f"{sum(bits[one] for one in each):x}" for each in waves] for measure, waves in new.items()},
    )
    saving.make_folder(folder / "shown")
    path = folder / "shown" / f"{record.made[:10]}-{os.urandom(6).hex()}.json"
    saving.write_whole(
        path, saving.saved_text(record.model_dump(mode="json", exclude={"sets"})), replace_existing=False
    )
    return path


def _fresh(shown: Iterable[Wave], before: Iterable[Wave]) -> list[Wave]:
    """The waves that were not shown before."""
    known = set(before)
    return [each for each in shown if each not in known]
