"""``digitrans portfolio`` from the command line: whole outputs as golden files, exit codes, many files, own rules.

``UPDATE_GOLDEN=1 pytest tests/portfolios/test_portfolio_commands.py`` writes them anew; read the difference.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from digitrans.texts import Words

GOLDEN = ROOT / "tests" / "golden"
Run = Callable[..., tuple[int, str, str]]
TOWN, PAIR = str(EXAMPLES / "portfolio-municipality.yaml"), str(EXAMPLES / "portfolio-departments-a-b.yaml")

COMMANDS = {
    "portfolio-help": ["portfolio", "--help"],
    "portfolio-score-help": ["portfolio", "score", "-h"],
    "portfolio-score": ["portfolio", "score", TOWN],
    "portfolio-score-pair": ["portfolio", "score", PAIR],
    "portfolio-compare": ["portfolio", "compare", PAIR],
    "portfolio-classify": ["portfolio", "classify", TOWN, "digital-archive"],
    "portfolio-explain": ["explain", TOWN, "screen-visits"],
    "portfolio-explain-open": ["explain", TOWN, "learning-data"],
}
SUFFIX = {"json": "json", "markdown": "md", "csv": "csv"}


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        assert text == file.read(), name


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_golden_table(run: Run, name: str, language: str) -> None:
    code, out, err = run("--lang", language, *COMMANDS[name])
    assert (code, err) == (0, "")
    compare(f"{name}.{language}.txt", out)


@pytest.mark.parametrize("format", SUFFIX)
@pytest.mark.parametrize("name", ["portfolio-score", "portfolio-compare"])
def test_golden_formats(run: Run, name: str, format: str) -> None:
    code, out, err = run(*COMMANDS[name], "--format", format, "--lang", "da")
    assert (code, err) == (0, "")
    compare(f"{name}.da.{SUFFIX[format]}", out)


@pytest.mark.parametrize("name", [name for name in COMMANDS if "help" not in name])
def test_json_is_the_same_in_both_languages(run: Run, name: str) -> None:
    danish, english = (run(*COMMANDS[name], "--json", "--lang", language)[1] for language in ("da", "en"))
    assert danish == english and json.loads(danish)["format"] == 1


@pytest.mark.parametrize("width", ["40", "60", "80", "200"])
@pytest.mark.parametrize("name", ["portfolio-score", "portfolio-compare", "portfolio-explain"])
def test_no_line_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert max(len(line) for line in run("--lang", "da", *COMMANDS[name])[1].splitlines()) <= int(width)


def test_the_csv_sheet_has_a_row_for_each_initiative(run: Run) -> None:
    out = run("portfolio", "score", TOWN, "--format", "csv", "--lang", "da")[1]
    rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 29 and {len(row) for row in rows} == {40}
    by_id = {row[0]: row for row in rows}
    assert by_id["screen-visits"][6] == "72,125" and by_id["learning-data"][10] == "ja"


def test_order_and_selection(run: Run) -> None:
    def ids(*more: str) -> list[str]:
        return [each["id"] for each in json.loads(run("portfolio", "score", TOWN, "--json", *more)[1])["initiatives"]]

    assert ids()[0] == "screen-visits"
    assert ids("--sort", "cost")[0] == "screen-visits" and ids("--sort", "name")[0] == "bus-cards"
    assert ids("--sort", "rank")[0] == "invoice-robot" and ids("--sort", "rank")[-1] == "new-intranet"
    assert ids("--only", "red") == ["drone-inspection"]  # new-intranet is stopped
    grey = ["digital-wound-care", "learning-data", "waste-sensors"]
    assert ids("--only", "grey") == grey
    assert set(ids("--only", "incomplete")) == {*grey, "phone-assistant", "chat-on-tax"}
    assert ids("--top", "3") == ids()[:3]
    assert len(ids("--department", "technical")) == len(ids("--department", "Teknik og Miljø")) == 5
    scores = [
        each["low"]
        for each in json.loads(run("portfolio", "score", TOWN, "--json", "--sort", "score")[1])["initiatives"]
    ]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("department", ["technical", "Teknik og Miljø"])
def test_a_department_of_many_files_by_id_or_name(run: Run, department: str) -> None:
    code, out, _ = run("portfolio", "score", TOWN, PAIR, "--department", department, "--json")
    listed = [[each["department"] for each in json.loads(line)["initiatives"]] for line in out.splitlines()]
    assert (code, listed) == (0, [["technical"] * 5, []])


def test_the_distance_is_told_before_anything_else(run: Run) -> None:
    told = run("portfolio", "score", TOWN, "--lang", "en", "--format", "markdown")[1].splitlines()[:30]
    assert any("2 points from the target by number, 20 by cost" in each for each in told)
    assert any("Stab og Borgerservice (27), Børn og Skole (25), Teknik og Miljø (20)." in each for each in told)


def test_what_moves_by_less_than_a_point_shows(run: Run, tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = Path(TOWN).read_text(encoding="utf-8")
    later.write_text(text.replace("readiness: 3.4", "readiness: 3.5"), encoding="utf-8")
    out = run("portfolio", "compare", TOWN, str(later), "--lang", "en")[1]
    assert "72.1  " in out and "72.5\n" in out


def test_a_broken_rule_is_exit_code_4_and_the_result_is_there(run: Run, tmp_path: Path) -> None:
    assert run("portfolio", "score", TOWN, "--fail-under", "60")[0] == 0
    code, out, err = run("portfolio", "score", TOWN, "--fail-under", "99")
    assert code == 4 and "Broken" in out and err.count("\n") == 1 and "99" in err
    rules = tmp_path / "rules.yaml"
    rules.write_text("rules:\n  - {id: r, kind: max_red, limit: 0, department: children}\n", encoding="utf-8")
    code, out, err = run("portfolio", "score", TOWN, "--rules", str(rules), "--json")
    assert code == 4 and "Børn og Skole" in err
    assert [each["kept"] for each in json.loads(out)["rules"]] == [True, True, True, False]


def test_own_weights_change_the_score(run: Run) -> None:
    def score(*more: str) -> float:
        return float(json.loads(run("portfolio", "score", TOWN, "--json", *more)[1])["initiatives"][0]["score"])

    assert score("--weights", "value=1,coherence=0,readiness=0,risk=0,legitimacy=0") == 75
    assert score("--weights", "value=60,coherence=50,readiness=30,risk=30,legitimacy=30") == score()


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped:
        buffer = io.BytesIO(Path(TOWN).read_bytes())

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", Piped())
    assert run("portfolio", "score", "-", "--json")[1] == run("portfolio", "score", TOWN, "--json")[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good portfolios, a bad one, and what is no portfolio."""
    made = tmp_path / "many"
    (made / "sub").mkdir(parents=True)
    for name, source in (("b.yaml", TOWN), ("sub/c.yml", PAIR)):
        (made / name).write_bytes(Path(source).read_bytes())
    (made / "a.yaml").write_text(
        "organisation: {name: X}\ninitiatives:\n  - {id: a, name: A, cost: -1}\n", encoding="utf-8"
    )
    (made / "notes.txt").write_text("no portfolio", encoding="utf-8")
    (made / ".hidden.yaml").write_text("no portfolio", encoding="utf-8")
    return made


