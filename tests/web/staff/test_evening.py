"""The operator's pages of the evening: a subject closed, words to those who wait, exceptional closings."""

import re
from datetime import time, timedelta

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.dispatch.models import Announcement, ExceptionalClosing, SubjectClosing
from declic.dispatch.queries import opening
from declic.ground.paris import at_paris, paris_day
from declic.journal.models import Fact
from tests.web.clients import signed_in
from tests.world import make_account, make_help_request, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db
PAGES = ("staff:subjects", "staff:announcements", "staff:closings")
WHY = "Deux professeurs sont absents."


def text_of(client: Client, page: str) -> str:
    return client.get(reverse(page)).content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("page", PAGES)
def test_the_team_alone_acts_and_after_a_second_factor(page: str) -> None:
    for account in (make_account(), make_teacher().account, make_pupil().account):
        assert signed_in(account).post(reverse(page), {"subject": "MAT", "reason": WHY, "text": WHY}).status_code == 404
    assert signed_in(make_operator()).post(reverse(page), {"subject": "MAT", "reason": WHY}).status_code == 302
    assert not SubjectClosing.objects.exists()
    assert not Announcement.objects.exists()
    assert not ExceptionalClosing.objects.exists()


def test_a_subject_is_closed_and_reopened(operator: Client) -> None:
    make_help_request(now=timezone.now())
    said = operator.post(reverse("staff:subjects"), {"subject": "MAT", "levels": "", "reason": WHY}, follow=True)
    text = said.content.decode().replace("\u00a0", " ")
    assert "Fermé ce soir : Maths." in text
    assert WHY in text
    assert "1 élève attend encore" in text
    again = operator.post(reverse("staff:subjects"), {"subject": "MAT", "levels": "", "reason": WHY})
    assert again.status_code == 422
    closing = SubjectClosing.objects.get()
    operator.post(reverse("staff:reopen", args=[closing.pk]))
    assert "Toutes les matières sont ouvertes." in text_of(operator, "staff:subjects")


@pytest.mark.parametrize(
    ("page", "typed", "kept"),
    [
        ("staff:announcements", {"text": "Message.", "subject": "", "levels": ""}, Announcement),
        ("staff:subjects", {"subject": "MAT", "levels": "", "reason": WHY}, SubjectClosing),
        ("staff:closings", {"first": "", "reason": WHY}, ExceptionalClosing),
    ],
)
def test_two_presses_on_one_button_decide_it_once(
    page: str, typed: dict[str, str], kept: type[Model], operator: Client
) -> None:
    """Of two same closings, one would hold once the other is lifted."""
    day = (paris_day(timezone.now()) + timedelta(days=2)).isoformat()
    token = re.findall(r'name="once" value="(\w+)"', operator.get(reverse(page)).content.decode())
    sent = {**typed, "first": day, "once": token[0] if token else ""}
    for _ in range(2):
        answer = operator.post(reverse(page), sent)
        assert (answer.status_code, answer["Location"]) == (302, reverse(page))
    assert kept._default_manager.count() == 1


def test_what_a_colleague_undid_first_is_said_to_hold_no_more(operator: Client) -> None:
    """And nothing else is undone in its place."""
    now = timezone.now()
    typed = {"subject": "MAT", "levels": "", "reason": WHY}
    operator.post(reverse("staff:subjects"), typed)
    read = reverse("staff:reopen", args=[SubjectClosing.objects.get().pk])
    operator.post(read, follow=True)
    operator.post(reverse("staff:subjects"), typed, follow=True)
    said = operator.post(read, follow=True).content.decode().replace("\u00a0", " ")
    assert "Cette fermeture ne tenait déjà plus : voici ce qui est fermé maintenant." in said
    assert "Rouvert" not in said
    assert WHY in said

    operator.post(reverse("staff:announcements"), {"text": "Message.", "subject": "", "levels": ""})
    withdraw = reverse("staff:withdraw", args=[Announcement.objects.get().pk])
    operator.post(withdraw)
    assert "Ce message n’était déjà plus affiché." in operator.post(withdraw, follow=True).content.decode()

    day = paris_day(now) + timedelta(days=2)
    operator.post(reverse("staff:closings"), {"first": day.isoformat(), "reason": WHY})
    lift = reverse("staff:lift", args=[ExceptionalClosing.objects.get().pk])
    operator.post(lift)
    said = operator.post(lift, follow=True).content.decode().replace("\u00a0", " ")
    assert "Cette fermeture ne tenait déjà plus : voici celles qui sont prévues." in said


