"""Text to values: YAML 1.2 scalars, places, limits, and nothing but InputFault for whatever text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitrans.errors import InputFault
from digitrans.files.pure_yaml import PureParser
from digitrans.files.sources import Source, decode, read_bytes, read_source, walk
from digitrans.files.yaml_values import MAX_DEPTH, MAX_NODES, Mark, plain_value

PARSERS = {"libyaml": getattr(yaml, "CSafeLoader", None), "python": PureParser}
SCALARS = [
    # texts, where YAML 1.1 or a loose reader sees something else
    ("0101", "0101"),
    ("0o17", "0o17"),
    ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("190:20:30", "190:20:30"),
    ("no", "no"),
    ("No", "No"),
    ("NO", "NO"),
    ("yes", "yes"),
    ("on", "on"),
    ("off", "off"),
    ("y", "y"),
    ("n", "n"),
    ("tRUE", "tRUE"),
    ("nULL", "nULL"),
    ("None", "None"),
    (".nan", ".nan"),
    (".inf", ".inf"),
    ("-.inf", "-.inf"),
    ("nan", "nan"),
    ("=", "="),
    ("1,5", "1,5"),
    ("1 000", "1 000"),
    ("2026-1-2", "2026-1-2"),
    ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
    ("1.2.3", "1.2.3"),
    ("٤", "٤"),
    ("'4'", "4"),
    ('"4"', "4"),
    ('"null"', "null"),
    ("'true'", "true"),
    ('"2026-01-02"', "2026-01-02"),
    # null
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    # true and false
    ("true", True),
    ("True", True),
    ("FALSE", False),
    # numbers
    ("0", 0),
    ("4", 4),
    ("-2", -2),
    ("+3", 3),
    ("12345678901234567890", 12345678901234567890),
    ("3.5", 3.5),
    ("-0.25", -0.25),
    (".5", 0.5),
    ("4.", 4.0),
    ("1e3", 1000.0),
    ("1.5E-3", 0.0015),
    ("1e-07", 1e-07),
    # dates
    ("2026-01-02", date(2026, 1, 2)),
    ("2024-02-29", date(2024, 2, 29)),
]

# What json.dumps escapes fully. "<<" is refused as a key; numbers have at most 40 characters.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
KEY = TEXT.filter(lambda key: key != "<<")
NUMBER = st.integers(-(10**38), 10**38) | st.floats(allow_nan=False, allow_infinity=False)
NESTED: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEY, inner, max_size=5),
    max_leaves=15,
)
MARKS = "&a ~*a ~&b ~*b ~a~b~:~: ~? ~- ~, ~[~]~{~}~\n~\n  ~\n\t~\r\n~\r~'~\"~|~>~|+2\n~---\n~...\n~%YAML 1.2\n"
WORDS = "! !!int !<x> << # ~ 1 0x 1e999 .nan 2026-99-99 @ ` \\u \\x41 \ufeff \u2028 \x85 é 😀"
YAML_PIECES = st.sampled_from(MARKS.split("~") + WORDS.split(" "))


@pytest.fixture(params=PARSERS)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Reads with one of the two parsers that PyYAML may have."""
    if PARSERS[request.param] is None:
        pytest.skip("PyYAML has no libyaml here")
    monkeypatch.setattr("digitrans.files.yaml_values._PARSER", PARSERS[request.param])
    return str(request.param)


def value_of(text: str) -> Any:
    return Source("some.yaml", text).values


