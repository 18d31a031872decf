"""The XLSForm of every questionnaire passes ODK Validate, which pyxform brings along and Java runs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest

from digitrans.content.catalogue import load_instruments

Run = Callable[..., tuple[int, str, str]]
QUESTIONNAIRES = [each for each in load_instruments() if each.kind == "questionnaire"]

pytest.importorskip("pyxform")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")


def form(folder: Path, name: str, workbook: bytes) -> Path:
    """The XForm that pyxform makes of a workbook, in a file that has its name."""
    from pyxform.xls2xform import convert

    path = folder / f"{name}.xml"
    made = convert(io.BytesIO(workbook), validate=False, file_type=".xlsx", form_name="data")
    path.write_text(made.xform, encoding="utf-8")
    return path


def invalid(forms: Iterable[Path]) -> dict[str, str]:
    """The forms that do not pass, with all that the validator says of them: one run, since Java takes long to start."""
    from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

    command = ["java", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, *map(str, forms)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    _, _, failed = done.stderr.partition("The following files failed validation:")
    names = re.findall(r"([\w-]+)\.xml", failed)
    assert (done.returncode == 0) == (not names), done.stderr
    assert done.stdout.count("Xform is valid") == len(list(forms)) - len(names), (done.stdout, done.stderr)
    return dict.fromkeys(names, done.stderr)


def test_every_form_passes_the_validator_which_finds_a_cycle(run: Run, tmp_path: Path) -> None:
    forms = []
    (tmp_path / "rounds").mkdir()
    for each in QUESTIONNAIRES:
        units = ("--unit", "Børn og unge", "--unit", "Vej & park") if each.repeat else ()
        folder = tmp_path / "rounds" / each.id
        arguments = ("--instrument", each.id, "--group", "staff=4", "--form", "xlsform", *units)
        assert run("people", "invite", str(folder), *arguments)[0] == 0, each.id
        data = (folder / "send" / "xlsform.xlsx").read_bytes()
        sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames
        assert sheets == ["survey", "choices", "settings"], each.id
        forms.append(form(tmp_path, each.id, data))
    assert len(forms) > 10
    sound, cycle = form(tmp_path, "sound", book_of(SOUND)), form(tmp_path, "cycle", book_of(*CYCLE))
    found = invalid([*forms, cycle, sound])
    assert list(found) == ["cycle"] and "cycle" in found["cycle"].lower()


SOUND = ("integer", "a", "A", "")
CYCLE = ("integer", "a", "A", "${b} != ''"), ("integer", "b", "B", "${a} != ''")
"""What was sent once: each share asked for where another is there. The validator names it among sound forms."""


def book_of(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (("type", "name", "label", "required"), *rows):
        survey.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
