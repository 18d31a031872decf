"""Where things are: the folder for results, and the folders of own content that are laid over the shipped one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from digitrans.files.paths import expanded, home_folder, is_folder, resolved

T = TypeVar("T")


class _InForce(NamedTuple):
    """The folders in force, and what was read of them, so that each is read once in a run."""

    folders: tuple[Path, ...] = ()
    read: dict[Path, Any] = {}  # noqa: RUF012 (never written to where there are no folders)


_own: ContextVar[_InForce] = ContextVar("own folders", default=_InForce())  # noqa: B039


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
    return _own.get().folders


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


def read_once(path: Path, read: Callable[[Path], T]) -> T:
    """What ``read`` makes of a folder or file while own folders are in force; read once in a run."""
    known: dict[Path, T] = _own.get().read
    if path not in known:
        known[path] = read(path)
    return known[path]


@contextmanager
def using_own_folders(folders: tuple[Path, ...]) -> Iterator[None]:
    """Lay ``folders`` over the shipped content for as long as the block runs."""
    token = _own.set(_InForce(folders, {}))
    try:
        yield
    finally:
        _own.reset(token)
