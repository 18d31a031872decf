"""The supplement: marked on every line, dated, in no score, and gone where it is switched off."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitrans.answers.fingerprints import fingerprint
from digitrans.answers.scoring import score
from digitrans.answers.values import Answer, Answers
from digitrans.content import catalogue
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating, Slider
from digitrans.content.own_folders import using_own_folders
from digitrans.content.supplement import LISTS, Supplement, added, supplements
from digitrans.documents import Paragraph
from digitrans.files.sources import read_source
from digitrans.reports.advice import advice_report
from digitrans.texts import Words
from digitrans.texts.dates import is_day

Run = Callable[..., tuple[int, str, str]]
FOLDER = catalogue.supplement_folder()
EXAMPLES = Path(__file__).resolve().parents[2] / "data" / "examples"
ALL = supplements(FOLDER)
SIGN = {"da": "[tillæg 2026, ikke fra publikationen]", "en": "[supplement 2026, not from the publication]"}
LATER = "2027-07-01T10:00:00+01:00"


def things() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every thing of the supplement as it stands in its file: kind, subject, values."""
    for path in sorted(FOLDER.glob("*/*/*.yaml")):
        values = read_source(path).values
        for key in LISTS:
            for thing in values.get(key, ()):
                yield path.parent.name, path.stem, thing


IDS = [thing["id"] for _, _, thing in things()]
TEXTS = {language: [" ".join(thing["text"][language].split()) for _, _, thing in things()] for language in SIGN}


def test_the_files_only_add_what_counts_nowhere() -> None:
    assert ALL and all(is_day(each.as_of) and is_day(each.review_by) and each.as_of < each.review_by for each in ALL)
    assert len(set(IDS)) == len(IDS)
    for path in FOLDER.glob("*/*/*.yaml"):
        assert read_source(path).values.keys() <= {"id", *LISTS}, path
    for kind, subject, thing in things():
        assert thing["provenance"]["kind"] == "supplement" and thing["provenance"]["basis"].keys() == {"da", "en"}
        assert kind == "advice" or thing["counts"] is False, thing["id"]
        shipped = read_source(catalogue.shipped_files(kind)[subject]).values
        assert thing["id"] not in [each["id"] for key in LISTS for each in shipped.get(key, ())]


def test_every_piece_of_advice_has_something_to_ask_today() -> None:
    assert {subject for kind, subject, _ in things() if kind == "advice"} == set(catalogue.shipped_files("advice"))


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_line_says_what_it_is(run: Run, language: str) -> None:
    shown = [run("advice", "show", str(number), "--lang", language)[1] for number in range(1, 10)]
    shown += [run("checklist", "show", each, "--lang", language)[1] for each in ("board-meeting", "vendor")]
    shown.append(run("checklist", "print", "board-meeting", "--format", "html", "--lang", language)[1])
    shown += [run("dilemmas", "show", name, "--lang", language)[1] for name in ("wait-or-try", "joint-or-own")]
    told = " ".join(" ".join(shown).split())
    for text in TEXTS[language]:
        if text in told:
            assert f"{text} {SIGN[language]}" in told, text
            assert told.count(text) == told.count(f"{text} {SIGN[language]}")
    assert sum(text in told for text in TEXTS[language]) >= len(IDS) - 1
    listed = " ".join(run("dilemmas", "list", "--lang", language)[1].split())
    assert listed.count("2026") == 3


COMMANDS: list[tuple[str, ...]] = [
    *(("advice", "show", str(number)) for number in range(1, 10)),
    ("advice", "list"), ("advice", "list", "--json"), ("advice", "search", "the"), ("advice", "show", "1", "--json"),
    ("checklist", "show", "board-meeting"), ("checklist", "show", "vendor"),
    ("checklist", "print", "board-meeting", "--format", "html"),
    ("dilemmas", "list"), ("dilemmas", "list", "--json"), ("assess", "--list"),
    ("dilemmas", "--answers", str(EXAMPLES / "dilemmas.yaml"), "--no-save"),
    ("schema", "answers", "dilemmas"),
]  # fmt: skip


