"""A network: no figure of fewer than five organisations, none by subtracting two issues, none at the ends."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES, ROOT
from digitrans.people.network import (
    FEWEST,
    Issue,
    Share,
    SharedScore,
    cells_of,
    issue_of,
    newest,
    standings,
)

Run = Callable[..., tuple[int, str, str]]
SUBJECT = "create-ownership"
SELF = str(EXAMPLES / "self-assessment.yaml")


def tenths(*values: float) -> list[Fraction]:
    return [Fraction(str(each)) for each in values]


def share(key: int, score: float, asked: str = "a", made: str = "2026-11-23T10:00:00+01:00", **more: Any) -> Share:
    one = SharedScore(subject=SUBJECT, score=score, asked=asked, **more)
    return Share(organisation=f"{key:08x}", name=f"No {key}", made=made, instrument="self-assessment", scores=(one,))


def test_the_worked_example() -> None:
    cells = cells_of(tenths(2.1, 2.4, 2.6, 2.8, 3.0, 3.1, 3.3, 3.5, 3.6, 3.9, 4.4))
    assert cells is not None and cells.low is not None and cells.high is not None
    assert [round(float(each), 2) for each in (cells.low, cells.middle, cells.high)] == [2.60, 3.13, 3.67]


@given(st.lists(st.integers(10, 50), max_size=60))
def test_no_figure_is_one_organisations_own_or_touches_an_end(told: list[int]) -> None:
    values = [Fraction(each, 10) for each in told]
    cells = cells_of(values)
    assert (cells is None) == (len(values) < FEWEST)
    if cells is None:
        return
    inner = sorted(values)[1:-1]
    for end in (cells.low, cells.middle, cells.high):
        if end is not None:
            assert min(inner) <= end <= max(inner)
    assert (cells.low is None) == (len(values) < 11) == (cells.high is None)
    if cells.low is not None and cells.high is not None:
        assert cells.low <= cells.middle <= cells.high
        spread = dict(enumerate(sorted(values)))
        lone = {**spread, 0: Fraction(0), len(values) - 1: Fraction(100)}
        assert cells_of(list(lone.values())) == cells, "the lowest and the highest change nothing"


def shown(shares: list[Share], issues: list[Issue]) -> list[tuple[Any, ...]]:
    """The figures now; keeps the issue where there is a new one."""
    found = standings(shares, [SUBJECT], issues)
    made = issue_of(shares, found, issues, "2026-11-23T10:00:00+01:00")
    if made is not None:
        issues.append(made)
    return [(each.cells, each.n, each.waiting) for each in found]


def test_one_more_changes_nothing_and_five_more_do() -> None:
    issues: list[Issue] = []
    five = [share(n, 3.2) for n in range(5)]
    first = shown(five, issues)
    assert len(issues) == 1
    ((cells, n, waiting),) = shown([*five, share(9, 3.8)], issues)
    assert (cells, n) == first[0][:2] and waiting == 1 and len(issues) == 1
    ten = [*five, *(share(n, 4.8) for n in range(10, 15))]
    assert shown(ten, issues)[0][1:] == (10, 0) and len(issues) == 2


def test_four_are_never_shown_not_even_after_five_were() -> None:
    issues: list[Issue] = []
    five = [share(n, 2 + n / 2) for n in range(5)]
    assert shown(five[:4], issues) == [(None, 0, 4)]
    before = shown(five, issues)
    assert shown(five[:4], issues)[0][:2] == before[0][:2] and len(issues) == 1


def test_no_two_issues_differ_in_fewer_than_five() -> None:
    """Random histories of organisations that come, go and change, a few at a time."""
    for seed in range(150):
        chance, issues, now = random.Random(seed), list[Issue](), dict[int, float]()
        for _ in range(12):
            for _ in range(chance.randint(1, 4)):
                key = chance.randrange(14)
                if chance.random() < 0.15:
                    now.pop(key, None)
                else:
                    now[key] = chance.choice([2.0, 2.5, 3.0, 3.5, 4.0])
            shown([share(key, score) for key, score in now.items()], issues)
        behind = [issue.figures[SUBJECT].behind for issue in issues]
        for number, one in enumerate(behind):
            assert len(one) >= FEWEST
            for other in behind[:number]:
                apart = sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
                assert apart == 0 or apart >= FEWEST, seed


def test_another_folder_is_no_way_round_it() -> None:
    """A part of a network, or the network with one more, in a folder of its own: nothing beside what was shown."""
    ten, issues = [share(n, 2 + n / 10) for n in range(10)], list[Issue]()
    shown(ten, issues)
    for other in (ten[:9], [*ten, share(10, 4.0)], [*ten[:8], share(10, 4.0)]):
        (found,) = standings(other, [SUBJECT], [], None, issues)
        assert (found.cells, found.n) == (None, 0)
    (found,) = standings(ten[:5], [SUBJECT], [], None, issues)
    assert found.cells is not None and found.n == 5, "five others are five others"
    (found,) = standings(ten, [SUBJECT], [], None, issues)
    assert found.n == 10, "the same as before"
    apart = [share(n, 3.0) for n in range(20, 26)]
    (found,) = standings(apart, [SUBJECT], [], None, [*issues, *issues])
    assert found.n == 6, "another network"


def test_other_questions_are_not_mixed_in() -> None:
    shares = [share(n, 3.0) for n in range(6)] + [share(n, 5.0, asked="b") for n in range(10, 12)]
    (found,) = standings(shares, [SUBJECT], [])
    assert (found.n, found.other) == (6, 2) and found.cells is not None and found.cells.middle == 3


def test_the_last_share_of_an_organisation_counts() -> None:
    old, new = share(1, 2.0, made="2026-01-01T10:00:00+01:00"), share(1, 4.0)
    found, passed = newest([new, old])
    assert found == (new,) and passed == 1
    ahead = share(1, 5.0, made="2027-01-01T10:00:00+01:00")
    assert newest([ahead, new, old], "2026-11-24T10:00:00+01:00")[0] == (new,), "a clock that is ahead beats nobody"
    assert newest([ahead], "2026-11-24T10:00:00+01:00")[0] == (ahead,)


# ---- from the command line


def given_shares(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for n in range(count):
        text = json.dumps(share(n, 2 + (n % 20) / 10, case=n == 3).model_dump(mode="json"))
        (folder / f"{n}.json").write_text(text, encoding="utf-8")


@pytest.fixture
def network(tmp_path: Path) -> Path:
    folder = tmp_path / "network"
    folder.mkdir()
    return folder


def test_what_is_shared_is_shown_and_holds_no_more(run: Run, network: Path) -> None:
    assert run("network", "share", str(network), "--as", "Green", "--yes")[0] == 2, "nothing was answered yet"
    assert run("assess", "--answers", SELF)[0] == 0
    code, out, err = run("network", "share", str(network), "--as", "Green", "--case", "5", "--yes")
    assert (
        code == 0
        and "Green" in out
        and "5 Create ownership" in out
        and "nothing else in it" in out
        and "Written" in err
    )
    (file,) = network.glob("*.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert set(told) == {"format", "kind", "organisation", "name", "made", "instrument", "scores"}
    assert [each["subject"] for each in told["scores"] if each["case"]] == [SUBJECT]
    assert "cheferne" not in file.read_text(encoding="utf-8"), "no notes"
    again = run("network", "share", str(network), "--yes")
    assert again[0] == 0 and len(list(network.glob("*.json"))) == 1, "the same organisation, the same file"


def test_nothing_is_written_where_nobody_agrees(run: Run, network: Path) -> None:
    run("assess", "--answers", SELF)
    code, _, err = run("network", "share", str(network), "--as", "Green")
    assert code == 2 and "--yes" in err and not list(network.glob("*"))


def test_own_place_among_others(run: Run, network: Path) -> None:
    run("assess", "--answers", SELF)
    run("network", "share", str(network), "--as", "Green", "--yes")
    given_like(network, 10)
    code, out, err = run("network", "compare", str(network))
    assert (code, err) == (0, "") and "11 organisations." in out and "roughly the quartiles" in " ".join(out.split())
    data = json.loads(run("network", "compare", str(network), "--json")[1])
    found = {each["subject"]: each for each in data["subjects"]}[SUBJECT]
    assert found["n"] == 11 and found["own"] == 3.4 and found["place"] == "around"


def given_like(folder: Path, count: int) -> None:
    """Shares of others that were asked what the one in ``folder`` was."""
    (file,) = folder.glob("*.json")
    told = json.loads(file.read_text(encoding="utf-8"))
    for n in range(count):
        scores = [{**each, "score": 2.8 + (n % 10) / 10, "case": n == 3} for each in told["scores"]]
        other = {**told, "organisation": f"{n:08x}", "name": f"No {n}", "scores": scores}
        (folder / f"{n}.json").write_text(json.dumps(other), encoding="utf-8")


def test_a_copy_of_the_folder_without_its_memory_shows_no_one_more(run: Run, network: Path, tmp_path: Path) -> None:
    given_shares(network, 7)
    assert run("network", "compare", str(network))[0] == 0
    copy = tmp_path / "copy"
    given_shares(copy, 6)
    (found,) = json.loads(run("network", "compare", str(copy), "--json")[1])["subjects"]
    assert found["n"] is None and found["waiting"] == 6
    assert "shown with others on this machine" in " ".join(run("network", "compare", str(copy))[1].split())


def test_a_type_that_a_portfolio_has_none_of_counts_as_none(run: Run, network: Path) -> None:
    run("assess", "--answers", SELF)
    file = network.parent / "portfolio.yaml"
    file.write_text(
        "organisation: {name: X, risk_willingness: 3}\ndepartments: [{id: a, name: A, readiness: 3}]\n"
        "initiatives: [{id: one, name: One, department: a, type: streamline}]\n",
        encoding="utf-8",
    )
    code, _, err = run("network", "share", str(network), "--as", "Green", "--portfolio", str(file), "--yes")
    assert code == 0, err
    told = json.loads(next(network.glob("*.json")).read_text(encoding="utf-8"))["scores"]
    types = {each["subject"]: each["score"] for each in told if each["subject"].startswith("type-")}
    assert len(types) == 4 and types["type-streamline"] == 100 and sum(types.values()) == 100


def test_the_sheet_names_those_who_offered(run: Run, network: Path) -> None:
    given_shares(network, 8)
    code, out, _ = run("network", "compare", str(network), "--sheet")
    assert code == 0 and "No 3" in out and "No 4" not in out


def test_fewer_than_five_show_nothing(run: Run, network: Path) -> None:
    given_shares(network, 4)
    code, out, _ = run("network", "compare", str(network), "--json")
    (found,) = json.loads(out)["subjects"]
    assert code == 0 and [found[each] for each in ("n", "low", "middle", "high")] == [None] * 4


@pytest.mark.parametrize("language", ["da", "en"])
def test_faulty_shares_are_named_and_passed_over(run: Run, network: Path, language: str, tmp_path: Path) -> None:
    given_shares(network, 6)
    good = json.loads((network / "0.json").read_text(encoding="utf-8"))
    bad: dict[str, Any] = {
        "a.json": "{",
        "b.json": json.dumps({**good, "organisation": "x"}),
        "c.json": json.dumps({**good, "scores": [{**good["scores"][0], "score": 1e400}]}),
        "d.json": json.dumps({**good, "people": ["Anna"]}),
        "e.json": json.dumps({**good, "scores": good["scores"] * 2}),
        "f.json": json.dumps({**good, "name": " "}),
    }
    for name, text in bad.items():
        (network / name).write_text(text, encoding="utf-8")
    if os.name == "posix":
        (tmp_path / "out.json").write_text(json.dumps(good), encoding="utf-8")
        (network / "g.json").symlink_to(tmp_path / "out.json")
    code, out, err = run("--lang", language, "network", "compare", str(network))
    assert code == 0 and all(name in err for name in bad) and "Traceback" not in err
    assert "6 organisation" in out


def test_a_name_cannot_reach_the_terminal(run: Run, network: Path) -> None:
    given_shares(network, 6)
    told = json.loads((network / "3.json").read_text(encoding="utf-8")) | {"name": "a\x1b]0;x\x07\u202eb"}
    (network / "3.json").write_text(json.dumps(told), encoding="utf-8")
    code, out, err = run("network", "compare", str(network))
    assert code == 0 and not {"\x1b", "\x07", "\u202e"} & set(out + err)


def test_thousands_are_compared_in_seconds(run: Run, network: Path) -> None:
    given_shares(network, 3000)
    began = time.process_time()
    code, out, _ = run("network", "compare", str(network), "--format", "csv", "--csv-dialect", "standard")
    assert code == 0 and f"{SUBJECT},3000," in out and time.process_time() - began < 30


def example(language: str) -> str:
    """The example of another engine in the guide."""
    text = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    return text.split(f"```{language}\n")[-1].split("```")[0]


def test_duckdb_reads_the_shares_as_they_are(network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    given_shares(network, 20)
    monkeypatch.chdir(network.parent)
    assert duckdb.sql(example("sql").strip().rstrip(";")).fetchall() == [(SUBJECT, 20)]


def test_dask_reads_the_shares_as_they_are(
    network: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dask = pytest.importorskip("dask")
    pytest.importorskip("dask.bag")
    given_shares(network, 20)
    monkeypatch.chdir(network.parent)
    with dask.config.set(scheduler="sync"):
        exec(compile(example("python"), "people.md", "exec"), {})
    assert capsys.readouterr().out.strip() == str([(SUBJECT, 20)])
