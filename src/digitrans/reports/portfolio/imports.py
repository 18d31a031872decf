"""What an import tells: what was decided without being asked, and the account of rows and money."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from digitrans.errors import Fault
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.money import total
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.spreadsheets.accounts import Account
from digitrans.portfolios.spreadsheets.columns import MONEY
from digitrans.portfolios.spreadsheets.importing import Imported
from digitrans.portfolios.spreadsheets.notes import grouped, joined, short
from digitrans.portfolios.updating import Updated
from digitrans.texts import Words


def import_lines(words: Words, made: Imported) -> Iterator[str]:
    """Everything worth a word, a line each; the account of rows and money last."""
    for note in made.notes:
        yield words(note.message, **note.named)
    if made.unused:
        columns = ", ".join(f'"{each}"' for each in made.unused)
        yield words("import.unused", columns=columns, example=made.unused[0])
    if made.unread:
        yield words("import.unread", n=len(made.unread))
        for fault in grouped(made.unread)[:40]:
            yield f"  {words.fault(fault)}"
    yield from account_lines(words, made.account)


def account_lines(words: Words, account: Account) -> Iterator[str]:
    """Where every row and every amount of the list went."""
    others = ", ".join(words(f"import.account.{key}", n=n) for key, n in account.others.items())
    key = "import.account-rows-others" if others else "import.account-rows"
    yield words(key, rows=account.rows, initiatives=account.initiatives, others=others)
    if not account.heading:
        yield words("import.account-none")
        return

    unit = words("import.kroner") if account.currency == "DKK" else account.currency

    def money(figure: float) -> str:
        return f"{grouped_figure(words, figure)} {unit}"

    def both(ends: tuple[float, float]) -> str:
        return money(ends[0]) if ends[0] == ends[1] else f"{grouped_figure(words, ends[0])} - {money(ends[1])}"

    why = ", ".join(
        words(f"import.why.{each}", figure=money(figure), rows=rows) for each, (figure, rows) in account.gone.items()
    )
    named = {
        "listed": both(account.listed),
        "taken": both(account.taken),
        "n": account.amounts,
        "heading": account.heading,
    }
    yield words(
        "import.account-differs" if why or not account.agrees else "import.account-agrees", **named, why=why or "?"
    )
    if account.fitting:
        yield words("import.totals-fit", rows=", ".join(account.fitting[:10]))
    for row, figure in account.unfitting[:10]:
        yield words("import.totals-differ", row=row, figure=money(figure))


def grouped_figure(words: Words, figure: float) -> str:
    """An amount in whole units, with the language's mark between thousands."""
    whole = f"{round(figure):,}"
    return whole.replace(",", ".") if words.language == "da" else whole


def unread_csv(words: Words, unread: Sequence[Fault]) -> str:
    """What could not be read, as a table: row, column, heading, what stands there, and what is wrong with it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([words("import.unread-row"), words("import.unread-column"), words("import.unread-heading"),
                     words("import.unread-value"), words("import.unread-why")])  # fmt: skip
    for each in sorted(unread, key=lambda fault: (fault.line or 0, fault.column or 0)):
        value = each.named.get("value", "")
        shown = f"'{value}" if value[:1] in "=+-@" else value
        writer.writerow([each.line, each.column, each.where, shown, words.sentence(each)])
    return "\ufeff" + text.getvalue()


SHOWN_CHANGES = 40


def change_lines(words: Words, content: PortfolioContent, found: Updated, portfolio: Portfolio) -> Iterator[str]:
    """What a list does to a portfolio: new, gone, changed."""
    counts = {"new": len(found.new), "gone": len(found.gone), "changed": len({each.id for each in found.changed})}
    yield words("into.summary", **counts)
    for name in found.departments:
        yield words("into.department", name=name)
    for own, name in found.new[:SHOWN_CHANGES]:
        yield words("into.new", name=name, id=own)
    near = {old: new for new, old in found.alike}
    for own, name in found.gone[:SHOWN_CHANGES]:
        yield words("into.gone-near" if name in near else "into.gone", name=name, id=own, near=near.get(name, ""))
    fields = {field.id: field.name[words.language] for field in content.fields}
    for each in found.changed[:SHOWN_CHANGES]:
        shown = {
            end: _value(words, content, each.key, value)
            for end, value in (("before", each.before), ("after", each.after))
        }
        yield words(
            "into.changed", name=each.name, field=fields.get(each.key, each.key.removeprefix("extra.")), **shown
        )
    for group, key in ((found.new, "new"), (found.gone, "gone"), (found.changed, "changed")):
        if len(group) > SHOWN_CHANGES:
            yield words("into.more", n=len(group) - SHOWN_CHANGES, what=words(f"into.more.{key}"))
    if found.disputed:
        told = [f"{each.name}: {fields.get(each.key, each.key)}" for each in found.disputed]
        yield words("into.disputed", rows=joined(told))
    if found.gone:
        yield words("into.gone-stay", rows=joined([f"{own}" for own, _ in found.gone]))
    known = {own for own, _ in found.gone}
    money = total(each.cost for each in portfolio.initiatives if each.id in known)
    if money.is_known:
        yield words("into.gone-money", figure=grouped_figure(words, float(money.high)))


def _value(words: Words, content: PortfolioContent, key: str, value: object) -> str:
    if value is None:
        return words("into.nothing")
    if isinstance(value, dict) and value.keys() >= {"low", "high"}:
        return f"{grouped_figure(words, value['low'])} - {grouped_figure(words, value['high'])}"
    if isinstance(value, int | float):
        return grouped_figure(words, value) if key in MONEY else str(value)
    if key == "status":
        return next((each.name[words.language] for each in content.statuses if each.id == value), str(value))
    return short(", ".join(map(str, value)) if isinstance(value, list | tuple) else value)
