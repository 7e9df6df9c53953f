"""What happens of an evening, and what was said of it, for the tests of what the clock does."""

from declic.dispatch.actions import note_pupil_seen, run_wave
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import rings_of
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from tests.world import later, make_free_teacher


def whys(name: str) -> list[str]:
    return [fact.data["why"] for fact in Fact.objects.filter(name=name)]


def count(name: str) -> int:
    return Fact.objects.filter(name=name).count()


def pupil_is_there(asked: HelpRequest, seconds: float) -> None:
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(seconds))


def somebody_accepts(seconds: float) -> None:
    teacher = make_free_teacher(now=later(seconds))
    run_wave(now=later(seconds))
    (ring,) = rings_of(teacher)
    open_lesson(offer_id=ring.pk, teacher_account_id=teacher.account_id, now=later(seconds))
