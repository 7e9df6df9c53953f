"""What an amendment may change of a signed agreement, and that nothing changes before it is signed."""

from dataclasses import replace
from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.billing.actions import warn_of_ceilings
from declic.billing.actions.amendments import amend_agreement
from declic.curriculum.rules import LEVELS
from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.journal.models import Fact
from declic.sponsors import actions, queries
from declic.sponsors.models import Agreement, Amendment
from declic.sponsors.rules.agreements import AgreementState, PriceModel, Terms
from declic.sponsors.rules.amendments import check_amendment
from declic.sponsors.rules.prices import CeilingAlarm
from tests.world import NOW, make_agreement, make_officer, make_operator, make_pupil, make_sponsor

TODAY = NOW.date()
PER_PUPIL = Terms(PriceModel.PER_PUPIL, Cents(40_00), ceiling=Cents(80_00))
CLOCKS = st.integers(0, 23).map(time)
TERMS = st.builds(
    Terms,
    model=st.sampled_from(PriceModel),
    price=st.integers(0, 10**6).map(Cents),
    ceiling=st.none() | st.integers(0, 10**7).map(Cents),
    levels=st.frozensets(st.sampled_from(list(LEVELS))),
    weekdays=st.frozensets(st.integers(0, 6)),
    opens_at=st.none() | CLOCKS,
    closes_at=st.none() | CLOCKS,
)


def refused(before: Terms, after: Terms, state: AgreementState = AgreementState.RUNNING) -> str:
    try:
        check_amendment(before, after, state)
    except Refusal as refusal:
        return refusal.code
    return ""


@given(terms=TERMS)
def test_terms_are_kept_whole(terms: Terms) -> None:
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(terms)), Terms) == terms


@given(before=TERMS, after=TERMS)
def test_no_amendment_changes_a_price(before: Terms, after: Terms) -> None:
    if not refused(before, after):
        assert (before.model, before.price) == (after.model, after.price)
        assert before != after


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (replace(PER_PUPIL, ceiling=Cents(120_00)), ""),
        (replace(PER_PUPIL, ceiling=None), ""),
        (replace(PER_PUPIL, levels=frozenset({"CM1"})), ""),
        (PER_PUPIL, "nothing_changed"),
        (replace(PER_PUPIL, price=Cents(30_00)), "price_is_kept"),
        (replace(PER_PUPIL, ceiling=Cents(10_00)), "bad_ceiling"),
        (replace(PER_PUPIL, opens_at=time(17)), "bad_hours"),
    ],
)
def test_what_it_may_change(after: Terms, why: str) -> None:
    assert refused(PER_PUPIL, after) == why


def test_only_a_signed_agreement_that_has_not_ended_is_amended() -> None:
    after = replace(PER_PUPIL, ceiling=Cents(120_00))
    open_states = {state for state in AgreementState if not refused(PER_PUPIL, after, state)}
    assert open_states == {AgreementState.SIGNED, AgreementState.RUNNING}


# -- in the database --------------------------------------------------------------------------------------------------
@pytest.fixture
def agreement(db: None) -> Agreement:
    """At its ceiling: two pupils at 40 €, of 80 €."""
    sponsor = make_sponsor(agreement=False)
    held = make_agreement(sponsor, days=100)
    Agreement.objects.filter(pk=held.pk).update(
        price_model="per_pupil", price_cents=40_00, ceiling_cents=80_00, signed_on=TODAY - timedelta(days=100)
    )
    for _ in range(2):
        make_pupil("4E", sponsor)
    return Agreement.objects.get(pk=held.pk)


def prepared(agreement: Agreement, ceiling: int = 400_00, *, days_ago: int = 0) -> Amendment:
    terms = replace(agreement.terms, ceiling=Cents(ceiling), levels=frozenset({"4E", "3E"}))
    now = NOW - timedelta(days=days_ago)
    return actions.prepare_amendment(agreement=agreement, terms=terms, now=now, by=make_operator())


def names() -> list[str]:
    return list(Fact.objects.order_by("pk").values_list("name", flat=True))


def test_nothing_changes_before_it_is_signed_and_everything_then(agreement: Agreement) -> None:
    assert queries.use_of(agreement, NOW).alarm is CeilingAlarm.REACHED
    amendment = prepared(agreement)
    agreement.refresh_from_db()
    assert agreement.ceiling_cents == 80_00
    actions.sign_amendment(amendment=amendment, signed_on=TODAY, now=NOW)
    agreement.refresh_from_db()
    assert (agreement.ceiling_cents, agreement.terms.levels) == (400_00, frozenset({"4E", "3E"}))
    assert queries.use_of(agreement, NOW).alarm is CeilingAlarm.FAR
    assert queries.terms_signed(agreement) == PER_PUPIL
    assert [name for name in names() if "mend" in name] == ["AmendmentPrepared", "AgreementAmended"]
    with pytest.raises(Refusal) as twice:
        actions.sign_amendment(amendment=amendment, signed_on=TODAY, now=NOW)
    assert twice.value.code in {"nothing_changed", "amendment_settled"}


