"""How scores, answers and sources are put in words, the same in every report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from digitrans.content.whose import marked
from digitrans.texts import Words
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.scoring import Coverage, Score
    from digitrans.answers.values import Answer, Unit
    from digitrans.content.advice import Advice, Phase
    from digitrans.content.instruments import Band, Instrument
    from digitrans.content.items import AnyItem, Slider
    from digitrans.content.models import Provenance


def capital(text: str) -> str:
    """``text`` with a capital first, the rest as it is."""
    return text[:1].upper() + text[1:]


SENTENCE = 2
ABOUT_SHOWN = 60
"""How many characters of what a result is about stand in a heading; the whole of it stands below."""


def brief(text: str) -> str:
    """The first sentence of ``text`` without its full stop; too long for a heading, it is cut at a comma or a space.

    A single word before a full stop is no sentence.
    """
    first = text.partition(". ")[0].removesuffix(".")
    first = text.removesuffix(".") if len(first.split()) < SENTENCE else first
    if len(first) <= ABOUT_SHOWN:
        return first
    cut = first[:ABOUT_SHOWN]
    at_comma, at_space = cut.rpartition(", ")[0], cut.rpartition(" ")[0]
    cut = at_comma if 2 * len(at_comma) > ABOUT_SHOWN else at_space or cut
    return cut.rstrip(",;:- ") + " …"


def titled(title: str, about: str | None) -> str:
    """The title of a questionnaire with what it was answered about: "Who begins: digital meetings"."""
    mark = "" if title.endswith("?") else ":"
    return f"{title}{mark} {brief(about)}" if about else title


@dataclass(frozen=True)
class Names:
    """The names of what an instrument measures, in one language."""

    words: Words
    instrument: Instrument
    advice: Mapping[str, Advice]
    phases: Mapping[str, Phase]

    def score(self, score_id: str) -> str:
        """The name of a dimension or composite; an advice comes with its number."""
        for each in self.instrument.dimensions:
            if each.id == score_id:
                if each.name is not None:
                    return each.name[self.words.language]
                found = self.advice.get(each.advice or "")
                return advice_name(self.words, found) if found else score_id
        for composite in self.instrument.composites:
            if composite.id == score_id:
                if composite.name is not None:
                    return composite.name[self.words.language]
                phase = self.phases.get(composite.phase or "")
                return phase.name[self.words.language] if phase else score_id
        named = next((each.name for each in self.instrument.figures if each.id == score_id), None)
        named = named or next((each.name for each in self.instrument.gaps if each.id == score_id), None)
        return named[self.words.language] if named else score_id

    def spoken(self, score_id: str) -> str:
        """A score in the middle of a sentence: "advice 3", or its name in quotation marks."""
        found = self.advice.get(self.advice_of(score_id) or "")
        if found is not None:
            return self.words("advice.numbered", number=found.number)
        return self.words("list.quoted", name=self.score(score_id))

    def advice_of(self, score_id: str) -> str | None:
        """The id of the piece of advice that a dimension measures, None where it measures something else."""
        found = next((each.advice for each in self.instrument.dimensions if each.id == score_id), None)
        return found if found in self.advice else None

    def band(self, band_id: str | None, score_id: str = "") -> str:
        """The name of a band of this score; for None the words for having no score, "" where it has no bands."""
        bands = self.bands(score_id)
        found = next((band for band in bands if band.id == band_id), None)
        if found is None:
            return self.words("score.none") if bands else ""
        return found.name[self.words.language]

    def bands(self, score_id: str) -> tuple[Band, ...]:
        """The bands of a score: a dimension's own, or the instrument's."""
        own = next((each.bands for each in self.instrument.dimensions if each.id == score_id), ())
        return own or self.instrument.bands

    def meaning(self, dimension_id: str) -> str:
        """What a dimension means, "" where nothing is said."""
        found = next((each for each in self.instrument.dimensions if each.id == dimension_id), None)
        return found.text[self.words.language] if found and found.text else ""

    def figure(self, value: Fraction | None, score_id: str = "") -> str:
        """A value with one decimal, or a dash where there is none; a rung that was chosen is a whole number."""
        if value is None:
            return "–"
        counting = [item for item in self.instrument.items if item.dimension == score_id]
        chosen = value.denominator == 1 and len(counting) == 1 and counting[0].kind == "choice"
        limit = None if chosen else self.limit_above(value, score_id)
        return self.words.number(value, 0 if chosen else 1) if limit is None else self._under(limit)

    def limit_above(self, value: Fraction, score_id: str) -> Fraction | None:
        """The limit that ``value`` lies below, although with one decimal it would seem to have reached it.

        Limits are where a band begins, and what decides an outcome. None where there is no such limit.
        """
        near = shown(value)
        if near <= value:
            return None
        return max((each for each in self.instrument.limits(score_id) if value < each <= near), default=None)

    def _under(self, limit: Fraction) -> str:
        return self.words("score.under", limit=self.words.number(limit))

    def in_sentence(self, value: Fraction, score_id: str) -> str:
        """A value as ``figure`` has it, in words where it is just below a limit."""
        limit = self.limit_above(value, score_id)
        if limit is None:
            return self.figure(value, score_id)
        return self.words("score.just-under", limit=self.words.number(limit))

    def in_steps(self, score_id: str) -> bool:
        """Whether the score is told by the name of a whole step."""
        return any(each.id == score_id and each.steps for each in self.instrument.dimensions)

    def told(self, value: Fraction | None, score_id: str = "") -> str:
        """A value as ``figure`` has it, or the name of the step it lies in where its dimension has whole steps."""
        from digitrans.answers.scoring import band_of

        if value is None or not self.in_steps(score_id):
            return self.figure(value, score_id)
        return self.band(band_of(value, self.bands(score_id)), score_id)

    def end(self, end: str | float) -> str:
        """One end of a gap: the name of a score, or the number itself."""
        return self.score(end) if isinstance(end, str) else self.words.number(Fraction(str(end)))

    def ends(self, *ends: str | float) -> tuple[float, float]:
        """The scale that all these ends of gaps lie on, widened to the numbers among them."""
        scales = self.instrument.score_ends()
        found = [scale for end in ends if isinstance(end, str) and (scale := scales.get(end))]
        numbers = [float(end) for end in ends if not isinstance(end, str)]
        low = min([*(low for low, _ in found), *numbers], default=1.0)
        return low, max([*(high for _, high in found), *numbers], default=5.0)

    def marked(self, text: str, provenance: Provenance | None = None) -> str:
        """``text`` with the mark of whose it is; without ``provenance``, whose the instrument is."""
        return marked(self.words, text, provenance or self.instrument.provenance)

    def answer(self, item: AnyItem, answer: Answer) -> str:
        """An answer in words: "4, In most cases", or why there is none."""
        return answer_words(self.words, self.instrument, item, answer)


def names_for(words: Words, instrument: Instrument, advice: list[Advice], phases: tuple[Phase, ...]) -> Names:
    """The names that reports use, looked up once."""
    return Names(words, instrument, {each.id: each for each in advice}, {each.id: each for each in phases})


def listed(words: Words, names: Sequence[str]) -> str:
    """ "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + words("list.and") + names[-1]


