"""Faults that someone who does not program makes in own content: one exact message each, exit code 3, no traceback.

Each file in ``bad`` names in its first line where it belongs. ``UPDATE_GOLDEN=1 pytest
tests/authoring/test_bad_content.py`` writes the expected messages anew; read the difference before committing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitrans.content.own_folders import MAX_FILES

BAD = Path(__file__).parent / "bad"
CASES = sorted(BAD.glob("*.yaml"))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    for name in ("advice", "checklists"):
        (folder / name).mkdir(parents=True)
    return folder


def place(case: Path, own: Path) -> None:
    """Put the file where its first line says."""
    text = case.read_text(encoding="utf-8")
    target = own / text.split("\n")[0].removeprefix("# ")
    target.write_text(text, encoding="utf-8")


def refused(run: Run, own: Path, language: str = "en") -> str:
    code, out, err = run("content", "list", "--content", str(own), "--lang", language)
    assert (code, out) == (3, ""), err
    assert "Traceback" not in err
    assert "\x1b" not in err
    return err.replace(f"{own}{os.sep}", "").replace(os.sep, "/")


def test_there_are_cases() -> None:
    assert len(CASES) > 30
    assert {path.stem for path in CASES} == {path.stem for path in BAD.glob("*.expected")}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_message(case: Path, own: Path, run: Run) -> None:
    place(case, own)
    said = refused(run, own)
    expected = case.with_suffix(".expected")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")
    assert "data/" not in said, "the fault is the user's, so the place must be in the user's file"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_message_in_danish(case: Path, own: Path, run: Run) -> None:
    place(case, own)
    english, danish = (refused(run, own, language).splitlines() for language in ("en", "da"))
    assert len(danish) == len(english)
    assert not set(danish) & set(english)


def test_the_faults_of_all_files_are_told_at_once(own: Path, run: Run) -> None:
    for name in ("colon-in-text", "missing-hyphen", "unknown-advice"):
        place(BAD / f"{name}.yaml", own)
    said = refused(run, own)
    assert {line.split(":")[0] for line in said.splitlines()} == {
        "checklists/self-assessment.yaml",
        "advice/create-ownership.yaml",
        "checklists/budget.yaml",
    }
    code, out, _ = run("content", "check", "--content", str(own), "--lang", "en")
    assert code == 3 and "There are 3 faults" in out


def test_a_fault_does_not_hide_behind_another_file_of_the_same(own: Path, run: Run) -> None:
    place(BAD / "colon-in-text.yaml", own)
    (own / "checklists" / "self-assessment.more.yaml").write_text("items: [\n", encoding="utf-8")
    assert len(refused(run, own).splitlines()) == 2


def test_no_such_folder(tmp_path: Path, run: Run) -> None:
    for arguments in (["content", "list"], ["content", "check"], ["assess", "--list"], ["advice"]):
        code, out, err = run(*arguments, "--content", str(tmp_path / "none"))
        assert (code, out) == (2, "") and "There is no folder" in err


def test_too_many_files(own: Path, run: Run) -> None:
    for number in range(MAX_FILES + 1):
        (own / "advice" / f"{number}.md").touch()
    assert "too large for own content" in refused(run, own)


def test_too_much_in_all(own: Path, run: Run) -> None:
    for number in range(6):
        (own / "advice" / f"{number}.txt").write_bytes(b" " * 1_900_000)
    assert "too large for own content" in refused(run, own)


def test_a_file_that_is_too_large(own: Path, run: Run) -> None:
    (own / "checklists" / "dilemmas.yaml").write_bytes(b"#" * 2_000_001)
    assert refused(run, own) == "checklists/dilemmas.yaml: the file is too large; at most 2 MB\n"


def test_many_things_are_refused_quickly(own: Path, run: Run) -> None:
    lines = [f"  - {{id: item-{number}, after: item-{number - 1}}}\n" for number in range(4_000)]
    (own / "checklists" / "dilemmas.yaml").write_text("id: dilemmas\nitems:\n" + "".join(lines), encoding="utf-8")
    assert "the list is too long; at most 500" in refused(run, own)


def test_deep_and_wide_files(own: Path) -> None:
    (own / "checklists" / "dilemmas.yaml").write_bytes(b"id: dilemmas\nitems: " + b"[" * 50_000)
    command = [sys.executable, "-m", "digitrans", "--lang", "en", "content", "list", "--content", str(own)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=20, check=False)
    assert done.returncode == 3 and "too many levels" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are for POSIX")
def test_links_that_lead_out_and_pipes(own: Path, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n", encoding="utf-8")
    (own / "checklists" / "dilemmas.yaml").symlink_to(secret)
    said = refused(run, own)
    assert "leads out of the folder" in said and "hunter2" not in said and "password" not in said
    (own / "checklists" / "dilemmas.yaml").unlink()
    os.mkfifo(own / "checklists" / "dilemmas.yaml")
    assert (
        refused(run, own)
        == "checklists/dilemmas.yaml: this is not a plain file; name a file, or use - for standard input\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="links are for POSIX")
def test_a_folder_that_is_a_link_out(own: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (own / "advice").rmdir()
    (own / "advice").symlink_to(tmp_path / "elsewhere")
    assert "leads out of the folder" in refused(run, own)


def test_a_record_that_was_edited(own: Path, run: Run) -> None:
    (own / "checklists" / "budget.md").touch()
    (own / "shipped.json").write_text('{"shipped": [1]}', encoding="utf-8")
    code, out, err = run("content", "check", "--content", str(own), "--lang", "en")
    assert code == 3 and "not as the program wrote it" in " ".join(out.split()) and err == ""
