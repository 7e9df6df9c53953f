"""What a message says: ready texts, the two words that are filled in, and what is refused."""

import re
from collections.abc import Mapping
from typing import Final

from declic.campaigns.rules.states import Audience, Channel
from declic.ground.contacts import contact_in
from declic.ground.errors import Refusal
from declic.people.rules.names import begins_with_civility

FIELDS: Final = ("prenom", "commune")
TITLE_MAX: Final = 80
MOST: Mapping[Channel, int] = {Channel.EMAIL: 1500, Channel.SMS: 260}
"""Signs, without the way out that is added."""
PUPILS_MOST: Final = 200
"""Signs of the word for pupils."""
SMS_FOOT: Final = " STOP : {out}"
"""Added to each; `out`: the address of the way out."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")

TITLES: Mapping[Audience, str] = {
    Audience.NOT_ENROLLED: "Déclic aide votre enfant le soir, avec {commune}",
    Audience.NEVER_CAME: "Un professeur peut aider votre enfant, le soir",
    Audience.CAME_ONCE: "Votre enfant peut revenir quand il veut",
}
TEXTS: Mapping[tuple[Audience, Channel], str] = {
    (Audience.NOT_ENROLLED, Channel.EMAIL): (
        "Bonjour {prenom},\n\n"
        "Vous avez ouvert un compte Déclic, et aucun enfant n’y est inscrit pour l’instant. Il suffit de son prénom "
        "et de sa classe, cela prend une minute.\n\n"
        "Le soir, quand un exercice bloque, un professeur de l’Éducation nationale l’aide en direct. C’est offert "
        "par {commune} : vous ne payez rien."
    ),
    (Audience.NOT_ENROLLED, Channel.SMS): (
        "{commune} vous offre Déclic : le soir, un professeur aide votre enfant à faire ses devoirs. Inscrivez-le en "
        "une minute depuis votre compte."
    ),
    (Audience.NEVER_CAME, Channel.EMAIL): (
        "Bonjour {prenom},\n\n"
        "Votre enfant est inscrit à Déclic et n’a pas encore essayé. Le soir où un exercice bloque, il montre ce "
        "qu’il a commencé, et un professeur l’aide en direct quelques minutes plus tard.\n\n"
        "Sa carte suffit pour entrer : ni adresse, ni mot de passe. C’est offert par {commune}, autant de fois qu’il "
        "le faut."
    ),
    (Audience.NEVER_CAME, Channel.SMS): (
        "{commune} : votre enfant est inscrit à Déclic. Le soir où il bloque sur un devoir, un professeur l’aide en "
        "direct. Il entre avec sa carte."
    ),
    (Audience.CAME_ONCE, Channel.EMAIL): (
        "Bonjour {prenom},\n\n"
        "Votre enfant a déjà été aidé par un professeur de Déclic. Il peut revenir quand il veut, pour un exercice, "
        "une leçon à comprendre ou un contrôle à préparer, et demander le même professeur.\n\n"
        "C’est offert par {commune}, sans limite."
    ),
    (Audience.CAME_ONCE, Channel.SMS): (
        "{commune} : votre enfant peut revenir sur Déclic pour un exercice, une leçon ou un contrôle, et demander le "
        "même professeur. C’est sans limite."
    ),
}


def checked(channel: Channel, title: str, text: str) -> tuple[str, str]:
    """Both as they are kept. Refusal `no_title`, `title_too_long`, `no_text`, `text_too_long`, `unknown_field`."""
    title, text = " ".join(_CONTROL.sub(" ", title).split()), _CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    if channel is Channel.EMAIL and not title:
        raise Refusal("no_title", "Écrivez l’objet du message.")
    if len(title) > TITLE_MAX:
        raise Refusal("title_too_long", f"L’objet est trop long : {TITLE_MAX} signes au plus.")
    if not text:
        raise Refusal("no_text", "Écrivez le message.")
    if len(text) > MOST[channel]:
        raise Refusal("text_too_long", f"Ce message est trop long : {MOST[channel]} signes au plus.")
    for words in (title, text):
        left = words
        for name in FIELDS:
            left = left.replace(f"{{{name}}}", "")
        if "{" in left or "}" in left:
            raise Refusal("unknown_field", "Seuls {prenom} et {commune} se remplissent : retirez les autres accolades.")
    return (title if channel is Channel.EMAIL else ""), text


def checked_for_pupils(audience: Audience, text: str) -> str:
    """The word for the children, as it is kept: on one line, since it is read aloud to some. Empty: there is none.

    Refusal `no_pupils`, `word_too_long`, `word_unknown_field`, `contact_in_word`.
    """
    said = " ".join(_CONTROL.sub(" ", text).split())
    if not said:
        return ""
    if audience is Audience.NOT_ENROLLED:
        raise Refusal("no_pupils", "Ces familles n’ont pas d’enfant inscrit : personne ne lirait ce mot.")
    if len(said) > PUPILS_MOST:
        raise Refusal("word_too_long", f"Ce mot est trop long : {PUPILS_MOST} signes au plus.")
    left = said.replace("{commune}", "")
    if "{" in left or "}" in left:
        raise Refusal("word_unknown_field", "Seul {commune} se remplit dans ce mot : retirez les autres accolades.")
    if contact_in(said) is not None:
        raise Refusal("contact_in_word", "Ni lien, ni adresse, ni numéro dans un mot aux enfants.")
    return said


def check_read(digest: str, seen: str | None) -> None:
    """`seen`: the digest of what was read before; None where no page showed it. Refusal `changed_since`."""
    if seen is not None and seen != digest:
        raise Refusal("changed_since", "Ce message a changé depuis que cette page est ouverte : relisez-le.")


def filled(words: str, *, name: str, commune: str) -> str:
    """In one pass: what a family is called is never read as a field."""
    said = {"{prenom}": first_name(name), "{commune}": commune}
    return re.sub(r"\{(?:prenom|commune)\}", lambda found: said[found[0]], words)


def first_name(name: str) -> str:
    """« Karima » of « Karima Benali »; « Mme Ba » stays whole."""
    words = _CONTROL.sub(" ", name).split()
    return " ".join(words) if not words or begins_with_civility(name) else words[0]