def test_many_files_are_json_lines_and_a_bad_one_is_a_record(run: Run, folder: Path) -> None:
    code, out, err = run("portfolio", "score", str(folder), "--json")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 3 and "1 of 3" in err and "a.yaml:3:22" in err
    assert [each["kind"] for each in records] == ["error", "portfolio", "portfolio"]
    assert records[0]["faults"][0] | {"named": {}} == {
        "line": 3, "column": 22, "where": 'initiatives/a "A"/cost', "fault": "fault.too-small", "named": {},
        "message": "-1 is too small; at least 0",
    }  # fmt: skip
    alone = json.loads(run("portfolio", "score", TOWN, "--json")[1])
    assert records[1] == {"file": str(folder / "b.yaml"), **alone}


def test_many_files_to_a_file_and_as_a_table(run: Run, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("portfolio", "score", str(folder), "-o", str(target))[:2] == (3, "")
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    code, out, _ = run("portfolio", "score", TOWN, PAIR)
    assert code == 0 and "Bakkedal Kommune" in out and "Forvaltning A og B" in out
    rows = run("portfolio", "score", TOWN, PAIR, "--format", "csv", "--csv-dialect", "standard")[1].splitlines()
    assert len(rows) == 1 + 28 + 11 and rows[0].startswith("File,Id,")


def test_many_files_that_break_a_rule(run: Run) -> None:
    code, out, err = run("portfolio", "score", TOWN, PAIR, "--json", "--fail-under", "75")
    assert code == 4 and len(out.splitlines()) == 2 and "1 of 2" in err


def test_processes_give_the_same_lines(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"p{number:02}.yaml").write_bytes(Path(TOWN if number % 2 else PAIR).read_bytes())
    (tmp_path / "p07.yaml").write_text("x", encoding="utf-8")

    def lines(*more: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "digitrans", "portfolio", "score", str(tmp_path), "--json", *more],
            capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        return done.returncode, done.stdout

    one, two = lines(), lines("--jobs", "2")
    assert one == two and one[0] == 3 and one[1].count("\n") == 40


@pytest.mark.usefixtures("read_afresh")
def test_nothing_is_kept_of_a_file_that_has_been_scored() -> None:
    """Memory does not grow with the number of files. The collector is off, as it would hide what only it gives back."""
    from digitrans.portfolios.judge import Judge, Yardstick

    judge = Judge(Yardstick())
    files = [TOWN, PAIR, str(EXAMPLES / "portfolio-nowhere.yaml")]

    def blocks_after(rounds: int) -> int:
        for _ in range(rounds):
            assert [bool(judge.outcome(file).faults) for file in files] == [False, False, True]
        return sys.getallocatedblocks()

    gc.collect()
    gc.disable()
    try:
        before = blocks_after(10)
        grown = blocks_after(50) - before
    finally:
        gc.enable()
    assert grown < 50, f"{grown} blocks of memory more after 50 rounds"


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are for POSIX")
def test_a_bar_on_a_terminal_leaves_the_result_alone(tmp_path: Path) -> None:
    import pty

    for number in range(25):
        (tmp_path / f"p{number:02}.yaml").write_bytes(Path(PAIR).read_bytes())
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "digitrans", "portfolio", "score", str(tmp_path), "--json"],
        stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"}, check=False, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode("utf-8", "replace")
    os.close(ours)
    assert done.returncode == 0 and "/25" in shown and '"kind"' not in shown
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["portfolio"] * 25


