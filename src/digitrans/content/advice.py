"""What the YAML of advice and phases may say."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from digitrans.content.models import Id, Many, Model, Provenance, Text, repeated_ids
from digitrans.errors import Problem


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
