"""Several people: agreement and reliability against numpy, groups, and no way to subtract down to fewer than three."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.files.sources import Source
from digitrans.people import claims, comparison, dispersion
from digitrans.people import codes as people_codes
from digitrans.people.comparison import Respondent, compare
from digitrans.people.figures import Figure, Span, joined, mean_figure
from digitrans.people.suppression import COMMENTS, Wave, Waves

FEW = settings(max_examples=60, deadline=None)
EXAMPLE = re.compile(r"^```yaml people\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("self-assessment")


@pytest.fixture(scope="module")
def dilemmas() -> Instrument:
    return load_instrument("dilemmas")


# Against an independent computation


def numpy_agreement(rows: Any, points: int) -> float:
    """The mean r_wg from numpy's variances, written from the paper and not from our code."""
    expected = (points**2 - 1) / 12
    observed = np.var(np.array(rows, dtype=float), axis=0, ddof=1).mean()
    return float(np.clip(1 - observed / expected, 0, 1))


def numpy_alpha(rows: Any) -> float:
    """Cronbach's alpha from the covariance matrix of the items."""
    covariance = np.cov(np.array(rows, dtype=float), rowvar=False, ddof=1)
    items = covariance.shape[0]
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


ratings = st.integers(2, 6).flatmap(
    lambda items: st.lists(st.tuples(*[st.integers(1, 5)] * items), min_size=3, max_size=30)
)


@FEW
@given(ratings)
def test_agreement_is_that_of_numpy(rows: list[tuple[int, ...]]) -> None:
    assert float(dispersion.agreement(rows)) == pytest.approx(numpy_agreement(rows, 5), abs=1e-9)
    first = [row[:1] for row in rows]
    assert float(dispersion.agreement(first)) == pytest.approx(numpy_agreement(first, 5), abs=1e-9)


@FEW
@given(ratings)
def test_reliability_is_that_of_numpy(rows: list[tuple[int, ...]]) -> None:
    found = dispersion.alpha(rows)
    if len({sum(row) for row in rows}) == 1:
        assert found is None
    else:
        assert found is not None
        assert float(found) == pytest.approx(numpy_alpha(rows), abs=1e-9)


def test_agreement_at_its_ends() -> None:
    assert dispersion.agreement([(3,), (3,), (3,)]) == 1
    assert dispersion.agreement([(1,), (5,), (1,), (5,)]) == 0
    assert dispersion.alpha([(1,), (2,), (3,)]) is None


def test_alpha_comes_with_its_interval_or_not_at_all() -> None:
    assert dispersion.feldt_interval(0.8, 10, 4) == pytest.approx((0.474, 0.944), abs=0.0005)
    apart = [(5, 1), (1, 5)] * 5
    assert dispersion.alpha([*apart, (3, 4)]) is not None
    below = dispersion.reliability([*apart, (3, 4)])
    assert below is not None and not below.holds and (below.low, below.high) == (Fraction(0), Fraction(9, 10))
    together = dispersion.reliability([(n % 5 + 1, n % 5 + 1) for n in range(40)])
    assert together is not None and together.holds and (together.low, together.high) == (Fraction(1, 10), Fraction(1))
    assert dispersion.reliability([(n % 5 + 1,) for n in range(10)]) is None


def examples() -> list[dict[str, Any]]:
    document = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    return [Source("docs/scoring.md", text).values for text in EXAMPLE.findall(document)]


@pytest.mark.parametrize("example", examples(), ids=range(len(examples())))
def test_the_examples_of_the_document(example: dict[str, Any]) -> None:
    rows = [tuple(row) for row in example["answers"]]
    expect = example["expect"]
    found: dict[str, Fraction | str | bool | None] = {
        "agreement": dispersion.agreement(rows),
        "word": claims.agreement_word(
            sum((dispersion.squares(each) for each in zip(*rows, strict=True)), Fraction(0)), len(rows), len(rows[0])
        ),
        "alpha": dispersion.alpha(rows),
        "camps": claims.in_two_camps([dispersion.mean(row) for row in rows], 1, 5),
    }
    if "self" in example:
        gap = Fraction(str(example["self"])) - dispersion.mean([dispersion.mean(row) for row in rows])
        found |= {"gap": gap, "called": claims.gap_word(gap, len(rows), len(rows[0]), example.get("neutral", False))}
    for key, value in expect.items():
        wanted = Fraction(str(value)) if isinstance(found[key], Fraction) else value
        assert found[key] == wanted, key


