"""A teacher who leaves: what goes at once, what stays and until when, who may not be closed."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from declic.billing.models import HoursLine, HoursMonth
from declic.ground.errors import Refusal
from declic.keeping.actions import close_teacher, forget_teachers
from declic.keeping.rules import hours_kept_since
from declic.lessons.models import PrivateNote
from declic.letters.actions import send_due
from declic.letters.models import Letter
from declic.people.actions import approve_teacher
from declic.people.actions.calls import agree_to_calls
from declic.people.models import Account, Guardian, Pupil, SignIn, Teacher
from declic.planning.models import Availability
from declic.safeguarding.actions import erase_child, suspend_teacher
from tests.web.second_factor import proved_twice
from tests.world import NOW, later, make_free_teacher, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
IN_SIX_YEARS = NOW + timedelta(days=6 * 366)


def leaves(teacher: Teacher) -> None:
    operator = make_operator()
    suspend_teacher(teacher=teacher, by=operator, now=NOW)
    close_teacher(teacher=teacher, by=operator, now=later(60))
    teacher.refresh_from_db()


def paid(teacher: Teacher) -> HoursLine:
    month = HoursMonth.objects.create(month=date(2026, 10, 1), closed_at=NOW)
    return HoursLine.objects.create(month=month, teacher=teacher, of=month.month, lesson=600)


def test_nobody_enters_by_it_and_what_served_their_coming_is_gone() -> None:
    teacher = make_free_teacher()
    account = teacher.account
    PrivateNote.objects.create(teacher=teacher, pupil=make_pupil(), text="Fractions", written_at=NOW)
    Availability.objects.create(teacher=teacher, stretches=[], least=0, most=600, runs_over=0, given_at=NOW)
    agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    SignIn.objects.create(account=account, session_key="k", browser="Firefox", began_at=NOW, seen_at=NOW)
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
    lesson = make_lesson(teacher=teacher, state="ended")
    paid(teacher)
    leaves(teacher)
    account.refresh_from_db()
    assert (account.email, account.is_active, account.has_usable_password()) == (None, False, False)
    assert (teacher.phone, teacher.skills.count(), teacher.devices.count()) == ("", 0, 0)
    for model, field in ((PrivateNote, "teacher"), (Availability, "teacher")):
        assert not model.objects.filter(**{field: teacher}).exists()
    for model in (SignIn, EmailAddress, Authenticator):
        owner = "account" if model is SignIn else "user"
        assert not model.objects.filter(**{owner: account}).exists()
    lesson.refresh_from_db()
    assert lesson.teacher.account.name == "Claire Aubry", "families read whom the lesson was with"
    with pytest.raises(Refusal, match="fermé"):
        approve_teacher(teacher=teacher, by=make_operator(), now=NOW)


def test_who_still_teaches_is_suspended_first() -> None:
    teacher = make_teacher()
    with pytest.raises(Refusal, match="Suspendez d’abord"):
        close_teacher(teacher=teacher, by=make_operator(), now=NOW)
    teacher.refresh_from_db()
    assert (teacher.left_at, teacher.state) == (None, "approved")


def test_a_parent_who_taught_enters_as_a_parent_still() -> None:
    teacher = make_teacher()
    Guardian.objects.create(account=teacher.account)
    leaves(teacher)
    account = Account.objects.get(pk=teacher.account_id)
    assert account.is_active
    assert account.email
    assert forget_teachers(now=IN_SIX_YEARS) == 1
    assert Account.objects.filter(pk=account.pk).exists()
    assert not Teacher.objects.filter(pk=teacher.pk).exists()


def test_the_name_goes_once_no_family_reads_it_and_no_pay_is_to_be_proved() -> None:
    teacher = make_free_teacher()
    lesson = make_lesson(teacher=teacher, state="ended")
    paid(teacher)
    assert forget_teachers(now=IN_SIX_YEARS) == 0, "they have not left"
    leaves(teacher)
    assert forget_teachers(now=IN_SIX_YEARS) == 0, "a family reads the lesson"
    erase_child(pupil=Pupil.objects.get(pk=lesson.pupil_id), now=later(120))
    assert forget_teachers(now=later(180)) == 0, "their hours were paid this year"
    assert forget_teachers(now=IN_SIX_YEARS) == 1
    teacher.refresh_from_db()
    assert (teacher.account.name, teacher.position, teacher.record_answered_on) == ("Professeur effacé", "", None)
    assert HoursLine.objects.get().teacher_id == teacher.pk, "what is closed is never taken away"
    assert forget_teachers(now=IN_SIX_YEARS) == 0, "once"


def test_a_candidate_who_never_came_is_forgotten_the_same_night() -> None:
    teacher = make_teacher(approved=False)
    close_teacher(teacher=teacher, by=make_operator(), now=NOW)
    assert forget_teachers(now=later(60)) == 1
    assert not Account.objects.filter(pk=teacher.account_id).exists()


def test_hours_are_kept_five_years_and_the_month_under_way() -> None:
    assert hours_kept_since(date(2031, 11, 29)) == date(2026, 11, 1)


def test_the_teacher_is_told_that_it_is_closed_once_at_the_address_that_goes() -> None:
    operator, teacher = make_operator(), make_teacher(name="Madame Lefèvre")
    address, client = teacher.account.email, proved_twice(operator)
    close = reverse("staff:close_teacher", args=[teacher.pk])
    client.post(close)
    suspend_teacher(teacher=teacher, by=operator, now=NOW)
    mail.outbox.clear()
    client.post(close)
    client.post(close)
    send_due(clock=timezone.now)
    (letter,) = mail.outbox
    assert (letter.to, letter.reply_to) == ([address], ["bonjour@declic.example"])
    assert letter.subject == "Votre compte de professeur est fermé"
    assert letter.body.startswith("Bonjour Madame Lefèvre,")
    assert "personne n’y entre plus" in letter.body
    assert "répondez à ce message" in letter.body
    assert not Letter.objects.exists(), "and the address is nowhere any more"


def test_a_parent_who_taught_reads_that_they_enter_still() -> None:
    operator, teacher = make_operator(), make_teacher()
    Guardian.objects.create(account=teacher.account)
    suspend_teacher(teacher=teacher, by=operator, now=NOW)
    mail.outbox.clear()
    proved_twice(operator).post(reverse("staff:close_teacher", args=[teacher.pk]))
    send_due(clock=timezone.now)
    (letter,) = mail.outbox
    assert "Vous entrez toujours" in letter.body
    assert "adresse" not in letter.body, "it stays"


def test_the_operator_closes_it_from_the_file_and_reads_what_stays() -> None:
    operator, teacher = make_operator(), make_teacher(name="Madame Lefèvre")
    client = proved_twice(operator)
    file, close = (reverse(f"staff:{name}", args=[teacher.pk]) for name in ("teacher", "close_teacher"))
    assert close not in client.get(file).content.decode()
    assert "Suspendez d’abord" in client.post(close, follow=True).content.decode()
    suspend_teacher(teacher=teacher, by=operator, now=NOW)
    assert close in client.get(file).content.decode()
    said = client.post(close, follow=True).content.decode()
    assert "Madame Lefèvre est parti(e)" in said
    assert "cinq ans sur les heures payées" in said
    assert reverse("staff:approve", args=[teacher.pk]) not in said
    assert "parti(e)" in client.get(reverse("staff:teachers") + "?etat=tous").content.decode()
