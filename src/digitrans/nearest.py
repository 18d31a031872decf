"""The known word that a misspelt one was meant to be. Pure."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST, MOST = 100, 2000


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of ``known`` that is written most like ``word``; "" where none is like it, or there are too many to try.

    ``cutoff``: how much of it must be alike, 0 to 1.
    """
    words = list(known)
    if len(words) > MOST or len(word) > LONGEST:
        return ""
    from difflib import get_close_matches

    return "".join(get_close_matches(word, words, n=1, cutoff=cutoff))
