"""Questionnaires and checklists as lists: what there is, and what one of them holds."""

from __future__ import annotations

from digitrans.answers.wording import Names, source_words
from digitrans.content.advice import Advice
from digitrans.content.instruments import Instrument
from digitrans.content.items import Slider
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.reports.legend import with_legend
from digitrans.reports.printed_checklists import tick_block
from digitrans.texts import Words


def instrument_list(words: Words, instruments: list[Instrument], kind: str, advice: list[Advice]) -> Document:
    """The checklists, or the questionnaires, with what each is for, how long it takes and which advice it digs into."""
    language = words.language
    of_advice = {each.id: [one for one in advice if each.id in one.deeper] for each in instruments}
    chosen = [each for each in instruments if each.kind == kind]
    chosen.sort(key=lambda each: min((one.number for one in of_advice[each.id]), default=0))
    columns = (words("column.id"), words("column.minutes"), words("column.purpose"))
    names, rows = [], []
    for each in chosen:
        numbers = ", ".join(str(one.number) for one in of_advice[each.id])
        digs = words("list.of-advice", numbers=numbers) if numbers else ""
        names.append((each.id, str(each.minutes), f"{each.title[language]}{digs}"))
        rows.append((*names[-1][:2], f"{names[-1][2]}. {each.purpose[language]}"))
    blocks: tuple[Block, ...] = (Table(columns, tuple(rows)), Paragraph(words(f"list.{kind}-next"), "muted"))
    told = [
        {
            "id": each.id,
            "title": each.title.model_dump(),
            "items": len(each.items),
            "minutes": each.minutes,
            "advice": [one.id for one in of_advice[each.id]],
        }
        for each in chosen
    ]
    data = {"format": 1, "kind": f"{kind}-list", f"{kind}s": told}
    heads = (*columns[:2], words(f"list.{kind}-name"))
    screen = (Table(heads, tuple(names), tight=True, cut=(2,)), *blocks[1:]) if len(rows) > BRIEFLY else ()
    return Document(words(f"list.{kind}"), blocks, data, language, screen=screen)


BRIEFLY = 6
"""More than that many stand on a line each on the first screen, without what they are for."""


def checklist_report(names: Names) -> Document:
    """A checklist with its lines to tick off, in groups."""
    words, instrument = names.words, names.instrument
    language = words.language
    blocks: list[Block] = [Paragraph(instrument.purpose[language])]
    groups = [each.id for each in instrument.dimensions]
    for group in (*groups, None):
        items = [item for item in instrument.items if item.dimension == group]
        if items and group is not None:
            blocks.append(Heading(names.score(group)))
        if items:
            blocks.append(tick_block(names, items, None))
    blocks.append(Paragraph(source_words(words, instrument.provenance), "muted"))
    data = {"format": 1, "kind": "checklist", **instrument.model_dump(mode="json", include=_SHOWN)}
    return Document(instrument.title[language], with_legend(words, blocks), data, language)


_SHOWN = {"id", "version", "title", "purpose", "provenance", "dimensions", "items"}


def dilemma_list(names: Names) -> Document:
    """The dilemmas with their two poles."""
    words, language = names.words, names.words.language
    items = [item for item in names.instrument.items if isinstance(item, Slider)]
    rows = tuple(
        (item.id, item.left.name[language], names.marked(item.right.name[language], item.provenance)) for item in items
    )
    columns = (words("column.id"), words("dilemma.one-pole"), words("dilemma.other-pole"))
    blocks = with_legend(words, (Table(columns, rows), Paragraph(words("dilemma.list-next"), "muted")))
    data = {"format": 1, "kind": "dilemma-list", "dilemmas": [item.model_dump(mode="json") for item in items]}
    return Document(names.instrument.title[language], blocks, data, language)


def dilemma_report(names: Names, item: Slider) -> Document:
    """One dilemma: its poles, what each gives and costs, and the question."""
    words, language = names.words, names.words.language
    blocks: list[Block] = [Paragraph(item.help[language])] if item.help else []
    for pole in (item.left, item.right):
        told = words("dilemma.gain", text=pole.gain[language]), words("dilemma.price", text=pole.price[language])
        blocks += [Heading(pole.name[language]), Points(tuple(names.marked(each, item.provenance) for each in told))]
    question = names.marked(item.question[language], item.provenance)
    blocks += [Heading(words("dilemma.question")), Paragraph(question)]
    if item.advice and item.advice in names.advice:
        found = names.advice[item.advice]
        told_advice = f"{found.number} {found.name[language]}"
        blocks.append(Paragraph(words("dilemma.advice", advice=told_advice), "muted"))
    blocks.append(Paragraph(source_words(words, item.provenance), "muted"))
    data = {"format": 1, "kind": "dilemma", **item.model_dump(mode="json")}
    return Document(item.text[language], with_legend(words, blocks), data, language)
