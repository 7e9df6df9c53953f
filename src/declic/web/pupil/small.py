"""The wait as a child of six is told it: who is before, how long that lasts, how many nights until the opening."""

from dataclasses import dataclass

from declic.dispatch.queries import Standing
from declic.web.pupil.hours import Hours

PAWNS = 5
"""Children drawn before the pupil: more are said, not drawn."""
HOUR_MIN = 60
_LASTS = (
    (3, "musique", "le temps d’une chanson"),
    (10, "pomme", "le temps de manger une pomme"),
    (HOUR_MIN, "livres", "le temps d’une histoire"),
)
"""Up to so many minutes, what lasts as long: a picture and its words."""
_PICK_UP = "Quand ça sonne, appuie sur le téléphone vert."


@dataclass(frozen=True)
class SmallWait:
    spoken: str
    before: str
    """How many children are before, as the title of their drawing."""
    pawns: range
    about: str
    value: str
    like: str
    """Picture of what lasts as long; empty when the wait is not known."""
    likes = tuple(picture for _, picture, _ in _LASTS)


def small_wait(standing: Standing, hours: Hours) -> SmallWait:
    ahead = max(0, standing.place - 1)
    about, value = _bowl(standing.estimate)
    return SmallWait(
        spoken=_spoken(standing, hours.closes_aloud),
        before=_before(ahead),
        pawns=range(min(ahead, PAWNS)),
        about=about,
        value=value,
        like=_like(standing.estimate)[0],
    )


def closed_aloud(hours: Hours) -> str:
    """« C’est fermé. On ouvre lundi, à 17 heures. Encore 2 nuits à dormir. », with the reason when there is one;
    « Pas encore ouvert pour toi. Déclic commence le 1er septembre 2027. »
    """
    if hours.lack:
        return f"{hours.lack} {hours.lack_why}"
    said = ["C’est fermé.", *([hours.why] if hours.why and not hours.is_open else [])]
    if hours.opens:
        said.append(f"On ouvre {hours.opens_aloud}.")
    if hours.nights_drawn:
        said.append("Encore une nuit à dormir." if hours.nights == 1 else f"Encore {hours.nights} nuits à dormir.")
    return " ".join(said)


def _spoken(standing: Standing, closes: str) -> str:
    if standing.step == "ringing":
        said = ["Ça sonne chez un professeur.", "Reste là."]
    elif standing.step == "for_wanted":
        said = [f"On attend {standing.wanted}, une minute au plus.", "Reste là."]
    else:
        late = "C’est plus long que prévu. Tu gardes ta place." if standing.step == "long" else ""
        said = [late or "On appelle un professeur.", _before(max(0, standing.place - 1)), _lasting(standing.estimate)]
    until = f"Les professeurs sont là jusqu’à {closes}." if closes else ""
    return " ".join(part for part in (*said, _PICK_UP, until) if part)


def _before(ahead: int) -> str:
    if ahead == 0:
        return "C’est bientôt ton tour."
    return "Il y a un enfant avant toi." if ahead == 1 else f"Il y a {ahead} enfants avant toi."


def _lasting(estimate: tuple[int, int] | None) -> str:
    if estimate is None:
        return ""
    low, high = estimate
    if high > HOUR_MIN:
        return "Il faut attendre plus d’une heure. Demande à un grand de rester avec toi."
    about = "moins de" if low < 1 else "environ"
    return f"Il faut attendre {about} {high} minutes\u00a0: {_like(estimate)[1]}."


def _bowl(estimate: tuple[int, int] | None) -> tuple[str, str]:
    """One number, the longest: a range is for those who read, and waiting less is no disappointment."""
    if estimate is None:
        return "", "…"
    low, high = estimate
    if high > HOUR_MIN:
        return "plus d’", "1\u00a0h"
    return ("moins de" if low < 1 else "environ"), f"{high}\u00a0min"


def _like(estimate: tuple[int, int] | None) -> tuple[str, str]:
    for most, picture, words in _LASTS if estimate else ():
        if estimate and estimate[1] <= most:
            return picture, words
    return "", ""