def test_one_waits_at_a_time_and_numbers_follow(agreement: Agreement) -> None:
    first = prepared(agreement)
    with pytest.raises(Refusal) as waits:
        prepared(agreement, 500_00)
    assert waits.value.code == "amendment_waits"
    actions.drop_amendment(amendment=first, now=NOW)
    second = prepared(agreement, 500_00)
    assert second.number == 1
    actions.sign_amendment(amendment=second, signed_on=TODAY, now=NOW)
    with pytest.raises(Refusal) as settled:
        actions.drop_amendment(amendment=second, now=NOW)
    assert settled.value.code == "amendment_settled"
    agreement.refresh_from_db()
    assert prepared(agreement, 600_00).number == 2
    assert queries.terms_signed(agreement) == PER_PUPIL


def test_it_is_signed_between_the_day_it_bears_and_today(agreement: Agreement) -> None:
    amendment, printed_on = prepared(agreement, days_ago=3), TODAY - timedelta(days=3)
    tomorrow, eve = TODAY + timedelta(days=1), printed_on - timedelta(days=1)
    for day in (tomorrow, eve, TODAY - timedelta(days=101), date(1990, 1, 1)):
        with pytest.raises(Refusal) as refusal:
            actions.sign_amendment(amendment=amendment, signed_on=day, now=NOW)
        assert refusal.value.code == "bad_signing_day"
    agreement.refresh_from_db()
    assert agreement.ceiling_cents == 80_00
    actions.sign_amendment(amendment=amendment, signed_on=printed_on, now=NOW)
    agreement.refresh_from_db()
    assert agreement.ceiling_cents == 400_00


def test_a_day_before_the_one_it_bears_is_refused_in_words(agreement: Agreement) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.sign_amendment(amendment=prepared(agreement), signed_on=TODAY - timedelta(days=1), now=NOW)
    assert f"porte la date du {TODAY:%d/%m/%Y}" in refusal.value.message


def test_the_day_it_bears_is_of_paris(agreement: Agreement) -> None:
    """Prepared at half past midnight in Paris, when it is still the day before in UTC."""
    evening = NOW.replace(hour=23, minute=30)
    terms = replace(agreement.terms, ceiling=Cents(400_00))
    amendment = actions.prepare_amendment(agreement=agreement, terms=terms, now=evening)
    with pytest.raises(Refusal):
        actions.sign_amendment(amendment=amendment, signed_on=TODAY, now=evening)
    actions.sign_amendment(amendment=amendment, signed_on=TODAY + timedelta(days=1), now=evening)


def test_the_second_is_not_signed_before_the_first(agreement: Agreement) -> None:
    """It is prepared once the first was signed, and bears that day."""
    first_day = TODAY - timedelta(days=10)
    first = prepared(agreement, days_ago=10)
    actions.sign_amendment(amendment=first, signed_on=first_day, now=NOW - timedelta(days=10))
    agreement.refresh_from_db()
    second = prepared(agreement, 500_00, days_ago=10)
    with pytest.raises(Refusal) as refusal:
        actions.sign_amendment(amendment=second, signed_on=first_day - timedelta(days=1), now=NOW)
    assert (refusal.value.code, f"{first_day:%d/%m/%Y}" in refusal.value.message) == ("bad_signing_day", True)
    agreement.refresh_from_db()
    assert agreement.ceiling_cents == 400_00
    actions.sign_amendment(amendment=second, signed_on=first_day, now=NOW)
    agreement.refresh_from_db()
    assert agreement.ceiling_cents == 500_00


def test_officers_are_warned_anew_of_the_ceiling_it_moved(agreement: Agreement) -> None:
    make_officer(agreement.sponsor)
    assert warn_of_ceilings(now=NOW) == 1
    assert warn_of_ceilings(now=NOW) == 0
    amend_agreement(amendment=prepared(agreement, 90_00), signed_on=TODAY, now=NOW)
    assert warn_of_ceilings(now=NOW) == 1
    assert warn_of_ceilings(now=NOW) == 0
    assert names().count("CeilingNeared") == 2


def test_the_renewal_goes_on_with_what_was_amended(agreement: Agreement) -> None:
    actions.sign_amendment(amendment=prepared(agreement), signed_on=TODAY, now=NOW)
    assert actions.renew_agreement(agreement=agreement, now=NOW).ceiling_cents == 400_00
