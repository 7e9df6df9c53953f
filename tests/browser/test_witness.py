"""What the report of a browser test that fails says of its windows."""

from playwright.sync_api import Page

from tests.browser.service import Server
from tests.browser.witness import Witness


def test_a_witness_tells_the_page_what_it_waits_for_and_what_it_said(phone: Page, server: Server) -> None:
    witness = Witness(phone.context)
    phone.route("**/never-answered", lambda _route: None)
    phone.goto(server.url)
    with phone.expect_request("**/never-answered"):
        phone.evaluate("void fetch('/never-answered')")
    with phone.expect_console_message():
        phone.evaluate("console.warn('mind the step')")
    told = witness.tell()
    assert f"{server.url}/  complete" in told
    assert f": GET {server.url}/never-answered" in told
    assert "console warning: mind the step" in told
    assert "shown: Aller au contenu" in told


def test_a_witness_does_not_wait_for_a_page_that_never_answers(desktop: Page, server: Server) -> None:
    desktop.goto(server.url)
    desktop.evaluate("setTimeout(() => { while (!window.over) ; })")
    assert "does not answer" in Witness(desktop.context).tell()
