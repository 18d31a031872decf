"""The versions of a file in a git repository, read by the program ``git`` where it is there.

Nothing is written, fetched or run beside it: no shell, no hooks, no filters, no pager, and none of the settings that
the surroundings hand to git.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from digitrans.files.paths import resolved

MOST, SECONDS = 2000, 20
"""So many versions are looked at, the newest, and so long git may take for an answer."""
_LINE = re.compile(r"([0-9a-f]{7,64}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_SAFE = (
    "--no-pager", "--no-optional-locks", "--literal-pathspecs", "--no-replace-objects",
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never",
)  # fmt: skip


class Version(NamedTuple):
    """A commit that changed a file, and the day of it."""

    commit: str
    day: date


def versions_of(path: Path) -> list[Version]:
    """The commits that changed the file at ``path``, the newest first; none without git, a repository or a commit.

    A file that had another name is followed back to where it got this one.
    """
    told = _git(path, "rev-list", f"--max-count={MOST}", "--format=%H %cs", "HEAD", "--", f"./{path.name}")
    found = []
    for line in (told or b"").decode("ascii", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match:
            with suppress(ValueError):
                found.append(Version(match[1], date.fromisoformat(match[2])))
    return found


def content_of(path: Path, commit: str, limit: int) -> bytes | None:
    """The bytes of the file at ``path`` as of ``commit``; None where it was not there, or was larger than ``limit``."""
    name = f"{commit}:./{path.name}"
    size = _git(path, "cat-file", "-s", name)
    if size is None or not size.strip().isdigit() or int(size) > limit:
        return None
    return _git(path, "cat-file", "blob", name)


def _git(path: Path, *arguments: str) -> bytes | None:
    """What git says of ``path`` in its folder; None where git is not there, fails, or takes too long."""
    program = _program(path)
    if program is None:
        return None
    given: Sequence[str] = (program, *_SAFE, *arguments)
    try:
        told = subprocess.run(
            given,
            cwd=resolved(path.absolute().parent),
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return told.stdout if told.returncode == 0 else None


def _program(path: Path) -> str | None:
    """Where git is; None for none, and for one that lies where we stand or where the file does."""
    found = shutil.which("git")
    if found is None:
        return None
    folder = resolved(Path(found)).parent
    if sys.platform == "win32" and folder in (resolved(Path.cwd()), resolved(path.absolute().parent)):
        return None
    return found


def _surroundings() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
