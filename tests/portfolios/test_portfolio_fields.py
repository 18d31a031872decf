"""The optional fields of a portfolio: money and its ranges, dates, benefits, people, what depends on what."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.models import Portfolio, Range
from digitrans.portfolios.money import Total, total
from digitrans.portfolios.reading import load_portfolio_content, portfolio_in
from digitrans.portfolios.rules import called
from digitrans.portfolios.template import schema
from digitrans.texts.spelling import fold

Run = Callable[..., tuple[int, str, str]]
SCHEMA = Draft7Validator(schema(load_portfolio_content(), "en"))

FULL = """
format: 1
currency: SEK
x-kept-by: the secretariat
organisation: {name: Test, as_of: 2026-11-23, x-seal: round}
departments:
  - {id: a, name: A, capacity: 18.5, x-floor: 2}
initiatives:
  - id: first
    name: First
    department: a
    internal_problem: Staff type the same figure three times.
    cost: {low: 1500000, high: 2000000}
    running_cost: 120000.5
    benefit: {planned: {low: 1, high: 2}, realised: 0, from: 2027-01-01, owner: Bo, x-note: 1}
    effort: 7.5
    status: under-way
    phase: Analyse
    priority: 1
    start: 2026-01-04
    end: 2026-06-30
    depends_on: [second]
    owner: Ane
    sponsor: Director
    extra: {Leverandør: KMD, Antal: 3, Andel: 0.5, Aftalt: true, Dag: 2026-01-01, Tom: null}
    x-anything: {deep: [1, 2]}
  - {id: second, name: Second, cost: 10}