def mentions(out: str) -> list[str]:
    told = " ".join(out.split())
    return [each for each in (*IDS, *TEXTS["en"], "supplement 2026", "Supplement 2026") if each in told]


@pytest.mark.parametrize("how", ["option", "environment", "own content"])
def test_switched_off_nothing_of_it_is_anywhere(
    run: Run, how: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    off: tuple[str, ...] = ("--no-supplement",) if how == "option" else ()
    if how == "environment":
        monkeypatch.setenv("DIGITRANS_SUPPLEMENT", "off")
    if how == "own content":
        (tmp_path / "ours").mkdir()
        (tmp_path / "ours" / "about.yaml").write_text("name: Us\nsupplement: false\n", encoding="utf-8")
        off = ("--content", str(tmp_path / "ours"))
    for command in COMMANDS:
        code, out, _ = run(*command, *off)
        assert code == 0 and not mentions(out), (command, mentions(out))
    code, out, _ = run("content", *off)
    assert "Supplement 2026: off" in out


def test_what_off_and_on_mean(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("on", "1", "YES", ""):
        monkeypatch.setenv("DIGITRANS_SUPPLEMENT", value)
        assert mentions(run("advice", "show", "1")[1]), value
    monkeypatch.setenv("DIGITRANS_SUPPLEMENT", "perhaps")
    code, out, err = run("advice", "show", "1")
    assert (code, out) == (2, "") and "'perhaps'" in err


def test_forms_for_others_have_the_mark(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    code, _, err = run(
        "people", "invite", str(folder), "--instrument", "dilemmas", "--group", "staff=3", "--lang", "en"
    )
    assert code == 0, err
    page = (folder / "send" / "form.en.html").read_text(encoding="utf-8")
    assert page.count(SIGN["en"]) == 3
    assert "not from the publication" not in run("dilemmas", "list", "--no-supplement")[1]


@pytest.mark.usefixtures("read_afresh")
def test_after_the_day_of_review_it_is_grey_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITRANS_NOW", "2027-06-30T23:59:00+01:00")
    assert "should have been" not in run("advice", "show", "4")[1]
    monkeypatch.setenv("DIGITRANS_NOW", LATER)
    told = " ".join(run("advice", "show", "4")[1].split())
    late = "[supplement 2026, not from the publication; should have been reviewed by 30 June 2027]"
    assert told.count(late) == 2
    assert "should have been reviewed by 30 June 2027" in " ".join(run("content", "where")[1].split())
    advice, words = catalogue.load_advice(4)[0], Words("en")
    blocks = advice_report(words, advice, catalogue.load_phases(), {}, []).blocks
    lines = [each for each in blocks if isinstance(each, Paragraph) and late in each.text]
    assert len(lines) == 2 and all(each.tone == "muted" for each in lines)
    assert late in " ".join(run("checklist", "show", "board-meeting")[1].split())
    found = json.loads(run("advice", "show", "4", "--json")[1])["questions"]
    assert [each["provenance"]["overdue"] for each in found if each["provenance"]["whose"] == "supplement"] == [
        True
    ] * 2


def without(instrument: Instrument) -> Instrument:
    kept = tuple(each for each in instrument.items if each.provenance.kind != "supplement")
    return instrument.model_copy(update={"items": kept})


@pytest.mark.parametrize("name", catalogue.instrument_ids())
def test_no_questionnaire_is_another_one_for_it(name: str) -> None:
    instrument = catalogue.load_instrument(name)
    with using_own_folders((), supplement=False):
        off = catalogue.load_instrument(name)
    assert fingerprint(instrument) == fingerprint(off) == fingerprint(without(instrument))
    assert [each.id for each in off.items] == [each.id for each in without(instrument).items]


@pytest.mark.parametrize("name", ["self-assessment", "business-case", "rollout"])
def test_an_item_that_does_not_count_moves_nothing(name: str) -> None:
    """Beside every rating one that does not count, on the same scale, in the same dimension, at every answer."""
    instrument = catalogue.load_instrument(name)
    ratings = [item for item in instrument.items if isinstance(item, Rating)]
    beside = tuple(each.model_copy(update={"id": f"{each.id}-too", "counts": False}) for each in ratings)
    wider = instrument.model_copy(update={"items": (*instrument.items, *beside)})
    for value, other in itertools.product((1, 3, 5), (1, 5, None)):
        answers = Answers(instrument.id, 1, False, {each.id: Answer(value) for each in ratings})
        more = replace(answers, values={**answers.values, **{each.id: Answer(other) for each in beside if other}})
        before, after = score(instrument, answers), score(wider, more)
        assert before == after


def test_own_content_can_ask_beside_the_scores(run: Run, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    (ours / "checklists").mkdir(parents=True)
    (ours / "checklists" / "self-assessment.yaml").write_text(
        "items:\n  - {id: do-we-dare, kind: rating, scale: extent, counts: false, text: {da: Vi tør., en: We dare.}}\n",
        encoding="utf-8",
    )
    given = (EXAMPLES / "self-assessment.yaml").read_text(encoding="utf-8").rstrip("\n") + "\n  do-we-dare: 1\n"
    file = tmp_path / "answers.yaml"
    file.write_text(given, encoding="utf-8")
    given_to = ("assess", "--answers", str(file), "--no-save", "--content", str(ours))
    code, out, err = run(*given_to)
    assert code == 0, err
    told = " ".join(out.split())
    assert "Outside the scores" in told and "We dare. [own: ours]: 1, Not at all" in told
    with_it = json.loads(run("assess", "--answers", str(file), "--no-save", "--content", str(ours), "--json")[1])[
        "result"
    ]
    answers = str(EXAMPLES / "self-assessment.yaml")
    plain = json.loads(run("assess", "--answers", answers, "--no-save", "--json")[1])["result"]
    assert with_it.pop("uncounted") == [{"id": "do-we-dare", "whose": "own"}] and plain.pop("uncounted") == []
    assert with_it == plain


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "counts: false"),
        ("counts: true", "counts: false"),
        ("counts: 0", "true or false"),
    ],
)
def test_an_item_of_a_supplement_cannot_be_made_to_count(run: Run, tmp_path: Path, more: str, said: str) -> None:
    """The attack: content that calls itself a supplement and would like to be in a score."""
    (tmp_path / "checklists").mkdir()
    item = "{id: smuggled, kind: rating, dimension: timing, scale: extent, text: {da: Smuglet, en: Smuggled}"
    item += (f", {more}" if more else "") + ", provenance: {kind: supplement, basis: {da: Lov, en: Law},"
    item += ' as_of: "2026-01-01", review_by: "2027-01-01"}}'
    (tmp_path / "checklists" / "self-assessment.yaml").write_text(f"items:\n  - {item}\n", encoding="utf-8")
    code, out, err = run("content", "check", "--content", str(tmp_path))
    assert code == 3 and said in " ".join((out + err).split()), out + err


def test_shipped_supplement_items_are_made_to_count_by_nobody(run: Run, tmp_path: Path) -> None:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "dilemmas.yaml").write_text("items:\n  - {id: wait-or-try, counts: true}\n", "utf-8")
    code, out, err = run("content", "check", "--content", str(tmp_path))
    assert code == 3 and "counts: false" in out + err


