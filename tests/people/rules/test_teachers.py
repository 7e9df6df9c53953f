"""Who may teach."""

from datetime import date

import pytest

from declic.people.rules.teachers import TeacherState, may_teach


@pytest.mark.parametrize(
    ("state", "until", "expected"),
    [
        (TeacherState.APPROVED, None, True),
        (TeacherState.APPROVED, date(2026, 11, 23), True),
        (TeacherState.APPROVED, date(2026, 11, 22), False),
        (TeacherState.CANDIDATE, None, False),
        (TeacherState.SUSPENDED, date(2027, 1, 1), False),
    ],
)
def test_a_teacher_teaches_while_approved_and_authorised(
    state: TeacherState, until: date | None, *, expected: bool
) -> None:
    assert may_teach(state, until, date(2026, 11, 23)) is expected
