"""Bad portfolios: one exact message each, exit code 3, and never a traceback, a hang or an escape sequence.

``UPDATE_GOLDEN=1 pytest tests/portfolios/test_bad_portfolios.py`` writes the messages anew; read the difference.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.cli import main
from digitrans.portfolios.models import MAX_BYTES, MAX_INITIATIVES

BAD = Path(__file__).parent / "bad"
CASES = sorted(BAD.glob("*.yaml"))
TOP = b"organisation: {name: Town}\ninitiatives:\n"
MANY = 60_000  # values; more than the test that needs them allows
ONE_FILE = 30  # seconds; a file that is waited for is a fault
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

MADE = {
    "cp1252": (TOP + b'  - {id: a, name: "bl\xe5b\xe6r"}\n', ":3:22: the file is not saved as UTF-8"),
    "half-utf-16": ("organisation: {name: Town}\n".encode("utf-16")[:-1], ": the file is not saved as UTF-8"),
    "raw-escape": (TOP + b'  - {id: a, name: "\x1b[31m"}\n', ":3:20: an invisible control character stands here"),
    "nul": (TOP + b"  - \x00\n", ":3:5: an invisible control character stands here"),
    "binary": (bytes(range(256)), "the file is not saved as UTF-8"),
    "brackets": (TOP + b"  - " + b"[" * 50_000, "too many levels inside each other"),
    "braces": (b"{a: " * 50_000, "too many levels inside each other"),
    "too-large": (b"#" * (MAX_BYTES + 1), ": the file is too large; at most 20 MB"),
    "too-many-values": (TOP + b"  - [" + b"1," * MANY + b"]\n", ": the file has too many values"),
    "aliases": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 9)),
        ": the file has too many values",
    ),
    "aliased-text": (
        b"x: &x " + b"y" * 1000 + b"\norganisation: {name: T}\ninitiatives: [" + b"*x, " * 5000 + b"]\n",
        "keys with values are needed here",
    ),
    "too-many-initiatives": (
        TOP + b"".join(b"  - {id: a%d, name: A}\n" % n for n in range(MAX_INITIATIVES + 1)),
        "the list is too long; at most 10000",
    ),
}


def refused(path: Path, capsys: pytest.CaptureFixture[str], language: str = "en", command: str = "check") -> str:
    assert main(["portfolio", command, str(path), "--lang", language]) == 3
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err and not UNSAFE.search(err.replace("\n", ""))
    assert len(err.splitlines()) <= 11
    return err.replace(str(path), path.name)


def test_there_are_cases() -> None:
    assert len(CASES) > 60
    assert {path.stem for path in CASES} == {path.stem for path in BAD.glob("*.expected")}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_message(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, expected = refused(path, capsys), path.with_suffix(".expected")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")
    assert refused(path, capsys, command="score") == said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_message_in_danish(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english, danish = refused(path, capsys).splitlines(), refused(path, capsys, "da").splitlines()
    assert len(danish) == len(english) and not set(danish) & set(english)


@pytest.mark.parametrize("name", MADE)
def test_made_file(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, message = MADE[name]
    if name == "too-many-values":
        monkeypatch.setattr("digitrans.portfolios.models.MAX_NODES", MANY - 1000)
    path = tmp_path / f"{name}.yaml"
    path.write_bytes(data)
    said = refused_apart(path) if name in ("brackets", "braces", "aliases") else refused(path, capsys, command="score")
    assert message in said and len(said) < 10_000


def refused_apart(path: Path) -> str:
    """What a process of its own says, which a file may not keep busy, or bring down."""
    done = subprocess.run(
        [sys.executable, "-m", "digitrans", "portfolio", "score", str(path), "--lang", "en"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=ONE_FILE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_all_faults_are_told_at_once_however_many_kinds_they_are_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(
        "organisation: {name: T, risk_willingness: 9}\n"
        "departments: [{id: d, name: D, readiness: x, targets: {streamline: 90}}]\n"
        "initiatives:\n"
        + "".join(f"  - {{id: a, name: A, department: q{number}, cost: x}}\n" for number in range(6))
        + "  - {id: b, name: B, answers: {other-question: yes}}\n"
        "  - {id: c, name: C, type: streamline, answers: {citizens-notice: yes, service-changes: no}}\n"
        "rules: [{id: r, kind: max_share, limit: 5}, {id: s, kind: max_red, limit: -1, department: e}]\n",
        encoding="utf-8",
    )
    assert main(["portfolio", "check", str(path), "--lang", "en"]) == 3
    told = capsys.readouterr().err.replace(str(path), "many").splitlines()
    wanted = ["1:25: ", "2:32: ", "2:46: "]
    for line in range(4, 10):
        wanted += [f"{line}:6: "] * (line > 4) + [f"{line}:22: ", f"{line}:38: "]
    wanted += ["10:32: ", "11:22: ", "12:9: ", "12:68: ", "12:79: "]
    assert [each.split(" ")[0] + " " for each in told] == [f"many:{each}" for each in wanted]
    assert main(["portfolio", "check", str(path), "--json"]) == 3
    assert len(json.loads(capsys.readouterr().out)["files"][0]["faults"]) == len(wanted)
    assert main(["portfolio", "score", str(path), "--lang", "en"]) == 3
    assert capsys.readouterr().err.splitlines()[10:] == [f"... and {len(wanted) - 10} more faults."]


@pytest.mark.parametrize("departments", ["{a: {name: A}}", "[{name: A}]", "[{id: Å, name: A}]", "[x]", "3"])
def test_where_departments_are_at_fault_none_is_called_unknown(
    departments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "departments.yaml"
    text = f"organisation: {{name: T}}\ndepartments: {departments}\ninitiatives: [{{id: a, name: A, department: a}}]\n"
    path.write_text(text, encoding="utf-8")
    said = refused(path, capsys)
    assert said.count("\n") == 1 and said.startswith("departments.yaml:2:")


@pytest.mark.parametrize(
    "each",
    ["{id: a%d, name: A, cost: x, mandate: y, statu: z}", "{id: a%d, name: A, department: b%d}", "{id: a, name: A%d}"],
)
def test_very_many_faults_take_no_time(each: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "many.yaml"
    entries = "".join(f"  - {each.replace('%d', str(number))}\n" for number in range(3000))
    known = ", ".join(f"{{id: department-{number}, name: D}}" for number in range(400))
    path.write_text(f"organisation: {{name: T}}\ndepartments: [{known}]\ninitiatives:\n{entries}", encoding="utf-8")
    started = time.process_time()
    assert main(["portfolio", "check", str(path), "--lang", "en"]) == 3
    assert time.process_time() - started < ONE_FILE / 3
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1001 and told[-1].startswith("... and ")


def test_cut_off_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (EXAMPLES / "portfolio-departments-a-b.yaml").read_bytes()
    path = tmp_path / "cut.yaml"
    codes = set()
    for length in range(0, len(whole), 127):
        path.write_bytes(whole[:length])
        code = main(["portfolio", "score", str(path), "--json"])
        codes.add(code)
        out, err = capsys.readouterr()
        assert code in (0, 3), f"{length} bytes: {err}"
        assert "Traceback" not in out + err and bool(err) == (code == 3)
        assert json.loads(out)["kind"] == ("portfolio" if code == 0 else "error")
    assert codes == {0, 3}


NASTY = "<b>bold</b> | `x` [x] [/x] =1+1 é :smile: \\u001b[31m \\u009b31m \\u202e " + "w" * 100


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_a_nasty_name_is_shown_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str) -> None:
    path = tmp_path / "nasty.yaml"
    text = f'organisation: {{name: "{NASTY}"}}\ndepartments:\n'
    text += "".join(f'  - {{id: {each}, name: "{each} {NASTY}"}}\n' for each in "de")
    told = f'name: "{NASTY}", note: "{NASTY}", type: modernise, cost: 1'
    text += "initiatives:\n" + "".join(f"  - {{id: of-{each}, department: {each}, {told}}}\n" for each in "de")
    path.write_text(text, encoding="utf-8")
    for command in ("score", "check", "compare"):
        more = ["d", "e"] if command == "compare" else []
        assert main(["portfolio", command, str(path), *more, "--format", format]) == 0
        out, err = capsys.readouterr()
        assert not UNSAFE.search(re.sub("[\n\r\ufeff]", "", out + err)), command
        assert "smile" in out


def test_a_file_name_with_an_escape_sequence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\\x1b" in refused(tmp_path / "a\x1b[31mb.yaml", capsys)


def test_a_rules_file_is_input_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules.yaml"
    town = str(EXAMPLES / "portfolio-municipality.yaml")
    for text, said in (
        ("rules: [{id: r, kind: max_red}]\n", "'limit' is missing"),
        ("weights: {worth: 3}\n", "worth"),
        ("weights: {value: -1}\n", "too small"),
        ("thresholds: {green: 30, red: 40, weak: 10}\n", "swap them"),
        ("rules: [{id: r, kind: max_red, limit: 1, department: x}]\n", "there is no department 'x'"),
        ("rules: [{id: r, kind: max_red, limit: 1}, {id: r, kind: max_red, limit: 2}]\n", "used before"),
    ):
        rules.write_text(text, encoding="utf-8")
        assert main(["portfolio", "score", town, "--rules", str(rules), "--lang", "en"]) == 3, text
        out, err = capsys.readouterr()
        assert out == "" and said in err and "rules.yaml:1:" in err
