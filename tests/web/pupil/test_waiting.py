"""The wait: what it says in each state, and what the pupil may do meanwhile."""

from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from declic.dispatch.actions import answer_in_writing, call_back, claim_question
from declic.dispatch.models import HelpRequest, OpeningHours, WrittenQuestion
from declic.dispatch.queries import call_back_times, duty_of, open_request_of
from declic.ground.moments import when
from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.web.layout.typography import DAYS
from tests.web.clients import signed_in
from tests.web.pupil.people import Cast
from tests.web.pupil.photos import photo
from tests.world import make_free_teacher, make_help_request, make_lesson, make_pupil, make_teacher, make_wish

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
WAIT = "/eleve/attente/"


@pytest.fixture
def pupil() -> Pupil:
    return make_pupil("4E")


@pytest.fixture
def client(pupil: Pupil) -> Client:
    return signed_in(pupil.account)


def read(client: Client, address: str = WAIT) -> str:
    return client.get(address).content.decode()


def test_it_says_the_place_and_refreshes_without_script(client: Client, pupil: Pupil) -> None:
    now = timezone.now()
    make_help_request(now=now - timedelta(minutes=1))
    make_help_request(pupil, now=now)
    page = read(client)
    assert "On cherche ton prof, Inès." in page
    assert "Il y a un élève avant toi." in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_the_range_it_first_tells_is_kept_to_be_checked(client: Client, pupil: Pupil) -> None:
    request = make_help_request(pupil, now=timezone.now())
    read(client)
    request.refresh_from_db()
    assert request.told_at is None, "nobody on duty: no range"
    make_free_teacher(now=timezone.now())
    read(client)
    request.refresh_from_db()
    assert (request.told_low, request.told_high) == (0, 2)


def test_past_the_promise_it_says_so_and_keeps_the_place(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil, now=timezone.now() - timedelta(minutes=9))
    assert "C’est plus long que prévu, Inès." in read(client)


def test_with_nobody_on_duty_it_calls_nobody_and_still_says_how_long(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil, now=timezone.now() - timedelta(minutes=3))
    page = read(client)
    assert "On appelle les profs" not in page
    assert "On cherche un prof" in page
    assert "On te prévient dès qu’un prof est libre." in page
    assert ">3\u00a0min<" in page
    assert "habitude" not in page, "nothing is known of the last evenings"


def test_it_says_what_is_usual_when_the_last_evenings_say_it(client: Client, pupil: Pupil) -> None:
    now = timezone.now()
    for _ in range(5):
        before = make_help_request(now=now)
        asked = now - timedelta(days=1)
        HelpRequest.objects.filter(pk=before.pk).update(
            state="helped", asked_at=asked, wait_from=asked, first_accepted_at=asked + timedelta(minutes=3)
        )
    make_help_request(pupil, now=now - timedelta(minutes=1))
    assert "D’habitude, moins de 4\u00a0min." in read(client)
    HelpRequest.objects.filter(pupil=pupil).update(wait_from=now - timedelta(minutes=4))
    assert "habitude" not in read(client), "this wait has outlasted it"


def test_closed_it_says_when_it_opens(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil)
    HelpRequest.objects.update(state="scheduled")
    OpeningHours.objects.all().delete()
    now = timezone.now()
    later = paris_day(now) + timedelta(days=2)
    OpeningHours.objects.create(weekday=later.weekday(), opens_at=time(17), closes_at=time(20), in_holidays=True)
    day = DAYS[later.weekday()]
    assert f"On ouvre <b>{day} à 17\u00a0h</b>" in read(client)
    small = make_pupil("CE1", first_name="Sami")
    make_help_request(small, "FRA")
    HelpRequest.objects.update(state="scheduled")
    assert f"On ouvre {day} à 17\u00a0h." in read(signed_in(small.account))


def test_nothing_asked_leads_home(client: Client) -> None:
    assert client.get(WAIT)["Location"] == "/eleve/"


