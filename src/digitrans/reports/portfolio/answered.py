"""What was answered about the initiatives of a portfolio, beside what its file says: what would change, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitrans.documents import Block, Document, Heading, Paragraph, Sheet, Table
from digitrans.portfolios.answered import Proposal
from digitrans.reports.portfolio.naming import DASH, PortfolioNames

STATES = ("new", "instead", "kept", "open")
TEXT_SHOWN = 120


def answered_report(names: PortfolioNames, found: Sequence[Proposal], about: int, *, written: bool) -> Document:
    """The values to fill in, those that take the place of another, those that stay, and what is still open.

    ``about`` is how many initiatives something was answered about; ``written`` whether it stands in the file now.
    """
    words = names.words
    blocks: list[Block] = []
    if not about:
        blocks.append(Paragraph(words("answered.none")))
    elif not any(each.state in ("new", "instead") for each in found):
        blocks.append(Paragraph(words("answered.agrees"), "strong"))
    for state in STATES:
        rows = tuple(_row(names, each) for each in found if each.state == state)
        if rows:
            heads = tuple(
                words(f"column.{each}") for each in ("initiative", "field", "in-file", "answered-value", "source")
            )
            key = f"answered.{state}-done" if written and state in ("new", "instead") else f"answered.{state}"
            blocks += [Heading(words(key)), Table(heads, rows).filled()]
    if any(each.fact.told.score is not None for each in found):
        blocks.append(Paragraph(words("answered.rounding"), "muted"))
    data = {"format": 1, "kind": "answered", "written": written, "about": about}
    data["changes"] = [_data(names, each) for each in found]
    return Document(words("answered.title"), tuple(blocks), data, words.language, _sheet(names, found))


def field_name(names: PortfolioNames, field: str) -> str:
    """What a field is called, without what stands in brackets."""
    found = next((each.name[names.words.language] for each in names.content.fields if each.id == field), field)
    return found.partition(" (")[0]


def _row(names: PortfolioNames, each: Proposal) -> tuple[str, ...]:
    before, after = (_value(names, each.field, value) for value in (each.before, each.after))
    score = each.fact.told.score
    if score is not None and score.denominator != 1:
        after = names.words("answered.rounded", value=after, score=names.words.number(score))
    return (
        names.portfolio.initiatives[each.place].name,
        field_name(names, each.field),
        before,
        after,
        _source(names, each),
    )


def _value(names: PortfolioNames, field: str, value: int | str | None) -> str:
    if value is None:
        return DASH
    if field == "type":
        return names.short_type(str(value))
    text = names.value(field, value)
    return text if len(text) <= TEXT_SHOWN else text[: TEXT_SHOWN - 1] + "…"


def _source(names: PortfolioNames, each: Proposal) -> str:
    words = names.words
    title, finished = each.fact.instrument.title[words.language], each.fact.answers.finished
    return f"{title}, {words.date(finished, short=True)}" if finished else title


def _data(names: PortfolioNames, each: Proposal) -> dict[str, Any]:
    score = each.fact.told.score
    return {
        "initiative": names.portfolio.initiatives[each.place].id,
        "field": each.field,
        "before": each.before,
        "after": each.after,
        "state": each.state,
        "score": None if score is None else float(score),
        "instrument": each.fact.instrument.id,
        "result": each.fact.answers.id,
        "finished": each.fact.answers.finished,
    }


def _sheet(names: PortfolioNames, found: Sequence[Proposal]) -> Sheet:
    heads = ("id", "initiative", "field", "in-file", "answered-value", "state", "source")
    rows = tuple(
        (
            names.portfolio.initiatives[each.place].id,
            names.portfolio.initiatives[each.place].name,
            each.field,
            each.before,
            each.after,
            names.words(f"answered.state-{each.state}"),
            _source(names, each),
        )
        for each in found
    )
    return Sheet(tuple(names.words(f"column.{each}") for each in heads), rows)
