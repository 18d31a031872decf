"""The sheet for the meeting stands alone: which round, what was asked, the scale, and room for what is agreed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from test_disagreements import CROWD, OF_GROUP, UNITS, plain, shown
from test_rounds import answer, codes_of

from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers, Asked, Unit
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating
from digitrans.documents import Blanks, Document, Heading, Points
from digitrans.formats import Sink, writer
from digitrans.people.comparison import Measure, Respondent, Row, compare, items_for
from digitrans.reports.people.comparison import RoundTold, comparison_report
from digitrans.reports.people.talks import conversation_blocks
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
HELD = RoundTold("autumn", "2026-11-01T10:00:00", "2026-11-23T10:00:00")
NAMES = (
    "self-assessment", "business-case", "double-diamond", "rollout", "risk", "direction", "work-forms",
    "actors", "political", "maturity", "mentality", "involvement", "change-curve", "narrative", "dilemmas",
)  # fmt: skip


def crowd(
    instrument: Instrument, sizes: Mapping[str, int] = CROWD, departments: tuple[Unit, ...] = UNITS
) -> list[Respondent]:
    """All groups, as far apart as they can be."""
    units = departments if instrument.repeat else ()
    there = []
    for group, count in sizes.items():
        value = OF_GROUP[group]
        given = {}
        questions = [Asked(item, unit) for unit in (None, *units) for item in items_for(instrument, False, unit)]
        for each in questions:
            given[each.key] = Answer(value - 3 if each.item.kind == "slider" else plain(each.item, value))
        answers = Answers(instrument.id, 1, values=given, units=units)
        there += [Respondent(f"{group}{n}", group, answers, "1") for n in range(count)]
    return there


def report(name: str, language: str) -> Document:
    instrument = load_instrument(name)
    names = load_names(Words(language), instrument)
    return comparison_report(names, compare(instrument, crowd(instrument)), sheet_only=True, held=HELD)


def sheet_of(name: str, language: str) -> str:
    return shown(report(name, language), "markdown").replace("\\", "")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_questionnaire_has_a_sheet_that_stands_alone(name: str, language: str) -> None:
    document = report(name, language)
    talks = [each for each in document.blocks if isinstance(each, Heading) and each.level == 2]
    rooms = [each for each in document.blocks if isinstance(each, Blanks)]
    assert talks and len(rooms) == len(talks)
    text = shown(document, "markdown").replace("\\", "")
    told = {
        "da": ("Runden autumn, lavet 1. november 2026, sammenlignet 23. november 2026.", "Vi aftaler"),
        "en": ("The round autumn, made 1 November 2026, compared 23 November 2026.", "We agree"),
    }[language]
    assert all(each in text for each in told)


def test_what_was_asked_and_the_ends_of_the_scale() -> None:
    text = sheet_of("maturity", "da")
    maturity = load_instrument("maturity")
    asked = [item.text.da for item in maturity.items if item.text.da in text]
    assert asked and "Det svarede I på" in text and "Skalaen: 1 = " in text and ", 5 = " in text
    assert "-2 = " in sheet_of("dilemmas", "da").replace("\\", "") and "+2 = " in sheet_of("dilemmas", "da")
    curve = sheet_of("change-curve", "da")
    assert "1 = " in curve and "7 = " in curve


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_more_than_three_questions_and_how_many_more(language: str) -> None:
    instrument = load_instrument("self-assessment")
    asked = {item.text[language]: item.dimension for item in instrument.items}
    points = [each.texts for each in report("self-assessment", language).blocks if isinstance(each, Points)]
    scale = {"da": " Skalaen: 1 = ", "en": " The scale: 1 = "}[language]
    behind = [each for each in points if scale in each[0]]
    assert len(behind) == 3
    for texts in behind:
        of_all = sum(each == asked[texts[0].split(scale)[0]] for each in asked.values())
        told = [each.split(scale)[0] for each in texts if scale in each]
        assert len([each for each in told if each in asked]) == min(3, of_all) and len(texts) == min(4, of_all)


def test_what_counts_the_other_way_says_so() -> None:
    instrument = load_instrument("self-assessment")
    turned = [item for item in instrument.items if isinstance(item, Rating) and item.reverse]
    names = load_names(Words("da"), instrument)
    measure = Measure("any", 1, 5, tuple(turned[:1]))
    blocks = conversation_blocks(names, [Row(measure, None, (), None)], is_sheet=True)
    told = [text for block in blocks if isinstance(block, Points) for text in block.texts]
    assert any(text.startswith(f"{turned[0].text.da} (et højt svar tæller lavt) Skalaen: 1 = ") for text in told)


def test_the_sheet_explains_no_dash_that_it_does_not_have(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "board"
    run(
        "people",
        "invite",
        str(folder),
        "--group",
        "executive-team=4",
        "--group",
        "staff=4",
        "--form",
        "yaml",
        "--short",
    )
    staff = 0
    for code, group in codes_of(folder).items():
        path = answer(folder, code, {"self": 5, "staff": 2}.get(group, 4))
        if group == "staff" and (staff := staff + 1) > 2:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(": 2,", ": null,", 3).replace("'", '"'), encoding="utf-8")
    run("people", "collect", str(folder))
    whole = run("people", "compare", str(folder), "--lang", "en", "--format", "markdown")[1]
    sheet = run("people", "compare", str(folder), "--lang", "en", "--format", "markdown", "--sheet")[1]
    assert "A dash means" in whole and "A dash" not in sheet and "–" not in sheet
    assert "The round board, made" in sheet and "The round board" not in whole
    assert "We look at it again" in sheet and "We look at it again" not in whole


THIRTEEN = tuple(
    Unit(f"u{n}", f"Forvaltningen for børn, unge, familier og forebyggende indsatser i område {n}") for n in range(13)
)
LARGEST = {"self": 1, "executive-team": 8, "staff": 16, "politicians": 8}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
@pytest.mark.parametrize(("name", "language"), [("maturity", "da"), ("self-assessment", "da"), ("work-forms", "en")])
def test_the_largest_round_prints_on_two_pages_with_nothing_cut(name: str, language: str, tmp_path: Path) -> None:
    """Thirty-three people, thirteen departments with long names, all cautions: on paper, as it comes out."""
    pytest.importorskip("typst")
    instrument = load_instrument(name)
    names = load_names(Words(language), instrument)
    held = HELD._replace(reworded=tuple(item.id for item in instrument.items[:3]))
    found = replace(compare(instrument, crowd(instrument, LARGEST, THIRTEEN)), answered_anew=True, spoilt=True)
    document = comparison_report(names, found, sheet_only=True, held=held)
    content = writer("pdf")(document, Sink())
    assert isinstance(content, bytes)
    (tmp_path / "sheet.pdf").write_bytes(content)
    done = subprocess.run(["pdftotext", str(tmp_path / "sheet.pdf"), "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    assert len(pages) <= 2
    whole = _letters("".join(pages))
    for block in document.blocks:
        told = block.texts if isinstance(block, Points) else [getattr(block, "text", "")]
        assert all(_letters(each) in whole for each in told if each), block
    agreed = {"da": "Vi aftaler", "en": "We agree"}[language]
    talks = [_letters(each.text) for each in document.blocks if isinstance(each, Heading) and each.level == 2]
    assert len(talks) == 3
    for page in pages:
        assert sum(each in _letters(page) for each in talks) == page.count(agreed), "no conversation goes over a page"


def _letters(text: str) -> str:
    """A text without the places where lines are broken."""
    return "".join(each for each in text if each.isalnum())
