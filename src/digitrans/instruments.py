"""What the YAML in ``data/checklists/`` may say: questionnaires and checklists, their items and their rules.

What is computed from the answers follows from what a file declares; no rule knows the id of an instrument.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from digitrans.content import Id, Many, Model, Problem, Prose, Provenance, Text, repeated_ids, unknown_id

STATUSES = ("not-started", "under-way", "done")
RESERVED = {"dont-know", "not-relevant", "value", "note", "owner", "due"}
"""What answers files say instead of an option, or beside one; no option is called so."""


class Scale(Model):
    """Five points in words, from 1 to 5, for rated items."""

    id: Id
    labels: Annotated[Many[Text], Field(min_length=5, max_length=5)]


class Band(Model):
    """A range of scores with a name. ``below`` is its upper end, not included; the last band has none.

    ``board``, here and elsewhere, is how the page for the board says the same, where "you" would mean its reader.
    """

    id: Id
    name: Text
    board: Text | None = None
    below: float | None = None


class Cap(Model):
    """No more than ``at_most``, where ``item``, a choice, was answered with ``option``."""

    item: Id
    option: Id
    at_most: float | int


class Dimension(Model):
    """What several items measure together: a piece of advice, or something with a name of its own.

    ``text`` says what it means, where the name is not enough. ``bands`` are its own, where the instrument's do not fit.
    ``neutral`` says that more of it is not better, as with a need or a stage. ``cap`` is how far its score can go for
    some: people outside the organisation are asked, but not made responsible. ``steps`` says that its bands are whole
    steps, such as the rungs of a ladder: its score is told by the name of the step instead of a figure.
    """

    id: Id
    advice: Id | None = None
    name: Text | None = None
    text: Text | None = None
    neutral: bool = False
    bands: Many[Band] = ()
    cap: Cap | None = None
    steps: bool = False


class Composite(Model):
    """A mean of dimension scores, each weighing the same: a phase, or something with a name of its own."""

    id: Id
    phase: Id | None = None
    name: Text | None = None
    board: Text | None = None
    of: Annotated[Many[Id], Field(min_length=1)]


class Item(Model):
    """What every kind of item has.

    ``short`` marks the items of the short form. ``once`` items of a repeated instrument are asked once, not for every
    unit. ``question`` is what to ask of others where the answer is low, "don't know" or missing.
    """

    id: Id
    text: Text
    help: Text | None = None
    dimension: Id | None = None
    advice: Id | None = None
    short: bool = False
    once: bool = False
    question: Text | None = None
    provenance: Provenance


class Says(Model):
    """What a low answer (1 or 2) and a high one (4 or 5, as it counts) say, for the side that each speaks for."""

    low: Text | None = None
    high: Text | None = None


class Rating(Item):
    """Rated 1 to 5 on ``scale``. ``reverse`` items are turned, 6 - x, before they count.

    ``action`` is an action of its advice.
    """

    kind: Literal["rating"]
    scale: Id
    reverse: bool = False
    action: Id | None = None
    says: Says | None = None


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
    """A line of a checklist: not started, under way, done, or not relevant.

    ``days_before`` is how many days before the meeting it is due; None is at the meeting.
    """

    kind: Literal["status"]
    days_before: Annotated[int, Field(ge=1, le=365)] | None = None


class Option(Model):
    """Something to choose. ``text`` explains it, or says what follows from choosing it.

    ``points`` is the number that it counts as; either all options of an item have one, or none.
    """

    id: Id
    name: Text
    text: Text | None = None
    points: Annotated[int, Field(ge=0, le=100)] | None = None


Options = Annotated[Many[Option], Field(min_length=2, max_length=9)]


class Choice(Item):
    """One of several options. Where options have points, it counts in its dimension, as a rating does."""

    kind: Literal["choice"]
    options: Options


class Choices(Item):
    """Any number of several options, none included."""

    kind: Literal["choices"]
    options: Options


class Allocation(Item):
    """Whole percentages for all options, which add up to 100."""

    kind: Literal["allocation"]
    options: Options


class Number(Item):
    """A number from ``lowest`` to ``highest``, in ``unit``."""

    kind: Literal["number"]
    unit: Text
    lowest: int = 0
    highest: int = 1_000_000_000


class Writing(Item):
    """The leader's own words, up to 2,000 characters. ``example`` shows what an answer could be."""

    kind: Literal["text"]
    example: Text | None = None


