"""The conversations to have: what a group sees differently, what to ask about it, and how the time is spent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from digitrans.answers.wording import Names, group_name, of_unit, signed
from digitrans.content.items import Choice, Rating, Slider
from digitrans.content.whose import marked
from digitrans.documents import Blanks, Block, Heading, PageBreak, Paragraph, Points, Ticks
from digitrans.people.comparison import Measure, Row
from digitrans.people.figures import Figure, exactly
from digitrans.reports.people.figures import figure_words
from digitrans.reports.people.tallies import tally_places

if TYPE_CHECKING:
    from digitrans.content.items import AnyItem
    from digitrans.people.tallies import Tally

QUESTIONS = 3


def subject_name(names: Names, measure: Measure) -> str:
    """What is measured: the name of the score, or the question of the dilemma."""
    return measure.items[0].text[names.words.language] if measure.is_dilemma else names.score(measure.subject)


def measure_name(names: Names, measure: Measure) -> str:
    """What is measured, after the unit that it is measured for, if there is one."""
    return of_unit(measure.unit, subject_name(names, measure))


def conversation_blocks(names: Names, talks: Sequence[Row | Tally], is_sheet: bool) -> list[Block]:
    """What to talk about as conversations, with questions and minutes.

    The sheet for the meeting stands alone: it also has what was asked, the scale, and room for what is agreed, and it
    names no command.
    """
    words = names.words
    minutes = [minutes_of(each) for each in talks]
    total = sum(sum(each.values()) for each in minutes)
    blocks: list[Block] = [
        Heading(words("people.conversations")),
        Paragraph(words.count("people.minutes", len(talks), minutes=total)),
    ]
    for number, (each, parts) in enumerate(zip(talks, minutes, strict=True), 1):
        if is_sheet and number == len(talks) > 1:
            blocks.append(PageBreak())  # none is cut in two: all but the last stand on the first page
        blocks += [
            Heading(words("people.conversation", number=number, name=talk_name(names, each)), 2),
            Paragraph("; ".join(f"{who}: {place}" for who, place in talk_places(names, each)) + "."),
            *(_asked_blocks(names, each) if is_sheet else ()),
            Points(questions_of(names, each, is_sheet)),
            Ticks(tuple((words(f"people.part-{part}", n=n), "") for part, n in parts.items())),
        ]
        if is_sheet:
            blocks.append(Blanks(((words("people.agreed"), 2), (words("people.who"), 0), (words("people.when"), 0))))
    return blocks


def talk_name(names: Names, talk: Row | Tally) -> str:
    """What a conversation is about."""
    if isinstance(talk, Row):
        return measure_name(names, talk.measure)
    return of_unit(talk.asked.unit, talk.asked.item.text[names.words.language])


def talk_places(names: Names, talk: Row | Tally) -> list[tuple[str, str]]:
    """Who is where: the leader first, then every group that may be told of."""
    return _places(names, talk) if isinstance(talk, Row) else tally_places(names, talk)


def questions_of(names: Names, talk: Row | Tally, is_sheet: bool) -> tuple[str, ...]:
    """What to ask; on the sheet nobody is told to type a command. Where camps cannot be told, whether there are any."""
    found = _questions(names, talk) if isinstance(talk, Row) else _tally_questions(names, talk)
    number = names.advice_of(talk.measure.subject) if isinstance(talk, Row) and not talk.measure.is_dilemma else None
    asked = (names.words("people.ask-all"),) if _may_hide_camps(talk) else ()
    advice = names.advice.get(number or "")
    more = () if is_sheet or advice is None else (names.words("people.read-more", number=advice.number),)
    return (*asked, *found, *more)


def _may_hide_camps(talk: Row | Tally) -> bool:
    """Whether there is a group too small for the words to say that it stands in two camps."""
    return isinstance(talk, Row) and any(cell.figure is not None and cell.in_two is None for cell in talk.cells)


def minutes_of(talk: Row | Tally) -> dict[str, int]:
    """The minutes of each part of a conversation: by how many there are to be heard, and how far apart they are."""
    heard = sum(each.n for each in (talk.cells if isinstance(talk, Row) else talk.parts))
    span = talk.measure.end - talk.measure.start if isinstance(talk, Row) else 1
    share = (talk.distance or 0) / span if span else 0
    split = isinstance(talk, Row) and talk.is_split
    long, some = split or share >= Fraction(1, 4), share > 0
    return {"alone": 3, "round": min(max(heard // 2, 4), 10), "talk": 15 if long else 10 if some else 5, "agree": 5}


def asked_in(names: Names, talk: Row | Tally) -> tuple[list[str], list[str]]:
    """What was asked, and the ends of its scales in words. A dilemma, or one without a score, is its own name."""
    if not isinstance(talk, Row):
        return [], []
    items = talk.measure.items[:QUESTIONS]
    asked = [] if talk.measure.is_dilemma else [_asked(names, each) for each in items]
    return asked, list(dict.fromkeys(_scale(names, each) for each in items))


def _asked_blocks(names: Names, talk: Row | Tally) -> Iterator[Block]:
    """What was asked and on which scale. A dilemma, or a question without a score, is its own heading."""
    words = names.words
    if not isinstance(talk, Row):
        return
    items = talk.measure.items[:QUESTIONS]
    if talk.measure.is_dilemma:
        yield Paragraph(_scale(names, items[0]), "muted")
    else:
        more = len(talk.measure.items) - len(items)
        told = [f"{_asked(names, each)} {_scale(names, each)}" for each in items]
        yield Paragraph(words("people.asked"), "strong")
        yield Points((*told, *((words("compare.and-more", n=more),) if more else ())))
    yield Paragraph(words("people.ask-now"), "strong")


def _asked(names: Names, item: AnyItem) -> str:
    text = item.text[names.words.language]
    return names.words("people.reversed", text=text) if isinstance(item, Rating) and item.reverse else text


def _scale(names: Names, item: AnyItem) -> str:
    """The two ends of an item's scale in words: "1 = Never, 5 = Always"."""
    language = names.words.language
    if isinstance(item, Slider):
        ends = [("-2", item.left.name[language]), ("+2", item.right.name[language])]
    elif isinstance(item, Choice):
        scored = sorted((each.points, each.name[language]) for each in item.options if each.points is not None)
        ends = [(str(value), name) for value, name in (scored[0], scored[-1])]
    else:
        assert isinstance(item, Rating)
        labels = next(each.labels for each in names.instrument.scales if each.id == item.scale)
        ends = [("1", labels[0][language]), (str(len(labels)), labels[-1][language])]
    return names.words("people.scale", ends=", ".join(f"{value} = {name}" for value, name in ends))


