"""The operator reads whether what pupils were told of their wait came true, and how long written answers take."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from declic.dispatch.actions.told import note_told
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries.told import answer_times, told_since
from declic.dispatch.rules.calibration import Fell
from declic.people.models import Pupil
from tests.world import NOW, later, make_help_request, make_pupil, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_eight() -> Iterator[None]:
    with time_machine.travel(later(3600), tick=False):
        yield


def pupils(number: int, level: str = "4E") -> list[Pupil]:
    sponsor = make_sponsor()
    return [make_pupil(level, sponsor) for _ in range(number)]


def told(pupil: Pupil, minutes: float | None, told_at: float = 0) -> HelpRequest:
    """Two to four minutes were told; a teacher accepted after `minutes`, or has not."""
    request = make_help_request(pupil, now=later(told_at))
    note_told(help_request=request, estimate=(2, 4), now=later(told_at))
    if minutes is not None:
        accepted_at = later(told_at + 60 * minutes)
        HelpRequest.objects.filter(pk=request.pk).update(state="answered", first_accepted_at=accepted_at)
    return request


def asked_in_writing(pupil: Pupil, minutes: float | None) -> None:
    request = make_help_request(pupil)
    state = "written" if minutes is None else "answered"
    HelpRequest.objects.filter(pk=request.pk).update(state=state, closed_at=NOW)
    answered_at = None if minutes is None else later(60 * minutes)
    WrittenQuestion.objects.create(help_request=request, asked_at=NOW, answered_at=answered_at)


def text_of(operator: Client) -> str:
    page = operator.get(reverse("staff:waits")).content.decode()
    return " ".join(page.replace("\u00a0", " ").split())


def test_the_first_range_told_is_kept_and_no_other() -> None:
    request = make_help_request()
    note_told(help_request=request, estimate=None, now=NOW)
    request.refresh_from_db()
    assert request.told_at is None
    note_told(help_request=request, estimate=(3, 9), now=later(5))
    note_told(help_request=request, estimate=(1, 2), now=later(60))
    request.refresh_from_db()
    note_told(help_request=request, estimate=(1, 2), now=later(60))
    request.refresh_from_db()
    assert (request.told_low, request.told_high, request.told_at) == (3, 9, later(5))


def test_where_waits_fell_and_which_say_nothing() -> None:
    quick, right, slow, waits, gone, kept_over = pupils(6)
    told(quick, 1)
    told(right, 3)
    told(slow, 5)
    told(waits, None)
    left = told(gone, None)
    HelpRequest.objects.filter(pk=left.pk).update(state="cancelled", closed_at=later(60))
    over = told(kept_over, 30)
    HelpRequest.objects.filter(pk=over.pk).update(kept_over_at=later(300))
    found = {one.child: one.fell for one in told_since(NOW, later(120))}
    assert found == {quick.pk: Fell.SHORTER, right.pk: Fell.INSIDE, slow.pk: Fell.LONGER}
    found = {one.child: one.fell for one in told_since(NOW, later(300))}
    assert found[waits.pk] is Fell.LONGER, "still waiting past what was told"
    assert told_since(later(1), later(300)) == []


def test_the_page_tells_the_share_by_level_and_hour_and_warns_under_the_aim(operator: Client) -> None:
    for pupil in pupils(6):
        told(pupil, 3)
    assert "100 % des attentes de la semaine" in text_of(operator)
    assert "L’estimation se trompe" not in text_of(operator)
    for pupil in pupils(5, "CM2"):
        told(pupil, 9, told_at=-3600)
    page = text_of(operator)
    assert "54 % des attentes de la semaine" in page
    assert "Les élèves attendent plus longtemps que ce qu’ils ont lu." in page
    assert page.count("sous 80 %") == 3, "CM2, its hour, and what was told"
    assert "jusqu’à 5 min" in page


def test_fewer_than_five_children_are_told_of_nowhere(operator: Client) -> None:
    told(pupils(1)[0], 3)
    assert "Trop peu d’attentes" in text_of(operator)
    for pupil in pupils(6, "CM2"):
        told(pupil, 3)
    page = text_of(operator)
    assert "100 % des attentes de la semaine" in page
    assert "Trop peu d’enfants : CM2, 4e." in page, "a row that subtraction would find is hidden with another"


def test_last_week_is_over(operator: Client) -> None:
    for pupil in pupils(6):
        told(pupil, 3, told_at=-7 * 86400)
    assert "Trop peu d’attentes" in text_of(operator)


def test_written_answers_are_told_by_median_and_95_per_cent(operator: Client) -> None:
    assert "Trop peu de questions" in text_of(operator)
    for minutes, pupil in zip([10, 20, 30, 40, 50], pupils(5), strict=True):
        asked_in_writing(pupil, minutes)
    page = text_of(operator)
    assert "une sur deux : </span>30 min" in page
    assert "95 % : </span>50 min" in page
    asked_in_writing(pupils(1)[0], None)
    assert "95 % : </span>sans réponse encore" in text_of(operator)
    assert {one.took for one in answer_times(NOW)} >= {None, timedelta(minutes=10)}
    assert answer_times(later(1)) == []
