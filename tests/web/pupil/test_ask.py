"""Asking: the gate, photos, what is typed is never lost, and all of it without script."""

from collections.abc import Iterator
from time import monotonic

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import draft_of, open_request_of
from declic.ground.strain import STRAIN
from declic.people.models import Pupil
from tests.web.clients import signed_in
from tests.web.pupil.people import Cast
from tests.web.pupil.photos import photo
from tests.world import TRIED, make_help_request, make_past_lesson, make_pupil, set_hours

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
JSON = {"accept": "application/json"}
ASK = "/eleve/demande/MAT/"


@pytest.fixture
def pupil() -> Pupil:
    return make_pupil("4E")


@pytest.fixture
def client(pupil: Pupil) -> Client:
    return signed_in(pupil.account)


def a_file(name: str = "cahier.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo() if data is None else data)


def test_a_sentence_is_enough_to_ask(client: Client, pupil: Pupil) -> None:
    answer = client.post(ASK, {"kind": "test", "tried": TRIED})
    assert answer["Location"] == "/eleve/attente/"
    asked = open_request_of(pupil)
    assert asked
    assert (asked.state, asked.kind, asked.tried) == ("waiting", "test", TRIED)


def test_photos_are_enough_to_ask(client: Client, pupil: Pupil) -> None:
    client.post(ASK, {"kind": "exercise", "photos": [a_file("un.jpg"), a_file("deux.png", photo(kind="PNG"))]})
    asked = open_request_of(pupil)
    assert asked
    assert asked.pages.count() == 2


def test_an_empty_attempt_is_refused_kindly_and_nothing_leaves(client: Client, pupil: Pupil) -> None:
    answer = client.post(ASK, {"kind": "exercise", "tried": "  "})
    assert answer.status_code == 409
    assert "Montre d’abord ce que tu as essayé" in answer.content.decode()
    assert open_request_of(pupil) is None


def test_the_gate_is_the_servers_for_scripts_too(client: Client, pupil: Pupil) -> None:
    answer = client.post(ASK, {"kind": "exercise", "tried": ""}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "empty_attempt")


@pytest.fixture
def late() -> Iterator[None]:
    """The service is late with what it has already taken, for as long as the test lasts."""
    STRAIN.waited(60, monotonic() + 3600)
    yield
    STRAIN.forget()


def test_a_service_that_is_late_takes_no_new_request_and_keeps_what_was_typed(
    client: Client, pupil: Pupil, late: None
) -> None:
    form = {"kind": "test", "tried": TRIED, "photos": [a_file()]}
    answer = client.post(ASK, form)
    assert answer.status_code == 503
    assert "trop de demandes" in answer.content.decode()
    assert TRIED in answer.content.decode()
    assert open_request_of(pupil) is None
    draft = draft_of(pupil, "MAT")
    assert draft is not None
    assert (draft.tried, draft.kind, draft.pages.count()) == (TRIED, "test", 1)


def test_its_script_is_told_to_try_again_and_succeeds_once_the_service_is_in_time(
    client: Client, pupil: Pupil, late: None
) -> None:
    answer = client.post(ASK, {"kind": "test", "tried": TRIED}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer["Retry-After"] == "3"
    STRAIN.forget()
    assert client.post(ASK, {"kind": "test", "tried": TRIED}, headers=JSON).status_code == 200
    assert open_request_of(pupil)


def test_a_subject_of_another_level_does_not_exist(client: Client, pupil: Pupil) -> None:
    for subject in ("PHI", "QLM", "NADA"):
        assert client.get(f"/eleve/demande/{subject}/").status_code == 404
        assert client.post(f"/eleve/demande/{subject}/", {"tried": TRIED}).status_code == 404
        assert client.post(f"/eleve/demande/{subject}/brouillon/", {"tried": TRIED}).status_code == 404
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("devoir.jpg", b"ceci est du texte, pas une image", "ni une photo"),
        ("casse.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 300, "abîmé"),
        ("lourd.jpg", b"\xff\xd8\xff" + b"\x00" * (16 * 1024 * 1024), "trop lourd"),
        ("vide.jpg", b"", "vide"),
    ],
)
def test_a_bad_file_is_said_in_french_and_what_was_typed_stays(
    client: Client, pupil: Pupil, name: str, data: bytes, said: str
) -> None:
    answer = client.post(ASK, {"kind": "lesson", "tried": TRIED, "photos": [a_file(name, data), a_file("bon.jpg")]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert said in page
    assert TRIED in page
    assert open_request_of(pupil) is None
    draft = draft_of(pupil, "MAT")
    assert draft
    assert (draft.tried, draft.kind, draft.pages.count()) == (TRIED, "lesson", 1), "the good photo is kept"


def test_a_bad_file_from_the_script_is_refused_in_json(client: Client) -> None:
    answer = client.post(f"{ASK}pages/", {"cid": "a", "file": a_file("x.jpg", b"du texte")}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_an_image")


def test_a_photo_sent_twice_by_a_bad_network_is_one_page(client: Client, pupil: Pupil) -> None:
    first = client.post(f"{ASK}pages/", {"cid": "abc", "file": a_file()}, headers=JSON).json()
    second = client.post(f"{ASK}pages/", {"cid": "abc", "file": a_file()}, headers=JSON).json()
    assert first["pages"] == second["pages"]
    draft = draft_of(pupil, "MAT")
    assert draft
    assert draft.pages.count() == 1


def test_a_turned_photo_takes_the_place_of_the_first(client: Client, pupil: Pupil) -> None:
    before = client.post(f"{ASK}pages/", {"cid": "a", "file": a_file()}, headers=JSON).json()["pages"][0]["id"]
    for _ in range(2):
        client.post(f"{ASK}pages/", {"cid": "b", "file": a_file(), "replaces": before}, headers=JSON)
    draft = draft_of(pupil, "MAT")
    assert draft
    assert [str(page.upload_id) != before for page in draft.pages.all()] == [True]
    strange = client.post(f"{ASK}pages/", {"cid": "c", "file": a_file(), "replaces": "x' or 1=1"}, headers=JSON)
    assert strange.status_code == 404


def test_pages_are_ordered_and_removed(client: Client, pupil: Pupil) -> None:
    ids = [
        client.post(f"{ASK}pages/", {"cid": cid, "file": a_file()}, headers=JSON).json()["pages"][0]["id"]
        for cid in ("a", "b", "c")
    ]
    client.post(f"{ASK}pages/ordre/", {"page": [ids[2], ids[0], ids[1]]}, headers=JSON)
    client.post(f"{ASK}pages/{ids[0]}/retirer/", headers=JSON)
    client.post(f"{ASK}pages/{ids[0]}/retirer/", headers=JSON)  # again: already gone is as good
    draft = draft_of(pupil, "MAT")
    assert draft
    assert [str(page.upload_id) for page in draft.pages.all()] == [ids[2], ids[1]]


def test_a_page_is_removed_without_script_and_the_words_stay(client: Client, pupil: Pupil) -> None:
    kept = client.post(f"{ASK}pages/", {"cid": "a", "file": a_file()}, headers=JSON).json()["pages"][0]["id"]
    client.post(ASK, {"tried": TRIED, "kind": "exercise", "remove": kept})
    draft = draft_of(pupil, "MAT")
    assert draft
    assert (draft.pages.count(), draft.tried) == (0, TRIED)


def test_another_pupils_page_cannot_be_removed(client: Client, pupil: Pupil) -> None:
    theirs = signed_in(make_pupil("4E").account)
    page = theirs.post(f"{ASK}pages/", {"cid": "a", "file": a_file()}, headers=JSON).json()["pages"][0]["id"]
    client.post(f"{ASK}pages/", {"cid": "a", "file": a_file()}, headers=JSON)
    client.post(f"{ASK}pages/{page}/retirer/", headers=JSON)
    assert theirs.get(f"/fichiers/{page}/").status_code == 200


def test_words_are_saved_as_they_are_typed_and_offered_back(client: Client) -> None:
    client.post(f"{ASK}brouillon/", {"tried": TRIED, "kind": "test"}, headers=JSON)
    home = client.get("/eleve/").content.decode()
    assert "Reprendre\u00a0: Maths" in home
    page = client.get(ASK).content.decode()
    assert TRIED in page
    assert 'value="test" checked' in page


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script> je bloque ici", '"><img src=x onerror=alert(1)> je bloque']
)
def test_what_was_tried_is_text_wherever_it_is_shown(client: Client, pupil: Pupil, hostile: str) -> None:
    client.post(f"{ASK}brouillon/", {"tried": hostile, "kind": "exercise"}, headers=JSON)
    pages = [client.get("/eleve/"), client.get(ASK)]
    client.post(ASK, {"tried": hostile, "kind": "exercise"})
    HelpRequest.objects.update(state="sent_back")
    pages.append(client.get("/eleve/attente/"))
    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "je bloque" in body


def test_a_second_sending_whose_answer_was_lost_goes_to_the_wait(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil)
    answer = client.post(ASK, {"tried": TRIED, "kind": "exercise"}, headers=JSON)
    assert answer.json()["next_url"] == "/eleve/attente/"


def test_a_photo_alone_sent_twice_as_the_answer_was_lost_goes_to_the_wait_too(client: Client, pupil: Pupil) -> None:
    client.post(ASK, {"kind": "exercise", "photos": a_file()})
    answer = client.post(ASK, {"tried": "", "kind": "exercise"}, headers=JSON)
    assert answer.json() == {"next_url": "/eleve/attente/"}
    assert KEPT not in client.get("/eleve/attente/").content.decode()


KEPT = "Ta nouvelle question est gardée"


@pytest.mark.parametrize(
    ("subject", "said"),
    [("MAT", {"tried": "Et la question 4, je trouve 12."}), ("FRA", {"tried": TRIED}), ("FRA", {"photos": ""})],
)
def test_another_question_asked_meanwhile_is_kept_and_the_pupil_is_told_so(
    client: Client, pupil: Pupil, subject: str, said: dict[str, str]
) -> None:
    make_help_request(pupil)
    form = {name: value or a_file() for name, value in said.items()}
    answer = client.post(f"/eleve/demande/{subject}/", {"kind": "exercise", **form})
    assert answer["Location"] == "/eleve/attente/"
    assert KEPT in client.get("/eleve/attente/").content.decode()
    assert draft_of(pupil, subject)


def test_the_same_words_sent_twice_are_no_other_question_and_nothing_is_nothing(client: Client, pupil: Pupil) -> None:
    make_help_request(pupil)
    assert client.post(ASK, {"kind": "exercise", "tried": TRIED})["Location"] == "/eleve/attente/"
    assert KEPT not in client.get("/eleve/attente/").content.decode()
    assert client.post("/eleve/demande/FRA/", {"kind": "exercise", "tried": " "}).status_code == 409


def test_when_closed_the_page_says_until_when_and_keeps_the_question_first_in_line(
    client: Client, pupil: Pupil
) -> None:
    set_hours((0, "03:00", "03:01"))  # a minute in the night from Sunday to Monday
    page = client.get(ASK).content.decode()
    assert "Passer en premier à l’ouverture" in page
    assert "Fermé jusqu’à" in page
    assert "Fermé jusqu’à" in client.get("/eleve/").content.decode()
    client.post(ASK, {"tried": TRIED, "kind": "exercise"})
    asked = open_request_of(pupil)
    assert asked
    assert asked.state == "scheduled"
    assert "Tu seras en tête, Inès." in client.get("/eleve/attente/").content.decode()


def test_a_small_pupil_types_nothing() -> None:
    client = signed_in(make_pupil("CE1", first_name="Sami").account)
    page = client.get(ASK).content.decode()
    assert "<textarea" not in page
    assert 'capture="environment"' in page
    client.post(ASK, {"kind": "exercise", "tried": "", "photos": a_file()})
    assert HelpRequest.objects.get().state == "waiting"


AGAIN = "comme la dernière fois, si possible"


def test_the_teacher_of_last_time_may_be_asked_for_and_nothing_is_ticked_for_the_pupil(
    client: Client, pupil: Pupil
) -> None:
    assert AGAIN not in client.get(ASK).content.decode()
    teacher = make_past_lesson(pupil).teacher
    page = client.get(ASK).content.decode()
    assert f"Avec Claire Aubry, {AGAIN}" in page
    box = f'name="teacher" value="{teacher.pk}"'
    assert f"{box}>" in page
    client.post(f"{ASK}brouillon/", {"tried": "", "kind": "exercise", "teacher": teacher.pk}, headers=JSON)
    assert f"{box} checked>" in client.get(ASK).content.decode()
    assert f"{box} checked>" in client.post(ASK, {"tried": "", "teacher": teacher.pk}).content.decode()
    client.post(ASK, {"tried": TRIED, "teacher": teacher.pk})
    asked = open_request_of(pupil)
    assert asked
    assert asked.wanted_teacher == teacher


@pytest.mark.parametrize("said", ["", "0", "999999", "-1", "x' or 1=1", "9" * 400, "²"])
def test_naming_anybody_else_is_naming_nobody(client: Client, pupil: Pupil, said: str) -> None:
    make_past_lesson(pupil)
    assert client.post(ASK, {"tried": TRIED, "teacher": said})["Location"] == "/eleve/attente/"
    asked = open_request_of(pupil)
    assert asked
    assert asked.wanted_teacher is None


def test_a_brothers_teacher_or_a_strangers_is_neither_offered_nor_taken() -> None:
    cast = Cast()
    brother = make_pupil("4E", guardian=cast.pupil.guardian, first_name="Noé")
    teacher = make_past_lesson(cast.pupil).teacher
    for pupil in (brother, cast.other):
        client = signed_in(pupil.account)
        assert AGAIN not in client.get(ASK).content.decode()
        client.post(ASK, {"tried": TRIED, "teacher": teacher.pk})
        asked = open_request_of(pupil)
        assert asked
        assert asked.wanted_teacher is None
    for who, client in (cast.strangers | {"the guardian": cast.guardian}).items():
        if not who.startswith("another pupil"):
            assert client.get(ASK).status_code == 404, who
            assert client.post(ASK, {"tried": TRIED, "teacher": teacher.pk}).status_code == 404, who


def test_a_small_pupil_asks_for_the_teacher_of_last_time_without_reading() -> None:
    pupil = make_pupil("CE1", first_name="Sami")
    client = signed_in(pupil.account)
    teacher = make_past_lesson(pupil).teacher
    page = client.get(ASK).content.decode()
    assert f'value="{teacher.pk}" aria-label="Avec Claire Aubry, {AGAIN}"' in page
    assert 'data-speak="Tu veux Claire Aubry, comme la dernière fois' in page
    client.post(ASK, {"kind": "exercise", "tried": "", "photos": a_file(), "teacher": teacher.pk})
    assert HelpRequest.objects.get(state="waiting").wanted_teacher == teacher


def test_a_huge_text_is_refused_and_not_lost_in_the_page(client: Client) -> None:
    answer = client.post(ASK, {"tried": "mot " * 2000, "kind": "exercise"})
    assert answer.status_code == 409
    assert "un peu long" in answer.content.decode()
    assert answer.content.decode().count("mot ") >= 2000
