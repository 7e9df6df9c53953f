"""Who people are, what a sign-in card holds, and what a guardian accepts."""

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from declic.ground import ids
from declic.ground.errors import Refusal


class TeacherState(Enum):
    CANDIDATE = "candidate"
    APPROVED = "approved"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        return {"candidate": "à vérifier", "approved": "agréé", "suspended": "suspendu"}[self.value]


def may_teach(state: TeacherState, authorised_until: date | None, on: date) -> bool:
    """Approved, and the authorisation of the second activity not past (None: none needed, as for the retired)."""
    return state is TeacherState.APPROVED and (authorised_until is None or authorised_until >= on)


def check_record_dates(asked_on: date | None, answered_on: date | None, today: date) -> None:
    """Refusal `dates_reversed`, `future_date`."""
    if any(day is not None and day > today for day in (asked_on, answered_on)):
        raise Refusal("future_date", "Une date de vérification est dans l’avenir.")
    if answered_on is not None and (asked_on is None or answered_on < asked_on):
        raise Refusal("dates_reversed", "La réponse vient après la demande : vérifiez les deux dates.")


# -- names ------------------------------------------------------------------------------------------------------------
FIRST_NAME_MAX = 40
SCHOOL_MAX = 120


def clean_name(typed: str) -> str:
    """An adult's, as others see it. Refusal `no_name`."""
    name = " ".join(typed.split())[:80]
    if not name:
        raise Refusal("no_name", "Écrivez le nom.")
    return name


def clean_email(typed: str) -> str:
    """In small letters. Refusal `bad_email`."""
    address = typed.strip().lower()
    if not re.fullmatch(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s.,;<>]{2,}", address) or len(address) > 254:
        raise Refusal("bad_email", "Cette adresse e-mail n’est pas juste.")
    return address


def clean_first_name(typed: str) -> str:
    """Letters of any script; hyphens, apostrophes and spaces between them. The one rule, whatever door it came by.

    An apostrophe may also begin or end it (« ’Aïcha »). Refusal `no_first_name`, `first_name_too_long`,
    `contact_in_name` (an address or a number is no name), `not_a_first_name`.
    """
    name = " ".join(typed.split())
    if not name:
        raise Refusal("no_first_name", "Écrivez le prénom de l’enfant.")
    if len(name) > FIRST_NAME_MAX:
        raise Refusal("first_name_too_long", f"Ce prénom est trop long : {FIRST_NAME_MAX} lettres au plus.")
    if "@" in name or any(unicodedata.category(sign)[0] == "N" for sign in name):
        raise Refusal("contact_in_name", "Le prénom seul : ni adresse, ni numéro.")
    shape = "".join(map(_kind_of_sign, name))
    if _FIRST_NAME.fullmatch(shape) is None:
        raise Refusal(
            "not_a_first_name", "Un prénom s’écrit avec des lettres, des traits d’union et des apostrophes seulement."
        )
    return name


_APOSTROPHES = frozenset("'’‘ʼ`´׳")
_HYPHENS = frozenset("-‐‑–־·")  # the Hebrew maqaf and the Catalan middle dot join letters too
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and part of how Persian and Indic names are written."""
_WORD = "a?lm{0,4}(?:[aj]?lm{0,4})*a?"
_FIRST_NAME = re.compile(f"{_WORD}(?:(?: ?h ?| ){_WORD})*")


def _kind_of_sign(sign: str) -> str:
    """`l`etter, `m`ark on it, `a`postrophe, `h`yphen, `j`oiner, space; `x` is in no name."""
    for kind, signs in (("a", _APOSTROPHES), ("h", _HYPHENS), ("j", _JOINERS), (" ", " ")):
        if sign in signs:
            return kind
    category = unicodedata.category(sign)
    return "l" if category[0] == "L" else "m" if category in {"Mn", "Mc"} else "x"


CIVILITIES = frozenset(["m", "mr", "mm", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "dr"])
"""In small letters, without their dot."""


def begins_with_civility(name: str) -> bool:
    """« Mme Ba », « M. Lefèvre »."""
    return bool(words := _words(name)) and words[0].casefold() in CIVILITIES


def initials(name: str) -> str:
    """One or two capitals, a civility never counted: « Inès » IN, « Mme Lefèvre » LE, « Karim Benali » KB.

    What is no letter is not counted either; nothing when there is no letter at all.
    """
    said = _words(name)
    words = [word for word in said if word.casefold() not in CIVILITIES] or said
    letters = words[0][0] + words[1][0] if len(words) > 1 else "".join(words)[:2]
    return letters.upper()[:2]


def _words(name: str) -> list[str]:
    """Its words, of letters alone; a hyphen, an apostrophe and a dot part them."""
    parts = re.split(r"[\s.'’\-‐‑]+", unicodedata.normalize("NFC", name))
    return [word for part in parts if (word := "".join(filter(str.isalpha, part)))]


def same_first_name(typed: str, name: str) -> bool:
    """Whatever the accents, the case, the dashes and the spaces."""
    return _letters(typed) == _letters(name)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in plain if sign.isalnum()) or text.strip()


# -- cards ------------------------------------------------------------------------------------------------------------
# Everything a card shows is derived from the service's key, the pupil and the card's generation: nothing secret is
# stored, a card can be printed again, and a revoked card is followed by another generation.
SHORT_CODE_LENGTH = 8
PICTURES_IN_CODE = 3
CARD_PICTURES = (
    "cloche",
    "soleil",
    "maison",
    "bateau",
    "arbre",
    "pomme",
    "poisson",
    "etoile",
    "fleur",
    "cle",
    "ballon",
    "parapluie",
)
"""What a child of CP to CE2 chooses among: 12 × 11 × 10 orders, tried only on a device the family has used."""
MAX_CARDS_SHOWN = 6


@dataclass(frozen=True)
class CardSecrets:
    short_code: str
    """8 signs of the readable alphabet: 7·10¹⁰ codes."""
    token: str
    """What the QR code holds: 128 bits, URL-safe."""
    pictures: tuple[str, str, str]
    """Three different pictures, in order."""


def card_secrets(key: bytes, pupil_id: int, generation: int) -> CardSecrets:
    code = _derived(key, "code", pupil_id, generation)
    number = int.from_bytes(code, "big")
    signs = []
    for _ in range(SHORT_CODE_LENGTH):
        number, sign = divmod(number, len(ids.ALPHABET))
        signs.append(ids.ALPHABET[sign])
    drawn = int.from_bytes(_derived(key, "pictures", pupil_id, generation), "big")
    left = list(CARD_PICTURES)
    pictures = []
    for _ in range(PICTURES_IN_CODE):
        drawn, place = divmod(drawn, len(left))
        pictures.append(left.pop(place))
    token = base64.urlsafe_b64encode(_derived(key, "token", pupil_id, generation)[:16]).decode().rstrip("=")
    return CardSecrets("".join(signs), token, (pictures[0], pictures[1], pictures[2]))


def digest(key: bytes, short_code: str) -> str:
    """What the card's row keeps, to be found again from what was typed."""
    return hmac.new(key, b"declic.card.digest:" + short_code.encode(), hashlib.sha256).hexdigest()


