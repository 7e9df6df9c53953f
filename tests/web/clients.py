"""A browser without a screen: who sits at it, and what it shows."""

import re

from django.http import HttpResponse
from django.test import Client

from declic.people.models import Account


def signed_in(account: Account | None) -> Client:
    client = Client()
    if account is not None:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: HttpResponse) -> str:
    """The words of a page, one space between them, whichever space it was."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def seen(page: HttpResponse) -> dict[str, str]:
    """What the page's form says that it showed."""
    return dict(re.findall(r'name="(seen)" value="(\w+)"', page.content.decode()))
