"""What stands at a path, so that the answer is always yes or no: what cannot be looked at is not there.

``pathlib``, which is used everywhere else, raises for a name that is too long, for a folder that may not be entered,
and for a link that leads to itself.
"""
# ruff: noqa: PTH110, PTH111, PTH112, PTH113, PTH208

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path

from digitrans.errors import Fault, InputFault, UsageFault


def is_file(path: Path | str) -> bool:
    """Whether a plain file stands at ``path``, or a link to one."""
    return os.path.isfile(path)


def is_folder(path: Path | str) -> bool:
    """Whether a folder stands at ``path``, or a link to one."""
    return os.path.isdir(path)


def exists(path: Path | str) -> bool:
    """Whether anything stands at ``path``; a link that leads nowhere is nothing."""
    return os.path.exists(path)


def names_in(folder: Path) -> list[str]:
    """The names of all that is in ``folder``, in no order; none where there is no such folder.

    Raises InputFault where it cannot be looked into: what is not known is not nothing.
    """
    try:
        return os.listdir(folder)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP):
            return []
        raise InputFault([Fault(str(folder), None, None, "", "fault.unreadable-folder", {})]) from None


def found_in(folder: Path, pattern: str) -> list[Path]:
    """What in ``folder`` has a name like ``pattern``, in order. Raises InputFault as ``names_in`` does."""
    return [folder / each for each in sorted(names_in(folder)) if fnmatchcase(each, pattern)]


def resolved(path: Path) -> Path:
    """``path`` in full and without links; as it is where that cannot be found out."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


NOWHERE = Path(os.devnull) / "digitrans"
"""The folder of a user of whom the system tells none: nothing is ever there, and nothing can be put there."""


def expanded(path: str) -> Path:
    """``path`` with a user's folder for ~ at its beginning. Raises UsageFault where there is no such user."""
    if path[:2] in ("~", "~/", f"~{os.sep}") and (mine := _users_folder()) is not None:
        return mine / path[2:]
    found = os.path.expanduser(path)
    if found.startswith("~"):
        raise UsageFault("error.no-home" if path[:2] in ("~", "~/") else "error.no-user-folder", path=path)
    return Path(found)


def _users_folder() -> Path | None:
    """The user's own folder; None where neither HOME nor an account tells it, as in a container."""
    if sys.platform != "win32":
        if told := os.environ.get("HOME"):
            return Path(told)
        import pwd

        with suppress(KeyError):
            return Path(pwd.getpwuid(os.getuid()).pw_dir)
        return None
    found = os.path.expanduser("~")
    return None if found.startswith("~") else Path(found)


def home_folder() -> Path:
    """Where results are kept: DIGITRANS_HOME, or the system's folder for a user's application data.

    ``NOWHERE`` where the system tells no such folder: nothing was ever kept then.
    """
    if chosen := os.environ.get("DIGITRANS_HOME"):
        return expanded(chosen)
    told = os.environ.get({"win32": "LOCALAPPDATA", "darwin": ""}.get(sys.platform, "XDG_DATA_HOME"))
    if told:
        return Path(told) / "digitrans"
    mine = _users_folder()
    if mine is None:
        return NOWHERE
    if sys.platform == "win32":
        return mine / "AppData" / "Local" / "digitrans"
    if sys.platform == "darwin":
        return mine / "Library" / "Application Support" / "digitrans"
    return mine / ".local" / "share" / "digitrans"
