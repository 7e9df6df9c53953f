"""The third person of a room: invited by its teacher, one at a time, gone when seen out."""

import pytest

from declic.classroom.actions import end_visits, give_device_code, see_out, use_device_code
from declic.classroom.models import RoomGuest
from declic.classroom.queries import file_of_guest, guest_name
from declic.classroom.rules import GuestKind
from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.people.models import Account
from declic.safeguarding.actions import suspend_teacher
from tests.classroom.test_files import photo, put
from tests.world import NOW, make_account, make_guardian, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def invited(lesson: Lesson) -> str:
    return give_device_code(account=lesson.teacher.account, lesson=lesson, now=NOW, invites=True)


def comes(lesson: Lesson, who: Account) -> None:
    moved = use_device_code(typed=invited(lesson), here=who, now=NOW)
    assert (moved.account, moved.lesson, moved.invited) == (who, lesson, True)


def test_a_colleague_the_pupil_s_parent_or_the_team_comes_as_themselves(lesson: Lesson) -> None:
    for who, kind, named in (
        (make_teacher(name="M. Costa").account, GuestKind.COLLEAGUE, "M. Costa, collègue"),
        (lesson.pupil.guardian.account, GuestKind.GUARDIAN, "Parent Martin, parent"),
        (make_operator(), GuestKind.TEAM, "Régie, de l’équipe Déclic"),
    ):
        comes(lesson, who)
        assert RoomGuest.objects.get(lesson=lesson).kind == kind.value
        assert guest_name(lesson.pk, who.pk) == named
        see_out(lesson=lesson, by=who, now=NOW)
        assert guest_name(lesson.pk, who.pk) == ""
    names = Fact.objects.filter(subject=f"lesson:{lesson.pk}").values_list("name", flat=True)
    assert (list(names).count("GuestCame"), list(names).count("GuestLeft")) == (3, 3)


def test_a_parent_hears_and_says_nothing_the_team_writes_in_no_child_s_board() -> None:
    assert GuestKind.GUARDIAN.abilities == ["listen", "watch", "invited"]
    assert "write" not in GuestKind.TEAM.abilities
    assert "end" not in GuestKind.COLLEAGUE.abilities


def test_nobody_else_comes_and_the_code_is_not_spent(lesson: Lesson) -> None:
    code = invited(lesson)
    strangers = [
        None,
        make_account(),
        make_pupil().account,
        make_guardian().account,
        make_teacher(approved=False).account,
        lesson.pupil.account,
        lesson.teacher.account,
    ]
    for who in strangers:
        with pytest.raises(Refusal) as refused:
            use_device_code(typed=code, here=who, now=NOW)
        assert refused.value.code == "not_invited"
    assert not RoomGuest.objects.exists()
    assert use_device_code(typed=code, here=make_teacher().account, now=NOW).invited


def test_one_at_a_time(lesson: Lesson) -> None:
    code = invited(lesson)
    first = make_teacher().account
    use_device_code(typed=code, here=first, now=NOW)
    with pytest.raises(Refusal, match="une seule personne"):
        invited(lesson)
    with pytest.raises(NotYours):
        see_out(lesson=lesson, by=lesson.pupil.account, now=NOW)
    see_out(lesson=lesson, by=lesson.teacher.account, now=NOW)
    see_out(lesson=lesson, by=lesson.teacher.account, now=NOW)
    comes(lesson, make_teacher().account)


def test_a_guest_sees_what_lies_on_the_board_while_invited(lesson: Lesson) -> None:
    (laid,) = put(lesson, lesson.teacher.account, photo())
    guest = make_teacher().account
    with pytest.raises(NotYours):
        file_of_guest(guest, laid.pk)
    comes(lesson, guest)
    assert file_of_guest(guest, laid.pk) == laid
    end_visits(account=guest, now=NOW)
    with pytest.raises(NotYours):
        file_of_guest(guest, laid.pk)


def test_a_suspended_colleague_is_seen_out(lesson: Lesson) -> None:
    colleague = make_teacher()
    comes(lesson, colleague.account)
    suspend_teacher(teacher=colleague, by=None, now=NOW)
    assert not RoomGuest.objects.exists()