def advice_name(words: Words, advice: Advice) -> str:
    """ "3 Set your strategy"."""
    return f"{advice.number} {advice.name[words.language]}"


def answer_words(words: Words, instrument: Instrument, item: AnyItem, answer: Answer) -> str:
    """An answer in words: a rating with its label, a position between poles, what was chosen, or why there is none."""
    from digitrans.answers.values import Missing
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    if isinstance(answer.value, Missing):
        return words(f"answer.{answer.value.value}")
    number = answer.value if isinstance(answer.value, int | float) else 0
    match item:
        case Rating():
            scale = next(each for each in instrument.scales if each.id == item.scale)
            return f"{number}, {scale.labels[int(number) - 1][words.language]}"
        case Slider():
            return slider_words(words, item, int(number))
        case Number():
            return f"{plain_number(words, number)} {item.unit[words.language]}"
        case Status():
            return words(f"status.{answer.value}")
        case Choice() | Choices() | Allocation() | Writing():
            return _chosen_words(words, item, answer)
        case _:
            assert_never(item)


def plain_number(words: Words, value: float) -> str:
    """A number with the decimals it has, at most two."""
    return words.number(Fraction(str(value)), 0 if value == int(value) else 2)


def _chosen_words(words: Words, item: AnyItem, answer: Answer) -> str:
    """Options by their names, shares with them; a text as it was written."""
    options: dict[str, str] = {option.id: option.name[words.language] for option in item.offered}
    if isinstance(answer.value, tuple):
        told = [
            f"{options.get(each[0], each[0])} {words.percent(each[1])}"
            if isinstance(each, tuple)
            else options.get(each, each)
            for each in answer.value
        ]
        return ", ".join(told) or words("answer.none-chosen")
    return options.get(str(answer.value), str(answer.value))


