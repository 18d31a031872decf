"""A home folder that two machines share: copies that the service leaves behind are neither lost nor counted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digitrans.answers.fingerprints import fingerprint
from digitrans.content.catalogue import load_instrument

Run = Callable[..., tuple[int, str, str]]
ENDINGS = (".sync-conflict-20261123-101010-ABCDEFG.json", " (1).json")


def copy_all(folder: Path, ending: str) -> None:
    for path in sorted(folder.glob("*.json")):
        shutil.copy(path, path.with_name(path.stem + ending))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_decision_is_there_once_although_its_file_was_copied(run: Run, settled: Path, ending: str) -> None:
    assert run("decide", "add", "4", "Gather a panel", "--owner", "Anna")[0] == 0
    assert run("goal", "set", "5", "4")[0] == 0
    before = [json.loads(run(*each, "--json")[1]) for each in (("decide", "list"), ("goal", "list"))]
    copy_all(settled / "decisions", ending)
    copy_all(settled / "goals", ending)
    assert [json.loads(run(*each, "--json")[1]) for each in (("decide", "list"), ("goal", "list"))] == before
    (decision,) = before[0]["decisions"]
    assert run("decide", "done", decision["id"])[0] == 0 and run("goal", "clear", "5")[0] == 0
    copy_all(settled / "decisions", ending)
    assert json.loads(run("decide", "list", "--all", "--json")[1])["decisions"][0]["fate"] == "done"
    assert json.loads(run("goal", "list", "--json")[1])["goals"] == []


@pytest.mark.parametrize(("language", "said"), [("en", "passed over"), ("da", "er ikke med")])
def test_a_result_under_another_name_is_told_of(run: Run, settled: Path, language: str, said: str) -> None:
    results = settled / "results"
    results.mkdir(parents=True)
    text = json.dumps({"instrument": "self-assessment", "answers": {"yes-after-problem": 3}})
    (results / "2026-11-01-self-assessment-7f3a.json").write_text(text, encoding="utf-8")
    (results / ".2026-11-01-self-assessment-7f3b.json.0a.tmp").write_text("{", encoding="utf-8")
    (results / ".stfolder.json").write_text("{", encoding="utf-8")
    assert run("history", "list", "--lang", language)[2] == ""
    copy_all(results, ENDINGS[0])
    status, out, err = run("history", "list", "--lang", language)
    assert status == 0 and out.count("7f3a") == 1
    assert err.count("\n") == 1 and said in err and "sync-conflict" in err and str(results) in err
    (results / "x\x1b[31m.json").write_text("{", encoding="utf-8")
    err = run("history", "list", "--lang", language)[2]
    assert err.startswith("2 ") and "\x1b" not in err


def test_damaged_results_are_passed_over_where_none_is_named(run: Run, settled: Path) -> None:
    for day in (1, 2):
        path = settled / "results" / f"2026-11-0{day}-self-assessment-aaa{day}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = {"instrument": "self-assessment", "finished": f"2026-11-0{day}T10:00:00+01:00", "answers": {}}
        path.write_text(json.dumps({**text, "fingerprint": fingerprint(load_instrument("self-assessment"))}))
    for name in ("2026-11-01-self-assessment-aab1", "2026-11-03-self-assessment-aaa3"):
        (settled / "results" / f"{name}.json").write_text('{"answers', encoding="utf-8")
    status, out, err = run("history", "compare", "--json")
    assert status == 0 and err.count("aaa3.json") == 1
    assert [json.loads(out)[key]["finished"][:10] for key in ("earlier", "later")] == ["2026-11-01", "2026-11-02"]
    assert run("history", "compare", "last", "aaa1")[0] == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_among_the_results_holds_nobody_up(run: Run, settled: Path) -> None:
    (settled / "results").mkdir(parents=True)
    for number in (1, 2):
        os.mkfifo(settled / "results" / f"2026-11-01-self-assessment-aaa{number}.json")
    status, out, err = run("history", "list")
    assert status == 0 and "aaa1" in out and err.count("not a plain file") == 2


@pytest.mark.parametrize(("language", "said"), [("en", "cannot be deleted"), ("da", "kan ikke slettes")])
def test_what_cannot_be_deleted_is_named(run: Run, settled: Path, language: str, said: str) -> None:
    path = settled / "results" / "2026-11-01-self-assessment-aaa1.json"
    path.mkdir(parents=True)
    status, _, err = run("history", "delete", "aaa1", "--yes", "--lang", language)
    assert status != 0 and said in err and str(path) in err and path.is_dir()
