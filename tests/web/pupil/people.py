"""A pupil, and everybody who must not pass for them."""

from dataclasses import dataclass, field

from django.test import Client

from declic.people.models import Pupil
from tests.web.clients import signed_in
from tests.world import make_guardian, make_operator, make_pupil, make_sponsor, make_teacher


@dataclass
class Cast:
    """Inès (4e), her guardian, a pupil of another sponsor, a teacher, an operator, and nobody."""

    pupil: Pupil = field(default_factory=lambda: make_pupil("4E"))
    other: Pupil = field(default_factory=lambda: make_pupil("4E", make_sponsor(), first_name="Tom"))

    @property
    def owner(self) -> Client:
        return signed_in(self.pupil.account)

    @property
    def guardian(self) -> Client:
        return signed_in(self.pupil.guardian.account)

    @property
    def strangers(self) -> dict[str, Client]:
        return {
            "another pupil, of another sponsor": signed_in(self.other.account),
            "another guardian": signed_in(make_guardian().account),
            "a teacher": signed_in(make_teacher().account),
            "an operator": signed_in(make_operator()),
        }
