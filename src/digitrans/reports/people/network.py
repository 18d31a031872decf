"""A network of organisations, as documents: what is shared, how all stand, and a sheet for the meeting."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from digitrans.content.advice import Advice
from digitrans.content.instruments import Instrument
from digitrans.documents import Blanks, Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.people.network import FEWEST, Share, Standing
from digitrans.texts import Words

TALKS = 3
"""So many subjects fill an hour."""

Counted = tuple[int, int, int]
"""Organisations, earlier shares passed over, and files that could not be used."""


def steps_report(words: Words) -> Document:
    """How a network compares itself, step by step."""
    steps = tuple(words(f"network.step-{n}") for n in range(1, 4))
    data = {"format": 1, "kind": "network-steps"}
    blocks: tuple[Block, ...] = (Paragraph(words("network.why")), Points(steps, numbered=True))
    return Document(words("network.title"), blocks, data, words.language)


def share_report(words: Words, instrument: Instrument, advice: list[Advice], share: Share) -> Document:
    """All that the file holds, before it is written."""
    names = _names(words, instrument, advice)
    columns = words("column.score-of"), words("column.score"), words("network.case")
    rows = tuple(
        (names(each.subject), _figure(words, each.subject, Fraction(str(each.score))), "x" if each.case else "")
        for each in share.scores
    )
    blocks: tuple[Block, ...] = (
        Paragraph(words("network.holds", name=share.name, date=words.date(share.made))),
        Table(columns, rows).filled(),
        Paragraph(words("network.holds-not"), "muted"),
    )
    data = {"format": 1, "kind": "network-share", "share": share.model_dump(mode="json")}
    return Document(words("network.share-title"), blocks, data, words.language)


def network_report(
    words: Words, instrument: Instrument, advice: list[Advice], found: tuple[Standing, ...], counted: Counted
) -> Document:
    """How all stand, and where the organisation that looks stands among them."""
    names = _names(words, instrument, advice)
    counts = {each.n for each in found if each.n}
    heads = ["score-of", "own", "place", "low", "middle", "high", "n"]
    columns = tuple(words(f"network.column-{each}") for each in heads)
    rows = tuple(
        (
            names(each.subject),
            "" if each.own is None else _figure(words, each.subject, each.own),
            words(f"network.place-{each.place}") if each.place else "",
            *(_cell(words, each, end) for end in ("low", "middle", "high")),
            str(each.n or "") if len(counts) > 1 else "",
        )
        for each in found
    )
    how = words(
        "network.how-quartiles" if any(each.cells and each.cells.low is not None for each in found) else "network.how"
    )
    blocks = [*_about(words, found, counted), Table(columns, rows, tight=True).filled(), Paragraph(how, "muted")]
    if tellers := tuple(f"{names(each.subject)}: {', '.join(each.tellers)}" for each in found if each.tellers):
        blocks += [Heading(words("network.column-cases")), Points(tellers)]
    return Document(words("network.title"), tuple(blocks), _data(found, counted), words.language, _sheet(found))


def sheet_report(
    words: Words, instrument: Instrument, advice: list[Advice], found: tuple[Standing, ...], counted: Counted
) -> Document:
    """A page for whoever leads the meeting: three subjects to talk about, who can tell, what to ask, room for notes."""
    names = _names(words, instrument, advice)
    by_id = {each.id: each for each in advice}
    blocks: list[Block] = [Paragraph(words("network.sheet-why"))]
    for each in _talks(found):
        middle = (
            "" if each.cells is None else words("network.sheet-middle", figure=_cell(words, each, "middle"), n=each.n)
        )
        tellers = (
            words("network.sheet-tellers", names=", ".join(each.tellers))
            if each.tellers
            else words("network.sheet-nobody")
        )
        blocks += [Heading(names(each.subject)), Paragraph(" ".join(one for one in (middle, tellers) if one))]
        if each.subject in by_id:
            questions = by_id[each.subject].questions[:2]
            blocks.append(Points(tuple(one.text[words.language] for one in questions)))
        blocks.append(Blanks(((words("network.sheet-agreed"), 2),)))
    return Document(words("network.sheet-title"), tuple(blocks), _data(found, counted), words.language, pages=1)


def _talks(found: tuple[Standing, ...]) -> list[Standing]:
    """What to talk about: where somebody has a case to tell, the lowest middle first; then the other low ones."""
    known = [each for each in found if each.cells is not None and not each.subject.startswith("type-")]
    return sorted(known, key=lambda each: (not each.tellers, each.cells.middle if each.cells else 0))[:TALKS]


def _about(words: Words, found: tuple[Standing, ...], counted: Counted) -> list[Block]:
    count, passed, faulty = counted
    told = [words.count("network.count", count)]
    told += [words.count("network.passed", passed)] if passed else []
    told += [words.count("network.faulty", faulty)] if faulty else []
    blocks: list[Block] = [Paragraph(" ".join(told))]
    if all(each.cells is None for each in found):
        beside = any(each.waiting >= FEWEST for each in found)
        blocks.append(Paragraph(words("network.shown-elsewhere" if beside else "network.too-few"), "warning"))
    if waiting := max((each.waiting for each in found if each.cells is not None), default=0):
        blocks.append(Paragraph(words.count("network.waiting", waiting)))
    if other := max((each.other for each in found), default=0):
        blocks.append(Paragraph(words.count("network.other", other), "muted"))
    return blocks


def _names(words: Words, instrument: Instrument, advice: list[Advice]) -> Any:
    known = {each.id: each.name[words.language] for each in instrument.dimensions if each.name is not None}
    known |= {each.id: f"{each.number} {each.name[words.language]}" for each in advice}

    def name(subject: str) -> str:
        if subject.startswith("type-"):
            kind = subject.removeprefix("type-")
            return words("network.type", type=words(f"network.type-{kind}"))
        return known.get(subject, subject)

    return name


def _figure(words: Words, subject: str, value: Fraction) -> str:
    return words.percent(value) if subject.startswith("type-") else words.number(value)


def _cell(words: Words, each: Standing, end: str) -> str:
    value = getattr(each.cells, end) if each.cells is not None else None
    return "" if value is None else _figure(words, each.subject, value)


def _data(found: tuple[Standing, ...], counted: Counted) -> dict[str, Any]:
    def number(value: Fraction | None) -> float | None:
        return None if value is None else float(value)

    lines = [
        {
            "subject": each.subject,
            "n": each.n or None,
            **{end: number(getattr(each.cells, end) if each.cells else None) for end in ("low", "middle", "high")},
            "own": number(each.own),
            "place": each.place,
            "waiting": each.waiting,
            "other": each.other,
            "cases": list(each.tellers),
        }
        for each in found
    ]
    names = ("organisations", "passed_over", "faulty")
    return {"format": 1, "kind": "network", **dict(zip(names, counted, strict=True)), "subjects": lines}


def _sheet(found: tuple[Standing, ...]) -> Sheet:
    columns = ("subject", "n", "low", "middle", "high", "own", "place", "cases")
    rows = []
    for each in found:
        cells = [getattr(each.cells, end) if each.cells else None for end in ("low", "middle", "high")]
        figures = [None if one is None else float(one) for one in (*cells, each.own)]
        rows.append((each.subject, each.n or None, *figures, each.place, "; ".join(each.tellers)))
    return Sheet(columns, tuple(rows))
