"""A plan for a budget: in, out, to be talked about; what the money does, and what could not be weighed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from digitrans.answers.wording import listed
from digitrans.documents import Block, Cell, Curve, Document, Heading, Paragraph, Points, Sheet, Step, Table
from digitrans.portfolios.choosing import BASE, Choice, Limit
from digitrans.portfolios.money import total
from digitrans.portfolios.plan import MILLION, Factor, More, Plan, Toll
from digitrans.portfolios.weighing import LeftOut, NoPlan
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.reports.portfolio.plan_data import plan_data
from digitrans.values import dataclass

LINES, COLUMNS = 20, 80
"""What of a screen of 24 lines and 80 columns is left for a plan's first page."""


def plan_report(names: PortfolioNames, plan: Plan, seed: int) -> Document:
    """The answer first: what is in the set and what it costs; then how sure that is, and what would change it."""
    told = PlanWords(names, plan)
    words = names.words
    blocks: list[Block] = [Paragraph(_answer(told), "strong"), *_tables(told)]
    money = tuple(_money(told))
    blocks += [Heading(words("plan.money")), Points(money)] if money else []
    blocks += [*_limits(told), *_steps(told)]
    blocks += [*_sure(told, seed), *_left_out(told)]
    blocks += [Paragraph(each, "muted") for each in _how(told)]
    title, data = words("plan.title", budget=told.budget), plan_data(plan, seed)
    return Document(title, tuple(blocks), data, words.language, _sheet(plan), screen=_screen(told))


@dataclass(frozen=True)
class PlanWords:
    """How the pieces of one plan are put in words."""

    names: PortfolioNames
    plan: Plan

    def name(self, wanted: str) -> str:
        """The name of an initiative."""
        return self.plan.scored[wanted].initiative.name

    def called(self, wanted: str) -> str:
        """The name as it stands in a sentence: in marks where it has a comma of its own."""
        return in_sentence(self.names, self.name(wanted))

    def listed(self, ids: Collection[str], most: int | None = None) -> str:
        """Names, those that are worth most first; after ``most`` how many more there are."""
        order = sorted(ids, key=lambda each: (-self.plan.worths.get(each, Fraction(0)), each))
        told = [self.called(each) for each in order[:most]]
        rest = len(order) - len(told)
        if rest:
            return ", ".join(told) + self.names.words("plan.and-more", n=rest)
        return listed(self.names.words, told)

    def worth(self, figure: Fraction) -> str:
        """Points with their word, or kroner a year: one decimal where it says more than none."""
        if self.plan.wish.by == "benefit":
            return self.names.words("plan.a-year", amount=self.names.round_money(figure))
        return self.names.words("plan.points", n=self.figure(figure))

    def figure(self, figure: Fraction) -> str:
        """The number alone, for a column that says what it is."""
        if self.plan.wish.by == "benefit":
            return self.names.cost(figure)
        return self.names.words.number(figure, 0 if abs(figure) >= 10 or figure == int(figure) else 1)

    def part(self, limit: Limit) -> str:
        """What a limit is on: a year, a department, or "" of all."""
        return self.names.department(limit.name) if limit.kind in ("department", "capacity") else limit.name

    @property
    def budget(self) -> str:
        """The budgets, that in all first."""
        budgets, money = self.plan.wish.budgets, self.names.money
        told = [money(budgets.total)] if budgets.total is not None else []
        told += [f"{year}: {money(amount)}" for year, amount in budgets.years.items()]
        told += [f"{self.names.department(each)}: {money(amount)}" for each, amount in budgets.departments.items()]
        return ", ".join(told)


def in_sentence(names: PortfolioNames, name: str) -> str:
    """A name among other words: in marks where it has a comma of its own."""
    return names.words("list.quoted", name=name) if "," in name else name


