"""Somebody who wants to know what one person answered, and has everything that was ever shown of a round.

Written against the rule and not from the program: rank tests over everybody's columns, and all answers that fit what
was shown, tried out. ``Seen`` is one figure; who stands behind it is known to the attacker, which is more than they
have in truth.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

OTHERS = 3
"""Figures of fewer others than this, beside the attacker, are found out."""


@dataclass(frozen=True)
class Seen:
    """A mean between ``low`` and ``high`` of the answers in ``behind``: (code, value) each."""

    behind: frozenset[tuple[str, int]]
    low: Fraction
    high: Fraction


def subtracted(seen: Iterable[Seen]) -> frozenset[str] | None:
    """Up to three people, one of whom may be the attacker, whose sum some combination of the figures comes down to.

    Once as people are, where an answer that did not change is the same; and once as if nobody's had ever changed.
    """
    sets = {each.behind for each in seen}
    for columns in (sets, {frozenset((code, 0) for code, _ in each) for each in sets}):
        if found := _few_alone(columns):
            return found
    return None


def _few_alone(sets: Iterable[frozenset[tuple[str, int]]]) -> frozenset[str] | None:
    rows = list(sets)
    everyone = sorted(frozenset[tuple[str, int]]().union(*rows))
    matrix = np.array([[float(each in row) for each in everyone] for row in rows]).reshape(len(rows), len(everyone))
    whole = np.linalg.matrix_rank(matrix) if rows else 0
    alike: dict[tuple[bool, ...], set[str]] = {}
    for each in everyone:
        alike.setdefault(tuple(each in row for row in rows), set()).add(each[0])
    # Those who are in the same figures as more others than that can only be summed together with them.
    codes = sorted({code for each in alike.values() if len(each) <= OTHERS for code in each})
    for size in range(1, OTHERS + 1):
        for chosen in itertools.combinations(codes, size):
            rest = [place for place, (code, _) in enumerate(everyone) if code not in chosen]
            if (np.linalg.matrix_rank(matrix[:, rest]) if rest else 0) < whole:
                return frozenset(chosen)
    return None


def found_out(seen: Sequence[Seen], lowest: int, highest: int) -> tuple[str, frozenset[str]] | None:
    """An attacker, and those whose answer they know from all figures of one question and their own answers."""
    everyone = sorted(frozenset[tuple[str, int]]().union(*(each.behind for each in seen)))
    for attacker in ("", *sorted({code for code, _ in everyone})):
        if known := _known_to(attacker, seen, everyone, lowest, highest):
            return attacker, known
    return None


def _known_to(
    attacker: str, seen: Sequence[Seen], everyone: Sequence[tuple[str, int]], lowest: int, highest: int
) -> frozenset[str]:
    """Whose answers all that fits agrees on. Those who are behind the same figures are alike: their sums are tried."""
    mine = {each for each in everyone if each[0] == attacker}
    alike: dict[tuple[bool, ...], list[str]] = {}
    for each in everyone:
        if each not in mine:
            alike.setdefault(tuple(each in one.behind for one in seen), []).append(each[0])
    own = [sum(value for code, value in one.behind & mine) for one in seen]
    fits = list(_sums_that_fit(list(alike), [len(each) for each in alike.values()], seen, own, lowest, highest))
    known = set()
    for place, people in enumerate(alike.values()):
        found = {sums[place] for sums in fits}
        if found in ({lowest * len(people)}, {highest * len(people)}):
            known |= set(people)
    return frozenset(known)


def _sums_that_fit(
    signatures: Sequence[tuple[bool, ...]],
    sizes: Sequence[int],
    seen: Sequence[Seen],
    own: Sequence[int],
    lowest: int,
    highest: int,
) -> Iterator[tuple[int, ...]]:
    for sums in itertools.product(*(range(lowest * size, highest * size + 1) for size in sizes)):
        for place, one in enumerate(seen):
            total = own[place] + sum(each for each, signature in zip(sums, signatures, strict=True) if signature[place])
            if not one.low <= Fraction(total, len(one.behind)) <= one.high:
                break
        else:
            yield sums


def named(lists: Sequence[frozenset[tuple[str, str]]]) -> frozenset[str] | None:
    """Fewer than four people who are in lists of words that nobody else is in; (code, words) each."""
    for columns in (lists, [frozenset((code, "") for code, _ in each) for each in lists]):
        alike: dict[tuple[bool, ...], set[str]] = {}
        for each in frozenset[tuple[str, str]]().union(*columns):
            alike.setdefault(tuple(each in one for one in columns), set()).add(each[0])
        for codes in alike.values():
            if len(codes) <= OTHERS:
                return frozenset(codes)
    return None
