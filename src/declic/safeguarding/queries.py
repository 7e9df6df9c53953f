"""What was told to the team, for whoever told it."""

from declic.journal.models import Fact
from declic.people.models import Guardian
from declic.safeguarding.facts import ConcernRaised


def concerns_of(guardian: Guardian) -> list[Fact]:
    """Written by this adult, oldest first.

    Neither what the service wrote of their address, nor what a child or a teacher reported from a room: those speak to
    the team alone.
    """
    subject = f"guardian:{guardian.pk}"
    written = Fact.objects.filter(name=ConcernRaised.__name__, subject=subject, actor=guardian.account_id)
    return list(written.order_by("pk"))
