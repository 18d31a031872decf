"""Words looked for in texts: whole words, their beginnings and their other forms, in one language; never inside a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from digitrans.texts.spelling import composed

WORD = re.compile(r"\w+")
SHORTEST = 3
"""A shorter word is looked for whole: "ai" begins too many others."""

SAME = {
    "da": {
        "ai": "kunstig intelligens",
        "ki": "kunstig intelligens",
        "persondata": "gdpr",
        "databeskyttelse": "gdpr",
        "chatbot": "kunstig intelligens",
    },
    "en": {
        "ai": "artificial intelligence",
        "chatbot": "artificial intelligence",
    },
}
"""What people type, and the words that the texts have for it."""

WHOLE, BEGINS, FORM, SAME_AS, NOTHING = 0, 1, 2, 3, 9
"""How well a text answers, best first."""


def folded(text: str) -> str:
    """``text`` without differences of case, and of how its letters are made."""
    return composed(text).casefold()


def answers(wanted: str, text: str, language: str) -> int:
    """How well ``text`` answers to all words of ``wanted``, from ``WHOLE`` to ``SAME_AS``; ``NOTHING`` for not at all."""
    words = WORD.findall(folded(text))
    found = [min(_found(each, words, language), _same(each, words, language)) for each in WORD.findall(folded(wanted))]
    return max(found, default=NOTHING)


def place(wanted: str, text: str, language: str) -> int:
    """Where in ``text`` the first word stands that answers to the first of ``wanted``; 0 where none does."""
    first = (WORD.findall(folded(wanted)) or [""])[0]
    told = [first, *SAME.get(language, {}).get(first, "").split()]
    for match in WORD.finditer(text):
        if any(_found(each, [folded(match[0])], language) != NOTHING for each in told if each):
            return match.start()
    return 0


def _same(wanted: str, words: Iterable[str], language: str) -> int:
    others = SAME.get(language, {}).get(wanted, "").split()
    told = list(words)
    return SAME_AS if others and all(_found(each, told, language) != NOTHING for each in others) else NOTHING


def _found(wanted: str, words: Iterable[str], language: str) -> int:
    best = NOTHING
    stem = _stem(wanted, language)
    for each in words:
        if each == wanted:
            return WHOLE
        if len(wanted) >= SHORTEST and each.startswith(wanted):
            best = min(best, BEGINS)
        elif len(wanted) >= SHORTEST and _stem(each, language) == stem:
            best = min(best, FORM)
    return best


@lru_cache(maxsize=8192)
def _stem(word: str, language: str) -> str:
    """The word without its ending; the word itself where there is nothing that knows endings."""
    stemmer = _stemmer(language)
    return word if stemmer is None else str(stemmer.stemWord(word))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Any:
    try:
        import snowballstemmer
    except ImportError:
        return None
    return snowballstemmer.stemmer({"da": "danish", "en": "english"}[language])
