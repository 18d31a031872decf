"""Which initiative a sitting is about: told, chosen from those known before, or named; and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.answers.facts import Known, with_known
from digitrans.answers.values import MAX_NAME, About, Answers, about_of, with_about
from digitrans.texts.spelling import composed, fold
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.wording import Names
    from digitrans.asking.prompters import Prompter

SHOWN = 6
"""How many initiatives are offered by number; two more lines lead elsewhere."""


def _none_known() -> Sequence[About]:
    return ()


def _no_facts(about: About) -> Mapping[str, Known]:
    return {}


@dataclass(frozen=True)
class Thread:
    """What a sitting has to know of initiatives. ``about`` is the one that was told, None where none was.

    ``known`` gives those to choose from, ``facts`` what is known of one by field of the portfolio; ``tree`` asks the
    questions that lead to a type, and gives None where they lead to none.
    """

    about: About | None = None
    known: Callable[[], Sequence[About]] = _none_known
    facts: Callable[[About], Mapping[str, Known]] = _no_facts
    tree: Callable[[Prompter], str | None] | None = None


def told_again(names: Names, given: Answers, thread: Thread) -> Answers:
    """``given`` about the initiative that was told, with what is known of it; what that changed is said on stderr."""
    about, before = thread.about, about_of(names.instrument, given)
    if about is None:
        return given
    if before is not None and fold(before.name) != fold(about.name):
        output.tell(names.words("assess.about-instead", before=before.name, now=about.name))
    made, lines = settled_on(names, given, about, thread)
    for each in lines:
        output.tell(each)
    return made


def settled(names: Names, start: Answers, thread: Thread, prompter: Prompter) -> Answers:
    """``start`` about the initiative that was told or is chosen, with what is known of it, which is shown."""
    about = thread.about or about_of(names.instrument, start) or _chosen(names, thread.known(), prompter)
    if about is None:
        return start
    made, lines = settled_on(names, start, about, thread)
    if lines:
        prompter.show(names.words("about.known"))
    for each in lines:
        prompter.listed("  ", each)
    return made


def settled_on(names: Names, answers: Answers, about: About, thread: Thread) -> tuple[Answers, list[str]]:
    """``answers`` about this initiative, with what is known of it, and a line for each of those answers."""
    answers = with_about(names.instrument, answers, about)
    words, language = names.words, names.words.language
    made, taken = with_known(names.instrument, answers, thread.facts(about))
    return made, [
        words(
            "about.fact",
            question=item.text[language],
            answer=names.answer(item, made[item.id]),
            source=fact.source,
        )
        for item, fact in taken
    ]


def _chosen(names: Names, known: Sequence[About], prompter: Prompter) -> About | None:
    """One of the initiatives known before, or another by name; None for none.

    Where the questionnaire asks for the name itself and all that is known is shown, its own question asks for another.
    """
    words, shown = names.words, known[:SHOWN]
    asks_itself = names.instrument.initiative != "beside" and len(known) == len(shown)
    if not known:
        return None if asks_itself else _named(names, known, prompter)
    lines = [initiative_line(each, known) for each in shown]
    lines += [words("about.other")] if asks_itself else [words("about.other-name"), words("about.no-initiative")]
    chosen = prompter.choose(words("about.ask"), tuple(lines))
    if chosen < len(shown):
        return shown[chosen]
    return _named(names, known, prompter) if chosen == len(shown) and not asks_itself else None


def initiative_line(about: About, known: Sequence[About]) -> str:
    """The name; with the id where another is called the same."""
    twice = sum(fold(each.name) == fold(about.name) for each in known) > 1
    return f"{about.name} ({about.id})" if twice and about.id else about.name


def named_so(name: str, known: Sequence[About]) -> list[About]:
    """The initiatives that go by this name or id."""
    return [each for each in known if fold(name) in (fold(each.name), each.id)]


def _named(names: Names, known: Sequence[About], prompter: Prompter) -> About | None:
    """The initiative whose name, id, or part of a name is typed; None where nothing is."""
    words = names.words
    while True:
        name = " ".join(composed(prompter.line(words("about.name"))).split())
        if not name:
            return None
        if len(name) > MAX_NAME:
            prompter.show(words("fault.long-text", limit=MAX_NAME))
            continue
        meant = named_so(name, known)
        if len(meant) == 1:
            return meant[0]
        like = meant or [each for each in known if fold(name) in fold(each.name)][:SHOWN]
        if not like:
            return About(name)
        lines = (*(initiative_line(each, known) for each in like), words("about.new", name=name))
        chosen = prompter.choose(words("about.which"), lines)
        return like[chosen] if chosen < len(like) else About(name)
