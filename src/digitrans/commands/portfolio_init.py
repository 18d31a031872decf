"""``digitrans portfolio init``, ``classify`` and ``export``: what makes portfolio files, changes them, exports them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import CsvKeys, Force, NoInput, Plain, words_of, writes
from digitrans.errors import InputFault, UsageFault

if TYPE_CHECKING:
    from digitrans.asking.prompters import Prompter
    from digitrans.portfolios.models import Portfolio
    from digitrans.portfolios.rules import PortfolioContent
    from digitrans.texts import Words


def init(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.init", show_default=False)] = "portfolio.yaml",
    force: Force = False,
) -> None:
    """A commented template, and the schema by which an editor helps to fill it in."""
    from digitrans.portfolios.reading import load_portfolio_content
    from digitrans.portfolios.template import SCHEMA_FILE, template_text

    words, path = words_of(ctx), Path(file)
    content = load_portfolio_content()
    new_file(path, force, (".yaml", ".yml"))
    output.write_file(path, template_text(content, words))
    output.tell(words("init.written", path=str(path)))
    write_schema(path.with_name(SCHEMA_FILE), content, words, force)


def write_schema(path: Path, content: PortfolioContent, words: Words, force: bool) -> None:
    """The schema beside a portfolio. Another that is there stays, since it may be someone else's; that is told."""
    from digitrans.files.paths import exists
    from digitrans.files.sources import read_bytes
    from digitrans.portfolios.template import schema_text
    from digitrans.texts import LANGUAGES

    if not force and exists(path):
        known = [schema_text(content, language).splitlines() for language in LANGUAGES]
        try:
            is_ours = read_bytes(path, str(path)).decode("utf-8", "replace").splitlines() in known
        except InputFault:
            is_ours = False
        if not is_ours:
            output.tell(words("init.schema-kept", path=str(path)))
            return
    output.write_file(path, schema_text(content, words.language))
    output.tell(words("init.schema", path=str(path)))


def new_file(path: Path, force: bool, suffixes: tuple[str, ...]) -> None:
    """Raises UsageFault where a file of this name cannot or must not be written."""
    if path.suffix.lower() not in suffixes:
        raise UsageFault("error.ending", path=str(path), known=", ".join(suffixes))
    output.check_path(path, force)


@writes
def classify(
    ctx: typer.Context,
    sink: output.Destination,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE INITIATIVE]", help="arg.classify", show_default=False)
    ] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", metavar="ID=ANSWER", help="opt.answer")] = None,
    write: Annotated[bool, typer.Option("--write", help="opt.write")] = False,
    plain: Plain = False,
    no_input: NoInput = False,
) -> None:
    """A few yes/no questions that lead to one of the four types."""
    from digitrans.portfolios.classification import parse_answers, typed_file, walk
    from digitrans.portfolios.initiatives import find_initiative
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.check import classification_report

    said, given = words_of(ctx), words or []
    if len(given) not in (0, 2) or (write and not given) or (write and given[0] == "-"):
        raise UsageFault("error.classify-what")
    judge = Judge(Yardstick())
    name, answers = None, dict[str, object]()
    if given:
        portfolio, source = judge.read(given[0])
        place = find_initiative(portfolio, given[1])
        name, answers = portfolio.initiatives[place].name, dict(portfolio.initiatives[place].answers or {})
        if output.may_ask(no_input):  # who did not know then may know now
            answers = {step: reply for step, reply in answers.items() if reply != "dont-know"}
    answers |= parse_answers(answer or [], judge.content)

    def ask(step: str, number: int) -> str:
        if not output.may_ask(no_input):
            raise UsageFault("error.no-answer", id=step)
        return _ask(said, judge.content, step, number, plain)

    kind, path = walk(judge.content, answers, ask)
    output.write_document(classification_report(said, judge.content, name, kind, path), sink)
    if write:
        chosen, target = kind or "unsure", Path(given[0])
        output.write_file(target, typed_file(target.read_bytes(), source, place, chosen, judge.content))
        output.tell(said("classify.written", type=chosen, path=given[0]))


def _ask(words: Words, content: PortfolioContent, wanted: str, number: int, plain: bool) -> str:
    from digitrans.asking.prompters import make_prompter, stopping_cleanly

    with stopping_cleanly("classify.stopped"):
        return ask_step(words, content, wanted, number, make_prompter(words, plain))


def ask_step(words: Words, content: PortfolioContent, wanted: str, number: int, prompter: Prompter) -> str:
    """The reply to one of the questions that lead to a type: yes, no or dont-know."""
    from digitrans.portfolios.classification import REPLIES

    step = next(each for each in content.tree if each.id == wanted)
    prompter.show(f"\n{words('classify.progress', n=number)}")
    prompter.show(step.text[words.language], strong=True)
    if step.help:
        prompter.show(step.help[words.language])
    return REPLIES[prompter.choose(words("ask.answer"), tuple(words(f"classify.{each}") for each in REPLIES))]


def export(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)],
    target: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="opt.export-output")],
    csv_dialect: Annotated[str, typer.Option("--csv-dialect", metavar="DIALECT", help="opt.csv-dialect")] = "danish",
    csv_keys: CsvKeys = False,
    force: Force = False,
) -> None:
    """The initiatives of a portfolio file as a spreadsheet: xlsx or CSV by the name's ending, CSV to stdout for "-"."""
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.portfolios.spreadsheets.exporting import export_book, left_behind

    words, path = words_of(ctx), Path(target)
    if target != "-":
        new_file(path, force, (".xlsx", ".csv"))
    if csv_keys and path.suffix.lower() == ".xlsx":
        raise UsageFault("error.keys-no-csv")
    dialect = "standard" if csv_keys else output.checked_dialect(csv_dialect)
    judge = Judge(Yardstick())
    portfolio, source = judge.read(file)
    if left := left_behind(portfolio, source, path.suffix.lower() == ".xlsx", csv_keys):
        output.tell(words("export.left", what=", ".join(words(f"export.left.{each}") for each in left)))
    if target == "-":
        output.write_stdout(_export_csv(portfolio, judge.content, words.language, dialect, csv_keys))
        return
    if path.suffix.lower() == ".xlsx":
        output.write_file(path, export_book(portfolio, judge.content, words.language))
    else:
        output.write_file(path, _export_csv(portfolio, judge.content, words.language, dialect, csv_keys))
    output.tell(words.count("export.written", len(portfolio.initiatives), path=target))


def _export_csv(portfolio: Portfolio, content: PortfolioContent, language: str, dialect: str, keys: bool) -> str:
    from digitrans.documents import Document, Sheet
    from digitrans.formats import Sink
    from digitrans.formats.csv_format import write
    from digitrans.portfolios.spreadsheets.exporting import export_rows

    headings, rows = export_rows(portfolio, content, language, keys)
    sheet = Sheet(tuple(headings), tuple(tuple(row) for row in rows))
    return write(Document("", (), {}, language, sheet), Sink(dialect=dialect))
