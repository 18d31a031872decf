"""A home folder that two machines share: copies that the service leaves behind are neither lost nor counted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

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
