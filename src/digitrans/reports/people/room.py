"""A page for the room: it asks, lets everyone guess, shows what the group answered, then the leader, and takes notes.

One file that contacts nobody, for a projector and a keyboard. It holds what the comparison may tell and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from digitrans.content.items import Slider
from digitrans.people.comparison import Comparison, Row, conversations
from digitrans.people.forms.html_form import policy_hash, safe_json
from digitrans.reports.people.comparison import CONVERSATIONS
from digitrans.reports.people.talks import asked_in, minutes_of, questions_of, talk_name, talk_places
from digitrans.texts.escaping import visible

if TYPE_CHECKING:
    from digitrans.answers.wording import Names
    from digitrans.people.tallies import Tally

_WORDS = (
    "agree-what", "agree-when", "agree-who", "ask", "counted", "end", "file", "guess-aloud", "guess-how", "guesses",
    "keys", "no-guess", "save", "saved", "start", "step-agree", "step-group", "step-guess", "step-leader", "step-talk",
    "stop", "total", "where",
)  # fmt: skip


def room_page(names: Names, comparison: Comparison) -> str:
    """The page, in one language; empty where there is nothing to talk about yet."""
    talks = conversations(comparison, CONVERSATIONS)
    return _page(names, _data(names, comparison, talks)) if talks else ""


def _page(names: Names, data: Mapping[str, Any]) -> str:
    words = names.words
    style, script = (resources.files(__package__).joinpath(name).read_text("utf-8") for name in ("room.css", "room.js"))
    html = ET.Element("html", lang=words.language)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    policy = f"default-src 'none'; style-src '{policy_hash(style)}'; script-src '{policy_hash(script)}'"
    rest = "base-uri 'none'; form-action 'none'"
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": f"{policy}; {rest}"})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "title").text = data["title"]
    ET.SubElement(head, "style").text = style
    body = ET.SubElement(html, "body")
    ET.SubElement(ET.SubElement(body, "noscript"), "p").text = words("room.no-script")
    ET.SubElement(body, "main", {"id": "stage", "tabindex": "-1", "aria-live": "polite"})
    bar = ET.SubElement(body, "div", {"id": "bar"})
    ET.SubElement(bar, "button", {"id": "back", "type": "button"}).text = words("room.back")
    ET.SubElement(bar, "button", {"id": "next", "type": "button", "class": "main"}).text = words("room.next")
    time = ET.SubElement(bar, "span", {"id": "time", "hidden": ""})
    ET.SubElement(time, "span", {"id": "clock", "role": "timer"}).text = "0:00"
    ET.SubElement(time, "button", {"id": "run", "type": "button"}).text = words("room.start")
    ET.SubElement(body, "script", type="application/json", id="data").text = safe_json(dict(data))
    ET.SubElement(body, "script").text = script
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def _data(names: Names, comparison: Comparison, talks: tuple[Row | Tally, ...]) -> dict[str, Any]:
    words = names.words
    told = {name: words(f"room.{name}") for name in _WORDS}
    return {
        "title": names.instrument.title[words.language],
        "words": {**told, "promise": words("room.promise", n=comparison.smallest)},
        "minutes": sum(sum(minutes_of(each).values()) for each in talks),
        "talks": [_talk(names, each) for each in talks],
    }


def _talk(names: Names, talk: Row | Tally) -> dict[str, Any]:
    """One conversation. ``scale`` is what can be guessed, and ``keys`` the keys that stand for it."""
    places = [(visible(who), visible(place)) for who, place in talk_places(names, talk)]
    own = places[0] if talk.own is not None else None
    asked, ends = asked_in(names, talk)
    scale = list(range(talk.measure.start, talk.measure.end + 1)) if isinstance(talk, Row) else []
    slider = isinstance(talk, Row) and isinstance(talk.measure.items[0], Slider)
    minutes = minutes_of(talk)
    return {
        "name": visible(talk_name(names, talk)),
        "asked": asked,
        "ends": ends,
        "own": own,
        "groups": places[1:] if own else places,
        "questions": questions_of(names, talk, is_sheet=True),
        "scale": scale,
        "keys": {str(place + 1 if slider else value): value for place, value in enumerate(scale)},
        "minutes": {"guess": minutes["alone"], "talk": minutes["round"] + minutes["talk"], "agree": minutes["agree"]},
    }
