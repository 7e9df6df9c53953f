"""Who pays for a pupil."""

from datetime import datetime, time

from django.db import transaction

from declic.ground.paris import at_paris, paris_day
from declic.journal.actions import record
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.people.queries import check_accepted
from declic.sponsors import facts, queries, rules
from declic.sponsors.actions.codes import redeem_for_child
from declic.sponsors.models import Enrolment, PastEnrolment, Sponsor


@transaction.atomic
def enrol(*, pupil: Pupil, now: datetime, typed: str = "", desk: Sponsor | None = None) -> Enrolment:
    """By a code of the family, or the child's own (`typed`); the enrolment there is, if there is one.

    Never before the adult accepted what families are asked to, whatever door they come by. Refusal `consent_missing`,
    `no_code`, `no_agreement`, `level_not_covered`, and those of `redeem_for_child`.
    """
    current = Enrolment.objects.select_related("sponsor").filter(pupil=pupil, until=None).first()
    if current is not None:
        return current
    check_accepted(pupil.guardian)
    code = redeem_for_child(typed=typed, guardian=pupil.guardian, level=pupil.level, now=now, desk=desk)
    if not queries.open_to_families(code.sponsor, paris_day(now)):
        raise rules.no_agreement()
    queries.check_level(code.sponsor, pupil.level, paris_day(now))
    enrolment = Enrolment.objects.create(pupil=pupil, sponsor=code.sponsor, code=code, since=now)
    fact = facts.PupilEnrolled(sponsor_id=enrolment.sponsor_id, pupil_id=pupil.pk)
    record(fact, now=now, actor_id=pupil.guardian.account_id)
    return enrolment


@transaction.atomic
def enrol_child(  # noqa: PLR0913  (a child, and the code that is theirs)
    *,
    guardian: Guardian,
    first_name: str,
    level: str,
    now: datetime,
    school: str = "",
    code: str = "",
    desk: Sponsor | None = None,
) -> Pupil:
    """A child added and enrolled at once, or neither; `desk`, where an officer does it, is whose.

    Refusals of `people.add_child` and `enrol`.
    """
    pupil = people.add_child(guardian=guardian, first_name=first_name, level=level, school=school, now=now)
    enrol(pupil=pupil, now=now, typed=code, desk=desk)
    return pupil


@transaction.atomic
def keep_enrolments(*, pupil: Pupil, now: datetime) -> None:
    """Before the child is erased, in the same transaction: who paid for how long, without them and to the day."""
    PastEnrolment.objects.bulk_create(
        PastEnrolment(
            sponsor_id=one.sponsor_id,
            child=pupil.pk,
            level=pupil.level,
            place=one.code.place if one.code else "",
            since=_day(one.since),
            until=_day(one.until or now),
        )
        for one in Enrolment.objects.select_related("code").filter(pupil=pupil).order_by("since", "pk")
    )


def _day(moment: datetime) -> datetime:
    """A minute into it: midnight would be the end of the week before."""
    return at_paris(paris_day(moment), time(0, 1))
