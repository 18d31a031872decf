"""Options that several commands share. ``help`` holds keys of ``texts``; ``helptext`` words them when help is shown."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digitrans import output
from digitrans.errors import UsageFault
from digitrans.formats import FOR_FILES, FOR_PICTURES, FOR_TIME
from digitrans.texts import Words

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

AboutOption = Annotated[str | None, typer.Option("--about", metavar="INITIATIVE", help="opt.about")]
AboutResult = Annotated[str | None, typer.Option("--about", metavar="INITIATIVE", help="opt.about-result")]
PortfolioOption = Annotated[str | None, typer.Option("--portfolio", metavar="FILE", help="opt.about-portfolio")]
PortfolioFile = Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)]
Glob = Annotated[list[str] | None, typer.Option("--glob", metavar="PATTERN", help="opt.glob")]
Department = Annotated[str | None, typer.Option("--department", metavar="ID", help="opt.department")]
AnswersFile = Annotated[str | None, typer.Option("--answers", metavar="FILE", help="opt.answers")]
Force = Annotated[bool, typer.Option("--force", help="opt.force")]
NoSave = Annotated[bool, typer.Option("--no-save", help="opt.no-save")]
RulesOption = Annotated[str | None, typer.Option("--rules", metavar="FILE", help="opt.rules")]
Weights = Annotated[str | None, typer.Option("--weights", metavar="WEIGHTS", help="opt.weights")]
Maturity = Annotated[str | None, typer.Option("--maturity", metavar="RESULT", help="opt.maturity")]
CsvKeys = Annotated[bool, typer.Option("--csv-keys", help="opt.csv-keys")]
NoInput = Annotated[bool, typer.Option("--no-input", help="opt.no-input")]
Full = Annotated[bool, typer.Option("--full", help="opt.full-result")]
Browser = Annotated[bool, typer.Option("--browser", help="opt.browser")]
Port = Annotated[int | None, typer.Option("--port", metavar="PORT", min=1, max=65535, help="opt.port")]
Plain = Annotated[bool, typer.Option("--plain", help="opt.plain")]


def words_of(ctx: typer.Context) -> Words:
    """The words of the language that was chosen before the command line was read."""
    words = ctx.obj
    assert isinstance(words, Words)
    return words


def for_keys(sink: output.Destination, keys: bool) -> output.Destination:
    """``sink``, of CSV with keys in the dialect that programs read. Raises UsageFault where it is no CSV."""
    if keys and sink.format != "csv":
        raise UsageFault("error.keys-no-csv")
    return replace(sink, dialect="standard") if keys else sink


def check_new_file(path: Path, force: bool, suffixes: tuple[str, ...]) -> None:
    """Raise UsageFault where a file of this name cannot or must not be written."""
    if path.suffix.lower() not in suffixes:
        raise UsageFault("error.ending", path=str(path), known=", ".join(suffixes))
    output.check_path(path, force)


def checked_day(words: Words, text: str | None) -> date | None:
    """The day that an option tells, None where it is not given. Raises UsageFault for what is no day.

    One that hangs on today, or has its month in letters, is told back in full.
    """
    from digitrans.files.stamps import today
    from digitrans.texts.dates import is_written_out, parse_day

    if text is None:
        return None
    day = parse_day(text, today())
    if day is None:
        raise UsageFault("error.no-date", value=text)
    if not is_written_out(text):
        output.tell(words("date.read", told=text.strip(), date=words.weekday_date(day)))
    return day


def _output_options(
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="opt.format")] = None,
    json: Annotated[bool, typer.Option("--json", help="opt.json")] = False,
    target: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="opt.output")] = None,
    force: Force = False,
    csv_dialect: Annotated[str | None, typer.Option("--csv-dialect", metavar="DIALECT", help="opt.csv-dialect")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="opt.mail")] = False,
    template: Annotated[str | None, typer.Option("--template", metavar="FILE", help="opt.template")] = None,
    *,
    special: frozenset[str] = frozenset(),
) -> output.Destination:
    """Where the result goes. Raises UsageFault before anything is asked, computed or written."""
    return output.destination(format, json, target, force, csv_dialect, mail, template, special)


def writes_beside_files(command: Callable[..., None]) -> Callable[..., None]:
    """As ``writes``, for a command that has something to say beside the lines of a file: ``--format github``."""
    return writes(command, special=FOR_FILES)


def writes_pictures(command: Callable[..., None]) -> Callable[..., None]:
    """As ``writes``, for a command that draws a picture as wide as a page: ``--format svg``."""
    return writes(command, special=FOR_PICTURES)


def writes_scores(command: Callable[..., None]) -> Callable[..., None]:
    """As ``writes``, for a command that has both."""
    return writes(command, special=FOR_FILES | FOR_PICTURES)


def writes_timelines(command: Callable[..., None]) -> Callable[..., None]:
    """As ``writes_pictures``, for a line of time, which is a Gantt chart for Mermaid, too: ``--format mermaid``."""
    return writes(command, special=FOR_PICTURES | FOR_TIME)


def writes(command: Callable[..., None], *, special: frozenset[str] = frozenset()) -> Callable[..., None]:
    """Give ``command`` the options that say where its result goes; it gets the Destination as its argument ``sink``."""
    shared = {
        name: each
        for name, each in inspect.signature(_output_options, eval_str=True).parameters.items()
        if each.kind is not inspect.Parameter.KEYWORD_ONLY
    }
    own = inspect.signature(command, eval_str=True).parameters
    parameters = [each for each in own.values() if each.name != "sink"]

    @functools.wraps(command)
    def wrapper(**given: Any) -> None:
        sink = _output_options(**{name: given.pop(name) for name in shared}, special=special)
        output.check_apart(sink.path, given.values())
        command(**given, sink=sink)

    whole = [*parameters, *shared.values()]
    wrapper.__dict__["__signature__"] = inspect.Signature(whole)
    wrapper.__annotations__ = {each.name: each.annotation for each in whole}
    return wrapper