def test_the_document_has_examples() -> None:
    assert len(examples()) >= 4


# Groups


def person(
    code: str, group: str, instrument: Instrument, value: int, other: Mapping[str, Answer] | None = None
) -> Respondent:
    values = {item.id: Answer(value) for item in instrument.items} | dict(other or {})
    return Respondent(code, group, Answers(instrument.id, 1, values=values), "1")


def asked_first(instrument: Instrument) -> str:
    """The first question that everyone is asked."""
    return next(item.id for item in instrument.items if not item.optional)


def crowd(instrument: Instrument, **groups: int) -> list[Respondent]:
    return [
        person(f"{name}{number}", name.replace("_", "-"), instrument, 1 + number % 5)
        for name, count in groups.items()
        for number in range(count)
    ]


def test_groups_of_four_stand_alone_and_small_ones_are_merged_or_left_out(instrument: Instrument) -> None:
    blocks, left_out = comparison.blocks_of(crowd(instrument, staff=4, politicians=3))
    assert [block.id for block in blocks] == ["staff"] and left_out == ("politicians",)
    blocks, left_out = comparison.blocks_of(crowd(instrument, staff=2, politicians=2, executive_team=4))
    assert [block.id for block in blocks] == ["executive-team", "others"] and left_out == ()
    assert blocks[1].groups == ("staff", "politicians")
    blocks, left_out = comparison.blocks_of(crowd(instrument, staff=5, politicians=4), smallest=5)
    assert [block.id for block in blocks] == ["staff"] and left_out == ("politicians",)


def test_the_leader_is_in_no_group(instrument: Instrument) -> None:
    found = compare(instrument, [person("me", "self", instrument, 4), *crowd(instrument, staff=4)])
    assert found.has_self and [len(block.people) for block in found.blocks] == [4]
    assert all(row.cells[0].n == 4 for row in found.rows)


def test_gaps_and_order(instrument: Instrument) -> None:
    own = person("me", "self", instrument, 3)
    first = instrument.dimensions[0].id
    items = {item.id: Answer(1) for item in instrument.items if item.dimension == first}
    staff = [person(f"s{n}", "staff", instrument, 3, items) for n in range(5)]
    found = compare(instrument, [own, *staff])
    assert found.rows[0].measure.id == first, "the largest disagreement comes first"
    cell = found.rows[0].cells[0]
    assert (cell.n, cell.figure, cell.gap) == (5, Figure(Fraction(1), Fraction(2)), Fraction(1)), (
        "the end of the scale, not 1"
    )
    assert (cell.spread, cell.agreement, cell.in_two) == (None, None, None), "too few for more"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (3, ()),
        (4, ("figure",)),
        (7, ("figure",)),
        (8, ("figure", "agreement", "in_two")),
        (10, ("figure", "agreement", "in_two", "spread")),
    ],
)
def test_what_is_told_follows_from_how_many_answered(instrument: Instrument, n: int, said: tuple[str, ...]) -> None:
    for row in compare(instrument, crowd(instrument, staff=n)).rows:
        told = {
            name
            for cell in row.cells
            for name in ("figure", "agreement", "in_two", "spread")
            if getattr(cell, name) is not None
        }
        assert told == set(said)


SCALE = Span(1, 5, Fraction(1, 2))


