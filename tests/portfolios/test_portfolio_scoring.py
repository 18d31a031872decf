"""Portfolio figures: every worked example of ``docs/scoring.md`` recomputed, and what must hold for any portfolio."""

from __future__ import annotations

import re
from fractions import Fraction
from operator import mul
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.answers.percentages import percentages
from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.comparison import sensitivity
from digitrans.portfolios.models import TYPES, Portfolio
from digitrans.portfolios.ranking import LIGHT_ORDER
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.remarks import Remark, remarks
from digitrans.portfolios.rules import PortfolioContent, RulesFile, adjusted
from digitrans.portfolios.scoring import (
    PortfolioScore,
    Scored,
    Scorer,
    Shares,
    distance,
    score_portfolio,
)
from digitrans.portfolios.suggestions import judge, suggest

CONTENT = load_portfolio_content()
SCORER = Scorer(CONTENT)
EXAMPLE = re.compile(r"^```yaml portfolio\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FEW = settings(max_examples=50, deadline=None)


def examples() -> list[Any]:
    text = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
    return [
        pytest.param(match[1], id=f"line-{text.count(chr(10), 0, match.start()) + 1}")
        for match in EXAMPLE.finditer(text)
    ]


def portfolio(initiatives: list[dict[str, Any]], **organisation: Any) -> Portfolio:
    departments = organisation.pop("departments", [])
    entries = [{"id": f"i{place}", "name": f"Initiative {place}", **each} for place, each in enumerate(initiatives)]
    return Portfolio.model_validate(
        {"organisation": {"name": "Town", **organisation}, "departments": departments, "initiatives": entries}
    )


def of(made: Portfolio, scorer: Scorer = SCORER) -> PortfolioScore:
    return score_portfolio(made, scorer)


def exact(value: Any) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def initiative_facts(example: dict[str, Any]) -> dict[str, Any]:
    initiative, organisation = dict(example["initiative"]), {}
    if "department" in example:
        initiative["department"] = "d"
        organisation["departments"] = [{"id": "d", "name": "D", **example["department"]}]
    if "risk_willingness" in example:
        organisation["risk_willingness"] = example["risk_willingness"]
    scored = of(portfolio([initiative], **organisation)).initiatives[0]
    return {
        "score": scored.score,
        "low": scored.low,
        "high": scored.high,
        "light": scored.light,
        "lights": list(scored.lights),
        "missing": list(scored.missing),
        "case": SCORER.case(scored)._asdict(),
        "incomplete": scored.incomplete,
        "type": scored.type,
        "open": scored.open_step,
        "components": {each.component: each.value for each in scored.figures},
        "reasons": [f"{each.component}/{each.case}" for each in scored.deciding],
    }


def share_facts(example: dict[str, Any]) -> dict[str, Any]:
    amounts, targets = tuple(example["amounts"]), tuple(example["targets"])
    shares = Shares("number", amounts, sum(amounts), sum(amounts), targets)
    initiatives = [{"type": kind} for kind, number in zip(TYPES, amounts, strict=True) for _ in range(number)]
    whole = of(portfolio(initiatives, targets=dict(zip(TYPES, targets, strict=True)))).whole
    assert whole.by_number == shares
    return {
        "rounded": None if shares.rounded is None else list(shares.rounded),
        "distance": shares.distance,
        "steps": {each.kind: each.after for each in suggest(whole)},
    }


@pytest.mark.parametrize("text", examples())
def test_an_example_of_the_document(text: str) -> None:
    example = Source("docs/scoring.md", text).values
    assert set(example) <= {"initiative", "department", "risk_willingness", "amounts", "targets", "expect"}
    facts = initiative_facts(example) if "initiative" in example else share_facts(example)
    for name, wanted in example["expect"].items():
        found = facts[name]
        if name in ("components", "steps"):
            assert {key: found[key] for key in wanted} == {key: exact(value) for key, value in wanted.items()}, name
        elif name == "case":
            assert found == {key: value if key == "light" else exact(value) for key, value in wanted.items()}, name
        else:
            assert found == (exact(wanted) if name in ("score", "low", "high", "distance") else wanted), name


def test_the_document_has_examples() -> None:
    assert len(examples()) > 12


# Properties

RATING = st.one_of(st.none(), st.integers(1, 5), st.just("dont-know"))
LEVEL = st.one_of(st.none(), st.floats(1, 5).map(lambda value: round(value, 1)))
CASES = ("citizen_quality", "economy", "law", "culture", "competences", "technology")
INITIATIVE = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([*TYPES, "unsure"]),
        "citizen_problem": st.sampled_from(["", "-", "ingen", "Citizens wait."]),
        "internal_problem": st.sampled_from(["?", "none", "Staff type the same figure."]),
        "business_case": st.fixed_dictionaries(dict.fromkeys(CASES, RATING)),
        "mandate": st.sampled_from(["none", "executive-board", "political"]),
        "cost": st.integers(0, 10**7),
        "status": st.sampled_from(["idea", "planned", "under-way", "paused", "done", "stopped"]),
        "department": st.sampled_from(["a", "b"]),
    },
)
INITIATIVES = st.lists(INITIATIVE, max_size=8)


