"""Whether a declared condition holds, and what figures and distances come to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from digitrans.answers.scoring import Figured, Scores, exact, points
from digitrans.answers.values import Answer, Answers, Missing, Shares, asked_items
from digitrans.content.instruments import Instrument
from digitrans.content.items import Allocation, AnyItem, Choice, Rating, Slider, Writing
from digitrans.content.models import Text
from digitrans.content.rules import Condition, Decided, Gap, Phrases, Pick, Remark, Tension
from digitrans.values import dataclass


@dataclass(frozen=True)
class Distance:
    """A gap with its two ends, its difference (positive where it falls short), and what is said of it, if anything.

    Ends and difference are None where there is no score.
    """

    gap: Gap
    more: Fraction | None
    less: Fraction | None
    difference: Fraction | None
    said: Text | None


@dataclass(frozen=True)
class Told:
    """A remark that holds, and the words of the leader's that it is about, in the order in which they stand."""

    remark: Remark
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """What the rules that an instrument declares say of its answers, or of those for one unit."""

    decided: Decided | None = None
    distances: tuple[Distance, ...] = ()
    sides: tuple[tuple[Text, ...], tuple[Text, ...]] = ((), ())
    remarks: tuple[Told, ...] = ()
    questions: tuple[AnyItem, ...] = ()


View = tuple[Instrument, Answers, Scores]
"""Answers to an instrument as they count together: all of them, or those of one unit."""
Known = Mapping[str, View]
"""The views that conditions may ask about, by instrument; those for the units of another by "instrument/unit"."""


def looks(tensions: tuple[Tension, ...], known: Known, home: str) -> tuple[Tension, ...]:
    """The tensions whose conditions all hold, in the content's order."""
    return tuple(each for each in tensions if all_hold(each.when, known, home))


def all_hold(conditions: tuple[Condition, ...], known: Known, home: str) -> bool:
    """Whether every condition holds; with none, true."""
    return all(holds(condition, known, home) for condition in conditions)


def holds(condition: Condition, known: Known, home: str) -> bool:
    """Whether the answer or score is as ``condition`` says; see ``instruments.Condition``."""
    if condition.any_of:
        return any(holds(each, known, home) for each in condition.any_of)
    views = _asked_views(condition, known, home)
    if not views:
        return condition.answered is False
    met = (_holds_in(condition, view) for view in views)
    return any(met) if condition.units == "any" else all(met)


def _asked_views(condition: Condition, known: Known, home: str) -> list[View]:
    """The answers that a condition is about: one view, or with ``units`` one for each unit; none where nobody has."""
    name = condition.instrument or home
    units = [view for key, view in known.items() if condition.units and key.startswith(f"{name}/")]
    return units or ([known[name]] if name in known else [])


def _holds_in(condition: Condition, view: View) -> bool:
    if condition.mentions is not None or condition.lacks is not None:
        return _texts_hold(condition, view)
    if condition.answered is not None and _is_answered(condition, view) != condition.answered:
        return False
    if condition.equals is not None and condition.equals not in _chosen(condition, view):
        return False
    has_limits = (condition.at_least, condition.at_most, condition.below) != (None, None, None)
    if condition.option is not None and not has_limits:
        return condition.option in _chosen(condition, view)
    return not has_limits or _within(condition, measured(condition, view))


def _within(condition: Condition, value: Fraction | None) -> bool:
    return value is not None and (
        (condition.at_least is None or value >= exact(condition.at_least))
        and (condition.at_most is None or value <= exact(condition.at_most))
        and (condition.below is None or value < exact(condition.below))
    )


def _item(condition: Condition, view: View) -> AnyItem | None:
    found = next((item for item in view[0].items if item.id == condition.item), None)
    return found if found is not None and (found.short or not view[1].short) else None


def _figured(condition: Condition, scores: Scores) -> Figured | None:
    return next((each for each in scores.figures if each.figure.id == condition.dimension), None)


def measured(condition: Condition, view: View) -> Fraction | None:
    """The number that the condition asks about; None where there is none."""
    instrument, answers, scores = view
    if condition.dimension is not None:
        return score_named(condition.dimension, instrument, scores)
    item = _item(condition, view)
    if item is None:
        return None
    answer = answers[item.id]
    if isinstance(item, Allocation):
        return next((Fraction(share) for option, share in _shares(answer) if option == condition.option), None)
    if isinstance(item, Rating | Choice):
        counted = points(item, answer)
        return None if counted is None else Fraction(counted)
    return Fraction(str(answer.value)) if isinstance(answer.value, int | float) else None


def _shares(answer: Answer) -> Shares:
    pairs = answer.value if isinstance(answer.value, tuple) else ()
    return tuple(pair for pair in pairs if isinstance(pair, tuple))


def score_named(name: str, instrument: Instrument, scores: Scores) -> Fraction | None:
    """The value of a score, a figure or a gap; None where it has none."""
    if name in scores:
        return scores[name].value
    for each in scores.figures:
        if each.figure.id == name:
            return each.value
    return next((measure_gap(gap, scores).difference for gap in instrument.gaps if gap.id == name), None)


def _chosen(condition: Condition, view: View) -> tuple[str, ...]:
    """The ids that an answer or a figure names."""
    if condition.dimension is not None:
        found = _figured(condition, view[2])
        return found.named if found else ()
    item = _item(condition, view)
    value = view[1][item.id].value if item else None
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()


def _is_answered(condition: Condition, view: View) -> bool:
    if condition.dimension is not None:
        found = _figured(condition, view[2])
        if found is not None:
            return not found.missing
        return score_named(condition.dimension, view[0], view[2]) is not None
    item = _item(condition, view)
    return item is not None and not isinstance(view[1][item.id].value, Missing)


