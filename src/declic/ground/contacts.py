"""Contact details in what is written: a pupil and a teacher exchange none here. Pure.

`frontend/src/chat/contacts.ts` says the same in the browser, so that the details do not even leave the page; both are
held to `tests/ground/contacts.json`. What counts is this one: a line of chat caught here is neither kept nor passed
on.

Mathematics is left alone: a number is only a telephone's when it is written as one; a sum, a list or a table is not.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from typing import Final

from declic.ground.errors import Refusal
from declic.ground.telephones import has_number, has_telephone


class Contact(Enum):
    """What was found; the first that holds."""

    MAIL = "mail"
    LINK = "link"
    PHONE = "phone"
    HANDLE = "handle"
    NETWORK = "network"
    ADDRESS = "address"

    @property
    def named(self) -> str:
        """In French, after « il contient »."""
        return _NAMES[self]


_NAMES: Final = {
    Contact.MAIL: "une adresse mail",
    Contact.LINK: "un lien",
    Contact.PHONE: "un numéro de téléphone",
    Contact.HANDLE: "un pseudo",
    Contact.NETWORK: "un compte sur un réseau",
    Contact.ADDRESS: "une adresse",
}


def contact_in(text: str, before: Sequence[str] = ()) -> Contact | None:
    """The contact details in `text`, if any. `before`: the author's last texts, for a number sent in pieces."""
    plain = _plain(text)
    joined = _SPELT.sub(lambda word: _APART.sub("", word[0]), plain)
    for kind, patterns in _PATTERNS:
        if any(pattern.search(plain) for pattern in patterns):
            return kind
        if kind is Contact.NETWORK and joined != plain and any(pattern.search(joined) for pattern in patterns):
            return kind
        if kind is Contact.MAIL and _has_link(plain):
            return Contact.LINK
        if kind is Contact.MAIL and (has_telephone(plain) or _goes_on(plain, before)):
            return Contact.PHONE
    return None


def check_no_contact(text: str, *, formal: bool) -> None:
    """Refusal `contact_details`. `formal`: said to a grown-up, « vous »."""
    if (found := contact_in(text)) is not None:
        raise Refusal("contact_details", explained(found, formal=formal))


def explained(found: Contact, *, formal: bool) -> str:
    """Why it did not leave, and what to do: the text is still there to be changed."""
    fact = f"Ce n’est pas parti : il y a {found.named}."
    rule = "Ici, élèves et professeurs n’échangent pas de coordonnées : tout se passe sur Déclic."
    return f"{fact} {rule} {'Retirez ce passage, puis renvoyez.' if formal else 'Enlève ce passage, puis renvoie.'}"


# -- what is read -----------------------------------------------------------------------------------------------------
def _plain(text: str) -> str:
    """Lower case, without accents, invisible signs, or typographic variants of the same sign; the figures of all
    scripts are 0 to 9, and letters of another script are the ones they look like.
    """
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    if not kept.isascii():
        kept = _FIGURE.sub(lambda figure: str(unicodedata.decimal(figure[0])), kept)
    return kept.translate(_SAME).translate(_ALIKE).lower()


_SAME: Final = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "·": ".", "•": "."})
_FIGURE: Final = re.compile(r"[^\D0-9]")
_ALIKE: Final = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0501\u04bb\u051b\u051d\u043f"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0131",
    "ABESIJKMHOPCTYXaesijkmhopctyxdhqwnABEZHIKMNOPTYXaikvoptuxabcdefghijklmnoprstuvwyzi",
)
"""Cyrillic, Greek, and small capitals."""

_SPELT: Final = re.compile(r"(?<![a-z0-9])[a-z](?:[.\-_*/ ]{1,2}[a-z](?![a-z0-9])){2,30}")
"""« s.n.a.p »"""
_APART: Final = re.compile(r"[^a-z]")

