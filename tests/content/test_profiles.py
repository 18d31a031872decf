"""What every questionnaire says to answers that are all alike, at the middle, at the floor, or missing.

The words are those that a chief executive reads: whoever changes a threshold sees here what is then told to somebody
who answered "partly" throughout, or nothing at all.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest

from digitrans.answers.conditions import all_hold
from digitrans.answers.kinds import value_from
from digitrans.answers.names import load_names
from digitrans.answers.scoring import score
from digitrans.answers.values import Answer, Answers, Unit
from digitrans.content.catalogue import instrument_ids, instrument_kind, load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem
from digitrans.formats import Sink, writer
from digitrans.history.runs import Run, compute
from digitrans.portfolios.models import BusinessCase, Initiative
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.scoring import Scorer
from digitrans.reports.assessment import assessment_report
from digitrans.texts import Words

QUESTIONNAIRES = [each for each in instrument_ids() if instrument_kind(each) == "questionnaire"]
DECIDING = [each for each in QUESTIONNAIRES if load_instrument(each).decision]
REPEATED = [each for each in DECIDING if load_instrument(each).repeat]
OPEN = ("skipped", "dont-know", "not-relevant")
PROFILES = ("ones", "twos", "threes", "fours", "fives", "up-and-down", "down-and-up", *OPEN)
LEVELS = {"ones": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5}
TEXT = "Karen på 82 kan se sin sygeplejerske på en skærm på mandag, hvis hun vil."


def plain(item: AnyItem, level: int) -> Any:
    """The answer of somebody who always points at the same place: 1 is the first or lowest, 5 the last or highest."""
    options = [option.id for option in getattr(item, "options", ())]
    place = round((level - 1) / 4 * (len(options) - 1)) if options else 0
    if item.kind == "rating":
        return level
    if item.kind == "slider":
        return level - 3
    if item.kind == "choice":
        return options[place]
    if item.kind == "choices":
        return options if level >= 3 else []
    if item.kind == "allocation":
        even = level == 3
        return {each: 100 // len(options) if even else 100 * (n == place) for n, each in enumerate(options)}
    if item.kind == "number":
        return (0, 2, 5, 7, 12)[level - 1]
    return TEXT


def answer_of(item: AnyItem, profile: str, place: int) -> Answer | None:
    if profile == "skipped":
        return None
    if profile in OPEN:
        return Answer(value_from(item, profile))
    level = LEVELS.get(profile) or (1 if (place % 2 == 0) == (profile == "up-and-down") else 5)
    return Answer(value_from(item, plain(item, level)))


def answers_of(instrument: Instrument, profile: str, *, units: int = 1, skipped: int = 0) -> Answers:
    """The whole questionnaire answered by ``profile``; the last ``skipped`` of ``units`` have no answers."""
    named = tuple(Unit(f"unit-{n}", f"Unit {n}") for n in range(units)) if instrument.repeat else ()
    values: dict[str, Answer] = {}
    counted = [item.id for item in instrument.items if item.kind != "text"]
    for item in instrument.items:
        given = answer_of(item, profile, counted.index(item.id) if item.id in counted else 0)
        if given is None:
            continue
        once = instrument.repeat is None or item.once
        keys = [item.id] if once else [f"{unit.id}/{item.id}" for unit in named[: units - skipped]]
        values |= dict.fromkeys(keys, given)
    return Answers(instrument.id, instrument.version, values=values, units=named)


@cache
def names_of(name: str, language: str) -> Any:
    return load_names(Words(language), load_instrument(name))


def computed(name: str, answers: Answers, language: str = "da") -> Run:
    return compute(names_of(name, language), answers, latest=False)


@cache
def run_of(name: str, profile: str, language: str = "da", units: int = 1, skipped: int = 0) -> Run:
    return computed(name, answers_of(load_instrument(name), profile, units=units, skipped=skipped), language)


@cache
def shown(name: str, profile: str, language: str = "da", units: int = 1, skipped: int = 0) -> str:
    told = writer("markdown")(assessment_report(run_of(name, profile, language, units, skipped)), Sink())
    assert isinstance(told, str)
    return told


def decided(run: Run) -> list[str]:
    guides = [unit.guide for unit in run.units] if run.names.instrument.repeat else [run.guide]
    return [each.decided.id for each in guides if each.decided]


# Questionnaire, profile, outcome, and words of it in both languages.
TABLE = """
narrative     threes        not-clear-cut             | svarene peger ikke klart | do not point clearly
narrative     ones          nothing-stands-out        | så er en kort besked nok | a short message is enough
narrative     fives         fire-and-change           | hold de to ting adskilt | keep the two apart
narrative     down-and-up   not-clear-cut             | spørg en leder tæt på opgaven | ask a manager close to the work
narrative     up-and-down   same-and-different        | måske gælder det hver sin gruppe | different groups
narrative     skipped       situation-unknown         | der mangler svar om situationen | are missing
direction     threes        goal-on-its-way           | noget af målet ligger fast | part of the goal is fixed
direction     ones          neither                   | begynd med målet | begin with the goal
direction     fives         goal-and-freedom          | de ved, hvor de skal hen | they know where to go
direction     skipped       goal-unknown              | der mangler svar om målet | answers about the goal are missing
risk          threes        stretch                   | lidt over det, i plejer at turde | a little above
risk          ones          nothing-tried             | i denne måned | this month
risk          fives         enough                    | omtrent til det, i vil | roughly matches
risk          down-and-up   far-too-far               | gør det mindre nu | make it smaller now
risk          skipped       willingness-unknown       | svaret for lidt på, hvad i har gjort | too little
rollout       threes        middle                    | sikrest at begynde i det små | safer, then, to start small
rollout       ones          middle                    | svarene afgør det ikke | do not settle it
rollout       fives         forced-all                | dagen er givet | the day is given
rollout       skipped       no-answer                 | svaret for lidt | too little has been answered
involvement   threes        asked-too-late            | læg datoen tidligere | bring the date forward
involvement   ones          fits                      | nogenlunde så meget | roughly as far as
involvement   fives         never-asked               | ingen har sat en dato | nobody has set a date
involvement   skipped       need-unknown              | svaret for lidt | too little has been answered
maturity      threes        one-thing-citizens-notice | vælg én ting, borgerne venter på | one thing citizens
maturity      ones          wait                      | før den kan klare en stor forandring | lacks something
maturity      fives         start                     | giv forvaltningen et mål | a goal
maturity      skipped       no-picture                | svaret for lidt | too little has been answered
actors        threes        thin-lines                | taler for sjældent sammen | talk too rarely
actors        ones          both-axes-missing         | to møder i kalenderen | two meetings in the calendar
actors        fives         in-balance                | så vidt der er svaret | as far as has been answered
actors        skipped       axes-unknown              | hvem der taler direkte sammen | who talks directly
mentality     threes        optimists-half-used       | noget er sat i gang | something has been started
mentality     ones          optimists-unused          | næsten ikke fået noget at gøre | hardly been given
mentality     fives         watchdogs-may-carry       | det har ændret noget | it has changed something
mentality     skipped       no-spread                 | uden et bud på fordelingen | without a guess
business-case threes        amber-middle              | ikke noget, der vælter | nothing topples
business-case ones          red-no-problem            | siger ikke, hvad det løser | does not say what it solves
business-case fives         green                     | giv grønt lys | give the green light
business-case skipped       no-light-problem          | ikke svaret på, hvilket problem | no answer to what problem
political     threes        mandate-nearly            | men ikke et ja | but not a yes
political     ones          just-do-it                | borgerne næppe mærker | hardly notice
political     fives         mandate-there             | de har besluttet den | they have decided it
political     skipped       degree-unknown            | hvor nyt det er | how new it is
double-diamond threes       a-little-of-each          | behovet afgør det | the need decides
double-diamond ones         in-discover               | skal stadig se og høre | still has to see and hear
double-diamond fives        through                   | fulgt borgeren hele vejen | kept to the citizen
double-diamond skipped      define-unknown            | kan projektets trin ikke afgøres | cannot be told
change-curve  threes        fighting                  | kom selv, uden oplæg | come yourself
change-curve  ones          not-told-yet              | ikke hørt om forandringen endnu | not heard about the change
change-curve  fives         only-a-guess              | det er et gæt | it is a guess
change-curve  skipped       stage-unknown             | du ved ikke, hvor gruppen står | do not know where
work-forms    threes        even-mix                  | noget af dem alle | something of all three
work-forms    ones          no-form-called-for        | passer rigtigt til opgaven | really fits
work-forms    fives         even-mix                  | noget af dem alle | something of all three
work-forms    skipped       not-enough-answers        | der mangler svar | are missing
"""


def rows() -> Iterator[Any]:
    for line in TABLE.strip().splitlines():
        head, danish, english = (each.strip() for each in line.split("|"))
        name, profile, outcome = head.split()
        yield pytest.param(name, profile, outcome, danish, english, id=f"{name}-{profile}")


@pytest.mark.parametrize(("name", "profile", "outcome", "danish", "english"), [*rows()])
def test_what_is_said(name: str, profile: str, outcome: str, danish: str, english: str) -> None:
    assert decided(run_of(name, profile)) == [outcome]
    for language, words in (("da", danish), ("en", english)):
        assert words in " ".join(shown(name, profile, language).split()).casefold()


def test_every_questionnaire_is_in_the_table() -> None:
    wanted = set(product(DECIDING, ("ones", "threes", "fives", "skipped")))
    assert {(row.values[0], row.values[1]) for row in rows()} >= wanted


@pytest.mark.parametrize("name", DECIDING)
def test_unknown_and_not_relevant_are_told_like_missing_answers(name: str) -> None:
    said = {tuple(decided(run_of(name, profile))) for profile in OPEN}
    assert len(said) == 1
    assert "unknown" in (outcome := said.pop()[0]) or outcome.startswith(("no-", "not-enough")), outcome


# What must not stand in one result; each is a contradiction that was once told.
APART = [
    ("da", "Fortæl alle det i dag", "har ikke hørt"),
    ("da", "Klart mål, fri vej", "kun delvist hos lederne. Tag det op"),
    ("da", "ingen skiller sig ud", "gør ved det svageste"),
    ("da", "ingen skiller sig ud", "hvad der fik det til at lykkes"),
    ("da", "Ingen bliver spurgt", "For mindst én gruppe rækker planen"),
    ("da", "Der er gode grunde på begge sider", "Ingen af dine svar"),
    ("da", "De står uden for", "Giv dem en del af ansvaret"),
    ("en", "no one stands out", "do about the weakest"),
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", DECIDING)
def test_nothing_contradicts_itself(name: str, profile: str) -> None:
    for language, one, other in APART:
        told = shown(name, profile, language)
        assert not (one in told and other in told), (one, other)
    for language in ("da", "en"):
        assert not re.search(r"\{[a-z-]+\}", shown(name, profile, language)), "a gap that was not filled"


@pytest.mark.parametrize("name", DECIDING)
def test_the_middle_is_neither_the_boldest_nor_the_most_drastic(name: str) -> None:
    """Somebody who answers "partly" throughout is never told to go all the way, to stop, or that it burns."""
    told = shown(name, "threes")
    said = told.split("**")[-2]
    for drastic in (
        "Taget brænder",
        "Klart mål",
        "Grønt lys",
        "Rødt lys",
        "Tag alle med på én gang",
        "Ingen taler for",
    ):
        assert not said.startswith(drastic), said
    assert "Begynd ikke her" not in told


@pytest.mark.parametrize("name", REPEATED)
def test_equal_units_are_not_ranked(name: str) -> None:
    for profile in ("ones", "threes", "fours", "fives"):
        run = run_of(name, profile, units=3)
        assert len(set(decided(run))) == 1
        for _, ids in run.picked:
            assert len(ids) in (0, 3), "those that are equal are all named, or none is"
        if any(ids for _, ids in run.picked):
            assert "Unit 0, Unit 1 og Unit 2 står lige" in shown(name, profile, units=3)


@pytest.mark.parametrize("name", REPEATED)
def test_more_units_than_are_shown_are_all_named_where_they_are_equal(name: str) -> None:
    for _, ids in run_of(name, "fives", units=5).picked:
        assert len(ids) in (0, 5)


@pytest.mark.parametrize("name", REPEATED)
def test_a_unit_without_answers_is_told_apart(name: str) -> None:
    run = run_of(name, "fours", units=3, skipped=1)
    first, second, missing = decided(run)
    assert first == second != missing == decided(run_of(name, "skipped"))[0]
    assert all("unit-2" not in ids for _, ids in run.picked)


# Every outcome is somebody's, and no two are called the same.


def person(instrument: Instrument, draw: random.Random) -> Answers:
    """Somebody who has an opinion on each dimension, knows some things and not others, and is not quite consistent."""
    levels = {each.id: draw.choice((0, 1, 1, 2, 3, 4, 5, 5)) for each in instrument.dimensions}
    values = {}
    for item in instrument.items:
        level = levels.get(item.dimension or "", draw.choice((0, 1, 2, 3, 4, 5)))
        if level == 0 or draw.random() < 0.03:
            continue
        values[item.id] = Answer(value_from(item, said_by_somebody(item, level, draw)))
    return Answers(instrument.id, instrument.version, values=values)


def said_by_somebody(item: AnyItem, level: int, draw: random.Random) -> Any:
    options = [option.id for option in getattr(item, "options", ())]
    if item.kind == "allocation":
        return spread(options, draw)
    if item.kind == "choice" and draw.random() < 0.5:
        return draw.choice(options)
    level = level if draw.random() < 0.7 else draw.randint(1, 5)
    return plain(item, 6 - level if getattr(item, "reverse", False) else level)


def told_to(instrument: Instrument, answers: Answers) -> str:
    """The outcome of the decision, and nothing else."""
    view = (instrument, answers, score(instrument, answers, instrument.items))
    assert instrument.decision is not None
    return next(
        each.id for each in instrument.decision.outcomes if all_hold(each.when, {instrument.id: view}, instrument.id)
    )


def spread(options: list[str], draw: random.Random) -> dict[str, int]:
    cuts = sorted(draw.randint(0, 20) * 5 for _ in options[1:])
    ends = [0, *cuts, 100]
    return {each: ends[n + 1] - ends[n] for n, each in enumerate(options)}


@pytest.mark.parametrize("name", DECIDING)
def test_every_outcome_is_reached_by_somebody(name: str) -> None:
    instrument = load_instrument(name)
    assert instrument.decision is not None
    missing = {each.id for each in instrument.decision.outcomes}
    draw = random.Random(name)
    for _ in range(4000):
        missing.discard(told_to(instrument, person(instrument, draw)))
        if not missing:
            return
    pytest.fail(f"nobody is told: {', '.join(sorted(missing))}")


@pytest.mark.parametrize("name", DECIDING)
def test_no_two_outcomes_have_the_same_name_or_text(name: str) -> None:
    instrument = load_instrument(name)
    outcomes = instrument.decision.outcomes if instrument.decision else ()
    for language in ("da", "en"):
        for kind in ("name", "text"):
            told = [getattr(each, kind)[language].casefold() for each in outcomes]
            assert len(told) == len(set(told)), f"{kind} in {language}"


# One rule for the light


LINKS = ("law", "culture", "competences", "technology")


@cache
def case_items() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in load_instrument("business-case").items:
        found.setdefault(item.dimension or "", []).append(item.id)
    return found


def case_light(ratings: dict[str, int]) -> str:
    """The light of the questionnaire for these ratings of the six areas, a stated problem taken for granted."""
    given = {item: ratings.get(area, 5) for area, items in case_items().items() if area for item in items}
    answers = Answers("business-case", 1, values={item: Answer(rating) for item, rating in given.items()})
    return told_to(names_of("business-case", "da").instrument, answers).split("-")[0]


def combinations() -> Iterator[dict[str, int]]:
    """All ratings of the two gains against all of the weakest link, which is each of the four in turn."""
    for quality, economy, weakest, link in product(range(1, 6), range(1, 6), range(1, 6), LINKS):
        links = {each: weakest if each == link else 5 for each in LINKS}
        yield {"citizen-quality": quality, "economy": economy, **links}


def test_the_portfolio_and_the_business_case_give_the_same_light() -> None:
    scorer = Scorer(load_portfolio_content())
    seen = set()
    for ratings in combinations():
        case = BusinessCase.model_validate({key.replace("-", "_"): rating for key, rating in ratings.items()})
        initiative = Initiative(
            id="one", name="One", department="any", type="modernise", citizen_problem=TEXT, business_case=case
        )
        light = scorer.case(scorer.score(initiative, None, None)).light
        assert case_light(ratings) == light, ratings
        seen.add(light)
    assert seen == {"green", "amber", "red"}


# The leader's own words are quoted where a remark is about them


def remarks_on(name: str, **texts: str) -> str:
    values = {key.replace("_", "-"): Answer(text) for key, text in texts.items()}
    run = computed(name, Answers(name, 1, values=values))
    return str(writer("markdown")(assessment_report(run), Sink()))


def test_a_remark_names_the_words_it_is_about() -> None:
    told = remarks_on("narrative", head="Vi skal implementere nye workflows og facilitere en proces.")
    assert 'Sådan taler ingen over frokosten: "implementere", "facilitere" og "proces".' in told
    told = remarks_on("narrative", head="Vi sparer tre årsværk.")
    assert 'Der står "sparer" og "årsværk".' in told
    told = remarks_on("direction", the_goal="Et nyt it-system og en app inden jul.")
    assert 'Målet nævner et middel: "it-system" og "app".' in told
    assert "frokosten" not in remarks_on("narrative", head="Mette vil gerne hjælpe Jens på mandag.")


# Who stands outside the organisation is not made responsible


@pytest.mark.parametrize("belongs", ["inside", "outside", None])
def test_nobody_outside_is_told_to_own_it(belongs: str | None) -> None:
    given = dict.fromkeys(("changes-their-day", "know-what-we-do-not", "fails-without-them", "something-to-lose"), 5)
    values = {f"one/{item}": Answer(rating) for item, rating in given.items()}
    values |= {"one/belongs": Answer(belongs)} if belongs else {}
    run = computed("involvement", Answers("involvement", 1, values=values, units=(Unit("one", "Patienterne"),)))
    told = str(writer("markdown")(assessment_report(run), Sink()))
    assert ("Giv dem en del af ansvaret" in told) == (belongs == "inside")
    assert ("beslutter med" in told) == (belongs == "outside")
    assert run.units[0].scores["needed"].value == (4 if belongs == "outside" else 5)
