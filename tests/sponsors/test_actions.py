"""Sponsors made from the lists, agreements, codes that open just as many times as they say."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

from declic.ground.errors import NotYours, Refusal
from declic.ground.ids import ALPHABET, spaced
from declic.journal.models import Fact
from declic.people.models import Guardian
from declic.sponsors import actions, queries, rules
from declic.sponsors.models import ActivationCode, Commune, LedgerEntry, Sponsor
from tests.refusals import refused
from tests.world import NOW, later, make_agreement, make_guardian, make_officer, make_sponsor

TODAY = NOW.date()


def a_code(sponsor: Sponsor | None = None, ceiling: int = 10) -> ActivationCode:
    return actions.issue_code(sponsor=sponsor or make_sponsor(), ceiling=ceiling, now=NOW)


@pytest.fixture
def communes(db: None) -> None:
    actions.load_communes()


def test_the_list_loads_and_loads_again(communes: None) -> None:
    assert Commune.objects.count() == 34_969
    Commune.objects.filter(pk="92024").update(name="Autre", population=1)
    assert actions.load_communes() == 34_969
    clichy = Commune.objects.get(pk="92024")
    assert (clichy.name, clichy.population, clichy.siren) == ("Clichy", 64_410, "219200243")
    assert Commune.objects.count() == 34_969
    assert set(Commune.objects.values_list("academie", flat=True)) - {""} <= set(rules.zones())

    sponsor = actions.create_sponsor_commune(insee="95026", now=NOW)
    assert (sponsor.name, sponsor.siren, sponsor.academie, sponsor.zone) == (
        "Asnières-sur-Oise",
        "219500261",
        "Versailles",
        "C",
    )
    with refused("already_sponsor"):
        actions.create_sponsor_commune(insee="95026", now=NOW)
    with refused("unknown_commune"):
        actions.create_sponsor_commune(insee="00000", now=NOW)
    assert [commune.name for commune in queries.find_communes("clich")][:1] == ["Clichy"]
    assert "Asnières-sur-Oise" in [commune.name for commune in queries.find_communes("95270")]
    assert queries.find_communes("9") == []


@pytest.mark.parametrize(
    ("academie", "zone"), [("Versailles", "C"), ("Lille", "B"), ("Lyon", "A"), ("Corse", ""), ("La Réunion", "")]
)
def test_an_academie_has_its_zone(academie: str, zone: str) -> None:
    assert rules.zone_of(academie) == zone


@pytest.mark.django_db
def test_a_works_council_has_a_checked_siret() -> None:
    sponsor = actions.create_sponsor_by_siret(
        name="CSE <b>Horizon</b>", siret="732 829 320 00074", academie="Lyon", now=NOW
    )
    assert (sponsor.siret, sponsor.siren, sponsor.zone) == ("73282932000074", "732829320", "A")
    with refused("already_sponsor"):
        actions.create_sponsor_by_siret(name="Autre", siret="73282932000074", academie="Lyon", now=NOW)
    for wrong in ("73282932000075", "123", "", "abcdefghijklmn"):
        with refused("bad_siret"):
            actions.create_sponsor_by_siret(name="Autre", siret=wrong, academie="Lyon", now=NOW)


@pytest.mark.django_db
def test_a_works_council_that_moves_keeps_its_siren_and_its_officers() -> None:
    made = {"academie": "Lyon", "now": NOW}
    sponsor = actions.create_sponsor_by_siret(name="CSE Horizon", siret="35600000000048", **made)  # type: ignore[arg-type]
    for wrong, code in (("35600000000048", "same_siret"), ("73282932000074", "other_siren"), ("123", "bad_siret")):
        with refused(code):
            actions.move_sponsor(sponsor=sponsor, siret=wrong, now=NOW)
    assert actions.move_sponsor(sponsor=sponsor, siret="356 000 000 49837", now=NOW) == "35600000000048"
    assert queries.sponsor_of_siret("35600000049837") == sponsor
    assert queries.sponsor_of_siret("35600000000048") is None
    moved = Fact.objects.get(name="SponsorMoved")
    assert (moved.data["former"], moved.data["siret"]) == ("35600000000048", "35600000049837")
    Sponsor.objects.update(siret="")
    with refused("known_by_siren"):
        actions.move_sponsor(sponsor=sponsor, siret="35600000000048", now=NOW)


@pytest.mark.django_db
def test_a_second_establishment_of_a_body_is_made_once_somebody_says_that_it_is_another() -> None:
    made = {"academie": "Lyon", "now": NOW}
    actions.create_sponsor_by_siret(name="CSE Horizon", siret="35600000000048", **made)  # type: ignore[arg-type]
    second = {"name": "CSE Horizon Sud", "siret": "35600000049837", **made}
    with refused("siren_is_partner"):
        actions.create_sponsor_by_siret(**second)  # type: ignore[arg-type]
    assert actions.create_sponsor_by_siret(**second, another=True).siren == "356000000"  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_agreement_runs_on_both_its_days() -> None:
    sponsor = make_sponsor(agreement=False)
    agreement = actions.record_agreement(sponsor=sponsor, starts_on=TODAY, ends_on=TODAY + timedelta(days=30), now=NOW)
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=30), TODAY + timedelta(days=31)]
    assert [queries.running_agreement(sponsor, day) for day in days] == [None, agreement, agreement, None]
    with refused("dates_reversed"):
        actions.record_agreement(sponsor=sponsor, starts_on=TODAY, ends_on=TODAY - timedelta(days=1), now=NOW)


@pytest.mark.django_db
def test_a_code_is_read_aloud_without_doubt() -> None:
    code = a_code()
    assert len(code.code) == 8
    assert set(code.code) <= set(ALPHABET)
    assert not set("0O1I2Z5S6G8BQ") & set(ALPHABET)
    assert queries.code_of(f" {spaced(code.code).lower()} ", TODAY) == code


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "ZZZZZZZZ", "' OR 1=1", "x" * 3000, "<script>"])
def test_a_wrong_code_is_unknown(typed: str) -> None:
    with refused("unknown_code"):
        queries.code_of(typed, TODAY)


@pytest.mark.django_db
def test_a_revoked_code_opens_nothing_and_keeps_its_families() -> None:
    code, early, late = a_code(), make_guardian(), make_guardian()
    actions.redeem(typed=code.code, guardian=early, now=NOW)
    actions.revoke_code(code=code, now=later(5))
    with refused("revoked_code"):
        actions.redeem(typed=code.code, guardian=late, now=later(6))
    assert actions.enrol_child(guardian=early, first_name="Inès", level="4E", now=later(7))


@pytest.mark.django_db
def test_an_exhausted_code_opens_nothing_more() -> None:
    code = a_code(ceiling=5)
    ActivationCode.objects.filter(pk=code.pk).update(uses=4)
    actions.redeem(typed=code.code, guardian=make_guardian(), now=NOW)
    with refused("exhausted_code"):
        actions.redeem(typed=code.code, guardian=make_guardian(), now=NOW)


@pytest.mark.django_db
def test_a_code_opens_while_an_agreement_runs_or_is_to_come() -> None:
    over = make_sponsor(agreement=False)
    make_agreement(over, NOW - timedelta(days=400), days=30)
    with refused("no_agreement"):
        queries.code_of(a_code(over).code, TODAY)
    to_come = make_sponsor(agreement=False)
    make_agreement(to_come, NOW + timedelta(days=60), days=30)
    assert queries.code_of(a_code(to_come).code, TODAY)


@pytest.mark.django_db
def test_one_family_uses_one_place_however_often_it_types_the_code() -> None:
    code, guardian = a_code(), make_guardian()
    for _ in range(3):
        actions.redeem(typed=code.code, guardian=guardian, now=NOW)
    code.refresh_from_db()
    assert code.uses == 1
    with refused("already_redeemed"):
        actions.redeem(typed=a_code().code, guardian=guardian, now=NOW)


@pytest.mark.django_db
def test_children_are_paid_for_by_the_family_s_sponsor() -> None:
    code, guardian = a_code(), make_guardian()
    with refused("no_code"):
        actions.enrol_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
    assert not guardian.pupils.exists()  # added and enrolled, or neither
    actions.redeem(typed=code.code, guardian=guardian, now=NOW)
    pupil = actions.enrol_child(guardian=guardian, first_name="Inès", level="4E", now=NOW)
    assert queries.sponsor_of(pupil, TODAY) == code.sponsor
    assert queries.sponsor_of(pupil, TODAY - timedelta(days=1)) is None
    assert queries.sponsor_of_guardian(guardian) == code.sponsor


@pytest.mark.django_db
def test_an_officer_reaches_their_own_sponsor_only() -> None:
    mine, other = make_officer(make_sponsor()), make_officer(make_sponsor())
    code = a_code(mine.sponsor)
    assert queries.access_officer(mine.account) == mine
    assert queries.access_code(mine, code.pk) == code
    with pytest.raises(NotYours):
        queries.access_code(other, code.pk)
    with pytest.raises(NotYours):
        queries.access_officer(make_guardian().account)


@pytest.mark.django_db
def test_a_lesson_is_counted_once() -> None:
    sponsor, about = make_sponsor(), uuid4()
    for _ in range(2):
        actions.count_lesson(sponsor_id=sponsor.pk, lesson_id=about, seconds=600, asked_at=NOW)
    assert LedgerEntry.objects.get().seconds == 600


@pytest.mark.django_db(transaction=True)
def test_a_ceiling_holds_when_everybody_comes_at_once() -> None:
    """Twelve families, five places, as many connections as families."""
    code = a_code(ceiling=5)
    families = [make_guardian() for _ in range(12)]
    gate, said = threading.Barrier(len(families)), list[str]()

    def come(guardian: Guardian) -> None:
        try:
            gate.wait(10)
            actions.redeem(typed=code.code, guardian=guardian, now=NOW)
            said.append("in")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=(guardian,)) for guardian in families]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    code.refresh_from_db()
    assert connection.vendor in {"sqlite", "postgresql"}
    assert sorted(said) == ["exhausted_code"] * 7 + ["in"] * 5
    assert code.uses == code.families.count() == 5
