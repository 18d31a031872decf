"""Nobody can work out one person's answer, or a figure of fewer than three others, from all that was ever shown.

The attacker of ``attacking`` tries random histories of a round, with people who come late, send again, correct and are
regrouped; and every way in which up to twelve people can answer one question. The old rule, put back, is found out.
"""

from __future__ import annotations

import functools
import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from attacking import Seen, found_out, named, subtracted

from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers
from digitrans.content.instruments import Instrument
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.formats import WRITERS, Sink, writer
from digitrans.people import comparison, tallies
from digitrans.people.claims import ALPHA_FROM
from digitrans.people.comparison import Cell, Comparison, Respondent, compare
from digitrans.people.dispersion import alpha, reliability
from digitrans.people.figures import _parts_of_a_whole, share_figures
from digitrans.people.suppression import COMMENTS, Behind, History, Person, Wave
from digitrans.reports.people.comparison import comparison_report
from digitrans.texts import Words

TRIAL = parse_model(
    Instrument,
    Source(
        "trial",
        """
id: trial
kind: questionnaire
version: 1
title: {da: Prøve, en: Trial}
purpose: {da: En prøve., en: A trial.}
minutes: 1
provenance: &from {kind: source, pages: 8}
scales:
  - id: extent
    labels: [{da: A, en: A}, {da: B, en: B}, {da: C, en: C}, {da: D, en: D}, {da: E, en: E}]
bands: [{id: all, name: {da: Alle, en: All}}]
dimensions: [{id: one, name: {da: En, en: One}}, {id: two, name: {da: To, en: Two}}]
items:
  - {id: alone, kind: rating, scale: extent, dimension: one, text: {da: Alene., en: Alone.}, provenance: *from}
  - {id: first, kind: rating, scale: extent, dimension: two, text: {da: Første., en: First.}, provenance: *from}
  - {id: other, kind: rating, scale: extent, dimension: two, text: {da: Anden., en: Other.}, provenance: *from}
  - id: owner
    kind: choice
    text: {da: Hvem ejer?, en: Who owns it?}
    options: &options
      - {id: board, name: {da: Direktionen, en: The board}}
      - {id: staff, name: {da: Personalet, en: The staff}}
      - {id: nobody, name: {da: Ingen, en: Nobody}}
    provenance: *from
  - {id: missing, kind: choices, text: {da: Hvem mangler?, en: Who is missing?}, options: *options, provenance: *from}
  - {id: time, kind: allocation, text: {da: Tiden?, en: The time?}, options: *options, provenance: *from}
  - {id: size, kind: number, highest: 6, unit: {da: folk, en: people}, text: {da: Flok?, en: Size?}, provenance: *from}
""",
    ),
)
ITEMS = {item.id: item for item in TRIAL.items}


def respondent(code: str, group: str, version: str = "1", note: str | None = None, **values: Any) -> Respondent:
    given = {name: Answer(value, note if name == "alone" else None) for name, value in values.items()}
    return Respondent(code, group, Answers("trial", 1, values=given), version)


# Random histories


