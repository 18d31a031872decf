"""What the YAML in ``data/`` may say: phases, pieces of advice, questionnaires and checklists.

Every model is frozen, strict and refuses unknown keys, so that a slip in a content file is a fault with a position and
never a silent default. What one model alone cannot see (an id used twice, a reference that leads nowhere) is found by
the ``problems`` methods, which report everything at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Strict(False)]
"""A list in YAML, a tuple in Python."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""An id in kebab-case: what files, answers and saved results refer to. It is never shown as a text."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]

Pages = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(-\d{1,3})?$")]


class Problem(NamedTuple):
    """A fault that only the whole file shows: where it is, which message says it, and what that message names."""

    at: tuple[str | int, ...]
    message: str
    named: dict[str, str]


class Model(BaseModel):
    """The base of all content: immutable, no conversions, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True, allow_inf_nan=False)


class Text(Model):
    """The same words in Danish and in English."""

    da: Prose
    en: Prose

    def __getitem__(self, language: str) -> str:
        """The text in ``language``, "da" or "en", on one line per paragraph."""
        return " ".join((self.en if language == "en" else self.da).split())


class Provenance(Model):
    """Where a piece comes from: told in the publication (source), made by us from a passage of it (derived), or own.

    ``pages`` are pages of the printed publication, for instance 8 or "8-10". A derived piece names its passage. An own
    piece has none of these; ``by`` says whose it is.
    """

    kind: Literal["source", "derived", "own"]
    pages: Annotated[int, Field(ge=1, le=40)] | Pages | None = None
    passage: Text | None = None
    by: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"\S")] | None = None

    def problems(self, at: tuple[str | int, ...]) -> Iterator[Problem]:
        if self.kind != "own" and self.pages is None:
            yield Problem((*at, "provenance"), "fault.without-pages", {})
        if self.kind == "derived" and self.passage is None:
            yield Problem((*at, "provenance"), "fault.derived-without-passage", {})


class Phase(Model):
    """One of the three phases that the nine pieces of advice fall into."""

    id: Id
    name: Text
    purpose: Text


class Phases(Model):
    """``data/phases.yaml``: the phases in their order. Their names are ours; the publication's figure is missing."""

    phases: Annotated[Many[Phase], Field(min_length=1)]
    provenance: Provenance


class Action(Model):
    """Something the leader can do next week; it fits into a calendar."""

    id: Id
    text: Text
    provenance: Provenance


class Question(Model):
    """A question for the leader to ask, of a proposal, of the organisation or of themselves."""

    id: Id
    text: Text
    provenance: Provenance


class Part(Model):
    """One part of a model: a step, a type, a corner."""

    id: Id
    name: Text
    text: Text


class Idea(Model):
    """A model of the publication, explained so that a reader can use it without having seen the figure."""

    id: Id
    name: Text
    purpose: Text
    explanation: Text
    parts: Many[Part] = ()
    use: Annotated[Many[Text], Field(min_length=1)]
    provenance: Provenance


class Case(Model):
    """A case, an experience or a view from a named leader, retold in our own words."""

    id: Id
    title: Text
    who: Text
    where: Text
    text: Text
    lesson: Text
    provenance: Provenance


class Advice(Model):
    """One of the nine pieces of advice: one file in ``data/advice/``.

    ``build_on`` is said where the advice is the leader's strongest. ``deeper`` lists the questionnaires and checklists
    that measure it or take it further.
    """

    id: Id
    number: Annotated[int, Field(ge=1, le=99)]
    phase: Id
    name: Text
    idea: Text
    why: Text
    build_on: Text
    provenance: Provenance
    actions: Annotated[Many[Action], Field(min_length=3, max_length=6)]
    questions: Annotated[Many[Question], Field(min_length=1)]
    models: Annotated[Many[Idea], Field(min_length=1)]
    cases: Annotated[Many[Case], Field(min_length=1)]
    deeper: Many[Id] = ()

    def problems(self) -> Iterator[Problem]:
        for name in ("actions", "questions", "models", "cases"):
            pieces = getattr(self, name)
            yield from _repeated((name,), [piece.id for piece in pieces])
            for index, piece in enumerate(pieces):
                yield from piece.provenance.problems((name, index))
        yield from self.provenance.problems(())


