"""The life of an agreement: drafted, quoted, signed, ended, renewed. What is decided is in `rules.agreements`."""

from datetime import date, datetime

from django.db import transaction

from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.journal.actions import record
from declic.people.models import Account
from declic.sponsors import facts, rules
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import (
    AGREEMENT_LIFE,
    COMMITMENT_MAX,
    FREE,
    SIGNED_EARLY,
    AgreementState,
    Terms,
    check_after_quote,
    check_data_day,
    check_numbers,
    check_seen,
    check_signed_on,
    check_terms,
    following,
    overlapping,
    wrong_move,
)


@transaction.atomic
def draft_agreement(  # noqa: PLR0913  (an agreement is its dates and its terms)
    *,
    sponsor: Sponsor,
    starts_on: date,
    ends_on: date,
    terms: Terms,
    now: datetime,
    renews: Agreement | None = None,
    by: Account | None = None,
) -> Agreement:
    """Both days included. Refusal `dates_reversed`, and those of `check_terms`."""
    rules.check_dates(starts_on, ends_on)
    check_terms(terms)
    agreement = Agreement.objects.create(
        sponsor=sponsor, starts_on=starts_on, ends_on=ends_on, renews=renews, created_at=now, **Agreement.columns(terms)
    )
    fact = facts.AgreementDrafted(sponsor_id=sponsor.pk, agreement_id=agreement.pk)
    record(fact, now=now, actor_id=by.pk if by else None)
    return agreement


