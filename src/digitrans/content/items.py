"""The kinds of items that a questionnaire or checklist asks, and what each kind knows of itself."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from digitrans.content.models import Id, Many, Model, Provenance, Text, repeated_ids
from digitrans.errors import Problem

STATUSES = ("not-started", "under-way", "done")
RESERVED = {"dont-know", "not-relevant", "value", "note", "owner", "due"}
"""What answers files say instead of an option, or beside one; no option is called so."""


Labels = Annotated[Many[Text], Field(min_length=5, max_length=5)]


class Scale(Model):
    """Five points in words, from 1 to 5, for rated items; ``earlier`` are words that it had before, oldest first."""

    id: Id
    labels: Labels
    earlier: Annotated[Many[Labels], Field(exclude=True)] = ()


class Option(Model):
    """Something to choose. ``text`` explains it, or says what follows from choosing it.

    ``points`` is the number that it counts as; either all options of an item have one, or none. ``asks_most`` are the
    pieces of advice that choosing it asks most of, most first: they come first among equals.
    """

    id: Id
    name: Text
    text: Text | None = None
    points: Annotated[int, Field(ge=0, le=100)] | None = None
    asks_most: Many[Id] = ()


Options = Annotated[Many[Option], Field(min_length=2, max_length=9)]


FactField = Literal[
    "type",
    "citizen_problem",
    "mandate",
    "involvement",
    "business_case.citizen_quality",
    "business_case.economy",
    "business_case.law",
    "business_case.culture",
    "business_case.competences",
    "business_case.technology",
]
"""The fields of an initiative in a portfolio file that answers can tell."""


class Where(Model):
    """Only the units for which ``item`` was answered with ``option``."""

    item: Id
    option: Id


class Meaning(Model):
    """What an ``option`` means in a portfolio file."""

    option: Id
    value: Id


class Fact(Model):
    """A field of the initiative, as the portfolio file calls it, that an answer or a score tells.

    Questionnaires that ask for the same fact about one initiative ask for it once. ``values`` says what an option means
    in the portfolio, where they are not called alike; an option that is not in it tells nothing. Of a repeated item,
    the lowest answer counts of the units ``where`` an item has an option.
    """

    field: FactField
    values: Many[Meaning] = ()
    where: Where | None = None


class Item(Model):
    """What every kind of item has.

    ``short`` marks the items of the short form. ``once`` items of a repeated instrument are asked once, not for every
    unit. ``question`` is what to ask of others where the answer is low, "don't know" or missing. Items that do not
    ``count`` are asked and shown, and are in no score. ``optional`` items may be passed over: no coverage counts them,
    and nobody is reminded of them. ``earlier`` are the words in which it was asked before, oldest first: rounds that
    asked them go on, and what other programs export with them is recognised. ``fact`` is what the answer says of the
    initiative.
    """

    id: Id
    text: Text
    earlier: Annotated[Many[Text], Field(exclude=True)] = ()
    help: Text | None = None
    dimension: Id | None = None
    advice: Id | None = None
    short: bool = False
    once: bool = False
    counts: bool = True
    optional: bool = False
    question: Text | None = None
    fact: Fact | None = None
    provenance: Provenance

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options to choose from, or to share out among; () for kinds without any."""
        return ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The ids that an answer can name; () where it names none."""
        return tuple(option.id for option in self.offered)

    @property
    def ends(self) -> tuple[int, int] | None:
        """The lowest and highest number that can be answered; None where the answer is no number."""
        return None

    @property
    def rated_ends(self) -> tuple[int, int] | None:
        """The lowest and highest number that an answer stands for; None where it stands for none."""
        return None

    @property
    def scored_ends(self) -> tuple[int, int] | None:
        """The lowest and highest number that an answer counts as in its dimension; None where it counts in none."""
        return self.rated_ends if self.counts else None


class WithOptions(Item):
    """An item with options of its own."""

    options: Options

    @property
    def offered(self) -> tuple[Option, ...]:
        return self.options


class Says(Model):
    """What a low answer (1 or 2) and a high one (4 or 5, as it counts) say, for the side that each speaks for."""

    low: Text | None = None
    high: Text | None = None


class Remedy(Model):
    """What helps at one level of an item: actions of its advice, and a case of it that is about it."""

    actions: Annotated[Many[Id], Field(min_length=1, max_length=3)]
    case: Id | None = None


class Rating(Item):
    """Rated 1 to 5 on ``scale``. ``reverse`` items are turned, 6 - x, before they count.

    ``first`` is what helps where it counts 1 or 2, ``next`` where it counts more; both are of its advice.
    """

    kind: Literal["rating"]
    scale: Id
    reverse: bool = False
    first: Remedy | None = None
    next: Remedy | None = None
    says: Says | None = None

    @property
    def steps(self) -> tuple[tuple[str, Remedy], ...]:
        """The steps that there are, each with its key."""
        return tuple((key, step) for key, step in (("first", self.first), ("next", self.next)) if step is not None)

    @property
    def ends(self) -> tuple[int, int]:
        return 1, 5

    @property
    def rated_ends(self) -> tuple[int, int]:
        return self.ends


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

    @property
    def ends(self) -> tuple[int, int]:
        return -2, 2


class Status(Item):
    """A line of a checklist: not started, under way, done, or not relevant.

    ``days_before`` is how many days before the meeting it is due; None is at the meeting.
    """

    kind: Literal["status"]
    days_before: Annotated[int, Field(ge=1, le=365)] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        return STATUSES


class Choice(WithOptions):
    """One of several options. Where options have points, it counts in its dimension, as a rating does."""

    kind: Literal["choice"]

    @property
    def rated_ends(self) -> tuple[int, int] | None:
        points = [option.points for option in self.options if option.points is not None]
        return (min(points), max(points)) if points else None


class Choices(WithOptions):
    """Any number of several options, none included."""

    kind: Literal["choices"]


class Allocation(WithOptions):
    """Whole percentages for all options, which add up to 100."""

    kind: Literal["allocation"]


class Number(Item):
    """A number from ``lowest`` to ``highest``, in ``unit``."""

    kind: Literal["number"]
    unit: Text
    lowest: int = 0
    highest: int = 1_000_000_000

    @property
    def ends(self) -> tuple[int, int]:
        return self.lowest, self.highest


class Writing(Item):
    """The leader's own words, up to 2,000 characters. ``example`` shows what an answer could be."""

    kind: Literal["text"]
    example: Text | None = None


AnyItem = Annotated[
    Rating | Slider | Status | Choice | Choices | Allocation | Number | Writing, Field(discriminator="kind")
]


def option_problems(at: tuple[str | int, ...], options: tuple[Option, ...]) -> Iterator[Problem]:
    """Ids that are there twice or mean something else, points that only some have, or all alike."""
    yield from repeated_ids(at, [option.id for option in options])
    for index, option in enumerate(options):
        if option.id in RESERVED:
            yield Problem((*at, index, "id"), "fault.reserved-id", {"id": option.id})
    points = {option.points for option in options}
    if None in points and len(points) > 1:
        yield Problem(at, "fault.some-points", {})
    elif None not in points and len(points) == 1:
        yield Problem(at, "fault.same-points", {})
