"""Letters with a real mail server: it refuses, goes away, comes back; processes die; two clocks carry at once."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.mail import EmailMessage
from django.db import connection, connections, transaction

from declic.jobs.postman import Postman
from declic.journal.models import Fact
from declic.letters.actions import Sent, forget_past, keep, mark_seen, send_due, send_now, settle, write_due
from declic.letters.models import Letter, Owed
from declic.letters.queries import invitations_unsent, is_work_due, trouble
from declic.letters.rules import HELD, REMEMBERED, Fate, Kind, Why
from declic.people.actions import invite_adult, invite_again
from declic.people.models import Account
from tests.dispatch.test_races import at_once
from tests.letters.mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
TO = "anne@mairie.example"
SECRET = "/key/un-secret"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def write(to: str = TO, kind: Kind = Kind.SHIFT, **more: object) -> Letter:
    letter = EmailMessage("Vos créneaux", f"Bonjour Anne\n{SECRET}", to=[to], reply_to=["equipe@example.org"])
    (kept,) = keep(letters=[letter], kind=kind, now=NOW, **more)  # type: ignore[arg-type]
    return kept


def go(after: timedelta = timedelta(0)) -> int:
    now = NOW + after
    settle(now=now)
    write_due(now=now)
    return send_due(clock=lambda: now).left


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# -- leaving ----------------------------------------------------------------------------------------------------------
def test_what_has_left_is_not_here_any_more(server: MailServer) -> None:
    write()
    assert go() == 1
    (letter,) = server.taken
    assert (letter["to"], letter["subject"], letter["reply-to"]) == (TO, "Vos créneaux", "equipe@example.org")
    assert SECRET in letter.get_content()
    assert letter["message-id"].endswith("@localhost>")
    assert not Letter.objects.exists()


def test_what_lies_in_the_database_tells_nobody_anything(server: MailServer) -> None:
    del server
    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM letters_letter")
        row = str(cursor.fetchall())
    assert SECRET not in row
    assert TO not in row
    assert "Anne" not in row


def test_a_server_that_is_away_is_knocked_at_with_one_letter_and_all_leave_when_it_is_back(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        server.go()
        for number in range(12):
            write(f"prof{number}@example.org")
        sent = send_due(clock=lambda: NOW)
        assert (sent.left, sent.is_away) == (0, True)
        assert Letter.objects.filter(tries=1).count() == 1
        server.come()
        assert go(minutes(1)) == 12
    assert sorted(server.addresses) == sorted(f"prof{number}@example.org" for number in range(12))
    assert "@example.org" not in caplog.text
    assert SECRET not in caplog.text


def test_not_now_is_tried_again_later_and_later_and_holds_up_nobody_else(server: MailServer) -> None:
    server.answers[TO] = b"451 4.7.1 greylisted, come back"
    write()
    write("autre@example.org")
    assert go() == 1
    tried = []
    for number in range(1, 60 * 24):
        before = Letter.objects.get().tries
        go(minutes(number))
        if Letter.objects.get().tries > before:
            tried.append(number)
    assert tried[:5] == [1, 6, 21, 51, 111]
    server.answers.clear()
    assert go(minutes(60 * 25)) == 1


def test_a_refusal_is_not_tried_again_and_nothing_of_the_letter_stays(server: MailServer) -> None:
    server.answers[TO] = b"550 5.1.1 nobody of that name"
    kept = write()
    write("autre@example.org")
    assert go() == 1
    kept.refresh_from_db()
    assert (kept.why, kept.sealed, kept.given_up_at) == (Why.REFUSED.value, "", NOW)
    knocks = server.knocks
    for number in range(600):
        go(minutes(number))
    assert server.knocks == knocks


def test_a_letter_nobody_takes_in_time_is_given_up_and_said(server: MailServer) -> None:
    server.go()
    kept = write()
    go()
    write("autre@example.org", until=NOW + minutes(20))
    assert trouble(NOW + minutes(9)) is None
    told = trouble(NOW + minutes(10))
    assert told is not None
    assert (told.waiting, told.since, told.given_up) == (2, NOW, 0), "the one that was knocked with, and the other"
    Letter.objects.filter(expires_at=NOW + minutes(20)).delete()
    server.come()
    assert go(Kind.SHIFT.life) == 0
    kept.refresh_from_db()
    assert (kept.why, kept.sealed) == (Why.LATE.value, "")
    told = trouble(NOW + Kind.SHIFT.life)
    assert told is not None
    assert (told.waiting, told.given_up) == (0, 1)
    mark_seen(letter_ids=[kept.pk])
    assert trouble(NOW + Kind.SHIFT.life) is None
    forget_past(now=NOW + Kind.SHIFT.life + REMEMBERED)
    assert not Letter.objects.exists()


def test_what_is_about_a_moment_is_not_sent_after_it(server: MailServer) -> None:
    kept = write(until=NOW + minutes(30))
    assert go(minutes(30)) == 0
    kept.refresh_from_db()
    assert kept.why == Why.LATE.value
    assert server.taken == []


def test_a_server_that_hangs_up_on_a_letter_gets_it_once_more_and_no_more(server: MailServer) -> None:
    write()
    server.to_data = b""
    assert send_due(clock=lambda: NOW) == Sent(left=0, is_away=False)
    write("autre@example.org")
    server.to_data = b"250 taken"
    assert go() == 1, "it holds up nobody"
    assert go(minutes(1)) == 1
    assert not Letter.objects.exists()
    kept = write()
    server.to_data = b""
    for number in range(60 * 24):
        go(minutes(number))
    kept.refresh_from_db()
    assert (kept.why, kept.tries, kept.sealed) == (Why.UNKNOWN.value, 2, "")


def test_a_letter_that_is_always_held_up_holds_up_nobody(server: MailServer) -> None:
    server.answers[TO] = b"421 not you, not today"
    write(until=NOW + timedelta(hours=1))
    go()
    for number in range(1, 30):
        write(f"a{number}@example.org")
        assert go(minutes(number)) == 1


def test_messages_of_a_campaign_wait_for_the_day_and_others_do_not(server: MailServer) -> None:
    night = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
    write("nuit@example.org", Kind.END_REMINDER)
    write("jour@example.org")
    settle(now=night)
    send_due(clock=lambda: night)
    assert server.addresses == ["jour@example.org"]


def test_another_key_opens_no_letter_and_it_is_said(server: MailServer, settings: object) -> None:
    kept = write()
    settings.SECRET_KEY = "another one, " * 5  # type: ignore[attr-defined]
    assert go() == 0
    kept.refresh_from_db()
    assert (kept.why, kept.sealed, server.taken) == (Why.BROKEN.value, "", [])


# -- somebody waits for it --------------------------------------------------------------------------------------------
def now_to(to: str, kind: Kind, at: datetime = NOW) -> Fate:
    letter = EmailMessage("Votre code", "123456", to=[to])
    return send_now(letter=letter, kind=kind, about=f"code:{to}", now=at)


def test_a_code_leaves_at_once_or_within_its_minutes(server: MailServer) -> None:
    assert now_to(TO, Kind.CODE) is Fate.LEFT
    server.go()
    assert now_to(TO, Kind.CODE) is Fate.AWAY
    assert now_to(TO, Kind.CODE, NOW + minutes(1)) is Fate.AWAY
    assert Letter.objects.count() == 1, "asked for again: the first one is nobody's"
    server.come()
    assert go(minutes(5)) == 0
    assert len(server.taken) == 1
    assert not Letter.objects.exists(), "nobody is told but who waited"


def test_an_address_that_refuses_is_said_to_who_typed_it_alone(server: MailServer) -> None:
    server.answers[TO] = b"550 5.1.1 no"
    assert now_to(TO, Kind.LINK) is Fate.NEVER
    assert not Letter.objects.exists()


# -- owed with the fact -----------------------------------------------------------------------------------------------
def invite(email: str = TO) -> Account:
    return invite_adult(email=email, name="Anne Morel", role="teacher", now=NOW)


def test_a_letter_is_owed_with_what_it_tells_or_not_at_all(server: MailServer) -> None:
    with transaction.atomic():
        invite()
        assert Owed.objects.count() == 1
        transaction.set_rollback(True)
    assert not Owed.objects.exists()
    invite()
    assert Owed.objects.count() == 1
    assert server.taken == []
    assert is_work_due(NOW)
    assert go() == 1
    assert not Owed.objects.exists()
    assert not is_work_due(NOW)


def test_what_cannot_be_written_now_is_written_later(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    account = invite()

    def fails(*args: object) -> None:
        raise LookupError(account.email)

    with monkeypatch.context() as broken:
        broken.setattr("declic.notices.invitations.hand_over", fails)
        go()
    assert TO not in caplog.text
    assert Owed.objects.get().tries == 1
    assert go(minutes(1)) == 1
    invite("autre@example.org")
    with monkeypatch.context() as broken:
        broken.setattr("declic.notices.invitations.hand_over", fails)
        for hours in range(0, 80, 2):
            go(timedelta(hours=hours))
    assert not Owed.objects.exists()
    given_up = Letter.objects.get()
    assert (given_up.kind, given_up.why) == (Kind.UNWRITTEN.value, Why.BROKEN.value)
    assert len(server.taken) == 1


def test_an_invitation_that_waits_or_is_refused_is_said_and_sent_again(server: MailServer) -> None:
    account, other = invite(), invite("autre@example.org")
    operator = Account.objects.create_superuser("equipe@example.org", "x", name="Salomé")
    both = [account.pk, other.pk]
    assert invitations_unsent(both, NOW) == {}, "it is just leaving"
    assert set(invitations_unsent(both, NOW + minutes(1))) == set(both), "no clock runs"
    server.go()
    go()
    assert set(invitations_unsent(both, NOW)) == {account.pk}
    assert set(invitations_unsent(both, NOW + minutes(1))) == set(both), "one was knocked with, both wait"
    server.come()
    server.answers[TO] = b"550 5.1.1 no"
    assert go(minutes(1)) == 1
    assert set(invitations_unsent(both, NOW + minutes(1))) == {account.pk}
    assert invitations_unsent(both, NOW + minutes(1))[account.pk].is_refused
    server.answers.clear()
    invite_again(account=account, role="teacher", now=NOW + minutes(2), by=operator)
    assert go(minutes(2)) == 1
    assert invitations_unsent(both, NOW + minutes(2)) == {}
    assert not Letter.objects.exists()


def test_what_waits_for_somebody_goes_with_them(server: MailServer) -> None:
    server.go()
    account = invite()
    go()
    assert Letter.objects.get().account == account
    account.delete()
    assert not Letter.objects.exists()


# -- several, and deaths ----------------------------------------------------------------------------------------------
def test_three_clocks_at_once_send_each_letter_once(server: MailServer) -> None:
    for number in range(30):
        invite(f"a{number}@example.org")

    def clock() -> None:
        for _ in range(4):
            write_due(now=NOW)
            send_due(clock=lambda: NOW)

    at_once(clock, clock, clock)
    go()
    assert sorted(server.addresses) == sorted(f"a{number}@example.org" for number in range(30))
    assert not Letter.objects.exists()


def _dies_sending(now: datetime) -> None:
    """In a process of its own: killed by the mail server, once the letter is there and before it is said so."""
    connections.close_all()
    send_due(clock=lambda: now)


def killed_at(server: MailServer, now: datetime) -> None:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_dies_sending, args=(now,))
    is_gone = threading.Event()

    def kill() -> None:
        server.during_data = None
        process.kill()
        is_gone.wait(30)

    server.during_data = kill
    process.start()
    process.join(30)
    is_gone.set()
    assert process.exitcode == -9


def test_a_kill_in_the_middle_costs_one_double_at_most_under_the_same_number(server: MailServer) -> None:
    for number in range(3):
        write(f"a{number}@example.org")
    killed_at(server, NOW)
    assert len(server.taken) == 1
    assert go() == 2, "those it had not begun leave at once"
    assert go(HELD - minutes(1)) == 0, "nobody else tries that one while its process may live"
    assert go(HELD) == 1
    first, again = (one for one in server.taken if one["to"] == "a0@example.org")
    assert first["message-id"] == again["message-id"]
    assert len(server.taken) == 4
    assert not Letter.objects.exists()


def test_kills_and_kills_cost_one_double_at_most(server: MailServer) -> None:
    kept = write()
    killed_at(server, NOW)
    killed_at(server, NOW + HELD)
    for number in range(0, 600, 5):
        go(minutes(number))
    assert server.addresses == [TO, TO]
    kept.refresh_from_db()
    assert (kept.why, kept.sealed) == (Why.UNKNOWN.value, "")


def test_the_rounds_rest_while_nobody_is_there_and_go_on_when_somebody_is(server: MailServer) -> None:
    server.go()
    with Postman() as postman:

        def round_at(seconds: float) -> None:
            postman.round(NOW + timedelta(seconds=seconds))
            until = time.monotonic() + 30
            while postman.is_busy:
                assert time.monotonic() < until
                time.sleep(0.005)

        invite()
        tried = []
        for second in range(200):
            before = sum(Letter.objects.values_list("tries", flat=True))
            round_at(second)
            if sum(Letter.objects.values_list("tries", flat=True)) > before:
                tried.append(second)
        gaps = [after - before for before, after in pairwise(tried)]
        assert gaps == sorted(gaps)
        assert 4 <= len(tried) <= 8
        server.come()
        for second in range(200, 270):
            round_at(second)
    assert server.addresses == [TO]
    assert not Fact.objects.filter(data__icontains="@").exists()
