"""The life of an agreement, its price, its ceiling, and whom it covers."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren

from declic.dispatch.actions import ask, expire, note_pupil_seen, run_wave
from declic.dispatch.queries import call_back_times
from declic.ground.errors import NotYours, Refusal
from declic.ground.units import Cents
from declic.journal.models import Fact
from declic.sponsors import actions, queries, rules
from declic.sponsors.models import Agreement, Authority, Commune, Enrolment, Officer, Sponsor
from declic.sponsors.queries import directory
from declic.sponsors.rules.agreements import (
    AGREEMENT_LIFE,
    BANDS,
    AgreementState,
    CeilingAlarm,
    PriceModel,
    Terms,
    amount_due,
    ceiling_alarm,
    check_terms,
    covers_moment,
    flat_price,
    following,
    lasting,
    state_on,
    to_renew,
    uncapped,
    whole_months,
)
from declic.sponsors.rules.officers import RIGHTS, OfficerRole, Right, is_of
from tests.world import (
    NOW,
    make_account,
    make_draft,
    make_free_teacher,
    make_officer,
    make_pupil,
    make_sponsor,
    set_hours,
)

BEGINS, ENDS = date(2026, 9, 1), date(2027, 8, 31)
HOURLY = Terms(PriceModel.PER_HOUR, Cents(32_00), ceiling=Cents(3_200_00))


# -- its life ---------------------------------------------------------------------------------------------------------
def test_the_calendar_makes_a_signed_agreement_run_and_end() -> None:
    days = (BEGINS - timedelta(days=1), BEGINS, ENDS, ENDS + timedelta(days=1))
    states = [state_on(AgreementState.SIGNED, BEGINS, ENDS, day) for day in days]
    assert [state.value for state in states] == ["signed", "running", "running", "ended"]
    assert [state_on(AgreementState.QUOTED, BEGINS, ENDS, day) for day in days] == [AgreementState.QUOTED] * 4


def test_the_calendar_only_makes_moves_of_the_table() -> None:
    assert AGREEMENT_LIFE.can(AgreementState.SIGNED, AgreementState.RUNNING)
    assert AGREEMENT_LIFE.can(AgreementState.RUNNING, AgreementState.ENDED)


@pytest.mark.parametrize(
    ("begins", "ends", "next_begins", "next_ends"),
    [
        (BEGINS, ENDS, date(2027, 9, 1), date(2028, 8, 31)),
        (date(2026, 11, 26), date(2027, 11, 25), date(2027, 11, 26), date(2028, 11, 25)),
        (date(2026, 9, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 4, 30)),
        (date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 11), date(2026, 9, 20)),
        (date(2026, 8, 31), date(2027, 8, 30), date(2027, 8, 31), date(2028, 8, 30)),
        (date(2026, 8, 31), date(2027, 2, 28), date(2027, 3, 1), date(2027, 8, 31)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2029, 3, 1), date(2030, 2, 28)),
    ],
)
def test_a_renewal_lasts_as_long_from_the_day_after(
    begins: date, ends: date, next_begins: date, next_ends: date
) -> None:
    assert following(begins, ends) == (next_begins, next_ends)


@given(begins=st.dates(date(2020, 1, 1), date(2060, 1, 1)), length=st.integers(0, 1500))
def test_a_renewal_never_overlaps_and_never_turns_back(begins: date, length: int) -> None:
    ends = begins + timedelta(days=length)
    first, last = following(begins, ends)
    assert first == ends + timedelta(days=1)
    assert last >= first
    assert abs((last - first).days - length) <= 3


def test_renewing_is_proposed_three_months_before_the_end() -> None:
    assert not to_renew(AgreementState.RUNNING, ENDS, date(2027, 6, 1))
    assert to_renew(AgreementState.RUNNING, ENDS, date(2027, 6, 2))
    assert not to_renew(AgreementState.ENDED, ENDS, date(2027, 9, 2))


# -- its price --------------------------------------------------------------------------------------------------------
def test_the_flat_price_grows_with_the_population() -> None:
    assert flat_price(12_000) == Cents(8_000_00)  # Florange
    assert flat_price(2_400_000) is None
    assert flat_price(None) is None
    assert sorted(price for _, price in BANDS) == [price for _, price in BANDS]


def test_a_flat_price_is_owed_whole_and_by_the_month() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for ends, owed in ((ENDS, 8_000_00), (date(2028, 8, 31), 16_000_00), (date(2026, 12, 31), 2_666_67)):
        assert uncapped(flat, starts_on=BEGINS, ends_on=ends, pupils=900, seconds=9_000_000) == owed


@given(begins=st.dates(date(2000, 1, 1), date(2099, 12, 31)), months=st.integers(1, 60))
def test_months_are_whole_from_any_day_on(begins: date, months: int) -> None:
    assert whole_months(begins, lasting(begins, months)) == months
    first, last = following(begins, lasting(begins, months))
    assert whole_months(first, last) == months


def test_a_year_begun_on_any_day_costs_a_year() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for day in (date(2026, 1, 1) + timedelta(days=gone) for gone in range(4 * 366)):
        last = lasting(day)
        assert uncapped(flat, starts_on=day, ends_on=last, pupils=0, seconds=0) == 8_000_00, day
        assert 364 <= (last - day).days <= 365
        assert last + timedelta(days=1) in {day + timedelta(days=365), day + timedelta(days=366)}


@given(
    begins=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    days=st.integers(0, 3000),
    more=st.integers(0, 800),
    sooner=st.integers(0, 800),
    price=st.integers(0, 10**8),
)
def test_a_longer_agreement_never_costs_less(begins: date, days: int, more: int, sooner: int, price: int) -> None:
    def cost(first: date, last: date) -> int:
        return uncapped(Terms(PriceModel.FLAT, Cents(price)), starts_on=first, ends_on=last, pupils=0, seconds=0)

    ends = begins + timedelta(days=days)
    longer = begins - timedelta(days=sooner), ends + timedelta(days=more)
    assert 0 <= cost(begins, ends) <= min(cost(begins, longer[1]), cost(longer[0], ends)) <= cost(*longer)
    assert cost(begins, lasting(begins, 36)) == 3 * price


def test_one_day_more_than_some_months_costs_a_day_more() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    for begins in (date(2026, 2, 1), date(2026, 9, 1), date(2027, 1, 1), date(2027, 3, 1)):
        costs = [
            uncapped(flat, starts_on=begins, ends_on=begins + timedelta(days=days), pupils=0, seconds=0)
            for days in range(800)
        ]
        assert all(20_00 < after - before < 25_00 for before, after in pairwise(costs))


def test_other_prices_follow_the_use_up_to_the_ceiling() -> None:
    pupil = Terms(PriceModel.PER_PUPIL, Cents(40_00), ceiling=Cents(4_000_00))
    costs = [uncapped(pupil, starts_on=BEGINS, ends_on=ENDS, pupils=pupils, seconds=0) for pupils in (0, 7, 166)]
    assert costs == [0, 280_00, 6_640_00]
    assert [amount_due(pupil, cost) for cost in costs] == [0, 280_00, 4_000_00]
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=5400) == 48_00
    assert uncapped(HOURLY, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=1) == 1


@given(seconds=st.integers(0, 10**8), price=st.integers(1, 100_00), ceiling=st.integers(100_00, 10**8))
def test_the_bill_never_goes_above_the_ceiling_nor_down(seconds: int, price: int, ceiling: int) -> None:
    terms = Terms(PriceModel.PER_HOUR, Cents(price), ceiling=Cents(ceiling))
    cost = uncapped(terms, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=seconds)
    more = uncapped(terms, starts_on=BEGINS, ends_on=ENDS, pupils=0, seconds=seconds + 600)
    assert amount_due(terms, cost) <= min(ceiling, amount_due(terms, more))


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(price=Cents(-1)), "bad_price"),
        (Terms(price=Cents(10**10)), "bad_price"),
        (Terms(price=Cents(800_000), ceiling=Cents(900_000)), "bad_ceiling"),
        (Terms(PriceModel.PER_HOUR, Cents(32_00), ceiling=Cents(31_00)), "bad_ceiling"),
        (Terms(levels=frozenset({"7E"})), "unknown_level"),
        (Terms(opens_at=time(17)), "bad_hours"),
        (Terms(opens_at=time(19), closes_at=time(17)), "bad_hours"),
        (Terms(weekdays=frozenset({7})), "bad_hours"),
    ],
)
def test_terms_that_make_no_sense_are_refused(terms: Terms, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_terms(terms)
    assert refused.value.code == code


# -- its ceiling ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("euros", "day", "alarm"),
    [
        (0, date(2026, 12, 1), CeilingAlarm.FAR),
        (700, date(2026, 12, 1), CeilingAlarm.FAR),
        (900, date(2026, 12, 1), CeilingAlarm.AHEAD),
        (900, date(2026, 9, 20), CeilingAlarm.FAR),
        (2560, date(2027, 8, 30), CeilingAlarm.NEAR),
        (3200, date(2027, 8, 30), CeilingAlarm.REACHED),
    ],
)
def test_people_are_told_before_the_ceiling_is_reached(euros: int, day: date, alarm: CeilingAlarm) -> None:
    assert ceiling_alarm(HOURLY, cost=Cents(euros * 100), starts_on=BEGINS, ends_on=ENDS, day=day) is alarm


def test_without_a_ceiling_there_is_no_alarm() -> None:
    flat = Terms(PriceModel.FLAT, Cents(8_000_00))
    assert ceiling_alarm(flat, cost=Cents(8_000_00), starts_on=BEGINS, ends_on=ENDS, day=ENDS) is None


# -- whom it covers ---------------------------------------------------------------------------------------------------
def test_the_hours_agreed_end_when_they_end() -> None:
    terms = Terms(weekdays=frozenset({0}), opens_at=time(17), closes_at=time(19))
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert [covers_moment(terms, monday.replace(hour=hour)) for hour in (16, 17, 18, 19)] == [False, True, True, False]
    assert not covers_moment(terms, monday.replace(hour=18) + timedelta(days=1))
    assert covers_moment(Terms(), monday)


# -- in the database --------------------------------------------------------------------------------------------------
def a_draft(sponsor: Sponsor | None = None, terms: Terms = Terms(), **dates: date) -> Agreement:  # noqa: B008
    given_dates = {"starts_on": BEGINS, "ends_on": ENDS, **dates}
    sponsor = sponsor or make_sponsor(agreement=False)
    return actions.draft_agreement(sponsor=sponsor, terms=terms, now=NOW, **given_dates)


@pytest.mark.django_db
def test_nothing_opens_before_the_signature() -> None:
    agreement, day = a_draft(), NOW.date()
    pupil = make_pupil(sponsor=agreement.sponsor)
    actions.quote_agreement(agreement=agreement, now=NOW)
    assert queries.running_agreement(agreement.sponsor, day) is None
    assert not queries.open_to_families(agreement.sponsor, day)
    assert queries.paying_sponsor_of(pupil, day) is None
    actions.sign_agreement(agreement=agreement, signed_on=day, now=NOW)
    assert queries.running_agreement(agreement.sponsor, day) == agreement
    assert queries.open_to_families(agreement.sponsor, day)
    assert queries.paying_sponsor_of(pupil, day) == agreement.sponsor


@pytest.mark.django_db
def test_a_signed_agreement_is_no_longer_changed_nor_quoted() -> None:
    agreement = a_draft()
    actions.sign_agreement(agreement=agreement, now=NOW)
    for act in (
        lambda: actions.change_agreement(
            agreement=agreement, starts_on=BEGINS, ends_on=ENDS, terms=Terms(price=Cents(1)), now=NOW
        ),
        lambda: actions.quote_agreement(agreement=agreement, now=NOW),
        lambda: actions.sign_agreement(agreement=agreement, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "wrong_move"
    agreement.refresh_from_db()
    assert agreement.price_cents == 0


@pytest.mark.django_db
def test_a_quote_that_is_changed_has_to_be_sent_again() -> None:
    agreement = a_draft()
    actions.quote_agreement(agreement=agreement, now=NOW)
    terms = Terms(PriceModel.PER_PUPIL, Cents(40_00), Cents(4_000_00), frozenset({"6E", "5E"}), frozenset({0, 3}))
    actions.change_agreement(agreement=agreement, starts_on=BEGINS, ends_on=ENDS, terms=terms, now=NOW)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.quoted_on, agreement.terms) == ("draft", None, terms)


@pytest.mark.django_db
def test_two_signed_agreements_never_cover_the_same_day() -> None:
    first = a_draft()
    actions.sign_agreement(agreement=first, now=NOW)
    again = a_draft(first.sponsor, starts_on=ENDS, ends_on=ENDS + timedelta(days=9))
    with pytest.raises(Refusal) as refused:
        actions.sign_agreement(agreement=again, now=NOW)
    assert refused.value.code == "agreements_overlap"
    renewal = actions.renew_agreement(agreement=first, now=NOW)
    actions.sign_agreement(agreement=renewal, now=NOW)
    assert (renewal.starts_on, renewal.terms) == (ENDS + timedelta(days=1), first.terms)
    assert actions.renew_agreement(agreement=first, now=NOW) == renewal


@pytest.mark.django_db
def test_an_agreement_that_is_stopped_pays_until_the_evening() -> None:
    agreement = a_draft()
    actions.sign_agreement(agreement=agreement, now=NOW)
    actions.end_agreement(agreement=agreement, last_day=NOW.date(), now=NOW)
    assert queries.running_agreement(agreement.sponsor, NOW.date()) == agreement
    assert queries.running_agreement(agreement.sponsor, NOW.date() + timedelta(days=1)) is None
    with pytest.raises(Refusal):
        actions.end_agreement(agreement=agreement, last_day=ENDS, now=NOW)


@pytest.mark.django_db
def test_only_the_levels_agreed_are_enrolled_and_helped() -> None:
    agreement = a_draft(terms=Terms(levels=frozenset({"6E", "5E"})))
    actions.sign_agreement(agreement=agreement, now=NOW)
    code = actions.issue_code(sponsor=agreement.sponsor, ceiling=5, now=NOW)
    guardian = make_pupil().guardian
    actions.redeem(typed=code.code, guardian=guardian, now=NOW)
    actions.enrol_child(guardian=guardian, first_name="Ana", level="6E", now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.enrol_child(guardian=guardian, first_name="Léo", level="CP", now=NOW)
    assert refused.value.code == "level_not_covered"
    assert not guardian.pupils.filter(first_name="Léo").exists()


@pytest.mark.django_db
def test_a_request_at_an_hour_that_is_not_agreed_is_kept_for_it_though_the_service_is_open() -> None:
    set_hours()
    agreement = a_draft(terms=Terms(opens_at=time(18, 30), closes_at=time(20)))
    actions.sign_agreement(agreement=agreement, now=NOW)
    draft = make_draft(make_pupil(sponsor=agreement.sponsor))
    asked = ask(help_request=draft, now=NOW)
    assert (asked.state, asked.wait_from) == ("scheduled", None)
    for minutes, state, rings in ((29, "scheduled", 0), (30, "waiting", 1)):
        moment = NOW + timedelta(minutes=minutes)
        make_free_teacher(now=moment)
        note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=moment)
        expire(now=moment)
        asked.refresh_from_db()
        assert (asked.state, len(run_wave(now=moment))) == (state, rings)


@pytest.mark.django_db
def test_a_request_kept_past_closing_leaves_on_the_next_day_agreed_not_on_the_next_of_the_service() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    agreement = a_draft(terms=Terms(weekdays=frozenset({0, 2})))
    actions.sign_agreement(agreement=agreement, now=NOW)
    asked = ask(help_request=make_draft(make_pupil(sponsor=agreement.sponsor)), now=NOW + timedelta(hours=3))
    assert asked.state == "scheduled"
    for days, state in ((1, "scheduled"), (2, "waiting")):
        expire(now=NOW + timedelta(days=days))
        asked.refresh_from_db()
        assert asked.state == state


@pytest.mark.django_db
def test_who_asked_at_the_hours_agreed_waits_until_the_service_closes_and_is_called_back_at_hours_agreed() -> None:
    set_hours((0, "17:00", "20:00"), (1, "17:00", "20:00"))
    agreement = a_draft(terms=Terms(opens_at=time(17), closes_at=time(18, 30)))
    actions.sign_agreement(agreement=agreement, now=NOW)
    asked = ask(help_request=make_draft(make_pupil(sponsor=agreement.sponsor)), now=NOW)
    assert call_back_times(asked, NOW)[0] == NOW + timedelta(hours=23), "tomorrow at 17:00, not tonight at 18:30"
    later = NOW + timedelta(minutes=40)
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later)
    expire(now=later)
    asked.refresh_from_db()
    assert asked.state == "waiting"


@pytest.mark.django_db
def test_what_was_used_is_counted_inside_the_dates_only() -> None:
    agreement = a_draft(terms=HOURLY)
    actions.sign_agreement(agreement=agreement, now=NOW)
    make_pupil(sponsor=agreement.sponsor)
    gone = make_pupil(sponsor=agreement.sponsor)
    Enrolment.objects.filter(pupil=gone).update(since=NOW - timedelta(days=400), until=NOW - timedelta(days=300))
    for at in (NOW, NOW - timedelta(days=300)):
        actions.count_lesson(sponsor_id=agreement.sponsor_id, lesson_id=uuid4(), seconds=1800, asked_at=at)
    used = queries.use_of(agreement, NOW)
    assert (used.pupils, used.lessons, used.seconds, used.cost, used.due) == (1, 1, 1800, 16_00, 16_00)


# -- officers ---------------------------------------------------------------------------------------------------------
def test_each_right_is_the_managers_and_the_reader_only_reads() -> None:
    assert RIGHTS[OfficerRole.MANAGER] == frozenset(Right)
    assert RIGHTS[OfficerRole.READER] == {Right.FIGURES}
    assert Right.FIGURES not in RIGHTS[OfficerRole.ENROLLER]


@pytest.mark.django_db
def test_an_officer_is_reached_for_what_their_role_holds() -> None:
    enroller = make_officer(make_sponsor(), OfficerRole.ENROLLER)
    assert queries.access_officer(enroller.account, Right.CODES) == enroller
    for right in (Right.FIGURES, Right.TEAM, Right.AGREEMENT):
        with pytest.raises(NotYours):
            queries.access_officer(enroller.account, right)


@pytest.mark.django_db
def test_somebody_always_manages() -> None:
    manager = make_officer(make_sponsor())
    for act in (
        lambda: actions.change_role(officer=manager, role=OfficerRole.READER, now=NOW),
        lambda: actions.dismiss_officer(officer=manager, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "last_manager"
    actions.name_officer(sponsor=manager.sponsor, account=make_account("Deux"), now=NOW)
    actions.change_role(officer=manager, role=OfficerRole.READER, now=NOW)
    assert Officer.objects.get(pk=manager.pk).role == "reader"


# -- codes ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_code_made_again_has_the_places_left_and_the_old_one_opens_nothing() -> None:
    code = actions.issue_code(sponsor=make_sponsor(), ceiling=8, label="La Gare", scope="quarter", now=NOW)
    assert code.ceiling == 10, "by five, as its use is told"
    actions.redeem(typed=code.code, guardian=make_pupil().guardian, now=NOW)
    fresh = actions.reissue_code(code=code, now=NOW)
    assert (fresh.ceiling, fresh.label, fresh.scope) == (10, "La Gare", "quarter"), "nine left, by five"
    assert actions.reissue_code(code=code, now=NOW) == fresh
    with pytest.raises(Refusal) as refused:
        actions.redeem(typed=code.code, guardian=make_pupil().guardian, now=NOW)
    assert refused.value.code == "revoked_code"


@pytest.mark.django_db
def test_a_quote_is_not_signed_before_the_day_it_bears() -> None:
    agreement = a_draft()
    actions.quote_agreement(agreement=agreement, now=NOW)
    sent = NOW.date()
    with pytest.raises(Refusal) as refused:
        actions.sign_agreement(agreement=agreement, signed_on=sent - timedelta(days=7), now=NOW + timedelta(days=1))
    assert refused.value.code == "bad_signing_day"
    assert f"{sent:%d/%m/%Y}" in refused.value.message
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signed_on) == ("quoted", None)
    actions.sign_agreement(agreement=agreement, signed_on=sent, now=NOW + timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "label", ["Autres lieux", "  AUTRES\u00a0lieux.", "Code sans lieu", "code sans-lieu", "", " — "]
)
def test_a_place_is_not_called_as_a_row_of_its_table_is(label: str) -> None:
    sponsor = make_sponsor()
    for scope in ("school", "quarter"):
        with pytest.raises(Refusal) as refused:
            actions.issue_code(sponsor=sponsor, ceiling=8, label=label, scope=scope, now=NOW)
        assert refused.value.code == "bad_label"
    assert not sponsor.codes.exists()
    actions.issue_code(sponsor=sponsor, ceiling=8, label=label, now=NOW)
    for name in ("Autres lieux-dits", "Сосновка", "École 2"):
        actions.issue_code(sponsor=sponsor, ceiling=8, label=name, scope="quarter", now=NOW)


@pytest.mark.django_db
def test_a_place_called_so_before_is_made_again_under_its_name() -> None:
    code = actions.issue_code(sponsor=make_sponsor(), ceiling=8, label="La Gare", scope="quarter", now=NOW)
    code.label = "Autres lieux"
    code.save()
    assert actions.reissue_code(code=code, now=NOW).label == "Autres lieux"


# -- the official lists -----------------------------------------------------------------------------------------------
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
    offered = dict(Authority.objects.filter(kind="department").values_list("code", "name"))
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