def test_compare_two_dates(run: Run, tmp_path: Path) -> None:
    newer = tmp_path / "newer.yaml"
    text = Path(TOWN).read_text(encoding="utf-8")
    text = text.replace("as_of: 2026-11-23", "as_of: 2027-02-01").replace(
        "    status: idea\n", "    status: stopped\n", 1
    )
    text = text.replace("id: shift-planning", "id: shift-planning-2")
    newer.write_text(text, encoding="utf-8")
    found = json.loads(run("portfolio", "compare", TOWN, str(newer), "--json")[1])
    moved = {each["id"]: (each["before"] is None, each["after"] is None) for each in found["moved"]}
    assert moved["neighbour-help"] == moved["shift-planning-2"] == (False, False) and len(moved) == 2
    renamed = next(each for each in found["moved"] if each["id"] == "shift-planning-2")
    assert renamed["fields"] == [{"field": "id", "before": "shift-planning", "after": "shift-planning-2"}]
    stopped = next(each["after"] for each in found["moved"] if each["id"] == "neighbour-help")
    assert (stopped["status"], stopped["counts"]) == ("stopped", False)
    assert "1 February 2027" in run("portfolio", "compare", TOWN, str(newer))[1]
    assert [side["label"][-10:] for side in found["sides"]] == ["2026-11-23", "2027-02-01"]
    assert run("portfolio", "compare", TOWN, str(newer), "--department", "labour")[0] == 0


def test_compare_departments(run: Run) -> None:
    found = json.loads(run("portfolio", "compare", TOWN, "labour", "staff", "--json")[1])
    assert (found["readier"], found["needier"]) == (0, 0)
    assert found["ready_for_more"] == ["labour"] and found["greatest_need"] == ["health"]


