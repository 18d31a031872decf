"""The result of a questionnaire: what its answers come to, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from digitrans.answers.guidance import Recommendation
from digitrans.answers.scoring import Score, profile
from digitrans.answers.values import Asked, asked
from digitrans.answers.verdict import Change, Judgement
from digitrans.answers.wording import (
    Names,
    advice_name,
    brief,
    capital,
    coverage_words,
    figure,
    listed,
    of_unit,
    range_words,
    source_words,
    titled,
)
from digitrans.content.advice import Advice, Case
from digitrans.content.items import Choice, Rating, Slider
from digitrans.content.whose import marked, marked_as
from digitrans.documents import Bar, Bars, Block, Document, Heading, Paragraph, Points, Position, Profile
from digitrans.history.runs import Run, UnitRun
from digitrans.reports.assessment_data import assessment_data
from digitrans.reports.assessment_sheet import assessment_sheet
from digitrans.reports.first_screen import first_screen
from digitrans.reports.guidance import (
    decision_blocks,
    draft_blocks,
    figure_blocks,
    gap_blocks,
    question_blocks,
    remark_blocks,
    side_blocks,
)
from digitrans.reports.legend import with_legend
from digitrans.reports.plans import deadline_words, goal_words, resolution_line
from digitrans.reports.units import unit_blocks
from digitrans.texts import Words


def assessment_report(run: Run) -> Document:
    """The result as a Document. Sections that the questionnaire does not declare are left out."""
    words, instrument = run.names.words, run.names.instrument
    blocks: list[Block] = [*about_blocks(run), Paragraph(_circumstances(run), "muted")]
    cautions: list[Block] = [Paragraph(text, "warning") for text in _cautions(run)]
    blocks += cautions
    blocks += _judgement_blocks(run)
    if instrument.repeat is None:
        blocks += _rule_blocks(run)
    else:
        blocks += unit_blocks(run)
    blocks += _recommendation_blocks(run)
    blocks += _resolution_blocks(run)
    blocks += profile_blocks(run)
    blocks += uncounted_blocks(run)
    blocks += raised_blocks(run)
    blocks += draft_blocks(run.names, run.answers)
    blocks += note_blocks(run)
    blocks += [*_next_blocks(run), *_follow_blocks(run)]
    if run.scores.dimensions:
        blocks.append(Paragraph(words("assess.conversation"), "muted"))
    title, data = titled(instrument.title[words.language], run.about), assessment_data(run)
    judgement = run.guidance.judgement
    why = list(reasons(run, judgement)) if judgement is not None and judgement.outcome is not None else []
    screen = first_screen(run, cautions, why, score_blocks(run))
    return Document(title, with_legend(words, blocks), data, words.language, assessment_sheet(run), screen=screen)


def about_blocks(run: Run) -> list[Block]:
    """What the answers are about, where a heading has no room for all of it, and what they say of it in a sentence.

    [] where a heading says it all, or nothing is told.
    """
    if run.about is None:
        return []
    words, instrument = run.names.words, run.names.instrument
    blocks: list[Block] = []
    if brief(run.about) != run.about.removesuffix("."):
        blocks.append(Paragraph(words("about.whole", about=run.about)))
    if run.initiative is not None and instrument.initiative == "beside":
        item = next((each for each in instrument.items if each.id == instrument.about), None)
        written = run.answers[item.id].text if item is not None else None
        if item is not None and written:
            blocks.append(Paragraph(f"{item.text[words.language]} {written}"))
    return blocks


def _rule_blocks(run: Run) -> list[Block]:
    """What the declared rules say of an instrument that is not repeated."""
    names, scores, guide = run.names, run.scores, run.guide
    language = names.words.language
    blocks = decision_blocks(names, guide, scores)
    if any(each.coverage.answered for each in scores.dimensions):
        blocks += score_blocks(run)
    blocks += figure_blocks(names, scores)
    gaps = gap_blocks(names, [(each.gap.name[language], "", each) for each in guide.distances])
    blocks += [Heading(names.words("gap.heading")), *gaps] if gaps else []
    blocks += side_blocks(names, guide)
    blocks += remark_blocks(names, guide)
    return blocks + question_blocks(names, guide)


def _next_blocks(run: Run) -> list[Block]:
    """The verdict once more, where the eye is when the result has been shown, and the command that goes on."""
    words, judgement = run.names.words, run.guidance.judgement
    if judgement is None or judgement.outcome is None:
        return []
    verdict = words("home.verdict", verdict=judgement.outcome.name[words.language])
    steps = [verdict, *first_step(run)]
    return [Heading(words("home.next")), Points(tuple(steps))] if len(steps) > 1 else []


def first_step(run: Run) -> Iterator[str]:
    """The piece of advice to begin with, and the command that opens it; others to ask, where none is left."""
    words = run.names.words
    for first in run.guidance.recommendations[:1]:
        name, score = advice_name(words, first.advice), figure(words, first.score)
        yield words("home.lowest", name=name, score=score, number=first.advice.number)
        yield from (words("home.deeper", command=run.openings[each]) for each in first.advice.deeper[:1])
    if run.guidance.all_strong:
        yield words("home.ask-others")


def summary(run: Run, advice_id: str = "") -> tuple[str, str]:
    """A result in one line: its title with the date, and what it came to (for this advice, where it scores it)."""
    words, language = run.names.words, run.names.words.language
    day = words.date(run.answers.finished) if run.answers.finished else ""
    title = words("summary.title", title=titled(run.names.instrument.title[language], run.about), date=day)
    if advice_id in run.scores:
        score = run.scores[advice_id]
        return title, f"{figure(words, score)}, {run.names.band(score.band, advice_id)}"
    picked = [f"{each.name[language]}: {_named_units(run, units)}" for each, units in run.picked if units]
    parts: list[Run | UnitRun] = [run] if picked else [run, *run.units]  # who stands out says it shorter than each unit
    told = [*(line for part in parts if (line := _decided_words(run, part))), *picked]
    if run.guidance.judgement is not None and run.guidance.judgement.outcome is not None:
        told.append(run.guidance.judgement.outcome.name[language])
    return title, "; ".join(told) or coverage_words(words, run.coverage)


def _decided_words(run: Run, part: Run | UnitRun) -> str:
    decided, language = part.guide.decided, run.names.words.language
    if decided is None:
        return ""
    return f"{part.unit.name}: {decided.name[language]}" if isinstance(part, UnitRun) else decided.name[language]


def _named_units(run: Run, ids: tuple[str, ...]) -> str:
    names = {each.unit.id: each.unit.name for each in run.units}
    return ", ".join(names[each] for each in ids)


def _follow_blocks(run: Run) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    if not run.follow:
        return []
    lines = (
        words(
            "follow.line",
            title=title[language],
            text=each.text[language],
            command=run.command(each.instrument),
        )
        for each, title in run.follow
    )
    return [Heading(words("follow.heading")), Points(tuple(lines))]


def _circumstances(run: Run) -> str:
    """When it was answered, in which form, how much of it, and to whose content."""
    words = run.names.words
    told = [words.date(run.answers.finished)] if run.answers.finished else []
    if run.answers.short:
        told.append(words("assess.short-form"))
    told.append(coverage_words(words, run.coverage))
    if run.answers.content:
        told.append(words("content.with", names=words("list.and").join(each.name for each in run.answers.content)))
    return ". ".join(told) + "."


def _cautions(run: Run) -> Iterator[str]:
    words = run.names.words
    coverage = run.coverage
    if coverage.answered == 0:
        yield words("assess.nothing-answered")
    elif coverage.answered * 100 < coverage.relevant * run.names.instrument.rules.enough_percent:
        yield words("assess.sparse")
    if run.scores.uniform and run.scores.dimensions:
        yield words("assess.uniform")
    elif run.scores.at_the_top:
        yield words("assess.at-the-top")


def _judgement_blocks(run: Run) -> list[Block]:
    judgement = run.guidance.judgement
    if judgement is None:
        return []
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = [Heading(words("verdict.heading"))]
    if judgement.outcome is None:
        return [*blocks, *(Paragraph(text) for text in undecided_words(run, judgement))]
    blocks += [
        Paragraph(f"{capital(judgement.outcome.name[language])} ({verdict_numbers(run, judgement)})", "strong"),
        *(Paragraph(text) for text in reasons(run, judgement)),
        Paragraph(run.names.marked(judgement.outcome.text[language])),
    ]
    if judgement.changes:
        blocks.append(Points(tuple(change_words(run, change) for change in judgement.changes)))
    if judgement.unsure:
        blocks.append(Paragraph(words("verdict.unsure"), "muted"))
    return blocks


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


def verdict_numbers(run: Run, judgement: Judgement) -> str:
    """The two scores that decide: the row's, and those of the parts that the column score comes from."""
    words, names = run.names.words, run.names
    parts = listed(words, [names.score(each) for each in judgement.decides])
    if len(judgement.decides) > 1 and judgement.decides == tuple(each.id for each in judgement.column.parts):
        parts = names.score(judgement.column.id)
    told = ((names.score(judgement.row.id), judgement.row), (parts, judgement.column))
    return "; ".join(f"{name}: {figure(words, score)}" for name, score in told)


