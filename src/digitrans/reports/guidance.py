"""What an instrument's declared rules say: the decision, figures, gaps, sides, remarks, questions and the draft."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from digitrans.answers.conditions import Distance, Guide, Told
from digitrans.answers.scoring import Figured, Score, Scores
from digitrans.answers.values import Answers, Missing
from digitrans.answers.wording import Names, capital
from digitrans.content.models import Text
from digitrans.content.rules import fill_gaps, gaps_in
from digitrans.documents import Bar, Bars, Block, Heading, Paragraph, Points

QUOTED_SHOWN = 6
"""How many of the leader's own words a remark names."""


def decision_blocks(names: Names, guide: Guide, scores: Scores, level: int = 1) -> list[Block]:
    """What it comes to, the scores that decided it, and what that means."""
    decision, language = names.instrument.decision, names.words.language
    if decision is None or guide.decided is None:
        return []
    because = "; ".join(f"{names.score(each)}: {_told(names, scores, each)}" for each in decision.because)
    name = guide.decided.name[language]
    title = capital(name) + (f" ({because})" if because else "")
    heading: list[Block] = [Heading(decision.name[language])] if level == 1 else []
    return [*heading, Paragraph(title, "strong"), Paragraph(names.marked(guide.decided.text[language]))]


def _told(names: Names, scores: Scores, score_id: str) -> str:
    if score_id in scores:
        return names.told(scores[score_id].value, score_id)
    found = next((each for each in scores.figures if each.figure.id == score_id), None)
    if found is None or not found.named:
        return "–"
    if found.figure.rule == "mean":
        return names.figure(found.value, score_id)
    if in_doubt(found, scores):
        return names.words("figure.not-known")
    if len(found.named) == len(found.figure.of) and not found.shares:
        return names.figure(found.value)
    named = names.words("list.and").join(names.score(each) for each in found.named)
    return named if found.shares else f"{named}, {names.figure(found.value)}"


def figure_blocks(names: Names, scores: Scores) -> list[Block]:
    """The weakest and the strongest, and a mix as bars."""
    blocks: list[Block] = []
    for each in scores.figures:
        if each.figure.rule == "mix":
            blocks += _mix_blocks(names, each)
        elif line := figure_words(names, each, scores):
            blocks.append(Paragraph(line))
            if each.figure.text and stands_out(each, scores):
                blocks.append(Paragraph(each.figure.text[names.words.language], "muted"))
    return blocks


def stands_out(figured: Figured, scores: Scores) -> bool:
    """Whether what a figure names is not simply all there is, each with the same value."""
    named = figured.named
    if figured.figure.rule == "mean":
        return True
    return len(named) < len(figured.figure.of) or len({scores[each].value for each in named}) > 1


def figure_words(names: Names, figured: Figured, scores: Scores) -> str:
    """ "Weakest: Law 2.0, Culture 2.5"; "" where there is no score."""
    words = names.words
    if figured.figure.rule == "mean" and figured.named:
        return f"{figured.figure.name[words.language]}: {names.figure(figured.value, figured.figure.id)}."
    if not figured.named:
        return ""
    missing = ", ".join(names.score(each) for each in figured.missing)
    if in_doubt(figured, scores):
        known = (
            f"{names.words('figure.of-known')} {_named_words(names, figured, scores)}"
            if len(figured.named) == 1
            else ""
        )
        return words("figure.unknown", name=figured.figure.name[words.language], missing=missing) + known
    if not stands_out(figured, scores):
        name = figured.figure.name[words.language]
        return words("figure.all-equal", name=name, figure=names.figure(figured.value))
    line = f"{figured.figure.name[words.language]}: {_named_words(names, figured, scores)}"
    return line + (" " + words("figure.missing", names=missing) if missing else "")


def in_doubt(figured: Figured, scores: Scores) -> bool:
    """Whether a score that is missing could be the weakest, or the strongest, instead of what is named."""
    if figured.figure.rule not in ("weakest", "strongest") or not figured.named or not figured.missing:
        return False
    ends = scores[figured.named[0]].ends
    last = [scores[each].value for each in figured.named][-1]
    return last != (ends[0] if figured.figure.rule == "weakest" else ends[1])


def _named_words(names: Names, figured: Figured, scores: Scores) -> str:
    return ", ".join(f"{names.score(each)} {names.figure(scores[each].value, each)}" for each in figured.named) + "."


def _mix_blocks(names: Names, figured: Figured) -> list[Block]:
    words, language = names.words, names.words.language
    name = figured.figure.name[language]
    if not figured.shares:
        missing = ", ".join(names.score(each) for each in figured.missing)
        return [Heading(name), Paragraph(words("figure.no-mix", names=missing))]
    bars = tuple(
        Bar(names.score(each), share, share, share, words.percent(share), names.meaning(each))
        for each, share in figured.shares
    )
    columns = (words("column.score-of"), words("column.share"), words("column.means"), "")
    text: list[Block] = [Paragraph(figured.figure.text[language])] if figured.figure.text else []
    return [Heading(name), *text, Bars(columns, bars, 0, 100)]


def gap_words(names: Names, distance: Distance, unit: str) -> str:
    """What is said of a gap, with its numbers; "" where nothing is."""
    if distance.said is None or distance.difference is None:
        return ""
    filled = {
        "unit": unit,
        "more": names.told(distance.more, str(distance.gap.more)),
        "less": names.told(distance.less, str(distance.gap.less)),
        "gap": names.words.number(abs(distance.difference), 0 if distance.difference.denominator == 1 else 1),
    }
    return names.marked(_filled(distance.said, names, filled))


