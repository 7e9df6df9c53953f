"""Files and reactions beside the words of a room: kept like them, then said."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from declic.classroom.management.commands.tickets import open_lessons
from declic.classroom.queries import last_lines, room_card
from declic.classroom.tickets import SentFiles, SentPage, Ticket, path_of, write_files
from tests.live.clients import both, enter, run, with_database
from tests.live.serving import serving

pytestmark = pytest.mark.django_db(databases=["default", "rooms"], transaction=True)


@pytest.fixture
def tickets() -> list[Ticket]:
    return list(open_lessons(1, datetime.now(UTC)))


def test_a_reaction_is_kept_acknowledged_and_there_for_who_comes_later(tickets: list[Ticket]) -> None:
    paths = [path_of(ticket) for ticket in tickets]
    pupil_id = str(tickets[0].p)

    async def story() -> None:
        async with serving() as port:
            async with both(port, paths) as (pupil, teacher):
                await teacher.say(type="chat", cid="c1", text="Bravo", file="")
                line = (await pupil.message("chat"))["id"]
                for what in ("thanks", "understood"):
                    await pupil.say(type="react", line=line, what=what)
                    for client in (pupil, teacher):
                        said = await client.message("reacted")
                        assert (said["line"], said["from"], said["what"]) == (line, pupil_id, what)
                await pupil.say(type="react", line="999999", what="thanks")
                assert (await pupil.message("error"))["code"] == "malformed"
            later = await enter(port, paths[1])
            welcome = await later.message("welcome")
            assert welcome["chat"][0]["reactions"] == [{"by": pupil_id, "what": "understood"}]
            await later.close()

    run(story())


def test_a_reaction_to_a_message_of_another_room_is_not_kept(tickets: list[Ticket]) -> None:
    paths = [path_of(ticket) for ticket in tickets]
    others = [path_of(ticket) for ticket in open_lessons(1, datetime.now(UTC))]

    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, _), both(port, others) as (stranger, _):
            await pupil.say(type="chat", cid="c1", text="Bonjour", file="")
            line = (await pupil.message("chat"))["id"]
            await stranger.say(type="react", line=line, what="lost")
            assert (await stranger.message("error"))["code"] == "malformed"
            card = await with_database(room_card, UUID(tickets[0].s))
            assert [list(kept.kept_reactions) for kept in await with_database(last_lines, card.board_id)] == [[]]

    run(story())


def test_a_file_goes_with_a_message_of_who_sent_it_and_with_no_other(tickets: list[Ticket]) -> None:
    paths = [path_of(ticket) for ticket in tickets]
    page = SentPage("7f0e0c5e-8a55-4a3c-9c7b-3d1df0a3b001", 600, 800, 2)
    mine = write_files(SentFiles(tickets[0].s, tickets[0].p, [page]))

    async def story() -> None:
        async with serving() as port, both(port, paths) as (pupil, teacher):
            await pupil.say(type="chat", cid="c1", text="", file=mine)
            line = await teacher.message("chat")
            url = f"/fichiers/{page.id}/"
            assert line["pages"] == [{"id": page.id, "url": url, "width": 600, "height": 800, "alone": True}]
            for file in (mine, "forged"):
                await teacher.say(type="chat", cid="c2", text="", file=file)
                assert (await teacher.message("error"))["code"] == "malformed"

    run(story())
