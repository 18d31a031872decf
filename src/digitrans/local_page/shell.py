"""The frame of the local page: its looks, its script, and the words that it needs when the program is gone."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from digitrans.local_page.views import put
from digitrans.people.forms.html_form import safe_json

if TYPE_CHECKING:
    from digitrans.local_page.gate import Door
    from digitrans.texts import Words

_PAGE_WORDS = {
    "elsewhere": "page.elsewhere",
    "gone": "page.gone",
    "gone-kept": "page.gone-kept",
    "gone-result": "page.gone-result",
    "kept": "page.kept",
    "not-100": "form.not-100",
    "not-number": "form.not-number",
    "saving": "page.is-saving",
    "slow": "page.slow",
    "percent": "percent.mark",
    "sum": "form.sum",
    "unsaved": "page.unsaved",
}


_UNSAVED = {
    "gone": "page.gone-unsaved",
    "gone-kept": "page.gone-unsaved",
    "kept": "ask.not-saving",
    "saving": "ask.not-saving",
}
"""What is said instead where nothing is to be saved."""


def policy(nonce: str) -> str:
    """The content security policy: our own script and looks, our own address, nothing else."""
    allowed = f"script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; connect-src 'self'"
    return f"default-src 'none'; {allowed}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


def shell(words: Words, nonce: str, door: Door | None, saves: bool) -> str:
    """The page before anything is asked. ``door`` is told once, to the window that was let in; None to all others."""
    html = ET.Element("html", lang=words.language)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "meta", name="referrer", content="no-referrer")
    ET.SubElement(head, "link", rel="icon", href="data:,")
    put(head, "title", "digitrans")
    for name in ("shell", "form"):
        ET.SubElement(head, "style", nonce=nonce, id=f"{name}-looks").text = _read(f"{name}.css")
    body = ET.SubElement(html, "body")
    _frame(body, words)
    alone = put(body, "div", id="alone", hidden="")
    put(alone, "h1", words("page.alone"), tabindex="-1")
    put(alone, "p", words("page.alone-why"), class_="lead")
    said = _PAGE_WORDS if saves else _PAGE_WORDS | _UNSAVED
    told = {"words": {name: words(key) for name, key in said.items()}}
    secret = {"session": door.session, "key": door.key} if door else {}
    ET.SubElement(body, "script", type="application/json", id="data").text = safe_json({**told, **secret})
    ET.SubElement(body, "script", nonce=nonce).text = _read("page.js")
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def _frame(body: ET.Element, words: Words) -> None:
    bar = put(body, "header", class_="shell")
    inner = put(bar, "div", class_="shell-inner")
    put(inner, "p", "digitrans", class_="brand")
    put(inner, "p", id="progress-told", hidden="")
    put(inner, "p", id="state", hidden="")
    put(inner, "button", words("page.close"), type="button", id="close")
    put(bar, "progress", id="progress", hidden="", aria_labelledby="progress-told", max="1", value="0")
    put(body, "p", id="notice", role="status", hidden="")
    put(body, "section", id="result", hidden="", aria_label=words("page.result"))
    main = put(body, "main", id="view")
    put(put(main, "noscript"), "p", words("page.no-script"))
    alarm = put(body, "div", class_="alarm")
    put(alarm, "p", id="banner", role="alert", hidden="")
    put(alarm, "button", words("page.reload"), type="button", id="reload", hidden="")


def refused_page(words: Words, key: str) -> str:
    """A page that says why there is nothing to see."""
    html = ET.Element("html", lang=words.language)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    put(head, "title", "digitrans")
    main = put(put(html, "body"), "main")
    put(main, "h1", words("page.nothing"))
    put(main, "p", words(key))
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
