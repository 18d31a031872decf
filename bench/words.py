"""How often each word about a group is false: what the program says where nobody differs, or where they agree.

Run: python bench/words.py [CROWDS]

Every crowd is drawn with a fixed seed: answers from 1 to 5 of four shapes, items correlated by 0.5 (normal copula). The
leader's own score is the true mean. "high" is false where answers have a standard deviation of 1, "low" where the
true agreement is about 0.7, "two camps" where the answers have one peak.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import floor

import numpy as np

from digitrans.people.claims import agreement_word, gap_word, in_two_camps
from digitrans.people.dispersion import squares
from digitrans.people.figures import Span, mean_figure

SHAPES = {
    "flat": (0.2, 0.2, 0.2, 0.2, 0.2),
    "bell": (0.07, 0.24, 0.38, 0.24, 0.07),
    "skew": (0.05, 0.10, 0.20, 0.40, 0.25),
    "close": (0.0, 0.05, 0.25, 0.50, 0.20),
}
SCALE = Span(1, 5, Fraction(1, 2))
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


def says_gap(crowd: np.ndarray, own: Fraction) -> bool:
    """Whether the page would say that the leader rates it higher or lower."""
    n, items = crowd.shape
    figure = mean_figure(Fraction(int(crowd.sum()), items), n, SCALE)
    return gap_word(own - figure.nearest(own), n, items) is not None


def says_agreement(crowd: np.ndarray, word: str) -> bool:
    """Whether the page would say that they agree much, or little."""
    n, items = crowd.shape
    total = sum((squares([int(each) for each in column]) for column in crowd.T), Fraction(0))
    return agreement_word(total, n, items) == word


def says_camps(crowd: np.ndarray) -> bool:
    """Whether the page would say that they stand in two camps."""
    items = crowd.shape[1]
    return bool(in_two_camps([Fraction(int(each), items) for each in crowd.sum(axis=1)], 1, 5))


def rate(shapes: Sequence[str], n: int, items: int, count: int, says: Callable[[np.ndarray, str], bool]) -> float:
    """How often something is said in the worst of the ``shapes``."""
    found = []
    for seed, shape in enumerate(shapes):
        found.append(np.mean([says(each, shape) for each in crowds(SHAPES[shape], n, items, count, seed)]))
    return float(max(found))


def rates(n: int, items: int, count: int) -> dict[str, float]:
    """How often each word is false."""
    one_peak = ("bell", "skew", "close")
    return {
        "gap": rate(list(SHAPES), n, items, count, lambda crowd, s: says_gap(crowd, true_mean(SHAPES[s], items))),
        "high": rate(("flat", "bell", "skew"), n, items, count, lambda crowd, _: says_agreement(crowd, "high")),
        "low": rate(("close",), n, items, count, lambda crowd, _: says_agreement(crowd, "low")),
        "camps": rate(one_peak, n, items, count, lambda crowd, _: says_camps(crowd)),
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(
        f"{'people':>6} {'items':>5} {'gap':>6} {'high':>6} {'low':>6} {'camps':>6}   per cent, of {count} crowds each"
    )
    for n in PEOPLE:
        for items in ITEMS:
            found = rates(n, items, count)
            print(f"{n:>6} {items:>5} " + " ".join(f"{100 * each:6.1f}" for each in found.values()))


if __name__ == "__main__":
    main()