class Scale(Model):
    """Five points in words, from 1 to 5, for rated items."""

    id: Id
    labels: Annotated[Many[Text], Field(min_length=5, max_length=5)]


class Band(Model):
    """A range of scores with a name. ``below`` is its upper end, not included; the last band has none."""

    id: Id
    name: Text
    below: float | None = None


class Dimension(Model):
    """What several items measure together: a piece of advice, or something with a name of its own."""

    id: Id
    advice: Id | None = None
    name: Text | None = None


class Composite(Model):
    """A mean of dimension scores, each weighing the same: a phase, or something with a name of its own."""

    id: Id
    phase: Id | None = None
    name: Text | None = None
    of: Annotated[Many[Id], Field(min_length=1)]


class Item(Model):
    """What every kind of item has. ``short`` marks the items of the short form; ``action`` an action of its advice."""

    id: Id
    text: Text
    help: Text | None = None
    dimension: Id | None = None
    advice: Id | None = None
    short: bool = False
    provenance: Provenance


class Rating(Item):
    """Rated 1 to 5 on ``scale``. ``reverse`` items are turned, 6 - x, before they count."""

    kind: Literal["rating"]
    scale: Id
    reverse: bool = False
    action: Id | None = None


class Pole(Model):
    """One end of a dilemma, with what it gives and what it costs. No end is the right one."""

    name: Text
    gain: Text
    price: Text


class Slider(Item):
    """A dilemma, answered from -2 (clearly left) to +2 (clearly right)."""

    kind: Literal["slider"]
    left: Pole
    right: Pole
    question: Text


class Status(Item):
    """A line of a checklist: not started, under way, done, or not relevant."""

    kind: Literal["status"]


AnyItem = Annotated[Rating | Slider | Status, Field(discriminator="kind")]


class Condition(Model):
    """Holds where the answer to an item, or the score of a dimension, lies within bounds.

    ``at_least`` and ``at_most`` are included, ``below`` is not. A rating is taken as it counts (reversed ones turned).
    Without an answer, or without a score, no condition holds. ``instrument`` names another questionnaire, whose latest
    saved answers are then used.
    """

    instrument: Id | None = None
    item: Id | None = None
    dimension: Id | None = None
    at_least: float | int | None = None
    at_most: float | int | None = None
    below: float | int | None = None


class Tension(Model):
    """Answers that sit oddly together, and the question that this raises. Never a verdict."""

    id: Id
    when: Annotated[Many[Condition], Field(min_length=2)]
    text: Text
    question: Text
    provenance: Provenance


class Outcome(Model):
    """The verdict for one band of the row score and one band of the column score."""

    id: Id
    row: Id
    column: Id
    name: Text
    text: Text


class Verdict(Model):
    """A decision table over two composites."""

    row: Id
    column: Id
    outcomes: Annotated[Many[Outcome], Field(min_length=1)]


class Rules(Model):
    """Thresholds of an instrument.

    ``enough_percent``: the share of relevant items that must be answered before there is a score, in whole per cent.
    ``priorities`` and ``second_looks``: how many are shown at the most.
    """

    enough_percent: Annotated[int, Field(ge=1, le=100)] = 50
    priorities: Annotated[int, Field(ge=1, le=9)] = 3
    second_looks: Annotated[int, Field(ge=0, le=9)] = 3


