"""Goals and decisions: what the leader has set out to do, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from digitrans.answers.plans import Goal, Resolution
from digitrans.answers.wording import advice_name
from digitrans.content.advice import Advice
from digitrans.documents import Bar, Bars, Block, Document, Event, Paragraph, Sheet, Table
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.plans import Goal, Resolution
    from digitrans.content.advice import Advice


def goal_report(
    words: Words, advice: list[Advice], goals: Mapping[str, Goal], scores: Mapping[str, Fraction | None]
) -> Document:
    """The goals in the order of the advice. ``scores`` are the latest by advice; none is shown where there is none."""
    told = [(each, goals[each.id]) for each in advice if each.id in goals]
    bars = tuple(_goal_bar(words, each, goal, scores.get(each.id)) for each, goal in told)
    columns = (words("column.advice"), words("column.score"), words("column.goal"), words("column.distance"))
    blocks: tuple[Block, ...] = (Bars(columns, bars, mark=words("goal.mark")),)
    if not bars:
        blocks = (Paragraph(words("goal.none")),)
    rows = [_goal_data(each, goal, scores.get(each.id)) for each, goal in told]
    names = ("advice", "number", "goal", "score", "by", "owner", "set")
    heads = ("id", "number", "goal", "score", "due", "owner", "set")
    sheet = Sheet(
        tuple(words(f"column.{each}") for each in heads), tuple(tuple(row[name] for name in names) for row in rows)
    )
    events = tuple(goal_event(words, each, goal) for each, goal in told if goal.by)
    data = {"format": 1, "kind": "goals", "goals": rows}
    return Document(words("goal.title"), blocks, data, words.language, sheet, events=events)


def goal_event(words: Words, advice: Advice, goal: Goal) -> Event:
    """The day by which a goal is to be reached. ``goal.by`` is there."""
    title = words("event.goal", advice=advice_name(words, advice), level=words.number(goal.level))
    return Event(
        f"goal/{advice.id}", goal.by or "", title, words("event.owner", owner=goal.owner) if goal.owner else ""
    )


def decision_events(words: Words, found: Iterable[Resolution]) -> tuple[Event, ...]:
    """The days by which what was decided is to be done, of those that are still open."""
    return tuple(
        Event(
            f"decision/{each.id}/{each.made}",
            each.by,
            words("event.decision", text=each.text),
            words("event.owner", owner=each.owner) if each.owner else "",
        )
        for each in found
        if each.by and each.is_open
    )


def _goal_bar(words: Words, advice: Advice, goal: Goal, score: Fraction | None) -> Bar:
    if score is None:
        said = words("goal.no-score")
    elif score >= goal.level:
        said = words("goal.reached")
    else:
        said = words("goal.to-go", distance=words.number(goal.level - score))
    return Bar(
        advice_name(words, advice),
        None if score is None else float(score),
        None,
        None,
        "–" if score is None else words.number(score),
        deadline_words(words, goal),
        said,
        mark=float(goal.level),
    )


def _goal_data(advice: Advice, goal: Goal, score: Fraction | None) -> dict[str, Any]:
    return {
        "advice": advice.id,
        "number": advice.number,
        "goal": float(goal.level),
        "score": None if score is None else float(score),
        "by": goal.by,
        "owner": goal.owner,
        "set": goal.made,
    }


def decision_report(
    words: Words, advice: Mapping[str, Advice], found: tuple[Resolution, ...], hidden: int = 0, numbered: bool = False
) -> Document:
    """Decisions, newest first. ``hidden`` is how many that are no longer open were left out.

    ``numbered`` says that all open ones are among them, so that each has its number.
    """
    columns = ("decision", "advice", "made", "owner", "by", "fate", "id")
    heads = tuple(words(f"column.{each}") for each in columns)
    places = {each.id: place for place, each in enumerate((each for each in found if each.is_open), 1)}
    rows = tuple(_decision_row(words, advice, each, places.get(each.id) if numbered else None) for each in found)
    blocks: list[Block] = [Table(heads, rows)] if rows else [Paragraph(words("decide.none"))]
    if hidden:
        blocks.append(Paragraph(words.count("decide.hidden", hidden), "muted"))
    data = [decision_data(each) for each in found]
    heads = tuple(words(f"column.{_HEADS.get(each, each)}") for each in _FIELDS)
    sheet = Sheet(heads, tuple(tuple(_plain(words, each[name]) for name in _FIELDS) for each in data))
    return Document(
        words("decide.title"),
        tuple(blocks),
        {"format": 1, "kind": "decisions", "decisions": data},
        words.language,
        sheet,
        events=decision_events(words, found),
    )


def _decision_row(words: Words, advice: Mapping[str, Advice], each: Resolution, place: int | None) -> tuple[str, ...]:
    """``place`` is the number among the open ones, by which ``decide done`` knows it; None without any."""
    known = advice.get(each.advice)
    return (
        (f"{place}. " if place else "") + each.text + (f" ({each.about.name})" if each.about else ""),
        advice_name(words, known) if known else each.advice,
        words.date(each.made),
        each.owner or "",
        words.date(each.by) if each.by else "",
        fate_words(words, each),
        each.id,
    )


_FIELDS = ("id", "advice", "text", "taken", "why", "owner", "by", "action", "made", "fate", "ended", "note", "about")
_HEADS = {"text": "decision", "by": "due", "ended": "date"}


def _plain(words: Words, value: Any) -> Any:
    """Yes and no in words, in a sheet for people."""
    return words("plain.yes" if value else "plain.no") if isinstance(value, bool) else value


def decision_data(each: Resolution) -> dict[str, Any]:
    """A decision as JSON has it."""
    return {name: getattr(each, name) for name in _FIELDS[:-1]} | {"about": each.about.name if each.about else None}


def goal_words(words: Words, goal: Goal) -> str:
    """ "goal 4.0 by 30 June 2027, Anna"."""
    more = deadline_words(words, goal)
    return words("goal.words", level=words.number(goal.level)) + (f" {more}" if more else "")


def deadline_words(words: Words, goal: Goal) -> str:
    """ "by 30 June 2027, Anna": by when, and who; "" where neither is said."""
    told = [words("goal.by", date=words.date(goal.by))] if goal.by else []
    return ", ".join([*told, *([goal.owner] if goal.owner else [])])


def resolution_line(words: Words, advice: Mapping[str, Advice], each: Resolution, *, about: bool = True) -> str:
    """A decision on one line: the advice, what was decided, when, by whom, and what became of it.

    ``about`` says whether the initiative is told, too.
    """
    found = advice.get(each.advice)
    told = [words("decide.about", name=each.about.name)] if each.about and about else []
    told.append(words("decide.made", date=words.date(each.made)))
    if each.owner:
        told.append(words("decide.owner", name=each.owner))
    if each.by:
        told.append(words("decide.by", date=words.date(each.by)))
    told.append(fate_words(words, each))
    return f"{advice_name(words, found) if found else each.advice}: {each.text} ({'; '.join(told)})"


def fate_words(words: Words, each: Resolution) -> str:
    """ "declined: no money this year", "done 3 March 2027: it works", "open"."""
    if not each.taken:
        return words("decide.declined", why=each.why or "–")
    told = words(f"fate.{each.fate}")
    if each.ended:
        told += " " + words.date(each.ended)
    return told + (f": {each.note}" if each.note else "")
