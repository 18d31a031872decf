"""Names beside marks: none lies on another name or mark, all lie inside, and the same marks give the same places."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.formats.labels import Box, Mark, placed

AREA = Box(0, 0, 700, 400)
marks = st.lists(
    st.builds(
        Mark,
        st.integers(10, 690).map(float),
        st.integers(10, 390).map(float),
        st.sampled_from([4.0, 9.0, 20.0]),
        st.sampled_from([0.0, 40.0, 110.0]),
        st.sampled_from([11.5, 23.0]),
    ),
    max_size=20,
)


@settings(max_examples=20)
@given(marks)
def test_no_name_lies_on_another_or_on_a_mark(given: list[Mark]) -> None:
    found = placed(given, AREA)
    assert found == placed(list(given), AREA) and len(found) == len(given)
    boxes = [(n, place.box) for n, place in enumerate(found) if place is not None]
    for n, box in boxes:
        assert box.inside(AREA) and given[n].wide > 0
        assert not any(box.meets(other) for m, other in boxes if m != n)
        assert not any(box.meets(mark.box) for m, mark in enumerate(given) if m != n)


def test_where_there_is_room_every_name_stands_close_by() -> None:
    found = placed([Mark(100.0 * n, 50.0 * n, 5, 80, 12) for n in range(1, 6)], AREA)
    assert all(place is not None and place.leader is None for place in found)


def test_marks_in_one_place_get_lines_and_then_nothing() -> None:
    found = placed([Mark(350, 200, 5, 100, 23)] * 30, AREA)
    assert 2 < sum(place is not None for place in found) < 30
    assert any(place is not None and place.leader is not None for place in found)
