"""The names of what a questionnaire or checklist measures, as every report says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans.answers.wording import Names, names_for
from digitrans.content import catalogue

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument
    from digitrans.texts import Words


def load_names(words: Words, instrument: Instrument) -> Names:
    """The names of what ``instrument`` measures. Raises InputFault where the advice or the phases are faulty."""
    return names_for(words, instrument, catalogue.load_advice(), catalogue.load_phases().phases)
