"""What the YAML in ``data/checklists/`` may say: questionnaires and checklists, their items and their rules.

What is computed from the answers follows from what a file declares; no rule knows the id of an instrument.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from digitrans.content.items import AnyItem, Choice, Fact, Number, Rating, Scale, Writing, option_problems
from digitrans.content.models import Id, Many, Model, Provenance, Text, repeated_ids, unknown_id
from digitrans.content.rules import (
    Condition,
    Decision,
    Draft,
    Figure,
    Follow,
    Gap,
    Group,
    Map,
    Pick,
    Remark,
    Rules,
    Sides,
    Tension,
    Verdict,
    blank_problems,
    check_condition,
    check_shape,
    conditions_in,
    gaps_in,
    named_twice,
)
from digitrans.errors import Problem


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
    steps, such as the rungs of a ladder: its score is told by the name of the step instead of a figure. ``fact`` is
    what the score says of the initiative.
    """

    id: Id
    advice: Id | None = None
    name: Text | None = None
    text: Text | None = None
    neutral: bool = False
    bands: Many[Band] = ()
    cap: Cap | None = None
    steps: bool = False
    fact: Fact | None = None


class Composite(Model):
    """Several scores as one: a phase, or something with a name of its own.

    ``rule`` is ``mean``, each weighing the same, or ``weakest``: the lowest of them, which no other makes up for.
    """

    id: Id
    phase: Id | None = None
    name: Text | None = None
    board: Text | None = None
    rule: Literal["mean", "weakest"] = "mean"
    of: Annotated[Many[Id], Field(min_length=1)]


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


