"""What all content has in common: texts in both languages, ids, pages, provenance."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, computed_field

from digitrans.errors import Problem
from digitrans.texts.dates import is_day

T = TypeVar("T")
Many = Annotated[tuple[T, ...], Strict(False)]
"""A list in YAML, a tuple in Python."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""An id in kebab-case: what files, answers and saved results refer to. It is never shown as a text."""
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]
Pages = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(-\d{1,3})?$")]

Whose = Literal["publication", "ours", "supplement", "own"]
"""Whose a line is: retold from the publication, made by us from it, added by us since, or the user's own content."""


class Model(BaseModel):
    """The base of all content: immutable, no conversions, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True, allow_inf_nan=False)


class Text(Model):
    """The same words in Danish and in English."""

    da: Prose
    en: Prose

    def __getitem__(self, language: str) -> str:
        """The text in ``language``, "da" or "en", on one line per paragraph."""
        return " ".join((self.en if language == "en" else self.da).split())


class SignedText(Text):
    """A text that says itself whose it is, whatever shows it. What is saved and compared is the text without that.

    ``sign`` is what is said, in both languages.
    """

    sign: Text

    def __getitem__(self, language: str) -> str:
        return f"{super().__getitem__(language)} [{self.sign[language]}]"


class Provenance(Model):
    """Where a piece comes from: told in the publication (source), made by us from a passage of it (derived), added by
    us since, for today (supplement), or own.

    ``pages`` are pages of the printed publication, for instance 8 or "8-10". A derived piece names its passage. A
    supplement has its ``basis`` (a law or strategy by name), and the days it is of and is to be reviewed by. An own
    piece has none of these but ``review_by``; ``by`` says whose it is. ``overdue`` is set while loading, where the day
    of review has passed.
    """

    kind: Literal["source", "derived", "supplement", "own"]
    pages: Annotated[int, Field(ge=1, le=40)] | Pages | None = None
    passage: Text | None = None
    by: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"\S")] | None = None
    basis: Text | None = None
    as_of: str | None = None
    review_by: str | None = None
    overdue: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def whose(self) -> Whose:
        """Whose words a piece is in: what own content has changed is its owner's from then on."""
        if self.kind == "own" or self.by is not None:
            return "own"
        whose: dict[str, Whose] = {"source": "publication", "derived": "ours"}
        return whose.get(self.kind, "supplement")

    def problems(self, at: tuple[str | int, ...]) -> Iterator[Problem]:
        here = (*at, "provenance")
        if self.kind in ("source", "derived") and self.pages is None:
            yield Problem(here, "fault.without-pages", {})
        if self.kind == "derived" and self.passage is None:
            yield Problem(here, "fault.derived-without-passage", {})
        for key in ("basis", "as_of", "review_by") if self.kind == "supplement" else ():
            if getattr(self, key) is None:
                yield Problem(here, "fault.supplement-without", {"key": key})
        for key in ("as_of", "review_by"):
            day = getattr(self, key)
            if day is not None and not is_day(day):
                yield Problem((*here, key), "fault.not-date", {"value": day})


def unknown_id(at: tuple[str | int, ...], name: str, known: set[str]) -> Problem:
    """The problem that ``name`` is none of the ``known`` ids."""
    return Problem(at, "fault.unknown-id", {"id": name, "known": ", ".join(sorted(known))})


def repeated_ids(at: tuple[str | int, ...], ids: list[str]) -> Iterator[Problem]:
    """A problem for every id that stands in the list before."""
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield Problem((*at, index, "id"), "fault.id-twice", {"id": each})
        seen.add(each)
