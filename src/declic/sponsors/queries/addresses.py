"""The address an officer gave to a family at the desk."""

from datetime import datetime, timedelta

from declic.people.models import Pupil
from declic.sponsors.models import DeskFamily

ADDRESS_TOLD = timedelta(days=60)


def address_told(pupil: Pupil, now: datetime) -> DeskFamily | None:
    """The family whose adult was lately given an address at the desk: its children's pages tell of it."""
    found = DeskFamily.objects.select_related("guardian__account", "sponsor").filter(
        guardian=pupil.guardian_id, addressed_at__gt=now - ADDRESS_TOLD, guardian__account__email__isnull=False
    )
    return found.first()
