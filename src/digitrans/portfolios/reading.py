"""Portfolio files and portfolio content, read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.content.catalogue import content_source, data_folder
from digitrans.errors import Fault, InputFault, Problem
from digitrans.files.paths import is_file
from digitrans.files.sources import Source, read_source, read_stdin, source_of
from digitrans.files.validation import parse_model, refuse_newer
from digitrans.files.yaml_values import ValuePath
from digitrans.texts import LANGUAGES
from digitrans.texts.spelling import by_name, fold, nearest, slug

if TYPE_CHECKING:
    from digitrans.portfolios.models import Portfolio
    from digitrans.portfolios.rules import Kind, Named, PortfolioContent


def load_portfolio_content() -> PortfolioContent:
    """The rules and texts of portfolio scoring."""
    from digitrans.portfolios.rules import PortfolioContent

    path = data_folder() / "portfolio.yaml"
    return parse_model(PortfolioContent, content_source(PortfolioContent, "portfolio", "", path))


def read_portfolio(
    file: str, also: Callable[[Portfolio], Iterable[Problem]] | None = None, data: bytes | None = None
) -> tuple[Portfolio, Source]:
    """The portfolio in ``file`` ("-" is standard input) and its text; ``data`` are its bytes where they are known.

    Raises InputFault with every fault, of a spreadsheet that it must be imported; ``also`` finds what cannot be known
    without the content.
    """
    from digitrans.portfolios.models import MAX_BYTES, MAX_NODES

    limits = MAX_BYTES, MAX_NODES
    try:
        source = _read(file, data, limits)
        refuse_newer(source)
        return portfolio_in(source, lambda found: _problems(source, found, also)), source
    except InputFault as fault:
        if is_spreadsheet(file):
            named = f'"{file}"' if " " in file else file
            raise InputFault([Fault(file, None, None, "", "fault.import-first", {"file": named})]) from None
        fault.faults = list(_all_explained(fault.faults))
        raise


def _all_explained(faults: Iterable[Fault]) -> Iterator[Fault]:
    """``faults`` as ``_explained`` has them; what stands in many places is looked up once."""
    known: dict[tuple[str, ...], Fault] = {}
    for each in faults:
        if each.message not in ("fault.unknown-key", "fault.unknown-key-near", "fault.not-one-of"):
            yield each
            continue
        top, _, rest = each.where.partition("/")
        same = (each.message, top, rest.rpartition("/")[2], each.named.get("value", ""), each.named.get("key", ""))
        if same not in known:
            known[same] = _explained(each)
        yield each._replace(message=known[same].message, named=known[same].named)


def portfolio_in(source: Source, also: Callable[[Portfolio], Iterable[Problem]] | None = None) -> Portfolio:
    """The portfolio that ``source`` is, its values by id or by name. Raises InputFault with every fault."""
    from digitrans.portfolios.models import Portfolio

    return parse_model(Portfolio, source, also, meant=_Meanings())


class _Meanings:
    """The ids of what fields are filled in with by name, Danish or English, as spreadsheets and results have it."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, str]] = {}

    def __call__(self, field: str, word: str) -> str:
        """The id that ``word`` is a name of; ``word`` itself where it is none, or that of several."""
        if not self.known:
            self.known = {each: _by_word(entries) for each, entries in _closed(load_portfolio_content()).items()}
        return self.known[field].get(fold(word), word)


def _by_word(entries: Mapping[str, Kind | Named]) -> dict[str, str]:
    """Every name of ``entries``, with blanks or hyphens in it, and the id of the only one that has it."""
    from digitrans.portfolios.rules import called

    found: dict[str, set[str]] = {}
    for key, entry in entries.items():
        for name in called(entry):
            for written in (fold(name), slug(name)):
                found.setdefault(written, set()).add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def _closed(content: PortfolioContent) -> dict[str, dict[str, Kind | Named]]:
    """The values by their ids, of every field that takes one of a few."""
    kinds: dict[str, tuple[Kind | Named, ...]] = {
        "type": content.types,
        "status": content.statuses,
        "mandate": content.mandates,
        "involvement": content.involvement,
    }
    return {field: {each.id: each for each in entries} for field, entries in kinds.items()}