def reasons(run: Run, judgement: Judgement, board: bool = False) -> Iterator[str]:
    """What decides: the floor, where it holds the verdict back, and the parts of the column score that are lacking."""
    words, language, verdict = run.names.words, run.names.words.language, run.names.instrument.verdict
    assert verdict is not None
    if judgement.held and judgement.without_floor is not None and verdict.floor is not None:
        yield words(
            "verdict.held",
            advice=listed(words, [f"{run.names.score(each.id)} ({figure(words, each)})" for each in judgement.held]),
            floor=words.number(Fraction(str(verdict.floor.below))),
            outcome=judgement.without_floor.name[language],
        )
    low = [each.id for each in judgement.column.parts if each.band == run.names.instrument.bands[0].id]
    told = [each for each in verdict.lacking if each.part in low]
    for each in told:
        own = each.also if each.also and each is not told[0] else each.text
        yield run.names.marked((each.board if board and each.board else own)[language])
    weaker = judgement.decides if judgement.column.band != run.names.instrument.bands[-1].id else ()
    if not told and 0 < len(weaker) < len(judgement.column.parts):
        yield words("verdict.decides", part=listed(words, [run.names.spoken(each) for each in weaker]))


def change_words(run: Run, change: Change) -> str:
    """What would make the verdict another one, in a sentence."""
    words = run.names.words
    composite = any(each.id == change.part for each in run.names.instrument.composites)
    key = "verdict.change-step" if change.after > change.before else "verdict.change-down"
    if composite:
        key = "verdict.change-to" if change.parts == (change.part,) else "verdict.change-parts"
    part = listed(words, [run.names.spoken(each) for each in change.parts])
    return words(
        key,
        part=part,
        before=words.number(change.before),
        after=words.number(change.after),
        outcome=change.outcome.name[words.language],
    )


