"""A child opens the QR code of their card on a tablet nobody is signed in on."""

from playwright.sync_api import expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.service import Server
from tests.browser.windows import PHONE, Windows

PATH_OF_A_CARD = """
from declic.people.models import SignInCard
from declic.people.queries import card_secret
card = SignInCard.objects.get(pupil__account__name="Sami", revoked_at=None)
print(f"{card.pk}.{card_secret(card).token}")
"""


def path_of_the_card(server: Server) -> str:
    return server.run(PATH_OF_A_CARD)


def test_the_button_of_the_qr_code_signs_the_child_in(open_window: Windows, server: Server) -> None:
    tablet = open_window(PHONE)
    tablet.goto(f"{server.url}/carte/{path_of_the_card(server)}/")
    assert accessibility_faults(tablet) == []
    tablet.locator("main form button").first.click()
    tablet.wait_for_url("**/eleve/**")
    expect(tablet.locator("body")).to_contain_text("Sami")
