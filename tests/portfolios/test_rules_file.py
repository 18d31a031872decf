"""The file of ``portfolio score --rules`` begins like all other files, with its format or without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
TOWN = str(EXAMPLES / "portfolio-municipality.yaml")
RULE = "rules: [{id: few-red, kind: max_red, limit: 0}]\n"


@pytest.fixture
def scored(run: Run, tmp_path: Path) -> Callable[[str, str], tuple[int, str, str]]:
    def scoring(text: str, language: str = "en") -> tuple[int, str, str]:
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return run("portfolio", "score", TOWN, "--rules", str(path), "--lang", language)

    return scoring


def test_format_1_changes_nothing(scored: Run) -> None:
    with_format = scored("format: 1\n" + RULE)
    assert with_format[0] == 4 and "At most 0 with a red light" in with_format[2]
    assert with_format == scored(RULE)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "the file was written by a newer digitrans"), ("da", "filen er skrevet af en nyere digitrans")],
)
def test_a_newer_format_is_the_one_fault_that_is_told(scored: Run, language: str, said: str) -> None:
    code, out, err = scored("format: 2\nsurprise: true\n" + RULE, language)
    assert (code, out) == (3, "") and "rules.yaml:1:1: " in err and said in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("wrong", ["0", "one", "'1'", "[1]"])
def test_what_is_no_format_is_a_fault_in_its_line(scored: Run, wrong: str) -> None:
    code, out, err = scored(f"{RULE}format: {wrong}\n")
    assert (code, out) == (3, "") and "rules.yaml:2:" in err
