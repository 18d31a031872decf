"""Fingerprints of what was asked, so that a reworded question is never compared with the old one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from weakref import ref

from digitrans.answers.values import Answers, asked_items
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem


def fingerprint(instrument: Instrument) -> str:
    """Twelve hexadecimal digits that change when what an item asks does, and when items come, go or move.

    Items of the supplement are left out: a questionnaire is the same one whether it is on or off.
    """
    beside = {item.id for item in instrument.items if item.provenance.kind == "supplement"}
    prints = item_fingerprints(instrument, short=False)
    told = [(name, each) for name, each in prints.items() if name not in beside]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


_ASKED = {"id", "kind", "text", "reverse", "left", "right", "options", "unit", "lowest", "highest"}


def item_fingerprints(instrument: Instrument, short: bool) -> dict[str, str]:
    """For every item of the form, eight hexadecimal digits that change when what is asked does.

    What is asked are the words, the scale or the options and the direction; not the help, nor where the item belongs.
    """
    known = _all_prints(instrument)
    return {item.id: known[item.id] for item in asked_items(instrument, short)}


_known: dict[int, tuple[ref[Instrument], dict[str, str]]] = {}


def _all_prints(instrument: Instrument) -> dict[str, str]:
    """The fingerprint of every item, made once for an instrument, which never changes: each result asks for it."""
    place = id(instrument)
    made = _known.get(place)
    if made is None or made[0]() is not instrument:
        prints = {item.id: item_fingerprint(item, instrument) for item in instrument.items}
        made = _known[place] = ref(instrument, lambda _: _known.pop(place, None)), prints
    return made[1]


def item_fingerprint(item: AnyItem, instrument: Instrument) -> str:
    """The fingerprint of one item, with the scales of ``instrument``."""
    scale = next((each for each in instrument.scales if each.id == getattr(item, "scale", "")), None)
    labels = scale and [(label.da, label.en) for label in scale.labels]
    asked = sorted(item.model_dump(include=_ASKED, exclude_defaults=True).items())
    return hashlib.sha256(repr((asked, labels)).encode()).hexdigest()[:8]


def stamped(answers: Answers, instrument: Instrument) -> Answers:
    """``answers`` with the fingerprints of the instrument, as a whole and item by item."""
    prints = item_fingerprints(instrument, answers.short)
    return replace(answers, fingerprint=fingerprint(instrument), version=instrument.version, items=prints)


def without_reworded(answers: Answers, instrument: Instrument) -> tuple[Answers, int]:
    """``answers`` without those to items that ask something else today, and how many those were."""
    now = item_fingerprints(instrument, short=False)
    stale = {each for each, known in answers.items.items() if now.get(each) != known}
    kept = {key: each for key, each in answers.values.items() if key.rpartition("/")[2] not in stale}
    reworded = [key for key in answers.values.keys() - kept.keys() if key.rpartition("/")[2] in now]
    return replace(answers, values=kept), len(reworded)
