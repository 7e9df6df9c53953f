"""What an installation in production answers, seen from outside the settings of a test run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from declic.config.production import host_of, no_text_messages, sound_certificate, sound_site_url
from tests.web.account.identity.saml_provider import key_pair

ROOT = Path(__file__).parents[2]
KEY = "long enough to be taken for a key drawn at random."
ASKED = """
import json, logging
import django
django.setup()
logging.disable()
from django.conf import settings
from django.test import Client
said = {}
for host in ("declic.example", "evil.example", "declic.example.evil.example"):
    said[host] = Client().get("/hors-ligne/", headers={"host": host, "x-forwarded-proto": "https"}).status_code
answer = Client().get("/hors-ligne/", headers={"host": "declic.example", "x-forwarded-proto": "https"})
said["hsts"] = "Strict-Transport-Security" in answer.headers
said["session"] = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
said["debug"] = settings.DEBUG
print(json.dumps(said))
"""


def started(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DECLIC_")}
    environ = {
        **kept,
        "DECLIC_MODE": "production",
        "DECLIC_DATA": str(tmp_path),
        "DECLIC_SITE_URL": "https://declic.example",
        "DJANGO_SETTINGS_MODULE": "declic.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": "",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-c", ASKED], env=environ, capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    done = started(tmp_path_factory.mktemp("production"), DECLIC_SECRET_KEY=KEY)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_only_its_own_name_is_answered(said: dict[str, object]) -> None:
    assert [said["declic.example"], said["evil.example"], said["declic.example.evil.example"]] == [200, 400, 400]


def test_behind_https_nothing_travels_in_clear(said: dict[str, object]) -> None:
    assert (said["hsts"], said["session"], said["debug"]) == (True, True, False)


def test_it_does_not_start_on_a_key_nobody_chose(tmp_path: Path) -> None:
    done = started(tmp_path)
    assert done.returncode != 0
    assert "DECLIC_SECRET_KEY manque" in done.stderr
    assert not list(tmp_path.glob("secret_key"))


@pytest.mark.parametrize(
    ("unsafe", "sentence"),
    [
        ({"DECLIC_SECRET_KEY": "x"}, "DECLIC_SECRET_KEY est trop courte"),
        ({"DECLIC_SECRET_KEY": KEY[:-1]}, "DECLIC_SECRET_KEY est trop courte"),
        ({"DECLIC_SITE_URL": ""}, "DECLIC_SITE_URL manque"),
        ({"DECLIC_SITE_URL": "http://declic.example"}, "il faut une adresse en https://"),
    ],
)
def test_it_does_not_start_unsafe_and_says_why_in_a_sentence(
    tmp_path: Path, unsafe: dict[str, str], sentence: str
) -> None:
    done = started(tmp_path, **{"DECLIC_SECRET_KEY": KEY, **unsafe})
    assert done.returncode != 0
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert KEY[:-1] not in done.stderr


@pytest.mark.parametrize(
    "url", ["https://declic.example", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"]
)
def test_an_address_in_https_or_of_this_machine_is_sound(url: str) -> None:
    assert sound_site_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "declic.example",
        "https:",
        "https://",
        "http://192.168.1.10",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "ftp://localhost",
        "http://[",
    ],
)
def test_any_other_is_not(url: str) -> None:
    with pytest.raises(SystemExit):
        sound_site_url(url)


def test_the_host_is_as_a_browser_names_it() -> None:
    named = ["https://declic.example:8443/ici", "http://[::1]:8000", "http://localhost"]
    assert [host_of(url) for url in named] == ["declic.example", "[::1]", "localhost"]


def test_educonnect_is_told_whole_or_not_at_all(tmp_path: Path) -> None:
    held, not_one = tmp_path / "educonnect.pem", tmp_path / "key.pem"
    secret, certificate = key_pair()
    held.write_text(certificate)
    not_one.write_text(secret)
    (tmp_path / "empty.pem").touch()
    (tmp_path / "bytes.pem").write_bytes(b"\xff\xfe")
    there = "https://educonnect.example/entrer"
    assert not sound_certificate("", "", "")
    assert sound_certificate("https://educonnect.example/", there, str(held)) == certificate
    in_clear = "http://educonnect.example/entrer"
    for sign_in_url, named in ((there, ""), (there, str(tmp_path / "none.pem")), (in_clear, str(held))):
        with pytest.raises(SystemExit, match="EDUCONNECT_"):
            sound_certificate("https://educonnect.example/", sign_in_url, named)
    for named in ("empty.pem", "key.pem", "bytes.pem"):
        with pytest.raises(SystemExit, match=r"EDUCONNECT_CERTIFICATE .* certificat"):
            sound_certificate("https://educonnect.example/", there, str(tmp_path / named))


def test_that_no_text_message_leaves_is_said_at_the_start() -> None:
    console = "declic.notices.sms.ConsoleSms"
    assert no_text_messages("production", console).startswith("Aucun SMS ne part")
    assert not no_text_messages("demo", console)
    assert not no_text_messages("production", "carrier.Sms")
