"""The operator's page of hours: read, corrected, closed once, handed to payroll."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declic.billing.models import HoursCorrection, HoursMonth
from declic.billing.rules.hours import bounds, month_before, month_of
from declic.dispatch.facts import DutyChanged
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.web.layout.spreadsheet import csv_text
from tests.world import make_teacher

pytestmark = pytest.mark.django_db


def last_month() -> date:
    return month_before(month_of(paris_day(timezone.now())))


def worked(teacher: Teacher, minutes: int = 90) -> datetime:
    """On duty so long, in the first evening of the month that is over."""
    start = bounds(last_month())[0] + timedelta(hours=18)
    record(DutyChanged(teacher.account_id, "free", "asked"), now=start)
    record(DutyChanged(teacher.account_id, "ended", "asked"), now=start + timedelta(minutes=minutes))
    return start


def read(answer: object) -> str:
    return answer.content.decode().replace("\u00a0", " ")  # type: ignore[attr-defined]


def test_a_month_is_closed_and_given_to_payroll(operator: Client) -> None:
    claire, tricky = make_teacher(name="Claire Aubry"), make_teacher(name="=1+1")
    worked(claire)
    worked(tricky, 60)
    page = operator.get("/regie/heures/", follow=True)
    address = page.redirect_chain[-1][0]
    assert "2 h 30 pour 2 professeurs." in read(page)
    assert "clore/" in read(page)

    closed = operator.post(f"{address}clore/", follow=True)
    assert "elles ne changeront plus" in read(closed)
    assert "clore/" not in read(closed)
    assert HoursMonth.objects.get(month=last_month()).closed_by is not None
    again = operator.post(f"{address}clore/", follow=True)
    assert "Ce mois est déjà clos" in read(again)

    file = operator.get(f"{address}paie.csv")
    assert file["Content-Type"].startswith("text/csv")
    assert file.content.startswith(b"\xef\xbb\xbf")
    head, *rows = file.content.decode("utf-8-sig").splitlines()
    assert head.split(";")[:3] == ["mois", "matricule", "professeur"]
    cells = {row.split(";")[2]: row.split(";") for row in rows}
    assert set(cells) == {"Claire Aubry", "'=1+1"}
    assert cells["Claire Aubry"][3:] == ["0", "0", "0", "90", "0", "0", "90", "1,50", "clos"]
    assert operator.get(f"{address}{claire.pk}.pdf").content.startswith(b"%PDF-")


def test_a_correction_after_the_closing_goes_to_the_month_after(operator: Client) -> None:
    teacher = make_teacher(name="Claire Aubry")
    start = worked(teacher)
    address = f"/regie/heures/{last_month():%Y-%m}/"
    operator.post(f"{address}clore/")
    said = {"teacher": teacher.pk, "on": f"{paris_day(start):%Y-%m-%d}", "minutes": "-15", "reason": "Pause oubliée"}
    answer = operator.post(address, said, follow=True)
    assert answer.redirect_chain[-1][0] == f"/regie/heures/{paris_day(timezone.now()):%Y-%m}/"
    assert "−15 min pour 1 professeur." in read(answer)
    assert HoursCorrection.objects.get().noted_by is not None
    refused = operator.post(address, {**said, "minutes": "0"})
    assert (refused.status_code, "entre une minute et douze heures" in read(refused)) == (422, True)


def test_a_month_that_begins_with_a_vowel_is_named_as_it_is_said(operator: Client) -> None:
    assert "Les heures d’octobre 2025 sont closes" in read(operator.post("/regie/heures/2025-10/clore/", follow=True))


def test_the_first_month_there_is_leads_to_none_before_it(operator: Client) -> None:
    page = read(operator.get("/regie/heures/2020-01/"))
    assert "Mois d’avant" not in page
    assert "Mois d’après" in page


def test_a_month_under_way_is_not_closed(operator: Client) -> None:
    address = f"/regie/heures/{paris_day(timezone.now()):%Y-%m}/"
    assert "clore/" not in read(operator.get(address))
    assert "Ce mois n’est pas fini." in read(operator.post(f"{address}clore/", follow=True))


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_computes_in_a_spreadsheet(begins: str) -> None:
    lines = csv_text(["a"], [[f"{begins}cmd"], [-5], ["a;b"]])
    assert lines.startswith("\ufeffa\r\n")
    assert f"'{begins}cmd" in lines
    assert "\r\n-5\r\n" in lines
    assert '"a;b"' in lines
