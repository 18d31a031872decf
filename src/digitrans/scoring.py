"""Instrument and answers to scores. Pure: values in, frozen values out; ``docs/scoring.md`` has worked examples.

Means are exact fractions, so that a score on a boundary is on the boundary; rounding is left to whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from digitrans.answers import Answer, Answers, Missing, asked_items
from digitrans.content import Band, Composite, Dimension, Instrument, Rating, Slider

LOWEST, HIGHEST = 1, 5


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
    """One rated item: ``points`` 1 to 5 as it counts (reversed items turned), or None where there is no rating."""

    item: Rating
    answer: Answer
    points: int | None


@dataclass(frozen=True)
class Score:
    """The score of a dimension or a composite, 1 to 5.

    ``value`` is None where too few items were answered. ``low`` and ``high`` say what it becomes if every open item
    were rated 1, or 5; both equal ``value`` where nothing is open, and are None where no item is relevant.
    ``band`` is the id of the band that ``value`` falls into, None without a value.
    """

    id: str
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    band: str | None
    coverage: Coverage
    rated: tuple[Rated, ...] = ()
    parts: tuple[Score, ...] = ()

    @property
    def has_range(self) -> bool:
        """Whether open answers can still move the score."""
        return self.low is not None and self.low != self.high


@dataclass(frozen=True)
class Scores:
    """All scores of a run. ``uniform``: every rating has the same value. ``sparse``: fewer
    relevant items than the instrument's threshold were answered."""

    dimensions: tuple[Score, ...]
    composites: tuple[Score, ...]
    coverage: Coverage
    uniform: bool
    sparse: bool

    def __getitem__(self, score_id: str) -> Score:
        return next(score for score in (*self.dimensions, *self.composites) if score.id == score_id)

    def __contains__(self, score_id: object) -> bool:
        return any(score.id == score_id for score in (*self.dimensions, *self.composites))


def points(item: Rating, answer: Answer) -> int | None:
    """The rating as it counts: 6 - x for a reversed item; None for don't know, not relevant and unanswered."""
    if isinstance(answer.value, Missing):
        return None
    return LOWEST + HIGHEST - answer.value if item.reverse else answer.value


def coverage_of(answers: Iterable[Answer]) -> Coverage:
    """How many of ``answers`` are ratings, and why the others are none."""
    values = [answer.value for answer in answers]
    dont_know, not_relevant, unanswered = (
        values.count(missing) for missing in (Missing.DONT_KNOW, Missing.NOT_RELEVANT, Missing.UNANSWERED)
    )
    return Coverage(len(values) - dont_know - not_relevant - unanswered, dont_know, not_relevant, unanswered)


def band_of(value: Fraction | None, bands: tuple[Band, ...]) -> str | None:
    """The id of the first band that ``value`` is below; a boundary belongs to the upper band."""
    if value is None:
        return None
    return next((band.id for band in bands if band.below is None or value < Fraction(str(band.below))), None)


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """The arithmetic mean, exactly; None of nothing."""
    numbers = [Fraction(value) for value in values]
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def enough(answered: int, relevant: int, instrument: Instrument) -> bool:
    """Whether the answered share of the relevant items reaches the instrument's threshold; never with none."""
    return answered > 0 and answered * 100 >= relevant * instrument.rules.enough_percent


def score_dimension(dimension: Dimension, answers: Answers, instrument: Instrument) -> Score:
    """The mean of a dimension's ratings, its range and its coverage."""
    items = [item for item in asked_items(instrument, answers.short) if item.dimension == dimension.id]
    rated = tuple(
        Rated(item, answers[item.id], points(item, answers[item.id])) for item in items if isinstance(item, Rating)
    )
    coverage = coverage_of(each.answer for each in rated)
    given = [each.points for each in rated if each.points is not None]
    value = mean(given) if enough(coverage.answered, coverage.relevant, instrument) else None
    low, high = (mean([*given, *[end] * coverage.open]) for end in (LOWEST, HIGHEST))
    return Score(dimension.id, value, low, high, band_of(value, instrument.bands), coverage, rated)


def score_composite(composite: Composite, scores: dict[str, Score], instrument: Instrument) -> Score:
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
    return Score(composite.id, value, low, high, band_of(value, instrument.bands), coverage, parts=parts)


def score(instrument: Instrument, answers: Answers) -> Scores:
    """All scores of ``answers``. What was not answered is left out and counted, never guessed."""
    dimensions = tuple(score_dimension(each, answers, instrument) for each in instrument.dimensions)
    by_id = {each.id: each for each in dimensions}
    composites = []
    for composite in instrument.composites:
        by_id[composite.id] = score_composite(composite, by_id, instrument)
        composites.append(by_id[composite.id])
    items = asked_items(instrument, answers.short)
    coverage = coverage_of(answers[item.id] for item in items)
    ratings = [answers[item.id].value for item in items if not isinstance(answers[item.id].value, Missing)]
    return Scores(
        dimensions,
        tuple(composites),
        coverage,
        uniform=len(ratings) > 1 and len(set(ratings)) == 1,
        sparse=coverage.answered * 100 < coverage.relevant * instrument.rules.enough_percent,
    )


def profile(instrument: Instrument, answers: Answers) -> tuple[tuple[Slider, Answer], ...]:
    """The dilemmas with the answers to them. A profile has no score: no pole is right."""
    items = asked_items(instrument, answers.short)
    return tuple((item, answers[item.id]) for item in items if isinstance(item, Slider))