AnyItem = Annotated[
    Rating | Slider | Status | Choice | Choices | Allocation | Number | Writing, Field(discriminator="kind")
]


class Phrases(Model):
    """Beginnings of words to look for in a text, in each language."""

    da: Annotated[Many[Prose], Field(min_length=1, max_length=60)]
    en: Annotated[Many[Prose], Field(min_length=1, max_length=60)]

    def all(self) -> tuple[str, ...]:
        """Those of both languages: a leader writes in whichever comes to mind."""
        return (*self.da, *self.en)


class Condition(Model):
    """Holds where the answer to an item, or the score of a dimension, is as it says.

    ``dimension`` is the id of a dimension, a composite, a figure or a gap. ``at_least`` and ``at_most`` are included,
    ``below`` is not; a rating is taken as it counts (reversed ones turned), an allocation with the share of ``option``,
    a choice by its points. ``equals`` is the option chosen, the status, or the dimension that a figure points at.
    ``option`` alone holds where it is among those chosen. ``mentions`` holds where the texts of ``items``, or without
    them any text, have a word that begins so; ``lacks`` where there is a text and none has. ``answered`` holds where
    there is an answer or score, or is none. Without an answer, or without a score, no other condition holds.
    ``instrument`` names another questionnaire, whose latest saved answers are then used; without any, it is unanswered.
    Where that one is repeated, its answers for the same unit are used, or with ``units`` those for every unit: the
    condition then holds where it does for ``any`` of them, or for ``all``. ``any_of`` stands alone, and holds where
    one of its conditions does.
    """

    any_of: Annotated[Many["Condition"], Field(min_length=2)] = ()
    instrument: Id | None = None
    units: Literal["any", "all"] | None = None
    item: Id | None = None
    items: Many[Id] = ()
    dimension: Id | None = None
    option: Id | None = None
    equals: Id | None = None
    at_least: float | int | None = None
    at_most: float | int | None = None
    below: float | int | None = None
    mentions: Phrases | None = None
    lacks: Phrases | None = None
    answered: bool | None = None


class Tension(Model):
    """Answers that sit oddly together, and the question that this raises. Never a verdict. ``board`` says both."""

    id: Id
    when: Annotated[Many[Condition], Field(min_length=2)]
    text: Text
    question: Text
    board: Text | None = None
    provenance: Provenance


class Outcome(Model):
    """The verdict for one band of the row score and one band of the column score."""

    id: Id
    row: Id
    column: Id
    name: Text
    text: Text
    board: Text | None = None


class Repeat(Model):
    """What the instrument is asked for again and again: departments, groups of staff, stakeholders.

    ``id`` is shared by instruments that ask about the same things, so that a list named once is offered again.
    """

    id: Id
    one: Text
    many: Text
    prompt: Text
    examples: Text
    at_most: Annotated[int, Field(ge=1, le=30)] = 12


class Figure(Model):
    """A figure made from scores. ``weakest`` and ``strongest``: the ``count`` lowest or highest of ``of``; the value is
    that of the first. ``mix``: shares of 100 in proportion to how far each score lies above the bottom of its scale."""

    id: Id
    rule: Literal["weakest", "strongest", "mix"]
    of: Annotated[Many[Id], Field(min_length=2)]
    name: Text
    text: Text | None = None
    count: Annotated[int, Field(ge=1, le=9)] = 1