def score_blocks(run: Run) -> list[Block]:
    """All scores as bars, those on another scale by themselves. A single answer that a gap tells is left to it."""
    words = run.names.words
    columns = (words("column.score-of"), words("column.score"), words("column.band"), words("column.answers"))
    gaps = {end for gap in run.names.instrument.gaps for end in (gap.more, gap.less)}
    found = [
        (score, strong)
        for score, strong in _ordered_scores(run)
        if strong or (score.low is not None and not (score.id in gaps and score.coverage.asked == 1))
    ]
    blocks: list[Block] = []
    heading = "assess.scores" if run.names.instrument.verdict else "assess.scores-other"
    for ends in dict.fromkeys(score.ends for score, _ in found):
        bars = tuple(_bar(run, score, strong) for score, strong in found if score.ends == ends)
        marked = words("goal.mark") if any(bar.mark is not None for bar in bars) else ""
        blocks += [Heading(words(heading, low=ends[0], high=ends[1])), Bars(columns, bars, *ends, marked)]
    if any(each.has_range for each in run.scores.dimensions):
        blocks.append(Paragraph(words("assess.range-explained"), "muted"))
    return blocks


def _ordered_scores(run: Run) -> Iterator[tuple[Score, bool]]:
    """Every composite with its dimensions below it, then the other dimensions; and whether it is a composite."""
    shown: set[str] = set()
    for composite in run.scores.composites:
        yield composite, True
        for part in composite.parts:
            if part.id not in shown and any(part is each for each in run.scores.dimensions):
                yield part, False
                shown.add(part.id)
    yield from ((each, False) for each in run.scores.dimensions if each.id not in shown)


