"""What is saved: private, whole or not at all, never over something else, and readable after a kill."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from digitrans.answers.files import load_answers
from digitrans.answers.fingerprints import fingerprint
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.errors import InputFault, SaveFault
from digitrans.files import saving
from digitrans.history import drafts as saved_drafts
from digitrans.history import results
from digitrans.history.latest import latest_answers
from digitrans.texts import Words

TIME = "2026-03-04T10:00:00+01:00"
posix = pytest.mark.skipif(os.name != "posix", reason="modes are for POSIX")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("DIGITRANS_HOME", str(folder))
    monkeypatch.delenv("DIGITRANS_ID", raising=False)
    monkeypatch.delenv("DIGITRANS_NOW", raising=False)
    return folder


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("self-assessment")


@pytest.fixture
def answers(instrument: Instrument) -> Answers:
    values = {
        "four-fit": Answer(3),
        "heard-citizens": Answer(1, 'Kun gennem cheferne: «æøå» 😀\nog "én" gang'),
        "staff-own-answers": Answer(Missing.DONT_KNOW),
        "vendors-meet-users": Answer(Missing.NOT_RELEVANT, "No vendors"),
        "system-first": Answer(Missing.UNANSWERED, "Later"),
    }
    return Answers("self-assessment", 1, False, values, None, TIME, TIME, fingerprint(instrument))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_result_comes_back(answers: Answers, instrument: Instrument, home: Path) -> None:
    saved = results.save_result(answers)
    assert saved.path.parent == home / "results"
    assert re.fullmatch(r"2026-03-04-self-assessment-[0-9a-f]{4}\.json", saved.path.name)
    assert saved.answers == replace(answers, id=saved.path.stem[-4:])
    assert load_answers(saved.path, instrument) == saved.answers
    assert results.result_paths("self-assessment") == [saved.path]
    found = results.latest(instrument, [])
    assert found == saved
    for wanted in ("last", saved.answers.id or "", "2026-03-04"):
        assert results.find_entry(wanted, results.entries()).path == saved.path
    assert results.named("2026-03-05", results.entries()) == []


@posix
def test_result_is_private(answers: Answers, home: Path) -> None:
    saved = results.save_result(answers)
    assert saved.path.stat().st_mode & 0o777 == 0o600
    assert saved.path.parent.stat().st_mode & 0o777 == 0o700


@posix
def test_draft_is_private(answers: Answers) -> None:
    draft = saved_drafts.start_draft(replace(answers, id="aaaa"))
    draft.save(answers)
    assert draft.path.stat().st_mode & 0o777 == 0o600
    assert draft.path.parent.stat().st_mode & 0o777 == 0o700
    draft.close()


def test_two_saves_with_one_id(
    answers: Answers, instrument: Instrument, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITRANS_ID", "beef")
    other = replace(answers, values={"four-fit": Answer(5)})
    first, second = results.save_result(answers), results.save_result(other)
    assert first.path.name == "2026-03-04-self-assessment-beef.json"
    assert second.path != first.path
    assert load_answers(first.path, instrument).values == answers.values
    assert load_answers(second.path, instrument).values == other.values
    assert len(files(home / "results")) == 2


def test_damaged_and_newer_files_are_named_and_left(
    answers: Answers, instrument: Instrument, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = results.save_result(answers)
    damaged = home / "results" / "2026-03-05-self-assessment-dddd.json"
    newer = home / "results" / "2026-03-06-self-assessment-eeee.json"
    damaged.write_bytes(good.path.read_bytes()[:200])
    newer.write_text('{"format": 2, "something": "new"}')
    before = damaged.read_bytes(), newer.read_bytes()
    assert latest_answers(Words("en"), instrument) == good.answers
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert str(newer) in told[0] and "newer digitrans" in told[0]
    assert str(damaged) in told[1]
    assert (damaged.read_bytes(), newer.read_bytes()) == before


def test_separators_in_a_note_come_back(answers: Answers, instrument: Instrument) -> None:
    note = "a\u2028b\u2029c\ufeffd\te\r\nf\x00g\x1b[31mh\\u"
    saved = results.save_result(replace(answers, values={"four-fit": Answer(3, note)}))
    assert load_answers(saved.path, instrument)["four-fit"].note == note


def test_nothing_saved(instrument: Instrument) -> None:
    faults: list[InputFault] = []
    assert results.latest(instrument, faults) is None
    assert list(saved_drafts.drafts(instrument)) == []
    assert faults == []


def test_locked_draft_is_not_offered(answers: Answers, instrument: Instrument) -> None:
    draft = saved_drafts.start_draft(replace(answers, id="aaaa"))
    assert list(saved_drafts.drafts(instrument)) == []
    assert saved_drafts.open_draft(draft.path) is None
    draft.close()
    (offered,) = saved_drafts.drafts(instrument)
    assert offered.answers.values == answers.values
    assert [each.path for each in saved_drafts.drafts(instrument, short=False)] == [draft.path]
    assert list(saved_drafts.drafts(instrument, short=True)) == []
    again = saved_drafts.open_draft(offered.path)
    assert again is not None
    again.close(delete=True)
    assert list(saved_drafts.drafts(instrument)) == []
    assert files(draft.path.parent) == []


def test_damaged_draft_is_left(answers: Answers, instrument: Instrument) -> None:
    draft = saved_drafts.start_draft(replace(answers, id="aaaa"))
    draft.close()
    draft.path.write_text("{")
    assert list(saved_drafts.drafts(instrument)) == []
    assert draft.path.read_text() == "{"


KILLED = """
import sys, time
from digitrans.answers.values import Answer, Answers
from digitrans.history import drafts
draft = drafts.start_draft(Answers("self-assessment", 1, id="aaaa", started="2026-03-04T10:00:00+01:00"))
draft.save(Answers("self-assessment", 1, values={"four-fit": Answer(2, "ok")}, started="2026-03-04T10:00:00+01:00"))
print("saved", flush=True)
time.sleep(60)
"""


@posix
def test_draft_of_a_killed_process(instrument: Instrument) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "saved\n"
            assert list(saved_drafts.drafts(instrument)) == []
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    (found,) = saved_drafts.drafts(instrument)
    assert dict(found.answers.values) == {"four-fit": Answer(2, "ok")}
    draft = saved_drafts.open_draft(found.path)
    assert draft is not None
    draft.close()


def test_write_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    saving.write_whole(path, "old", replace_existing=False)
    with pytest.raises(FileExistsError):
        saving.write_whole(path, "new", replace_existing=False)
    assert path.read_text() == "old"
    saving.write_whole(path, "new", replace_existing=True)
    assert path.read_text() == "new"
    assert files(tmp_path) == ["a.json"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_full_disk_keeps_the_old_file(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.json"
    path.write_text("old")
    monkeypatch.setattr(os, call, full)
    with pytest.raises(SaveFault) as caught:
        saving.write_whole(path, "new", replace_existing=True)
    monkeypatch.undo()
    assert caught.value.message == "error.disk-full"
    assert path.read_text() == "old"
    assert files(tmp_path) == ["a.json"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything can be written")
def test_read_only_folder(answers: Answers, home: Path) -> None:
    home.mkdir(mode=0o500)
    with pytest.raises(SaveFault) as caught:
        results.save_result(answers)
    assert caught.value.message == "error.cannot-write"
    with pytest.raises(SaveFault):
        saved_drafts.start_draft(replace(answers, id="aaaa"))
    assert files(home) == []


def test_home_that_is_a_file(answers: Answers, home: Path) -> None:
    home.write_text("in the way")
    with pytest.raises(SaveFault):
        results.save_result(answers)
    assert home.read_text() == "in the way"


@pytest.mark.parametrize(
    ("finished", "id_"), [("../../", "evil"), ("yesterday", "evil"), (TIME, "a/b"), (TIME, "a\0b")]
)
def test_no_name_from_data_becomes_a_path(finished: str, id_: str, answers: Answers, home: Path) -> None:
    saved = results.save_result(replace(answers, finished=finished, id=id_))
    assert saved.path.resolve().parent == (home / "results").resolve()
    assert saved.path in results.result_paths("self-assessment")


@pytest.mark.parametrize("note", ["a\x7fb", "a\x85b", "a\x9bb", "a\ufffeb"])
def test_any_note_comes_back(note: str, answers: Answers, instrument: Instrument) -> None:
    saved = results.save_result(replace(answers, values={"four-fit": Answer(3, note)}))
    assert load_answers(saved.path, instrument)["four-fit"].note == note


def test_what_is_begun_is_told_by_the_names_of_the_drafts(settled: Path) -> None:
    assert saved_drafts.begun_instruments() == []
    drafts = [
        saved_drafts.start_draft(Answers(name, 1, values={"x": Answer(3)}, id="7f3a"))
        for name in ("change-curve", "risk")
    ]
    for draft in drafts:
        draft.close()
    assert saved_drafts.begun_instruments() == ["change-curve", "risk"]


def test_a_draft_without_answers_that_nobody_holds_goes_with_the_next(home: Path, instrument: Instrument) -> None:
    left = saved_drafts.start_draft(Answers(instrument.id, instrument.version, id="aaaa", started=TIME))
    assert left._lock is not None
    left._lock.close()  # the process is gone, and its window closed before it could tidy up
    held = saved_drafts.start_draft(Answers(instrument.id, instrument.version, id="bbbb", started=TIME))
    saved_drafts.drop_empty(instrument)
    assert not left.path.exists() and held.path.exists()
    held.close()