class Days:
    """A round day by day: some come, some send again with a note, some correct, some leave out a question.

    Now and then somebody is moved to another group.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        sizes = {"staff": (3, 8), "politicians": (1, 5), "executive-team": (0, 4)}
        self.groups = {
            f"{group[0]}{n}": group
            for group, (least, most) in sizes.items()
            for n in range(self.chance.randint(least, most))
        }
        self.steep = self.chance.random() < 0.5
        self.there: dict[str, list[Respondent]] = {}
        self.everyone: list[Respondent] = []

    def value(self) -> int:
        return self.chance.choice((1, 1, 1, 5, 5, 2) if self.steep else (1, 2, 3, 4, 5))

    def send(self, code: str, changed: bool) -> None:
        earlier = self.there.setdefault(code, [])
        if earlier and not changed:
            values = {name: each.value for name, each in earlier[-1].answers.values.items()}
        else:
            names = [each for each in ("alone", "first", "other") if self.chance.random() < 0.93]
            values = {name: self.value() for name in names}
        version = str(len(earlier) + 1)
        note = self.chance.choice((None, f"words of {code}, version {version}", f"words of {code}"))
        earlier.append(respondent(code, self.groups[code], version, note, **values))

    def day(self, share: float) -> list[Respondent]:
        """Everyone's answers after one more day on which a ``share`` of those who are missing come."""
        for code in self.groups:
            if code not in self.there:
                if self.chance.random() < share:
                    self.send(code, changed=True)
            elif self.chance.random() < 0.4:
                self.send(code, changed=self.chance.random() < 0.4)
        if self.chance.random() < 0.25:
            self.groups[self.chance.choice(list(self.groups))] = self.chance.choice(["staff", "politicians"])
        return [replace(each, group=self.groups[code]) for code, versions in self.there.items() for each in versions]

    def also(self, each: Respondent) -> Respondent:
        """The same person with answers to what makes no score, which now and then are others than before."""
        chance = random.Random(f"{each.code} {each.version if self.steep else ''}")
        given = {"owner": chance.choice(ITEMS["owner"].choices), "size": chance.choice((0, 0, 3, 6))}
        values = {**each.answers.values, **{name: Answer(value) for name, value in given.items()}}
        return replace(each, answers=replace(each.answers, values=values))


def figures_in(data: Mapping[str, Any], measure: str) -> Iterator[tuple[str, int, Fraction, Fraction]]:
    """What the JSON of a comparison tells of one measure: the group, how many, and what the mean lies between."""
    for row in data["rows"]:
        for group in row["groups"] if row["id"] == measure else ():
            if group["n"] is None:
                continue
            if group["mean"] is None:
                low, high = (Fraction(str(group[end])) for end in ("from", "to"))
            else:
                about = Fraction(1, 4) if group["n"] == 4 else Fraction(1, 20)
                low, high = Fraction(str(group["mean"])) - about, Fraction(str(group["mean"])) + about
            yield group["id"], group["n"], low, high


def people_behind(found: Comparison, measure: str, block: str) -> Wave:
    codes = {each.code for one in found.blocks if one.id == block for each in one.people}
    waves = [wave for wave in found.shown.get(measure, ()) if {code for code, _ in wave} <= codes]
    return frozenset(person for wave in waves for person in wave)


def leak(seed: int) -> str | None:
    """What an attacker finds out in one history of a round, from all that four comparisons show."""
    days = Days(seed)
    history: dict[str, list[Wave]] = defaultdict(list)
    seen: dict[str, list[Seen]] = defaultdict(list)
    lists: list[frozenset[tuple[str, str]]] = []
    for share in (0.5, 0.4, 0.6, 1.0):
        there = days.day(share)
        found = compare(TRIAL, there, history, days.chance.choice((4, 4, 4, 5, 6)))
        data = comparison_report(NAMES, found, sheet_only=False).data
        answers = {each.person: each.answers for each in there}
        for row in found.rows:
            value = {person: comparison.value_of(row.measure, each, TRIAL) for person, each in answers.items()}
            for block, n, low, high in figures_in(data, row.measure.id):
                behind = people_behind(found, row.measure.id, block)
                given = [(code, value[code, version]) for code, version in behind]
                total = sum((each for _, each in given if each is not None), Fraction(0))
                assert len(given) == n and low <= total / n <= high, "a figure is not that of those behind it"
                times = len(row.measure.items)  # so that values are whole
                whole = frozenset((code, int((each or 0) * times)) for code, each in given)
                seen[row.measure.id].append(Seen(whole, times * low, times * high))
        words = {person: each["alone"].note or "" for person, each in answers.items()}
        behind_comments = frozenset(person for wave in found.shown.get(COMMENTS, ()) for person in wave)
        said = [text for _, text in found.comments]
        assert sorted(said) == sorted(words[person] for person in behind_comments if words[person])
        lists.append(frozenset((code, words[code, version]) for code, version in behind_comments))
        for measure, waves in found.shown.items():
            history[measure] += [wave for wave in waves if wave not in history[measure]]
    for measure, told in seen.items():
        if few := subtracted(told):
            return f"{measure}: the sum of {sorted(few)}"
    if known := found_out(seen["one"], 1, 5):
        return f"one: {known}"
    if few := named([each for each in lists if each]):
        return f"comments: {sorted(few)}"
    return None


