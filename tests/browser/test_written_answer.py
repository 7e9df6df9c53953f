"""A teacher's written answer: photos are shown, sent one by one, and lost by nothing that goes wrong."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import photo
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

TAKEN = """
from datetime import timedelta
from django.utils import timezone
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import Sponsor

now = timezone.now()
pupil = Pupil.objects.get(first_name="Inès")
sponsor = Sponsor.objects.filter(help_requests__pupil=pupil).first() or Sponsor.objects.first()
asked = HelpRequest.objects.create(
    pupil=pupil, sponsor=sponsor, subject="MAT", level="4E", kind="exercise", state="written",
    tried="J’ai ajouté 6 et 8 mais ma règle dit 10.", drafted_at=now, asked_at=now, wait_from=now, closed_at=now,
    close_reason="written",
)
teacher = Teacher.objects.get(account__name="Mme Lefèvre")
question = WrittenQuestion.objects.create(
    help_request=asked, asked_at=now, claimed_by=teacher, claimed_until=now + timedelta(minutes=20)
)
print(question.pk)
"""
ANSWER = "Regarde le triangle : où est l’angle droit ?"


ANSWERED = """
import sys
from django.utils import timezone
from declic.dispatch.models import WrittenQuestion

found = WrittenQuestion.objects.select_related("help_request").get(pk=sys.argv[1])
found.text, found.answered_at = "Regarde l’angle droit.", timezone.now()
found.save()
found.help_request.state = "answered"
found.help_request.save()
"""


@pytest.fixture
def question(server: Server) -> str:
    """Path of the page where Mme Lefèvre answers Inès."""
    return f"/prof/questions/{server.run(TAKEN)}/"


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, open_window: Windows, server: Server, question: str) -> Page:
    window = open_window(request.param)
    sign_in(window, server, "mme-lefevre", question)
    window.locator("#report[data-ready]").wait_for()
    return window


def choose(page: Page, *files: Path) -> None:
    page.locator(".by-file input[type=file]").set_input_files(files)


def test_photos_are_shown_kept_turned_and_sent_with_the_answer(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Votre réponse").fill(ANSWER)
    choose(page, photo(tmp_path / "une.jpg"), photo(tmp_path / "deux.jpg"))
    expect(page.locator(".photo[data-state=ready] img")).to_have_count(2)
    expect(page.get_by_alt_text("Photo 2 de votre réponse")).to_be_visible()
    assert accessibility_faults(page) == []
    page.reload()
    page.locator("#report[data-ready]").wait_for()
    expect(page.locator(".photo[data-state=ready] img")).to_have_count(2)
    expect(page.get_by_label("Votre réponse")).to_have_value(ANSWER)
    page.locator(".photo").nth(1).get_by_role("button", name="Tourner la photo").click()
    expect(page.locator(".photo[data-state=ready]")).to_have_count(2)
    page.locator(".photo").nth(0).get_by_role("button", name="Retirer la photo").click()
    expect(page.locator(".photo")).to_have_count(1)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Réponse envoyée.")).to_be_visible()


def test_a_file_that_is_no_photo_is_told_in_french_and_nothing_else_is_lost(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "corrige.jpg"
    wrong.write_text("Ceci n’est pas une photo.")
    page.get_by_label("Votre réponse").fill(ANSWER)
    choose(page, photo(tmp_path / "bonne.jpg"), wrong)
    expect(page.locator(".photo[data-state=failed]")).to_contain_text("Ce fichier n’est ni une photo")
    expect(page.locator(".photo[data-state=ready]")).to_have_count(1)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Une photo n’est pas passée.")).to_be_visible()
    expect(page.locator(".photo[data-state=failed] [data-act=remove]")).to_be_focused()
    assert accessibility_faults(page) == []
    page.locator(".photo[data-state=failed] [data-act=remove]").click()
    expect(page.get_by_text("Une photo n’est pas passée.")).to_be_hidden()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Réponse envoyée.")).to_be_visible()


def test_an_answer_that_is_refused_keeps_its_photos_and_its_words(page: Page, tmp_path: Path) -> None:
    choose(page, photo(tmp_path / "une.jpg"))
    expect(page.locator(".photo[data-state=ready]")).to_have_count(1)
    page.get_by_label("Votre réponse").fill("Appelle-moi au 06 12 34 56 78.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Pas encore parti.")).to_be_visible()
    expect(page.locator(".photo[data-state=ready]")).to_have_count(1)
    expect(page.get_by_label("Votre réponse")).to_have_value("Appelle-moi au 06 12 34 56 78.")


def test_a_photo_leaves_by_itself_once_the_network_is_back_and_the_answer_after_it(page: Page, tmp_path: Path) -> None:
    page.context.set_offline(True)
    choose(page, photo(tmp_path / "une.jpg"))
    expect(page.get_by_text("Plus de réseau")).to_be_visible()
    page.get_by_label("Votre réponse").fill(ANSWER)
    page.get_by_role("button", name="Envoyer").click()
    page.context.set_offline(False)
    expect(page.get_by_text("Réponse envoyée.")).to_be_visible()


def test_without_a_script_photos_are_kept_and_sent(
    open_window: Windows, server: Server, question: str, tmp_path: Path
) -> None:
    page = open_window(DESKTOP, java_script_enabled=False)
    sign_in(page, server, "mme-lefevre", question)
    choose(page, photo(tmp_path / "une.jpg"))
    page.get_by_role("button", name="Garder ces photos").click()
    expect(page.get_by_alt_text("Photo 1 de votre réponse")).to_be_visible()
    page.get_by_label("Votre réponse").fill(ANSWER)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Réponse envoyée.")).to_be_visible()


def test_the_answer_shows_by_itself_on_the_page_of_the_question_left_open(phone: Page, server: Server) -> None:
    asked = server.run(TAKEN).strip()
    phone.clock.install()
    sign_in(phone, server, "ines", f"/eleve/questions/{asked}/")
    expect(phone.get_by_role("heading", name="Ta question est partie, Inès.")).to_be_visible()
    server.run(ANSWERED, asked)
    phone.clock.fast_forward("01:00")
    expect(phone.get_by_role("heading", name="On t’a répondu, Inès.")).to_be_visible()
    expect(phone.get_by_text("Regarde l’angle droit.")).to_be_visible()
