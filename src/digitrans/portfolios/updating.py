"""A portfolio file brought up to date with a list: what is new, gone and changed, and the text with just that changed.

The list is the master of names, money, status, dates and whatever else it has a column for, except for what a portfolio
is kept for: types, ratings, problems, mandates, involvement and notes stay as the file has them. So do comments, order
and layout. What the list says nothing of stays, too: an empty cell takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.portfolios.file_edits import Edit, with_entries, with_values
from digitrans.portfolios.file_text import entry_lines
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.spreadsheets.importing import Imported
from digitrans.texts.spelling import fold, nearest

MASTERED = ("name", "department", "cost", "cost_by_year", "running_cost", "benefit", "effort", "status", "phase",
            "priority", "start", "end", "owner", "sponsor")  # fmt: skip
"""What the list says, in the order in which it is told."""

KEPT = ("type", "answers", "citizen_problem", "internal_problem", "business_case", "mandate", "involvement", "note")
"""What the file says, also where the list has a column for it; the list fills in what is not there."""


class Change(NamedTuple):
    """A value of an initiative that the list has otherwise: the key ("benefit.planned" ...), before and after."""

    id: str
    name: str
    key: str
    before: Any
    after: Any


class Updated(NamedTuple):
    """What a list does to a portfolio, and the text of the file afterwards.

    ``new`` and ``gone`` are ids and names, ``departments`` those that are new. ``alike`` are new names with the gone
    one that each resembles. ``disputed`` is what the list has otherwise, but the file keeps.
    """

    text: str
    new: list[tuple[str, str]]
    gone: list[tuple[str, str]]
    changed: list[Change]
    disputed: list[Change]
    departments: list[str]
    alike: list[tuple[str, str]]


def updated(source: Source, portfolio: Portfolio, made: Imported) -> Updated:
    """The portfolio in ``source`` with what ``made`` says. Raises UsageFault where its text cannot be changed."""
    places = _places(portfolio, made)
    values = source.values.get("initiatives") or []
    changed, disputed, edits = list[Change](), list[Change](), list[Edit]()
    for entry, place in zip(made.initiatives, places, strict=True):
        if place is None:
            continue
        for each, is_kept in _differences(values[place], entry, portfolio.initiatives[place].id):
            (disputed if is_kept else changed).append(each)
            if not is_kept:
                edits.append(Edit(("initiatives", place, *each.key.split(".", 1)), each.after))
    new = [entry for entry, place in zip(made.initiatives, places, strict=True) if place is None]
    met = set(places)
    gone = [(each.id, each.name) for place, each in enumerate(portfolio.initiatives) if place not in met]
    known = {each.id for each in portfolio.departments}
    departments = [each for each in made.departments if each["id"] not in known]
    used = {each.get("department") for each in made.initiatives}
    departments = [each for each in departments if each["id"] in used]
    new = _with_free_ids(new, {each.id for each in portfolio.initiatives})
    text = _text(source, edits, departments, new, made.currency, portfolio)
    return Updated(
        text,
        [(each["id"], each["name"]) for each in new],
        gone,
        changed,
        disputed,
        [each["name"] for each in departments],
        _alike([each["name"] for each in new], [name for _, name in gone]),
    )


def _places(portfolio: Portfolio, made: Imported) -> list[int | None]:
    """For each initiative of the list the place of the same one in the file: by id where it has ids, or by name."""
    ids = {each.id: place for place, each in enumerate(portfolio.initiatives)}
    names: dict[str, list[int]] = {}
    for place, each in enumerate(portfolio.initiatives):
        names.setdefault(fold(each.name), []).append(place)
    found: list[int | None] = []
    taken = set[int]()
    for entry in made.initiatives:
        same = [place for place in names.get(fold(entry["name"]), []) if place not in taken]
        by_id = ids.get(entry["id"]) if "id" in made.fields else None
        if by_id is None and not same and fold(entry["name"]) not in names:
            own = ids.get(entry["id"])
            by_id = own if own is not None and fold(portfolio.initiatives[own].name) == fold(entry["name"]) else None
        meant = by_id if by_id is not None and by_id not in taken else same[0] if same else None
        if meant is not None:
            taken.add(meant)
        found.append(meant)
    return found


def _with_free_ids(new: Sequence[dict[str, Any]], taken: set[str]) -> list[dict[str, Any]]:
    from digitrans.texts.spelling import free

    renamed, used = [], set(taken)
    for each in new:
        own = free(each["id"], used)
        used.add(own)
        renamed.append({**each, "id": own})
    return renamed


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], own: str) -> list[tuple[Change, bool]]:
    """What the list has otherwise than the file, and whether the file keeps it."""
    found = []
    name = str(old.get("name"))
    for key in (*MASTERED, "depends_on", *KEPT):
        for path, before, after in _leaves(key, old.get(key), new.get(key)):
            is_kept = key in KEPT and before is not None
            found.append((Change(own, name, path, before, after), is_kept))
    for heading, after in (new.get("extra") or {}).items():
        before = (old.get("extra") or {}).get(heading)
        if not _same(before, after):
            found.append((Change(own, name, f"extra.{heading}", before, after), False))
    return found


def _leaves(key: str, before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    """The single values in which two values differ; none where the list says nothing."""
    if after is None:
        return []
    if key in ("benefit", "business_case", "cost_by_year") and isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        return [
            (f"{key}.{part}", old.get(part), value) for part, value in after.items() if not _same(old.get(part), value)
        ]
    return [] if _same(before, after) else [(key, before, after)]


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, date) or isinstance(after, date):
        return str(before) == str(after)
    if isinstance(before, str) and isinstance(after, str):
        return " ".join(before.split()) == " ".join(after.split())
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in after)
    if isinstance(before, int | float) != isinstance(after, int | float):
        return str(before) == str(after)
    return bool(before == after)


def _alike(new: Sequence[str], gone: Sequence[str]) -> list[tuple[str, str]]:
    """New names with the gone one that each is written most like: perhaps it has another name now."""
    return [(each, near) for each in new[:200] if (near := nearest(each, gone, 0.75))]


def _text(
    source: Source,
    edits: Sequence[Edit],
    departments: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    currency: str | None,
    portfolio: Portfolio,
) -> str:
    if (currency or "DKK") != (portfolio.currency or "DKK") and currency is not None:
        raise UsageFault("error.into-currency", path=source.name, currency=currency, own=portfolio.currency or "DKK")
    try:
        text = with_values(source, edits)
        for key, entries in (("departments", departments), ("initiatives", new)):
            if entries and text is not None:
                lines = [entry_lines(each) for each in entries]
                text = with_entries(Source(source.name, text, source.max_nodes), key, lines)
    except (LookupError, InputFault):
        text = None
    if text is None or not reads_as(source, text, edits, departments, new):
        raise UsageFault("error.into-text", path=source.name)
    return text


def reads_as(
    source: Source,
    text: str,
    edits: Sequence[Edit],
    departments: Sequence[Mapping[str, Any]] = (),
    new: Sequence[Mapping[str, Any]] = (),
) -> bool:
    """Whether ``text`` reads as the file with these changes, and nothing else."""
    import copy

    wanted: Any = copy.deepcopy(source.values)
    for edit in edits:
        holder = wanted
        for step in edit.at[:-1]:
            if isinstance(holder, dict) and holder.get(step) is None:
                holder[step] = {}
            holder = holder[step]
        holder[edit.at[-1]] = edit.value
    for key, entries in (("departments", departments), ("initiatives", new)):
        if entries:
            wanted[key] = [*(wanted.get(key) or []), *entries]
    try:
        found = Source(source.name, text, source.max_nodes).values
    except InputFault:
        return False
    return bool(_plain(found) == _plain(wanted))


def _plain(value: Any) -> Any:
    """Values as they can be compared: days as texts, order of keys aside."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
