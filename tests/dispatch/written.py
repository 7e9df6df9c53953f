"""Questions asked in writing, and taken, for the tests of answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from declic.dispatch.actions import ask_in_writing, claim_question
from declic.dispatch.models import WrittenQuestion
from declic.ground.errors import Refusal
from declic.people.models import Pupil, Teacher
from tests.world import later, make_help_request, make_teacher

TEXT = "Relis l’énoncé : la retenue se pose au-dessus de la colonne des dizaines."


def make_question(pupil: Pupil | None = None, subject: str = "MAT", *, seconds: float = 0) -> WrittenQuestion:
    request = make_help_request(pupil, subject, now=later(seconds))
    return ask_in_writing(help_request=request, now=later(seconds))


def claimed(teacher: Teacher | None = None, question: WrittenQuestion | None = None) -> tuple[Teacher, WrittenQuestion]:
    teacher = teacher or make_teacher()
    question = question or make_question()
    return teacher, claim_question(question_id=str(question.pk), teacher=teacher, now=later(60))


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as found:
        yield
    assert found.value.code == code