@pytest.mark.parametrize(
    ("total", "n", "low", "high"),
    [
        ("14", 4, "3.5", "3.5"),  # four in halves
        ("11", 4, "3", "3"),
        ("9", 4, "1", "2.3"),
        ("15", 4, "3.7", "5"),
        ("12", 5, "2.4", "2.4"),
        ("20", 5, "4", "5"),
        ("45", 10, "4.5", "5"),
        ("44", 10, "4.4", "4.4"),
        ("61.5", 20, "3.1", "3.1"),
    ],
)
def test_how_a_mean_is_told(total: str, n: int, low: str, high: str) -> None:
    assert mean_figure(Fraction(total), n, SCALE) == Figure(Fraction(low), Fraction(high))


def test_several_waves_are_told_by_what_may_be_told_of_each() -> None:
    both = joined([(mean_figure(Fraction(12), 5, SCALE), 5), (mean_figure(Fraction(16), 5, SCALE), 5)], SCALE)
    assert both == Figure(Fraction(14, 5), Fraction(14, 5))
    far = joined([(mean_figure(Fraction(15), 5, SCALE), 5), (mean_figure(Fraction(25), 5, SCALE), 5)], SCALE)
    assert far == Figure(Fraction(7, 2), Fraction(4)), "from 3.5 to 4, whatever the second five said from 4 up"


def test_a_figure_of_fewer_than_four_is_hidden(instrument: Instrument) -> None:
    first = instrument.dimensions[0].id
    skipped = {item.id: Answer(Missing.DONT_KNOW) for item in instrument.items if item.dimension == first}
    staff = [person(code, "staff", instrument, 2) for code in "abf"]
    staff += [person(code, "staff", instrument, 3, skipped) for code in "cde"]
    row = next(row for row in compare(instrument, staff).rows if row.measure.id == first)
    cell = row.cells[0]
    assert (cell.n, cell.figure, cell.spread, cell.gap, cell.agreement, cell.hidden) == (
        0,
        None,
        None,
        None,
        None,
        "few",
    )


def test_reliability_needs_ten(instrument: Instrument) -> None:
    nine, ten = (compare(instrument, crowd(instrument, staff=count)) for count in (9, 10))
    assert all(row.alpha is None for row in nine.rows)
    assert any(row.alpha is not None for row in ten.rows)


def test_two_camps_come_first_though_their_mean_is_the_leaders(instrument: Instrument) -> None:
    split, far = (each.id for each in instrument.dimensions[:2])
    own = person("me", "self", instrument, 3, {i.id: Answer(5) for i in instrument.items if i.dimension == far})
    staff = []
    for n in range(8):
        low = {i.id: Answer(5 if getattr(i, "reverse", False) else 1) for i in instrument.items if i.dimension == split}
        high = {
            i.id: Answer(1 if getattr(i, "reverse", False) else 5) for i in instrument.items if i.dimension == split
        }
        staff.append(person(f"s{n}", "staff", instrument, 3, low if n % 2 else high))
    found = compare(instrument, [own, *staff])
    assert found.rows[0].measure.id == split and found.rows[0].cells[0].in_two
    assert comparison.conversations(found, 2)[0] == found.rows[0]
    assert found.rows[1].measure.id == far


def test_comments_come_in_an_order_that_says_nothing(instrument: Instrument) -> None:
    item = asked_first(instrument)
    texts = [f"remark {number}" for number in range(6)]

    def said(order: Sequence[str], count: int = 6) -> list[str]:
        staff = [
            person(f"s{place}", "staff", instrument, 3, {item: Answer(3, text)})
            for place, text in enumerate(order[:count])
        ]
        return [text for _, text in compare(instrument, staff).comments]

    assert said(texts) == said(list(reversed(texts))) != texts
    assert sorted(said(texts)) == texts
    assert said(texts, 3) == []


def test_comments_of_a_group_left_out_are_left_out(instrument: Instrument) -> None:
    item = asked_first(instrument)
    politicians = [person(f"p{n}", "politicians", instrument, 3, {item: Answer(1, "secret")}) for n in range(2)]
    found = compare(instrument, [*crowd(instrument, staff=5), *politicians])
    assert found.left_out == ("politicians",) and found.comments == ()


