"""The first screen of a result: the answer, how each score stands, and one thing to do. At most 20 lines of 80."""

from __future__ import annotations

from dataclasses import replace

from digitrans.answers.wording import capital
from digitrans.documents import Bar, Bars, Block, Heading, HeatMap, Paragraph, Points
from digitrans.history.runs import Run
from digitrans.reports.units import cell
from digitrans.values import dataclass

_BARS = 11
"""So many bars leave room for the answer and for what to do."""


@dataclass(frozen=True)
class Proposal:
    """An action that can become a decision: the id of its advice, its words, and its own id."""

    advice: str
    text: str
    action: str


def proposed(run: Run) -> Proposal | None:
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
    answer = _answer(run, reasons)
    if not answer:
        return ()
    bars = [bar for each in scores if isinstance(each, Bars) for bar in each.bars]
    parts = advised(run, [bar for bar in bars if not bar.strong])[:_BARS]
    block = next((each for each in scores if isinstance(each, Bars)), None)
    shown = [] if block is None or not parts else [replace(block, bars=tuple(parts), compact=True)]
    return (*cautions, *answer, *shown, *_one_thing(run))


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
    return [
        *([Points(tuple(picked))] if picked else []),
        *([Points(tuple(decided))] if decided else []),
        *_grids(run),
    ]


def _grids(run: Run) -> list[Block]:
    """The scores of all units, a grid for each scale; () where they would take more than the screen."""
    ends = run.names.instrument.score_ends()
    dimensions = [each.id for each in run.names.instrument.dimensions if ends.get(each.id)]
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
    proposal = proposed(run)
    return [Heading(run.names.words("screen.monday")), Paragraph(proposal.text)] if proposal else []
