"""Initiatives told apart: by id, name and organisation; in lists, comparisons and reports; and in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from digitrans.answers.initiatives import about_option, groups, is_same
from digitrans.answers.plans import Resolution
from digitrans.answers.values import About, Answer, Answers, about_of, told_about, with_about
from digitrans.content.catalogue import instrument_ids, load_advice, load_instrument
from digitrans.formats import Sink, writer
from digitrans.history.initiatives import Step
from digitrans.reports.home import home_report
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
CASE, DIAMOND, POLITICAL = (str(EXAMPLES / f"{name}.yaml") for name in ("business-case", "double-diamond", "political"))
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
ESCAPE = "Robot \x1b]0;owned\x07 <b>[red]x[/red]</b> | `x`"


def answer(run: Run, monkeypatch: pytest.MonkeyPatch, day: int, name: str, *options: str) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-{day:02d}T10:00:00+01:00")
    monkeypatch.setenv("DIGITRANS_ID", f"7f{day:02d}")
    code, _, err = run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), *options, "--no-input")
    assert code == 0, err


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (About("Robot"), About("  ROBOT "), True),
        (About("Ældre på nettet"), About("ældre pa\u030a nettet"), True),
        (About("Robot", "a"), About("Robot", "b"), False),
        (About("Robot", "a"), About("Something else", "a"), True),
        (About("Robot", "a", "Bakkedal"), About("Robot", "a", "Søby"), False),
        (About("Robot", "a", "Bakkedal"), About("Robot", "a", "bakkedal"), True),
        (About("a"), About("Robot", "a"), True),
        (About("Robot"), None, False),
        (None, None, True),
    ],
)
def test_which_are_the_same(one: About | None, other: About | None, same: bool) -> None:
    assert is_same(one, other) is is_same(other, one) is same


def test_a_name_that_two_have_is_neither() -> None:
    robots = [
        About("Robot"),
        About("Robot", "a"),
        About("Robot", "b"),
        About("robot"),
        None,
        About("Other"),
        About("a"),
    ]
    assert groups(robots) == [0, 1, 2, 0, 3, 4, 1]


@given(
    st.lists(
        st.none()
        | st.builds(
            About,
            st.sampled_from(["Robot", "robot", "App", "a"]),
            st.none() | st.sampled_from("ab"),
            st.none() | st.sampled_from(["X", "Y"]),
        ),
        max_size=8,
    )
)
def test_groups_never_mix_two_ids_and_do_not_hang_on_the_order(abouts: list[About | None]) -> None:
    numbers = groups(abouts)
    for one, first in zip(abouts, numbers, strict=True):
        for other, second in zip(abouts, numbers, strict=True):
            if one and other and one.id and other.id and one.id != other.id:
                assert first != second
            if one == other:
                assert first == second
    assert sorted(set(numbers)) == list(range(len(set(numbers))))


@pytest.mark.parametrize(
    ("about", "option"),
    [
        (About("Home training", "home-training"), " --about home-training"),
        (About("Home training"), ' --about "Home training"'),
        (About('The "business" for $5'), " --about 'The \"business\" for $5'"),
        (About("It's $5"), " --about 'It'\\''s $5'"),
        (About("x" * 41), ""),
    ],
)
def test_the_option_can_be_typed(about: About, option: str) -> None:
    assert about_option(about) == option


@pytest.mark.parametrize("name", [each for each in instrument_ids() if load_instrument(each).initiative])
def test_every_questionnaire_says_what_it_was_told_to_be_about(name: str) -> None:
    instrument, about = load_instrument(name), About("Home training", "home-training", "Bakkedal")
    told = with_about(instrument, Answers(name, 1), about)
    assert about_of(instrument, told) == about and told_about(instrument, told) == "Home training"
    if instrument.initiative in ("named", "mentioned"):
        assert instrument.about is not None and told[instrument.about].text == "Home training"
        other = Answers(name, 1, values={instrument.about: Answer("Something else")}, about=about)
        assert about_of(instrument, other) == About("Something else"), "what was changed afterwards counts"


def test_an_initiative_of_a_portfolio_goes_with_the_result(
    run: Run, monkeypatch: pytest.MonkeyPatch, settled: Path
) -> None:
    answer(run, monkeypatch, 20, "business-case", "--about", "SKÆRMBESØG i  hjemmeplejen", "--portfolio", TOWN)
    saved = json.loads(next((settled / "results").glob("*.json")).read_text(encoding="utf-8"))
    told = {"name": "Skærmbesøg i hjemmeplejen", "id": "screen-visits", "organisation": "Bakkedal Kommune"}
    assert saved["about"] == told
    for form in ("markdown", "json", "html", "table"):
        assert "Skærmbesøg i hjemmeplejen" in run("history", "show", "last", "--full", "--format", form)[1]
    assert "Skærmbesøg i hjemmeplejen" in run("explain", "business-case")[1]
    code, out, _ = run("history", "list", "--about", "screen-visits", "--json")
    (listed,) = json.loads(out)["results"]
    assert code == 0 and listed["about"] == told["name"] and listed["outcome"] == "amber-link"
    assert "Amber light" in run("history")[1], "the verdict stands in the list"


def test_two_initiatives_are_never_mixed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, about in ((1, "App"), (2, "Robot"), (3, "App")):
        answer(run, monkeypatch, day, "business-case", "--about", about)
    compared = json.loads(run("history", "compare", "--instrument", "business-case", "--json")[1])
    assert [compared["earlier"]["id"], compared["later"]["id"]] == ["7f01", "7f03"]
    code, _, err = run("history", "compare", "--instrument", "business-case", "--about", "robot")
    assert code == 2 and "Robot" in err
    course = json.loads(run("history", "compare", "--instrument", "business-case", "--all", "--json")[1])
    assert [each["id"] for each in course["results"]] == ["7f01", "7f03"]
    others = json.loads(run("report", "--json")[1])["others"]
    assert [each["result"]["about"] for each in others] == ["App", "Robot"]
    report = run("report", "--format", "markdown")[1]
    assert report.count("Business case: App") == report.count("Business case: Robot") == 1
    assert "Robot" in run("explain", "business-case", "--about", "robot")[1]
    assert run("explain", "7f01", "--about", "robot")[0] == 2
    code, out, _ = run("history", "list", "--about", "nobody")
    assert code == 2 and not out


def test_a_redacted_report_tells_them_apart_without_their_names(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, about in ((1, "Secret app"), (2, "Secret robot")):
        answer(run, monkeypatch, day, "business-case", "--about", about)
    for form in ("json", "markdown"):
        told = run("report", "--redact", "--format", form)[1].replace("\\", "")
        assert "Secret" not in told and "[1]" in told and "[2]" in told


def test_what_other_questionnaires_say_of_another_initiative_is_not_used(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bold = Path(EXAMPLES / "risk.yaml").read_text(encoding="utf-8")
    (tmp_path / "risk.yaml").write_text(bold, encoding="utf-8")
    remarks = []
    for day, about in ((1, "Robot"), (2, "App")):
        monkeypatch.setenv("DIGITRANS_ID", f"8f{day:02d}")
        assert run("assess", "risk", "--answers", str(tmp_path / "risk.yaml"), "--about", about)[0] == 0
        told = run("assess", "political", "--answers", POLITICAL, "--about", "App", "--no-save", "--json")[1]
        remarks.append(set(json.loads(told)["result"]["remarks"]))
    assert remarks[0] < remarks[1], "the courage for the robot says nothing of the app"


def test_home_names_the_next_step_of_an_initiative(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(run, monkeypatch, 1, "business-case", "--about", "screen-visits", "--portfolio", TOWN)
    assert "digitrans assess double-diamond --about screen-visits" in " ".join(run()[1].split())
    (told,) = json.loads(run("--json")[1])["initiatives"]
    assert told["id"] == "screen-visits" and told["next"] == "double-diamond"


@pytest.mark.parametrize("name", ["", "   ", "x" * 5000])
def test_what_can_be_no_name_is_refused(run: Run, name: str) -> None:
    code, out, err = run("assess", "business-case", "--answers", CASE, "--about", name, "--no-input")
    assert (code, out) == (2, "") and len(err) < 200


def test_a_name_is_never_obeyed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(run, monkeypatch, 1, "business-case", "--about", ESCAPE)
    for command in (["history"], [], ["report"], ["history", "list", "--about", ESCAPE], ["history", "show"]):
        code, out, err = run(*command)
        assert code == 0 and "\x1b" not in out + err and "\x07" not in out + err
    assert "<b>" not in run("report", "--format", "html")[1]


def test_a_questionnaire_that_is_about_no_initiative_says_so(run: Run, tmp_path: Path) -> None:
    code, _, err = run("assess", "maturity", "--answers", str(EXAMPLES / "maturity.yaml"), "--about", "x")
    assert code == 2 and "--about" in err
    path = tmp_path / "a.yaml"
    path.write_text("instrument: maturity\nabout: x\nanswers: {}\n", encoding="utf-8")
    code, _, err = run("assess", "maturity", "--answers", str(path), "--no-input")
    assert code == 3 and f"{path}:2" in err


def test_a_file_may_say_what_it_is_about_and_the_option_goes_before_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(Path(CASE).read_text(encoding="utf-8") + "\nabout: Robot\n", encoding="utf-8")
    code, out, err = run("assess", "business-case", "--answers", str(path), "--no-save", "--json")
    assert (code, json.loads(out)["about"], err) == (0, {"name": "Robot"}, "")
    _, out, err = run("assess", "business-case", "--answers", str(path), "--about", "App", "--no-save", "--json")
    assert json.loads(out)["about"] == {"name": "App"} and "Robot" in err and "App" in err


def test_a_name_that_may_be_several_is_asked_for_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(
        "organisation: {name: X}\ninitiatives:\n  - {id: a, name: Robot}\n  - {id: b, name: robot}\n", encoding="utf-8"
    )
    told = ["assess", "business-case", "--answers", CASE, "--no-save", "--json", "--portfolio", str(path)]
    assert json.loads(run(*told, "--about", "Robot")[1])["about"]["id"] == "a"
    code, _, err = run(*told, "--about", "ROBOT")
    assert code == 2 and "a, b" in err
    assert run(*told, "--about", "Nothing like it")[0] == 2


def test_home_tells_two_of_one_name_apart(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for day, town in ((20, "Bakkedal"), (21, "Soeby")):
        path = tmp_path / f"{town}.yaml"
        path.write_text(
            f"organisation: {{name: {town}}}\ninitiatives: [{{id: robot, name: Robot for invoices}}]\n",
            encoding="utf-8",
        )
        answer(run, monkeypatch, day, "business-case", "--about", "robot", "--portfolio", str(path))
    shown = " ".join(run()[1].split())
    assert "Robot for invoices (Bakkedal): digitrans" in shown and "Robot for invoices (Soeby): digitrans" in shown


@pytest.mark.parametrize("language", ["da", "en"])
def test_home_stays_on_a_screen_and_keeps_the_steps_of_the_leader(language: str) -> None:
    words = Words(language)
    long = "Ask every department for a list of the risks"
    decided = tuple(
        Resolution(f"{n}", "4", long, True, "2026-11-01T10:00:00", by="2026-11-20", owner="Kommunaldirektøren")
        for n in range(2)
    )
    initiatives = [Step(About(f"An initiative {n}"), "business-case") for n in range(5)]
    steps = tuple(f"step {n}" for n in range(6))
    found = home_report(words, load_advice(), None, steps, decided=decided, today="2026-11-23", initiatives=initiatives)
    shown = writer("table")(found, Sink(80))
    assert isinstance(shown, str) and len(shown.splitlines()) <= 23, "and the prompt below it"
    assert "step 0" in shown and "step 1" in shown and "An initiative 0" in shown and "step 3" not in shown
