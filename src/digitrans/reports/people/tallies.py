"""What several respondents chose, shared out or counted, group by group, the leader's own answer beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from digitrans.answers.percentages import percentages
from digitrans.answers.wording import Names, group_name, of_unit, plain_number
from digitrans.content.items import Allocation, Number, Status
from digitrans.documents import Block, Cell, Heading, HeatMap, Paragraph, Table
from digitrans.people.codes import SELF
from digitrans.people.tallies import Figures, Part, Tally, is_whole, options_of

if TYPE_CHECKING:
    from digitrans.answers.values import Unit
    from digitrans.content.items import AnyItem


def tally_blocks(names: Names, tallies: Sequence[Tally], units: Iterable[Unit | None]) -> list[Block]:
    """The questions that make no score, largest difference first; unit by unit where they are asked for several."""
    words, blocks = names.words, list[Block]()
    for unit in units:
        mine = [each for each in tallies if each.asked.unit == unit]
        if unit is not None and mine:
            blocks.append(Heading(unit.name, 2))
        for each in mine:
            level = 2 if unit is None else 3
            blocks += [Heading(each.asked.item.text[words.language], level), *_figures(names, each)]
    if not blocks:
        return []
    return [Heading(words("people.tallies")), Paragraph(words("people.tallies-why"), "muted"), *blocks]


def _figures(names: Names, tally: Tally) -> list[Block]:
    item = tally.asked.item
    picture = _number_table(names, tally) if isinstance(item, Number) else _share_map(names, tally)
    told = "; ".join(f"{group_name(names.words, part.block)}: {_said(names, part)}" for part in tally.parts)
    return [picture, Paragraph(f"{told}.", "muted")]


def _said(names: Names, part: Part) -> str:
    """How many answers stand behind a group's figures, or why there are none."""
    return names.words(f"people.hidden-{part.hidden}") if part.hidden else names.words("people.n", n=part.n)


def _number_table(names: Names, tally: Tally) -> Table:
    words = names.words
    columns = (words("column.group"), words("column.mean"), words("column.spread"))
    rows = (
        [] if tally.own is None else [(group_name(words, SELF), number_words(names, tally.asked.item, tally.own), "")]
    )
    for part in tally.parts:
        spread = "" if part.spread is None else words.number(Fraction(part.spread))
        shown = number_words(names, tally.asked.item, part.means, 1) if part.means else "–"
        rows.append((group_name(words, part.block), shown, spread))
    return Table(columns, tuple(rows))


def _share_map(names: Names, tally: Tally) -> HeatMap:
    """Options against groups; the leader's column says what the leader chose, or shared out."""
    words, item = names.words, tally.asked.item
    own = [] if tally.own is None else [(group_name(words, SELF), _own_cells(names, item, tally.own))]
    told = [(group_name(words, part.block), _cells(item, part.means)) for part in tally.parts]
    columns = [*own, *told]
    rows = [
        (option, tuple(cells[place] for _, cells in columns)) for place, option in enumerate(option_names(names, item))
    ]
    name = of_unit(tally.asked.unit, item.text[words.language])
    return HeatMap(name, (words("column.option"), *(head for head, _ in columns)), tuple(rows), 0, 100)


def _own_cells(names: Names, item: AnyItem, own: Figures) -> list[Cell]:
    if isinstance(item, Allocation):
        return _cells(item, own)
    return [Cell(names.words("people.chosen") if share else "", float(share * 100)) for share in own]


def _cells(item: AnyItem, means: Figures) -> list[Cell]:
    if not means:
        return [Cell("–", None)] * len(options_of(item))
    return [Cell(f"{share} %", share) for share in whole_percent(item, means)]


def whole_percent(item: AnyItem, means: Figures) -> tuple[int, ...]:
    """Shares in whole per cent: by largest remainder where they make a whole, else each rounded half up."""
    return percentages(means) if is_whole(item) else tuple(int(each * 100 + Fraction(1, 2)) for each in means)


def option_names(names: Names, item: AnyItem) -> tuple[str, ...]:
    """What can be chosen, in words."""
    if isinstance(item, Status):
        return tuple(names.words(f"status.{each}") for each in options_of(item))
    return tuple(option.name[names.words.language] for option in item.offered)


def number_words(names: Names, item: Number | AnyItem, figures: Figures, decimals: int | None = None) -> str:
    """ "12.3 months"; with the decimals that it has where ``decimals`` is None."""
    assert isinstance(item, Number)
    (value,) = figures
    told = plain_number(names.words, float(value)) if decimals is None else names.words.number(value, decimals)
    return f"{told} {item.unit[names.words.language]}"


def tally_places(names: Names, tally: Tally) -> list[tuple[str, str]]:
    """Who is where, for a conversation: ("Staff", "Yes 60 %, No 40 %"); what nobody chose is left out."""
    words, item = names.words, tally.asked.item
    own = [] if tally.own is None else [(group_name(words, SELF), _told(names, item, tally.own, own=True))]
    return [*own, *((group_name(words, p.block), _told(names, item, p.means)) for p in tally.parts if p.means)]


def _told(names: Names, item: AnyItem, figures: Figures, *, own: bool = False) -> str:
    if isinstance(item, Number):
        return number_words(names, item, figures, None if own else 1)
    shares = list(zip(option_names(names, item), whole_percent(item, figures), strict=True))
    chosen = own and not isinstance(item, Allocation)
    told = [name if chosen else f"{name} {share} %" for name, share in shares if share]
    return ", ".join(told) or names.words("answer.none-chosen")


def tally_data(tally: Tally) -> dict[str, Any]:
    """A question's figures as JSON has them; shares by option, from 0 to 1."""
    item = tally.asked.item

    def figures(found: Figures | None) -> dict[str, Any]:
        number = isinstance(item, Number)
        shares = None if number or not found else dict(zip(options_of(item), map(float, found), strict=True))
        return {"mean": float(found[0]) if number and found else None, "shares": shares}

    return {
        "id": tally.asked.key,
        "unit": tally.asked.unit.id if tally.asked.unit else None,
        "kind": item.kind,
        "self": None if tally.own is None else figures(tally.own),
        "distance": None if tally.distance is None else float(tally.distance),
        "groups": [
            {"id": part.block, "n": part.n or None, **figures(part.means), "spread": part.spread, "hidden": part.hidden}
            for part in tally.parts
        ],
    }


def tally_lines(tally: Tally) -> list[dict[str, str | int | float | None]]:
    """A question's figures as lines of a spreadsheet: one for each group, and for each option where it has options."""
    options: tuple[str | None, ...] = options_of(tally.asked.item) or (None,)
    own = [] if tally.own is None else [Part(SELF, 1, tally.own)]
    lines: list[dict[str, str | int | float | None]] = []
    for part in (*own, *tally.parts):
        for place, option in enumerate(options):
            value = float(part.means[place]) if part.means else None
            beside = None if tally.own is None else float(tally.own[place])
            key = "mean" if option is None else "share"
            told = {"id": tally.asked.item.id, "option": option, "group": part.block, "people": part.n or None}
            lines.append({**told, key: value, "own": beside, "spread": part.spread, "hidden": part.hidden})
    return lines
