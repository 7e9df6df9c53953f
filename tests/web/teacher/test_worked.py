"""A teacher's own hours: the page, the paper, and nobody else's."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pypdfium2
import pytest
import time_machine
from django.utils import timezone

from declic.billing.actions import correct_hours
from declic.dispatch.actions import want
from declic.ground.paris import PARIS, paris_day
from declic.people.models import Teacher
from tests.web.clients import signed_in
from tests.world import make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> Iterator[Teacher]:
    """An hour and ten minutes on duty, which ended just now, on an evening: a duty over midnight is two days', and each
    is rounded up.
    """
    with time_machine.travel(datetime(2026, 11, 24, 19, 30, tzinfo=PARIS)):
        teacher = make_teacher(name="Claire Aubry")
        now = timezone.now()
        want(teacher_account_id=teacher.account_id, state="free", now=now - timedelta(minutes=70))
        want(teacher_account_id=teacher.account_id, state="off", now=now)
        yield teacher


def test_the_month_under_way_is_counted_and_printed(teacher: Teacher) -> None:
    client = signed_in(teacher.account)
    answer = client.get("/prof/heures/", follow=True)
    page = answer.content.decode().replace("\u00a0", " ")
    assert "1 h 10 ce mois-ci." in page
    assert "mois pas encore clos" in page
    paper = client.get(f"/prof/heures/{paris_day(timezone.now()):%Y-%m}/releve.pdf")
    assert paper["Content-Type"] == "application/pdf"
    words = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()
    assert "Claire Aubry" in words
    assert "relevé provisoire" in words
    assert "1 h 10" in words.replace("\u00a0", " ")


def test_a_correction_is_read_with_its_reason(teacher: Teacher) -> None:
    now = timezone.now()
    correct_hours(teacher=teacher, on=paris_day(now), minutes=-20, reason="Pause oubliée", by=None, now=now)
    page = signed_in(teacher.account).get("/prof/heures/", follow=True).content.decode().replace("\u00a0", " ")
    assert "50 min ce mois-ci." in page
    assert "Pause oubliée" in page


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "1999-01", "2999-01", "novembre", "2026-1", "٢٠٢٦-01"])
def test_a_month_that_is_none_is_not_found(teacher: Teacher, month: str) -> None:
    assert signed_in(teacher.account).get(f"/prof/heures/{month}/").status_code == 404


def test_the_first_month_there_is_leads_to_none_before_it(teacher: Teacher) -> None:
    page = signed_in(teacher.account).get("/prof/heures/2020-01/")
    assert page.status_code == 200
    assert "Mois d’avant" not in page.content.decode()
    assert "/prof/heures/2020-02/" in page.content.decode()


def test_another_teacher_reads_their_own(teacher: Teacher) -> None:
    page = signed_in(make_teacher().account).get("/prof/heures/", follow=True).content.decode()
    assert "Pas d’heure ce mois-ci." in page