def fault_of(text: str) -> tuple[str, int | None, int | None]:
    """The message and the place of the one fault in ``text``."""
    with pytest.raises(InputFault) as caught:
        Source("some.yaml", text)
    (fault,) = caught.value.faults
    assert fault.source == "some.yaml"
    return fault.message, fault.line, fault.column


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalar(text: str, value: Any, parser: str) -> None:
    found = value_of(f"key: {text}\n")["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "value"), [pair for pair in SCALARS if pair[0][:1] not in ("'", '"')])
def test_plain_value(text: str, value: Any) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_block_text_is_always_text() -> None:
    assert value_of("a: |\n  4\nb: >-\n  true\n") == {"a": "4\n", "b": "true"}


def test_keys_are_always_text() -> None:
    assert value_of("1: a\ntrue: b\n~: c\n2026-01-02: d\nno: e\n") == {
        "1": "a",
        "true": "b",
        "~": "c",
        "2026-01-02": "d",
        "no": "e",
    }


def test_references_give_the_same_value() -> None:
    assert value_of("a: &x {b: [1, 2]}\nc: *x\nd: [*x]\n") == {
        "a": {"b": [1, 2]},
        "c": {"b": [1, 2]},
        "d": [{"b": [1, 2]}],
    }


def test_a_name_can_be_given_again() -> None:
    assert value_of("a: &x 1\nb: *x\nc: &x 2\nd: *x\n") == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_empty_text_is_nothing() -> None:
    assert value_of("") is None
    assert value_of("# only a comment\n") is None


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: 1\nb:\n  a: 2\n  a: 3\n", "fault.key-twice", 4, 3),
        ("1: a\n'1': b\n", "fault.key-twice", 2, 1),
        ("a: !!int 1\n", "fault.yaml-tag", 1, 4),
        ("a: !x {}\n", "fault.yaml-tag", 1, 4),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "fault.yaml-merge", 2, 5),
        ("a: &x [*x]\n", "fault.yaml-alias", 1, 8),
        ("a: *x\n", "fault.yaml-alias", 1, 4),
        ("a: 2026-02-30\n", "fault.no-such-date", 1, 4),
        ("a: 0000-01-01\n", "fault.no-such-date", 1, 4),
        ("a: " + "9" * 41 + "\n", "fault.number-too-long", 1, 4),
        ("a: 1\n---\nb: 2\n", "fault.yaml-one-document", 2, 1),
        ("{[1]: 2}\n", "fault.yaml-key", 1, 2),
        ("? {a: 1}\n: 2\n", "fault.yaml-key", 1, 3),
        ("a: b: c\n", "fault.yaml-colon", 1, 5),
        ("a:\n\tb: 1\n", "fault.yaml-tab", 2, 1),
        ("a: [1, 2\n", "fault.yaml-bracket", 1, 4),
        ('a: "\\q"\n', "fault.yaml-escape", 1, 5),
        ("a: 1\n b: 2\n", "fault.yaml-colon", 2, 3),
        ("a:\n  b: 1\n c: 2\n", "fault.yaml-indent", 3, 2),
        ("a: 1\n- b\n", "fault.yaml-indent", 2, 1),
        ("- a\nb: 1\n", "fault.yaml-indent", 2, 1),
        ("a: - b\n", "fault.yaml-indent", 1, 4),
        ("a: |\n  b\n c\n", "fault.yaml-indent", 3, 2),
        ("a: 1\nb\n", "fault.yaml-no-colon", 3, 1),
        ("a: 1\nb", "fault.yaml-no-colon", 2, 2),
        ("a: 'b\nc: d\n", "fault.yaml-unclosed", 1, 4),
        ("a: 'b\n---\n", "fault.yaml-unclosed", 1, 4),
        ("a: [\n", "fault.yaml-bracket", 2, 1),
        ("a: [", "fault.yaml-bracket", 1, 5),
        ("a: [1 2]\nb: {c: d\n", "fault.yaml-bracket", 2, 4),
        ("a: {b:c, d}\ne: [1, 2\nf: 3\n", "fault.yaml-bracket", 2, 4),
        ("a: {b: c: d}\n", "fault.yaml-colon", 1, 9),
        ("a: {b:}\n", "fault.yaml-colon", 1, 6),
        ("a: ? b\n", "fault.yaml-sign", 1, 4),
        ("a: @b\n", "fault.yaml-character", 1, 4),
        ("a: `b`\n", "fault.yaml-character", 1, 4),
        ("a: %b\n", "fault.yaml-sign", 1, 4),
        ("a: *\n", "fault.yaml-sign", 1, 4),
        ("a: **b**\n", "fault.yaml-sign", 1, 4),
        ("a: &\n", "fault.yaml-sign", 1, 4),
        ("a: > b\n", "fault.yaml-sign", 1, 4),
        ("a: |b\n", "fault.yaml-sign", 1, 4),
        ("a: |0\n", "fault.yaml-sign", 1, 4),
        ("a: !x!y b\n", "fault.yaml-sign", 1, 4),
        ("a: !<x b\n", "fault.yaml-sign", 1, 4),
        ("a: !%% b\n", "fault.yaml-sign", 1, 4),
        ("a: ]\n", "fault.yaml-nothing", 1, 4),
        ("a: [1, , 2]\n", "fault.yaml-nothing", 1, 8),
        ("%YAML 2.0\n---\na: 1\n", "fault.yaml-sign", 1, 1),
        ("%YAML x\n---\na: 1\n", "fault.yaml-sign", 1, 1),
        ("% of them\n", "fault.yaml-sign", 1, 1),
        ('a: "\\u12"\n', "fault.yaml-escape", 1, 5),
        ('a: "b\\ud800"\n', "fault.yaml-escape", 1, 6),
        ('a: "\\UFFFFFFFF"\n', "fault.yaml-escape", 1, 5),
        ('a: b\n"c\\d": 1\n', "fault.yaml-escape", 2, 3),
        ("a: b\n\tc\n", "fault.yaml-tab", 2, 1),
    ],
)
def test_fault_and_its_place(text: str, message: str, line: int, column: int, parser: str) -> None:
    assert fault_of(text) == (message, line, column)