NAMES = load_names(Words("en"), TRIAL)


@pytest.mark.parametrize("start", range(0, 80, 20))
def test_no_history_of_a_round_gives_anybody_away(start: int) -> None:
    for seed in range(start, start + 20):
        assert leak(seed) is None, seed


def leak_of_tallies(seed: int) -> str | None:
    """The same for what makes no score: what was chosen, and a number."""
    days, history = Days(seed), defaultdict(list)  # type: Days, dict[str, list[Wave]]
    seen: dict[str, list[Seen]] = defaultdict(list)
    for share in (0.5, 0.4, 0.6, 1.0):
        there = [days.also(each) for each in days.day(share)]
        found = compare(TRIAL, there, history, days.chance.choice((4, 4, 5)))
        answers = {each.person: each.answers for each in there}
        for told in found.tallies:
            for part in told.parts if told.asked.key in ("owner", "size") else ():
                behind = people_behind(found, told.asked.key, part.block)
                for place, figure in enumerate(part.figures if len(behind) == part.n else ()):
                    about = Fraction(1, 4) if part.n == 4 else Fraction(1, 20)
                    given = {
                        each: tallies.figures_of(told.asked.item, answers[each][told.asked.key]) for each in behind
                    }
                    whole = frozenset((code, int(values[place])) for (code, _), values in given.items() if values)
                    seen[f"{told.asked.key}{place}"].append(Seen(whole, figure.low - about, figure.high + about))
        for measure, waves in found.shown.items():
            history[measure] += [wave for wave in waves if wave not in history[measure]]
    return next((name for name, told_of in seen.items() if subtracted(told_of)), None)


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_no_history_gives_away_what_one_person_chose(start: int) -> None:
    for seed in range(start, start + 20):
        assert leak_of_tallies(seed) is None, seed


# The old rule: three people, a new version is a new person, figures told as they are


class OldWaves:
    """The rule that was broken: sets of (code, version) of which no combination comes down to fewer than three."""

    spoilt = False

    def __init__(self, before: Sequence[Wave]) -> None:
        self.out = list(before)
        self.shown = list[Wave]()

    def behind(self, codes: AbstractSet[str], answered: Mapping[str, str], kept: AbstractSet[Person]) -> Behind:
        wanted = frozenset(each for each in answered.items() if each[0] in codes)
        known = {each for each in kept if each[0] in codes}
        for each in (wanted, *reversed([one for one in self.out if one <= known])):
            if len({code for code, _ in each}) >= 3 and not self.reveals([*self.out, each]):
                self.out.append(each)
                self.shown.append(each)
                return Behind((each,))
        return Behind(hidden="few")

    @staticmethod
    def reveals(sets: Sequence[Wave]) -> bool:
        everyone = sorted(frozenset[Person]().union(*sets))
        matrix = np.array([[float(each in some) for each in everyone] for some in sets])
        whole = np.linalg.matrix_rank(matrix)
        for size in (1, 2):
            for chosen in itertools.combinations({code for code, _ in everyone}, size):
                rest = [place for place, (code, _) in enumerate(everyone) if code not in chosen]
                if (np.linalg.matrix_rank(matrix[:, rest]) if rest else 0) < whole:
                    return True
        return False


class OldAllWaves:
    spoilt = False

    def __init__(self, history: History, smallest: int) -> None:
        self.history, self.found = history, dict[str, OldWaves]()

    def __getitem__(self, measure: str) -> OldWaves:
        return self.found.setdefault(measure, OldWaves(self.history.get(measure, ())))

    @property
    def shown(self) -> History:
        return {measure: tuple(each.shown) for measure, each in self.found.items() if each.shown}


