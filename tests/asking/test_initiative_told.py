"""Which initiative a sitting is about: chosen by number, by name or part of it, or none; and what is known is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from digitrans.answers.facts import Known
from digitrans.answers.names import load_names
from digitrans.answers.values import About, Answers, about_of
from digitrans.asking.initiatives import SHOWN, Thread, settled
from digitrans.content.catalogue import load_instrument
from digitrans.texts import Words

WORDS = Words("en")
KNOWN = [About(f"Robot {n}", f"robot-{n}") for n in range(1, SHOWN + 4)]
APP = About("App", "app")


class Told:
    """A prompter with its replies ready: numbers of choices, and lines."""

    def __init__(self, *replies: int | str) -> None:
        self.replies, self.shown = list(replies), list[str]()

    def show(self, text: str, strong: bool = False) -> None:
        self.shown.append(text)

    def listed(self, lead: str, text: str) -> None:
        self.shown.append(text)

    def line(self, prompt: str, default: str = "") -> str:
        return str(self.replies.pop(0))

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.shown += choices
        chosen = self.replies.pop(0)
        assert isinstance(chosen, int) and 1 <= chosen <= len(choices) <= 9, "one key chooses"
        return chosen - 1


def about(kind: str, known: Sequence[About], *replies: int | str) -> About | None:
    names = load_names(WORDS, load_instrument(kind))
    told = Told(*replies)
    made = settled(names, Answers(kind, 1), Thread(known=lambda: known), told)  # type: ignore[arg-type]
    assert told.replies == []
    return about_of(names.instrument, made)


@pytest.mark.parametrize(
    ("kind", "known", "replies", "meant"),
    [
        ("political", [APP], (1,), APP),
        ("political", [APP], (2, "app"), APP),
        ("political", [APP], (2, "Something new"), About("Something new")),
        ("political", [APP], (2, "x" * 201, "y"), About("y")),
        ("political", [APP], (3,), None),
        ("political", [], ("Home  training ",), About("Home training")),
        ("political", [], ("",), None),
        ("political", KNOWN, (SHOWN + 1, "robot 9"), KNOWN[8]),
        ("political", KNOWN, (SHOWN + 1, "robot", 2), KNOWN[1]),
        ("political", KNOWN, (SHOWN + 1, "robot", SHOWN + 1), About("robot")),
        ("political", KNOWN, (SHOWN + 2,), None),
        ("double-diamond", [APP], (1,), APP),
        ("double-diamond", [APP], (2,), None),  # its own question asks for the name
        ("double-diamond", [], (), None),
        ("self-assessment", KNOWN, (1,), KNOWN[0]),
    ],
)
def test_the_initiative_that_is_meant(
    kind: str, known: list[About], replies: tuple[int | str, ...], meant: About | None
) -> None:
    assert about(kind, known, *replies) == meant


def test_two_of_one_name_are_offered_with_their_ids() -> None:
    twins, told = [About("Robot", "a"), About("robot", "b")], Told(2)
    names = load_names(WORDS, load_instrument("political"))
    made = settled(names, Answers("political", 1), Thread(known=lambda: twins), told)  # type: ignore[arg-type]
    assert made.about == twins[1] and told.shown[:2] == ["Robot (a)", "robot (b)"]


def test_what_is_known_is_shown_with_where_it_is_from() -> None:
    names, told = load_names(WORDS, load_instrument("risk")), Told()
    thread = Thread(
        APP, facts=lambda _: {"type": Known("modernise", "from x.yaml"), "citizen_problem": Known("y", "z")}
    )
    made = settled(names, Answers("risk", 1), thread, told)  # type: ignore[arg-type]
    assert made["newest"].text == "modernise" and made["the-initiative"].text == "App"
    assert told.shown[-1].endswith("Modernise workflows (from x.yaml)") and len(told.shown) == 2
