"""The XLSForm of every questionnaire passes ODK Validate, which pyxform brings along and Java runs."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from digitrans.content.catalogue import load_instruments

Run = Callable[..., tuple[int, str, str]]
QUESTIONNAIRES = [each for each in load_instruments() if each.kind == "questionnaire"]

pytest.importorskip("pyxform")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")


@pytest.mark.parametrize("name", [each.id for each in QUESTIONNAIRES])
def test_the_form_passes_the_validator(run: Run, name: str, tmp_path: Path) -> None:
    from pyxform.xls2xform import convert

    repeated = next(each for each in QUESTIONNAIRES if each.id == name).repeat
    units = ("--unit", "Børn og unge", "--unit", "Vej & park") if repeated else ()
    folder = tmp_path / "round"
    arguments = ("--instrument", name, "--group", "staff=4", "--form", "xlsform", *units)
    assert run("people", "invite", str(folder), *arguments)[0] == 0
    data = (folder / "send" / "xlsform.xlsx").read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["survey", "choices", "settings"]
    convert(io.BytesIO(data), validate=True, file_type=".xlsx", form_name="data")


def test_the_validator_finds_a_cycle(tmp_path: Path) -> None:
    """What was sent once: each share asked for where another is there."""
    from pyxform.validators.odk_validate import ODKValidateError
    from pyxform.xls2xform import convert

    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ("type", "name", "label", "required"), ("integer", "a", "A", "${b} != ''"), ("integer", "b", "B", "${a} != ''"),
    ):  # fmt: skip
        survey.append(row)
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(ODKValidateError):
        convert(io.BytesIO(file.getvalue()), validate=True, file_type=".xlsx", form_name="data")