def test_somebody_comes_and_the_page_rings_with_their_name(client: Client, pupil: Pupil) -> None:
    now = timezone.now()
    lesson = make_lesson(make_free_teacher(now=now), pupil, state="opened", now=now)
    page = read(client)
    assert "Décrocher" in page
    assert f'href="/salle/{lesson.pk}/"' in page
    assert "Claire Aubry" in page
    assert f"/salle/{lesson.pk}/" in read(client, "/eleve/"), "the other pages lead there too"


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_a_pupil_who_cannot_any_more_frees_the_teacher_at_once(level: str) -> None:
    now = timezone.now()
    pupil = make_pupil(level)
    lesson = make_lesson(make_free_teacher({("MAT", level)}, now=now), pupil, state="opened", now=now)
    client = signed_in(pupil.account)
    page = read(client)
    assert "Je ne peux plus" in page
    assert "</span> t’attend" in page
    assert client.post(f"{WAIT}annuler/")["Location"] == WAIT
    assert open_request_of(pupil) is None
    duty = duty_of(lesson.teacher.account_id)
    assert duty
    assert duty.state == "free"
    assert "Ta demande est annulée." in read(client)


def test_a_detail_is_added_at_the_same_place(client: Client, pupil: Pupil) -> None:
    asked = make_help_request(pupil)
    client.post(f"{WAIT}detail/", {"text": "C’est l’exercice 42.", "photos": SimpleUploadedFile("a.jpg", photo())})
    now = open_request_of(pupil)
    assert now
    assert "C’est l’exercice 42." in now.tried
    assert (now.pages.count(), now.asked_at, now.state) == (1, asked.asked_at, "waiting")


def test_the_only_photo_stays_until_there_is_something_else(client: Client, pupil: Pupil) -> None:
    request = make_help_request(pupil)
    client.post(f"{WAIT}pages/", {"cid": "a", "file": SimpleUploadedFile("a.jpg", photo())})
    HelpRequest.objects.update(tried="")
    page = request.pages.get()
    answer = client.post(f"{WAIT}pages/{page.upload_id}/retirer/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_page")
    turned = SimpleUploadedFile("b.jpg", photo())
    client.post(f"{WAIT}pages/", {"cid": "b", "replaces": str(page.upload_id), "file": turned})
    page = request.pages.get()
    typed = {"text": "J’ai écrit AC = 6 + 8 mais c’est faux.", "remove": str(page.upload_id)}
    client.post(f"{WAIT}detail/", typed)
    assert not request.pages.exists(), "without script, by the button of the photo"


def test_sent_back_kindly_then_completed_it_waits_again_at_its_place(client: Client, pupil: Pupil) -> None:
    asked = make_help_request(pupil)
    HelpRequest.objects.update(state="sent_back")
    page = read(client)
    assert "Montre-moi ton essai, Inès." in page
    assert "Tu gardes ta place" in page
    client.post(f"{WAIT}detail/", {"text": "J’ai écrit AC = 6 + 8 mais c’est faux."})
    again = open_request_of(pupil)
    assert again
    assert (again.state, again.asked_at) == ("waiting", asked.asked_at)


def test_cancelling_is_for_good_and_twice_is_once(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil)
    for _ in range(2):
        assert client.post(f"{WAIT}annuler/")["Location"] == "/eleve/"
    assert open_request_of(pupil) is None


def test_nobody_came_one_tap_asks_again_with_the_same_work(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil)
    HelpRequest.objects.update(state="unmet", closed_at=timezone.now(), close_reason="forgotten")
    page = read(client)
    assert "Redemander" in page
    assert client.post(f"{WAIT}redemander/")["Location"] == WAIT
    again = open_request_of(pupil)
    assert again
    assert again.state == "waiting"


def test_after_the_lesson_the_wait_leads_to_it(client: Client, pupil: Pupil) -> None:
    lesson = make_lesson(pupil=pupil, state="ended")
    assert client.get(WAIT)["Location"] == f"/eleve/lecons/{lesson.pk}/"


