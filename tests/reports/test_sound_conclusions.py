"""What a result says of the answers of real leaders: nothing that the answers do not carry, and nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers, Missing, Unit
from digitrans.content.catalogue import load_instrument
from digitrans.content.items import Choice, Rating, Slider
from digitrans.documents import Document
from digitrans.formats import Sink, writer
from digitrans.history.runs import Run, compute
from digitrans.reports.assessment import assessment_report
from digitrans.reports.explanation import verdict_explanation
from digitrans.texts import Words

UNKNOWN = Missing.DONT_KNOW
Points = int | Missing | None


@cache
def names(language: str, instrument: str) -> Any:
    return load_names(Words(language), load_instrument(instrument))


def answered(instrument: str, points: Callable[[str, str | None], Points], language: str = "da", **chosen: Any) -> Run:
    """A result; ``points`` says what each rating counts as, by its id and dimension, None where it was passed over."""
    model = load_instrument(instrument)
    values: dict[str, Answer] = {}
    for item in model.items:
        if item.id.replace("-", "_") in chosen:
            values[item.id] = Answer(chosen[item.id.replace("-", "_")])
        elif isinstance(item, Rating) and (given := points(item.id, item.dimension)) is not None:
            values[item.id] = Answer(6 - given if isinstance(given, int) and item.reverse else given)
        elif isinstance(item, Choice) and item.dimension:
            values[item.id] = Answer(item.options[0].id)
    return compute(names(language, instrument), Answers(model.id, model.version, values=values), latest=False)


def leader(default: Points = 5, language: str = "da", /, **other: Points) -> Run:
    """The self-assessment; ``other`` are dimensions or items that count otherwise."""
    told = {name.replace("_", "-"): value for name, value in other.items()}

    def points(item: str, dimension: str | None) -> Points:
        return told.get(item, told.get(dimension or "", default))

    return answered("self-assessment", points, language)


def first(run: Run, whole: bool = False) -> str:
    document = assessment_report(run)
    blocks = document.blocks if whole else document.screen
    text = writer("table")(Document(document.title, blocks, {}), Sink(80))
    assert isinstance(text, str)
    assert whole or len(text.splitlines()) <= 22
    return text


def flat(run: Run, whole: bool = False) -> str:
    return " ".join(first(run, whole).split())


# What a mean hides


CONDITIONS = [item.id for item in load_instrument("self-assessment").items if item.dimension in ("capacity", "timing")]


@pytest.mark.parametrize("item", CONDITIONS)
def test_one_answer_that_the_conditions_fail_on_holds_the_start_back(item: str) -> None:
    run = leader(**{item.replace("-", "_"): 1})
    judgement = run.guidance.judgement
    assert judgement is not None and judgement.outcome is not None and judgement.without_floor is not None
    assert (judgement.outcome.id, judgement.without_floor.id) == ("start-small", "start-now")
    assert [each.item.id for each in judgement.lacking] == [item] and judgement.held == ()
    text = next(each.text["da"] for each in run.names.instrument.items if each.id == item)
    assert f'"{text[:-1]}" (' in flat(run)
    change = judgement.changes[-1]
    assert (change.answers, change.outcome.id) == ((item,), "start-now")
    assert "Er det svar mindst et trin bedre, bliver det: Begynd nu." in flat(run, whole=True)
    better = leader(**{item.replace("-", "_"): 2}).guidance.judgement
    assert better is not None and better.outcome == change.outcome, "what was promised is so"


def test_an_answer_and_a_piece_of_advice_that_hold_back_are_both_named() -> None:
    run = leader(money_set_aside=1, use_your_political_leadership=1)
    judgement = run.guidance.judgement
    assert judgement is not None and judgement.changes[-1].parts == ("use-your-political-leadership",)
    assert judgement.changes[-1].answers == ("money-set-aside",)
    told = flat(run, whole=True)
    assert "Her holder noget igen: 9 Brug din politiske ledelse (1,0)" in told
    assert 'Det gør også: "Der er sat penge af til hele forandringen" (1, Slet ikke).' in told
    assert "Med råd 9 på mindst 2,0 og det svar mindst et trin bedre bliver det: Begynd nu." in told


def test_two_things_missing_are_not_told_as_one() -> None:
    assert "Både kapaciteten og timingen mangler." in flat(leader(1)) and "Det er kapaciteten" not in flat(leader(1))
    assert "Det er kapaciteten, der mangler." in flat(leader(4, capacity=2))


def department(staff: int | Missing, managers: int | Missing, need: int = 5) -> Run:
    model = load_instrument("maturity")
    values = {
        f"unit/{item.id}": Answer(need if item.id == "need" else staff if item.id.endswith("staff") else managers)
        for item in model.items
    }
    given = Answers(model.id, model.version, values=values, units=(Unit("unit", "Skoler"),))
    return compute(names("da", "maturity"), given, latest=False)


@pytest.mark.parametrize(
    ("staff", "managers", "outcome", "picked"),
    [
        (2, 5, "one-group-ready", ()),
        (5, 2, "one-group-ready", ()),
        (3, 4, "start", ("unit",)),
        (4, Missing.NOT_RELEVANT, "start", ("unit",)),
    ],
)
def test_a_department_is_ready_when_both_groups_are(
    staff: int | Missing, managers: int | Missing, outcome: str, picked: tuple[str, ...]
) -> None:
    run = department(staff, managers)
    decided = run.units[0].guide.decided
    assert decided is not None and decided.id == outcome
    assert next(ids for pick, ids in run.picked if pick.id == "start-here") == picked
    assert "Parathed" in first(run) and "Borgerbehov" in first(run), "what decides is on the first screen"


# What is not known


def test_silence_makes_a_verdict_provisional_on_every_first_screen() -> None:
    known, partly = leader(4), leader(4, create_simple_solutions=UNKNOWN)
    assert "Skal du begynde nu? Begynd nu (" in flat(known) and "Foreløbigt" not in flat(known, whole=True)
    assert "Skal du begynde nu? Foreløbigt: Begynd nu (" in flat(partly)
    assert 'Åbne svar kan gøre det til "Begynd i det små, ét eller to steder".' in flat(partly)
    assert "37 af 41 besvaret, 4 ved ikke." in flat(partly) and "af 41 besvaret" not in flat(known)
    assert "Foreløbigt" in flat(leader(4, the_moment=UNKNOWN)), "that one answer alone may hold it back"


def test_a_short_run_says_so_on_its_first_screen() -> None:
    model = load_instrument("self-assessment")
    values = {item.id: Answer(4) for item in model.items if isinstance(item, Rating) and item.short}
    given = Answers(model.id, model.version, short=True, values=values)
    told = flat(compute(names("da", "self-assessment"), given, latest=False))
    assert "Det er den korte udgave, 12 spørgsmål; den fulde giver et sikrere billede." in told
    assert "korte udgave" not in flat(leader(4))


def test_without_a_verdict_the_first_screen_says_why_and_what_next() -> None:
    run = leader(4, capacity=UNKNOWN)
    told = flat(run)
    assert "Ingen score: Kapacitet." in told and "digitrans assess" in told
    assert 'alt fra "Vent: ledelsen er klar, vilkårene er det ikke" til "Begynd nu"' in told
    assert "Intet er besvaret" in flat(leader(UNKNOWN))


def test_nothing_is_said_of_advice_without_a_score() -> None:
    told = flat(leader(5, create_ownership=UNKNOWN, choose_forms_of_work=None), whole=True)
    assert "Om råd 5 og 7 ved vi intet" in told and "Ingen af rådene ligger under en styrke" not in told
    relevant = flat(leader(5, create_ownership=Missing.NOT_RELEVANT), whole=True)
    assert "Ingen af rådene ligger under en styrke" in relevant, "what is not relevant is not unknown"


def test_a_score_of_a_recommendation_says_how_little_stands_behind_it() -> None:
    run = leader(3, create_simple_solutions=Missing.NOT_RELEVANT, became_simpler=1)
    assert "Scoren er 1,0: kræver din opmærksomhed. 1 af 4 besvaret, 3 ikke relevant." in flat(run, whole=True)
    assert "besvaret" not in flat(leader(3, became_simpler=1), whole=True).partition("Scoren er")[2][:60]


def test_the_weakest_link_is_not_named_while_another_is_unknown() -> None:
    def points(item: str, dimension: str | None) -> Points:
        return UNKNOWN if dimension == "law" else 4

    told = flat(answered("business-case", points), whole=True)
    assert "Svageste led: ikke kendt, for der mangler svar om Lov." in told and "Svageste led: ikke kendt)" in told
    lowest = answered("business-case", lambda item, dimension: 1 if dimension == "culture" else points(item, dimension))
    assert "Svageste led: Kultur 1,0." in flat(lowest, whole=True), "nothing can be weaker than that"


@pytest.mark.parametrize(("low", "outcome"), [(1, "green-one-gap"), (2, "green")])
def test_a_green_light_names_the_gap_that_a_mean_hides(low: int, outcome: str) -> None:
    run = answered("business-case", lambda item, dimension: low if item == "law-cleared" else 5)
    assert run.guide.decided is not None and run.guide.decided.id == outcome
    assert "Hvad må vi ikke, og hvem har skrevet under på det?" in flat(run), "the question to ask about it"


def test_danger_that_nobody_has_looked_into_is_no_reason_to_tell_a_story() -> None:
    open_ = answered("narrative", lambda item, dimension: UNKNOWN if item == "harm-within-weeks" else 4)
    assert open_.guide.decided is not None and open_.guide.decided.id == "danger-unknown"
    known = answered("narrative", lambda item, dimension: 2 if item == "harm-within-weeks" else 5)
    assert known.guide.decided is not None and known.guide.decided.id != "danger-unknown"


@pytest.mark.parametrize(("how", "outcome"), [("guess", "only-a-guess"), ("heard-them", "acceptance")])
def test_a_guess_shows_nobody_the_way(how: str, outcome: str) -> None:
    model = load_instrument("change-curve")
    values = {
        "leader-stage": Answer("acceptance"),
        "a/group-stage": Answer("acceptance"),
        "a/how-you-know": Answer(how),
    }
    given = Answers(model.id, model.version, values=values, units=(Unit("a", "Team A"),))
    run = compute(names("da", "change-curve"), given, latest=False)
    decided = run.units[0].guide.decided
    assert decided is not None and decided.id == outcome
    assert bool(next(ids for pick, ids in run.picked if pick.id == "can-show-others")) is (how != "guess")


# Answers that are all alike


def test_answers_that_are_all_alike_are_doubted_for_the_right_reason() -> None:
    def raw(instrument: str, value: int) -> str:
        ratings = {each.id for each in load_instrument(instrument).items if isinstance(each, Rating)}
        model = load_instrument(instrument)
        values = {each: Answer(value) for each in ratings}
        return flat(compute(names("en", instrument), Answers(model.id, model.version, values=values), latest=False))

    assert "contradict each other" in raw("self-assessment", 5) and "contradict each other" in raw("self-assessment", 1)
    assert "says little about where to begin" in raw("self-assessment", 3)
    assert "the best answer every time" in flat(leader(5, "en"))
    assert "best answer was chosen every time" in raw("business-case", 5)
    assert "do not say what is strongest" in raw("business-case", 2)
    assert "best answer" not in raw("work-forms", 5), "where more is no better, no answer is the best"


@pytest.mark.parametrize(
    ("value", "said"), [(0, "in the middle every time"), (-2, "on the same side"), (2, "same side")]
)
def test_dilemmas_answered_in_one_place_are_doubted(value: int, said: str) -> None:
    model = load_instrument("dilemmas")
    places = {each.id: Answer(value) for each in model.items if isinstance(each, Slider)}
    told = flat(compute(names("en", "dilemmas"), Answers(model.id, model.version, values=places), latest=False))
    assert said in told
    nothing = flat(compute(names("en", "dilemmas"), Answers(model.id, model.version), latest=False))
    assert "Nothing is answered." in nothing and "score" not in nothing and "pull clearly" not in nothing


def test_fewer_than_asked_for_is_told_by_its_own_measure() -> None:
    run = department(UNKNOWN, 4)
    assert "Under 60 procent er besvaret." in flat(run) and "halvdelen" not in flat(run)


# Figures


def nearly(language: str = "da") -> Run:
    """A leadership overall of 2.49: below the boundary at 2.5, and rounded to it."""
    low = {"ask_the_dumb_questions": 2, "yes_after_problem": 3, "sums_first": 3, "assess_your_organisation": 2}
    low |= {"lay_your_strategy": 2, "be_willing_to_take_risks": 2, "create_ownership": 2}
    return leader(3, language, **low)


def test_a_score_just_below_a_boundary_does_not_look_as_if_it_had_reached_it() -> None:
    run = nearly()
    assert run.scores["leadership"].value == Fraction(112, 45)
    told = flat(run, whole=True)
    assert "Din ledelse samlet set: <2,5" in told and "fra lige under 2,5 til 2,5" in told
    assert "fra 2,5 til 2,5" not in told and "samlet set: 2,5" not in told
    explained = writer("table")(verdict_explanation(nearly("en")), Sink(80))
    assert "shown as just under 2.5" in " ".join(str(explained).split())


def test_the_figure_that_a_light_goes_by_does_not_contradict_it() -> None:
    quality: Mapping[str, int] = {"citizens-asked": 3, "quality-checkable": 4, "all-costs": 3, "sums-survive": 3}
    run = answered("business-case", lambda item, dimension: quality.get(item, 4))
    (light,) = [each for each in run.scores.figures if each.figure.rule == "mean"]
    assert light.value is not None and Fraction(71, 20) < light.value < Fraction(36, 10)
    assert run.guide.decided is not None and "green" not in run.guide.decided.id
    assert "under ét: <3,6." in flat(run, whole=True)


# What stands on the first screen


def test_the_thing_for_monday_says_where_it_comes_from_and_second_looks_are_counted() -> None:
    run = leader(3, "en", yes_after_problem=5, heard_citizens=1, use_your_political_leadership=1, risk_taken=5)
    assert "One thing for Monday: 9 Use your political leadership (1.0)" in flat(run)
    assert "In two places your answers sit oddly together" in flat(run)
    many = leader(
        3,
        "en",
        yes_after_problem=5,
        heard_citizens=1,
        shares_decided=5,
        readiness_known=1,
        story_told=5,
        involved_before=1,
        risk_taken=5,
        use_your_political_leadership=1,
        leadership_attention=1,
    )
    assert "In two more places your answers sit oddly together." in flat(many, whole=True)
    assert len(many.guidance.second_looks) == 3 and many.guidance.more_looks == 2


def test_what_follows_a_decision_is_on_its_first_screen() -> None:
    weak = answered("business-case", lambda item, dimension: 2 if dimension == "law" else 5)
    assert "Svageste led: Lov 2,0." in flat(weak) and "hvem har skrevet under på det? ... og én til" in flat(weak)
    needed = {f"{each}_needed": "develops-along" for each in ("citizens", "staff")}
    assert "Borgere: får besked → udvikler med" in flat(answered("actors", lambda *_: 3, **needed))
    assert "°" not in first(weak), "marks need their legend"
