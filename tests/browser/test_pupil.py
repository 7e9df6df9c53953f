"""The pupil's pages on a phone: nothing is lost, and everything is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import dark_and_noisy, photo, white
from tests.browser.entering import sign_in
from tests.browser.patience import eventually
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, NARROW, PHONE, Windows

TRIED = "J’ai ajouté 6 et 8 mais ma règle dit 10, pas 14."
ASK = "/eleve/demande/MAT/"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return photo(tmp_path / "cahier.jpg")


@pytest.fixture
def ines(phone: Page, server: Server) -> Page:
    """Inès on her phone."""
    sign_in(phone, server, "ines")
    return phone


def _open_ask(page: Page, server: Server) -> None:
    page.goto(server.url + ASK)
    page.locator("#ask[data-ready]").wait_for()


def _choose(page: Page, *files: Path) -> None:
    page.locator(".by-file input[type=file]").set_input_files(files)


def test_at_most_three_taps_and_what_was_tried(ines: Page, server: Server, picture: Path) -> None:
    ines.goto(f"{server.url}/eleve/")
    ines.get_by_role("link", name="Maths", exact=True).tap()
    ines.locator("#ask[data-ready]").wait_for()
    _choose(ines, picture)
    expect(ines.locator(".photo[data-state=ready] .badge.ready")).to_contain_text("Bien lisible")
    ines.get_by_role("button", name="Appeler un prof").tap()
    ines.wait_for_url("**/eleve/attente/")
    expect(ines.get_by_role("heading", level=1)).to_contain_text("Inès")


def test_a_photo_is_reduced_before_it_leaves(ines: Page, server: Server, tmp_path: Path) -> None:
    big = photo(tmp_path / "grand.jpg", width=4000, height=3000)
    sent: list[int] = []
    ines.on(
        "request",
        lambda request: sent.append(len(request.post_data_buffer or b"")) if request.url.endswith("/pages/") else None,
    )
    _open_ask(ines, server)
    _choose(ines, big)
    expect(ines.locator(".photo[data-state=ready]")).to_be_visible()
    assert len(sent) == 1
    assert sent[0] < 330_000


def test_a_lost_network_and_a_closed_page_lose_nothing(ines: Page, server: Server, picture: Path) -> None:
    _open_ask(ines, server)
    ines.context.set_offline(True)
    _choose(ines, picture)
    ines.locator("#tried").fill(TRIED)
    expect(ines.locator("#ask-note")).to_contain_text("rien ne se perd")
    expect(ines.locator(".photo[data-state=sending]")).to_be_visible()
    again = ines.context.new_page()
    ines.goto("about:blank")  # a page closed by Playwright has the network back for its last moments
    ines.close()
    again.context.set_offline(False)
    _open_ask(again, server)
    expect(again.locator("#tried")).to_have_value(TRIED)
    expect(again.locator(".photo[data-state=ready]")).to_be_visible()
    again.reload()
    expect(again.locator(".photo[data-page]")).to_be_visible()
    expect(again.locator("#tried")).to_have_value(TRIED)


def test_a_photo_that_arrived_though_its_answer_was_lost_is_shown_once(
    ines: Page, server: Server, picture: Path
) -> None:
    _open_ask(ines, server)

    def loses_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    ines.route("**/pages/", loses_the_answer)
    _choose(ines, picture)
    expect(ines.locator("#ask-note")).to_contain_text("rien ne se perd")
    ines.goto("about:blank")  # the page sends again by itself: once more now, and it would be answered
    ines.unroute_all(behavior="wait")
    held: list[Route] = []

    def holds(route: Route) -> None:
        held.append(route)

    ines.route("**/pages/", holds)
    _open_ask(ines, server)
    expect(ines.locator(".photo[data-page]")).to_be_visible()
    eventually(ines, lambda: len(held) == 1, "what was not answered is not sent again")
    held[0].continue_()
    expect(ines.locator(".photo")).to_have_count(1)
    expect(ines.locator(".photo[data-state=ready]")).to_be_visible()


def test_a_request_sent_without_network_leaves_by_itself_when_it_returns(ines: Page, server: Server) -> None:
    _open_ask(ines, server)
    ines.locator("#tried").fill(TRIED)
    ines.context.set_offline(True)
    ines.get_by_role("button", name="Appeler un prof").click()
    expect(ines.locator("#ask-note")).to_contain_text("partira dès qu’il revient")
    ines.context.set_offline(False)
    ines.wait_for_url("**/eleve/attente/")


def test_an_empty_attempt_is_asked_for_kindly_and_in_place(ines: Page, server: Server) -> None:
    _open_ask(ines, server)
    ines.get_by_role("button", name="Appeler un prof").click()
    expect(ines.get_by_role("alert").filter(has_text="Montre-moi ton essai")).to_be_visible()
    expect(ines.locator("#tried")).to_be_focused()


def test_photos_are_turned_ordered_and_removed(ines: Page, server: Server, tmp_path: Path) -> None:
    wide, tall = photo(tmp_path / "a.jpg", width=800, height=600), photo(tmp_path / "b.jpg", width=600, height=900)
    _open_ask(ines, server)
    _choose(ines, wide, tall)
    expect(ines.locator(".photo[data-state=ready]")).to_have_count(2)
    ines.locator(".photo").nth(0).get_by_role("button", name="Tourner").click()
    expect(ines.locator(".photo[data-state=ready]")).to_have_count(2)
    ines.locator(".photo").nth(0).get_by_role("button", name="Mettre après").click()
    expected = [pytest.approx(600 / 900, abs=0.01), pytest.approx(600 / 800, abs=0.01)]
    eventually(ines, lambda: _shapes_on_server(ines, server) == expected, "the wide one is upright, and second")
    ines.locator(".photo").nth(0).get_by_role("button", name="Retirer").click()
    expect(ines.locator(".photo")).to_have_count(1)


def _shapes_on_server(page: Page, server: Server) -> list[float]:
    """Width over height of each kept page, in order."""
    _open_ask(page, server)
    return page.locator(".photo img").evaluate_all(  # type: ignore[no-any-return]
        "(all) => all.map((one) => one.getAttribute('width') / one.getAttribute('height'))"
    )


def test_a_blurred_photo_is_told_and_never_stopped(ines: Page, server: Server, picture: Path) -> None:
    with Image.open(picture) as sharp:
        sharp.filter(ImageFilter.GaussianBlur(9)).save(picture, quality=90)
    _open_ask(ines, server)
    _choose(ines, picture)
    expect(ines.locator(".photo[data-state=blurred]")).to_contain_text("La photo est floue")
    ines.get_by_role("button", name="Appeler un prof").click()
    ines.wait_for_url("**/eleve/attente/")


def test_a_file_that_is_no_photo_is_said_on_its_card(ines: Page, server: Server, tmp_path: Path) -> None:
    wrong = tmp_path / "devoir.jpg"
    wrong.write_text("Ceci n’est pas une photo.")
    _open_ask(ines, server)
    ines.locator("#tried").fill(TRIED)
    _choose(ines, wrong)
    expect(ines.locator(".photo[data-state=failed]")).to_contain_text("ni une photo")
    ines.get_by_role("button", name="Appeler un prof").click()
    expect(ines.locator("#ask-note")).to_contain_text("Une photo n’est pas passée")
    expect(ines.locator("#tried")).to_have_value(TRIED)
    ines.locator(".photo [data-act=remove]").click()
    ines.get_by_role("button", name="Appeler un prof").click()
    ines.wait_for_url("**/eleve/attente/")


@pytest.mark.parametrize(("made", "said"), [(dark_and_noisy, "toute noire"), (white, "vide")])
def test_a_photo_of_nothing_is_kept_and_asked_about_and_never_stopped(
    ines: Page, server: Server, tmp_path: Path, made: Callable[[Path], Path], said: str
) -> None:
    _open_ask(ines, server)
    _choose(ines, made(tmp_path / "rien.jpg"))
    photo = ines.locator(".photo[data-state=doubted]")
    expect(photo).to_contain_text(f"La photo semble {said}. Est-ce la bonne ?")
    expect(photo.get_by_text("Reçue")).to_be_hidden()
    expect(ines.locator("#announce-polite")).to_contain_text("Est-ce la bonne")
    assert accessibility_faults(ines) == []
    ines.reload()
    expect(photo).to_contain_text(f"La photo semble {said}. Est-ce la bonne ?")
    ines.locator("#ask[data-ready]").wait_for()
    ines.get_by_role("button", name="Appeler un prof").click()
    ines.wait_for_url("**/eleve/attente/")


def test_a_page_that_is_dark_or_hardly_begun_is_not_doubted(
    ines: Page, server: Server, tmp_path: Path, picture: Path
) -> None:
    with Image.open(picture) as page:
        page.point(lambda level: level // 5).save(tmp_path / "sombre.jpg", quality=85)
    begun = Image.new("RGB", (1600, 1200), "#F4F1E8")
    ImageDraw.Draw(begun).line([(700, 500), (730, 500), (715, 545)], fill="#6B6B70", width=4)
    begun.save(tmp_path / "peu.jpg", quality=85)
    _open_ask(ines, server)
    _choose(ines, tmp_path / "sombre.jpg")
    _choose(ines, tmp_path / "peu.jpg")
    expect(ines.locator(".photo:is([data-state=ready], [data-state=blurred])")).to_have_count(2)
    expect(ines.locator(".photo.doubted")).to_have_count(0)


def test_the_photo_that_did_not_pass_is_brought_into_sight(
    ines: Page, server: Server, tmp_path: Path, picture: Path
) -> None:
    wrong = tmp_path / "devoir.jpg"
    wrong.write_text("Ceci n’est pas une photo.")
    _open_ask(ines, server)
    for number, one in enumerate((wrong, picture, picture), 1):
        _choose(ines, one)
        expect(ines.locator(".photo:is([data-state=failed], [data-state=ready])")).to_have_count(number)
    ines.locator("#tried").fill(TRIED)
    expect(ines.locator(".photo[data-state=failed]")).not_to_be_in_viewport()
    ines.get_by_role("button", name="Appeler un prof").click()
    expect(ines.locator(".photo[data-state=failed]")).to_be_in_viewport(ratio=1)
    expect(ines.locator(".photo[data-state=failed] [data-act=remove]")).to_be_focused()


def test_everything_works_without_script(ines: Page, server: Server, open_window: Windows, picture: Path) -> None:
    plain = open_window(PHONE, java_script_enabled=False)
    plain.context.add_cookies(ines.context.cookies())  # type: ignore[arg-type]
    plain.goto(f"{server.url}/eleve/")
    plain.get_by_role("link", name="Maths", exact=True).click()
    _choose(plain, picture)
    plain.get_by_role("button", name="Appeler un prof").click()
    plain.wait_for_url("**/eleve/attente/")
    plain.locator("details.cancel > summary").click()
    plain.get_by_role("button", name="Oui, annuler").click()
    plain.wait_for_url("**/eleve/")


def test_while_waiting_a_detail_is_added_and_the_place_kept_on_other_pages(
    ines: Page, server: Server, picture: Path
) -> None:
    _open_ask(ines, server)
    ines.locator("#tried").fill(TRIED)
    on_their_way: list[Route] = []

    def hold(route: Route) -> None:
        on_their_way.append(route)

    ines.route("**/detail-*.js", hold)
    with ines.expect_request("**/detail-*.js"):
        ines.get_by_role("button", name="Appeler un prof").click()
    ines.locator("#waiting[data-ready]").wait_for()
    ines.get_by_text("Ajouter un détail", exact=True).click()
    ines.get_by_label("Qu’est-ce que ton prof doit savoir ?").fill("C’est l’exercice 42.")
    _choose(ines, picture)  # before the code that takes it has come
    on_their_way.pop().continue_()
    expect(ines.locator(".photo[data-state=ready]")).to_be_visible()
    ines.get_by_role("button", name="Ajouter", exact=True).click()
    expect(ines.get_by_text("C’est ajouté. Ton prof le verra.")).to_be_visible()
    ines.reload()
    ines.locator("#waiting[data-ready]").wait_for()
    typed = ines.get_by_label("Qu’est-ce que ton prof doit savoir ?")
    expect(typed, "what has left is typed no more").to_have_value("")
    ines.goto(f"{server.url}/eleve/lecons/")
    expect(ines.locator("#wait-banner")).to_contain_text("On cherche ton prof")


def test_the_wait_says_when_the_network_is_gone_and_when_it_is_back(ines: Page, server: Server) -> None:
    _open_ask(ines, server)
    ines.locator("#tried").fill(TRIED)
    ines.get_by_role("button", name="Appeler un prof").click()
    ines.locator("#waiting[data-ready]").wait_for()
    ines.context.set_offline(True)
    expect(ines.get_by_text("Ta place est gardée. On te reconnecte.")).to_be_visible()
    ines.context.set_offline(False)
    expect(ines.get_by_text("Ta place est gardée. On te reconnecte.")).to_be_hidden()


@pytest.mark.parametrize("path", ["/eleve/", "/eleve/matieres/", ASK, "/eleve/lecons/", "/eleve/aide/"])
def test_pages_are_accessible_by_day_and_by_night_and_hold_in_320_px(
    ines: Page, server: Server, open_window: Windows, path: str
) -> None:
    for device, scheme in ((PHONE, "light"), (DESKTOP, "dark"), (NARROW, "light")):
        window = open_window(device, color_scheme=scheme)
        window.context.add_cookies(ines.context.cookies())  # type: ignore[arg-type]
        window.goto(server.url + path)
        assert accessibility_faults(window) == [], f"{path} {device['viewport']} {scheme}"
        assert window.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{path} overflows"
