"""Opens the sink and writes to it. The only file that prints: results to stdout, every other word to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import IO

from digitrans.documents import Document
from digitrans.errors import SaveFault, UsageFault
from digitrans.formats import SUFFIXES, WRITERS, Sink, writer
from digitrans.formats.escaping import visible


def prepare_streams() -> None:
    """Let no stream fail on a character that it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether ``stream`` is an open terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def terminal_sink(stream: IO[str] | None) -> Sink:
    """What the stream can show: 60 to 200 columns, colour only on a terminal that wants it, Unicode if it can."""
    on_terminal = is_terminal(stream)
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") == "dumb"
    width = shutil.get_terminal_size((100, 24)).columns
    return Sink(min(max(width, 60), 200), on_terminal and not plain, _takes_unicode(stream))


def _takes_unicode(stream: IO[str] | None) -> bool:
    try:
        "█▒●─┼□æ".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def choose_format(name: str | None, json: bool, target: str | None) -> str:
    """The format asked for by name, by ``--json`` or by the suffix of ``-o``; else a table. Raises UsageFault."""
    chosen = "json" if json else name
    if chosen is None and target not in (None, "-"):
        suffix = Path(str(target)).suffix.lower()
        if suffix not in SUFFIXES:
            raise UsageFault("error.suffix", suffix=suffix or str(target), known=", ".join(SUFFIXES))
        chosen = SUFFIXES[suffix]
    chosen = chosen or "table"
    if chosen not in WRITERS:
        raise UsageFault("error.format", format=chosen, known=", ".join(WRITERS))
    return chosen


def check_target(target: str | None, force: bool) -> None:
    """Refuse to overwrite before anything is asked or computed. Raises UsageFault."""
    if target in (None, "-"):
        return
    path = Path(str(target))
    if path.is_dir():
        raise UsageFault("error.target-folder", path=str(path))
    if path.exists() and not force:
        raise UsageFault("error.exists", path=str(path))
    if not path.parent.is_dir():
        raise UsageFault("error.no-folder", path=str(path.parent))


def write_document(document: Document, format: str, target: str | None = None) -> None:
    """Write ``document`` to stdout, or whole to the file ``target``. Raises SaveFault."""
    if target in (None, "-"):
        write_stdout(writer(format)(document, terminal_sink(sys.stdout)))
        return
    from digitrans.archive import write_whole

    text = writer(format)(document, Sink(width=100))
    write_whole(Path(str(target)), text, replace_existing=True)


def write_stdout(text: str) -> None:
    """Write the result. A reader that has gone (``| head``) ends the program quietly; a full disk is a SaveFault."""
    if sys.stdout is None:
        raise SaveFault("error.stdout")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError):
        _silence(sys.stdout)
        raise SaveFault("error.stdout") from None


def _silence(stream: IO[str]) -> None:
    """Let the interpreter's own flush at exit go nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        pass


def end_quietly() -> int:
    """After a broken pipe: nothing more to say, and nothing to complain about."""
    _silence(sys.stdout)
    return 0


def tell(text: str) -> None:
    """A word to the user beside the result, on stderr."""
    if sys.stderr is None:
        return
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass


def may_ask(no_input: bool) -> bool:
    """Whether questions can be asked: stdin and stdout are terminals, and neither ``--no-input`` nor CI forbids it."""
    return not no_input and not os.environ.get("CI") and is_terminal(sys.stdin) and is_terminal(sys.stdout)
