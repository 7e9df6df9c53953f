"""A teacher at their desk, on duty, and rung."""

from declic.people.models import Teacher
from tests.live.talking import Talker, Talks


def on_duty(live: Talks, teacher: Teacher) -> Talker:
    """At the desk, free."""
    desk = live.desk(teacher)
    desk.next("welcome")
    desk.say({"type": "want", "state": "free"})
    assert desk.next("duty")["state"] == "free"
    return desk


def rung(desk: Talker) -> str:
    return str(desk.next("ring")["offer_id"])
