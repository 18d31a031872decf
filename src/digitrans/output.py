"""Opens the sink and writes to it. The only file that prints: results to stdout, every other word to stderr."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from digitrans.errors import SaveFault, UsageFault
from digitrans.files.paths import exists, is_file, is_folder, resolved
from digitrans.formats import BINARY, DIALECTS, NEEDS, SPECIAL, SUFFIXES, WRITERS, Sink, writer
from digitrans.texts.escaping import visible
from digitrans.texts.wrapping import as_typed, wrapped
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.documents import Document
    from digitrans.errors import InputFault
    from digitrans.texts import Words

T = TypeVar("T")


def prepare_streams() -> None:
    """Begin a command: nothing is told yet, and no stream fails on a character that it cannot show."""
    _told.clear()
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
    """What the stream can show: 40 to 200 columns, colour only on a terminal that wants it, Unicode if it can."""
    on_terminal = is_terminal(stream)
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") == "dumb"
    width = shutil.get_terminal_size((100, 24)).columns
    program = program_name() if on_terminal else "digitrans"
    return Sink(min(max(width, 40), 200), on_terminal and not plain, _takes_unicode(stream), program=program)


def program_name() -> str:
    """What to type in this shell to run digitrans: the path of the program where the shell does not know its name."""
    import shlex

    if shutil.which("digitrans"):
        return "digitrans"
    started = Path(sys.argv[0]) if sys.argv else Path()
    is_program = started.name.casefold() in ("digitrans", "digitrans.exe") and is_file(started)
    path = str(_from_here(started if is_program else Path(sys.executable)))
    if sys.platform == "win32":
        typed = f'& "{path}"' if " " in path else path
    else:
        typed = shlex.quote(path)
    return typed if is_program else f"{typed} -m digitrans"


def _from_here(path: Path) -> Path:
    """``path`` from the folder that the user stands in, where it lies below it."""
    absolute = Path(os.path.normpath(Path.cwd() / path))
    return absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute


def _takes_unicode(stream: IO[str] | None) -> bool:
    try:
        "█▒●─┼□æ".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@dataclass(frozen=True)
class Destination:
    """The format that a result is wanted in, and the file it goes to; None is stdout."""

    format: str
    path: Path | None
    dialect: str = DIALECTS[0]
    template: bytes | None = None
    force: bool = False


def destination(
    name: str | None = None,
    json: bool = False,
    target: str | None = None,
    force: bool = False,
    csv_dialect: str | None = None,
    mail: bool = False,
    template: str | None = None,
    special: frozenset[str] = frozenset(),
) -> Destination:
    """Where the result goes: format by name, ``--json``, ``--mail`` or the suffix of ``-o``; else a table on stdout.

    Refuses to overwrite before anything is asked or computed. ``special`` are the formats that not every command has,
    and this one does. Raises UsageFault.
    """
    path = None if target in (None, "-") else Path(str(target))
    chosen = _one_format(name, json, mail)
    if chosen is None and path is not None:
        if path.suffix.lower() not in SUFFIXES and is_folder(path):
            raise UsageFault("error.target-folder", path=str(path))
        if path.suffix.lower() not in SUFFIXES:
            raise UsageFault("error.suffix", suffix=path.suffix or str(path), known=", ".join(SUFFIXES))
        chosen = SUFFIXES[path.suffix.lower()]
    chosen = chosen or "table"
    known = [each for each in WRITERS if each in special or each not in SPECIAL]
    if chosen not in known:
        raise UsageFault("error.format", format=chosen, known=", ".join(known))
    _check_extra(chosen, path)
    dialect = checked_dialect(csv_dialect)
    styled = _template(template, chosen)
    if path is not None:
        check_path(path, force)
    return Destination(chosen, path, dialect, styled, force)


def _one_format(name: str | None, json: bool, mail: bool) -> str | None:
    """The format that the options name, all of them alike; None where none does."""
    named = {"--json": "json" if json else None, "--mail": "mail" if mail else None, "--format": name}
    given = {option: each for option, each in named.items() if each is not None}
    if len(set(given.values())) > 1:
        told = [f"{option} {each}" if option == "--format" else option for option, each in given.items()]
        raise UsageFault("error.two-formats", first=told[0], second=told[1])
    return next(iter(given.values()), None)


def _check_extra(chosen: str, path: Path | None) -> None:
    """Some formats need an extra, and what no terminal can show a place to go to that is none."""
    from importlib.util import find_spec

    from digitrans.installing import install

    if chosen in NEEDS and find_spec(NEEDS[chosen][0]) is None:
        key = "error.no-typst" if chosen == "pdf" else "error.no-extra"
        raise UsageFault(key, format=f".{chosen}", install=install(NEEDS[chosen][1]))
    if chosen in BINARY and path is None and is_terminal(sys.stdout):
        raise UsageFault("error.binary-on-terminal", format=chosen)


MAX_TEMPLATE = 30_000_000


def _template(told: str | None, chosen: str) -> bytes | None:
    """The bytes of the Word template; None where none is named. Raises UsageFault for one that cannot be read."""
    if told is None:
        return None
    if chosen != "docx":
        raise UsageFault("error.template-format")
    path = Path(told)
    if not is_file(path):
        raise UsageFault("error.no-template", path=told)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TEMPLATE + 1)
    except OSError:
        raise UsageFault("error.no-template", path=told) from None
    if len(data) > MAX_TEMPLATE or not data.startswith(b"PK"):
        raise UsageFault("error.template")
    return data


def checked_dialect(name: str | None) -> str:
    """The dialect of CSV that is wanted, the first where none is named. Raises UsageFault for another."""
    if name not in (None, *DIALECTS):
        raise UsageFault("error.dialect", dialect=name)
    return name or DIALECTS[0]


def check_path(path: Path, force: bool) -> None:
    """Raise UsageFault where a file cannot be written, or must not because one is there and ``force`` is not given."""
    if is_folder(path):
        raise UsageFault("error.target-folder", path=str(path))
    if exists(path) and not force:
        raise UsageFault("error.exists", path=str(path))
    if not is_folder(path.parent):
        raise UsageFault("error.no-folder", path=str(path.parent))


def check_apart(path: Path | None, given: Iterable[object]) -> None:
    """Raise UsageFault where a result would go to a file that it is made from, one of those in ``given``."""
    if path is None or not exists(path):
        return
    target = resolved(path)
    for each in given:
        named = each if isinstance(each, list | tuple) else [each]
        if any(isinstance(one, str | Path) and str(one) and resolved(Path(one)) == target for one in named):
            raise UsageFault("error.onto-itself", path=str(path))


def write_document(document: Document, sink: Destination) -> None:
    """Write ``document`` to stdout, or whole to its file. Raises SaveFault."""
    if sink.path is None:
        for_people = sink.format in ("table", "mail")
        _settle_encoding(for_people)
        document = _sent(document, sink.format)
        shown = replace(terminal_sink(sys.stdout), dialect=sink.dialect, now=_now(), template=sink.template)
        write_stdout(writer(sink.format)(document, shown), for_people=for_people)
        return
    _write_path(resolved(sink.path), [rendered(document, sink)])


def rendered(document: Document, sink: Destination) -> str | bytes:
    """``document`` as the file of ``sink`` holds it."""
    document = _sent(document, sink.format)
    return writer(sink.format)(document, Sink(100, dialect=sink.dialect, now=_now(), template=sink.template))


def _sent(document: Document, format: str) -> Document:
    """``document`` with the organisation that is remembered as its sender, in formats that say whose a file is."""
    if document.sender or format not in (*BINARY, "ics", "mail"):
        return document
    from digitrans.files.settings import load_settings

    return replace(document, sender=load_settings().organisation)


def page(document: Document) -> None:
    """Show ``document`` on the terminal through the system's pager, or straight where there is none."""
    import shlex
    import subprocess

    text = writer("table")(document, replace(terminal_sink(sys.stdout), now=_now()))
    assert isinstance(text, str)
    told = shlex.split(os.environ.get("PAGER") or "less -RX")
    if not told or shutil.which(told[0]) is None or sys.platform == "win32":
        write_stdout(text, for_people=True)
        return
    try:
        subprocess.run(
            told, input=text, encoding=getattr(sys.stdout, "encoding", None) or "utf-8", errors="replace", check=False
        )
    except OSError:
        write_stdout(text, for_people=True)


