"""What data/ may say, and finding it: models, questionnaires, the catalogue, own folders laid over."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from digitrans.errors import Problem

T = TypeVar("T")
Many = Annotated[tuple[T, ...], Strict(False)]
"""A list in YAML, a tuple in Python."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""An id in kebab-case: what files, answers and saved results refer to. It is never shown as a text."""
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]
Pages = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(-\d{1,3})?$")]


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


class Provenance(Model):
    """Where a piece comes from: told in the publication (source), made by us from a passage of it (derived), or own.

    ``pages`` are pages of the printed publication, for instance 8 or "8-10". A derived piece names its passage. An own
    piece has none of these; ``by`` says whose it is.
    """

    kind: Literal["source", "derived", "own"]
    pages: Annotated[int, Field(ge=1, le=40)] | Pages | None = None
    passage: Text | None = None
    by: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"\S")] | None = None

    def problems(self, at: tuple[str | int, ...]) -> Iterator[Problem]:
        if self.kind != "own" and self.pages is None:
            yield Problem((*at, "provenance"), "fault.without-pages", {})
        if self.kind == "derived" and self.passage is None:
            yield Problem((*at, "provenance"), "fault.derived-without-passage", {})


class Phase(Model):
    """One of the three phases that the nine pieces of advice fall into."""

    id: Id
    name: Text
    purpose: Text


class Phases(Model):
    """``data/phases.yaml``: the phases in their order. Their names are ours; the publication's figure is missing."""

    phases: Annotated[Many[Phase], Field(min_length=1)]
    provenance: Provenance


class Action(Model):
    """Something the leader can do next week; it fits into a calendar. ``board``: how the page for the board says it."""

    id: Id
    text: Text
    board: Text | None = None
    provenance: Provenance


class Question(Model):
    """A question for the leader to ask, of a proposal, of the organisation or of themselves."""

    id: Id
    text: Text
    provenance: Provenance


class Part(Model):
    """One part of a model: a step, a type, a corner."""

    id: Id
    name: Text
    text: Text


class Idea(Model):
    """A model of the publication, explained so that a reader can use it without having seen the figure."""

    id: Id
    name: Text
    purpose: Text
    explanation: Text
    parts: Many[Part] = ()
    use: Annotated[Many[Text], Field(min_length=1)]
    provenance: Provenance


class Case(Model):
    """A case, an experience or a view from a named leader, retold in our own words."""

    id: Id
    title: Text
    who: Text
    where: Text
    text: Text
    lesson: Text
    provenance: Provenance


class Advice(Model):
    """One of the nine pieces of advice: one file in ``data/advice/``.

    ``build_on`` is said where the advice is the leader's strongest. ``deeper`` lists the questionnaires and checklists
    that measure it or take it further.
    """

    id: Id
    number: Annotated[int, Field(ge=1, le=99)]
    phase: Id
    name: Text
    idea: Text
    why: Text
    build_on: Text
    provenance: Provenance
    actions: Annotated[Many[Action], Field(min_length=3, max_length=6)]
    questions: Annotated[Many[Question], Field(min_length=1)]
    models: Annotated[Many[Idea], Field(min_length=1)]
    cases: Annotated[Many[Case], Field(min_length=1)]
    deeper: Many[Id] = ()

    def problems(self) -> Iterator[Problem]:
        for name in ("actions", "questions", "models", "cases"):
            pieces = getattr(self, name)
            yield from repeated_ids((name,), [piece.id for piece in pieces])
            for index, piece in enumerate(pieces):
                yield from piece.provenance.problems((name, index))
        yield from self.provenance.problems(())


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
