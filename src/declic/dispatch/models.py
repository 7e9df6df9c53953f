"""Help requests, the teachers on duty, and the rings between them. The tables refuse a double assignment."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from declic.dispatch.rules import OPEN_STATES, DutyState, HelpKind, HelpState, OfferState
from declic.dispatch.rules.devices import Device
from declic.dispatch.rules.escalation import Escalation
from declic.people.models import Account, Pupil, Teacher
from declic.sponsors.models import Sponsor
from declic.uploads.models import Upload


class OpeningHours(models.Model):
    """When the service is open, French wall-clock time. Several rows a weekday are several slots."""

    weekday = models.PositiveSmallIntegerField("jour (0 = lundi)")
    opens_at = models.TimeField("ouvre à")
    closes_at = models.TimeField("ferme à")
    in_holidays = models.BooleanField("aussi pendant les vacances et jours fériés", default=False)

    class Meta:
        verbose_name = "horaire d’ouverture"
        verbose_name_plural = "horaires d’ouverture"
        ordering: ClassVar[list[str]] = ["weekday", "opens_at"]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class ExceptionalClosing(models.Model):
    """The service is closed then, whatever the opening hours say."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120)
    """French, which families read."""
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "fermeture exceptionnelle"
        verbose_name_plural = "fermetures exceptionnelles"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="closing_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M} {self.reason}"


class SubjectClosing(models.Model):
    """A subject closed for the evening: nobody new waits for it."""

    subject = models.CharField(max_length=12)
    levels = models.CharField(max_length=8, blank=True)
    """A band of levels, a level, or empty: all."""
    reason = models.CharField(max_length=120)
    """French, which pupils read."""
    closed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Closing time of that evening: it ends by itself then."""
    reopened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "matière fermée"
        verbose_name_plural = "matières fermées"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "levels"], condition=Q(reopened_at=None), name="a_subject_is_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.levels} {self.closed_at:%F}"


class Announcement(models.Model):
    """A few words the team shows to those who wait."""

    text = models.CharField(max_length=160)
    subject = models.CharField(max_length=12, blank=True)
    """Empty: all."""
    levels = models.CharField(max_length=8, blank=True)
    """A band of levels, a level, or empty: all."""
    slot = models.PositiveSmallIntegerField()
    """0 to 2: so many at once."""
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Closing time of that evening: it ends by itself then."""
    withdrawn_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "annonce"
        verbose_name_plural = "annonces"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(withdrawn_at=None), name="one_announcement_in_each_slot"
            ),
            models.CheckConstraint(condition=Q(slot__in=[0, 1, 2]), name="announcement_slot_is_0_to_2"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%F %H:%M}"


class HelpRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="help_requests")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="help_requests")
    subject = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    kind = models.CharField(
        max_length=12, choices=[(k.value, k.label) for k in HelpKind], default=HelpKind.EXERCISE.value
    )
    tried = models.TextField(blank=True)
    """What the pupil says they tried, in their words."""
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in HelpState], default=HelpState.DRAFT.value
    )
    drafted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    """Never moves: a request sent back, dropped or returned to the queue keeps its place."""
    wait_from = models.DateTimeField(null=True)
    """Where the wait begins: `asked_at`, the opening for a request made while closed, or the asking again of a pupil
    who did not come when a teacher did. Figures run from here.

    Time out of line is left out, and nothing else is: one kept over a closing time, or called back, goes on from what
    it had waited already.
    """
    in_line_since = models.DateTimeField(null=True)
    """The opening or the call-back that put it in line again: forecasts and the equality of evenings count it there.
    Empty: at `wait_from`."""
    back_since = models.DateTimeField(null=True)
    """When it came back into line: its teacher gone in mid-lesson, or what was tried shown. The steps of its wait, and
    what the pupil is told of it, run from here. Empty: from `in_line_since`, or `wait_from`: see `waits_since`. Where
    the lesson had not begun it is the wait before that goes on."""
    left_line_at = models.DateTimeField(null=True)
    """When it left the line without a teacher: for a call-back, at a closing time, for an answer in writing, or given
    up; `asked_at` for one that has not been in it. Nobody waits on screen after that. Empty while it is in line."""
    since = models.DateTimeField(default=timezone.now)
    """When `state` last changed."""
    pupil_seen_at = models.DateTimeField(null=True)
    """Last sign of life of the pupil's waiting page."""
    away_since = models.DateTimeField(null=True)
    """Set while the waiting page is silent: nobody is rung."""
    kept_over_at = models.DateTimeField(null=True)
    """When a closing time passed while it waited: first in line at the next opening."""
    accepted_at = models.DateTimeField(null=True)
    """The last time a teacher accepted."""
    first_accepted_at = models.DateTimeField(null=True)
    """The first time a teacher accepted and it held: one who gives it up, is taken off it or never comes in before the
    lesson begins counts nowhere. The wait of the figures runs from `wait_from` to here; without a teacher, to
    `left_line_at`: `wait_ended`."""
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=40, blank=True)
    wanted_teacher = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The teacher rung first if free: the one the pupil asks for, as last time; then the one who sent it back, or who
    was teaching when the line broke."""
    hold_until = models.DateTimeField(null=True)
    """The pupil chose to wait for the wanted teacher: until then nobody else is rung. Chosen once at most."""
    escalation = models.CharField(
        max_length=12, choices=[(e.value, e.value) for e in Escalation], default=Escalation.NONE.value
    )
    """The last step its wait has reached: only ever forward, until it comes into line again, which is another wait."""
    called_at = models.DateTimeField(null=True)
    """When teachers off duty were last looked for, found or not: they are again some minutes later."""
    told_at = models.DateTimeField(null=True)
    """When the waiting page first told a range, from `told_low` to `told_high` minutes: checked afterwards."""
    told_low = models.PositiveSmallIntegerField(null=True)
    told_high = models.PositiveSmallIntegerField(null=True)
    call_back_at = models.DateTimeField(null=True)
    """The pupil chose to be called back: the request waits again by itself from then on."""
    call_back_was = models.DateTimeField(null=True)
    """The hour it was promised for before a closing put it off."""
    device = models.CharField(max_length=8, choices=[(d.value, d.label) for d in Device], blank=True, default="")
    """What the pupil asked on, for the figures; empty when it was not noted."""

    class Meta:
        verbose_name = "demande d’aide"
        verbose_name_plural = "demandes d’aide"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pupil"],
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
                name="one_open_request_per_pupil",
            ),
            models.UniqueConstraint(
                fields=["pupil", "subject"], condition=Q(state=HelpState.DRAFT.value), name="one_draft_per_subject"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "asked_at"]),
            models.Index(fields=["sponsor", "asked_at"]),
            models.Index(fields=["wait_from"]),
            models.Index(fields=["told_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.level} {self.state}"

    @property
    def waits_since(self) -> datetime | None:
        """As `queries.waited.wait_began`, of a row that was read. None before it is asked."""
        return self.back_since or self.in_line_since or self.wait_from or self.asked_at

    @property
    def wait_shown(self) -> datetime | None:
        """As `queries.waited.wait_shown`, of a row that was read."""
        back = self.back_since if self.back_since != self.in_line_since else None
        return back or self.wait_from or self.asked_at


class AttemptPage(models.Model):
    """One photo or page of the begun work, shown to the teacher before they accept."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="pages")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="attempt_page")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "page du devoir commencé"
        verbose_name_plural = "pages du devoir commencé"
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return f"page {self.position}"


class WrittenQuestion(models.Model):
    """A request whose pupil chose an answer in writing. It stops waiting: another may be asked meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    help_request = models.OneToOneField(HelpRequest, on_delete=models.CASCADE, related_name="question")
    asked_at = models.DateTimeField()
    claimed_by = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions")
    """Who writes the answer, or wrote it."""
    claimed_until = models.DateTimeField(null=True)
    """Then another teacher may take it."""
    text = models.TextField(blank=True)
    """The answer; before `answered_at`, what its teacher has written so far, and nobody else reads."""
    begun_by = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Who had begun an answer before a colleague took the question over; once it is answered, only where the answer
    goes on from theirs."""
    begun_text = models.TextField(blank=True, default="")
    """What they had written, shown to whoever holds the question now."""
    goes_on = models.BooleanField(default=False)
    """Whoever holds it goes on from what `begun_by` had begun."""
    answered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    """When the pupil first saw the answer."""
    team_told_at = models.DateTimeField(null=True)
    """When the team was told that nobody answers it."""
    family_told_at = models.DateTimeField(null=True)
    """When the pupil and the guardian were told that it is not forgotten."""

    class Meta:
        verbose_name = "question écrite"
        verbose_name_plural = "questions écrites"
        indexes: ClassVar = [models.Index(fields=["answered_at", "asked_at"])]

    def __str__(self) -> str:
        return f"question {self.help_request}"

    @property
    def wrote(self) -> dict[str, str]:
        """Author of what is on its board → name."""
        return {str(one.account_id): one.account.name for one in (self.claimed_by, self.begun_by) if one is not None}

    @property
    def written_by(self) -> str:
        """« Paul Sorel », « Paul Sorel, à la suite de Claire Aubry »; empty before it is answered."""
        if self.answered_at is None or self.claimed_by is None:
            return ""
        name = self.claimed_by.account.name
        return name if self.begun_by is None else f"{name}, à la suite de {self.begun_by.account.name}"


class AnswerPage(models.Model):
    """One photo of a written answer. The upload is the pupil's, and erased with them."""

    question = models.ForeignKey(WrittenQuestion, on_delete=models.CASCADE, related_name="pages")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    """Who took it, or the colleague who goes on from it."""
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="answer_page")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "photo de la réponse"
        verbose_name_plural = "photos de la réponse"
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return f"photo {self.position}"


