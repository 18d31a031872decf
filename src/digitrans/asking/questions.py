"""Keyboard to answers: forth and back, skip, note, review.

How a single question is asked is the business of ``prompters``. Every answer is handed to ``save`` before the next
question shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

from digitrans.answers.kinds import MAX_NOTE, value_fault, value_from
from digitrans.answers.percentages import percentages
from digitrans.answers.values import (
    MAX_NAME,
    Answer,
    Answers,
    Asked,
    Missing,
    Unit,
    Value,
    asked,
    told_about,
    units_from,
)
from digitrans.answers.wording import Names, brief, slider_words
from digitrans.asking.prompters import Prompter
from digitrans.asking.replies import LINE_MOVES, MOVES, Move, Question, Reply, Typed, number_to
from digitrans.content.instruments import Repeat
from digitrans.content.items import (
    STATUSES,
    Allocation,
    AnyItem,
    Choice,
    Choices,
    Number,
    Rating,
    Slider,
    Status,
    Writing,
)
from digitrans.errors import SaveFault, Stopped
from digitrans.files.stamps import today
from digitrans.texts import Words
from digitrans.texts.dates import is_written_out, parse_day


def ask_units(names: Names, known: tuple[Unit, ...], prompter: Prompter) -> tuple[Unit, ...]:
    """The units that a repeated instrument is to be answered for; ``known`` is a list to use again."""
    words, repeat = names.words, names.instrument.repeat
    assert repeat is not None
    if known:
        choices = words("ask.units-last", names=", ".join(unit.name for unit in known)), words("ask.units-new")
        if prompter.choose(repeat.prompt[words.language], choices) == 0:
            return known
    prompter.show(repeat.prompt[words.language], strong=True)
    prompter.show(words("ask.example", text=repeat.examples[words.language]))
    while True:
        wanted, fault = units_told(words, repeat, prompter.line(words("ask.units")).split(","))
        if not fault:
            return wanted
        prompter.show(fault)


def units_told(words: Words, repeat: Repeat, told: Sequence[str]) -> tuple[tuple[Unit, ...], str]:
    """The units with these names, each once, and "" or what is wrong with them, in words."""
    wanted = list(dict.fromkeys(name for each in told if (name := " ".join(each.split()))))
    if not wanted:
        return (), words("ask.units-none")
    if len(wanted) > repeat.at_most:
        return (), words("ask.units-many", n=repeat.at_most)
    if max(map(len, wanted)) > MAX_NAME:
        return (), words("ask.units-long", n=MAX_NAME)
    return units_from(wanted), ""


def ask_answers(
    names: Names,
    answers: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
    told: Mapping[str, str] | None = None,
    tree: Callable[[Prompter], str | None] | None = None,
) -> Answers:
    """Ask every question that is open, then show all answers for review, and return them when the user is content.

    Goes on at the first question that has not been answered; going back shows answered ones, too. ``told`` is what to
    say beside questions, by key; those come first. ``tree`` asks what leads to the type of an initiative, or to None.
    Raises Stopped when the user leaves.
    """
    told = told or {}
    questions = in_order(names, answers, told)
    still_open = answers.open_among(questions)
    index = questions.index(still_open[0]) if still_open else len(questions)
    in_review, before = not still_open, None
    while True:
        if in_review or index >= len(questions):
            in_review, before = True, None
            chosen = _review(names, questions, answers, prompter, told)
            if chosen is None:
                return answers
            index = chosen
        turn = Turn(questions, index, before, told.get(questions[index].key, ""))
        answers, move = _ask_one(names, turn, answers, save, prompter, tree)
        if move is Move.BACK:
            index, before = max(index - 1, 0), None
        else:
            before = questions[index].item
            index = _next_open(questions, answers, index)


def in_order(names: Names, answers: Answers, told: Mapping[str, str]) -> tuple[Asked, ...]:
    """Every question of ``answers``; those that there is something ``told`` beside, by key, come first."""
    order = {key: place for place, key in enumerate(told)}
    return tuple(sorted(asked(names.instrument, answers), key=lambda each: order.get(each.key, len(order))))


def _next_open(questions: tuple[Asked, ...], answers: Answers, index: int) -> int:
    """The place of the next question after ``index`` without an answer; how many questions there are, if none is."""
    still_open = set(answers.open_among(questions))
    return next((place for place in range(index + 1, len(questions)) if questions[place] in still_open), len(questions))


class Turn(NamedTuple):
    """The question whose turn it is, by its ``place``.

    ``before`` is the item asked just before it, None after a break; ``beside`` is what is told beside it, "" for
    nothing.
    """

    questions: tuple[Asked, ...]
    place: int
    before: AnyItem | None = None
    beside: str = ""

    @property
    def asked(self) -> Asked:
        """The question itself."""
        return self.questions[self.place]


def _ask_one(
    names: Names,
    turn: Turn,
    answers: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
    tree: Callable[[Prompter], str | None] | None,
) -> tuple[Answers, Move | None]:
    """One question until it is answered, or left by the move that comes with the answers."""
    words, each, typed = names.words, turn.asked, ""
    while True:
        current = answers[each.key]
        question = _question(names, turn, answers, typed)
        reply = prompter.reply(_with_tree(question, each.item) if tree is not None else question)
        if reply is Move.STOP:
            raise Stopped
        if reply is Move.NOTE or reply is Move.OWNER:
            added = (_with_note if reply is Move.NOTE else _with_owner)(words, current, prompter)
            answers = _with(answers, each, added)
            _save(answers, save, words, prompter)
            continue
        if reply is Move.TREE:
            found = tree(prompter) if tree is not None else None
            if found is None or value_fault(each.item, found):
                prompter.show(words("classify.open"))
                continue
            reply = found
        if isinstance(reply, Move):
            return answers, reply
        if isinstance(reply, Typed):
            typed = reply.text
            value, fault = parse_typed(words, each.item, typed)
            if fault:
                prompter.show(fault)
                continue
        else:
            value = reply
        answers = _with(answers, each, replace(current, value=value))
        _save(answers, save, words, prompter)
        return answers, None


def tells_type(item: AnyItem) -> bool:
    """Whether the answer says of which type an initiative is: then its options are explained."""
    return isinstance(item, Choice) and item.fact is not None and item.fact.field == "type"


def _explains_type(item: Choice) -> bool:
    return tells_type(item) and any(option.text for option in item.options)


def _with_tree(question: Question, item: AnyItem) -> Question:
    """The question of the type with a way to be asked for it step by step."""
    return replace(question, moves=(Move.TREE, *question.moves)) if tells_type(item) else question


def _beside(words: Words, prompt: str, current: str | None, limit: int, prompter: Prompter) -> str | None:
    """A note or a name, asked for again where it is too long, since nothing is cut without a word; None for none."""
    while True:
        typed = prompter.line(prompt, current or "").strip()
        if len(typed) <= limit:
            return typed or None
        prompter.show(words("fault.long-text", limit=limit))


def _with_note(words: Words, current: Answer, prompter: Prompter) -> Answer:
    """``current`` with a note, or without one where the field is emptied."""
    return replace(current, note=_beside(words, words("ask.note"), current.note, MAX_NOTE, prompter))


def _with_owner(words: Words, current: Answer, prompter: Prompter) -> Answer:
    """``current`` with who takes care of it, and until when; a date is asked for again until it is one."""
    owner = _beside(words, words("ask.owner"), current.owner, MAX_NAME, prompter)
    while True:
        typed = prompter.line(words("ask.due"), current.due or "").strip()
        day = parse_day(typed, today())
        if day is not None and not is_written_out(typed):
            prompter.show(words("date.read", told=typed, date=words.weekday_date(day)))
        if day is not None or not typed:
            return replace(current, owner=owner, due=day.isoformat() if day else None)
        prompter.show(words("error.no-date", value=typed))


def _with(answers: Answers, question: Asked, answer: Answer) -> Answers:
    return replace(answers, values={**answers.values, question.key: answer})


def _save(answers: Answers, save: Callable[[Answers], None], words: Words, prompter: Prompter) -> None:
    """Save, or let the user make room and try again; going on without saving is a choice, never silent."""
    while True:
        try:
            save(answers)
            return
        except SaveFault as fault:
            prompter.show(words.error(fault), strong=True)
            choices = words("ask.try-again"), words("ask.go-on-unsaved"), words("ask.stop-here")
            chosen = prompter.choose(words("ask.not-saved"), choices)
        if chosen == 1:
            return
        if chosen == 2:
            raise Stopped


def _question(names: Names, turn: Turn, answers: Answers, typed: str = "") -> Question:
    """As it is shown. ``typed`` is what was refused just now, "" for nothing."""
    words, item, unit = names.words, turn.asked.item, turn.asked.unit
    current, about = answers[turn.asked.key], told_about(names.instrument, answers)
    line, again = isinstance(item, Status), item is turn.before
    progress = words("ask.progress-line" if line else "ask.progress", n=turn.place + 1, of=len(turn.questions))
    if item.dimension is not None:
        progress += f" · {names.score(item.dimension)}"
    if about and item.id != names.instrument.about:
        progress += f" · {brief(about)}"
    helps = (_help(names, item, again), turn.beside, _owner_words(words, current))
    return Question(
        progress,
        item.text[words.language],
        help="\n".join(each for each in helps if each),
        unit=unit.name if unit else "",
        replies=tuple(_replies(names, item)),
        current=current,
        shown=names.answer(item, current),
        moves=tuple(each for each in (LINE_MOVES if line else MOVES) if turn.place > 0 or each is not Move.BACK),
        again=again,
        field=_field(words, item),
        typed=typed or _as_typed(item, current),
        wrong=bool(typed),
        optional=item.optional,
    )


def _field(words: Words, item: AnyItem) -> str:
    """The prompt of the field that the answer to ``item`` is typed into; "" where it is chosen."""
    match item:
        case Writing():
            return words("ask.written")
        case Number():
            return words("ask.written-number", unit=item.unit[words.language])
        case Choices():
            return words("ask.written-choices")
        case Allocation():
            count = len(item.options)
            shares = percentages([Fraction(each, count * (count + 1) // 2) for each in range(count, 0, -1)])
            return words("ask.written-shares", example=" ".join(map(str, shares)))
        case Rating() | Slider() | Choice() | Status():
            return ""
        case _:
            assert_never(item)


def _as_typed(item: AnyItem, current: Answer) -> str:
    """An answer as it would be typed into its field; "" where there is none."""
    value = current.value
    if isinstance(value, Missing):
        return ""
    if isinstance(value, tuple):
        chosen = [each for each in value if isinstance(each, str)]
        shares = [str(each[1]) for each in value if not isinstance(each, str)]
        return " ".join(shares or [str(item.choices.index(each) + 1) for each in chosen]) or "0"
    return str(value) if isinstance(item, Writing | Number) else ""


def _owner_words(words: Words, current: Answer) -> str:
    told = [current.owner or "", words("print.by", date=words.date(current.due)) if current.due else ""]
    said = ", ".join(each for each in told if each)
    return words("ask.owner-now", text=said) if said else ""


def _help(names: Names, item: AnyItem, again: bool) -> str:
    """What is told below a question; where it is asked again, only the options that an answer is typed for."""
    language = names.words.language
    if again:
        numbered = enumerate(item.options, 1) if isinstance(item, Choices | Allocation) else ()
        return "\n".join(f"{number}  {option.name[language]}" for number, option in numbered)
    told = [item.help[language]] if item.help else []
    if isinstance(item, Rating) and item.reverse and not _tells_of_lowest(names, item):
        told.append(names.words("ask.reversed"))
    if isinstance(item, Slider):
        for pole in (item.left, item.right):
            told.append(f"{pole.name[language]}: {pole.gain[language]} {pole.price[language]}")
    if isinstance(item, Allocation | Choices) or (isinstance(item, Choice) and _explains_type(item)):
        for number, option in enumerate(item.options, 1):
            text = f": {option.text[language]}" if option.text else ""
            told.append(f"{number}  {option.name[language]}{text}")
    if isinstance(item, Writing) and item.example:
        told.append(names.words("ask.example", text=item.example[language]))
    return "\n".join(told)


def _tells_of_lowest(names: Names, item: Rating) -> bool:
    """Whether the help names the lowest answer, as it does where it says which one is the good one."""
    scale = next(each for each in names.instrument.scales if each.id == item.scale)
    language = names.words.language
    return item.help is not None and f'"{scale.labels[0][language]}"'.casefold() in item.help[language].casefold()


def _replies(names: Names, item: AnyItem) -> Iterator[tuple[str, str, Reply]]:
    words = names.words
    match item:
        case Rating():
            scale = next(each for each in names.instrument.scales if each.id == item.scale)
            for number, label in enumerate(scale.labels, 1):
                yield str(number), label[words.language], number
        case Slider():
            low, high = item.ends
            for place, number in enumerate(range(low, high + 1), 1):
                yield str(place), slider_words(words, item, number), number
        case Choice():
            for number, option in enumerate(item.options, 1):
                yield str(number), option.name[words.language], option.id
        case Status():
            for number, status in enumerate(STATUSES, 1):
                yield str(number), words(f"status.{status}"), status
        case Choices() | Allocation() | Number() | Writing():
            pass  # typed into a field
        case _:
            assert_never(item)
    for missing in (Missing.DONT_KNOW, Missing.NOT_RELEVANT):
        yield words(f"key.{missing.value}"), words(f"answer.{missing.value}"), missing


def parse_typed(words: Words, item: AnyItem, text: str) -> tuple[Value | Missing, str]:
    """What was typed into the field of ``item`` as the value of an answer, and "" or what is wrong with it, in words.

    An empty text is an answer taken away.
    """
    typed = text.strip()
    if not typed:
        return Missing.UNANSWERED, ""
    plain = _parsed(item, typed)
    if plain is None:
        return Missing.UNANSWERED, words(f"ask.not-usable-{item.kind}", **_limits(item))
    told = value_fault(item, plain)
    return (Missing.UNANSWERED, words(told[0], **told[1])) if told else (value_from(item, plain), "")


def _limits(item: AnyItem) -> dict[str, int]:
    return {"n": len(item.offered)} if item.offered else {}


def _parsed(item: AnyItem, typed: str) -> Any:
    """``typed`` as files have it; None for what cannot be read."""
    match item:
        case Allocation():
            return _shares(item, typed)
        case Number():
            return _number(typed)
        case Choices():
            wanted = [
                number_to(len(item.options), each) for each in re.split(r"[\s,;]+", typed) if each not in ("", "0")
            ]
            return None if None in wanted else [item.options[each - 1].id for each in wanted if each]
        case Writing() | Rating() | Slider() | Choice() | Status():
            return typed
        case _:
            assert_never(item)


def _number(typed: str) -> float | int | None:
    """A number with a comma or a point before its decimals; None where it could mean two things, or is none."""
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", typed) or not re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", typed):
        return None
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def _shares(item: Allocation, typed: str) -> dict[str, int] | None:
    """Whole per cent in the order of the options, with blanks or commas between; the last may be left to follow."""
    given = re.findall(r"\d{1,3}", typed)
    if re.fullmatch(r"[\d\s,;%/]+", typed) is None or not len(item.options) - 1 <= len(given) <= len(item.options):
        return None
    shares = [int(each) for each in given]
    if len(shares) < len(item.options):
        shares.append(100 - sum(shares))
    return dict(zip(item.choices, shares, strict=True))


def _review(
    names: Names, questions: tuple[Asked, ...], answers: Answers, prompter: Prompter, told: Mapping[str, str]
) -> int | None:
    """The number of the question to change, or None when the answers may stand.

    What was skipped or is not known comes first; all answers are shown where they are asked for. What is ``told`` of a
    line from last time stands where it was skipped.
    """
    words = names.words
    prompter.show(words("review.heading"), strong=True)
    unanswered = [each for each in questions if answers[each.key].value is Missing.UNANSWERED]
    unknown = [each for each in questions if answers[each.key].value is Missing.DONT_KNOW]
    prompter.show(words("review.count", n=len(questions), skipped=len(unanswered), unknown=len(unknown)))
    _list_answers(names, questions, answers, [*unanswered, *unknown][:REVIEWED], prompter, told)
    if (left := len(unanswered) + len(unknown) - REVIEWED) > 0:
        prompter.show(words.count("review.more", left))
    while True:
        prompt = words("review.prompt", all=words("key.all"), stop=words("key.stop"))
        typed = prompter.line(prompt).strip().casefold()
        if typed == "":
            return None
        if typed == words("key.stop"):
            raise Stopped
        if typed == words("key.all"):
            _list_answers(names, questions, answers, questions, prompter, told)
        elif (chosen := number_to(len(questions), typed)) is not None:
            return chosen - 1
        else:
            prompter.show(words("review.not-a-number", of=len(questions)))


REVIEWED = 8
"""How many questions without an answer the review names by itself."""


def _list_answers(
    names: Names,
    questions: tuple[Asked, ...],
    answers: Answers,
    wanted: Sequence[Asked],
    prompter: Prompter,
    told: Mapping[str, str],
) -> None:
    """Each of ``wanted`` with its number and its answer."""
    words, places, before = names.words, {each.key: place for place, each in enumerate(questions, 1)}, None
    for each in wanted:
        answer, number = answers[each.key], places[each.key]
        beside = [each for each in (answer.owner, answer.due, answer.note) if each]
        said = names.answer(each.item, answer)
        if answer.value is Missing.UNANSWERED and each.key in told:
            said = words("review.kept", said=told[each.key])
        said += f" ({', '.join(beside)})" if beside else ""
        if each.unit is None:
            prompter.listed(f"{number:>3}. ", f"{each.item.text[words.language]}\n→ {said}")
        else:
            if each.item is not before:
                prompter.listed("     ", each.item.text[words.language])
            prompter.listed(f"{number:>3}. ", f"{each.unit.name} → {said}")
        before = each.item
