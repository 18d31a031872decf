"""The nine pieces of advice: the list, one in full, and a search through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.wording import advice_name, capital, pages_words, source_words
from digitrans.content.whose import marked, marked_as
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.reports.legend import with_legend
from digitrans.texts import LANGUAGES, Words
from digitrans.texts.word_search import NOTHING, answers, place

if TYPE_CHECKING:
    from digitrans.content.advice import Advice, Case, Idea, Phases, Question
    from digitrans.content.models import Provenance, Text, Whose
    from digitrans.history.runs import Run


def advice_list(words: Words, advice: list[Advice], phases: Phases) -> Document:
    """What the advice is about, and the pieces by phase, each with its idea in a sentence."""
    language = words.language
    about = phases.about
    told = (marked(words, text[language], about.provenance) for text in about.paragraphs) if about else ()
    blocks: list[Block] = [Paragraph(text) for text in told]
    screen: list[Block] = []
    places = {phase.id: place for place, phase in enumerate(phases.phases)}
    for phase_id, found in groupby(sorted(advice, key=lambda each: places[each.phase]), key=lambda each: each.phase):
        group = list(found)
        phase = phases.phases[places[phase_id]]
        purpose = marked(words, phase.purpose[language], phases.provenance)
        blocks += [Heading(phase.name[language]), Paragraph(purpose, "muted")]
        screen += [Heading(phase.name[language]), *(Paragraph(advice_name(words, each)) for each in group)]
        ideas = (marked(words, f"{advice_name(words, each)}. {each.idea[language]}", each.provenance) for each in group)
        blocks.append(Points(tuple(ideas)))
    blocks.append(Paragraph(words("advice.list-next"), "muted"))
    data = {"format": 1, "kind": "advice-list", "about": about.model_dump(mode="json") if about else None}
    data["advice"] = [_advice_data(each) for each in advice]
    screen.append(blocks[-1])
    return Document(words("advice.list-title"), with_legend(words, blocks), data, language, screen=tuple(screen))


def _advice_data(advice: Advice) -> dict[str, Any]:
    """All of it; every part and step says where it comes from, and every lesson whose reading it is."""
    data = advice.model_dump(mode="json")
    for told, model in zip(data["models"], advice.models, strict=True):
        for name in ("parts", "use"):
            for each, piece in zip(told[name], getattr(model, name), strict=True):
                each["provenance"] = model.source_of(piece).model_dump(mode="json")
    for told, case in zip(data["cases"], advice.cases, strict=True):
        told["lesson_whose"] = case.reader
    for name in ("build_on", "sign", "trap"):
        if data[name] is not None:
            data[f"{name}_whose"] = advice.reader
    return data


def advice_report(
    words: Words, advice: Advice, phases: Phases, commands: dict[str, str], latest: list[Run]
) -> Document:
    """One piece of advice in full. ``commands`` maps the ids in ``deeper`` to the command that opens them.

    ``latest`` are the leader's own latest results about it.
    """
    language = words.language
    phase = next(each for each in phases.phases if each.id == advice.phase)
    within = words("advice.phase", phase=phase.name[language])
    blocks: list[Block] = [
        Paragraph(marked(words, within, phases.provenance), "muted"),
        Paragraph(marked(words, advice.idea[language], advice.provenance), "strong"),
        *_latest_blocks(words, advice, latest),
        Heading(words("advice.why")),
        Paragraph(marked(words, advice.why[language], advice.provenance)),
        Heading(words("advice.actions")),
        Points(tuple(marked(words, each.text[language], each.provenance) for each in advice.actions), numbered=True),
        *_watch_blocks(words, advice),
        Heading(words("advice.questions")),
        Points(
            tuple(marked(words, each.text[language], each.provenance) for each in _asked(advice, of_supplement=False))
        ),
        *_supplement_blocks(words, advice),
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
    screen = _first_screen(words, advice, latest)
    return Document(advice_name(words, advice), with_legend(words, blocks), data, language, screen=screen)


_ROOM, _LINE = 12, 72
"""Lines of a screen that actions and questions may take, and characters on one of them."""


def _first_screen(words: Words, advice: Advice, latest: list[Run]) -> tuple[Block, ...]:
    """The idea, where you stand, the actions as far as there is room for them, and the first question."""
    language = words.language
    questions = [
        marked(words, each.text[language], each.provenance) for each in _asked(advice, of_supplement=False)[:1]
    ]
    actions = [marked(words, each.text[language], each.provenance) for each in advice.actions]
    room = _ROOM - sum(map(_lines, questions)) - 2 * bool(latest)
    while len(actions) > 1 and sum(map(_lines, actions)) > room:
        actions.pop()
    blocks: list[Block] = [
        Paragraph(marked(words, advice.idea[language], advice.provenance), "strong"),
        *_latest_blocks(words, advice, latest[:1])[1:],
        Heading(words("advice.actions")),
        Points(tuple(actions), numbered=True),
    ]
    blocks += [Heading(words("screen.first-question")), *map(Paragraph, questions)] if questions else []
    return with_legend(words, blocks)


def _lines(text: str) -> int:
    return len(text) // _LINE + 1


def _asked(advice: Advice, of_supplement: bool) -> list[Question]:
    return [each for each in advice.questions if (each.provenance.whose == "supplement") == of_supplement]


def _supplement_blocks(words: Words, advice: Advice) -> Iterator[Block]:
    """The questions of the supplement by themselves, with what they rest on; grey where they are overdue."""
    questions = _asked(advice, of_supplement=True)
    for as_of, found in groupby(questions, key=lambda each: each.provenance.as_of or ""):
        group = list(found)
        yield Heading(words("advice.supplement", year=as_of[:4]))
        lines = tuple(_with_basis(words, each) for each in group)
        overdue = group[0].provenance.overdue
        yield from (Paragraph(line, "muted") for line in lines) if overdue else (Points(lines),)
        date = words.date(group[0].provenance.review_by or "")
        until = "advice.supplement-overdue" if overdue else "advice.supplement-until"
        yield Paragraph(words(until, as_of=words.date(as_of), date=date), "muted")


def _watch_blocks(words: Words, advice: Advice) -> Iterator[Block]:
    """What shows that the advice works, and what often goes wrong; both are ours."""
    for key, text in (("advice.sign", advice.sign), ("advice.trap", advice.trap)):
        if text is not None:
            yield Heading(words(key))
            yield Paragraph(marked_as(words, text[words.language], advice.reader, advice.provenance.by))


def _with_basis(words: Words, question: Question) -> str:
    text, basis = marked(words, question.text[words.language], question.provenance), question.provenance.basis
    return words("advice.supplement-basis", text=text, basis=basis[words.language]) if basis else text


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
        Paragraph(marked(words, model.purpose[language], model.provenance), "strong"),
        Paragraph(marked(words, model.explanation[language], model.provenance)),
    ]
    if model.reading is not None:
        blocks.append(Paragraph(_reading(words, model.reading, model.provenance)))
    if model.parts:
        parts = ((f"{part.name[language]}: {part.text[language]}", model.source_of(part)) for part in model.parts)
        blocks.append(Points(tuple(marked(words, told, source) for told, source in parts)))
    steps = (marked(words, step[language], model.source_of(step)) for step in model.use)
    source = Paragraph(capital(source_words(words, model.provenance)) + ".", "muted")
    return [*blocks, Paragraph(words("advice.use"), "strong"), Points(tuple(steps), numbered=True), source]


def _reading(words: Words, text: Text, provenance: Provenance) -> str:
    """How we read something, which is never the publication's."""
    whose: Whose = "own" if provenance.whose == "own" else "ours"
    return marked_as(words, words("whose.reading", text=text[words.language]), whose, provenance.by)


