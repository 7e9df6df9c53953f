"""A demo as large as wanted: sponsors, pupils and a school year of lessons, drawn from a seed. All invented."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.db.models import Max, Q

from declic.ground.paris import paris_day
from declic.people.models import Account, Guardian, Pupil, Teacher
from declic.reports.actions import rebuild
from declic.reports.rules import SchoolYear
from declic.sponsors.actions import load_communes
from declic.sponsors.models import Commune, Enrolment, Sponsor
from declic.web.demo.bulk import Bulk
from declic.web.demo.country_year import Days, Year
from declic.web.demo.people import DOMAIN

SEED: Final = 2007
OFFICER: Final = "figures-{number:04d}" + DOMAIN
"""Who may open the pages of the sponsor of this number."""
CHUNK: Final = 20
"""Sponsors written in one transaction: what is interrupted goes on from there."""
LATELY: Final = timedelta(weeks=6)
"""A school year begun since is too short: the one before is told."""
COUNCILS: Final = 10
"""One sponsor in so many is a works council."""
TEACHERS: Final = 400


@dataclass(frozen=True)
class Size:
    sponsors: int
    pupils: int
    lessons: int


SIZES: Final = {
    "town": Size(8, 800, 8_000),
    "departement": Size(100, 20_000, 200_000),
    "city": Size(1, 15_500, 155_000),
    "national": Size(1_000, 500_000, 5_000_000),
}


class NotTheDemosError(Exception):
    """Somebody real is in this database."""


def check_only_the_demo() -> None:
    """NotTheDemosError unless every adult here is invented."""
    if Account.objects.exclude(email=None).exclude(email__endswith=DOMAIN).exists():
        raise NotTheDemosError


def build(size: Size, *, now: datetime, seed: int = SEED, said: Callable[[str], object] = lambda _: None) -> SchoolYear:
    """What is not there yet of it. The school year is told up to yesterday."""
    check_only_the_demo()
    if not Commune.objects.exists():
        load_communes()
    year = SchoolYear.holding(paris_day(now) - LATELY)
    chance = Random(seed)
    plots = _plots(size, chance)
    teachers = _teachers(now)
    days = Days(year.starts_on, min(year.after, paris_day(now)))
    done = Account.objects.filter(email__startswith="figures-", email__endswith=DOMAIN).count()
    for first in range(done, len(plots), CHUNK):
        with transaction.atomic():
            _without_checks()
            for plot in plots[first : first + CHUNK]:
                _write(plot, Year(days, teachers, Random(f"{seed} {plot.number}")))
        said(f"{min(first + CHUNK, len(plots))} partenaires sur {len(plots)}")
    if done == len(plots):
        return year
    said("Semaines comptées…")
    rebuild(year=year, now=now, said=lambda number: said(f"{number} comptés") if not number % 100 else None)
    return year


# -- who pays ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Plot:
    """One sponsor to be: how many children and lessons."""

    number: int
    commune: Commune | None
    pupils: int
    lessons: int


def _plots(size: Size, chance: Random) -> list[Plot]:
    """Communes of every size, as they come, and works councils; children as inhabitants go."""
    ours = Q(sponsor=None) | Q(sponsor__officers__account__email__startswith="figures-")
    towns = list(Commune.objects.filter(ours, population__gte=500).order_by("insee").distinct())
    chosen = chance.sample(towns, size.sponsors)
    people = [max(500, town.population or 0) ** 0.85 * chance.uniform(0.5, 1.5) for town in chosen]
    whole, pupils, lessons = sum(people), size.pupils, size.lessons
    plots = []
    for number, (town, weight) in enumerate(zip(chosen, people, strict=True), start=1):
        children = max(6, round(pupils * weight / whole))
        commune = None if number % COUNCILS == 0 else town
        plots.append(Plot(number, commune, children, max(6, round(lessons * weight / whole))))
    return plots


def _write(plot: Plot, year: Year) -> None:
    sponsor = Sponsor.objects.create(
        kind="commune" if plot.commune else "works_council",
        name=plot.commune.name if plot.commune else f"CSE Démonstration {plot.number}",
        commune=plot.commune,
        siret="" if plot.commune else f"{99_000_000_000_000 + plot.number}",
        zone="C",
    )
    account = Account.objects.create(email=OFFICER.format(number=plot.number), name=f"Mairie {plot.number}")
    sponsor.officers.create(account=account, role="manager")
    sponsor.agreements.create(
        starts_on=year.days.first,
        ends_on=year.days.first + timedelta(days=730),
        state="signed",
        data_signed_on=year.days.first,
        price_cents=8_000_00,
    )
    places = year.places(plot.pupils)
    codes = [
        sponsor.codes.create(code=f"D{plot.number:05d}{at:02d}", label=label, scope="quarter", ceiling=plot.pupils)
        for at, label in enumerate(places)
    ]
    children = _children(sponsor, [code.pk for code in codes], plot.pupils, year)
    year.write(sponsor.pk, plot.number, children, plot.lessons)


# -- who comes --------------------------------------------------------------------------------------------------------
_PEOPLE = ("id", "email", "name", "password", "created_at")


def _children(sponsor: Sponsor, codes: Sequence[int], count: int, year: Year) -> list[tuple[int, str]]:
    """(pupil, level); two of them to a family."""
    then = year.days.moment(0, 0)
    account, guardian, pupil = (_next(model) for model in (Account, Guardian, Pupil))
    adults = (count + 1) // 2
    levels = year.levels(count)
    Bulk(Account, _PEOPLE).write(_accounts(sponsor.pk, account, adults, count, then))
    Bulk(Guardian, ("id", "account_id")).write((guardian + at, account + at) for at in range(adults))
    Bulk(Pupil, ("id", "account_id", "guardian_id", "first_name", "level", "created_at")).write(
        (pupil + at, account + adults + at, guardian + at // 2, "Camille", level, then)
        for at, level in enumerate(levels)
    )
    _set_sequences()
    Bulk(Enrolment, ("pupil_id", "sponsor_id", "code_id", "since")).write(
        (pupil + at, sponsor.pk, year.code(codes), then) for at in range(count)
    )
    return [(pupil + at, level) for at, level in enumerate(levels)]


def _accounts(
    sponsor: int, first: int, adults: int, children: int, then: str
) -> Iterator[tuple[int | str | None, ...]]:
    for at in range(adults):
        yield first + at, f"famille{at}.{sponsor}{DOMAIN}", f"Famille {at}", "!", then
    for at in range(children):
        yield first + adults + at, None, "Camille", "!", then


def _teachers(now: datetime) -> list[int]:
    known = list(Teacher.objects.filter(account__email__startswith="prof-").order_by("pk").values_list("pk", flat=True))
    if known:
        return known
    with transaction.atomic():
        accounts = Account.objects.bulk_create(
            Account(email=f"prof-{at:04d}{DOMAIN}", name=f"Professeur {at}", password="!", created_at=now)  # noqa: S106
            for at in range(TEACHERS)
        )
        made = Teacher.objects.bulk_create(Teacher(account=account, state="approved") for account in accounts)
    return [teacher.pk for teacher in made]


def _next(model: type[Account] | type[Guardian] | type[Pupil]) -> int:
    return int(model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def _set_sequences() -> None:
    """Their numbers were given."""
    for model, columns in ((Account, _PEOPLE), (Guardian, ("id",)), (Pupil, ("id",))):
        Bulk(model, columns).set_sequence()


def _without_checks() -> None:
    """Rows made here point to rows made here. Where the database does not let us say so, it checks them."""
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
    except DatabaseError:
        return