def no_plan(names: PortfolioNames, fault: NoPlan) -> NoPlan:
    """The fault with its amounts as they are written, and departments by their names."""
    words, named = names.words, dict(fault.named)
    for gap in NoPlan.money:
        if gap in named and not fault.message.endswith("capacity"):
            money = names.money(Fraction(named[gap]))
            named[gap] = money.rstrip(".") if gap == "most" else money  # it ends the sentence
        elif gap in named:
            named[gap] = words.number(Fraction(named[gap]))
    if fault.message.endswith(("department", "capacity")):
        named["name"] = names.department(named["name"])
    return NoPlan(fault.message, **named)


# ---- the set


def _answer(told: PlanWords) -> str:
    words, plan, names = told.names.words, told.plan, told.names
    chosen, total_budget = plan.chosen, plan.wish.budgets.total
    if not chosen.ids:
        nothing = words("plan.nothing" if plan.demands.mix is None else "plan.nothing-mix")
        return f"{nothing} {_unproved(told)}".strip()
    weighed = "-weighed" if any(each.why != "over" for each in plan.left_out) else ""
    key = f"plan.answer{weighed}"
    if plan.is_whole:
        key = f"plan.everything{weighed}"
    elif plan.first_out is not None and plan.first_out.why == "below":
        key = "plan.everything-worth"
    left = "" if total_budget is None else words("plan.left", left=names.money(total_budget - chosen.cost))
    cost = names.money(chosen.cost)
    if plan.is_whole:
        return names.sentence(words.count(key, len(chosen.ids), cost=cost))
    answer = words(key, n=len(chosen.ids), of=len(plan.candidates), cost=cost)
    unproved = _unproved(told) if key == "plan.everything-worth" else ""
    return names.sentence(" ".join(filter(None, (answer, unproved, left))))


def _unproved(told: PlanWords) -> str:
    """How many of those outside may be worth it once what is unknown of them is known, in words; "" of none."""
    plan, most = told.plan, told.plan.wish.budgets.total
    if plan.wish.by == "benefit":
        return ""
    base = BASE if plan.wish.by == "value" else 0
    outside = [
        each.id
        for each in plan.candidates
        if each.id not in plan.chosen.ids and plan.worths[each.id] <= 0 and (most is None or each.cost <= most)
    ]
    n = sum(plan.scored[each].low <= base < plan.scored[each].high for each in outside)
    return told.names.words.count("plan.unproved", n) if n else ""


def _tables(told: PlanWords) -> list[Block]:
    words, plan, blocks = told.names.words, told.plan, list[Block]()
    worth = f"plan.column-{plan.wish.by}"
    columns = tuple(
        words(each) for each in ("plan.column-name", worth, "plan.column-cost", "plan.column-sure", "plan.column-light")
    )
    for key, inside in (("plan.in", True), ("plan.out", False)):
        found = [each for each in plan.candidates if (each.id in plan.chosen.ids) is inside]
        found.sort(key=lambda each: (-plan.worths[each.id], each.id))
        rows = tuple(
            (
                told.name(each.id),
                told.figure(plan.worths[each.id]),
                told.names.cost(each.cost),
                _how_sure(told, each.id),
                told.names.light(plan.scored[each.id]),
            )
            for each in found
        )
        if rows:
            blocks += [Heading(words(key)), Table(columns, rows, tight=True).filled()]
    return blocks


def _how_sure(told: PlanWords, wanted: str) -> str:
    sure = told.plan.sure
    if sure is None:
        return ""
    share, kind = sure.shares[wanted], "exact" if sure.exact else "trials"
    if share == 1 and sure.exact and told.plan.wish.by == "benefit":
        return told.names.words("plan.core-benefit")
    if share in (0, 1):
        return told.names.words(f"plan.{'core' if share else 'outside'}-{kind}")
    return told.names.words(f"plan.open-{kind}", share=_percent(told, share))


def _percent(told: PlanWords, share: Fraction) -> str:
    """A share in whole per cent that never looks like none or all."""
    return told.names.percent(min(max(share * 100, Fraction(1)), Fraction(99)))


# ---- the money


