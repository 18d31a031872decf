"""What a result is about: named in its heading, in JSON, in the list of results, where two are compared, and nowhere
that it was asked to be left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.answers.values import Answer, Answers, Missing, asked_of_others, progress, told_about
from digitrans.answers.values import asked as asked_in
from digitrans.answers.wording import ABOUT_SHOWN, brief, titled
from digitrans.content.catalogue import instrument_ids, load_instrument

Run = Callable[..., tuple[int, str, str]]
SELF = EXAMPLES / "self-assessment.yaml"
CHANGE = "Borgere med hjertesvigt måler selv derhjemme"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Short.", "Short"),
        ("One thing. And another.", "One thing"),
        ("a" * ABOUT_SHOWN, "a" * ABOUT_SHOWN),
        ("word " * 30, " ".join(["word"] * 12) + " …"),
        (
            "Patients take their own readings at home, and the nurse calls when they ask for it",
            "Patients take their own readings at home …",
        ),
        ("x" * 200, "x" * ABOUT_SHOWN + " …"),
    ],
)
def test_a_heading_has_room_for_so_much(text: str, shown: str) -> None:
    assert brief(text.strip()) == shown


def test_a_title_that_asks_needs_no_colon() -> None:
    assert titled("Start now?", "This.") == "Start now? This"
    assert titled("Who begins", "This") == "Who begins: This"
    assert titled("Who begins", None) == "Who begins"


@pytest.mark.parametrize("name", [each for each in instrument_ids() if load_instrument(each).about])
def test_every_questionnaire_with_a_subject_names_it(run: Run, name: str) -> None:
    code, out, _ = run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), "--no-save", "--json")
    told = json.loads(out)
    instrument = load_instrument(name)
    said = told["answers"][instrument.about]
    assert code == 0 and told["result"]["about"] == " ".join((said if isinstance(said, str) else said["value"]).split())
    heading = run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), "--no-save", "--format", "markdown")[1]
    assert heading.startswith(f"# {titled(instrument.title.en, told['result']['about'])}")


def test_nearly_every_questionnaire_has_one() -> None:
    without = {
        each
        for each in instrument_ids()
        if load_instrument(each).kind == "questionnaire" and not load_instrument(each).about
    }
    assert without <= {"dilemmas", "maturity"}, "these are about the leader, and about departments that are named"


@pytest.mark.parametrize("value", [Missing.DONT_KNOW, Missing.UNANSWERED, Missing.NOT_RELEVANT, "   \n "])
def test_what_is_not_told_is_none(value: Missing | str) -> None:
    instrument = load_instrument("self-assessment")
    assert told_about(instrument, Answers(instrument.id, 1, values={"the-change": Answer(value)})) is None


def test_it_may_be_passed_over_and_is_no_answer_that_is_missing() -> None:
    instrument = load_instrument("self-assessment")
    rated = {item.id: Answer(3) for item in instrument.items if not item.optional}
    answers = Answers(instrument.id, 1, values=rated)
    assert progress(asked_in(instrument, answers), answers) == (len(rated), len(rated))
    assert "the-change" not in {item.id for item in asked_of_others(instrument, short=False)}


def test_it_is_in_the_list_at_home_and_in_what_explains(run: Run) -> None:
    run("assess", "--answers", str(SELF))
    assert CHANGE in " ".join(run("history", "list", "--format", "markdown")[1].split())
    assert json.loads(run("history", "list", "--json")[1])["results"][0]["about"] == CHANGE
    for words in (("explain", "verdict"), ("explain", "9"), ("report",), ("report", "--board"), ()):
        assert CHANGE in " ".join(run(*words)[1].split()), words


def test_a_redacted_report_does_not_say_it(run: Run) -> None:
    run("assess", "--answers", str(SELF))
    for more in ((), ("--full",), ("--board",)):
        for form in ("table", "json", "html"):
            assert "hjertesvigt" not in run("report", "--redact", *more, "--format", form)[1], (more, form)


def test_two_results_about_different_things_are_compared_with_a_caution(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, change in (("aaaa", CHANGE), ("bbbb", "Something else")):
        monkeypatch.setenv("DIGITRANS_ID", name)
        path = tmp_path / f"{name}.yaml"
        path.write_text(SELF.read_text(encoding="utf-8").replace(CHANGE, change), encoding="utf-8")
        run("assess", "--answers", str(path))
    told = " ".join(run("history", "compare", "aaaa", "bbbb")[1].split())
    assert f"Before: {CHANGE}. Now: Something else." in told and "not about the same thing" in told
    assert "not about the same thing" not in run("history", "compare", "--help")[1]


def test_the_short_form_is_told_apart_in_what_is_saved(run: Run, settled: Path) -> None:
    short = {item.id: 3 for item in load_instrument("self-assessment").items if item.short and not item.optional}
    path = settled.parent / "short.json"
    path.write_text(json.dumps({"instrument": "self-assessment", "short": True, "answers": short}), encoding="utf-8")
    told = json.loads(run("assess", "--answers", str(path), "--json")[1])
    saved = json.loads(next((settled / "results").iterdir()).read_text(encoding="utf-8"))
    assert told["short"] is True and saved["short"] is True
    assert told["result"]["coverage"]["asked"] == len(short) == 12
