"""Folders of own content: which are in force, and what they hold."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from digitrans.errors import Fault, InputFault, UsageFault, by_place
from digitrans.files.paths import exists, expanded, home_folder, is_file, is_folder, resolved
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.files.sources import Source
    from digitrans.files.yaml_values import ValuePath

T = TypeVar("T")

_OFF, _ON = ("off", "no", "false", "0"), ("on", "yes", "true", "1", "")


class _InForce(NamedTuple):
    """The folders in force, and what was made of the content under them, so that each is read once in a run.

    ``supplement`` is whether the shipped supplement is wanted, ``unwritten`` whether files are taken in that have texts
    to be written yet.
    """

    folders: tuple[Path, ...]
    made: dict[Hashable, Any]
    supplement: bool = True
    unwritten: bool = False


_own: ContextVar[_InForce | None] = ContextVar("own folders", default=None)


def usual_own_folder() -> Path:
    """The folder of own content that is used where nobody names another: ``content`` beside the results."""
    return home_folder() / "content"


def chosen_own_folders(wanted: list[str]) -> tuple[Path, ...]:
    """The folders of own content, lowest first: those ``wanted``, else DIGITRANS_CONTENT, else the usual one if there.

    The first of the three that says anything says it all.
    """
    named = wanted or os.environ.get("DIGITRANS_CONTENT", "").split(os.pathsep)
    chosen = tuple(expanded(each) for each in named if each)
    if chosen:
        return chosen
    usual = usual_own_folder()
    return (usual,) if is_folder(usual) else ()


def own_folders() -> tuple[Path, ...]:
    """The folders of own content that are in force, lowest first; none outside ``using_own_folders``."""
    in_force = _own.get()
    return in_force.folders if in_force is not None else ()


def content_option() -> str:
    """What a command needs after it to reach the folders in force: `` --content ours``, or "" where they are usual."""
    folders = own_folders()
    if [resolved(each) for each in folders] == [resolved(each) for each in chosen_own_folders([])]:
        return ""
    return "".join(f" --content {_for_shell(str(each))}" for each in folders)


def _for_shell(text: str) -> str:
    """``text`` as one word of a command line, in quotes where it needs them."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline([text])
    from shlex import quote

    return quote(text)