@transaction.atomic
def change_agreement(  # noqa: PLR0913  (likewise)
    *,
    agreement: Agreement,
    starts_on: date,
    ends_on: date,
    terms: Terms,
    now: datetime,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Before it is signed; a quote already sent is a draft again. `seen` is the digest of what was read before.

    Refusal `wrong_move`, `changed_since`, and those of drafting.
    """
    rules.check_dates(starts_on, ends_on)
    check_terms(terms)
    _held_as_seen(agreement, seen)
    said = {"starts_on": starts_on, "ends_on": ends_on, "quoted_on": None, **Agreement.columns(terms)}
    open_states = [AgreementState.DRAFT.value, *AGREEMENT_LIFE.sources(AgreementState.DRAFT)]
    held = Agreement.objects.filter(pk=agreement.pk, state__in=open_states)
    if not held.update(state=AgreementState.DRAFT.value, **said):
        raise _late(agreement, now)
    fact = facts.AgreementDrafted(sponsor_id=agreement.sponsor_id, agreement_id=agreement.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def quote_agreement(*, agreement: Agreement, now: datetime, seen: str | None = None, by: Account | None = None) -> None:
    """The quote is sent; `seen` as in `change_agreement`. Refusal `wrong_move`, `changed_since`."""
    _held_as_seen(agreement, seen)
    _move(agreement, AgreementState.QUOTED, now, quoted_on=paris_day(now))
    fact = facts.AgreementQuoted(sponsor_id=agreement.sponsor_id, agreement_id=agreement.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def sign_agreement(  # noqa: PLR0913  (two days, of what was read)
    *,
    agreement: Agreement,
    now: datetime,
    signed_on: date | None = None,
    data_signed_on: date | None = None,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """Signed that day, today unless told; `seen` as in `change_agreement`. Refusal `wrong_move`, `changed_since`,
    `agreements_overlap`, `bad_signing_day`, `bad_data_day`.
    """
    Sponsor.objects.select_for_update().get(pk=agreement.sponsor_id)  # two signatures of one sponsor, one by one
    others = Agreement.objects.filter(sponsor=agreement.sponsor_id, state=AgreementState.SIGNED.value)
    held = _held_as_seen(agreement, seen)
    _check_days(held, now, signed_on=signed_on, data_signed_on=data_signed_on)
    check_after_quote(signed_on or paris_day(now), held.quoted_on)
    if others.filter(starts_on__lte=held.ends_on, ends_on__gte=held.starts_on).exclude(pk=held.pk).exists():
        raise overlapping()
    _move(
        agreement,
        AgreementState.SIGNED,
        now,
        signed_on=signed_on or paris_day(now),
        data_signed_on=data_signed_on,
    )
    fact = facts.AgreementSigned(sponsor_id=held.sponsor_id, starts_on=held.starts_on, ends_on=held.ends_on)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def note_data_contract(
    *,
    agreement: Agreement,
    data_signed_on: date,
    now: datetime,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """The data-protection contract came back signed. `seen`: the day that was noted when the page was read, as ISO,
    empty for none; None where no page showed it. Refusal `wrong_move`, `bad_data_day`, `data_day_changed`.
    """
    _check_days(agreement, now, data_signed_on=data_signed_on)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if held.data_signed_on != data_signed_on:
        check_data_day(held.data_signed_on, seen)
    signed = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.SIGNED.value)
    if not signed.update(data_signed_on=data_signed_on):
        raise _late(agreement, now)
    fact = facts.DataContractSigned(sponsor_id=agreement.sponsor_id, agreement_id=agreement.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def end_agreement(*, agreement: Agreement, last_day: date, now: datetime, by: Account | None = None) -> None:
    """Ends sooner than agreed; one that has not begun is dropped. Refusal `wrong_move`, `day_gone`."""
    held = Agreement.objects.get(pk=agreement.pk)
    state = held.state_on(paris_day(now))
    if state in (AgreementState.DRAFT, AgreementState.QUOTED, AgreementState.SIGNED):
        _move(agreement, AgreementState.DROPPED, now)
    elif state is AgreementState.RUNNING and last_day <= held.ends_on:
        rules.check_last_day(last_day, paris_day(now))
        Agreement.objects.filter(pk=held.pk).update(ends_on=last_day)
    else:
        raise wrong_move(state)
    fact = facts.AgreementEnded(sponsor_id=held.sponsor_id, agreement_id=held.pk, last_day=last_day)
    record(fact, now=now, actor_id=by.pk if by else None)


@transaction.atomic
def renew_agreement(*, agreement: Agreement, now: datetime, by: Account | None = None) -> Agreement:
    """A draft for the time after, on the same terms; the one there is, if there is one. Refusal `wrong_move`."""
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    known = Agreement.objects.filter(renews=held).first()
    if known is not None and known.state != AgreementState.DROPPED.value:
        return known
    state = held.state_on(paris_day(now))
    if state not in (AgreementState.SIGNED, AgreementState.RUNNING, AgreementState.ENDED):
        raise wrong_move(state)
    if known is not None:
        Agreement.objects.filter(pk=known.pk).update(renews=None)
    starts_on, ends_on = following(held.starts_on, held.ends_on)
    return draft_agreement(
        sponsor=held.sponsor, starts_on=starts_on, ends_on=ends_on, terms=held.terms, renews=held, now=now, by=by
    )


@transaction.atomic
def note_commitment(  # noqa: PLR0913  (a number, of which instalment)
    *,
    agreement: Agreement,
    first_day: date,
    commitment: str,
    now: datetime,
    contract: str | None = None,
    seen: str | None = None,
    by: Account | None = None,
) -> None:
    """The number the invoice of the instalment that begins on `first_day` bears, and the one all its invoices do.

    Empty takes one away, and no `contract` leaves the one there is; `seen`: the digest of those that were read before.
    Refusal `commitment_too_long`, `contract_too_long`, `numbers_changed`.
    """
    order = _number_of("commitment", commitment)
    market = None if contract is None else _number_of("contract", contract)
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    noted = {"commitment": held.commitment_of(first_day), "contract": held.contract}
    check_numbers(held.numbers_digest(first_day), seen, **noted)
    agreement.commitments = {**held.commitments, first_day.isoformat(): order}
    agreement.contract = held.contract if market is None else market
    agreement.save(update_fields=["commitments", "contract"])
    fact = facts.CommitmentNoted(sponsor_id=agreement.sponsor_id, agreement_id=agreement.pk)
    record(fact, now=now, actor_id=by.pk if by else None)


def _number_of(name: str, typed: str) -> str:
    number = one_line(typed)
    if len(number) > COMMITMENT_MAX:
        raise Refusal(f"{name}_too_long", f"Ce numéro est trop long : {COMMITMENT_MAX} signes au plus.")
    return number


@transaction.atomic
def record_agreement(  # noqa: PLR0913  (an agreement is its dates, its price and its signature)
    *,
    sponsor: Sponsor,
    starts_on: date,
    ends_on: date,
    now: datetime,
    yearly: Cents = FREE,
    signed_on: date | None = None,
    data_signed_on: date | None = None,
    by: Account | None = None,
) -> Agreement:
    """One agreed on elsewhere, noted already signed. Refusals of `draft_agreement` and `sign_agreement`."""
    agreement = draft_agreement(
        sponsor=sponsor, starts_on=starts_on, ends_on=ends_on, terms=Terms(price=yearly), now=now, by=by
    )
    sign_agreement(agreement=agreement, signed_on=signed_on, data_signed_on=data_signed_on, now=now, by=by)
    agreement.refresh_from_db()
    return agreement


def _check_days(
    held: Agreement, now: datetime, *, signed_on: date | None = None, data_signed_on: date | None = None
) -> None:
    first, today = held.starts_on - SIGNED_EARLY, paris_day(now)
    for day, code in ((signed_on, "bad_signing_day"), (data_signed_on, "bad_data_day")):
        if day is not None:
            check_signed_on(day, first=first, today=today, code=code)


def _held_as_seen(agreement: Agreement, seen: str | None) -> Agreement:
    """Held until the end of the transaction, so that nothing of it changes between this look and the move."""
    held = Agreement.objects.select_for_update().get(pk=agreement.pk)
    check_seen(held.digest, seen)
    return held


def _move(agreement: Agreement, after: AgreementState, now: datetime, **said: object) -> None:
    before = AGREEMENT_LIFE.sources(after)
    if not Agreement.objects.filter(pk=agreement.pk, state__in=before).update(state=after.value, **said):
        raise _late(agreement, now)


def _late(agreement: Agreement, now: datetime) -> Exception:
    held = Agreement.objects.get(pk=agreement.pk)
    return wrong_move(held.state_on(paris_day(now)))