class AnswerDrawing(models.Model):
    """What a teacher draws of a written answer: a board as `docs/board.md` says, kept as it is drawn."""

    question = models.ForeignKey(WrittenQuestion, on_delete=models.CASCADE, related_name="drawings")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    """Who draws: a colleague who takes the question over has a board of their own, blank or with this on it."""
    update = models.BinaryField()
    """The whole board as one Yjs update."""
    drawn = models.PositiveIntegerField()
    """What the teacher put there; the photos laid under it do not count. Of 0 there is nothing to show."""
    words = models.JSONField(default=list)
    """The texts written on it."""
    version = models.PositiveIntegerField(default=1)
    """Compared and set: the same board may be open on two devices."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "dessin de la réponse"
        verbose_name_plural = "dessins de la réponse"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "teacher"], name="one_drawing_of_an_answer"),
        ]

    def __str__(self) -> str:
        return f"dessin v{self.version}"


class OffDutyCall(models.Model):
    """A teacher off duty who was told that a pupil waits: once for it in an evening, and once in half an hour."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="calls")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    half_hour = models.DateTimeField()
    """The beginning of the half-hour of `at`."""
    evening = models.DateField()
    """The French day of `at`."""

    class Meta:
        verbose_name = "appel hors permanence"
        verbose_name_plural = "appels hors permanence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["help_request", "teacher", "evening"], name="called_once_in_an_evening"),
            models.UniqueConstraint(fields=["teacher", "half_hour"], name="called_once_in_half_an_hour"),
        ]
        indexes: ClassVar = [models.Index(fields=["teacher", "at"])]

    def __str__(self) -> str:
        return f"{self.teacher} {self.at:%F %H:%M}"


class Offer(models.Model):
    """One ring of one teacher for one request, stored with its deadline before it is pushed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="offers")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in OfferState], default=OfferState.RINGING.value
    )
    slot = models.PositiveSmallIntegerField(default=0)
    """0, or 1 for the hedge: at most two live rings for one request."""
    reason = models.CharField(max_length=200)
    """Why this teacher, in French, for the operator's board."""
    offered_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)
    """How it ended: see `facts.OfferEnded.why`."""
    opens_at = models.DateTimeField(null=True)
    """When an armed teacher's desk accepts by itself; null: when the teacher does."""
    puts_off_report = models.BooleanField(default=False)
    """It rang somebody who was writing a report, and goes on with it if they do not take the pupil."""

    class Meta:
        verbose_name = "appel"
        verbose_name_plural = "appels"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["teacher"], condition=Q(state=OfferState.RINGING.value), name="one_ring_per_teacher"
            ),
            models.UniqueConstraint(
                fields=["help_request", "slot"],
                condition=Q(state=OfferState.RINGING.value),
                name="two_rings_per_request",
            ),
            models.UniqueConstraint(
                fields=["help_request"], condition=Q(state=OfferState.ACCEPTED.value), name="one_acceptance_per_request"
            ),
            models.CheckConstraint(condition=Q(slot__in=[0, 1]), name="offer_slot_is_0_or_1"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "deadline_at"]),
            models.Index(fields=["help_request", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} {self.state}"


class Duty(models.Model):
    """A teacher's evening, from sitting down to leaving."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="duties")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in DutyState], default=DutyState.FREE.value
    )
    last_one = models.BooleanField(default=False)
    """The duty ends after the lesson under way or the next one."""
    started_at = models.DateTimeField()
    since = models.DateTimeField()
    """When `state` last changed."""
    idle_since = models.DateTimeField(null=True)
    """When the teacher last became free; ties go to the longest idle."""
    seen_at = models.DateTimeField()
    """Last sign of life of the desk page (or of the room while teaching)."""
    desk_left_at = models.DateTimeField(null=True)
    """When the desk page closed, until it speaks again: a reload takes a few seconds."""
    ends_at = models.DateTimeField(null=True)
    """When their shift ends: no ring in its last minutes, and then the duty ends. Null: as long as they like."""
    declines_in_row = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "service du soir"
        verbose_name_plural = "services du soir"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher"], condition=Q(ended_at=None), name="one_duty_per_teacher"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.teacher} {self.state}"


class Lease(models.Model):
    """Who leads, of the processes that could: see `rules.lease`."""

    name = models.CharField("ce qui est mené", max_length=20, primary_key=True)
    holder = models.CharField("processus qui mène", max_length=120, blank=True)
    """Machine, process, and a number drawn when it started; empty: nobody."""
    beat = models.PositiveBigIntegerField("battements", default=0)
    """How often it was taken, renewed or left."""
    since = models.DateTimeField("depuis", null=True)
    """When this holder took it. Told to the operator; nothing is decided by it."""

    class Meta:
        verbose_name = "bail"
        verbose_name_plural = "baux"

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"
