"""Who is told of the end of its accounts, once, even after a crash; and how it says that it goes on."""

import base64
import json
import re
from datetime import date, time
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from declic.ground.paris import at_paris
from declic.journal.models import Fact
from declic.keeping import rules
from declic.keeping.actions import announce, go_on, hand_over
from declic.keeping.models import EndNotice
from declic.keeping.queries import end_of, ending, notice_for
from declic.keeping.rules import Season, Signs, goes_on
from declic.keeping.tickets import link_of
from declic.people.actions import give_address
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors.models import Enrolment
from tests.dispatch.test_races import at_once
from tests.keeping.world import AUGUST, JUNE, SEPTEMBER, a_desk_family, a_family, later, tell_all, the_notice
from tests.world import make_help_request, make_officer, make_sponsor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family() -> Guardian:
    return a_family("Inès", "Léo")


def test_a_family_is_written_to_in_june_and_by_day(family: Guardian) -> None:
    tell_all(later(JUNE, days=-2))
    assert not EndNotice.objects.exists()
    tell_all(later(JUNE, hours=12))
    assert mail.outbox == []
    tell_all()
    (letter,) = mail.outbox
    assert letter.to == [family.account.email]
    assert letter.reply_to == ["bonjour@declic.example"]
    for words in ("Bonjour Karima Benali", "5\u00a0août\u00a02027", "Inès, Léo, et le vôtre", "2026–2027 se termine"):
        assert words in letter.body
    assert the_notice(family).state == "left"


def test_no_link_holds_anything_of_the_family(family: Guardian) -> None:
    tell_all()
    (ticket,) = re.findall(r"/continuer/([^/\s]+)/", str(mail.outbox[0].body))
    held, _ = ticket.split(":")
    assert json.loads(base64.urlsafe_b64decode(held + "=" * (-len(held) % 4))) == [str(the_notice(family).pk)]


def test_one_letter_and_one_reminder_whatever_the_clock_does(family: Guardian) -> None:
    del family
    for day in range(50):
        tell_all(later(JUNE, days=day))
    assert [letter.subject.split()[0] for letter in mail.outbox] == ["Continuez-vous", "Dernier"]
    said = Fact.objects.filter(name="EndNoticeDue").order_by("pk")
    assert [fact.data["is_reminder"] for fact in said] == [False, True]


def test_two_clocks_write_once(family: Guardian) -> None:
    at_once(*([lambda: announce(now=JUNE)] * 3))
    assert EndNotice.objects.filter(guardian=family).count() == 1
    at_once(*([lambda: hand_over(now=JUNE)] * 3))
    assert len(mail.outbox) == 1


def test_a_letter_lost_in_a_crash_leaves_again(family: Guardian) -> None:
    announce(now=JUNE)
    EndNotice.objects.update(state="handed", handed_at=JUNE, tries=1)
    tell_all(later(JUNE, minutes=59))
    assert mail.outbox == []
    tell_all(later(JUNE, minutes=61))
    assert len(mail.outbox) == 1
    assert the_notice(family).state == "left"