def test_dilemmas_are_laid_over_each_other(dilemmas: Instrument) -> None:
    own = person("me", "self", dilemmas, -2)
    board = [person(f"p{n}", "politicians", dilemmas, 2) for n in range(4)]
    found = compare(dilemmas, [own, *board])
    assert {row.distance for row in found.rows} == {Fraction(27, 10)}, "at the least: they say 0.7 or more"
    assert all(row.cells[0].gap == Fraction(-27, 10) and row.alpha is None for row in found.rows)


# People come in fours; test_attacks.py has who tries to get round it


def wave(names: str, version: str = "1") -> Wave:
    return frozenset((code, version) for code in names)


def answered(names: str, version: str = "1") -> dict[str, str]:
    return dict.fromkeys(names, version)


def test_a_late_answer_waits_for_three_more() -> None:
    for late, shown in (("ef", [wave("abcd")]), ("efg", [wave("abcd")]), ("efgh", [wave("abcd"), wave("efgh")])):
        everyone = "abcd" + late
        behind = Waves([wave("abcd")]).behind(set(everyone), answered(everyone), wave(everyone))
        assert list(behind.waves) == shown and behind.held == (late != "efgh")


def test_who_sends_again_is_nobody_new() -> None:
    now = answered("abcd", "2") | answered("e")
    kept = wave("abcd") | wave("abcd", "2") | wave("e")
    behind = Waves([wave("abcd")]).behind(set("abcde"), now, kept)
    assert list(behind.waves) == [wave("abcd")] and behind.held


def test_no_part_of_a_wave_stands_in_another_group() -> None:
    """Two of staff and two politicians as others; then the staff are four."""
    waves = Waves([wave("abxy")])
    assert waves.behind(set("abcd"), answered("abcd"), wave("abcdxy")).hidden == "regrouped"
    assert waves.behind(set("abcdef"), answered("abcdef"), wave("abcdefxy")).waves == (wave("cdef"),)


def test_what_was_shown_in_different_company_is_never_shown_again() -> None:
    waves = Waves([wave("abcd"), wave("bcde"), wave("fghi"), wave("jk")])
    assert waves.spoilt
    behind = waves.behind(set("abcdefghijklm"), answered("abcdefghijklm"), wave("abcdefghijklm"))
    assert behind.waves == (wave("fghi"),)


def test_whose_shown_answers_are_gone_is_not_shown() -> None:
    behind = Waves([wave("abcd")]).behind(set("abcd"), answered("abcd", "2"), wave("abcd", "2"))
    assert behind.waves == () and behind.hidden == "regrouped"


def test_more_can_be_asked_for_and_less_cannot() -> None:
    assert Waves((), smallest=6).behind(set("abcde"), answered("abcde"), wave("abcde")).hidden == "few"
    assert Waves((), smallest=2).behind(set("abc"), answered("abc"), wave("abc")).hidden == "few"
    assert not Waves([wave("abcd")], smallest=6).behind(set("abcd"), answered("abcd"), wave("abcd")).waves


def test_answers_that_come_later_wait_for_company(instrument: Instrument) -> None:
    first = crowd(instrument, staff=5)
    shown = compare(instrument, first).shown
    seven = [*first, *(person(f"late{n}", "staff", instrument, 3) for n in range(3))]
    second = compare(instrument, seven, shown)
    assert {cell.n for row in second.rows for cell in row.cells} == {5}
    assert all(cell.held for row in second.rows for cell in row.cells) and second.comments_held
    third = compare(instrument, [*seven, person("last", "staff", instrument, 3)], shown)
    assert {cell.n for row in third.rows for cell in row.cells} == {9}
    assert all(cell.agreement is None and cell.in_two is None for row in third.rows for cell in row.cells)


def commenting(instrument: Instrument, code: str, version: str = "1") -> Respondent:
    told = person(code, "staff", instrument, 3, {asked_first(instrument): Answer(3, note=f"{code} {version}")})
    return replace(told, version=version)