def _money(told: PlanWords) -> list[str]:
    plan, words = told.plan, told.names.words
    found = [_first_out(told)] if plan.first_out else []
    found += [_more(told, each) for each in plan.more]
    if plan.thrifty is not None and plan.thrifty.ids != plan.chosen.ids:
        came = told.listed(plan.thrifty.ids - plan.chosen.ids)
        found.append(_with_gone(told, words("plan.thrifty", names=came), plan.chosen.ids - plan.thrifty.ids))
    running = total([plan.scored[each].initiative.running_cost for each in sorted(plan.chosen.ids)])
    if running.is_known:
        found.append(words("plan.running-cost", sum=told.names.sum(running)))
    if red := [each for each in plan.chosen.ids if plan.scored[each].light == "red"]:
        found.append(words.count("plan.red", len(red), names=told.listed(red)))
    found += [_toll(told, each) for each in plan.tolls]
    found += [words("plan.together", names=told.listed(each)) for each in plan.together]
    return [told.names.sentence(each) for each in found]


def _first_out(told: PlanWords) -> str:
    first, words = told.plan.first_out, told.names.words
    assert first is not None
    cost = sum(told.plan.candidate(each).cost for each in first.ids)
    named = {"names": told.listed(first.ids), "cost": told.names.money(cost), "gone": told.listed(first.gone)}
    key = f"plan.first-{first.why}" if first.loss else f"plan.first-same{'' if first.gone else '-alone'}"
    return words(key, points=told.worth(first.loss), **named)


def _more(told: PlanWords, more: More) -> str:
    words, chosen = told.names.words, told.plan.chosen
    came, gone = more.choice.ids - chosen.ids, chosen.ids - more.choice.ids
    part = told.part(more.limit)
    named = {"amount": told.names.round_money(MILLION), "part": words("plan.part", part=part) if part else ""}
    if not came and not gone:
        return words("plan.more-nothing", **named)
    points = told.worth(more.choice.worth - chosen.worth)
    return _with_gone(told, words("plan.more", names=told.listed(came), points=points, **named), gone)


def _with_gone(told: PlanWords, text: str, gone: Collection[str]) -> str:
    return f"{text} {told.names.words('plan.more-out', names=told.listed(gone))}" if gone else text


def _toll(told: PlanWords, toll: Toll) -> str:
    words = told.names.words
    what = words(f"plan.what-{toll.kind}", name=told.called(toll.id) if toll.id else "")
    return words("plan.toll" if toll.points else "plan.toll-free", what=what, points=told.worth(toll.points))


def _limits(told: PlanWords) -> list[Block]:
    """What the set uses of each limit, where there are several."""
    words, limits = told.names.words, told.plan.demands.limits
    if len(limits) < 2:
        return []
    columns = tuple(words(f"plan.limit-{each}") for each in ("of", "most", "used", "left"))

    def row(limit: Limit) -> tuple[str, ...]:
        used = limit.used(told.plan.chosen.ids)
        shown = told.names.exact if limit.kind == "capacity" else told.names.money
        figures = (Fraction(limit.most), Fraction(used), Fraction(limit.most) - used)
        return (words(f"plan.limit-{limit.kind}", name=told.part(limit)), *(shown(each) for each in figures))

    return [Heading(words("plan.limits")), Table(columns, tuple(row(each) for each in limits))]


def _steps(told: PlanWords) -> list[Block]:
    """The curve of budget against worth, with who comes in and who goes at each step."""
    words, steps = told.names.words, told.plan.steps
    if len(steps) < 2:
        return []
    heads = ("step-budget", f"column-{told.plan.wish.by}", "step-number", "step-new", "step-gone")

    def step(budget: int, choice: Choice, before: Choice | None) -> Step:
        new = choice.ids - before.ids if before else frozenset()
        gone = before.ids - choice.ids if before else frozenset()
        cells = str(len(choice.ids)), told.listed(new), told.listed(gone)
        worth = Cell(told.figure(choice.worth), float(choice.worth))
        amount = Cell(told.names.money(budget), float(budget))
        return Step(amount, worth, cells, budget == told.plan.wish.budgets.total)

    befores = (None, *(choice for _, choice in steps[:-1]))
    found = tuple(step(budget, choice, before) for (budget, choice), before in zip(steps, befores, strict=True))
    curve = Curve(words("plan.steps"), tuple(words(f"plan.{each}") for each in heads), found)
    return [Heading(words("plan.steps")), curve]


