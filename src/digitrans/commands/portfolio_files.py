"""``digitrans portfolio init``, ``classify``, ``import`` and ``export``: what makes and changes portfolio files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, NoInput, Plain, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.portfolios.content import PortfolioContent
    from digitrans.portfolios.files import Portfolio
    from digitrans.portfolios.runs import Judge
    from digitrans.reading import Source
    from digitrans.texts import Words


def init(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.init", show_default=False)] = "portfolio.yaml",
    force: Force = False,
) -> None:
    """A commented template, and the schema by which an editor helps to fill it in."""
    from digitrans.loading import load_portfolio_content
    from digitrans.portfolios.templates import SCHEMA_FILE, schema_text, template_text

    words, path = words_of(ctx), Path(file)
    content = load_portfolio_content()
    _new_file(path, force, (".yaml", ".yml"))
    output.write_file(path, template_text(content, words))
    output.tell(words("init.written", path=str(path)))
    beside = path.with_name(SCHEMA_FILE)
    output.write_file(beside, schema_text(content, words.language))
    output.tell(words("init.schema", path=str(beside)))


def _new_file(path: Path, force: bool, suffixes: tuple[str, ...]) -> None:
    """Raises UsageFault where a file of this name cannot or must not be written."""
    if path.suffix.lower() not in suffixes:
        raise UsageFault("error.suffix", suffix=path.suffix or str(path), known=", ".join(suffixes))
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
    from digitrans.portfolios.runs import Judge, Yardstick, find_initiative
    from digitrans.reports.portfolio.checking import classification_report

    said, given = words_of(ctx), words or []
    if len(given) not in (0, 2) or (write and not given) or (write and given[0] == "-"):
        raise UsageFault("error.classify-what")
    judge = Judge(Yardstick())
    name, answers = None, dict[str, object]()
    if given:
        portfolio, source = judge.read(given[0])
        place = find_initiative(portfolio, given[1])
        name, answers = portfolio.initiatives[place].name, dict(portfolio.initiatives[place].answers or {})
    answers |= _parse_answers(answer or [], judge.content)
    kind, path = _decide(said, judge.content, answers, plain, no_input)
    output.write_document(classification_report(said, judge.content, name, kind, path), sink)
    if write:
        _write_type(said, judge, given[0], source, place, kind)


def _write_type(words: Words, judge: Judge, file: str, source: Source, place: int, kind: str | None) -> None:
    """The type into the file, nothing else changed. Raises UsageFault where that cannot be made sure."""
    from digitrans.loading import parse_model
    from digitrans.portfolios.editing import with_type
    from digitrans.portfolios.files import Portfolio
    from digitrans.portfolios.scoring import answer_problems
    from digitrans.reading import Source

    path = Path(file)
    before = path.read_bytes()
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    text = with_type(source, place, kind or "unsure")
    if mark + source.text.encode() != before:
        raise UsageFault("error.cannot-edit", path=file, type=kind or "unsure")
    changed = parse_model(Portfolio, Source(file, text, source.max_nodes))
    if any(True for _ in answer_problems(changed, judge.content)):
        raise UsageFault("error.answers-differ", path=file, type=kind or "unsure")
    output.write_file(path, mark + text.encode())
    output.tell(words("classify.written", type=kind or "unsure", path=file))


def _parse_answers(given: list[str], content: PortfolioContent) -> dict[str, str]:
    """ "ID=yes" as answers. Raises UsageFault."""
    ids = [step.id for step in content.tree]
    found = {}
    for each in given:
        name, equals, reply = (part.strip() for part in each.partition("="))
        reply = reply.casefold()
        if not equals or name not in ids or reply not in ("yes", "no", "ja", "nej", "dont-know", "ved-ikke"):
            raise UsageFault("error.answer", value=each, known=", ".join(ids))
        found[name] = {"ved-ikke": "dont-know"}.get(reply, reply)
    return found


def _decide(
    words: Words, content: PortfolioContent, answers: dict[str, object], plain: bool, no_input: bool
) -> tuple[str | None, list[tuple[str, str]]]:
    """Walk the tree, asking where an answer is missing. The type, None where it stays open; and the replies."""
    from digitrans.portfolios.files import YES
    from digitrans.portfolios.scoring import classify as walk

    tree = {step.id: step for step in content.tree}
    while True:
        kind, step, path = walk(tree, answers)
        if step is None or answers.get(step) == "dont-know":
            replies = {True: "yes", False: "no", None: "dont-know"}
            return kind, [(each, replies[YES.get(answers.get(each))]) for each in path]
        if not output.may_ask(no_input):
            raise UsageFault("error.no-answer", id=step)
        answers[step] = _ask(words, content, step, len(path), plain)


def _ask(words: Words, content: PortfolioContent, wanted: str, number: int, plain: bool) -> str:
    from digitrans.ask import make_prompter, stopping_cleanly

    step = next(each for each in content.tree if each.id == wanted)
    with stopping_cleanly():
        prompter = make_prompter(words, plain)
        prompter.show(f"\n{words('classify.progress', n=number)}")
        prompter.show(step.text[words.language], strong=True)
        if step.help:
            prompter.show(step.help[words.language])
        replies = ("yes", "no", "dont-know")
        chosen = prompter.choose(words("ask.answer"), tuple(words(f"classify.{each}") for each in replies))
    return replies[chosen]


def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.import", show_default=False)],
    target: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="opt.import-output")] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", metavar="HEADING=FIELD", help="opt.map")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", metavar="NAME", help="opt.organisation")] = None,
    force: Force = False,
) -> None:
    """A spreadsheet as a portfolio file."""
    from digitrans.loading import load_portfolio_content, parse_model
    from digitrans.portfolios.files import MAX_NODES, Portfolio
    from digitrans.portfolios.sheets import import_portfolio, read_sheets
    from digitrans.reading import Source

    words = words_of(ctx)
    if target not in (None, "-"):
        _new_file(Path(str(target)), force, (".yaml", ".yml"))
    pairs = dict(_pair(each) for each in mapping or [])
    sheets = read_sheets(Path(file))
    content = load_portfolio_content()
    unnamed = words("import.organisation") if file == "-" else Path(file).stem
    text, unused = import_portfolio(sheets, content, file, pairs, organisation or unnamed)
    made = parse_model(Portfolio, Source(file, text, MAX_NODES))
    if unused:
        output.tell(words("import.unused", columns=", ".join(unused)))
    if target in (None, "-"):
        output.write_stdout(text)
        return
    output.write_file(Path(str(target)), text)
    output.tell(words.count("import.written", len(made.initiatives), path=str(target)))


def _pair(told: str) -> tuple[str, str]:
    heading, equals, field = (part.strip() for part in told.rpartition("="))
    if not equals or not heading or not field:
        raise UsageFault("error.map", value=told)
    return heading, field


def export(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.portfolio", show_default=False)],
    target: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="opt.export-output")],
    csv_dialect: Annotated[str, typer.Option("--csv-dialect", metavar="DIALECT", help="opt.csv-dialect")] = "danish",
    force: Force = False,
) -> None:
    """The initiatives of a portfolio file as a spreadsheet: xlsx or CSV by the name's ending, CSV to stdout for "-"."""
    from digitrans.portfolios.runs import Judge, Yardstick
    from digitrans.portfolios.sheets import export_book

    words, path = words_of(ctx), Path(target)
    if target != "-":
        _new_file(path, force, (".xlsx", ".csv"))
    dialect = output.checked_dialect(csv_dialect)
    judge = Judge(Yardstick())
    portfolio, _ = judge.read(file)
    if target == "-":
        output.write_stdout(_export_csv(portfolio, judge.content, words.language, dialect))
        return
    if path.suffix.lower() == ".xlsx":
        output.write_file(path, export_book(portfolio, judge.content, words.language))
    else:
        output.write_file(path, _export_csv(portfolio, judge.content, words.language, dialect))
    output.tell(words.count("export.written", len(portfolio.initiatives), path=target))


def _export_csv(portfolio: Portfolio, content: PortfolioContent, language: str, dialect: str) -> str:
    from digitrans.documents import Document, Sheet
    from digitrans.formats import Sink
    from digitrans.formats.csv_format import write
    from digitrans.portfolios.sheets import export_rows

    headings, rows = export_rows(portfolio, content, language)
    sheet = Sheet(tuple(headings), tuple(tuple(row) for row in rows))
    return write(Document("", (), {}, language, sheet), Sink(dialect=dialect))
