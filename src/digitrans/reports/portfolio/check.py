"""What checking and classifying portfolios comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from digitrans.documents import Annotation, Block, Document, Heading, Paragraph, Points, Table
from digitrans.errors import Fault
from digitrans.files.sources import Source
from digitrans.portfolios.data import error_data
from digitrans.portfolios.remarks import Remark, remarks
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import PortfolioScore
from digitrans.portfolios.suggestions import Verdict
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.texts import Words


class Checked(NamedTuple):
    """A file that can be used: the words for it, its figures, and its text with the places of everything in it."""

    file: str
    names: PortfolioNames
    score: PortfolioScore
    source: Source


def fault_report(words: Words, file: str, faults: Sequence[Fault]) -> Document:
    """A file that cannot be used, for whoever reads the data; people are told of the faults elsewhere."""
    data = error_data(words, file, faults)
    notes = tuple(fault_annotations(words, faults))
    return Document(words("check.title"), (), data, words.language, annotations=notes)


def check_report(words: Words, parts: Sequence[Checked], bad: Sequence[tuple[str, Sequence[Fault]]]) -> Document:
    """The files that can be used, each with what is worth a word; those of ``bad`` stand in the data only."""
    blocks: list[Block] = []
    data: list[dict[str, Any]] = []
    notes: list[Annotation] = []
    for file, names, score, source in parts:
        found = list(remarks(score, names.content))
        count = words.count("check.fine", len(score.initiatives), file=file)
        blocks += [Heading(count), Points(tuple(names.remark(each) for each in found))] if found else [Paragraph(count)]
        told = [{"id": each.id, **each.named, "initiatives": list(each.about)} for each in found]
        data.append({"file": file, "remarks": told})
        notes += [_remark_annotation(names, each, file, source) for each in found]
    data += [{"file": file, "faults": error_data(words, file, faults)["faults"]} for file, faults in bad]
    notes += [each for _, faults in bad for each in fault_annotations(words, faults)]
    title, whole = words("check.title"), {"format": 1, "kind": "portfolio-check", "files": data}
    return Document(title, tuple(blocks), whole, words.language, annotations=tuple(notes))


def fault_annotations(words: Words, faults: Iterable[Fault]) -> list[Annotation]:
    """Every fault beside its line."""
    return [
        Annotation("error", words.sentence(each), each.source, each.line, each.column, each.where) for each in faults
    ]


def _remark_annotation(names: PortfolioNames, remark: Remark, file: str, source: Source) -> Annotation:
    """A remark beside the first initiative that it is about, or else at the top."""
    place: tuple[str | int, ...] = ("initiatives",)
    if remark.about:
        ids = [each.id for each in names.portfolio.initiatives]
        place = ("initiatives", ids.index(remark.about[0]))
    _, mark = source.place(place)
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Annotation("warning", names.remark(remark), file, line, column, remark.id)


def rule_annotations(
    names: PortfolioNames, verdicts: Iterable[Verdict], file: str, source: Source
) -> tuple[Annotation, ...]:
    """Every broken rule beside its line, or at the file where the rule stands elsewhere."""
    own = {each.id: place for place, each in enumerate(names.portfolio.rules)}
    notes = []
    for each in verdicts:
        if each.kept:
            continue
        _, mark = source.place(("rules", own[each.rule.id])) if each.rule.id in own else ("", None)
        line, column = (mark.line, mark.column) if mark else (None, None)
        notes.append(Annotation("error", names.rule(each), file, line, column, each.rule.id))
    return tuple(notes)


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