@pytest.mark.parametrize("missing", ["basis", "as_of", "review_by"])
def test_a_supplement_says_what_it_rests_on_and_until_when(run: Run, tmp_path: Path, missing: str) -> None:
    told = {"basis": "{da: Lov, en: Law}", "as_of": '"2026-01-01"', "review_by": '"2027-01-01"'}
    told.pop(missing)
    values = ", ".join(f"{key}: {value}" for key, value in told.items())
    (tmp_path / "advice").mkdir()
    (tmp_path / "advice" / "create-ownership.yaml").write_text(
        f"questions:\n  - {{id: q, text: {{da: Hvad?, en: What?}}, provenance: {{kind: supplement, {values}}}}}\n",
        encoding="utf-8",
    )
    code, out, err = run("content", "check", "--content", str(tmp_path))
    assert code == 3 and f"'{missing}'" in out + err


def test_own_content_leaves_out_one_line_and_keeps_the_rest(run: Run, tmp_path: Path) -> None:
    (tmp_path / "advice").mkdir()
    (tmp_path / "advice" / "create-simple-solutions.yaml").write_text(
        "questions:\n  - {id: what-leaving-costs, leave_out: true}\n", encoding="utf-8"
    )
    assert "leave the contract" not in " ".join(run("advice", "show", "8", "--content", str(tmp_path))[1].split())
    assert SIGN["en"] in " ".join(run("advice", "show", "4", "--content", str(tmp_path))[1].split())
    assert run("content", "check", "--content", str(tmp_path))[0] == 0