# ---- how sure


def _sure(told: PlanWords, seed: int) -> list[Block]:
    words, sure = told.names.words, told.plan.sure
    if sure is None:
        return [Paragraph(words("plan.stopped"), "warning")] if told.plan.stopped else []
    blocks: list[Block] = [Heading(words("plan.sure")), *(Paragraph(each) for each in _premise(told, seed))]
    blocks.append(Points(tuple(_lists(told, None))))
    if told.plan.deciding:
        columns = tuple(words(f"plan.deciding-{each}") for each in ("name", "now", "share", "what"))
        rows = tuple(_decided(told, each) for each in sure.open())
        blocks += [Heading(words("plan.deciding"), 2), Table(columns, rows)]
    return blocks


def _premise(told: PlanWords, seed: int) -> list[str]:
    """What may be otherwise, how many sets that leaves, and whether it is proven."""
    words, sure, kind = told.names.words, told.plan.sure, "benefit" if told.plan.wish.by == "benefit" else "weights"
    assert sure is not None
    if sure.exact:
        return [f"{words(f'plan.premise-{kind}')} {words.count('plan.sets', sure.sets)}"]
    found = [words(f"plan.trials-{kind}", n=sure.sets, seed=seed)]
    if sure.stopped:
        found.insert(0, words.count("plan.stopped-after", sure.sets))
    if sure.drawn >= 30:
        found.append(words("plan.trials-bound", n=sure.sets, share=told.names.percent(100 - Fraction(300, sure.drawn))))
    return found


def _lists(told: PlanWords, most: int | None) -> Iterable[str]:
    words, sure = told.names.words, told.plan.sure
    assert sure is not None
    kind = "trials" if not sure.exact else "benefit" if told.plan.wish.by == "benefit" else "exact"
    lists = (
        (f"plan.list-core-{kind}", sure.core()),
        ("plan.list-open", sure.open()),
        (f"plan.list-outside-{kind}", sure.outside()),
    )
    for key, ids in lists:
        if ids:
            yield words.count(key, len(ids), names=told.listed(ids, most))


def _decided(told: PlanWords, wanted: str) -> tuple[str, ...]:
    words, sure = told.names.words, told.plan.sure
    assert sure is not None
    found = [_factor(told, wanted, each) for each in told.plan.deciding[wanted][:3]]
    now = words("plan.now-in" if wanted in told.plan.chosen.ids else "plan.now-out")
    what = " ".join(found) or words("plan.factor-none")
    return told.name(wanted), now, _percent(told, sure.shares[wanted]), what


def _factor(told: PlanWords, wanted: str, factor: Factor) -> str:
    words, names = told.names.words, told.names
    way = "comes" if factor.comes else "goes"
    if factor.kind == "weight":
        component = names.of("components", factor.component)
        weight, now = (names.exact(None if each is None else each * 100, 0) for each in (factor.share, factor.now))
        component = component[:1].lower() + component[1:]
        return words(f"plan.factor-weight-{way}", component=component, weight=weight, now=now)
    if factor.component == "benefit":
        what = words("plan.input-benefit")
    else:
        figure = next(each for each in told.plan.scored[factor.id].figures if each.component == factor.component)
        what = ", ".join(names.input(each) for each in figure.missing)
    if factor.id == wanted:
        return words(f"plan.factor-own-{way}", what=what)
    return words(f"plan.factor-other-{way}", what=what, name=told.called(factor.id))


# ---- what could not be weighed


