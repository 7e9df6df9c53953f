"""« Continuez-vous avec Déclic ? », on the family's page and at the town hall's desk."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declic.ground.ids import clean_code
from declic.keeping.models import EndNotice
from declic.keeping.rules import Season
from declic.keeping.tickets import link_of
from declic.people.models import Account, Consent, Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors.models import DeskFamily, Enrolment
from tests.keeping.world import a_desk_family, a_family, a_sponsor
from tests.web.clients import signed_in
from tests.world import make_officer

pytestmark = pytest.mark.django_db


def long_ago() -> datetime:
    return timezone.now() - timedelta(days=500)


def told(guardian: Guardian, **more: object) -> EndNotice:
    """Its time is over by this machine's clock, and it was told so."""
    Pupil.objects.filter(guardian=guardian).update(created_at=long_ago())
    Enrolment.objects.filter(pupil__guardian=guardian).update(since=long_ago())
    Account.objects.filter(pk=guardian.account_id).update(created_at=long_ago())
    for text in CONSENTS:
        Consent.objects.create(guardian=guardian, kind=text.kind, version=text.version, given_at=long_ago())
    year = Season.holding(timezone.localdate()).year
    return EndNotice.objects.create(guardian=guardian, year=year, ends_on=date(2031, 8, 5), **more)


@pytest.fixture
def family() -> Guardian:
    return a_family("Inès", "Léo")


def page_of(client: Client, address: str = "/famille/") -> str:
    return client.get(address).content.decode()


def test_the_page_asks_once_and_one_button_is_enough(family: Guardian) -> None:
    client = signed_in(family.account)
    assert "Continuez-vous" not in page_of(client)
    told(family)
    assert "Les comptes de vos enfants s’arrêtent le <b>5\u00a0août\u00a02031</b>" in page_of(client)
    assert "C’est noté" in client.post("/famille/continuer/", follow=True).content.decode()
    assert "Continuez-vous" not in page_of(client)
    assert EndNotice.objects.get().went_on_at is not None


def test_only_the_child_who_leaves_is_named(family: Guardian) -> None:
    told(family)
    Enrolment.objects.filter(pupil__first_name="Léo").update(since=timezone.now())
    assert "Ce compte s’arrête le <b>5\u00a0août\u00a02031</b>\u00a0: Inès." in page_of(signed_in(family.account))


def test_a_day_gone_by_is_not_told_as_one_to_come(family: Guardian) -> None:
    """Something under way, or a report, keeps the accounts a while longer."""
    notice = told(family)
    EndNotice.objects.update(ends_on=date(2026, 8, 5))
    page = page_of(signed_in(family.account))
    assert "Le temps de ces comptes est fini depuis le <b>5\u00a0août\u00a02026</b>" in page
    assert "s’arrêtent le" not in page
    page = page_of(Client(), f"/continuer/{link_of(notice)}/")
    assert "fini depuis le <b>5\u00a0août\u00a02026</b>" in page
    assert "s’arrêtent le" not in page


def at_desk() -> tuple[DeskFamily, Client]:
    officer = make_officer(a_sponsor())
    desk = a_desk_family(officer)
    DeskFamily.objects.filter(pk=desk.pk).update(reference=clean_code(desk.reference))
    told(desk.guardian, state="unreached")
    return DeskFamily.objects.get(pk=desk.pk), signed_in(officer.account)


def test_the_officer_reads_what_to_tell_the_family_and_says_what_it_answers() -> None:
    desk, client = at_desk()
    address = f"/partenaire/familles/{desk.reference}/"
    assert "ces comptes s’arrêtent le <b>5\u00a0août\u00a02031</b>" in page_of(client, address)
    EndNotice.objects.update(ends_on=date(2026, 8, 5))
    assert "est fini depuis le <b>5\u00a0août\u00a02026</b>" in page_of(client, address)
    assert "À dire à la famille" in page_of(client, address)
    assert "cette famille continue" in client.post(f"{address}continuer/", follow=True).content.decode()
    assert "À dire à la famille" not in page_of(client, address)


def test_the_desk_knows_how_many_nobody_can_write_to_and_not_who() -> None:
    _, client = at_desk()
    page = page_of(client, "/partenaire/familles/")
    assert "Moins de cinq familles" in page
    assert "Sami" not in page
