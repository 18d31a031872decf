"""What a questionnaire declares about its answers: conditions, figures, outcomes, remarks, drafts."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from digitrans.content.items import Allocation, AnyItem, Writing
from digitrans.content.models import Id, Many, Model, Prose, Provenance, Text, unknown_id
from digitrans.errors import Problem


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


class Figure(Model):
    """A figure made from scores. ``weakest`` and ``strongest``: the ``count`` lowest or highest of ``of``; the value is
    that of the first. ``mix``: shares of 100 in proportion to how far each score lies above the bottom of its scale.
    ``mean``: their mean, each with its weight of ``weights``, or all alike without; it may take figures before it."""

    id: Id
    rule: Literal["weakest", "strongest", "mix", "mean"]
    of: Annotated[Many[Id], Field(min_length=2)]
    weights: Many[Annotated[int, Field(ge=1, le=100)]] = ()
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


class Floor(Model):
    """What keeps a verdict from going too far: while a part of the row score is ``below``, or one answer in a part of
    the column score counts less than ``answers_below``, ``outcome`` stands in for those that ``gives_way``. The parts
    and the answers are named in the result."""

    below: float | int
    answers_below: float | int | None = None
    outcome: Id
    gives_way: Annotated[Many[Id], Field(min_length=1)]


class Lacking(Model):
    """What is said where ``part``, a part of the column score, is in the lowest band.

    ``also`` is said instead where another part has been said to be lacking before.
    """

    part: Id
    text: Text
    also: Text | None = None
    board: Text | None = None


class Verdict(Model):
    """A decision table over two composites, with what holds it back and what is said of the part that decides.

    ``all_lacking`` is said instead of what ``lacking`` says of each, where all of those parts are lacking.
    """

    row: Id
    column: Id
    outcomes: Annotated[Many[Outcome], Field(min_length=1)]
    floor: Floor | None = None
    lacking: Many[Lacking] = ()
    all_lacking: Text | None = None


class Rules(Model):
    """Thresholds of an instrument.

    ``enough_percent``: the share of relevant items that must be answered before there is a score, in whole per cent.
    ``priorities`` and ``second_looks``: how many are shown at the most.
    """

    enough_percent: Annotated[int, Field(ge=1, le=100)] = 50
    priorities: Annotated[int, Field(ge=1, le=9)] = 3
    second_looks: Annotated[int, Field(ge=0, le=9)] = 3


_GAP = re.compile(r"\{([a-z0-9-]+)\}")


def gaps_in(text: str) -> list[str]:
    """The ids in braces in a text: "{head}" gives "head"."""
    return _GAP.findall(text)


def fill_gaps(text: str, values: Mapping[str, str]) -> str:
    """``text`` with what stands in braces replaced by its value; what is filled in is not looked at again."""
    return _GAP.sub(lambda match: values.get(match[1], ""), text)


def blank_problems(at: tuple[str | int, ...], text: Text | None, known: set[str]) -> Iterator[Problem]:
    """What stands in braces in a text and is not filled in."""
    for language in ("da", "en"):
        wrong = [each for each in gaps_in(text[language] if text else "") if each not in known]
        if wrong:
            yield unknown_id((*at, language), wrong[0], known)


def conditions_in(
    at: tuple[str | int, ...], conditions: tuple[Condition, ...]
) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """Every condition with its place, those inside ``any_of`` included."""
    for place, condition in enumerate(conditions):
        yield (*at, place), condition
        yield from conditions_in((*at, place, "any_of"), condition.any_of)


_ABOUT = {"any_of", "instrument", "units", "item", "items", "dimension"}


def check_shape(at: tuple[str | int, ...], condition: Condition) -> Iterator[Problem]:
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


def check_condition(
    at: tuple[str | int, ...],
    condition: Condition,
    items: dict[str, AnyItem],
    scores: set[str],
    figures: dict[str, tuple[str, ...]],
) -> Iterator[Problem]:
    """What a condition asks that its instrument lacks. ``figures``: those that come to an id, and to which."""
    if (shape := list(check_shape(at, condition))) or condition.any_of:
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
    options = set(item.choices)
    for key in ("equals", "option"):
        wanted = getattr(condition, key)
        if wanted is not None and options and wanted not in options:
            yield unknown_id((*at, key), wanted, options)
    limits = (condition.at_least, condition.at_most, condition.below) != (None, None, None)
    shares = isinstance(item, Allocation)
    counted = (item.ends or item.rated_ends) is not None
    texts = condition.mentions is not None or condition.lacks is not None
    impossible = (
        (limits and not counted and not (shares and condition.option))
        or (condition.equals is not None and item.kind not in ("choice", "status"))
        or (condition.option is not None and (not options or item.kind == "status" or (shares and not limits)))
        or (texts and not isinstance(item, Writing))
    )
    if impossible:
        yield Problem(at, "fault.condition-kind", {"id": item.id, "kind": item.kind})


def named_twice(at: tuple[str | int, ...], outcomes: tuple[Outcome, ...]) -> Iterator[Problem]:
    """Outcomes that bear the same name as one before, in either language: a reader could not tell them apart."""
    for language in ("da", "en"):
        seen: set[str] = set()
        for index, each in enumerate(outcomes):
            if each.name[language] in seen:
                yield Problem((*at, index, "name", language), "fault.same-name", {"name": each.name[language]})
            seen.add(each.name[language])