def _case_blocks(words: Words, case: Case) -> list[Block]:
    language = words.language
    return [
        Heading(case.title[language], 2),
        Paragraph(f"{case.who[language]}. {case.where[language]}."),
        Paragraph(marked(words, case.text[language], case.provenance)),
        Paragraph(capital(source_words(words, case.provenance)) + ".", "muted"),
        Paragraph(_reading(words, case.lesson, case.provenance)),
    ]


def _source_blocks(words: Words, advice: Advice) -> Iterator[Block]:
    """The provenance of the idea, the actions and the questions, which stand close together above."""
    yield Paragraph(f"{words('advice.idea-why')}: {source_words(words, advice.provenance)}.", "muted")
    for name, pieces in (("advice.actions", advice.actions), ("advice.questions", _asked(advice, of_supplement=False))):
        yield Paragraph(f"{words(name)}: {'; '.join(_sources(words, [each.provenance for each in pieces]))}.", "muted")


def _sources(words: Words, found: list[Provenance]) -> Iterator[str]:
    """Where several pieces come from: passages of the same pages together, the rest each in its own words, all once."""
    ours = [each for each in found if each.whose == "ours" and each.passage is not None]
    for pages in dict.fromkeys(str(each.pages) for each in ours):
        of_pages = [each.passage for each in ours if str(each.pages) == pages]
        passages = "; ".join(dict.fromkeys(text[words.language] for text in of_pages if text))
        yield words("source.derived", passage=passages, pages=pages_words(words, pages))
    yield from dict.fromkeys(source_words(words, each) for each in found if each not in ours)


