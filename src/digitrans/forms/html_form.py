"""One page for the browser, complete in itself: no network, a draft kept on the machine, answers saved as a file."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from digitrans.forms import Invitation, replies
from digitrans.people import ALPHABET, CODE_LENGTH

if TYPE_CHECKING:
    from digitrans.instruments import AnyItem
    from digitrans.texts import Words

_MESSAGES = (
    "bad-code", "cleared", "draft-found", "no-draft", "not-100", "progress", "saved", "sure-clear", "file",
)  # fmt: skip


def write(words: Words, invitation: Invitation) -> str:
    """The page in one language. Whoever opens it types the code that they were given."""
    style, script = (resources.files(__package__).joinpath(name).read_text("utf-8") for name in ("form.css", "form.js"))
    html = ET.Element("html", lang=words.language)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": f"{policy}; form-action 'none'"})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "title").text = invitation.instrument.title[words.language]
    ET.SubElement(head, "style").text = style
    _body(ET.SubElement(html, "body"), words, invitation)
    data = ET.SubElement(html[1], "script", type="application/json", id="data")
    data.text = _safe_json(_data(words, invitation))
    ET.SubElement(html[1], "script").text = script
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _safe_json(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _data(words: Words, invitation: Invitation) -> dict[str, Any]:
    return {
        "instrument": invitation.instrument.id,
        "version": invitation.instrument.version,
        "fingerprint": invitation.fingerprint,
        "short": invitation.short,
        "items": dict(invitation.items),
        "alphabet": ALPHABET,
        "codeLength": CODE_LENGTH,
        "words": {name: words(f"form.{name}") for name in _MESSAGES},
    }


def _body(body: ET.Element, words: Words, invitation: Invitation) -> None:
    main = ET.SubElement(body, "main")
    ET.SubElement(main, "h1").text = invitation.instrument.title[words.language]
    for text in (invitation.instrument.purpose[words.language], words("form.how"), words("form.privacy")):
        ET.SubElement(main, "p").text = text
    ET.SubElement(main, "noscript").text = words("form.no-script")
    ET.SubElement(main, "p", {"id": "draft", "role": "status", "class": "notice"})
    form = ET.SubElement(main, "form", {"id": "form", "novalidate": "", "autocomplete": "off"})
    _code_field(form, words)
    for number, item in enumerate(invitation.asked, 1):
        _fieldset(form, words, invitation, item, number)
    ET.SubElement(form, "p", {"id": "progress", "role": "status"})
    buttons = ET.SubElement(form, "p", {"class": "buttons"})
    ET.SubElement(buttons, "button", {"type": "submit", "id": "save"}).text = words("form.save")
    ET.SubElement(buttons, "button", {"type": "button", "id": "clear"}).text = words("form.clear")
    ET.SubElement(form, "p", {"id": "message", "role": "alert"})


def _code_field(form: ET.Element, words: Words) -> None:
    line = ET.SubElement(form, "p", {"class": "code"})
    ET.SubElement(line, "label", {"for": "code"}).text = words("form.code")
    given = {"id": "code", "type": "text", "required": "", "maxlength": "12", "spellcheck": "false"}
    ET.SubElement(line, "input", {**given, "autocapitalize": "none", "aria-describedby": "code-help"})
    ET.SubElement(line, "span", {"id": "code-help", "class": "help"}).text = words("form.code-help")


def _fieldset(form: ET.Element, words: Words, invitation: Invitation, item: AnyItem, number: int) -> None:
    language = words.language
    field = ET.SubElement(form, "fieldset", {"data-item": item.id, "data-kind": item.kind})
    ET.SubElement(field, "legend").text = f"{number}. {item.text[language]}"
    if item.help is not None:
        ET.SubElement(field, "p", {"class": "help"}).text = item.help[language]
    if item.kind == "slider":
        for pole in (item.left, item.right):
            text = f"{pole.name[language]}: {pole.gain[language]} {pole.price[language]}"
            ET.SubElement(field, "p", {"class": "help"}).text = text
    chosen = list(replies(words, invitation.instrument, item))
    for label, value in chosen:
        _option(field, item.id, label, value)
    if not chosen:
        _written(field, words, item)
    clear = ET.SubElement(field, "button", {"type": "button", "class": "unset"})
    clear.text = words("form.unset")
    ET.SubElement(clear, "span", {"class": "hidden"}).text = f" ({number})"
    if item.kind != "text":
        details = ET.SubElement(field, "details")
        ET.SubElement(details, "summary").text = words("form.note")
        label_text = words("form.note-label", number=number)
        ET.SubElement(
            details, "textarea", {"data-note": "", "maxlength": "2000", "rows": "3", "aria-label": label_text}
        )


def _option(field: ET.Element, name: str, label: str, value: Any, kind: str = "radio") -> None:
    line = ET.SubElement(field, "label", {"class": "option"})
    number = "number" if isinstance(value, int) else "word"
    ET.SubElement(line, "input", {"type": kind, "name": name, "value": str(value), "data-type": number})
    ET.SubElement(line, "span").text = label


def _written(field: ET.Element, words: Words, item: AnyItem) -> None:
    """The fields of an item whose answer is not one of a list."""
    if item.kind == "choices":
        for option in item.options:
            _option(field, item.id, option.name[words.language], option.id, "checkbox")
    elif item.kind == "allocation":
        for option in item.options:
            line = ET.SubElement(field, "label", {"class": "option"})
            given = {"type": "number", "min": "0", "max": "100", "step": "1", "data-option": option.id}
            ET.SubElement(line, "input", given)
            ET.SubElement(line, "span").text = f"% {option.name[words.language]}"
    elif item.kind == "number":
        line = ET.SubElement(field, "label", {"class": "option"})
        ends = {"min": str(item.lowest), "max": str(item.highest)}
        ET.SubElement(line, "input", {"type": "number", "step": "any", "data-number": "", **ends})
        ET.SubElement(line, "span").text = item.unit[words.language]
    else:
        label = f"{item.text[words.language]}"
        ET.SubElement(field, "textarea", {"data-text": "", "maxlength": "2000", "rows": "4", "aria-label": label})
