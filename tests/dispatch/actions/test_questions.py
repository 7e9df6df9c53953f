"""A written question nobody answers: who is told, when, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from declic.dispatch.actions import answer_in_writing, ask_in_writing, claim_question, expire, take_back_question
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.written import unanswered
from declic.journal.models import Fact
from tests.world import later, make_help_request, make_pupil, make_teacher, set_hours

pytestmark = pytest.mark.django_db
HOUR = 3600
TUESDAY_AT_FIVE = 23 * HOUR
"""Seconds from NOW, a Monday at 18:00."""


def make_question(*, asked: float = 0, subject: str = "MAT") -> WrittenQuestion:
    request = make_help_request(make_pupil(), subject, now=later(asked))
    return ask_in_writing(help_request=request, now=later(asked))


def told() -> list[str]:
    return [fact.data["told"] for fact in Fact.objects.filter(name="QuestionWaits").order_by("pk")]


def evenings() -> None:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))


def test_after_four_hours_of_opening_the_team_is_told_once() -> None:
    evenings()
    make_question()
    for seconds in (2 * HOUR, TUESDAY_AT_FIVE, TUESDAY_AT_FIVE + HOUR, TUESDAY_AT_FIVE + 2 * HOUR - 1):
        expire(now=later(seconds))
        assert "team" not in told(), seconds
    assert unanswered().late == 0
    for seconds in (TUESDAY_AT_FIVE + 2 * HOUR, TUESDAY_AT_FIVE + 2 * HOUR + 1, TUESDAY_AT_FIVE + 27 * HOUR):
        expire(now=later(seconds))
        assert told().count("team") == 1
    assert (unanswered().number, unanswered().late) == (1, 1)


def test_a_service_that_never_closes_counts_every_hour() -> None:
    make_question()
    expire(now=later(4 * HOUR - 1))
    assert told() == []
    expire(now=later(4 * HOUR))
    assert told() == ["team"]


def test_after_a_day_the_family_is_told_once_and_not_at_night() -> None:
    make_question()
    question = make_question(asked=5 * HOUR)  # 23:00
    for seconds in (24 * HOUR - 1, 24 * HOUR, 24 * HOUR + 1):
        expire(now=later(seconds))
    assert told().count("family") == 1
    expire(now=later(29 * HOUR + 60))
    assert told().count("family") == 1, "at 23:01 people sleep"
    expire(now=later(38 * HOUR))
    question.refresh_from_db()
    assert question.family_told_at == later(38 * HOUR)
    assert told().count("family") == 2


def test_over_a_weekend_the_family_hears_before_the_team() -> None:
    evenings()
    friday = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
    ask_in_writing(help_request=make_help_request(now=friday), now=friday)
    expire(now=friday + timedelta(days=1))
    assert told() == ["family"]
    expire(now=datetime(2026, 12, 1, 16, 29, tzinfo=UTC))
    assert told() == ["family"]
    expire(now=datetime(2026, 12, 1, 16, 30, tzinfo=UTC))
    assert told() == ["family", "team"], "half an hour of Friday, three hours of Monday, half an hour of Tuesday"


def test_an_answer_under_way_is_waited_for_and_what_is_over_is_told_of_to_nobody() -> None:
    question, taken_back, answered = make_question(), make_question(), make_question()
    teacher = make_teacher()
    take_back_question(question=taken_back, now=later(60))
    claim_question(question_id=str(answered.pk), teacher=teacher, now=later(60))
    answered.refresh_from_db()
    answer_in_writing(question=answered, teacher=teacher, text="Pose la retenue.", now=later(120))
    claim_question(question_id=str(question.pk), teacher=teacher, now=later(4 * HOUR - 60))
    expire(now=later(4 * HOUR))
    assert told() == []
    expire(now=later(4 * HOUR + 1140))
    assert told() == ["team"], "the twenty minutes are over"


@pytest.mark.django_db(transaction=True)
def test_a_letter_about_one_question_speaks_of_one() -> None:
    make_question(subject="MAT", asked=0)
    mail.outbox.clear()
    expire(now=later(4 * HOUR + 2))
    assert mail.outbox[0].body.startswith("Une question écrite attend depuis plus de quatre heures d’ouverture")
    assert "la trouve sur son bureau" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_the_team_has_one_letter_for_all_and_the_next_an_hour_later() -> None:
    for subject, asked in (("MAT", 0), ("MAT", 1), ("FRA", 2), ("MAT", 600)):
        make_question(subject=subject, asked=asked)
    mail.outbox.clear()
    expire(now=later(4 * HOUR + 2))
    (letter,) = mail.outbox
    assert letter.subject == "3 questions écrites attendent sans réponse"
    assert "- Mathématiques, 4e\u00a0: 2\n- Français, 4e\u00a0: 1\n" in letter.body
    assert "Inès" not in letter.body
    expire(now=later(4 * HOUR + 601))
    assert len(mail.outbox) == 1
    expire(now=later(5 * HOUR + 2))
    assert [one.subject for one in mail.outbox[1:]] == ["4 questions écrites attendent sans réponse"]


@pytest.mark.django_db(transaction=True)
def test_the_family_reads_that_it_is_not_forgotten_and_how_to_call_a_teacher() -> None:
    question = make_question()
    mail.outbox.clear()
    expire(now=later(24 * HOUR))
    pupil = question.help_request.pupil
    (letter,) = [one for one in mail.outbox if one.to == [pupil.guardian.account.email]]
    assert letter.subject == "La question d’Inès n’est pas oubliée"
    assert "peut aussi appeler un professeur" in letter.body

    client = Client()
    client.force_login(pupil.account)
    page = client.get(reverse("pupil:question", args=[question.pk])).content.decode()
    assert "Ta question n’est pas oubliée." in page
    assert reverse("pupil:ask", args=["MAT"]) in page
    client.force_login(pupil.guardian.account)
    assert "n’est pas oubliée" in client.get(reverse("guardian:question", args=[question.pk])).content.decode()


def test_the_smallest_hear_it_and_have_the_green_telephone() -> None:
    pupil = make_pupil("CP")
    question = ask_in_writing(help_request=make_help_request(pupil, "MAT"), now=later(0))
    client = Client()
    client.force_login(pupil.account)
    path = reverse("pupil:question", args=[question.pk])
    assert "n’est pas oubliée" not in client.get(path).content.decode()
    expire(now=later(24 * HOUR))
    page = client.get(path).content.decode()
    assert "Ta question n’est pas oubliée." in page
    assert f'class="btn go again-call" href="{reverse("pupil:ask", args=["MAT"])}"' in page
