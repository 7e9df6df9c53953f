"""When Déclic is open for a family: said once where it is the same for all its children, else by child."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from declic.dispatch.queries.agreed import Lack, PaidHours
from declic.ground.elision import elided
from declic.web.layout.typography import day_date, french, moment_of
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


def told_hours(paid: Iterable[PaidHours], now: datetime) -> list[ToldHours]:
    by_said: dict[tuple[bool, str, str], list[str]] = {}
    for one in paid:
        by_said.setdefault(_said(one, now), []).append(one.pupil.first_name if one.pupil else "")
    alone = len(by_said) == 1
    return [ToldHours("" if alone else names(who), *said) for said, who in by_said.items()]


def _said(paid: PaidHours, now: datetime) -> tuple[bool, str, str]:
    """Whether it is open, and the two sentences of `ToldHours`."""
    found, payer = paid.opening, paid.sponsor.name if paid.sponsor else ""
    if paid.lack is not None:
        return False, *_lacking(paid, payer)
    if found.is_open:
        head = (
            f"Ouvert jusqu’à {until(found.closes_at, now)}." if found.closes_at else "Ouvert maintenant, jour et nuit."
        )
        return True, head, f"{payer} paie, pas vous."
    opens = f"Réouverture {moment_of(found.opens_at)}." if found.opens_at else ""
    return False, "Fermé pour l’instant.", " ".join(part for part in (french(found.why), opens) if part)


def _lacking(paid: PaidHours, payer: str) -> tuple[str, str]:
    agreement = f"La convention {elided('de', payer)}"
    if paid.lack is Lack.TO_COME and paid.begins_on:
        return f"Ouvert à partir du {day_date(paid.begins_on)}.", f"{agreement} commence ce jour-là."
    if paid.lack is Lack.OVER:
        return "Fermé.", f"{agreement} est finie : personne ne paie en ce moment."
    if paid.lack is Lack.LEVEL and paid.pupil:
        return "Fermé.", f"{payer} ne propose pas Déclic pour cette classe ({paid.pupil.level_label})."
    return "Fermé.", "Personne ne paie en ce moment."


def names(who: Iterable[str]) -> str:
    """« Inès, Sami et Tom »."""
    *first, last = [*who] or [""]
    return f"{', '.join(first)} et {last}" if first else last
