"""Django's admin: behind a second factor, every register readable, nothing editable that an action must write."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from declic.dispatch.models import OpeningHours
from declic.people.models import Account, Guardian, Pupil
from declic.sponsors.models import Sponsor
from tests.web.second_factor import proved_twice
from tests.world import make_guardian, make_lesson, make_officer, make_operator, make_pupil, make_ring, make_sponsor

pytestmark = pytest.mark.django_db
EDITABLE = {"Account", "Sponsor", "OpeningHours"}
OURS = sorted(
    (model for model in admin.site._registry if model.__module__.startswith("declic.")), key=lambda m: m.__name__
)


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def proved() -> Client:
    """An operator who showed a second factor in this session."""
    return proved_twice(make_operator())


def test_a_password_alone_opens_nothing() -> None:
    client = Client()
    client.force_login(make_operator())
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain
    assert "/admin/" not in answer.request["PATH_INFO"]


def test_nobody_else_comes_in() -> None:
    for account in (make_officer(make_sponsor()).account, make_guardian().account, make_pupil().account):
        client = Client()
        client.force_login(account)
        answer = client.get(address(Account, "changelist"))
        assert answer.status_code in {302, 403, 404}


def test_every_table_of_people_partners_and_lessons_is_there_in_french() -> None:
    names = {model.__name__ for model in OURS}
    assert {"Fact", "Account", "Teacher", "Sponsor", "HelpRequest", "Offer", "Duty", "Lesson", "LedgerEntry"} <= names
    assert all(str(model._meta.verbose_name) != model.__name__.lower() for model in OURS if model.__name__ != "Commune")


def test_every_list_opens_is_searched_and_shows_its_rows(proved: Client) -> None:
    make_lesson(state="ended")
    make_ring()
    make_officer(make_sponsor())
    for model in OURS:
        pages = [(address(model, "changelist"), {}), (address(model, "changelist"), {"q": "Martin"})]
        row = model._default_manager.first()
        if row is not None:
            pages.append((address(model, "change", row.pk), {}))
        assert [proved.get(page, asked).status_code for page, asked in pages] == [200] * len(pages), model


def test_filters_are_named_in_french(proved: Client) -> None:
    make_lesson(state="ended")
    page = proved.get(reverse("admin:dispatch_helprequest_changelist")).content.decode()
    assert "Par état" in page
    assert "Par niveau" in page
    assert "Par state" not in page


def test_a_register_is_not_edited(proved: Client) -> None:
    make_lesson(state="ended")
    for model in OURS:
        if model.__name__ in EDITABLE:
            continue
        assert proved.get(address(model, "add")).status_code == 403, model
        row = model._default_manager.first()
        if row is not None:
            assert proved.post(address(model, "change", row.pk), {}).status_code == 403, model
            assert proved.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403, model
            assert model._default_manager.filter(pk=row.pk).exists()


def test_what_may_be_mended_is_mended_and_nothing_is_erased(proved: Client) -> None:
    pupil = make_pupil()
    sponsor = pupil.enrolments.get().sponsor
    given = {"name": "CSE Horizon", "zone": "A"}
    counted = {
        f"agreements-{name}": value
        for name, value in (
            ("TOTAL_FORMS", "0"),
            ("INITIAL_FORMS", "0"),
            ("MIN_NUM_FORMS", "0"),
            ("MAX_NUM_FORMS", "9"),
        )
    }
    assert proved.post(address(Sponsor, "change", sponsor.pk), given | counted).status_code == 302
    sponsor.refresh_from_db()
    assert (sponsor.name, sponsor.zone) == ("CSE Horizon", "A")
    for kept in (sponsor, pupil.account):
        assert proved.post(address(type(kept), "delete", kept.pk), {"post": "yes"}).status_code == 403
    assert Pupil.objects.filter(pk=pupil.pk).exists()


def test_hours_are_set_on_a_day_of_the_week_and_on_no_other(proved: Client) -> None:
    hours = {"opens_at": "17:00", "closes_at": "20:00"}
    assert "mardi" in proved.get(address(OpeningHours, "add")).content.decode()
    assert proved.post(address(OpeningHours, "add"), {"weekday": "7", **hours}).status_code == 200
    assert not OpeningHours.objects.exists(), "a service of such a day alone would never open"
    assert proved.post(address(OpeningHours, "add"), {"weekday": "1", **hours}).status_code == 302
    assert OpeningHours.objects.get().weekday == 1
    assert "mardi" in proved.get(address(OpeningHours, "changelist")).content.decode()


def test_names_that_are_markup_stay_text(proved: Client) -> None:
    make_pupil(first_name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in proved.get(address(Pupil, "changelist")).content.decode()


def test_what_was_signed_is_not_changed_there(proved: Client) -> None:
    sponsor = make_sponsor("Clichy")
    agreement = sponsor.agreements.get()
    page = proved.get(address(Sponsor, "change", sponsor.pk)).content.decode()
    assert 'name="agreements-0-price_cents"' not in page
    given = {"name": "Clichy", "zone": "C", "agreements-TOTAL_FORMS": 1, "agreements-INITIAL_FORMS": 1}
    given |= {"agreements-0-id": agreement.pk, "agreements-0-sponsor": sponsor.pk, "agreements-0-price_cents": 1}
    proved.post(address(Sponsor, "change", sponsor.pk), given)
    agreement.refresh_from_db()
    assert agreement.price_cents == 0


@pytest.mark.parametrize("typed", ["helene", "petit helene", "hélène petit"])
def test_a_name_is_found_accents_aside(proved: Client, typed: str) -> None:
    make_guardian("Hélène Petit"), make_guardian("Karima Benali")
    for model in (Account, Guardian):
        found = proved.get(address(model, "changelist"), {"q": typed}).content.decode()
        assert ("Hélène Petit" in found, "Karima Benali" in found) == (True, False)


def test_hours_that_end_the_next_day_and_no_hours_at_all_are_told_for_what_they_mean(proved: Client) -> None:
    typed = {"weekday": "0", "opens_at": "20:00", "closes_at": "18:30"}
    said = proved.post(address(OpeningHours, "add"), typed, follow=True).content.decode().replace("\u00a0", " ")
    assert "La fermeture est le lendemain : ouvert lundi à partir de 20 h, jusqu’à mardi, 18 h 30." in said
    assert "lundi, 20:00 – 18:30" in said
    row = OpeningHours.objects.get()
    again = proved.post(address(OpeningHours, "change", row.pk), {**typed, "closes_at": "22:00"}, follow=True)
    assert "le lendemain" not in again.content.decode()
    gone = proved.post(address(OpeningHours, "delete", row.pk), {"post": "yes"}, follow=True).content.decode()
    assert "le service est ouvert jour et nuit" in gone
    OpeningHours.objects.create(weekday=1, opens_at="17:00", closes_at="20:00")
    chosen = {"action": "delete_selected", "_selected_action": OpeningHours.objects.get().pk, "post": "yes"}
    emptied = proved.post(address(OpeningHours, "changelist"), chosen, follow=True).content.decode()
    assert "le service est ouvert jour et nuit" in emptied