class Instrument(Model):
    """A questionnaire or a checklist: one file in ``data/checklists/``.

    What is computed from the answers follows from what the file declares: dimensions give scores, composites means of
    them, a verdict a decision, sliders a profile, tensions and second looks questions.
    """

    id: Id
    kind: Literal["questionnaire", "checklist"]
    version: Annotated[int, Field(ge=1)]
    title: Text
    purpose: Text
    minutes: Annotated[int, Field(ge=1, le=240)]
    minutes_short: Annotated[int, Field(ge=1, le=240)] | None = None
    provenance: Provenance
    rules: Rules = Rules()
    scales: Many[Scale] = ()
    bands: Many[Band] = ()
    dimensions: Many[Dimension] = ()
    composites: Many[Composite] = ()
    items: Annotated[Many[AnyItem], Field(min_length=1, max_length=300)]
    second_looks: Many[Tension] = ()
    tensions: Many[Tension] = ()
    verdict: Verdict | None = None

    def problems(self) -> Iterator[Problem]:
        for name in ("scales", "bands", "dimensions", "composites", "items", "second_looks", "tensions"):
            pieces: tuple[Any, ...] = getattr(self, name)
            yield from _repeated((name,), [piece.id for piece in pieces])
            for index, piece in enumerate(pieces):
                if hasattr(piece, "provenance"):
                    yield from piece.provenance.problems((name, index))
        yield from self.provenance.problems(())
        yield from self._item_problems()
        yield from self._structure_problems()
        yield from self._condition_problems()
        yield from self._verdict_problems()

    def _item_problems(self) -> Iterator[Problem]:
        dimensions, scales = {each.id for each in self.dimensions}, {each.id for each in self.scales}
        for index, item in enumerate(self.items):
            if item.dimension is not None and item.dimension not in dimensions:
                yield _unknown(("items", index, "dimension"), item.dimension, dimensions)
            if isinstance(item, Rating) and item.scale not in scales:
                yield _unknown(("items", index, "scale"), item.scale, scales)
            if isinstance(item, Rating) and item.dimension is None:
                yield Problem(("items", index), "fault.no-dimension", {})

    def _structure_problems(self) -> Iterator[Problem]:
        yield from _repeated(("dimensions",), [each.advice or each.id for each in self.dimensions])
        for index, dimension in enumerate(self.dimensions):
            if dimension.advice is None and dimension.name is None:
                yield Problem(("dimensions", index), "fault.no-name", {})
        known = {each.id for each in self.dimensions}
        for index, composite in enumerate(self.composites):
            if composite.phase is None and composite.name is None:
                yield Problem(("composites", index), "fault.no-name", {})
            for place, part in enumerate(composite.of):
                if part not in known:
                    yield _unknown(("composites", index, "of", place), part, known)
            known.add(composite.id)
        ends = [band.below for band in self.bands]
        uppers = [end for end in ends[:-1] if end is not None]
        if self.bands and (ends[-1] is not None or len(uppers) < len(ends) - 1 or uppers != sorted(set(uppers))):
            yield Problem(("bands",), "fault.bands", {})

    def _condition_problems(self) -> Iterator[Problem]:
        items = {each.id for each in self.items}
        scores = {each.id for each in self.dimensions} | {each.id for each in self.composites}
        for name in ("second_looks", "tensions"):
            for index, tension in enumerate(getattr(self, name)):
                for place, condition in enumerate(tension.when):
                    yield from _check_condition((name, index, "when", place), condition, items, scores)

    def _verdict_problems(self) -> Iterator[Problem]:
        if self.verdict is None:
            return
        composites = {each.id for each in self.composites}
        for name in ("row", "column"):
            if getattr(self.verdict, name) not in composites:
                yield _unknown(("verdict", name), getattr(self.verdict, name), composites)
        yield from _repeated(("verdict", "outcomes"), [each.id for each in self.verdict.outcomes])
        cells = Counter((each.row, each.column) for each in self.verdict.outcomes)
        wanted = Counter((row.id, column.id) for row in self.bands for column in self.bands)
        if cells != wanted:
            yield Problem(
                ("verdict", "outcomes"), "fault.verdict", {"bands": ", ".join(each.id for each in self.bands)}
            )


def _check_condition(
    at: tuple[str | int, ...], condition: Condition, items: set[str], scores: set[str]
) -> Iterator[Problem]:
    limits = (condition.at_least, condition.at_most, condition.below)
    if (condition.item is None) == (condition.dimension is None) or limits == (None, None, None):
        yield Problem(at, "fault.condition", {})
    elif condition.instrument is None and condition.item and condition.item not in items:
        yield _unknown((*at, "item"), condition.item, items)
    elif condition.instrument is None and condition.dimension and condition.dimension not in scores:
        yield _unknown((*at, "dimension"), condition.dimension, scores)


def _unknown(at: tuple[str | int, ...], name: str, known: set[str]) -> Problem:
    return Problem(at, "fault.unknown-id", {"id": name, "known": ", ".join(sorted(known))})


def _repeated(at: tuple[str | int, ...], ids: list[str]) -> Iterator[Problem]:
    counts = Counter(ids)
    for index, each in enumerate(ids):
        if counts[each] > 1 and ids.index(each) != index:
            yield Problem((*at, index, "id"), "fault.id-twice", {"id": each})
