"""What is concluded from portfolios as they really are kept: unknown is not none, and silence is not rewarded."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.ranking import demands, places
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.remarks import circles, remarks
from digitrans.portfolios.scoring import PortfolioScore, Scorer, score_portfolio
from digitrans.portfolios.suggestions import suggestions

Run = Callable[..., tuple[int, str, str]]
CASES = Path(__file__).parent / "cases"
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
SCORER = Scorer(load_portfolio_content())
ALL_FOURS = dict.fromkeys(("citizen_quality", "economy", "law", "culture", "competences", "technology"), 4)
SOUND = {"business_case": ALL_FOURS, "mandate": "political", "department": "a"}


def scored(*initiatives: dict[str, Any], **more: Any) -> PortfolioScore:
    entries = [{"id": f"i{place}", "name": f"I{place}", **each} for place, each in enumerate(initiatives)]
    department = {"id": "a", "name": "A", "readiness": 5, **more.pop("department", {})}
    head = {"name": "T", "risk_willingness": 5, "as_of": "2026-11-23", **more}
    return score_portfolio(
        Portfolio.model_validate({"organisation": head, "departments": [department], "initiatives": entries}), SCORER
    )


def data_of(run: Run, *arguments: str) -> Any:
    return json.loads(run("portfolio", "score", *arguments, "--json")[1])


# Unknown is not none


@pytest.mark.parametrize(
    "said",
    [
        *(None, "", " ", "-", "–", "?", "ukendt", "Ved ikke", "UKENDT.", "n/a", "don't know", "(ukendt)", "---", "0"),
        *("Ikke oplyst", "not relevant", '"TBD"', "…", "Ved  ikke?", "Mangler!"),
        *("Ved ikke endnu", "endnu ukendt", "uvist p.t.", "not known yet", "Endnu ikke afklaret"),
    ],
)
def test_an_unknown_problem_is_no_figure(said: str | None) -> None:
    problem = {} if said is None else {"citizen_problem": said}
    only = scored({**SOUND, "type": "modernise", **problem}).initiatives[0]
    assert only.figures[0].value is None and [only.figures[0].low, only.figures[0].high] == [0, 75]
    assert (only.light, only.lights, only.missing) == ("grey", ("red", "green"), ("problem",))


@pytest.mark.parametrize("said", ["none", "ingen", "Ingen.", "intet", "Intet borgerproblem", "no", "nej", "(ingen)"])
def test_that_there_is_no_problem_is_an_answer(said: str) -> None:
    score = scored({**SOUND, "type": "modernise", "citizen_problem": said})
    only = score.initiatives[0]
    assert only.figures[0].value == 0 and (only.light, only.incomplete) == ("red", False)
    assert [each.about for each in remarks(score, SCORER.content) if each.id == "no-problem"] == [("i0",)]


def test_a_score_just_under_a_limit_is_not_shown_as_the_limit(run: Run, tmp_path: Path) -> None:
    threes = ", ".join(f"{each}: 3" for each in ALL_FOURS)
    file = tmp_path / "p.yaml"
    for readiness, light, told in (("3.4", "amber", "<65"), ("3.5", "green", "65")):
        file.write_text(
            "format: 1\norganisation: {name: X, risk_willingness: 2}\n"
            f"departments: [{{id: a, name: A, readiness: {readiness}}}]\n"
            "initiatives:\n  - {id: i, name: N, department: a, type: rethink-services, citizen_problem: They wait,"
            f" mandate: political, business_case: {{{threes}}}}}\n",
            encoding="utf-8",
        )
        assert f"{light}, {told} of 100" in run("portfolio", "show", str(file), "i", "--lang", "en")[1]
        assert f"Score: {told} ·" in run("portfolio", "score", str(file), "--lang", "en")[1]
        assert f"shown as {told} Light" in " ".join(run("explain", str(file), "i", "--lang", "en")[1].split())


def test_what_streamlines_may_help_the_staff_or_the_finances() -> None:
    inner = {"citizen_problem": "ingen", "internal_problem": "Staff type the same figure three times."}
    kinds = ("streamline", "modernise", "rethink-services", "unsure")
    lights = [each.light for each in scored(*[{**SOUND, "type": kind, **inner} for kind in kinds]).initiatives]
    assert lights[:3] == ["green", "red", "red"]
    unsettled = scored({**SOUND, "type": "unsure", "internal_problem": "Staff type."}).initiatives[0]
    assert unsettled.figures[0].value is None and "type" in unsettled.missing
    unknown = scored({**SOUND, "type": "streamline", "citizen_problem": "ingen", "internal_problem": "?"}).initiatives[
        0
    ]
    assert unknown.figures[0].value is None


# Silence is not rewarded


def test_two_numbers_and_a_dash_do_not_come_first(run: Run) -> None:
    case = str(CASES / "incomplete-wins.yaml")
    data = data_of(run, case, "--sort", "rank")
    assert [each["id"] for each in data["initiatives"]] == ["documented", "two-numbers"]
    silent = data["initiatives"][1]
    assert (silent["light"], silent["low"], silent["score"]) == ("grey", 11.25, None)
    assert run("portfolio", "score", case, "--fail-under", "90")[0] == 4
    assert [each["id"] for each in data_of(run, case, "--sort", "score")["initiatives"]] == [
        "documented",
        "two-numbers",
    ]


def test_leaving_something_out_never_helps_against_a_gate(run: Run, tmp_path: Path) -> None:
    full = data_of(run, TOWN)["whole"]
    text = Path(TOWN).read_text(encoding="utf-8")
    for cut in ("mandate:", "citizen_problem:", "economy: 2, ", "law: 2, ", "risk_willingness:"):
        lines = text.splitlines() if cut.endswith(":") else [text.replace(cut, "")]
        kept = [each for each in lines if not (cut.endswith(":") and each.strip().startswith(cut))]
        path = tmp_path / "less.yaml"
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
        less = data_of(run, str(path))["whole"]
        assert less["mean_score"] <= full["mean_score"], cut
        assert less["lights"]["red"] + less["maybe_red"] >= full["lights"]["red"], cut
        assert less["lights"]["green"] <= full["lights"]["green"], cut


def test_a_list_without_ratings_is_grey_and_says_what_to_find_out(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"  - {{id: i{n}, name: Project {n}, cost: {n}00000, status: planned}}\n" for n in range(1, 40))
    path = tmp_path / "list.yaml"
    path.write_text(f"organisation: {{name: T}}\ninitiatives:\n{rows}", encoding="utf-8")
    data = data_of(run, str(path))
    assert data["whole"]["lights"] == {"green": 0, "amber": 0, "grey": 39, "red": 0}
    out = " ".join(run("portfolio", "score", str(path), "--lang", "en")[1].split())
    assert "Total cost: DKK 78.0 million." in out and "planned 39 (78.0)" in out
    assert "None of the 39 has been rated yet; that says nothing of how good they are." in out
    assert "grey" not in out and "0 to 100" not in out  # no conclusion on what is not there
    assert "Rate the dearest first: Project 39, Project 38, Project 37 (15% of the money)." in out
    assert "The list lacks the end date for all, the owner for all, the department for all." in out
    assert data_of(run, str(path), "--sort", "rank")["initiatives"][0]["id"] == "i39"  # of equals, what costs most


# Between the types


def test_the_same_ratings_are_ranked_within_their_types(run: Run) -> None:
    case = str(CASES / "same-ratings-four-types.yaml")
    out = " ".join(run("portfolio", "score", case, "--lang", "en")[1].split())
    assert (
        "On average the demands take off this many points:" in out and "Rethink services 9, Rethink business 15" in out
    )
    ranks = {each["id"]: each["rank"] for each in data_of(run, case)["initiatives"]}
    for kind in ("streamline", "modernise", "rethink-services", "rethink-business"):
        assert [ranks[f"{first}-{kind}"]["in_type"] for first in ("q5", "t")] == [1, 2]
        assert ranks[f"t-{kind}"]["of_type"] == 2 and ranks[f"t-{kind}"]["of"] == 8


def test_demands_are_what_readiness_risk_and_mandate_take() -> None:
    score = scored({**SOUND, "type": "rethink-business"}, {**SOUND, "type": "streamline"}, risk_willingness=2)
    assert demands(score.whole.scored, SCORER.weights) == {"streamline": 0, "rethink-business": 75 * 15 / 100}
    assert places(score.initiatives)["i0"].of_type == 1


# Suggestions


def suggested(*initiatives: dict[str, Any], targets: dict[str, int]) -> list[Any]:
    return list(suggestions((score := scored(*initiatives, department={"targets": targets})).departments[0], score))


GREEN = {**SOUND, "citizen_problem": "They wait.", "type": "streamline", "status": "under-way"}


def test_a_green_initiative_is_never_to_be_stopped() -> None:
    found = suggested(GREEN, GREEN, targets={"modernise": 100})
    assert "stop" not in [each.kind for each in found] and "move" not in [each.kind for each in found]
    red = {**GREEN, "citizen_problem": "ingen"}
    stop = next(
        each
        for each in suggested(GREEN, red, GREEN, {**GREEN, "type": "modernise"}, targets={"modernise": 100})
        if each.kind == "stop"
    )
    assert stop.initiative.initiative.id == "i1"


def test_what_is_nearly_done_is_left_alone() -> None:
    red = {**GREEN, "citizen_problem": "ingen"}
    others = [{**GREEN, "type": "modernise"}]
    for dates in ({"end": "2027-01-31"}, {"start": "2025-01-01", "end": "2027-03-31"}):
        assert "stop" not in [each.kind for each in suggested({**red, **dates}, *others, targets={"modernise": 100})]
    far = {"start": "2026-10-01", "end": "2028-01-01"}
    assert "stop" in [each.kind for each in suggested({**red, **far}, *others, targets={"modernise": 100})]


def test_a_suggestion_shows_what_it_is_about(run: Run) -> None:
    found = [each for group in data_of(run, TOWN)["departments"] for each in group["suggestions"]]
    stops = [each for each in found if each["kind"] == "stop"]
    assert stops and all(each["light"] != "green" and each["status"] for each in stops)
    out = " ".join(run("portfolio", "score", TOWN, "--full", "--lang", "en")[1].split())
    assert 'Stop "Drone ser på tage og broer" (red, score 51, DKK 340,000, idea)' in out
    assert "it has to do something else, not only be called something else" in out


def test_a_suggestion_that_changes_nothing_is_not_made() -> None:
    red = {**GREEN, "citizen_problem": "ingen", "status": "idea"}
    kinds = {"streamline": 300, "modernise": 101, "rethink-services": 99}
    many = [{**red, "type": kind} for kind, number in kinds.items() for _ in range(number)]
    found = suggested(*many, targets={"streamline": 60, "modernise": 20, "rethink-services": 20})
    assert [each.kind for each in found] == ["on-target"]


# Time, benefits and dependencies


def said(score: PortfolioScore) -> dict[str, tuple[str, ...]]:
    return {each.id: each.about for each in remarks(score, SCORER.content)}


def test_what_is_late_waits_in_a_circle_or_has_no_owner_is_said() -> None:
    score = scored(
        {"status": "under-way", "end": "2026-11-22", "depends_on": ["i1"]},
        {"status": "planned", "start": "2026-01-01", "depends_on": ["i2"], "end": "2027-01-01"},
        {"status": "paused", "depends_on": ["i0", "gone"]},
        {"status": "under-way", "end": "2026-11-23", "start": "2026-12-01", "benefit": {"planned": 5}},
        {"status": "done", "benefit": {"planned": 9, "owner": "Bo"}},
        {"status": "under-way", "benefit": {"planned": 9, "realised": 4, "from": "2026-01-01"}, "owner": "Ane"},
    )
    found = said(score)
    assert found["late"] == ("i0",) and found["not-begun"] == ("i1",) and found["ends-first"] == ("i3",)
    assert found["cycle"] == ("i0", "i1", "i2") and found["depends-unknown"] == ("i2",)
    assert found["depends-halted"] == ("i1",) and found["benefit-ownerless"] == ("i3",)
    assert found["benefit-silent"] == ("i4",) and found["benefit-behind"] == ("i5",)
    benefits = score.whole.benefits
    assert (benefits.planned.high, benefits.promised.high, benefits.missing) == (23, 18, 5)


def test_circles_are_found_whatever_hangs_on_them() -> None:
    assert circles({"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": []}) == [("b", "c")]
    assert circles({"a": ["a"]}) == [("a",)]
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []
    chain = {f"n{n}": [f"n{n + 1}"] for n in range(20_000)}
    assert circles(chain) == [] and len(circles({**chain, "n20000": ["n0"]})) == 1


# The business case by itself


def test_one_rule_gives_the_light_of_the_business_case() -> None:
    """Green from 65 with neither part below 40, red below 40 or of a value of 0, in (30 value + 25 coherence) / 55."""
    for ratings in product(range(1, 6), repeat=3):
        quality, economy, weakest = ratings
        value, coherence = (quality + economy - 2) * 25 / 2, (weakest - 1) * 25
        mean = (30 * value + 25 * coherence) / 55
        wanted = (
            "red" if mean < 40 or value == 0 else "green" if mean >= 65 and min(value, coherence) >= 40 else "amber"
        )
        case = {"citizen_quality": quality, "economy": economy, **dict.fromkeys(("law", "culture"), 5)}
        case |= {"competences": weakest, "technology": 5}
        only = scored({"citizen_problem": "They wait.", "business_case": case}).initiatives[0]
        assert SCORER.case(only).light == wanted, ratings
