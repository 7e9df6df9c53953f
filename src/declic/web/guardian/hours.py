"""When Déclic is open for a family: said once where it is the same for all its children, else by child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from declic.dispatch.queries.agreed import Lack, PaidHours
from declic.ground.elision import elided, listed
from declic.ground.moments import full_day, is_midnight
from declic.web.layout import typography
from declic.web.layout.typography import french
from declic.web.pupil.words import until


@dataclass(frozen=True)
class ToldHours:
    who: str
    """« Inès et Sami »; empty where it holds for the whole family."""
    is_open: bool
    head: str
    """« Ouvert jusqu’à 20 h. »"""
    rest: str
    """Why, from when, who pays."""
    is_lacking: bool
    """Nobody pays today, whatever the hour: said before all else."""


def told_hours(paid: Iterable[PaidHours], now: datetime) -> list[ToldHours]:
    by_said: dict[tuple[bool, str, str, bool], list[str]] = {}
    for one in paid:
        by_said.setdefault(_said(one, now), []).append(one.pupil.first_name if one.pupil else "")
    alone = len(by_said) == 1
    return [ToldHours("" if alone else listed(who), *said) for said, who in by_said.items()]


def to_come(paid: Iterable[PaidHours]) -> list[tuple[str, date]]:
    """For whom it opens on a day to come (empty: the whole family), and that day."""
    everybody = list(paid)
    by_day: dict[date, list[str]] = {}
    for one in everybody:
        if one.begins_on is not None and one.pupil is not None:
            by_day.setdefault(one.begins_on, []).append(one.pupil.first_name)
    return [("" if len(who) == len(everybody) else listed(who), day) for day, who in by_day.items()]


def _said(paid: PaidHours, now: datetime) -> tuple[bool, str, str, bool]:
    """What `ToldHours` holds after `who`."""
    found, payer = paid.opening, paid.sponsor.name if paid.sponsor else ""
    if paid.lack is not None:
        return False, *_lacking(paid, payer), True
    if found.is_open:
        head = (
            f"Ouvert jusqu’à {until(found.closes_at, now)}." if found.closes_at else "Ouvert maintenant, jour et nuit."
        )
        return True, head, f"{payer} paie, pas vous.", False
    opens = f"Réouverture {_opening(found.opens_at)}." if found.opens_at else ""
    return False, "Fermé pour l’instant.", " ".join(part for part in (french(found.why), opens) if part), False


def _opening(moment: datetime) -> str:
    """« lundi 30 novembre, 17 h »; the day alone, where it opens with it."""
    return typography.day(moment) if is_midnight(moment) else typography.moment_of(moment)


def _lacking(paid: PaidHours, payer: str) -> tuple[str, str]:
    agreement = f"La convention {elided('de', payer)}"
    if paid.lack is Lack.TO_COME and paid.begins_on:
        return f"Ouvert à partir du {full_day(paid.begins_on)}.", f"{agreement} commence ce jour-là."
    if paid.lack is Lack.OVER:
        return "Fermé.", f"{agreement} est finie : personne ne paie en ce moment."
    if paid.lack is Lack.LEVEL and paid.pupil:
        return "Fermé.", f"{payer} ne propose pas Déclic pour cette classe ({paid.pupil.level_label})."
    return "Fermé.", "Personne ne paie en ce moment."
