"""The verdict in words: what it is, the numbers behind it, what decides, what would change it, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from digitrans.answers.scoring import Score
from digitrans.answers.verdict import Change, Judgement
from digitrans.answers.wording import capital, figure, listed
from digitrans.documents import Block, Heading, Paragraph, Points
from digitrans.history.runs import Run


def judgement_blocks(run: Run) -> list[Block]:
    """All that is said of the verdict; [] where the questionnaire gives none."""
    judgement = run.guidance.judgement
    if judgement is None:
        return []
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = [Heading(words("verdict.heading"))]
    if judgement.outcome is None:
        return [*blocks, *(Paragraph(text) for text in undecided_words(run, judgement))]
    blocks += [
        Paragraph(f"{verdict_name(run, judgement)} ({verdict_numbers(run, judgement)})", "strong"),
        *(Paragraph(text) for text in reasons(run, judgement)),
        Paragraph(run.names.marked(judgement.outcome.text[language])),
        *(Paragraph(text) for text in unsure_words(run, judgement)),
    ]
    if judgement.changes:
        blocks.append(Points(tuple(change_words(run, change) for change in judgement.changes)))
    return blocks


def verdict_name(run: Run, judgement: Judgement) -> str:
    """The outcome by its name; said to be for now where open answers could make it another one. "" without any."""
    if judgement.outcome is None:
        return ""
    name = capital(judgement.outcome.name[run.names.words.language])
    return run.names.words("verdict.for-now", outcome=name) if judgement.unsure else name


def unsure_words(run: Run, judgement: Judgement) -> Iterator[str]:
    """What the open answers could make of it; nothing where they could not change it."""
    if judgement.outcome is not None and judgement.unsure and judgement.between is not None:
        words = run.names.words
        others = dict.fromkeys(each for each in judgement.between if each.id != judgement.outcome.id)
        named = words("list.or").join(words("list.quoted", name=each.name[words.language]) for each in others)
        yield words("verdict.unsure", others=named)


def undecided_words(run: Run, judgement: Judgement) -> Iterator[str]:
    """Why there is no verdict: which scores are missing, and what lies between the ends of what they could lead to."""
    words = run.names.words
    missing = [
        part.id
        for whole in (judgement.row, judgement.column)
        if whole.value is None
        for part in ([part for part in whole.parts if part.value is None] if whole is judgement.column else [whole])
    ]
    yield words("verdict.none", missing=listed(words, [run.names.score(each) for each in missing]))
    known = judgement.row.value is not None or judgement.column.value is not None
    if known and judgement.between is not None and len(set(judgement.between)) > 1:
        least, boldest = (each.name[words.language] for each in judgement.between)
        yield words("verdict.between", least=least, boldest=boldest)


def spoken_score(run: Run, score: Score) -> str:
    """A score in a sentence: "2.3", "just under 2.5"."""
    return "–" if score.value is None else run.names.in_sentence(score.value, score.id)


def verdict_numbers(run: Run, judgement: Judgement) -> str:
    """The two scores that decide: the row's, and those of the parts that the column score comes from."""
    words, names = run.names.words, run.names
    parts = listed(words, [names.score(each) for each in judgement.decides])
    if len(judgement.decides) > 1 and judgement.decides == tuple(each.id for each in judgement.column.parts):
        parts = names.score(judgement.column.id)
    told = ((names.score(judgement.row.id), judgement.row), (parts, judgement.column))
    return "; ".join(f"{name}: {figure(names, score)}" for name, score in told)


def reasons(run: Run, judgement: Judgement, board: bool = False, marks: bool = True) -> Iterator[str]:
    """What decides: the floor, where it holds the verdict back, and the parts of the column score that are lacking.

    ``marks`` is whether the sentences say whose they are.
    """
    words, language, verdict = run.names.words, run.names.words.language, run.names.instrument.verdict
    assert verdict is not None
    if judgement.without_floor is not None and verdict.floor is not None:
        yield from _held_words(run, judgement, Fraction(str(verdict.floor.below)))
    low = [each.id for each in judgement.column.parts if each.band == run.names.instrument.bands[0].id]
    told = [each for each in verdict.lacking if each.part in low]
    if verdict.all_lacking and len(told) == len(verdict.lacking) > 1:
        yield run.names.marked(verdict.all_lacking[language]) if marks else verdict.all_lacking[language]
        return
    for each in told:
        own = each.also if each.also and each is not told[0] else each.text
        text = (each.board if board and each.board else own)[language]
        yield run.names.marked(text) if marks else text
    weaker = judgement.decides if judgement.column.band != run.names.instrument.bands[-1].id else ()
    if not told and 0 < len(weaker) < len(judgement.column.parts):
        yield words("verdict.decides", part=listed(words, [run.names.spoken(each) for each in weaker]))


def _held_words(run: Run, judgement: Judgement, floor: Fraction) -> Iterator[str]:
    """The scores and the single answers that hold the verdict back, and what it would be without them."""
    words, free = run.names.words, judgement.without_floor
    assert free is not None
    held = [f"{run.names.score(each.id)} ({figure(run.names, each)})" for each in judgement.held]
    outcome = free.name[words.language]
    if held:
        yield words("verdict.held", advice=listed(words, held), floor=words.number(floor), outcome=outcome)
    if judgement.lacking:
        key = "verdict.lacking-too" if held else "verdict.lacking"
        told = [
            f'"{each.item.text[words.language].removesuffix(".")}" ({run.names.answer(each.item, each.answer)})'
            for each in judgement.lacking
        ]
        yield words(key, answers=listed(words, told), outcome=outcome)


def change_words(run: Run, change: Change) -> str:
    """What would make the verdict another one, in a sentence."""
    words = run.names.words
    composite = any(each.id == change.part for each in run.names.instrument.composites)
    if change.answers:
        key = "verdict.change-both" if change.parts else "verdict.change-answers"
        part = listed(words, [run.names.spoken(each) for each in change.parts])
        outcome, after = change.outcome.name[words.language], words.number(change.after)
        return words.count(key, len(change.answers), part=part, after=after, outcome=outcome)
    key = "verdict.change-step" if change.after > change.before else "verdict.change-down"
    if composite:
        key = "verdict.change-to" if change.parts == (change.part,) else "verdict.change-parts"
    part = listed(words, [run.names.spoken(each) for each in change.parts])
    return words(
        key,
        part=part,
        before=run.names.in_sentence(change.before, change.part),
        after=words.number(change.after),
        outcome=change.outcome.name[words.language],
    )
