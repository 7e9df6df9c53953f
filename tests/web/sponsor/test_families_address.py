"""A family registered at the desk gives an address later: the parent chooses a password by its letter."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from declic.sponsors.models import DeskFamily, Officer
from tests.web.clients import signed_in
from tests.web.sponsor.desk import officer, register
from tests.world import make_guardian

__all__ = ["officer"]

pytestmark = pytest.mark.django_db
Kept = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def kept(django_capture_on_commit_callbacks: Kept) -> Kept:
    """Letters leave once what they are about is kept."""
    return django_capture_on_commit_callbacks


def gives(officer: Officer, family: DeskFamily, email: str, again: str | None = None) -> str:
    said = {"email": email, "again": email if again is None else again}
    answer = signed_in(officer.account).post(
        reverse("sponsor:give_address", args=[family.reference]), said, follow=True
    )
    return answer.content.decode()


def test_an_address_given_later_lets_the_parent_choose_a_password(officer: Officer, kept: Kept) -> None:
    family = register(officer)
    with kept(execute=True):
        assert "une lettre vient d’y partir" in gives(officer, family, "Ba@Example.org")
    account = family.guardian.account
    account.refresh_from_db()
    assert (account.email, account.has_usable_password()) == ("ba@example.org", False)
    (letter,) = mail.outbox
    assert letter.to == ["ba@example.org"]
    assert officer.sponsor.name in letter.body
    assert "Awa" not in letter.body
    link = next(line for line in letter.body.splitlines() if "/reset/key/" in line)
    parent = Client()
    page = parent.get(link.replace("http://localhost:8000", ""), follow=True)
    parent.post(page.redirect_chain[-1][0], {"password1": "une phrase facile", "password2": "une phrase facile"})
    account.refresh_from_db()
    assert account.has_usable_password()


def test_until_it_served_it_may_be_written_again(officer: Officer) -> None:
    family = register(officer)
    gives(officer, family, "wrong@example.org")
    gives(officer, family, "ba@example.org")
    account = family.guardian.account
    account.refresh_from_db()
    assert account.email == "ba@example.org"
    account.set_password("une phrase facile")
    account.save()
    gives(officer, family, "thief@example.org")
    account.refresh_from_db()
    assert account.email == "ba@example.org"


def test_the_page_never_says_whether_an_address_has_an_account(officer: Officer, kept: Kept) -> None:
    family, taken = register(officer), make_guardian().account
    with kept(execute=True):
        pages = [gives(officer, family, email) for email in (taken.email, "x@example.org")]
    shown = [re.sub(r'value="[^"]{20,}"', "", page) for page in pages]
    assert shown[0] == shown[1]
    assert [letter.to for letter in mail.outbox] == [["x@example.org"]]


def test_two_addresses_that_differ_send_nothing(officer: Officer) -> None:
    family = register(officer)
    assert "ne sont pas les mêmes" in gives(officer, family, "ba@example.org", "bq@example.org")
    assert "pas juste" in gives(officer, family, "ba")
    assert not mail.outbox


def value_of(page: str, name: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def test_addresses_that_are_not_right_come_back_to_be_read_again_with_the_parent(officer: Officer) -> None:
    family = register(officer)
    for email, again in (("ba@example.org", "bq@example.org"), ("ba", "ba")):
        page = gives(officer, family, email, again)
        assert (value_of(page, "email"), value_of(page, "again")) == (email, again)
        child = f'action="{reverse("sponsor:family", args=[family.reference])}"'
        assert child in page, "the other form of the page leads where it did"
    assert value_of(gives(officer, family, "ba@example.org"), "email") == ""


def test_a_wrong_number_comes_back_and_is_in_no_address(officer: Officer) -> None:
    client = signed_in(officer.account)
    answer = client.post(reverse("sponsor:find"), {"reference": "ABCDE-12345"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Aucune famille d’ici n’a ce numéro" in page
    assert value_of(page, "reference") == "ABCDE-12345"
    assert f'action="{reverse("sponsor:families")}"' in page, "registering from this page still registers"


def test_guessing_numbers_at_the_desk_is_slowed_down_too_and_what_was_typed_still_comes_back(officer: Officer) -> None:
    family = register(officer)
    client = signed_in(officer.account)
    for number in range(12):
        client.post(reverse("sponsor:find"), {"reference": f"AAAAAAAA{number:02d}"})
    answer = client.post(reverse("sponsor:find"), {"reference": family.reference})
    assert answer.status_code == 422
    assert value_of(answer.content.decode(), "reference") == family.reference
