"""What several respondents chose, shared out or counted, group by group, the leader's own answer beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from digitrans.answers.percentages import percentages
from digitrans.answers.wording import Names, group_name, of_unit, plain_number
from digitrans.content.items import Allocation, Number, Status
from digitrans.documents import Block, Cell, Heading, HeatMap, Paragraph, Table
from digitrans.people.codes import SELF
from digitrans.people.figures import Figure, exactly
from digitrans.people.tallies import Part, Tally, Values, options_of
from digitrans.reports.people.figures import as_float, drawn, figure_data, figure_words

if TYPE_CHECKING:
    from digitrans.answers.values import Unit
    from digitrans.content.items import AnyItem
    from digitrans.texts import Words


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
    own = [] if tally.own is None else [(group_name(words, SELF), _own_number(names, tally))]
    told = [(group_name(words, each.block), _told(names, tally.asked.item, each) or "–") for each in tally.parts]
    return Table((words("column.group"), words("column.mean")), (*own, *told))


def _own_number(names: Names, tally: Tally) -> str:
    item, own = tally.asked.item, tally.own
    assert isinstance(item, Number) and own is not None
    return f"{plain_number(names.words, float(own[0]))} {item.unit[names.words.language]}"


def _share_map(names: Names, tally: Tally) -> HeatMap:
    """Options against groups; the leader's column says what the leader chose, or shared out."""
    words, item = names.words, tally.asked.item
    own = [] if tally.own is None else [(group_name(words, SELF), _own_cells(names, item, tally.own))]
    told = [(group_name(words, part.block), _cells(words, item, part)) for part in tally.parts]
    columns = [*own, *told]
    rows = [
        (option, tuple(cells[place] for _, cells in columns)) for place, option in enumerate(option_names(names, item))
    ]
    name = of_unit(tally.asked.unit, item.text[words.language])
    return HeatMap(name, (words("column.option"), *(head for head, _ in columns)), tuple(rows), 0, 100)


def _own_cells(names: Names, item: AnyItem, own: Values) -> list[Cell]:
    if isinstance(item, Allocation):
        return [Cell(names.words.percent(share), share) for share in percentages(own)]
    return [Cell(names.words("people.chosen") if share else "", float(share * 100)) for share in own]


def _cells(words: Words, item: AnyItem, part: Part) -> list[Cell]:
    if not part.figures:
        return [Cell("–", None)] * len(options_of(item))
    return [Cell(share_words(words, each), 100 * drawn(each, (0, 1))) for each in part.figures]


def share_words(words: Words, figure: Figure) -> str:
    """ "40%", "20% or less"."""
    return figure_words(words, figure, (0, 1), lambda share: words.percent(100 * share))


def option_names(names: Names, item: AnyItem) -> tuple[str, ...]:
    """What can be chosen, in words."""
    if isinstance(item, Status):
        return tuple(names.words(f"status.{each}") for each in options_of(item))
    return tuple(option.name[names.words.language] for option in item.offered)


def tally_places(names: Names, tally: Tally) -> list[tuple[str, str]]:
    """Who is where, for a conversation: ("Staff", "Yes 60%, No 40%")."""
    words = names.words
    own = [] if tally.own is None else [(group_name(words, SELF), _own_told(names, tally, tally.own))]
    told = [(group_name(words, part.block), _told(names, tally.asked.item, part)) for part in tally.parts]
    return [*own, *((who, place) for who, place in told if place)]


def _told(names: Names, item: AnyItem, part: Part) -> str:
    """A group's figures in one line; nothing where there are none."""
    words = names.words
    if not part.figures:
        return ""
    if isinstance(item, Number):
        ends = (item.lowest, item.highest)
        return f"{figure_words(words, part.figures[0], ends, words.number)} {item.unit[words.language]}"
    shares = zip(option_names(names, item), part.figures, strict=True)
    return ", ".join(f"{name} {share_words(words, share)}" for name, share in shares)


def _own_told(names: Names, tally: Tally, own: Values) -> str:
    """The leader's own answer; what was not chosen, or has no share, is left out."""
    item = tally.asked.item
    if isinstance(item, Number):
        return _own_number(names, tally)
    shares = [each for each in zip(option_names(names, item), percentages(own), strict=True) if each[1]]
    if isinstance(item, Allocation):
        return ", ".join(f"{name} {names.words.percent(share)}" for name, share in shares)
    chosen = [name for name, share in zip(option_names(names, item), own, strict=True) if share]
    return ", ".join(chosen) or names.words("answer.none-chosen")


def tally_data(tally: Tally) -> dict[str, Any]:
    """A question's figures as JSON has them; shares by option, from 0 to 1."""
    item = tally.asked.item
    own = None if tally.own is None else _figures_data(item, tuple(map(exactly, tally.own)))
    return {
        "id": tally.asked.key,
        "unit": tally.asked.unit.id if tally.asked.unit else None,
        "kind": item.kind,
        "self": own,
        "distance": as_float(tally.distance),
        "groups": [
            {"id": part.block, "n": part.n or None, **_figures_data(item, part.figures), "hidden": part.hidden}
            for part in tally.parts
        ],
    }


def _figures_data(item: AnyItem, found: Sequence[Figure]) -> dict[str, Any]:
    """A number as a mean; shares by option where they are told outright, and what each lies between."""
    if isinstance(item, Number):
        return {**figure_data(found[0] if found else None), "shares": None, "ranges": None}
    by_option = dict(zip(options_of(item), found, strict=True)) if found else {}
    return {
        **figure_data(None),
        "shares": {option: as_float(each.said) for option, each in by_option.items()} or None,
        "ranges": {option: [float(each.low), float(each.high)] for option, each in by_option.items()} or None,
    }


def tally_lines(tally: Tally) -> list[dict[str, str | int | float | None]]:
    """A question's figures as lines of a spreadsheet: one for each group, and for each option where it has options."""
    options: tuple[str | None, ...] = options_of(tally.asked.item) or (None,)
    own = [] if tally.own is None else [Part(SELF, 1, tuple(map(exactly, tally.own)))]
    lines: list[dict[str, str | int | float | None]] = []
    for part in (*own, *tally.parts):
        for place, option in enumerate(options):
            figure = part.figures[place] if part.figures else None
            beside = None if tally.own is None else float(tally.own[place])
            key = "mean" if option is None else "share"
            told = {"id": tally.asked.item.id, "option": option, "group": part.block, "people": part.n or None}
            ends = {"low-end": float(figure.low), "high-end": float(figure.high)} if figure else {}
            value = as_float(figure.said) if figure else None
            lines.append({**told, **ends, key: value, "own": beside, "hidden": part.hidden})
    return lines
