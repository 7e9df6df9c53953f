"""A family without e-mail, registered at the desk: all or nothing, found again by its paper alone."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from declic.journal.models import Fact
from declic.people import actions as people
from declic.people.models import Account, Guardian, Pupil
from declic.people.queries import card_secret, children_of, missing_consents
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import enrol_child, issue_code
from declic.sponsors.actions.moves import change_sponsor
from declic.sponsors.models import Enrolment, GuardianCode, Officer
from declic.sponsors.rules.officers import OfficerRole
from declic.web.layout.typography import NBSP
from tests.rolls.world import make_entry
from tests.web.clients import signed_in
from tests.web.sponsor.desk import ACCEPTED, filled, officer, register
from tests.world import make_guardian, make_officer, make_sponsor

__all__ = ["officer"]

pytestmark = pytest.mark.django_db


def test_a_whole_family_is_registered_and_its_cards_are_printed(officer: Officer) -> None:
    family = register(officer)
    assert [child.first_name for child in children_of(family.guardian)] == ["Awa", "Ibou"]
    assert Enrolment.objects.filter(sponsor=officer.sponsor).count() == 2
    assert officer.sponsor.codes.get().uses == 1
    account = family.guardian.account
    assert (account.email, account.has_usable_password(), account.name) == (None, False, "Mme Ba")
    assert not missing_consents(family.guardian)
    client = signed_in(officer.account)
    page = client.get(reverse("sponsor:family", args=[family.reference])).content.decode()
    assert f"{family.reference[:5]}-{family.reference[5:]}" in page
    cards = client.get(reverse("sponsor:family_cards", args=[family.reference]))
    assert cards.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"accepted": ["guardian"]},
        {"accepted": []},
        {"enfant1-first_name": ""},
        {"enfant2-level": "7E"},
        {"enfant2-first_name": "<b>", "enfant2-level": ""},
        {"enfant2-first_name": "+33"},
        {"code": "0"},
    ],
)
def test_a_family_that_is_not_whole_leaves_nothing_behind(officer: Officer, changed: dict[str, object]) -> None:
    before = Account.objects.count()
    answer = signed_in(officer.account).post(reverse("sponsor:families"), filled(officer, **changed))
    assert answer.status_code == 422
    assert Account.objects.count() == before
    assert not Guardian.objects.exists()
    assert officer.sponsor.codes.get().uses == 0


def test_a_child_half_written_is_in_sight_with_what_is_missing(officer: Officer) -> None:
    """Its place is folded away until it is used: an officer pressed a button that did nothing they could see."""
    half = {"enfant3-school": "École Jules-Ferry"}
    answer = signed_in(officer.account).post(reverse("sponsor:families"), filled(officer, **half))
    assert answer.status_code == 422
    places = re.findall(r'<details class="more"( open|)>(.*?)</details>', answer.content.decode(), re.DOTALL)
    told = [(bool(is_open), "obligatoire" in words) for is_open, words in places]
    assert told == [(True, False), (True, True), (False, False)]


def test_what_is_read_aloud_at_the_desk_is_true_there(officer: Officer) -> None:
    page = signed_in(officer.account).get(reverse("sponsor:families")).content.decode()
    assert "jamais un prénom" not in page
    assert "voit votre nom" in page


def test_what_was_read_aloud_is_recorded_under_its_own_version_and_counts_as_accepted(officer: Officer) -> None:
    guardian = register(officer).guardian
    given = dict(guardian.consents.values_list("kind", "version"))
    assert given == {text.kind: text.version_aloud for text in CONSENTS}
    noted = Fact.objects.filter(name="ConsentGiven").values_list("data__kind", "data__version")
    assert dict(noted) == given
    assert not missing_consents(guardian)
    people.accept(guardian=guardian, kinds=[], now=timezone.now())
    assert guardian.consents.count() == len(CONSENTS)
    online = make_guardian()
    people.accept(guardian=online, kinds=ACCEPTED, now=timezone.now())
    assert dict(online.consents.values_list("kind", "version")) == {text.kind: text.version for text in CONSENTS}


def test_two_texts_never_bear_one_version() -> None:
    for text in CONSENTS:
        assert (text.words == text.read_aloud) == (text.version == text.version_aloud), text.kind


def test_a_code_without_places_and_an_agreement_that_is_over_register_nobody(officer: Officer) -> None:
    officer.sponsor.codes.update(uses=5)
    client = signed_in(officer.account)
    answer = client.post(reverse("sponsor:families"), filled(officer))
    page = answer.content.decode().replace("\u00a0", " ")
    assert "Toutes les places de ce code sont prises : choisissez-en un autre" in page
    assert "(toutes ses places sont prises)" in page
    officer.sponsor.codes.update(uses=0)
    officer.sponsor.agreements.update(ends_on="2025-01-01", starts_on="2024-01-01")
    assert client.post(reverse("sponsor:families"), filled(officer)).status_code == 422
    assert not Pupil.objects.exists()


def test_the_paper_brings_back_its_own_desk_only(officer: Officer) -> None:
    family = register(officer)
    here, elsewhere = signed_in(officer.account), signed_in(make_officer(make_sponsor()).account)
    typed = f" {family.reference[:5].lower()}-{family.reference[5:].lower()} "
    address = reverse("sponsor:family", args=[family.reference])
    assert here.post(reverse("sponsor:find"), {"reference": typed})["Location"] == address
    assert elsewhere.post(reverse("sponsor:find"), {"reference": typed}).status_code == 422
    assert elsewhere.get(address).status_code == 404
    reader = make_officer(officer.sponsor, OfficerRole.READER)
    assert signed_in(reader.account).get(address).status_code == 404


def test_the_paper_of_a_family_that_moved_opens_nothing_at_the_desk_it_left(officer: Officer) -> None:
    """Its children's names are another town's business now, and so is who pays for one more."""
    family = register(officer)
    at_desk, page = signed_in(officer.account), reverse("sponsor:family", args=[family.reference])
    there = make_sponsor(now=timezone.now())
    code = issue_code(sponsor=there, ceiling=2, now=timezone.now())
    assert at_desk.get(page).status_code == 200
    change_sponsor(guardian=family.guardian, typed=code.code, now=timezone.now())
    assert at_desk.get(page).status_code == 404
    assert at_desk.post(page, {"first_name": "Lina", "level": "CP", "school": ""}).status_code == 404
    assert at_desk.get(reverse("sponsor:family_cards", args=[family.reference])).status_code == 404
    found = at_desk.post(reverse("sponsor:find"), {"reference": family.reference})
    assert "Aucune famille d’ici" in found.content.decode()


def test_guessing_references_is_slowed_down(officer: Officer) -> None:
    family = register(officer)
    client = signed_in(officer.account)
    for number in range(12):
        assert client.get(reverse("sponsor:family", args=[f"AAAAAAAA{number:02d}"])).status_code == 404
    assert client.get(reverse("sponsor:family", args=[family.reference])).status_code in {403, 409, 429}
    colleague = signed_in(make_officer(officer.sponsor).account)
    assert colleague.get(reverse("sponsor:family", args=[family.reference])).status_code == 200


def test_a_lost_card_is_made_again_and_a_child_is_added(officer: Officer) -> None:
    family = register(officer)
    awa = family.guardian.pupils.get(first_name="Awa")
    before = card_secret(awa.cards.get(revoked_at=None)).short_code
    client = signed_in(officer.account)
    renew = reverse("sponsor:renew", args=[family.reference, awa.pk])
    shown = client.get(reverse("sponsor:family", args=[family.reference])).content.decode()
    (_, form) = shown.split(f'action="{renew}"')
    lost = dict(re.findall(r'name="(lost)" value="(\d+)"', form)[:1])
    client.post(renew, lost)
    printed = card_secret(awa.cards.get(revoked_at=None)).short_code
    assert printed != before
    assert "a déjà été refaite" in client.post(renew, lost, follow=True).content.decode()
    assert card_secret(awa.cards.get(revoked_at=None)).short_code == printed
    client.post(reverse("sponsor:family", args=[family.reference]), {"first_name": "Fatou", "level": "CE1"})
    assert family.guardian.pupils.filter(first_name="Fatou", enrolments__sponsor=officer.sponsor).exists()


def test_where_a_child_came_by_a_card_the_place_of_the_next_one_s_code_comes_once_it_is_needed(
    officer: Officer,
) -> None:
    family, now = register(officer), timezone.now()
    council = issue_code(sponsor=make_sponsor(now=now), ceiling=5, now=now)
    council.sponsor.agreements.update(levels="6E")
    awa, fatou = (make_entry(officer.sponsor, now=now).code for _ in range(2))
    Enrolment.objects.filter(pupil__first_name="Awa").update(code=awa)
    change_sponsor(guardian=family.guardian, typed=council.code, now=now)
    page, child = reverse("sponsor:family", args=[family.reference]), {"first_name": "Fatou", "level": "CE1"}
    client = signed_in(officer.account)
    asked = client.post(page, child).content.decode()
    assert ("Son code à lui" in asked, 'value="Fatou"' in asked) == (True, True)
    assert client.post(page, {**child, "code": fatou.code}).status_code == 302
    assert family.guardian.pupils.filter(first_name="Fatou", enrolments__sponsor=officer.sponsor).exists()


def test_the_page_of_a_desk_does_not_tell_that_somebody_else_pays_too(officer: Officer) -> None:
    """The family came by a card; one of its children goes to a works council, by a code for all its families."""
    family, now = register(officer), timezone.now()
    awa = make_entry(officer.sponsor, now=now).code
    Enrolment.objects.update(code=awa)
    GuardianCode.objects.filter(guardian=family.guardian).update(code=awa)
    client, page = signed_in(officer.account), reverse("sponsor:family", args=[family.reference])
    child = {"first_name": "Fatou", "level": "CE1", "code": ""}

    def told() -> list[str]:
        pages = [client.get(page), client.post(page, child), client.post(page, {**child, "level": "6E"})]
        own = r'name="(?:csrfmiddlewaretoken|once)" value="\w+"|nonce="[^"]+"'
        return [re.sub(own, "", one.content.decode()) for one in pages]

    before = told()
    council = issue_code(sponsor=make_sponsor(now=now), ceiling=5, now=now)
    ibou = family.guardian.pupils.get(first_name="Ibou")
    Enrolment.objects.filter(pupil=ibou).update(until=now)
    Enrolment.objects.create(pupil=ibou, sponsor=council.sponsor, code=council, since=now)
    assert told() == before
    assert "Son code à lui" in before[0]


def test_a_child_the_town_never_paid_for_is_not_named_printed_nor_renewed_at_its_desk(officer: Officer) -> None:
    """Ibou went to a works council, and Salomé only ever came by it: her name was typed to nobody here."""
    family, now = register(officer), timezone.now()
    council = issue_code(sponsor=make_sponsor(now=now), ceiling=5, now=now)
    council.sponsor.agreements.update(levels="6E")
    change_sponsor(guardian=family.guardian, typed=council.code, now=now)
    salome = enrol_child(guardian=family.guardian, first_name="Salomé", level="6E", now=now)
    assert {one.sponsor for one in Enrolment.objects.filter(pupil=salome)} == {council.sponsor}
    before = card_secret(salome.cards.get(revoked_at=None)).short_code
    client, paper = signed_in(officer.account), family.reference

    page = client.get(reverse("sponsor:family", args=[paper])).content.decode()
    assert ("Awa" in page, "Ibou" in page, "Salomé" in page, f"2{NBSP}enfants sont inscrits" in page) == (1, 1, 0, 1)
    cards = PdfReader(io.BytesIO(client.get(reverse("sponsor:family_cards", args=[paper])).content))
    printed = "".join(one.extract_text() for one in cards.pages)
    assert ("Awa" in printed, "Salomé" in printed) == (True, False)
    assert client.post(reverse("sponsor:renew", args=[paper, salome.pk])).status_code == 404
    assert card_secret(salome.cards.get(revoked_at=None)).short_code == before


def test_a_child_of_another_family_is_not_renewed_with_this_paper(officer: Officer) -> None:
    family = register(officer)
    other = Pupil.objects.create(
        account=Account.objects.create_user(None, name="Tom"), guardian=make_guardian(), first_name="Tom", level="CP"
    )
    answer = signed_in(officer.account).post(reverse("sponsor:renew", args=[family.reference, other.pk]))
    assert answer.status_code == 404


def test_before_the_agreement_begins_the_day_is_on_the_desk_s_page_and_on_the_family_s_paper(officer: Officer) -> None:
    officer.sponsor.agreements.update(starts_on=date(2099, 9, 1))
    client, family = signed_in(officer.account), register(officer)
    for address in (reverse("sponsor:families"), reverse("sponsor:family", args=[family.reference])):
        assert "1er septembre 2099" in client.get(address).content.decode().replace("\u00a0", " ")
