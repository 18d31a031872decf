"""A plan for a budget: in, out, to be talked about; what the money does, and what could not be weighed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.portfolios.choosing import DRAWS, Choice
from digitrans.portfolios.plan import MILLION, LeftOut, Plan
from digitrans.reports.portfolio.naming import PortfolioNames


def plan_report(names: PortfolioNames, plan: Plan) -> Document:
    """The answer first: what is in the set and what it costs; then how sure that is, and what would change it."""
    words = names.words
    blocks: list[Block] = [Paragraph(_answer(names, plan), "strong"), *_tables(names, plan)]
    blocks += [Heading(words("plan.money")), Points(tuple(_money(names, plan))), _steps(names, plan)]
    if plan.sure is not None:
        blocks += _sure(names, plan)
    blocks += _left_out(names, plan)
    blocks.append(Paragraph(words("plan.how"), "muted"))
    title = words("plan.title", budget=names.money(plan.wish.budget))
    return Document(title, tuple(blocks), _data(plan), words.language, _sheet(plan))


def _name(plan: Plan, wanted: str) -> str:
    return plan.scored[wanted].initiative.name


def _answer(names: PortfolioNames, plan: Plan) -> str:
    words, chosen = names.words, plan.chosen
    if not chosen.ids:
        return words("plan.nothing")
    if len(chosen.ids) == len(plan.candidates):
        return words("plan.everything", n=len(chosen.ids), cost=names.money(chosen.cost))
    return words("plan.answer", n=len(chosen.ids), of=len(plan.candidates), cost=names.money(chosen.cost))


def _tables(names: PortfolioNames, plan: Plan) -> list[Block]:
    words, blocks = names.words, list[Block]()
    columns = tuple(words(f"plan.column-{each}") for each in ("name", "light", "worth", "cost", "sure"))
    for key, inside in (("plan.in", True), ("plan.out", False)):
        found = [each for each in plan.candidates if (each.id in plan.chosen.ids) is inside]
        found.sort(key=lambda each: (-plan.worths[each.id], each.id))
        rows = tuple(
            (
                _name(plan, each.id),
                names.light(plan.scored[each.id]),
                words.number(plan.worths[each.id], 0),
                names.money(each.cost),
                _how_sure(names, plan, each.id),
            )
            for each in found
        )
        if rows:
            blocks += [Heading(words(key)), Table(columns, rows).filled()]
    return blocks


def _how_sure(names: PortfolioNames, plan: Plan, wanted: str) -> str:
    if plan.sure is None:
        return ""
    share = plan.sure.shares[wanted]
    exact = "exact" if plan.sure.exact else "trials"
    if share in (0, 1):
        return names.words(f"plan.{'core' if share else 'outside'}-{exact}")
    return names.words(f"plan.open-{exact}", share=f"{names.words.number(share * 100, 0)} %")


def _money(names: PortfolioNames, plan: Plan) -> list[str]:
    words, told = names.words, []
    left = plan.wish.budget - plan.chosen.cost
    told.append(words("plan.left", left=names.money(left)))
    if plan.first_out is not None:
        cost = next(each.cost for each in plan.candidates if each.id == plan.first_out)
        told.append(words("plan.first-out", name=_name(plan, plan.first_out), cost=names.money(cost)))
    told.append(_more(names, plan))
    if plan.freely is not None and plan.freely.worth > plan.chosen.worth:
        told.append(words("plan.bound", points=words.number(Fraction(plan.freely.worth - plan.chosen.worth), 0)))
    return told


def _more(names: PortfolioNames, plan: Plan) -> str:
    words, million = names.words, names.money(MILLION)
    came = [_name(plan, each) for each in sorted(plan.more.ids - plan.chosen.ids)]
    went = [_name(plan, each) for each in sorted(plan.chosen.ids - plan.more.ids)]
    if not came and not went:
        return words("plan.more-nothing", amount=million)
    points = words.number(Fraction(plan.more.worth - plan.chosen.worth), 0)
    told = words("plan.more", amount=million, names=", ".join(came), points=points)
    return f"{told} {words('plan.more-out', names=', '.join(went))}" if went else told


def _steps(names: PortfolioNames, plan: Plan) -> Table:
    words = names.words
    columns = tuple(words(f"plan.step-{each}") for each in ("budget", "number", "worth", "new", "gone"))

    def row(budget: int, choice: Choice, before: Choice | None) -> tuple[str, ...]:
        new = choice.ids - before.ids if before else frozenset()
        gone = before.ids - choice.ids if before else frozenset()
        listed = (", ".join(_name(plan, each) for each in sorted(some)) for some in (new, gone))
        return names.money(budget), str(len(choice.ids)), words.number(Fraction(choice.worth), 0), *listed

    befores = (None, *(choice for _, choice in plan.steps[:-1]))
    rows = tuple(row(budget, choice, before) for (budget, choice), before in zip(plan.steps, befores, strict=True))
    return Table(columns, rows).filled()


def _sure(names: PortfolioNames, plan: Plan) -> list[Block]:
    words, sure = names.words, plan.sure
    assert sure is not None
    kind = "exact" if sure.exact else "trials"
    blocks: list[Block] = [
        Heading(words("plan.sure")),
        Paragraph(words(f"plan.sure-{kind}", n=sure.sets if sure.exact else DRAWS)),
    ]
    lists = (("core", sure.core()), ("open", sure.open()), ("outside", sure.outside()))
    told = tuple(
        words(f"plan.list-{key}", names=", ".join(_name(plan, each) for each in found)) for key, found in lists if found
    )
    return [*blocks, Points(told)]


def _left_out(names: PortfolioNames, plan: Plan) -> list[Block]:
    words, found = names.words, [each for each in plan.left_out if each.why != "over"]
    over = len(plan.left_out) - len(found)
    told = tuple(_why(names, plan, each) for each in found)
    blocks: list[Block] = [Heading(words("plan.left-out")), Points(told)] if told else []
    return [*blocks, Paragraph(words.count("plan.over", over), "muted")] if over else blocks


def _why(names: PortfolioNames, plan: Plan, each: LeftOut) -> str:
    words, name = names.words, each.scored.initiative.name
    if each.why == "needs":
        other = plan.scored[each.needs].initiative.name if each.needs in plan.scored else each.needs
        return words("plan.why-needs", name=name, other=other)
    if each.price is not None:
        return words("plan.why-price", name=name, price=names.money(each.price))
    return words(f"plan.why-{each.why}", name=name)


def _choice_data(choice: Choice) -> dict[str, Any]:
    return {"ids": sorted(choice.ids), "worth": round(float(choice.worth), 4), "cost": choice.cost}


def _data(plan: Plan) -> dict[str, Any]:
    sure = plan.sure
    lines = [
        {
            "id": each.id,
            "name": _name(plan, each.id),
            "in": each.id in plan.chosen.ids,
            "worth": round(float(plan.worths[each.id]), 4),
            "cost": each.cost,
            "light": plan.scored[each.id].light,
            "core_index": None if sure is None else round(float(sure.shares[each.id]), 4),
        }
        for each in plan.candidates
    ]
    left = [
        {"id": e.scored.initiative.id, "why": e.why, "needs": e.needs or None, "price": e.price} for e in plan.left_out
    ]
    return {
        "format": 1,
        "kind": "portfolio-plan",
        "budget": plan.wish.budget,
        "chosen": _choice_data(plan.chosen),
        "first_out": plan.first_out,
        "million_more": _choice_data(plan.more),
        "without_musts": None if plan.freely is None else _choice_data(plan.freely),
        "steps": [{"budget": budget, **_choice_data(choice)} for budget, choice in plan.steps],
        "certainty": None if sure is None else {"exact": sure.exact, "sets": sure.sets},
        "initiatives": lines,
        "left_out": left,
    }


def _sheet(plan: Plan) -> Sheet:
    lines = _data(plan)["initiatives"]
    columns = ("id", "name", "in", "worth", "cost", "light", "core_index")
    rows = (tuple(int(line[key]) if key == "in" else line[key] for key in columns) for line in lines)
    return Sheet(columns, tuple(rows))