def test_the_attacker_finds_the_hole_in_the_old_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "AllWaves", OldAllWaves)
    monkeypatch.setattr(comparison, "_answered_anew", lambda *_: False)
    monkeypatch.setattr("test_attacks.people_behind", _last_shown)
    found = []
    for seed in range(4, 14):
        try:
            found.append(leak(seed))
        except AssertionError:
            found.append("a figure of others than it says")
    assert sum(each is not None for each in found) >= 5


def _last_shown(found: Comparison, measure: str, block: str) -> Wave:
    codes = {each.code for one in found.blocks if one.id == block for each in one.people}
    return next(wave for wave in reversed(found.shown[measure]) if {code for code, _ in wave} <= codes)


def test_one_rule_less_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waves of three instead of four; and means near the end of the scale told as they are."""
    with monkeypatch.context() as patch:
        patch.setattr("digitrans.people.suppression.SMALLEST", 3)
        patch.setattr("digitrans.people.comparison.SMALLEST", 3)
        assert any(with_three(leak, seed) for seed in range(10))
        assert any(with_three(leak_of_tallies, seed) for seed in range(20))
    with monkeypatch.context() as patch:
        patch.setattr("digitrans.people.figures.limit", lambda n, span: Fraction(0))
        assert any(leak(seed) for seed in range(40))


def with_three(leak: Callable[[int], str | None], seed: int) -> str | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("test_attacks.compare", lambda *given: compare_with(given[0], given[1], given[2], 3))
        return leak(seed)


compare_with = compare


# Every way to answer


def told_of(cell: Cell) -> tuple[Any, ...]:
    """All that is told of a group, in whatever format."""
    return cell.figure, cell.spread, cell.agreement, cell.in_two


def one_wave(rows: Sequence[tuple[int, ...]], measure: str) -> Cell:
    names = ("alone",) if measure == "one" else ("first", "other")
    given: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    people = [respondent(f"s{n}", "staff", **each) for n, each in enumerate(given)]
    found = compare(TRIAL, people)
    return next(row for row in found.rows if row.measure.id == measure).cells[0]


ALONE = next(each for each in comparison.measures_of(TRIAL, False) if each.id == "one")


def cell_of(values: Sequence[int]) -> Cell:
    """What ``compare`` tells of so many answers to one question, without the way there."""
    wave = [Fraction(value) for value in values]
    return comparison._cell("staff", ALONE, None, Behind((frozenset(),)), [wave], [[(value,) for value in values]])


def known_alike(buckets: Mapping[Any, Sequence[tuple[Any, ...]]]) -> Any:
    """An answer of one's own, and what is told, from which it follows that all others answered alike; None if there is
    no such. Answers are counted without order: an attacker cannot tell the others apart."""
    for told, crowds in buckets.items():
        rests: dict[Any, set[tuple[Any, ...]]] = defaultdict(set)
        for crowd in crowds:
            for own in set(crowd):
                rest = list(crowd)
                rest.remove(own)
                rests[own].add(tuple(rest))
        for own, possible in rests.items():
            if len(possible) == 1 and len(set(next(iter(possible)))) == 1:
                return own, told
    return None


@pytest.mark.parametrize("n", range(4, 13))
def test_no_answers_to_one_question_are_known_to_one_of_them(n: int) -> None:
    buckets: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for crowd in itertools.combinations_with_replacement(range(1, 6), n):
        buckets[told_of(cell_of(crowd))].append(crowd)
    assert known_alike(buckets) is None
    assert len(buckets) > 4, "something is told"
    some = next(iter(buckets.values()))[0]
    assert told_of(one_wave([(value,) for value in some], "one")) == told_of(cell_of(some))


def test_exact_figures_would_be_found_out() -> None:
    """Mean and spread as they are give the others' answers away, to those who answered otherwise, too."""
    for exact in (sum, lambda c: (sum(c), sum(v * v for v in c))):
        buckets: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
        for crowd in itertools.combinations_with_replacement(range(1, 6), 8):
            buckets[exact(crowd)].append(crowd)
        assert known_alike(buckets) is not None


