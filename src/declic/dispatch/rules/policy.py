"""The policy as a table: every number dispatch decides with, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True)
class Policy:
    """Durations of the rings, of patience with silence, and of what surrounds a lesson."""

    ring: timedelta = timedelta(seconds=30)
    """How long an offer may be answered."""
    accept_grace: timedelta = timedelta(seconds=2)
    """An acceptance already on its way when the ring ends still counts."""
    hedge_after: timedelta = timedelta(seconds=5)
    """Unanswered for so long, a second teacher is rung as well; never a third."""
    pre_ring: bool = True
    """When nobody free can take a request, a teacher writing a report is rung: the report waits."""
    widen_after: timedelta = timedelta(seconds=60)
    """Asked for so long ago, a request may go to teachers of neighbouring levels who accept them."""
    armed_countdown: timedelta = timedelta(seconds=3)
    """Armed, a teacher's page accepts by itself after so long, unless they decline."""
    armed_ring: timedelta = timedelta(seconds=8)
    """How long an offer to an armed teacher may be answered: the countdown, and the time a page takes to reload. A page
    that has not accepted by then is not there, and waiting for it helps nobody."""
    wanted_hold: timedelta = timedelta(seconds=60)
    """A request whose pupil chose to wait for the wanted teacher rings nobody else for so long; then anybody."""
    decline_exclusion: timedelta = timedelta(seconds=90)
    """A teacher who declined is not rung again for the same request for so long; afterwards only when nobody else can
    be."""
    declines_before_asking: int = 2
    """So many declines in a row, and the teacher is asked whether they want a pause."""
    misses_before_telling: int = 3
    """So many missed rings in one duty, and the operator is told."""

    desk_fresh: timedelta = timedelta(seconds=10)
    """A desk silent for longer is not rung."""
    desk_reload: timedelta = timedelta(seconds=5)
    """A page that reloads is back within so long: its ring goes on."""
    desk_silent: timedelta = timedelta(seconds=12)
    """A desk that said nothing for so long, without closing, is gone."""
    desk_forgotten: timedelta = timedelta(minutes=5)
    """A duty whose desk is gone for so long is over."""

    pupil_silent: timedelta = timedelta(seconds=15)
    """A waiting page silent for so long gets no offers; its place is kept."""
    pupil_forgotten: timedelta = timedelta(seconds=120)
    """Back within so long: same place. Afterwards the request is over."""
    held_forgotten: timedelta = timedelta(minutes=30)
    """Whoever asked while closed has so long after the opening to come to the page."""
    sent_back_forgotten: timedelta = timedelta(minutes=30)
    """A request sent back and not completed for so long is over."""
    place_kept_after_no_show: timedelta = timedelta(minutes=10)
    """Asking again within so long after a no-show keeps the first time of asking."""

    shift_end: timedelta = timedelta(minutes=5)
    """So long before the end of their shift a teacher is not rung any more."""
    wrap_up: timedelta = timedelta(seconds=120)
    """A teacher who writes no report is free again after so long."""
    last_call: timedelta = timedelta(minutes=5)
    """So long before closing, a new request is kept for the next opening."""
    start_up_grace: timedelta = timedelta(seconds=20)
    """After a restart pages need so long to come back: nobody's silence counts meanwhile."""

    call_again_after: timedelta = timedelta(minutes=3)
    """While a request still waits, teachers off duty are called for it again so long after the time before."""
    calls_each_request: int = 12
    """Teachers off duty called for one request in an evening: whoever may come has been told by then."""

    question_team_after: timedelta = timedelta(hours=4)
    """Of opening: a written question nobody answers for so long is told to the team."""
    question_team_quiet: timedelta = timedelta(hours=1)
    """The team is not written to again about questions for so long: the next letter tells of all that wait then."""
    question_family_after: timedelta = timedelta(days=1)
    """On the clock: then the pupil and the guardian are told that it is not forgotten."""

    forecast: Mapping[tuple[str, str], float] = field(default_factory=lambda: MappingProxyType({}))
    """Requests expected soon for each (subject, level), on top of those that wait."""

    weights: Mapping[tuple[str, str], float] = field(default_factory=lambda: MappingProxyType({}))
    """How much a wait counts, by (subject, band of levels): see `weights`. A group that is not there weighs 1."""

    def ring_of(self, *, armed: bool) -> timedelta:
        """How long an offer to such a teacher may be answered."""
        return min(self.ring, self.armed_ring) if armed else self.ring


POLICY = Policy()
