"""The demo world is whole, and always the same."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pycrdt
import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from declic.classroom.queries import last_lines
from declic.classroom.queries.boards import board_story, board_update
from declic.curriculum.rules import LEVELS, subjects_of
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries import opening
from declic.dispatch.queries.told import told_since
from declic.dispatch.rules.calibration import AIM, share_inside
from declic.lessons.models import Lesson, Report
from declic.letters.models import Owed
from declic.people.models import Account, Pupil, Skill, Teacher
from declic.people.queries import may_teach
from declic.planning.queries.equality import weeks_checked
from declic.reports.queries.figures import figures_of
from declic.sponsors.models import ActivationCode, LedgerEntry, Sponsor
from declic.sponsors.rules import LedgerKind
from declic.web.demo import world
from declic.web.demo.past_boards import packed
from declic.web.demo.people import demo_people
from declic.web.layout.pictures import face_of
from tests.web.clients import signed_in
from tests.world import NOW

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture(scope="module")
def as_built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The world these tests read and play in: made once for them all, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="rooms"):
        world.build(now=NOW)
        yield
        for using in ("default", "rooms"):
            transaction.set_rollback(True, using=using)


@pytest.fixture
def built(as_built: None, db: None) -> None:
    cache.clear()


def test_the_larger_town_has_places_and_devices_to_compare(built: None) -> None:
    figures = figures_of(
        Sponsor.objects.get(name="Clichy"), first_day=NOW.date() - timedelta(days=84), last_day=NOW.date(), now=NOW
    )
    places, devices = figures.lines["place"], figures.lines["device"]
    assert {label for label, _, _ in world.PLACES} <= {line.label for line in places}
    assert sum(line.median is not None for line in places) >= 2
    assert {line.label for line in devices if line.code} == {"Téléphone", "Tablette", "Ordinateur"}
    assert not ActivationCode.objects.filter(scope="all", label="toutes les familles").exists()


def test_the_world_is_whole(built: None) -> None:
    assert all(world.account_of(person.slug) for person in demo_people())
    taught = {(subject.code, level) for level in LEVELS for subject in subjects_of(level)}
    assert taught == set(Skill.objects.values_list("subject", "level"))
    assert all(may_teach(teacher, NOW.date()) for teacher in Teacher.objects.all())
    assert opening(NOW, "C").is_open

    lessons = Lesson.objects.count()
    assert 200 < lessons < 600
    assert lessons == Report.objects.count() == LedgerEntry.objects.filter(kind=LedgerKind.LESSON.value).count()
    assert Lesson.objects.filter(opened_at__gte=NOW).count() == 0
    by_sponsor = dict(Lesson.objects.values_list("sponsor__name").annotate(n=Count("id")))
    assert set(by_sponsor) == {"Clichy", "Asnières-sur-Oise", "CSE Horizon"}
    assert by_sponsor["Clichy"] > by_sponsor["Asnières-sur-Oise"] > 20
    maths = Lesson.objects.filter(subject="MAT").count()
    assert 0.4 < maths / lessons < 0.75
    assert HelpRequest.objects.filter(state="unmet").exists()

    counts = (Account.objects.count(), lessons)
    world.build(now=NOW)
    assert (Account.objects.count(), Lesson.objects.count()) == counts
    assert Sponsor.objects.count() == 3

    world.open_in_the_evening()
    assert not world.is_always_open()
    assert opening(NOW, "C").closes_at
    world.open_always()
    assert world.is_always_open()


def test_what_it_did_before_yesterday_is_told_to_nobody(built: None) -> None:
    assert Owed.objects.exists()
    assert not Owed.objects.filter(fact__at__lt=NOW - timedelta(days=1)).exists()


def test_the_call_back_can_be_promised_at_any_hour(built: None) -> None:
    """For that evening or the next."""
    ines, noe = (Pupil.objects.get(account=world.account_of(slug)) for slug in ("ines", "noe"))
    answers = Teacher.objects.get(account=world.account_of("mme-lefevre"))
    for half_hours in range(48):
        now = NOW + timedelta(minutes=30 * half_hours + 1)
        HelpRequest.objects.filter(pupil__in=[ines, noe]).exclude(state__in=["helped", "unmet"]).delete()
        world.promise(asks=ines, answers=answers, called_back=noe, now=now)
        kept = HelpRequest.objects.get(state="scheduled")
        assert kept.call_back_at
        assert now + timedelta(hours=1) <= kept.call_back_at < now + timedelta(days=1)


def test_one_child_has_a_written_answer_and_another_is_called_back_which_their_families_read(built: None) -> None:
    asked = WrittenQuestion.objects.get()
    assert asked.help_request.pupil.account == world.account_of("ines")
    assert asked.answered_at
    assert asked.answered_at < NOW
    assert LedgerEntry.objects.filter(kind=LedgerKind.WRITTEN.value).count() == 1
    kept = HelpRequest.objects.get(state="scheduled")
    assert kept.pupil.account == world.account_of("noe")
    assert kept.call_back_at
    assert NOW < kept.call_back_at < NOW + timedelta(days=1)
    for slug, words in (("karima", "\u00a0: question écrite"), ("helene", "Noé\u00a0: rappel ")):
        account = world.account_of(slug)
        assert account
        with time_machine.travel(NOW, tick=False):
            assert words in signed_in(account).get("/famille/").content.decode()


def test_the_last_lessons_of_who_one_can_be_have_a_board_and_words(built: None) -> None:
    for slug in ("ines", "sami", "noe"):
        account = world.account_of(slug)
        assert account
        last = list(Lesson.objects.filter(pupil__account=account).order_by("-opened_at")[:3])
        assert last
        for lesson in last:
            doc: pycrdt.Doc[Any] = pycrdt.Doc()
            doc.apply_update(board_update(lesson.board_id))
            items = doc.get("items", type=pycrdt.Map).to_py()
            assert items
            heads = [item["h"] for item in items.values()]
            assert {"pen", "text"} <= {head["k"] for head in heads} <= {"pen", "text", "formula", "graph"}
            assert {head["a"] for head in heads} == {str(account.pk), str(lesson.teacher.account_id)}
            assert lesson.report.worked_on in [item.get("x") for item in items.values()]
            assert [line.author_id for line in last_lines(lesson.board_id)] == [account.pk, lesson.teacher.account_id]


def test_the_operator_reads_waits_and_weeks_of_the_past(built: None) -> None:
    assert not HelpRequest.objects.filter(wait_from=None, asked_at__isnull=False).exists()
    told = told_since(NOW - timedelta(weeks=8), NOW)
    assert AIM < (share_inside([one.fell for one in told]) or 0) < 1
    weeks = weeks_checked()
    assert len(weeks) > 3
    assert all(one.asked < 20 or one.kept > one.asked / 2 for one in weeks)


def test_what_came_to_these_boards_may_be_seen_again(built: None) -> None:
    """Each begins empty, grows for minutes, loses what was only a hint, and ends as it was left."""
    account = world.account_of("ines")
    assert account
    for lesson in Lesson.objects.filter(pupil__account=account).order_by("-opened_at")[:3]:
        assert lesson.started_at
        assert lesson.ended_at
        doc: pycrdt.Doc[Any] = pycrdt.Doc()
        items, seen, at = doc.get("items", type=pycrdt.Map), set[str](), 0
        for since, update in _came(board_story(lesson.board_id)):
            at += since
            doc.apply_update(update)
            seen |= set(items.keys())
        assert timedelta(minutes=1) < timedelta(milliseconds=at) < lesson.ended_at - lesson.opened_at
        left: pycrdt.Doc[Any] = pycrdt.Doc()
        left.apply_update(board_update(lesson.board_id))
        assert items.to_py() == left.get("items", type=pycrdt.Map).to_py()
        assert len(seen - set(items.keys())) == 1


def _came(run: bytes) -> Iterator[tuple[int, bytes]]:
    """Milliseconds since the one before, and the update, as docs/board.md says."""
    place = 0

    def number() -> int:
        nonlocal place
        read = shift = 0
        while True:
            byte = run[place]
            place += 1
            read |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return read

    while place < len(run):
        since, length = number(), number()
        yield since, run[place : place + length]
        place += length


def test_a_stroke_of_the_past_is_packed_as_the_page_reads_it() -> None:
    assert packed([(1.5, 20)], (1, 2)) == bytes([0, 8, 0xA0, 0x02])
    assert packed([(1, 2), (0.5, 20)]) == bytes([0, 16, 32, 7, 0xA0, 0x02])


def test_a_small_pupil_s_tile_has_the_face_of_their_pages(built: None) -> None:
    shown = {person.slug: person.picture for person in world.people_shown()}
    sami = Pupil.objects.get(account=world.account_of("sami"))
    assert shown["sami"] == face_of(sami.pk)
    assert shown["ines"] == "", "the initials, as on her pages"
