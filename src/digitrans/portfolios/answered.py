"""What was answered about the initiatives of a portfolio, put into its text: just that, and nothing without its name.

What answers leave open changes nothing. What stands in the file is told beside what would take its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.history.facts import Evidence
from digitrans.portfolios.file_edits import Edit, with_values
from digitrans.portfolios.models import TYPES, UNSURE, Initiative, Portfolio
from digitrans.portfolios.reading import portfolio_in
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import Scorer, answer_problems, classify
from digitrans.portfolios.updating import reads_as
from digitrans.texts.spelling import fold

_BOM = b"\xef\xbb\xbf"


class Proposal(NamedTuple):
    """A field of an initiative at ``place`` and what was answered about it.

    ``before`` is what the file says, None where nobody knew. ``state`` is "new" where nothing stands in the way,
    "instead" where the file says something else, "open" where the answers leave it open (``after`` is None), and "kept"
    where the file's own replies to ``classify`` lead to another type, which stays.
    """

    place: int
    field: str
    before: int | str | None
    after: int | str | None
    state: str
    fact: Evidence


def proposals(portfolio: Portfolio, scorer: Scorer, facts: Mapping[int, Mapping[str, Evidence]]) -> list[Proposal]:
    """What the ``facts`` of each place would change, in the order of the file; nothing of what agrees with it."""
    found = []
    for place in sorted(facts):
        initiative = portfolio.initiatives[place]
        for field in sorted(facts[place], key=_FIELDS.index):
            fact = facts[place][field]
            before, after = _before(initiative, field, scorer), fact.told.value
            if after is None and before is None:
                found.append(Proposal(place, field, None, None, "open", fact))
            elif after is not None and not _is_alike(before, after):
                state = "kept" if _goes_against_replies(initiative, field, after, scorer) else "new"
                state = "instead" if state == "new" and before is not None else state
                found.append(Proposal(place, field, before, after, state, fact))
    return found


_FIELDS = (
    "type",
    "citizen_problem",
    "business_case.citizen_quality",
    "business_case.economy",
    "business_case.law",
    "business_case.culture",
    "business_case.competences",
    "business_case.technology",
    "mandate",
    "involvement",
)


def _before(initiative: Initiative, field: str, scorer: Scorer) -> int | str | None:
    """What the file says; None for what stands for not knowing: dont-know, unsure, "?"."""
    holder, _, part = field.rpartition(".")
    value: Any = getattr(getattr(initiative, holder) if holder else initiative, part, None)
    if field == "type":
        return scorer.type_of(initiative)[0]
    if field == "citizen_problem":
        return value if scorer.told(value) != "unknown" else None
    return None if value in ("dont-know", UNSURE) else value


def _is_alike(before: int | str | None, after: int | str) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return fold(before) == fold(after)
    return before == after


def _goes_against_replies(initiative: Initiative, field: str, after: int | str, scorer: Scorer) -> bool:
    if field != "type" or not initiative.answers:
        return False
    led_to, _, _ = classify(scorer.tree, initiative.answers)
    return led_to in TYPES and led_to != after


def updated_text(before: bytes, source: Source, chosen: Sequence[Proposal], content: PortfolioContent) -> bytes:
    """The bytes of a portfolio file with the ``chosen`` values put in, and nothing else changed.

    ``source`` is what was read of ``before``. Raises UsageFault where the file has changed since, or where it cannot be
    made sure that everything else stays.
    """
    mark = _BOM if before.startswith(_BOM) else b""
    if mark + source.text.encode() != before:
        raise UsageFault("error.changed-meanwhile", path=source.name)
    edits = [Edit(("initiatives", each.place, *each.field.split(".", 1)), each.after) for each in chosen]
    try:
        text = with_values(source, edits)
        sound = text is not None and reads_as(source, text, edits)
        if text is None or not sound:
            raise UsageFault("error.answers-text", path=source.name)
        changed = portfolio_in(Source(source.name, text, source.max_nodes))
    except (LookupError, InputFault):
        raise UsageFault("error.answers-text", path=source.name) from None
    if any(True for _ in answer_problems(changed, content)):
        raise UsageFault("error.answers-text", path=source.name)
    return mark + text.encode()
