"""Rounds of several respondents through the command line: forms of every kind out, answers back, figures shown."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from digitrans.answers.fingerprints import fingerprint, item_fingerprints
from digitrans.answers.values import asked_of_others
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.people.codes import is_code, with_check
from digitrans.people.forms import html_form, xlsform
from digitrans.people.forms.fields import Invitation
from digitrans.texts import Words
from goldens import NASTY

Run = Callable[..., tuple[int, str, str]]
INVITE = ("--group", "executive-team=4", "--group", "staff=5", "--group", "politicians=2")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("self-assessment")


def invitation(found: Instrument, short: bool = False) -> Invitation:
    return Invitation(found, short, fingerprint(found), item_fingerprints(found, short))


def codes_of(folder: Path) -> dict[str, str]:
    codes: dict[str, str] = json.loads((folder / "round.json").read_text(encoding="utf-8"))["codes"]
    return codes


def answer(folder: Path, code: str, value: int = 3, **other: Any) -> Path:
    """Answers from one respondent, as a file in the folder for what comes back."""
    made = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    answers = dict.fromkeys(made["items"], value)
    whole = {"instrument": made["instrument"], "respondent": code, "short": made["short"], "answers": answers, **other}
    path = folder / "back" / f"{code}-{len(list((folder / 'back').iterdir()))}.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert run("people", "invite", str(path), *INVITE, "--short", "--form", "yaml")[0] == 0
    return path


def test_invite_makes_a_code_for_everyone_and_names_none(folder: Path) -> None:
    codes = codes_of(folder)
    assert len(codes) == 12 and all(is_code(code) for code in codes)
    assert list(codes.values()).count("self") == 1
    assert len(list((folder / "send").glob("*.yaml"))) == 12
    assert folder.stat().st_mode & 0o077 == 0


def test_invite_leaves_a_folder_with_something_in_it_alone(run: Run, folder: Path) -> None:
    before = (folder / "round.json").read_bytes()
    status, _, err = run("people", "invite", str(folder), *INVITE)
    assert status == 2 and "not a new or empty folder" in err
    assert (folder / "round.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--group", "friends=3"), "executive-team, staff, politicians"),
        (("--group", "staff"), "whole number"),
        (("--group", "staff=-1"), "whole number"),
        (("--group", "staff=99999999999"), "at most 2000"),
        (("--group", "self=2"), "not a group"),
        ((), "--group staff=12"),
        (("--group", "staff=3", "--form", "fax"), "html, yaml, excel, xlsform"),
        (("--group", "staff=3", "--instrument", "board-meeting"), "checklist"),
        (("--group", "staff=3", "--instrument", "dilemmas", "--short"), "short"),
    ],
)
def test_invite_refuses_in_one_line(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run("people", "invite", str(tmp_path / "new"), *arguments)
    assert (status, out) == (2, "") and said in err and err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_groups_may_be_told_by_their_names(run: Run, tmp_path: Path) -> None:
    named = ("Direktionen=2", "medarbejdere=1", "direktion=1", "Politicians = 3")
    asked = [each for name in named for each in ("--group", name)]
    assert run("people", "invite", str(tmp_path / "new"), *asked)[0] == 0
    told = json.loads((tmp_path / "new" / "round.json").read_text(encoding="utf-8"))
    assert Counter(told["codes"].values()) == {"self": 1, "executive-team": 3, "staff": 1, "politicians": 3}


def test_the_yaml_template_comes_back_filled_in(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    text = (folder / "send" / f"answers-{code}.yaml").read_text(encoding="utf-8")
    filled = re.sub(r"^(  [a-z-]+:)$", r"\1 4", text, flags=re.MULTILINE)
    assert filled.count(": 4\n") == 12
    (folder / "back" / "mine.yaml").write_text(filled, encoding="utf-8")
    assert run("people", "collect", str(folder))[0] == 0
    (saved,) = (folder / "collected").iterdir()
    assert set(json.loads(saved.read_text(encoding="utf-8"))["answers"].values()) == {4}


def test_an_empty_template_is_a_set_of_answers_without_any(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    shutil.copy(folder / "send" / f"answers-{code}.yaml", folder / "back")
    assert run("people", "collect", str(folder))[0] == 0


def test_collect_names_what_does_not_fit_by_file_and_item(run: Run, folder: Path) -> None:
    first, second, third, *_ = codes_of(folder)
    answer(folder, first)
    bad = answer(folder, second)
    whole = json.loads(bad.read_text(encoding="utf-8"))
    item = next(iter(whole["answers"]))
    whole["answers"][item] = 7
    bad.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    (folder / "back" / "broken.json").write_text("{", encoding="utf-8")
    (folder / "back" / "notes.docx").write_bytes(b"PK")
    answer(folder, with_check("zzzzz"))
    answer(folder, "abcdef")
    status, out, err = run("people", "collect", str(folder), "--json")
    assert (status, err) == (3, "")
    told = json.loads(out)
    assert told["new"] == [first]
    faults = {(Path(each["file"]).name, each["where"], each["fault"]) for each in told["faults"]}
    assert (bad.name, f"answers/{item}", "fault.out-of-range") in faults
    assert {fault for _, _, fault in faults} >= {"fault.not-invited", "fault.not-a-code"}
    assert any(name == "broken.json" for name, _, _ in faults)
    assert {code for codes in told["missing"].values() for code in codes} == set(codes_of(folder)) - {first}
    assert third in out


def test_nobody_is_counted_twice(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    answer(folder, code, 3)
    answer(folder, code, 3)
    told = json.loads(run("people", "collect", str(folder), "--json")[1])
    assert told["new"] == [code] and [each["respondent"] for each in told["twice"]] == [code]
    again = json.loads(run("people", "collect", str(folder), "--json")[1])
    assert again["new"] == [] and len(again["twice"]) == 2
    assert len(list((folder / "collected").iterdir())) == 1


def test_of_two_answers_the_later_counts_if_they_tell_which_it_is(run: Run, folder: Path) -> None:
    one, two, *_ = codes_of(folder)
    answer(folder, one, 2, finished="2026-11-20T10:00:00")
    answer(folder, one, 4, finished="2026-11-21T10:00:00")
    answer(folder, one, 5, finished="2026-11-19T10:00:00")
    answer(folder, two, 2)
    answer(folder, two, 4)
    status, out, _ = run("people", "collect", str(folder), "--json")
    told = json.loads(out)
    assert status == 3 and told["new"] == [one] and told["newer"] == [one, one]
    assert [each["fault"] for each in told["faults"]] == ["fault.two-answers"] * 2
    versions = sorted((folder / "collected").glob(f"{one}-*.json"))
    assert "4" in json.dumps(list(json.loads(versions[-1].read_text(encoding="utf-8"))["answers"].values()))


def test_five_hundred_files_in_one_go_with_one_broken_and_one_twice(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    run("people", "invite", str(folder), "--group", "staff=498", "--short", "--form", "html")
    codes = list(codes_of(folder))
    for code in codes[:498]:
        answer(folder, code)
    answer(folder, codes[0])
    (folder / "back" / "broken.json").write_text('{"instrument": "self-assess', encoding="utf-8")
    status, out, _ = run("people", "collect", str(folder), "--json")
    told = json.loads(out)
    assert status == 3 and len(list((folder / "back").iterdir())) == 500
    assert len(told["new"]) == 498 and len(told["twice"]) == 1 and len(told["faults"]) == 1
    assert sum(len(each) for each in told["missing"].values()) == 1


def test_compare_shows_blind_spots_and_the_three_conversations(run: Run, folder: Path) -> None:
    for code, group in codes_of(folder).items():
        answer(folder, code, {"self": 5, "staff": 2, "executive-team": 4, "politicians": 1}[group])
    run("people", "collect", str(folder))
    status, out, err = run("people", "compare", str(folder))
    assert (status, err) == (0, "")
    assert "Here you rate it higher than they do" in out and "Conversation 3" in out and "Conversation 4" not in out
    assert "Politicians. Their answers and comments are in" in " ".join(out.split())
    told = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert told["left_out"] == ["politicians"]
    assert {each["id"] for each in told["rows"][0]["groups"]} == {"executive-team", "staff"}
    sheet = run("people", "compare", str(folder), "--sheet")[1]
    assert "Conversation 1" in sheet and "word for word" not in sheet.lower()
    danish = run("people", "compare", str(folder), "--lang", "da", "--json")[1]
    assert json.loads(danish) == told


def test_two_dilemma_profiles_over_each_other(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "board"
    run("people", "invite", str(folder), "--instrument", "dilemmas", "--group", "politicians=4", "--form", "yaml")
    for code, group in codes_of(folder).items():
        answer(folder, code, -2 if group == "self" else 1)
    run("people", "collect", str(folder))
    status, out, _ = run("people", "compare", str(folder))
    assert status == 0 and "The profiles laid over each other" in out and "(Streamline what you have)" in out


def test_what_was_shown_is_kept_and_guards_what_comes_later(run: Run, folder: Path) -> None:
    staff = [code for code, group in codes_of(folder).items() if group == "staff"]
    for code in staff[:4]:
        answer(folder, code, 3)
    run("people", "collect", str(folder))
    first = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert len(list((folder / "shown").iterdir())) == 1
    answer(folder, staff[4], 1)
    run("people", "collect", str(folder))
    second = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert first["rows"] == second["rows"], "one more answer must not be told from the difference"
    assert "once there are 4 or more" in " ".join(run("people", "compare", str(folder))[1].split())
    assert len(list((folder / "shown").iterdir())) == 1


def test_a_damaged_record_of_what_was_shown_stops_the_comparison(run: Run, folder: Path) -> None:
    for code in codes_of(folder):
        answer(folder, code, 3)
    run("people", "collect", str(folder))
    run("people", "compare", str(folder))
    (record,) = (folder / "shown").iterdir()
    record.write_text("{", encoding="utf-8")
    status, out, err = run("people", "compare", str(folder))
    assert (status, out) == (3, "") and record.name in err


def test_a_damaged_answer_is_named_and_the_others_count(run: Run, folder: Path) -> None:
    for code in codes_of(folder):
        answer(folder, code, 3)
    run("people", "collect", str(folder))
    damaged = sorted((folder / "collected").iterdir())[0]
    damaged.write_text("{", encoding="utf-8")
    status, _, err = run("people", "compare", str(folder))
    assert status == 0 and damaged.name in err and damaged.read_text(encoding="utf-8") == "{"


def test_commands_without_a_round_say_so(run: Run, tmp_path: Path, folder: Path) -> None:
    for command in ("collect", "compare"):
        status, _, err = run("people", command, str(tmp_path))
        assert status == 2 and "is not a round" in err
    status, _, err = run("people", "compare", str(folder))
    assert status == 2 and "No answers are collected" in err
    (folder / "round.json").write_text('{"format": 2}', encoding="utf-8")
    status, _, err = run("people", "collect", str(folder))
    assert status == 3 and "newer digitrans" in err


# Workbooks


def filled_workbook(path: Path, chosen: str, note: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(7, sheet.max_row + 1):
        sheet.cell(row, 4, chosen)
    sheet.cell(7, 5, note)
    book.save(path)


def test_a_workbook_goes_out_with_lists_and_comes_back(run: Run, tmp_path: Path) -> None:
    import openpyxl

    folder = tmp_path / "excel"
    run("people", "invite", str(folder), "--instrument", "dilemmas", "--group", "staff=3", "--form", "excel")
    code = next(iter(codes_of(folder)))
    source = folder / "send" / f"answers-{code}.xlsx"
    sheet = openpyxl.load_workbook(source).worksheets[0]
    assert len(sheet.data_validations.dataValidation) == len(load_instrument("dilemmas").items)
    filled_workbook(source, "In the middle", "=cmd()")
    shutil.copy(source, folder / "back")
    assert run("people", "collect", str(folder))[0] == 0
    (saved,) = (folder / "collected").iterdir()
    answers = json.loads(saved.read_text(encoding="utf-8"))["answers"]
    assert list(answers.values()) == [0] * len(load_instrument("dilemmas").items), (
        "and what would be computed in a workbook is no comment"
    )


def test_a_wrong_cell_is_named_by_row_and_column(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "excel"
    run("people", "invite", str(folder), "--short", "--group", "staff=3", "--form", "excel")
    code = next(iter(codes_of(folder)))
    source = folder / "send" / f"answers-{code}.xlsx"
    filled_workbook(source, "perhaps", "")
    shutil.copy(source, folder / "back")
    status, out, _ = run("people", "collect", str(folder), "--json")
    first = json.loads(out)["faults"][0]
    assert status == 3 and Path(first["file"]).name == f"answers-{code}.xlsx"
    assert (first["line"], first["column"], first["fault"]) == (7, 4, "fault.not-an-answer")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"not a workbook"])
def test_what_is_no_workbook_is_one_fault(run: Run, folder: Path, content: bytes) -> None:
    (folder / "back" / "odd.xlsx").write_bytes(content)
    status, out, _ = run("people", "collect", str(folder))
    assert status == 3 and "cannot be read as a workbook" in " ".join(out.split())


def test_an_export_in_csv_is_collected_from_the_folder(run: Run, folder: Path) -> None:
    first, second, *_ = codes_of(folder)
    heads = "SubmissionDate,respondent,yes_after_problem,yes_after_problem_note_"
    rows = f'2026,{first},4,"Two lines,\nand a comma"\n2026,{second},dont_know,\n,,,\n'
    (folder / "back" / "export.csv").write_text(f"{heads}\n{rows}", encoding="utf-8")
    status, out, _ = run("people", "collect", str(folder), "--json")
    assert status == 0 and json.loads(out)["new"] == [first, second]


def test_who_sends_twice_to_a_server_counts_with_the_later(run: Run, folder: Path) -> None:
    code = next(iter(codes_of(folder)))
    for head, time, answer in (
        ("SubmissionDate", "2026-11-20T11:30:00.512Z", 5),
        ("_submission_time", "2026-11-20T11:29:00", 2),
    ):
        text = f"{head},respondent,yes_after_problem\n{time},{code},{answer}\n{time},,\n"
        (folder / "back" / f"answered-{answer}.csv").write_text(text, "utf-8")
    status, out, _ = run("people", "collect", str(folder), "--json")
    assert status == 0 and json.loads(out)["new"] == json.loads(out)["newer"] == [code]


@pytest.mark.parametrize(
    ("content", "fault", "line"),
    [
        (b"", "fault.not-a-form", None),
        (b"who;what\nme;4\n", "fault.not-a-form", None),
        (b'respondent;yes_after_problem\n"never closed', "fault.csv", 2),
        (b"respondent;yes_after_problem\nnobody;4\n", "fault.not-a-code", 2),
        (b"respondent;yes_after_problem\n{code};9\n", "fault.out-of-range", 2),
        (b"respondent;yes_after_problem\n{code};\x1b[31m\n", "fault.control-character", 2),
        ("respondent;yes_after_problem\n{code};4\n".encode("utf-16"), "fault.not-result-id", 2),
        (b"respondent;yes_after_problem\n" + b"{code};4\n" * 5001, "fault.too-many-answers", None),
    ],
)
def test_a_csv_that_does_not_fit_is_named(run: Run, folder: Path, content: bytes, fault: str, line: int | None) -> None:
    code = next(iter(codes_of(folder)))
    (folder / "back" / "export.csv").write_bytes(content.replace(b"{code}", code.encode()))
    status, out, _ = run("people", "collect", str(folder), "--json")
    told = json.loads(out)
    assert status == 3 and told["new"] == []
    assert [(each["fault"], each["line"]) for each in told["faults"]] == [(fault, line)]


def test_an_export_with_a_row_for_everyone_is_taken_in(run: Run, folder: Path) -> None:
    import openpyxl

    made = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    items = list(made["items"])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["start", "respondent", *(f"group/{item.replace('-', '_')}" for item in items)])
    codes = list(made["codes"])
    sheet.append(["2026", codes[0], *["4"] * len(items)])
    sheet.append(["2026", codes[1].upper(), *["dont_know"] * len(items)])
    sheet.append(["2026", "nobody", *["4"] * len(items)])
    book.save(folder / "back" / "export.xlsx")
    status, out, _ = run("people", "collect", str(folder), "--json")
    told = json.loads(out)
    assert status == 3 and told["new"] == codes[:2]
    assert [(each["line"], each["fault"]) for each in told["faults"]] == [(4, "fault.not-a-code")]


def test_xlsform_is_valid_and_in_both_languages(tmp_path: Path, instrument: Instrument) -> None:
    from io import BytesIO

    from pyxform.xls2xform import convert

    for short in (False, True):
        data = xlsform.write((Words("da"), Words("en")), invitation(instrument, short))
        form = convert(BytesIO(data), validate=False, file_type=".xlsx", form_name="data").xform
        assert 'lang="Dansk (da)"' in form and 'lang="English (en)"' in form
        wanted = [item.id.replace("-", "_") for item in asked_of_others(instrument, short)]
        assert all(f"/data/{name}" in form for name in wanted)


# The page


class Page(HTMLParser):
    """What a reader of the page meets: tags, attributes and the fields in each fieldset."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_is_whole_in_itself(language: str, instrument: Instrument) -> None:
    page = Page(html_form.write(Words(language), invitation(instrument)))
    names = [tag for tag, _ in page.tags]
    assert names.count("fieldset") == names.count("legend") == len(asked_of_others(instrument, False))
    assert dict(page.tags[0][1])["lang"] == language
    for tag, attributes in page.tags:
        assert "src" not in attributes and "href" not in attributes and tag not in ("link", "img", "iframe")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv"))
    assert policy and policy.startswith("default-src 'none'; style-src 'sha256-")