def _left_out(told: PlanWords) -> list[Block]:
    words, found = told.names.words, [each for each in told.plan.left_out if each.why != "over"]
    over = len(told.plan.left_out) - len(found)
    lines = tuple(_why(told, each) for each in found)
    blocks: list[Block] = [Heading(words("plan.left-out")), Points(lines)] if lines else []
    return [*blocks, Paragraph(words.count("plan.over", over), "muted")] if over else blocks


def _why(told: PlanWords, each: LeftOut) -> str:
    words, name = told.names.words, told.called(each.scored.initiative.id)
    if each.why == "needs":
        other = told.called(each.needs) if each.needs in told.plan.scored else each.needs
        return words("plan.why-needs", name=name, other=other)
    if each.price is not None:
        return told.names.sentence(words("plan.why-price", name=name, price=told.names.money(each.price)))
    return words(f"plan.why-{each.why}", name=name)


def _how(told: PlanWords) -> list[str]:
    """By what sets were weighed, and what that leaves out."""
    plan, words = told.plan, told.names.words
    found = [words(f"plan.how-{plan.wish.by}"), words("plan.how-unknown")]
    if isinstance(plan.wish.risk, Fraction):
        found.append(words("plan.how-risk", points=told.worth(plan.wish.risk)))
    if plan.wish.risk == "limit":
        found.append(words("plan.how-risk-limit"))
    if plan.wish.budgets.years:
        told_by_year = [each for each in plan.candidates if plan.scored[each.id].initiative.cost_by_year is not None]
        key = "-all" if len(told_by_year) == len(plan.candidates) else "-some" if told_by_year else ""
        found.append(words(f"plan.how-years{key}", n=len(told_by_year), of=len(plan.candidates)))
    if any(plan.scored[each.id].initiative.status == "under-way" for each in plan.candidates):
        found.append(words("plan.how-spent"))
    return [" ".join(found)]


def _sheet(plan: Plan) -> Sheet:
    lines = plan_data(plan, 0)["initiatives"]
    columns = ("id", "name", "in", "worth", "cost", "light", "core_index")
    rows = (tuple(int(line[key]) if key == "in" else line[key] for key in columns) for line in lines)
    return Sheet(columns, tuple(rows))


# ---- the first screen


def _screen(told: PlanWords) -> tuple[Block, ...]:
    """The answer, the lists and the first lines of what follows, with as many names as there is room for."""
    found = _shown(told, None, 2)
    for most in (20, 15, 12, 10, 8, 6, 5, 4, 3):
        if _height(found) <= LINES:
            break
        found = _shown(told, most, 2 if most > 5 else 1)
    return tuple(found)


def _shown(told: PlanWords, most: int | None, lines: int) -> list[Block]:
    words, plan = told.names.words, told.plan
    blocks: list[Block] = [Paragraph(_answer(told), "strong")]
    if plan.sure is not None:
        blocks.append(Points(tuple(_lists(told, most))))
        if not plan.sure.exact:
            key = "plan.stopped-after" if plan.sure.stopped else "plan.only-trials"
            blocks.append(Paragraph(words.count(key, plan.sure.sets), "muted"))
    elif plan.chosen.ids:
        blocks.append(
            Points((words.count("plan.list-in", len(plan.chosen.ids), names=told.listed(plan.chosen.ids, most)),))
        )
    if money := _money(told)[:lines]:
        blocks.append(Points(tuple(money)))
    unweighed = [each.scored.initiative.id for each in plan.left_out if each.why != "over"]
    if unweighed:
        blocks.append(Paragraph(words.count("plan.unweighed", len(unweighed), names=told.listed(unweighed, most))))
    return blocks


def _height(blocks: Iterable[Block]) -> int:
    """Lines on a terminal of 80 columns, on the wide side."""
    return sum(-(-len(text) // (COLUMNS - 6)) for block in blocks for text in _texts(block))


def _texts(block: Block) -> tuple[str, ...]:
    if isinstance(block, Points):
        return block.texts
    return (block.text,) if isinstance(block, Paragraph) else ()
