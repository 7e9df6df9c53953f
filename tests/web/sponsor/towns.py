"""Towns with figures to read, and how an officer reads them: pages, file, report."""

import csv
import io
import re
from datetime import timedelta

import pypdfium2
from django.test import Client
from django.urls import reverse

from declic.sponsors.actions import issue_code
from declic.sponsors.models import Enrolment, Officer
from tests.reports.test_figures import helped
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher

READ = NOW + timedelta(days=7)
"""The Monday after: officers read weeks that are over."""
PAGES = ("sponsor:home", "sponsor:usage", "sponsor:equality", "sponsor:moments")
NASTY = "=HYPERLINK(<b>)"


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.account)
    return client


def page(officer: Officer, name: str, **asked: str) -> str:
    answer = signed_in(officer).get(reverse(name), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def a_town(*, pupils: int = 14, weeks: int = 7) -> Officer:
    """Two quartiers, 4e and 3e, three of La Gare who never come; one quartier's name is a formula."""
    officer, teacher = make_officer(make_sponsor("Ville d’essai")), make_teacher(name="Madame Invisible")
    codes = [
        issue_code(sponsor=officer.sponsor, ceiling=99, label=label, scope="quarter", now=NOW)
        for label in ("La Gare", NASTY)
    ]
    for number in range(pupils):
        pupil = make_pupil("4E" if number % 2 else "3E", officer.sponsor, first_name=f"Prénom{number}")
        Enrolment.objects.filter(pupil=pupil).update(code=codes[number % 3 == 0], since=NOW - timedelta(weeks=12))
        for week in range(weeks):
            at = NOW - timedelta(weeks=week, hours=1, minutes=number)
            lesson = helped(
                pupil,
                teacher,
                at,
                wait_s=20 + 13 * ((7 * number + 5 * week) % 24),
                answer="yes" if number % 2 else "almost",
            )
            lesson.help_request.device = "phone" if number % 4 else "computer"
            lesson.help_request.save()
    for _ in range(6):
        stays_away = make_pupil("5E", officer.sponsor)
        Enrolment.objects.filter(pupil=stays_away).update(code=codes[0], since=NOW - timedelta(weeks=12))
    return officer


def nobody_came(enrolled: int) -> Officer:
    officer = make_officer(make_sponsor())
    for _ in range(enrolled):
        pupil = make_pupil("4E", officer.sponsor)
        Enrolment.objects.filter(pupil=pupil).update(since=NOW - timedelta(weeks=6))
    return officer


def lines(officer: Officer, **asked: str) -> list[list[str]]:
    answer = signed_in(officer).get(reverse("sponsor:table", args=["csv"]), asked)
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffTableau;Ligne;Leçons;")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def report(officer: Officer, **asked: str) -> str:
    answer = signed_in(officer).get(reverse("sponsor:report"), asked)
    assert answer["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'inline; filename="rapport-declic-\d{4}-\d{4}\.pdf"', answer["Content-Disposition"])
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(answer.content))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ")).strip()
