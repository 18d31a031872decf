"""A network's files: what an organisation shares, the shares that came, and what was shown of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files import saving
from digitrans.files.paths import found_in, home_folder, is_folder, resolved
from digitrans.files.validation import load_record
from digitrans.people.network import Issue, Key, Name, Share

ISSUES = ".issues"
MAX_SHARES = 50_000


class Membership(BaseModel):
    """Under which name this machine shares, and the number by which its shares are known to belong together."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    format: Annotated[int, Field(ge=1)] = 1
    kind: Literal["network-member"] = "network-member"
    organisation: Key
    name: Name


def _path() -> Path:
    return home_folder() / "network" / "member.json"


def load_membership() -> Membership | None:
    """How this machine shared before; None where it never did. Raises InputFault where the file is damaged."""
    return load_record(_path(), Membership) if _path().is_file() else None


def save_membership(name: str) -> Membership:
    """Remember ``name``; the number stays what it was. Raises SaveFault."""
    before = load_membership()
    made = Membership(organisation=before.organisation if before else os.urandom(4).hex(), name=name)
    if made != before:
        saving.private_folder(_path().parent)
        saving.write_whole(_path(), saving.saved_text(made.model_dump(mode="json")), replace_existing=True)
    return made


def load_shares(folder: Path, faults: list[InputFault]) -> Iterator[Share]:
    """The shares in ``folder``, one after another; what cannot be used is added to ``faults``. Raises UsageFault."""
    if not is_folder(folder):
        raise UsageFault("error.no-folder", path=str(folder))
    inside = resolved(folder)
    names = [path.name for path in found_in(folder, "*.json") if not path.name.startswith(".")]
    if len(names) > MAX_SHARES:
        raise UsageFault("error.too-many-shares", n=str(MAX_SHARES), path=str(folder))
    for name in names:
        path = folder / name
        try:
            if path.is_symlink() and not resolved(path).is_relative_to(inside):
                raise InputFault([Fault(str(path), None, None, "", "fault.leads-out", {})])
            yield load_record(path, Share)
        except InputFault as fault:
            faults.append(fault)


def load_issues(folder: Path) -> tuple[Issue, ...]:
    """What was shown of the network in ``folder``, oldest first. Raises InputFault where that is damaged."""
    place = folder / ISSUES
    return tuple(load_record(path, Issue) for path in found_in(place, "*.json"))


def load_elsewhere() -> tuple[Issue, ...]:
    """What this machine has shown of any folder. Raises InputFault where that is damaged."""
    place = _path().parent / "issues"
    return tuple(load_record(path, Issue) for path in found_in(place, "*.json"))


def save_issue(folder: Path, issue: Issue, number: int) -> Path:
    """Keep what is shown before anybody sees it, in the folder and on this machine.

    Raises SaveFault; FileExistsError where another came first.
    """
    text = saving.saved_text(issue.model_dump(mode="json"))
    here = saving.private_folder(_path().parent / "issues")
    saving.write_whole(here / f"{issue.made[:10]}-{os.urandom(6).hex()}.json", text, replace_existing=False)
    path = saving.private_folder(folder / ISSUES) / f"{number:05d}.json"
    saving.write_whole(path, text, replace_existing=False)
    return path
