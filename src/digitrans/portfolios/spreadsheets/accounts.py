"""The account of an import: rows in and out, and money in and out, so that nothing goes astray without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digitrans.portfolios.spreadsheets.lists import ListRead
from digitrans.portfolios.spreadsheets.notes import joined

CENT = 0.005


@dataclass(frozen=True)
class Account:
    """Rows and money of a list, and of the portfolio made from it.

    ``rows`` stand below the headings; ``initiatives`` of them were made, and ``others`` are the rest by what they are.
    ``listed`` and ``taken`` are sums of money, low and high; ``amounts`` how many cells make up the first. ``gone`` is
    what of the list is not in the portfolio, by why, with the rows. ``totals`` are the list's own sums with their rows
    that fit none of the sums here.
    """

    rows: int
    initiatives: int
    others: Mapping[str, int]
    listed: tuple[float, float]
    taken: tuple[float, float]
    amounts: int
    heading: str
    currency: str
    gone: Mapping[str, tuple[float, str]]
    fitting: tuple[str, ...]
    unfitting: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, lists: Sequence[ListRead], initiatives: Sequence[Mapping[str, Any]]) -> Account:
        """The account of what was read from ``lists``."""
        others: dict[str, int] = {}
        for found in lists:
            rows = found.sorted
            for key, count in (
                ("sums", len(rows.sums)),
                ("sections", len(rows.sections)),
                ("notes", len(rows.notes)),
                ("headings", len(rows.headings)),
                ("lines", sum(len(lines) - 1 for lines in rows.lines)),
            ):
                if count:
                    others[key] = others.get(key, 0) + count
        listed = (sum(each.listed[0] for each in lists), sum(each.listed[1] for each in lists))
        costs = [each["_cost"] for each in initiatives if "_cost" in each]
        taken = (float(sum(low for low, _ in costs)), float(sum(high for _, high in costs)))
        fitting, unfitting = _totals(lists)
        return cls(
            sum(each.rows for each in lists),
            len(initiatives),
            others,
            listed,
            taken,
            sum(each.amounts for each in lists),
            next((each.heading for each in lists if each.heading), ""),
            next((each.currency for each in lists if each.currency), "DKK"),
            _gone(lists),
            tuple(fitting),
            tuple(unfitting),
        )

    @property
    def agrees(self) -> bool:
        """Whether the money of the list and of the portfolio is the same, or what is between them is accounted for."""
        gone, _ = self.gone.get("negative", (0.0, ""))
        return all(abs(a - b - gone) < CENT + 1e-9 * abs(a) for a, b in zip(self.listed, self.taken, strict=True))


def _gone(lists: Sequence[ListRead]) -> dict[str, tuple[float, str]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for each in lists:
        for gone in each.gone:
            found.setdefault(gone.why, []).append((gone.figure, gone.row))
    return {why: (sum(figure for figure, _ in told), joined([row for _, row in told])) for why, told in found.items()}


def _totals(lists: Sequence[ListRead]) -> tuple[list[str], list[tuple[str, float]]]:
    """The list's own sums that fit what was read, as a whole or of rows in a row, and those that fit nothing."""
    fitting, unfitting = list[tuple[str, float]](), list[tuple[str, float]]()
    for found in lists:
        ends = [each.get("_cost", (0, 0)) for each in found.initiatives]
        figures = [(float(low), float(high)) for low, high in ends]
        for row, figure in found.totals:
            (fitting if _is_run(figures, figure) else unfitting).append((row, figure))
    return [row for row, _ in fitting], unfitting


def _is_run(figures: Sequence[tuple[float, float]], wanted: float) -> bool:
    """Whether amounts that follow one another, each with its ends, can add up to ``wanted``."""
    room = max(1.0, abs(wanted) * 1e-6)
    start, low, high = 0, 0.0, 0.0
    for end, (least, most) in enumerate(figures):  # amounts are not negative, so one walk finds every run
        low, high = low + least, high + most
        while low > wanted + room and start <= end:
            low, high = low - figures[start][0], high - figures[start][1]
            start += 1
        if start <= end and high >= wanted - room:
            return True
    return False
