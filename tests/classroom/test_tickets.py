"""Tickets: signed, short-lived, for one person and one door."""

import pytest
from django.core import signing
from django.core.management import CommandError, call_command

from declic.classroom.rules import Role, abilities_of
from declic.classroom.tickets import SALT, Ticket, path_of, read_ticket, write_ticket
from declic.ground.errors import Refusal

TICKET = Ticket("room", "l", 3, "pupil", ["write"], 1, 1000.0)


def test_a_ticket_reads_back() -> None:
    assert read_ticket(write_ticket(TICKET), now=999.0) == TICKET
    assert path_of(TICKET).startswith("/room/l?ticket=")


def test_an_old_ticket_is_expired() -> None:
    with pytest.raises(Refusal) as refused:
        read_ticket(write_ticket(TICKET), now=1001.0)
    assert refused.value.code == "ticket_expired"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        signing.dumps({"k": "room"}, salt=SALT),
        signing.dumps({"k": "room", "s": "l", "p": 3}, salt="another"),
        write_ticket(TICKET)[:-1] + "?",
    ],
    ids=["empty", "nonsense", "another shape", "another key", "changed"],
)
def test_what_we_did_not_write_is_invalid(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_ticket(text, now=0)
    assert refused.value.code == "ticket_invalid"


def test_a_guest_watches_and_speaks_but_neither_writes_nor_ends() -> None:
    assert abilities_of(Role.GUEST) == ["chat", "talk", "watch"]
    assert abilities_of(Role.PUPIL) == ["write", "chat", "talk", "end", "watch"]


def test_load_tickets_do_not_exist_in_production(settings) -> None:
    settings.DEMO = settings.TESTING = False
    with pytest.raises(CommandError):
        call_command("tickets", lessons=1)