def _now() -> str:
    from digitrans.files.stamps import now

    return now()


def write_lines(lines: Iterable[str], sink: Destination) -> None:
    """Write lines as they come to stdout, or whole to a file, without keeping them all. Raises SaveFault."""
    if sink.path is None:
        _settle_encoding(sink.format == "table")
        for line in lines:
            _put(line)
        _put("", flush=True)
        return
    _write_path(resolved(sink.path), lines)


def _write_path(path: Path, pieces: Iterable[str | bytes]) -> None:
    from digitrans.files.saving import write_whole

    if not exists(path) or is_file(path):
        with writing_outside_home():
            write_whole(path, pieces, replace_existing=True)
        return
    try:
        with path.open("wb") as file:  # a device or a pipe cannot be replaced
            file.writelines(each if isinstance(each, bytes) else each.encode(errors="replace") for each in pieces)
    except OSError:
        raise SaveFault("error.cannot-write-file", path=str(path)) from None


@contextlib.contextmanager
def writing_outside_home() -> Iterator[None]:
    """A place that cannot be written to is told as the user's own, not as that of saved results."""
    try:
        yield
    except SaveFault as fault:
        if fault.message != "error.cannot-write":
            raise
        raise SaveFault("error.cannot-write-file", **fault.named) from None


def write_file(path: Path, text: str | bytes) -> None:
    """Write a file of the user's own, whole or not at all; one that was there keeps its access. Raises SaveFault."""
    from digitrans.files.saving import write_whole

    target = resolved(path)
    try:
        access = target.stat().st_mode & 0o777
    except OSError:
        access = None
    with writing_outside_home():
        write_whole(target, text, replace_existing=True, private=access is not None, access=access)