"""


def loaded(text: str) -> Portfolio:
    return parse_model(Portfolio, Source("x.yaml", text))


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputFault) as raised:
        loaded(text)
    return [(each.where, each.message) for each in raised.value.faults]


def test_every_field_is_read() -> None:
    portfolio = loaded(FULL)
    first = portfolio.initiatives[0]
    assert portfolio.currency == "SEK" and portfolio.departments[0].capacity == 18.5
    assert first.cost == Range(low=1500000, high=2000000) and first.running_cost == 120000.5
    assert first.benefit is not None and first.benefit.planned == Range(low=1, high=2)
    assert (first.benefit.realised, str(first.benefit.since), first.benefit.owner) == (0, "2027-01-01", "Bo")
    assert (first.phase, first.priority, first.depends_on) == ("Analyse", "1", ("second",))
    assert first.extra is not None and list(first.extra) == ["Leverandør", "Antal", "Andel", "Aftalt", "Dag", "Tom"]
    values = json.loads(json.dumps(Source("x.yaml", FULL).values, default=str))
    assert [each.message for each in SCHEMA.iter_errors(values)] == []


@pytest.mark.parametrize(
    ("entry", "where", "message"),
    [
        ("cost: {low: 2, high: 1}", "cost", "fault.range-ends"),
        ("cost: {low: 2}", "cost", "fault.range-low-alone"),
        ("cost: {low: 2, high: many}", "cost/high", "fault.not-money"),
        ("cost: {low: 2, high: 3, zzzzzzz: 1}", "cost/zzzzzzz", "fault.unknown-key"),
        ("cost: [1, 2]", "cost", "fault.not-number"),
        ("cost_by_year: {2026: -5}", "cost_by_year/2026", "fault.too-small"),
        ("cost_by_year: {2026: 5, 2027: 1.0e+308}", "cost_by_year/2027", "fault.too-big"),
        ("cost_by_year: {1026: 5}", "cost_by_year/1026", "fault.not-year"),
        ("cost_by_year: {2026/27: 5}", "cost_by_year/2026/27", "fault.not-year"),
        ("running_cost: much", "running_cost", "fault.not-money"),
        ("benefit: {realised: -1}", "benefit/realised", "fault.too-small"),
        ("benefit: {realised: {low: 9, high: 8}}", "benefit/realised", "fault.range-ends"),
        ("benefit: 500000", "benefit", "fault.not-mapping"),
        ("benefit: {form: 2026-01-01}", "benefit/form", "fault.unknown-key-near"),
        ("start: next week", "start", "fault.not-date"),
        ("effort: -1", "effort", "fault.too-small"),
        ("depends_on: second", "depends_on", "fault.not-list"),
        ("depends_on: [Second]", "depends_on/#1", "fault.not-id"),
        ("extra: {a: [1]}", "extra/a", "fault.not-text"),
        ("y-key: 1", "y-key", "fault.unknown-key"),
    ],
)
def test_what_cannot_be_used_is_one_fault_in_its_place(entry: str, where: str, message: str) -> None:
    text = f"organisation: {{name: Test}}\ninitiatives:\n  - id: a\n    name: A\n    {entry}\n"
    assert faults(text) == [(f'initiatives/a "A"/{where}', message)]
    values: Any = json.loads(json.dumps(Source("x.yaml", text).values, default=str))
    assert message == "fault.range-ends" or list(SCHEMA.iter_errors(values))


@pytest.mark.parametrize("years", ["2026: 9000000000000, 2027: 9000000000000", "2026: 1.0e+13, 2027: 0.5"])
def test_years_that_are_too_large_only_together_are_told_of_the_years(years: str) -> None:
    text = f"organisation: {{name: Test}}\ninitiatives:\n  - id: a\n    name: A\n    cost_by_year: {{{years}}}\n"
    assert faults(text) == [('initiatives/a "A"/cost_by_year', "fault.years-sum")]


def test_years_too_large_for_a_float_are_faults() -> None:
    years = "{2026: 1.0e+308, 2027: 1.0e+308}"
    text = f"organisation: {{name: Test}}\ninitiatives:\n  - {{id: a, name: A, cost_by_year: {years}}}\n"
    assert {message for _, message in faults(text)} == {"fault.too-big"}


def test_a_currency_is_three_letters() -> None:
    assert faults("currency: kr\norganisation: {name: Test}\ninitiatives: []\n") == [("currency", "fault.not-currency")]


def test_a_sum_says_what_it_is_made_of() -> None:
    assert total([1.5, None, Range(low=1, high=2)]) == Total(Fraction(5, 2), Fraction(7, 2), 2, 3)
    assert total([0.1] * 10).high == 1  # without the error of binary fractions
    assert not total([None]).is_known and total([0]).is_whole and total([]).is_whole


def test_all_of_it_comes_out_as_json_and_as_csv(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(FULL, encoding="utf-8")
    code, out, _ = run("portfolio", "score", str(path), "--json")
    data = json.loads(out)
    first = data["initiatives"][0]
    assert code == 0 and data["currency"] == "SEK" and data["departments"][0]["capacity"] == 18.5
    assert first["cost"] == {"low": 1500000, "high": 2000000} and first["running_cost"] == 120000.5
    told = {"planned": {"low": 1, "high": 2}, "realised": 0, "from": "2027-01-01", "owner": "Bo"}
    assert first["benefit"] == told
    facts = ("effort", "phase", "priority", "start", "end", "depends_on", "owner", "sponsor")
    assert [first[each] for each in facts] == [
        *(7.5, "Analyse", "1", "2026-01-04", "2026-06-30", ["second"], "Ane", "Director")
    ]
    _, out, _ = run("portfolio", "score", str(path), "--format", "csv", "--csv-dialect", "standard", "--lang", "en")
    heads, row = (line.split(",") for line in out.replace('"', "").splitlines()[:2])
    cells = dict(zip(heads, row, strict=False))
    assert cells["Cost (SEK)"] == "1500000-2000000"


@pytest.mark.parametrize(
    ("field", "word", "meant"),
    [
        ("type", "moderniser", "modernise"),
        ("type", "Gentænke  services", "rethink-services"),
        ("type", "gentaenke-services", "rethink-services"),
        ("type", "unsure", "unsure"),
        ("status", "I gang", "under-way"),
        ("mandate", "byrådet", "political"),
        ("involvement", "hørt", "heard"),
        ("involvement", "medejer", "co-owning"),
    ],
)
def test_a_value_may_be_called_by_its_name_in_either_language(field: str, word: str, meant: str) -> None:
    text = f"organisation: {{name: T}}\ninitiatives:\n  - {{id: a, name: A, {field}: {word}}}\n"
    source = Source("p.yaml", text)
    assert getattr(portfolio_in(source).initiatives[0], field) == meant
    assert source.values["initiatives"][0][field] == word, "what the file says stays as it was read"


def test_every_name_means_one_value() -> None:
    content = load_portfolio_content()
    for entries in (content.types, content.statuses, content.mandates, content.involvement):
        words = {(fold(name), each.id) for each in entries for name in called(each)}
        assert len(words) == len(dict(words)), "no name is that of two"
