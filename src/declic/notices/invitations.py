"""The letter to an adult the operator invites: who invites, what for, and the link that chooses a password."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from declic.ground.moments import MONTHS, clock
from declic.ground.paris import paris_day
from declic.letters.rules import Kind
from declic.notices.post import hand_over
from declic.people.models import Account
from declic.sponsors.models import DeskFamily, Officer, OfficerInvitation
from declic.sponsors.queries import invitation_secret
from declic.sponsors.rules.officers import OfficerRole

SUBJECTS = {
    "manager": "Votre accès à Déclic",
    "enroller": "Votre accès à Déclic",
    "reader": "Votre accès aux chiffres de Déclic",
    "teacher": "Bienvenue parmi les professeurs de Déclic",
    "family": "Votre adresse pour Déclic",
}
BODIES = {
    "manager": "Vous pouvez maintenant suivre le service pour {sponsor} : enfants inscrits, leçons, attentes. "
    "Ce sont des nombres, jamais des noms. Vous y trouverez aussi les codes à donner aux familles, la convention, "
    "et de quoi inviter vos collègues.",
    "enroller": "Vous pouvez maintenant, pour {sponsor}, donner les codes aux familles, imprimer de quoi les prévenir, "
    "et inscrire à l’accueil celles qui n’ont pas d’adresse e-mail.",
    "reader": "Vous pouvez maintenant suivre le service pour {sponsor} : enfants inscrits, leçons, attentes. "
    "Ce sont des nombres, jamais des noms.",
    "teacher": "Votre dossier est ouvert. Dès qu’il est vérifié, vous pourrez répondre aux élèves depuis votre bureau.",
    "family": "{sponsor} a noté cette adresse pour vous, à l’accueil. Avec elle, vous verrez les leçons de vos enfants "
    "et retrouverez leurs cartes. Ces cartes marchent comme avant. Vous ne connaissez pas Déclic ? Ne faites rien.",
}
LETTER = """Bonjour {name},

{body}

Choisissez votre mot de passe ici :
{link}

Ce lien sert une fois, jusqu’au {until}. S’il a expiré, demandez-en un autre à cette adresse :
{again}

L’équipe Déclic
"""


INVITED = """Bonjour {name},

{by} vous invite à suivre Déclic pour {sponsor}. Votre rôle : {role}. Il ouvre {meaning}.

Rien n’est changé tant que vous n’avez pas accepté. Pour répondre :
{link}

Ce lien est pour vous seul(e), jusqu’au {until}. Vous n’attendiez pas cette invitation ? Ne faites rien.

L’équipe Déclic
"""


WELCOME = """Bonjour {name},

{body}

Entrez avec votre adresse et votre mot de passe :
{link}

L’équipe Déclic
"""


def officer_invited(said: dict[str, Any]) -> None:
    """Hears `OfficerInvited`; keeps the letter. A later one takes its place. It says what was typed, and no more."""
    held = OfficerInvitation.objects.select_related("sponsor", "by").filter(pk=said["data"]["invitation_id"]).first()
    if held is None:
        return
    role = OfficerRole(held.role)
    letter = INVITED.format(
        name=held.name,
        by=held.by.name if held.by and not held.by.is_staff else "L’équipe Déclic",
        sponsor=held.sponsor.name,
        role=role.label,
        meaning=role.meaning,
        link=settings.SITE_URL + reverse("account:invitation", args=[invitation_secret(held)]),
        until=_in_words(held.until),
    )
    message = EmailMessage("Une invitation à suivre Déclic", letter, to=[held.email])
    hand_over(said, Kind.INVITATION, [message], about=f"invitation:{held.pk}")


def officer_named(said: dict[str, Any]) -> None:
    """Hears `OfficerNamed`; keeps the letter. Who was just invited has the other letter, and no password yet."""
    officer = (
        Officer.objects.select_related("account", "sponsor")
        .filter(account=said["data"]["officer_account_id"], role=said["data"]["role"])
        .first()
    )
    if officer is None or not officer.account.email or not officer.account.has_usable_password():
        return
    letter = WELCOME.format(
        name=officer.account.name,
        body=BODIES[officer.role].format(sponsor=officer.sponsor.name),
        link=settings.SITE_URL + reverse("sponsor:home"),
    )
    message = EmailMessage(SUBJECTS[officer.role], letter, to=[officer.account.email])
    hand_over(said, Kind.ACCESS, [message], about=f"account:{officer.account_id}")


def adult_invited(said: dict[str, Any]) -> None:
    """Hears `AdultInvited`; keeps the letter. A later one takes its place."""
    account = Account.objects.filter(pk=said["data"]["account_id"]).first()
    if account is None or account.email is None:
        return
    officer = Officer.objects.select_related("sponsor").filter(account=account).first()
    role = said["data"]["role"]
    if role == "officer":
        role = officer.role if officer else "manager"
    desk = DeskFamily.objects.select_related("sponsor").filter(guardian__account=account).first()
    held = officer or desk
    body = BODIES[role].format(sponsor=held.sponsor.name if held else "votre commune ou votre entreprise")
    key = {"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)}
    letter = LETTER.format(
        name=account.name,
        body=body,
        link=settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key),
        until=_in_words(timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)),
        again=settings.SITE_URL + reverse("account_reset_password"),
    )
    message = EmailMessage(SUBJECTS[role], letter, to=[account.email])
    hand_over(said, Kind.INVITATION, [message], about=f"account:{account.pk}")


def _in_words(moment: datetime) -> str:
    """« 1er décembre à 17 h »: the letter may leave later than it was written, and be read later still."""
    on = paris_day(moment)
    number = "1er" if on.day == 1 else on.day
    return f"{number}\u00a0{MONTHS[on.month - 1]} à {clock(moment)}"
