"""The one exception of the library: what went wrong, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digitrans.errors import DigitransError, InputFault


class Error(Exception):
    """What could not be done, as ``digitrans.portfolio`` and ``digitrans.assessment`` raise it, and nothing else.

    ``str(error)`` is the message in English: a line for each fault, ten at most, each with file, line and column where
    these are known. ``problems`` has every one of them, ``kind`` is "input" for a file or values that cannot be used,
    and "usage" for arguments that cannot.
    """

    def __init__(self, fault: DigitransError) -> None:
        self._fault = fault
        super().__init__(fault.message)

    def __str__(self) -> str:
        return self.message()

    @property
    def kind(self) -> str:
        """ "input" or "usage"."""
        return "input" if isinstance(self._fault, InputFault) else "usage"

    @property
    def problems(self) -> tuple[str, ...]:
        """Every fault as a line in English; one where there is only one thing to say."""
        from digitrans.texts import Words
        from digitrans.texts.escaping import visible

        words = Words("en")
        if isinstance(self._fault, InputFault):
            return tuple([visible(words.fault(each)) for each in self._fault.faults])
        return (self.message(),)

    def message(self, language: str = "en") -> str:
        """The whole message in a language, "en" or "da"; nothing in it that a terminal would obey."""
        from digitrans.texts import Words
        from digitrans.texts.escaping import visible

        return visible(Words("da" if language == "da" else "en").error(self._fault))


@contextmanager
def in_words() -> Iterator[None]:
    """Raise every fault of ours as an ``Error``."""
    try:
        yield
    except DigitransError as fault:
        raise Error(fault) from None
