"""Each Monday, a letter to the team: whether last week was equal, and what the rota needs if it was not."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.planning.models import EqualityCheck
from declic.planning.rules.clocks import week_words
from declic.planning.rules.equality import is_short
from declic.planning.rules.words import break_words, percent

LINES: Final = 12
EQUAL: Final = """Semaine {week} : {share} des demandes servies en moins de 5 minutes.

Chaque niveau est à moins de 5 points de l’ensemble, chaque groupe à 85 % ou plus. Rien à changer.
{page}
"""
SHORT: Final = """Semaine {week} : trop peu de demandes pour dire si elle fut la même pour tous.

{page}
"""
UNEQUAL: Final = """Semaine {week} : {share} des demandes servies en moins de 5 minutes.

{breaks}

C’est l’agenda qu’il faut changer, pas l’ordre des appels : {rota}
Le détail : {page}
"""


def week_checked(said: dict[str, Any]) -> None:
    """Hears `WeekChecked`; keeps the letter."""
    check = EqualityCheck.objects.filter(week=date.fromisoformat(said["data"]["week"])).first()
    if check is None:
        return
    told = {
        "week": week_words(check.week),
        "share": percent(check.kept, check.asked),
        "page": settings.SITE_URL + reverse("staff:waits"),
        "rota": settings.SITE_URL + reverse("staff:weeks"),
    }
    lines = [f"- {break_words(one)}" for one in check.breaks[:LINES]]
    if len(check.breaks) > LINES:
        lines.append(f"- et {len(check.breaks) - LINES} autres, sur la page.")
    if lines:
        title, text = "L’égalité n’a pas tenu la semaine dernière", UNEQUAL.format(breaks="\n".join(lines), **told)
    elif is_short(check.asked):
        title, text = "Trop peu de demandes la semaine dernière pour juger de l’égalité", SHORT.format(**told)
    else:
        title, text = "L’égalité a tenu la semaine dernière", EQUAL.format(**told)
    hand_over(said, Kind.EQUALITY, [EmailMessage(title, text, to=[team()])])
