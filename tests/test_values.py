"""Dataclasses that are completed late behave as those of the standard library, and are used where they save time."""

from __future__ import annotations

import copy
import dataclasses
import re
from dataclasses import field, replace

import pytest

from conftest import ROOT
from digitrans.values import dataclass

CODE = ROOT / "src" / "digitrans"
ROOMS = ("answers", "content", "formats", "reports", "documents.py", "output.py")  # what most commands import


@dataclass(frozen=True)
class Point:
    """A place."""

    x: int
    y: int = 0
    near: list[str] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Named(Point):
    """A place with a name."""

    name: str = ""


@dataclass
class Counter:
    """It can change."""

    n: int = 0

    def __post_init__(self) -> None:
        self.n += 1


def test_a_class_is_completed_with_its_first_value() -> None:
    @dataclass(frozen=True)
    class Late:
        a: int

    assert not dataclasses.is_dataclass(Late)
    assert Late(1).a == 1
    assert dataclasses.is_dataclass(Late)


def test_values_are_equal_frozen_and_keys() -> None:
    assert Point(1) == Point(1, 0, ["elsewhere"]) != Point(2)
    assert len({Point(1), Point(1, near=["elsewhere"])}) == 1
    assert repr(Point(1)).endswith("Point(x=1, y=0, near=[])")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, z=2)  # type: ignore[call-arg]


def test_each_value_has_its_own_default() -> None:
    Point(1).near.append("a")
    assert Point(1).near == []


def test_fields_are_inherited() -> None:
    assert Named(1, name="here") == Named(1, 0, [], "here")
    assert [each.name for each in dataclasses.fields(Named(1))] == ["x", "y", "near", "name"]
    assert Named(1) != Point(1)


def test_a_value_is_replaced_copied_and_matched() -> None:
    assert replace(Point(1), y=3) == Point(1, 3) == copy.deepcopy(Point(1, 3))
    match Point(4, 5):
        case Point(x, y):
            assert (x, y) == (4, 5)


def test_one_that_can_change() -> None:
    counter = Counter(4)
    counter.n += 1
    assert counter == Counter(5)


def test_what_most_commands_import_uses_it() -> None:
    eager = re.compile(r"^from dataclasses import .*\bdataclass\b", re.MULTILINE)
    paths = [path for room in ROOMS for path in (CODE.glob(room) if "." in room else (CODE / room).rglob("*.py"))]
    assert len(paths) > 50
    found = {path.relative_to(CODE).as_posix() for path in paths if eager.search(path.read_text(encoding="utf-8"))}
    assert found == set()
