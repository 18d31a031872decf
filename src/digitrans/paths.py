"""What stands at a path, so that the answer is always yes or no: what cannot be looked at is not there.

``pathlib``, which is used everywhere else, raises for a name that is too long, for a folder that may not be entered,
and for a link that leads to itself.
"""
# ruff: noqa: PTH110, PTH111, PTH112, PTH113

from __future__ import annotations

import os
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
