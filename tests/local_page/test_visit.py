"""One sitting in the browser, without the browser: answered, kept, gone on with at the keyboard, and computed."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from visiting import leaving, names_of, visit_of

from conftest import EXAMPLES
from digitrans.answers.data import as_data
from digitrans.answers.facts import Known
from digitrans.answers.files import load_answers
from digitrans.answers.kinds import plain_value
from digitrans.answers.values import About, Missing, about_of, asked
from digitrans.asking import sittings
from digitrans.asking.initiatives import Thread
from digitrans.content.catalogue import instrument_ids, instrument_kind
from digitrans.errors import SaveFault
from digitrans.local_page.visit import Refused, Visit

__all__ = ["leaving"]

ANSWERED = [each for each in instrument_ids() if (EXAMPLES / f"{each}.yaml").exists()]
QUESTIONNAIRES = [each for each in ANSWERED if instrument_kind(each) == "questionnaire"]


def begin(visit: Visit, units: list[str] | None = None, **given: Any) -> dict[str, Any]:
    view = visit.begin(given)
    if "data-name" in view["html"]:
        view = visit.about({})
    if units and "names" in view["html"]:
        view = visit.units({"names": units})
    return view


def answer(visit: Visit, key: str, value: Any = None, **beside: Any) -> dict[str, Any]:
    return visit.answer({"key": key, "revision": visit.revision, "entry": {"value": value, **beside}})


def tags_of(html: str) -> set[str]:
    """The elements that a browser makes of it."""
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.add(tag)  # type: ignore[method-assign]
    parser.feed(html)
    return found


def drafts(home: Path) -> list[Path]:
    return sorted((home / "drafts").glob("*.json"))


def on_disk(home: Path) -> dict[str, Any]:
    (path,) = drafts(home)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_the_same_answers_come_to_the_same_as_from_a_file(name: str, settled: Path) -> None:
    given = load_answers(EXAMPLES / f"{name}.yaml", names_of(name).instrument)
    visit = visit_of(name)
    begin(visit, [each.name for each in given.units])
    assert visit.answers is not None
    mine, theirs = (asked(names_of(name).instrument, each) for each in (visit.answers, given))
    for question, there in zip(mine, theirs, strict=True):
        found = given[there.key]
        if found.value is not Missing.UNANSWERED or found.note:
            answer(visit, question.key, plain_value(found.value), **({"note": found.note} if found.note else {}))
    result = visit.finish({})
    assert visit.finished is not None and "<h1>" in result["main"] and drafts(settled) == []
    assert [visit.finished[each.key] for each in mine] == [given[each.key] for each in theirs]
    (saved,) = (settled / "results").glob("*.json")
    assert json.loads(saved.read_text(encoding="utf-8"))["answers"] == as_data(given)["answers"]


@pytest.mark.parametrize(("name", "language"), [*zip(instrument_ids(), cycle(["da", "en"]), strict=False)])
def test_every_leaf_of_everything_is_shown_with_its_answers(name: str, language: str) -> None:
    visit = visit_of(name, language=language, save=False)
    view = begin(visit, ["<img src=x onerror=alert(1)>", "Å & Ø"])
    keys: list[str] = []
    for leaf in range(99):
        view = visit.view({"leaf": leaf})
        if view.get("leaf") != leaf:
            break
        assert "img" not in tags_of(view["html"])
        keys += re.findall(r'<fieldset data-key="([^"]+)"', view["html"])
    assert visit.answers is not None
    assert keys == [each.key for each in asked(names_of(name).instrument, visit.answers)]


def test_what_is_answered_is_on_disk_when_it_is_taken(settled: Path) -> None:
    visit = visit_of()
    begin(visit)
    got = answer(visit, "yes-after-problem", 4, note="  målt i budgettet\n")
    assert on_disk(settled)["answers"] == {"yes-after-problem": {"value": 4, "note": "målt i budgettet"}}
    assert (got["done"], got["progress"]) == (1, "1 af 41 besvaret")
    answer(visit, "yes-after-problem", None)
    assert on_disk(settled)["answers"] == {"yes-after-problem": None}


def test_begun_in_the_browser_gone_on_with_at_the_keyboard_and_back(settled: Path) -> None:
    visit = visit_of()
    begin(visit)
    answer(visit, "yes-after-problem", 2)
    visit.leave()
    names = names_of("self-assessment")
    (found,) = sittings.begun_drafts(names, False)
    taken = sittings.take_up(names, found.path)
    assert taken is not None and taken[0]["yes-after-problem"].value == 2, "the keyboard goes on with it"
    taken[2].save(taken[0])
    assert visit_of().view({})["html"].count("Fortsæt, hvor du slap") == 0, "it is held while somebody answers"
    taken[2].close()
    again = visit_of()
    assert "Fortsæt, hvor du slap: 1 af 41 besvaret" in again.view({})["html"]
    view = begin(again, draft=0)
    assert again.answers is not None and again.answers["yes-after-problem"].value == 2
    assert len(drafts(settled)) == 1 and "data-key" in view["html"]


def test_a_draft_that_another_finished_meanwhile_is_said_to_be_gone(settled: Path) -> None:
    first = visit_of()
    begin(first)
    answer(first, "yes-after-problem", 2)
    first.leave()
    second = visit_of()
    drafts(settled)[0].unlink()
    assert "et andet sted" in begin(second, draft=0)["notice"] and second.answers is not None
    assert not second.answers.values


def test_a_short_form_and_nothing_saved(settled: Path) -> None:
    visit = visit_of(short=True, save=False)
    assert "Intet bliver gemt." in visit.view({})["html"]
    begin(visit)
    result = visit.finish({})
    assert "Intet bliver gemt." in result["bar"] and visit.finished is not None and visit.finished.short
    assert not settled.exists()


def test_a_change_that_has_not_seen_the_last_one_is_refused() -> None:
    visit = visit_of()
    begin(visit)
    before = visit.revision
    answer(visit, "yes-after-problem", 4)
    with pytest.raises(Refused) as refused:
        visit.answer({"key": "yes-after-problem", "revision": before, "entry": {"value": 1}})
    assert refused.value.status == 409 and "et andet vindue" in refused.value.told
    assert visit.answers is not None and visit.answers["yes-after-problem"].value == 4


def test_a_window_that_missed_its_own_last_change_is_not_refused_and_the_last_word_counts() -> None:
    visit = visit_of()
    begin(visit)
    seen = visit.revision

    def say(text: str, turn: int, window: str = "a") -> None:
        entry = {"value": text}
        visit.answer({"key": "the-change", "revision": seen, "window": window, "turn": turn, "entry": entry})

    say("Digital", 1)
    say("Digital post til alle", 3)  # sent as the window closed, before it heard of the first
    say("Digital post", 2)
    assert visit.answers is not None and visit.answers["the-change"].value == "Digital post til alle"
    with pytest.raises(Refused):
        say("Noget andet", 1, "b")
    for wrong in ({"window": 5}, {"turn": "x"}, {"window": "x" * 41}, {"revision": True}, {"revision": -1}):
        with pytest.raises(Refused):
            visit.answer({"key": "the-change", "revision": seen, "entry": {"value": "x"}, **wrong})


WRONG: list[tuple[str, Any, int]] = [
    ("yes-after-problem", {"value": 6}, 422),
    ("yes-after-problem", {"value": 0}, 422),
    ("yes-after-problem", {"value": True}, 400),
    ("yes-after-problem", {"value": 4.5}, 422),
    ("yes-after-problem", {"value": "4"}, 422),
    ("yes-after-problem", {"value": 1e400}, 422),
    ("yes-after-problem", {"value": [4]}, 400),
    ("yes-after-problem", {"value": {"a": 100}}, 422),
    ("yes-after-problem", {"value": 4, "evil": 1}, 400),
    ("yes-after-problem", {"value": 4, "note": "x" * 2001}, 422),
    ("yes-after-problem", {"value": 4, "note": 5}, 400),
    ("yes-after-problem", {"value": 4, "owner": "Anna"}, 400),
    ("the-change", {"value": "x" * 2001}, 422),
    ("no-such-item", {"value": 4}, 400),
    ("../../etc/passwd", {"value": 4}, 400),
    ("yes-after-problem", [4], 400),
    ("yes-after-problem", None, 400),
]


@pytest.mark.parametrize(("key", "entry", "status"), WRONG)
def test_what_is_no_answer_changes_nothing(key: str, entry: Any, status: int) -> None:
    visit = visit_of()
    begin(visit)
    with pytest.raises(Refused) as refused:
        visit.answer({"key": key, "revision": visit.revision, "entry": entry})
    assert refused.value.status == status and (status == 400 or refused.value.told)
    assert visit.answers is not None and not visit.answers.values


def test_a_number_is_typed_as_people_write_it(settled: Path) -> None:
    visit = visit_of("risk")
    begin(visit)
    key = next(each.id for each in visit.names.instrument.items if each.kind == "number")
    for typed, value in (("7", 7), (" 2,5 ", 2.5), ("2.5", 2.5), ("dont-know", "dont-know"), ("12", 12)):
        answer(visit, key, typed)
        assert on_disk(settled)["answers"][key] == value
    for wrong in ("1.000", "mange", "-1", "9" * 16, "1e3", "٣٣x"):
        with pytest.raises(Refused) as refused:
            answer(visit, key, wrong)
        assert refused.value.status == 422 and refused.value.told
    answer(visit, key, 2.5)
    html = "".join(visit.view({"leaf": leaf})["html"] for leaf in range(12))
    assert 'value="2,5"' in html and ' type="number"' not in html


@pytest.mark.parametrize("shares", [{"optimists": 50}, {"optimists": 101}, {"nobody": 100}, {}])
def test_shares_are_of_a_hundred(shares: dict[str, int]) -> None:
    visit = visit_of("mentality")
    begin(visit, ["Teknik"])
    key = next(
        each.key
        for each in asked(visit.names.instrument, visit.answers or visit.wish.start)
        if each.item.kind == "allocation"
    )
    with pytest.raises(Refused):
        answer(visit, key, shares)


def test_a_line_of_a_checklist_takes_an_owner_and_a_day_as_people_write_it(settled: Path) -> None:
    visit = visit_of("board-meeting")
    begin(visit)
    got = answer(visit, "figures-known", "under-way", owner="Anna", due="8. december")
    assert got["told"] == "8. december: det er tirsdag 8. december 2026."
    assert on_disk(settled)["answers"]["figures-known"] == {"value": "under-way", "owner": "Anna", "due": "2026-12-08"}
    with pytest.raises(Refused) as refused:
        answer(visit, "figures-known", "under-way", due="engang")
    assert refused.value.status == 422 and "engang" in refused.value.told


BAD_NAMES: tuple[tuple[Any, str], ...] = (
    ([], "Skriv mindst ét navn."),
    ([" , "], "Skriv mindst ét navn."),
    (["x" * 201], "200"),
    ([f"nr {n}" for n in range(40)], "Højst"),
    (5, "Skriv mindst"),
    ([5, None, ["a"]], "Skriv mindst"),
)


def test_names_of_units_that_cannot_be_are_said_so_where_they_are_typed() -> None:
    visit = visit_of("maturity")
    begin(visit)
    for names, said in BAD_NAMES:
        view = visit.units({"names": names})
        assert said in view["html"] and 'aria-invalid="true"' in view["html"], names
        assert visit.answers is not None and not visit.answers.units, names


def test_units_are_named_once_and_offered_again() -> None:
    visit = visit_of("maturity")
    begin(visit)
    visit.units({"names": ["Børn og unge, Teknik", " Teknik "]})
    assert visit.answers is not None and [each.name for each in visit.answers.units] == ["Børn og unge", "Teknik"]
    visit.finish({})
    again = visit_of("mentality")
    assert "Brug listen fra sidst: Børn og unge, Teknik" in begin(again)["html"]
    again.units({"known": True})
    assert again.answers is not None and again.answers.units == visit.answers.units


def test_a_full_disk_is_said_and_what_was_kept_stays(monkeypatch: pytest.MonkeyPatch, settled: Path) -> None:
    visit = visit_of()
    begin(visit)
    answer(visit, "yes-after-problem", 4)
    assert visit.draft is not None

    def full(answers: object) -> None:
        raise SaveFault("error.disk-full", path="x")

    with monkeypatch.context() as broken:
        broken.setattr(visit.draft, "save", full)
        before = visit.revision
        with pytest.raises(Refused) as refused:
            answer(visit, "yes-after-problem", 1)
        assert refused.value.status == 507 and refused.value.told and visit.revision == before
    answer(visit, "yes-after-problem", 2)
    assert on_disk(settled)["answers"] == {"yes-after-problem": 2}


def test_a_result_that_cannot_be_saved_is_shown_and_the_draft_stays(
    monkeypatch: pytest.MonkeyPatch, settled: Path
) -> None:
    visit = visit_of()
    begin(visit)
    answer(visit, "yes-after-problem", 4)

    def full(names: object, answers: object) -> None:
        raise SaveFault("error.disk-full", path="x")

    monkeypatch.setattr(sittings, "save_answers", full)
    result = visit.finish({})
    assert "<h1>" in result["main"] and "plads" in result["bar"]
    visit.leave()
    assert on_disk(settled)["answers"] == {"yes-after-problem": 4}


def test_a_result_is_saved_once_however_often_it_is_asked_for(settled: Path) -> None:
    visit = visit_of()
    begin(visit)
    answer(visit, "yes-after-problem", 4)
    first = visit.finish({})
    assert visit.finish({})["main"] == first["main"] == visit.view({})["main"] == visit.begin({})["main"]
    assert len(list((settled / "results").glob("*.json"))) == 1
    with pytest.raises(Refused):
        answer(visit, "yes-after-problem", 1)


def test_the_result_comes_as_word_and_as_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = visit_of(short=True)
    begin(visit)
    with pytest.raises(Refused):
        visit.file({"format": "html"})
    assert "Hent som Word" in visit.finish({})["bar"]
    name, made = visit.file({"format": "docx"})
    assert name == "digitrans-resultat.docx" and made.startswith(b"PK")
    assert visit.file({"format": "html"})[1].startswith(b"<!DOCTYPE html>")
    for wrong in ("pdf", "../x", None, 5):
        with pytest.raises(Refused):
            visit.file({"format": wrong})
    monkeypatch.setattr("digitrans.local_page.visit.find_spec", lambda name: None)
    bar = visit.view({})["bar"]
    assert "Hent som Word" not in bar and "python-docx" in bar
    with pytest.raises(Refused):
        visit.file({"format": "docx"})


def test_open_decisions_are_asked_about_first(run: Any, monkeypatch: pytest.MonkeyPatch, settled: Path) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2026-10-01T10:00:00+02:00")
    run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"))
    assert run("decide", "add", "5", "Tal med tillidsfolkene", "--by", "2026-12-08")[0] == 0
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    visit = visit_of()
    view = begin(visit)
    assert "Tal med tillidsfolkene" in view["html"] and "Det er gjort" in view["html"]
    for wrong in ({"decision": 7, "fate": "done"}, {"decision": 0, "fate": "gone"}, {"decision": True, "fate": "done"}):
        with pytest.raises(Refused):
            visit.became(wrong)
    visit.became({"decision": 0, "fate": "done"})
    assert "Tal med tillidsfolkene" not in run("decide", "list")[1]
    visit.became({"decision": 0, "fate": "open"})
    assert "Tal med tillidsfolkene" in run("decide", "list")[1], "it can be taken back"
    visit.became({"decision": 0, "fate": "done"})
    assert "data-key" in visit.go_on({})["html"]
    assert "Tal med tillidsfolkene" not in run("decide", "list")[1]


def test_the_initiative_is_chosen_from_those_known_before_or_named_by_the_question_itself(settled: Path) -> None:
    known = (About("Hjemmetræning"), About("Digital post <b>", "digital-post"))
    thread = Thread(known=lambda: known)
    visit = visit_of("actors", thread=thread)
    html = visit.begin({})["html"]
    assert "Hvilket initiativ handler det om?" in html and "Hjemmetræning" in html and "b" not in tags_of(html)
    assert "data-key" in visit.about({"choice": 1})["html"]
    assert visit.answers is not None and visit.answers.about == known[1]
    assert on_disk(settled)["about"]["id"] == "digital-post"
    before = visit.answers
    assert "data-key" in visit.about({"choice": 0})["html"] and visit.answers == before, "it is asked once"
    other = visit_of("actors", thread=thread)
    other.begin({})
    assert "data-key" in other.about({})["html"] and other.answers is not None and other.answers.about is None
    assert "data-key" in visit_of("actors").begin({})["html"], "nothing is known, so its own question asks"


def test_another_initiative_is_named_where_many_are_known() -> None:
    known = tuple(About(f"Initiativ {number}") for number in range(40))
    visit = visit_of("political", thread=Thread(known=lambda: known))
    html = visit.begin({})["html"]
    assert html.count("<option") == 40 and "Ikke et bestemt initiativ" in html
    assert "200" in (wrong := visit.about({"name": "x" * 201})["html"]) and 'aria-invalid="true"' in wrong
    visit.about({"name": "  initiativ   39 "})
    assert visit.answers is not None and visit.answers.about == known[39]
    again = visit_of("political")
    assert "data-name" in again.begin({})["html"], "no answer of its own names it, so it is asked for beside them"
    again.about({"name": "Noget helt nyt"})
    assert again.answers is not None and again.answers.about == About("Noget helt nyt")


def test_what_is_known_of_the_initiative_is_filled_in_and_said() -> None:
    fact = {"type": Known("rethink-services", "fra portfolio.yaml")}
    told = About("Hjemmetræning")
    visit = visit_of("political", thread=Thread(told, facts=lambda about: fact))
    view = visit.begin({})
    assert visit.answers is not None and about_of(visit.names.instrument, visit.answers) == told
    assert visit.words("about.known") in view["notice"] and "fra portfolio.yaml" in view["notice"]
    assert "rethink-services" in [each.text for each in visit.answers.values.values()]


@pytest.mark.parametrize("name", ["actors", "self-assessment"])
def test_what_it_is_about_is_shown_all_along(name: str) -> None:
    visit = visit_of(name)
    begin(visit)
    about = visit.names.instrument.about
    assert about is not None
    answer(visit, about, "Digitale <b>møder</b>. Fra maj.")
    view = visit.view({"leaf": 2})
    assert "Digitale &lt;b&gt;møder&lt;/b&gt;" in view["html"] and "Fra maj" not in view["html"]


def test_the_review_names_all_that_is_without_an_answer_and_last_what_may_be_passed_over() -> None:
    visit = visit_of(short=True)
    begin(visit)
    named = visit.view({"leaf": "review"})["html"].split("Alle dine svar")[0].split("<li>")[1:]
    assert [("Ikke besvaret (kan springes over)" in each, "Ikke besvaret" in each) for each in named] == [
        *[(False, True)] * 12, *[(True, True)] * 2,
    ]  # fmt: skip
    answer(visit, "the-change", "Digital post")
    assert visit.view({"leaf": "review"})["html"].split("Alle dine svar")[0].count("kan springes over") == 1
    assert visit.view({"leaf": 10**9})["html"] == visit.view({})["html"], "another leaf than there are is none"