@st.composite
def portfolios(draw: Any) -> Portfolio:
    departments = [
        {"id": name, "name": name, "targets": {"streamline": 50, "modernise": 50}}
        | ({} if (level := draw(LEVEL)) is None else {"readiness": level})
        for name in ("a", "b")
    ]
    willingness = draw(LEVEL)
    stated = {} if willingness is None else {"risk_willingness": willingness}
    return portfolio(draw(INITIATIVES), departments=departments, **stated)


@FEW
@given(portfolios())
def test_figures_stay_within_their_bounds(made: Portfolio) -> None:
    score = of(made)
    for each in score.initiatives:
        for figure in each.figures:
            assert 0 <= figure.low <= figure.high <= 100
            assert figure.value is None or figure.low == figure.value == figure.high
        assert 0 <= each.low <= each.high <= 100
        assert (each.light == "grey") == (each.lights[0] != each.lights[1]) and (each.light != "grey" or each.missing)
        assert LIGHT_ORDER[each.lights[0]] >= LIGHT_ORDER[each.lights[1]]
        assert each.score is None or 0 <= each.score <= 100
        for end, figures in ((each.low, [f.low for f in each.figures]), (each.high, [f.high for f in each.figures])):
            assert end == sum(map(mul, score.scorer.weights, figures)) / sum(score.scorer.weights)
        assert each.incomplete == (len(each.missing) > 0) == any(figure.value is None for figure in each.figures)
        assert each.incomplete or each.low == each.high
        assert 1 <= len(each.deciding) <= 2
        assert each.light != "grey" or all(figure.value is None for figure in each.deciding)
    for group in (score.whole, *score.departments):
        for shares in (group.by_number, group.by_cost):
            assert shares.rounded is None or (sum(shares.rounded) == 100 and min(shares.rounded) >= 0)
            assert shares.distance is None or 0 <= shares.distance <= 100


@FEW
@given(portfolios(), st.data())
def test_a_higher_rating_never_lowers_a_score(made: Portfolio, data: Any) -> None:
    rated = [
        (place, name)
        for place, each in enumerate(made.initiatives)
        for name in CASES
        if isinstance(value := getattr(each.business_case, name, None), int) and value < 5
    ]
    if not rated:
        return
    place, name = data.draw(st.sampled_from(rated))
    values = made.model_dump(exclude_none=True)
    before = of(made).initiatives[place]
    values["initiatives"][place]["business_case"][name] += 1
    after = of(Portfolio.model_validate(values)).initiatives[place]
    assert (before.score is None) == (after.score is None)
    assert before.score is None or (after.score is not None and after.score >= before.score)
    assert after.low >= min(before.low, before.score or before.low)


@FEW
@given(portfolios(), st.sampled_from([("readiness", "d"), ("risk_willingness", "o"), ("mandate", "i")]))
def test_more_readiness_willingness_or_mandate_never_lowers_a_score(made: Portfolio, what: tuple[str, str]) -> None:
    values = made.model_dump(exclude_none=True)
    for holder in {"d": values["departments"], "o": [values["organisation"]], "i": values["initiatives"]}[what[1]]:
        if what[0] in holder:
            holder[what[0]] = "political" if what[0] == "mandate" else 5
    for before, after in zip(of(made).initiatives, of(Portfolio.model_validate(values)).initiatives, strict=True):
        assert before.score is None or (after.score is not None and after.score >= before.score)


def plain(scored: Scored) -> tuple[Any, ...]:
    figures = tuple((each.component, each.value, each.low, each.high, each.case) for each in scored.figures)
    return scored.initiative.id, scored.type, scored.score, scored.low, scored.high, scored.light, figures


@FEW
@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(made: Portfolio, random: Any) -> None:
    shuffled = list(made.initiatives)
    random.shuffle(shuffled)
    one, two = of(made), of(made.model_copy(update={"initiatives": tuple(shuffled)}))
    assert sorted(map(plain, one.initiatives), key=str) == sorted(map(plain, two.initiatives), key=str)
    assert (one.whole.by_number, one.whole.by_cost) == (two.whole.by_number, two.whole.by_cost)
    assert (one.whole.mean_score, one.whole.lights) == (two.whole.mean_score, two.whole.lights)