def _texts_hold(condition: Condition, view: View) -> bool:
    told = _texts(condition, view)
    if not told:
        return False
    return (condition.mentions is None or bool(_mentioned(condition.mentions, told))) and (
        condition.lacks is None or not _mentioned(condition.lacks, told)
    )


def _texts(condition: Condition, view: View) -> list[str]:
    """The leader's own texts that the condition is about, those that were written."""
    items = [item for item in asked_items(view[0], view[1].short) if isinstance(item, Writing)]
    named = condition.items or ((condition.item,) if condition.item else ())
    wanted = [item.id for item in items if not named or item.id in named]
    return [" ".join(text.split()).casefold() for each in wanted if (text := view[1][each].text)]


def _mentioned(phrases: Phrases, told: list[str]) -> tuple[str, ...]:
    """The words that begin as one of ``phrases`` does, whole, each once, in the order in which they stand."""
    starts = "|".join(re.escape(" ".join(each.split()).casefold()) for each in phrases.all())
    whole = re.compile(rf"\b(?:{starts})[\w-]*")
    found = (match[0].strip(" .,") for text in told for match in whole.finditer(text))
    return tuple(dict.fromkeys(found))


def quoted(remark: Remark, known: Known, home: str) -> tuple[str, ...]:
    """The words of the leader's own texts that the remark is about; () where it looks for none."""
    looking = [each for each in remark.when if each.mentions is not None]
    return tuple(
        dict.fromkeys(
            word
            for each in looking
            for view in _asked_views(each, known, home)
            if each.mentions is not None
            for word in _mentioned(each.mentions, _texts(each, view))
        )
    )


def measure_gap(gap: Gap, scores: Scores) -> Distance:
    """How far one end falls short of the other; no difference where an end has no score."""
    more, less = (scores[end].value if isinstance(end, str) else Fraction(str(end)) for end in (gap.more, gap.less))
    if more is None or less is None:
        return Distance(gap, more, less, None, None)
    difference, limit = more - less, exact(gap.at_least)
    if gap.far is not None and difference >= exact(gap.far.at_least):
        return Distance(gap, more, less, difference, gap.far.text)
    said = gap.short if difference >= limit else gap.over if difference <= -limit else gap.even
    return Distance(gap, more, less, difference, said)


def read_sides(items: tuple[AnyItem, ...], answers: Answers) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """What low ratings (1 or 2, as they count) speak for, and what high ones (4 or 5) do."""
    low, high = [], []
    for item in items:
        counted = points(item, answers[item.id]) if isinstance(item, Rating) and item.says else None
        if counted is None or not isinstance(item, Rating) or item.says is None:
            continue
        if counted <= 2 and item.says.low:
            low.append(item.says.low)
        elif counted >= 4 and item.says.high:
            high.append(item.says.high)
    return tuple(low), tuple(high)


def questions_open(items: tuple[AnyItem, ...], answers: Answers) -> tuple[AnyItem, ...]:
    """The items whose question is to be asked: answered low (in the lowest quarter), "don't know" or not at all."""
    found = []
    for item in items:
        if item.question is None or isinstance(item, Slider):
            continue
        counted, ends = points(item, answers[item.id]), item.rated_ends
        is_low = counted is not None and ends is not None and 4 * (counted - ends[0]) <= ends[1] - ends[0]
        if is_low or answers[item.id].value in (Missing.UNANSWERED, Missing.DONT_KNOW):
            found.append(item)
    return tuple(found)


def guide(view: View, items: tuple[AnyItem, ...], known: Known) -> Guide:
    """What the declared rules say of one view: the decision, gaps, sides, remarks and questions."""
    instrument, answers, scores = view
    home = instrument.id
    outcomes = instrument.decision.outcomes if instrument.decision else ()
    return Guide(
        decided=next((each for each in outcomes if all_hold(each.when, known, home)), None),
        distances=tuple(measure_gap(gap, scores) for gap in instrument.gaps),
        sides=read_sides(items, answers),
        remarks=tuple(
            Told(each, quoted(each, known, home)) for each in instrument.remarks if all_hold(each.when, known, home)
        ),
        questions=questions_open(items, answers),
    )


def pick(wanted: Pick, views: Mapping[str, Known], home: str) -> tuple[str, ...]:
    """The ids of the units that stand out, in order. A unit without one of the scores is never picked.

    Those with just the scores of the last one named are named, too.
    """
    found: list[tuple[list[Fraction], str]] = []
    for unit, known in views.items():
        instrument, _, scores = known[home]
        values = [score_named(each.removeprefix("-"), instrument, scores) for each in wanted.by]
        if all_hold(wanted.when, known, home) and None not in values:
            signed = [
                value if name.startswith("-") else -value
                for name, value in zip(wanted.by, values, strict=True)
                if value is not None
            ]
            found.append((signed, unit))
    ordered = _in_order(found, exact(wanted.close))
    last = ordered[: wanted.at_most][-1:]
    tied = [pair for pair in ordered[wanted.at_most :] if last and pair[0] == last[0][0]]
    return tuple(unit for _, unit in (*ordered[: wanted.at_most], *tied))


def _in_order(found: list[tuple[list[Fraction], str]], close: Fraction) -> list[tuple[list[Fraction], str]]:
    """The lowest first. Of those whose first value is within ``close`` of the lowest left, the other values decide."""
    left, order = sorted(found, key=lambda pair: pair[0]), []
    while left:
        near = [each for each in left if each[0][0] - left[0][0][0] <= close]
        best = min(near, key=lambda pair: (pair[0][1:], pair[0][0]))
        order.append(best)
        left.remove(best)
    return order
