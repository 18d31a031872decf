"""The first screen of a result: the answer, how each score stands, and one thing to do. At most 20 lines of 80."""

from __future__ import annotations

from dataclasses import replace

from digitrans.answers.plans import MAX_WORDS
from digitrans.answers.values import Missing
from digitrans.answers.wording import capital
from digitrans.content.items import Slider
from digitrans.documents import Bar, Bars, Block, Heading, HeatMap, Paragraph, Points
from digitrans.history.runs import Run
from digitrans.reports.units import cell, overview_scores
from digitrans.values import dataclass

_BARS = 11
"""So many bars leave room for the answer and for what to do."""


@dataclass(frozen=True)
class Proposal:
    """An action that can become a decision: the id of its advice, its words, and its own id; None for no action."""

    advice: str
    text: str
    action: str | None = None


def proposed(run: Run) -> Proposal | None:
    """What a result proposes to decide: the action for Monday, or what a questionnaire about an advice comes to.

    None where there is neither.
    """
    decided, instrument = run.guide.decided, run.names.instrument
    if decided is None or instrument.repeat is not None:
        return _for_monday(run)
    about = (each.id for each in run.names.advice.values() if instrument.id in each.deeper)
    text = decided.text[run.names.words.language]
    return next((Proposal(each, text) for each in about if len(text) <= MAX_WORDS), None)


def _for_monday(run: Run) -> Proposal | None:
    """The first action of the first recommendation: what can be put into Monday's calendar; None without any."""
    language = run.names.words.language
    first = ((each.advice.id, action) for each in run.guidance.recommendations[:1] for action in each.actions[:1])
    return next((Proposal(advice, action.text[language], action.id) for advice, action in first), None)


def first_screen(run: Run, cautions: list[Block], reasons: list[str], scores: list[Block]) -> tuple[Block, ...]:
    """What is shown of a result before the rest; () where there is neither a verdict nor a decision.

    ``cautions``, ``scores`` and the ``reasons`` of the verdict are those of the whole result.
    """
    if run.units:
        return (*cautions, *_units(run))
    if any(isinstance(item, Slider) for item in run.names.instrument.items):
        return (*cautions, *_leanings(run), *_tensions(run))
    answer = _answer(run, reasons)
    if not answer:
        return ()
    beside = (*cautions, *answer, *_one_thing(run))
    room = _ROOM - sum(_lines(each) for each in beside)
    bars = _bars(run, [each for each in scores if isinstance(each, Bars)], room)
    return (*cautions, *answer, *bars, *_one_thing(run))


_ROOM, _LINE = 19, 76
"""Lines below the title that a first screen takes, and characters on one of them."""


def _lines(block: Block) -> int:
    """About how many lines a text or a heading takes."""
    text = block.text if isinstance(block, Paragraph | Heading) else ""
    return 1 + len(text) // _LINE + isinstance(block, Heading)


def _bars(run: Run, scales: list[Bars], room: int) -> list[Block]:
    """A line for each score that is no sum of others; where they lie on several scales, each scale by itself.

    Where there is no ``room`` for all, those of the pieces of advice.
    """
    words, left = run.names.words, _BARS
    blocks: list[Block] = []
    for scale in scales:
        parts = [bar for bar in scale.bars if not bar.strong]
        parts = (parts if len(parts) <= room else advised(run, parts))[:left]
        left -= len(parts)
        if parts and len(scales) > 1:
            blocks.append(Paragraph(words("assess.scores-other", low=scale.start, high=scale.end), "muted"))
        blocks += [replace(scale, bars=tuple(parts), compact=True)] if parts else []
    return blocks


def _leanings(run: Run) -> list[Block]:
    """Where the weight was put: the poles that were chosen clearly, those leaned towards, and what was left open."""
    words, language = run.names.words, run.names.words.language
    sliders = [item for item in run.names.instrument.items if isinstance(item, Slider)]
    told: dict[str, list[str]] = {"2": [], "1": [], "0": [], Missing.DONT_KNOW.value: []}
    for item in sliders:
        value = run.answers[item.id].value
        if isinstance(value, int):
            pole = item.left if value < 0 else item.right
            told[str(abs(value))].append(pole.name[language] if value else item.text[language])
        elif value is Missing.DONT_KNOW:
            told[value.value].append(item.text[language])
    lines = [capital(words(f"slider.{each}", pole=" · ".join(told[each]))) for each in ("2", "1") if told[each]]
    for key, label in (("0", words("slider.0")), (Missing.DONT_KNOW.value, words("answer.dont-know"))):
        lines += [f"{capital(label)}: {' · '.join(told[key])}"] if told[key] else []
    return [Points(tuple(lines))] if lines else []


