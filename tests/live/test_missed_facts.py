"""Facts are lost while the bus is broken: once it is back, every page is told what is true."""

from collections.abc import Callable, Iterator

import pytest

from declic.dispatch.actions import run_wave
from declic.live.bus import LocalBus, Said
from declic.live.desk_door import DeskDoor
from declic.live.staff_door import StaffDoor
from declic.live.waiting_door import WaitingDoor
from tests.live.talking import Talks, now, talks, ticket
from tests.world import make_help_request, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])


class FrailBus(LocalBus):
    """Loses what is announced while it is broken, as Redis does."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False
        self._acts: list[Callable[[], None]] = []

    def announce(self, said: Said) -> None:
        if not self.broken:
            super().announce(said)

    def when_back(self, act: Callable[[], None]) -> None:
        self._acts.append(act)

    def mend(self) -> None:
        self.broken = False
        for act in self._acts:
            self._ears.on_loop(act)


@pytest.fixture
def bus() -> FrailBus:
    return FrailBus()


@pytest.fixture
def live(bus: FrailBus) -> Iterator[Talks]:
    with talks(DeskDoor, WaitingDoor, StaffDoor, bus=bus) as running:
        yield running


def test_a_ring_missed_by_the_desk_the_waiting_page_and_the_board(live: Talks, bus: FrailBus) -> None:
    request = make_help_request(now=now())
    operator = ticket("staff", 1, "guest")
    with live.desk(make_teacher()) as desk, live.wait(request.pupil) as page, live.enter(operator) as board:
        desk.next("welcome")
        desk.say({"type": "want", "state": "free"})
        desk.next("duty")
        page.next("welcome")
        board.next("board")
        bus.broken = True
        (offer,) = run_wave(now=now())
        bus.mend()
        assert [ring["offer_id"] for ring in desk.next("welcome")["rings"]] == [str(offer.pk)]
        assert page.next("welcome")["ringing"]
        while not any(waiting["rings"] for waiting in board.next("board")["waiting"]):
            continue
