"""Somebody is invited by a manager's page, and has the link of the letter."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from declic.people.models import Account
from declic.sponsors.models import Officer
from tests.web.clients import signed_in
from tests.world import (
    make_officer,
    make_sponsor,
)

SECRET = "une phrase assez longue"
NEW = "samira@mairie.example"


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def manager() -> Officer:
    return make_officer(make_sponsor("Clichy"))


Invites = Callable[..., str]


@pytest.fixture
def invites(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> Invites:
    """By the manager's page; what comes back is the link of the letter."""

    def invite(manager: Officer, email: str = NEW, role: str = "reader", name: str = "Samira Benali") -> str:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            page = signed_in(manager.account).post(
                reverse("sponsor:team"), {"name": name, "email": email, "role": role}
            )
        assert page.status_code == 302
        (letter,) = mail.outbox
        assert letter.to == [email]
        return link_of_the_letter()

    return invite


def link_of_the_letter() -> str:
    (link,) = re.findall(r"https?://[^/\s]+(/invitation/\S+)", str(mail.outbox[-1].body))
    return str(link)


def with_password(account: Account) -> Account:
    account.set_password(SECRET)
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    return account


def page_of(manager: Officer) -> str:
    return signed_in(manager.account).get(reverse("sponsor:team")).content.decode()
