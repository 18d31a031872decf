"""A round of several respondents on disk: who was invited, by code, and what came back.

Everything is a file of its own, created once: answers that come again are a new version beside the old one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from digitrans.answers.files import UnitName
from digitrans.answers.fingerprints import item_fingerprints
from digitrans.answers.values import MAX_NAME, Unit, asked_of_others, units_from
from digitrans.content.items import Labels
from digitrans.content.models import Id, Many, Text, repeated_ids
from digitrans.errors import Fault, InputFault, Problem, UsageFault
from digitrans.files import saving, stamps
from digitrans.files.paths import exists, is_file, is_folder
from digitrans.files.validation import load_record
from digitrans.people.codes import GROUPS, SELF, is_code, make_codes
from digitrans.people.suppression import SMALLEST
from digitrans.texts.escaping import one_line, visible

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument, Repeat

FORMAT = 1
MAX_PEOPLE = 2000
NAME = "round.json"


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    format: Annotated[int, Field(ge=1)] = FORMAT


class Round(_File):
    """Who was invited to what: a group for every code. No names.

    ``wording`` has the questions and ``scales`` the scales as they were asked; older rounds have none.
    ``units`` are what a repeated questionnaire is answered for, by everyone the same; () where it is not repeated.
    ``at_least`` is how many must stand behind a figure, as everyone was promised, and
    ``deadline`` the day by which answers are wanted.
    """

    kind: Literal["round"] = "round"
    instrument: Id
    version: int
    fingerprint: str
    short: bool
    made: str
    items: dict[str, str]
    wording: dict[Id, Text] = {}
    scales: dict[Id, Labels] = {}
    codes: dict[str, Id]
    units: Annotated[Many[UnitName], Field(max_length=30)] = ()
    at_least: Annotated[int, Field(ge=SMALLEST, le=100)] = SMALLEST
    deadline: str | None = None

    def problems(self) -> Iterator[Problem]:
        """Codes that are none, groups that nobody knows, units that are there twice."""
        for code, group in self.codes.items():
            if not is_code(code):
                yield Problem(("codes", code), "fault.not-a-code", {"value": code})
            if group not in GROUPS:
                yield Problem(("codes", code), "fault.unknown-id", {"id": group, "known": ", ".join(GROUPS)})
        yield from repeated_ids(("units",), [each.id for each in self.units])

    @property
    def asked_for(self) -> tuple[Unit, ...]:
        """The units, as answers have them."""
        return tuple(Unit(each.id, each.name) for each in self.units)


def start_round(
    folder: Path,
    instrument: Instrument,
    fingerprint: str,
    short: bool,
    groups: Mapping[str, int],
    units: Iterable[Unit] = (),
    at_least: int = SMALLEST,
    deadline: str | None = None,
) -> Round:
    """A new round in a new or empty folder, with so many codes for each group. Raises UsageFault and SaveFault."""
    names = [name for name, count in groups.items() for _ in range(count)]
    codes = dict(zip(make_codes(len(names)), names, strict=True))
    wanted = {item.id: item.text for item in asked_of_others(instrument, short)}
    made = Round(
        instrument=instrument.id,
        version=instrument.version,
        fingerprint=fingerprint,
        short=short,
        made=stamps.now(),
        items={name: each for name, each in item_fingerprints(instrument, short).items() if name in wanted},
        wording={name: Text(da=text.da, en=text.en) for name, text in wanted.items()},
        scales={each.id: tuple(Text(da=one.da, en=one.en) for one in each.labels) for each in instrument.scales},
        codes=codes,
        units=tuple(UnitName(id=each.id, name=each.name) for each in units),
        at_least=at_least,
        deadline=deadline,
    )
    for each in (folder, folder / "send", folder / "back"):
        saving.make_folder(each)
    try:
        saving.write_whole(folder / NAME, saving.saved_text(made.model_dump(mode="json")), replace_existing=False)
    except FileExistsError:
        raise UsageFault("error.round-there", path=str(folder)) from None
    return made


def check_new(folder: Path) -> None:
    """Raise UsageFault where ``folder`` holds something already, or cannot be made."""
    if exists(folder) and (not is_folder(folder) or files_in(folder)):
        raise UsageFault("error.round-there", path=str(folder))
    if not is_folder(folder.absolute().parent):
        raise UsageFault("error.no-folder", path=str(folder.absolute().parent))


def load_round(folder: Path) -> Round:
    """The round in ``folder``. Raises UsageFault where there is none, InputFault where it is damaged."""
    if not is_file(folder / NAME):
        raise UsageFault("error.no-round", path=str(folder))
    return load_record(folder / NAME, Round)


def files_in(folder: Path) -> list[Path]:
    """What lies in ``folder``, by name. Raises InputFault where it may not be looked into."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        raise InputFault([Fault(str(folder), None, None, "", "fault.unreadable", {})]) from None


def check_units(given: Sequence[str], repeat: Repeat) -> tuple[Unit, ...]:
    """The units named on the command line, each with an id. Raises UsageFault where they cannot be used."""
    names: dict[str, str] = {}
    for each in given:
        name = unicodedata.normalize("NFC", each).strip()
        readable = any(map(str.isalnum, name)) and not any(map(_unseen, name))
        if not readable or len(name) > MAX_NAME:
            raise UsageFault("error.unit-name", name=one_line(each[:80]), limit=str(MAX_NAME))
        name = " ".join(name.split())
        if name.casefold() in names:
            raise UsageFault("error.unit-twice", name=name)
        names[name.casefold()] = name
    if len(names) > repeat.at_most:
        raise UsageFault("error.unit-many", n=str(len(names)), limit=str(repeat.at_most))
    return units_from(names.values())


def _unseen(character: str) -> bool:
    """Whether a character has no place in a name: control characters, line breaks, halves of characters."""
    return visible(character) != character or character in "\n\t" or unicodedata.category(character) == "Cs"


def check_groups(given: Sequence[str], known: Sequence[str]) -> dict[str, int]:
    """``["staff=12"]`` as numbers by group. Raises UsageFault for an unknown group or a number that is none."""
    groups: dict[str, int] = {}
    for each in given:
        name, _, count = each.partition("=")
        if name not in known or name == SELF:
            raise UsageFault("error.group", group=each, known=", ".join(one for one in known if one != SELF))
        if not (re.fullmatch("[0-9]{1,6}", count) and 1 <= int(count) <= MAX_PEOPLE):
            raise UsageFault("error.group-count", group=each[:60], limit=str(MAX_PEOPLE))
        groups[name] = groups.get(name, 0) + int(count)
    if sum(groups.values()) > MAX_PEOPLE:
        raise UsageFault("error.group-count", group=", ".join(given), limit=str(MAX_PEOPLE))
    return groups


def check_at_least(given: int | None, promised: int = SMALLEST) -> int:
    """How many must stand behind a figure: as many as were promised, or more, up to 100. Raises UsageFault."""
    if given is None:
        return promised
    if not promised <= given <= 100:
        raise UsageFault("error.at-least", n=str(given), least=str(promised))
    return given