def test_check_says_what_is_worth_a_word(run: Run) -> None:
    code, out, _ = run("portfolio", "check", TOWN)
    assert (
        code == 0 and "28 initiatives, no faults" in (flat := " ".join(out.split())) and "missing for 3 of 25" in flat
    )
    found = json.loads(run("portfolio", "check", TOWN, PAIR, "--json")[1])["files"]
    assert [each["id"] for each in found[0]["remarks"]][:3] == ["no-cost", "no-problem", "problem-unknown"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["score"], 2, "missing"),
        (["score", "nope.yaml"], 3, "no such file"),
        (["score", TOWN, "--sort", "size"], 2, "--sort"),
        (["score", TOWN, "--only", "blue"], 2, "--only"),
        (["score", TOWN, "--weights", "worth=3"], 2, "value, coherence"),
        (["score", TOWN, "--weights", "value=-1"], 2, "not a weight"),
        (["score", TOWN, "--weights", "value=nan"], 2, "not a weight"),
        (["score", TOWN, "--weights", "value=0,coherence=0,readiness=0,risk=0,legitimacy=0"], 2, "above 0"),
        (["score", TOWN, "--fail-under", "101"], 2, "0 to 100"),
        (["score", TOWN, "--fail-under", "nan"], 2, "0 to 100"),
        (["score", TOWN, "--department", "helth"], 2, "Did you mean health?"),
        (["score", TOWN, "--rules", "nope.yaml"], 3, "nope.yaml"),
        (["score", TOWN, PAIR, "--json", "--jobs", "0"], 2, "1 to 64"),
        (["score", "-", "-"], 2, "only be read once"),
        (["compare", TOWN], 2, "health, children"),
        (["compare", TOWN, "labour", "stff"], 2, "Did you mean staff?"),
        (["compare", TOWN, "labour"], 2, "two departments"),
        (["classify", TOWN], 2, "both"),
        (["classify"], 2, "--answer citizens-notice=yes"),
        (["classify", "--answer", "citizens-notice=perhaps"], 2, "citizens-notice"),
        (["classify", TOWN, "drone"], 2, "no initiative drone"),
        (["chek"], 2, "Did you mean check?"),
    ],
)
def test_wrong_usage_is_one_clear_line(run: Run, arguments: list[str], code: int, said: str) -> None:
    got, out, err = run("portfolio", *arguments)
    assert (got, out) == (code, "") and said in err and err.count("\n") == 1 and "Traceback" not in err


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_example_in_the_help_works(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    monkeypatch.setattr("digitrans.portfolios.certainty.DRAWS", 30)  # that they work is seen in few trials, too
    texts = Words(language)._texts
    lines = [line for key, text in texts.items() if key.startswith("examples.portfolio") for line in text.split("\n")]
    monkeypatch.chdir(tmp_path)
    for line in {line.split(" # ")[0] for line in lines}:
        for made in tmp_path.glob("*.*"):
            made.unlink()
        if line != "digitrans portfolio init":
            Path("portfolio.yaml").write_bytes(Path(TOWN if " plan " in line else PAIR).read_bytes())
        if " --scenario " in line:
            Path("scenario.yaml").write_text("name: Tight\nbudget: 3m\n", encoding="utf-8")
        if " import " in line:
            run("portfolio", "export", "portfolio.yaml", "-o", "list.csv", "--lang", language)
        if " compare " in line:
            for name in [each for each in line.split() if each.endswith(".yaml")]:
                Path(name).write_bytes(Path(PAIR).read_bytes())
        if " trend " in line:
            _months(shlex.split(line)[3:])
        code, _, err = run(*shlex.split(line)[1:], "--lang", language)
        needs_more = (
            "classify" in line and "--answer" not in line
        ) or "trend portfolio.yaml" in line  # a terminal, git
        assert code == (2 if needs_more else 0), (line, err)


def _months(names: list[str]) -> None:
    """The example at two dates, under the names of an example or in its folder."""
    if names[0].endswith("/"):
        Path(names[0]).mkdir(exist_ok=True)
        names = [f"{names[0]}{month}.yaml" for month in ("2026-01", "2026-06")]
    for name in names[:2] if len(names) > 1 else []:
        text = Path(PAIR).read_text(encoding="utf-8")
        Path(name).write_text(re.sub(r"(?m)^  as_of:.*\n", "", text), encoding="utf-8")


def test_an_empty_folder_is_named(run: Run, tmp_path: Path) -> None:
    assert run("portfolio", "score", str(tmp_path))[0] == 2


def test_explain_goes_by_the_yardstick_of_the_score(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("weights: {risk: 0}\nthresholds: {green: 90, red: 80, weak: 40}\n", encoding="utf-8")
    for own in (["--weights", "value=80"], ["--rules", str(rules)], ["--weights", "value=80", "--rules", str(rules)]):
        scored = json.loads(run("portfolio", "score", TOWN, *own, "--json")[1])["initiatives"][0]
        explained = json.loads(run("explain", TOWN, "screen-visits", *own, "--json")[1])
        assert [explained[key] for key in ("score", "light")] == [scored[key] for key in ("score", "light")]
    code, _, err = run("explain", "leadership", "--weights", "value=80")
    assert code == 2 and "--weights" in err


def test_explain_wants_an_initiative(run: Run) -> None:
    code, _, err = run("explain", TOWN)
    assert code == 2 and "screen-visits" in err


def test_the_example_has_the_faults_of_real_lists(run: Run) -> None:
    found = json.loads(run("portfolio", "score", TOWN, "--json")[1])
    initiatives = found["initiatives"]
    assert 25 <= len(initiatives) <= 30 and len(found["departments"]) == 5
    assert sum(each["cost"] is None for each in initiatives) >= 3
    assert sum(each["type"] is None for each in initiatives) >= 1
    assert sum("value/no-problem" in each["reasons"] for each in initiatives) >= 2


def test_department_a_rethinks_more_and_b_streamlines_half(run: Run) -> None:
    found = {each["id"]: each for each in json.loads(run("portfolio", "score", PAIR, "--json")[1])["departments"]}
    assert found["department-b"]["by_number"]["percent"]["streamline"] == 50
    shares = {name: each["by_number"]["percent"] for name, each in found.items()}
    rethinking = {name: each["rethink-services"] + each["rethink-business"] for name, each in shares.items()}
    assert rethinking["department-a"] > 2 * rethinking["department-b"]
    assert found["department-a"]["readiness"] > found["department-b"]["readiness"]


@pytest.mark.parametrize("jobs", ["0", "65"])
def test_the_number_of_processes_is_checked_for_one_file_too(run: Run, jobs: str) -> None:
    code, out, err = run("portfolio", "score", str(EXAMPLES / "portfolio-departments-a-b.yaml"), "--jobs", jobs)
    assert (code, out) == (2, "")
    assert "1 to 64" in err


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_department_that_no_file_has_is_said(run: Run, form: list[str]) -> None:
    code, out, err = run("portfolio", "score", str(TOWN), str(PAIR), "--department", "nowhere", *form)
    assert code == 0 and out and "None of the files has initiatives to show for 'nowhere'." in err
    assert "nowhere" not in run("portfolio", "score", str(TOWN), str(PAIR), "--department", "a", *form)[2]


def test_where_no_file_can_be_used_no_others_are_done(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("{", encoding="utf-8")
    code, _, err = run("portfolio", "score", str(tmp_path), "--json")
    assert code == 3 and "None of the files can be used (2 in all)." in err


def test_a_folder_that_cannot_be_opened_is_told_and_stops_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.yaml").write_text(Path(TOWN).read_text(encoding="utf-8"), encoding="utf-8")
    listed = os.listdir

    def closed(folder: str) -> list[str]:
        if Path(folder).name == "closed":
            raise PermissionError(folder)
        return listed(folder)

    monkeypatch.setattr("digitrans.portfolios.finding.os.listdir", closed)
    code, out, _ = run("portfolio", "score", str(tmp_path), "--json")
    kinds = [json.loads(line)["kind"] for line in out.splitlines()]
    assert code == 3 and kinds == ["error", "portfolio"]


def test_folders_in_folders_without_end(tmp_path: Path) -> None:
    from digitrans.portfolios.finding import find_files

    deepest = tmp_path / "/".join(["d"] * 900)  # paths have an end of their own
    deepest.mkdir(parents=True)
    for name in ("b/two.yml", "b.yaml", "a/one.yaml", "a/.hidden/no.yaml", "b/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (deepest / "deep.yaml").write_text("", encoding="utf-8")
    found = [Path(each).relative_to(tmp_path).as_posix() for each in find_files([str(tmp_path)])]
    assert found == ["a/one.yaml", "b/two.yml", "b.yaml", (deepest / "deep.yaml").relative_to(tmp_path).as_posix()]
