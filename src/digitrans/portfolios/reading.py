"""Portfolio files and portfolio content, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans.content.catalogue import content_source, data_folder
from digitrans.errors import Fault, InputFault
from digitrans.files.paths import is_file
from digitrans.files.sources import Source, read_source, read_stdin
from digitrans.files.validation import parse_model, refuse_newer

if TYPE_CHECKING:
    from digitrans.errors import Problem
    from digitrans.portfolios.models import Portfolio
    from digitrans.portfolios.rules import PortfolioContent


def load_portfolio_content() -> PortfolioContent:
    """The rules and texts of portfolio scoring."""
    from digitrans.portfolios.rules import PortfolioContent

    path = data_folder() / "portfolio.yaml"
    return parse_model(PortfolioContent, content_source(PortfolioContent, "portfolio", "", path))


def read_portfolio(file: str, also: Callable[[Portfolio], Iterable[Problem]] | None = None) -> tuple[Portfolio, Source]:
    """The portfolio in ``file`` ("-" is standard input) and its text.

    Raises InputFault with every fault, of a spreadsheet that it must be imported; ``also`` finds what cannot be known
    without the content.
    """
    from digitrans.portfolios.models import MAX_BYTES, MAX_NODES, Portfolio

    limits = MAX_BYTES, MAX_NODES
    try:
        source = read_stdin(*limits) if file == "-" else read_source(file, None, *limits)
        refuse_newer(source)
        return parse_model(Portfolio, source, also), source
    except InputFault:
        if is_spreadsheet(file):
            named = f'"{file}"' if " " in file else file
            raise InputFault([Fault(file, None, None, "", "fault.import-first", {"file": named})]) from None
        raise


def is_spreadsheet(file: str) -> bool:
    """Whether there is a file of this name that is a spreadsheet, by its ending or by how it begins."""
    try:
        if not is_file(file):
            return False
        if Path(file).suffix.lower() in (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"):
            return True
        with Path(file).open("rb") as opened:
            return opened.read(8).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    except (OSError, ValueError):
        return False
