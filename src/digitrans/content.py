"""What the YAML in ``data/`` may say of phases and pieces of advice, and what all content has in common.

Every model is frozen, strict and refuses unknown keys, so that a slip in a content file is a fault with a position and
never a silent default. What one model alone cannot see (an id used twice, a reference that leads nowhere) is found by
the ``problems`` methods, which report everything at once.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, computed_field

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Strict(False)]
"""A list in YAML, a tuple in Python."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""An id in kebab-case: what files, answers and saved results refer to. It is never shown as a text."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]

Pages = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(-\d{1,3})?$")]

Whose = Literal["publication", "ours", "own"]
"""Whose a line is: retold from the publication, made by us, or the user's own content."""


class Problem(NamedTuple):
    """A fault that only the whole file shows: where it is, which message says it, and what that message names."""

    at: tuple[str | int, ...]
    message: str
    named: dict[str, str]


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

    @computed_field  # type: ignore[prop-decorator]
    @property
    def whose(self) -> Whose:
        """Whose words a piece is in: what own content has changed is its owner's from then on."""
        if self.kind == "own" or self.by is not None:
            return "own"
        return "publication" if self.kind == "source" else "ours"

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


class About(Model):
    """What the advice as a whole is about, retold from the publication: the paragraphs above the list."""

    paragraphs: Annotated[Many[Text], Field(min_length=1)]
    provenance: Provenance


class Phases(Model):
    """``data/phases.yaml``: the phases in their order. Their names are ours; the publication's figure is missing."""

    about: About | None = None
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
    """One part of a model: a step, a type, a corner. ``provenance``: where it is not that of the model."""

    id: Id
    name: Text
    text: Text
    provenance: Provenance | None = None


class Step(Text):
    """A step of using a model. ``provenance``: where it is not that of the model's other steps."""

    provenance: Provenance | None = None


class Idea(Model):
    """A model of the publication, explained so that a reader can use it without having seen the figure.

    ``parts_provenance`` and ``use_provenance`` say where parts and steps of use come from, where it is not where the
    model does. ``reading`` is what we add to the explanation; it is never the publication's.
    """

    id: Id
    name: Text
    purpose: Text
    explanation: Text
    reading: Text | None = None
    parts: Many[Part] = ()
    parts_provenance: Provenance | None = None
    use: Annotated[Many[Step], Field(min_length=1)]
    use_provenance: Provenance | None = None
    provenance: Provenance

    def source_of(self, piece: Part | Step) -> Provenance:
        """Where a part or a step of use comes from. What own content has changed in the model may be in any of them."""
        of_all = self.use_provenance if isinstance(piece, Step) else self.parts_provenance
        found = piece.provenance or of_all or self.provenance
        return found if found.by or not self.provenance.by else found.model_copy(update={"by": self.provenance.by})

    def problems(self) -> Iterator[Problem]:
        """What is wrong with where its pieces come from."""
        yield from self.provenance.problems(())
        for key in ("parts_provenance", "use_provenance"):
            if (found := getattr(self, key)) is not None:
                yield from renamed(found.problems(()), key)
        for name in ("parts", "use"):
            for index, piece in enumerate(getattr(self, name)):
                if piece.provenance is not None:
                    yield from piece.provenance.problems((name, index))


class Case(Model):
    """A case, an experience or a view from a named leader, retold in our own words.

    ``lesson`` is how we read it; the person in the case did not say it.
    """

    id: Id
    title: Text
    who: Text
    where: Text
    text: Text
    lesson: Text
    provenance: Provenance

    @property
    def reader(self) -> Whose:
        """Whose the lesson is: that of whoever wrote the case down, never the publication's."""
        return "own" if self.provenance.whose == "own" else "ours"


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

    @property
    def reader(self) -> Whose:
        """Whose the words to a leader who is strong in it are; never the publication's."""
        return "own" if self.provenance.whose == "own" else "ours"

    def problems(self) -> Iterator[Problem]:
        for name in ("actions", "questions", "models", "cases"):
            pieces = getattr(self, name)
            yield from repeated_ids((name,), [piece.id for piece in pieces])
            for index, piece in enumerate(pieces):
                found = piece.problems() if isinstance(piece, Idea) else piece.provenance.problems(())
                yield from (each._replace(at=(name, index, *each.at)) for each in found)
        yield from self.provenance.problems(())


def renamed(problems: Iterator[Problem], key: str) -> Iterator[Problem]:
    """``problems`` with ``key`` as the last step of their places."""
    return (each._replace(at=(*each.at[:-1], key)) for each in problems)


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


def models_in(annotation: Any) -> list[Any]:
    """The models that a field's annotation is made of, in order; none where it has only plain values."""
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in models_in(inner)]