def test_a_nasty_text_cannot_leave_its_place_on_the_page(instrument: Instrument) -> None:
    nasty = NASTY + "</script><script>alert(1)</script><!--"
    items = asked_of_others(instrument, False)
    first = items[0].model_copy(update={"text": items[0].text.model_copy(update={"en": nasty})})
    changed = instrument.model_copy(update={"items": (first, *items[1:]), "about": None})
    page = html_form.write(Words("en"), invitation(changed))
    assert "<script>alert" not in page and "<b>bold" not in page
    assert [tag for tag, _ in Page(page).tags].count("script") == 2


def test_a_form_with_a_strange_code_is_told_that_with_its_other_faults(run: Run, folder: Path) -> None:
    text = "instrument: self-assessment\nrespondent: nobody\nanswers:\n  yes-after-problem: 9\n  four-fit: 1e400\n"
    (folder / "back" / "form.yaml").write_text(f"{text}  four-fit: 2\n", encoding="utf-8")
    status, out, _ = run("people", "collect", str(folder), "--json")
    assert status == 3
    assert [(each["line"], each["fault"]) for each in json.loads(out)["faults"]] == [
        (2, "fault.not-a-code"),
        (4, "fault.out-of-range"),
        (5, "fault.number-too-large"),
        (6, "fault.key-twice"),
    ]
