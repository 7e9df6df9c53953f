"""Who of the town hall does what: each role opens its pages, a manager invites and takes back, for their town alone."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from declic.sponsors.models import Officer, OfficerInvitation
from declic.sponsors.rules.officers import OfficerRole
from tests.web.clients import signed_in, text
from tests.world import make_account, make_officer, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    cache.clear()


NASTY = "<script>alert(1)</script>"
OPENS = {
    OfficerRole.MANAGER: {"sponsor:home": 200, "sponsor:codes": 200, "sponsor:agreements": 200, "sponsor:team": 200},
    OfficerRole.ENROLLER: {"sponsor:home": 302, "sponsor:codes": 200, "sponsor:agreements": 404, "sponsor:team": 404},
    OfficerRole.READER: {"sponsor:home": 200, "sponsor:codes": 404, "sponsor:agreements": 404, "sponsor:team": 404},
}


@pytest.mark.parametrize("role", OfficerRole)
def test_each_role_opens_its_pages_and_is_shown_no_other(role: OfficerRole) -> None:
    client = signed_in(make_officer(make_sponsor(), role).account)
    assert {page: client.get(reverse(page)).status_code for page in OPENS[role]} == OPENS[role]
    (start, *_) = [page for page, status in OPENS[role].items() if status == 200]
    text = client.get(reverse(start)).content.decode()
    nav = text[text.index("<nav") : text.index("</nav>")]
    for page, status in OPENS[role].items():
        if page != "sponsor:team":  # reached from the agreement's page
            assert (f'href="{reverse(page)}"' in nav) == (status == 200), page


def test_a_colleague_is_invited_by_letter_in_a_role(django_capture_on_commit_callbacks) -> None:
    manager = make_officer(make_sponsor())
    invited = {"name": NASTY, "email": "samira@mairie.example", "role": "enroller"}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(manager.account).post(reverse("sponsor:team"), invited).status_code == 302
    invitation = OfficerInvitation.objects.get(email="samira@mairie.example")
    assert (invitation.sponsor, invitation.role) == (manager.sponsor, "enroller")
    assert not Officer.objects.filter(account__email="samira@mairie.example").exists(), "they have not answered"
    assert "l’inscription des familles à l’accueil" in mail.outbox[0].body
    assert NASTY not in signed_in(manager.account).get(reverse("sponsor:team")).content.decode()


def test_somebody_who_has_an_account_already_is_written_to_as_well(django_capture_on_commit_callbacks) -> None:
    manager, known = make_officer(make_sponsor("Clichy")), make_account("Samira")
    known.set_password("une-phrase-longue-9")
    known.save()
    client = signed_in(manager.account)
    invited = {"name": "Samira", "email": known.email, "role": "reader"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("sponsor:team"), invited)
    (letter,) = mail.outbox
    assert letter.to == [known.email]
    assert "Clichy" in letter.body
    assert "/invitation/" in letter.body
    assert not Officer.objects.filter(account=known).exists()


def test_a_reader_is_led_to_no_page_of_codes() -> None:
    reader = make_officer(make_sponsor(), OfficerRole.READER)
    assert reverse("sponsor:codes") not in signed_in(reader.account).get(reverse("sponsor:home")).content.decode()


def test_a_role_that_does_not_exist_and_an_officer_of_elsewhere_are_refused() -> None:
    manager, elsewhere = make_officer(make_sponsor()), make_officer(make_sponsor())
    client = signed_in(manager.account)
    wrong = {"name": "X", "email": "x@mairie.example", "role": "mayor"}
    assert client.post(reverse("sponsor:team"), wrong).status_code == 422
    taken = {"name": "X", "email": elsewhere.account.email, "role": "reader"}
    assert client.post(reverse("sponsor:team"), taken).status_code == 302, "the page tells nobody whose address it is"
    assert client.post(reverse("sponsor:role", args=[elsewhere.pk]), {"role": "reader"}).status_code == 404
    assert client.post(reverse("sponsor:dismiss", args=[elsewhere.pk])).status_code == 404
    elsewhere.refresh_from_db()
    assert (elsewhere.role, elsewhere.sponsor_id == manager.sponsor_id) == ("manager", False)


def test_a_role_a_colleague_changed_since_the_page_was_read_is_told_and_left() -> None:
    manager = make_officer(make_sponsor())
    colleague = Officer.objects.create(account=make_account("Samira"), sponsor=manager.sponsor, role="reader")
    first, second = signed_in(manager.account), signed_in(make_officer(manager.sponsor).account)
    read = 'name="seen" value="reader"'
    assert read in first.get(reverse("sponsor:team")).content.decode()
    second.post(reverse("sponsor:role", args=[colleague.pk]), {"role": "manager", "seen": "reader"})
    told = first.post(reverse("sponsor:role", args=[colleague.pk]), {"role": "enroller", "seen": "reader"}, follow=True)
    assert "Un collègue a changé ce rôle" in text(told)
    colleague.refresh_from_db()
    assert colleague.role == "manager"


def test_a_manager_changes_and_takes_back_a_colleague_but_not_the_last_manager() -> None:
    manager = make_officer(make_sponsor())
    colleague = Officer.objects.create(account=make_account("Samira"), sponsor=manager.sponsor, role="reader")
    client = signed_in(manager.account)
    client.post(reverse("sponsor:role", args=[colleague.pk]), {"role": "enroller", "seen": "reader"})
    colleague.refresh_from_db()
    assert colleague.role == "enroller"
    client.post(reverse("sponsor:role", args=[manager.pk]), {"role": "reader", "seen": "manager"})
    manager.refresh_from_db()
    assert manager.role == "manager"
    client.post(reverse("sponsor:dismiss", args=[colleague.pk]))
    client.post(reverse("sponsor:dismiss", args=[manager.pk]))
    assert list(Officer.objects.all()) == [manager]
    assert signed_in(colleague.account).get(reverse("sponsor:codes")).status_code == 404
