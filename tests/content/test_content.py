"""Every content file: valid, complete in both languages, consistent with the others, and in words that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from digitrans.content.catalogue import instrument_ids, load_advice, load_instrument, load_phases
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating, Slider, Status

ADVICE = load_advice()
PHASES = load_phases().phases
BY_ID = {each.id: each for each in ADVICE}


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text below ``value`` with its place and its two languages."""
    if isinstance(value, dict):
        if set(value) == {"da", "en"} and isinstance(value["da"], str):
            yield at, re.sub(r"\{[^}]*\}", "", value["da"]), re.sub(r"\{[^}]*\}", "", value["en"])
        for key, inner in value.items():
            yield from texts(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{at}/{index}")


ALL = [
    *(pytest.param(each, id=each.id) for each in ADVICE),
    *(pytest.param(load_instrument(each), id=each) for each in instrument_ids()),
]


def test_nine_pieces_of_advice_in_three_phases() -> None:
    assert [each.number for each in ADVICE] == list(range(1, 10))
    assert [phase.id for phase in PHASES] == list(dict.fromkeys(each.phase for each in ADVICE))
    assert len(PHASES) == 3


def test_what_the_files_refer_to_exists() -> None:
    assert {"self-assessment", "dilemmas", "nine-advice", "board-meeting"} <= set(instrument_ids())
    for advice in ADVICE:
        assert set(advice.deeper) <= set(instrument_ids()), advice.id
    for instrument_id in instrument_ids():
        instrument = load_instrument(instrument_id)
        assert {each.instrument for each in instrument.follow} <= set(instrument_ids()), instrument_id
        wanted = {each.instrument for _, each in instrument.conditions() if each.instrument}
        assert wanted <= set(instrument_ids()), instrument_id
        for dimension in instrument.dimensions:
            assert dimension.advice is None or dimension.advice in BY_ID
        for composite in instrument.composites:
            assert composite.phase is None or composite.phase in {phase.id for phase in PHASES}
        for item in instrument.items:
            assert item.advice is None or item.advice in BY_ID, item.id


@pytest.mark.parametrize("content", ALL)
def test_texts_are_in_their_language(content: Any) -> None:
    for at, danish, english in texts(content.model_dump(mode="json")):
        assert not re.search(r"\b(the|with|your|and|which|this)\b", danish.replace("one stop", ""), re.I), (
            f"{at}: {danish}"
        )
        assert not re.search(r"\b(og|ikke|eller|som|hvad|jeg|det)\b", english, re.I), f"{at}: {english}"
        assert "!" not in danish + english, at
        longer, shorter = max(len(danish), len(english)), min(len(danish), len(english))
        assert longer < 60 or longer < 2.2 * shorter, f"{at}: one language says far more than the other"


def test_self_assessment_has_a_full_and_a_short_form() -> None:
    instrument = load_instrument("self-assessment")
    assert [each.advice for each in instrument.dimensions if each.advice] == [each.id for each in ADVICE]
    short = [item for item in instrument.items if item.short and not item.optional]
    assert len(short) == len(instrument.dimensions) + 1 == 12, "timing has two"
    assert {item.dimension for item in short} == {each.id for each in instrument.dimensions}
    for dimension in instrument.dimensions:
        items = [item for item in instrument.items if item.dimension == dimension.id]
        assert 3 <= len(items) <= 5, dimension.id
        for item in items:
            assert isinstance(item, Rating)
            advice = BY_ID.get(dimension.advice or "")
            assert advice is None or [key for key, _ in item.steps] == ["first", "next"], item.id
            for _, step in item.steps:
                assert advice is not None
                assert set(step.actions) <= {action.id for action in advice.actions}, item.id
                assert step.case in {case.id for case in advice.cases}, item.id


def test_second_looks_and_tensions_ask_a_question() -> None:
    for instrument in (load_instrument("self-assessment"), load_instrument("dilemmas")):
        for each in (*instrument.second_looks, *instrument.tensions):
            assert each.question.da.endswith("?") and each.question.en.endswith("?"), each.id
            for condition in each.when:
                check_reference(
                    load_instrument(condition.instrument) if condition.instrument else instrument, condition
                )


def check_reference(instrument: Instrument, condition: Any) -> None:
    known = {item.id for item in instrument.items} | {each.id for each in instrument.dimensions}
    known |= {each.id for each in instrument.composites}
    assert (condition.item or condition.dimension) in known


def test_dilemmas_fit_on_a_line() -> None:
    items = load_instrument("dilemmas").items
    assert len(items) >= 10
    for item in items:
        assert isinstance(item, Slider)
        for pole in (item.left, item.right):
            assert len(pole.name.da) <= 40 and len(pole.name.en) <= 40, item.id


def test_checklists_draw_on_all_nine() -> None:
    board, nine = load_instrument("board-meeting"), load_instrument("nine-advice")
    assert all(isinstance(item, Status) for item in (*board.items, *nine.items))
    assert {item.advice for item in board.items} == set(BY_ID)
    assert {item.dimension for item in nine.items} == set(BY_ID)


def test_scale_labels_fit_a_menu_of_60_columns() -> None:
    for scale in load_instrument("self-assessment").scales:
        assert all(len(text) <= 40 for label in scale.labels for text in (label.da, label.en)), scale.id


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (1, ["Særkjær", "Zwisler", "Kjær", "Svenningsen", "Mors", "Brochdorf"]),
        (3, ["Zwisler", "Salamon", "Kjær", "Andersen"]),
        (4, ["Salamon", "Andersen"]),
        (5, ["Andersen", "Hegelund", "Kjær", "72"]),
        (6, ["Hosbond", "Brochdorf", "Kjær", "Hegelund"]),
        (7, ["Zwisler", "Salamon", "Camilla"]),
        (8, ["Brochdorf", "Særkjær"]),
        (9, ["Hegelund", "Kjær"]),
    ],
)
def test_the_voices_of_the_publication_are_there(number: int, names: list[str]) -> None:
    told = str([case.model_dump() for case in ADVICE[number - 1].cases])
    for name in names:
        assert name in told, name
