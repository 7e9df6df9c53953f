"""Each form of the room holds every place its script asks for: one that lacks throws in the midst of a message."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests.web.clients import signed_in
from tests.world import make_lesson, make_teacher

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "rooms"])

SOURCE = Path(__file__).parents[3] / "frontend/src"
ASKED = re.compile(r"\bslots\s*\.(?:get|find)(?:<[^()]*?>)?\(\s*([^;]*?)\)[;,.)\s]")
NAMES = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
SLOT = re.compile(r"^[a-z0-9-]+$")
ONLY_WHERE = {
    "little.ts": "little",
    "hand_over.ts": "teacher",
    "answer_board.ts": "answer",
    "telephone.ts": "telephone",
    "note-field": "teacher",
    "note-said": "teacher",
    "invite-address": "teacher",
    "redo": "asked",
}
"""A file, or a slot, of some forms alone: its script looks first whether it is one of them."""
GIVEN_BY_THE_SCRIPT = {
    "${whose}-video": ("self-video", "remote-video"),
    "${this.why}-address": ("device-address", "invite-address"),
    "fault-${order}": ("fault-0", "fault-1", "fault-2"),
}
ROLES = {
    "pupil": ("pupil", "asked"),
    "little": ("pupil", "asked"),
    "teacher": ("teacher",),
    "colleague": ("guest",),
    "guardian": ("guest",),
}


def asked_for() -> dict[str, str]:
    """Slot to the form it belongs to, empty for all."""
    found: dict[str, str] = {}
    for folder in ("room", "maths", "letters", "instruments", "pages"):
        for path in (SOURCE / folder).glob("*.ts"):
            only = ONLY_WHERE.get(path.name, "")
            for call in ASKED.findall(path.read_text()):
                for name in NAMES.findall(call):
                    for slot in GIVEN_BY_THE_SCRIPT.get(name, (name,)):
                        if SLOT.match(slot) and (slot not in found or found[slot]):
                            found[slot] = ONLY_WHERE.get(slot, only)
    return found


def page_of(form: str) -> str:
    lesson = make_lesson()
    if form == "little":
        lesson.level = "CE1"
        lesson.save()
    if form in {"pupil", "little", "teacher"}:
        client = signed_in((lesson.teacher if form == "teacher" else lesson.pupil).account)
    else:
        teacher = signed_in(lesson.teacher.account)
        code = teacher.post(f"/salle/{lesson.pk}/inviter/", headers={"Accept": "application/json"}).json()["code"]
        client = Client()
        client.force_login(
            lesson.pupil.guardian.account if form == "guardian" else make_teacher().account,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        client.post("/appareil/", {"code": code})
    return client.get(f"/salle/{lesson.pk}/").content.decode()


def test_the_slots_are_found_in_the_source() -> None:
    asked = asked_for()
    assert {"unread-words", "peek", "log", "self-video", "formula-dialog", "chat-letters", "state"} <= set(asked)
    assert len(asked) > 90


@pytest.mark.parametrize(("form", "telephone"), list(product(ROLES, ("console", ""))))
def test_each_form_has_every_slot(form: str, telephone: str) -> None:
    with override_settings(TELEPHONY_PROVIDER=telephone):
        page = page_of(form)
    role, *more = ROLES[form]
    assert f'data-role="{role}"' in page
    here = {"", form, *more} | ({"telephone"} if telephone and role != "guest" else set())
    held = set(re.findall(r'data-slot="([^"]+)"', page))
    assert {slot for slot, only in asked_for().items() if only in here} - held == set()
