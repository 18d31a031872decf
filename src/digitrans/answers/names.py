"""The names of what a questionnaire or checklist measures, as every report says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans.answers.wording import Names
from digitrans.content import catalogue

if TYPE_CHECKING:
    from digitrans.content.advice import Advice
    from digitrans.content.instruments import Instrument
    from digitrans.texts import Words


def load_names(words: Words, instrument: Instrument, only: Advice | None = None) -> Names:
    """The names of what ``instrument`` measures; of the advice ``only`` one piece, where no other is wanted.

    Raises InputFault where the advice or the phases are faulty.
    """
    advice = catalogue.advice_by_id() if only is None else {only.id: only}
    return Names(words, instrument, advice, {each.id: each for each in catalogue.load_phases().phases})
