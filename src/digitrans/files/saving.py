"""Files written whole or not at all, readable only by their owner; locks against two at once."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from digitrans.errors import SaveFault, Stopped
from digitrans.files.paths import NOWHERE

PATIENCE = 1200
"""How often a lock is tried for, twenty times a second."""


def private_folder(folder: Path) -> Path:
    """``folder`` in the home folder, made and closed to others. Raises SaveFault."""
    check_somewhere(folder)
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
    check_somewhere(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise _save_fault(folder, error) from None


def check_somewhere(folder: Path) -> None:
    """Raise SaveFault where the system tells no folder to keep anything in."""
    if folder == NOWHERE or NOWHERE in folder.parents:
        raise SaveFault("error.no-home")


def sweep(folder: Path, pattern: str = ".*.tmp") -> None:
    """Remove temporary files that a killed process left, once they are an hour old."""
    for old in folder.glob(pattern):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > 3600:
                old.unlink(missing_ok=True)


def _save_fault(path: Path, error: OSError) -> SaveFault:
    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return SaveFault("error.disk-full" if full else "error.cannot-write", path=str(path))


def write_whole(
    path: Path,
    text: str | bytes | Iterable[str | bytes],
    *,
    replace_existing: bool,
    private: bool = True,
    access: int | None = None,
) -> None:
    """Write ``text``, or pieces of it, to ``path`` whole or not at all: temporary file, flush, sync, rename.

    A file that is not ``private`` gets ``access``, or that which the system gives to any other new file.
    Raises FileExistsError where ``path`` exists and must not be replaced, SaveFault where it cannot be written.
    """
    temporary = path.with_name(f"{_temporary_start(path)}{os.urandom(4).hex()}.tmp")
    with _ending_by_signals():
        try:
            pieces = [text] if isinstance(text, str | bytes) else text
            first = 0o600 if private else 0o666
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, first), "wb") as file:
                for piece in pieces:
                    file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", errors="replace"))
                file.flush()
                os.fsync(file.fileno())
            if access is not None:
                with contextlib.suppress(OSError):  # a file system without access rights
                    temporary.chmod(access)
            _publish(temporary, path, replace_existing)
        except FileExistsError:
            raise
        except OSError as error:
            raise _save_fault(path, error) from None
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        sweep(path.parent, f"{_as_pattern(_temporary_start(path))}*.tmp")


def _temporary_start(path: Path) -> str:
    return f".{path.name[:200]}."


def _as_pattern(name: str) -> str:
    """``name`` as a pattern that fits itself alone."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)


@contextlib.contextmanager
def _ending_by_signals() -> Iterator[None]:
    """Let SIGTERM and a closed window end a command as Ctrl-C does, so that what it was writing is cleared away."""
    import signal
    import threading

    def stop(number: int, _frame: object) -> None:
        raise Stopped(signal=number)

    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    numbers = [getattr(signal, each) for each in names if hasattr(signal, each)]
    ours = [each for each in numbers if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


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
    patiently(lambda: move(temporary, path), path)


TRIES, BETWEEN = 5, 0.05
"""How often something is done to a file that another program may hold for a moment, and the seconds in between."""
_SHARING = (5, 32, 33)
"""What Windows calls a file that somebody else has open."""


def patiently(do: Callable[[], None], path: Path) -> None:
    """Replace or remove the file at ``path`` with ``do``, though OneDrive, an antivirus or Excel holds it for a moment.

    Five tries over a fifth of a second. Raises SaveFault where it is still held, OSError for everything else.
    """
    for attempt in range(TRIES):
        try:
            do()
            return
        except OSError as error:
            if not isinstance(error, PermissionError) and getattr(error, "winerror", None) not in _SHARING:
                raise
            if attempt == TRIES - 1:
                raise SaveFault("error.held", path=str(path)) from None
            time.sleep(BETWEEN)


def saved_text(data: Any) -> str:
    """``data`` as the JSON of every file that is kept: readable by people, and harmless in a terminal."""
    from digitrans.texts.escaping import json_safe

    return json_safe(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def lock_file(path: Path) -> IO[bytes]:
    """``path`` opened to be locked, made where it is not there. Raises SaveFault where it cannot be."""
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "ab")
    except OSError as error:
        raise _save_fault(path, error) from None


def try_lock(file: IO[bytes]) -> bool:
    """Whether ``file`` is locked now, until it is closed; False where another process holds it.

    True, too, on file systems that have no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)  # a file system that has no locks
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold ``path`` against other processes of this machine, for which it waits; a process that is killed lets go.

    Raises SaveFault where the file cannot be made, or another process holds it for more than a minute.
    """
    with lock_file(path) as lock:
        for _ in range(PATIENCE):
            if try_lock(lock):
                break
            time.sleep(0.05)
        else:
            raise SaveFault("error.in-use", path=str(path))
        yield
