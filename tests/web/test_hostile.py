"""What a clumsy or hostile visitor tries on any page."""

import re
from html.parser import HTMLParser

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from declic.classroom.actions import NewLine, keep
from declic.dispatch.models import HelpRequest
from declic.lessons.actions import report
from declic.lessons.models import Lesson
from declic.people import actions as people
from declic.people import queries
from declic.people.models import Account, Pupil
from declic.sponsors.actions import issue_code
from declic.uploads.models import Upload
from tests.web.clients import signed_in
from tests.web.pupil.photos import photo
from tests.web.second_factor import proved_twice
from tests.world import (
    make_guardian,
    make_lesson,
    make_officer,
    make_operator,
    make_pupil,
    make_sponsor,
)

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


# -- what people write ------------------------------------------------------------------------------------------------
MARKUP = "<script>alert('{0}')</script><img src=x onerror=alert(1)>\"'&"
HARMFUL = ("<script>alert", "<img src=x")


def hostile(what: str) -> str:
    return MARKUP.format(what)


class Handlers(HTMLParser):
    """Attributes of a page that run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            f"{tag} {name}" for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")
        ]


@pytest.fixture
def hostile_lesson() -> Lesson:
    """A lesson that is over, in which everybody wrote markup wherever they could."""
    now = timezone.now()
    sponsor = make_sponsor(hostile("sponsor"), now=now)
    issue_code(sponsor=sponsor, ceiling=5, label=hostile("label"), now=now)
    guardian = make_guardian(hostile("guardian")[:80])
    pupil = make_pupil("4E", sponsor, first_name=hostile("p")[:40], guardian=guardian, now=now)
    Pupil.objects.filter(pk=pupil.pk).update(school=hostile("school"))
    lesson = make_lesson(None, pupil, state="ended", now=now)
    Account.objects.filter(pk=lesson.teacher.account_id).update(name=hostile("teacher")[:80])
    lesson.teacher.position = hostile("position")
    lesson.teacher.save()
    HelpRequest.objects.filter(pk=lesson.help_request_id).update(tried=hostile("tried"))
    report(
        lesson=lesson,
        worked_on=hostile("worked"),
        understood=hostile("understood"),
        next_step=hostile("next"),
        now=now,
    )
    said = [
        NewLine(lesson.board_id, account.pk, hostile("author"), str(account.pk), hostile("chat"))
        for account in (pupil.account, lesson.teacher.account)
    ]
    keep(frames=[], lines=said, now=now)
    return Lesson.objects.select_related("pupil__guardian__account", "teacher__account", "sponsor").get(pk=lesson.pk)


def test_what_anybody_wrote_is_text_on_every_page_that_shows_it(hostile_lesson: Lesson) -> None:
    lesson, pupil = hostile_lesson, hostile_lesson.pupil
    teacher, sponsor = lesson.teacher, lesson.sponsor
    pages: dict[Account, list[str]] = {
        pupil.account: ["/eleve/", "/eleve/lecons/", f"/eleve/lecons/{lesson.pk}/", "/eleve/attente/", "/eleve/aide/"],
        pupil.guardian.account: [
            "/famille/",
            "/famille/lecons/",
            f"/famille/lecons/{lesson.pk}/",
            f"/famille/enfants/{pupil.pk}/",
            f"/famille/enfants/{pupil.pk}/effacer/",
            "/famille/donnees/",
            f"/famille/signaler/?lecon={lesson.pk}",
            "/inscription/enfants/",
            "/inscription/cartes/",
        ],
        teacher.account: ["/prof/", "/prof/lecons/", f"/prof/lecons/{lesson.pk}/compte-rendu/"],
        make_officer(sponsor).account: ["/partenaire/", "/partenaire/codes/"],
        make_operator(): [
            "/regie/",
            "/regie/partenaires/",
            f"/regie/partenaires/?q={MARKUP}",
            f"/regie/partenaires/{sponsor.pk}/",
            "/regie/professeurs/?etat=tous",
            f"/regie/professeurs/?etat=tous&q={MARKUP}",
            f"/regie/professeurs/{teacher.pk}/",
            f"/regie/professeurs/{teacher.pk}/matieres/",
        ],
    }
    escaped = 0
    for account, addresses in pages.items():
        client = proved_twice(account) if account.is_staff else signed_in(account)
        for address in addresses:
            answer = client.get(address, follow=True)
            page = answer.content.decode()
            assert answer.status_code == 200, address
            for harm in HARMFUL:
                assert harm not in page, address
            assert not Handlers(page).found, address
            escaped += "&lt;script&gt;" in page
    assert escaped > 12, "the pages show what was written"


def test_an_export_is_a_file_and_never_a_page(hostile_lesson: Lesson) -> None:
    answer = signed_in(hostile_lesson.pupil.guardian.account).get("/famille/donnees/export.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# -- addresses that are no addresses ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "secret", ["1" * 5000 + ".x", "1" * 30 + ".x", "-1.x", "٣.x", ".", "1.", "1.é", "<script>", "..%2f"]
)
def test_a_card_that_cannot_be_is_a_wrong_card(client: Client, secret: str) -> None:
    assert client.get(f"/carte/{secret}/").status_code in {403, 404}


@pytest.mark.parametrize("lesson", ["nada", "\x00", "1" * 5000, "00000000-0000-0000-0000-000000000000", "<script>"])
def test_an_alert_about_no_lesson_is_an_alert(lesson: str) -> None:
    client = signed_in(make_guardian().account)
    assert client.get("/famille/signaler/", {"lecon": lesson}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/famille/enfants/99999999999999999999999999/",
        "/carte/images/99999999999999999999999999/",
        "/regie/partenaires/99999999999999999999999999/",
        "/regie/professeurs/?page=99999999999999999999999999",
        "/regie/professeurs/?q=%00",
        "/regie/partenaires/?q=%00%ff",
        "/partenaire/?periode=dates&du=0001-01-01&au=9999-12-31",
        "/prof/lecons/?page=-1",
        "/eleve/demande/%00/",
        "/%ff%fe/",
        "/compte/login/?next=%00",
    ],
)
def test_no_address_breaks_a_page(address: str) -> None:
    others = [signed_in(account) for account in (None, make_officer(make_sponsor()).account, make_pupil().account)]
    for client in (proved_twice(make_operator()), *others):
        assert client.get(address).status_code < 500, client


# -- files ------------------------------------------------------------------------------------------------------------
def test_a_photo_that_does_not_fit_any_more_is_forgotten() -> None:
    client = signed_in(make_pupil("4E", now=timezone.now()).account)
    answers = [
        client.post(
            "/eleve/demande/MAT/pages/",
            {"cid": str(number), "file": SimpleUploadedFile("cahier.jpg", photo(60, 80))},
            headers=JSON,
        ).status_code
        for number in range(8)
    ]
    assert answers == [200] * 6 + [409] * 2
    assert Upload.objects.count() == 6


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1.jpg", "../../../etc/passwd", 'x"; filename="y.html', "<script>.jpg"]
)
def test_the_name_of_a_file_goes_nowhere(name: str) -> None:
    client = signed_in(make_pupil("4E", now=timezone.now()).account)
    sent = {"cid": "a", "file": SimpleUploadedFile(name, photo(60, 80))}
    said = client.post("/eleve/demande/MAT/pages/", sent, headers=JSON).json()
    answer = client.get(said["pages"][0]["url"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    tag = answer.headers["ETag"]
    assert client.get(said["pages"][0]["url"], headers={"if-none-match": tag}).status_code == 304
    other = signed_in(make_pupil("4E", now=timezone.now()).account)
    assert other.get(said["pages"][0]["url"], headers={"if-none-match": tag}).status_code == 404
    assert not {"passwd", "script", "y.html"} & set(re.split(r"\W", str(Upload.objects.get().file.name)))
    refused = SimpleUploadedFile(name, b"du texte")
    page = client.post("/eleve/demande/MAT/", {"kind": "exercise", "tried": "", "photos": refused}).content.decode()
    assert "ni une photo" in page
    assert "<script>." not in page


# -- sessions ---------------------------------------------------------------------------------------------------------
def test_a_session_planted_before_the_card_is_not_the_pupil_s(client: Client) -> None:
    pupil = make_pupil()
    card = people.issue_card(pupil=pupil, now=timezone.now())
    client.post("/inscription/", {"code": "AAAAAAAA"})
    planted = client.session.session_key or ""
    client.cookies["sessionid"] = planted
    client.post("/carte/", {"code": queries.card_secret(card).short_code})
    assert client.get("/eleve/").status_code == 200
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/eleve/").status_code == 302


def test_nothing_of_a_parent_s_session_is_left_to_the_child() -> None:
    now = timezone.now()
    pupil = make_pupil(now=now)
    client = signed_in(pupil.guardian.account)
    session = client.session
    session["activation_code"] = "CKRT7H4A"
    session.save()
    client.post(f"/famille/enfants/{pupil.pk}/passer/")
    assert "activation_code" not in client.session
    assert client.get("/famille/").status_code == 404


def test_the_session_s_cookie_is_out_of_reach_of_scripts() -> None:
    client = Client()
    pupil = make_pupil()
    card = people.issue_card(pupil=pupil, now=timezone.now())
    client.post("/carte/", {"code": queries.card_secret(card).short_code})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(following: str) -> None:
    account = make_guardian().account
    account.set_password("une phrase facile")
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, verified=True, primary=True)
    sent = {"login": account.email, "password": "une phrase facile", "next": following}
    assert Client().post("/compte/login/", sent).headers["Location"] == "/entrer/"
    assert signed_in(account).get("/compte/login/", {"next": following}).headers["Location"] == "/entrer/"


def test_whether_an_address_has_an_account_is_not_said() -> None:
    known = make_guardian().account
    known.set_password("une phrase facile")
    known.save()
    pages = [
        Client().post("/compte/login/", {"login": login, "password": "ce n’est pas ça"}).content.decode()
        for login in (known.email, "inconnu@example.org")
    ]
    assert len({_plain(page) for page in pages}) == 1
    forgotten = [
        Client().post("/compte/password/reset/", {"email": login}) for login in (known.email, "inconnu@example.org")
    ]
    assert {(answer.status_code, answer.headers["Location"]) for answer in forgotten} == {
        (302, "/compte/password/reset/done/")
    }


def test_whether_a_card_is_unknown_or_revoked_is_not_said() -> None:
    pupil = make_pupil()
    card = people.issue_card(pupil=pupil, now=timezone.now())
    code = queries.card_secret(card).short_code
    people.revoke_card(pupil=pupil, now=timezone.now())
    said = {_plain(Client().post("/carte/", {"code": typed}).content.decode()) for typed in (code, "AAAAAAAA")}
    assert len(said) == 1


def _plain(page: str) -> str:
    """Without what was typed and the page's own token."""
    return re.sub(r'value="[^"]*"', "", page)
