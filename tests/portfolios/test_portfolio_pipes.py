"""Portfolios from and to other programs: CSV on standard output and input, and Excel from standard input."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import EXAMPLES
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.models import Portfolio

TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def piped(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line with bytes on standard input."""

    def running(data: bytes, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        return run(*arguments)

    return running


def initiatives(text: str) -> list[tuple[str, object]]:
    return [(each.id, each.cost) for each in parse_model(Portfolio, Source("-", text)).initiatives]


@pytest.mark.parametrize("dialect", ["danish", "standard"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_out_of_one_and_into_another(run: Run, piped: Run, dialect: str, encoding: str, tmp_path: Path) -> None:
    code, out, err = run("portfolio", "export", TOWN, "-o", "-", "--csv-dialect", dialect)
    assert code == 0 and len(out.splitlines()) == 29
    assert err.count("\n") == 1 and "the rules" in err
    kept = tmp_path / "list.csv"
    assert run("portfolio", "export", TOWN, "-o", str(kept), "--csv-dialect", dialect)[0] == 0
    assert kept.read_bytes() == out.encode()
    piece = out.removeprefix("\ufeff").encode(encoding, "replace")
    code, text, err = piped(piece, "portfolio", "import", "-", "--organisation", "Town")
    assert code == 0 and err.endswith("They agree.\n") and err.count("\n") == 3
    assert initiatives(text) == initiatives(Path(TOWN).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (("--lang", "da"), "Vores organisation"),
        (("--lang", "en"), "Our organisation"),
        (("--organisation", "Bakkedal"), "Bakkedal"),
    ],
)
def test_what_came_through_a_pipe_has_a_name(piped: Run, options: tuple[str, ...], name: str) -> None:
    code, out, _ = piped(b"Initiative;Cost\nOne;100\n", "portfolio", "import", "-", *options)
    assert code == 0 and f'name: "{name}"' in out


def test_excel_comes_through_a_pipe_too(run: Run, piped: Run, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    assert run("portfolio", "export", TOWN, "-o", str(book))[0] == 0
    target = tmp_path / "back.yaml"
    code, out, err = piped(book.read_bytes(), "portfolio", "import", "-", "-o", str(target), "--lang", "en")
    assert (code, out) == (0, "") and "28 initiatives are written" in err
    assert "Bakkedal Kommune" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "-: there is no row of headings"),
        (b"Initiative;Cost\nOne;abc\n", "-:2:2:"),
        (b"x" * 20_000_001, "-: the file is too large"),
    ],
)
def test_what_cannot_be_used_is_named(piped: Run, data: bytes, said: str) -> None:
    code, out, err = piped(data, "portfolio", "import", "-", "--lang", "en")
    assert (code, out) == (3, "") and said in err


def test_no_standard_input_at_all(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace())
    assert run("portfolio", "import", "-")[0] == 3
