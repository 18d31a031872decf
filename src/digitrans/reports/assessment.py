"""The result of a questionnaire: what its answers come to, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digitrans.advising import Change, Guidance, Guide, Judgement, Recommendation
from digitrans.answers import Answers, Unit, as_data, asked_items
from digitrans.content import Advice, Phase
from digitrans.documents import Bar, Bars, Block, Document, Heading, Paragraph, Points, Position, Profile
from digitrans.instruments import Follow, Pick, Slider, Tension
from digitrans.reports.naming import Names, advice_name, coverage_words, figure, range_words, source_words
from digitrans.scoring import HIGHEST, Score, Scores, profile
from digitrans.texts import Words


@dataclass(frozen=True)
class UnitRun:
    """What the answers for one unit of a repeated questionnaire come to."""

    unit: Unit
    answers: Answers
    scores: Scores
    guide: Guide


@dataclass(frozen=True)
class Run:
    """One answered questionnaire with all that was computed from it. ``tensions`` are those that hold.

    ``picked`` are the ids of the units that stand out, ``follow`` the questionnaires that come next and why.
    """

    answers: Answers
    scores: Scores
    guidance: Guidance
    tensions: tuple[Tension, ...]
    names: Names
    guide: Guide
    units: tuple[UnitRun, ...] = ()
    picked: tuple[tuple[Pick, tuple[str, ...]], ...] = ()
    follow: tuple[Follow, ...] = ()


def assessment_report(run: Run) -> Document:
    """The result as a Document. Sections that the questionnaire does not declare are left out."""
    words, instrument = run.names.words, run.names.instrument
    blocks: list[Block] = [Paragraph(_about(run), "muted")]
    blocks += [Paragraph(text, "warning") for text in _cautions(run)]
    blocks += _judgement_blocks(run)
    if run.scores.dimensions:
        blocks += score_blocks(run)
    blocks += _recommendation_blocks(run)
    blocks += _profile_blocks(run)
    blocks += _question_blocks(run)
    blocks += _note_blocks(run)
    if run.scores.dimensions:
        blocks.append(Paragraph(words("assess.conversation"), "muted"))
    return Document(instrument.title[words.language], tuple(blocks), assessment_data(run), words.language)


def _about(run: Run) -> str:
    words = run.names.words
    told = [words.date(run.answers.finished)] if run.answers.finished else []
    if run.answers.short:
        told.append(words("assess.short-form"))
    told.append(coverage_words(words, run.scores.coverage))
    return ". ".join(told) + "."


def _cautions(run: Run) -> Iterator[str]:
    words = run.names.words
    if run.scores.coverage.answered == 0:
        yield words("assess.nothing-answered")
    elif run.scores.sparse:
        yield words("assess.sparse")
    if run.scores.uniform and run.scores.dimensions:
        yield words("assess.uniform")


def _judgement_blocks(run: Run) -> list[Block]:
    judgement = run.guidance.judgement
    if judgement is None:
        return []
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = [Heading(words("verdict.heading"))]
    if judgement.outcome is None:
        missing = [each.id for each in (judgement.row, judgement.column) if each.value is None]
        named = words("list.and").join(run.names.score(each) for each in missing)
        return [*blocks, Paragraph(words("verdict.none", missing=named))]
    numbers = "; ".join(f"{run.names.score(s.id)}: {figure(words, s)}" for s in (judgement.row, judgement.column))
    name = judgement.outcome.name[language]
    blocks += [
        Paragraph(f"{name[:1].upper()}{name[1:]} ({numbers})", "strong"),
        Paragraph(judgement.outcome.text[language]),
    ]
    if judgement.changes:
        blocks.append(Points(tuple(_change_words(run, change) for change in judgement.changes)))
    if judgement.unsure:
        blocks.append(Paragraph(words("verdict.unsure"), "muted"))
    return blocks


def _change_words(run: Run, change: Change) -> str:
    words = run.names.words
    composite = any(each.id == change.part for each in run.names.instrument.composites)
    step = "verdict.change-step" if change.after > change.before else "verdict.change-down"
    return words(
        "verdict.change-to" if composite else step,
        part=run.names.score(change.part),
        before=words.number(change.before),
        after=words.number(change.after),
        outcome=change.outcome.name[words.language],
    )


def score_blocks(run: Run) -> list[Block]:
    words = run.names.words
    bars: list[Bar] = []
    shown: set[str] = set()
    for composite in run.scores.composites:
        bars.append(_bar(run, composite, strong=True))
        for part in composite.parts:
            if part.id not in shown and any(part is each for each in run.scores.dimensions):
                bars.append(_bar(run, part))
                shown.add(part.id)
    bars += [_bar(run, each) for each in run.scores.dimensions if each.id not in shown]
    columns = (words("column.score-of"), words("column.score"), words("column.band"), words("column.answers"))
    blocks: list[Block] = [Heading(words("assess.scores")), Bars(columns, tuple(bars))]
    if any(each.has_range for each in run.scores.dimensions):
        blocks.append(Paragraph(words("assess.range-explained"), "muted"))
    return blocks


def _bar(run: Run, score: Score, strong: bool = False) -> Bar:
    words = run.names.words
    note = coverage_words(words, score.coverage)
    if spread := range_words(words, score):
        note += f"; {spread}"
    return Bar(
        label=run.names.score(score.id),
        value=None if score.value is None else float(score.value),
        low=None if score.low is None or score.value is None else float(score.low),
        high=None if score.high is None or score.value is None else float(score.high),
        figure=figure(words, score),
        words=run.names.band(score.band),
        note=note,
        strong=strong,
    )


def _recommendation_blocks(run: Run) -> list[Block]:
    words = run.names.words
    blocks: list[Block] = []
    if run.guidance.recommendations:
        blocks.append(Heading(words.count("advise.heading", len(run.guidance.recommendations))))
    for each in run.guidance.recommendations:
        blocks += _one_recommendation(run, each)
    if run.guidance.strength is not None:
        strength = run.guidance.strength
        name = f"{advice_name(words, strength.advice)}: {figure(words, strength.score)}"
        blocks += [
            Heading(words("advise.build-on")),
            Paragraph(name, "strong"),
            Paragraph(strength.advice.build_on[words.language]),
        ]
    return blocks


def _one_recommendation(run: Run, each: Recommendation) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    reason = words("advise.reason", score=figure(words, each.score), band=run.names.band(each.score.band))
    blocks: list[Block] = [Heading(advice_name(words, each.advice), 2), Paragraph(reason)]
    if each.lowest:
        lowest = [f"{r.item.text[language]} ({run.names.answer(r.item, r.answer)})" for r in each.lowest]
        blocks += [Paragraph(words("advise.lowest")), Points(tuple(lowest))]
    blocks += [
        Paragraph(words("advise.do")),
        Points(tuple(action.text[language] for action in each.actions), numbered=True),
        Paragraph(words("advise.case", who=each.case.who[language], title=each.case.title[language])),
        Paragraph(f"{each.case.lesson[language]} ({source_words(words, each.case.provenance)})"),
        Paragraph(_deeper(words, each.advice), "muted"),
    ]
    return blocks


def _deeper(words: Words, advice: Advice) -> str:
    models = ", ".join(model.name[words.language] for model in advice.models)
    return words("advise.deeper", command=f"digitrans advice show {advice.number}", models=models)


def _profile_blocks(run: Run) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    positions = []
    for item, answer in profile(run.names.instrument, run.answers):
        said = run.names.answer(item, answer)
        poles = item.left.name[language], item.right.name[language]
        positions.append(Position(item.text[language], *poles, answer.number, said, answer.note or ""))
    if not positions:
        return []
    return [Heading(words("profile.heading")), Paragraph(words("profile.no-grade"), "muted"), Profile(tuple(positions))]


def _question_blocks(run: Run) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = []
    for heading, found in (("looks.heading", run.guidance.second_looks), ("tensions.heading", run.tensions)):
        if not found:
            continue
        blocks += [Heading(words(heading)), Paragraph(words(f"{heading}-why"), "muted")]
        for each in found:
            blocks += [Paragraph(each.text[language]), Points((each.question[language],))]
    if any(isinstance(item, Slider) for item in run.names.instrument.items) and not run.tensions:
        blocks += [Heading(words("tensions.heading")), Paragraph(words("tensions.none"))]
    return blocks


def _note_blocks(run: Run) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    told = [
        f"{item.text[language]} ({run.names.answer(item, run.answers[item.id])}): {run.answers[item.id].note}"
        for item in asked_items(run.names.instrument, run.answers.short)
        if run.answers[item.id].note and not isinstance(item, Slider)
    ]
    return [Heading(words("assess.notes")), Points(tuple(told))] if told else []


def assessment_data(run: Run) -> dict[str, Any]:
    """The JSON form: the answers as they are saved, and the result. It can be given back to ``--answers``."""
    result: dict[str, Any] = {
        "coverage": _coverage_data(run.scores),
        "uniform": run.scores.uniform,
        "sparse": run.scores.sparse,
        "dimensions": [_score_data(each) for each in run.scores.dimensions],
        "composites": [_score_data(each) for each in run.scores.composites],
        "verdict": _verdict_data(run.guidance.judgement),
        "recommendations": [_recommendation_data(each) for each in run.guidance.recommendations],
        "build_on": run.guidance.strength.advice.id if run.guidance.strength else None,
        "second_looks": [each.id for each in run.guidance.second_looks],
        "tensions": [each.id for each in run.tensions],
    }
    return {**as_data(run.answers), "kind": "assessment", "result": result}


def _coverage_data(scored: Scores | Score) -> dict[str, int]:
    coverage = scored.coverage
    return {
        "asked": coverage.asked,
        "answered": coverage.answered,
        "dont_know": coverage.dont_know,
        "not_relevant": coverage.not_relevant,
        "unanswered": coverage.unanswered,
    }


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "score": None if score.value is None else float(score.value),
        "low": None if score.low is None else float(score.low),
        "high": None if score.high is None else float(score.high),
        "scale": [1, HIGHEST],
        "band": score.band,
        "coverage": _coverage_data(score),
    }


def _verdict_data(judgement: Judgement | None) -> dict[str, Any] | None:
    if judgement is None:
        return None
    return {
        "outcome": judgement.outcome.id if judgement.outcome else None,
        judgement.row.id: None if judgement.row.value is None else float(judgement.row.value),
        judgement.column.id: None if judgement.column.value is None else float(judgement.column.value),
        "unsure": judgement.unsure,
        "changes": [
            {"part": each.part, "before": float(each.before), "after": float(each.after), "outcome": each.outcome.id}
            for each in judgement.changes
        ],
    }


def _recommendation_data(each: Recommendation) -> dict[str, Any]:
    return {
        "advice": each.advice.id,
        "number": each.advice.number,
        "lowest_items": [rated.item.id for rated in each.lowest],
        "actions": [action.id for action in each.actions],
        "case": each.case.id,
        "deeper": list(each.advice.deeper),
    }


def names_for(words: Words, instrument: Any, advice: list[Advice], phases: tuple[Phase, ...]) -> Names:
    """The names that reports use, looked up once."""
    return Names(words, instrument, {each.id: each for each in advice}, {each.id: each for each in phases})
