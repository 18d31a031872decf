"""Several people: agreement and reliability against numpy, groups, and no way to subtract down to fewer than three."""

from __future__ import annotations

import itertools
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
from digitrans.people import codes as people_codes
from digitrans.people import comparison, dispersion
from digitrans.people.comparison import Respondent, compare
from digitrans.people.suppression import Behind, Gate, reveals, singles_out

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
    """r_wg(J) from numpy's variances, written from the paper and not from our code."""
    expected = (points**2 - 1) / 12
    observed = np.var(np.array(rows, dtype=float), axis=0, ddof=1).mean()
    single = float(np.clip(1 - observed / expected, 0, 1))
    items = len(rows[0])
    return items * single / (items * single + (1 - single))


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
    found = dispersion.reliability(rows)
    if len({sum(row) for row in rows}) == 1:
        assert found is None
    else:
        assert found is not None
        assert float(found) == pytest.approx(numpy_alpha(rows), abs=1e-9)


def test_agreement_at_its_ends() -> None:
    assert dispersion.agreement([(3,), (3,), (3,)]) == 1
    assert dispersion.agreement([(1,), (5,), (1,), (5,)]) == 0
    assert dispersion.reliability([(1,), (2,), (3,)]) is None
    words = [dispersion.agreement_word(Fraction(value)) for value in ("0.49", "0.5", "0.69", "0.7")]
    assert words == ["low", "moderate", "moderate", "high"]
    gaps = [
        comparison.gap_word(None if value is None else Fraction(value)) for value in (None, "0.74", "0.75", "-0.75")
    ]
    assert gaps == [None, None, "blind", "strength"]


def examples() -> list[dict[str, Any]]:
    document = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    return [Source("docs/scoring.md", text).values for text in EXAMPLE.findall(document)]


@pytest.mark.parametrize("example", examples(), ids=range(len(examples())))
def test_the_examples_of_the_document(example: dict[str, Any]) -> None:
    rows = [tuple(row) for row in example["answers"]]
    expect = example["expect"]
    found: dict[str, Fraction | str | None] = {
        "agreement": dispersion.agreement(rows),
        "word": dispersion.agreement_word(dispersion.agreement(rows)),
        "alpha": dispersion.reliability(rows),
    }
    if "self" in example:
        gap = Fraction(str(example["self"])) - dispersion.mean([dispersion.mean(row) for row in rows])
        found |= {"gap": gap, "called": comparison.gap_word(gap, example.get("neutral", False))}
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


def crowd(instrument: Instrument, **groups: int) -> list[Respondent]:
    return [
        person(f"{name}{number}", name.replace("_", "-"), instrument, 1 + number % 5)
        for name, count in groups.items()
        for number in range(count)
    ]


def test_groups_of_three_stand_alone_and_small_ones_are_merged_or_left_out(instrument: Instrument) -> None:
    blocks, left_out = comparison.blocks_of(crowd(instrument, staff=3, politicians=2))
    assert [block.id for block in blocks] == ["staff"] and left_out == ("politicians",)
    blocks, left_out = comparison.blocks_of(crowd(instrument, staff=2, politicians=1, executive_team=4))
    assert [block.id for block in blocks] == ["executive-team", "others"] and left_out == ()
    assert blocks[1].groups == ("staff", "politicians")


def test_the_leader_is_in_no_group(instrument: Instrument) -> None:
    found = compare(instrument, [person("me", "self", instrument, 4), *crowd(instrument, staff=3)])
    assert found.has_self and [len(block.people) for block in found.blocks] == [3]
    assert all(row.cells[0].n == 3 for row in found.rows)


