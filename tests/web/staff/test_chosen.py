"""From the live board: a teacher the operator chooses is rung for a pupil who waits."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.queries import rings_of
from declic.people.models import Teacher
from tests.world import make_free_teacher, make_help_request, make_pupil, make_ring

pytestmark = pytest.mark.django_db


def page_of(request: HelpRequest) -> str:
    return reverse("staff:choose", args=[request.pk])


def test_the_page_says_who_rings_and_who_may_be_rung_without_the_pupils_name(operator: Client) -> None:
    ringing = make_ring(pupil=make_pupil("4E", first_name="Secrète"), now=timezone.now())
    free = make_free_teacher(now=timezone.now())
    text = operator.get(page_of(ringing.help_request)).content.decode()
    assert "Ça sonne chez Claire Aubry" in text
    assert re.findall(r'name="teacher" value="(\d+)"', text) == [str(free.pk)]
    assert "Secrète" not in text


def test_a_click_rings_and_leads_back_to_the_board(operator: Client) -> None:
    ringing = make_ring(now=timezone.now())
    free = make_free_teacher(now=timezone.now())
    ring = reverse("staff:ring", args=[ringing.help_request_id])
    said = operator.post(ring, {"teacher": free.pk}, follow=True)
    assert said.redirect_chain == [(reverse("staff:board"), 302)]
    assert "Ça sonne chez Claire Aubry." in said.content.decode()
    assert len(rings_of(free)) == 1
    again = operator.post(ring, {"teacher": free.pk}, follow=True)
    assert "déjà en train de sonner" in again.content.decode()
    assert Offer.objects.filter(state="ringing").count() == 1


@pytest.mark.parametrize("teacher", ["", "abc", "-1", "99999999999", "²"])
def test_nonsense_rings_nobody(teacher: str, operator: Client) -> None:
    request = make_help_request(now=timezone.now())
    assert operator.post(reverse("staff:ring", args=[request.pk]), {"teacher": teacher}).status_code == 404


def test_a_request_that_is_over_leads_to_the_board(operator: Client) -> None:
    request = make_help_request(now=timezone.now())
    HelpRequest.objects.filter(pk=request.pk).update(state="cancelled")
    said = operator.get(page_of(request), follow=True)
    assert "Cette demande n’attend plus." in said.content.decode().replace("&#x27;", "’")
    late = {"teacher": make_free_teacher(now=timezone.now()).pk}
    said = operator.post(reverse("staff:ring", args=[request.pk]), late, follow=True)
    assert said.content.decode().replace("&#x27;", "’").count("Cette demande n’attend plus") == 1


def test_the_page_stays_short_and_quick_with_many_teachers(operator: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    now = timezone.now()
    request = make_help_request(now=now)
    teachers = [make_free_teacher(now=now) for _ in range(60)]
    Teacher.objects.get(pk=teachers[-1].pk).account.__class__.objects.filter(pk=teachers[-1].account_id).update(
        name="Zoé Unique"
    )
    with django_assert_max_num_queries(20):
        text = operator.get(page_of(request)).content.decode()
    assert text.count('name="teacher"') == 50
    for typed in ("zoé", "ZOE uni"):
        found = operator.get(page_of(request), {"q": typed}).content.decode()
        assert re.findall(r'name="teacher" value="(\d+)"', found) == [str(teachers[-1].pk)]
