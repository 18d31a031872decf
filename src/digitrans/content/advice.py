"""What the YAML of advice and phases may say."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from digitrans.content.models import Id, Many, Model, Provenance, Text, Whose, repeated_ids
from digitrans.errors import Problem


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

    ``build_on`` is said where the advice is the leader's strongest, ``sign`` shows that it works, and ``trap`` is what
    often goes wrong; all three are ours. ``deeper`` lists the questionnaires and checklists
    that measure it or take it further.
    """

    id: Id
    number: Annotated[int, Field(ge=1, le=99)]
    phase: Id
    name: Text
    idea: Text
    why: Text
    build_on: Text
    sign: Text | None = None
    trap: Text | None = None
    provenance: Provenance
    actions: Annotated[Many[Action], Field(min_length=3, max_length=6)]
    questions: Annotated[Many[Question], Field(min_length=1)]
    models: Annotated[Many[Idea], Field(min_length=1)]
    cases: Annotated[Many[Case], Field(min_length=1)]
    deeper: Many[Id] = ()

    @property
    def reader(self) -> Whose:
        """Whose ``build_on``, ``sign`` and ``trap`` are; never the publication's."""
        return "own" if self.provenance.whose == "own" else "ours"

    @property
    def reading(self) -> Provenance:
        """Where ``sign`` and ``trap`` come from: the place of the advice, in words that are not the publication's."""
        return self.provenance if self.reader == "own" else self.provenance.model_copy(update={"kind": "derived"})

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
