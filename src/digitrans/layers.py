"""Own files over shipped files: which files a folder of own content holds, and one source made of several layers.

A folder of own content has the shape of ``data/``. What stands before the first dot of a file's name says what the
file is about, so ``dilemmas.yaml`` and ``dilemmas.our-data.yaml`` both change the dilemmas.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.errors import Fault, InCell, InputFault, UsageFault
from digitrans.overlaying import Change, Laid, Layer, id_of, lay
from digitrans.paths import exists, is_file, is_folder, resolved
from digitrans.places import own_folders, read_once
from digitrans.reading import Mark, Source, ValuePath, read_bytes, read_source, walk

MAX_FILES = 200
MAX_FOLDER_BYTES = 10_000_000
KINDS = ("advice", "checklists")
SINGLE = ("phases", "portfolio")
ABOUT, LOCK = "about.yaml", "shipped.json"
MAX_NAME = 80
_ABOUT_KEYS = ("name", "leave_out")


class OwnFile(NamedTuple):
    """One file of own content: its path, its name in messages, and whose it is."""

    path: Path
    name: str
    by: str


@dataclass(frozen=True)
class OwnFolder:
    """A folder of own content. ``files`` by kind ("advice", "checklists") or name ("phases"), then by id.

    ``by`` is whose it is; ``left_out`` are the ids of checklists and questionnaires that are not to be offered.
    """

    path: Path
    by: str
    left_out: tuple[str, ...]
    files: dict[str, dict[str, list[OwnFile]]]


def own_layers() -> list[OwnFolder]:
    """The folders in force, lowest first. Raises UsageFault for one that is not there, InputFault for a bad one."""
    return [read_once(each, read_folder) for each in own_folders()]


def own_files(kind: str) -> dict[str, list[OwnFile]]:
    """The files of one kind in all folders in force, by id, lowest first."""
    found: dict[str, list[OwnFile]] = {}
    for folder in own_layers():
        for subject, files in folder.files.get(kind, {}).items():
            found.setdefault(subject, []).extend(files)
    return found


def content_hash(folder: OwnFolder, kind: str, subject: str) -> str | None:
    """Twelve hexadecimal digits that change when the folder's files about ``subject`` do; None where it has none."""
    files = folder.files.get(kind, {}).get(subject, [])
    if not files:
        return None
    told = hashlib.sha256()
    for file in files:
        told.update(repr((file.path.name, read_bytes(file.path, file.name))).encode())
    return told.hexdigest()[:12]


def read_folder(path: Path) -> OwnFolder:
    """What the folder of own content at ``path`` holds, by the names of its files; of them only about.yaml is read."""
    if not is_folder(path):
        raise UsageFault("error.no-own-folder", path=str(path))
    by, left_out = _about(path)
    found: dict[str, dict[str, list[OwnFile]]] = {}
    for name in listed_files(path):
        kind, subject = subject_of(name)
        if kind is not None:
            own = OwnFile(path / name, str(path / name), by)
            found.setdefault(kind, {}).setdefault(subject, []).append(own)
    return OwnFolder(path, by, left_out, found)


def subject_of(name: str) -> tuple[str | None, str]:
    """The kind and the id that a file is about, by its path in the folder; the kind is None where it is not read."""
    folder, _, file = name.replace(os.sep, "/").rpartition("/")
    if not file.endswith(".yaml"):
        return None, ""
    stem = file.split(".")[0]
    if folder in KINDS:
        return folder, re.sub(r"^\d+-", "", stem)
    return (stem, "") if folder == "" and stem in SINGLE else (None, "")


