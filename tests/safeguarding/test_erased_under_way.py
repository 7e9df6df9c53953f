"""A child is erased while something is under way: nobody is left waiting for them."""

import pytest

from declic.dispatch.actions import run_wave
from declic.dispatch.models import Duty, HelpRequest
from declic.dispatch.queries import rings_of
from declic.journal.models import Fact
from declic.people.models import Teacher
from declic.safeguarding.actions import erase_child, erase_family
from tests.world import later, make_help_request, make_pupil, make_ring

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def state_of(teacher: Teacher) -> str:
    return Duty.objects.get(teacher=teacher).state


def test_the_teacher_whose_page_rings_for_an_erased_child_is_free_for_the_next() -> None:
    offer = make_ring()
    teacher, pupil = offer.teacher, offer.help_request.pupil
    erase_child(pupil=pupil, now=later(3))
    assert state_of(teacher) == "free"
    ended = Fact.objects.get(name="OfferEnded").data
    assert (ended["offer_id"], ended["why"]) == (str(offer.pk), "cancelled"), "their page falls silent"
    assert Fact.objects.get(name="HelpCancelled").data["pupil_account_id"] == pupil.account_id, "and the child's page"
    waiting = make_help_request(make_pupil(pupil.level), now=later(5))
    run_wave(now=later(6))
    assert [ring.help_request_id for ring in rings_of(teacher)] == [waiting.pk]


def test_a_family_erased_while_one_of_its_children_waits_leaves_no_ring() -> None:
    offer = make_ring()
    erase_family(guardian=offer.help_request.pupil.guardian, now=later(3))
    assert state_of(offer.teacher) == "free"
    assert not HelpRequest.objects.exists()
