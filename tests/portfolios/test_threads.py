"""One page for each initiative, and answers put into the portfolio file: what changes is named, the rest stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES, ROOT, piped_keys
from digitrans.answers.facts import Known, facts_told, with_known
from digitrans.answers.names import load_names
from digitrans.answers.values import About, Answer, Answers, Missing, Unit
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.questions import ask_answers
from digitrans.commands.initiatives import portfolio_files, thread_of
from digitrans.content.catalogue import instrument_ids, load_instrument
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.initiatives import Register, about_initiative
from digitrans.portfolios.models import BusinessCase, Initiative, Portfolio
from digitrans.texts import Words
from goldens import NASTY

Run = Callable[..., tuple[int, str, str]]
TOWN = EXAMPLES / "portfolio-municipality.yaml"
CASE = load_instrument("business-case")
LAW = [item.id for item in CASE.items if item.dimension == "law"]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example municipality in the folder that the user stands in."""
    path = tmp_path / "portfolio.yaml"
    path.write_bytes(TOWN.read_bytes())
    monkeypatch.chdir(tmp_path)
    return path


def say(run: Run, name: str, *options: str) -> None:
    code, _, err = run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"), *options, "--no-input")
    assert code == 0, err


def answered(run: Run, tmp_path: Path, about: str, **ratings: int | str) -> None:
    """The business case about an initiative, all of it 4 but for ``ratings`` of dimensions."""
    lines = []
    for item in CASE.items:
        value = ratings.get((item.dimension or item.id).replace("-", "_"), 4 if item.dimension else None)
        lines += [f"  {item.id}: {json.dumps(value)}"] if value is not None else []
    path = tmp_path / "answers.yaml"
    path.write_text("instrument: business-case\nanswers:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    code, _, err = run("assess", "business-case", "--answers", str(path), "--about", about, "--no-input")
    assert code == 0, err


def test_the_page_says_what_was_answered_and_what_was_not(run: Run, town: Path) -> None:
    say(run, "business-case", "--about", "screen-visits")
    say(run, "involvement", "--about", "screen-visits")
    say(run, "business-case", "--about", "invoice-robot")
    assert run("decide", "add", "1", "Ask the citizens again", "--about", "screen-visits", "--by", "2026-12-08")[0] == 0
    assert run("decide", "add", "1", "Something else", "--about", "invoice-robot")[0] == 0
    code, out, err = run("portfolio", "show", "portfolio.yaml", "screen-visits", "--json")
    page = json.loads(out)
    came = {each["instrument"]: each["outcome"] for each in page["questionnaires"]}
    assert (code, err) == (0, "") and came["business-case"] == "amber-link" and came["risk"] is None
    assert [each["text"] for each in page["decisions"]] == ["Ask the citizens again"]
    changes = json.loads(run("portfolio", "update", "portfolio.yaml", "--from-answers", "--dry-run", "--json")[1])[
        "changes"
    ]
    mine = [each for each in changes if each["initiative"] == "screen-visits" and each["state"] in ("new", "instead")]
    assert page["answers_differ"] == len(mine) > 0
    for form in ("table", "markdown", "html", "csv"):
        shown = " ".join(run("portfolio", "show", "portfolio.yaml", "screen-visits", "--format", form)[1].split())
        for piece in ("Skærmbesøg i hjemmeplejen", "Amber light", "Ask the citizens again", "DKK 2,400,000"):
            assert piece in shown, (form, piece)
        assert "Something else" not in shown
    assert "digitrans assess risk --about screen-visits" in " ".join(
        run("portfolio", "show", "portfolio.yaml", "skærmbesøg i HJEMMEPLEJEN")[1].split()
    )


def test_the_page_is_one_page(run: Run, town: Path, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    for name in ("business-case", "double-diamond", "risk", "involvement", "political", "narrative"):
        say(run, name, "--about", "screen-visits")
    for number in range(9):
        assert (
            run("decide", "add", "1", f"Decision {number} " + "and more of it " * 20, "--about", "screen-visits")[0]
            == 0
        )
    long = re.sub(
        "Borgere, der kun skal mindes.*", "A" + " very" * 390 + " long problem.", town.read_text(encoding="utf-8")
    )
    town.write_text(long, encoding="utf-8")
    target = tmp_path / "page.pdf"
    assert run("portfolio", "show", "portfolio.yaml", "screen-visits", "-o", str(target))[0] == 0
    assert len(re.findall(rb"/Type */Page\b", target.read_bytes())) == 1


def test_every_initiative_has_a_page_and_the_first_screen_has_room(run: Run, town: Path) -> None:
    from digitrans.formats import Sink, writer
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.page import Asked, Page, page_report

    judge = Judge(Yardstick())
    score = judge.score(str(town)).score
    asked = tuple(Asked(each, f"Questionnaire {each}", None, f"digitrans assess {each}") for each in "abcdef")
    for language in ("da", "en"):
        names = PortfolioNames(Words(language), judge.content, score.portfolio)
        for scored in score.initiatives:
            document = page_report(Page(names, score, scored, asked, (), {}))
            from dataclasses import replace

            shown = writer("table")(replace(document, blocks=document.screen, screen=()), Sink(80))
            assert isinstance(shown, str) and len(shown.splitlines()) <= 23, scored.initiative.id
            assert scored.initiative.name in str(writer("markdown")(document, Sink(80)))


def test_what_the_first_line_says_is_not_said_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(
        "organisation: {name: T}\ndepartments: [{id: d, name: D}]\ninitiatives:\n"
        "  - {id: a, name: A}\n  - {id: b, name: B, department: d, owner: Bo, status: under-way}\n",
        encoding="utf-8",
    )
    _, out, _ = run("portfolio", "show", str(file), "a", "--lang", "en")
    first = out.splitlines()[1]
    assert first == "no department · status unknown · no owner is named"
    assert not [line for line in out.splitlines()[2:] if line in first.split(" · ")]


def test_without_an_initiative_all_are_listed(run: Run, town: Path) -> None:
    say(run, "business-case", "--about", "screen-visits")
    told = json.loads(run("portfolio", "show", "portfolio.yaml", "--json")[1])["initiatives"]
    assert len(told) == 28 and told[0]["asked"] == 1 and told[0]["next"] == "double-diamond"
    code, _, err = run("portfolio", "show", "portfolio.yaml", "screen-visit")
    assert code == 2 and "screen-visits" in err


def test_answers_go_into_the_file_and_nothing_else_does(run: Run, town: Path, tmp_path: Path) -> None:
    before = town.read_text(encoding="utf-8")
    answered(
        run, tmp_path, "digital-wound-care", competences=2, law=5, citizen_problem="Patients are driven for a look."
    )
    code, out, _ = run("portfolio", "update", "portfolio.yaml", "--from-answers", "--json", "--dry-run")
    changes = {each["field"]: each for each in json.loads(out)["changes"]}
    assert code == 0 and town.read_text(encoding="utf-8") == before
    assert {name: (each["before"], each["after"], each["state"]) for name, each in changes.items()} == {
        "citizen_problem": (
            "Borgere køres til kontrol af et sår, som et billede kunne have vist.",
            "Patients are driven for a look.",
            "instead",
        ),
        "business_case.law": (3, 5, "instead"),
        "business_case.competences": (None, 2, "new"),
    }
    assert run("portfolio", "update", "portfolio.yaml", "--from-answers")[0] == 2, "nobody said yes"
    assert town.read_text(encoding="utf-8") == before
    assert run("portfolio", "update", "portfolio.yaml", "--from-answers", "--only-missing", "--yes")[0] == 0
    once = town.read_text(encoding="utf-8")
    assert once == before.replace(
        "competences: dont-know, technology: 4}\n    cost: 510000", "competences: 2, technology: 4}\n    cost: 510000"
    )
    code, out, _ = run("portfolio", "update", "portfolio.yaml", "--from-answers", "--yes")
    assert code == 0 and "Patients are driven for a look." in out and "Borgere køres" in " ".join(out.split())
    changed = [
        (old, new)
        for old, new in zip(once.splitlines(), town.read_text(encoding="utf-8").splitlines(), strict=True)
        if old != new
    ]
    assert [new.strip() for _, new in changed] == [
        'citizen_problem: "Patients are driven for a look."',
        "business_case: {citizen_quality: 4, economy: 4, law: 5, culture: 4, competences: 2, technology: 4}",
    ]
    assert "There is nothing to write" in run("portfolio", "update", "portfolio.yaml", "--from-answers", "--yes")[1]


def test_a_type_against_the_files_own_replies_stays(run: Run, town: Path) -> None:
    before = town.read_bytes()
    say(run, "political", "--about", "digital-archive")
    (change,) = json.loads(run("portfolio", "update", "portfolio.yaml", "--from-answers", "--yes", "--json")[1])[
        "changes"
    ]
    assert change["field"] == "type" and change["state"] == "kept" and town.read_bytes() == before


def test_what_is_missing_is_put_in_and_crlf_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = (
        "organisation: {name: X}",
        "initiatives:",
        "  # first",
        "  - id: a # id",
        "    name: Robot",
        "  - id: b",
        "    name: App",
    )
    text = "".join(f"{line}\r\n" for line in lines)
    Path("portfolio.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    answered(run, tmp_path, "a", citizen_problem='Quotes " and \x1b[31m: # {x}')
    assert run("portfolio", "update", "portfolio.yaml", "--from-answers", "--yes")[0] == 0
    written = Path("portfolio.yaml").read_bytes()
    assert written.startswith(b"\xef\xbb\xbforganisation") and b"  # first\r\n  - id: a # id\r\n" in written
    assert b"\x1b" not in written and b"\r\n  - id: b\r\n    name: App\r\n" in written
    found = parse_model(Portfolio, Source("p", written.decode("utf-8-sig")))
    assert found.initiatives[0].citizen_problem == 'Quotes " and \x1b[31m: # {x}'
    assert found.initiatives[0].business_case == BusinessCase(
        citizen_quality=4, economy=4, law=4, culture=4, competences=4, technology=4
    )
    assert found.initiatives[1].business_case is None


def test_a_file_that_changed_meanwhile_is_left_alone(run: Run, town: Path, tmp_path: Path) -> None:
    from digitrans.errors import UsageFault
    from digitrans.portfolios.answered import updated_text
    from digitrans.portfolios.judge import Judge, Yardstick

    judge = Judge(Yardstick())
    source = judge.read(str(town))[1]
    with pytest.raises(UsageFault):
        updated_text(town.read_bytes() + b"# more\n", source, [], judge.content)


def test_update_says_how_it_wants_to_be_asked(run: Run, town: Path) -> None:
    for given_ in (
        ["portfolio.yaml"],
        ["-", "--from-answers"],
        ["portfolio.yaml", "--from-answers", "--yes", "--dry-run"],
    ):
        assert run("portfolio", "update", *given_)[0] == 2
    code, out, _ = run("portfolio", "update", "portfolio.yaml", "--from-answers")
    assert code == 0 and "No saved answers" in out


@given(st.lists(st.integers(1, 5) | st.just("dont-know") | st.none(), min_size=len(LAW), max_size=len(LAW)))
def test_a_rating_claims_no_more_than_its_answers(given_: list[Any]) -> None:
    values = {
        key: Answer(Missing.DONT_KNOW if value == "dont-know" else value)
        for key, value in zip(LAW, given_, strict=True)
        if value is not None
    }
    told = {each.field: each for each in facts_told(CASE, Answers("business-case", 2, values=values))}
    known = [each for each in given_ if isinstance(each, int)]
    found = told.get("business_case.law")
    if not known:
        assert found is None, "nothing answered tells nothing"
    elif len(known) < len(LAW):
        assert found is not None and found.value is None, "open answers leave it unknown"
    else:
        mean = Fraction(sum(known), len(known))
        assert found is not None and isinstance(found.value, int)
        assert abs(found.value - mean) <= Fraction(1, 2) and found.value <= mean + Fraction(49, 100)


@pytest.mark.parametrize(
    ("rungs", "told"),
    [(["heard", "advising"], "heard"), (["advising"], "advising"), (["heard", None], None), ([], None)],
)
def test_the_place_of_the_staff_is_the_lowest_that_they_were_promised(
    rungs: list[str | None], told: str | None
) -> None:
    instrument = load_instrument("involvement")
    units = tuple(Unit(f"u{n}", f"U{n}") for n in range(len(rungs) + 1))
    values = {f"{unit.id}/belongs": Answer("inside") for unit in units[1:]}
    values |= {"u0/belongs": Answer("outside"), "u0/planned-rung": Answer("informed")}
    values |= {f"u{n}/planned-rung": Answer(rung) for n, rung in enumerate(rungs, 1) if rung}
    found = {
        each.field: each.value for each in facts_told(instrument, Answers("involvement", 2, values=values, units=units))
    }
    assert found.get("involvement") == told


def test_every_fact_is_a_field_of_the_portfolio_and_the_guide_lists_it() -> None:
    guide = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")
    fields = set(Initiative.model_fields) | {f"business_case.{each}" for each in BusinessCase.model_fields}
    for name in instrument_ids():
        instrument = load_instrument(name)
        for holder in (*instrument.items, *instrument.dimensions):
            if holder.fact is not None:
                assert holder.fact.field in fields
                assert any(f"`{holder.fact.field}`" in line and f"`{name}`" in line for line in guide.splitlines()), (
                    holder.id
                )


def test_what_is_known_is_not_asked_again(run: Run, town: Path) -> None:
    words = Words("en")
    instrument = load_instrument("political")
    thread = thread_of(words, instrument, "screen-visits", None)
    assert thread.about == About("Skærmbesøg i hjemmeplejen", "screen-visits", "Bakkedal Kommune")
    assert thread.facts(thread.about)["type"] == Known("rethink-services", "from portfolio.yaml")
    say(run, "political", "--about", "Something new")
    told = thread.facts(About("something NEW"))
    assert told["type"] == Known("rethink-services", "from Political leadership, 23 November 2026")
    started, taken = with_known(load_instrument("risk"), Answers("risk", 2), told)
    assert started["newest"].text == "rethink-services" and [item.id for item, _ in taken] == ["newest"]
    kept, taken = with_known(load_instrument("risk"), Answers("risk", 2, values={"newest": Answer("modernise")}), told)
    assert kept["newest"].text == "modernise" and taken == [], "an answer is never changed"


def test_the_type_is_found_by_the_questions_of_classify() -> None:
    names, words = load_names(Words("en"), load_instrument("political")), Words("en")
    only = [item for item in names.instrument.items if item.id == "innovation-degree"]
    names = load_names(words, names.instrument.model_copy(update={"items": tuple(only), "about": None}))
    tree = thread_of(words, load_instrument("political"), None, None).tree
    with piped_keys() as keys:
        keys.send_text("h112" + "\r")
        answers = ask_answers(names, Answers("political", 2), lambda _: None, KeyPrompter(words), None, tree)
    assert answers["innovation-degree"].text == "rethink-services"
    with piped_keys() as keys:
        keys.send_text("h3" + "2" + "\r")
        answers = ask_answers(names, Answers("political", 2), lambda _: None, KeyPrompter(words), None, tree)
    assert answers["innovation-degree"].text == "modernise", "where it stays open, it is asked again"


def test_the_newest_portfolio_in_the_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, day in (("b", "2026-10-01"), ("a", "2026-11-01"), ("c", "2026-09-01")):
        Path(f"{name}.yaml").write_text(f"organisation: {{name: X}}\nas_of: {day}\ninitiatives: []\n", encoding="utf-8")
    Path("other.yaml").write_text("name: x\n", encoding="utf-8")
    Path("big.yaml").write_bytes(b"initiatives:\n" + b"#" * 3_000_000)
    assert [each.name for each in portfolio_files()] == ["a.yaml", "b.yaml", "c.yaml"]


@pytest.mark.parametrize(
    ("about", "place"),
    [
        (About("Robot", "a", "X"), 0),
        (About("Renamed since", "a", "X"), 0),
        (About("App", "gone", "X"), 2),
        (About("Robot"), None),
        (About("robot", "b"), 1),
        (About("APP"), 2),
        (About("App", "c", "Another organisation"), None),
        (About("Nothing"), None),
    ],
)
def test_which_initiative_of_a_portfolio_a_result_is_about(about: About, place: int | None) -> None:
    named = "".join(
        f"  - {{id: {own}, name: {name}}}\n" for own, name in (("a", "Robot"), ("b", "robot"), ("c", "App"))
    )
    text = f"organisation: {{name: X}}\ninitiatives:\n{named}"
    portfolio = parse_model(Portfolio, Source("p", text))
    assert Register(portfolio).place_of(about) == place
    assert Register(portfolio).place_of(about_initiative(portfolio, 1)) == 1


def test_a_hostile_portfolio_has_pages_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [NASTY[:200], "x" * 200, "[red]x[/red] {0} %s", "=1+1", "-- --about"]
    entries = [{"id": f"i{n}", "name": name, "citizen_problem": NASTY, "note": NASTY} for n, name in enumerate(names)]
    text = json.dumps({"organisation": {"name": NASTY[:200]}, "initiatives": entries})
    Path("portfolio.yaml").write_text(text, encoding="utf-8")
    for n, forms in enumerate((("table", "html", "markdown", "csv", "json"), *[("table",)] * (len(names) - 1))):
        say(run, "business-case", "--about", f"i{n}", "--portfolio", "portfolio.yaml")
        for form in forms:
            code, out, err = run("portfolio", "show", "portfolio.yaml", f"i{n}", "--format", form)
            assert (code, err) == (0, "") and "\x1b" not in out and "\u202e" not in out
            assert form != "html" or "<b>bold" not in out
    assert run("portfolio", "show", "portfolio.yaml")[0] == 0
    assert run("portfolio", "update", "portfolio.yaml", "--from-answers", "--yes")[0] == 0
    assert len(json.loads(Path("portfolio.yaml").read_text(encoding="utf-8"))["initiatives"]) == len(names)
