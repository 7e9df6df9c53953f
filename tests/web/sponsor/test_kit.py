"""The kit of a sponsor: its code, its logo, its words to copy, for it alone."""

import io
from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from declic.ground.errors import Refusal
from declic.ground.ids import spaced
from declic.ground.moments import full_day
from declic.ground.paris import paris_day
from declic.sponsors import clean
from declic.sponsors.actions import issue_code, present_sponsor, reissue_code, revoke_code
from declic.sponsors.models import ActivationCode, Agreement, Officer, Sponsor
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.officers import OfficerRole
from declic.web.sponsor.kit import hours_of
from declic.web.sponsor.papers.handout import (
    Hours,
)
from tests.web.clients import signed_in
from tests.web.sponsor.papers.handouts import an_image, text_of
from tests.world import make_officer, make_sponsor, set_hours


@pytest.mark.django_db
def test_the_words_to_copy_tell_the_classes_agreed() -> None:
    sponsor = make_sponsor("Bezons", now=timezone.now())
    officer = make_officer(sponsor, OfficerRole.ENROLLER)
    issue_code(sponsor=sponsor, ceiling=9, now=timezone.now())
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()
    assert page.count("du CP à la Terminale") + page.count("du CP a la Terminale") == 2
    sponsor.agreements.update(levels="6E 5E 4E 3E")
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()
    assert "Terminale" not in page
    assert page.count("de la 6e à la 3e") == 2


def test_a_logo_is_made_small_and_written_again() -> None:
    with Image.open(io.BytesIO(clean.logo(an_image((3000, 1000), "JPEG")))) as kept:
        assert (kept.format, kept.size) == ("PNG", (900, 300))


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", an_image()[:60], b"x" * (clean.LOGO_BYTES + 1)],
    ids=["empty", "gif", "svg", "cut", "heavy"],
)
def test_what_is_no_logo_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        clean.logo(data)


@pytest.fixture
def officer(db: None) -> Officer:
    set_hours((0, "17:00", "20:00"))
    return make_officer(make_sponsor("CSE <b>Horizon</b>", now=timezone.now()), OfficerRole.ENROLLER)


def test_the_kit_carries_the_code_chosen_and_the_logo_given(officer: Officer) -> None:
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    school = issue_code(sponsor=officer.sponsor, ceiling=9, label="École", scope="school", now=timezone.now())
    client = signed_in(officer.account)
    sent = {"contact": "Accueil, poste 12", "logo": SimpleUploadedFile("logo.png", an_image(), "image/png")}
    assert client.post(reverse("sponsor:kit"), sent).status_code == 302
    assert client.get(reverse("sponsor:logo"))["Content-Type"] == "image/png"
    page = client.get(reverse("sponsor:kit"), {"code": school.pk, "langue": "ar"}).content.decode()
    address = reverse("sponsor:paper", args=[school.pk, "depliant", "ar"])
    assert address in page
    assert "<b>Horizon</b>" not in page
    assert 'dir="rtl"' in page
    pdf = client.get(address)
    assert pdf["Content-Type"] == "application/pdf"
    assert f"{school.code[:4]}-{school.code[4:]}" in text_of(pdf.content)
    assert "poste 12" in text_of(pdf.content)


def test_the_words_to_copy_do_not_say_in_the_evening_of_a_service_that_never_closes(officer: Officer) -> None:
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    client, address = signed_in(officer.account), reverse("sponsor:kit")
    assert "Le soir, votre enfant montre" in client.get(address).content.decode()
    set_hours(*((day, "00:00", "00:00") for day in range(7)))
    page = client.get(address).content.decode()
    assert "Votre enfant montre" in page
    assert "e soir" not in page


def an_agreement(sponsor: Sponsor, starts: int, ends: int, **said: object) -> Agreement:
    """From so many days from now to so many."""
    today = paris_day(timezone.now())
    return Agreement.objects.create(
        sponsor=sponsor,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
        state=AgreementState.SIGNED.value,
        **said,
    )


def test_the_kit_of_a_code_without_places_says_so_and_another_is_taken_first(officer: Officer) -> None:
    client, now = signed_in(officer.account), timezone.now()
    room = issue_code(sponsor=officer.sponsor, ceiling=5, now=now - timedelta(days=1))
    full = issue_code(sponsor=officer.sponsor, ceiling=5, now=now)
    ActivationCode.objects.filter(pk=full.pk).update(uses=full.ceiling)
    first = client.get(reverse("sponsor:kit")).content.decode()
    assert reverse("sponsor:paper", args=[room.pk, "lettre", "fr"]) in first
    assert "Toutes les places" not in first
    assert f"{spaced(full.code)} (toutes ses places sont prises)" in first
    chosen = client.get(reverse("sponsor:kit"), {"code": full.pk}).content.decode()
    assert f"Toutes les places du code {spaced(full.code)} sont prises" in chosen


