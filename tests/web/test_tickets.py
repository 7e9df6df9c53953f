"""Where a page is told to open its socket."""

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.web.clients import signed_in
from tests.web.second_factor import proved_twice
from tests.world import make_help_request, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db
LIVE = "wss://live.declic.example"


@override_settings(LIVE_URL=LIVE)
def test_with_live_processes_at_an_address_of_their_own_every_socket_goes_there() -> None:
    waiting = make_pupil()
    make_help_request(waiting)
    lesson = make_lesson(now=timezone.now())
    for client, address, door in (
        (signed_in(waiting.account), "/tickets/attente/", "/wait?"),
        (signed_in(make_teacher().account), "/tickets/bureau/", "/desk?"),
        (proved_twice(make_operator()), "/tickets/regie/", "/staff?"),
        (signed_in(lesson.pupil.account), f"/tickets/salle/{lesson.pk}/", f"/room/{lesson.pk}?"),
    ):
        assert client.post(address).json()["path"].startswith(LIVE + door), address
