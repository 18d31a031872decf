"""Bad answers files: one exact message each, exit code 3, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitrans.cli import main
from digitrans.content.catalogue import data_folder
from digitrans.files.sources import MAX_BYTES

BAD = Path(__file__).parent / "bad"
CASES = sorted(path for path in BAD.iterdir() if path.suffix in (".yaml", ".json"))
TOP = b"instrument: self-assessment\nanswers:\n"
ONE_FILE = 20  # seconds; a file that is waited for is a fault

# Made here, since editors and version control would mend them. The message stands without the file's name.
MADE = {
    "cp1252": (TOP + b'  four-fit: {value: 3, note: "bl\xe5b\xe6r"}\n', ":3:33: the file is not saved as UTF-8"),
    "half-utf-16": ("instrument: self-assessment\n".encode("utf-16")[:-1], ": the file is not saved as UTF-8"),
    "raw-escape-in-key": (TOP + b'  "four\x1b[31mfit": 3\n', ":3:8: an invisible control character stands here"),
    "nul": (TOP + b"  four-fit: \x00\n", ":3:13: an invisible control character stands here"),
    "c1-control": (TOP + "  four-fit: \x9b31m\n".encode(), ":3:13: an invisible control character stands here"),
    "binary": (bytes(range(256)), ":2:118: the file is not saved as UTF-8"),
    "brackets": (TOP + b"  four-fit: " + b"[" * 50_000, ":3:35: too many levels inside each other"),
    "braces": (TOP + b"  four-fit: " + b"{a: " * 50_000, ":3:101: too many levels inside each other"),
    "too-large": (b"#" * (MAX_BYTES + 1), ": the file is too large; at most 2 MB"),
    "too-many-values": (TOP + b"  four-fit: [" + b"1," * 250_000 + b"]\n", ": the file has too many values"),
    "aliases": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 9)),
        ": the file has too many values",
    ),
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITRANS_HOME", str(tmp_path / "home"))


def arguments(path: Path, language: str = "en") -> list[str]:
    return ["assess", "--answers", str(path), "--no-save", "--no-input", "--lang", language]


def refused(path: Path, capsys: pytest.CaptureFixture[str], language: str = "en") -> str:
    """What stderr says about the bad file ``path``, with its bare name."""
    assert main(arguments(path, language)) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert len(err.splitlines()) <= 11
    return err.replace(str(path), path.name)


def refused_apart(path: Path) -> str:
    """The same in a process of its own, which may not hang."""
    done = subprocess.run(
        [sys.executable, "-m", "digitrans", *arguments(path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=ONE_FILE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "Traceback" not in done.stderr
    return done.stderr.replace(str(path), path.name)


def test_there_are_cases() -> None:
    assert len(CASES) > 40
    assert {path.stem for path in CASES} == {path.stem for path in BAD.glob("*.expected")}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_message(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(path, capsys)
    expected = path.with_suffix(".expected")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_message_in_danish(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english = refused(path, capsys).splitlines()
    danish = refused(path, capsys, "da").splitlines()
    assert len(danish) == len(english)
    assert not set(danish) & set(english)


@pytest.mark.parametrize("name", MADE)
def test_made_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, message = MADE[name]
    path = tmp_path / f"{name}.yaml"
    path.write_bytes(data)
    said = refused_apart(path) if name in ("brackets", "braces", "aliases") else refused(path, capsys)
    assert said.count("\n") == 1
    assert said.startswith(path.name)
    assert message in said


def test_more_than_ten_faults_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    lines = refused(BAD / "many-faults.yaml", capsys).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "... and 13 more faults."


def test_five_thousand_faults_are_quick(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_bytes(TOP + b"".join(b"  item-number-%d: perhaps\n" % n for n in range(5000)))
    assert len(refused_apart(path).splitlines()) == 11


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("short: &x false\n*x : 5\ninstrument: self-assessment\nanswers: {}\n", id="of-a-word"),
        pytest.param("result: &x [1]\ninstrument: self-assessment\nanswers: {*x : 5}\n", id="of-a-list"),
    ],
)
def test_reference_as_key(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "reference.yaml"
    path.write_text(text)
    refused(path, capsys)


def test_long_key_makes_no_long_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.yaml"
    path.write_bytes(TOP + b"  ? " + b"q" * 100_000 + b"\n  : 4\n")
    assert len(refused(path, capsys)) < 1000


def test_line_break_in_key_stays_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "break.yaml"
    path.write_bytes(TOP + b'  "a\\n/etc/passwd:1:1: b": 4\n')
    assert refused(path, capsys).count("\n") == 1


def test_unclosed_quote_names_where_it_opens(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(BAD / "unclosed-quote.yaml", capsys).startswith("unclosed-quote.yaml:3:")


def test_one_wrong_value_is_one_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(BAD / "quoted-number.yaml", capsys).count("\n") == 1


def test_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert refused(folder, capsys) == "folder.yaml: this is a folder; name a file\n"


def test_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(tmp_path / "none.yaml", capsys) == "none.yaml: there is no such file; check its name\n"


def test_file_name_with_an_escape_sequence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\\x1b[31m" in refused(tmp_path / "a\x1b[31mb.yaml", capsys)


def test_file_name_with_nul(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(tmp_path / "a\x00b.yaml", capsys)


def test_file_name_that_is_too_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(tmp_path / ("a" * 5000), capsys)


@pytest.mark.skipif(os.name != "posix", reason="named pipes are for POSIX")
def test_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert refused_apart(pipe) == "pipe.yaml: this is not a plain file; name a file, or use - for standard input\n"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_endless_file() -> None:
    assert (
        refused_apart(Path("/dev/zero")) == "zero: this is not a plain file; name a file, or use - for standard input\n"
    )


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_endless_standard_input() -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "digitrans", *arguments(Path("-"))],
            stdin=endless,
            capture_output=True,
            encoding="utf-8",
            timeout=ONE_FILE,
            check=False,
        )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "-: the file is too large; at most 2 MB\n"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything can be read")
def test_file_without_access(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "private.yaml"
    path.write_bytes(TOP)
    path.chmod(0)
    assert refused(path, capsys) == "private.yaml: the file cannot be read; do you have access to it?\n"


def test_cut_off_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (data_folder() / "examples" / "self-assessment.yaml").read_bytes()
    path = tmp_path / "cut.yaml"
    codes = set()
    for length in range(0, len(whole) + 101, 101):
        path.write_bytes(whole[:length])
        code = main(arguments(path))
        codes.add(code)
        out, err = capsys.readouterr()
        assert code in (0, 3), f"{length} bytes: {err}"
        assert "Traceback" not in out + err
        assert bool(out) == (code == 0)
        assert bool(err) == (code == 3)
    assert codes == {0, 3}
