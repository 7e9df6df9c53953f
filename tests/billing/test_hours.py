"""Hours from a real evening; a month closed once, and what comes after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from declic.billing.actions import close_hours, correct_hours
from declic.billing.models import HoursCorrection, HoursLine, HoursMonth
from declic.billing.queries.hours import worked_by, worked_in
from declic.billing.rules.hours import Minutes
from declic.dispatch.actions import answer_in_writing, ask_in_writing, claim_question, note_desk_seen, want
from declic.dispatch.facts import DutyChanged
from declic.journal.actions import record
from declic.journal.models import Fact
from declic.people.models import Teacher
from declic.safeguarding.actions import erase_child
from tests.refusals import refused
from tests.world import NOW, later, make_help_request, make_lesson, make_operator, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
IN_DECEMBER = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
IN_JANUARY = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def evening(teacher: Teacher, *, start: datetime = NOW, minutes: int = 60) -> None:
    """On duty so long, and nobody asked for anything."""
    want(teacher_account_id=teacher.account_id, state="free", now=start)
    want(teacher_account_id=teacher.account_id, state="off", now=start + timedelta(minutes=minutes))


def test_an_evening_with_a_lesson_is_counted_by_what_was_done() -> None:
    teacher = make_teacher()
    want(teacher_account_id=teacher.account_id, state="free", now=NOW)
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(600))
    make_lesson(teacher, state="ended", now=later(600))
    want(teacher_account_id=teacher.account_id, state="free", now=later(600 + 1200 + 90))
    want(teacher_account_id=teacher.account_id, state="pause", now=later(2400))
    want(teacher_account_id=teacher.account_id, state="free", now=later(3000))
    want(teacher_account_id=teacher.account_id, state="off", now=later(3600))
    found = worked_by(teacher, NOVEMBER, later(9000))
    assert found.days == {MONDAY: Minutes(lesson=20, wrap_up=2, ready=28)}
    assert (found.total, found.closed_at) == (50, None)
    assert worked_by(teacher, DECEMBER, IN_DECEMBER).is_empty
    assert worked_by(make_teacher(), NOVEMBER, later(9000)).is_empty


def test_a_written_answer_counts_off_duty_and_outlives_the_child() -> None:
    teacher, pupil = make_teacher(), make_pupil()
    asked = ask_in_writing(help_request=make_help_request(pupil), now=NOW)
    claim_question(question_id=str(asked.pk), teacher=teacher, now=NOW)
    asked.refresh_from_db()
    answer_in_writing(question=asked, teacher=teacher, text="On retient un.", now=later(540))
    assert worked_by(teacher, NOVEMBER, later(3600)).days == {MONDAY: Minutes(written=9)}
    erase_child(pupil=pupil, now=later(3600))
    assert worked_by(teacher, NOVEMBER, later(3600)).days == {MONDAY: Minutes(written=9)}


@pytest.mark.parametrize("closed_first", [False, True])
def test_an_answer_written_over_the_midnight_of_a_month_is_paid_whole(*, closed_first: bool) -> None:
    teacher = make_teacher()
    begun = datetime(2026, 11, 30, 22, 50, tzinfo=UTC)
    midnight, sent = begun + timedelta(minutes=10), begun + timedelta(minutes=15)
    asked = ask_in_writing(help_request=make_help_request(make_pupil()), now=NOW)
    claim_question(question_id=str(asked.pk), teacher=teacher, now=begun)
    asked.refresh_from_db()
    if closed_first:
        close_hours(month=NOVEMBER, by=None, now=midnight + timedelta(minutes=1))
    answer_in_writing(question=asked, teacher=teacher, text="On retient un.", now=sent)
    if not closed_first:
        assert worked_by(teacher, NOVEMBER, IN_DECEMBER).days == {date(2026, 11, 30): Minutes(written=10)}
    close_hours(month=DECEMBER, by=None, now=IN_JANUARY)
    december = worked_by(teacher, DECEMBER, IN_JANUARY)
    assert december.days == {DECEMBER: Minutes(written=5)}
    assert [(one.of, one.minutes) for one in december.late] == [(NOVEMBER, Minutes(written=10))] * closed_first


def test_all_teachers_of_a_month_are_read_at_once(django_assert_max_num_queries: object) -> None:
    names = ["Zoé Roux", "Ali Ba", "Marc Diot"]
    for name in names:
        evening(make_teacher(name=name))
    make_teacher(name="Nina Lot")
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        found = worked_in(NOVEMBER, later(9000))
    assert [(one.teacher.account.name, one.total) for one in found] == [(name, 60) for name in sorted(names)]


def test_a_month_is_closed_once_when_it_is_over_and_nobody_is_on_duty() -> None:
    teacher, operator = make_teacher(), make_operator()
    evening(teacher)
    with refused("not_over"):
        close_hours(month=NOVEMBER, by=operator, now=later(9000))
    want(teacher_account_id=teacher.account_id, state="free", now=datetime(2026, 11, 30, 20, 0, tzinfo=UTC))
    with refused("under_way"):
        close_hours(month=NOVEMBER, by=operator, now=IN_DECEMBER)
    want(teacher_account_id=teacher.account_id, state="off", now=datetime(2026, 11, 30, 20, 30, tzinfo=UTC))
    close_hours(month=NOVEMBER, by=operator, now=IN_DECEMBER)
    with refused("already_closed"):
        close_hours(month=NOVEMBER, by=operator, now=IN_DECEMBER)
    found = worked_by(teacher, NOVEMBER, IN_DECEMBER)
    assert (found.total, found.closed_at) == (90, IN_DECEMBER)
    assert HoursLine.objects.get().ready == 90
    fact = Fact.objects.get(name="HoursClosed")
    assert (fact.data["minutes"], fact.data["teachers"], fact.actor_id) == (90, 1, operator.pk)


def test_what_comes_to_light_after_the_closing_is_a_line_of_the_next_month() -> None:
    teacher = make_teacher()
    evening(teacher)
    close_hours(month=NOVEMBER, by=None, now=IN_DECEMBER)
    before = worked_by(teacher, NOVEMBER, IN_DECEMBER)
    # A process that was cut off hands over what it had kept: half an hour more of that Monday.
    record(DutyChanged(teacher.account_id, "free", "asked"), now=later(5400))
    record(DutyChanged(teacher.account_id, "ended", "asked"), now=later(7200))
    assert worked_by(teacher, NOVEMBER, IN_JANUARY) == before
    evening(teacher, start=datetime(2026, 12, 7, 17, 0, tzinfo=UTC))
    close_hours(month=DECEMBER, by=None, now=IN_JANUARY)
    december = worked_by(teacher, DECEMBER, IN_JANUARY)
    assert [(one.of, one.minutes) for one in december.late] == [(NOVEMBER, Minutes(ready=30))]
    assert (december.presence.total, december.total) == (60, 90)
    close_hours(month=date(2027, 1, 1), by=None, now=IN_JANUARY + timedelta(days=40))
    assert worked_by(teacher, date(2027, 1, 1), IN_JANUARY + timedelta(days=40)).is_empty


def test_a_correction_is_paid_in_its_month_or_in_the_first_open_one() -> None:
    teacher, operator = make_teacher(), make_operator()
    first = correct_hours(
        teacher=teacher, on=MONDAY, minutes=45, reason="Leçon au téléphone", by=operator, now=later(9000)
    )
    assert worked_by(teacher, NOVEMBER, later(9000)).total == 45
    close_hours(month=NOVEMBER, by=operator, now=IN_DECEMBER)
    second = correct_hours(teacher=teacher, on=MONDAY, minutes=-15, reason="Compté deux fois", by=None, now=IN_DECEMBER)
    assert [one.month.month for one in (first, second)] == [NOVEMBER, DECEMBER]
    assert worked_by(teacher, NOVEMBER, IN_DECEMBER).total == 45
    assert worked_by(teacher, DECEMBER, IN_DECEMBER).total == -15
    assert [one.total for one in worked_in(NOVEMBER, IN_DECEMBER)] == [45]


def test_what_is_closed_is_not_edited_whoever_writes() -> None:
    teacher = make_teacher()
    evening(teacher)
    correct_hours(teacher=teacher, on=MONDAY, minutes=5, reason="Oubli", by=None, now=later(9000))
    close_hours(month=NOVEMBER, by=None, now=IN_DECEMBER)
    for edit in (
        lambda: HoursLine.objects.update(ready=1),
        lambda: HoursCorrection.objects.update(minutes=1),
        lambda: HoursMonth.objects.update(closed_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            edit()
    assert worked_by(teacher, NOVEMBER, IN_DECEMBER).total == 65


def test_a_month_that_would_end_under_zero_is_paid_as_nothing_and_taken_from_the_next() -> None:
    teacher, other = make_teacher(), make_teacher()
    evening(teacher, start=NOW + timedelta(days=10), minutes=90)
    for one, minutes in ((teacher, -60), (other, 30)):
        correct_hours(teacher=one, on=MONDAY, minutes=minutes, reason="Erreur", by=None, now=later(3600))
    close_hours(month=NOVEMBER, by=None, now=IN_DECEMBER + timedelta(days=3))
    assert (worked_by(teacher, NOVEMBER, IN_JANUARY).total, worked_by(other, NOVEMBER, IN_JANUARY).total) == (0, 30)
    assert [one.reason for one in worked_by(teacher, NOVEMBER, IN_JANUARY).corrections] == [
        "Erreur",
        "Reporté sur décembre 2026 : le mois finirait sous zéro",
    ]
    close_hours(month=DECEMBER, by=None, now=IN_JANUARY)
    december = worked_by(teacher, DECEMBER, IN_JANUARY)
    assert (december.presence.total, december.total) == (90, 30)
    assert "Report de novembre 2026" in december.corrections[0].reason
    assert Fact.objects.filter(name="HoursClosed").order_by("pk").values_list("data__minutes", flat=True)[0] == 30
