"""Days as people write them, in both languages, and what is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrans.texts import Words
from digitrans.texts.dates import is_written_out, parse_day

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-08", date(2026, 12, 8)),
        ("2026-12-8", date(2026, 12, 8)),
        ("8.12.2026", date(2026, 12, 8)),
        ("8. 12. 2026", date(2026, 12, 8)),
        ("08/12/2026", date(2026, 12, 8)),
        ("8/12-26", date(2026, 12, 8)),
        ("8.12.26", date(2026, 12, 8)),
        ("15-12-2026", date(2026, 12, 15)),
        ("8. december 2026", date(2026, 12, 8)),
        ("d. 8. dec. 2026", date(2026, 12, 8)),
        ("Tirsdag den 8. december 2026", date(2026, 12, 8)),
        ("8 December 2026", date(2026, 12, 8)),
        ("December 8, 2026", date(2026, 12, 8)),
        ("Tuesday, 8th of December 2026", date(2026, 12, 8)),
        ("29. februar 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_with_its_year_needs_no_today(text: str, day: date) -> None:
    assert parse_day(text) == parse_day(text, MONDAY) == parse_day(text, MONDAY, back=True) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fredag", date(2026, 11, 27)),
        ("på fredag", date(2026, 11, 27)),
        ("Friday", date(2026, 11, 27)),
        ("mandag", date(2026, 11, 30)),
        ("i dag", MONDAY),
        ("i morgen", date(2026, 11, 24)),
        ("tomorrow", date(2026, 11, 24)),
        ("om tre uger", date(2026, 12, 14)),
        ("om 10 dage", date(2026, 12, 3)),
        ("in two weeks", date(2026, 12, 7)),
        ("8/12", date(2026, 12, 8)),
        ("8.12.", date(2026, 12, 8)),
        ("8. december", date(2026, 12, 8)),
        ("tirsdag den 8. december", date(2026, 12, 8)),
        ("December 8", date(2026, 12, 8)),
        ("the 8th of December", date(2026, 12, 8)),
        ("23. november", MONDAY),
        ("22. november", date(2027, 11, 22)),
        ("29. februar", date(2028, 2, 29)),
        ("juni 2027", date(2027, 6, 30)),
        ("June 2027", date(2027, 6, 30)),
        ("inden juni", date(2027, 6, 30)),
        ("november", date(2026, 11, 30)),
        ("december 2026", date(2026, 12, 31)),
        ("uge 50", date(2026, 12, 11)),
        ("week 2 2027", date(2027, 1, 15)),
        ("Q2 2027", date(2027, 6, 30)),
        ("2. kvartal 2027", date(2027, 6, 30)),
    ],
)
def test_what_hangs_on_today_is_the_next_there_is(text: str, day: date) -> None:
    assert parse_day(text, MONDAY) == day and parse_day(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fredag", date(2026, 11, 20)),
        ("mandag", date(2026, 11, 16)),
        ("i går", date(2026, 11, 22)),
        ("8. december", date(2025, 12, 8)),
        ("23/11", MONDAY),
        ("for 2 uger siden", date(2026, 11, 9)),
        ("2 weeks ago", date(2026, 11, 9)),
    ],
)
def test_looking_back_it_is_the_last_there_was(text: str, day: date) -> None:
    assert parse_day(text, MONDAY, back=True) == day


@pytest.mark.parametrize(
    "text",
    ["", "snart", "2026-02-30", "31. februar", "31/2", "13/13", "mandag den 8. december", "Monday 8 December 2026",
     "8.12.26.1", "9" * 5000, "om nul uger", "om 9999 uger siden", "uge 99", "q5 2027", "2027", "maj maj", "8",
     "fredag lørdag", "0/1", "om 99999 dage", "-", "./.", "٣/٤"],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text, MONDAY) is None


@given(st.text(max_size=70), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.booleans())
def test_no_text_breaks_the_reading(text: str, today: date, back: bool) -> None:
    found = parse_day(text, today, back=back)
    assert found is None or found.year >= 1901


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["da", "en"]))
def test_what_is_written_is_read_again(day: date, language: str) -> None:
    words = Words(language)
    for text in (words.date(day.isoformat()), words.weekday_date(day), day.isoformat(), f"{day:%d.%m.%Y}"):
        assert parse_day(text) == day
    assert is_written_out(day.isoformat()) and not is_written_out(words.date(day.isoformat()))


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["onsdag", "i morgen", "1/2", "juni", "uge 7", "om 2 uger"]),
)
def test_the_next_is_never_past_and_the_last_never_ahead(today: date, text: str) -> None:
    ahead, behind = parse_day(text, today), parse_day(text, today, back=True)
    assert ahead is not None and today <= ahead <= today + timedelta(days=740)
    assert behind is not None and (behind <= today or text in ("i morgen", "om 2 uger"))