class Instrument(Model):
    """A questionnaire or a checklist: one file in ``data/checklists/``.

    What is computed from the answers follows from what the file declares: dimensions give scores, composites means of
    them, a verdict a decision, sliders a profile, tensions and second looks questions. ``respondents`` is what a form
    for several people says first, instead of the purpose: what it is about, and whom "I" and "you" mean. ``about`` is
    the text item whose answer says what the whole is about; the result names it. ``initiative`` says how it is about
    one initiative: "named" by the answer to ``about``; asked for "beside" it, where that answer is no name; or
    "mentioned" by it, where something else is measured, so that the newest result counts whatever it mentions.
    ``on_board`` says that what it comes to stands on the page for the board.
    """

    id: Id
    kind: Literal["questionnaire", "checklist"]
    version: Annotated[int, Field(ge=1)]
    title: Text
    purpose: Text
    respondents: Text | None = None
    about: Id | None = None
    initiative: Literal["named", "beside", "mentioned"] | None = None
    on_board: bool = False
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
            if item.optional and item.dimension is not None and item.counts:
                yield Problem((*at, "optional"), "fault.optional-counts", {"id": item.id})
            if isinstance(item, Rating) and item.dimension is None and item.counts:
                yield Problem(at, "fault.no-dimension", {})
            if item.provenance.kind == "supplement" and item.counts:
                yield Problem(at, "fault.supplement-counts", {"id": item.id})
            if hasattr(item, "options"):
                yield from option_problems((*at, "options"), item.options)
            if isinstance(item, Number) and item.lowest > item.highest:
                yield Problem((*at, "lowest"), "fault.limits", {})
            scored = item.scored_ends
            if scored and item.dimension and ends.setdefault(item.dimension, scored) != scored:
                yield Problem(at, "fault.mixed-scales", {"id": item.dimension})
        yield from self._about_problems()

    def _about_problems(self) -> Iterator[Problem]:
        """What the whole is about is told in words, once for all units, and in the short form, too."""
        texts = {item.id: item for item in self.items if isinstance(item, Writing)}
        if self.about is None:
            if self.initiative in ("named", "mentioned"):
                yield Problem(("initiative",), "fault.initiative", {"value": self.initiative})
            return
        if (item := texts.get(self.about)) is None:
            yield unknown_id(("about",), self.about, set(texts))
        elif (self.repeat and not item.once) or (any(each.short for each in self.items) and not item.short):
            yield Problem(("about",), "fault.about", {"id": item.id})

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
                ends[item.dimension] = item.scored_ends
        for composite in self.composites:
            ends[composite.id] = next((found for part in composite.of if (found := ends.get(part))), None)
        return ends

    def limits(self, score_id: str) -> set[Fraction]:
        """Where something about a score becomes something else: its bands, the floor, what an outcome or pick asks."""
        own = next((each.bands for each in self.dimensions if each.id == score_id), ()) or self.bands
        found = {each.below for each in own}
        row = self.verdict.row if self.verdict else None
        if (
            self.verdict
            and self.verdict.floor
            and any(score_id in each.of for each in self.composites if each.id == row)
        ):
            found.add(self.verdict.floor.below)
        outcomes = self.decision.outcomes if self.decision else ()
        stated = [*(one for each in outcomes for one in each.when), *(one for each in self.picks for one in each.when)]
        for each in (part for one in stated for part in (one.any_of or (one,))):
            if each.dimension == score_id and each.instrument is None:
                found |= {each.at_least, each.below}
        return {Fraction(str(each)) for each in found if each is not None}

    @property
    def is_by_initiative(self) -> bool:
        """Whether each initiative has a result of its own, so that two are never mixed."""
        return self.initiative in ("named", "beside")

    def score_ids(self) -> set[str]:
        """The ids of all dimensions and composites."""
        return {each.id for each in self.dimensions} | {each.id for each in self.composites}

    def _reference_problems(self) -> Iterator[Problem]:
        """Ids of scores, groups and items that figures, gaps, maps, picks, remarks and the draft name."""
        scores, groups = self.score_ids(), {each.id for each in self.groups}
        named: list[tuple[tuple[str | int, ...], str, set[str]]] = []
        for index, figure in enumerate(self.figures):
            before = (
                {each.id for each in self.figures[:index] if each.rule != "mix"} if figure.rule == "mean" else set()
            )
            named += [(("figures", index, "of", place), each, scores | before) for place, each in enumerate(figure.of)]
            if figure.weights and (figure.rule != "mean" or len(figure.weights) != len(figure.of)):
                yield Problem(("figures", index, "weights"), "fault.weights", {"n": str(len(figure.of))})
        for index, piece in enumerate(self.maps):
            named += [(("maps", index, "of", place), each, scores) for place, each in enumerate(piece.of)]
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
                yield from blank_problems(("gaps", index, name), getattr(gap, name), known)
            yield from blank_problems(("gaps", index, "far", "text"), gap.far.text if gap.far else None, known)
        for index, remark in enumerate(self.remarks):
            looks = any(each.mentions for each in remark.when)
            yield from blank_problems(("remarks", index, "text"), remark.text, {"words"} if looks else set())

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
            yield from conditions_in((*at, "when"), piece.when)

    def _condition_problems(self) -> Iterator[Problem]:
        items = {each.id: each for each in self.items}
        scores = self.score_ids() | {each.id for each in self.figures} | {each.id for each in self.gaps}
        figures = {each.id: each.of for each in self.figures}
        for at, condition in self.conditions():
            if condition.units is not None and condition.instrument == self.id:
                yield Problem((*at, "units"), "fault.units-of-what", {})
            elif condition.instrument in (None, self.id):
                yield from check_condition(at, condition, items, scores, figures)
            else:
                yield from check_shape(at, condition)
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
        yield from named_twice(("verdict", "outcomes"), self.verdict.outcomes)
        yield from self._floor_problems(self.verdict)

    def _floor_problems(self, verdict: Verdict) -> Iterator[Problem]:
        """Ids that the floor and what is said of lacking parts name."""
        outcomes = {each.id for each in verdict.outcomes}
        if verdict.floor is not None:
            named = [("outcome",), *(("gives_way", index) for index in range(len(verdict.floor.gives_way)))]
            for at, each in zip(named, (verdict.floor.outcome, *verdict.floor.gives_way), strict=True):
                if each not in outcomes:
                    yield unknown_id(("verdict", "floor", *at), each, outcomes)
        parts = next((set(each.of) for each in self.composites if each.id == verdict.column), set())
        for index, lacking in enumerate(verdict.lacking):
            if lacking.part not in parts:
                yield unknown_id(("verdict", "lacking", index, "part"), lacking.part, parts)

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
