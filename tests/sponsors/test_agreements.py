"""The life of an agreement: drafted, quoted, signed, renewed, ended."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.ground.units import Cents
from declic.sponsors import actions, queries
from declic.sponsors.rules.agreements import (
    AGREEMENT_LIFE,
    AgreementState,
    PriceModel,
    Terms,
    digest_of,
    following,
    state_on,
    to_renew,
)
from tests.sponsors.world import BEGINS, ENDS, a_draft
from tests.world import NOW, make_pupil


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
    with pytest.raises(Refusal, match=f"s’arrête aujourd’hui, le {NOW:%d/%m/%Y}, au plus tôt") as refused:
        actions.end_agreement(agreement=agreement, last_day=NOW.date() - timedelta(days=1), now=NOW)
    assert refused.value.code == "day_gone"


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


def test_the_digest_of_an_agreement_moves_with_each_of_its_terms_and_with_nothing_else() -> None:
    terms = Terms(PriceModel.PER_HOUR, Cents(32_00), levels=frozenset({"6E", "5E"}), weekdays=frozenset({0, 3}))
    same = replace(terms, levels=frozenset({"5E", "6E"}), weekdays=frozenset({3, 0}))
    assert digest_of(BEGINS, ENDS, terms) == digest_of(BEGINS, ENDS, same)
    others = [
        replace(terms, model=PriceModel.PER_PUPIL),
        replace(terms, price=Cents(33_00)),
        replace(terms, ceiling=Cents(0)),
        replace(terms, levels=frozenset({"6E"})),
        replace(terms, weekdays=frozenset()),
        replace(terms, opens_at=time(17)),
        replace(terms, closes_at=time(17)),
    ]
    days = timedelta(days=1)
    digests = {digest_of(BEGINS, ENDS, one) for one in (terms, *others)}
    digests |= {digest_of(BEGINS + days, ENDS, terms), digest_of(BEGINS, ENDS + days, terms)}
    assert len(digests) == len(others) + 3