def _settle_encoding(for_people: bool) -> None:
    """What a program or a file takes from stdout is UTF-8, whatever the system writes words for people in."""
    if for_people or is_terminal(sys.stdout) or not hasattr(sys.stdout, "reconfigure"):
        return
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")


def write_stdout(text: str | bytes, *, for_people: bool = False) -> None:
    """Write the result. A reader that has gone (``| head``) ends the program quietly; a full disk is a SaveFault.

    It is UTF-8 where stdout is no terminal, but for words ``for_people``, which are as the system writes them.
    Where ``text`` ends its lines with CRLF (CSV), it goes out as it is; Windows would make that CR CR LF.
    """
    _settle_encoding(for_people)
    _put(text, flush=True)


def _put(text: str | bytes, *, flush: bool = False) -> None:
    if sys.stdout is None:
        raise SaveFault("error.stdout")
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            if "\r\n" in text and hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(newline="")
            sys.stdout.write(text)
        if flush:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError):
        _silence(sys.stdout)
        raise SaveFault("error.stdout") from None


def _silence(stream: IO[str]) -> None:
    """Let the interpreter's own flush at exit go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def end_quietly() -> int:
    """After a broken pipe: nothing more to say, and nothing to complain about."""
    _silence(sys.stdout)
    return 0


def quoted(name: str) -> str:
    """A file's name as it can be typed in a command: in quotation marks where it has a blank."""
    return f'"{name}"' if " " in name else name


def folded(text: str, stream: IO[str] | None) -> str:
    """``text`` with its lines broken between words where ``stream`` is a terminal that is narrower than they are.

    A line that is indented, or that ends with a path, stays in one piece: it is there to be copied. Commands are as the
    shell knows them.
    """
    if not is_terminal(stream):
        return text
    width = max(shutil.get_terminal_size().columns, 20)
    typed = as_typed(text, program_name()) if "digitrans " in text else text
    return "\n".join(each for line in typed.split("\n") for each in _folded_line(line, width))


def _folded_line(line: str, width: int) -> list[str]:
    if len(line) <= width or line.startswith(" "):
        return [line]
    path = re.search(r"^(.{1,40}:) ((~|/|[A-Za-z]:[\\/])[^:]*)$", line)
    if path is not None:  # where it fits a line of its own, not even the terminal breaks it
        return [path[1], path[2]] if len(path[2]) <= width else [line]
    return wrapped(line, width)


def tell(text: str) -> None:
    """A word to the user beside the result, on stderr; broken between words on a terminal."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError, ValueError):
        print(folded(visible(text), sys.stderr), file=sys.stderr, flush=True)


def progress(things: Collection[T], wanted: bool) -> Iterator[T]:
    """``things`` one by one, with a bar on stderr where that is a terminal of its own and it is ``wanted``."""
    if not wanted or not is_terminal(sys.stderr) or is_terminal(sys.stdout):
        yield from things
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True, markup=False, emoji=False, highlight=False, legacy_windows=False)
    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:  # stdout is the result's
        task = bar.add_task("", total=len(things))
        for each in things:
            yield each
            bar.advance(task)


@contextlib.contextmanager
def counting() -> Iterator[Callable[[str, int, int], None] | None]:
    """Give what is to be told how much is done, for a bar on stderr; None where that is no terminal.

    Each part of the work begins a bar of its own, and nothing of them is left in the end.
    """
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True, markup=False, emoji=False, highlight=False, legacy_windows=False)
    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        task, part = bar.add_task("", total=None), ""

        def told(kind: str, done: int, of: int) -> None:
            nonlocal part
            if kind != part:
                part = kind
                bar.reset(task)
            bar.update(task, completed=done, total=of)

        yield told


_told: set[str] = set()


def tell_once(text: str) -> None:
    """As ``tell``, but only the first time that a command has this to say."""
    if text not in _told:
        _told.add(text)
        tell(text)


def tell_faults(words: Words, faults: Iterable[InputFault]) -> None:
    """Name saved files that could not be read; they are left alone."""
    for fault in faults:
        tell_once(words.error(fault))


def may_ask(no_input: bool) -> bool:
    """Whether questions can be asked: stdin and stdout are terminals, and neither ``--no-input`` nor CI forbids it."""
    return not no_input and not os.environ.get("CI") and is_terminal(sys.stdin) and is_terminal(sys.stdout)
