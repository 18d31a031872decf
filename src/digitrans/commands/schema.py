"""``digitrans schema``: a JSON Schema for an editor."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans import output
from digitrans.commands.options import Force, words_of
from digitrans.errors import UsageFault


def schema(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="arg.schema-kind", show_default=False)],
    instrument: Annotated[str | None, typer.Argument(metavar="ID", help="arg.schema-of", show_default=False)] = None,
    target: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="opt.output-json")] = None,
    force: Force = False,
) -> None:
    """The JSON Schema of one kind of file, with its texts in the chosen language."""
    from digitrans.authoring.schemas import json_schema, schema_kinds
    from digitrans.content.catalogue import load_instrument
    from digitrans.documents import Document

    words = words_of(ctx)
    kinds = (*schema_kinds(), "portfolio")
    if kind not in kinds:
        raise UsageFault("error.no-schema", kind=kind, known=", ".join(kinds))
    if instrument is not None and kind != "answers":
        raise UsageFault("error.schema-of", id=instrument)
    sink = output.destination("json", target=target, force=force)
    if kind == "portfolio":
        from digitrans.portfolios.reading import load_portfolio_content
        from digitrans.portfolios.template import schema as portfolio_schema

        made = portfolio_schema(load_portfolio_content(), words.language)
    else:
        chosen = load_instrument(instrument) if instrument is not None else None
        made = json_schema(kind, words.language, chosen)
    output.write_document(Document("", (), made, words.language), sink)
