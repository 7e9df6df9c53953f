"""A teacher's shifts, as they use the pages."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from declic.dispatch.actions import close_exceptionally
from declic.planning.actions import ask_swap, change_shift, confirm_shifts, give_up, remove_shift, take_shift
from declic.planning.models import Shift, Swap
from declic.planning.rules.shifts import Shift as Times
from declic.safeguarding.actions import suspend_teacher
from declic.web.layout.typography import day
from tests.planning.people import make_volunteer
from tests.web.clients import seen, signed_in, text
from tests.web.second_factor import proved_twice
from tests.web.teacher.published import next_week, rota
from tests.world import make_operator

pytestmark = pytest.mark.django_db


def test_a_shift_that_a_closing_takes_is_said_closed_to_its_teacher_and_on_the_rota() -> None:
    claire, operator = make_volunteer("Claire"), make_operator()
    closed, partly = rota((claire, Times(0, 68, 76)), (claire, Times(1, 68, 76)))
    confirm_shifts(teacher=claire, now=timezone.now())
    monday, tuesday = (day(one.starts_at).replace("\u00a0", " ") for one in (closed, partly))
    client, board = signed_in(claire.account), proved_twice(operator)
    assert f"Vous venez {monday}" in text(client.get("/prof/creneaux/"))
    for starts_at, ends_at in (
        (closed.starts_at, closed.ends_at),
        (partly.starts_at - timedelta(hours=1), partly.starts_at + timedelta(hours=1)),
    ):
        close_exceptionally(starts_at=starts_at, ends_at=ends_at, reason="Grève.", by=operator, now=timezone.now())
    page = text(client.get("/prof/creneaux/"))
    assert f"Vous venez {tuesday}" in page
    assert "Fermé : vous n’avez pas à venir. Grève." in page
    assert "Ouvert de 18 h à 19 h seulement. Grève." in page
    own, other = (text(client.get(f"/prof/creneaux/{one.pk}/")) for one in (closed, partly))
    assert "Fermé : vous n’avez pas à venir." in own
    assert [("Je ne pourrai pas venir" in page, "L’échanger" in page) for page in (own, other)] == [
        (False, False),
        (True, True),
    ]
    address = f"/regie/creneaux/{next_week():%Y-%m-%d}/?jour="
    first, second = (text(board.get(f"{address}{number}")) for number in (0, 1))
    assert "Personne n’est attendu pendant cette fermeture" in first
    assert "Grève." in second
    assert ("· fermé" in first, "· fermé" in second) == (True, False)


def test_all_are_confirmed_in_one_tap() -> None:
    claire = make_volunteer()
    rota((claire, Times(1, 68, 76)), (claire, Times(3, 68, 82, 74)))
    client = signed_in(claire.account)
    answer = client.get("/prof/creneaux/")
    page = text(answer)
    assert "2 créneaux à confirmer" in page
    assert "16 h" not in page
    assert "17 h – 20 h 30 pause à 18 h 30" in page
    answer = client.post("/prof/creneaux/", seen(answer), follow=True)
    assert "C’est confirmé" in text(answer)
    assert set(Shift.objects.values_list("state", flat=True)) == {"confirmed"}


def test_hours_that_changed_since_they_were_read_are_not_confirmed_unread() -> None:
    claire, operator = make_volunteer(), make_operator()
    (shift,) = rota((claire, Times(1, 68, 76)))
    client = signed_in(claire.account)
    whole, one = client.get("/prof/creneaux/"), client.get(f"/prof/creneaux/{shift.pk}/")
    change_shift(shift=shift, times=Times(1, 74, 82), by=operator, now=timezone.now())
    told = client.post("/prof/creneaux/", seen(whole), follow=True)
    assert "Un créneau a changé depuis que vous avez ouvert la page" in text(told)
    refused = client.post(f"/prof/creneaux/{shift.pk}/", {"act": "confirm", **seen(one)})
    assert "Ce créneau vient de changer" in text(refused)
    assert Shift.objects.get().state == "to_confirm"
    assert "18 h 30 – 20 h 30" in text(refused)
    client.post(f"/prof/creneaux/{shift.pk}/", {"act": "confirm", **seen(refused)})
    assert Shift.objects.get().state == "confirmed"


def test_a_shift_given_up_whose_hours_changed_since_they_were_read_is_taken_unread_by_nobody() -> None:
    claire, paul, operator = make_volunteer("Claire"), make_volunteer("Paul"), make_operator()
    (shift,) = rota((claire, Times(1, 68, 76)))
    give_up(shift=shift, now=timezone.now())
    hers, his = signed_in(claire.account), signed_in(paul.account)
    own, whole = hers.get(f"/prof/creneaux/{shift.pk}/"), his.get("/prof/creneaux/")
    change_shift(shift=Shift.objects.get(), times=Times(1, 74, 82), by=operator, now=timezone.now())
    told = his.post(f"/prof/creneaux/{shift.pk}/prendre/", seen(whole), follow=True)
    assert "Ce créneau vient de changer : relisez ses heures." in text(told)
    assert "18 h 30 – 20 h 30" in text(told)
    unread = his.post(f"/prof/creneaux/{shift.pk}/prendre/", follow=True)
    assert "relisez ses heures" in text(unread), "a page of before, which does not say what it showed"
    refused = hers.post(f"/prof/creneaux/{shift.pk}/", {"act": "take_back", **seen(own)})
    assert "Ce créneau vient de changer : relisez ses heures." in text(refused)
    assert Shift.objects.get().state == "offered"
    his.post(f"/prof/creneaux/{shift.pk}/prendre/", seen(told))
    assert Shift.objects.get().teacher == paul


def test_a_shift_is_given_up_and_the_first_colleague_takes_it() -> None:
    claire, paul, lea = make_volunteer("Claire"), make_volunteer("Paul"), make_volunteer("Léa")
    (shift,) = rota((claire, Times(1, 68, 76)))
    client = signed_in(claire.account)
    client.post(f"/prof/creneaux/{shift.pk}/", {"act": "give_up"})
    assert "rendu" in text(client.get("/prof/creneaux/"))
    his, hers = signed_in(paul.account), signed_in(lea.account)
    page = his.get("/prof/creneaux/")
    assert "Je le prends" in text(page)
    assert "Il est à vous" in text(his.post(f"/prof/creneaux/{shift.pk}/prendre/", seen(page), follow=True))
    assert "Un collègue vient de prendre ce créneau" in text(
        hers.post(f"/prof/creneaux/{shift.pk}/prendre/", follow=True)
    )
    assert "Ce créneau n’est plus le vôtre." in text(client.get(f"/prof/creneaux/{shift.pk}/", follow=True))
    assert signed_in(make_volunteer("Zoé").account).get(f"/prof/creneaux/{shift.pk}/").status_code == 404


def test_whoever_was_shown_a_shift_they_may_have_no_more_is_told_why() -> None:
    claire, luc, paul = make_volunteer("Claire"), make_volunteer("Luc"), make_volunteer("Paul")
    first, second = rota((claire, Times(1, 68, 74)), (luc, Times(1, 74, 82)))
    for shift in (first, second):
        give_up(shift=shift, now=timezone.now())
    client = signed_in(paul.account)
    page = client.get("/prof/creneaux/")
    assert text(page).count("Je le prends") == 2
    take_shift(shift_id=first.pk, teacher=paul, now=timezone.now())
    told = client.post(f"/prof/creneaux/{second.pk}/prendre/", seen(page), follow=True)
    assert "Il y a déjà un créneau mardi, 17 h – 18 h 30 : un seul par jour." in text(told)
    other = signed_in(make_volunteer("Léa").account)
    page = other.get("/prof/creneaux/")
    starts_at, ends_at = second.starts_at, second.ends_at
    close_exceptionally(starts_at=starts_at, ends_at=ends_at, reason="Grève.", by=make_operator(), now=timezone.now())
    told = other.post(f"/prof/creneaux/{second.pk}/prendre/", seen(page), follow=True)
    assert "Le service sera fermé à ce moment-là" in text(told)


def test_a_swap_whose_shift_was_removed_meanwhile_is_said_to_be_off() -> None:
    claire, paul, operator = make_volunteer("Claire"), make_volunteer("Paul"), make_operator()
    mine, theirs = rota((claire, Times(1, 68, 76)), (paul, Times(3, 68, 76)))
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=timezone.now())
    remove_shift(shift=mine, by=operator, now=timezone.now())
    client, other = signed_in(claire.account), signed_in(paul.account)
    off = "Cet échange n’est plus possible"
    told = other.post(f"/prof/echanges/{swap.pk}/", {"accept": "1"}, follow=True)
    assert off in text(told)
    assert "note row ok" not in told.content.decode(), "a refusal is not shown as something done"
    assert signed_in(make_volunteer("Zoé").account).post(f"/prof/echanges/{swap.pk}/").status_code == 404
    assert "Ce créneau n’est plus le vôtre." in text(client.get(f"/prof/creneaux/{mine.pk}/", follow=True))
    asked = other.post(f"/prof/creneaux/{theirs.pk}/", {"act": "swap", "theirs": mine.pk})
    assert (asked.status_code, off in text(asked)) == (422, True)


def test_the_title_says_the_first_day_one_comes_not_one_given_up() -> None:
    claire = make_volunteer("Claire")
    tuesday, thursday = rota((claire, Times(1, 68, 76)), (claire, Times(3, 68, 76)))
    client = signed_in(claire.account)
    confirm_shifts(teacher=claire, now=timezone.now())
    assert "Vous venez mardi" in text(client.get("/prof/creneaux/"))
    give_up(shift=tuesday, now=timezone.now())
    assert "Vous venez jeudi" in text(client.get("/prof/creneaux/"))
    thursday.refresh_from_db()
    give_up(shift=thursday, now=timezone.now())
    page = text(client.get("/prof/creneaux/"))
    assert "Pas de créneau à venir Ce que vous avez rendu" in page


def test_who_gave_one_up_may_take_it_back_and_is_told_when_it_is_too_late() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    (shift,) = rota((claire, Times(1, 68, 76)))
    client = signed_in(claire.account)
    give_up(shift=shift, now=timezone.now())
    page = client.get(f"/prof/creneaux/{shift.pk}/")
    assert "Finalement, je viens" in text(page)
    client.post(f"/prof/creneaux/{shift.pk}/", {"act": "take_back", **seen(page)})
    shift.refresh_from_db()
    assert shift.state == "confirmed"
    give_up(shift=shift, now=timezone.now())
    take_shift(shift_id=shift.pk, teacher=paul, now=timezone.now())
    late = client.post(f"/prof/creneaux/{shift.pk}/", {"act": "take_back"}, follow=True)
    assert "Ce créneau n’est plus le vôtre." in text(late)


def test_a_page_left_open_confirms_no_shift_that_was_given_up_from_another() -> None:
    claire = make_volunteer("Claire")
    (shift,) = rota((claire, Times(1, 68, 76)))
    client, address = signed_in(claire.account), f"/prof/creneaux/{shift.pk}/"
    left_open = client.get(address)
    client.post(address, {"act": "give_up"})
    told = client.post(address, {"act": "confirm", **seen(left_open)})
    assert told.status_code == 422
    assert "Vous avez rendu ce créneau" in text(told)
    assert "Finalement, je viens" in text(told)
    assert "C’est confirmé" not in text(client.get("/prof/creneaux/"))
    client.post(address, {"act": "take_back", **seen(told)})
    assert "C’est confirmé" in text(client.post(address, {"act": "confirm", **seen(left_open)}, follow=True))
    with time_machine.travel(shift.ends_at, tick=False):
        Shift.objects.update(state="to_confirm")
        late = client.post(address, {"act": "confirm", **seen(left_open)})
    assert (late.status_code, "Ce créneau est passé." in text(late)) == (422, True)


def test_a_swap_is_asked_and_agreed_to() -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel")
    mine, theirs = rota((claire, Times(1, 68, 76)), (paul, Times(3, 68, 76)))
    client, other = signed_in(claire.account), signed_in(paul.account)
    assert "Paul Sorel" in text(client.get(f"/prof/creneaux/{mine.pk}/"))
    refused = client.post(f"/prof/creneaux/{mine.pk}/", {"act": "swap"})
    assert refused.status_code == 422
    assert "Choisissez d’abord" in text(refused)
    client.post(f"/prof/creneaux/{mine.pk}/", {"act": "swap", "theirs": theirs.pk})
    swap = Swap.objects.get()
    assert "Pas encore de réponse" in text(client.get("/prof/creneaux/"))
    assert "Claire Aubry prendrait votre créneau" in text(other.get("/prof/creneaux/"))
    assert "L’échange est fait." in text(other.post(f"/prof/echanges/{swap.pk}/", {"accept": "1"}, follow=True))
    mine.refresh_from_db()
    assert mine.teacher == paul


def test_a_swap_is_declined_or_withdrawn() -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    mine, theirs = rota((claire, Times(1, 68, 76)), (paul, Times(3, 68, 76)))
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=timezone.now())
    assert signed_in(claire.account).post(f"/prof/echanges/{swap.pk}/", {"accept": "1"}).status_code == 404
    withdrawn = signed_in(claire.account).post(f"/prof/echanges/{swap.pk}/", {"withdraw": "1"}, follow=True)
    assert "retirée" in text(withdrawn)
    swap = ask_swap(mine=mine, theirs_id=theirs.pk, now=timezone.now())
    signed_in(paul.account).post(f"/prof/echanges/{swap.pk}/", {"decline": "1"})
    swap.refresh_from_db()
    assert swap.state == "declined"


def test_a_suspended_teacher_sees_none_of_it() -> None:
    claire = make_volunteer()
    (shift,) = rota((claire, Times(1, 68, 76)))
    suspend_teacher(teacher=claire, by=make_operator(), now=timezone.now())
    client = signed_in(claire.account)
    for path in ("creneaux/", f"creneaux/{shift.pk}/", "disponibilites/", f"disponibilites/{next_week()}/"):
        assert client.get(f"/prof/{path}").status_code == 302
    assert client.post(f"/prof/creneaux/{shift.pk}/prendre/").status_code == 404
