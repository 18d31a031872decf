"""The fields of one question in HTML: options, shares, a number or a text, as every page with questions has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never
from xml.etree import ElementTree as ET

from digitrans.people.forms.fields import insteads, replies
from digitrans.texts.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digitrans.answers.values import Asked
    from digitrans.content.instruments import Instrument
    from digitrans.content.items import Allocation, Option
    from digitrans.texts import Words


def add_answer_fields(field: ET.Element, words: Words, instrument: Instrument, question: Asked) -> None:
    """What ``question`` is answered with, put into ``field``."""
    chosen = list(replies(words, instrument, question.item))
    for label, value in chosen:
        _option(field, question.key, label, value)
    if not chosen:
        _written(field, words, question)


def _option(field: ET.Element, name: str, label: str, value: Any, kind: str = "radio") -> ET.Element:
    line = ET.SubElement(field, "label", {"class": "option"})
    number = "number" if isinstance(value, int) else "word"
    told = "none" if value == [] else str(value)
    made = ET.SubElement(line, "input", {"type": kind, "name": name, "value": told, "data-type": number})
    ET.SubElement(line, "span").text = label
    return made


def _written(field: ET.Element, words: Words, question: Asked) -> None:
    """The fields of an item whose answer is not one of a list."""
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    item, language = question.item, words.language
    match item:
        case Choices():
            for option in item.options:
                _option(field, question.key, _explained(words, option), option.id, "checkbox")
        case Allocation():
            _shares(field, words, item)
        case Number():
            line = ET.SubElement(field, "label", {"class": "option"})
            ends = {"min": str(item.lowest), "max": str(item.highest)}
            ET.SubElement(line, "input", {"type": "number", "step": "any", "data-number": "", **ends})
            ET.SubElement(line, "span").text = item.unit[language]
        case Writing():
            label = f"{visible(question.unit.name)}: {item.text[language]}" if question.unit else item.text[language]
            ET.SubElement(field, "textarea", {"data-text": "", "maxlength": "2000", "rows": "4", "aria-label": label})
        case Rating() | Slider() | Choice() | Status():
            raise AssertionError("chosen from a list")
        case _:
            assert_never(item)
    add_insteads(field, words, question, insteads(words, item))


def _shares(field: ET.Element, words: Words, item: Allocation) -> None:
    for option in item.options:
        line = ET.SubElement(field, "label", {"class": "option"})
        given = {"type": "number", "min": "0", "max": "100", "step": "1", "data-option": option.id}
        ET.SubElement(line, "input", given)
        ET.SubElement(line, "span").text = f"% {_explained(words, option)}"
    ET.SubElement(field, "output", {"class": "sum"})


def add_insteads(field: ET.Element, words: Words, question: Asked, offered: Iterable[tuple[str, Any]]) -> None:
    """What can be chosen instead of options, shares, a number or a text: ``offered`` in words and as files have it."""
    found = list(offered)
    if not found:
        return
    label = words("form.instead")
    group = ET.SubElement(field, "div", {"class": "instead", "role": "radiogroup", "aria-label": label})
    ET.SubElement(group, "p", {"class": "help", "aria-hidden": "true"}).text = label
    for text, value in found:
        _option(group, f"{question.key}?", text, value).set("data-instead", "")


def _explained(words: Words, option: Option) -> str:
    text = f": {option.text[words.language]}" if option.text else ""
    return f"{option.name[words.language]}{text}"
