"""Where people are reached: e-mail and mobile."""

import re

from declic.ground.errors import Refusal


def clean_email(typed: str) -> str:
    """In small letters. Refusal `bad_email`."""
    address = typed.strip().lower()
    if not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s.,;<>]{2,}", address) or len(address) > 254:
        raise Refusal("bad_email", "Cette adresse e-mail n’est pas juste.")
    return address


def has_account() -> Refusal:
    return Refusal("has_account", "Cette adresse a déjà un compte : connectez-vous.")


def masked(email: str) -> str:
    """« k•••@gmail.com »: enough for its owner to know it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


_MOBILE = re.compile(r"(?:\+33|0033|0)([67][0-9]{8})$")


def clean_phone(typed: str) -> str:
    """A French mobile as `+33612345678`, however it is spaced. Refusal `bad_phone`."""
    found = _MOBILE.match(re.sub(r"[\s.()-]", "", typed))
    if found is None:
        raise Refusal("bad_phone", "Ce n’est pas un numéro de mobile français : dix chiffres, par 06 ou 07.")
    return f"+33{found[1]}"


def spaced_phone(kept: str) -> str:
    """« 06 12 34 56 78 »; empty stays so."""
    figures = "0" + kept.removeprefix("+33")
    return " ".join(figures[at : at + 2] for at in range(0, 10, 2)) if kept else ""
