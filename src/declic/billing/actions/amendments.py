"""An amendment that is signed may move the ceiling: officers are warned anew as it is neared."""

from datetime import date, datetime

from django.db import transaction

from declic.billing.models import CeilingWarning
from declic.people.models import Account
from declic.sponsors.actions import sign_amendment
from declic.sponsors.models import Amendment


@transaction.atomic
def amend_agreement(*, amendment: Amendment, signed_on: date, now: datetime, by: Account | None = None) -> None:
    """Signed; what was told of the former ceiling says nothing of this one. Refusals of `sign_amendment`."""
    sign_amendment(amendment=amendment, signed_on=signed_on, now=now, by=by)
    if amendment.terms_before.ceiling != amendment.terms_after.ceiling:
        CeilingWarning.objects.filter(agreement=amendment.agreement_id).delete()
