"""An officer who leaves sees nothing more of the sponsor, from the next page on."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from declic.sponsors.actions import accept_invitation, dismiss_officer
from declic.sponsors.models import OfficerInvitation
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.officers import OfficerRole
from tests.web.clients import signed_in
from tests.world import NOW, make_officer, make_sponsor

pytestmark = pytest.mark.django_db
PAGES = ("/partenaire/", "/partenaire/codes/", "/partenaire/kit/", "/partenaire/familles/", "/partenaire/equipe/")


def test_their_open_session_shows_nothing_from_the_next_page_on() -> None:
    sponsor = make_sponsor()
    stays, leaves = make_officer(sponsor), make_officer(sponsor)
    there, account = signed_in(leaves.account), leaves.account
    assert {there.get(page).status_code for page in PAGES} == {200}
    dismiss_officer(officer=leaves, now=NOW, by=stays.account)
    assert {there.get(page).status_code for page in PAGES} == {404}
    account.refresh_from_db()
    assert account.is_active, "it may be a parent's too"
    assert there.get("/entrer/").status_code == 200


def test_who_left_reads_on_their_own_page_that_their_access_is_not_open_any_more() -> None:
    stays, leaves = (make_officer(sponsor) for sponsor in [make_sponsor("Clichy")] for _ in range(2))
    client = signed_in(leaves.account)
    dismiss_officer(officer=leaves, now=NOW, by=stays.account)
    assert client.get("/partenaire/").status_code == 404
    assert "n’est plus ouvert" in client.get("/entrer/").content.decode()


def test_who_comes_back_is_named_again_and_may_do_less() -> None:
    cache.clear()
    sponsor = make_sponsor()
    stays, leaves = make_officer(sponsor), make_officer(sponsor)
    there, account = signed_in(leaves.account), leaves.account
    dismiss_officer(officer=leaves, now=NOW, by=stays.account)
    signed_in(stays.account).post(
        "/partenaire/equipe/", {"name": account.name, "email": account.email, "role": OfficerRole.READER.value}
    )
    assert there.get("/partenaire/").status_code == 404, "not before they accept"
    invitation = OfficerInvitation.objects.get()
    accept_invitation(secret=invitation_secret(invitation), account=account, now=timezone.now())
    assert there.get("/partenaire/").status_code == 200
    assert there.get("/partenaire/codes/").status_code == 404
