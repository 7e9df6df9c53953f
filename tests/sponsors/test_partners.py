"""How a partner is found on the official list and made, once."""

import threading
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import QuerySet
from stdnum.fr import siren

from declic.billing.rules.invoices import ON_CHORUS
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.sponsors import actions, queries, rules
from declic.sponsors.models import Authority, Commune, Sponsor
from declic.sponsors.queries import directory
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.officers import is_of
from tests.world import (
    NOW,
    make_sponsor,
)


@pytest.mark.django_db
def test_an_intercommunalite_and_a_departement_are_found_and_become_sponsors() -> None:
    assert actions.load_authorities() == 1364
    (found, *_) = queries.find_authorities("plaine commune")
    assert "Plaine Commune" in found.name
    listed = queries.find_authorities("val d'oise")
    assert ("department", "95") in {(row.kind, row.code) for row in listed}
    sponsor = actions.create_sponsor_authority(code="95", now=NOW)
    assert (sponsor.kind, sponsor.zone) == ("department", "C")
    with pytest.raises(Refusal) as refused:
        actions.create_sponsor_authority(code="95", now=NOW)
    assert refused.value.code == "already_sponsor"


@pytest.mark.django_db
def test_the_list_offers_who_signs_once_and_no_departement_that_is_none_any_more() -> None:
    actions.load_communes()
    actions.load_authorities()
    offered = dict(Authority.objects.exclude(kind="epci").values_list("code", "name"))
    assert not offered.keys() & {"67", "68", "2A", "2B", "75", "975", "977", "978", "988"}
    for typed, body in (
        ("67", "Collectivité européenne d'Alsace"),
        ("Haut-Rhin", "Collectivité européenne d'Alsace"),
        ("2B", "Collectivité de Corse"),
        ("972", "Collectivité territoriale de Martinique"),
    ):
        assert body in [one.name for one in queries.find_authorities(typed)], typed
    (paris,) = Commune.objects.filter(siren="217500016")
    assert not Authority.objects.filter(siren=paris.siren).exists()
    academies = set(Authority.objects.values_list("academie", flat=True))
    assert academies <= set(rules.zones()), "whoever is offered may be one"
    rhone, lyon = Authority.objects.get(code="69"), Authority.objects.get(code="200046977")
    assert rhone.population is not None
    assert rhone.population < 500_000 < (lyon.population or 0), "the métropole has its own inhabitants"


@pytest.mark.django_db
def test_a_siren_of_the_list_is_one_bodys_alone_and_its_key_is_right() -> None:
    actions.load_authorities()
    known = list(Authority.objects.exclude(siren="").values_list("siren", flat=True))
    assert len(set(known)) == len(known)
    assert all(siren.is_valid(one) for one in known)
    assert not Authority.objects.filter(siren="").exists(), "it is asked for no more"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("42", "Loire (département)"),
        ("6AE", "Collectivité européenne d'Alsace"),
        ("973", "Collectivité territoriale de Guyane"),
    ],
)
def test_a_body_that_is_no_departement_is_not_called_one(code: str, name: str) -> None:
    actions.load_authorities()
    assert actions.create_sponsor_authority(code=code, now=NOW).name == name


@pytest.mark.django_db
def test_a_collectivite_that_is_neither_departement_nor_intercommunalite_is_called_what_it_is() -> None:
    actions.load_authorities()
    others = Authority.objects.filter(kind="collectivity").order_by("code")
    assert [one.name for one in others] == [
        "Métropole de Lyon",
        "Collectivité de Corse",
        "Collectivité européenne d'Alsace",
        "Collectivité territoriale de Martinique",
        "Collectivité territoriale de Guyane",
    ]
    for body in others:
        made = actions.create_sponsor_authority(code=body.code, now=NOW)
        assert (made.name, made.kind_label) == (body.name, "collectivité territoriale")
        assert SponsorKind(made.kind) in ON_CHORUS, "a public buyer"
        actions.identify_sponsor(sponsor=made, number=made.siren, now=NOW)
    assert Authority.objects.get(code="200054781").get_kind_display() == "intercommunalité", "Grand Paris is one"