def _explained(fault: Fault) -> Fault:
    """A word that no portfolio takes, with what it may have been meant for, and what all of them mean."""
    holder, _, field = fault.where.rpartition("/")
    is_target = holder.rpartition("/")[2] == "targets"
    field = "type" if is_target else field
    if fault.message in ("fault.unknown-key", "fault.unknown-key-near") and fault.where.startswith("initiatives/"):
        return _explained_key(fault)
    if fault.message != "fault.not-one-of" or field not in ("type", "status", "mandate", "involvement"):
        return fault
    from digitrans.portfolios.models import UNSURE

    entries = _closed(load_portfolio_content())[field]
    names = {key: (each.name.da, each.name.en, *each.aliases) for key, each in entries.items()}
    written = {name.casefold(): key for key, all_names in names.items() for name in all_names}
    value = fault.named["value"]
    near = by_name(value, names) or written.get(nearest(value.casefold(), written, 0.7))
    told = {
        f"{gap}_{language}": ", ".join(f"{key} ({entries[key].name[language]})" for key in keys)
        for language in LANGUAGES
        for gap, keys in (("allowed", entries), ("near", [near] if near else []))
    }
    unsure = f", {UNSURE}" if field == "type" and not is_target else ""
    told |= {each: told[each] + unsure for each in told if each.startswith("allowed")}
    return fault._replace(
        message="fault.not-one-of-near" if near else fault.message, named={**fault.named, "near": near or "", **told}
    )


def _explained_key(fault: Fault) -> Fault:
    """A key that is the name of a field, as spreadsheets have it."""
    fields = [each for each in load_portfolio_content().fields if "." not in each.id]
    meant = by_name(fault.named["key"], {each.id: (each.name.da, each.name.en, *each.aliases) for each in fields})
    if meant is None:
        return fault
    return fault._replace(message="fault.unknown-key-near", named={**fault.named, "near": meant})


def _read(file: str, data: bytes | None, limits: tuple[int, int]) -> Source:
    if data is not None:
        return source_of(file, data, limits[1], patient=True)
    return read_stdin(*limits, patient=True) if file == "-" else read_source(file, None, *limits, patient=True)


def _problems(
    source: Source, found: Portfolio, also: Callable[[Portfolio], Iterable[Problem]] | None
) -> Iterator[Problem]:
    yield from _open_amounts(source)
    if also is not None:
        yield from also(found)


_POINT_BEFORE_THREE = re.compile(r"\.(?<=[0-9]\.)[0-9]{3}")  # begins with the point, for which re looks fast
_MONEY = (("cost",), ("running_cost",), ("benefit", "planned"), ("benefit", "realised"))


def _open_amounts(source: Source) -> Iterator[Problem]:
    """Amounts with a point before three digits: YAML takes 500.000 for five hundred, and who writes it means more."""
    if not _POINT_BEFORE_THREE.search(source.text):
        return
    from digitrans.portfolios.amounts import written

    for at in _small_amounts(source.values):
        span = source.span(at)
        if span is None:
            continue
        text = source.text.splitlines()[span.start.line - 1][span.start.column - 1 : span.end.column - 1]
        if "." in text and len(readings := written(text)) == 2:
            yield Problem(at, "fault.money-point", {"value": text, "low": readings[0], "high": readings[1]})


def _small_amounts(values: Any) -> Iterator[ValuePath]:
    """Where amounts of less than a thousand stand, which may be written with a point before three digits."""
    for name in ("initiatives", "rules"):
        entries = values.get(name)
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            for keys in _MONEY if name == "initiatives" else (("limit",),):
                yield from _small((name, place, *keys), entry, keys)
            years = entry.get("cost_by_year") if isinstance(entry, dict) else None
            for year in years if isinstance(years, dict) else ():
                yield from _small((name, place, "cost_by_year", year), entry, ("cost_by_year", year))


def _small(at: ValuePath, value: Any, keys: Sequence[str]) -> Iterator[ValuePath]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, dict):
        for end in ("low", "high"):
            yield from _small((*at, end), value, (end,))
    elif type(value) is float and value < 1000:
        yield at


def is_spreadsheet(file: str) -> bool:
    """Whether there is a file of this name that is a spreadsheet, by its ending or by how it begins."""
    try:
        if not is_file(file):
            return False
        if Path(file).suffix.lower() in (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"):
            return True
        with Path(file).open("rb") as opened:
            return opened.read(8).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    except (OSError, ValueError):
        return False
