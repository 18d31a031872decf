"""The first screen of a result: the answer, how each score stands, and one thing to do. At most 20 lines of 80."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from digitrans.answers.plans import MAX_WORDS
from digitrans.answers.values import Missing
from digitrans.answers.wording import advice_name, capital, coverage_words, figure
from digitrans.content.items import Slider
from digitrans.documents import Bar, Bars, Block, Heading, HeatMap, Paragraph, Points
from digitrans.history.runs import Run
from digitrans.reports.units import cell, overview_scores
from digitrans.reports.verdict import reasons, undecided_words, unsure_words, verdict_name, verdict_numbers
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


def first_screen(run: Run, cautions: list[Block], scores: list[Block], more: Sequence[Sequence[Block]] = ()) -> Screen:
    """What is shown of a result before the rest; () where there is neither a verdict, a decision nor a score.

    ``cautions`` and ``scores`` are those of the whole result. ``more`` are parts of it, the most useful first, that
    follow as long as there is room for them.
    """
    cautions = [*_how_much(run), *cautions]
    if run.units:
        return (*cautions, *_units(run))
    if any(isinstance(item, Slider) for item in run.names.instrument.items):
        return (*cautions, *_leanings(run), *_tensions(run))
    beside, last = [*cautions, *_answer(run)], [*_one_thing(run), *_looks(run)]
    if len(beside) == len(cautions):
        return ()
    bars = _bars(run, [each for each in scores if isinstance(each, Bars)], 0)
    if _taken((*beside, *bars, *last)) > _ROOM:
        beside = [*cautions, *_answer(run, brief=True)]
    room = _ROOM - _taken((*beside, *last))
    bars = _bars(run, [each for each in scores if isinstance(each, Bars)], room)
    room -= _taken(bars)
    for part in more:
        taken = _taken(part)
        if part and taken <= room:
            last, room = [*last, *part], room - taken
    return (*beside, *bars, *last)


Screen = tuple[Block, ...]

_ROOM, _LINE = 20, 76
"""Lines below the title that a first screen takes, and characters on one of them."""


def _looks(run: Run) -> list[Block]:
    """How many second looks there are."""
    count = len(run.guidance.second_looks) + run.guidance.more_looks
    return [Paragraph(run.names.words.count("screen.looks", count), "muted")] if count else []


def _how_much(run: Run) -> list[Block]:
    """How much was answered, where that is not everything; and that it was asked in short."""
    told = [run.names.words("home.short", n=run.coverage.asked)] if run.answers.short else []
    if run.coverage.answered not in (0, run.coverage.asked):
        told.append(f"{coverage_words(run.names.words, run.coverage)}.")
    return [Paragraph(" ".join(told), "muted")] if told else []


def _taken(blocks: Iterable[Block]) -> int:
    """About how many lines all of them take."""
    return sum(len(each.bars) if isinstance(each, Bars) else _lines(each) for each in blocks)


def _lines(block: Block) -> int:
    """About how many lines a text, a heading or a list takes."""
    if isinstance(block, Points):
        return sum(1 + (len(text) + 4) // _LINE for text in block.texts)
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
    if not run.tensions and not run.coverage.answered:
        return []
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
    """The scores of all units, a grid for each scale: all of them, or as many as there is room for, or none."""
    instrument, ends = run.names.instrument, run.names.instrument.score_ends()
    because = instrument.decision.because if instrument.decision else ()
    overview = overview_scores(run)
    for wanted in ([each.id for each in instrument.dimensions], [*because, *overview], overview, because):
        shown = [each for each in dict.fromkeys(wanted) if ends.get(each)]
        if len(shown) + len(run.units) <= _GRID:
            return [
                _grid(run, scale, [each for each in shown if ends[each] == scale]) for scale in _scales(ends, shown)
            ]
    return []


def _scales(ends: Mapping[str, tuple[int, int] | None], shown: Sequence[str]) -> list[tuple[int, int]]:
    return [each for each in dict.fromkeys(ends[name] for name in shown) if each is not None]


def _grid(run: Run, scale: tuple[int, int], shown: Sequence[str]) -> Block:
    name = run.names.words("units.overview")
    rows = tuple((unit.unit.name, tuple(cell(run, unit, each) for each in shown)) for unit in run.units)
    return HeatMap(name, (name, *(run.names.score(each) for each in shown)), rows, *scale)


_GRID = 12
"""So many scores and units together leave a grid on one screen."""

_UNITS = 10
"""So many units are told of by themselves."""


def _answer(run: Run, brief: bool = False) -> list[Block]:
    """The verdict or the decision, with what explains it; why there is no verdict, where there is none.

    Where it is to be ``brief``, the first sentence of what a verdict means.
    """
    words, language, judgement = run.names.words, run.names.words.language, run.guidance.judgement
    if judgement is not None and judgement.outcome is None:
        why, *between = undecided_words(run, judgement)
        open_line = [words("home.open")] if run.coverage.answered else []
        told = [Paragraph(text) for text in (*between, *open_line)]
        return [Paragraph(f"{words('verdict.heading')} {why}", "strong"), *told]
    if judgement is not None and judgement.outcome is not None:
        numbers = f"{verdict_name(run, judgement)} ({verdict_numbers(run, judgement)})."
        meant = judgement.outcome.text[language]
        meant = f"{meant.partition('. ')[0].removesuffix('.')}." if brief else meant
        why = " ".join(reasons(run, judgement, marks=False)) or meant
        told = [Paragraph(text) for text in (why, *unsure_words(run, judgement))]
        return [Paragraph(f"{words('verdict.heading')} {numbers}", "strong"), *told]
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
    """What is proposed for Monday, and which piece of advice it comes from."""
    words, proposal = run.names.words, _for_monday(run)
    if proposal is None:
        return []
    advice = run.guidance.recommendations[0]
    name, score = advice_name(words, advice.advice), figure(run.names, advice.score)
    return [Heading(words("screen.monday", name=name, score=score)), Paragraph(proposal.text)]
