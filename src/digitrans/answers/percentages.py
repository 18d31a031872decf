"""Parts of a whole in whole per cent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def percentages(weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Whole per cent that add up to 100, by largest remainder (the first wins a tie); equal shares of nothing."""
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    whole = [int(each * 100 // total) for each in weights]
    order = sorted(range(len(weights)), key=lambda place: -(weights[place] * 100 % total))
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return tuple(whole)
