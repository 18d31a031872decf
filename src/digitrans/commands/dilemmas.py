"""``digitrans dilemmas``: where you put the weight, a profile and the tensions in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.assess import Manner, run_questionnaire
from digitrans.commands.options import AnswersFile, Browser, Full, NoInput, NoSave, Plain, Port, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.content.models import Text


@writes
def dilemmas(
    ctx: typer.Context,
    sink: output.Destination,
    answers: AnswersFile = None,
    plain: Plain = False,
    no_input: NoInput = False,
    no_save: NoSave = False,
    full: Full = False,
    browser: Browser = False,
    port: Port = None,
) -> None:
    """Ask the dilemmas and show the profile, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        from digitrans.content.catalogue import roles

        manner = Manner(plain=plain, no_input=no_input, no_save=no_save, full=full, browser=browser, port=port)
        run_questionnaire(words_of(ctx), sink, roles().dilemmas, answers, manner)


@writes
def list_(ctx: typer.Context, sink: output.Destination) -> None:
    """All dilemmas with their poles."""
    from digitrans.answers.wording import names_for
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.reports.checklists import dilemma_list

    names = names_for(words_of(ctx), load_instrument(roles().dilemmas), [], ())
    output.write_document(dilemma_list(names), sink)


@writes
def show(
    ctx: typer.Context,
    sink: output.Destination,
    dilemma: Annotated[str | None, typer.Argument(metavar="ID", help="arg.dilemma")] = None,
    full: Full = False,
) -> None:
    """One dilemma, or the latest profile."""
    from digitrans.answers.names import load_names
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.content.items import Slider
    from digitrans.history.latest import latest_answers
    from digitrans.history.runs import compute
    from digitrans.reports.assessment import assessment_report
    from digitrans.reports.checklists import dilemma_report
    from digitrans.texts.spelling import by_name

    names = load_names(words_of(ctx), load_instrument(roles().dilemmas))
    if dilemma is None:
        saved = latest_answers(names.words, names.instrument)
        if saved is None:
            raise UsageFault("error.no-result", command="digitrans dilemmas")
        present(names.words, assessment_report(compute(names, saved)), sink, full=full)
        return
    items = {item.id: item for item in names.instrument.items if isinstance(item, Slider)}
    named = {
        key: (*_texts(item.text), *_texts(item.left.name), *_texts(item.right.name)) for key, item in items.items()
    }
    chosen = dilemma if dilemma in items else by_name(dilemma, named)
    if chosen is None:
        raise UsageFault("error.no-dilemma", id=dilemma, ids=", ".join(items))
    output.write_document(dilemma_report(names, items[chosen]), sink)


def _texts(text: Text) -> tuple[str, ...]:
    """A text in both languages."""
    return text.da, text.en
