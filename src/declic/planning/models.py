"""What teachers offer, and the rota made of it: shifts, and the swaps colleagues ask for."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declic.people.models import Teacher
from declic.planning.rules import shifts
from declic.planning.rules.clocks import quarter_of
from declic.planning.rules.states import RotaState, ShiftState, SwapState


class Availability(models.Model):
    """When a teacher could come, and how much they want: every week, or in one week instead of that."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="availabilities")
    week = models.DateField("semaine", null=True)
    """Its Monday; null: every week that has none of its own."""
    stretches = models.JSONField(default=list)
    """[day of the week, first quarter-hour, the one after the last]: see `rules.shifts.Stretch`."""
    least = models.PositiveSmallIntegerField()
    """Quarter-hours on duty wanted in a week, at least; `most`: at most."""
    most = models.PositiveSmallIntegerField()
    in_one_go = models.PositiveSmallIntegerField(default=shifts.IN_ONE_GO)
    """Quarter-hours without a pause, at most."""
    runs_over = models.BooleanField(default=False)
    """Agrees to be rung in the last minutes of a shift, and after it."""
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = "disponibilités"
        verbose_name_plural = "disponibilités"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher"], condition=Q(week=None), name="one_usual_week_per_teacher"),
            models.UniqueConstraint(fields=["teacher", "week"], name="one_availability_per_week"),
        ]
        indexes: ClassVar = [models.Index(fields=["week"])]

    def __str__(self) -> str:
        return f"{self.teacher} {self.week or 'chaque semaine'}"


class Rota(models.Model):
    """Who is on duty when, in one week; and the search that proposes it."""

    week = models.DateField("semaine", unique=True)
    """Its Monday."""
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in RotaState], default=RotaState.ASKED.value
    )
    asked_at = models.DateTimeField()
    step = models.CharField(max_length=40, blank=True)
    """What the search does now, French."""
    share = models.FloatField(default=0.0)
    """Of its time, so much is over."""
    heard_at = models.DateTimeField(null=True)
    """Last sign of life of the search."""
    need = models.JSONField(default=list)
    """Teachers needed by cover and quarter-hour: see `rules.gaps.need_as_rows`."""
    learned_from = models.PositiveIntegerField(default=0)
    """Past requests the need was foreseen from; 0: from what is assumed of a new service."""
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "planning de la semaine"
        verbose_name_plural = "plannings de la semaine"
        indexes: ClassVar = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"semaine du {self.week:%d/%m/%Y}"


class Shift(models.Model):
    """A teacher on duty from quarter-hour `first` to `after` (excluded) of a day, but for the one of the `pause`."""

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="shifts")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="shifts")
    """Who is expected; of an offered shift, who gave it up and may still take it back."""
    on = models.DateField("jour")
    first = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    pause = models.SmallIntegerField(default=-1)
    starts_at = models.DateTimeField()
    """The moments of `first` and `after`, for what is due then."""
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in ShiftState], default=ShiftState.PROPOSED.value
    )
    taken_at = models.DateTimeField(null=True)
    """When its teacher took it from a colleague, took it back, or was given it by hand: not expected before."""
    reminded = models.PositiveSmallIntegerField(default=0)
    """1: the day before; 2: shortly before."""
    absent_at = models.DateTimeField(null=True)
    """When it was noted last, for the team's letter, that nobody was there."""
    absences = models.PositiveSmallIntegerField(default=0)
    """How often it was: who comes and leaves again is told of once more, not each time."""

    class Meta:
        verbose_name = "créneau de service"
        verbose_name_plural = "créneaux de service"
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["teacher", "on"], condition=~Q(state=ShiftState.OFFERED.value), name="one_shift_a_day"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_it_starts"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["rota", "on"]),
            models.Index(fields=["teacher", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} {self.on:%d/%m}"

    @property
    def times(self) -> shifts.Shift:
        return shifts.Shift(self.on.weekday(), self.first, self.after, self.pause)

    def rest_at(self, at: datetime) -> shifts.Shift:
        """All of it before it begins."""
        return self.times.left_from(quarter_of(at)) if at > self.starts_at else self.times

    @property
    def had(self) -> shifts.Shift:
        """What its teacher has of it: of one taken under way, what was left."""
        return self.rest_at(self.taken_at) if self.taken_at is not None else self.times


class Swap(models.Model):
    """The teacher of `mine` asks the teacher of `theirs` to have each other's shift. Both are of one rota."""

    mine = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps_asked")
    theirs = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps_wanted")
    asked_by = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    asked_of = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    """As they were when it was asked: the shifts may have gone to somebody else since."""
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in SwapState], default=SwapState.ASKED.value
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "échange de créneaux"
        verbose_name_plural = "échanges de créneaux"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mine", "theirs"], condition=Q(state=SwapState.ASKED.value), name="one_open_swap_of_two_shifts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} ⇄ {self.asked_of}"


class PastDemand(models.Model):
    """Requests of children who were erased, by quarter-hour, subject and level: what a forecast learns from."""

    on = models.DateField()
    quarter = models.PositiveSmallIntegerField()
    """Of the day, from 0."""
    zone = models.CharField(max_length=1, blank=True)
    subject = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = "demande passée"
        verbose_name_plural = "demandes passées"
        indexes: ClassVar = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.on:%F} {self.subject} {self.level}"


class EqualityCheck(models.Model):
    """What was found of a week once it was over: whether levels and groups were served alike. No child is in it."""

    week = models.DateField(unique=True)
    """Its Monday."""
    asked = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    """Of them, served in time."""
    breaks = models.JSONField(default=list)
    """As `rules.equality.Break`, of levels and groups of twenty requests at least."""
    unjudged = models.PositiveSmallIntegerField(default=0)
    """How many levels and groups had too few requests."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "égalité d’une semaine"
        verbose_name_plural = "égalité des semaines"

    def __str__(self) -> str:
        return f"{self.week:%F}"


class LearnedWeights(models.Model):
    """How much a wait counts by group, as learned one night, and why. No child is in it."""

    on = models.DateField(unique=True)
    """The day they are for."""
    weights = models.JSONField(default=list)
    """A row a group: subject, band, weight, how many waits, their mean."""
    whole_s = models.FloatField(null=True)
    """The mean wait of all."""
    evenings = models.JSONField(default=list)
    """The days they were learned from, ISO."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "poids appris"
        verbose_name_plural = "poids appris"

    def __str__(self) -> str:
        return f"{self.on:%F}"