def test_a_message_is_shown_and_withdrawn_three_at_most(operator: Client) -> None:
    page = reverse("staff:announcements")
    make_help_request(now=timezone.now())
    for number in range(3):
        operator.post(page, {"text": f"Message {number}.", "subject": "", "levels": ""})
    assert "retirez-en un" in text_of(operator, "staff:announcements")
    assert operator.post(page, {"text": "De trop.", "subject": "", "levels": ""}).status_code == 422
    operator.post(reverse("staff:withdraw", args=[Announcement.objects.earliest("pk").pk]))
    assert Announcement.objects.filter(withdrawn_at=None).count() == 2
    assert "1 élève le lit" in text_of(operator, "staff:announcements")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Les 2nde: c'est plein, patience!", "Les 2de : c’est plein, patience !"), ("a" * 158 + " b!", "a" * 158 + " b!")],
    ids=["printed", "no room for it"],
)
def test_a_message_is_kept_as_it_is_printed_so_that_the_waiting_page_says_it_once(
    typed: str, kept: str, operator: Client
) -> None:
    operator.post(reverse("staff:announcements"), {"text": typed[-160:], "subject": "", "levels": ""})
    assert Announcement.objects.get().text == kept[-160:]


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("staff:announcements", {"text": "Appelle le 06 12 34 56 78", "subject": "", "levels": ""}),
        ("staff:announcements", {"text": "", "subject": "", "levels": ""}),
        ("staff:announcements", {"text": "a" * 161, "subject": "", "levels": ""}),
        ("staff:announcements", {"text": "Oui.", "subject": "ZZZ", "levels": ""}),
        ("staff:subjects", {"subject": "", "levels": "", "reason": WHY}),
        ("staff:subjects", {"subject": "MAT", "levels": "9E", "reason": WHY}),
        ("staff:subjects", {"subject": "MAT", "levels": "", "reason": "voir exemple.com"}),
        ("staff:closings", {"first": "2020-01-01", "reason": WHY}),
        ("staff:closings", {"first": "n’importe quoi", "reason": WHY}),
        ("staff:closings", {"first": "", "reason": ""}),
    ],
)
def test_what_may_not_be_is_explained_and_changes_nothing(page: str, sent: dict[str, str], operator: Client) -> None:
    assert operator.post(reverse(page), sent).status_code == 422
    assert not Fact.objects.exclude(name__startswith="Account").filter(subject__startswith="evening").exists()
    assert not ExceptionalClosing.objects.exists()


def test_words_that_are_markup_stay_text(operator: Client) -> None:
    nasty = "<script>alert(1)</script>"
    operator.post(reverse("staff:announcements"), {"text": nasty, "subject": "", "levels": ""})
    assert nasty not in text_of(operator, "staff:announcements")


def test_a_day_is_closed_in_french_time_and_lifted(operator: Client) -> None:
    tomorrow = paris_day(timezone.now()) + timedelta(days=1)
    sent = {"first": tomorrow.isoformat(), "last": "", "starts": "", "ends": "18:30", "reason": "Réunion."}
    operator.post(reverse("staff:closings"), sent)
    closing = ExceptionalClosing.objects.get()
    begin = at_paris(tomorrow, time())
    assert (closing.starts_at, closing.ends_at) == (begin, begin + timedelta(hours=18, minutes=30))
    assert not opening(begin + timedelta(hours=18), "C").is_open
    assert "Demain jusqu’à 18 h 30" in text_of(operator, "staff:closings")
    operator.post(reverse("staff:lift", args=[closing.pk]))
    assert opening(begin + timedelta(hours=18), "C").is_open
    assert Fact.objects.filter(name__in=["ClosingDecided", "ClosingLifted"]).count() == 2
