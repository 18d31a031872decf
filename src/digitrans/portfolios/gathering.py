"""Portfolio files, or the versions of one in a git repository, as moments in time; all that is not one is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from digitrans.errors import InputFault, UsageFault
from digitrans.files.git_versions import Version, content_of, versions_of
from digitrans.files.sources import read_bytes
from digitrans.portfolios.dating import day_in_name, last_of_each_month
from digitrans.portfolios.finding import is_passed_over
from digitrans.portfolios.judge import Judge
from digitrans.portfolios.models import MAX_BYTES
from digitrans.portfolios.scoring import PortfolioScore, score_portfolio

MOST_FILES, MOST_DAYS, MOST_INITIATIVES = 240, 60, 300_000
"""So many files at most; so many days of one file in git, else the last of each month; so many initiatives in all."""

By = Literal["field", "name", "git", "now"]


class Moment(NamedTuple):
    """A portfolio as of ``day``, and by what that day is known: its field ``as_of``, its name, git, or the clock.

    ``named`` is the day in the name of the file where that lies in another month than ``day``.
    """

    file: str
    day: date
    by: By
    score: PortfolioScore
    named: date | None = None


@dataclass
class Gathered:
    """The moments, the oldest first, and by name every file or version that is none.

    ``twins`` are files that say what another of the same day says, ``overtaken`` versions after which there was another
    on the same day, ``unread`` what cannot be used, ``passed`` what is no portfolio, ``undated`` what has no day,
    ``lacking`` what has nothing of the department that is asked for;
    ``thinned`` counts versions that were left out because there are so many. ``versions``: they are those of one file.
    """

    moments: list[Moment] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    unread: list[tuple[str, InputFault]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    thinned: int = 0
    versions: bool = False

    def keep(self, wanted: Callable[[PortfolioScore], bool]) -> None:
        """Keep the moments that are ``wanted``; the others are named as ``lacking``."""
        self.lacking += [each.file for each in self.moments if not wanted(each.score)]
        self.moments = [each for each in self.moments if wanted(each.score)]


class _Candidate(NamedTuple):
    """What may be a moment: what to call it, its bytes where they are known, and the day that git has for it."""

    name: str
    data: bytes | None
    day: date | None
    by: By = "git"


Told = Callable[[Sequence[_Candidate]], Iterable[_Candidate]]


def gather(judge: Judge, files: Sequence[str], named: Sequence[str], today: date, told: Told = iter) -> Gathered:
    """All moments in ``files``; of one alone, its versions in git. ``named`` are the names that the user gave.

    ``told`` is handed what is to be read, to show how far it has come. Raises UsageFault where there is too much.
    """
    if len(files) > MOST_FILES:
        raise UsageFault("error.trend-files", n=str(len(files)), most=str(MOST_FILES))
    found = Gathered()
    candidates = [_Candidate(each, None, None) for each in files]
    if len(files) == 1 and files[0] != "-":
        candidates = _versions(Path(files[0]), found, today) or candidates
    count = 0
    for each in told(candidates):
        count += _take(judge, each, found, named)
        if count > MOST_INITIATIVES:
            raise UsageFault("error.trend-size", most=str(MOST_INITIATIVES))
    _settle(found)
    return found


def _versions(path: Path, found: Gathered, today: date) -> list[_Candidate]:
    """The versions of a file in git, the oldest first, and the file itself where it says something else by now."""
    known = versions_of(path)
    if not known:
        return []
    found.versions = True
    kept = _kept(known)
    found.thinned = len(known) - len(kept)
    versions = [
        _Candidate(f"{path.name}@{each.commit[:8]}", content_of(path, each.commit, MAX_BYTES), each.day)
        for each in reversed(kept)
    ]
    there = [each for each in versions if each.data is not None]
    found.thinned += len(versions) - len(there)
    now = _bytes_now(path)
    if now is not None and (not there or _plain(now) != _plain(there[-1].data or b"")):
        there.append(_Candidate(str(path), now, today, "now"))
    return there


def _kept(versions: Sequence[Version]) -> list[Version]:
    """The last version of each day, or of each month where these are many; the newest first."""
    days: dict[date, Version] = {}
    for each in versions:
        days.setdefault(each.day, each)
    found = list(days.values())
    if len(found) > MOST_DAYS:
        places = set(last_of_each_month([each.day for each in found]))
        found = [each for place, each in enumerate(found) if place in places]
    return sorted(found, key=lambda each: each.day, reverse=True)[: 2 * MOST_DAYS]


def _bytes_now(path: Path) -> bytes | None:
    try:
        return read_bytes(path, str(path), MAX_BYTES)
    except InputFault:
        return None


def _plain(data: bytes) -> bytes:
    """Without regard to how lines end, which git may change."""
    return data.replace(b"\r\n", b"\n")


def _take(judge: Judge, each: _Candidate, found: Gathered, named: Sequence[str]) -> int:
    """Read and score one candidate into ``found``; how many initiatives it has."""
    try:
        portfolio, _ = judge.read(each.name, each.data)
    except InputFault as fault:
        if each.data is None and is_passed_over(each.name, named):
            found.passed.append(each.name)
        else:
            found.unread.append((each.name, fault))
        return 0
    as_of = portfolio.organisation.as_of
    told = None if each.data is not None else day_in_name(each.name)
    dated = next(_days(each, as_of, told), None)
    if dated is None:
        found.undated.append(each.name)
        return 0
    day, by = dated
    differs = (
        told if told is not None and as_of is not None and (told.year, told.month) != (day.year, day.month) else None
    )
    found.moments.append(Moment(each.name, day, by, score_portfolio(portfolio, judge.scorer, day), differs))
    return len(portfolio.initiatives)


def _days(each: _Candidate, as_of: date | None, told: date | None) -> Iterator[tuple[date, By]]:
    """The days that are known of a candidate, the surest first."""
    if as_of is not None:
        yield as_of, "field"
    if told is not None:
        yield told, "name"
    if each.day is not None:
        yield each.day, each.by
    elif each.data is None and each.name != "-":
        known = versions_of(Path(each.name))
        if known:
            yield known[0].day, "git"


def _settle(found: Gathered) -> None:
    """Put the moments in order, and one for each day where they are versions of one file or say the same."""
    found.moments.sort(key=lambda each: each.day)
    kept: list[Moment] = []
    for each in found.moments:
        same = [other for other in kept if other.day == each.day]
        if same and found.versions:
            found.overtaken.append(same[-1].file)
            kept[kept.index(same[-1])] = each
        elif twin := next((other for other in same if other.score.portfolio == each.score.portfolio), None):
            found.twins.append((each.file, twin.file))
        else:
            kept.append(each)
    found.moments = kept