def listed_files(path: Path) -> list[str]:
    """The paths of all files in the folder and the folders right below it, sorted; names with a dot first are left out.

    Raises InputFault where there are too many, where they are too large together, or where a link leads out.
    """
    names, size, faults = [], 0, []
    for entry in _entries(path):
        name = Path(entry.path).relative_to(path)
        if entry.is_symlink() and not resolved(Path(entry.path)).is_relative_to(resolved(path)):
            faults.append(Fault(entry.path, None, None, "", "fault.leads-out", {}))
        elif not is_folder(entry.path):
            names.append(name.as_posix())
            size += entry.stat().st_size if is_file(entry.path) else 0
        if len(names) > MAX_FILES or size > MAX_FOLDER_BYTES:
            limits = {"files": str(MAX_FILES), "limit": str(MAX_FOLDER_BYTES // 1_000_000)}
            raise InputFault([Fault(str(path), None, None, "", "fault.folder-too-large", limits)])
    if faults:
        raise InputFault(faults)
    return sorted(names)


def _entries(path: Path, inner: bool = True) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            for entry in itertools.islice(entries, 10 * MAX_FILES):
                if entry.name.startswith("."):
                    continue
                yield entry
                if inner and not entry.is_symlink() and entry.is_dir():
                    yield from _entries(Path(entry.path), inner=False)
    except OSError:
        raise InputFault([Fault(str(path), None, None, "", "fault.unreadable", {})]) from None


def _about(path: Path) -> tuple[str, tuple[str, ...]]:
    """Whose content it is (the name in about.yaml, else the folder's own), and the files that are left out."""
    about = path / ABOUT
    if not exists(about):
        return resolved(path).name[:MAX_NAME] or str(path), ()
    source = read_source(about)
    values = source.values if isinstance(source.values, dict) else {}
    faults = [_about_fault(source, (key,), "fault.unknown-key", key=key) for key in values if key not in _ABOUT_KEYS]
    name, left_out = values.get("name"), values.get("leave_out", [])
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME:
        faults.append(_about_fault(source, ("name",), "fault.no-owner", limit=str(MAX_NAME)))
    if not isinstance(left_out, list) or not all(isinstance(each, str) for each in left_out):
        faults.append(_about_fault(source, ("leave_out",), "fault.not-list"))
    if faults:
        raise InputFault(faults)
    return " ".join(str(name).split()), tuple(left_out)


def _about_fault(source: Source, at: ValuePath, message: str, **named: str) -> Fault:
    mark = source.mark(at) or Mark(1, 1)
    return Fault(source.name, mark.line, mark.column, "/".join(map(str, at)), message, named)


class LayeredSource:
    """Shipped values with own files laid over them: the same face as a Source, and its marks are those of own files.

    ``changes`` are what the own files do, ``slips`` what in them cannot be laid over anything.
    """

    is_layered = True

    def __init__(
        self,
        base: Source | None,
        own: list[OwnFile],
        sourced: frozenset[str],
        subject: str = "",
        siblings: tuple[str, ...] = (),
    ) -> None:
        self.files = own
        self.layers = _own_sources(own)
        values = [Layer(source.values, file.by) for source, file in zip(self.layers, own, strict=True)]
        shipped = base.values if base is not None else None
        if shipped is None and subject and isinstance(values[0].values, dict):
            values[0].values.setdefault("id", subject)
        self._laid: Laid = lay(shipped, values, sourced)
        if shipped is None:
            self._laid.added[id(self._laid.values)] = (self._laid.values, list(siblings))
        self.values = self._laid.values
        self.name = self.layers[-1].name

    @property
    def changes(self) -> list[Change]:
        return self._laid.changes

    @property
    def single(self) -> list[dict[str, str]]:
        """The texts that are given in one language only, which comes first in each."""
        return self._laid.single

    def change_place(self, change: Change) -> tuple[str, Mark | None]:
        """The own file that makes ``change``, and the mark in it."""
        return self.layers[change.layer].place(change.at)

    @property
    def slips(self) -> list[Fault]:
        """What cannot be laid over, as faults of the own files."""
        found = []
        for layer, at, message, named in self._laid.slips:
            name, mark = self.layers[layer].place(at)
            where = "/".join(_steps(self.layers[layer].values, at))
            line, column = (mark.line, mark.column) if mark else (None, None)
            found.append(Fault(name, line, column, where, message, named))
        return found

    def resembled(self, at: ValuePath) -> tuple[str, list[str]] | None:
        """The id of the new thing at ``at`` and the ids that it could have been meant for; None for no new thing."""
        *_, thing = (self.values, *walk(self.values, at))
        if id(thing) not in self._laid.added:
            return None
        return str(id_of(thing)), self._laid.added[id(thing)][1]

    def cell(self, at: ValuePath, message: str) -> InCell | None:  # noqa: ARG002 - what a spreadsheet answers
        """None: content is never kept in a spreadsheet."""
        return None

    def meant(self, thing: Any) -> list[str]:
        """The ids that a new thing could have been meant for; none for what is not new."""
        return self._laid.added.get(id(thing), (None, []))[1]

    def place(self, at: ValuePath) -> tuple[str, Mark | None]:
        """The own file that says what stands at ``at``, or comes nearest to it, and the mark in it."""
        own = [self._own_path(number, at) for number in range(len(self.layers))]
        best = max(range(len(own)), key=lambda number: (len(own[number]), number))
        return self.layers[best].place(own[best])

    def _own_path(self, number: int, at: ValuePath) -> ValuePath:
        """``at`` as the path in the values of one layer, as far as that layer has it: things are found by their id."""
        marks, own = self.layers[number].marks, self.layers[number].values
        path: ValuePath = ()
        for step, merged in zip(at, walk(self.values, at), strict=False):
            found = _index_of(own, merged, step) if isinstance(step, int) else step
            if found is None or (*path, found) not in marks:
                return path
            path, own = (*path, found), own[found]
        return path


def _own_sources(files: list[OwnFile]) -> list[Source]:
    """The files' values. Raises InputFault with what is wrong in all of them."""
    found: list[Source] = []
    faults: list[Fault] = []
    for file in files:
        try:
            source = read_source(file.path, file.name)
            if not isinstance(source.values, dict):
                raise InputFault([Fault(file.name, 1, 1, "", "fault.not-mapping-file", {})])
            found.append(source)
        except InputFault as fault:
            faults += fault.faults
    if faults:
        raise InputFault(faults)
    return found


def _index_of(own: Any, thing: Any, step: int) -> int | None:
    """Where the merged ``thing``, number ``step`` of its list, stands in the list of a layer."""
    if not isinstance(own, list):
        return None
    wanted = id_of(thing)
    for index, each in enumerate(own):
        if each is thing or (wanted is not None and id_of(each) == wanted):
            return index
    return step if wanted is None and step < len(own) and id_of(own[step]) is None else None


def _steps(values: Any, at: ValuePath) -> Iterator[str]:
    for step, value in zip(at, walk(values, at), strict=False):
        name = id_of(value) if isinstance(step, int) else str(step)
        yield name or f"#{int(step) + 1}"
