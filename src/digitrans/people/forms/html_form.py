"""One page for the browser, complete in itself: no network, a draft kept on the machine, answers saved as a file."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from digitrans.people.codes import ALPHABET, CODE_LENGTH
from digitrans.people.forms.answer_fields import add_answer_fields
from digitrans.people.forms.fields import Invitation, Section, poles
from digitrans.texts.escaping import visible

if TYPE_CHECKING:
    from digitrans.answers.values import Asked
    from digitrans.texts import Words

_MESSAGES = (
    "answered-here", "bad-code", "cleared", "draft-code", "draft-found", "draft-full", "draft-gone", "draft-kept",
    "file", "no-draft", "not-100", "not-number", "other-tab", "progress", "saved", "sum", "sure-clear", "text-full",
    "text-length",
)  # fmt: skip


def write(words: Words, invitation: Invitation) -> str:
    """The page in one language. Whoever opens it types the code that they were given."""
    style, script = (resources.files(__package__).joinpath(name).read_text("utf-8") for name in ("form.css", "form.js"))
    html = ET.Element("html", lang=words.language)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    policy = (
        f"default-src 'none'; style-src '{policy_hash(style)}'; script-src '{policy_hash(script)}'; base-uri 'none'"
    )
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": f"{policy}; form-action 'none'"})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "title").text = invitation.instrument.title[words.language]
    ET.SubElement(head, "style").text = style
    _body(ET.SubElement(html, "body"), words, invitation)
    data = ET.SubElement(html[1], "script", type="application/json", id="data")
    data.text = safe_json(_data(words, invitation))
    ET.SubElement(html[1], "script").text = script
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def policy_hash(text: str) -> str:
    """What a content security policy calls a style or a script by, so that it runs and nothing else does."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def safe_json(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _data(words: Words, invitation: Invitation) -> dict[str, Any]:
    return {
        "round": invitation.round,
        "instrument": invitation.instrument.id,
        "version": invitation.instrument.version,
        "fingerprint": invitation.fingerprint,
        "short": invitation.short,
        "items": dict(invitation.items),
        "units": [{"id": each.id, "name": visible(each.name)} for each in invitation.units],
        "alphabet": ALPHABET,
        "codeLength": CODE_LENGTH,
        "words": {"percent": words("percent.mark"), **{name: words(f"form.{name}") for name in _MESSAGES}},
    }


def _body(body: ET.Element, words: Words, invitation: Invitation) -> None:
    main = ET.SubElement(body, "main")
    ET.SubElement(main, "h1").text = invitation.instrument.title[words.language]
    for text in (invitation.about(words), words("form.how"), words("form.privacy", n=invitation.smallest)):
        ET.SubElement(main, "p").text = text
    ET.SubElement(main, "noscript").text = words("form.no-script")
    ET.SubElement(main, "p", {"id": "draft", "role": "status", "class": "notice"})
    form = ET.SubElement(main, "form", {"id": "form", "novalidate": "", "autocomplete": "off"})
    _code_field(form, words)
    _offer(form, words)
    found = invitation.sections
    for section in found:
        if section.unit is not None and section.unit == invitation.units[0]:
            _overview(form, words, invitation)
        _section(form, words, invitation, section)
    ET.SubElement(form, "p", {"id": "progress", "role": "status"})
    buttons = ET.SubElement(form, "p", {"class": "buttons"})
    ET.SubElement(buttons, "button", {"type": "submit", "id": "save"}).text = words("form.save")
    ET.SubElement(buttons, "button", {"type": "button", "id": "clear"}).text = words("form.clear")
    ET.SubElement(form, "p", {"id": "message", "role": "alert"})
    ET.SubElement(form, "p", {"id": "storage", "role": "alert"})