def _tensions(run: Run) -> list[Block]:
    """The first of what pulls in different directions, with its question; how much more there is of it."""
    words, language = run.names.words, run.names.words.language
    if not run.tensions:
        return [Heading(words("tensions.heading")), Paragraph(words("tensions.none"))]
    first, more = run.tensions[0], len(run.tensions) - 1
    blocks: list[Block] = [Heading(words("tensions.heading")), Paragraph(first.text[language])]
    blocks.append(Points((first.question[language],)))
    return [*blocks, Paragraph(words.count("screen.more-tensions", more), "muted")] if more else blocks


def advised(run: Run, bars: list[Bar]) -> list[Bar]:
    """The bars of the pieces of advice, where a questionnaire has such; the verdict tells of the others."""
    advised = {run.names.score(each.id) for each in run.names.instrument.dimensions if each.advice}
    return [bar for bar in bars if bar.label in advised] or bars


def _units(run: Run) -> list[Block]:
    """Who stands out, and in a line for each unit what it came to, or its scores."""
    language, words = run.names.words.language, run.names.words
    names = {each.unit.id: each.unit.name for each in run.units}
    picked = [
        f"{pick.name[language]}: {', '.join(names[each] for each in ids) or words('screen.nobody')}"
        for pick, ids in run.picked
    ]
    decided = [f"{each.unit.name}: {each.guide.decided.name[language]}" for each in run.units if each.guide.decided]
    more = len(decided) - _UNITS
    return [
        *([Points(tuple(picked))] if picked else []),
        *([Points(tuple(decided[:_UNITS]))] if decided else []),
        *([Paragraph(words.count("screen.more-units", more), "muted")] if more > 0 else []),
        *_grids(run),
    ]


def _grids(run: Run) -> list[Block]:
    """The scores of all units, a grid for each scale; those of the overview, or none, where all take too much room."""
    ends = run.names.instrument.score_ends()
    dimensions = [each.id for each in run.names.instrument.dimensions if ends.get(each.id)]
    if len(dimensions) + len(run.units) > _GRID:
        dimensions = [each for each in overview_scores(run) if ends.get(each)]
    blocks: list[Block] = []
    for scale in dict.fromkeys(ends[each] for each in dimensions):
        shown = [each for each in dimensions if ends[each] == scale]
        rows = tuple((unit.unit.name, tuple(cell(run, unit, each) for each in shown)) for unit in run.units)
        columns = (run.names.words("units.overview"), *(run.names.score(each) for each in shown))
        if scale is not None:
            blocks.append(HeatMap(run.names.words("units.overview"), columns, rows, *scale))
    return blocks if len(dimensions) + len(run.units) <= _GRID else blocks[:0]


_GRID = 12
"""So many scores and units together leave a grid on one screen."""

_UNITS = 10
"""So many units are told of by themselves."""


def _answer(run: Run, reasons: list[str]) -> list[Block]:
    """The verdict or the decision, with the sentence that explains it."""
    words, language, judgement = run.names.words, run.names.words.language, run.guidance.judgement
    if judgement is not None and judgement.outcome is not None:
        told = [Paragraph(text) for text in reasons[:1]]
        heading = Paragraph(f"{words('verdict.heading')} {capital(judgement.outcome.name[language])}.", "strong")
        return [heading, *(told or [Paragraph(judgement.outcome.text[language])])]
    decision = run.names.instrument.decision
    if run.names.instrument.repeat is None and decision is not None and run.guide.decided is not None:
        name = capital(run.guide.decided.name[language])
        return [
            Heading(decision.name[language]),
            Paragraph(name, "strong"),
            Paragraph(run.guide.decided.text[language]),
        ]
    return []


def _one_thing(run: Run) -> list[Block]:
    """What is proposed for Monday."""
    proposal = _for_monday(run)
    return [Heading(run.names.words("screen.monday")), Paragraph(proposal.text)] if proposal else []
