"""Nothing is dropped: whatever happens, a request ends in a lesson, a call-back, a letter, or by its pupil."""

import contextlib
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from declic.dispatch.actions import (
    answer_in_writing,
    ask,
    ask_in_writing,
    call_back,
    cancel,
    claim_question,
    expire,
    note_desk_seen,
    note_pupil_seen,
    run_wave,
    save_draft,
    want,
)
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries import call_back_times, open_request_of, rings_of
from declic.dispatch.queries.line import standing_of
from declic.ground.errors import Refusal
from declic.ground.paris import in_paris
from declic.journal.models import Fact
from declic.lessons.actions import end, note_presence, open_lesson, sweep
from declic.lessons.models import Lesson
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import Terms, covers_moment
from tests.world import NOW, TRIED, make_pupil, make_sponsor, make_teacher, set_hours

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])

ACTS = ("ask", "ask", "call_back", "written", "cancel", "free", "off", "accept", "answer", "end", "wait", "wait")
BY_THE_PUPIL = {"pupil", "pupil_left", "not_completed", "no_show"}
AFTER_A_CALL_BACK = {"closing", "call_back"}
OPENINGS = [datetime(2026, 11, day, 16, 0, tzinfo=UTC) for day in (24, 30)] + [datetime(2026, 12, 1, 16, 0, tzinfo=UTC)]
AGREED = Terms(opens_at=time(17, 15), closes_at=time(18, 30))
MOMENTS = st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(1, 400), st.booleans())


class Evening:
    """Two pupils, one of whose sponsors agreed to fewer hours; one teacher; the service closes in the middle of it."""

    def __init__(self) -> None:
        set_hours((0, "17:00", "19:00"), (1, "17:00", "19:00"))
        self.agreed = make_sponsor()
        self.agreed.agreements.update(**Agreement.columns(AGREED))
        self.pupils = [make_pupil(sponsor=make_sponsor()), make_pupil(sponsor=self.agreed)]
        self.teacher: Teacher = make_teacher()
        self.now: datetime = NOW

    def live(self, act: str, who: int, seconds: int, *, there: bool) -> None:
        """One act, then so many seconds of the clock, the pages being there or silent."""
        with contextlib.suppress(Refusal):  # not now: what is refused leaves things as they were
            getattr(self, f"_{act}")(self.pupils[who])
        until = self.now + timedelta(seconds=seconds)
        while self.now < until:
            self.now = min(until, self.now + timedelta(seconds=20 if there else 130))
            if there:
                note_pupil_seen(pupil_account_ids=[pupil.account_id for pupil in self.pupils], now=self.now)
            note_desk_seen(teacher_account_ids=[self.teacher.account_id], now=self.now)
            expire(now=self.now)
            sweep(now=self.now)
            run_wave(now=self.now)
            self._never_silent(there=there)

    def _never_silent(self, *, there: bool) -> None:
        """Past five minutes of an evening, whoever is on the page has something to choose, and the wait has brought
        each of its steps once.
        """
        for pupil in self.pupils if there else ():
            request = open_request_of(pupil)
            waiting = request if request and request.state == "waiting" else None
            waits_from = waiting.waits_since if waiting else None
            if waiting and waits_from and self.now - waits_from >= timedelta(minutes=5):
                assert waiting.escalation == "offered"
                assert standing_of(waiting, self.now).choices
                facts = Fact.objects.filter(name="HelpEscalated", data__help_request_id=str(waiting.pk))
                steps = [fact.data["step"] for fact in facts.filter(at__gte=waits_from).order_by("pk")]
                assert steps == ["widened", "calling", "operator", "offered"]

    def _ask(self, pupil: Pupil) -> None:
        draft = save_draft(pupil=pupil, subject="MAT", kind="exercise", tried=TRIED, now=self.now)
        ask(help_request=draft, now=self.now)

    def _call_back(self, pupil: Pupil) -> None:
        if request := open_request_of(pupil):
            call_back(help_request=request, at=call_back_times(request, self.now)[0], now=self.now)

    def _written(self, pupil: Pupil) -> None:
        if request := open_request_of(pupil):
            ask_in_writing(help_request=request, now=self.now)

    def _cancel(self, pupil: Pupil) -> None:
        if request := open_request_of(pupil):
            cancel(help_request=request, now=self.now)

    def _free(self, _: Pupil) -> None:
        want(teacher_account_id=self.teacher.account_id, state="free", now=self.now)

    def _off(self, _: Pupil) -> None:
        want(teacher_account_id=self.teacher.account_id, state="off", now=self.now)

    def _accept(self, _: Pupil) -> None:
        run_wave(now=self.now)
        for ring in rings_of(self.teacher):
            account = self.teacher.account_id
            lesson = open_lesson(offer_id=ring.pk, teacher_account_id=account, now=self.now)
            for person in (account, ring.help_request.pupil.account_id):
                note_presence(lesson_id=lesson, account_id=person, present=True, now=self.now)

    def _answer(self, _: Pupil) -> None:
        for question in WrittenQuestion.objects.filter(answered_at=None, help_request__state="written")[:1]:
            claim_question(question_id=str(question.pk), teacher=self.teacher, now=self.now)
            answer_in_writing(question=question, teacher=self.teacher, text="Pose la retenue.", now=self.now)

    def _end(self, _: Pupil) -> None:
        for lesson in Lesson.objects.filter(state="running"):
            end(lesson_id=lesson.pk, by_account_id=self.teacher.account_id, now=self.now)

    def _wait(self, _: Pupil) -> None:
        """Nothing but time."""


@given(st.lists(MOMENTS, min_size=3, max_size=14))
@example(moments=[*[("wait", 1, 400, False)] * 5, ("ask", 1, 20, False)])  # after the hours agreed; nobody comes
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_every_request_ends_in_a_lesson_a_call_back_a_letter_or_by_its_pupil(
    moments: list[tuple[str, int, int, bool]],
) -> None:
    with transaction.atomic("default"), transaction.atomic("rooms"):
        evening = Evening()
        for act, who, seconds, there in moments:
            evening.live(act, who, seconds, there=there)
        evening.live("end", 0, 1, there=True)
        for opening in OPENINGS:  # everybody is gone; the next openings pass
            evening.now = opening
            evening.live("off", 0, 3000, there=False)
        for fact in Fact.objects.filter(name="HelpAsked"):
            if HelpRequest.objects.get(pk=fact.data["help_request_id"]).sponsor_id == evening.agreed.pk:
                assert covers_moment(AGREED, in_paris(fact.at)), "in line only at the hours agreed"
        for request in HelpRequest.objects.exclude(asked_at=None):
            ended = request.state, request.close_reason
            if request.state == "unmet":
                assert request.close_reason in AFTER_A_CALL_BACK, ended
                # Kept over a closing time, until an hour of its own, or, asked while closed, until the opening.
                assert request.kept_over_at or request.call_back_at or request.in_line_since, ended
            elif request.state == "cancelled":
                assert request.close_reason in BY_THE_PUPIL, ended
            else:
                assert request.state in {"helped", "answered", "written"}, ended
        transaction.set_rollback(True, "default")
        transaction.set_rollback(True, "rooms")
