"""Own content from the command line: the example overlay, starts, review, records, and results that remember it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from begun import written
from conftest import EXAMPLES, ROOT
from digitrans.answers.names import load_names
from digitrans.asking.sittings import decisions_to_follow
from digitrans.authoring.starts import KINDS
from digitrans.content.catalogue import data_folder, load_advice, load_instrument, load_instruments
from digitrans.content.own_folders import chosen_own_folders, own_folders, using_own_folders
from digitrans.errors import InputFault
from digitrans.texts import Words

OWN = str(EXAMPLES / "own-content")
SELF = str(EXAMPLES / "self-assessment.yaml")
Run = Callable[..., tuple[int, str, str]]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def checked(run: Run, *arguments: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(run("content", "check", "--json", *arguments)[1])
    return found


def everything() -> dict[str, Any]:
    return {**{each.id: each for each in load_advice()}, **{each.id: each for each in load_instruments()}}


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_example_shows_up_everywhere(run: Run) -> None:
    assert "town-or-islands" in run("dilemmas", "list", "--content", OWN)[1]
    dilemma = run("dilemmas", "show", "town-or-islands", "--content", OWN)[1]
    assert "On the islands first" in dilemma and "own content, Fjordby Kommune" in dilemma
    assert "night staff" in run("advice", "show", "5", "--content", OWN)[1]
    assert "Strandly" in run("advice", "search", "Strandly", "--content", OWN)[1]
    assert "[in Danish]" in run("checklist", "show", "budget-seminar", "--content", OWN)[1]
    danish = run("checklist", "show", "budget-seminar", "--content", OWN, "--lang", "da")[1]
    assert "[på" not in danish and "[eget: Fjordby Kommune]" in danish
    assert "budget-seminar" in run("checklist", "list", "--content", OWN)[1]
    result = flat(run("assess", "--answers", SELF, "--no-save", "--content", OWN)[1])
    assert "With content of Fjordby Kommune" in result and "from 3.0 to 3.8" in result


def test_without_it_nothing_of_it_is_there(run: Run) -> None:
    assert "town-or-islands" not in run("dilemmas", "list")[1]
    assert run("dilemmas", "show", "town-or-islands")[0] == 2
    assert run("checklist", "show", "budget-seminar")[0] == 2
    assert "content" not in json.loads(run("assess", "--answers", SELF, "--no-save", "--json")[1])


def test_what_is_not_mentioned_stays_as_shipped(settled: Path) -> None:
    shipped = everything()
    with using_own_folders((Path(OWN),)):
        own = everything()
    assert own.keys() - shipped.keys() == {"budget-seminar"}
    touched = {"create-ownership", "self-assessment", "dilemmas", "budget-seminar"}
    for name in shipped.keys() - touched:
        assert own[name] == shipped[name]
    for name in touched - {"budget-seminar"}:
        before, after = shipped[name].model_dump(), own[name].model_dump()
        for key in before:
            if key not in ("cases", "items", "bands"):
                assert before[key] == after[key], (name, key)


def test_folders_in_order(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, word in (("kl", "Fra KL"), ("ours", "Fra os")):
        write(tmp_path / name, "checklists/board-meeting.yaml", f"title: {{da: {word}}}\n")
    kl, ours = str(tmp_path / "kl"), str(tmp_path / "ours")
    show = ("checklist", "show", "board-meeting", "--lang", "da")
    assert run(*show, "--content", kl, "--content", ours)[1].startswith("Fra os")
    assert run("--content", ours, *show, f"--content={kl}")[1].startswith("Fra KL")
    monkeypatch.setenv("DIGITRANS_CONTENT", os.pathsep.join((ours, "", kl)))
    assert run(*show)[1].startswith("Fra KL")
    assert run(*show, "--content", ours)[1].startswith("Fra os")
    assert run("advice", "--content")[2] == "--content needs a value.\n"


def test_the_usual_folder_is_used_where_no_other_is_named(run: Run, settled: Path) -> None:
    assert chosen_own_folders([]) == ()
    write(settled / "content", "checklists/board-meeting.yaml", "title: {da: Hos os}\n")
    assert chosen_own_folders([]) == (settled / "content",)
    assert run("checklist", "show", "board-meeting", "--lang", "da")[1].startswith("Hos os")
    assert own_folders() == ()


def test_leaving_out_a_checklist_and_a_dilemma(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "about.yaml", "name: Os\nleave_out: [nine-advice]\n")
    write(tmp_path, "checklists/dilemmas.yaml", "items:\n  - {id: energy-or-need, leave_out: true}\n")
    assert "nine-advice" not in run("checklist", "--content", str(tmp_path))[1]
    assert run("checklist", "show", "nine-advice", "--content", str(tmp_path))[0] == 2
    assert "energy-or-need" not in run("dilemmas", "list", "--content", str(tmp_path))[1]
    changes = {str(each["path"]) for each in checked(run, "--content", str(tmp_path))["changes"]}
    asking = {each.id for each in load_instrument("dilemmas").tensions if "energy-or-need" in str(each.when)}
    assert asking and changes == {"items/energy-or-need", *(f"tensions/{each}" for each in asking)}
    assert "Left out: nine-advice." in run("content", "list", "--content", str(tmp_path))[1]


@pytest.mark.parametrize(
    ("option", "gone"), [("heard-them", set()), ("guess", {"a-guess"}), ("manager-told", {"second-hand"})]
)
def test_leaving_out_an_option_leaves_out_what_asks_for_it(
    run: Run, tmp_path: Path, option: str, gone: set[str]
) -> None:
    left_out = f"items:\n  - id: how-you-know\n    options: [{{id: {option}, leave_out: true}}]\n"
    write(tmp_path, "checklists/change-curve.yaml", left_out)
    found = checked(run, "--content", str(tmp_path))
    changes = {str(each["path"]) for each in found["changes"]}
    assert not found["faults"]
    assert changes == {f"items/how-you-know/options/{option}", *(f"remarks/{each}" for each in gone)}


def test_an_own_piece_of_advice_stands_with_its_phase(run: Run, settled: Path) -> None:
    assert run("content", "new", "advice", "ask-the-neighbours")[0] == 0
    code, listed, err = run("advice", "--lang", "da")
    assert code == 0 and "WRITE" not in listed and "ask-the-neighbours.yaml er ikke skrevet færdig" in err
    written(settled / "content")
    code, listed, err = run("advice", "--lang", "da")
    assert "10 Own: the advice" in listed and err == ""
    assert run("advice", "show", "10")[0] == 0
    assert "from 1 to 10" in run("advice", "show", "11")[2]
    assert run("assess", "--answers", SELF, "--no-save")[0] == 0


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_start_is_sound_and_says_what_is_to_be_written(run: Run, settled: Path, kind: str, language: str) -> None:
    of = {"case": "5", "action": "3", "question": "1", "item": "capacity"}.get(kind)
    name = "heard-citizens" if kind == "change" else "our-own"
    arguments = ["content", "new", kind, name, *([of] if of else []), "--lang", language]
    code, out, err = run(*arguments)
    assert (code, out) == (0, "") and "content check" in err
    found = checked(run)
    faults = {str(each["fault"]) for each in found["faults"]}
    assert faults == (set() if kind == "change" else {"fault.unwritten"})
    assert "WRITE:" not in str(found["changes"]) and "SKRIV:" not in str(found["changes"])
    for shown in (("advice",), ("advice", "show", "5"), ("dilemmas", "list"), ("checklist",), ("assess", "--list")):
        code, out, err_ = run(*shown)
        assert code == 0 and "WRITE:" not in out + err_ and "SKRIV:" not in out + err_
    written(settled / "content")
    assert checked(run)["faults"] == []
    path = next(path for path in (settled / "content").rglob("*.yaml") if path.name != "about.yaml")
    first = path.read_text(encoding="utf-8").split("\n")[0]
    schema = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
    assert schema.is_file() and json.loads(schema.read_text(encoding="utf-8"))["$schema"]
    command = err.strip().split("digitrans ")[-1].rstrip(".").split()
    assert command[0] == "assess" or run(*command)[0] == 0
    assert run(*arguments)[0] == 2, "a second start must not overwrite the first"


def test_a_start_of_an_item_in_a_checklist_or_for_an_advice(run: Run, settled: Path) -> None:
    assert run("content", "new", "item", "a-line", "board-meeting")[0] == 0
    assert run("content", "new", "item", "our-item", "9")[0] == 0
    text = (settled / "content" / "checklists" / "self-assessment.our-item.yaml").read_text(encoding="utf-8")
    assert "dimension: use-your-political-leadership" in text
    assert {each["fault"] for each in checked(run)["faults"]} == {"fault.unwritten"}
    written(settled / "content")
    assert checked(run)["faults"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["poem", "our-own"], "dilemma, case"),
        (["dilemma", "Our Own"], "is not an id"),
        (["dilemma", "../../etc"], "is not an id"),
        (["dilemma", "energy-or-need"], "change energy-or-need"),
        (["case", "our-case"], "5 (create-ownership)"),
        (["case", "our-case", "12"], "1 (ask-the-dumb-questions)"),
        (["item", "our-item"], "capacity"),
        (["item", "our-item", "dilemmas"], "new dilemma"),
        (["change", "no-such-thing"], "nothing with the id"),
        (["checklist", "board-meeting"], "change board-meeting"),
        (["dilemma"], "missing"),
    ],
)
def test_a_start_that_cannot_be_made(run: Run, settled: Path, arguments: list[str], said: str) -> None:
    code, out, err = run("content", "new", *arguments)
    assert (code, out) == (2, "") and said in err
    assert not settled.exists()


def test_a_reworded_question_and_its_half(run: Run, settled: Path) -> None:
    run("content", "new", "change", "heard-citizens")
    path = settled / "content" / "checklists" / "self-assessment.heard-citizens.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('da: "I det seneste', 'da: "Her hos os: i det seneste'), encoding="utf-8")
    found = checked(run)
    assert [each["remark"] for each in found["remarks"]] == ["remark.still-en"]
    assert [each["path"] for each in found["changes"]] == ["items/heard-citizens/text/da"]


SUSPICIOUS = """\
items:
  - id: our-item
    kind: rating
    dimension: create-ownership
    scale: extent
    first: {actions: [no-such-action], case: no-such-case}
    text: {da: Jeg har ikke spurgt nogen., en: I have not asked anybody.}
  - id: heard-citizen
    kind: rating
    dimension: create-ownership
    scale: extent
    text:
      da: Jeg har hørt på borgere i borgerservice, på biblioteket, på rådhuset og hjemme hos dem selv i det seneste år.
      en: I have heard citizens.
    help: {da: Tæl dem., en: Count them.}