@FEW
@given(portfolios(), st.sampled_from([0.1, 0.5, 2, 7, 12.5]))
def test_scaling_all_weights_changes_nothing(made: Portfolio, factor: float) -> None:
    scaled = adjusted(CONTENT, None, {each.id: each.weight * factor for each in CONTENT.components})
    assert [plain(each) for each in of(made).initiatives] == [
        plain(each) for each in of(made, Scorer(scaled)).initiatives
    ]


@given(st.lists(st.integers(0, 10**9), min_size=4, max_size=4).filter(any))
def test_rounded_shares_add_up_and_stay_near(amounts: list[int]) -> None:
    rounded, total = percentages(amounts), sum(amounts)
    assert sum(rounded) == 100
    for share, amount in zip(rounded, amounts, strict=True):
        assert abs(share - Fraction(amount * 100, total)) < 1


@FEW
@given(portfolios())
def test_suggestions_lead_nearer(made: Portfolio) -> None:
    for group in of(made).departments:
        for each in suggest(group):
            if each.kind in ("stop", "add", "move"):
                assert each.before is not None and each.after is not None
                assert int(each.after + Fraction(1, 2)) < int(each.before + Fraction(1, 2))
                assert each.kind != "stop" or (each.initiative is not None and each.initiative.light != "green")
                assert (each.initiative is None) == (each.kind == "add")
                assert each.initiative is None or each.initiative.type == each.type


def worst(each: Scored, weights: tuple[int, ...]) -> Fraction:
    return sum((f.low * w for f, w in zip(each.figures, weights, strict=True)), Fraction(0)) / sum(weights)


@FEW
@given(portfolios())
def test_sensitivity_counts_what_a_recomputation_finds(made: Portfolio) -> None:
    scored = of(made).whole.scored
    found = sensitivity(scored, SCORER.weights)
    ranked = scored

    def scores(scorer: Scorer) -> dict[str, Fraction]:
        by_id = {each.initiative.id: each for each in of(made, scorer).initiatives}
        return {each.initiative.id: worst(by_id[each.initiative.id], scorer.weights) for each in ranked}

    cases = [
        scores(Scorer(adjusted(CONTENT, None, {part.id: part.weight * factor})))
        for part in CONTENT.components
        for factor in (0.5, 1.5)
    ]
    base = scores(SCORER)
    passed = {
        one for one in base for two in base for case in cases if (base[one] - base[two]) * (case[one] - case[two]) < 0
    }
    assert (found.ranked, found.steady) == (len(ranked), len(ranked) - len(passed))
    ahead = [one for one in base if all(case[one] > case[two] for case in (base, *cases) for two in base if one != two)]
    assert found.first == (ahead[0] if ahead else None)
    backwards = made.model_copy(update={"initiatives": made.initiatives[::-1]})
    assert sensitivity(of(backwards).whole.scored, SCORER.weights) == found


# Special cases


def told(score: PortfolioScore) -> list[str]:
    return [each.id for each in remarks(score, CONTENT)]


def test_no_initiatives_at_all() -> None:
    score = of(portfolio([], risk_willingness=3))
    assert score.whole.mean_score is None and score.whole.needed_risk is None
    assert score.whole.by_number.rounded is None and score.whole.by_cost.distance is None
    assert told(score) == ["no-initiatives"]


def test_a_department_without_any() -> None:
    department = {"id": "d", "name": "D", "readiness": 3, "targets": {"modernise": 60, "streamline": 40}}
    score = of(
        portfolio([{"type": "streamline", "citizen_problem": "x"}], risk_willingness=3, departments=[department])
    )
    assert score.departments[0].scored == () and score.departments[0].by_number.distance is None
    assert [(each.kind, each.type) for each in suggest(score.departments[0])] == [("start", "modernise")]
    assert Remark("department-empty", {"department": "D"}) in list(remarks(score, CONTENT))


def test_what_is_over_does_not_count() -> None:
    score = of(portfolio([{"type": "streamline", "status": "done"}, {"type": "modernise", "status": "stopped"}]))
    assert score.whole.scored == () and score.whole.over == 2 and "all-over" in told(score)
    assert len(score.initiatives) == 2


def test_the_needed_risk_is_that_of_the_boldest() -> None:
    score = of(portfolio([{"type": "modernise"}, {"type": "rethink-services"}], risk_willingness=2))
    assert score.whole.needed_risk == 4 and score.whole.above_risk == 1


def test_cost_shares_cover_only_what_has_a_cost() -> None:
    shares = of(portfolio([{"type": "streamline", "cost": 1}, {"type": "modernise"}, {"cost": 5}])).whole.by_cost
    assert (shares.covered, shares.of, shares.rounded) == (1, 3, (100, 0, 0, 0))
    assert of(portfolio([{"type": "streamline", "cost": 0}])).whole.by_cost.rounded is None