@pytest.mark.django_db
def test_those_made_before_they_had_a_kind_of_their_own_are_given_it() -> None:
    actions.load_authorities()
    made = {code: actions.create_sponsor_authority(code=code, now=NOW) for code in ("200046977", "69")}
    Sponsor.objects.filter(pk=made["200046977"].pk).update(kind="epci")
    Authority.objects.filter(code="200046977").update(kind="epci")
    import_module("declic.sponsors.migrations.0020_collectivities").what_they_are(apps, None)
    assert Sponsor.objects.get(authority="200046977").kind == "collectivity"
    assert Authority.objects.get(code="200046977").kind == "collectivity"
    assert Sponsor.objects.get(authority="69").kind == "department"


@pytest.mark.django_db
def test_what_left_the_list_is_offered_no_more_but_stays_where_it_is_a_sponsor() -> None:
    for code, name in (("67", "Bas-Rhin"), ("68", "Haut-Rhin")):
        Authority.objects.create(code=code, kind="department", name=name, department=code, academie="Strasbourg")
    held = actions.create_sponsor_authority(code="67", now=NOW)
    actions.load_authorities()
    assert set(Authority.objects.filter(code__in=["67", "68"]).values_list("code", flat=True)) == {"67"}
    held.refresh_from_db()
    assert held.authority is not None


# -- found and known by numbers ---------------------------------------------------------------------------------------
def departments() -> None:
    for code, name in (
        ("20R", "Collectivité de Corse"),
        ("6AE", "Collectivité européenne d'Alsace"),
        ("91", "Essonne"),
        ("95", "Val-d’Oise"),
    ):
        Authority.objects.create(code=code, kind="department", name=name, department=code, academie="Versailles")
    directory._authority_names.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("2A", {"20R"}),
        ("2b", {"20R"}),
        ("20", {"20R"}),
        ("67", {"6AE"}),
        ("68", {"6AE"}),
        ("95", {"95"}),
        ("Collectivité de Corse", {"20R"}),
        ("corse", {"20R"}),
        ("haute corse", {"20R"}),
        ("Haut-Rhin", {"6AE"}),
        ("Conseil départemental du Val d'Oise", {"95"}),
        ("Collectivité européenne d’Alsace", {"6AE"}),
        ("zz", set()),
    ],
)
def test_a_departement_is_found_by_its_number_and_by_its_names(typed: str, codes: set[str]) -> None:
    departments()
    assert {found.pk for found in queries.find_authorities(typed)} == codes


@pytest.mark.django_db
def test_partners_are_found_without_accents_by_number_and_by_departement() -> None:
    departments()
    oise = actions.create_sponsor_authority(code="95", now=NOW)
    books = make_sponsor("Médiathèque d’Évry", agreement=False)
    for typed, found in (
        ("mediatheque evry", {books}),
        ("évry", {books}),
        ("val d’oise", {oise}),
        ("95", {oise}),
        (books.siret, {books}),
        ("", {oise, books}),
        ("rien", set()),
    ):
        authorities = queries.find_authorities(typed)
        assert set(queries.find_sponsors(typed, [], authorities)) == found, typed


@pytest.mark.django_db
def test_a_siren_a_departement_was_given_is_refused_to_its_commune_and_nothing_is_left() -> None:
    Authority.objects.create(code="75", kind="department", name="Paris", department="75", academie="Paris")
    Commune.objects.create(insee="75056", siren="217500016", name="Paris", department="75", academie="Paris")
    department = actions.create_sponsor_authority(code="75", now=NOW)
    actions.identify_sponsor(sponsor=department, number="217500016", now=NOW)
    with pytest.raises(Refusal) as refusal:
        actions.create_sponsor_commune(insee="75056", now=NOW)
    assert refusal.value.code == "siren_taken"
    assert "217500016" in refusal.value.message
    assert department.name in refusal.value.message
    assert Sponsor.objects.get() == department
    assert Fact.objects.filter(name="SponsorCreated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_given_the_same_siren_at_once_are_one_and_a_refusal() -> None:
    departments()
    both = [actions.create_sponsor_authority(code=code, now=NOW) for code in ("91", "95")]
    gate, said = threading.Barrier(len(both)), list[str]()

    def identify(sponsor: Sponsor) -> None:
        try:
            gate.wait(10)
            actions.identify_sponsor(sponsor=sponsor, number="200076958", now=NOW)
            said.append("noted")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=identify, args=(sponsor,)) for sponsor in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["noted", "siren_taken"]
    assert Sponsor.objects.filter(siren="200076958").count() == 1


