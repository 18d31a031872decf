"""Instrument and answers to scores. Pure: values in, frozen values out; ``docs/scoring.md`` has worked examples.

Means are exact fractions, so that a score on a boundary is on the boundary; rounding is left to whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from digitrans.answers.percentages import percentages
from digitrans.answers.values import Answer, Answers, Missing, asked_items
from digitrans.content.instruments import Band, Composite, Dimension, Instrument
from digitrans.content.items import AnyItem, Choice, Rating, Slider
from digitrans.content.rules import Figure
from digitrans.values import dataclass

LOWEST, HIGHEST = 1, 5
FEW_RATINGS = 5
"""With fewer ratings than this nothing is said of their being at the top."""


@dataclass(frozen=True)
class Coverage:
    """How many answers stand behind a score. ``asked`` is the sum of the other four."""

    answered: int = 0
    dont_know: int = 0
    not_relevant: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        return self.answered + self.open + self.not_relevant

    @property
    def open(self) -> int:
        """Items that could still get a rating: don't know, and unanswered."""
        return self.dont_know + self.unanswered

    @property
    def relevant(self) -> int:
        return self.answered + self.open

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.answered + other.answered,
            self.dont_know + other.dont_know,
            self.not_relevant + other.not_relevant,
            self.unanswered + other.unanswered,
        )


@dataclass(frozen=True)
class Rated:
    """One item that counts: ``points`` as it does so (a rating 1 to 5, reversed ones turned; a choice by the points of
    its option), or None where there is no answer."""

    item: Rating | Choice
    answer: Answer
    points: int | None


@dataclass(frozen=True)
class Score:
    """The score of a dimension or a composite, between its ``ends``: 1 to 5, unless its choices count otherwise.

    ``value`` is None where too few items were answered. ``low`` and ``high`` say what it becomes if every open item
    were at the lower, or the upper end; both equal ``value`` where nothing is open, and are None where no item is
    relevant. ``band`` is the id of the band that ``value`` falls into, None without a value.
    """

    id: str
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    band: str | None
    coverage: Coverage
    rated: tuple[Rated, ...] = ()
    parts: tuple[Score, ...] = ()
    ends: tuple[int, int] = (LOWEST, HIGHEST)

    @property
    def has_range(self) -> bool:
        """Whether open answers can still move the score."""
        return self.low is not None and self.low != self.high


@dataclass(frozen=True)
class Figured:
    """A figure made from scores: its value, the ids it points at, and for a mix the shares in whole per cent.

    ``missing`` are the parts without a score. ``value`` is None where no part has one; a mix needs all of them.
    """

    figure: Figure
    value: Fraction | None
    named: tuple[str, ...]
    missing: tuple[str, ...]
    shares: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Scores:
    """All scores of a run. ``uniform``: every rating has the same value; ``turned``: although some of them are worded
    the other way round, so that they contradict each other. ``sparse``: fewer relevant items than the instrument's
    threshold were answered. ``at_the_top``: every rating of what is better the more there is of it counts as much as it
    can; not where there are fewer than five."""

    dimensions: tuple[Score, ...]
    composites: tuple[Score, ...]
    coverage: Coverage
    uniform: bool
    sparse: bool
    figures: tuple[Figured, ...] = ()
    turned: bool = False
    at_the_top: bool = False

    def __getitem__(self, score_id: str) -> Score:
        return next(score for score in (*self.dimensions, *self.composites) if score.id == score_id)

    def __contains__(self, score_id: object) -> bool:
        return any(score.id == score_id for score in (*self.dimensions, *self.composites))


def points(item: AnyItem, answer: Answer) -> int | None:
    """The answer as it counts: 6 - x for a reversed rating, the points of a choice; None where there is no number."""
    if isinstance(item, Choice):
        return next((option.points for option in item.options if option.id == answer.value), None)
    if answer.number is None or not isinstance(item, Rating):
        return None
    return LOWEST + HIGHEST - answer.number if item.reverse else answer.number


def coverage_of(answers: Iterable[Answer]) -> Coverage:
    """How many of ``answers`` have a value, and why the others have none."""
    values = [answer.value for answer in answers]
    dont_know, not_relevant, unanswered = (
        values.count(missing) for missing in (Missing.DONT_KNOW, Missing.NOT_RELEVANT, Missing.UNANSWERED)
    )
    return Coverage(len(values) - dont_know - not_relevant - unanswered, dont_know, not_relevant, unanswered)


def band_of(value: Fraction | None, bands: tuple[Band, ...]) -> str | None:
    """The id of the first band that ``value`` is below; a boundary belongs to the upper band."""
    if value is None:
        return None
    return next((band.id for band in bands if band.below is None or value < exact(band.below)), None)


