"""The full report says once what every questionnaire says alike, and sends nobody to what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from conftest import EXAMPLES
from digitrans.documents import Document, Heading, Paragraph, Points, Table
from digitrans.reports.paper import for_format
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def full(run: Run) -> Callable[..., str]:
    def reporting(language: str, *names: str) -> str:
        for name in names:
            command = ["dilemmas"] if name == "dilemmas" else ["assess", name]
            assert run(*command, "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
        code, out, err = run("report", "--full", "--format", "markdown", "--lang", language)
        assert (code, err) == (0, "")
        return out

    return reporting


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_all_say_alike_is_said_once(full: Callable[..., str], language: str) -> None:
    words = Words(language)
    out = full(language, "self-assessment", "rollout", "maturity", "work-forms", "actors")
    assert out.count(words("assess.conversation")) == out.count(words("assess.range-explained")) == 1
    missing = out.index(words("report.missing"))
    between = out[out.index(words("assess.conversation")) + len(words("assess.conversation")) : missing]
    assert not re.sub(r"[\s#*]", "", between), "the caution is about everything above it"
    headings = [found.start() for found in re.finditer("^## ", out, re.MULTILINE)]
    assert out.index(words("assess.range-explained")) < headings[3], "with the self-assessment's scores"


def test_the_normal_report_and_a_single_result_keep_their_words(full: Callable[..., str], run: Run) -> None:
    words = Words("en")
    full("en", "rollout", "work-forms")
    assert words("assess.conversation") not in run("report", "--format", "markdown")[1]
    shown = run("assess", "rollout", "--answers", str(EXAMPLES / "rollout.yaml"), "--no-save", "--format", "markdown")[
        1
    ]
    assert words("assess.conversation") in shown and "digitrans assess mentality" in shown


def test_only_what_is_not_in_the_report_is_named_as_next(full: Callable[..., str]) -> None:
    alone = full("en", "rollout")
    assert "- Maturity: " in alone and "- Mentality: " in alone and "digitrans " not in alone
    some = full("en", "mentality")
    assert "- Maturity: " in some and "- Mentality: " not in some and "- Involvement: " in some


def test_notes_and_second_looks_stand_with_the_self_assessment(full: Callable[..., str]) -> None:
    out = full("en", "self-assessment", "dilemmas", "rollout")
    words = Words("en")
    headings = [line.lstrip("# ") for line in out.splitlines() if line.startswith("## ")]
    assert headings.index(words("assess.notes")) < headings.index("Dilemmas")


def test_the_report_says_what_stands_behind_a_score_only_where_something_is_open(
    run: Run, full: Callable[..., str]
) -> None:
    full("en", "self-assessment")
    html = run("report", "--format", "html", "--lang", "en")[1]
    assert "10 of 11 answered" in html
    assert "5 of 5 answered" not in html and "3 of 3 answered" not in html
    assert "5 of 5 answered" in run("report", "--full", "--format", "html", "--lang", "en")[1]


def test_a_result_on_paper_names_no_command_and_leaves_no_heading_bare() -> None:
    words = Words("da")
    blocks = (
        Heading("Næste skridt"),
        Points(("Tag fat på 5 Skab ejerskab (3,4): digitrans advice show 5", "digitrans assess mentality")),
        Heading("Gå videre"),
        Paragraph(words("advise.deeper", commands="digitrans advice show 5", models="Trekanten")),
        Heading("Til sidst"),
        Paragraph("En sætning."),
    )
    document = Document("x", blocks, {})
    assert for_format(words, document, "table") is document
    assert for_format(words, document, "docx").blocks == (
        Heading("Næste skridt"),
        Points(("Tag fat på 5 Skab ejerskab (3,4)",)),
        Heading("Til sidst"),
        Paragraph("En sætning."),
    )


@pytest.mark.parametrize(
    ("told", "paragraph", "cell"),
    [
        ("Næste skridt: digitrans assess risk --about i-4", "", "Næste skridt"),
        ("Ikke afklaret; find typen med digitrans portfolio classify", "", "Ikke afklaret"),
        ("Det er ikke skrevet. Gør det med digitrans decide add RÅD TEKST --about i-4.", "Det er ikke skrevet.", None),
        ("Sæt et mål (digitrans goal set 5 4) i dag.", "Sæt et mål i dag.", None),
        ("Det kommer med, hvis det skal (--must). Ja.", "Det kommer med, hvis det skal. Ja.", None),
        ("Prøvet 300 gange (--seed 4).", "Prøvet 300 gange.", None),
        ("Prisen er 3,4 mio. kr. Den holder.", "Prisen er 3,4 mio. kr. Den holder.", None),
    ],
)
def test_paper_has_whole_sentences_where_commands_were(told: str, paragraph: str, cell: str | None) -> None:
    blocks = (Paragraph(told), Table(("A",), ((told,),)))
    found = for_format(Words("da"), Document("x", blocks, {}), "pdf").blocks
    assert found == (
        *((Paragraph(paragraph),) if paragraph else ()),
        Table(("A",), ((paragraph if cell is None else cell,),)),
    )
