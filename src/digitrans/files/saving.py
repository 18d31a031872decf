"""Files written whole or not at all, readable only by their owner; locks against two at once."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from digitrans.errors import SaveFault

if TYPE_CHECKING:
    pass

PATIENCE = 1200
"""How often a lock is tried for, twenty times a second."""


def private_folder(folder: Path) -> Path:
    """``folder`` in the home folder, made and closed to others. Raises SaveFault."""
    try:
        folder.parent.parent.mkdir(parents=True, exist_ok=True)
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True, mode=0o700)
        if sys.platform != "win32" and folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.getuid():
            folder.chmod(0o700)
    except OSError as error:
        raise _save_fault(folder, error) from None
    return folder


def make_folder(folder: Path) -> None:
    """``folder``, closed to others, where it is not there yet. Raises SaveFault."""
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise _save_fault(folder, error) from None


def _sweep(folder: Path) -> None:
    """Remove temporary files that a killed process left, once they are an hour old."""
    for old in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > 3600:
                old.unlink(missing_ok=True)


def _save_fault(path: Path, error: OSError) -> SaveFault:
    import errno

    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return SaveFault("error.disk-full" if full else "error.cannot-write", path=str(path))


def write_whole(
    path: Path, text: str | bytes | Iterable[str | bytes], *, replace_existing: bool, private: bool = True
) -> None:
    """Write ``text``, or pieces of it, to ``path`` whole or not at all: temporary file, flush, sync, rename.

    A file that is not ``private`` gets the access that the system gives to any other new file.
    Raises FileExistsError where ``path`` exists and must not be replaced, SaveFault where it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        pieces = [text] if isinstance(text, str | bytes) else text
        access = 0o600 if private else 0o666
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, access), "wb") as file:
            for piece in pieces:
                file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", errors="replace"))
            file.flush()
            os.fsync(file.fileno())
        _publish(temporary, path, replace_existing)
    except FileExistsError:
        raise
    except OSError as error:
        raise _save_fault(path, error) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _publish(temporary: Path, path: Path, replace_existing: bool) -> None:
    if not replace_existing and path.exists():
        raise FileExistsError(path)
    if not replace_existing and os.name == "posix":
        try:
            os.link(temporary, path)
            return
        except FileExistsError:
            raise
        except OSError:
            pass  # a file system without hard links: the check above has to do
    move = os.replace if replace_existing or os.name == "posix" else os.rename  # which never replaces on Windows
    for attempt in range(10):
        try:
            move(temporary, path)
            return
        except PermissionError:
            if os.name != "nt" or attempt == 9:
                raise
            time.sleep(0.1)


def saved_text(data: Any) -> str:
    """``data`` as the JSON of every file that is kept: readable by people, and harmless in a terminal."""
    from digitrans.texts.escaping import json_safe

    return json_safe(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def _lock_file(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "ab")
    except OSError as error:
        raise _save_fault(path, error) from None


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` against other processes of this machine, for which it waits; a process that is killed lets go.

    Raises SaveFault where the file cannot be made, or another process holds it for more than a minute.
    """
    with _lock_file(path) as lock:
        for _ in range(PATIENCE):
            if _try_lock(lock):
                break
            time.sleep(0.05)
        else:
            raise SaveFault("error.in-use", path=str(path))
        yield
