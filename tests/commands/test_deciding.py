"""From a proposed action to a decision in a few keys, and what reminds of it until it is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import EXAMPLES
from digitrans.answers.files import load_answers
from digitrans.answers.names import load_names
from digitrans.answers.plans import Resolution
from digitrans.asking.sittings import _ask_what_became
from digitrans.cli import main
from digitrans.content.catalogue import load_advice, load_instrument
from digitrans.history.plan_files import load_resolutions
from digitrans.history.runs import compute
from digitrans.reports.first_screen import proposed
from digitrans.texts import Words

SELF = str(EXAMPLES / "self-assessment.yaml")
Assess = Callable[..., str]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def assess(capsys: pytest.CaptureFixture[str]) -> Assess:
    """Scores the example on a terminal, types the lines given after the first screen, and gives what was told."""

    def assessing(*lines: str, language: str = "en", save: bool = True) -> str:
        typed = iter(lines)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("digitrans.output.is_terminal", lambda stream: True)
            patch.setattr("digitrans.asking.typed_early.EARLY", False)
            patch.setattr("builtins.input", lambda prompt="": next(typed))
            options = [] if save else ["--no-save"]
            assert main(["--lang", language, "assess", "--answers", SELF, "--plain", *options]) == 0
        assert next(typed, None) is None
        told = capsys.readouterr()
        return " ".join((told.out + told.err).split())

    return assessing


def decisions() -> tuple[Resolution, ...]:
    return load_resolutions([])


@pytest.mark.parametrize(
    ("day", "by"),
    [("fredag", "2026-11-27"), ("8. december", "2026-12-08"), ("8/12", "2026-12-08"), ("juni 2027", "2027-06-30")],
)
def test_a_proposed_action_an_owner_and_a_day_are_a_decision(assess: Assess, day: str, by: str) -> None:
    told = assess("b", "", "Mette", day, "q", language="da")
    (found,) = decisions()
    assert (found.owner, found.by, found.advice) == ("Mette", by, "use-your-political-leadership")
    assert found.action and told.count(found.text) == 2 and "Ansvarlig: Mette" in told


def test_it_can_be_said_in_ones_own_words_and_a_wrong_day_is_asked_for_again(assess: Assess) -> None:
    told = assess("m", "Ask the committee chair", "", "32/13", "1 January 2020", "tomorrow", "q")
    (found,) = decisions()
    assert (found.text, found.owner, found.by, found.action) == ("Ask the committee chair", None, "2026-11-24", None)
    assert '"32/13" is not a date' in told and "1 January 2020" in told


@pytest.mark.parametrize("lines", [("m", "", "", "", "q"), ("q",), ("x", "", "")])
def test_nothing_is_decided_by_enter_alone(
    assess: Assess, lines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitrans.output.page", lambda document: None)
    assess(*lines)
    assert decisions() == ()


def test_it_can_still_be_decided_when_the_rest_has_been_read(assess: Assess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.output.page", lambda document: None)
    assess("", "m", "Ask the committee chair", "", "tomorrow", "")
    assert [each.text for each in decisions()] == ["Ask the committee chair"]


def test_where_nothing_is_saved_nothing_is_decided(assess: Assess) -> None:
    assert "makes it a decision" not in assess("m", "q", save=False) and decisions() == ()


def test_home_shows_it_until_it_is_done_by_its_number(
    assess: Assess, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assess("m", "First", "Anna", "Friday", "q")
    monkeypatch.setenv("DIGITRANS_ID", "9c9c")
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T12:00:00+01:00")
    run("decide", "add", "4", "Second", "--by", "2026-12-08")
    _, home, _ = run()
    assert "1. Second (by 8 December 2026)" in home and "2. First (Anna, by 27 November 2026)" in home
    monkeypatch.setenv("DIGITRANS_NOW", "2026-12-01T12:00:00+01:00")
    assert "2. First (Anna, was to be done by 27 November 2026)" in run()[1]
    assert "2. First" in run("decide")[1]
    code, out, _ = run("decide", "done", "2")
    assert code == 0 and "First" in out and "done 1 December 2026" in out
    _, home, _ = run()
    assert "First" not in home and "1. Second" in home
    code, _, err = run("decide", "done", "2")
    assert code == 2 and "9c9c" in err


def test_an_id_of_figures_goes_before_the_number_of_the_list(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("0002", "2"):
        monkeypatch.setenv("DIGITRANS_ID", name)
        run("decide", "add", "4", f"Decision {name}")
    assert "Decision 2" in run("decide", "done", "2")[1]


def test_a_decision_of_the_same_day_is_not_asked_about(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Asks:
        def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
            asked.append(prompt)
            return 1

    names = load_names(Words("en"), load_instrument("self-assessment"))
    run("decide", "add", "4", "Gather a panel")
    _ask_what_became(names, Asks())  # type: ignore[arg-type]
    assert asked == []
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-24T08:00:00+01:00")
    _ask_what_became(names, Asks())  # type: ignore[arg-type]
    assert len(asked) == 1 and "Gather a panel" in asked[0]


@pytest.mark.parametrize("name", ["political", "risk", "business-case", "rollout"])
def test_what_another_questionnaire_comes_to_can_be_decided_beside_its_advice(name: str) -> None:
    instrument = load_instrument(name)
    run = compute(load_names(Words("en"), instrument), load_answers(EXAMPLES / f"{name}.yaml", instrument))
    proposal = proposed(run)
    assert proposal is not None and run.guide.decided is not None and proposal.action is None
    assert proposal.text == run.guide.decided.text["en"]
    assert name in next(each for each in load_advice() if each.id == proposal.advice).deeper