@cache
def exact(number: float) -> Fraction:
    """A boundary as it is written: 2.3 is 23/10."""
    return Fraction(str(number))


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """The arithmetic mean, exactly; None of nothing."""
    numbers = list(values)
    return Fraction(sum(numbers), len(numbers)) if numbers else None


def enough(answered: int, relevant: int, instrument: Instrument) -> bool:
    """Whether the answered share of the relevant items reaches the instrument's threshold; never with none."""
    return answered > 0 and answered * 100 >= relevant * instrument.rules.enough_percent


def score_dimension(
    dimension: Dimension, answers: Answers, instrument: Instrument, items: tuple[AnyItem, ...]
) -> Score:
    """The mean of a dimension's answers, its range and its coverage."""
    mine = [item for item in items if item.dimension == dimension.id and item.scored_ends]
    rated = tuple(
        Rated(item, answers[item.id], points(item, answers[item.id]))
        for item in mine
        if isinstance(item, Rating | Choice)
    )
    ends = next((found for item in mine if (found := item.scored_ends)), (LOWEST, HIGHEST))
    coverage = coverage_of(each.answer for each in rated)
    given = [each.points for each in rated if each.points is not None]
    whole = mean(given)
    value = whole if enough(coverage.answered, coverage.relevant, instrument) else None
    most = _most(dimension, answers)
    value, low, high = (
        each if each is None or most is None else min(each, most)
        for each in (value, *(mean([*given, *[end] * coverage.open]) if coverage.open else whole for end in ends))
    )
    band = band_of(value, dimension.bands or instrument.bands)
    return Score(dimension.id, value, low, high, band, coverage, rated, ends=ends)


def _most(dimension: Dimension, answers: Answers) -> Fraction | None:
    """How far the score can go with these answers; None where nothing limits it."""
    cap = dimension.cap
    limited = cap is not None and answers[cap.item].value == cap.option
    return exact(cap.at_most) if cap is not None and limited else None


def score_composite(composite: Composite, scores: dict[str, Score], instrument: Instrument) -> Score:
    """The scores below it as one, by the composite's rule."""
    put = weakest_of if composite.rule == "weakest" else mean_of
    return put(composite, scores, instrument)


def weakest_of(composite: Composite, scores: dict[str, Score], instrument: Instrument) -> Score:
    """The lowest of the scores below it.

    Where one of them is missing, there is a value only if that one could not lead to another band: no high score makes
    up for a low one. A part in which nothing is relevant does not count.
    """
    parts = tuple(scores[each] for each in composite.of)
    relevant = [part for part in parts if part.low is not None and part.high is not None]
    known = [part.value for part in relevant if part.value is not None]
    low = min((part.low for part in relevant if part.low is not None), default=None)
    high = min((part.high for part in relevant if part.high is not None), default=None)
    value = min(known, default=None)
    if len(known) < len(relevant) and value is not None:
        reached = {band_of(each, instrument.bands) for each in (low, value, high)}
        value = value if len(reached) == 1 else None
    coverage = sum((part.coverage for part in parts), Coverage())
    band = band_of(value, instrument.bands)
    return Score(composite.id, value, low, high, band, coverage, parts=parts, ends=parts[0].ends)


def mean_of(composite: Composite, scores: dict[str, Score], instrument: Instrument) -> Score:
    """The mean of the scores below it, each weighing the same.

    Its range takes in every dimension that has a relevant item, also those with too few answers for a score of their
    own, and always includes the value.
    """
    parts = tuple(scores[each] for each in composite.of)
    values = [part.value for part in parts if part.value is not None]
    relevant = [part for part in parts if part.low is not None and part.high is not None]
    value = mean(values) if enough(len(values), len(relevant), instrument) else None
    low = mean(part.low for part in relevant if part.low is not None)
    high = mean(part.high for part in relevant if part.high is not None)
    if value is not None and low is not None and high is not None:
        low, high = min(low, value), max(high, value)
    coverage = sum((part.coverage for part in parts), Coverage())
    band = band_of(value, instrument.bands)
    return Score(composite.id, value, low, high, band, coverage, parts=parts, ends=parts[0].ends)


