"""Options that several commands share. ``help`` holds keys of ``texts``; ``helptext`` words them when help is shown."""

from __future__ import annotations

from typing import Annotated

import typer

from digitrans.texts import Words

Format = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="opt.format")]
Json = Annotated[bool, typer.Option("--json", help="opt.json")]
Output = Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="opt.output")]
Force = Annotated[bool, typer.Option("--force", help="opt.force")]
AnswersFile = Annotated[str | None, typer.Option("--answers", metavar="FILE", help="opt.answers")]
NoSave = Annotated[bool, typer.Option("--no-save", help="opt.no-save")]
NoInput = Annotated[bool, typer.Option("--no-input", help="opt.no-input")]
Plain = Annotated[bool, typer.Option("--plain", help="opt.plain")]


def words_of(ctx: typer.Context) -> Words:
    """The words of the language that was chosen before the command line was read."""
    words = ctx.obj
    assert isinstance(words, Words)
    return words