def test_own_content_with_a_day_of_review_says_when_it_has_passed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "advice").mkdir()
    (tmp_path / "advice" / "create-ownership.yaml").write_text(
        "questions:\n  - {id: q, text: {da: Hvad nu?, en: What now?},"
        ' provenance: {kind: own, by: Us, review_by: "2026-12-31"}}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("DIGITRANS_NOW", LATER)
    told = " ".join(run("advice", "show", "5", "--content", str(tmp_path))[1].split())
    assert "What now? [own: Us] [should have been reviewed by 31 December 2026]" in told


def test_profiles_from_before_and_from_after_keep_working(run: Run, tmp_path: Path) -> None:
    """A result from before has no new lines; one with them is read without a word where the supplement is off."""
    old = (EXAMPLES / "dilemmas.yaml").read_text(encoding="utf-8")
    file = tmp_path / "old.yaml"
    file.write_text(old, encoding="utf-8")
    code, out, err = run("dilemmas", "--answers", str(file))
    assert code == 0 and "11 of 12 answered" in out and SIGN["en"] not in out
    file.write_text(old.rstrip("\n") + "\n  wait-or-try: 2\n  joint-or-own: -1\n", encoding="utf-8")
    code, out, err = run("dilemmas", "--answers", str(file))
    told = " ".join(out.split())
    assert code == 0 and "11 of 12 answered" in told and told.count(SIGN["en"]) == 2
    code, out, err = run("dilemmas", "show", "--no-supplement")
    assert (code, err) == (0, "") and not mentions(out)
    code, out, err = run("history", "compare", "--instrument", "dilemmas")
    assert code == 0, err
    code, out, err = run("dilemmas", "--answers", str(file), "--no-supplement", "--no-save")
    assert code == 0 and not mentions(out), err
    code, out, err = run("dilemmas", "--answers", str(file), "--no-save", "--json")
    again = tmp_path / "again.json"
    again.write_text(out, encoding="utf-8")
    assert run("dilemmas", "--answers", str(again), "--no-save", "--no-supplement")[0] == 0


def test_dilemmas_of_the_supplement_come_last() -> None:
    items = catalogue.load_instrument("dilemmas").items
    kinds = [item.provenance.kind == "supplement" for item in items]
    assert kinds == sorted(kinds) and sum(kinds) == 3
    assert all(isinstance(item, Slider) for item in items)


def test_what_is_added_comes_from_the_files(tmp_path: Path) -> None:
    assert list(added(tmp_path / "nowhere", "advice", "create-ownership")) == []
    assert supplements(tmp_path / "nowhere") == []
    assert isinstance(ALL[0], Supplement) and len(ALL[0].lines()) == len(IDS)
