"""A call by telephone that both have left, and that is not let go yet."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.tickets import path_of
from declic.live.telephony import Tell
from tests.live.clients import both, run
from tests.live.serving import serving
from tests.live.test_telephone import FAMILY, MINE, SHOWN, told

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


class SlowExchange:
    """The family's line is taken, the teacher hangs up, and what carries them is done only later."""

    let_go: asyncio.Event
    called: int

    async def join(self, first: str, second: str, tell: Tell) -> None:
        del first, second
        SlowExchange.called += 1
        tell(0, "answered")
        tell(1, "busy")
        tell(0, "hung_up")
        await SlowExchange.let_go.wait()


def test_numbers_given_meanwhile_are_called_next(settings: Any) -> None:
    settings.TELEPHONY_PROVIDER, settings.TELEPHONY_NUMBER = f"{__name__}.SlowExchange", SHOWN
    SlowExchange.let_go, SlowExchange.called = asyncio.Event(), 0
    tickets = list(open_lessons(1, datetime.now(UTC)))

    async def story() -> None:
        async with serving() as port, both(port, [path_of(ticket) for ticket in tickets]) as (pupil, teacher):
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await teacher.say(type="call_me", number=MINE)
            for client in (pupil, teacher):
                await told(client, "hung_up", "busy")
            await teacher.say(type="call_me", number=MINE)
            await teacher.say(type="chat", cid=str(UUID(int=1)), text="Je redonne mon numéro.")
            await teacher.message("chat")  # so that the number was heard before the line is let go
            SlowExchange.let_go.set()
            await told(pupil, "given", "")
            await pupil.say(type="call_me", number=FAMILY, agreed=True)
            await told(teacher, "hung_up", "busy")
            assert SlowExchange.called == 2

    run(story())
