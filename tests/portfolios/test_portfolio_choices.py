"""What is compared, and which type an initiative is: decided from plain values, without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.errors import UsageFault
from digitrans.files.sources import Source, read_source
from digitrans.portfolios.classification import parse_answers, typed_file, walk
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.scoring import PortfolioScore, Scorer, score_portfolio
from digitrans.portfolios.sides import Sides, at_two_dates, choose_groups, labels, parse_sides

CONTENT = load_portfolio_content()
FIRST = CONTENT.tree[0].id


def score(name: str) -> PortfolioScore:
    return score_portfolio(read_portfolio(str(EXAMPLES / name))[0], Scorer(CONTENT))


PAIR, TOWN = score("portfolio-departments-a-b.yaml"), score("portfolio-municipality.yaml")


def is_file(name: str) -> bool:
    return name.endswith(".yaml")


@pytest.mark.parametrize(
    ("given", "department", "sides"),
    [
        (["a.yaml"], None, Sides(("a.yaml",), None)),
        (["a.yaml", "x", "y"], None, Sides(("a.yaml",), ("x", "y"))),
        (["a.yaml", "b.yaml"], None, Sides(("a.yaml", "b.yaml"), (None, None))),
        (["-", "b.yaml"], "health", Sides(("-", "b.yaml"), ("health", "health"))),
    ],
)
def test_what_to_read_and_compare(given: list[str], department: str | None, sides: Sides) -> None:
    assert parse_sides(given, department, is_file) == sides


@pytest.mark.parametrize(
    ("given", "department", "message"),
    [
        (["-", "-"], None, "error.stdin-twice"),
        (["a.yaml", "x"], None, "error.compare-what"),
        (["a.yaml", "x", "y"], "z", "error.compare-what"),
        (["a.yaml", "x", "y", "z"], None, "error.compare-what"),
    ],
)
def test_what_cannot_be_compared(given: list[str], department: str | None, message: str) -> None:
    with pytest.raises(UsageFault) as told:
        parse_sides(given, department, is_file)
    assert told.value.message == message


def test_the_only_two_departments_are_both_sides() -> None:
    sides = Sides(("a.yaml",), None)
    groups = choose_groups((PAIR, PAIR), sides)
    assert [each.department for each in groups] == list(PAIR.portfolio.departments)
    assert labels(groups, (PAIR, PAIR), sides) == tuple(each.name for each in PAIR.portfolio.departments)


def test_of_more_than_two_departments_the_two_must_be_named() -> None:
    with pytest.raises(UsageFault) as told:
        choose_groups((TOWN, TOWN), Sides(("a.yaml",), None))
    assert told.value.message == "error.compare-which" and "health" in told.value.named["known"]


def test_departments_by_id_and_by_name() -> None:
    name = next(each.name for each in TOWN.portfolio.departments if each.id == "health")
    other = TOWN.portfolio.departments[-1]
    found = choose_groups((TOWN, TOWN), Sides(("a.yaml",), ("health", other.name.upper())))
    assert [each.department.id for each in found if each.department] == ["health", other.id]
    with pytest.raises(UsageFault):
        choose_groups((TOWN, TOWN), Sides(("a.yaml",), ("health", "no-such")))
    with pytest.raises(UsageFault) as told:
        choose_groups((TOWN, TOWN), Sides(("a.yaml",), ("health", name)))
    assert told.value.message == "error.compare-itself"


def test_two_files_are_told_apart_by_date_or_name() -> None:
    undated = TOWN.portfolio.organisation.model_copy(update={"as_of": None})
    other = score_portfolio(TOWN.portfolio.model_copy(update={"organisation": undated}), Scorer(CONTENT))
    sides = Sides(("a.yaml", "b.yaml"), (None, None))
    groups = choose_groups((TOWN, other), sides)
    assert groups == (TOWN.whole, other.whole)
    assert labels(groups, (TOWN, other), sides) == ("Bakkedal Kommune, 2026-11-23", "Bakkedal Kommune, b.yaml")
    assert labels(groups, (TOWN, TOWN), sides) == ("Bakkedal Kommune, a.yaml", "Bakkedal Kommune, b.yaml")


def test_what_moved_is_told_of_one_portfolio_only() -> None:
    assert at_two_dates((TOWN.whole, PAIR.whole), (TOWN, PAIR)) is None
    assert at_two_dates((TOWN.whole, TOWN.whole), (TOWN, TOWN)) == (TOWN.initiatives, TOWN.initiatives)


@pytest.mark.parametrize("reply", ["yes", "ja", "JA", "no", "nej", "dont-know", "ved-ikke"])
def test_replies_in_both_languages(reply: str) -> None:
    spelt = {"y": "yes", "j": "yes", "n": "no", "d": "dont-know", "v": "dont-know"}[reply[0].lower()]
    assert parse_answers([f"{FIRST} = {reply}"], CONTENT) == {FIRST: spelt}


@pytest.mark.parametrize("told", ["", FIRST, f"{FIRST}=", f"{FIRST}=maybe", "no-such=yes", "=yes"])
def test_what_is_no_reply(told: str) -> None:
    with pytest.raises(UsageFault):
        parse_answers([told], CONTENT)


def walked(answers: dict[str, object], replies: Sequence[str]) -> tuple[str | None, list[str], list[tuple[str, int]]]:
    """The type, the replies on the way, and what was asked."""
    asked, left = [], iter(replies)

    def ask(step: str, number: int) -> str:
        asked.append((step, number))
        return next(left)

    found = walk(CONTENT, answers, ask)
    return found.type, [reply for _, reply in found.path], asked


def test_only_what_is_missing_is_asked() -> None:
    kind, path, asked = walked({}, ["no", "no", "no"])
    assert kind in {each.id for each in CONTENT.types} and path == ["no"] * len(asked)
    assert [number for _, number in asked] == list(range(1, len(asked) + 1)) and asked[0][0] == FIRST
    again, _, more = walked({step: "no" for step, _ in asked}, [])
    assert (again, more) == (kind, [])


def test_not_knowing_leaves_the_type_open() -> None:
    assert walked({FIRST: "dont-know"}, []) == (None, ["dont-know"], [])


TEXT = (
    "organisation: {name: A}\n"
    "initiatives:\n  - id: a\n    name: A # kept\n"
    f"    answers: {{{CONTENT.tree[0].id}: true, {CONTENT.tree[1].id}: true}}\n"
)


def source(path: Path, data: bytes) -> Source:
    path.write_bytes(data)
    return read_source(path)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_type_is_put_into_the_file_and_nothing_else_changes(tmp_path: Path, mark: bytes) -> None:
    before = mark + TEXT.replace("\n", "\r\n").partition("    answers")[0].encode()
    after = typed_file(before, source(tmp_path / "p.yaml", before), 0, "modernise", CONTENT)
    assert after == before.replace(b"# kept\r\n", b"# kept\r\n    type: modernise\r\n")


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    read = source(tmp_path / "p.yaml", TEXT.encode())
    kind, _, _ = walked({CONTENT.tree[0].id: True, CONTENT.tree[1].id: True}, ["yes", "yes"])
    assert kind is not None
    with pytest.raises(UsageFault) as told:
        typed_file(TEXT.replace("# kept", "# new").encode(), read, 0, kind, CONTENT)
    assert told.value.message == "error.cannot-edit"


def test_a_type_against_the_answers_in_the_file_is_refused(tmp_path: Path) -> None:
    answers: dict[str, object] = {CONTENT.tree[0].id: True, CONTENT.tree[1].id: True}
    right, _, asked = walked(answers, ["yes", "yes"])
    held = {**answers, **{step: True for step, _ in asked}}
    text = TEXT.partition("    answers")[0] + f"    answers: {str(held).replace('True', 'true')}\n"
    read = source(tmp_path / "p.yaml", text.encode())
    wrong = next(each.id for each in CONTENT.types if each.id != right)
    with pytest.raises(UsageFault) as told:
        typed_file(text.encode(), read, 0, wrong, CONTENT)
    assert told.value.message == "error.answers-differ"