def test_gaps_spread_and_order(instrument: Instrument) -> None:
    own = person("me", "self", instrument, 3)
    first = instrument.dimensions[0].id
    items = {item.id: Answer(1) for item in instrument.items if item.dimension == first}
    staff = [person(f"s{n}", "staff", instrument, 3, items) for n in range(3)]
    found = compare(instrument, [own, *staff])
    assert found.rows[0].measure.id == first, "the largest disagreement comes first"
    cell = found.rows[0].cells[0]
    reversed_items = sum(getattr(item, "reverse", False) for item in found.rows[0].measure.items)
    mean = Fraction(1 * (len(items) - reversed_items) + 5 * reversed_items, len(items))
    assert (cell.n, cell.mean, cell.gap) == (3, mean, 3 - mean)
    assert cell.spread == 0 and cell.agreement == 1


def test_a_figure_of_fewer_than_three_is_hidden(instrument: Instrument) -> None:
    first = instrument.dimensions[0].id
    skipped = {item.id: Answer(Missing.DONT_KNOW) for item in instrument.items if item.dimension == first}
    staff = [person("a", "staff", instrument, 2), person("b", "staff", instrument, 4)]
    staff += [person(code, "staff", instrument, 3, skipped) for code in "cde"]
    row = next(row for row in compare(instrument, staff).rows if row.measure.id == first)
    cell = row.cells[0]
    assert (cell.n, cell.mean, cell.spread, cell.gap, cell.agreement, cell.hidden) == (0, None, None, None, None, "few")


def test_reliability_needs_ten(instrument: Instrument) -> None:
    nine, ten = (compare(instrument, crowd(instrument, staff=count)) for count in (9, 10))
    assert all(row.alpha is None for row in nine.rows)
    assert any(row.alpha is not None for row in ten.rows)


def test_comments_come_in_an_order_that_says_nothing(instrument: Instrument) -> None:
    item = instrument.items[0].id
    texts = [f"remark {number}" for number in range(6)]

    def said(order: Sequence[str], count: int = 6) -> list[str]:
        staff = [
            person(f"s{place}", "staff", instrument, 3, {item: Answer(3, text)})
            for place, text in enumerate(order[:count])
        ]
        return [text for _, text in compare(instrument, staff).comments]

    assert said(texts) == said(list(reversed(texts))) != texts
    assert sorted(said(texts)) == texts
    assert said(texts, 2) == []


def test_comments_of_a_group_left_out_are_left_out(instrument: Instrument) -> None:
    item = instrument.items[0].id
    politicians = [person(f"p{n}", "politicians", instrument, 3, {item: Answer(1, "secret")}) for n in range(2)]
    found = compare(instrument, [*crowd(instrument, staff=4), *politicians])
    assert found.left_out == ("politicians",) and found.comments == ()


def test_dilemmas_are_laid_over_each_other(dilemmas: Instrument) -> None:
    own = person("me", "self", dilemmas, -2)
    board = [person(f"p{n}", "politicians", dilemmas, 2) for n in range(3)]
    found = compare(dilemmas, [own, *board])
    assert {row.distance for row in found.rows} == {Fraction(4)}
    assert all(row.cells[0].gap == -4 and row.alpha is None for row in found.rows)


# Nobody can be found by subtraction


def sets(*names: str) -> list[Behind]:
    return [frozenset((code, "1") for code in name) for name in names]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("abc",), False),
        (("abc", "def"), False),
        (("abc", "abcd"), True),
        (("abc", "abcde"), True),
        (("abc", "abcdef"), False),
        (("abc", "def", "abcdefg"), True),
        (("abc", "abd", "abe"), True),
        (("abcd", "abef", "cdef", "abcdefgh"), True),
        (("ab",), True),
        ((), False),
    ],
)
def test_what_reveals_somebody(names: tuple[str, ...], found: bool) -> None:
    assert reveals(sets(*names)) is found


def test_new_answers_from_the_same_person_reveal_that_person() -> None:
    before = frozenset((code, "1") for code in "abcd")
    one_new = frozenset({("a", "2"), ("b", "1"), ("c", "1"), ("d", "1")})
    three_new = frozenset({("a", "2"), ("b", "2"), ("c", "2"), ("d", "1")})
    assert reveals([before, one_new])
    assert not reveals([before, three_new])


