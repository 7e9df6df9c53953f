"""The letters sent to teachers, for the tests of what they are told."""

from django.core import mail

from declic.planning.models import Shift


def letters() -> list[tuple[list[str], str]]:
    """(to whom, title) of those sent since it was last asked."""
    sent = [(letter.to, letter.subject.replace("\u00a0", " ")) for letter in mail.outbox]
    mail.outbox.clear()
    return sent


def address(shift: Shift) -> list[str]:
    return [shift.teacher.account.email or ""]