_TLD: Final = r"(?:com|fr|net|org|io|gg|me|be|tv|app|eu|info|link|ly|ch|co|live|chat|xyz|site|online|uk|de|es|it)"
_AT: Final = (
    r"\s*(?:@|<at>|\(a\)|[\[({]\s?(?:@|at|arobase?|arobaz|arr?obasse?)\s?[\])}]"
    r"|\b(?:arobase|arobas|arobaz|arrobase|arobasse)\b)\s*"
)
_DOT: Final = r"\s*(?:\.|[\[({]\s?(?:\.|dot|point)\s?[\])}]|\b(?:point|dot)\b)\s*"
_HOST: Final = r"(?:gmail|hotmail|outlook|yahoo|orange|free|laposte|icloud|wanadoo|sfr|proton\w*|live|bbox|neuf)"
_SLANG: Final = (
    r"(?:snap(?:chat)?|insta(?:gram)?|tik ?tok|disco?rd|whats? ?app?|telegram|messenger|facetime|viber|bereal)"
)
_NET: Final = rf"(?:{_SLANG}|facebook|fb|twitter|skype|twitch|roblox|pinterest|threads|youtube)"
_SHORT_SLANG: Final = r"(?:snap|insta|tik ?tok|disco?rd|whats? ?app?)"
_NO_NAME: Final = (
    r"(?!(?:est|sont|veut|peut|permet|sert|une|des|les|dans|sur|pour|par|pas|que|qui|avec|chez|comme|cette|son|ses|mes|the"
    r"|your|his|her|its|and|for|app|application|reseau|reseaux|social|sociaux)\b)"
)
_GAMES: Final = r"(?:minecraft|fortnite|brawl stars|clash royale|among us|valorant|steam|xbox|playstation|psn)"
_CALLS: Final = r"(?:zoom|google meet|meet|teams|jitsi)"
_OURS: Final = r"(?:mon|ton|ma|ta|votre|notre)"
_WORD: Final = r"[a-z0-9][\w.\-]{0,63}"
_CODE: Final = (
    r"property|staticmethod|classmethod|dataclass|abstractmethod|override|media|import|keyframes|font-face|param|return"
)
_STREET: Final = r"(?:rue|avenue|boulevard|bd|allee|allees|impasse|chemin|place|quai|square|route|cours|lotissement)"