def _commune_without_siren() -> Sponsor:
    return actions.create_sponsor_commune(insee="97701", now=NOW)


def _departement() -> Sponsor:
    return actions.create_sponsor_authority(code="95", now=NOW)


def _commune_with_siren() -> Sponsor:
    return actions.create_sponsor_commune(insee="95026", now=NOW)


def _council() -> Sponsor:
    return actions.create_sponsor_by_siret(name="CSE", siret="73282932000074", academie="Versailles", now=NOW)


MAKERS = (_commune_without_siren, _departement, _commune_with_siren, _council)


def _lists() -> None:
    departments()
    Commune.objects.create(insee="97701", name="Saint-Barthélemy", department="977", academie="Guadeloupe")
    Commune.objects.create(insee="95026", siren="219500261", name="Asnières", department="95", academie="Versailles")


@pytest.mark.django_db
@pytest.mark.parametrize("make", MAKERS)
def test_who_is_second_to_make_a_partner_hears_so_in_words(
    make: Callable[[], Sponsor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one commits after we looked and before we wrote."""
    _lists()
    first, looked = make(), iter([False])
    exists = QuerySet.exists
    monkeypatch.setattr(QuerySet, "exists", lambda rows: next(looked, None) is not False and exists(rows))
    with pytest.raises(Refusal) as refusal:
        make()
    assert refusal.value.code == "already_sponsor"
    assert Sponsor.objects.get() == first
    assert Fact.objects.filter(name="SponsorCreated").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", MAKERS)
def test_two_who_make_one_partner_at_once_are_one_and_a_refusal(make: Callable[[], Sponsor]) -> None:
    _lists()
    gate, said = threading.Barrier(2), list[str]()

    def come() -> None:
        try:
            gate.wait(10)
            make()
            said.append("made")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["already_sponsor", "made"]
    assert Sponsor.objects.count() == 1


@pytest.mark.django_db
def test_a_departement_is_known_to_proconnect_once_its_siren_is_given() -> None:
    departments()
    oise = actions.create_sponsor_authority(code="95", now=NOW)
    siret = "22950127500015"
    assert queries.sponsor_of_siret(siret) is None
    for wrong, code in (("229501271", "bad_siren"), ("22950127500016", "bad_siret"), ("", "bad_siren")):
        with pytest.raises(Refusal) as refusal:
            actions.identify_sponsor(sponsor=oise, number=wrong, now=NOW)
        assert refusal.value.code == code
    actions.identify_sponsor(sponsor=oise, number="229 501 275 00015", now=NOW)
    oise.refresh_from_db()
    assert (oise.siren, oise.siret) == ("229501275", "")
    assert queries.sponsor_of_siret("22950127500098") == oise
    assert is_of(siret, sponsor_siret=oise.siret, sponsor_siren=oise.siren)
    assert Fact.objects.filter(name="SponsorIdentified", data__siren="229501275").count() == 1

    corse = actions.create_sponsor_authority(code="20R", now=NOW)
    with pytest.raises(Refusal) as taken:
        actions.identify_sponsor(sponsor=corse, number="229501275", now=NOW)
    assert (taken.value.code, oise.name in taken.value.message) == ("siren_taken", True)
    with pytest.raises(Refusal) as known:
        actions.identify_sponsor(sponsor=make_sponsor(), number="200076958", now=NOW)
    assert known.value.code == "known_by_siret"
