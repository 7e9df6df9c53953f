"""A teacher's account is closed, and they are told.

The address goes in that very transaction, so that no listener could still read it: the letter is kept in it, sealed.
"""

from datetime import datetime
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from declic.keeping.actions import close_teacher
from declic.letters.actions import keep
from declic.letters.rules import Kind
from declic.people.models import Account, Teacher

SUBJECT: Final = "Votre compte de professeur est fermé"
LETTER: Final = """Bonjour {name},

L’équipe Déclic a fermé votre compte de professeur : {entering}

{gone}
Votre nom reste sur les leçons et les réponses que les familles relisent, tant que leurs comptes durent, et cinq ans sur
les heures qui vous ont été payées.

Vous ne vous y attendiez pas, ou vous avez une question ? En cas de doute, répondez à ce message : une personne de
l’équipe vous lit.

L’équipe Déclic
"""
CLOSED: Final = "personne n’y entre plus."
OPEN: Final = "on ne vous appelle plus. Vous entrez toujours, comme avant, à votre autre page."
ALL_GONE: Final = """Votre adresse, votre mot de passe, votre second contrôle, votre mobile, vos disponibilités, vos
matières et vos notes privées sont effacés."""
SOME_GONE: Final = "Votre mobile, vos disponibilités, vos matières et vos notes privées sont effacés."


@transaction.atomic
def close_and_tell(*, teacher: Teacher, by: Account, now: datetime) -> None:
    """Once, whoever presses twice. Refusal `still_teaching`."""
    held = Teacher.objects.select_for_update(no_key=True, of=("self",)).select_related("account").get(pk=teacher.pk)
    address, had_left = held.account.email, held.left_at is not None
    close_teacher(teacher=held, by=by, now=now)
    if address is None or had_left:
        return
    stays = Account.objects.filter(pk=held.account_id, is_active=True).exists()
    letter = LETTER.format(
        name=held.account.name, entering=OPEN if stays else CLOSED, gone=SOME_GONE if stays else ALL_GONE
    )
    team = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    keep(letters=[EmailMessage(SUBJECT, letter, to=[address], reply_to=[team])], kind=Kind.ACCOUNT, now=now)