class Hit(NamedTuple):
    """A piece of content that was found: its text in the language of the report, and the language that was found.

    ``rank`` is how well it answers, as ``word_search`` has it; the best come first.
    """

    advice: Advice
    kind: str
    text: str
    found_in: str
    provenance: Provenance
    rank: int


def search_report(words: Words, wanted: str, advice: list[Advice]) -> Document:
    """Every piece of content that holds all words of ``wanted`` in one of the languages, with its advice.

    What is found in the other language only stands by itself, below, in the language of ``words``.
    """
    found = sorted((hit for each in advice for hit in _hits(words, wanted, each)), key=lambda hit: hit.rank)
    own = [each for each in found if each.found_in == words.language]
    other = [each for each in found if each.found_in != words.language]
    blocks: list[Block] = [] if found else [Paragraph(words("advice.nothing", wanted=wanted))]
    blocks += _hit_table(words, wanted, own)
    if other:
        blocks += [Heading(words("advice.found-in-other")), *_hit_table(words, wanted, other)]
    hits = [
        {
            "advice": each.advice.id,
            "number": each.advice.number,
            "text": each.text,
            "found_in": each.found_in,
            "whose": each.provenance.whose,
        }
        for each in found
    ]
    data = {"format": 1, "kind": "advice-search", "wanted": wanted, "hits": hits}
    title = words.count("advice.found", len(found), wanted=wanted)
    return Document(title, with_legend(words, blocks), data, words.language)


def _hit_table(words: Words, wanted: str, hits: Sequence[Hit]) -> list[Block]:
    rows = tuple(
        (
            advice_name(words, each.advice),
            marked(words, each.kind, each.provenance),
            _around(place(wanted, each.text, words.language), each.text),
        )
        for each in hits
    )
    return [Table((words("column.advice"), words("column.kind"), words("column.text")), rows)] if rows else []


def _hits(words: Words, wanted: str, advice: Advice) -> Iterator[Hit]:
    """The pieces of ``advice`` that hold what is wanted, each once; the language of ``words`` goes first."""
    other = next(each for each in LANGUAGES if each != words.language)
    both = zip(_pieces(words, advice, words.language), _pieces(words, advice, other), strict=True)
    for (kind, text, source), (_, translated, _) in both:
        if (rank := answers(wanted, text, words.language)) != NOTHING:
            yield Hit(advice, kind, text, words.language, source, rank)
        elif (rank := answers(wanted, translated, other)) != NOTHING:
            yield Hit(advice, kind, text, other, source, rank)


def _pieces(words: Words, advice: Advice, language: str) -> Iterator[tuple[str, str, Provenance]]:
    """Everything that is searched: what it is called in ``words``, its text in ``language``, and its source."""
    yield words("advice.idea"), f"{advice.name[language]}. {advice.idea[language]}", advice.provenance
    yield words("advice.why"), advice.why[language], advice.provenance
    for action in advice.actions:
        yield words("advice.action"), _based(action.text, action.provenance, language), action.provenance
    for key, seen in (("advice.sign-word", advice.sign), ("advice.trap-word", advice.trap)):
        if seen is not None:
            yield words(key), seen[language], advice.reading
    for question in advice.questions:
        yield words("advice.question"), _based(question.text, question.provenance, language), question.provenance
    for model in advice.models:
        parts = " ".join(f"{part.name[language]}: {part.text[language]}" for part in model.parts)
        told = f"{model.name[language]}. {model.purpose[language]} {model.explanation[language]} {parts}"
        yield words("advice.model-word"), told, model.provenance
    for case in advice.cases:
        told = f"{case.title[language]}. {case.who[language]}, {case.where[language]}. {case.text[language]}"
        yield words("advice.case"), told, case.provenance


def _based(text: Text, provenance: Provenance, language: str) -> str:
    """``text`` with the law or strategy that it rests on, by which somebody may look for it."""
    return f"{text[language]} ({provenance.basis[language]})" if provenance.basis else text[language]


def _around(at: int, text: str, width: int = 110) -> str:
    """The part of ``text`` around the place ``at``."""
    start = 0 if at < width // 2 else text.rfind(" ", 0, at - width // 3) + 1
    end = len(text) if start + width >= len(text) else text.rfind(" ", 0, start + width)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
