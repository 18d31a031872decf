"""``digitrans content``: your own advice, questions and cases over the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import InputFault, UsageFault
from digitrans.files.paths import exists, is_folder

if TYPE_CHECKING:
    from digitrans.content.overlay import Change
    from digitrans.reports.own_content import Beside, Listed
    from digitrans.texts import Words


@writes
def content(ctx: typer.Context, sink: output.Destination) -> None:
    """Where own content is, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _where(words_of(ctx), sink)


@writes
def where(ctx: typer.Context, sink: output.Destination) -> None:
    """The folders that content is taken from."""
    _where(words_of(ctx), sink)


def _where(words: Words, sink: output.Destination) -> None:
    from digitrans.content.catalogue import data_folder
    from digitrans.content.own_folders import own_folders, usual_own_folder
    from digitrans.reports.own_content import where_report

    own = [(path, _owner(path)) for path in own_folders()]
    output.write_document(where_report(words, data_folder(), _beside(), own, usual_own_folder()), sink)


def _beside() -> list[Beside]:
    """The shipped supplements with their lines, be they on or off."""
    from digitrans.content.catalogue import supplement_folder
    from digitrans.content.own_folders import own_folders, supplement_wanted
    from digitrans.content.supplement import supplements
    from digitrans.files import stamps
    from digitrans.reports.own_content import Beside

    on = all(is_folder(each) for each in own_folders()) and supplement_wanted()
    today = stamps.now()[:10]
    return [Beside(each, on, each.lines(), today) for each in supplements(supplement_folder())]


def _owner(path: Path) -> str | None:
    from digitrans.content.own_folders import read_folder

    return read_folder(path).by if is_folder(path) else None


@writes
def list_(ctx: typer.Context, sink: output.Destination) -> None:
    """All content, with marks at what is own or changed."""
    from digitrans.content.own_folders import own_layers
    from digitrans.reports.own_content import content_list

    words = words_of(ctx)
    left_out = tuple(sorted({each for folder in own_layers() for each in folder.left_out}))
    output.write_document(content_list(words, _listed(words), left_out, _beside()), sink)


def _listed(words: Words) -> list[Listed]:
    from digitrans.authoring.review import review
    from digitrans.content import catalogue
    from digitrans.reports.own_content import Listed

    reviewed = review()
    if reviewed.faults:
        raise InputFault(reviewed.faults)
    changes: dict[str, list[tuple[Change, str]]] = {}
    for file, change, by in reviewed.changes:
        changes.setdefault(file, []).append((change, by))
    found = [
        Listed(
            "advice", each.id, f"{each.number} {each.name[words.language]}", tuple(changes.get(f"advice/{each.id}", ()))
        )
        for each in catalogue.load_advice()
    ]
    for instrument in catalogue.load_instruments():
        title = instrument.title[words.language]
        found.append(Listed("checklists", instrument.id, title, tuple(changes.get(f"checklists/{instrument.id}", ()))))
    return found


@writes
def check(
    ctx: typer.Context,
    sink: output.Destination,
    accept: Annotated[bool, typer.Option("--accept", help="opt.accept")] = False,
) -> None:
    """Every fault in own content, what is worth a look, and what changes; exit code 3 where there are faults."""
    from digitrans.authoring import review as authoring_review
    from digitrans.reports.own_content import review_report

    words = words_of(ctx)
    review = authoring_review.review_of_all()
    if accept and not review.faults:
        for folder in review.folders:
            with output.writing_outside_home():
                path = authoring_review.accept(folder)
            output.tell(words("content.accepted", path=str(path)))
        review = authoring_review.review_of_all()
    output.write_document(review_report(words, review), sink)
    if review.faults:
        raise typer.Exit(3)


@writes
def new(
    ctx: typer.Context,
    sink: output.Destination,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="arg.content-kind", show_default=False)],
    id: Annotated[str, typer.Argument(metavar="ID", help="arg.content-id", show_default=False)],
    of: Annotated[str | None, typer.Argument(metavar="OF", help="arg.content-of", show_default=False)] = None,
) -> None:
    """A commented start of a piece of own content, in a file of its own."""
    from digitrans.authoring import starts
    from digitrans.content.own_folders import content_option, own_folders, using_own_folders, usual_own_folder
    from digitrans.reports.own_content import started_lines, started_report

    words = words_of(ctx)
    wish = starts.Wish(kind, id, of, words.language, content_option())
    folder = own_folders()[-1] if own_folders() else usual_own_folder()
    if exists(folder) and not is_folder(folder):
        raise UsageFault("error.no-folder-here", path=str(folder))
    below = own_folders() if is_folder(folder) else own_folders()[:-1]
    with using_own_folders(below, unwritten=True), output.writing_outside_home():
        started = starts.start(folder, wish)
    check = f"digitrans content check{wish.option}"
    if sink.format == "table" and sink.path is None:  # a path is told in one piece, however narrow the screen
        output.tell(words("content.started", path=str(started.path)))
        for line in started_lines(words, started.dimension):
            output.tell(line)
        for each in (check, started.command):
            output.tell(f"  {each}")
        return
    output.write_document(started_report(words, kind, id, started, check), sink)
