"""What figures are drawn from once a week is over, so that a page reads no lesson (decision 24)."""

from typing import ClassVar

from django.db import models

from declic.sponsors.models import Sponsor


class CountedWeek(models.Model):
    """A week of one sponsor, over: its lessons and its requests without one, as the figures count them.

    Children are numbers that lead nowhere once they are erased. An erased child stays counted: a figure that fell on
    that day would tell what they did.
    """

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="counted_weeks")
    monday = models.DateField()
    visits = models.BinaryField()
    """As `queries.packed` writes them; as the tables say."""
    told = models.BinaryField(null=True)
    """As pages tell them, where that is otherwise: until five children of the week have changed (`queries.retold`)."""
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = "semaine comptée"
        verbose_name_plural = "semaines comptées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "monday"], name="a_week_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.monday:%F}"


class CountedYear(models.Model):
    """A school year of one sponsor, its weeks that are over and may be told added up: what a page is drawn from.

    Made from the counted weeks, in one transaction with them; all but `levels` and `cuts` may be made again any day.
    """

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="counted_years")
    year = models.DateField()
    """The Monday it begins on."""
    until = models.DateField()
    """The Monday that is not in it any more."""
    looked_on = models.DateField(null=True)
    """The last day it was brought up to date."""
    weeks = models.PositiveSmallIntegerField()
    """How many counted weeks there were: with another number of them it is out of date."""
    tallies = models.BinaryField()
    """As `queries.tallies` writes them."""
    cuts = models.BinaryField(default=b"")
    """At which weeks each row is told, as `queries.plans` writes it: what was decided stays."""
    levels = models.BinaryField(default=b"")
    """Which level each child enrolled had that year: by the next, their family has told another. As `queries.enrolled`
    writes them."""

    class Meta:
        verbose_name = "année comptée"
        verbose_name_plural = "années comptées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "year"], name="a_year_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.year:%Y}"


class Standing(models.Model):
    """What a sponsor's year comes to, in shares that its own page tells: others are compared with many of them."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="standings")
    year = models.DateField()
    """The Monday its school year begins on."""
    helped = models.PositiveSmallIntegerField(null=True)
    """Children helped out of those enrolled, in hundredths; None where it may not be told, as below."""
    kept = models.PositiveSmallIntegerField(null=True)
    redo = models.PositiveSmallIntegerField(null=True)
    lessons = models.PositiveIntegerField(null=True)
    """For a hundred children enrolled."""
    enrolled = models.PositiveIntegerField(null=True)
    """For a thousand inhabitants, where they are known."""
    phone = models.PositiveSmallIntegerField(null=True)
    """Lessons from a telephone, in hundredths."""
    median = models.PositiveSmallIntegerField(null=True)
    """The range it is known not to be beyond, by rank, or from five minutes on to have reached; likewise the 95th
    percentile.
    """
    p95 = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "place parmi les partenaires"
        verbose_name_plural = "places parmi les partenaires"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "year"], name="one_standing_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.year:%Y}"


class ReadUpTo(models.Model):
    """How far the journal has been read to keep the weeks up. One row."""

    fact = models.BigIntegerField(default=0)
    """The last one read."""

    class Meta:
        verbose_name = "lecture du journal"
        verbose_name_plural = "lectures du journal"

    def __str__(self) -> str:
        return str(self.fact)
