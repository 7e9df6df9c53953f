"""The life of an agreement, its price, its ceiling, and whom it covers."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.actions import ask, expire, note_pupil_seen, run_wave
from declic.dispatch.queries import call_back_times
from declic.ground.errors import NotYours, Refusal
from declic.ground.units import Cents
from declic.sponsors import actions, queries
from declic.sponsors.models import Agreement, Enrolment, Officer, Sponsor
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
from declic.sponsors.rules.officers import RIGHTS, OfficerRole, Right
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