"""


def test_what_is_suspicious_is_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "checklists/self-assessment.yaml", SUSPICIOUS)
    case = "{id: ours, title: {da: T, en: T}, who: {da: U, en: U}, where: {da: hos os, en: here}, "
    case += "text: {da: X, en: X}, lesson: {da: L, en: L}}"
    question = "{id: ours, text: {da: Hvem, en: Who}}"
    write(tmp_path, "advice/create-ownership.yaml", f"cases: [{case}]\nquestions: [{question}]\n")
    write(tmp_path, "dilemma.yaml", "id: x\n")
    write(tmp_path, "checklist/budget.yml", "id: x\n")
    write(tmp_path, "README.md", "notes\n")
    write(tmp_path, "checklists/dilemmas.yaml.txt", "id: x\n")
    found = checked(run, "--content", str(tmp_path))
    assert found["faults"] == []
    assert sorted((str(each["path"]), str(each["remark"])) for each in found["remarks"]) == [
        ("", "remark.not-read"),
        ("", "remark.not-read"),
        ("", "remark.not-read"),
        ("cases/ours/where", "remark.no-place"),
        ("items/heard-citizen", "remark.resembles"),
        ("items/heard-citizen/text/da", "remark.longer-da"),
        ("items/our-item", "remark.no-help"),
        ("items/our-item/first/actions/#1", "remark.dangling"),
        ("items/our-item/first/case", "remark.dangling"),
        ("items/our-item/text", "remark.reverse"),
        ("questions/ours/text", "remark.no-question-mark"),
    ]
    assert all(each["line"] for each in found["remarks"] if each["remark"] != "remark.not-read")


def test_an_update_is_never_silent(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    words = "Jeg har i år hørt mindst tre borgere fortælle om noget af det vi vil digitalisere"
    items = f"items:\n  - {{id: heard-citizens, text: {{da: {words}}}}}\n  - {{id: four-fit, leave_out: true}}\n"
    write(own, "checklists/self-assessment.yaml", items)
    assert "2 changes are not recorded" in " ".join(run("content", "check", "--content", str(own))[1].split())
    code, out, err = run("content", "check", "--accept", "--content", str(own))
    assert code == 0 and "shipped.json" in err and "not recorded" not in out
    messages = {str(each["remark"]) for each in checked(run, "--content", str(own))["remarks"]}
    assert messages == {"remark.still-en"}

    shipped = tmp_path / "data"
    for path in data_folder().rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "self-assessment.yaml" and path.parent.name == "checklists":
            text = text.replace("I det seneste halve år har jeg selv hørt", "I det seneste år har jeg selv hørt")
            text = text.replace("id: four-fit\n", "id: all-four-fit\n")
        write(shipped, path.relative_to(data_folder()).as_posix(), text)
    monkeypatch.setattr("digitrans.content.catalogue.data_folder", lambda: shipped)
    found = checked(run, "--content", str(own))
    told = {(str(each["path"]), str(each["remark"])) for each in found["remarks"]}
    assert ("items/heard-citizens/text/da", "remark.shipped-changed") in told
    assert any(message == "remark.shipped-gone" and path == "items/four-fit" for path, message in told)
    assert [each["fault"] for each in found["faults"]] == ["fault.nothing-to-leave-out"]


@pytest.mark.parametrize("name", ["listen.yaml", "-listen.yaml", "x1-listen.yaml", "01.yaml", "٠١-listen.yaml"])
def test_a_shipped_file_without_its_number_is_a_fault_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(tmp_path, f"advice/{name}", "id: listen\n")
    monkeypatch.setattr("digitrans.content.catalogue.data_folder", lambda: tmp_path)
    with pytest.raises(InputFault) as caught:
        load_advice()
    assert [each.message for each in caught.value.faults] == ["fault.no-number"]


def test_another_version_says_look_it_over(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    write(own, "checklists/board-meeting.yaml", "title: {da: Vores}\n")
    run("content", "check", "--accept", "--content", str(own))
    assert run("advice", "--content", str(own))[2] == ""
    record = own / "shipped.json"
    record.write_text(record.read_text(encoding="utf-8").replace("0.", "9.", 1), encoding="utf-8")
    assert "has been updated" in run("advice", "--content", str(own))[2]
    assert run("content", "list", "--content", str(own))[2] == ""


def test_results_remember_their_content(run: Run, settled: Path, tmp_path: Path) -> None:
    assert run("assess", "--answers", SELF, "--content", OWN)[0] == 0
    saved = next((settled / "results").iterdir())
    remembered = json.loads(saved.read_text(encoding="utf-8"))["content"]
    assert [each["name"] for each in remembered] == ["Fjordby Kommune"] and len(remembered[0]["hash"]) == 12
    assert "the content of Fjordby Kommune" in run("explain", "1")[2]
    assert "the shipped content" in run()[2]
    assert run("--content", OWN)[2] == ""
    again = run("assess", "--answers", str(saved), "--content", OWN, "--no-save")
    assert again[2] == "" and "With content of Fjordby" in flat(again[1])
    told = run("assess", "--answers", str(saved), "--no-save")
    assert "what holds now is the shipped content" in told[2] and "Fjordby" not in told[1]
    assert 'The answers to "Self-assessment" were given to' in told[2]


def test_who_begins_anew_is_not_told_what_the_last_answers_were_given_to(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("assess", "--answers", SELF, "--content", OWN)
    run("decide", "add", "4", "Gather a panel")
    names = load_names(Words("en"), load_instrument("self-assessment"))
    assert len(decisions_to_follow(names)) == 1 and capsys.readouterr().err == ""


def test_content_that_says_nothing_of_the_instrument_does_not_matter(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "own", "checklists/board-meeting.yaml", "title: {da: Vores}\n")
    own = str(tmp_path / "own")
    data = json.loads(run("assess", "--answers", SELF, "--json", "--content", own)[1])
    assert data["content"] == [{"name": "own", "hash": None}]
    assert run("explain", "1")[2] == ""


def test_where_and_list(run: Run, tmp_path: Path, settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")  # however long the name of the folder is
    code, out, _ = run("content", "where", "--json")
    assert code == 0 and json.loads(out)["own"] == [] and json.loads(out)["usual"] == str(settled / "content")
    assert json.loads(run("content", "--json", "--content", OWN)[1])["own"][0]["name"] == "Fjordby Kommune"
    assert "not there" in run("content", "where", "--format", "markdown", "--content", str(tmp_path / "none"))[1]
    files = json.loads(run("content", "list", "--json", "--content", OWN)[1])["files"]
    states = {each["id"]: each["state"] for each in files}
    assert states["budget-seminar"] == "own" and states["dilemmas"] == "changed" and states["nine-advice"] == "shipped"


def test_info_names_the_folders(run: Run) -> None:
    assert "own" not in json.loads(run("info", "--json")[1])
    assert json.loads(run("info", "--json", "--content", OWN)[1])["own"] == OWN


def test_a_new_folder_on_request(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ours" / "content"
    assert run("content", "new", "dilemma", "our-own", "--content", str(folder))[0] == 0
    assert (folder / "checklists" / "dilemmas.our-own.yaml").is_file() and (folder / "about.yaml").is_file()
    blocked = write(tmp_path, "file", "")
    assert run("content", "new", "dilemma", "our-own", "--content", str(blocked))[0] == 2
    assert run("content", "new", "dilemma", "our-own", "--content", str(blocked / "inner"))[0] == 2


def test_a_nasty_text_is_shown_as_text(run: Run, tmp_path: Path) -> None:
    nasty = json.dumps("<b> | `x` [/x] =1+1 :smile: \u202e \\x1b " + "w" * 90, ensure_ascii=False)
    write(tmp_path, "checklists/board-meeting.yaml", f"title: {{da: {nasty}}}\n")
    write(tmp_path, "about.yaml", f'name: {nasty[:60]}"\n')
    for format in ("table", "json", "markdown"):
        code, out, err = run("content", "check", "--format", format, "--content", str(tmp_path), "--lang", "da")
        assert code == 0 and "\u202e" not in out + err and "\x1b" not in out + err


def test_the_phases_can_be_reworded(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "phases.yaml", "phases:\n  - {id: clarify, name: {da: Find ud af det, en: Find out}}\n")
    assert "Find out" in run("advice", "--content", str(tmp_path))[1]
    found = checked(run, "--content", str(tmp_path))
    assert {str(each["path"]) for each in found["changes"]} == {"phases/clarify/name/da", "phases/clarify/name/en"}
    write(tmp_path, "phases.yaml", "phases:\n  - {id: clarify, nmae: {da: Find ud af det}}\n")
    assert "nmae" in run("advice", "--content", str(tmp_path))[2]


def test_every_single_file_is_reviewed() -> None:
    from digitrans.authoring.review import SINGLE_FILES
    from digitrans.content.own_folders import SINGLE

    assert set(SINGLE) == set(SINGLE_FILES)


@pytest.mark.parametrize("language", ["da", "en"])
def test_golden_review(run: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.chdir(ROOT)
    code, out, err = run("content", "check", "--content", "data/examples/own-content", "--lang", language)
    assert (code, err) == (0, "")
    golden = Path(__file__).parent / "golden" / f"check.{language}.txt"  # it shows changed words in both languages
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(out, encoding="utf-8", newline="\n")
    assert out.replace(os.sep, "/") == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "list", "where"])
@pytest.mark.parametrize("width", ["60", "200"])
def test_no_line_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, width: str
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", width)
    for language in ("da", "en"):
        out = run("content", command, "--content", "data/examples/own-content", "--lang", language)[1]
        copied = [line.strip(" •") for line in out.splitlines() if len(line) > int(width)]
        assert all(each.startswith(("data/", "digitrans ")) for each in copied), (
            "a path or a command stays in one piece"
        )


def test_the_portfolio_rules_can_be_moved(run: Run, tmp_path: Path) -> None:
    portfolio = str(EXAMPLES / "portfolio-municipality.yaml")
    write(tmp_path, "portfolio.yaml", "thresholds: {green: 80}\ncomponents:\n  - {id: value, weight: 40}\n")
    before, after = (run("portfolio", "score", portfolio, *own)[1] for own in ([], ["--content", str(tmp_path)]))
    assert before != after
    paths = {str(each["path"]) for each in checked(run, "--content", str(tmp_path))["changes"]}
    assert paths == {"thresholds/green", "components/value/weight"}
    write(tmp_path, "portfolio.yaml", "components:\n  - {id: valu, weight: 40}\n")
    code, _, err = run("portfolio", "score", portfolio, "--content", str(tmp_path))
    assert code == 3 and "did you mean 'value'" in err
