"""Slips of hand in answers files: what is said fits what was meant."""

from __future__ import annotations

import pytest

from digitrans.answers.files import answers_of
from digitrans.answers.fingerprints import fingerprint, item_fingerprints
from digitrans.answers.values import Unit
from digitrans.content.catalogue import load_instrument
from digitrans.errors import Fault, InputFault
from digitrans.files.sources import Source
from digitrans.people.forms import yaml_form
from digitrans.people.forms.fields import Invitation
from digitrans.texts import Words

HEAD = "instrument: mentality\nunits:\n  - id: a\n    name: A\n    answers:\n      "


def faults_of(line: str) -> list[Fault]:
    with pytest.raises(InputFault) as caught:
        answers_of(Source("mine.yaml", f"{HEAD}{line}\n"), load_instrument("mentality"))
    return caught.value.faults


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("spread: {optimist: 40%, passive: 60}", "optimist: 40%"),
        ("spread: {optimist:40, passive:60}", "optimist:40"),
        ("spread: {optimist: '40', passive: 60}", "optimist: 40"),
        ("spread: {optimist: 40.5, passive: 59.5}", "optimist: 40.5"),
        ("spread: {value: {optimist: 40, passive: 60 %}, note: x}", "passive: 60 %"),
        ("spread: {optimist: {a: {b: 1}}, passive: 60}", "optimist: {'a': {'b': 1}}"),
    ],
)
def test_shares_say_how_they_are_written(line: str, value: str) -> None:
    (fault,) = faults_of(line)
    assert (fault.message, fault.line) == ("fault.shares-written", 6)
    assert fault.named["value"] == value and fault.named["known"] == "optimist: 60, passive: 40"
    told = Words("da").fault(fault)
    assert "hele tal uden %" in told and "mellemrum efter kolon" in told and "{optimist: 60, passive: 40}" in told


def test_a_share_that_is_endless_is_cut() -> None:
    (fault,) = faults_of("spread: {optimist: '" + "x" * 100_000 + "'}")
    assert len(Words("en").fault(fault)) < 400


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("listened-to: {value: 4, note: Vi har: alt}", 43),
        ("listened-to: {value: 4, note: 'Vi har': alt}", 45),
        ("change: Vi har: alt", 21),
    ],
)
def test_a_colon_in_a_text_asks_for_quotes(line: str, column: int) -> None:
    (fault,) = faults_of(line)
    assert (fault.message, fault.line, fault.column) == ("fault.yaml-colon", 6, column)


@pytest.mark.parametrize(
    "line", ["listened-to: {value: 4, note: x\n      change: y", "spread: {optimist: 40, passive: 60"]
)
def test_a_bracket_that_is_not_closed_is_told_as_one(line: str) -> None:
    assert [each.message for each in faults_of(line)] == ["fault.yaml-bracket"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_hint_of_the_template_can_be_copied(language: str) -> None:
    found = load_instrument("mentality")
    prints = fingerprint(found), item_fingerprints(found, False)
    text = yaml_form.write(Words(language), Invitation(found, False, *prints, (Unit("a", "A"),)), "k3m9xt")
    hint = "{optimist: 60, passive: 40}"
    assert hint in " ".join(line.strip(" #") for line in text.split("\n"))
    answers = answers_of(Source("mine.yaml", f"{HEAD}spread: {hint}\n"), found)
    assert dict(answers.values["a/spread"].value)["passive"] == 40  # type: ignore[arg-type]
