"""The nine pieces of advice: the list, one in full, and a search through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.wording import advice_name, source_words
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from digitrans.content.advice import Advice, Case, Idea, Phase
    from digitrans.history.runs import Run


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


class Hit(NamedTuple):
    """A piece of content that was found: its text in the language of the report, and the language that was found."""

    advice: Advice
    kind: str
    text: str
    found_in: str


def search_report(words: Words, wanted: str, advice: list[Advice]) -> Document:
    """Every piece of content that holds all words of ``wanted`` in one of the languages, with its advice.

    What is found in the other language only stands by itself, below, in the language of ``words``.
    """
    found = [hit for each in advice for hit in _hits(words, wanted, each)]
    own = [each for each in found if each.found_in == words.language]
    other = [each for each in found if each.found_in != words.language]
    blocks: list[Block] = [] if found else [Paragraph(words("advice.nothing", wanted=wanted))]
    blocks += _hit_table(words, wanted, own)
    if other:
        blocks += [Heading(words("advice.found-in-other")), *_hit_table(words, wanted, other)]
    hits = [
        {"advice": each.advice.id, "number": each.advice.number, "text": each.text, "found_in": each.found_in}
        for each in found
    ]
    data = {"format": 1, "kind": "advice-search", "wanted": wanted, "hits": hits}
    return Document(words.count("advice.found", len(found), wanted=wanted), tuple(blocks), data, words.language)


def _hit_table(words: Words, wanted: str, hits: Sequence[Hit]) -> list[Block]:
    rows = tuple((advice_name(words, each.advice), each.kind, _around(wanted, each.text)) for each in hits)
    return [Table((words("column.advice"), words("column.kind"), words("column.text")), rows)] if rows else []


def _hits(words: Words, wanted: str, advice: Advice) -> Iterator[Hit]:
    """The pieces of ``advice`` that hold what is wanted, each once; the language of ``words`` goes first."""
    other = next(each for each in LANGUAGES if each != words.language)
    both = zip(_pieces(words, advice, words.language), _pieces(words, advice, other), strict=True)
    for (kind, text), (_, translated) in both:
        if _holds(wanted, text):
            yield Hit(advice, kind, text, words.language)
        elif _holds(wanted, translated):
            yield Hit(advice, kind, text, other)


def _pieces(words: Words, advice: Advice, language: str) -> Iterator[tuple[str, str]]:
    """Everything that is searched: what it is called in ``words``, and its text in ``language``."""
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