class Far(Model):
    """What is said of a gap instead of ``short``, where the difference is ``at_least`` or more."""

    at_least: float | int
    text: Text


class Gap(Model):
    """How far ``less`` falls short of ``more``: what is planned of what is needed, a group of the leader.

    Both are ids of scores, or numbers. ``short`` is said where the difference is ``at_least`` or more, ``far`` where it
    is larger still, ``over`` where it is as far the other way, ``even`` otherwise. Texts may name {unit}, {more},
    {less} and {gap}. ``mark`` is what the point on the bar at ``more`` is called.
    """

    id: Id
    name: Text
    more: Id | float | int
    less: Id | float | int
    at_least: float | int = 1
    mark: Text | None = None
    short: Text
    far: Far | None = None
    over: Text | None = None
    even: Text | None = None


class Decided(Model):
    """What a decision can come to. It does where all of ``when`` hold and no outcome before it did."""

    id: Id
    name: Text
    text: Text
    when: Many[Condition] = ()


class Decision(Model):
    """A list of outcomes, tried in order; the first whose conditions hold is the answer. The last has none.

    ``because`` names the scores that are shown beside it.
    """

    name: Text
    because: Many[Id] = ()
    outcomes: Annotated[Many[Decided], Field(min_length=2)]


class Remark(Model):
    """Something to say where the conditions hold, below the heading ``group``.

    ``text`` may name {words}: those in the leader's texts that its ``mentions`` found.
    """

    id: Id
    group: Id
    when: Annotated[Many[Condition], Field(min_length=1)]
    text: Text


class Group(Model):
    """A heading of remarks. ``none`` is said where no remark of the group holds; without it the heading is left out."""

    id: Id
    name: Text
    none: Text | None = None


class Pick(Model):
    """Units that stand out: those for which ``when`` holds, ``at_most`` of them, in the order of the scores ``by``.

    The highest comes first; the lowest, where the id has a minus before it. Of units whose first score is within
    ``close`` of the best one, the other scores decide.
    """

    id: Id
    name: Text
    text: Text
    none: Text
    when: Many[Condition] = ()
    by: Annotated[Many[Annotated[str, StringConstraints(pattern=r"^-?[a-z][a-z0-9-]*$")]], Field(min_length=1)]
    close: Annotated[float | int, Field(ge=0, le=100)] = 0
    at_most: Annotated[int, Field(ge=1, le=9)] = 3


class Map(Model):
    """A heat map: the units of a repeated instrument against the scores ``of``."""

    id: Id
    name: Text
    of: Annotated[Many[Id], Field(min_length=2)]


class Passage(Model):
    """A paragraph of a draft. ``text`` may name items as {item-id}; it is left out unless all of them are answered."""

    heading: Text | None = None
    text: Text


class Draft(Model):
    """A text made from the answers, to go on writing from."""

    name: Text
    passages: Annotated[Many[Passage], Field(min_length=1)]


class Sides(Model):
    """The two sides that answers speak for: what items say where they are low, and where they are high."""

    low: Text
    high: Text


