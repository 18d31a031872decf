"""The result of a questionnaire: what its answers come to, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from digitrans.answers.guidance import Recommendation
from digitrans.answers.scoring import FEW_RATINGS, Score, profile
from digitrans.answers.values import Asked, asked
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
    figure_words,
    gap_blocks,
    gap_line,
    question_blocks,
    remark_blocks,
    side_blocks,
    stands_out,
)
from digitrans.reports.legend import with_legend
from digitrans.reports.plans import deadline_words, goal_words, resolution_line
from digitrans.reports.units import unit_blocks
from digitrans.reports.verdict import change_words, judgement_blocks, spoken_score, verdict_name
from digitrans.texts import Words


def assessment_report(run: Run) -> Document:
    """The result as a Document. Sections that the questionnaire does not declare are left out."""
    words, instrument = run.names.words, run.names.instrument
    blocks: list[Block] = [*about_blocks(run), Paragraph(_circumstances(run), "muted")]
    cautions: list[Block] = [Paragraph(text, "warning") for text in _cautions(run)]
    blocks += cautions
    blocks += judgement_blocks(run)
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
    screen = first_screen(run, cautions, score_blocks(run), _more(run))
    return Document(title, with_legend(words, blocks), data, words.language, assessment_sheet(run), screen=screen)


HALF = 50


def _more(run: Run) -> list[list[Block]]:
    """What a first screen shows below the answer where there is room, the most useful first."""
    words, language, names, guide = run.names.words, run.names.words.language, run.names, run.guide
    parts: list[list[Block]] = []
    judgement = run.guidance.judgement
    if run.guidance.all_strong and not run.guidance.unscored:
        parts.append([Paragraph(words("home.ask-others"))])
    if judgement is not None and judgement.outcome is not None and judgement.without_floor is None:
        parts += [[Paragraph(change_words(run, change))] for change in judgement.changes[:1]]
        parts += [[Paragraph(text, "muted")] for text in list(tie_words(run))[:1]]
    if names.instrument.repeat is not None or names.instrument.decision is None:
        return parts
    short = [each for each in guide.distances if (each.difference or 0) >= each.gap.at_least]
    lines = [gap_line(names, each) for each in short if names.in_steps(str(each.gap.more))]
    parts += [[Heading(words("screen.gaps")), Points(tuple(lines))]] if lines else []
    named = [each for each in run.scores.figures if each.figure.rule in ("weakest", "strongest")]
    told = (figure_words(names, each, run.scores) for each in named if stands_out(each, run.scores))
    parts += [[Paragraph(line)] for line in told if line]
    asked_about = [item.question[language] for item in guide.questions if item.question]
    if asked_about:
        left = len(set(asked_about)) - 1
        more = [Paragraph(words.count("screen.more-units", left), "muted")] if left else []
        parts.append([Heading(words("questions.heading")), Points((asked_about[0],)), *more])
    remarks = [block for block in remark_blocks(names, guide, marks=False) if isinstance(block, Heading | Points)]
    parts += [[head, points] for head, points in pairwise(remarks) if isinstance(points, Points)]
    return parts


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
    verdict = words("home.verdict", verdict=verdict_name(run, judgement))
    steps = [verdict, *first_step(run)]
    return [Heading(words("home.next")), Points(tuple(steps))] if len(steps) > 1 else []


def first_step(run: Run) -> Iterator[str]:
    """The piece of advice to begin with, and the command that opens it; others to ask, where none is left."""
    words = run.names.words
    for first in run.guidance.recommendations[:1]:
        name, score = advice_name(words, first.advice), figure(run.names, first.score)
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
        return title, f"{figure(run.names, score)}, {run.names.band(score.band, advice_id)}"
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
    words, coverage, scored = run.names.words, run.coverage, bool(run.scores.dimensions)
    if coverage.answered == 0:
        yield words("assess.nothing-answered" if scored else "assess.nothing-placed")
    elif coverage.answered * 100 < coverage.relevant * run.names.instrument.rules.enough_percent:
        percent = run.names.instrument.rules.enough_percent
        yield words("assess.sparse" if percent == HALF else "assess.sparse-percent", percent=percent)
    judged = run.names.instrument.verdict is not None
    if run.scores.at_the_top:
        yield words("assess.at-the-top" if judged else "assess.all-best")
    elif scored and run.scores.uniform:
        yield words("assess.turned" if run.scores.turned else "assess.uniform" if judged else "assess.uniform-other")
    places = [answer.number for _, answer in profile(run.names.instrument, run.answers) if answer.number is not None]
    if len(places) >= FEW_RATINGS and len(set(places)) == 1:
        yield words("profile.same-side" if places[0] else "profile.all-middle")


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
        figure=figure(run.names, score),
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
        blocks += [Heading(words("advise.none-heading")), Paragraph(none_below(run))]
    blocks += [Paragraph(text, "muted") for text in tie_words(run)]
    for each in run.guidance.recommendations:
        blocks += one_recommendation(run, each)
    if run.guidance.strength is not None:
        strength = run.guidance.strength
        name = f"{advice_name(words, strength.advice)}: {figure(run.names, strength.score)}"
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


def none_below(run: Run) -> str:
    """That no advice is to be taken up; of those without a score, that nothing is known."""
    words, unscored = run.names.words, run.guidance.unscored
    if not unscored:
        return words("advise.none")
    return words("advise.none-known", names=listed_advice(words, unscored))


def tie_words(run: Run) -> Iterator[str]:
    """Where pieces of advice are equally low: which, what put them in order, and which are therefore not shown."""
    words = run.names.words
    for tie in run.guidance.ties:
        every, left = (listed_advice(words, group) for group in ((*tie.shown, *tie.others), tie.others))
        told = [
            words("advise.tie-goal" if tie.to_goal else "advise.tie", names=every, score=spoken_score(run, tie.score))
        ]
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
        "advise.reason", score=spoken_score(run, each.score), band=run.names.band(each.score.band, each.score.id)
    )
    if each.score.coverage.answered < each.score.coverage.asked:
        reason += f" {capital(coverage_words(words, each.score.coverage))}."
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
    more = run.guidance.more_looks
    for heading, found in (("looks.heading", run.guidance.second_looks), ("tensions.heading", run.tensions)):
        if not found:
            continue
        blocks += [Heading(words(heading)), Paragraph(words(f"{heading}-why"), "muted")]
        for each in found:
            text, question = (run.names.marked(told[language], each.provenance) for told in (each.text, each.question))
            blocks += [Paragraph(text), Points((question,))]
        if heading == "looks.heading" and more:
            blocks.append(Paragraph(words.count("looks.more", more), "muted"))
    if profile(run.names.instrument, run.answers) and not run.tensions and run.coverage.answered:
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
