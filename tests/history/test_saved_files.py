"""``docs/saved-files.md`` and ``docs/people.md`` are true: their examples are valid, their promises kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from digitrans.answers.data import as_data
from digitrans.answers.files import AnswerFile, answers_of
from digitrans.answers.fingerprints import stamped
from digitrans.answers.plans import DecisionFile, GoalFile, OutcomeFile
from digitrans.content.catalogue import load_instrument
from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.people.codes import is_code

Run = Callable[..., tuple[int, str, str]]
JSON = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS: dict[str, Any] = {"answers": AnswerFile, "goal": GoalFile, "decision": DecisionFile, "outcome": OutcomeFile}


def examples() -> list[dict[str, Any]]:
    return [json.loads(text) for text in JSON.findall((ROOT / "docs" / "saved-files.md").read_text(encoding="utf-8"))]


def test_every_example_is_a_file_that_can_be_read() -> None:
    for example in examples():
        parse_model(KINDS[example["kind"]], Source("docs/saved-files.md", json.dumps(example)))
    assert {example["kind"] for example in examples()} == set(KINDS)


def test_the_example_of_a_result_has_the_keys_that_are_written() -> None:
    instrument = load_instrument("self-assessment")
    example = next(each for each in examples() if each["kind"] == "answers")
    answers = answers_of(Source("docs", json.dumps(example)), instrument)
    assert list(as_data(stamped(answers, instrument))) == list(example)


def test_the_answers_of_a_respondent_in_the_document_can_be_read() -> None:
    one, several = YAML.findall((ROOT / "docs" / "people.md").read_text(encoding="utf-8"))
    for text, name, count in ((one, "self-assessment", 2), (several, "mentality", 3)):
        answers = answers_of(Source("docs/people.md", text), load_instrument(name))
        assert answers.respondent and is_code(answers.respondent) and len(answers.values) == count


@pytest.fixture
def saved(run: Run, settled: Path) -> Path:
    run("assess", "--answers", str(ROOT / "data" / "examples" / "self-assessment.yaml"))
    (path,) = (settled / "results").iterdir()
    return path


def test_a_newer_format_is_named_in_one_sentence_and_left_alone(run: Run, saved: Path) -> None:
    newer = {**json.loads(saved.read_text(encoding="utf-8")), "format": 2, "surprise": {"deep": [1]}}
    saved.write_text(json.dumps(newer), encoding="utf-8")
    code, _, err = run("history", "show", "last")
    assert code == 3 and err.count("\n") == 1 and "newer digitrans" in err
    assert json.loads(saved.read_text(encoding="utf-8")) == newer


@pytest.mark.parametrize("gone", ["items", "fingerprint", "version", "started", "finished", "short", "kind", "id"])
def test_a_file_without_an_optional_key_is_read(run: Run, saved: Path, gone: str) -> None:
    older = json.loads(saved.read_text(encoding="utf-8"))
    del older[gone]
    saved.write_text(json.dumps(older), encoding="utf-8")
    assert run("history", "show", "last")[0] == 0


def test_what_a_later_version_added_at_the_top_is_passed_over(run: Run, saved: Path) -> None:
    later = {**json.loads(saved.read_text(encoding="utf-8")), "weather": {"deep": [1]}, "answerz": {}}
    saved.write_text(json.dumps(later), encoding="utf-8")
    before = saved.read_bytes()
    for command in (("history", "show", "last"), ("history", "list"), ("report",), (), ("history", "export")):
        code, _, err = run(*command)
        assert (code, err) == (0, "")
    assert run("goal", "set", "4", "4", "--by", "2027-06-30")[0] == 0
    assert run("assess", "--answers", str(ROOT / "data" / "examples" / "self-assessment.yaml"))[0] == 0
    assert saved.read_bytes() == before, "the keys of a later version are kept, because nothing is written again"


@pytest.mark.parametrize(
    "change", [{"answers": {"yes-after-problem": {"value": 4, "mood": 1}}}, {"kind": None}, {"id": None}]
)
def test_other_unknown_keys_are_named_with_their_place(run: Run, saved: Path, change: dict[str, Any]) -> None:
    odd = {**json.loads(saved.read_text(encoding="utf-8")), **change}
    if "answers" not in change:
        odd["colour"] = "blue"
    saved.write_text(json.dumps(odd, indent=1), encoding="utf-8")
    code, _, err = run("history", "show", "last")
    assert code == 3 and ("colour" in err or "mood" in err) and re.search(r":\d+:\d+: ", err)


def test_in_a_file_that_is_given_an_unknown_key_is_a_slip(run: Run, saved: Path, tmp_path: Path) -> None:
    given = tmp_path / "mine.json"
    given.write_text(json.dumps({**json.loads(saved.read_text(encoding="utf-8")), "answrs": {}}), encoding="utf-8")
    code, _, err = run("assess", "--answers", str(given), "--no-save")
    assert code == 3 and "did you mean 'answers'" in err


def test_a_draft_with_a_key_of_a_later_version_is_left_alone(run: Run, saved: Path, settled: Path) -> None:
    """It would be written again, without the key."""
    from digitrans.history import drafts

    instrument = load_instrument("self-assessment")
    answers = answers_of(Source(str(saved), saved.read_text(encoding="utf-8")), instrument)
    draft = drafts.start_draft(answers)
    draft.close()
    assert len(list(drafts.drafts(instrument))) == 1
    later = {**json.loads(draft.path.read_text(encoding="utf-8")), "weather": 1}
    draft.path.write_text(json.dumps(later), encoding="utf-8")
    assert list(drafts.drafts(instrument)) == []
    assert json.loads(draft.path.read_text(encoding="utf-8")) == later


def test_faults_are_values(saved: Path) -> None:
    with pytest.raises(InputFault) as caught:
        answers_of(Source(str(saved), '{"format": 3}'), load_instrument("self-assessment"))
    assert [fault.message for fault in caught.value.faults] == ["fault.newer"]