@pytest.mark.django_db
def test_before_it_begins_the_kit_already_tells_the_hours_agreed() -> None:
    set_hours(*((day, "16:00", "22:00") for day in range(5)))
    sponsor = make_sponsor(agreement=False)
    an_agreement(sponsor, 400, 700)
    an_agreement(sponsor, 30, 395, weekdays="1", opens_at="17:00", closes_at="18:00")
    assert hours_of(sponsor) == (Hours((1,), time(17), time(18)),)
    code = issue_code(sponsor=sponsor, ceiling=9, now=timezone.now())
    officer = make_officer(sponsor, OfficerRole.ENROLLER)
    address = reverse("sponsor:paper", args=[code.pk, "lettre", "fr"])
    text = text_of(signed_in(officer.account).get(address).content).replace("\u00a0", " ")
    assert "mardi : 17 h – 18 h" in text
    assert "16 h" not in text
    begins = full_day(paris_day(timezone.now()) + timedelta(days=30)).replace("\u00a0", " ")
    assert f"À partir du {begins}" in text
    page = signed_in(officer.account).get(reverse("sponsor:kit")).content.decode().replace("\u00a0", " ")
    assert f"Ouvert à partir du {begins} : mardi : 17 h" in page


@pytest.mark.django_db
def test_hours_agreed_on_a_day_without_service_are_not_printed() -> None:
    set_hours((0, "17:00", "20:00"), (2, "14:00", "19:30"))
    sponsor = make_sponsor(agreement=False)
    agreement = an_agreement(sponsor, -5, 300, weekdays="025", opens_at="09:00", closes_at="19:00")
    assert hours_of(sponsor) == (Hours((0,), time(17), time(19)), Hours((2,), time(14), time(19)))
    agreement.weekdays = "5"
    agreement.save()
    assert hours_of(sponsor) == ()


def test_a_wrong_logo_changes_nothing_and_is_explained(officer: Officer) -> None:
    present_sponsor(sponsor=officer.sponsor, contact="Accueil", logo=clean.logo(an_image()), now=timezone.now())
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    sent = {"contact": "Autre", "logo": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")}
    answer = signed_in(officer.account).post(reverse("sponsor:kit"), sent)
    assert answer.status_code == 422
    assert "ne s’ouvre pas" in answer.content.decode()
    officer.sponsor.refresh_from_db()
    assert officer.sponsor.contact == "Accueil"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("commune", "Pour le magazine de la ville"),
        ("works_council", "Pour la lettre aux salariés"),
        ("department", "Pour votre magazine"),
    ],
)
def test_the_words_to_copy_are_for_what_the_sponsor_prints(officer: Officer, kind: str, title: str) -> None:
    Sponsor.objects.filter(pk=officer.sponsor_id).update(kind=kind)
    issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    assert f"<h2>{title}</h2>" in signed_in(officer.account).get(reverse("sponsor:kit")).content.decode()


def test_a_paper_of_another_sponsor_and_one_that_does_not_exist_are_not_found(officer: Officer) -> None:
    theirs = issue_code(sponsor=make_sponsor(), ceiling=9, now=timezone.now())
    mine = issue_code(sponsor=officer.sponsor, ceiling=9, now=timezone.now())
    client = signed_in(officer.account)
    for args in ([theirs.pk, "depliant", "fr"], [mine.pk, "tract", "fr"], [mine.pk, "depliant", "xx"]):
        assert client.get(reverse("sponsor:paper", args=args)).status_code == 404
    reader = make_officer(officer.sponsor, OfficerRole.READER)
    assert signed_in(reader.account).get(reverse("sponsor:paper", args=[mine.pk, "depliant", "fr"])).status_code == 404


@pytest.mark.django_db
def test_the_kit_says_that_no_code_opens_anything_without_an_agreement() -> None:
    officer = make_officer(make_sponsor("Clichy", now=timezone.now(), agreement=False))
    issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now())
    pages = [signed_in(officer.account).get(reverse(f"sponsor:{name}")).content.decode() for name in ("codes", "kit")]
    assert all("Aucune convention n’est en cours." in page for page in pages)


@pytest.mark.django_db
def test_the_papers_of_a_code_that_was_replaced_are_refused_and_the_new_one_is_named() -> None:
    officer = make_officer(make_sponsor("Clichy", now=timezone.now()))
    old = issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now())
    first = reissue_code(code=old, now=timezone.now())
    fresh = reissue_code(code=first, now=timezone.now())
    issue_code(sponsor=officer.sponsor, ceiling=50, now=timezone.now(), label="École Jules-Ferry")
    client = signed_in(officer.account)

    answer = client.get(reverse("sponsor:paper", args=[old.pk, "lettre", "fr"]))
    assert answer.status_code == 409
    assert f"imprimez les papiers de {spaced(fresh.code)}" in answer.content.decode()
    kit = client.get(f"{reverse('sponsor:kit')}?code={old.pk}").content.decode()
    assert f"Le code {spaced(old.code)} ne sert plus." in kit
    assert reverse("sponsor:paper", args=[fresh.pk, "lettre", "fr"]) in kit

    revoke_code(code=fresh, now=timezone.now())
    gone = client.get(reverse("sponsor:paper", args=[old.pk, "lettre", "fr"])).content.decode()
    assert f"Le code {spaced(old.code)} ne sert plus." in gone
    assert client.get(f"{reverse('sponsor:kit')}?code=9²").status_code == 200
