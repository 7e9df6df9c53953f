"""Letters to families about what a pupil asked: French, whoever the pupil is."""

import pytest
from django.core import mail

from declic.dispatch.actions import ask_in_writing
from declic.dispatch.models import HelpRequest
from declic.notices.answers import question_answered
from declic.notices.call_backs import call_back_due
from tests.world import NOW, make_help_request, make_pupil

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "of", "that"), [("Inès", "d’Inès", "qu’Inès"), ("Hugo", "de Hugo", "que Hugo")])
def test_a_vowel_before_the_name_is_elided(name: str, of: str, that: str) -> None:
    request = make_help_request(make_pupil(first_name=name))
    call_back_due({"data": {"help_request_id": str(request.pk)}})
    question_answered({"data": {"question_id": ask_in_writing(help_request=request, now=NOW).pk}})
    due, answered = mail.outbox
    assert due.subject == f"C’est l’heure du rappel {of}"
    assert f"C’est l’heure {that} avait choisie" in due.body
    assert f"à la question {of} (" in answered.body


def test_an_hour_that_was_put_off_is_not_said_to_be_the_one_chosen() -> None:
    request = make_help_request(make_pupil(first_name="Inès"))
    HelpRequest.objects.update(call_back_was=NOW)
    call_back_due({"data": {"help_request_id": str(request.pk)}})
    (due,) = mail.outbox
    assert "C’est l’heure du rappel d’Inès (" in due.body
    assert "choisie" not in due.body