def _level(names: Names, score: Score) -> int | None:
    """0 in the lowest of the bands, 2 in the highest, 1 between; None without bands or where more is no better."""
    bands = [each.id for each in names.bands(score.id)]
    neutral = any(each.neutral for each in names.instrument.dimensions if each.id == score.id)
    if score.band not in bands or len(bands) < 2 or neutral:
        return None
    place = bands.index(score.band)
    return 0 if place == 0 else 2 if place == len(bands) - 1 else 1


def _bar(run: Run, score: Score, strong: bool = False) -> Bar:
    words = run.names.words
    note = coverage_words(words, score.coverage)
    if spread := range_words(words, score):
        note += f"; {spread}"
    goal = run.goals.get(run.names.advice_of(score.id) or "")
    if goal is not None and (deadline := deadline_words(words, goal)):
        note += "; " + words("goal.deadline", deadline=deadline)
    return Bar(
        level=_level(run.names, score),
        label=run.names.score(score.id),
        value=None if score.value is None else float(score.value),
        low=None if score.low is None or score.value is None else float(score.low),
        high=None if score.high is None or score.value is None else float(score.high),
        figure=figure(words, score),
        words=run.names.band(score.band, score.id),
        note=note,
        strong=strong,
        mark=float(goal.level) if goal else None,
    )


def _recommendation_blocks(run: Run) -> list[Block]:
    words = run.names.words
    blocks: list[Block] = []
    if run.guidance.recommendations:
        blocks.append(Heading(words.count("advise.heading", len(run.guidance.recommendations))))
    elif run.guidance.all_strong:
        blocks += [Heading(words("advise.none-heading")), Paragraph(words("advise.none"))]
    blocks += [Paragraph(text, "muted") for text in tie_words(run)]
    for each in run.guidance.recommendations:
        blocks += one_recommendation(run, each)
    if run.guidance.strength is not None:
        strength = run.guidance.strength
        name = f"{advice_name(words, strength.advice)}: {figure(words, strength.score)}"
        blocks += [
            Heading(words("advise.build-on")),
            Paragraph(name, "strong"),
            Paragraph(
                marked_as(
                    words,
                    strength.advice.build_on[words.language],
                    strength.advice.reader,
                    strength.advice.provenance.by,
                )
            ),
        ]
    return blocks


def tie_words(run: Run) -> Iterator[str]:
    """Where pieces of advice are equally low: which, what put them in order, and which are therefore not shown."""
    words = run.names.words
    for tie in run.guidance.ties:
        every, left = (listed_advice(words, group) for group in ((*tie.shown, *tie.others), tie.others))
        told = [words("advise.tie-goal" if tie.to_goal else "advise.tie", names=every, score=figure(words, tie.score))]
        if left:
            told.append(words("advise.tie-change" if tie.by_change else "advise.tie-order"))
            told.append(words("advise.tie-left", names=left))
        yield " ".join(told)


def listed_advice(words: Words, pieces: Sequence[Advice]) -> str:
    """ "Advice 1, 2 and 5", in the publication's order; "" of none."""
    numbers = [str(each.number) for each in sorted(pieces, key=lambda each: each.number)]
    return words("advise.numbers", numbers=listed(words, numbers)) if numbers else ""


def one_recommendation(run: Run, each: Recommendation) -> list[Block]:
    """One piece of advice to work on: why, what to do, a case, and where to go on."""
    words, language = run.names.words, run.names.words.language
    reason = words(
        "advise.reason", score=figure(words, each.score), band=run.names.band(each.score.band, each.score.id)
    )
    if each.goal is not None and each.score.value is not None:
        distance = words.number(each.goal.level - each.score.value)
        goal = goal_words(words, each.goal)
        reason += " " + words("advise.goal", goal=goal[:1].upper() + goal[1:], distance=distance)
    blocks: list[Block] = [Heading(advice_name(words, each.advice), 2), Paragraph(reason)]
    if each.lowest:
        lowest = [
            f"{run.names.marked(r.item.text[language], r.item.provenance)} ({run.names.answer(r.item, r.answer)})"
            for r in each.lowest
        ]
        blocks += [Paragraph(words("advise.lowest")), Points(tuple(lowest))]
    actions = tuple(marked(words, one.text[language], one.provenance) for one in each.actions)
    if actions:
        blocks += [Paragraph(words("advise.do")), Points(actions, numbered=True)]
    else:
        blocks.append(Paragraph(words("advise.all-done")))
    blocks += [
        *case_blocks(words, each.case),
        Paragraph(_deeper(run, each.advice), "muted"),
    ]
    return blocks


