"""The officer's pages: theirs, nobody else's; nothing but numbers; codes given and taken back."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.lessons.models import Lesson
from declic.people.models import Account, Pupil
from declic.reports.rules import Delay, Run, Wait
from declic.sponsors.actions import issue_code
from declic.sponsors.models import ActivationCode, Officer, Sponsor
from declic.web.sponsor import words
from tests.reports.test_figures import helped, unanswered
from tests.web.clients import signed_in
from tests.world import (
    NOW,
    make_account,
    make_guardian,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
    make_teacher,
)

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"
PAGES = ("sponsor:home", "sponsor:codes")
CELL = re.compile(r"<td><span[^>]*>[^<]*</span>([^<]+)")
"""After its head, which a phone shows."""


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_sponsor())


@pytest.fixture(autouse=True)
def _on_the_monday_after() -> Iterator[None]:
    """Officers read weeks that are over."""
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        yield


def last_week() -> datetime:
    return timezone.now() - timedelta(days=7, hours=2)


def a_code(sponsor: Sponsor, label: str = "") -> ActivationCode:
    return issue_code(sponsor=sponsor, ceiling=50, label=label, now=timezone.now())


def with_lessons(sponsor: Sponsor, pupils: int, level: str = "4E") -> list[Lesson]:
    teacher, at = make_teacher(name="Madame Invisible"), last_week()
    return [helped(make_pupil(level, sponsor, first_name=f"Prénom{n}"), teacher, at) for n in range(pupils)]


@pytest.mark.parametrize("page", PAGES)
def test_only_an_officer_opens_these_pages(page: str, officer: Officer) -> None:
    assert signed_in(officer.account).get(reverse(page)).status_code == 200
    others = [
        make_guardian().account,
        make_pupil().account,
        make_teacher().account,
        make_operator(),
        make_account("Personne"),
    ]
    assert [signed_in(account).get(reverse(page)).status_code for account in others] == [404] * len(others)
    stranger = Client().get(reverse(page))
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/compte/login/")


def test_an_officer_sees_no_other_sponsor(officer: Officer) -> None:
    other = make_sponsor("Autre ville")
    with_lessons(other, 9)
    theirs = a_code(other)
    client = signed_in(officer.account)
    page = client.get(reverse("sponsor:home")).content.decode()
    assert "Autre ville" not in page
    assert "La première leçon apparaîtra ici" in page
    assert theirs.code not in client.get(reverse("sponsor:codes")).content.decode().replace("-", "")
    assert client.post(reverse("sponsor:revoke", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.parametrize(
    ("helped", "enrolled", "said"),
    [
        (45, 100, "Près d’un sur deux a déjà été aidé."),
        (50, 100, "Un sur deux a déjà été aidé."),
        (55, 100, "Plus d’un sur deux a déjà été aidé."),
        (300, 480, "Près de deux sur trois ont déjà été aidés."),
        (20, 100, "Un sur cinq a déjà été aidé."),
        (5, 10, "Un sur deux a déjà été aidé."),
    ],
)
def test_a_share_is_said_round_only_where_it_can_be_so(helped: int, enrolled: int, said: str) -> None:
    """Children helped and enrolled are told in fives: four more, at most."""
    figures = SimpleNamespace(helped=helped, enrolled=enrolled, run=Run(0, 9), so_far=True, is_over=False)
    assert words.headline(cast("Any", figures))[1] == said


def test_the_title_says_the_fact_and_no_name_is_on_the_page(officer: Officer) -> None:
    with_lessons(officer.sponsor, 10)
    for _ in range(10):
        make_pupil("3E", officer.sponsor)
    page = signed_in(officer.account).get(reverse("sponsor:home")).content.decode()
    assert "Environ 20\u00a0enfants inscrits cette année." in page
    assert "Un sur deux a déjà été aidé." in page
    assert "Prénom" not in page
    assert "Madame Invisible" not in page
    assert not any(
        account.email and account.email in page for account in Account.objects.exclude(pk=officer.account_id)
    )


def test_a_masked_figure_says_why(officer: Officer) -> None:
    with_lessons(officer.sponsor, 3)
    page = signed_in(officer.account).get(reverse("sponsor:home")).content.decode()
    assert "masqué" in page
    assert "pour qu’on ne reconnaisse personne" in page
    assert '<dd class="num">3</dd>' not in page


def test_percentiles_are_said_as_far_as_they_are_known() -> None:
    known = Delay(Wait.UNDER_5, Wait.UNDER_5)
    assert (words.median(known), words.most(known)) == ("3 à 5\u00a0min", "95\u00a0% en 3 à 5\u00a0min")
    assert words.most(Delay(Wait.UNDER_5, Wait.LATE)) == "plus de 3\u00a0min pour en servir 95\u00a0%"
    assert words.most(Delay(Wait.LATE, Wait.UNMET)) == "plus de 5\u00a0min pour en servir 95\u00a0%"
    assert words.most(Delay(Wait.UNMET, Wait.UNMET)) == "plus de 5\u00a0% sans réponse"
    assert words.most(Delay(Wait.UNDER_2, Wait.UNDER_5)) == "95\u00a0% en 1 à 5\u00a0min"
    assert words.median(Delay(Wait.UNDER_1, Wait.UNDER_2)) == "moins de 2\u00a0min"
    untold = Delay(Wait.UNDER_1, Wait.LATE)  # anything but unmet
    assert (words.median(untold), words.most(untold)) == ("masqué", "")
    assert (words.median(None), words.most(None)) == ("masqué", "")


def test_every_row_is_drawn_and_listed_with_what_cannot_be_told_in_words(officer: Officer) -> None:
    lessons = with_lessons(officer.sponsor, 12)
    page = signed_in(officer.account).get(reverse("sponsor:home")).content.decode()
    for title in ("Semaine par semaine", "Matière par matière", "Niveau par niveau"):
        assert f"<h2>{title}</h2>" in page
    maths = page.partition("Matière par matière")[2].partition("</table>")[0].partition("<tbody>")[2]
    assert CELL.findall(maths) == ["12", "4\u00a0h", "10", "1 à 2\u00a0min", "trop peu", "0", "–"]
    assert '<rect class="bar" width="100.0%"' in maths
    assert maths.count("<rect") == 1 + 5, "a bar of lessons, and the five ranges of waits"
    for lesson in lessons[:2]:
        unanswered(lesson.pupil, last_week())
    page = signed_in(officer.account).get(reverse("sponsor:home")).content.decode()
    maths = page.partition("Matière par matière")[2].partition("</table>")[0].partition("<tbody>")[2]
    assert CELL.findall(maths)[5] == "masqué"
    assert "des demandes montrées" in page


def test_in_another_period_a_row_tells_lessons_and_not_who_came_nor_how_long_they_waited(officer: Officer) -> None:
    for lesson in with_lessons(officer.sponsor, 12):
        helped(lesson.pupil, make_teacher(), last_week() - timedelta(weeks=6))
    asked = {"periode": "mois"}
    page = signed_in(officer.account).get(reverse("sponsor:home"), asked).content.decode()
    maths = page.partition("Matière par matière")[2].partition("</table>")[0].partition("<tbody>")[2]
    assert CELL.findall(maths) == ["12", "4\u00a0h", "–", "–", "–", "0", "–"]
    assert "ne se lit que depuis septembre" in page


def test_weeks_too_thin_to_draw_are_a_sentence(officer: Officer) -> None:
    """Six children, one a week: no column would stand, and an empty chart says « nothing »."""
    teacher = make_teacher()
    for week in range(6):
        helped(make_pupil("4E", officer.sponsor), teacher, last_week() - timedelta(weeks=week))
    page = signed_in(officer.account).get(reverse("sponsor:home")).content.decode()
    assert "5\u00a0leçons en tout." in page, "the sixth child waits for four more"
    assert "Semaine du" not in page
    with_lessons(officer.sponsor, 8)
    assert "Semaine du" in signed_in(officer.account).get(reverse("sponsor:home")).content.decode()


def test_one_more_lesson_does_not_show_before_the_week_is_over(officer: Officer) -> None:
    lessons = with_lessons(officer.sponsor, 8)
    client = signed_in(officer.account)
    before = client.get(reverse("sponsor:home")).content.decode()
    assert '<dd class="num">8</dd>' in before
    helped(lessons[0].pupil, make_teacher(), timezone.now() - timedelta(minutes=30))
    assert '<dd class="num">8</dd>' in client.get(reverse("sponsor:home")).content.decode()
    for lesson in lessons:
        helped(lesson.pupil, make_teacher(), timezone.now() - timedelta(minutes=20))
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        assert '<dd class="num">17</dd>' in signed_in(officer.account).get(reverse("sponsor:home")).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"periode": "mois"},
        {"periode": "2026-10"},
        {"periode": "trimestre-1"},
        {"periode": "annee-1700"},
        {"periode": "dates", "du": "2026-11-20", "au": "2026-11-20"},
        {"periode": NASTY},
    ],
)
def test_any_period_can_be_asked(asked: dict[str, str], officer: Officer) -> None:
    with_lessons(officer.sponsor, 8)
    answer = signed_in(officer.account).get(reverse("sponsor:home"), asked)
    assert answer.status_code == 200
    assert NASTY not in answer.content.decode()


def test_a_code_is_given_printed_counted_and_taken_back(officer: Officer) -> None:
    client = signed_in(officer.account)
    assert client.post(reverse("sponsor:codes"), {"label": NASTY, "ceiling": 30}).status_code == 302
    code = officer.sponsor.codes.get()
    page = client.get(reverse("sponsor:codes")).content.decode()
    assert f"{code.code[:4]}-{code.code[4:]}" in page
    assert NASTY not in page
    assert "&lt;script&gt;" in page
    assert client.post(reverse("sponsor:revoke", args=[code.pk])).status_code == 302
    code.refresh_from_db()
    assert code.revoked_at is not None


@pytest.mark.parametrize("ceiling", ["0", "-4", "", "beaucoup", "100001"])
def test_a_ceiling_out_of_range_is_explained(ceiling: str, officer: Officer) -> None:
    answer = signed_in(officer.account).post(reverse("sponsor:codes"), {"label": "", "ceiling": ceiling})
    assert answer.status_code == 422
    assert not officer.sponsor.codes.exists()


def test_a_name_that_the_figures_use_is_refused_beside_its_field(officer: Officer) -> None:
    said = {"scope": "school", "label": "Autres lieux", "ceiling": "30"}
    answer = signed_in(officer.account).post(reverse("sponsor:codes"), said)
    assert answer.status_code == 422
    assert "choisissez un autre nom" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"label"}
    assert not officer.sponsor.codes.exists()


def test_codes_given_before_the_agreement_begins_are_said_to_open(officer: Officer) -> None:
    client, today = signed_in(officer.account), timezone.localdate()
    officer.sponsor.agreements.update(starts_on=today + timedelta(days=10))
    page = client.get(reverse("sponsor:codes")).content.decode()
    assert "n’ouvrent rien" not in page
    assert "s’inscrire dès maintenant" in page
    officer.sponsor.agreements.update(ends_on=today - timedelta(days=1), starts_on=today - timedelta(days=9))
    assert "n’ouvrent rien" in client.get(reverse("sponsor:codes")).content.decode()


def test_codes_are_revoked_by_post_only(officer: Officer) -> None:
    code = a_code(officer.sponsor)
    assert signed_in(officer.account).get(reverse("sponsor:revoke", args=[code.pk])).status_code == 405


def test_names_that_are_markup_stay_text(officer: Officer) -> None:
    Sponsor.objects.filter(pk=officer.sponsor_id).update(name=NASTY)
    Pupil.objects.update(first_name=NASTY)
    for page in PAGES:
        assert NASTY not in signed_in(officer.account).get(reverse(page)).content.decode()


def test_an_officer_dismissed_sees_nothing_any_more(officer: Officer) -> None:
    client = signed_in(officer.account)
    officer.delete()
    assert client.get(reverse("sponsor:home")).status_code == 404


# -- a session that ended while a page was open -----------------------------------------------------------------------
def test_what_is_sent_after_the_session_ended_leads_back_to_its_page_and_says_that_nothing_was_done() -> None:
    code = issue_code(sponsor=make_sponsor(), ceiling=5, now=NOW)
    client, codes = Client(), reverse("sponsor:codes")
    answer = client.post(
        reverse("sponsor:revoke", args=[code.pk]), headers={"referer": f"http://testserver{codes}?page=2"}
    )

    assert answer["Location"] == f"/compte/login/?next={codes}%3Fpage%3D2"
    assert "rien n’a été fait" in client.get(answer["Location"]).content.decode()
    code.refresh_from_db()
    assert code.revoked_at is None


@pytest.mark.parametrize(
    ("form", "args", "page"),
    [
        ("staff:issue", [3, 4], "/regie/partenaires/3/facturation/"),
        ("sponsor:message_act", [3], "/partenaire/messages/3/"),
        ("staff:credit", [3], "/regie/factures/3/"),
        ("guardian:go_on", [], "/famille/"),
    ],
)
def test_an_address_that_only_takes_forms_leads_back_to_the_page_above_it(
    form: str, args: list[int], page: str
) -> None:
    """It showed what was refused of one, in a page that stayed open until the session had ended."""
    address = reverse(form, args=args)
    assert Client().get(address).status_code == 405
    answer = Client().post(address, {"a": "b"}, headers={"referer": f"http://testserver{address}?page=2"})
    assert answer["Location"] == f"/compte/login/?next={page}"
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/partenaire/", "http://testserver//evil.example/", "http://testserver.evil.example/x"],
)
def test_only_a_page_of_this_host_is_led_back_to(referer: str) -> None:
    for name, more in (("sponsor:revoke", [1]), ("guardian:go_on", []), ("staff:lift", [1])):
        answer = Client().post(reverse(name, args=more), headers={"referer": referer})
        assert answer["Location"] == "/compte/login/?next=/entrer/"
