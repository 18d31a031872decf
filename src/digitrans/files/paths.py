"""What stands at a path, so that the answer is always yes or no: what cannot be looked at is not there.

``pathlib``, which is used everywhere else, raises for a name that is too long, for a folder that may not be entered,
and for a link that leads to itself.
"""
# ruff: noqa: PTH110, PTH111, PTH112, PTH113

from __future__ import annotations

import os
import sys
from pathlib import Path

from digitrans.errors import UsageFault


def is_file(path: Path | str) -> bool:
    """Whether a plain file stands at ``path``, or a link to one."""
    return os.path.isfile(path)


def is_folder(path: Path | str) -> bool:
    """Whether a folder stands at ``path``, or a link to one."""
    return os.path.isdir(path)


def exists(path: Path | str) -> bool:
    """Whether anything stands at ``path``; a link that leads nowhere is nothing."""
    return os.path.exists(path)


def resolved(path: Path) -> Path:
    """``path`` in full and without links; as it is where that cannot be found out."""
    try:
        return Path(os.path.realpath(path))
    except OSError:
        return path


def expanded(path: str) -> Path:
    """``path`` with a user's folder for ~ at its beginning. Raises UsageFault where there is no such user."""
    found = os.path.expanduser(path)
    if found.startswith("~"):
        raise UsageFault("error.no-user-folder", path=path)
    return Path(found)


def home_folder() -> Path:
    """Where results are kept: DIGITRANS_HOME, or the system's folder for a user's application data."""
    if chosen := os.environ.get("DIGITRANS_HOME"):
        return expanded(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or expanded("~") / "AppData" / "Local") / "digitrans"
    if sys.platform == "darwin":
        return expanded("~") / "Library" / "Application Support" / "digitrans"
    return Path(os.environ.get("XDG_DATA_HOME") or expanded("~") / ".local" / "share") / "digitrans"