def case_blocks(words: Words, case: Case) -> list[Block]:
    """A case as it was told, with its source; and by itself how we read it, which nobody in it said."""
    language = words.language
    told = marked(words, case.text[language], case.provenance)
    lesson = words("whose.reading", text=case.lesson[language])
    return [
        Paragraph(words("advise.case", who=case.who[language], title=case.title[language])),
        Paragraph(f"{told} ({source_words(words, case.provenance)})"),
        Paragraph(marked_as(words, lesson, case.reader, case.provenance.by)),
    ]


def _resolution_blocks(run: Run) -> list[Block]:
    """What was decided before, and what became of it."""
    if not run.resolutions:
        return []
    words = run.names.words
    told = tuple(resolution_line(words, run.names.advice, each) for each in run.resolutions)
    return [Heading(words("decide.before")), Points(told)]


def _deeper(run: Run, advice: Advice) -> str:
    words = run.names.words
    models = ", ".join(model.name[words.language] for model in advice.models)
    commands = [f"digitrans advice show {advice.number}", *(run.openings[each] for each in advice.deeper)]
    return words("advise.deeper", commands=", ".join(commands), models=models)


def profile_blocks(run: Run) -> list[Block]:
    """Where the answers to dilemmas lie; [] where there are none."""
    words, language = run.names.words, run.names.words.language
    positions = []
    for item, answer in profile(run.names.instrument, run.answers):
        said = run.names.answer(item, answer)
        poles = item.left.name[language], item.right.name[language]
        positions.append(Position(item.text[language], *poles, answer.number, said, answer.note or ""))
    if not positions:
        return []
    columns = words("column.dilemma"), words("column.answer"), words("column.note")
    picture = Profile(tuple(positions), columns)
    return [Heading(words("profile.heading")), Paragraph(words("profile.no-grade"), "muted"), picture]


def uncounted_blocks(run: Run) -> list[Block]:
    """The answers to ratings and choices that are asked beside the scores; dilemmas and lines are told elsewhere."""
    words, language = run.names.words, run.names.words.language
    told = []
    for each in _uncounted(run):
        text = run.names.marked(each.item.text[language], each.item.provenance)
        told.append(of_unit(each.unit, f"{text}: {run.names.answer(each.item, run.answers[each.key])}"))
    return [Heading(words("assess.uncounted")), Points(tuple(told))] if told else []


def _uncounted(run: Run) -> list[Asked]:
    questions = asked(run.names.instrument, run.answers)
    return [each for each in questions if not each.item.counts and isinstance(each.item, Rating | Choice)]


def raised_blocks(run: Run) -> list[Block]:
    """Second looks and tensions: the questions that answers raise together."""
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = []
    for heading, found in (("looks.heading", run.guidance.second_looks), ("tensions.heading", run.tensions)):
        if not found:
            continue
        blocks += [Heading(words(heading)), Paragraph(words(f"{heading}-why"), "muted")]
        for each in found:
            text, question = (run.names.marked(told[language], each.provenance) for told in (each.text, each.question))
            blocks += [Paragraph(text), Points((question,))]
    if any(isinstance(item, Slider) for item in run.names.instrument.items) and not run.tensions:
        blocks += [Heading(words("tensions.heading")), Paragraph(words("tensions.none"))]
    return blocks


def note_blocks(run: Run) -> list[Block]:
    """The leader's notes beside what they belong to."""
    words, language = run.names.words, run.names.words.language
    told = []
    for each in asked(run.names.instrument, run.answers):
        answer = run.answers[each.key]
        if answer.note and not isinstance(each.item, Slider):
            unit = f"{each.unit.name}: " if each.unit else ""
            told.append(f"{unit}{each.item.text[language]} ({run.names.answer(each.item, answer)}): {answer.note}")
    return [Heading(words("assess.notes")), Points(tuple(told))] if told else []