def test_all_keys_that_stand_twice_are_told() -> None:
    with pytest.raises(InputFault) as caught:
        Source("some.yaml", "a: 1\nb: 2\na: 3\nb: 4\n")
    assert [(fault.line, fault.named) for fault in caught.value.faults] == [
        (3, {"key": "a", "line": "1"}),
        (4, {"key": "b", "line": "2"}),
    ]


def test_marks() -> None:
    source = Source("some.yaml", "a: 1\nb:\n  - c: 2\n    dé: {e: 3}\n  - - 4\n    - 5\n")
    assert source.mark(("a",)) == Mark(1, 1)
    assert source.mark(("b",)) == Mark(2, 1)
    assert source.mark(("b", 0)) == Mark(3, 5)
    assert source.mark(("b", 0, "c")) == Mark(3, 5)
    assert source.mark(("b", 0, "dé")) == Mark(4, 5)
    assert source.mark(("b", 0, "dé", "e")) == Mark(4, 10)
    assert source.mark(("b", 1, 1)) == Mark(6, 7)
    assert source.mark(()) == Mark(1, 1)


def test_mark_of_what_is_not_there_is_what_would_hold_it() -> None:
    source = Source("some.yaml", "a: 1\nb:\n  c: 2\n")
    assert source.mark(("b", "missing")) == Mark(2, 1)
    assert source.mark(("b", "missing", 3, "deeper")) == Mark(2, 1)


