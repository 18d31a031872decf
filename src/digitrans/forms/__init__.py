"""Forms for respondents: a template in YAML, a page for the browser, a workbook, and XLSForm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digitrans.instruments import AnyItem, Instrument
    from digitrans.texts import Words


@dataclass(frozen=True)
class Invitation:
    """What a form needs to know: the questionnaire, which of its forms, and the fingerprints of what it asks."""

    instrument: Instrument
    short: bool
    fingerprint: str
    items: Mapping[str, str]

    @property
    def asked(self) -> tuple[AnyItem, ...]:
        return tuple(item for item in self.instrument.items if item.short or not self.short)


def replies(words: Words, instrument: Instrument, item: AnyItem) -> Iterator[tuple[str, Any]]:
    """What can be chosen for ``item``, in words and as files have it; nothing where the answer is written."""
    from digitrans.instruments import STATUSES, Choice, Rating, Slider, Status
    from digitrans.reports.naming import slider_words

    if isinstance(item, Rating):
        scale = next(each for each in instrument.scales if each.id == item.scale)
        yield from ((f"{n} {label[words.language]}", n) for n, label in enumerate(scale.labels, 1))
    elif isinstance(item, Slider):
        yield from ((_capital(slider_words(words, item, n)), n) for n in range(-2, 3))
    elif isinstance(item, Choice):
        yield from ((option.name[words.language], option.id) for option in item.options)
    elif isinstance(item, Status):
        yield from ((words(f"status.{each}"), each) for each in STATUSES)
    else:
        return
    yield from ((words(f"answer.{each}"), each) for each in ("dont-know", "not-relevant"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def check_kinds(instrument: Instrument, form: str, *refused: str) -> None:
    """Raise UsageFault where the questionnaire has kinds of items that a form cannot hold."""
    found = sorted({item.kind for item in instrument.items if item.kind in refused})
    if found:
        raise UsageFault("error.form-kinds", form=form, id=instrument.id, kinds=", ".join(found))