def slider_words(words: Words, item: Slider, value: int) -> str:
    """ "leans towards: spearheads first", "in the middle"."""
    pole = item.left if value < 0 else item.right
    return words(f"slider.{abs(value)}", pole=pole.name[words.language])


def coverage_words(words: Words, coverage: Coverage) -> str:
    """ "3 of 4 answered, 1 don't know"."""
    told = [words("coverage.answered", n=coverage.answered, of=coverage.asked)]
    for name in ("dont_know", "not_relevant", "unanswered"):
        if number := getattr(coverage, name):
            told.append(words(f"coverage.{name}", n=number))
    return ", ".join(told)


def range_words(words: Words, score: Score) -> str:
    """ "2.8 to 3.6", the score if all open answers were 1, and if all were 5; "" where nothing is open."""
    if not score.has_range or score.low is None or score.high is None:
        return ""
    return words("score.range", low=words.number(score.low), high=words.number(score.high))


def figure(names: Names, score: Score) -> str:
    """The score with one decimal, or a dash where there is none; "<2.5" where it would seem to be what it is not."""
    limit = None if score.value is None else names.limit_above(score.value, score.id)
    if score.value is None or limit is None:
        return "–" if score.value is None else names.words.number(score.value)
    return names.figure(score.value, score.id)


def pages_words(words: Words, pages: str) -> str:
    """ "p. 8", "pp. 8-10"."""
    return words("source.pages" if "-" in pages else "source.page", pages=pages)


def source_words(words: Words, provenance: Provenance) -> str:
    """Where a piece comes from, in a few words."""
    if provenance.kind == "own":
        return words("source.own", by=provenance.by) if provenance.by else words("source.own-nameless")
    if provenance.kind == "supplement" and provenance.basis is not None:
        year, date = (provenance.as_of or "")[:4], words.date(provenance.review_by or "")
        return words("source.supplement", year=year, basis=provenance.basis[words.language], date=date)
    pages = pages_words(words, str(provenance.pages))
    passage = provenance.passage[words.language] if provenance.passage else ""
    told = words(f"source.{provenance.kind}", pages=pages, passage=passage)
    return words("source.changed", source=told, by=provenance.by) if provenance.by else told


def shown(value: Fraction) -> Fraction:
    """A value as one decimal shows it, rounded half up."""
    return Fraction(int(value * 10 + Fraction(1, 2)), 10)


def moved(words: Words, before: Fraction, after: Fraction) -> str:
    """How far a score has moved, between the two figures as they are shown, so that the page adds up: "+0.3"."""
    return signed(words, shown(after) - shown(before))


def signed(words: Words, value: Fraction) -> str:
    """ "+0.5", "-0.5"; no sign where the rounded figure is zero."""
    figure = words.number(value)
    return figure if figure.startswith("-") or figure == words.number(0) else f"+{figure}"


def group_name(words: Words, group: str) -> str:
    """The name of a group of respondents."""
    return words(f"group.{group}")


def of_unit(unit: Unit | None, text: str) -> str:
    """ "Children and young people: Energy"; ``text`` alone where it is about no unit."""
    return text if unit is None else f"{unit.name}: {text}"
