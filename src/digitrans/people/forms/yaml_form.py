"""An answers file to fill in with any editor: every question as a comment, and a line for its answer."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from digitrans.people.forms.fields import Invitation, Section, poles, replies
from digitrans.texts.escaping import json_safe, one_line

if TYPE_CHECKING:
    from digitrans.answers.values import Unit
    from digitrans.content.items import AnyItem
    from digitrans.texts import Words

WIDTH = 100


def write(words: Words, invitation: Invitation, code: str) -> str:
    """The template for one respondent."""
    instrument, found = invitation.instrument, invitation.sections
    once = [each for each in found if each.unit is None]
    lines = [
        *_comment(instrument.title[words.language]),
        *_comment(invitation.about(words)),
        "#",
        *_comment(words("form.yaml-how")),
        *_comment(words("form.privacy", n=invitation.smallest)),
        "",
        f"instrument: {instrument.id}",
        f'respondent: "{code}"',
        f"short: {str(invitation.short).lower()}",
        f'fingerprint: "{invitation.fingerprint}"',
        "answers:" if once else "answers: {}",
    ]
    for section in once:
        lines += _question_lines(words, invitation, section, "  ", None)
    units = [each for each in found if each.unit is not None]
    lines += ["", "units:"] if units else []
    for section in units:
        lines += _unit_lines(words, invitation, section, units[0].unit)
    return "\n".join(lines) + "\n"


def _unit_lines(words: Words, invitation: Invitation, section: Section, first: Unit | None) -> Iterator[str]:
    """The questions for one unit. What can be answered is explained for the ``first`` only."""
    unit = section.unit
    assert unit is not None
    yield ""
    yield from _comment(f"--- {unit.name} ---", "  ")
    yield f"  - id: {_quoted(unit.id)}"
    yield f"    name: {_quoted(unit.name)}"
    yield "    answers:"
    yield from _question_lines(words, invitation, section, "      ", None if unit == first else first)


def _question_lines(
    words: Words, invitation: Invitation, section: Section, indent: str, explained: Unit | None
) -> Iterator[str]:
    """Every question with a line for its answer. ``explained`` is the unit for which all was explained already."""
    for number, question in section.questions:
        item = question.item
        yield ""
        yield from _comment(f"{number}. {item.text[words.language]}", indent)
        for told in _explained(words, invitation, item) if explained is None else _again(words, invitation, item):
            yield from _comment(told, indent)
        yield f"{indent}{item.id}:"


def _explained(words: Words, invitation: Invitation, item: AnyItem) -> Iterator[str]:
    """What can be answered, in words, and how it is written."""
    if item.help is not None:
        yield item.help[words.language]
    yield from poles(words, item)
    for label, value in replies(words, invitation.instrument, item):
        yield f"{value} = {label}" if not label.startswith(str(value)) else label
    for option in item.offered if item.kind in ("choices", "allocation") else ():
        text = f": {option.text[words.language]}" if option.text else ""
        yield f"{option.id} = {option.name[words.language]}{text}"
    if hint := _hint(words, item):
        yield hint


def _again(words: Words, invitation: Invitation, item: AnyItem) -> Iterator[str]:
    """What can be written, in one line."""
    values = [str(value) for _, value in replies(words, invitation.instrument, item)]
    told = ", ".join(values) or _hint(words, item)
    if told:
        yield told


def _hint(words: Words, item: AnyItem) -> str:
    """How an answer is written that is not chosen from a list."""
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    options = ", ".join(item.choices)
    match item:
        case Choices():
            return words("form.yaml-choices", options=options)
        case Allocation():
            first, second = item.choices[:2]
            return words("form.yaml-shares", example=f"{first}: 60, {second}: 40", options=options)
        case Number():
            return words("form.yaml-number", unit=item.unit[words.language])
        case Writing():
            return words("form.yaml-text")
        case Rating() | Slider() | Choice() | Status():
            return ""
        case _:
            assert_never(item)


def _comment(text: str, indent: str = "") -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(one_line(text), WIDTH - len(indent)) or [""]]


def _quoted(text: str) -> str:
    return json_safe(json.dumps(text, ensure_ascii=False))
