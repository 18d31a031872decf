"""The result of a repeated instrument: heat maps, who stands out, and a section for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from digitrans.answers.conditions import score_named
from digitrans.answers.scoring import HIGHEST
from digitrans.answers.values import Answer
from digitrans.answers.wording import capital, listed
from digitrans.content.items import Allocation, Choice
from digitrans.content.rules import Pick
from digitrans.documents import Bar, Bars, Block, Cell, Heading, HeatMap, Paragraph, Points
from digitrans.reports.guidance import (
    decision_blocks,
    figure_words,
    gap_blocks,
    gap_words,
    question_blocks,
    remark_blocks,
    stands_out,
    top_scores,
)

if TYPE_CHECKING:
    from digitrans.history.runs import Run, UnitRun


def unit_blocks(run: Run) -> list[Block]:
    """Everything about the units, the overview first."""
    if run.names.instrument.repeat is None:
        return []
    if not run.units:
        return [Paragraph(run.names.words("units.none"), "warning")]
    blocks = [*_overview(run), *_maps(run), *_share_maps(run), *_gaps(run), *_picks(run)]
    for unit in run.units:
        blocks += _unit_section(run, unit)
    return blocks


def _grid(
    run: Run, name: str, columns: tuple[str, ...], rows: list[tuple[str, tuple[Cell, ...]]], ends: tuple[int, int]
) -> HeatMap:
    repeat = run.names.instrument.repeat
    assert repeat is not None
    return HeatMap(name, (capital(repeat.one[run.names.words.language]), *columns), tuple(rows), *ends)


def _score_grids(run: Run, name: str, score_ids: Sequence[str]) -> Iterator[HeatMap]:
    """The scores of all units, with a heat map for each scale that they lie on; where nothing counts, it is 1 to 5."""
    known = run.names.instrument.score_ends()
    ends = {each: known[each] or (1, HIGHEST) for each in score_ids}
    for scale in dict.fromkeys(ends.values()):
        shown = [each for each in score_ids if ends[each] == scale]
        rows = [(unit.unit.name, tuple(cell(run, unit, each) for each in shown)) for unit in run.units]
        yield _grid(run, name, tuple(run.names.score(each) for each in shown), rows, scale)


def cell(run: Run, unit: UnitRun, score_id: str) -> Cell:
    """A unit's score as a cell of a grid."""
    value = unit.scores[score_id].value
    return Cell(run.names.told(value, score_id), None if value is None else float(value))


def overview_scores(run: Run) -> list[str]:
    """The ids of the scores that each unit is told by first, in the order of the questionnaire."""
    shown = list(dict.fromkeys(each.id for unit in run.units for each in top_scores(run.names, unit.scores)))
    order = [
        *(each.id for each in run.names.instrument.composites),
        *(each.id for each in run.names.instrument.dimensions),
    ]
    return sorted(shown, key=order.index)


def _overview(run: Run) -> list[Block]:
    shown = overview_scores(run)
    if not shown:
        return []
    name = run.names.words("units.overview")
    return [Heading(name), *_score_grids(run, name, shown)]


def _maps(run: Run) -> list[Block]:
    blocks: list[Block] = []
    for each in run.names.instrument.maps:
        name = each.name[run.names.words.language]
        blocks += [Heading(name), *_score_grids(run, name, each.of)]
    return blocks


def _shares(answer: Answer) -> dict[str, int]:
    pairs = answer.value if isinstance(answer.value, tuple) else ()
    return {pair[0]: pair[1] for pair in pairs if isinstance(pair, tuple)}


def _share_maps(run: Run) -> list[Block]:
    language = run.names.words.language
    blocks: list[Block] = []
    for item in run.names.instrument.items:
        if not isinstance(item, Allocation) or item.once:
            continue
        rows = []
        for unit in run.units:
            shares = _shares(unit.answers[item.id])
            found = [shares.get(option.id) for option in item.options]
            rows.append(
                (unit.unit.name, tuple(Cell("–" if n is None else run.names.words.percent(n), n) for n in found))
            )
        columns = tuple(option.name[language] for option in item.options)
        blocks += [Heading(item.text[language]), _grid(run, item.text[language], columns, rows, (0, 100))]
    return blocks


