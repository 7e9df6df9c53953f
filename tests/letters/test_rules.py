"""What a mail server's answer means, and when a letter is tried again."""

import smtplib
import socket
import ssl
from datetime import timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from declic.letters.rules import DELAYS, PAUSES, Fate, Kind, fate_of, next_try

TO = "parent@example.org"


@pytest.mark.parametrize(
    ("failure", "fate"),
    [
        (TimeoutError(), Fate.UNSURE),
        (smtplib.SMTPServerDisconnected("gone"), Fate.UNSURE),
        (ConnectionResetError(), Fate.UNSURE),
        (ConnectionRefusedError(), Fate.AWAY),
        (smtplib.SMTPSenderRefused(421, b"closing", "us@example.org"), Fate.AWAY),
        (smtplib.SMTPSenderRefused(550, b"not you", "us@example.org"), Fate.LATER),
        (smtplib.SMTPSenderRefused(452, b"no room", "us@example.org"), Fate.LATER),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Fate.NEVER),
        (smtplib.SMTPRecipientsRefused({TO: (421, b"closing")}), Fate.AWAY),
        (smtplib.SMTPRecipientsRefused({TO: (451, b"4.7.1 greylisted")}), Fate.LATER),
        (smtplib.SMTPRecipientsRefused({TO: (452, b"4.2.2 full")}), Fate.LATER),
        (smtplib.SMTPRecipientsRefused({TO: (550, b"5.7.1 relaying denied")}), Fate.LATER),
        (smtplib.SMTPRecipientsRefused({TO: (550, b"5.1.1 nobody of that name")}), Fate.NEVER),
        (smtplib.SMTPRecipientsRefused({TO: (553, b"what?")}), Fate.NEVER),
        (smtplib.SMTPDataError(451, b"busy"), Fate.LATER),
        (smtplib.SMTPDataError(554, b"5.6.0 not this"), Fate.NEVER),
        (smtplib.SMTPDataError(554, b"5.7.1 looks like spam"), Fate.LATER),
        (ValueError("a header over two lines"), Fate.NEVER),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), Fate.NEVER),
    ],
)
def test_what_a_failure_means_while_a_letter_is_under_way(failure: Exception, fate: Fate) -> None:
    assert fate_of(failure, was_greeted=True) is fate


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        ssl.SSLError(),
        socket.gaierror(),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPConnectError(554, b"no"),
        smtplib.SMTPAuthenticationError(535, b"who?"),
        smtplib.SMTPNotSupportedError("STARTTLS"),
        ValueError("a host that is none"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_whoever_does_not_let_us_in_is_away(failure: Exception) -> None:
    assert fate_of(failure, was_greeted=False) is Fate.AWAY


@given(code=st.integers(200, 599), said=st.binary(max_size=40))
def test_any_answer_means_something_and_only_a_5_gives_up(code: int, said: bytes) -> None:
    fate = fate_of(smtplib.SMTPRecipientsRefused({TO: (code, said)}), was_greeted=True)
    assert fate is not Fate.NEVER or not 400 <= code < 500
    assert fate is Fate.NEVER or code < 600


@given(tries=st.integers(1, 2000), fate=st.sampled_from([Fate.AWAY, Fate.LATER, Fate.UNSURE]))
def test_each_try_is_as_late_as_the_one_before_at_least(tries: int, fate: Fate) -> None:
    steps = PAUSES if fate is Fate.AWAY else DELAYS
    assert timedelta(0) < next_try(fate, tries) <= next_try(fate, tries + 1) <= steps[-1]


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_every_kind_has_a_name_and_an_end(kind: Kind) -> None:
    assert kind.label
    assert timedelta(0) < kind.life <= timedelta(days=3)


def test_no_link_is_sent_that_opens_nothing_any_more() -> None:
    from allauth.account import app_settings  # noqa: PLC0415  (reads settings)

    from declic.web.account.proconnect.arriving import LIFE_S  # noqa: PLC0415

    password = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert Kind.INVITATION.life + timedelta(days=1) <= password
    assert Kind.LINK.life < min(password, timedelta(seconds=LIFE_S))
    assert Kind.CONFIRMATION.life < timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    assert Kind.CODE.life < timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    assert Kind.CODE.life < timedelta(seconds=app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT)