def _code_field(form: ET.Element, words: Words) -> None:
    line = ET.SubElement(form, "p", {"class": "code"})
    ET.SubElement(line, "label", {"for": "code"}).text = words("form.code")
    given = {"id": "code", "type": "text", "required": "", "maxlength": "12", "spellcheck": "false"}
    ET.SubElement(line, "input", {**given, "autocapitalize": "none", "aria-describedby": "code-help"})
    ET.SubElement(line, "span", {"id": "code-help", "class": "help"}).text = words("form.code-help")


def _offer(form: ET.Element, words: Words) -> None:
    """A draft that is there for the code, to go on with or not; nothing of it is shown before."""
    offer = ET.SubElement(form, "div", {"id": "offer", "hidden": ""})
    ET.SubElement(offer, "p", {"id": "offered", "role": "status"})
    buttons = ET.SubElement(offer, "p", {"class": "buttons"})
    ET.SubElement(buttons, "button", {"type": "button", "id": "draft-on"}).text = words("form.draft-on")
    ET.SubElement(buttons, "button", {"type": "button", "id": "draft-afresh"}).text = words("form.draft-afresh")


def _overview(form: ET.Element, words: Words, invitation: Invitation) -> None:
    """What the questions are asked for, with a way to each, and how far it is answered."""
    nav = ET.SubElement(form, "nav", {"id": "units", "aria-labelledby": "units-told"})
    ET.SubElement(nav, "p", {"id": "units-told"}).text = words("form.units")
    names = ET.SubElement(nav, "ol")
    for unit in invitation.units:
        line = ET.SubElement(names, "li")
        ET.SubElement(line, "a", {"href": f"#unit-{unit.id}"}).text = visible(unit.name)
        ET.SubElement(line, "span", {"class": "count", "data-count": unit.id})


def _section(form: ET.Element, words: Words, invitation: Invitation, section: Section) -> None:
    """The questions for one unit below its name, or those that are asked once."""
    unit, place = section.unit, form
    if unit is not None:
        place = ET.SubElement(form, "section", {"id": f"unit-{unit.id}", "aria-labelledby": f"name-{unit.id}"})
        ET.SubElement(place, "h2", {"id": f"name-{unit.id}"}).text = visible(unit.name)
    for number, question in section.questions:
        _fieldset(place, words, invitation, question, number)
    if unit is not None:
        back = ET.SubElement(ET.SubElement(place, "p"), "a", {"href": "#units"})
        back.text = words("form.to-units")


def _fieldset(form: ET.Element, words: Words, invitation: Invitation, question: Asked, number: int) -> None:
    """One question. Its legend names the unit for those who hear the page instead of seeing where it stands."""
    item, unit, language = question.item, question.unit, words.language
    named = {"data-key": question.key, "data-item": item.id, "data-kind": item.kind}
    field = ET.SubElement(form, "fieldset", {**named, **({"data-unit": unit.id} if unit else {})})
    legend = ET.SubElement(field, "legend")
    legend.text = f"{number}. {item.text[language]}"
    if unit is not None:
        legend.text, heard = None, ET.SubElement(legend, "span", {"class": "hidden"})
        heard.text, heard.tail = f"{visible(unit.name)}: ", f"{number}. {item.text[language]}"
    for text in (*([item.help[language]] if item.help else []), *poles(words, item)):
        ET.SubElement(field, "p", {"class": "help"}).text = text
    add_answer_fields(field, words, invitation.instrument, question)
    clear = ET.SubElement(field, "button", {"type": "button", "class": "unset"})
    clear.text = words("form.unset")
    told = f"{number}, {visible(unit.name)}" if unit else str(number)
    ET.SubElement(clear, "span", {"class": "hidden"}).text = f" ({told})"
    if item.kind != "text":
        details = ET.SubElement(field, "details")
        ET.SubElement(details, "summary").text = words("form.note")
        label_text = words("form.note-label", number=told)
        ET.SubElement(
            details, "textarea", {"data-note": "", "maxlength": "2000", "rows": "3", "aria-label": label_text}
        )
