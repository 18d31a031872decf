"""Where more is not better, a gap between the leader and the others is told without a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from test_disagreements import UNITS, person

from digitrans.answers.names import load_names
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.documents import Bars, Document, Heading, Points
from digitrans.people.claims import gap_word
from digitrans.people.comparison import Respondent, compare, measures_of
from digitrans.reports.people.comparison import comparison_report
from digitrans.texts import Words

NEUTRAL = {
    "maturity": {"need"},
    "involvement": {"needed", "planned"},
    "change-curve": {"leader", "group"},
    "political": {"innovation", "weight"},
    "risk": {"asked"},
    "rollout": {"pace"},
    "self-assessment": set(),
    "business-case": set(),
}


@pytest.mark.parametrize("name", NEUTRAL)
def test_what_is_neutral_is_declared(name: str) -> None:
    instrument = load_instrument(name)
    assert {each.id for each in instrument.dimensions if each.neutral} == NEUTRAL[name]


def test_dilemmas_have_no_better_side() -> None:
    assert all(each.neutral for each in measures_of(load_instrument("dilemmas"), False))
    assert [gap_word(each, 10, 1, neutral=True) for each in (None, *map(Fraction, (-1, 0, 1)))] == [
        None, "lower", None, "higher",
    ]  # fmt: skip


def compared(instrument: Instrument, own: Mapping[str, int], theirs: Mapping[str, int], language: str) -> Document:
    crowd: list[Respondent] = [person(instrument, "self0", "self", own)]
    crowd += [person(instrument, f"staff{n}", "staff", theirs) for n in range(5)]
    return comparison_report(load_names(Words(language), instrument), compare(instrument, crowd), sheet_only=False)


def said_of(document: Document, label: str) -> set[str]:
    bars = [bar for block in document.blocks if isinstance(block, Bars) for bar in block.bars]
    return {bar.words for bar in bars if bar.label == label}


def sections(document: Document) -> dict[str, list[str]]:
    """The lists of the document by the heading they stand under."""
    found: dict[str, list[str]] = {}
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Points):
            found.setdefault(heading, []).extend(block.texts)
    return found


@pytest.mark.parametrize(
    ("language", "need", "higher", "lower", "blind", "strength"),
    [
        ("da", "Borgerbehov", "du svarer højere", "de svarer højere", "Her ser du det lysere end de andre",
         "Her ser de det lysere end dig"),
        ("en", "Citizen need", "you answer higher", "they answer higher", "Here you rate it higher than they do",
         "Here they rate it higher than you do"),
    ],
)  # fmt: skip
def test_citizen_need_is_no_hidden_strength(
    language: str, need: str, higher: str, lower: str, blind: str, strength: str
) -> None:
    maturity = load_instrument("maturity")
    low, high = ({unit.id: value for unit in UNITS} for value in (1, 5))
    theirs = compared(maturity, low, high, language)
    assert said_of(theirs, need) == {lower}
    told = sections(theirs)
    assert told[strength] and not any(need in each for each in told[strength])
    mine = compared(maturity, high, low, language)
    assert said_of(mine, need) == {higher}
    told = sections(mine)
    assert told[blind] and not any(need in each for each in told[blind])