_PATTERNS: Final[tuple[tuple[Contact, tuple[re.Pattern[str], ...]], ...]] = (
    (
        Contact.MAIL,
        (
            re.compile(rf"(?<![\w.\-]){_WORD}(?:@|\s+@\s+){_WORD}\.[a-z]{{2,}}"),
            re.compile(rf"\w{_AT}[\w\-]+{_DOT}{_TLD}\b"),
            re.compile(rf"\w{_AT}{_HOST}\b"),
            re.compile(rf"\w[\s,]+{_HOST}[\s,]+(?:com|fr|net)\b"),
        ),
    ),
    (
        Contact.HANDLE,
        (
            re.compile(rf"(?:^|[\s(:,])@(?!(?:{_CODE})\b)[a-z_][\w.]{{2,}}"),
            re.compile(r"\b[a-z]\w+#\d{4}\b"),
            re.compile(r"\b(?:mon|ton|votre) (?:pseudo|gamertag)\b(?![- ]?code)"),
        ),
    ),
    (
        Contact.NETWORK,
        (
            re.compile(rf"\b{_OURS} (?:(?:compte|profil|pseudo|nom|id|num|numero)\b ?(?:sur |de )?)?{_NET}\b"),
            re.compile(rf"\b(?:tu as|t'?as|vous avez|avez[- ]vous|as[- ]tu|j'ai) (?:un |une )?{_SLANG}\b"),
            re.compile(
                r"\b(?:(?:ajoute|rejoi|retrouv|contact|ecri|parl|appel|cherche|envoi|passe|continu|discut)\w*"
                r"|add|follow|viens|venez|va|vas|allons|suis|es|dm|mp)"
                rf"(?:[' \-]+(?:moi|toi|nous|me|te|se|on|la|a|plutot|deux)\b)*"
                rf" (?:sur|dans|via) (?:{_NET}|{_GAMES}|{_CALLS})\b"
            ),
            re.compile(rf"\b(?:ajoute|add|follow)[\w\- ]{{0,12}} {_NET}\b"),
            re.compile(rf"\b{_NET}\s*[:=]\s*[\w.\-]+\s*(?:$|[,;!?])"),
            re.compile(rf"\b{_SLANG}\s+(?:c'?est\s+)?(?=[\w.]*[\d_])[a-z_][\w.]{{2,}}"),
            re.compile(rf"^\W*{_SHORT_SLANG}\s*[:=]?(?:\s+{_NO_NAME}[a-z]{{3,}}){{2}}\W*$"),
            re.compile(r"\U0001f47b\s*[:=]?\s*(?=[\w.]*[\d_])[a-z_][\w.]{2,}"),
        ),
    ),
    (
        Contact.ADDRESS,
        (
            re.compile(
                r"\b(?:j'?habite|mon adresse|mon domicile|chez moi|je vis)\b[^.?!]{0,30}?"
                rf"\b\d{{1,4}} ?(?:bis|ter)?,? {_STREET}\b"
            ),
            re.compile(
                r"\b(?:donne|passe|envoi|file|laisse|c'?est quoi|quel(?:le)? est|je peux avoir|puis-je avoir)\w*"
                r"(?:[' \-]+\w+){0,2}? (?:ton|votre|mon|ta|ma) "
                r"(?:0[67]\b|num(?:ero)?(?: de (?:tel|portable)\w*|\b(?! d))|tel(?:ephone)? ?\?|e-?mail\b|mail\b"
                r"|adresse(?! (?:ip|mac|memoire))\b)"
            ),
        ),
    ),
)

_SCHOOLING: Final = (
    "gouv.fr",
    "lumni.fr",
    "wikipedia.org",
    "wiktionary.org",
    "vikidia.org",
    "geogebra.org",
    "larousse.fr",
    "cnrtl.fr",
    "onisep.fr",
)
"""Pages anybody may be sent to: nobody writes to anybody there."""
_LINK: Final = re.compile(
    r"(?<![a-z0-9\-.])(?:https?:/+|www\.)?((?:[a-z0-9\-]{1,63}\.){1,8}[a-z]{2,24})(?=$|[\s/:?#,;!)»\"']|\.(?:\s|$))"
)
_BARE: Final = re.compile(r"\.(?:com|fr|net|org|io|gg|eu|uk|ly|xyz|app)$")
"""Ends by which a link is known though nothing else says so; « fini.de » is a sentence badly spaced."""
_PATH: Final = re.compile(r"/(?:[a-z]|\+?\d{6})")
_SHORTENED: Final = frozenset(("wa.me", "t.me", "m.me", "ig.me", "fb.me", "line.me", "signal.me", "youtu.be"))
"""Addresses of people, known whatever follows."""
_SPELT_LINK: Final = re.compile(r"\b(?:https?|w w w|www)\b|\b[a-z][\w\-]{1,63} (?:point|dot) (?:com|fr|net|org|gg)\b")


def _has_link(plain: str) -> bool:
    rest = plain
    for found in _LINK.finditer(plain):
        host, whole = found[1], found[0]
        led = whole != host or host in _SHORTENED or _PATH.match(plain, found.end())
        if not led and not _BARE.search(host):
            continue
        if any(host == ours or host.endswith(f".{ours}") for ours in _SCHOOLING):
            rest = rest.replace(whole, " ")
            continue
        return True
    return _SPELT_LINK.search(rest) is not None


def _goes_on(plain: str, before: Sequence[str]) -> bool:
    """A number begun in the texts before and finished in this one."""
    return bool(before) and has_number(plain) and has_telephone(" ".join([*map(_plain, before), plain]))
