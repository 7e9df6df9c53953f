"""The operator's rota of a week: searched, drawn, changed by hand, published."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declic.ground.paris import paris_day
from declic.journal.models import Fact
from declic.people.models import Teacher
from declic.planning.actions import begin_rota, give_up, lay_out_rota, take_shift
from declic.planning.models import Availability, Rota, Shift
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.rota import Needed
from declic.planning.rules.shifts import Shift as Times
from declic.safeguarding.actions import suspend_teacher
from tests.planning.people import MATHS, make_rota, make_volunteer, offer
from tests.web.clients import seen, text
from tests.web.second_factor import proved_twice
from tests.world import make_operator, make_teacher

pytestmark = pytest.mark.django_db
NEED: Needed = {(MATHS, 1, quarter): 2 for quarter in range(68, 80)}


@pytest.fixture
def client() -> Client:
    return proved_twice(make_operator())


@pytest.fixture
def week() -> date:
    return monday_of(paris_day(timezone.now())) + timedelta(days=7)


def test_a_week_without_a_rota_is_asked_for_and_waits_for_its_search(client: Client, week: date) -> None:
    make_volunteer()
    page = text(client.get(f"/regie/creneaux/{week}/"))
    assert "Pas encore de planning" in page
    assert "1 professeur a donné ses disponibilités" in page
    searching = text(client.post(f"/regie/creneaux/{week}/", {"act": "propose"}, follow=True))
    assert "La recherche va commencer" in searching
    assert Rota.objects.get().state == "asked"
    Rota.objects.update(state="running", step="premier jet", share=0.25)
    page = client.get(f"/regie/creneaux/{week}/").content.decode()
    assert "Premier jet" in page
    assert 'max="1" value="0.250"' in page
    Rota.objects.update(state="failed")
    assert "La recherche s’est interrompue" in text(client.get(f"/regie/creneaux/{week}/"))


def test_who_offered_time_and_may_not_teach_that_week_is_said_to_be_left_out_and_why(
    client: Client, week: date
) -> None:
    claire, paul = make_volunteer("Claire"), make_volunteer("Paul")
    Teacher.objects.filter(pk=claire.pk).update(authorised_until=week - timedelta(days=1))
    page = text(client.get(f"/regie/creneaux/{week}/"))
    assert "1 professeur a donné ses disponibilités. 1 professeur qui en a donné n’y est pas : son cumul" in page
    Teacher.objects.filter(pk=paul.pk).update(authorised_until=week - timedelta(days=1))
    page = text(client.get(f"/regie/creneaux/{week}/"))
    assert "2 professeurs qui en ont donné n’y sont pas : leur cumul n’est plus autorisé cette semaine-là." in page
    assert "Personne n’a donné" not in page
    Teacher.objects.update(authorised_until=week)
    assert "2 professeurs ont donné leurs disponibilités. La recherche" in text(client.get(f"/regie/creneaux/{week}/"))


def test_a_week_that_is_over_is_not_searched(client: Client, week: date) -> None:
    over = week - timedelta(days=14)
    assert "Il n’y a pas eu de planning" in text(client.get(f"/regie/creneaux/{over}/"))
    assert "Cette semaine est passée" in text(client.post(f"/regie/creneaux/{over}/", {"act": "propose"}, follow=True))
    assert client.get("/regie/creneaux/2026-11-24/").status_code == 404


def test_need_and_cover_are_drawn_and_what_is_missing_is_listed(client: Client, week: date) -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel")
    make_rota({claire: [Times(1, 68, 76)]}, needed=NEED, week=week, published=False, now=timezone.now())
    answer = client.get(f"/regie/creneaux/{week}/?jour=1")
    page = text(answer)
    assert "il manque 4 h de professeur" in page
    assert "Maths, collège 17 h – 19 h 1 de moins 1 professeur Ajouter" in page
    assert "Maths, collège 19 h – 20 h 2 de moins 1 professeur Ajouter" in page
    drawn = answer.content.decode()
    in_words = "Maths, collège : il manque 1, 17 h – 19 h, il manque 2, 19 h – 20 h"
    assert f'aria-label="{in_words}"' in drawn.replace("\u00a0", " ")
    assert '<rect class="shift" x="0.000%" width="66.667%"' in drawn
    assert "Claire Aubry 17 h – 19 h" in page
    assert paul.account.name not in page
    assert "Aucun besoin ce jour-là" in text(client.get(f"/regie/creneaux/{week}/?jour=2"))


def test_a_handover_in_which_nobody_is_rung_is_listed_until_shifts_overlap_or_somebody_may_run_over(
    client: Client, week: date
) -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel")
    one = dict.fromkeys(NEED, 1)
    shifts = {claire: [Times(1, 68, 74)], paul: [Times(1, 74, 80)]}
    make_rota(shifts, needed=one, week=week, published=False, now=timezone.now())
    address = f"/regie/creneaux/{week}/?jour=1"
    answer = client.get(address)
    page = text(answer)
    assert "Maths, collège 18 h 25 – 18 h 30 la relève personne d’autre" in page
    assert "plus rien ne sonne dans les cinq dernières minutes" in page
    assert 'class="lacks"' in answer.content.decode()
    Availability.objects.filter(teacher=claire).update(runs_over=True)
    assert "relève" not in text(client.get(address))
    Availability.objects.update(runs_over=False)
    Shift.objects.filter(teacher=paul).update(first=73)
    page = text(client.get(address))
    assert "relève" not in page
    assert "il manque" not in page


def test_a_shift_is_added_from_a_gap_and_checked(client: Client, week: date) -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel", hours=(0, 12))
    make_volunteer("Fanny Roy", subject="FRA")
    make_rota({claire: [Times(1, 68, 76)]}, needed=NEED, week=week, published=False, now=timezone.now())
    address = f"/regie/creneaux/{week}/ajouter/?jour=1&de=76&a=80&pour=0"
    page = client.get(address)
    assert "pour Maths, collège" in text(page)
    assert "Paul Sorel offre 16 h 30 – 20 h 30 · rien encore sur 3 h" in text(page)
    assert not {"Claire Aubry", "Fanny Roy"} & set(re.findall("Claire Aubry|Fanny Roy", text(page)))
    assert '<option value="76" selected>' in page.content.decode()
    assert '<option value="82" selected>' in page.content.decode()
    for chosen, said in (
        ({"first": "76", "after": "82"}, "Choisissez d’abord un professeur"),
        ({"teacher": paul.pk, "first": "76", "after": "84"}, "sort des disponibilités données"),
        ({"teacher": paul.pk, "first": "68", "after": "82"}, "Cela ferait 3 h 15 dans la semaine, pour 3 h voulues"),
        ({"teacher": claire.pk, "first": "70", "after": "76"}, "Il y a déjà un créneau mardi"),
        ({"teacher": "9" * 30, "first": "x", "after": ""}, "Choisissez d’abord un professeur"),
    ):
        refused = client.post(address, chosen)
        assert (refused.status_code, said in text(refused)) == (422, True), text(refused)
    done = client.post(address, {"teacher": paul.pk, "first": "68", "after": "80"}, follow=True)
    assert "Paul Sorel vient mardi, 17 h – 20 h." in text(done)
    assert "il manque 1 h de professeur" in text(done)


def test_a_pause_is_put_in_the_middle_when_there_must_be_one(client: Client, week: date) -> None:
    paul = make_volunteer("Paul Sorel")
    make_rota({}, needed=NEED, week=week, published=False, now=timezone.now())
    chosen = {"teacher": paul.pk, "first": "66", "after": "80", "pause": ""}
    client.post(f"/regie/creneaux/{week}/ajouter/?jour=1", chosen)
    assert Shift.objects.get().times == Times(1, 66, 80, 73)


def test_a_shift_is_shortened_and_removed(client: Client, week: date) -> None:
    claire = make_volunteer("Claire Aubry")
    make_rota({claire: [Times(1, 68, 76)]}, needed=NEED, week=week, published=False, now=timezone.now())
    address = f"/regie/creneaux/{week}/{Shift.objects.get().pk}/"
    page = client.get(f"{address}?de=68&a=74")
    assert '<option value="74" selected>' in page.content.decode()
    refused = client.post(address, {"first": "68", "after": "72", **seen(page)})
    assert (refused.status_code, "Un créneau dure de 1 h 30 à 4 h" in text(refused)) == (422, True)
    shorter = {"first": "68", "after": "74", **seen(refused)}
    assert "Claire Aubry : 17 h – 18 h 30." in text(client.post(address, shorter, follow=True))
    assert "est retiré" in text(client.post(address, {"remove": "1", **seen(client.get(address))}, follow=True))
    assert "Ce créneau n’y est plus" in text(client.get(address, follow=True))
    other = make_rota({claire: [Times(1, 68, 76)]}, week=week + timedelta(days=7), now=timezone.now())
    assert client.get(f"/regie/creneaux/{week}/{other.shifts.get().pk}/").status_code == 404


def test_times_drawn_elsewhere_keep_the_pause_only_where_it_fits(client: Client, week: date) -> None:
    claire = make_volunteer("Claire Aubry", free=[(1, 60, 96)])
    make_rota({claire: [Times(1, 66, 80, 73)]}, needed=NEED, week=week, published=False, now=timezone.now())
    address = f"/regie/creneaux/{week}/{Shift.objects.get().pk}/"
    assert '<option value="73" selected>' in client.get(address).content.decode()
    assert '<option value="73" selected>' in client.get(f"{address}?de=66&a=81").content.decode()
    page = client.get(f"{address}?de=66&a=74")
    shorter = page.content.decode()
    assert '<option value="74" selected>' in shorter
    assert '<option value="73" selected>' not in shorter
    typed = {"first": "66", "after": "74", "pause": "", **seen(page)}
    assert "16 h 30 – 18 h 30" in text(client.post(address, typed, follow=True))


def test_a_shift_a_colleague_has_taken_since_it_was_read_is_not_removed_from_them(client: Client, week: date) -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel")
    make_rota({claire: [Times(1, 68, 76)]}, week=week, now=timezone.now())
    shift = Shift.objects.select_related("teacher").get()
    give_up(shift=shift, now=timezone.now())
    address = f"/regie/creneaux/{week}/{shift.pk}/"
    read = seen(client.get(address))
    take_shift(shift_id=shift.pk, teacher=paul, now=timezone.now())
    for act in ({"remove": "1"}, {"first": "68", "after": "74"}):
        told = client.post(address, {**act, **read})
        assert (told.status_code, "Ce créneau vient de changer : relisez-le" in text(told)) == (422, True)
        assert "Paul Sorel, mardi" in text(told)
    kept = Shift.objects.get()
    assert (kept.teacher, kept.times) == (paul, Times(1, 68, 76))
    done = client.post(address, {"remove": "1", **seen(told)}, follow=True)
    assert "Le créneau de Paul Sorel est retiré" in text(done)


def test_it_is_published_and_then_only_changed_by_hand(client: Client, week: date) -> None:
    claire = make_volunteer()
    make_rota({claire: [Times(1, 68, 76)]}, week=week, published=False, now=timezone.now())
    page = client.get(f"/regie/creneaux/{week}/")
    assert "Chercher à nouveau" in text(page)
    done = text(client.post(f"/regie/creneaux/{week}/", {"act": "publish", **seen(page)}, follow=True))
    assert "Le planning est publié" in done
    assert "Chercher à nouveau" not in done
    assert Shift.objects.get().state == "to_confirm"
    again = text(client.post(f"/regie/creneaux/{week}/", {"act": "propose"}, follow=True))
    assert "changez ses créneaux un par un" in again
    give_up(shift=Shift.objects.select_related("teacher").get(), now=timezone.now())
    assert "1 rendu que personne n’a repris" in text(client.get(f"/regie/creneaux/{week}/"))
    assert re.search(r"publié 1 créneaux 1 à reprendre", text(client.get("/regie/creneaux/")))


def test_a_draft_that_another_searched_anew_meanwhile_is_not_published_unread(client: Client, week: date) -> None:
    claire = make_volunteer()
    make_rota({claire: [Times(1, 68, 76)]}, week=week, published=False, now=timezone.now())
    read = seen(client.get(f"/regie/creneaux/{week}/"))
    make_rota({claire: [Times(4, 68, 76)]}, week=week, published=False, now=timezone.now())
    told = client.post(f"/regie/creneaux/{week}/", {"act": "publish", **read}, follow=True)
    assert "Ce planning a changé depuis que vous l’avez ouvert" in text(told)
    client.post(f"/regie/creneaux/{week}/", {})
    assert Rota.objects.get().state == "draft", "what nobody asked for is not done"
    client.post(f"/regie/creneaux/{week}/", {"act": "publish", **seen(told)})
    assert Rota.objects.get().state == "published"


def test_what_is_not_offered_any_more_is_said_of_the_draft_and_not_published(client: Client, week: date) -> None:
    claire, paul = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel")
    luc, now = make_volunteer("Luc Petit"), timezone.now()
    shifts = {claire: [Times(1, 68, 76), Times(3, 68, 76)], paul: [Times(1, 68, 76)], luc: [Times(1, 68, 76)]}
    make_rota(shifts, week=week, published=False, now=now)
    offer(claire, [(3, 66, 82)], week=week, now=now)
    suspend_teacher(teacher=luc, by=make_operator(), now=now)
    page = client.get(f"/regie/creneaux/{week}/")
    named = "Claire Aubry, mardi, 17 h – 19 h ; Luc Petit, mardi, 17 h – 19 h."
    assert "2 créneaux ne tiennent plus." in text(page)
    assert named in text(page)
    done = text(client.post(f"/regie/creneaux/{week}/", {"act": "publish", **seen(page)}, follow=True))
    assert f"N’ont pas été publiés, car ils ne tenaient plus : {named}" in done
    given = Shift.objects.order_by("starts_at").values_list("teacher__account__name", "on", "state")
    assert list(given) == [
        ("Paul Sorel", week + timedelta(days=1), "to_confirm"),
        ("Claire Aubry", week + timedelta(days=3), "to_confirm"),
    ]


def test_nobody_is_counted_as_there_for_what_will_not_be_published(client: Client, week: date) -> None:
    claire, paul, now = make_volunteer("Claire Aubry"), make_volunteer("Paul Sorel"), timezone.now()
    shifts = {claire: [Times(1, 68, 80)], paul: [Times(1, 68, 80)]}
    make_rota(shifts, needed=NEED, week=week, published=False, now=now)
    address = f"/regie/creneaux/{week}/?jour=1"
    assert "il manque" not in text(client.get(address))
    offer(claire, [(3, 66, 82)], week=week, now=now)
    page = text(client.get(address))
    assert "il manque 3 h de professeur" in page
    assert "Maths, collège 17 h – 20 h 1 de moins" in page


def test_nothing_is_published_or_changed_before_there_is_a_draft(client: Client, week: date) -> None:
    assert client.post(f"/regie/creneaux/{week}/", {"act": "publish"}).status_code == 404
    assert client.get(f"/regie/creneaux/{week}/ajouter/").status_code == 404
    client.post(f"/regie/creneaux/{week}/", {"act": "propose"})
    refused = client.post(
        f"/regie/creneaux/{week}/ajouter/", {"teacher": make_teacher().pk, "first": "68", "after": "76"}
    )
    assert (refused.status_code, "La recherche n’est pas finie" in text(refused)) == (422, True)


def test_who_has_not_come_is_at_the_head_of_the_weeks(client: Client) -> None:
    now = timezone.now()
    claire = make_volunteer("Claire Aubry", free=[(day, 0, 96) for day in range(7)])
    this_week = monday_of(paris_day(now))
    yesterday = now - timedelta(days=1)
    make_rota({claire: [Times(paris_day(now).weekday(), 40, 52)]}, week=this_week, now=yesterday)
    Shift.objects.update(starts_at=now - timedelta(seconds=30), ends_at=now + timedelta(hours=2))
    assert "Claire Aubry" not in text(client.get("/regie/creneaux/"))
    Shift.objects.update(starts_at=now - timedelta(minutes=2))
    page = text(client.get("/regie/creneaux/"))
    assert "1 professeur n’est pas là" in page
    assert re.search(r"Claire Aubry, .* – .*, attendu\(e\) depuis 2 min", page)


def test_a_week_of_700_teachers_is_read_in_few_queries(
    client: Client, week: date, django_assert_max_num_queries: object
) -> None:
    teachers = [make_volunteer(f"Prof {number}") for number in range(12)]
    now = timezone.now()
    make_rota({teacher: [Times(1, 68, 76)] for teacher in teachers}, needed=NEED, week=week, published=False, now=now)
    client.get("/regie/")  # the first page of a browser notes it
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(f"/regie/creneaux/{week}/?jour=1")


def test_a_shift_removed_in_another_window_leads_to_the_rota_as_it_is(client: Client, week: date) -> None:
    make_rota({make_volunteer(): [Times(1, 68, 76)]}, week=week, published=False, now=timezone.now())
    address = f"/regie/creneaux/{week}/{Shift.objects.get().pk}/"
    read = seen(client.get(address))
    for _ in range(2):
        done = client.post(address, {"remove": "1", **read}, follow=True)
        assert done.status_code == 200
    assert "Ce créneau n’y est plus" in text(done)
    assert not Shift.objects.exists()


@pytest.mark.parametrize("typed", [{"first": "0", "after": "200"}, {"first": "9" * 15, "after": "9" * 15}])
def test_hours_no_clock_shows_are_refused_with_a_sentence(client: Client, week: date, typed: dict[str, str]) -> None:
    paul = make_volunteer("Paul Sorel")
    make_rota({paul: [Times(1, 68, 76)]}, week=week, published=False, now=timezone.now())
    for address in (f"{Shift.objects.get().pk}/", "ajouter/?jour=2"):
        page = f"/regie/creneaux/{week}/{address}"
        refused = client.post(page, {"teacher": paul.pk, **typed, **seen(client.get(page))})
        assert (refused.status_code, "Un créneau dure de 1 h 30 à 4 h" in text(refused)) == (422, True)


def test_hours_of_a_shift_given_up_are_told_to_nobody_who_gave_it_up(client: Client, week: date) -> None:
    claire = make_volunteer("Claire Aubry")
    make_rota({claire: [Times(1, 68, 76)]}, week=week, now=timezone.now())
    shift = Shift.objects.select_related("teacher").get()
    give_up(shift=shift, now=timezone.now())
    address = f"/regie/creneaux/{week}/{shift.pk}/"
    page = client.get(address)
    assert "Claire Aubry l’a rendu et n’y est plus attendu(e)" in text(page)
    assert "reçoit une lettre" not in text(page)
    client.post(address, {"first": "68", "after": "74", **seen(page)})
    assert (Shift.objects.get().after, Shift.objects.get().state) == (74, "offered")
    assert not Fact.objects.get(name="ShiftChanged").data["published"]


def test_a_search_lays_out_what_the_page_then_shows(client: Client, week: date) -> None:
    claire = make_volunteer()
    client.post(f"/regie/creneaux/{week}/", {"act": "propose"})
    rota = begin_rota(now=timezone.now())
    assert rota is not None
    lay_out_rota(rota=rota, needed=NEED, learned_from=1200, shifts={claire.pk: [Times(1, 68, 80)]}, now=timezone.now())
    page = text(client.get(f"/regie/creneaux/{week}/"))
    assert "1 créneau, 3 h de service. Besoin prévu d’après 1 200 demandes passées." in page
