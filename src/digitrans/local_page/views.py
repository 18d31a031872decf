"""What the local page shows, view by view, in HTML that is escaped by construction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from digitrans.answers.kinds import MAX_NOTE, plain_value
from digitrans.answers.values import MAX_NAME, Missing, progress, told_about
from digitrans.answers.wording import brief
from digitrans.asking.initiatives import SHOWN, initiative_line
from digitrans.asking.questions import tells_type
from digitrans.people.forms.answer_fields import add_answer_fields, add_insteads
from digitrans.people.forms.fields import no_answers
from digitrans.texts.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digitrans.answers.plans import Resolution
    from digitrans.answers.values import About, Answer, Answers, Asked, Unit
    from digitrans.answers.wording import Names
    from digitrans.content.items import AnyItem
    from digitrans.local_page.leaves import Leaf
    from digitrans.texts import Words


def put(parent: ET.Element, tag: str, text: str = "", **attributes: str | None) -> ET.Element:
    """An element with ``text``; ``class_`` stands for ``class``, ``data_do`` for ``data-do``; None is left out."""
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    element = ET.SubElement(parent, tag, given)
    element.text = visible(text) or None
    return element


def html_of(view: ET.Element) -> str:
    """What is inside ``view``, as HTML."""
    return "".join(ET.tostring(each, encoding="unicode", method="html") for each in view)


def _view(heading: str, above: str = "") -> ET.Element:
    """A view with its heading, which gets the focus when the view comes."""
    view = ET.Element("div")
    if above:
        put(view, "p", above, class_="above")
    put(view, "h1", heading, tabindex="-1")
    return view


def button(parent: ET.Element, text: str, do: str, look: str | None = None, **payload: Any) -> ET.Element:
    """A button that asks for ``do`` with ``payload``, and shows the view that comes back."""
    return put(parent, "button", text, type="button", class_=look, data_do=do, data_with=json.dumps(payload))


def begin_view(names: Names, intro: str, offered: Sequence[str], promise: str, today: str) -> ET.Element:
    """What it is, how long it takes, and where to begin: anew, or where one of the drafts ``offered`` ends.

    ``today`` says that it was answered today, "" where it was not.
    """
    words, instrument = names.words, names.instrument
    view = _view(instrument.title[words.language])
    put(view, "p", instrument.purpose[words.language], class_="lead")
    put(view, "p", intro)
    put(view, "p", f"{promise} {words('page.local')}", class_="quiet")
    if offered:
        put(view, "h2", words("ask.draft-found"))
    choices = put(view, "div", class_="choices")
    for number, told in enumerate(offered):
        button(choices, told, "begin", None if number else "main", draft=number)
    if offered:
        button(choices, words("ask.start-new"), "begin")
    elif today:
        put(choices, "p", today)
        button(choices, words("ask.today-see"), "today", "main")
        button(choices, words("ask.today-again"), "begin")
    else:
        button(choices, words("page.begin"), "begin", "main")
    return view


def decisions_view(words: Words, decisions: Sequence[Resolution]) -> ET.Element:
    """The open decisions, each with what can have become of it."""
    view = _view(words("page.decisions"))
    form = put(view, "form", novalidate="", data_then="go-on")
    for number, each in enumerate(decisions):
        field = put(form, "fieldset", data_decision=str(number))
        put(field, "legend", words("decide.ask", date=words.date(each.made), text=each.text))
        for fate in ("done", "open", "dropped"):
            line = put(field, "label", class_="option")
            put(line, "input", type="radio", name=f"decision-{number}", value=fate)
            put(line, "span", words(f"decide.became-{fate}"))
        put(field, "p", role="alert", class_="fault")
    put(put(view, "div", class_="buttons"), "button", words("page.next"), type="button", class_="main", data_do="go-on")
    return view


def about_view(names: Names, known: Sequence[About], fault: str) -> ET.Element:
    """Which initiative it is about: one of those ``known``, another by its name, or none.

    Where the questionnaire itself asks for the name and all that is known is shown, its own question does.
    """
    words, instrument = names.words, names.instrument
    view = _view(words("about.ask"), instrument.title[words.language])
    choices = put(view, "div", class_="choices")
    for number, each in enumerate(known[:SHOWN]):
        button(choices, initiative_line(each, known), "about", choice=number)
    if instrument.initiative != "beside" and len(known) <= SHOWN:
        button(choices, words("about.other"), "about")
        return view
    button(choices, words("about.no-initiative"), "about")
    form = put(view, "form", novalidate="", autocomplete="off", data_then="about")
    put(form, "label", words("about.other-name"), for_="name", class_="caption")
    field = put(form, "input", type="text", id="name", list="known", maxlength=str(MAX_NAME), data_name="")
    if fault:
        field.set("aria-invalid", "true")
    listed = put(form, "datalist", id="known")
    for each in known:
        put(listed, "option", value=visible(each.name))
    put(form, "p", fault, role="alert", class_="fault")
    put(put(form, "div", class_="buttons"), "button", words("page.next"), type="submit", class_="main")
    return view


def units_view(names: Names, known: Sequence[Unit], told: Sequence[str], fault: str) -> ET.Element:
    """What a repeated questionnaire is to be answered for: the list of last time, or names, one a line."""
    words, repeat = names.words, names.instrument.repeat
    assert repeat is not None
    language = words.language
    view = _view(repeat.prompt[language], names.instrument.title[language])
    if known:
        choices = put(view, "div", class_="choices")
        last = words("ask.units-last", names=", ".join(unit.name for unit in known))
        button(choices, last, "units", "main", known=True)
        put(view, "h2", words("ask.units-new"))
    form = put(view, "form", novalidate="", data_then="units")
    line = put(form, "label", words("page.unit-lines"), for_="names")
    line.set("class", "caption")
    given = {"aria_describedby": "names-help", "aria_invalid": "true" if fault else None}
    area = put(form, "textarea", "\n".join(told), id="names", rows="6", maxlength=str(31 * MAX_NAME), **given)
    area.set("data-names", "")
    put(form, "p", words("ask.example", text=repeat.examples[language]), id="names-help", class_="help")
    put(form, "p", fault, role="alert", class_="fault")
    put(put(form, "div", class_="buttons"), "button", words("page.next"), type="submit", class_="main")
    return view


def leaf_view(
    names: Names, answers: Answers, leaves: Sequence[Leaf], place: int, told: Mapping[str, str]
) -> ET.Element:
    """The questions of a leaf with the answers to them, and the ways on, back, and to any other leaf."""
    words, leaf = names.words, leaves[place]
    count, about = sum(len(each.questions) for each in leaves), told_about(names.instrument, answers)
    where = place_words(words, names, leaf, count)
    above = [where if leaf.heading else names.instrument.title[words.language], brief(about) if about else ""]
    view = _view(leaf.heading or where, " · ".join(each for each in above if each))
    form = put(
        view, "form", novalidate="", autocomplete="off", data_then="view", data_with=json.dumps(_after(place, leaves))
    )
    before = None
    for number, question in leaf.questions:
        if question.unit is not None and question.item is not before:
            _shared_question(form, names, question.item)
        before = question.item
        _fieldset(form, names, question, number, answers[question.key], told.get(question.key, ""))
    _ways(form, words, place)
    _overview(view, names, answers, leaves, place)
    return view


def place_words(words: Words, names: Names, leaf: Leaf, count: int) -> str:
    """ "Questions 3-7 of 43"."""
    first, last = leaf.numbers
    kind = "line" if names.instrument.kind == "checklist" else "question"
    if first == last:
        return words("ask.progress-line" if kind == "line" else "ask.progress", n=first, of=count)
    return words(f"page.place-{kind}", first=first, last=last, of=count)


def _after(place: int, leaves: Sequence[Leaf]) -> dict[str, Any]:
    return {"leaf": place + 1} if place + 1 < len(leaves) else {"leaf": "review"}


def _ways(form: ET.Element, words: Words, place: int) -> None:
    ways = put(form, "div", class_="buttons")
    put(ways, "button", words("page.next"), type="submit", class_="main")
    if place:
        button(ways, words("page.back"), "view", leaf=place - 1)


def _shared_question(form: ET.Element, names: Names, item: AnyItem) -> None:
    """The question that all units are asked, once above them."""
    put(form, "h2", item.text[names.words.language], class_="asked")
    for text in _helps(names, item):
        put(form, "p", text, class_="help")


def _helps(names: Names, item: AnyItem) -> list[str]:
    """What is told below a question."""
    words = names.words
    told = [item.help[words.language]] if item.help else []
    if item.kind == "rating" and item.reverse:
        told.append(words("ask.reversed"))
    if tells_type(item):
        told += [f"{each.name[words.language]}: {each.text[words.language]}" for each in item.offered if each.text]
    if item.kind == "text" and item.example:
        told.append(words("ask.example", text=item.example[words.language]))
    return told


def _fieldset(form: ET.Element, names: Names, question: Asked, number: int, answer: Answer, beside: str) -> None:
    """One question with its answer. Its legend names question and unit for those who hear the page."""
    words, item, unit = names.words, question.item, question.unit
    field = put(form, "fieldset", data_key=question.key, data_kind=item.kind)
    legend = put(field, "legend", unit.name if unit else item.text[words.language])
    if unit is not None:
        put(legend, "span", f": {item.text[words.language]}", class_="hidden")
    elif item.optional:
        put(legend, "span", f" ({words('page.optional')})", class_="aside")
    for text in ([] if unit else _helps(names, item)) + ([beside] if beside else []):
        put(field, "p", text, class_="help")
    if item.kind == "slider":
        ends = put(field, "ul", class_="poles")
        for pole in (item.left, item.right):
            end = put(ends, "li")
            put(end, "strong", pole.name[words.language])
            put(end, "p", pole.gain[words.language])
            put(end, "p", pole.price[words.language])
    place = put(field, "div", class_="answers")
    add_answer_fields(place, words, names.instrument, question)
    _as_written(place)
    if item.kind == "text":
        add_insteads(place, words, question, no_answers(words))
    put(field, "p", role="alert", class_="fault")
    _beside_fields(field, words, question, number, answer)
    fill_in(field, answer, "," if words.language == "da" else ".")


def _as_written(place: ET.Element) -> None:
    """Numbers are typed as text: with a comma or a point, and no wheel or arrow changes them unseen."""
    for made in place.iter("input"):
        if made.get("type") == "number":
            made.attrib.pop("step", None)
            limits = {f"data-{name}": made.attrib.pop(name, "") for name in ("min", "max")}
            mode = "numeric" if "data-option" in made.attrib else "decimal"
            made.attrib.update({**limits, "type": "text", "inputmode": mode, "maxlength": "20"})


def _beside_fields(field: ET.Element, words: Words, question: Asked, number: int, answer: Answer) -> None:
    """What can be said beside an answer: a note; of a line of a checklist also who takes care of it, and until when."""
    told = f"{number}, {visible(question.unit.name)}" if question.unit else str(number)
    foot = put(field, "div", class_="foot")
    clear = put(foot, "button", words("form.unset"), type="button", class_="unset")
    put(clear, "span", f" ({told})", class_="hidden")
    is_line = question.item.kind == "status"
    is_open = any((answer.note, answer.owner, answer.due))
    details = put(foot, "details", open="" if is_open else None)
    put(details, "summary", words("page.owner-and-note") if is_line else words("form.note"))
    if is_line:
        for name, value in (("owner", answer.owner), ("due", words.date(answer.due) if answer.due else None)):
            line = put(details, "label", class_="line")
            put(line, "span", words(f"ask.{name}"))
            put(line, "input", type="text", maxlength=str(MAX_NAME), value=visible(value or ""), **{f"data_{name}": ""})
        put(details, "p", class_="told", role="status")
        put(details, "p", words("form.note"), aria_hidden="true", class_="line")
    label = words("form.note-label", number=told)
    put(details, "textarea", answer.note or "", maxlength=str(MAX_NOTE), rows="3", aria_label=label, data_note="")


def fill_in(field: ET.Element, answer: Answer, comma: str) -> None:
    """Show ``answer`` in the fields of a question; ``comma`` stands before the decimals of a number."""
    value = plain_value(answer.value)
    if value is None:
        return
    field.set("data-answered", "")
    chosen = ["none"] if value == [] else [str(each) for each in (value if isinstance(value, list) else [value])]
    for made in field.iter("input"):
        if made.get("type") in ("radio", "checkbox"):
            if made.get("value") in chosen:
                made.set("checked", "")
        elif isinstance(value, dict) and (option := made.get("data-option")) is not None:
            made.set("value", str(value.get(option, 0)))
        elif made.get("data-number") is not None and not isinstance(answer.value, Missing):
            made.set("value", str(value).replace(".", comma))
    for area in field.iter("textarea"):
        if area.get("data-text") is not None and not isinstance(answer.value, Missing):
            area.text = "\n" + visible(str(value))  # the first line break in a text area is not part of its text


def _overview(view: ET.Element, names: Names, answers: Answers, leaves: Sequence[Leaf], place: int) -> None:
    """Every leaf with how far it is answered, and a way to it."""
    words, count = names.words, sum(len(each.questions) for each in leaves)
    details = put(view, "details", class_="overview")
    put(details, "summary", words("page.overview"))
    listed = put(details, "ol")
    for number, leaf in enumerate(leaves):
        line = put(listed, "li")
        where = place_words(words, names, leaf, count)
        told = button(line, f"{leaf.heading}: {where}" if leaf.heading else where, "view", "link", leaf=number)
        if number == place:
            told.set("aria-current", "page")
        put(line, "span", answered_words(words, answers, leaf), class_="count")
    button(put(listed, "li"), words("review.heading"), "view", "link", leaf="review")


def answered_words(words: Words, answers: Answers, leaf: Leaf) -> str:
    """ "2 of 5"."""
    questions = [each for _, each in leaf.questions]
    return words("page.answered-here", n=len(questions) - len(answers.open_among(questions)), of=len(questions))


def review_view(names: Names, answers: Answers, leaves: Sequence[Leaf], told: Mapping[str, str]) -> ET.Element:
    """How many questions are without an answer, each with a way to it; then all answers, and the way to the result.

    Those that may be passed over come last, and say so. What is ``told`` of a line from last time stands where it was
    skipped.
    """
    words = names.words
    numbered = [(place, *each) for place, leaf in enumerate(leaves) for each in leaf.questions]
    asked_ = [question for _, _, question in numbered]
    missing = [each for each in numbered if answers[each[2].key].value is Missing.UNANSWERED]
    skipped, passed = ([each for each in missing if each[2].item.optional is optional] for optional in (False, True))
    unknown = [each for each in numbered if answers[each[2].key].value is Missing.DONT_KNOW]
    done, count = progress(tuple(asked_), answers)
    view = _view(words("review.heading"), names.instrument.title[words.language])
    put(view, "p", words("page.answered", n=done, of=count) + ".", class_="lead")
    ways = put(view, "div", class_="buttons")
    button(ways, words("page.see-result"), "finish", "main")
    button(ways, words("page.back"), "view", leaf=len(leaves) - 1)
    if missing or unknown:
        put(view, "h2", words("page.without-answer"))
        _list_answers(view, names, answers, [*skipped, *unknown, *passed], told)
    details = put(view, "details", class_="overview")
    put(details, "summary", words("page.all-answers"))
    _list_answers(details, names, answers, numbered, told)
    return view


def _list_answers(
    place: ET.Element,
    names: Names,
    answers: Answers,
    numbered: Sequence[tuple[int, int, Asked]],
    told: Mapping[str, str],
) -> None:
    words = names.words
    listed = put(place, "ul", class_="answered")
    for leaf, number, question in numbered:
        answer, line = answers[question.key], put(listed, "li")
        unit = f"{visible(question.unit.name)}: " if question.unit else ""
        text = f"{number}. {unit}{question.item.text[words.language]}"
        button(line, text, "view", "link", leaf=leaf, key=question.key)
        beside = [each for each in (answer.owner, words.date(answer.due) if answer.due else "", answer.note) if each]
        said = names.answer(question.item, answer)
        if answer.value is Missing.UNANSWERED and question.key in told:
            said = words("review.kept", said=told[question.key])
        elif answer.value is Missing.UNANSWERED and question.item.optional:
            said += f" ({words('page.optional')})"
        put(line, "p", said + (f" ({', '.join(beside)})" if beside else ""))


def result_bar(words: Words, saved: str, has_word: bool, lacking: str) -> ET.Element:
    """What stands above the result: where it is, and a way to paper, to Word, and out."""
    bar = ET.Element("div")
    if saved:
        put(bar, "p", saved, class_="where")
    ways = put(bar, "div", class_="buttons")
    put(ways, "button", words("page.print"), type="button", class_="main", data_print="")
    if has_word:
        put(ways, "button", words("page.word"), type="button", data_file="docx")
    put(ways, "button", words("page.html"), type="button", data_file="html")
    if not has_word:
        put(bar, "p", lacking, class_="where")
    return bar


def closed_view(words: Words, told: str) -> ET.Element:
    """The last view."""
    view = _view(words("page.closed"))
    put(view, "p", told, class_="lead")
    put(view, "p", words("page.close-tab"))
    return view