def score(instrument: Instrument, answers: Answers, items: tuple[AnyItem, ...] | None = None) -> Scores:
    """All scores of ``answers``. What was not answered is left out and counted, never guessed.

    ``items`` are those that count, all that are asked where it is None. A repeated instrument is scored for each unit
    with ``Answers.of_unit``.
    """
    items = asked_items(instrument, answers.short) if items is None else items
    dimensions = tuple(score_dimension(each, answers, instrument, items) for each in instrument.dimensions)
    by_id = {each.id: each for each in dimensions}
    composites = []
    for composite in instrument.composites:
        by_id[composite.id] = score_composite(composite, by_id, instrument)
        composites.append(by_id[composite.id])
    counting = [item for item in items if item.counts]
    coverage = coverage_of(answers[item.id] for item in counting if not item.optional)
    ratings = [n for item in counting if isinstance(item, Rating) and (n := answers[item.id].number) is not None]
    return Scores(
        dimensions,
        tuple(composites),
        coverage,
        uniform=len(ratings) > 1 and len(set(ratings)) == 1,
        sparse=coverage.answered * 100 < coverage.relevant * instrument.rules.enough_percent,
        figures=make_figures(instrument, by_id),
        turned=len(ratings) > 1
        and set(ratings) <= {LOWEST, HIGHEST}
        and len(set(ratings)) == 1
        and _both_ways(dimensions),
        at_the_top=_at_the_top(instrument, dimensions),
    )


def _both_ways(dimensions: Iterable[Score]) -> bool:
    """Whether questions of both wordings have a rating."""
    items = [each.item for score in dimensions for each in score.rated if each.points is not None]
    return len({each.reverse for each in items if isinstance(each, Rating)}) > 1


def _at_the_top(instrument: Instrument, dimensions: Iterable[Score]) -> bool:
    better = {each.id for each in instrument.dimensions if not each.neutral}
    rated = (each for score in dimensions if score.id in better for each in score.rated)
    given = [each.points for each in rated if isinstance(each.item, Rating) and each.points is not None]
    return len(given) >= FEW_RATINGS and set(given) == {HIGHEST}


def make_figures(instrument: Instrument, scores: dict[str, Score]) -> tuple[Figured, ...]:
    """The figures in their order: a mean may take those before it."""
    made: dict[str, Figured] = {}
    for figure in instrument.figures:
        made[figure.id] = _mean_of(figure, scores, made) if figure.rule == "mean" else make_figure(figure, scores)
    return tuple(made.values())


def _mean_of(figure: Figure, scores: dict[str, Score], made: dict[str, Figured]) -> Figured:
    """The weighted mean; without a value, where a part has none or a figure lacks one of its own."""
    values = {each: made[each].value if each in made else scores[each].value for each in figure.of}
    missing = tuple(each for each, value in values.items() if value is None or (each in made and made[each].missing))
    if missing:
        return Figured(figure, None, (), missing)
    weights = figure.weights or (1,) * len(figure.of)
    total = sum((value * weight for value, weight in zip(values.values(), weights, strict=True) if value), Fraction(0))
    return Figured(figure, total / sum(weights), figure.of, ())


def make_figure(figure: Figure, scores: dict[str, Score]) -> Figured:
    """The weakest or strongest of several scores, or their mix.

    Ties with the last one named are named, too, unless that would name them all though some stand out.
    """
    parts = [scores[each] for each in figure.of]
    values = [(part.value, part.id) for part in parts if part.value is not None]
    missing = tuple(part.id for part in parts if part.value is None)
    if not values:
        return Figured(figure, None, (), missing)
    if figure.rule == "mix":
        return _mix(figure, parts, missing)
    ordered = sorted((value for value, _ in values), reverse=figure.rule == "strongest")
    last = ordered[min(figure.count, len(ordered)) - 1]
    within = [(value, name) for value, name in values if (value <= last if figure.rule == "weakest" else value >= last)]
    if len(within) == len(values) > figure.count:
        within = [pair for pair in within if pair[0] != last] or within
    within.sort(key=lambda pair: pair[0], reverse=figure.rule == "strongest")
    return Figured(figure, ordered[0], tuple(name for _, name in within), missing)


def _mix(figure: Figure, parts: list[Score], missing: tuple[str, ...]) -> Figured:
    if missing:
        return Figured(figure, None, (), missing)
    weights = [part.value - part.ends[0] for part in parts if part.value is not None]
    shares = tuple(zip(figure.of, percentages(weights), strict=True))
    leading = tuple(part.id for part, weight in zip(parts, weights, strict=True) if weight == max(weights))
    return Figured(figure, Fraction(max(share for _, share in shares)), leading, (), shares)


def profile(instrument: Instrument, answers: Answers) -> tuple[tuple[Slider, Answer], ...]:
    """The dilemmas with the answers to them. A profile has no score: no pole is right.

    Those that do not count are there only where they were answered.
    """
    items = [item for item in asked_items(instrument, answers.short) if isinstance(item, Slider)]
    shown = (item for item in items if item.counts or answers[item.id].number is not None)
    return tuple((item, answers[item.id]) for item in shown)
