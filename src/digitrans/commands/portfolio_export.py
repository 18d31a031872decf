"""``digitrans portfolio export``: the initiatives of a portfolio as a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import CsvKeys, Force, PortfolioFile, check_new_file, words_of
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.portfolios.models import Portfolio
    from digitrans.portfolios.rules import PortfolioContent


def export(
    ctx: typer.Context,
    file: PortfolioFile,
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
        check_new_file(path, force, (".xlsx", ".csv"))
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
