"""``digitrans portfolio import``: a list as a portfolio file, or a portfolio file brought up to date with a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, check_new_file, words_of
from digitrans.commands.portfolio_init import write_schema
from digitrans.errors import EVERY, InputFault, UsageFault

if TYPE_CHECKING:
    from digitrans.portfolios.rules import PortfolioContent
    from digitrans.portfolios.spreadsheets.importing import Imported, Wishes
    from digitrans.texts import Words

Told = Annotated[list[str] | None, typer.Option("--map", metavar="HEADING=FIELD", help="opt.map")]


def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="arg.import", show_default=False)],
    target: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="opt.import-output")] = None,
    into: Annotated[str | None, typer.Option("--into", metavar="PORTFOLIO", help="opt.into")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="opt.import-dry-run")] = False,
    mapping: Told = None,
    values: Annotated[list[str] | None, typer.Option("--map-value", metavar="WORD=ID", help="opt.map-value")] = None,
    sheet: Annotated[list[str] | None, typer.Option("--sheet", metavar="SHEET", help="opt.import-sheet")] = None,
    lenient: Annotated[bool, typer.Option("--lenient", help="opt.lenient")] = False,
    organisation: Annotated[str | None, typer.Option("--organisation", metavar="NAME", help="opt.organisation")] = None,
    force: Force = False,
) -> None:
    """A spreadsheet as a portfolio file."""
    from digitrans.portfolios.reading import load_portfolio_content
    from digitrans.portfolios.spreadsheets.importing import Wishes

    words = words_of(ctx)
    if (into is not None and target is not None) or (dry_run and into is None):
        raise UsageFault("error.into-how")
    if target not in (None, "-"):
        check_new_file(Path(str(target)), force, (".yaml", ".yml"))
    content = load_portfolio_content()
    pairs = dict(_pair(each) for each in mapping or [])
    wishes = Wishes(pairs, _values(values or [], content), organisation, tuple(sheet or ()), lenient)
    if into is not None:
        _into(words, content, file, wishes, into, dry_run)
    else:
        _new(words, content, file, wishes, target)


def _new(words: Words, content: PortfolioContent, file: str, wishes: Wishes, target: str | None) -> None:
    """The list as a portfolio file of its own."""
    from digitrans.files.sources import Source
    from digitrans.files.validation import parse_model
    from digitrans.portfolios.models import MAX_NODES, Portfolio
    from digitrans.portfolios.template import SCHEMA_FILE, SCHEMA_LINE

    made = _read(words, content, file, wishes)
    parse_model(Portfolio, Source(file, made.text, MAX_NODES))
    if target in (None, "-"):
        _tell(words, made, None)
        output.write_stdout(made.text)
        return
    path = Path(str(target))
    output.write_file(path, f"{SCHEMA_LINE}\n{made.text}")
    _tell(words, made, path)
    output.tell(words.count("import.written", len(made.initiatives), path=str(target)))
    write_schema(path.with_name(SCHEMA_FILE), content, words, force=False)


def _read(words: Words, content: PortfolioContent, file: str, wishes: Wishes) -> Imported:
    from digitrans.portfolios.spreadsheets.importing import import_portfolio
    from digitrans.portfolios.spreadsheets.sheets import read_sheets

    try:
        return import_portfolio(read_sheets(Path(file)), content, file, wishes, words.language)
    except InputFault as fault:
        fault.shown = EVERY
        raise


def _tell(words: Words, made: Imported, beside: Path | None) -> None:
    """Everything that the import decided, and what it could not read, written ``beside`` the portfolio, too."""
    from digitrans.reports.portfolio.imports import import_lines, unread_csv

    for line in import_lines(words, made):
        output.tell(line)
    if made.unread and beside is not None:
        path = beside.with_suffix(".unread.csv")
        output.write_file(path, unread_csv(words, made.unread))
        output.tell(words("import.unread-file", path=str(path)))


def _pair(told: str) -> tuple[str, str]:
    heading, equals, field = (part.strip() for part in told.rpartition("="))
    if not equals or not heading or not field:
        raise UsageFault("error.map", value=told)
    return heading, field


def _values(told: list[str], content: PortfolioContent) -> dict[str, str]:
    """What words of the list mean. Raises UsageFault for what is no pair, or no id."""
    from digitrans.portfolios.amounts import Unusable
    from digitrans.portfolios.models import UNSURE
    from digitrans.portfolios.spreadsheets.cells import parse_values

    try:
        own = parse_values(told)
    except Unusable as unusable:
        raise UsageFault(unusable.message, **unusable.named) from None
    kinds = (content.statuses, content.types, content.mandates, content.involvement)
    known = [*(str(each.id) for kind in kinds for each in kind), UNSURE, "unknown"]
    for name in own.values():
        if name not in known:
            raise UsageFault("error.map-value-id", value=name, known=", ".join(known))
    return own


def _into(words: Words, content: PortfolioContent, file: str, wishes: Wishes, into: str, dry_run: bool) -> None:
    """The portfolio brought up to date with the list, which is the master of names, money, status and dates."""
    from dataclasses import replace

    from digitrans.portfolios.reading import read_portfolio
    from digitrans.portfolios.updating import updated
    from digitrans.reports.portfolio.imports import change_lines

    portfolio, source = read_portfolio(into)
    departments = {each.id: each.name for each in portfolio.departments}
    name = wishes.organisation or portfolio.organisation.name
    made = _read(words, content, file, replace(wishes, departments=departments, organisation=name))
    changes = updated(source, portfolio, made)
    for line in change_lines(words, content, changes, portfolio):
        output.tell(line)
    path = Path(into)
    if dry_run or changes.text == source.text:
        _tell(words, made, None)
        output.tell(words("into.nothing-written" if dry_run else "into.nothing-changed", path=into))
        return
    output.write_file(path, changes.text)
    _tell(words, made, path)
    output.tell(words("into.written", path=into))