TWO = next(each for each in comparison.measures_of(TRIAL, False) if each.id == "two")


def cell_of_two(rows: Sequence[tuple[int, ...]]) -> Cell:
    wave = [Fraction(sum(row), 2) for row in rows]
    return comparison._cell("staff", TWO, None, Behind((frozenset(),)), [wave], [rows])


def told_of_two(rows: Sequence[tuple[int, ...]]) -> tuple[Any, ...]:
    """All that is told of a group on two questions, with how they hang together where that is told."""
    hangs = reliability(rows) if len(rows) >= ALPHA_FROM else None
    return *told_of(cell_of_two(rows)), hangs


@pytest.mark.parametrize("n", [4, 5, 8, 9, 10, 13])
def test_all_others_alike_on_two_questions_are_never_the_only_ones(n: int) -> None:
    """Whatever all others answer, alike, and whatever the attacker: others who are not alike would look the same."""
    pairs = list(itertools.product(range(1, 6), repeat=2))
    chance = random.Random(n)
    for others, own in chance.sample(list(itertools.product(pairs, repeat=2)), 100):
        told = told_of_two([own, *[others] * (n - 1)])
        assert any(told_of_two([own, *near]) == told for near in not_alike(others, n - 1)), (others, own)


def test_alpha_in_tenths_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """To one whose two answers lie apart in their own way, when all others gave the same two."""
    others, own = (5, 4), (4, 2)
    near = list(not_alike(others, 9))
    told = told_of_two([own, *[others] * 9])
    assert any(told_of_two([own, *each]) == told for each in near)
    monkeypatch.setattr("test_attacks.reliability", lambda rows: int(10 * (alpha(rows) or 0)))
    told = told_of_two([own, *[others] * 9])
    assert not any(told_of_two([own, *each]) == told for each in near)


def not_alike(others: tuple[int, ...], n: int) -> Iterator[list[tuple[int, ...]]]:
    """Others with about the same sum, of whom one, two or three have moved by a step or two: not all score the same."""
    pairs = list(itertools.product(range(1, 6), repeat=2))
    alike = [each for each in pairs if sum(each) == sum(others)]
    for count in (1, 2, 3):
        for most in alike if count < 3 else [others]:
            near = [
                each for each in pairs if sum(each) != sum(most) and all(abs(each[n] - most[n]) <= 2 for n in (0, 1))
            ]
            for few in itertools.combinations_with_replacement(near, count):
                yield [*few, *[most] * (n - count)]


def crowds_of(name: str, n: int) -> Iterator[tuple[Any, ...]]:
    by_kind: dict[str, list[Any]] = {
        "owner": ["board", "staff", "nobody"],
        "missing": [(), ("board",), ("board", "staff"), ("board", "staff", "nobody")],
        "size": list(range(7)),
    }
    yield from itertools.combinations_with_replacement(by_kind[name], n)


@pytest.mark.parametrize("name", ["owner", "missing", "size"])
@pytest.mark.parametrize("n", [4, 5, 6, 8])
def test_what_makes_no_score_is_not_known_either(name: str, n: int) -> None:
    item = ITEMS[name]
    buckets: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for crowd in crowds_of(name, n):
        rows = [found for each in crowd if (found := tallies.figures_of(item, Answer(each))) is not None]
        buckets[tallies.wave_figures(item, rows)].append(crowd)
    assert known_alike(buckets) is None
    if name == "missing":  # each option is an answer of its own
        for option in ("board", "staff", "nobody"):
            of_one: dict[Any, set[tuple[bool, ...]]] = defaultdict(set)
            for told, crowds in buckets.items():
                of_one[told] |= {tuple(sorted(option in each for each in crowd)) for crowd in crowds}
            assert known_alike({told: sorted(found) for told, found in of_one.items()}) is None


