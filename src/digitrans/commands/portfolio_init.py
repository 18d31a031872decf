"""``digitrans portfolio init``: a portfolio file to begin with, and the schema beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, check_new_file, words_of
from digitrans.errors import InputFault

if TYPE_CHECKING:
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
    check_new_file(path, force, (".yaml", ".yml"))
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
