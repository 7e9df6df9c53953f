"""Who may see a help request, a page, a ring. `access_…` is the only way to get one for a person."""

from datetime import date
from uuid import UUID

from django.db.models import F, Q

from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.rules import OPEN_STATES, HelpState, OfferState
from declic.ground.errors import NotYours, Refusal
from declic.people.models import Account, Pupil, Teacher
from declic.people.rules.teachers import TeacherState
from declic.sponsors.models import Sponsor
from declic.sponsors.queries import check_covered, paying_sponsor_of
from declic.statements import Prepared
from declic.uploads.models import Upload

_RING = Prepared(
    UUID,
    int,
    build=lambda offer, teacher: Offer.objects.select_related("teacher", "help_request__pupil").filter(
        pk=offer, teacher__account_id=teacher
    ),
)
_SEEN_BY_TEACHER = [OfferState.RINGING.value, OfferState.ACCEPTED.value]
"""A teacher sees a request while it rings on their desk, and once they accepted it; suspended, none any more."""


def access_help_request(account: Account, help_request_id: UUID | str) -> HelpRequest:
    """For its pupil, the pupil's guardian, and a teacher it rings for or who accepted it; NotYours for anybody else."""
    found = (
        HelpRequest.objects.select_related("pupil__account", "sponsor")
        .filter(_seen_by(account, ""), pk=help_request_id)
        .distinct()
        .first()
    )
    if found is None:
        raise NotYours
    return found


def access_page(account: Account, upload_id: UUID | str) -> Upload:
    """A page of begun work, for those who may see its request, and its pupil before it belongs to one; a page of a
    written answer for its teacher, and once it is sent for the guardian too.
    """
    found = (
        Upload.objects.filter(
            _seen_by(account, "attempt_page__help_request__") | _seen_in_writing(account) | Q(owner=account),
            pk=upload_id,
        )
        .distinct()
        .first()
    )
    if found is None:
        raise NotYours
    return found


def open_request_of(pupil: Pupil) -> HelpRequest | None:
    """The one request that waits, is kept for the opening, was sent back, or is in a lesson."""
    return (
        HelpRequest.objects.select_related("pupil__account", "sponsor")
        .filter(pupil=pupil, state__in=[state.value for state in OPEN_STATES])
        .first()
    )


def draft_of(pupil: Pupil, subject: str) -> HelpRequest | None:
    return (
        HelpRequest.objects.select_related("pupil__account")
        .prefetch_related("pages__upload")
        .filter(pupil=pupil, subject=subject, state=HelpState.DRAFT.value)
        .first()
    )


def rings_of(teacher: Teacher) -> list[Offer]:
    """What rings on this teacher's desk."""
    return list(
        Offer.objects.select_related("help_request", "teacher")
        .prefetch_related("help_request__pages__upload")
        .filter(teacher=teacher, state=OfferState.RINGING.value)
    )


def ring_for(offer_id: UUID | str, teacher_account_id: int) -> Offer:
    """This teacher's offer, ringing or over; NotYours for anybody else's."""
    offer = _RING.first(UUID(str(offer_id)), teacher_account_id)
    if offer is None:
        raise NotYours
    return offer


def offer_over(offer: Offer) -> Refusal:
    """Why this ring can no longer be answered, kindly."""
    state = HelpRequest.objects.values_list("state", flat=True).get(pk=offer.help_request_id)
    if state == HelpState.ACCEPTED.value:
        return Refusal("already_taken", "Un autre professeur vient de prendre cet élève. Merci d’avoir été là.")
    if state == HelpState.CANCELLED.value:
        return Refusal("offer_over", "L’élève n’a plus besoin d’aide. Merci d’avoir été là.")
    return Refusal("offer_over", "Cette sonnerie est terminée.")


def payer_of(pupil: Pupil, on: date) -> Sponsor:
    """Refusal `no_agreement` when nobody pays for this pupil on that day, `level_not_covered`."""
    sponsor = paying_sponsor_of(pupil, on)
    if sponsor is None:
        raise Refusal(
            "no_agreement", "Déclic n’est pas ouvert pour toi en ce moment. Parles-en à la personne qui t’a inscrit(e)."
        )
    check_covered(pupil, sponsor, on)
    return sponsor


def _seen_by(account: Account, path: str) -> Q:
    own = {f"{path}pupil__account": account}
    child = {f"{path}pupil__guardian__account": account}
    taught = {
        f"{path}offers__teacher__account": account,
        f"{path}offers__teacher__state": TeacherState.APPROVED.value,
        f"{path}offers__state__in": _SEEN_BY_TEACHER,
    }
    return Q(**own) | Q(**child) | Q(**taught)


def _seen_in_writing(account: Account) -> Q:
    """Begun work whose written question a teacher took, and what they answer."""
    writes = Q(
        attempt_page__help_request__question__claimed_by__account=account,
        attempt_page__help_request__question__claimed_by__state=TeacherState.APPROVED.value,
    )
    written = Q(answer_page__teacher__account=account, answer_page__teacher__state=TeacherState.APPROVED.value)
    takes_over = Q(
        answer_page__question__claimed_by__account=account,
        answer_page__question__claimed_by__state=TeacherState.APPROVED.value,
        answer_page__question__begun_by=F("answer_page__teacher"),
        answer_page__teacher__state=TeacherState.APPROVED.value,
    )
    child = Q(
        answer_page__question__help_request__pupil__guardian__account=account,
        answer_page__question__answered_at__isnull=False,
    )
    return writes | written | takes_over | child