class Follow(Model):
    """Which instrument follows, and why, where the conditions hold."""

    instrument: Id
    when: Many[Condition] = ()
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
    them, a verdict a decision, sliders a profile, tensions and second looks questions. ``respondents`` is what a form
    for several people says first, instead of the purpose: what it is about, and whom "I" and "you" mean.
    """

    id: Id
    kind: Literal["questionnaire", "checklist"]
    version: Annotated[int, Field(ge=1)]
    title: Text
    purpose: Text
    respondents: Text | None = None
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
    repeat: Repeat | None = None
    figures: Many[Figure] = ()
    gaps: Many[Gap] = ()
    decision: Decision | None = None
    groups: Many[Group] = ()
    remarks: Many[Remark] = ()
    picks: Many[Pick] = ()
    maps: Many[Map] = ()
    sides: Sides | None = None
    draft: Draft | None = None
    follow: Many[Follow] = ()

    def problems(self) -> Iterator[Problem]:
        for name in _LISTS:
            pieces: tuple[Any, ...] = getattr(self, name)
            yield from repeated_ids((name,), [piece.id for piece in pieces])
            for index, piece in enumerate(pieces):
                if hasattr(piece, "provenance"):
                    yield from piece.provenance.problems((name, index))
        yield from self.provenance.problems(())
        yield from self._item_problems()
        yield from self._structure_problems()
        yield from self._scale_problems()
        yield from self._reference_problems()
        yield from self._gap_problems()
        yield from self._condition_problems()
        yield from self._verdict_problems()
        yield from self._repeat_problems()

    def _item_problems(self) -> Iterator[Problem]:
        dimensions, scales = {each.id for each in self.dimensions}, {each.id for each in self.scales}
        ends: dict[str, tuple[int, int]] = {}
        for index, item in enumerate(self.items):
            at = ("items", index)
            if item.dimension is not None and item.dimension not in dimensions:
                yield unknown_id((*at, "dimension"), item.dimension, dimensions)
            if isinstance(item, Rating) and item.scale not in scales:
                yield unknown_id((*at, "scale"), item.scale, scales)
            if isinstance(item, Rating) and item.dimension is None:
                yield Problem(at, "fault.no-dimension", {})
            if hasattr(item, "options"):
                yield from _option_problems((*at, "options"), item.options)
            if isinstance(item, Number) and item.lowest > item.highest:
                yield Problem((*at, "lowest"), "fault.limits", {})
            scored = scored_ends(item)
            if scored and item.dimension and ends.setdefault(item.dimension, scored) != scored:
                yield Problem(at, "fault.mixed-scales", {"id": item.dimension})

    def _structure_problems(self) -> Iterator[Problem]:
        yield from repeated_ids(("dimensions",), [each.advice or each.id for each in self.dimensions])
        yield from _band_problems(("bands",), self.bands)
        choices = {each.id: {option.id for option in each.options} for each in self.items if isinstance(each, Choice)}
        for index, dimension in enumerate(self.dimensions):
            yield from _band_problems(("dimensions", index, "bands"), dimension.bands)
            yield from _cap_problems(("dimensions", index, "cap"), dimension.cap, choices)
            if dimension.steps and not dimension.bands:
                yield Problem(("dimensions", index, "steps"), "fault.steps-without-bands", {})
            if dimension.advice is None and dimension.name is None:
                yield Problem(("dimensions", index), "fault.no-name", {})
        known = {each.id for each in self.dimensions}
        for index, composite in enumerate(self.composites):
            if composite.phase is None and composite.name is None:
                yield Problem(("composites", index), "fault.no-name", {})
            for place, part in enumerate(composite.of):
                if part not in known:
                    yield unknown_id(("composites", index, "of", place), part, known)
            known.add(composite.id)

    def _scale_problems(self) -> Iterator[Problem]:
        """Scores, figures and gaps share one set of ids, and what is put together shares one scale."""
        ends = self.score_ends()
        seen = {each.id for each in self.dimensions}
        for name, key in (("composites", "of"), ("figures", "of"), ("gaps", "")):
            pieces: tuple[Any, ...] = getattr(self, name)
            for index, piece in enumerate(pieces):
                if piece.id in seen:
                    yield Problem((name, index, "id"), "fault.id-twice", {"id": piece.id})
                parts = getattr(piece, key) if key else (piece.more, piece.less)
                if len({ends[each] for each in parts if isinstance(each, str) and ends.get(each)}) > 1:
                    yield Problem((name, index), "fault.mixed-scales", {"id": piece.id})
            seen |= {piece.id for piece in pieces}

    def score_ends(self) -> dict[str, tuple[int, int] | None]:
        """The lowest and highest value of every dimension and composite; None where no item counts in it."""
        ends: dict[str, tuple[int, int] | None] = {each.id: None for each in self.dimensions}
        for item in self.items:
            if item.dimension in ends and ends[item.dimension] is None:
                ends[item.dimension] = scored_ends(item)
        for composite in self.composites:
            ends[composite.id] = next((found for part in composite.of if (found := ends.get(part))), None)
        return ends

    def score_ids(self) -> set[str]:
        """The ids of all dimensions and composites."""
        return {each.id for each in self.dimensions} | {each.id for each in self.composites}

    def _reference_problems(self) -> Iterator[Problem]:
        """Ids of scores, groups and items that figures, gaps, maps, picks, remarks and the draft name."""
        scores, groups = self.score_ids(), {each.id for each in self.groups}
        named: list[tuple[tuple[str | int, ...], str, set[str]]] = []
        for name, key in (("figures", "of"), ("maps", "of")):
            for index, piece in enumerate(getattr(self, name)):
                named += [((name, index, key, place), each, scores) for place, each in enumerate(piece.of)]
        for index, gap in enumerate(self.gaps):
            ends = (("more", gap.more), ("less", gap.less))
            named += [(("gaps", index, key), end, scores) for key, end in ends if isinstance(end, str)]
        figures, gaps = {each.id for each in self.figures}, {each.id for each in self.gaps}
        for index, pick in enumerate(self.picks):
            known = scores | figures | gaps
            named += [(("picks", index, "by", n), each.removeprefix("-"), known) for n, each in enumerate(pick.by)]
        named += [(("remarks", index, "group"), each.group, groups) for index, each in enumerate(self.remarks)]
        because = self.decision.because if self.decision else ()
        named += [(("decision", "because", place), each, scores | figures) for place, each in enumerate(because)]
        yield from (unknown_id(at, name, known) for at, name, known in named if name not in known)
        yield from self._draft_problems()

    def _gap_problems(self) -> Iterator[Problem]:
        known = {"unit", "more", "less", "gap"}
        for index, gap in enumerate(self.gaps):
            for name in ("short", "over", "even"):
                yield from _blank_problems(("gaps", index, name), getattr(gap, name), known)
            yield from _blank_problems(("gaps", index, "far", "text"), gap.far.text if gap.far else None, known)
        for index, remark in enumerate(self.remarks):
            looks = any(each.mentions for each in remark.when)
            yield from _blank_problems(("remarks", index, "text"), remark.text, {"words"} if looks else set())

    def _draft_problems(self) -> Iterator[Problem]:
        items = {each.id for each in self.items if self.repeat is None or each.once}
        for index, passage in enumerate(self.draft.passages if self.draft else ()):
            for language in ("da", "en"):
                for name in gaps_in(passage.text[language]):
                    if name not in items:
                        yield unknown_id(("draft", "passages", index, "text", language), name, items)

    def conditions(self) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
        """Every condition of the instrument with its place, also those inside ``any_of``."""
        lists: list[tuple[tuple[str | int, ...], Any]] = [
            ((name, index), piece)
            for name in ("second_looks", "tensions", "remarks", "picks", "follow")
            for index, piece in enumerate(getattr(self, name))
        ]
        if self.decision:
            lists += [(("decision", "outcomes", index), each) for index, each in enumerate(self.decision.outcomes)]
        for at, piece in lists:
            yield from _conditions_in((*at, "when"), piece.when)

    def _condition_problems(self) -> Iterator[Problem]:
        items = {each.id: each for each in self.items}
        scores = self.score_ids() | {each.id for each in self.figures} | {each.id for each in self.gaps}
        figures = {each.id: each.of for each in self.figures}
        for at, condition in self.conditions():
            if condition.units is not None and condition.instrument == self.id:
                yield Problem((*at, "units"), "fault.units-of-what", {})
            elif condition.instrument in (None, self.id):
                yield from _check_condition(at, condition, items, scores, figures)
            else:
                yield from _check_shape(at, condition)
        yield from self._outcome_problems()

    def _outcome_problems(self) -> Iterator[Problem]:
        outcomes = self.decision.outcomes if self.decision else ()
        yield from repeated_ids(("decision", "outcomes"), [each.id for each in outcomes])
        for index, each in enumerate(outcomes):
            last = index == len(outcomes) - 1
            if bool(each.when) == last:
                message = "fault.last-outcome" if last else "fault.hidden-outcome"
                at: tuple[str | int, ...] = ("decision", "outcomes", index)
                yield Problem((*at, "when") if last else at, message, {})

    def _verdict_problems(self) -> Iterator[Problem]:
        if self.verdict is None:
            return
        composites = {each.id for each in self.composites}
        for name in ("row", "column"):
            if getattr(self.verdict, name) not in composites:
                yield unknown_id(("verdict", name), getattr(self.verdict, name), composites)
        yield from repeated_ids(("verdict", "outcomes"), [each.id for each in self.verdict.outcomes])
        cells = Counter((each.row, each.column) for each in self.verdict.outcomes)
        wanted = Counter((row.id, column.id) for row in self.bands for column in self.bands)
        if cells != wanted:
            yield Problem(
                ("verdict", "outcomes"), "fault.verdict", {"bands": ", ".join(each.id for each in self.bands)}
            )

    def _repeat_problems(self) -> Iterator[Problem]:
        for index, item in enumerate(self.items):
            if isinstance(item, Rating) and item.says is not None and self.sides is None:
                yield Problem(("items", index, "says"), "fault.says-without-sides", {})
        if self.repeat is not None:
            for key in ("tensions", "second_looks", "verdict", "sides"):
                if getattr(self, key):
                    yield Problem((key,), "fault.no-effect", {"key": key})
            return
        for name in ("picks", "maps"):
            if getattr(self, name):
                yield Problem((name,), "fault.no-repeat", {})
        for index, item in enumerate(self.items):
            if item.once:
                yield Problem(("items", index, "once"), "fault.no-repeat", {})


_LISTS = (
    "scales", "bands", "dimensions", "composites", "items", "second_looks", "tensions",
    "figures", "gaps", "groups", "remarks", "picks", "maps",
)  # fmt: skip


def scored_ends(item: AnyItem) -> tuple[int, int] | None:
    """The lowest and highest number that an answer counts as in its dimension; None where the item has no number."""
    if isinstance(item, Rating):
        return 1, 5
    if isinstance(item, Choice):
        points = [option.points for option in item.options if option.points is not None]
        return (min(points), max(points)) if points else None
    return None


_GAP = re.compile(r"\{([a-z0-9-]+)\}")


def gaps_in(text: str) -> list[str]:
    """The ids in braces in a text: "{head}" gives "head"."""
    return _GAP.findall(text)


def fill_gaps(text: str, values: Mapping[str, str]) -> str:
    """``text`` with what stands in braces replaced by its value; what is filled in is not looked at again."""
    return _GAP.sub(lambda match: values.get(match[1], ""), text)


def _option_problems(at: tuple[str | int, ...], options: tuple[Option, ...]) -> Iterator[Problem]:
    yield from repeated_ids(at, [option.id for option in options])
    for index, option in enumerate(options):
        if option.id in RESERVED:
            yield Problem((*at, index, "id"), "fault.reserved-id", {"id": option.id})
    points = {option.points for option in options}
    if None in points and len(points) > 1:
        yield Problem(at, "fault.some-points", {})
    elif None not in points and len(points) == 1:
        yield Problem(at, "fault.same-points", {})


def _blank_problems(at: tuple[str | int, ...], text: Text | None, known: set[str]) -> Iterator[Problem]:
    """What stands in braces in a text and is not filled in."""
    for language in ("da", "en"):
        wrong = [each for each in gaps_in(text[language] if text else "") if each not in known]
        if wrong:
            yield unknown_id((*at, language), wrong[0], known)


def _cap_problems(at: tuple[str | int, ...], cap: Cap | None, choices: dict[str, set[str]]) -> Iterator[Problem]:
    if cap is None:
        return
    if cap.item not in choices:
        yield unknown_id((*at, "item"), cap.item, set(choices))
    elif cap.option not in choices[cap.item]:
        yield unknown_id((*at, "option"), cap.option, choices[cap.item])


def _band_problems(at: tuple[str | int, ...], bands: tuple[Band, ...]) -> Iterator[Problem]:
    ends = [band.below for band in bands]
    uppers = [end for end in ends[:-1] if end is not None]
    if bands and (ends[-1] is not None or len(uppers) < len(ends) - 1 or uppers != sorted(set(uppers))):
        yield Problem(at, "fault.bands", {})


def _conditions_in(
    at: tuple[str | int, ...], conditions: tuple[Condition, ...]
) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    for place, condition in enumerate(conditions):
        yield (*at, place), condition
        yield from _conditions_in((*at, place, "any_of"), condition.any_of)


_ABOUT = {"any_of", "instrument", "units", "item", "items", "dimension"}


def _check_shape(at: tuple[str | int, ...], condition: Condition) -> Iterator[Problem]:
    """A condition asks about one thing, and asks something of it; or it is one of several."""
    if condition.any_of:
        if condition.model_fields_set != {"any_of"}:
            yield Problem(at, "fault.any-of", {})
        return
    if condition.units is not None and condition.instrument is None:
        yield Problem((*at, "units"), "fault.units-of-what", {})
    asks = condition.model_dump(exclude_none=True, exclude=_ABOUT)
    anywhere = condition.mentions is not None or condition.lacks is not None
    named = (condition.item is not None) + (condition.dimension is not None)
    if named > 1 or (named == 0 and not anywhere) or not asks:
        yield Problem(at, "fault.condition", {})


def _check_condition(
    at: tuple[str | int, ...],
    condition: Condition,
    items: dict[str, AnyItem],
    scores: set[str],
    figures: dict[str, tuple[str, ...]],
) -> Iterator[Problem]:
    if (shape := list(_check_shape(at, condition))) or condition.any_of:
        yield from shape
    elif unknown := [each for each in (condition.item, *condition.items) if each and each not in items]:
        yield unknown_id((*at, "item" if condition.item else "items"), unknown[0], set(items))
    elif condition.dimension and condition.dimension not in scores:
        yield unknown_id((*at, "dimension"), condition.dimension, scores)
    elif condition.dimension:
        parts = figures.get(condition.dimension, ())
        if condition.equals is not None and condition.equals not in parts:
            yield unknown_id((*at, "equals"), condition.equals, set(parts))
    else:
        for item in [items[each] for each in (condition.item, *condition.items) if each]:
            yield from _check_asked(at, condition, item)


def _check_asked(at: tuple[str | int, ...], condition: Condition, item: AnyItem) -> Iterator[Problem]:
    """What is asked of an item must be something that its kind of answer can tell."""
    options = {option.id for option in getattr(item, "options", ())} or (
        {*STATUSES} if item.kind == "status" else set()
    )
    for key in ("equals", "option"):
        wanted = getattr(condition, key)
        if wanted is not None and options and wanted not in options:
            yield unknown_id((*at, key), wanted, options)
    limits = (condition.at_least, condition.at_most, condition.below) != (None, None, None)
    shares = isinstance(item, Allocation)
    counted = isinstance(item, Rating | Slider | Number) or scored_ends(item) is not None
    texts = condition.mentions is not None or condition.lacks is not None
    impossible = (
        (limits and not counted and not (shares and condition.option))
        or (condition.equals is not None and item.kind not in ("choice", "status"))
        or (condition.option is not None and (not options or item.kind == "status" or (shares and not limits)))
        or (texts and not isinstance(item, Writing))
    )
    if impossible:
        yield Problem(at, "fault.condition-kind", {"id": item.id, "kind": item.kind})
