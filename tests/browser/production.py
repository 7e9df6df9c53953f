"""`declic serve` as in production, on this machine: nobody enters by one click, and a second factor is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.service import Server
from tests.servers import free_port

PASSWORD = "une phrase facile"


@contextmanager
def in_production(folder: Path, *, port: int | None = None, **environment: str) -> Iterator[Server]:
    """Its data, empty, lie in `folder`."""
    data = folder / "data"
    data.mkdir()
    running = Server(data, port or free_port())
    running.environment = {
        "DECLIC_MODE": "production",
        "DECLIC_SECRET_KEY": "k" * 60,
        "DECLIC_SITE_URL": running.url,
        **environment,
    }
    running.start()
    yield running
    running.stop()


def told(server: Server, code: str) -> str:
    """What `code`, run beside the service on its data, prints."""
    return server.run(code)


ACCOUNT = """
from allauth.account.models import EmailAddress
from declic.people.models import Account
account = Account.objects.create_user({email!r}, {password!r}, name={name!r})
EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
"""


def account(email: str, name: str) -> str:
    """Code that makes `account`, with PASSWORD."""
    return ACCOUNT.format(email=email, password=PASSWORD, name=name)


def sign_in_by_password(page: Page, server: Server, email: str) -> None:
    page.goto(f"{server.url}/compte/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Se connecter").click()
