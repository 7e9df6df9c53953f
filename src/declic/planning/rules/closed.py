"""What an exceptional closing leaves of a shift. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from declic.dispatch.rules.hours import Exceptional, outside
from declic.ground.moments import clock


@dataclass(frozen=True)
class Closed:
    """Of a shift that a closing takes some of."""

    left: str
    """« de 18 h à 19 h »; empty when nothing is left: nobody is to come."""
    reason: str
    """The team's words."""

    @property
    def then(self) -> str:
        """What its teacher is to do, at the end of a sentence."""
        return f"venez {self.left} seulement" if self.left else "vous n’avez pas à venir"


def closed_of(starts_at: datetime, ends_at: datetime, decided: Iterable[Exceptional]) -> Closed | None:
    """None when no closing touches it."""
    over = [one for one in decided if one.starts_at < ends_at and one.ends_at > starts_at]
    if not over:
        return None
    left = outside(tuple(over), [(starts_at, ends_at)])
    return Closed(" et ".join(f"de {clock(begin)} à {clock(end)}" for begin, end in left), over[0].reason)


def is_closed(starts_at: datetime, ends_at: datetime, decided: Iterable[Exceptional]) -> bool:
    """From end to end."""
    found = closed_of(starts_at, ends_at, decided)
    return found is not None and not found.left
