"""The nine pieces of advice: the list, one in full, and a search through them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.reports.naming import advice_name, source_words
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.content import Advice, Case, Idea, Phase
    from digitrans.reports.results import Run


def advice_list(words: Words, advice: list[Advice], phases: tuple[Phase, ...]) -> Document:
    """The pieces of advice by phase, each with its idea in a sentence."""
    language = words.language
    purposes = {phase.id: phase for phase in phases}
    blocks: list[Block] = []
    places = {phase.id: place for place, phase in enumerate(phases)}
    for phase_id, group in groupby(sorted(advice, key=lambda each: places[each.phase]), key=lambda each: each.phase):
        phase = purposes[phase_id]
        blocks += [Heading(phase.name[language]), Paragraph(phase.purpose[language], "muted")]
        blocks.append(Points(tuple(f"{advice_name(words, each)}. {each.idea[language]}" for each in group)))
    blocks.append(Paragraph(words("advice.list-next"), "muted"))
    data = {"format": 1, "kind": "advice-list", "advice": [_advice_data(each) for each in advice]}
    return Document(words("advice.list-title"), tuple(blocks), data, language)


def _advice_data(advice: Advice) -> dict[str, Any]:
    return advice.model_dump(mode="json")


def advice_report(words: Words, advice: Advice, phase: Phase, commands: dict[str, str], latest: list[Run]) -> Document:
    """One piece of advice in full. ``commands`` maps the ids in ``deeper`` to the command that opens them.

    ``latest`` are the leader's own latest results about it.
    """
    language = words.language
    blocks: list[Block] = [
        Paragraph(words("advice.phase", phase=phase.name[language]), "muted"),
        Paragraph(advice.idea[language], "strong"),
        *_latest_blocks(words, advice, latest),
        Heading(words("advice.why")),
        Paragraph(advice.why[language]),
        Heading(words("advice.actions")),
        Points(tuple(action.text[language] for action in advice.actions), numbered=True),
        Heading(words("advice.questions")),
        Points(tuple(question.text[language] for question in advice.questions)),
    ]
    for model in advice.models:
        blocks += _model_blocks(words, model)
    blocks.append(Heading(words("advice.cases")))
    for case in advice.cases:
        blocks += _case_blocks(words, case)
    blocks += [Heading(words("advice.sources")), *_source_blocks(words, advice)]
    if commands:
        blocks += [Heading(words("advice.deeper")), Points(tuple(commands.values()))]
    told = [
        {"instrument": each.answers.instrument, "id": each.answers.id, "score": _score_of(each, advice)}
        for each in latest
    ]
    data = {"format": 1, "kind": "advice", **_advice_data(advice), "latest": told}
    return Document(advice_name(words, advice), tuple(blocks), data, language)


def _score_of(run: Run, advice: Advice) -> float | None:
    value = run.scores[advice.id].value if advice.id in run.scores else None
    return None if value is None else float(value)


def _latest_blocks(words: Words, advice: Advice, latest: list[Run]) -> list[Block]:
    if not latest:
        return []
    from digitrans.reports.assessment import summary

    told = (summary(each, advice.id) for each in latest)
    return [Heading(words("advice.latest")), Points(tuple(f"{title}: {result}" for title, result in told))]


def _model_blocks(words: Words, model: Idea) -> list[Block]:
    language = words.language
    blocks: list[Block] = [
        Heading(words("advice.model", name=model.name[language])),
        Paragraph(model.purpose[language], "strong"),
        Paragraph(model.explanation[language]),
    ]
    if model.parts:
        blocks.append(Points(tuple(f"{part.name[language]}: {part.text[language]}" for part in model.parts)))
    use = Points(tuple(step[language] for step in model.use), numbered=True)
    source = Paragraph(source_words(words, model.provenance), "muted")
    return [*blocks, Paragraph(words("advice.use"), "strong"), use, source]


def _case_blocks(words: Words, case: Case) -> list[Block]:
    language = words.language
    return [
        Heading(case.title[language], 2),
        Paragraph(f"{case.who[language]}. {case.where[language]}."),
        Paragraph(case.text[language]),
        Paragraph(case.lesson[language], "strong"),
        Paragraph(source_words(words, case.provenance), "muted"),
    ]


def _source_blocks(words: Words, advice: Advice) -> Iterator[Block]:
    """The provenance of the idea, the actions and the questions, which stand close together above."""
    yield Paragraph(f"{words('advice.idea-why')}: {source_words(words, advice.provenance)}", "muted")
    for name, pieces in (("advice.actions", advice.actions), ("advice.questions", advice.questions)):
        told = dict.fromkeys(source_words(words, piece.provenance) for piece in pieces)
        yield Paragraph(f"{words(name)}: {'; '.join(told)}", "muted")


def search_report(words: Words, wanted: str, advice: list[Advice]) -> Document:
    """Every piece of content that holds all words of ``wanted``, with the advice it belongs to."""
    found = [(each, kind, text) for each in advice for kind, text in _pieces(words, each) if _holds(wanted, text)]
    rows = tuple((advice_name(words, each), kind, _around(wanted, text)) for each, kind, text in found)
    columns = (words("column.advice"), words("column.kind"), words("column.text"))
    blocks: tuple[Block, ...] = (
        (Table(columns, rows),) if rows else (Paragraph(words("advice.nothing", wanted=wanted)),)
    )
    hits = [{"advice": each.id, "number": each.number, "text": text} for each, _, text in found]
    data = {"format": 1, "kind": "advice-search", "wanted": wanted, "hits": hits}
    return Document(words.count("advice.found", len(found), wanted=wanted), blocks, data, words.language)


def _pieces(words: Words, advice: Advice) -> Iterator[tuple[str, str]]:
    language = words.language
    yield words("advice.idea"), f"{advice.name[language]}. {advice.idea[language]}"
    yield words("advice.why"), advice.why[language]
    for action in advice.actions:
        yield words("advice.action"), action.text[language]
    for question in advice.questions:
        yield words("advice.question"), question.text[language]
    for model in advice.models:
        parts = " ".join(f"{part.name[language]}: {part.text[language]}" for part in model.parts)
        told = f"{model.name[language]}. {model.purpose[language]} {model.explanation[language]} {parts}"
        yield words("advice.model-word"), told
    for case in advice.cases:
        told = f"{case.title[language]}. {case.who[language]}, {case.where[language]}. {case.text[language]}"
        yield words("advice.case"), told


def _holds(wanted: str, text: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in wanted.casefold().split())


def _around(wanted: str, text: str, width: int = 110) -> str:
    """The part of ``text`` around the first word that was looked for."""
    at = text.casefold().find(wanted.casefold().split()[0])
    start = 0 if at < width // 2 else text.rfind(" ", 0, at - width // 3) + 1
    end = len(text) if start + width >= len(text) else text.rfind(" ", 0, start + width)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
