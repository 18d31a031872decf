"""Whose a line is: the publication's, ours or own content's, on the line itself, with one legend, and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from digitrans.content.catalogue import load_advice, load_phases
from digitrans.content.models import Provenance, Text
from digitrans.documents import Document, Paragraph, Points
from digitrans.formats import Sink
from digitrans.formats.table import write
from digitrans.reports.advice import advice_list, advice_report
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
LEGENDS = {"da": "° Vores", "en": "° Ours"}
EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("number", range(1, 10))
def test_what_is_ours_has_the_mark_and_what_is_retold_has_none(number: int, language: str) -> None:
    advice, words = load_advice(number)[0], Words(language)
    blocks = advice_report(words, advice, load_phases(), {}, []).blocks
    lines = [text for each in blocks if isinstance(each, Points) for text in each.texts]
    lines += [each.text for each in blocks if isinstance(each, Paragraph)]
    pieces: list[tuple[Text, Provenance]] = [(each.text, each.provenance) for each in advice.actions]
    pieces += [(each.text, each.provenance) for each in advice.questions if each.provenance.kind != "supplement"]
    pieces += [(each, model.source_of(each)) for model in advice.models for each in model.use]
    for text, provenance in pieces:
        assert text[language] + ("°" if provenance.kind == "derived" else "") in lines, text
    for seen in (advice.sign, advice.trap):
        assert seen is not None and seen[language] + "°" in lines
    for case in advice.cases:
        assert case.text[language] in lines, case.id
        assert words("whose.reading", text=case.lesson[language]) + "°" in lines, case.id
        assert not any(case.lesson[language] in line and case.text[language] in line for line in lines)
    assert sum(line.startswith(LEGENDS[language]) for line in lines) == 1


@pytest.mark.parametrize("number", range(1, 10))
def test_json_says_of_every_piece_whose_it_is(number: int, run: Run) -> None:
    data = json.loads(run("advice", "show", str(number), "--json")[1])
    for name in ("actions", "questions", "models", "cases"):
        found = {each["provenance"]["whose"] for each in data[name]}
        assert found <= {"publication", "ours", *(["supplement"] if name == "questions" else [])}
    for model in data["models"]:
        assert all(each["provenance"]["whose"] == "ours" for each in model["use"])
        assert all(each["provenance"]["whose"] in ("publication", "ours") for each in model["parts"])
    assert all(each["lesson_whose"] == "ours" for each in data["cases"])
    assert {data[f"{name}_whose"] for name in ("build_on", "sign", "trap")} == {"ours"}


def test_a_sign_that_is_found_is_shown_as_ours(run: Run) -> None:
    found = run("advice", "search", "ritual", "--lang", "en")[1]
    assert "trap°" in found and 'Ask the "stupid" questions' in found


def test_results_keep_a_case_and_how_we_read_it_apart(run: Run) -> None:
    answers = str(EXAMPLES / "self-assessment.yaml")
    data = json.loads(run("assess", "--answers", answers, "--no-save", "--json")[1])
    for each in data["result"]["recommendations"]:
        assert set(each["whose"]) == {*each["actions"], each["case"], "lesson"}
        assert each["whose"][each["case"]] == "publication" and each["whose"]["lesson"] == "ours"
    told = run("assess", "--answers", answers, "--no-save")[1]
    assert told.count("° Ours") == 1 and told.count("We read it like this: ") == len(data["result"]["recommendations"])


def test_people_are_named_with_the_year() -> None:
    cases = [case for advice in load_advice() for case in advice.cases]
    for case in cases:
        if "kommunaldirektør i " in case.who.da or "regionsdirektør i " in case.who.da:
            assert "i 2020 " in case.who.da and "in 2020 " in case.who.en, case.id
    assert "Høgelund" not in str([case.model_dump() for case in cases])


def test_the_list_says_what_the_advice_is_about() -> None:
    for language, found in (("da", "emergerende"), ("en", "emergent")):
        document = advice_list(Words(language), load_advice(), load_phases())
        told = " ".join(each.text for each in document.blocks if isinstance(each, Paragraph))
        assert found in told and "Stine Johansen" in told and told.count(LEGENDS[language]) == 1
    assert document.data["about"]["provenance"]["whose"] == "publication"


def test_without_unicode_the_mark_is_a_star() -> None:
    text = write(Document("T", (Paragraph("Ask it.°"), Paragraph("° Ours")), {}), Sink(80, False, False))
    assert "Ask it.*" in text and "* Ours" in text and "°" not in text


def test_own_content_says_so_on_its_line(run: Run) -> None:
    own = str(EXAMPLES / "own-content")
    told = " ".join(run("advice", "show", "5", "--content", own)[1].split())
    assert "[own: Fjordby Kommune]" in told
