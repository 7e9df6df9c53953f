"""Who leads, as the database knows it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from declic.dispatch.models import Lease


@dataclass(frozen=True)
class LeaseRead:
    holder: str
    """Empty: nobody."""
    beat: int
    at: datetime
    """The time by the database's clock."""


def read_lease(name: str) -> LeaseRead | None:
    """None before anybody ever looked for it."""
    row = Lease.objects.filter(name=name).values_list("holder", "beat", Now()).first()
    return None if row is None else LeaseRead(*row)
