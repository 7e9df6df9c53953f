"""A town hall's list: an ONDE file with two lines that are wrong, applied, sent again, and the cards."""

import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.rolls import files

WRONG = [("", "Sans", "01/01/2018", "", "CE1"), ("GRAND", "Tom", "01/01/1960", "", "CP")]


@pytest.fixture
def onde(tmp_path: Path) -> Path:
    path = tmp_path / "CSVExtraction.csv"
    path.write_bytes(files.onde([*files.many(60), *WRONG]))
    return path


def send(page: Page, server: Server, path: Path) -> None:
    page.goto(f"{server.url}/partenaire/liste/")
    page.get_by_label("Le fichier").set_input_files(path)
    page.get_by_label("L’usage de cette liste").check()
    page.get_by_role("button", name="Regarder ce fichier").click()
    page.wait_for_url("**/liste/fichiers/**")


def tries(page: Page) -> None:
    """The page follows the work by itself."""
    page.get_by_label("L’école ou l’établissement").fill("École Jules-Ferry")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_role("heading", name="Appliquer").wait_for(timeout=60_000)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "computer"])
def test_a_list_is_sent_tried_applied_sent_again_and_printed(
    own_server: Server, open_window: Windows, onde: Path, device: dict[str, object]
) -> None:
    page, server = open_window(device), own_server
    sign_in(page, server, "asnieres")
    send(page, server, onde)
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 colonnes serviront")
    expect(page.get_by_label("« Niveau » est")).to_have_value("level")
    assert accessibility_faults(page) == []
    tries(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("60 élèves nouveaux.")
    expect(page.get_by_role("heading", name="2 lignes à corriger")).to_be_visible()
    expect(page.get_by_text("ce n’est pas l’âge d’un élève")).to_be_visible()
    assert accessibility_faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les lignes refusées").click()
    refused = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in refused] == ["ligne", "62", "63"]
    page.get_by_role("button", name="Appliquer à la liste").click()
    page.get_by_role("heading", name="La liste est à jour.").wait_for(timeout=60_000)

    send(page, server, onde)
    tries(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("La liste est déjà comme ce fichier.")
    page.get_by_role("button", name="Terminer").click()
    page.get_by_role("heading", name="Rien n’a changé.").wait_for(timeout=60_000)

    page.get_by_role("link", name="Voir la liste").click()
    page.locator("tr.whole", has_text="60").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60 élèves")
    assert accessibility_faults(page) == []
    cards = page.get_by_role("link", name="Imprimer les cartes").get_attribute("href")
    printed = page.request.get(f"{server.url}{cards}")
    assert printed.body().startswith(b"%PDF")


def test_a_file_too_heavy_is_told_before_it_leaves(server: Server, desktop: Page, tmp_path: Path) -> None:
    heavy = tmp_path / "lourd.csv"
    with heavy.open("wb") as out:
        out.truncate(21 * 1024 * 1024)
    sign_in(desktop, server, "clichy", "/partenaire/liste/")
    desktop.get_by_label("Le fichier").set_input_files(heavy)
    expect(desktop.get_by_text("Ce fichier est trop lourd")).to_be_visible()
    desktop.get_by_label("L’usage de cette liste").check()
    sent: list[Request] = []
    desktop.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    desktop.get_by_role("button", name="Regarder ce fichier").click()
    desktop.evaluate("fetch('/').then(() => null)")  # what is asked for after the press has come
    assert sent == []
    assert desktop.url.endswith("/partenaire/liste/")


def test_a_gigabyte_is_refused_before_it_is_sent(server: Server) -> None:
    head = f"POST /partenaire/liste/ HTTP/1.1\r\nHost: localhost:{server.port}\r\nAccept: text/html\r\n"
    with socket.create_connection(("localhost", server.port), timeout=20) as line:
        line.sendall(f"{head}Content-Length: {1024**3}\r\n\r\n".encode())
        answer = line.recv(65536).decode()
        while part := line.recv(65536):
            answer += part.decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "Cet envoi est trop lourd" in answer
