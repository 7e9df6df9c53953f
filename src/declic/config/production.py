"""What an installation in production must say of itself, or it does not start: one sentence tells what is missing."""

from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from declic.ground.errors import Refusal
from declic.ground.text_message import is_carried

KEY_SIGNS: Final = 50
"""A shorter key could be guessed; whoever has it signs themselves in as anybody."""


def sound_key(key: str) -> str:
    if not key:
        raise SystemExit("DECLIC_SECRET_KEY manque\u00a0: en production, la clé secrète vient de l’environnement.")
    if len(key) < KEY_SIGNS:
        raise SystemExit(
            f"DECLIC_SECRET_KEY est trop courte\u00a0: il faut au moins {KEY_SIGNS} signes tirés au hasard."
        )
    return key


def sound_site_url(url: str) -> str:
    """https only, or sessions would travel in clear; except to this very machine, to try it out."""
    if not url:
        raise SystemExit("DECLIC_SITE_URL manque\u00a0: en production, il faut l’adresse publique du service.")
    if not _is_safe(url):
        raise SystemExit(
            f"DECLIC_SITE_URL vaut «\u00a0{url}\u00a0»\u00a0: en production, il faut une adresse en https://."
        )
    return url


def _is_safe(url: str) -> bool:
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(host) and (scheme == "https" or (scheme == "http" and _is_this_machine(host)))


def host_of(url: str) -> str:
    """As a browser names it in `Host`."""
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def sound_day(text: str) -> date | None:
    """A day as `2027-01-15`; nothing is no day at all."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SystemExit(
            f"DECLIC_SECOND_FACTOR_FROM vaut « {text} »\u00a0: il faut une date, comme 2027-01-15."
        ) from None


def sound_certificate(entity: str, sign_in_url: str, named: str) -> str:
    """The text of the file: EduConnect is told whole, or not at all."""
    if not entity:
        return ""
    from declic.sponsors.rules.directories import check_certificate  # noqa: PLC0415  (only where there is one)

    if not _is_safe(sign_in_url):
        raise SystemExit("EDUCONNECT_SIGN_IN_URL manque, ou n’est pas en https://.")
    try:
        certificate = Path(named).read_text()
        check_certificate(certificate)
    except (OSError, ValueError):
        raise SystemExit(
            "EDUCONNECT_CERTIFICATE ne nomme aucun fichier lisible\u00a0: il faut le certificat d’EduConnect."
        ) from None
    except Refusal:
        raise SystemExit(
            "EDUCONNECT_CERTIFICATE nomme un fichier qui n’est pas un certificat\u00a0: il faut celui d’EduConnect, "
            "seul et entier."
        ) from None
    return certificate


def no_text_messages(mode: str, provider: str) -> str:
    """What is said at the start where nobody carries them; nothing elsewhere, nor where they are only tried out."""
    if is_carried(provider, in_production=mode == "production"):
        return ""
    return (
        "Aucun SMS ne part\u00a0: SMS_PROVIDER ne nomme personne qui les porte. Ceux qui devraient partir attendent "
        "deux jours, puis sont abandonnés\u00a0; rien de leur texte n’est écrit au journal."
    )


def origin_of(url: str) -> str:
    said = urlsplit(url)
    return f"{said.scheme}://{said.netloc}"