def _gaps(run: Run) -> list[Block]:
    """A single gap is shown over all units; several are told in the units' sections."""
    if len(run.names.instrument.gaps) != 1:
        return []
    found = [(unit.unit.name, unit.unit.name, unit.guide.distances[0]) for unit in run.units]
    blocks = gap_blocks(run.names, found)
    return [Heading(run.names.instrument.gaps[0].name[run.names.words.language]), *blocks] if blocks else []


def _picks(run: Run) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    units = {each.unit.id: each for each in run.units}
    blocks: list[Block] = []
    for pick, ids in run.picked:
        if not ids and not _is_known(run, pick):
            continue
        blocks.append(Heading(pick.name[language]))
        if not ids:
            blocks.append(Paragraph(run.names.marked(pick.none[language])))
            continue
        lines = []
        for each in ids:
            told = ", ".join(dict.fromkeys(_by_words(run, units[each], name.removeprefix("-")) for name in pick.by))
            lines.append(words("units.picked", name=units[each].unit.name, scores=told))
        tied = _tied(run, pick, ids)
        blocks += [
            Paragraph(run.names.marked(pick.text[language])),
            Points(tuple(lines), numbered=len(tied) < len(ids)),
        ]
        if tied:
            blocks.append(Paragraph(words("units.tied", names=listed(words, tied))))
    return blocks


def _tied(run: Run, pick: Pick, ids: tuple[str, ...]) -> list[str]:
    """The names of those that share the first place, where several do: their order is then no finding."""
    by = [name.removeprefix("-") for name in pick.by]
    units = {each.unit.id: each for each in run.units}
    scored = {each: [score_named(name, run.names.instrument, units[each].scores) for name in by] for each in ids}
    first = [units[each].unit.name for each in ids if scored[each] == scored[ids[0]]]
    return first if len(first) > 1 else []


def _by_words(run: Run, unit: UnitRun, name: str) -> str:
    """A score with its name; for a gap between steps both ends, since their difference has no name."""
    names, instrument = run.names, run.names.instrument
    gap = next((each for each in instrument.gaps if each.id == name), None)
    if gap is not None and names.in_steps(str(gap.more)):
        return ", ".join(_by_words(run, unit, str(end)) for end in (gap.more, gap.less))
    value = score_named(name, instrument, unit.scores)
    between = ": " if names.in_steps(name) else " "
    return f"{names.score(name)}{between}{names.told(value, name)}"


def _is_known(run: Run, pick: Pick) -> bool:
    """Whether the scores that a pick asks about are there for any unit; that nobody stands out is a finding then."""
    wanted = [each.dimension for each in pick.when if each.dimension]
    scores = (unit.scores for unit in run.units)
    return any(all(score_named(each, run.names.instrument, found) is not None for each in wanted) for found in scores)


def _unit_section(run: Run, unit: UnitRun) -> list[Block]:
    names, language = run.names, run.names.words.language
    blocks = [*decision_blocks(names, unit.guide, unit.scores, 2), *_unit_shares(run, unit)]
    told = []
    for each in unit.scores.figures:
        line = figure_words(names, each, unit.scores)
        advised = line and each.figure.text is not None and stands_out(each, unit.scores)
        told.append(f"{line} {each.figure.text[language]}" if advised and each.figure.text else line)
    if len(names.instrument.gaps) != 1:
        told += [gap_words(names, each, unit.unit.name) for each in unit.guide.distances]
    for item in names.instrument.items:
        chosen = unit.answers[item.id].text if isinstance(item, Choice) and not item.once else None
        option = next((each for each in item.offered if each.id == chosen), None)
        if option is not None and option.text is not None:
            told.append(names.marked(f"{option.name[language]}: {option.text[language]}", item.provenance))
    if any(told):
        blocks.append(Points(tuple(each for each in told if each)))
    blocks += [*remark_blocks(names, unit.guide, 3), *question_blocks(names, unit.guide, 3)]
    return [Heading(unit.unit.name, 2), *blocks] if blocks else []


def _unit_shares(run: Run, unit: UnitRun) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    blocks: list[Block] = []
    for item in run.names.instrument.items:
        shares = _shares(unit.answers[item.id]) if isinstance(item, Allocation) and not item.once else {}
        if not shares:
            continue
        bars = tuple(
            Bar(option.name[language], share, share, share, run.names.words.percent(share), "")
            for option in item.offered
            for share in [shares[option.id]]
        )
        blocks.append(Bars((words("column.score-of"), words("column.share"), "", ""), bars, 0, 100))
    return blocks
