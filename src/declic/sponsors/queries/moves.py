"""What changes when a family's children go from one sponsor to another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from declic.ground.elision import listed
from declic.ground.errors import Refusal
from declic.ground.moments import full_day
from declic.people.models import Guardian, Pupil
from declic.sponsors import rules
from declic.sponsors.models import ActivationCode, Sponsor
from declic.sponsors.queries.agreements import begins_on, levels_covered, running_agreement
from declic.sponsors.queries.enrolments import Paid, has_enrolled, paid_of
from declic.sponsors.rules.agreements import covers_level
from declic.sponsors.rules.codes import CodeScope


@dataclass(frozen=True)
class Move:
    """What a code that a family types would change."""

    code: ActivationCode
    sponsor: Sponsor
    before: Sponsor
    """Whose code the family came with, or moved to last."""
    goes: Sequence[Pupil]
    """Their payer changes."""
    stays: Sequence[Paid]
    """Their level is not among those this sponsor agreed to."""
    places: Sequence[Pupil]
    """Their payer stays, and their school or quartier changes."""
    elsewhere: bool = False
    """Whether others might have changed place, and do not."""
    begins_on: date | None = None
    """The first day this sponsor pays, when its agreement does not run yet."""
    served: Sequence[Paid] = ()
    """Of those whose payer would change, whoever would be without Déclic until then."""
    is_early: bool = False
    """It would take from them, or from their next child, who pays today."""
    keeps_code: bool = False
    """Until this sponsor pays, the family's own code stays that of the one who helps a child today: the next comes by
    it."""
    taken: bool = False
    """Once done: whether a place of the code was used for it."""

    @property
    def pays_now(self) -> bool:
        """From now on, and for the children to come."""
        return self.sponsor != self.before and not self.keeps_code

    @property
    def all_change_place(self) -> bool:
        return bool(self.places) and not self.elsewhere

    @property
    def changes(self) -> bool:
        return bool(self.pays_now or self.goes or self.places)

    @property
    def why_nobody(self) -> str:
        who = ", ".join(f"{one.pupil.first_name} ({one.pupil.level_label})" for one in self.stays)
        return f"{self.sponsor.name} ne propose pas Déclic pour cette classe : {who}. Rien n’a changé."

    @property
    def why_not_yet(self) -> str:
        day = full_day(self.begins_on) if self.begins_on else ""
        payers = dict.fromkeys(one.sponsor.name for one in self.served if one.sponsor) or [self.before.name]
        who = listed(one.pupil.first_name for one in self.served)
        shut = f" : changer maintenant fermerait Déclic à {who} jusque-là" if who else ""
        return (
            f"{self.sponsor.name} ne paie qu’à partir du {day}{shut}. D’ici là, {listed(payers)}"
            f" {'continuent' if len(payers) > 1 else 'continue'} de payer. Entrez de nouveau ce code ce jour-là."
        )

    def of(self, children: Collection[int] | None) -> "Move":
        """With the place of those alone."""
        if children is None:
            return self
        chosen = [pupil for pupil in self.places if pupil.pk in children]
        return replace(self, places=chosen, elsewhere=len(chosen) < len(self.places))

    def done(self, *, taken: bool) -> "Move":
        return replace(self, taken=taken)


def move_of(guardian: Guardian, held: ActivationCode, code: ActivationCode, on: date) -> Move:
    """What `code` would change for a family that holds `held`."""
    goes, stays, places, served = [], [], [], []
    covered = levels_covered(code.sponsor, on)
    for one in paid_of(guardian, on):
        if one.sponsor == code.sponsor:
            if code.place and (one.code is None or one.code.place != code.place):
                places.append(one.pupil)
        elif covers_level(covered, one.pupil.level):
            goes.append(one.pupil)
            served += [one] if one.is_served else []
        else:
            stays.append(one)
    other = held.sponsor != code.sponsor
    begins = begins_on(code.sponsor, on)
    runs = other and begins is not None and running_agreement(held.sponsor, on) is not None
    nobody = runs and not goes and not stays
    return Move(
        code,
        code.sponsor,
        held.sponsor,
        goes,
        stays,
        [] if other else places,
        begins_on=begins,
        served=served,
        is_early=nobody or (begins is not None and bool(served)),
        keeps_code=runs and any(one.is_served for one in stays),
    )


def check_move(move: Move, guardian: Guardian) -> None:
    """Refusal `nobody_covered`, `not_begun`, `same_payer`, `child_code_needed`."""
    if move.stays and not move.goes:
        raise Refusal("nobody_covered", move.why_nobody)
    if move.is_early:
        raise Refusal("not_begun", move.why_not_yet)
    if not move.changes:
        raise Refusal("same_payer", f"{move.sponsor.name} paie déjà pour vos enfants : il n’y a rien à changer.")
    if move.sponsor != move.before or move.code.scope != CodeScope.PERSONAL.value:
        return
    if len(move.goes) > 1 or has_enrolled(guardian, move.code):
        raise rules.child_code_needed()