def _places(names: Names, row: Row) -> list[tuple[str, str]]:
    """Who is where: ("Leader", "4.0"); on a dilemma, with the pole that each leans to; and who stands in two camps."""
    words = names.words
    told = [(words("group.self"), _place(names, row, exactly(row.own)))] if row.own is not None else []
    for cell in row.cells:
        if cell.figure is not None:
            place = _place(names, row, cell.figure)
            told.append((group_name(words, cell.block), f"{place}, {words('people.split')}" if cell.in_two else place))
    return told


def _place(names: Names, row: Row, figure: Figure) -> str:
    words, item = names.words, row.measure.items[0]
    ends = (row.measure.start, row.measure.end)
    if not row.measure.is_dilemma or item.kind != "slider":
        return figure_words(words, figure, ends, words.number)
    if figure.said == 0:
        return words("slider.0")
    told = figure_words(words, figure, ends, lambda value: signed(words, value))
    if figure.low < 0 < figure.high:
        return told
    pole = item.left if figure.low < 0 else item.right
    return f"{told} ({pole.name[words.language]})"


def _questions(names: Names, row: Row) -> tuple[str, ...]:
    """What to ask: the dilemma's own question, or those of the piece of advice, after what opens any such talk."""
    words, item = names.words, row.measure.items[0]
    if item.kind == "slider":
        question = names.marked(item.question[words.language], item.provenance)
        return words("people.ask-see"), question, words("people.ask-agree")
    own = [names.marked(each.question[words.language], each.provenance) for each in row.measure.items if each.question]
    return _asked_about(names, names.advice_of(row.measure.subject), own)


def _tally_questions(names: Names, tally: Tally) -> tuple[str, ...]:
    item = tally.asked.item
    own = [names.marked(item.question[names.words.language], item.provenance)] if item.question else []
    return _asked_about(names, item.advice or names.advice_of(item.dimension or ""), own)


def _asked_about(names: Names, advice_id: str | None, own: list[str]) -> tuple[str, ...]:
    """Questions of the piece of advice; without one, the questionnaire's ``own``, and what would change the answer."""
    words, advice = names.words, names.advice.get(advice_id or "")
    if advice is None:
        return words("people.ask-see"), *own[: QUESTIONS - 1], words("people.ask-otherwise")
    told = [marked(words, each.text[words.language], each.provenance) for each in advice.questions[:QUESTIONS]]
    return words("people.ask-see"), *told