def _derived(key: bytes, what: str, pupil_id: int, generation: int) -> bytes:
    return hmac.new(key, f"declic.card.{what}:{pupil_id}:{generation}".encode(), hashlib.sha256).digest()


def wrong_card() -> Refusal:
    """One sentence for unknown, mistyped and revoked: it must not help somebody who guesses."""
    return Refusal(
        "wrong_card", "Cette carte n’ouvre rien. Vérifie le code, ou demande une nouvelle carte à tes parents."
    )


def wrong_pictures() -> Refusal:
    return Refusal("wrong_pictures", "Ce n’est pas ça. Regarde ta carte et recommence.")


# -- what a guardian accepts ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ConsentText:
    kind: str
    version: str
    required: bool
    title: str
    words: str


CONSENTS = (
    ConsentText(
        "guardian",
        "2026-11",
        True,
        "Je suis responsable de ces enfants",
        "Je suis leur parent ou la personne qui en a la charge, et je les inscris à Déclic.",
    ),
    ConsentText(
        "rules",
        "2026-11",
        True,
        "J’accepte les règles de Déclic",
        "Déclic aide un enfant qui a déjà commencé son travail : un professeur explique, il ne fait pas le devoir à sa "
        "place. On se parle avec respect. On n’échange ni téléphone, ni adresse, ni compte sur un réseau.",
    ),
    ConsentText(
        "data",
        "2026-11",
        True,
        "J’ai lu ce qui est gardé",
        "Déclic garde le prénom, le niveau, les demandes, le tableau et les messages de chaque leçon, et le compte "
        "rendu du professeur. Ni la voix ni l’image ne sont enregistrées. La mairie ou le CSE ne voit que des "
        "nombres, jamais un prénom.",
    ),
)


def consent_missing() -> Refusal:
    return Refusal(
        "consent_missing", "Cochez les trois cases pour continuer : sans elles, l’inscription ne peut se faire."
    )


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


# -- browsers that take notifications ---------------------------------------------------------------------------------
ENDPOINT_MAX = 1000
PUSH_DEVICES_MAX = 5
"""Of one teacher: with one more, the one that said yes first is let go."""
_ENDPOINT = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*")
"""Narrower than what an address may be, so that no two readers of it can disagree about its host."""


def is_push_service(endpoint: str, services: Iterable[str]) -> bool:
    """Whether our server may post there: its origin is one of `services`, where `*` stands for any names before a dot.

    A browser says its endpoint itself: believed, it would make the server knock on any door it can reach.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None or len(endpoint) > ENDPOINT_MAX:
        return False
    origin = found[1]
    for service in services:
        before, star, after = service.partition("*")
        if origin == service or (star and origin.startswith(before) and origin.endswith(after)):
            return True
    return False


def clean_push_keys(p256dh: str, auth: str) -> tuple[str, str]:
    """Without padding. Refusal `bad_push_device` when they are no uncompressed point and 16 bytes."""
    point, secret = unpadded(p256dh), unpadded(auth)
    if point is None or secret is None or len(point) != 65 or point[0] != 4 or len(secret) != 16:
        raise bad_push_device()
    return p256dh.rstrip("="), auth.rstrip("=")


def unpadded(text: str) -> bytes | None:
    """What base64url says; None when it says nothing."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", text):
        return None
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        return None


def bad_push_device() -> Refusal:
    return Refusal("bad_push_device", "Ce navigateur ne donne pas de quoi vous prévenir. Essayez-en un autre.")
