"""The photos of the begun work: added, removed, put in order."""

import pytest

from declic.dispatch.actions import (
    add_detail,
    add_page,
    ask,
    complete,
    remove_page,
)
from declic.dispatch.actions.pages import order_pages
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules.attempt import PAGES_MAX
from declic.ground.errors import NotYours
from declic.uploads.models import Upload
from tests.dispatch.asking import facts, refused, with_page
from tests.world import (
    NOW,
    TRIED,
    later,
    make_draft,
    make_help_request,
    make_pupil,
    make_upload,
)

pytestmark = pytest.mark.django_db


def test_pages_keep_their_order_and_go_with_their_photo() -> None:
    draft = make_draft()
    first, second = with_page(draft), with_page(draft)
    assert [page.upload_id for page in draft.pages.all()] == [first.pk, second.pk]
    remove_page(help_request=draft, upload=first, now=NOW)
    third = with_page(draft)
    assert [page.upload_id for page in draft.pages.all()] == [second.pk, third.pk]
    assert not Upload.objects.filter(pk=first.pk).exists()


def test_pages_have_a_limit() -> None:
    draft = make_draft()
    for _ in range(PAGES_MAX):
        with_page(draft)
    with refused("too_many_pages"):
        with_page(draft)


def test_somebody_elses_photo_cannot_be_attached_nor_one_twice() -> None:
    draft = make_draft()
    with pytest.raises(NotYours):
        add_page(help_request=draft, upload=make_upload(make_pupil().account))
    upload = with_page(draft)
    with pytest.raises(NotYours):
        add_page(help_request=draft, upload=upload)


# -- ask --------------------------------------------------------------------------------------------------------------


def test_what_teachers_are_called_for_keeps_something_to_look_at() -> None:
    draft = make_draft(tried="")
    only = with_page(draft)
    request = ask(help_request=draft, now=NOW)
    with refused("last_page"):
        remove_page(help_request=request, upload=only, now=later(5))
    other = with_page(request)
    remove_page(help_request=request, upload=only, now=later(6))
    with refused("last_page"):
        remove_page(help_request=request, upload=other, now=later(7))
    add_detail(help_request=request, text=TRIED, now=later(8))
    remove_page(help_request=request, upload=other, now=later(9))
    assert not request.pages.exists()


def test_a_photo_turned_takes_the_place_of_the_only_one() -> None:
    draft = make_draft(tried="")
    only = with_page(draft)
    request = ask(help_request=draft, now=NOW)
    remove_page(help_request=request, upload=only, now=later(5), is_replaced=True)
    with_page(request)
    assert request.pages.count() == 1


def test_sent_back_a_page_goes_and_another_attempt_is_asked_for() -> None:
    draft = make_draft(tried="")
    only = with_page(draft)
    request = ask(help_request=draft, now=NOW)
    HelpRequest.objects.update(state="sent_back")
    remove_page(help_request=request, upload=only, now=later(5))
    with refused("empty_attempt"):
        complete(help_request=request, now=later(6))


def test_who_is_rung_sees_a_page_go_and_the_others_change_places() -> None:
    request = make_help_request()
    pages = [with_page(request), with_page(request)]
    before = len(facts())
    order_pages(help_request=request, uploads=[str(page.pk) for page in reversed(pages)], now=later(4))
    remove_page(help_request=request, upload=pages[0], now=later(5))
    assert facts()[before:] == ["HelpCompleted", "HelpCompleted"]
