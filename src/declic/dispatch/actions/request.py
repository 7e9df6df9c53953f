"""The pupil's moves: draft, ask, complete, cancel, stay on the waiting page."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from declic.curriculum.rules import teaches
from declic.dispatch.actions.moves import begin_another_wait, move_request, stop_rings
from declic.dispatch.actions.pages import check_growing
from declic.dispatch.facts import HelpAsked, HelpCancelled, HelpCompleted, HelpScheduled, PupilBack
from declic.dispatch.models import AttemptPage, HelpRequest
from declic.dispatch.queries import opening, payer_of
from declic.dispatch.queries.agreed import agreed_now, check_ever_open
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.rules import HELP_LIFE, OPEN_STATES, HelpKind, HelpState
from declic.dispatch.rules.attempt import TRIED_MAX, clean_tried, has_begun
from declic.dispatch.rules.devices import Device
from declic.dispatch.rules.hours import takes_requests
from declic.dispatch.rules.policy import POLICY
from declic.ground.contacts import check_no_contact
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Pupil
from declic.sponsors.models import Sponsor
from declic.statements import Prepared, insert

_FRESH = Prepared(UUID, build=lambda request: HelpRequest.objects.select_related("pupil").filter(pk=request))
_DRAFT = Prepared(
    int,
    str,
    build=lambda pupil, subject: HelpRequest.objects.filter(pupil=pupil, subject=subject, state=HelpState.DRAFT.value),
)
_WITH_A_WAITING_PAGE = (HelpState.SCHEDULED, HelpState.WAITING, HelpState.SENT_BACK)


@transaction.atomic
def save_draft(  # noqa: PLR0913  (what a request is made of)
    *, pupil: Pupil, subject: str, kind: HelpKind | str, tried: str, now: datetime, device: Device | None = None
) -> HelpRequest:
    """The pupil's draft for this subject, made or changed. `device`: what it is written on, when that is known.

    Refusals `wrong_subject`, `wrong_kind`, `too_long`, `contact_details`, `no_agreement`.
    """
    _check_subject(pupil.level, subject)
    text = _checked_words(tried)
    chosen = _checked_kind(kind)
    sponsor = payer_of(pupil, paris_day(now))

    values = {"kind": chosen.value, "tried": text, "level": pupil.level, "sponsor": sponsor}
    if device is not None:
        values["device"] = device.value
    draft = _DRAFT.first(pupil.pk, subject)
    if draft is None:
        made = {**values, "drafted_at": now, "since": now, "subject": subject, "pupil": pupil}
        try:
            with transaction.atomic():
                return insert(HelpRequest(state=HelpState.DRAFT.value, **made))
        except IntegrityError:  # another page of this pupil began it at this moment
            draft = HelpRequest.objects.get(pupil=pupil, subject=subject, state=HelpState.DRAFT.value)
    draft.pupil = pupil
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
    return draft


@transaction.atomic
def ask(*, help_request: HelpRequest, now: datetime, sponsor: Sponsor | None = None) -> HelpRequest:
    """It waits for a teacher, or for the opening of the service and of its subject, at the hours its sponsor agreed to.
    Asking twice is asking once.

    `sponsor`: who pays today, when `save_draft` has just found it out.
    Refusals `empty_attempt`, `wrong_subject`, `no_agreement`, `hour_not_covered`, `already_open`, `over`.
    """
    return _ask(help_request, asked_at=now, now=now, sponsor=sponsor)


@transaction.atomic
def ask_again(*, help_request: HelpRequest, now: datetime) -> HelpRequest:
    """After a no-show or a lost page, one tap: a new request with the same work, which waits.

    It wants the same teacher; just after a no-show it keeps the first time of asking, and so its place. Its wait begins
    now: the one before was ended by a teacher who came. Refusals as `ask`, `not_over`.
    """
    old = HelpRequest.objects.select_related("pupil").get(pk=help_request.pk)
    if old.state not in (HelpState.CANCELLED.value, HelpState.UNMET.value) or old.closed_at is None:
        raise Refusal("not_over", "Cette demande est encore en cours.")
    keeps_place = old.close_reason == "no_show" and now - old.closed_at <= POLICY.place_kept_after_no_show
    asked_at = old.asked_at if keeps_place and old.asked_at is not None else now

    _check_nothing_open(old.pupil)
    device = Device(old.device) if old.device else None
    draft = save_draft(pupil=old.pupil, subject=old.subject, kind=old.kind, tried=old.tried, now=now, device=device)
    if not draft.pages.exists():
        AttemptPage.objects.filter(help_request=old).update(help_request=draft)
    HelpRequest.objects.filter(pk=draft.pk).update(wanted_teacher=old.wanted_teacher_id)
    return _ask(draft, asked_at=asked_at, now=now, sponsor=draft.sponsor)


@transaction.atomic
def add_detail(*, help_request: HelpRequest, text: str, now: datetime) -> None:
    """More words, while waiting. Refusals `too_long`, `contact_details`, `not_growing`."""
    check_growing(help_request=help_request)
    tried = _checked_words("\n".join(part for part in (help_request.tried, text) if part.strip()))
    HelpRequest.objects.filter(pk=help_request.pk).update(tried=tried)
    help_request.tried = tried
    record(HelpCompleted(help_request.pk, help_request.pupil.account_id), now=now)


@transaction.atomic
def complete(*, help_request: HelpRequest, now: datetime) -> None:
    """Sent back and completed: it waits again, at its place, and the steps of its wait begin anew. Refusals
    `empty_attempt`, `not_sent_back`.
    """
    _check_attempt(help_request)
    moved = move_request(
        of=help_request,
        before=HelpState.SENT_BACK,
        after=HelpState.WAITING,
        now=now,
        pupil_seen_at=now,
        away_since=None,
        **begin_another_wait(now=now),
    )
    if not moved:
        help_request.refresh_from_db()
        if help_request.state == HelpState.WAITING.value:
            return
        raise Refusal("not_sent_back", "Cette demande n’attend pas de complément.")
    record(HelpCompleted(help_request.pk, help_request.pupil.account_id), now=now)


@transaction.atomic
def cancel(*, help_request: HelpRequest, now: datetime, why: str = "pupil") -> None:
    """The pupil needs no help any more. Cancelling twice does nothing. Refusal `in_lesson` once a teacher accepted."""
    for before in (HelpState.WAITING, HelpState.SENT_BACK, HelpState.SCHEDULED):
        if move_request(
            of=help_request, before=before, after=HelpState.CANCELLED, now=now, closed_at=now, close_reason=why
        ):
            stop_rings(help_request_id=help_request.pk, why="cancelled", now=now)
            record(HelpCancelled(help_request.pk, help_request.pupil.account_id), now=now)
            return
    help_request.refresh_from_db()
    if help_request.state == HelpState.ACCEPTED.value:
        raise Refusal("in_lesson", "Un professeur t’attend déjà : rejoins-le, puis termine la leçon si tu veux.")


@transaction.atomic
def note_pupil_seen(*, pupil_account_ids: Iterable[int], now: datetime) -> None:
    """These waiting pages are there. Called every few seconds for all of them at once."""
    seen = HelpRequest.objects.filter(
        pupil__account_id__in=list(pupil_account_ids), state__in=[state.value for state in _WITH_A_WAITING_PAGE]
    )
    if not seen.update(pupil_seen_at=now):
        return
    for back in seen.exclude(away_since=None).select_related("pupil"):
        if HelpRequest.objects.filter(pk=back.pk).exclude(away_since=None).update(away_since=None):
            record(PupilBack(back.pk, back.pupil.account_id), now=now)


@transaction.atomic
def pupil_left(*, pupil_account_id: int, now: datetime) -> None:
    """The waiting page closed, perhaps to reload: this is its last sign of life."""
    HelpRequest.objects.filter(
        pupil__account_id=pupil_account_id, state__in=[state.value for state in _WITH_A_WAITING_PAGE]
    ).update(pupil_seen_at=now)


def _ask(help_request: HelpRequest, *, asked_at: datetime, now: datetime, sponsor: Sponsor | None) -> HelpRequest:
    fresh = _FRESH.first(help_request.pk)
    if fresh is None:
        raise NotYours
    if fresh.state in (HelpState.WAITING.value, HelpState.SCHEDULED.value):
        return fresh
    if HELP_LIFE.is_final(HelpState(fresh.state)):
        raise Refusal("over", "Cette demande est terminée : fais-en une nouvelle.")
    _check_subject(fresh.pupil.level, fresh.subject)
    _check_attempt(fresh)
    sponsor = sponsor or payer_of(fresh.pupil, paris_day(now))

    closed = closed_subjects(now).why_closed(fresh.subject, fresh.pupil.level)
    is_open = not closed and takes_requests(opening(now, sponsor.zone), now, POLICY.last_call)
    is_open = is_open and bool(agreed_now([sponsor], now))
    if not is_open:
        check_ever_open(sponsor, now)
    after = HelpState.WAITING if is_open else HelpState.SCHEDULED
    out_of_line = {} if is_open else {"left_line_at": asked_at}

    if fresh.state != HelpState.DRAFT.value:
        raise _already_open()
    try:
        moved = move_request(
            of=fresh,
            before=HelpState.DRAFT,
            after=after,
            now=now,
            asked_at=asked_at,
            wait_from=now if is_open else None,
            pupil_seen_at=now,
            level=fresh.pupil.level,
            sponsor=sponsor,
            **out_of_line,
        )
    except IntegrityError:
        raise _already_open() from None
    if not moved:
        fresh.refresh_from_db()
        return fresh

    fact = HelpAsked if is_open else HelpScheduled
    record(fact(fresh.pk, fresh.pupil.account_id), now=now, actor_id=fresh.pupil.account_id)
    return fresh


def _check_subject(level: str, subject: str) -> None:
    if not teaches(level, subject):
        raise Refusal("wrong_subject", "Cette matière n’est pas enseignée dans ta classe.")


def _check_attempt(help_request: HelpRequest) -> None:
    if not has_begun(help_request.tried, 0) and not has_begun(help_request.tried, help_request.pages.count()):
        raise Refusal(
            "empty_attempt", "Montre d’abord ce que tu as essayé : une photo de ton travail, ou une phrase ou deux."
        )


def _checked_words(text: str) -> str:
    clean = clean_tried(text)
    if len(clean) > TRIED_MAX:
        raise Refusal("too_long", f"C’est un peu long : {TRIED_MAX} signes au plus.")
    check_no_contact(clean, formal=False)
    return clean


def _checked_kind(kind: HelpKind | str) -> HelpKind:
    try:
        return HelpKind(kind)
    except ValueError:
        raise Refusal("wrong_kind", "Choisis ce qu’il te faut : exercice, leçon ou contrôle.") from None


def _check_nothing_open(pupil: Pupil) -> None:
    if HelpRequest.objects.filter(pupil=pupil, state__in=[state.value for state in OPEN_STATES]).exists():
        raise _already_open()


def _already_open() -> Refusal:
    return Refusal("already_open", "Tu as déjà une demande en cours : attends son professeur, ou annule-la.")
