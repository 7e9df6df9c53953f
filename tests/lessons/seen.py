"""What is seen of a lesson: its facts, who is there, what its teacher is about."""

from declic.dispatch.queries import duty_of
from declic.journal.models import Fact
from declic.lessons.actions import (
    note_presence,
)
from declic.lessons.models import Lesson
from declic.people.models import Teacher
from tests.world import (
    get_lesson,
    later,
)


def facts() -> list[str]:
    return [name for name in Fact.objects.values_list("name", flat=True) if name.startswith(("Lesson", "Report"))]


def duty_state(teacher: Teacher) -> str:
    duty = duty_of(teacher.account_id)
    return duty.state if duty else "off"


def there(lesson: Lesson, *people: str, seconds: float, present: bool = True) -> None:
    for person in people:
        account_id = getattr(lesson, person).account_id
        note_presence(lesson_id=lesson.pk, account_id=account_id, present=present, now=later(seconds))


def again(lesson: Lesson) -> Lesson:
    return get_lesson(lesson.pk)
