"""Ways into the service: as somebody of the demo world, or by what a letter says."""

import re
from http import HTTPStatus

from playwright.sync_api import Page

from tests.browser.patience import eventually
from tests.browser.service import Server


def sign_in(page: Page, server: Server, slug: str, at: str = "/entrer/") -> None:
    """As somebody of the demo world, on their home or straight at another page of theirs."""
    come_in(page, server, slug)
    page.goto(f"{server.url}{at}")


def come_in(page: Page, server: Server, slug: str) -> None:
    """Signed in, by what the one-click page of the demo world sends: no page is shown yet."""
    door, asks = f"{server.url}/demo/entrer/{slug}/", page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asks.get(door).text())
    assert token
    assert asks.post(door, form={"csrfmiddlewaretoken": token[1]}, max_redirects=0).status == HTTPStatus.FOUND


def link_of_the_letter(page: Page, server: Server, to: str) -> str:
    """Of the invitation written to that address."""
    return link_in_a_letter(page, server, to, r"https?://\S*/invitation/\S+")


def link_in_a_letter(page: Page, server: Server, to: str, pattern: str) -> str:
    """In the last letter to `to` that holds one, as the demo's mailbox shows it; the clock sends it within seconds."""
    links: list[str] = []

    def came() -> bool:
        page.goto(f"{server.url}/demo/courrier/")
        letters = page.locator("article", has_text=to).all_inner_texts()
        links.extend(found[0] for letter in letters if (found := re.search(pattern, letter)))
        return bool(links)

    eventually(page, came, f"no letter to {to}")
    return links[0]