def test_depth() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert fault_of("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))[0] == "fault.too-deep"


DEEP = {
    "brackets": ("[" * 1001, 1, 25),
    "very-many-brackets": ("[" * 50_000, 1, 25),
    "closed-brackets": ("[" * 1001 + "]" * 1001, 1, 25),
    "braces": ("{a: " * 50_000, 1, 97),
    "json": ('{"a":' * 1200 + "1" + "}" * 1200, 1, 121),
    "brackets-in-lines": ("[\n" * 1200, 25, 1),
    "keys": ("\n".join(" " * level + "a:" for level in range(1500)), 25, 25),
    "hyphens": ("- " * 50_000, 1, 49),
    "hyphens-in-lines": ("".join(" " * level + "-\n" for level in range(1500)), 25, 25),
    "brackets-in-keys": ("a:\n - b:\n    - c: " + "[{x: " * 2000, 3, 56),
    "brackets-in-quotes-do-not-count": ("['" + "[" * 2000 + "'," + "[" * 1200, 1, 2028),
    "brackets-in-comments-do-not-count": ("# " + "[" * 2000 + "\n" + "[" * 1200, 2, 25),
    "late-in-a-long-line": ("[" + "x," * 600 + "[" * 1200, 1, 1225),
}


@pytest.mark.parametrize("name", DEEP)
def test_depth_is_ours_whatever_the_parser_stops_at(name: str, parser: str) -> None:
    text, line, column = DEEP[name]
    assert fault_of(text) == ("fault.too-deep", line, column)


def test_number_of_values() -> None:
    assert len(value_of("[" + "1," * (MAX_NODES - 2) + "1]")) == MAX_NODES - 1
    assert fault_of("[" + "1," * MAX_NODES + "1]")[0] == "fault.too-much"


def test_references_count_as_what_they_stand_for() -> None:
    assert fault_of("a: &x [" + "1," * 1000 + "]\nb: [" + "*x," * 200 + "]\n")[0] == "fault.too-much"


MAPPING = "".join(f"k{number}: [a, {{b: c}}]\n" for number in range(100))  # 1 + 100 * (1 + 2 + 1) values


@pytest.mark.parametrize("text", [MAPPING, MAPPING + "# &\n"], ids=["everyday", "with care"])
def test_values_are_counted_alike_and_keys_are_none(text: str) -> None:
    assert len(Source("some.yaml", text, 401).values) == 100
    with pytest.raises(InputFault) as caught:
        Source("some.yaml", text, 400)
    assert [each.message for each in caught.value.faults] == ["fault.too-much"]


def test_a_fault_in_a_file_that_is_not_too_large_is_told() -> None:
    with pytest.raises(InputFault) as caught:
        Source("some.yaml", MAPPING + "k7: x\n", 402)
    assert [(each.message, each.line) for each in caught.value.faults] == [("fault.key-twice", 101)]


def test_json_with_escaped_pairs(parser: str) -> None:
    text = json.dumps({"smile": "😀", "not one": "\\ud83d\\ude00"})
    assert "\\ud83d" in text
    assert value_of(text) == {"smile": "😀", "not one": "\\ud83d\\ude00"}


def test_json_with_tabs(parser: str) -> None:
    assert value_of('{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}\n') == {"a": [1, 2]}


def test_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: bå\r\n".encode("utf-8-sig"))
    assert read_source(path).values == {"a": "bå"}
    assert read_source(path, "another name").name == "another name"


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        ("a: b".encode("utf-16")[:-1], "fault.not-utf8", None, None),
        (b"a: 1\nb: bl\xe5", "fault.not-utf8", 2, 6),
        (b"a: 1\nb: \x07", "fault.control-character", 2, 4),
        (b"\xed\xa0\x80", "fault.not-utf8", 1, 1),
    ],
)
def test_decode(data: bytes, message: str, line: int | None, column: int | None) -> None:
    with pytest.raises(InputFault) as caught:
        decode(data, "some.yaml")
    (fault,) = caught.value.faults
    assert (fault.message, fault.line, fault.column) == (message, line, column)


def test_size(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * 10)
    assert read_bytes(path, "a.yaml", limit=10) == b"#" * 10
    with pytest.raises(InputFault) as caught:
        read_bytes(path, "a.yaml", limit=9)
    assert caught.value.faults[0].message == "fault.too-large"


def test_walk() -> None:
    assert list(walk({"a": [1, {"b": 2}]}, ("a", 1, "b"))) == [[1, {"b": 2}], {"b": 2}, 2]
    assert list(walk({"a": [1]}, ("a", 7, "b"))) == [[1]]
    assert list(walk({"a": 1}, ("a", "b"))) == [1]


@settings(max_examples=200)
@given(NESTED, st.sampled_from([None, 1]))
@example("\x7f\x85\u2028\ufeff\U0001f600\x00/", None)
@example({"": [], " ": {}, "~": "null", "-": "- a", "#": "a #b", ":": ": "}, 1)
def test_json_comes_back(value: Any, indent: int | None) -> None:
    data = {"top": value}
    found = value_of(json.dumps(data, indent=indent))
    assert found == data
    assert json.dumps(found) == json.dumps(data)


@settings(max_examples=300)
@given(st.text(max_size=80) | st.lists(YAML_PIECES, max_size=25).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        source = Source("some.yaml", decode(text.encode("utf-8", "surrogatepass"), "some.yaml"))
    except InputFault as fault:
        assert fault.faults
        return
    json.dumps(source.values, default=str)
    assert source.mark(("no", "such", "place")) in (None, source.mark(()))


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        Source("some.yaml", decode(data, "some.yaml"))
    except InputFault as fault:
        assert fault.faults
