"""A rota in words, for the terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from declic.planning.rules.clocks import clock, last_minutes
from declic.planning.rules.rota import Place, Rota
from declic.planning.rules.shifts import Shift
from declic.web.layout.typography import DAYS, MONTHS, NBSP

SHORT_SHOWN = 12


def rota_lines(monday: date, rota: Rota, unrung: Sequence[Place]) -> str:
    """Each teacher's shifts, then what stays uncovered, the largest first, and the handovers nobody is rung in."""
    short: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    for (cover, _, _), number in rota.uncovered.items():
        short[cover.name] += number
    for (cover, _, _), number in rota.beyond.items():
        beyond[cover.name] += number
    lines = [f"Semaine du {monday.day} {MONTHS[monday.month - 1]} {monday.year}", ""]
    for name, shifts in rota.shifts.items():
        hours = _hours(sum(shift.worked for shift in shifts))
        lines.append(f"  {name:<20} {hours:>7}  {' · '.join(map(_said, shifts)) or 'aucun créneau'}")
    lines += ["", "Tout est couvert." if not short else "Reste à couvrir, en heures de professeur"]
    for name, number in short.most_common(SHORT_SHOWN):
        note = f"   dont {_hours(beyond[name])} que personne n’offre" if beyond[name] else ""
        lines.append(f"  {name:<34}{_hours(number):>8}{note}")
    if unrung:
        lines += ["", "Relèves où personne n’est appelé"]
    for cover, day, quarter in unrung:
        lines.append(f"  {cover.name:<34}{DAYS[day]} {last_minutes(quarter)}")
    return "\n".join(lines)


def rota_as_json(rota: Rota, unrung: Sequence[Place]) -> Mapping[str, object]:
    """For other programs. Quarter-hours of the day; `beyond` is the part of `uncovered` nobody could fill; `unrung`:
    nobody is rung in their last five minutes.
    """
    return {
        "shifts": [
            {"id": name, "day": shift.day, "first": shift.first, "after": shift.after, "pause": shift.pause}
            for name, shifts in rota.shifts.items()
            for shift in shifts
        ],
        "uncovered": [
            {
                "name": cover.name,
                "day": day,
                "quarter": quarter,
                "missing": number,
                "beyond": rota.beyond.get((cover, day, quarter), 0),
            }
            for (cover, day, quarter), number in rota.uncovered.items()
        ],
        "unrung": [{"name": cover.name, "day": day, "quarter": quarter} for cover, day, quarter in unrung],
        "cost": rota.cost,
        "bound": round(rota.bound, 1),
    }


def _said(shift: Shift) -> str:
    pause = f" (pause {clock(shift.pause)})" if shift.pause >= 0 else ""
    return f"{DAYS[shift.day]} {clock(shift.first)} – {clock(shift.after)}{pause}"


def _hours(quarters: int) -> str:
    return f"{quarters / 4:.2f}".rstrip("0").rstrip(".").replace(".", ",") + f"{NBSP}h"
