"""``digitrans portfolio classify``: a few questions that lead to the type of an initiative."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import NoInput, Plain, words_of, writes
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from digitrans.asking.prompters import Prompter
    from digitrans.portfolios.rules import PortfolioContent
    from digitrans.texts import Words


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
    from digitrans.asking.prompters import make_prompter
    from digitrans.asking.stopping import stopping_cleanly

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