versions = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from("123"), min_size=3)
subsets = st.lists(versions.map(lambda found: frozenset(found.items())), max_size=5)


@settings(max_examples=150, deadline=None)
@given(subsets)
def test_reveals_agrees_with_numpy(sets: list[Behind]) -> None:
    """For every one or two people: can a combination of the rows be zero for all others and not for them?"""
    everyone = sorted(frozenset[tuple[str, str]]().union(*sets))
    matrix = np.array([[float(each in some) for each in everyone] for some in sets]).reshape(len(sets), len(everyone))
    whole = np.linalg.matrix_rank(matrix) if sets else 0
    codes = sorted({code for code, _ in everyone})
    found = False
    for chosen in itertools.chain(itertools.combinations(codes, 1), itertools.combinations(codes, 2)):
        others = [index for index, (code, _) in enumerate(everyone) if code not in chosen]
        rest = np.linalg.matrix_rank(matrix[:, others]) if others and sets else 0
        found |= bool(rest < whole)
    assert reveals(sets) is found


waves = st.lists(
    st.lists(
        st.tuples(st.sampled_from(("staff", "politicians", "executive-team")), st.booleans(), st.integers(1, 5)),
        max_size=5,
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(waves)
def test_no_two_outputs_ever_subtract_to_fewer_than_three(arriving: list[list[tuple[str, bool, int]]]) -> None:
    """People arrive in waves, some skipping questions, and every wave is followed by a comparison. All figures that any
    comparison shows are checked to come from the sets it says, and all differences between two of them are formed."""
    small = load_instrument("dilemmas")
    item = small.items[0].id
    history: dict[str, dict[str, list[Behind]]] = {}
    there: list[Respondent] = []
    figures: list[tuple[int, Fraction, Behind]] = []
    for wave, newcomers in enumerate(arriving):
        for number, (group, skips, value) in enumerate(newcomers):
            answer = Answer(Missing.DONT_KNOW) if skips else Answer(value - 3)
            there.append(person(f"w{wave}n{number}", group, small, 0, {item: answer}))
        found = compare(small, there, history)
        values = {each.person: each.answers[item].number for each in there}
        row = next(row for row in found.rows if row.measure.id == item) if there else None
        for cell in row.cells if row else ():
            if cell.mean is None:
                continue
            behind = found.shown[item][cell.block][-1]
            known = [place for each in behind if (place := values[each]) is not None]
            assert len(known) == len(behind) == cell.n >= 3
            assert cell.mean == Fraction(sum(known), len(known))
            figures.append((cell.n, cell.mean * cell.n, behind))
        for measure, groups in found.shown.items():
            for group, shown in groups.items():
                history.setdefault(measure, {}).setdefault(group, []).extend(shown)
    for (n, total, behind), (m, other, also) in itertools.combinations(figures, 2):
        assert len(behind ^ also) == 0 or len(behind ^ also) >= 3, (n - m, total - other)
    assert not reveals([behind for _, _, behind in figures])


def test_answers_that_come_later_wait_for_company(instrument: Instrument) -> None:
    first = crowd(instrument, staff=4)
    shown = compare(instrument, first).shown
    five = [*first, person("late", "staff", instrument, 5)]
    second = compare(instrument, five, shown)
    assert {cell.n for row in second.rows for cell in row.cells} == {4}
    assert all(cell.held for row in second.rows for cell in row.cells) and second.comments_held
    seven = [*five, person("later", "staff", instrument, 5), person("last", "staff", instrument, 5)]
    third = compare(instrument, seven, shown)
    assert {cell.n for row in third.rows for cell in row.cells} == {7}


@pytest.mark.parametrize(
    ("names", "found"),
    [(("abc",), False), (("abc", "abcdef"), False), (("abcd", "abcdefg", "abcdef"), True), (("abc", "abdefg"), True)],
)
def test_who_is_in_lists_of_their_own(names: tuple[str, ...], found: bool) -> None:
    assert singles_out(sets(*names)) is found


def commenting(instrument: Instrument, code: str, version: str = "1") -> Respondent:
    told = person(code, "staff", instrument, 3, {instrument.items[0].id: Answer(3, note=f"{code} {version}")})
    return replace(told, version=version)


def test_a_comment_never_goes_or_comes_alone(instrument: Instrument) -> None:
    """One answers anew while three others come: the figures may change, but the withdrawn comment would tell who."""
    first = [commenting(instrument, code) for code in "abcd"]
    before = compare(instrument, first)
    later = [*first, commenting(instrument, "a", "2"), *(commenting(instrument, code) for code in "efg")]
    after = compare(instrument, later, before.shown)
    assert {cell.n for row in after.rows for cell in row.cells} == {7}
    assert sorted(text for _, text in after.comments) == ["a 1", "b 1", "c 1", "d 1"] and after.comments_held


def test_forty_comparisons_of_five_hundred_people_are_checked_at_once() -> None:
    """A dozen come every day; every fourth skips a question, every ninth another one: few are many alike."""
    history: dict[str, list[Behind]] = {}
    started = time.process_time()
    for day in range(1, 41):
        known = frozenset((f"c{number}", "1") for number in range(12 * day) if number % 4)
        full = frozenset(each for each in known if int(each[0][1:]) % 9)
        gate = Gate({name: tuple(found) for name, found in history.items()})
        gate.let_out("staff", known, known)
        gate.let_out("staff/complete", full, full)
        for name, found in gate.shown.items():
            history.setdefault(name, []).extend(each for each in found if each not in history.get(name, ()))
    assert len(history["staff"]) == 40 and len(history["staff/complete"]) > 5
    assert time.process_time() - started < 5


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


def answered(instrument: Instrument, code: str, group: str, value: int) -> Respondent:
    """Somebody who gives the same answer to everything, with a note."""
    values = {item.id: Answer(value, note=f"words of {code}") for item in instrument.items if item.kind == "rating"}
    return Respondent(code, group, Answers(instrument.id, 1, values=values), "1")


def test_figures_and_words_are_only_of_those_whom_a_block_names(instrument: Instrument) -> None:
    """Executives are first among the others and then a group of their own: what was shown then is not shown again."""
    executives = [answered(instrument, f"e{n}", "executive-team", value) for n, value in enumerate((1, 1, 5))]
    politicians = [answered(instrument, f"p{n}", "politicians", 5) for n in range(2)]
    staff = [answered(instrument, "s0", "staff", 5)]
    history: dict[str, dict[str, list[Behind]]] = {}
    days = ([*executives[:2], *politicians], [*executives, *politicians], [*executives, *politicians, *staff])
    for day in days:
        found = compare(instrument, day, history)
        groups = {block.id: {each.code for each in block.people} for block in found.blocks}
        for measure, by_group in found.shown.items():
            for name, sets in by_group.items():
                shown = groups.get(name.partition("/")[0], set().union(*groups.values()))
                assert all(code in shown for each in sets for code, _ in each), (measure, name)
                history.setdefault(measure, {}).setdefault(name, []).extend(sets)
        mean_of = {cell.block: cell.mean for cell in found.rows[0].cells}
        assert mean_of.get("others") in ((3,) if day is days[0] else (None,))
        assert found.comments_hidden == (day is days[1]) and bool(found.comments) == (day is not days[1])


def test_a_leader_who_gives_all_to_one_option_has_shared_out(instrument: Instrument) -> None:
    from digitrans.history.runs import load_names
    from digitrans.reports.people.tallies import _own_cells
    from digitrans.texts import Words

    mentality = load_instrument("mentality")
    item = next(each for each in mentality.items if each.kind == "allocation")
    own = (Fraction(1), *[Fraction(0)] * (len(item.options) - 1))
    assert [cell.figure for cell in _own_cells(load_names(Words("en"), mentality), item, own)][:2] == ["100 %", "0 %"]
