"""How often each word about a group is false: what the program says where nobody differs, or where they agree.

Run: python bench/words.py [CROWDS]

Every crowd is drawn with a fixed seed: answers from 1 to 5 of four shapes, items correlated by 0.5 (normal copula). The
leader's own score is the true mean. "high" is false where answers have a standard deviation of 1, "low" where the
true agreement is about 0.7, "two camps" where the answers have one peak, or none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

import numpy as np

from digitrans.people.claims import agreement_word, gap_word, in_two_camps, is_moved
from digitrans.people.figures import Span, apart, mean_figure

SHAPES = {
    "flat": (0.2, 0.2, 0.2, 0.2, 0.2),
    "bell": (0.07, 0.24, 0.38, 0.24, 0.07),
    "skew": (0.05, 0.10, 0.20, 0.40, 0.25),
    "close": (0.0, 0.05, 0.25, 0.50, 0.20),
}
SCALE = Span(1, 5, Fraction(1, 2))
Crowds = np.ndarray
PEOPLE, ITEMS = (4, 5, 6, 8, 10, 15, 20, 30), (1, 2, 4)


def crowds(shape: Sequence[float], n: int, items: int, count: int, seed: int) -> np.ndarray:
    """So many crowds of ``n`` people with ``items`` answers each, from 1 to 5, correlated by 0.5."""
    chance = np.random.default_rng(seed)
    common = chance.standard_normal((count, n, 1))
    normal = np.sqrt(0.5) * common + np.sqrt(0.5) * chance.standard_normal((count, n, items))
    cuts = _quantiles(np.cumsum(shape)[:-1])
    found: np.ndarray = 1 + np.searchsorted(cuts, normal)
    return found


def _quantiles(shares: np.ndarray) -> np.ndarray:
    from statistics import NormalDist

    return np.array([NormalDist().inv_cdf(min(max(float(each), 1e-9), 1 - 1e-9)) for each in shares])


def true_mean(shape: Sequence[float], items: int) -> Fraction:
    """What the leader says who knows it: the true mean, as a score of so many items can say it."""
    mean = sum(value * share for value, share in enumerate(shape, 1))
    return Fraction(floor(mean * items + 0.5), items)


def gap_rate(crowds_: Crowds, own: Fraction) -> float:
    """How often the page would say that the leader, who says ``own``, rates it higher or lower."""
    _, n, items = crowds_.shape

    def says(total: int) -> bool:
        figure = mean_figure(Fraction(total, items), n, SCALE)
        return gap_word(own - figure.nearest(own), n, items) is not None

    return share_of(crowds_.sum(axis=(1, 2)), says)


def agreement_rate(crowds_: Crowds, word: str) -> float:
    """How often the page would say that they agree much, or little."""
    _, n, items = crowds_.shape
    apart = (n * (crowds_**2).sum(axis=1) - crowds_.sum(axis=1) ** 2).sum(axis=1)
    return share_of(apart, lambda squares: agreement_word(Fraction(squares, n), n, items) == word)


def camps_rate(crowds_: Crowds) -> float:
    """How often the page would say that they stand in two camps."""
    items = crowds_.shape[2]
    scores = np.sort(crowds_.sum(axis=2), axis=1)
    _, first, times = np.unique(
        (scores < 2.5 * items) * 2 + (scores > 3.5 * items), axis=0, return_index=True, return_counts=True
    )
    said = [bool(in_two_camps([Fraction(int(each), items) for each in scores[place]], 1, 5)) for place in first]
    return float(np.dot(said, times) / len(scores))


def moved_rate(first: Crowds, second: Crowds) -> float:
    """How often the page would say that a group has moved from one round to the next."""
    _, n, items = first.shape
    pairs, times = np.unique(
        np.stack([each.sum(axis=(1, 2)) for each in (first, second)], axis=1), axis=0, return_counts=True
    )
    figures = {int(each): mean_figure(Fraction(int(each), items), n, SCALE) for each in np.unique(pairs)}

    def says(before: int, after: int) -> bool:
        return is_moved(apart(figures[before], figures[after]), (n, n), items)

    return float(np.dot([says(int(before), int(after)) for before, after in pairs], times) / len(first))


def share_of(values: np.ndarray, says: Callable[[int], bool]) -> float:
    """The share of ``values`` of which something is said; each is asked about once."""
    found, times = np.unique(values, return_counts=True)
    return float(np.dot([says(int(each)) for each in found], times) / len(values))


def rate(shapes: Sequence[str], n: int, items: int, count: int, of: Callable[[Crowds, str], float]) -> float:
    """How often something is said in the worst of the ``shapes``."""
    return max(of(crowds(SHAPES[shape], n, items, count, seed), shape) for seed, shape in enumerate(shapes))


def again(shape: str, count: int, n: int, items: int) -> Crowds:
    """As many crowds once more, as the same people would answer half a year later if nothing had changed."""
    return crowds(SHAPES[shape], n, items, count, 100 + list(SHAPES).index(shape))


def rates(n: int, items: int, count: int) -> dict[str, float]:
    """How often each word is false."""
    return {
        "gap": rate(list(SHAPES), n, items, count, lambda drawn, s: gap_rate(drawn, true_mean(SHAPES[s], items))),
        "high": rate(("flat", "bell", "skew"), n, items, count, lambda drawn, _: agreement_rate(drawn, "high")),
        "low": rate(("close",), n, items, count, lambda drawn, _: agreement_rate(drawn, "low")),
        "moved": rate(list(SHAPES), n, items, count, lambda drawn, s: moved_rate(drawn, again(s, *drawn.shape))),
        "camps": rate(list(SHAPES), n, items, count, lambda drawn, _: camps_rate(drawn)),
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    print(
        f"{'people':>6} {'items':>5} {'gap':>6} {'high':>6} {'low':>6} {'moved':>6} {'camps':>6}"
        f"   per cent, of {count} crowds each"
    )
    for n in PEOPLE:
        for items in ITEMS:
            found = rates(n, items, count)
            print(f"{n:>6} {items:>5} " + " ".join(f"{100 * each:6.2f}" for each in found.values()))


if __name__ == "__main__":
    main()
