"""Which type an initiative is: answers walked through the questions, and the type put into the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from digitrans.errors import UsageFault
from digitrans.files.sources import Source
from digitrans.portfolios.file_edits import with_type
from digitrans.portfolios.models import YES
from digitrans.portfolios.reading import portfolio_in
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import answer_problems, classify

REPLIES = ("yes", "no", "dont-know")
_SPELT = {"yes": "yes", "ja": "yes", "no": "no", "nej": "no", "dont-know": "dont-know", "ved-ikke": "dont-know"}
_BOM = b"\xef\xbb\xbf"


class Classified(NamedTuple):
    """Where answers lead: a type, None where it stays open; and the questions on the way with their replies."""

    type: str | None
    path: tuple[tuple[str, str], ...]


def parse_answers(given: Sequence[str], content: PortfolioContent) -> dict[str, str]:
    """ "ID=yes" as a reply to each question by its id. Raises UsageFault."""
    ids = [step.id for step in content.tree]
    found = {}
    for each in given:
        name, _, reply = (part.strip() for part in each.partition("="))
        if name not in ids or reply.casefold() not in _SPELT:
            raise UsageFault("error.answer", value=each, known=", ".join(ids))
        found[name] = _SPELT[reply.casefold()]
    return found


def walk(content: PortfolioContent, answers: Mapping[str, object], ask: Callable[[str, int], str]) -> Classified:
    """Walk the questions, and ``ask`` the one by its id and number where an answer is missing."""
    known = dict(answers)
    tree = {step.id: step for step in content.tree}
    while True:
        kind, step, path = classify(tree, known)
        if step is None or known.get(step) == "dont-know":
            told = {True: "yes", False: "no", None: "dont-know"}
            return Classified(kind, tuple((each, told[YES.get(known.get(each))]) for each in path))
        known[step] = ask(step, len(path))


def typed_file(before: bytes, source: Source, place: int, kind: str, content: PortfolioContent) -> bytes:
    """The bytes of a portfolio file with ``kind`` as the type of the initiative at ``place``, and nothing else changed.

    ``source`` is what was read of ``before``. Raises UsageFault where the file has changed since, and where the type
    goes against answers that it holds.
    """
    mark = _BOM if before.startswith(_BOM) else b""
    text = with_type(source, place, kind)
    if mark + source.text.encode() != before:
        raise UsageFault("error.cannot-edit", path=source.name, type=kind)
    changed = portfolio_in(Source(source.name, text, source.max_nodes))
    if any(True for _ in answer_problems(changed, content)):
        raise UsageFault("error.answers-differ", path=source.name, type=kind)
    return mark + text.encode()
