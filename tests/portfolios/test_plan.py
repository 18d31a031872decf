"""``digitrans portfolio plan``: what a steering group reads, and what it is told where there is no plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.documents import Document
from digitrans.errors import UsageFault
from digitrans.portfolios.models import Organisation, Portfolio
from digitrans.portfolios.reading import read_portfolio
from digitrans.portfolios.wishes import Budgets, parse_budget, parse_budgets
from goldens import compare

pytest.importorskip("highspy")

Run = Callable[..., tuple[int, str, str]]
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
SMALL = """\
organisation: {name: Small, risk_willingness: 3, targets: {streamline: 50, modernise: 50}}
departments: [{id: d, name: D, readiness: 4, citizen_need: 3, capacity: 5}]
initiatives:
"""
CASE = "{citizen_quality: %d, economy: %d, law: 5, culture: 5, competences: 5, technology: 5}"


def line(name: str, cost: str, rating: int = 5, more: str = "") -> str:
    case = CASE % (rating, rating)
    return (
        f"  - {{id: {name}, name: {name.upper()}, department: d, type: streamline, citizen_problem: queues, "
        f"business_case: {case}, mandate: political{f', cost: {cost}' if cost else ''}{more}}}\n"
    )


def planned(run: Run, tmp_path: Path, lines: str, *options: str) -> dict[str, Any]:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + lines, encoding="utf-8")
    code, out, err = run("portfolio", "plan", str(file), "--json", *options)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_town(run: Run) -> None:
    code, out, err = run("portfolio", "plan", TOWN, "--budget", "5mio", "--quick")
    assert (code, err) == (0, "")
    assert "12 of the 20 initiatives that could be weighed, for DKK 4,865,000" in out
    for told in ("First one out:", "more would make room for", "Could not be weighed", "Up to about"):
        assert told in out


@pytest.mark.parametrize("language", ["da", "en"])
def test_golden_plan(run: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    code, out, err = run("--lang", language, "portfolio", "plan", TOWN, "--budget", "5mio", "--must", "neighbour-help")
    assert (code, err) == (0, "")
    compare(f"portfolio-plan.{language}.txt", out)


def test_what_is_unknown_is_not_called_unworthy(run: Run, tmp_path: Path) -> None:
    unrated = "  - {id: new, name: NEW, cost: 40}\n"
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + unrated + line("good", "50"), "utf-8")
    out = " ".join(run("portfolio", "plan", str(file), "--budget", "100", "--quick")[1].split())
    assert "One that is left out lacks information and may turn out to be worth it." in out
    file.write_text(SMALL + unrated, "utf-8")
    assert "may turn out" not in run("portfolio", "plan", str(file), "--budget", "30", "--quick")[1].replace("\n", " ")


def test_musts_go_by_name_too(run: Run, tmp_path: Path) -> None:
    lines = line("dear", "60") + line("one", "50", 4) + line("two", "50", 4).replace("name: TWO", "name: The second")
    found = planned(run, tmp_path, lines, "--budget", "100", "--must", "the Second", "--not", "ONE")
    assert found["chosen"]["ids"] == ["two"]
    twice = SMALL + line("one", "50") + line("two", "50").replace("name: TWO", "name: ONE")
    (tmp_path / "twice.yaml").write_text(twice, encoding="utf-8")
    code, _, err = run("portfolio", "plan", str(tmp_path / "twice.yaml"), "--budget", "99", "--must", "ONE", "--quick")
    assert code == 2 and "one, two" in err


def test_it_never_goes_down_the_list(run: Run, tmp_path: Path) -> None:
    lines = line("dear", "60") + line("one", "50", 4) + line("two", "50", 4)
    found = planned(run, tmp_path, lines, "--budget", "100")
    assert found["chosen"]["ids"] == ["one", "two"]


def test_needs_musts_and_unknown_costs(run: Run, tmp_path: Path) -> None:
    lines = (
        line("a", "60", 5, ", depends_on: [b]")
        + line("b", "50", 2)
        + line("c", "40", 4)
        + line("free", "")
        + line("needs", "1", 5, ", depends_on: [free]")
    )
    found = planned(run, tmp_path, lines, "--budget", "100")
    assert found["chosen"]["ids"] == ["c"] or "b" in found["chosen"]["ids"]
    left = {each["id"]: each["why"] for each in found["left_out"]}
    assert left == {"free": "no-cost", "needs": "needs"}
    found = planned(run, tmp_path, lines, "--budget", "110", "--must", "a")
    assert found["chosen"]["ids"] == ["a", "b"]


def test_room_for_work_is_kept(run: Run, tmp_path: Path) -> None:
    lines = line("a", "1", 5, ", effort: 3") + line("b", "1", 4, ", effort: 3")
    assert planned(run, tmp_path, lines, "--budget", "9")["chosen"]["ids"] == ["a", "b"]
    assert planned(run, tmp_path, lines, "--budget", "9", "--capacity")["chosen"]["ids"] == ["a"]


def test_how_sure_is_said_for_each(run: Run, tmp_path: Path) -> None:
    lines = line("a", "50") + line("b", "50", 4) + line("c", "200")
    found = planned(run, tmp_path, lines, "--budget", "50")
    assert found["certainty"] == {"exact": True, "sets": 1, "seed": None, "stopped": False}
    index = {each["id"]: each["core_index"] for each in found["initiatives"]}
    assert index == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_what_is_first_out_and_why(run: Run, tmp_path: Path) -> None:
    lines = line("a", "60") + line("b", "50", 4) + line("c", "50", 4)
    found = planned(run, tmp_path, lines, "--budget", "100", "--quick")
    assert found["first_out"] == {"ids": ["a"], "gone": ["b", "c"], "loss": 45, "why": "price"}
    poor = line("poor", "1", 1).replace("law: 5", "law: 1").replace("streamline", "rethink-business")
    lines = line("a", "60") + poor.replace("political", "none")
    found = planned(run, tmp_path, lines, "--budget", "100", "--quick")
    assert found["first_out"]["why"] == "below" and found["million_more"] == []
    lines = line("a", "1", 5, ", effort: 3") + line("b", "1", 4, ", effort: 3")
    found = planned(run, tmp_path, lines, "--budget", "100", "--quick", "--capacity")
    assert found["first_out"]["why"] == "demand"


def test_budgets_of_years_and_departments(run: Run, tmp_path: Path) -> None:
    dates = ", start: 2027-07-01, end: 2028-06-30"
    lines = line("a", "366", 5, dates) + line("b", "366", 4, dates) + line("undated", "1")
    found = planned(run, tmp_path, lines, "--budget", "900", "--budget", "2027=200", "--quick")
    assert found["chosen"]["ids"] == ["a"]
    assert {each["id"]: each["why"] for each in found["left_out"]} == {"undated": "no-dates"}
    used = {each["kind"]: (each["most"], each["used"]) for each in found["limits"]}
    assert used == {"budget": (900, 366), "year": (200, 184)}  # 184 of 366 days lie in 2027
    found = planned(run, tmp_path, line("a", "60") + line("b", "50", 4), "--budget", "D=100", "--quick")
    assert found["budget"] is None and found["chosen"]["ids"] == ["a"] and found["steps"] == []
    assert [each["kind"] for each in found["million_more"]] == ["department"]


def test_budgets_are_told_apart(tmp_path: Path) -> None:
    small = Portfolio.model_validate(
        {
            "organisation": {"name": "Small"},
            "departments": [{"id": "works", "name": "Teknik og Miljø"}, {"id": "d", "name": "D"}],
            "initiatives": [],
        }
    )
    told = ("9mio", "2027=4 mio. kr.", "Teknik og Miljø=750 t.kr.", "d=0")
    assert parse_budgets(told, small) == Budgets(9_000_000, {2027: 4_000_000}, {"works": 750_000, "d": 0})
    for wrong in (("1m", "2m"), ("2027=1m", "2027=2m"), ("works=1m", "Teknik og Miljø=1m"), ("nobody=1m",), ("2027=",)):
        with pytest.raises(UsageFault):
            parse_budgets(wrong, small)


def test_by_whole_scores_and_by_benefits(run: Run, tmp_path: Path) -> None:
    many = "".join(line(f"s{n}", "20", 1).replace("law: 5", "law: 2") for n in range(5)) + line("large", "100")
    assert planned(run, tmp_path, many, "--budget", "100", "--quick")["chosen"]["ids"] == ["large"]
    found = planned(run, tmp_path, many, "--budget", "100", "--quick", "--by", "score")
    assert len(found["chosen"]["ids"]) == 5
    lines = (
        line("a", "60", 5, ", benefit: {planned: 100}")
        + line("b", "60", 1, ", benefit: {planned: {low: 90, high: 120}}")
        + line("c", "1")
    )
    found = planned(run, tmp_path, lines, "--budget", "60", "--by", "benefit")
    assert (found["by"], found["chosen"]["ids"], found["chosen"]["worth"]) == ("benefit", ["a"], 100)
    assert {each["id"]: each["why"] for each in found["left_out"]} == {"c": "no-benefit"}
    index = {each["id"]: each for each in found["initiatives"]}
    assert (index["a"]["core_index"], index["b"]["core_index"]) == (0.5, 0.5)
    assert index["b"]["deciding"] == [
        {"kind": "input", "component": "benefit", "id": "b", "weight": None, "comes": True}
    ]


def test_risk_as_a_limit_and_as_a_price(run: Run, tmp_path: Path) -> None:
    bold = line("bold", "60").replace("streamline", "rethink-business")  # asks for 5, and 3 is stated
    lines = bold + line("meek", "60", 3) + line("open", "1").replace("streamline", "unsure")
    assert planned(run, tmp_path, lines, "--budget", "61", "--quick")["chosen"]["ids"] == ["bold", "open"]
    found = planned(run, tmp_path, lines, "--budget", "61", "--quick", "--risk", "limit")
    assert found["chosen"]["ids"] == ["meek"]
    left = {each["id"]: each["why"] for each in found["left_out"]}
    assert left == {"bold": "risk", "open": "risk-unknown"}
    found = planned(run, tmp_path, lines, "--budget", "61", "--quick", "--risk", "limit", "--must", "bold")
    assert found["chosen"]["ids"] == ["bold"]
    worth = [
        {
            each["id"]: each["worth"]
            for each in planned(run, tmp_path, lines, "--budget", "61", "--quick", *more)["initiatives"]
        }
        for more in ((), ("--risk", "5"))
    ]
    assert [worth[0][each] - worth[1][each] for each in ("bold", "meek", "open")] == [10, 0, 10]


def test_what_demands_cost(run: Run, tmp_path: Path) -> None:
    lines = line("a", "60") + line("b", "60", 4, ", status: under-way") + line("c", "60", 3)
    found = planned(run, tmp_path, lines, "--budget", "120", "--quick", "--must", "c", "--not", "a", "--keep-running")
    tolls = {(each["kind"], each["id"]): each["points"] for each in found["tolls"]}
    assert tolls == {("must", "c"): 0, ("not", "a"): 0, ("running", None): 0}
    found = planned(run, tmp_path, lines, "--budget", "120", "--quick", "--must", "c")
    assert [(each["kind"], each["points"]) for each in found["tolls"]] == [("must", 7.5)]


def test_what_stays_because_it_runs_need_not_solve_a_problem(run: Run, tmp_path: Path) -> None:
    lines = line("a", "60", 1, ", status: under-way").replace("citizen_problem: queues", "citizen_problem: none")
    found = planned(run, tmp_path, lines + line("b", "60"), "--budget", "60", "--quick", "--keep-running")
    assert found["chosen"]["ids"] == ["a"]


def test_a_circle_is_chosen_together_and_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    lines = line("a", "60", 5, ", depends_on: [b]") + line("b", "50", 2, ", depends_on: [a]") + line("c", "60", 4)
    file.write_text(SMALL + lines, encoding="utf-8")
    code, out, _ = run("--lang", "en", "portfolio", "plan", str(file), "--budget", "110")
    assert code == 0 and "in a circle, and can only be chosen together: A and B." in " ".join(out.split())
    assert planned(run, tmp_path, lines, "--budget", "60")["chosen"]["ids"] == ["c"]


def test_the_low_ends_of_costs_are_tried(run: Run, tmp_path: Path) -> None:
    lines = line("a", "{low: 40, high: 60}") + line("b", "{low: 40, high: 60}", 4)
    found = planned(run, tmp_path, lines, "--budget", "100", "--quick")
    assert (found["chosen"]["ids"], found["lowest_costs"]["ids"]) == (["a"], ["a", "b"])


def test_room_is_not_held_against_work_that_nobody_knows(run: Run, tmp_path: Path) -> None:
    found = planned(run, tmp_path, line("a", "1") + line("b", "1", 4, ", effort: 5"), "--budget", "9", "--capacity")
    assert found["chosen"]["ids"] == ["b"]
    assert {each["id"]: each["why"] for each in found["left_out"]} == {"a": "no-effort"}


def test_who_stops_is_told_how_many_trials_were_made(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from digitrans.portfolios import certainty

    def stopping(told: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(certainty, "_of_exact", stopping)
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + line("a", "60") + line("b", "60", 4), encoding="utf-8")
    code, out, _ = run("--lang", "en", "portfolio", "plan", str(file), "--budget", "60")
    assert code == 130 and "1 of 2 initiatives" in out and "Stopped after one of 300 trials" in out
    assert "whatever you" not in out and "always" not in out and "in all trials" in out


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--budget", "much"), "much"),
        (("--budget", "0"), "0"),
        (("--budget", "100", "--must", "aa"), "aa"),
        (("--budget", "100", "--must", "a", "--not", "a"), "a"),
        (("--budget", "10", "--must", "a"), "60"),
        (("--budget", "100", "--budget", "D=50", "--must", "a"), "50"),
        (("--budget", "100", "--budget", "9"), "9"),
        ((), "--budget"),
        (("--budget", "100", "--must", "needy", "--not", "a"), "needy"),
        (("--budget", "100", "--must", "later"), "free"),
        (("--budget", "100", "--must", "a", "--target-distance", "20"), "50"),
        (("--budget", "100", "--budget", "2027=5", "--must", "a"), "a"),
        (("--budget", "100", "--capacity", "--must", "a"), "a"),
        (("--budget", "100", "--by", "luck"), "luck"),
        (("--budget", "100", "--risk", "some"), "some"),
        (("--budget", "5 mio EUR"), "EUR"),
        (("--budget", "10", "--target-distance", "200"), "100"),
        (("--budget", "10", "--must", "free"), "free"),
    ],
)
def test_where_there_is_no_plan_one_sentence_says_so(
    run: Run, tmp_path: Path, options: tuple[str, ...], told: str, language: str
) -> None:
    file = tmp_path / "small.yaml"
    needy = line("needy", "1", 5, ", depends_on: [a]") + line("later", "1", 5, ", depends_on: [free]")
    file.write_text(SMALL + line("a", "60") + line("free", "") + needy, encoding="utf-8")
    code, out, err = run("--lang", language, "portfolio", "plan", str(file), *options)
    assert (code, out) == (2, "") and told in err and len(err.strip().splitlines()) <= 2 and "Traceback" not in err


def test_everything_fits_and_nothing_is_worth_it(run: Run, tmp_path: Path) -> None:
    assert planned(run, tmp_path, line("a", "5"), "--budget", "10")["chosen"]["ids"] == ["a"]
    poor = (
        line("a", "5")
        .replace("streamline", "rethink-business")
        .replace("law: 5", "law: 1")
        .replace("political", "none")
    )
    assert planned(run, tmp_path, poor.replace("economy: 5", "economy: 1"), "--budget", "10")["chosen"] is not None


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("5mio", 5_000_000),
        ("5 mio. kr.", 5_000_000),
        ("2,5 mio", 2_500_000),
        ("2.5m", 2_500_000),
        ("750 t.kr.", 750_000),
        ("5000000", 5_000_000),
        ("5.000.000", 5_000_000),
        ("1 mia", 10**9),
    ],
)
def test_budgets_as_people_write_them(told: str, amount: int) -> None:
    assert parse_budget(told, TINY) == amount


@pytest.mark.parametrize(
    "told",
    [
        "",
        "-5",
        "5,5",
        "abc",
        "1e9",
        "9" * 5000,
        "5 mio 3",
        "0",
        "nan",
        "1.234 mio",
        "5-6 mio",
        "ca. 5 mio",
        "5 mio EUR",
    ],
)
def test_what_is_no_budget(told: str) -> None:
    with pytest.raises(UsageFault):
        parse_budget(told, TINY)


TINY = Portfolio(organisation=Organisation(name="Small"), initiatives=())


@pytest.mark.parametrize(("lines", "told"), [(line("a", ""), "None of the 1"), ("", "no initiative to choose")])
def test_where_nothing_can_be_chosen_one_sentence_says_so(run: Run, tmp_path: Path, lines: str, told: str) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL.rstrip("\n") + (f"\n{lines}" if lines else " []\n"), encoding="utf-8")
    code, out, err = run("--lang", "en", "portfolio", "plan", str(file), "--budget", "5m")
    assert (code, out) == (2, "") and told in err and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("cost", ["-5", "0"])
def test_costs_of_nothing_and_less(run: Run, tmp_path: Path, cost: str) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + line("a", cost), encoding="utf-8")
    code, out, err = run("--lang", "en", "portfolio", "plan", str(file), "--budget", "5m")
    assert (code, "The one initiative can be afforded" in out, "cost" in err) == (
        (3, False, True) if cost == "-5" else (0, True, False)
    )


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_first_screen_has_the_answer(language: str) -> None:
    from digitrans.formats import Sink, writer
    from digitrans.portfolios.certainty import SEED
    from digitrans.portfolios.choosing import shares_of
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.portfolios.plan import make_plan
    from digitrans.portfolios.wishes import Wish
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.plan import plan_report
    from digitrans.texts import Words

    judge = Judge(Yardstick())
    score = judge.score(TOWN).score
    weights = shares_of([each.weight for each in judge.content.components])
    found = make_plan(score, weights, Wish(Budgets(5_000_000)))
    report = plan_report(PortfolioNames(Words(language), judge.content, score.portfolio), found, SEED)
    screen = writer("table")(Document(report.title, report.screen, {}, language), Sink(80))
    assert isinstance(screen, str) and 12 <= len(screen.splitlines()) <= 22
    assert "4.865.000" in screen or "4,865,000" in screen


def scenario(folder: Path, name: str, text: str) -> str:
    file = folder / f"{name}.yaml"
    file.write_text(f"name: {name}\n{text}", encoding="utf-8")
    return str(file)


def test_scenarios_side_by_side(run: Run, tmp_path: Path) -> None:
    lines = line("a", "60") + line("b", "50", 4) + line("c", "50", 4)
    tight = scenario(tmp_path, "Tight", "budget: 60\nmust: [b]\n")
    other = scenario(tmp_path, "Other", "initiatives: {b: {cost: 70, business_case: {law: 1}}}\nweights: {value: 10}\n")
    never = scenario(tmp_path, "Never", "budget: 10\nmust: [a]\n")
    options = ("--budget", "100", "--scenario", tight, "--scenario", other, "--scenario", never)
    found = {each["name"]: each for each in planned(run, tmp_path, lines, *options)["scenarios"]}
    assert [each and each["chosen"] and each["chosen"]["ids"] for each in found.values()] == [
        ["b", "c"],
        ["b"],
        ["a"],
        None,
    ]
    assert found["Never"]["why_none"] == "plan-dear-budget" and found["Other"]["budget"] == 100
    file = tmp_path / "small.yaml"
    code, out, err = run("--lang", "en", "portfolio", "plan", str(file), *options)
    told = " ".join(out.split())
    assert (
        (code, err) == (0, "") and "Never: no set. What must be in costs DKK 60" in told and "Only in some (3)" in told
    )
    assert 'Measured as "Baseline"' in out
    for format in ("html", "markdown", "csv", "pdf", "docx", "xlsx", "pptx"):
        assert (
            run("portfolio", "plan", str(file), *options, "-o", str(tmp_path / f"x.{format}"), "--format", format)[0]
            == 0
        )


def test_one_scenario_alone_is_planned_whole(run: Run, tmp_path: Path) -> None:
    lines = line("a", "60", 5, ", benefit: {planned: 10, owner: Ada}") + line("b", "50", 4)
    text = "budgets: {d: 55}\nnot: [b]\ninitiatives: {a: {cost: 55, benefit: {planned: 20}}}\nby: benefit\nrisk: 1.5\n"
    found = planned(run, tmp_path, lines, "--scenario", scenario(tmp_path, "Part", text))
    assert (found["by"], found["chosen"]) == ("benefit", {"ids": ["a"], "worth": 20, "cost": 55})
    assert found["limits"] == [{"kind": "department", "name": "d", "most": 55, "used": 55}]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("budgte: 5\n", "'budget'"),
        ("budget: 5-6 mio\n", "2:1: budget"),
        ("initiatives: {aa: {cost: 5}}\n", "aa"),
        ("initiatives: {a: {costs: 5}}\n", "'cost'"),
        ("initiatives: {a: {id: b}}\n", "id"),
        ("initiatives: {a: {cost: {low: 9, high: 5}}}\n", "initiatives/a"),
        ("initiatives: {a: {department: nowhere}}\n", "nowhere"),
        ("organisation: {targets: {streamline: 5}}\n", "100"),
        ("budgets: {nowhere: 5}\n", "nowhere"),
        ("must: [nobody]\n", "nobody"),
    ],
)
def test_faults_of_scenarios_are_told_with_their_place(run: Run, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL + line("a", "60"), encoding="utf-8")
    wrong = scenario(tmp_path, "Wrong", text)
    code, out, err = run("--lang", "en", "portfolio", "plan", str(file), "--budget", "100", "--scenario", wrong)
    assert code in (2, 3) and out == "" and told in err and "Traceback" not in err


def test_the_mix_may_go_by_money(run: Run) -> None:
    asked = ("portfolio", "plan", str(EXAMPLES / "portfolio-municipality.yaml"), "--budget", "5m", "--quick", "--json")
    chosen = []
    for by in ("number", "cost"):
        told = json.loads(run(*asked, "--target-distance", "8", "--mix-by", by)[1])
        chosen.append(told["chosen"]["ids"])
        shares = dict.fromkeys(("streamline", "modernise", "rethink-services", "rethink-business"), 0)
        kinds = {each.id: str(each.type) for each in read_portfolio(asked[2])[0].initiatives}
        for each in told["initiatives"]:
            if each["in"] and kinds[each["id"]] in shares:
                shares[kinds[each["id"]]] += each["cost"] if by == "cost" else 1
        wanted = dict(zip(shares, (35, 35, 20, 10), strict=True))
        whole = sum(shares.values())
        assert sum(abs(100 * shares[kind] / whole - wanted[kind]) for kind in shares) / 2 <= 8
    assert chosen[0] != chosen[1]
    code, _, err = run(*asked, "--mix-by", "cost", "--lang", "en")
    assert code == 2 and "--target-distance" in err
    assert run(*asked, "--target-distance", "8", "--mix-by", "weight")[0] == 2


@pytest.mark.parametrize(
    ("rest", "by"), [("cost: 5", "cost"), ("cost: 5", "number"), ("cost: 0, type: modernise", "cost")]
)
def test_where_there_is_no_mix_none_is_said_to_be_kept(run: Run, tmp_path: Path, rest: str, by: str) -> None:
    ratings = "{citizen_quality: 5, economy: 5, law: 5, culture: 5, competences: 5, technology: 5}"
    path = tmp_path / "p.yaml"
    path.write_text(
        "organisation: {name: X, targets: {modernise: 100}}\ninitiatives:\n"
        f"  - {{id: a, name: A, mandate: political, citizen_problem: P, business_case: {ratings}, {rest}}}\n",
        encoding="utf-8",
    )
    asked = ("portfolio", "plan", str(path), "--budget", "9", "--mix-by", by, "--target-distance", "30")
    code, out, err = run(*asked, "--lang", "en")
    assert code == 2 and not out and "There is no mix to keep" in err


def test_what_nobody_has_rated_is_not_chosen_among(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    rows = "".join(f"  - {{id: i{n}, name: N{n}, cost: {n}, benefit: {{planned: {n}}}}}\n" for n in (1, 2))
    path.write_text(f"organisation: {{name: T}}\ninitiatives:\n{rows}", encoding="utf-8")
    asked = ("portfolio", "plan", str(path), "--budget", "2", "--quick", "--lang", "en")
    code, out, err = run(*asked)
    assert (code, out) == (2, "") and "None of the 2 that could be chosen has been rated" in err
    assert run(*asked, "--by", "benefit")[0] == 0
