"""The letter before a family's accounts end, and the second one."""

from datetime import date, time
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.ground.moments import MONTHS
from declic.ground.paris import at_paris
from declic.keeping.models import EndNotice
from declic.keeping.queries import children_ending
from declic.keeping.rules import NoticeState, Season
from declic.keeping.tickets import link_of
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team

SUBJECT: Final = "Continuez-vous avec Déclic\u00a0?"
AGAIN: Final = "Dernier rappel\u00a0: vos comptes Déclic s’arrêtent le {day}"
LETTER: Final = """Bonjour {name},

L’année scolaire {year} {is_over}, et nous ne gardons rien plus longtemps qu’il ne faut. Sans réponse de votre part, {what}.

Vous continuez ? Dites-le ici, c’est un seul bouton :
{link}

Vous ne continuez pas ? Vous n’avez rien à faire. Ce jour-là tout est effacé : les cartes, les devoirs envoyés, les leçons, les tableaux, les messages et les comptes rendus. Personne ne pourra les retrouver.

Pour en garder une copie avant :
{data}

L’équipe Déclic
"""  # noqa: E501  (a paragraph of a letter is one line)


def end_notice_due(said: dict[str, Any]) -> None:
    """Hears `EndNoticeDue`; keeps the letter. What becomes of the first is noted by `letters`."""
    notice_id, is_reminder = UUID(said["data"]["notice_id"]), said["data"]["is_reminder"]
    state = NoticeState.LEFT if is_reminder else NoticeState.HANDED
    notice = EndNotice.objects.select_related("guardian__account").filter(pk=notice_id, state=state.value).first()
    if notice is None or notice.guardian.account.email is None:
        return
    kind = Kind.END_REMINDER if is_reminder else Kind.END_NOTICE
    ends_at = at_paris(notice.ends_on, time())
    hand_over(said, kind, [letter_of(notice, is_reminder=is_reminder)], until=ends_at, about=str(notice_id))


def letter_of(notice: EndNotice, *, is_reminder: bool) -> EmailMessage:
    account, season = notice.guardian.account, Season(notice.year)
    day = in_words(notice.ends_on)
    text = LETTER.format(
        name=account.name,
        year=season.label,
        is_over="est finie" if notice.handed_at and notice.handed_at >= season.asked_from else "se termine",
        what=_what(notice, day),
        link=settings.SITE_URL + reverse("public:go_on", args=[link_of(notice)]),
        data=settings.SITE_URL + reverse("guardian:data"),
    )
    subject = AGAIN.format(day=day) if is_reminder else SUBJECT
    return EmailMessage(subject, text, to=[account.email or ""], reply_to=[team()])


def _what(notice: EndNotice, day: str) -> str:
    names = [pupil.first_name for pupil in children_ending(notice)]
    if not names:
        return f"votre compte s’arrête le {day}"
    if notice.guardian.pupils.count() > len(names):  # a brother or sister goes on, and the account with them
        listed = ", ".join(names)
        ends = "ces comptes s’arrêtent" if len(names) > 1 else "ce compte s’arrête"
        return f"{ends} le {day} : {listed}"
    return f"ces comptes s’arrêtent le {day} : {', '.join(names)}, et le vôtre"


def in_words(day: date) -> str:
    """« 5 août 2027 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{MONTHS[day.month - 1]}\u00a0{day.year}"
