"""A teacher off duty says yes to notifications on this browser, is shown one by the service worker, and says no."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.entering import sign_in
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows
from tests.notices.push_service import Browser

ENDPOINT = "https://fcm.googleapis.com/fcm/send/this-browser"
SUBSCRIBES = """(() => {
  const { endpoint, keys } = %s;
  const made = {
    endpoint,
    toJSON: () => ({ endpoint, keys }),
    unsubscribe: async () => { localStorage.removeItem("made"); return true; },
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("made") ? made : null);
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 87) throw new Error("refused");
    localStorage.setItem("made", "1");
    return made;
  };
  const asked = Notification.requestPermission.bind(Notification);
  Notification.requestPermission = () => { window.asked = (window.asked ?? 0) + 1; return asked(); };
})()"""
"""What the browser's own push service would answer: there is none without its maker's servers. The rest is real."""

TELLS_WHEN_SHOWN = """() => {
  const show = ServiceWorkerRegistration.prototype.showNotification;
  self.wasShown = new Promise((done) => {
    registration.showNotification = async (...said) => {
      await show.apply(registration, said);
      done();
    };
  });
}"""


def subscribing(page: Page) -> Page:
    page.add_init_script(SUBSCRIBES % json.dumps({"endpoint": ENDPOINT, "keys": Browser().keys}))
    return page


def devices(server: Server) -> list[str]:
    with contextlib.closing(sqlite3.connect(server.data / "declic.sqlite3", timeout=20)) as opened:
        return [endpoint for (endpoint,) in opened.execute("SELECT endpoint FROM people_pushdevice")]


@pytest.fixture
def page(server: Server, open_window: Windows) -> Iterator[Page]:
    page = subscribing(open_window(DESKTOP))
    sign_in(page, server, "mme-lefevre", "/prof/appels/")
    yield page
    page.locator("button[name=no]").click()
    page.get_by_text("on ne vous appellera plus").wait_for()


def test_yes_is_asked_by_a_press_and_taken_back_by_another(page: Page, server: Server) -> None:
    yes = page.get_by_role("button", name="Me prévenir sur cet appareil", exact=True)
    expect(yes).to_be_visible()
    assert page.evaluate("window.asked ?? 0") == 0
    yes.click()
    expect(page.get_by_text("Cet appareil vous prévient.")).to_be_visible()
    assert devices(server) == [ENDPOINT]
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Ne plus me prévenir sur cet appareil").click()
    expect(yes).to_be_visible()
    assert devices(server) == []
    yes.click()
    expect(page.get_by_text("Cet appareil vous prévient.")).to_be_visible()


def test_the_service_worker_shows_what_is_pushed(page: Page, server: Server) -> None:
    page.get_by_role("button", name="Me prévenir sur cet appareil", exact=True).click()
    expect(page.get_by_text("Cet appareil vous prévient.")).to_be_visible()
    said = {"title": "Un élève attend", "body": "Maths, 4e. Aucun collègue n’est libre.", "path": "/prof/"}
    push(page, server, json.dumps(said))
    (shown,) = notifications(page)
    assert shown == {"title": said["title"], "body": said["body"], "lang": "fr", "path": "/prof/"}
    push(page, server, "")
    (shown,) = notifications(page)
    assert shown["title"] == "Un élève attend", "it takes the place of the one before, and is never silent"


def push(page: Page, server: Server, text: str) -> None:
    """As when the browser's push service brings it; returns once the worker has shown something."""
    worker = the_worker(page)
    worker.evaluate(TELLS_WHEN_SHOWN)
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    scope = f"{server.url}/prof/"
    until = time.monotonic() + 15
    while not (ours := [one["registrationId"] for one in found if one["scopeURL"] == scope]):
        assert time.monotonic() < until, found
        page.evaluate("new Promise(requestAnimationFrame)")  # what the browser says is heard meanwhile
    said = {"origin": server.url, "registrationId": ours[-1], "data": text}
    session.send("ServiceWorker.deliverPushMessage", said)
    session.detach()
    worker.evaluate("self.wasShown")


def the_worker(page: Page) -> Worker:
    there = page.context.service_workers
    return there[0] if there else page.context.wait_for_event("serviceworker")


def notifications(page: Page) -> list[dict[str, str]]:
    """Those shown. Asked while one is on its way to the screen, Chromium takes it for shut and forgets it."""
    found: list[dict[str, str]] = page.evaluate(
        "navigator.serviceWorker.getRegistration('/prof/').then((one) => one.getNotifications())"
        ".then((shown) => shown.map(({ title, body, lang, data }) => ({ title, body, lang, path: data.path })))"
    )
    return found


def test_a_browser_that_refuses_says_so_and_keeps_the_text_message(
    server: Server, open_window: Windows, tmp_path: Path
) -> None:
    page = open_window(PHONE)
    page.context.clear_permissions()
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    sign_in(page, server, "mme-lefevre", "/prof/appels/")
    expect(page.get_by_text("sont bloquées sur cet appareil")).to_be_visible()
    expect(page.get_by_label("Votre mobile")).to_be_visible()
    assert accessibility_faults(page) == []


def test_a_browser_without_notifications_says_what_to_do(server: Server, open_window: Windows) -> None:
    page = open_window(PHONE)
    page.add_init_script("delete window.PushManager")
    sign_in(page, server, "mme-lefevre", "/prof/appels/")
    expect(page.get_by_text("sur l’écran d’accueil").first).to_be_visible()