def _filled(text: Text, names: Names, values: dict[str, str]) -> str:
    return fill_gaps(text[names.words.language], values)


def gap_line(names: Names, distance: Distance) -> str:
    """A gap in a line: where it is now, and what is needed."""
    now, needed = names.told(distance.less, str(distance.gap.less)), names.told(distance.more, str(distance.gap.more))
    return names.words("screen.gap", name=distance.gap.name[names.words.language], now=now, needed=needed)


def gap_blocks(names: Names, distances: list[tuple[str, str, Distance]]) -> list[Block]:
    """Gaps as bars with a mark for what is needed, largest first. Each comes with its label and the unit's name."""
    found = [each for each in distances if each[2].difference is not None]
    if not found:
        return []
    words = names.words
    found.sort(key=lambda each: each[2].difference or 0, reverse=True)
    bars = []
    for label, unit, each in found:
        less, more = (None if end is None else float(end) for end in (each.less, each.more))
        needed = ""
        if each.more is not None and names.in_steps(str(each.gap.more)):
            more = float((each.more + Fraction(1, 2)) // 1)
            needed = names.told(each.more, str(each.gap.more))
        figure = names.told(each.less, str(each.gap.less))
        said = gap_words(names, each, unit)
        bars.append(Bar(label, less, less, less, figure, said, mark=more, mark_words=needed))
    start, end = names.ends(*(end for _, _, each in found for end in (each.gap.more, each.gap.less)))
    repeat = names.instrument.repeat
    area = capital(repeat.one[words.language]) if repeat else words("column.score-of")
    columns = (area, words("column.gap"), words("column.means"), "")
    marks = {names.end(each.gap.more) for _, _, each in found if isinstance(each.gap.more, str)}
    named = {each.gap.mark[words.language] for _, _, each in found if each.gap.mark is not None} or marks
    mark = named.pop() if len(named) == 1 else words("gap.mark")
    return [Bars(columns, tuple(bars), start, end, mark)]


def side_blocks(names: Names, guide: Guide) -> list[Block]:
    """What the answers speak for, on either side."""
    sides, words, language = names.instrument.sides, names.words, names.words.language
    if sides is None:
        return []
    blocks: list[Block] = [Heading(words("sides.heading"))]
    for name, texts in zip((sides.low, sides.high), guide.sides, strict=True):
        blocks.append(Heading(name[language], 2))
        found = tuple(names.marked(text[language]) for text in texts)
        blocks.append(Points(found) if found else Paragraph(words("sides.none"), "muted"))
    return blocks


def remark_blocks(names: Names, guide: Guide, level: int = 1, marks: bool = True) -> list[Block]:
    """Remarks below the headings of their groups, with a mark of whose they are."""
    language = names.words.language
    blocks: list[Block] = []
    for group in names.instrument.groups:
        found = [_remark_words(names, each) for each in guide.remarks if each.remark.group == group.id]
        texts = tuple(names.marked(each) if marks else each for each in found)
        if texts:
            blocks += [Heading(group.name[language], level), Points(texts)]
        elif group.none is not None and level == 1:
            blocks += [Heading(group.name[language], level), Paragraph(group.none[language])]
    return blocks


def _remark_words(names: Names, told: Told) -> str:
    """The remark with the leader's own words in it, as far as it names them."""
    shown = [names.words("remarks.quoted", text=each) for each in told.quoted[:QUOTED_SHOWN]]
    listed = [", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown
    return _filled(told.remark.text, names, {"words": names.words("list.and").join(listed)})


def question_blocks(names: Names, guide: Guide, level: int = 1) -> list[Block]:
    """The questions to take along, from answers that are low or missing."""
    words, language = names.words, names.words.language
    found = (names.marked(item.question[language], item.provenance) for item in guide.questions if item.question)
    questions = tuple(dict.fromkeys(found))
    if not questions:
        return []
    return [Heading(words("questions.heading"), level), Points(questions, numbered=True)]


def draft_blocks(names: Names, answers: Answers) -> list[Block]:
    """The draft, without the passages that lack an answer."""
    draft, language = names.instrument.draft, names.words.language
    passages = list(_passages(names, answers))
    if draft is None or not passages:
        return []
    return [Heading(draft.name[language]), *passages]


def _passages(names: Names, answers: Answers) -> Iterator[Block]:
    language = names.words.language
    items = {item.id: item for item in names.instrument.items}
    for passage in names.instrument.draft.passages if names.instrument.draft else ():
        wanted = gaps_in(passage.text[language])
        if any(isinstance(answers[each].value, Missing) for each in wanted):
            continue
        if passage.heading is not None:
            yield Heading(passage.heading[language], 2)
        values = {each: names.answer(items[each], answers[each]) for each in wanted}
        yield Paragraph(_filled(passage.text, names, values))


def top_scores(names: Names, scores: Scores) -> list[Score]:
    """Composites that are part of no other, and dimensions in no composite, map or gap."""
    instrument = names.instrument
    within = {part for each in instrument.composites for part in each.of}
    within |= {part for each in instrument.maps for part in each.of}
    within |= {end for each in instrument.gaps for end in (each.more, each.less) if isinstance(end, str)}
    return [each for each in (*scores.composites, *scores.dimensions) if each.id not in within and each.low is not None]
