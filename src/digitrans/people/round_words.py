"""In which words a round asks: those of the day it was made, whatever the questionnaire says today. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from digitrans.answers.fingerprints import item_fingerprint
from digitrans.content.items import Scale
from digitrans.content.models import Text
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument
    from digitrans.content.items import AnyItem
    from digitrans.people.rounds import Round


@dataclass(frozen=True)
class Wordings:
    """A questionnaire as a round asks it.

    ``instrument`` has every question in the round's words, as far as they are known; of those in ``unknown`` they are
    not, and today's stand there. ``others`` are all other words in which a question was ever asked.
    """

    instrument: Instrument
    unknown: frozenset[str] = frozenset()
    others: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)


def as_asked(wanted: Round, instrument: Instrument) -> Wordings:
    """The questionnaire in the words of the round: by its own record, else by those that the content remembers."""
    items: list[AnyItem] = []
    unknown, others, scales = set[str](), dict[str, tuple[Text, ...]](), dict[str, Scale]()
    for item in instrument.items:
        known, ways = wanted.items.get(item.id), list(_ways(wanted, item, instrument))
        then = next((way for way in ways if known == item_fingerprint(way.item, way.instrument)), None)
        if known is not None and then is None:
            unknown.add(item.id)
        told = then or ways[0]
        items.append(told.item)
        scales |= {each.id: each for each in told.instrument.scales}
        texts = {(way.item.text.da, way.item.text.en): way.item.text for way in ways}
        others[item.id] = tuple(text for text in texts.values() if text != told.item.text)
    update = {"items": tuple(items), "scales": tuple(scales.values())}
    return Wordings(instrument.model_copy(update=update), frozenset(unknown), others)


def asked_in(wanted: Round, instrument: Instrument) -> tuple[Instrument, tuple[str, ...]]:
    """The questionnaire with what the round asks, in its own words, and the ids of what it asks in words not known.

    What nobody in the round was asked is in nothing that is shown of it.
    """
    if not wanted.items:
        return instrument, ()
    found = as_asked(wanted, instrument)
    alike = {each.id for each in found.instrument.items if each.id in wanted.items} - found.unknown
    kept = tuple(each for each in found.instrument.items if each.id in alike)
    return found.instrument.model_copy(update={"items": kept}), tuple(
        each for each in wanted.items if each not in alike
    )


class _Way(NamedTuple):
    """A way in which an item was asked, and the questionnaire with the scale that it had."""

    item: AnyItem
    instrument: Instrument


def _ways(wanted: Round, item: AnyItem, instrument: Instrument) -> Iterator[_Way]:
    """All ways in which an item was asked: today's first, the round's, and earlier ones, the last first."""
    texts = [item.text, *([wanted.wording[item.id]] if item.id in wanted.wording else []), *reversed(item.earlier)]
    for scale in _scales(wanted, item, instrument):
        for text in texts:
            if scale is None:
                yield _Way(item if text is item.text else item.model_copy(update={"text": text}), instrument)
            else:
                scaled = instrument.model_copy(update={"scales": (*instrument.scales, scale)})
                yield _Way(item.model_copy(update={"text": text, "scale": scale.id}), scaled)


def _scales(wanted: Round, item: AnyItem, instrument: Instrument) -> Iterator[Scale | None]:
    """None for today's scale, and for items without one; then the round's, and earlier ones, under names of their own.

    The same words have the same name, whoever remembers them.
    """
    yield None
    scale = next((each for each in instrument.scales if each.id == getattr(item, "scale", None)), None)
    if scale is None:
        return
    of_round = [wanted.scales[scale.id]] if scale.id in wanted.scales else []
    for labels in dict.fromkeys((*of_round, *reversed(scale.earlier))):
        if labels != scale.labels:
            told = repr([(each.da, each.en) for each in labels])
            yield Scale(id=f"{scale.id}-x{hashlib.sha256(told.encode()).hexdigest()[:8]}", labels=labels)
