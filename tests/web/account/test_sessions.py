"""The cookie of a session, where several pages of a browser ask at once."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.web.clients import signed_in
from tests.world import make_guardian, make_pupil

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.mark.parametrize("asked", ["/eleve/", "/eleve/attente/"])
def test_a_page_of_before_that_asks_late_leaves_the_cookie_of_whoever_signed_in_since(asked: str) -> None:
    browser = signed_in(make_pupil("4E").account)
    before = browser.cookies[COOKIE].value
    browser.force_login(make_guardian().account)
    late = Client()
    late.cookies[COOKIE] = before
    answer = late.get(asked)
    assert (answer.status_code, COOKIE in answer.cookies) == (302, False)
    assert browser.cookies[COOKIE].value not in {"", before}


def test_signing_out_takes_the_cookie_away() -> None:
    browser = signed_in(make_guardian().account)
    assert browser.post(reverse("account_logout")).cookies[COOKIE].value == ""