@pytest.mark.parametrize("n", [5])
def test_what_was_shared_out_is_not_known(n: int) -> None:
    """Four parts among three options."""
    plain = [(a, b, 4 - a - b) for a in range(5) for b in range(5 - a)]
    buckets: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for crowd in itertools.combinations_with_replacement(plain, n):
        totals = [Fraction(sum(column)) for column in zip(*crowd, strict=True)]
        buckets[share_figures(totals, n, whole=True, width=4)].append(crowd)
    assert known_alike(buckets) is None and len(buckets) > 3


def known_of_one_option(n: int, options: int, width: int) -> Any:
    """Shares of one's own, an option and what is told, from which all others gave that option nothing, or everything.

    From totals alone: whatever lies between can have come about in more than one way. The attacker knows all of what
    they shared out themselves.
    """
    buckets: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for totals in parts_of(n * width, options):
        buckets[share_figures([Fraction(each) for each in totals], n, whole=True, width=width)].append(totals)
    owns, most = np.array(list(parts_of(width, options))), (n - 1) * width
    for told, found in buckets.items():
        others = np.array(found)[np.newaxis] - owns[:, np.newaxis]  # for each own, what all others can have given
        can_be = ((others >= 0) & (others <= most)).all(axis=2)[..., np.newaxis]
        none, all_of_it = (
            np.where(can_be, others, 0).max(axis=1) == 0,
            np.where(can_be, others, most).min(axis=1) == most,
        )
        known = (none | all_of_it) & can_be.any(axis=1)
        if known.any():
            own, option = np.argwhere(known)[0]
            return owns[own].tolist(), int(option), told
    assert len(buckets) > 3, "something is told"
    return None


def parts_of(whole: int, options: int) -> Iterator[tuple[int, ...]]:
    """Every way to share out ``whole`` parts among so many options."""
    if options == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        yield from ((first, *rest) for rest in parts_of(whole - first, options - 1))


@pytest.mark.parametrize(("n", "options"), [(5, 3), (6, 3), (7, 3), (8, 3), (9, 3), (10, 3), (11, 3), (12, 3), (5, 4)])
def test_no_single_option_is_known_to_have_had_nothing_of_all_others(n: int, options: int) -> None:
    assert known_of_one_option(n, options, tallies.PARTS) is None


def test_shares_told_one_by_one_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts by a fixed edge: where many are just above it, hardly anything is left for the last one."""
    monkeypatch.setattr(
        "digitrans.people.figures._shared_out",
        lambda counts, away: _parts_of_a_whole([each / sum(counts) for each in counts], away, away),
    )
    assert known_of_one_option(5, 3, tallies.PARTS) is not None


# Every format


@functools.cache
def alike_told(n: int) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Crowds of which the same is told, two of them and more."""
    buckets: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
    for crowd in itertools.combinations_with_replacement(range(1, 6), n):
        buckets[told_of(cell_of(crowd))].append(crowd)
    return tuple(tuple(each) for each in buckets.values() if len(each) > 1)


@pytest.mark.parametrize("format", [name for name in WRITERS if name in ("table", "json", "csv", "markdown", "html")])
@pytest.mark.parametrize("sheet", [False, True])
def test_no_format_tells_more_than_another(format: str, sheet: bool) -> None:
    """Whoever answers otherwise, within what is told, changes not one character of anything that is written."""
    chance = random.Random(1)
    for n in (4, 6, 8, 10):
        for crowds in chance.sample(alike_told(n), 2):
            one, other = chance.sample(crowds, 2)
            assert written(one, format, sheet) == written(other, format, sheet), (one, other)


def written(crowd: Sequence[int], format: str, sheet: bool) -> str | bytes:
    people = [respondent(f"s{n}", "staff", alone=value) for n, value in enumerate(crowd)]
    document = comparison_report(NAMES, compare(TRIAL, [respondent("me", "self", alone=3), *people]), sheet)
    return writer(format)(document, Sink())