def test_a_comment_never_goes_or_comes_alone(instrument: Instrument) -> None:
    """One answers anew while three others come: neither the withdrawn comment nor the new ones may tell who."""
    first = [commenting(instrument, code) for code in "abcd"]
    before = compare(instrument, first)
    later = [*first, commenting(instrument, "a", "2"), *(commenting(instrument, code) for code in "efg")]
    after = compare(instrument, later, before.shown)
    assert sorted(text for _, text in after.comments) == ["a 1", "b 1", "c 1", "d 1"] and after.comments_held
    assert after.answered_anew and not before.answered_anew
    more = compare(instrument, [*later, commenting(instrument, "h")], before.shown)
    assert sorted(text for _, text in more.comments) == [f"{code} 1" for code in "abcdefgh"]
    assert [len(each) for each in more.shown[COMMENTS]] == [4, 4]


def test_a_hundred_comparisons_of_a_thousand_people_are_quick() -> None:
    """A dozen come every day; every fourth skips a question."""
    shown: tuple[Wave, ...] = ()
    started = time.process_time()
    for day in range(1, 100):
        known = {f"c{number}": "1" for number in range(12 * day) if number % 4}
        waves = Waves(shown)
        assert not waves.behind(known.keys(), known, frozenset(known.items())).held
        shown = waves.shown
    assert len(shown) == 99 and time.process_time() - started < 5


def test_codes_notice_slips() -> None:
    code = people_codes.with_check("abcde")
    assert people_codes.is_code(code)
    for place in range(len(code)):
        for other in people_codes.ALPHABET:
            if other != code[place]:
                assert not people_codes.is_code(code[:place] + other + code[place + 1 :])
    for place in range(len(code) - 2):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not people_codes.is_code(swapped)


# Groups that change blocks


def same_throughout(instrument: Instrument, code: str, group: str, value: int) -> Respondent:
    """Somebody who gives the same answer to everything, with a note."""
    values = {item.id: Answer(value, note=f"words of {code}") for item in instrument.items if item.kind == "rating"}
    return Respondent(code, group, Answers(instrument.id, 1, values=values), "1")


def test_figures_and_words_are_only_of_those_whom_a_block_names(instrument: Instrument) -> None:
    """Executives are first among the others and then a group of their own: what was shown then is not shown again."""
    executives = [same_throughout(instrument, f"e{n}", "executive-team", 2 + n % 2) for n in range(4)]
    politicians = [same_throughout(instrument, f"p{n}", "politicians", 3) for n in range(2)]
    staff = [same_throughout(instrument, f"s{n}", "staff", 3) for n in range(2)]
    history: dict[str, list[Wave]] = {}
    days = ([*executives[:2], *politicians], [*executives, *politicians], [*executives, *politicians, *staff])
    for day in days:
        found = compare(instrument, day, history)
        groups = {block.id: {each.code for each in block.people} for block in found.blocks}
        for measure, waves in found.shown.items():
            for each in waves:
                assert any(
                    {code for code, _ in each} <= shown for shown in (*groups.values(), set().union(*groups.values()))
                )
                history.setdefault(measure, []).append(each)
        figures = {cell.block: cell.figure for cell in found.rows[0].cells}
        assert (figures.get("others") is not None) == (day is days[0])
        assert found.comments_hidden == (day is days[1]) and bool(found.comments) == (day is not days[1])


def test_a_leader_who_gives_all_to_one_option_has_shared_out(instrument: Instrument) -> None:
    from digitrans.answers.names import load_names
    from digitrans.reports.people.tallies import _own_cells
    from digitrans.texts import Words

    mentality = load_instrument("mentality")
    item = next(each for each in mentality.items if each.kind == "allocation")
    own = (Fraction(1), *[Fraction(0)] * (len(item.options) - 1))
    assert [cell.figure for cell in _own_cells(load_names(Words("en"), mentality), item, own)][:2] == ["100%", "0%"]
