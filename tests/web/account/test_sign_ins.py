"""Grown-ups see where they are signed in, in words, and end it from elsewhere."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from declic.classroom.tickets import read_ticket
from declic.ground.errors import NotYours
from declic.journal.models import Fact
from declic.people.actions.factors import reset_second_factor
from declic.people.actions.sign_ins import end_sign_in
from declic.people.models import Account, SignIn
from declic.web.account.browsers import browser_words
from tests.web.clients import signed_in
from tests.web.second_factor import SECRET
from tests.world import make_guardian, make_help_request, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
PAGE = "/compte/appareils/"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def at(account: Account, browser: str = FIREFOX) -> Client:
    """A browser where this person opened a page."""
    client = signed_in(account)
    client.defaults["HTTP_USER_AGENT"] = browser
    client.get("/")
    return client


@pytest.fixture
def account() -> Account:
    return make_guardian().account


def test_each_browser_is_listed_in_words_and_says_which_one_is_here(account: Account) -> None:
    here, _there = at(account), at(account, CHROME)
    page = here.get(PAGE).content.decode()
    assert "Firefox sur Windows" in page
    assert "Chrome sur Android" in page
    assert page.count("c’est vous, ici") == 1
    assert page.index("Firefox") < page.index("Chrome"), "here comes first"
    assert "Mozilla" not in page


def test_another_is_ended_and_this_one_stays(account: Account) -> None:
    here, there = at(account), at(account, CHROME)
    other = SignIn.objects.get(browser="Chrome sur Android")
    here.post(f"{PAGE}{other.pk}/deconnecter/")
    assert there.get("/famille/donnees/").status_code == 302
    assert here.get("/famille/donnees/").status_code == 200
    assert Fact.objects.get(name="SignInEnded").data == {
        "account_id": account.pk,
        "sign_in_id": other.pk,
        "why": "ended",
    }


def test_all_the_others_are_ended_at_once(account: Account) -> None:
    here, *others = [at(account) for _ in range(3)]
    stranger = at(make_guardian().account)
    here.post(f"{PAGE}autres/")
    assert [one.get(PAGE).status_code for one in (here, *others, stranger)] == [200, 302, 302, 200]


def test_nobody_ends_somebody_else_s(account: Account) -> None:
    at(account)
    theirs = SignIn.objects.get(account=account)
    stranger = at(make_guardian().account)
    assert stranger.post(f"{PAGE}{theirs.pk}/deconnecter/").status_code == 404
    with pytest.raises(NotYours):
        end_sign_in(account=make_guardian().account, sign_in_id=theirs.pk, why="ended", now=timezone.now())
    assert SignIn.objects.filter(pk=theirs.pk).exists()


def test_signing_out_ends_it(account: Account) -> None:
    here = at(account)
    here.post("/compte/logout/")
    assert not SignIn.objects.filter(account=account).exists()
    assert Fact.objects.get(name="SignInEnded").data["why"] == "left"


def test_another_password_leaves_only_this_browser(account: Account) -> None:
    account.set_password("une phrase facile")
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    here, there = at(account), at(account)
    new = {"oldpassword": "une phrase facile", "password1": "un autre secret", "password2": "un autre secret"}
    here.post("/compte/password/change/", new)
    assert here.get(PAGE).status_code == 200
    assert there.get(PAGE).status_code == 302
    assert SignIn.objects.filter(account=account).count() == 1


def test_a_second_factor_taken_away_signs_out_everywhere() -> None:
    account = make_teacher().account
    TOTP.activate(account, SECRET)
    there = at(account)
    reset_second_factor(account=account, by=make_operator(), now=timezone.now())
    assert there.get(PAGE).status_code == 302


def test_the_session_changes_its_key_and_the_sign_in_stays(account: Account) -> None:
    here = at(account)
    session = here.session
    session.cycle_key()
    here.cookies["sessionid"] = session.session_key
    here.get("/")
    assert SignIn.objects.get(account=account).session_key == session.session_key


def test_one_ended_while_its_session_was_being_saved_is_signed_out(account: Account) -> None:
    here = at(account)
    SignIn.objects.all().delete()
    cache.clear()
    assert here.get(PAGE).status_code == 302


def test_those_long_over_are_forgotten(account: Account) -> None:
    at(account)
    SignIn.objects.update(seen_at=timezone.now() - timedelta(days=40))
    at(account)
    assert SignIn.objects.filter(account=account).count() == 1


def test_a_pupil_has_no_list_and_of_their_browser_nothing_is_kept() -> None:
    pupil = make_pupil().account
    assert at(pupil).get(PAGE).status_code == 404
    assert SignIn.objects.get(account=pupil).browser == ""


def test_a_pupil_who_signs_out_ends_what_their_tickets_opened() -> None:
    """In one tab: the sockets of the others are shut by the fact (tests/live/test_sign_ins.py)."""
    pupil = make_help_request(now=timezone.now()).pupil
    here, there = at(pupil.account), at(pupil.account)
    given = read_ticket(here.post("/tickets/attente/").json()["ticket"], now=0)
    other = read_ticket(there.post("/tickets/attente/").json()["ticket"], now=0)
    here.post("/compte/logout/")
    ended = Fact.objects.get(name="SignInEnded").data
    assert (ended["sign_in_id"], ended["why"]) == (given.d, "left")
    assert SignIn.objects.get(account=pupil.account).pk == other.d
    assert there.get("/eleve/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (CHROME, "Chrome sur Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge sur Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) CriOS/131.0 Mobile/15E148 Safari/604.1", "Chrome sur iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox sur Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
            "Samsung Internet sur Android",
        ),
        ("curl/8.5", "Un navigateur"),
        ("", "Un navigateur"),
    ],
)
def test_browsers_have_the_names_people_give_them(said: str, words: str) -> None:
    assert browser_words(said) == words
