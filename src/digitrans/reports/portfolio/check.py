"""What checking and classifying portfolios comes to."""

from __future__ import annotations

from collections.abc import Sequence

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.errors import Fault
from digitrans.portfolios.data import error_data
from digitrans.portfolios.remarks import remarks
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import PortfolioScore
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.texts import Words


def fault_report(words: Words, file: str, faults: Sequence[Fault]) -> Document:
    """A file that cannot be used, for whoever reads the data; people are told of the faults elsewhere."""
    return Document(words("check.title"), (), error_data(words, file, faults), words.language)


def check_report(
    words: Words,
    parts: Sequence[tuple[str, PortfolioNames, PortfolioScore]],
    bad: Sequence[tuple[str, Sequence[Fault]]] = (),
) -> Document:
    """The files that can be used, each with what is worth a word; those of ``bad`` stand in the data only."""
    blocks: list[Block] = []
    data = []
    for file, names, score in parts:
        found = list(remarks(score, names.content))
        count = words.count("check.fine", len(score.initiatives), file=file)
        blocks += [Heading(count), Points(tuple(names.remark(each) for each in found))] if found else [Paragraph(count)]
        data.append({"file": file, "remarks": [{"id": each.id, **each.named} for each in found]})
    data += [{"file": file, "faults": error_data(words, file, faults)["faults"]} for file, faults in bad]
    return Document(
        words("check.title"), tuple(blocks), {"format": 1, "kind": "portfolio-check", "files": data}, words.language
    )


def classification_report(
    words: Words, content: PortfolioContent, name: str | None, kind: str | None, path: Sequence[tuple[str, str]]
) -> Document:
    """The type that the answers lead to, what it asks, and the answers. ``path``: questions with replies, as ids."""
    language = words.language
    found = next((each for each in content.types if each.id == kind), None)
    blocks: list[Block]
    if found is None:
        blocks = [Paragraph(words("classify.unsure"), "strong"), Paragraph(words("classify.unsure-why"))]
    else:
        mandate = next(each.name[language] for each in content.mandates if each.id == found.asks.mandate)
        rung = next(each.name[language] for each in content.involvement if each.id == found.asks.involvement)
        from fractions import Fraction

        levels = {key: words.number(Fraction(str(getattr(found.asks, key)))) for key in ("readiness", "risk")}
        blocks = [
            Paragraph(f"{found.degree}. {found.name[language]} ({found.id})", "strong"),
            Paragraph(found.explanation[language]),
            Paragraph(words("classify.asks", mandate=mandate, involvement=rung, **levels)),
        ]
    steps = {each.id: each for each in content.tree}
    rows = tuple((steps[step].text[language], words(f"classify.{reply}"), step) for step, reply in path)
    columns = words("column.item"), words("column.answer"), words("column.id")
    blocks += [Heading(words("classify.answers")), Table(columns, rows)]
    title = words("classify.title", name=name) if name else words("classify.title-bare")
    data = {"format": 1, "kind": "classification", "type": kind or "unsure", "answers": dict(path)}
    return Document(title, tuple(blocks), data, language)