def test_an_address_that_refuses_is_tried_three_days_and_the_end_put_off(
    family: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refused(letter: EmailMessage) -> None:
        tried.append(letter.to)
        raise SMTPRecipientsRefused({letter.to[0]: (550, b"5.1.1 no such mailbox")})

    monkeypatch.setattr(EmailMessage, "send", refused)
    july = at_paris(date(2027, 7, 20), time(10))
    for hours in range(0, 24 * 6, 3):
        tell_all(later(july, hours=hours))
    notice = the_notice(family)
    assert (len(tried), notice.state, notice.tries) == (rules.TRIES, "unreached", rules.TRIES)
    assert notice.handed_at is not None
    assert notice.ends_on == notice.handed_at.date() + rules.NOTICE


def test_who_answers_meanwhile_is_not_written_to(family: Guardian) -> None:
    announce(now=JUNE)
    go_on(notice=the_notice(family), where="page", now=JUNE)
    tell_all(later(JUNE, minutes=1))
    assert mail.outbox == []
    assert notice_for(family, later(JUNE, minutes=1)) is None


def test_a_suspended_family_is_the_team_s_own_affair(family: Guardian) -> None:
    Account.objects.filter(pk=family.account_id).update(is_active=False)
    tell_all()
    assert not EndNotice.objects.exists()


def test_a_family_without_an_address_is_told_at_the_town_hall_and_has_until_september() -> None:
    desk = a_desk_family()
    tell_all()
    assert mail.outbox == []
    assert (the_notice(desk.guardian).state, the_notice(desk.guardian).ends_on) == ("unreached", date(2027, 9, 30))


def test_an_address_given_since_is_written_to() -> None:
    desk = a_desk_family()
    tell_all()
    account = Account.objects.get(pk=desk.guardian.account_id)
    give_address(account=account, email="neuve@example.org", by=make_officer(desk.sponsor).account, now=JUNE)
    mail.outbox.clear()
    tell_all(later(JUNE, hours=1))
    assert [letter.to for letter in mail.outbox] == [["neuve@example.org"]]


def test_an_account_without_a_child_is_told_as_well() -> None:
    guardian = a_family("Inès")
    Pupil.objects.all().delete()
    tell_all()
    assert "votre compte s’arrête" in str(mail.outbox[0].body)
    assert notice_for(guardian, JUNE) is not None


def test_a_brother_who_stays_is_not_in_the_letter(family: Guardian) -> None:
    Enrolment.objects.filter(pupil__first_name="Léo").update(since=later(JUNE, hours=-1))
    tell_all()
    body = str(mail.outbox[0].body)
    assert "ce compte s’arrête le 5\u00a0août\u00a02027\u00a0: Inès." in body
    assert "vôtre" not in body.split("Vous continuez", maxsplit=1)[0]
    assert "Léo" not in body
    assert Guardian.objects.filter(pk=family.pk).exists()


# -- the rule, and the same in SQL ------------------------------------------------------------------------------------
@pytest.mark.parametrize("added", [SEPTEMBER, JUNE])
@pytest.mark.parametrize("enrolled", [SEPTEMBER, JUNE])
@pytest.mark.parametrize("went_on", [None, JUNE])
@pytest.mark.parametrize("asked", [None, later(JUNE, days=5), later(JUNE, days=25)])
def test_the_tables_and_the_rule_agree(added: object, enrolled: object, went_on: object, asked: object) -> None:
    guardian = a_family("Inès")
    pupil = Pupil.objects.get()
    Pupil.objects.update(created_at=added)
    Enrolment.objects.update(since=enrolled)
    if went_on:
        EndNotice.objects.create(guardian=guardian, year=2027, ends_on=AUGUST.date(), went_on_at=went_on)
    if asked:
        make_help_request(pupil, now=asked)  # type: ignore[arg-type]
    signs = Signs(added, enrolled, went_on, asked)  # type: ignore[arg-type]
    assert ending(Season(2027)).exists() is not goes_on(signs, Season(2027))


# -- « nous continuons » ----------------------------------------------------------------------------------------------
def test_a_look_changes_nothing_and_one_button_is_enough(family: Guardian) -> None:
    tell_all()
    address = f"/continuer/{link_of(the_notice(family))}/"
    page = Client().get(address).content.decode()
    assert "Nous continuons" in page
    assert "Karima" not in page
    assert "Inès" not in page
    assert the_notice(family).went_on_at is None
    assert "C’est noté" in Client().post(address).content.decode()
    first = the_notice(family).went_on_at
    assert first is not None
    Client().post(address)
    assert the_notice(family).went_on_at == first
    assert Fact.objects.get(name="FamilyWentOn").data == {"guardian_id": family.pk, "where": "letter"}


def test_a_link_that_was_not_signed_here_or_whose_family_is_gone_opens_nothing(family: Guardian) -> None:
    tell_all()
    ticket = link_of(the_notice(family))
    for other in (ticket[:-1] + ("a" if ticket[-1] != "a" else "b"), "abc", str(the_notice(family).pk)):
        answer = Client().post(f"/continuer/{other}/")
        assert answer.status_code == 404
        assert "n’ouvre plus rien" in answer.content.decode()
    family.account.delete()
    assert Client().get(f"/continuer/{ticket}/").status_code == 404


def test_another_sponsor_that_enrols_the_child_is_an_answer(family: Guardian) -> None:
    tell_all()
    for pupil in family.pupils.all():
        Enrolment.objects.filter(pupil=pupil).update(until=JUNE)
        Enrolment.objects.create(pupil=pupil, sponsor=make_sponsor(), since=JUNE)
    assert notice_for(family, later(JUNE, days=1)) is None
    mail.outbox.clear()
    tell_all(later(JUNE, days=40))
    assert mail.outbox == []


def test_the_child_is_told_from_the_letter_to_the_answer_or_the_day(family: Guardian) -> None:
    ines, leo = Pupil.objects.filter(guardian=family).order_by("pk")
    assert end_of(ines, JUNE) is None
    while announce(now=JUNE):
        pass
    assert end_of(ines, JUNE) is None
    tell_all()
    EndNotice.objects.update(state="left")
    assert end_of(ines, JUNE) == end_of(leo, JUNE) == date(2027, 8, 5)
    make_help_request(leo, now=later(JUNE, days=40))
    assert end_of(leo, later(JUNE, days=40)) is None
    assert end_of(ines, AUGUST) is None
    go_on(notice=the_notice(family), where="page", now=later(JUNE, days=1))
    assert end_of(ines, later(JUNE, days=1)) is None
