"""Children helped are told out of those enrolled in that period, whoever left, was erased or moved up since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from declic.people.models import Pupil
from declic.reports.actions import count_what_is_over, rebuild
from declic.reports.models import CountedYear, Standing
from declic.reports.queries.figures import figures_of, years_that_differ
from declic.reports.queries.others import standing_of
from declic.reports.queries.page import Figures
from declic.reports.rules import SchoolYear, was_enrolled
from declic.safeguarding.actions import erase_child
from declic.sponsors.actions import issue_code
from declic.sponsors.models import ActivationCode, Enrolment, Sponsor
from tests.reports.test_figures import helped, values
from tests.world import make_pupil, make_sponsor, make_teacher

SEPTEMBER, JUNE = datetime(2025, 9, 8, 17, 0, tzinfo=UTC), datetime(2026, 6, 15, 17, 0, tzinfo=UTC)
AUGUST, NOVEMBER = datetime(2026, 8, 10, 9, 0, tzinfo=UTC), datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
YEAR = SchoolYear.holding(SEPTEMBER.date())
pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def a_year_gone_by(*, enrolled: int = 24, came: int = 18) -> Sponsor:
    """2025–26: half in 4e, half in 3e, of two schools; who came did so in March. Counted until June, then in August."""
    sponsor, teacher = make_sponsor(), make_teacher()
    codes = [
        issue_code(sponsor=sponsor, ceiling=999, label=label, scope="quarter", now=SEPTEMBER)
        for label in ("La Gare", "Le Bourg")
    ]
    for number in range(enrolled):
        pupil = make_pupil("4E" if number % 2 else "3E", sponsor)
        Enrolment.objects.filter(pupil=pupil).update(since=SEPTEMBER, code=codes[number % 2])
        if number < came:
            helped(pupil, teacher, datetime(2026, 3, 10, 17, number, tzinfo=UTC))
    count_what_is_over(now=JUNE, most=99)
    return sponsor


def accounts_end(sponsor: Sponsor, keep: int, on: datetime = datetime(2026, 8, 5, 1, 0, tzinfo=UTC)) -> None:
    for pupil in list(Pupil.objects.filter(enrolments__sponsor=sponsor).order_by("pk"))[keep:]:
        erase_child(pupil=pupil, now=on)


def the_year(sponsor: Sponsor, now: datetime, *, recount: bool = False) -> Figures:
    return figures_of(
        sponsor,
        first_day=YEAR.starts_on,
        last_day=min(now.date(), YEAR.after - timedelta(days=1)),
        now=now,
        recount=recount,
    )


@pytest.mark.parametrize("now", [AUGUST, NOVEMBER])
def test_a_year_is_told_out_of_those_enrolled_in_it_once_their_accounts_have_ended(now: datetime) -> None:
    sponsor = a_year_gone_by()
    accounts_end(sponsor, keep=0)
    count_what_is_over(now=AUGUST, most=99)
    figures = the_year(sponsor, now)
    assert (figures.enrolled, figures.helped, figures.lessons) == (20, 15, 18)
    assert values(figures.enrolled_by_level) == {"4E": 10, "3E": 10}, "twelve of each, told in fives"
    assert values(figures.enrolled_by_place) == {"La Gare": 10, "Le Bourg": 10}
    assert figures.is_over == (now == NOVEMBER)
    assert figures == the_year(sponsor, now, recount=True)
    assert list(years_that_differ(YEAR, now)) == []


def test_a_child_keeps_the_level_of_that_year() -> None:
    """In July a family tells the level of September; the year that ends goes on telling the one it was."""
    sponsor = a_year_gone_by()
    told = the_year(sponsor, JUNE)
    Pupil.objects.filter(level="3E").update(level="2GT")
    Pupil.objects.filter(level="4E").update(level="3E")
    for now in (AUGUST, NOVEMBER):
        count_what_is_over(now=now, most=99)
        rebuild(year=YEAR, now=now)
        figures = the_year(sponsor, now)
        assert figures.enrolled_by_level == told.enrolled_by_level
        assert [line.enrolled for line in figures.level_lines] == [10, 10]
        assert figures == the_year(sponsor, now, recount=True)
    running = figures_of(sponsor, first_day=date(2026, 9, 1), last_day=NOVEMBER.date(), now=NOVEMBER)
    assert values(running.enrolled_by_level) == {"3E": 10, "2GT": 10}
    accounts_end(sponsor, keep=0, on=NOVEMBER)
    assert the_year(sponsor, NOVEMBER).enrolled_by_level == told.enrolled_by_level


def test_who_came_back_is_counted_once_and_who_left_is_counted() -> None:
    sponsor = a_year_gone_by()
    pupils = list(Pupil.objects.filter(enrolments__sponsor=sponsor).order_by("pk"))
    for pupil in pupils[:2]:
        Enrolment.objects.filter(pupil=pupil).update(until=datetime(2026, 1, 12, 17, 0, tzinfo=UTC))
        Enrolment.objects.create(pupil=pupil, sponsor=sponsor, since=datetime(2026, 2, 2, 17, 0, tzinfo=UTC))
    Enrolment.objects.filter(pupil=pupils[3]).update(until=datetime(2026, 1, 12, 17, 0, tzinfo=UTC))
    for number in range(7):
        new = make_pupil("CP", sponsor)
        Enrolment.objects.filter(pupil=new).update(since=datetime(2026, 9, 14, 17, number, tzinfo=UTC))
    assert the_year(sponsor, NOVEMBER).enrolled == 20


def test_a_past_month_is_told_out_of_those_enrolled_in_it_in_fives_and_by_no_row() -> None:
    sponsor = a_year_gone_by(enrolled=24)
    for pupil in Pupil.objects.filter(enrolments__sponsor=sponsor).order_by("-pk")[:6]:
        Enrolment.objects.filter(pupil=pupil).update(until=datetime(2026, 1, 12, 17, 0, tzinfo=UTC))
    march = figures_of(sponsor, first_day=date(2026, 3, 2), last_day=date(2026, 3, 29), now=AUGUST)
    assert (march.enrolled, march.helped) == (15, 15), "eighteen of the 24 were still there"
    assert march.enrolled_by_level == march.enrolled_by_place == ()
    assert {line.enrolled for line in march.level_lines} == {None}
    assert march.is_over


def test_what_others_are_compared_with_is_out_of_those_enrolled_that_year() -> None:
    sponsor = a_year_gone_by()
    accounts_end(sponsor, keep=3)
    now = datetime(2026, 9, 8, 9, 0, tzinfo=UTC)
    count_what_is_over(now=now, most=99)
    stands = Standing.objects.get(sponsor=sponsor, year=YEAR.starts_on)
    assert (stands.helped, stands.lessons) == (68, 81), "15 and 18 of 20 to 24, as told"
    assert standing_of(the_year(sponsor, NOVEMBER))["helped"] == stands.helped


def test_a_page_of_a_past_year_takes_three_queries_and_reads_no_lesson() -> None:
    sponsor = a_year_gone_by()
    rebuild(year=YEAR, now=NOVEMBER)
    with CaptureQueriesContext(connection) as queries:
        the_year(sponsor, NOVEMBER)
    assert len(queries) == 3, "enrolments, the year as it was added up, the levels of then"
    assert all("lessons_lesson" not in query["sql"] for query in queries)


def test_a_level_told_before_july_is_that_of_the_year_and_a_child_added_after_has_its_own() -> None:
    sponsor = a_year_gone_by()
    Pupil.objects.filter(level="4E").update(level="5E")
    assert values(the_year(sponsor, JUNE).enrolled_by_level) == {"5E": 10, "3E": 10}
    CountedYear.objects.filter(year=YEAR.starts_on).update(looked_on=None)
    count_what_is_over(now=JUNE, most=99)
    for _ in range(6):
        late = make_pupil("6E", sponsor)
        Enrolment.objects.filter(pupil=late).update(since=datetime(2026, 7, 20, 9, 0, tzinfo=UTC))
    Pupil.objects.filter(level="5E").update(level="4E")
    assert values(the_year(sponsor, AUGUST).enrolled_by_level) == {"6E": 5, "5E": 10, "3E": 10}


def test_what_a_code_for_all_families_is_called_is_no_place() -> None:
    sponsor, teacher = make_sponsor(), make_teacher()
    every = issue_code(sponsor=sponsor, ceiling=99, label="Lettre de rentrée", now=SEPTEMBER)
    school = issue_code(sponsor=sponsor, ceiling=99, label="Jules-Ferry", scope="school", now=SEPTEMBER)
    for number in range(12):
        pupil = make_pupil("4E", sponsor)
        code = every if number % 2 else school
        Enrolment.objects.filter(pupil=pupil).update(since=SEPTEMBER, code=code)
        helped(pupil, teacher, datetime(2026, 3, 10, 17, number, tzinfo=UTC))
    told = {"—": 5, "Jules-Ferry": 5}
    figures = the_year(sponsor, JUNE)
    assert values(figures.enrolled_by_place) == told
    assert {line.label for line in figures.lines["place"]} == {"Code sans lieu", "Jules-Ferry"}
    accounts_end(sponsor, keep=0)
    assert values(the_year(sponsor, AUGUST).enrolled_by_place) == told


def test_a_place_called_as_those_masked_together_keeps_its_own_time_and_they_theirs() -> None:
    """One made before such names were refused: twelve children of an hour each, beside two times three of a minute."""
    sponsor, teacher = make_sponsor(), make_teacher()
    for called, children, minutes in (("Autres lieux", 12, 60), ("La Gare", 3, 1), ("Le Bourg", 3, 1)):
        code = issue_code(sponsor=sponsor, ceiling=99, label="École", scope="school", now=SEPTEMBER)
        ActivationCode.objects.filter(pk=code.pk).update(label=called)
        for number in range(children):
            pupil = make_pupil("4E", sponsor)
            Enrolment.objects.filter(pupil=pupil).update(since=SEPTEMBER, code=code)
            helped(pupil, teacher, datetime(2026, 3, 10, 17, number, tzinfo=UTC), length_min=minutes)
    named, together = the_year(sponsor, JUNE).lines["place"]
    assert (named.label, named.rows, named.lessons, named.seconds) == ("Autres lieux", ("Autres lieux",), 12, 12 * 3600)
    assert (together.label, together.rows, together.lessons) == ("Autres lieux", ("La Gare", "Le Bourg"), 6)
    assert together.seconds == 6 * 60


MOMENTS = st.datetimes(datetime(2025, 9, 1), datetime(2025, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.none() | MOMENTS, st.dates(date(2025, 9, 1), date(2025, 11, 1)), st.integers(1, 40))
def test_the_hour_of_coming_and_leaving_changes_nothing(
    since: datetime, until: datetime | None, first: date, days: int
) -> None:
    """Of a child erased the day alone is kept."""

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    begins, ends = midnight(first), midnight(first + timedelta(days=days))
    if until is None or until >= since:
        whole = since.replace(hour=0, minute=1), until and until.replace(hour=0, minute=1)
        told = was_enrolled(since, until, begins, ends)
        assert told == was_enrolled(*whole, begins, ends)
        assert told == (since.date() < ends.date() and (until is None or until.date() >= first))
