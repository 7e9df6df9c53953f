"""A photo or a PDF put on the board during the lesson: there for both, a page of the board for each page of a PDF."""

from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.begun_work import photo
from tests.browser.dock import reach
from tests.browser.in_the_room import all_kept, pupil, room, teacher
from tests.browser.open_room import holds, listen, was_said
from tests.browser.patience import eventually
from tests.browser.test_board_pages import stands_on
from tests.browser.test_board_tools import account

__all__ = ["pupil", "room", "teacher"]


def pdf(folder: Path, pages: int) -> Path:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(folder / "sujet.pdf")
    return folder / "sujet.pdf"


def put(page: Page, path: Path) -> None:
    button = reach(page, "[data-do=file]")
    with page.expect_file_chooser() as chosen:
        button.click()
    chosen.value.set_files(path)


def seen(page: Page) -> None:
    """Every picture of the board was fetched, and is one: the photo of the request, and what was put beside it."""
    eventually(page, lambda: len(answers(page)) > 1, "the picture is not fetched")
    assert set(answers(page)) == {200}


def answers(page: Page) -> list[int]:
    """Of each picture this page has fetched, asked for once more."""
    found: list[int] = page.evaluate(
        """async () => {
          const urls = performance.getEntriesByType("resource").map(({ name }) => name);
          const files = urls.filter((url) => url.includes("/fichiers/") && !url.includes("/salle/"));
          return Promise.all([...new Set(files)].map(async (url) => (await fetch(url)).status));
        }"""
    )
    return found


def test_each_page_of_a_pdf_is_a_page_of_the_board_for_both_and_undone_at_once(
    teacher: Page, pupil: Page, tmp_path: Path
) -> None:
    put(teacher, pdf(tmp_path, 3))
    stands_on(teacher, 2, 4)
    stands_on(pupil, 1, 4)
    holds(pupil, 4)
    expect(teacher.locator("[data-paper=blank]")).to_have_attribute("aria-pressed", "true")
    pupil.locator("[data-do=page-after]").click()
    expect(account(pupil)).to_contain_text("Mme Lefèvre : une photo.")
    seen(pupil)
    assert accessibility_faults(pupil) == []
    all_kept(teacher)
    gone = "Cette page a été retirée. Page 1 sur 1."
    listen(teacher)
    teacher.locator("[data-do=undo]").click()
    stands_on(teacher, 1, 1)
    stands_on(pupil, 1, 1)
    # Whoever took it back knows; the other is told, until it is there again.
    was_said(teacher, gone)
    expect(pupil.locator("[data-slot=state]")).to_contain_text(gone)
    expect(teacher.locator("[data-slot=state]")).to_be_empty()
    teacher.locator("[data-do=redo]").click()
    stands_on(pupil, 1, 4)
    expect(pupil.locator("[data-slot=state]")).to_be_empty()


def test_a_photo_is_laid_in_sight_and_in_hand(teacher: Page, pupil: Page, tmp_path: Path) -> None:
    put(pupil, photo(tmp_path / "page2.jpg"))
    expect(pupil.locator("[data-slot=chosen]")).to_be_visible()
    holds(teacher, 2)
    expect(account(teacher)).to_contain_text("Inès : une photo.")
    seen(teacher)


def test_a_photo_the_network_cut_is_kept_said_so_and_laid_once_it_is_back(
    teacher: Page, pupil: Page, tmp_path: Path
) -> None:
    def cut(route: Route) -> None:
        route.abort()

    pupil.route("**/fichiers/", cut)
    put(pupil, photo(tmp_path / "page2.jpg"))
    said = pupil.get_by_text("Le fichier n’est pas arrivé. Il est gardé : on le renvoie.")
    expect(said).to_be_visible()
    pupil.unroute("**/fichiers/", cut)
    holds(teacher, 2)
    expect(said).to_have_count(0)
    expect(account(teacher)).to_contain_text("Inès : une photo.")


def test_what_is_no_photo_is_refused_in_words(teacher: Page, tmp_path: Path) -> None:
    (tmp_path / "sujet.pdf").write_bytes(b"%PDF-1.7 rien")
    put(teacher, tmp_path / "sujet.pdf")
    expect(teacher.get_by_text("Ce fichier est abîmé")).to_be_visible()
    holds(teacher, 1)
    # What is said of it is not said of the next.
    put(teacher, photo(tmp_path / "page2.jpg"))
    holds(teacher, 2)
    expect(teacher.get_by_text("Ce fichier est abîmé")).to_have_count(0)