def test_adding_too_late_is_refused_in_french(client: Client, pupil: Pupil) -> None:
    answer = client.post(f"{WAIT}detail/", {"text": "encore"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")


OFFERED = 'data-slot="wait-for"><input'


def test_the_teacher_of_last_time_is_soon_free_and_the_pupil_may_wait_for_them(client: Client, pupil: Pupil) -> None:
    make_wish(pupil, now=timezone.now())
    page = read(client)
    assert OFFERED in page
    assert 'Attendre <span data-slot="wanted">Claire Aubry</span> <span class="nb">(1 minute au plus)</span>' in page
    assert client.post(f"{WAIT}attendre/")["Location"] == WAIT
    page = read(client)
    assert "On attend Claire Aubry, Inès." in page
    assert "On l’attend une minute au plus. Après, on appelle un autre prof." in page
    assert OFFERED not in page


def test_there_is_nobody_to_wait_for_in_particular_unless_asked_for(client: Client, pupil: Pupil) -> None:
    asked = make_wish(pupil, now=timezone.now())
    HelpRequest.objects.filter(pk=asked.pk).update(wanted_teacher=None)
    assert OFFERED not in read(client)
    assert client.post(f"{WAIT}attendre/")["Location"] == WAIT
    asked.refresh_from_db()
    assert asked.hold_until is None


def test_nobody_chooses_to_wait_in_the_pupils_place() -> None:
    cast = Cast()
    asked = make_wish(cast.pupil, now=timezone.now())
    for client in (cast.strangers | {"the guardian": cast.guardian}).values():
        client.post(f"{WAIT}attendre/")
    assert Client().post(f"{WAIT}attendre/").status_code == 302
    asked.refresh_from_db()
    assert asked.hold_until is None
    assert cast.owner.get(f"{WAIT}attendre/").status_code == 405


def test_a_small_pupil_waits_for_the_teacher_of_last_time_without_reading() -> None:
    pupil = make_pupil("CE1", first_name="Sami")
    client = signed_in(pupil.account)
    make_wish(pupil, now=timezone.now())
    page = read(client)
    assert OFFERED in page
    assert 'data-speak="Ton professeur de la dernière fois finit bientôt.' in page
    client.post(f"{WAIT}attendre/")
    page = read(client)
    assert "On attend Claire Aubry…" in page
    assert "On attend Claire Aubry, une minute au plus. Reste là." in page


@pytest.mark.parametrize("state", ["waiting", "sent_back", "scheduled", "unmet"])
def test_a_small_pupil_has_each_state_in_pictures(state: str) -> None:
    pupil = make_pupil("CE1", first_name="Sami")
    make_help_request(pupil, "FRA")
    over = {"closed_at": timezone.now()} if state == "unmet" else {}
    HelpRequest.objects.update(state=state, **over)
    page = read(signed_in(pupil.account))
    assert 'class="pupil small' in page
    assert "data-speak" in page
    assert "<textarea" not in page


# -- something else than waiting --------------------------------------------------------------------------------------
def test_past_the_promise_the_pupil_may_choose_to_be_called_back(client: Client, pupil: Pupil) -> None:
    now = timezone.now()
    make_free_teacher(now=now)
    make_help_request(pupil, now=now)
    hidden = 'data-slot="choose" hidden>'
    assert hidden in read(client), "there is nothing to choose while the wait is short"
    HelpRequest.objects.update(escalation="offered")
    page = read(client)
    assert hidden not in page
    assert "Continuer d’attendre" in page
    (request,) = HelpRequest.objects.all()
    at = call_back_times(request, now)[1]
    assert f'value="{at.isoformat()}"' in page
    assert client.post(f"{WAIT}choisir/", {"choice": "call_back", "at": at.isoformat()})["Location"] == WAIT
    page = read(client)
    assert f"On te rappelle {when(at, now)}, Inès." in page
    assert f"Page ouverte {when(at, now)}\u00a0: ça sonnera." in page
    assert "Changer d’heure" in page
    assert f"on te rappelle {when(at, now)}." in read(client, "/eleve/"), "the other pages say it too"


def test_called_back_later_the_pupil_may_wait_now_instead(client: Client, pupil: Pupil) -> None:
    now = timezone.now()
    request = make_help_request(pupil, now=now)
    call_back(help_request=request, at=call_back_times(request, now)[0], now=now)
    assert "Attendre maintenant" in read(client)
    assert client.post(f"{WAIT}choisir/", {"choice": "in_line"})["Location"] == WAIT
    page = read(client)
    assert "On te rappelle" not in page
    assert "Attendre maintenant" not in page
    found = open_request_of(pupil)
    assert found
    assert found.state == "waiting"


def test_while_closed_nobody_is_offered_to_wait_now_and_who_asks_for_it_keeps_their_hour(
    client: Client, pupil: Pupil
) -> None:
    now = timezone.now()
    request = make_help_request(pupil, now=now)
    at = call_back_times(request, now)[0]
    call_back(help_request=request, at=at, now=now)
    OpeningHours.objects.all().delete()
    OpeningHours.objects.create(weekday=(paris_day(now).weekday() + 3) % 7, opens_at=time(17), closes_at=time(20))
    assert "Attendre maintenant" not in read(client)
    page = client.post(f"{WAIT}choisir/", {"choice": "in_line"}, follow=True).content.decode()
    assert "garde ton rendez-vous, ou choisis une autre heure" in page
    request.refresh_from_db()
    assert (request.state, request.call_back_at) == ("scheduled", at)


def test_choosing_to_wait_changes_nothing(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil, now=timezone.now())
    before = HelpRequest.objects.values().get()
    assert client.post(f"{WAIT}choisir/", {"choice": "wait"})["Location"] == WAIT
    assert HelpRequest.objects.values().get() == before


@pytest.mark.parametrize("at", ["", "demain", "2026-11-23T18:30", "2001-01-01T00:00:00+00:00"])
def test_a_time_that_cannot_be_had_is_said_and_the_place_kept(client: Client, pupil: Pupil, at: str) -> None:
    make_help_request(pupil, now=timezone.now())
    answer = client.post(f"{WAIT}choisir/", {"choice": "call_back", "at": at}, follow=True)
    assert "heure" in answer.content.decode().split('class="messages"')[1][:400]
    found = open_request_of(pupil)
    assert found
    assert found.state == "waiting"


def test_the_smallest_choose_by_one_picture(client: Client) -> None:
    small = make_pupil("CE1", first_name="Sami")
    make_help_request(small, "FRA", now=timezone.now())
    page = read(signed_in(small.account))
    assert "Si tu préfères, appuie sur l’horloge." in page
    at = page.split('name="at" value="')[1].split('"')[0]
    signed_in(small.account).post(f"{WAIT}choisir/", {"choice": "call_back", "at": at})
    page = read(signed_in(small.account))
    assert "C’est prêt.<small> On te rappelle" in page
    assert "Reviens ici avec un grand." in page
    assert "Si tu préfères, appuie sur le téléphone." in page
    signed_in(small.account).post(f"{WAIT}choisir/", {"choice": "in_line"})
    assert "On appelle…" in read(signed_in(small.account))


@pytest.mark.parametrize("level", ["4E", "CE1"])
def test_the_pupil_may_choose_an_answer_in_writing_and_reads_it(level: str) -> None:
    pupil = make_pupil(level, now=timezone.now())
    client = signed_in(pupil.account)
    make_help_request(pupil, now=timezone.now())
    answer = client.post(f"{WAIT}choisir/", {"choice": "written"}, follow=True)
    address = answer.redirect_chain[-1][0]
    assert "/eleve/questions/" in address
    assert "partie, Inès" in answer.content.decode() if level == "4E" else "C’est parti." in answer.content.decode()
    assert open_request_of(pupil) is None
    question = WrittenQuestion.objects.get()
    teacher = make_teacher([("MAT", level)])
    claim_question(question_id=str(question.pk), teacher=teacher, now=timezone.now())
    answer_in_writing(question=question, teacher=teacher, text="Pose la retenue.", now=timezone.now())
    assert "Maths\u00a0: on t’a répondu" in read(client, "/eleve/"), "marked on the home page"
    assert "Pose la retenue." in read(client, address)
    assert "on t’a répondu" not in read(client, "/eleve/"), "and read"


def test_a_question_may_be_taken_back(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil, now=timezone.now())
    client.post(f"{WAIT}choisir/", {"choice": "written"})
    question = WrittenQuestion.objects.get()
    address = f"/eleve/questions/{question.pk}/"
    assert "Ta question est partie, Inès." in read(client, address)
    assert "Un prof va te répondre." in read(client, "/eleve/")
    assert client.post(f"{address}retirer/")["Location"] == "/eleve/"
    assert client.get(address)["Location"] == "/eleve/"
    assert "question écrite" not in read(client, "/eleve/")