def once(what: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, made once in a run: for as long as ``using_own_folders`` holds, and anew outside it."""
    in_force = _own.get()
    if in_force is None:
        return make()
    made: dict[Hashable, T] = in_force.made
    if what not in made:
        made[what] = make()
    return made[what]


def wants_supplement(off: bool) -> bool:
    """Whether the supplement is wanted: not where ``off`` says so, or DIGITRANS_SUPPLEMENT. Raises UsageFault."""
    given = os.environ.get("DIGITRANS_SUPPLEMENT", "").strip().lower()
    if given not in (*_OFF, *_ON):
        raise UsageFault("error.supplement", value=given)
    return not off and given not in _OFF


def supplement_wanted() -> bool:
    """Whether the supplement is on, as far as the command line, the environment and own content say.

    A folder that is not there says nothing; whoever reads from it is told.
    """
    there = all(map(is_folder, own_folders()))
    return _has_supplement() and all(folder.supplement for folder in (own_layers() if there else ()))


def _has_supplement() -> bool:
    in_force = _own.get()
    return in_force is None or in_force.supplement


@contextmanager
def using_own_folders(
    folders: tuple[Path, ...], supplement: bool | None = None, *, unwritten: bool = False
) -> Iterator[None]:
    """Lay ``folders``, of which there may be none, over the shipped content for as long as the block runs.

    ``supplement`` has the shipped supplement on or off; None leaves it as it is. ``unwritten`` takes in what is begun
    and not written yet, which is shown nowhere.
    """
    token = _own.set(_InForce(folders, {}, _has_supplement() if supplement is None else supplement, unwritten))
    try:
        yield
    finally:
        _own.reset(token)


MAX_FILES = 200
MAX_FOLDER_BYTES = 10_000_000
KINDS = ("advice", "checklists")
SINGLE = ("phases", "portfolio", "roles")
ABOUT, LOCK = "about.yaml", "shipped.json"
MAX_NAME = 80
_ABOUT_KEYS = ("name", "leave_out", "supplement")


class OwnFile(NamedTuple):
    """One file of own content: its path, its name in messages, and whose it is."""

    path: Path
    name: str
    by: str


@dataclass(frozen=True)
class OwnFolder:
    """A folder of own content. ``files`` by kind ("advice", "checklists") or name ("phases"), then by id.

    ``by`` is whose it is; ``left_out`` are the ids of checklists and questionnaires that are not to be offered.
    ``supplement`` is False where the shipped supplement is to be off. ``unwritten`` are the names of files that have
    texts to be written yet, and are not among ``files``.
    """

    path: Path
    by: str
    left_out: tuple[str, ...]
    files: dict[str, dict[str, list[OwnFile]]]
    supplement: bool = True
    unwritten: tuple[str, ...] = ()


def own_layers() -> list[OwnFolder]:
    """The folders in force, lowest first. Raises UsageFault for one that is not there, InputFault for a bad one."""
    in_force = _own.get()
    begun = in_force is not None and in_force.unwritten
    return [once(("folder", each), partial(read_folder, each, begun)) for each in own_folders()]


def unwritten_files() -> list[str]:
    """The files in force that are left out because they have texts to be written; none where a folder is at fault."""
    try:
        return [str(folder.path / name) for folder in own_layers() for name in folder.unwritten]
    except (InputFault, UsageFault):
        return []


def own_files(kind: str) -> dict[str, list[OwnFile]]:
    """The files of one kind in all folders in force, by id, lowest first."""
    found: dict[str, list[OwnFile]] = {}
    for folder in own_layers():
        for subject, files in folder.files.get(kind, {}).items():
            found.setdefault(subject, []).extend(files)
    return found


def content_hash(folder: OwnFolder, kind: str, subject: str) -> str | None:
    """Twelve hexadecimal digits that change when the folder's files about ``subject`` do; None where it has none."""
    from digitrans.files.sources import read_bytes

    files = folder.files.get(kind, {}).get(subject, [])
    if not files:
        return None
    told = hashlib.sha256()
    for file in files:
        told.update(repr((file.path.name, read_bytes(file.path, file.name))).encode())
    return told.hexdigest()[:12]


def read_folder(path: Path, unwritten: bool = True) -> OwnFolder:
    """What the folder of own content at ``path`` holds, by the names of its files; of them only about.yaml is checked.

    Those with texts to be written yet are left aside unless ``unwritten``.
    """
    if not is_folder(path):
        raise UsageFault("error.no-own-folder", path=str(path))
    by, left_out, supplement = _about(path)
    found: dict[str, dict[str, list[OwnFile]]] = {}
    aside = []
    for name in listed_files(path):
        kind, subject = subject_of(name)
        if kind is not None and not unwritten and _has_unwritten(path / name):
            aside.append(name)
        elif kind is not None:
            own = OwnFile(path / name, str(path / name), by)
            found.setdefault(kind, {}).setdefault(subject, []).append(own)
    return OwnFolder(path, by, left_out, found, supplement, tuple(aside))


PLACEHOLDERS = ("SKRIV:", "WRITE:")
"""How texts begin that are still to be written."""


def is_unwritten(value: Any) -> bool:
    """Whether a text in ``value``, or in anything below it, is still to be written."""
    if isinstance(value, str):
        return value.lstrip().startswith(PLACEHOLDERS)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(is_unwritten, inner))


def _has_unwritten(path: Path) -> bool:
    """Whether the file has texts to be written; one that cannot be read has none: its faults are told elsewhere."""
    from digitrans.files.sources import decode, read_bytes, read_source

    try:
        text = decode(read_bytes(path, str(path)), str(path))
        return any(each in text for each in PLACEHOLDERS) and is_unwritten(read_source(path).values)
    except InputFault:
        return False


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


def _about(path: Path) -> tuple[str, tuple[str, ...], bool]:
    """Whose content it is (the name in about.yaml, else the folder's own), the files that are left out, and whether
    the shipped supplement stays on."""
    from digitrans.files.sources import read_source

    about = path / ABOUT
    if not exists(about):
        return resolved(path).name[:MAX_NAME] or str(path), (), True
    source = read_source(about, patient=True)
    values = source.values if isinstance(source.values, dict) else {}
    faults = source.reading.told() if source.reading is not None else []
    faults += [_about_fault(source, (key,), "fault.unknown-key", key=key) for key in values if key not in _ABOUT_KEYS]
    name, left_out, supplement = values.get("name"), values.get("leave_out", []), values.get("supplement", True)
    if not isinstance(name, str) or not name.strip() or len(name) > MAX_NAME:
        faults.append(_about_fault(source, ("name",), "fault.no-owner", limit=str(MAX_NAME)))
    if not isinstance(left_out, list) or not all(isinstance(each, str) for each in left_out):
        faults.append(_about_fault(source, ("leave_out",), "fault.not-list"))
    if not isinstance(supplement, bool):
        faults.append(_about_fault(source, ("supplement",), "fault.not-bool", value=str(supplement)))
    if faults:
        raise InputFault(sorted(faults, key=by_place))
    return " ".join(str(name).split()), tuple(left_out), bool(supplement)


def _about_fault(source: Source, at: ValuePath, message: str, **named: str) -> Fault:
    line, column = source.mark(at) or (1, 1)
    return Fault(source.name, line, column, "/".join(map(str, at)), message, named)
