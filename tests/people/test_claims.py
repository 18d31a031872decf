"""The tables behind the words, recomputed: exactly for one item, by seeded draws for more."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache
from math import comb, floor
from statistics import NormalDist

import numpy as np
import pytest

from digitrans.people import claims
from digitrans.people.claims import agreement_word, critical_gap, gap_word, in_two_camps
from digitrans.people.dispersion import squares

FLAT, BELL = (0.2,) * 5, (0.07, 0.24, 0.38, 0.24, 0.07)
SKEW, CLOSE = (0.05, 0.10, 0.20, 0.40, 0.25), (0.0, 0.05, 0.25, 0.50, 0.20)
SHAPES = (FLAT, BELL, SKEW, CLOSE)
ONE_IN_TWENTY = 0.05


def mean_of(shape: tuple[float, ...]) -> float:
    return sum(value * share for value, share in enumerate(shape, 1))


@cache
def sums(shape: tuple[float, ...], n: int) -> dict[tuple[int, int], float]:
    """The chance of every sum, and sum of squares, of ``n`` answers."""
    found = {(0, 0): 1.0}
    for _ in range(n):
        further: dict[tuple[int, int], float] = defaultdict(float)
        for (total, square), chance in found.items():
            for value, share in enumerate(shape, 1):
                if share:
                    further[total + value, square + value * value] += chance * share
        found = further
    return found


def chance_of_gap(shape: tuple[float, ...], n: int, gap: float) -> float:
    """How often a leader who says the true mean, in whole points, is so far from the mean of ``n`` answers."""
    own = floor(mean_of(shape) + 0.5)
    return sum(chance for (total, _), chance in sums(shape, n).items() if abs(own - total / n) >= gap - 1e-9)


@pytest.mark.parametrize("n", [4, 5, 6, 8, 10, 15, 20])
def test_the_gaps_for_one_item_are_the_smallest_that_chance_rarely_gives(n: int) -> None:
    table = float(claims._GAPS[n][0])
    assert max(chance_of_gap(shape, n, table - 0.005) for shape in SHAPES) <= ONE_IN_TWENTY
    assert max(chance_of_gap(shape, n, table - 1.2 / n) for shape in SHAPES) > ONE_IN_TWENTY


@pytest.mark.parametrize("items", [2, 3, 4])
@pytest.mark.parametrize("n", [4, 5, 6, 8, 10, 15, 20, 30])
def test_the_gaps_for_more_items_are_those_of_draws(n: int, items: int) -> None:
    table = float(claims._GAPS[n][items - 1])
    chances = [gap_in_draws(shape, n, items, table - 0.005) for shape in SHAPES]
    assert max(chances) <= ONE_IN_TWENTY + 0.006
    smaller = [gap_in_draws(shape, n, items, table * 0.9 - 0.02) for shape in SHAPES]
    assert max(smaller) > ONE_IN_TWENTY - 0.006


def gap_in_draws(shape: tuple[float, ...], n: int, items: int, gap: float) -> float:
    """The same for the mean of ``items`` answers that correlate by 0.5, in 10,000 draws (normal copula)."""
    means = drawn_means(shape, n, items)
    own = floor(mean_of(shape) * items + 0.5) / items
    return float(np.mean(np.abs(own - means) >= gap - 1e-9))


@cache
def drawn_means(shape: tuple[float, ...], n: int, items: int) -> np.ndarray:
    chance = np.random.default_rng(2026)
    normal = chance.standard_normal((10_000, n, 1)) + chance.standard_normal((10_000, n, items))
    shares = np.clip(np.cumsum(shape)[:-1], 1e-9, 1 - 1e-9)
    cuts = [NormalDist().inv_cdf(float(each)) * 2**0.5 for each in shares]
    means: np.ndarray = (1 + np.searchsorted(cuts, normal)).mean(axis=(1, 2))
    return means


def chance_of_word(shape: tuple[float, ...], n: int, word: str) -> float:
    chances: dict[Fraction, float] = defaultdict(float)
    for (total, square), chance in sums(shape, n).items():
        chances[square - Fraction(total * total, n)] += chance
    return sum(chance for apart, chance in chances.items() if agreement_word(apart, n, 1) == word)


@pytest.mark.parametrize("n", [8, 9, 10, 12, 14, 15, 20, 24])
def test_words_of_agreement_are_rarely_chance(n: int) -> None:
    """High where answers have nothing to do with each other; low where people agree at about 0.7."""
    assert max(chance_of_word(shape, n, "high") for shape in (FLAT, BELL, SKEW)) <= ONE_IN_TWENTY
    assert chance_of_word(CLOSE, n, "low") <= ONE_IN_TWENTY


def test_words_of_agreement_can_be_said() -> None:
    assert chance_of_word((0, 0, 0.1, 0.8, 0.1), 10, "high") > 0.8
    assert chance_of_word((0.4, 0.1, 0, 0.1, 0.4), 8, "low") > 0.8
    assert agreement_word(Fraction(0), 7, 1) is None and agreement_word(Fraction(0), 8, 1) == "middle"
    assert agreement_word(Fraction(0), 8, 4) == agreement_word(Fraction(0), 10, 1) == "high"
    wide = squares([1, 7] * 5)
    assert agreement_word(wide, 10, 1, width=6) == "low" and agreement_word(wide / 9, 10, 1, width=6) == "middle"


@pytest.mark.parametrize("n", [8, 10, 15, 20])
def test_camps_are_rarely_seen_where_there_is_one_peak(n: int) -> None:
    chance = np.random.default_rng(1)
    for shape in (BELL, SKEW, CLOSE):
        crowds = chance.choice(5, size=(3000, n), p=shape) + 1
        enough = max(3, 0.45 * n)
        below, above = (crowds <= 2).sum(axis=1), (crowds >= 4).sum(axis=1)
        split = (below >= enough) & (above >= enough) & (15 * (n - below - above) <= n)
        assert split.mean() <= ONE_IN_TWENTY
        some = [Fraction(int(each)) for each in crowds[0]]
        assert in_two_camps(some, 1, 5) is bool(split[0])


@pytest.mark.parametrize("n", range(8, 31))
def test_camps_are_rarely_seen_in_answers_by_chance(n: int) -> None:
    """Exactly, over all ways in which the answers of one item can fall below, on and above the middle."""
    seen = 0.0
    for below in range(n + 1):
        for above in range(n + 1 - below):
            crowd = [Fraction(each) for each in [1] * below + [5] * above + [3] * (n - below - above)]
            if in_two_camps(crowd, 1, 5):
                seen += comb(n, below) * comb(n - below, above) * 0.4 ** (below + above) * 0.2 ** (n - below - above)
    assert seen < ONE_IN_TWENTY


def test_camps_need_eight_and_two_sides() -> None:
    def camps(*values: int) -> bool | None:
        return in_two_camps([Fraction(each) for each in values], 1, 5)

    assert camps(*[1, 5] * 3) is None
    assert camps(*[2, 4] * 4) is True
    assert camps(*[1] * 5, *[5] * 3) is False, "three of eight are less than 45 per cent"
    assert camps(*[3] * 2, *[1] * 5, *[5] * 5) is False, "five of twelve are, too"
    assert camps(3, *[1] * 5, *[5] * 5) is False, "one of eleven between them is more than one of fifteen"
    assert camps(3, *[1] * 7, *[5] * 7) is True
    assert in_two_camps([Fraction(each) for each in [-1, 1] * 4], -2, 2) is True
    assert in_two_camps([Fraction(5, 2), Fraction(7, 2)] * 4, 1, 5) is False, "half a point is still in the middle"


def test_a_gap_is_never_said_below_three_quarters_of_a_point() -> None:
    assert [critical_gap(n, 4) for n in (5, 10, 30, 2000)] == [Fraction("1.05"), *[Fraction(3, 4)] * 3]
    assert critical_gap(9, 1) == critical_gap(8, 1) and critical_gap(8, 9) == critical_gap(8, 4)
    assert critical_gap(4, 1) == Fraction(7, 4), "told in halves"
    assert critical_gap(10, 1, width=6) == Fraction(3, 2)
    words = [gap_word(None if each is None else Fraction(each), 20, 1) for each in (None, "0.74", "0.75", "-0.75")]
    assert words == [None, None, "blind", "strength"]
