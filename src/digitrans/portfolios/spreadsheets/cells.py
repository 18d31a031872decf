"""What stands in a cell of a list, as the value of a field, or why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from digitrans.portfolios.amounts import Unusable, is_none, is_unknown
from digitrans.portfolios.models import TYPES, UNSURE
from digitrans.portfolios.rules import PortfolioContent, called
from digitrans.portfolios.spreadsheets.sheets import Value
from digitrans.texts.spelling import fold, slug

_DONT_KNOW = ("dont-know", "ved ikke", "don't know", "dont know", "?", "vet ikke", "vet ej")

SHORT, LONG, LONGEST_ID = 200, 2000, 60
"""Characters of a name, of other texts, and of an id."""

CHOICES = ("type", "status", "mandate", "involvement")
"""The fields that take one of a few words."""

NONE = "none"
"""How a portfolio file says that somebody asked, and there is no such problem."""

UNSAID = object()
"""What a cell becomes that says that the value is not known."""


class Read(NamedTuple):
    """What a cell says of a choice: the id, and whether the cell says just that, or more than that."""

    id: str
    is_exact: bool = True


class Choice:
    """The words of one field that takes one of a few values, in all languages, with those of ``--map-value`` first."""

    def __init__(self, content: PortfolioContent, field: str, language: str, own: Mapping[str, str]) -> None:
        self.shown: dict[str, str] = {}
        self.known: dict[str, str] = {}
        for name, words in _words(content, field, language).items():
            self.shown[name] = words[0]
            for word in (name, *words):
                self.known.setdefault(_plain(word), name)
        self.own = {word: name for word, name in own.items() if name in self.shown or name == "unknown"}
        self.longest = max(len(word.split()) for word in self.known)
        self.met: dict[str, Read | None] = {}

    def read(self, value: Value) -> Read | object:
        """The id that a cell means; UNSAID where it says that it is not known. Raises Unusable."""
        said = str(int(value) if isinstance(value, float) and value.is_integer() else value)
        word = _plain(said)
        if (own := self.own.get(word)) is not None:
            return UNSAID if own == "unknown" else Read(own)
        if word in self.known:
            return Read(self.known[word])
        if is_unknown(said):
            return UNSAID
        if word not in self.met:
            self.met[word] = self._meant(word)
        found = self.met[word]
        if found is None:
            allowed = ", ".join(f"{shown} ({each})" for each, shown in self.shown.items())
            raise Unusable("fault.not-one-of-names", allowed=allowed)
        return found

    def _meant(self, word: str) -> Read | None:
        """The value that a longer text names first: "Fase 3: Gennemførelse", "I gang, efter planen"."""
        if len(word) > SHORT:
            return None
        bare = re.sub(r"^(?:fase|phase|trin|stage|gate|step|status|g|f)?\s*[0-9]+[a-z]?\s*[.):/-]*\s*(?=\D)", "", word)
        bare = re.sub(r"\([^()]*\)", " ", bare)
        for part in [bare, *re.split(r"\s*(?:[,;:/(|]|\s[-–]\s)\s*", bare)[:1]]:
            if (plain := _plain(part)) in self.known:
                return Read(self.known[plain], is_exact=False)
        words = re.findall(r"[\w&'-]+", bare)
        named = self._named(words)
        return Read(named[0], is_exact=False) if named else None

    def _named(self, words: Sequence[str]) -> list[str]:
        """The values that a text names, in its order, by the longest words known; none where it says "not"."""
        named, at = list[str](), 0
        while at < len(words):
            for length in range(min(self.longest, len(words) - at), 0, -1):
                run = " ".join(words[at : at + length])
                if run in self.known and (length > 1 or len(run) > 3):
                    named.append(self.known[run])
                    at += length - 1
                    break
            else:
                if words[at] in _NOT:
                    return []
            at += 1
        return named


_NOT = frozenset(("ikke", "ej", "inte", "not", "no", "never", "uden", "without"))

_NO_TYPE = {"da": "ikke afklaret", "en": "not settled"}
_NO_TYPES = (
    "ved ikke",
    "usikker",
    "uafklaret",
    "ukendt",
    "unknown",
    "don't know",
    "dont-know",
    "?",
    *_NO_TYPE.values(),
)


def _words(content: PortfolioContent, field: str, language: str) -> dict[str, tuple[str, ...]]:
    """The values of a field with all that they are called, the name in ``language`` first."""
    if field == "type":
        kinds: dict[str, tuple[str, ...]] = {
            each.id: (each.name[language], *called(each), str(each.degree)) for each in content.types
        }
        return {**kinds, UNSURE: (_NO_TYPE[language], *_NO_TYPES)}
    entries = {"status": content.statuses, "mandate": content.mandates, "involvement": content.involvement}[field]
    return {each.id: (each.name[language], *called(each)) for each in entries}


def parse_type(value: Value) -> str | None:
    """A type that is written as its degree, 1 to 4; None for anything else."""
    return TYPES[int(value) - 1] if isinstance(value, int | float) and value in (1, 2, 3, 4) else None


def parse_problem(value: Value, none: frozenset[str]) -> Any:
    """A problem in words; UNSAID where the cell says that it is not known.

    That there is none is kept in the words of the cell where they are among ``none``, and is NONE otherwise.
    """
    if is_none(value) and fold(str(value)) not in none:
        return NONE
    return UNSAID if is_unknown(value) else clipped_text(value)


def parse_rating(value: Value) -> int | str:
    """A rating 1 to 5, or "dont-know". Raises Unusable."""
    if isinstance(value, str) and (value.casefold() in _DONT_KNOW or is_unknown(value)):
        return "dont-know"
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = 0
    if number not in (1, 2, 3, 4, 5):
        raise Unusable("fault.not-rating")
    return int(number)


def parse_months(value: Value, times: int) -> float | int:
    """Work in person-months; ``times`` is 12 where the column counts years. Raises Unusable."""
    try:
        months = float(str(value).replace(",", ".")) * times
    except ValueError:
        months = -1
    if not 0 <= months <= 1e6:
        raise Unusable("fault.not-number")
    return int(months) if months.is_integer() else round(months, 4)


def parse_id(value: Value) -> str:
    """An id, as it stands or made from what stands there. Raises Unusable."""
    text = parse_text(value, SHORT)
    return parse_text(text, LONGEST_ID) if is_id(text) else slug(text)


def is_id(text: str) -> bool:
    """Whether ``text`` is written as ids are, however long."""
    return re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text) is not None


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def parse_text(value: Value, limit: int) -> str:
    """A cell as a text on one line, of at most ``limit`` characters. Raises Unusable."""
    text = _one_line(value)
    if _CONTROL.search(text):
        raise Unusable("fault.control-character")
    if len(text) > limit:
        raise Unusable("fault.long-text", limit=str(limit))
    return text


def clipped_text(value: Value, limit: int = LONG) -> str:
    """A cell as a text on one line, cut where it is longer than ``limit``. Raises Unusable for control characters."""
    text = parse_text(value, 10**9)
    return text if len(text) <= limit else f"{text[: limit - 4]} ..."


def kept(value: Value) -> str | int | float | None:
    """A cell as it is kept beside the fields: numbers as they are, texts on one line, nothing unseen in them."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = _CONTROL.sub("\ufffd", _one_line(value))
    return text if len(text) <= LONG else f"{text[: LONG - 4]} ..."


def _one_line(value: Value) -> str:
    return " ".join(str(int(value) if isinstance(value, float) and value.is_integer() else value).split())


def _plain(value: str) -> str:
    """What stands in a cell, without regard to case, blanks, quotation marks and a full stop at the end."""
    return fold(re.sub('["“”„»«*]', "", value)).rstrip(". ")


def parse_values(told: Iterable[str]) -> dict[str, str]:
    """ "Analyse=planned" as the id by folded word. Raises Unusable for what is no pair."""
    own = {}
    for each in told:
        word, equals, name = (part.strip() for part in each.rpartition("="))
        if not word or not equals or not name:
            raise Unusable("error.map-value", value=each)
        own[_plain(word)] = name
    return own
