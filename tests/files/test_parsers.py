"""What we say about a file never depends on the YAML parser that is installed: not on its words, places or limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from digitrans.errors import InputFault
from digitrans.files.pure_yaml import PureParser
from digitrans.files.sources import Source, decode, read_source
from digitrans.files.yaml_words import message_for

CONTENT = sorted((ROOT / "data").rglob("*.yaml"))
FAULTY = sorted((ROOT / "tests").rglob("bad*/*.yaml"))
LIBYAML = getattr(yaml, "CSafeLoader", None)

# Every problem that libyaml 0.2.6 can name while it reads, as its source has them.
LIBYAML_PROBLEMS = """
block sequence entries are not allowed in this context
could not find expected ':'
could not find expected directive name
did not find URI escaped octet
did not find expected ',' or ']'
did not find expected ',' or '}'
did not find expected '!'
did not find expected '-' indicator
did not find expected <document start>
did not find expected alphabetic or numeric character
did not find expected comment or line break
did not find expected digit or '.' character
did not find expected hexdecimal number
did not find expected key
did not find expected node content
did not find expected tag URI
did not find expected version number
did not find expected whitespace
did not find expected whitespace or line break
did not find the expected '>'
exceeded maximum nesting depth
found a tab character that violates indentation
found a tab character where an indentation space is expected
found an incorrect leading UTF-8 octet
found an incorrect trailing UTF-8 octet
found an indentation indicator equal to 0
found character that cannot start any token
found duplicate %TAG directive
found duplicate %YAML directive
found extremely long version number
found incompatible YAML document
found invalid Unicode character escape code
found undefined tag handle
found unexpected ':'
found unexpected document indicator
found unexpected end of stream
found unexpected non-alphabetical character
found unknown directive name
found unknown escape character
mapping keys are not allowed in this context
mapping values are not allowed in this context
""".strip().split("\n")
BEGINNINGS = (
    "block ",
    "could not find",
    "did not find",
    "exceeded",
    "found ",
    "mapping keys",
    "mapping values",
    "control characters",
)
NOT_WHILE_READING = {"did not find expected <stream-start>"}  # our text always begins


def told_by(parser: Any, text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is read with ``parser``, or every fault and its place."""
    monkeypatch.setattr("digitrans.files.yaml_values._PARSER", parser)
    try:
        return Source("some.yaml", text).values
    except InputFault as told:
        return [(each.message, each.line, each.column, each.named) for each in told.faults]


def words_in_the_library() -> set[str]:
    """The problems that stand as texts in the compiled libyaml."""
    binary = Path(pytest.importorskip("yaml._yaml").__file__).read_bytes()
    texts = (each.decode() for each in re.findall(rb"[ -~]{8,}", binary))
    return {each for each in texts if each.startswith(BEGINNINGS)} - NOT_WHILE_READING


def words_in_python() -> set[str]:
    """How the problems begin that PyYAML's own scanner, parser and reader name, as their source has them."""
    found = set[str]()
    for module in (yaml.scanner, yaml.parser, yaml.reader):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                found.update(_beginning(each) for each in node.exc.args[2:])
    return {each for each in found if " " in each}


def _beginning(node: ast.expr) -> str:
    if isinstance(node, ast.BinOp):
        return _beginning(node.left)
    if isinstance(node, ast.JoinedStr):
        return _beginning(node.values[0])
    return node.value.split("%")[0] if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("problem", LIBYAML_PROBLEMS)
def test_every_problem_of_libyaml_has_a_message(problem: str) -> None:
    assert message_for(problem) is not None


def test_the_libyaml_that_is_here_says_nothing_new() -> None:
    words = words_in_the_library()
    assert len(words) > 30
    assert {each for each in words if message_for(each) is None} == set()


def test_the_parser_in_python_says_nothing_new() -> None:
    words = words_in_python()
    assert len(words) > 20
    assert {each for each in words if message_for(each) is None} == set()


def test_words_that_nobody_knows_give_no_advice() -> None:
    assert message_for("found something of next year") is None


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_content_is_the_same_for_every_reader(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = read_source(path).values
    text = path.read_text(encoding="utf-8")
    assert told_by(PureParser, text, monkeypatch) == ours
    for loader in (yaml.SafeLoader, LIBYAML):  # as YAML 1.1 sees it, too
        if loader is not None:
            assert yaml.load(text, Loader=loader) == ours


@pytest.mark.skipif(LIBYAML is None, reason="PyYAML has no libyaml here")
@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_faulty_file_is_told_alike_by_both(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        text = decode(path.read_bytes(), "some.yaml")
    except InputFault:
        return
    assert told_by(PureParser, text, monkeypatch) == told_by(LIBYAML, text, monkeypatch)


SIGNS = [*":-?,[]{}#&*!|>'\"%@`\\ \t\n", ": ", "- ", "\n  - ", "--- ", "a: "]
EXAMPLE = "title: {da: Før mødet, en: Before}\nitems:\n  - id: one\n    text: >-\n      Hvad\n      nu?\n  - [1, 'b']\n"


@pytest.mark.parametrize("parser", [PureParser, LIBYAML], ids=["python", "libyaml"])
@given(places=st.lists(st.tuples(st.integers(0, len(EXAMPLE)), st.sampled_from(SIGNS)), min_size=1, max_size=3))
def test_no_slip_ends_in_words_that_nobody_knows(parser: Any, places: list[tuple[int, str]]) -> None:
    text = EXAMPLE
    for place, sign in places:
        text = text[:place] + sign + text[place:]
    with pytest.MonkeyPatch.context() as patch:
        told = told_by(parser or PureParser, text, patch)
    assert not isinstance(told, list) or not any(
        each[:1] == ("fault.yaml",) for each in told if isinstance(each, tuple)
    )