def test_levels_are_exact_at_the_boundary() -> None:
    made = portfolio(
        [{"type": "rethink-services", "department": "d"}], departments=[{"id": "d", "name": "D", "readiness": 3.1}]
    )
    assert of(made).initiatives[0].figures[2].value == 90


@pytest.mark.parametrize(
    ("rule", "value", "kept"),
    [
        ({"kind": "max_share", "type": "streamline", "limit": 50}, 50, True),
        ({"kind": "max_share", "type": "streamline", "limit": 49.9}, 50, False),
        ({"kind": "min_share", "type": "modernise", "limit": 25, "by": "cost"}, 75, True),
        ({"kind": "min_share", "type": "rethink-services", "limit": 1}, 0, False),
        ({"kind": "max_red", "limit": 1}, 2, False),
        ({"kind": "max_grey", "limit": 1}, 2, False),
        ({"kind": "max_late", "limit": 0}, 0, True),
        ({"kind": "max_running_cost", "limit": 0}, None, True),
        ({"kind": "max_incomplete", "limit": 2}, 2, True),
        ({"kind": "max_distance", "limit": 40}, 50, False),
        ({"kind": "max_cost", "limit": 4}, 4, True),
        ({"kind": "max_risk_gap", "limit": 0.5}, 1, False),
        ({"kind": "min_score", "limit": 1, "department": "empty"}, None, False),
        ({"kind": "max_distance", "limit": 0, "department": "empty"}, None, True),
    ],
)
def test_a_rule(rule: dict[str, Any], value: float | None, kept: bool) -> None:
    made = portfolio(
        [{"type": "streamline", "cost": 1}, {"type": "modernise", "cost": 3, "citizen_problem": "x"}],
        risk_willingness=1,
        targets={"streamline": 0, "modernise": 100},
        departments=[{"id": "empty", "name": "E", "targets": {"streamline": 100}}],
    )
    found = judge(RulesFile.model_validate({"rules": [{"id": "r", **rule}]}).rules, of(made))[0]
    assert (found.value, found.kept) == (exact(value), kept)


def test_own_weights_thresholds_and_demands() -> None:
    own = RulesFile.model_validate(
        {
            "weights": {"value": 0, "risk": 50},
            "thresholds": {"green": 90, "red": 80, "weak": 0},
            "asks": {"streamline": {"readiness": 5, "risk": 5, "mandate": "political", "involvement": "heard"}},
        }
    )
    content = adjusted(CONTENT, own, {"risk": 25})
    assert {each.id: each.weight for each in content.components}["risk"] == 25
    made = portfolio([{"type": "streamline", "mandate": "political", "citizen_problem": "none"}], risk_willingness=5)
    scored = of(made, Scorer(content)).initiatives[0]
    assert scored.score == 100 and scored.light == "red", "value is known to be 0 without a problem, whatever it weighs"
    assert scored.figures[3].value == 100


def test_distance_of_nothing_is_nothing() -> None:
    assert distance((0, 0, 0, 0), (25, 25, 25, 25)) is None


# The content


def texts(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        own = [(value["da"], value["en"])] if set(value) == {"da", "en"} else []
        return own + [pair for inner in value.values() for pair in texts(inner)]
    return [pair for inner in value for pair in texts(inner)] if isinstance(value, list) else []


def test_texts_are_in_their_language_with_the_same_gaps() -> None:
    found = texts(CONTENT.model_dump(mode="json"))
    assert len(found) > 100
    for danish, english in found:
        assert sorted(re.findall(r"\{\w+\}", danish)) == sorted(re.findall(r"\{\w+\}", english)), danish
        assert not re.search(r"\b(the|with|your|and|which|this)\b", danish.replace("digitrans portfolio", ""), re.I), (
            danish
        )
        assert not re.search(r"\b(og|ikke|eller|som|hvad|jeg|det)\b", english, re.I), english
        assert "!" not in danish + english


def test_every_reason_but_those_of_unknown_input_can_be_met() -> None:
    for component in CONTENT.components:
        assert all(each.question and each.question.da.endswith("?") for each in component.cases), component.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- id: high\n        reason:", "- id: hi\n        reason:", "fault.entries"),
        (
            "(kvalitet {quality}, økonomi {economy}).\n          en: It",
            "({quality.__class__}).\n          en: It",
            "fault.gap",
        ),
        ("if_yes: service-changes", "if_yes: citizens-notice", "fault.unknown-id"),
        ("{green: 65, red: 40, weak: 40}", "{green: 30, red: 40, weak: 40}", "fault.thresholds"),
    ],
)
def test_a_fault_in_the_content_is_told(old: str, new: str, said: str) -> None:
    text = (ROOT / "data" / "portfolio.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(InputFault) as caught:
        parse_model(PortfolioContent, Source("portfolio.yaml", text.replace(old, new, 1)))
    assert [each.message for each in caught.value.faults] == [said] and caught.value.faults[0].line
