"""Forecast requests, and the teachers they need, in words for the terminal."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from math import ceil, fsum

from declic.curriculum.rules import BANDS, SUBJECTS, band
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.clocks import clock
from declic.planning.rules.covers import Cover, span
from declic.planning.rules.forecast import NOTE, Table
from declic.planning.rules.need import Need
from declic.web.layout.typography import DAYS, MONTHS, NBSP, thousands

GROUPS_SHOWN = 8
BAR_WIDTH = 40


def forecast_lines(day: date, table: Table, learned_from: int) -> str:
    """The table of a day: quarter-hours by band, then the subjects most asked."""
    head = f"Demandes attendues {DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
    if not table:
        return f"{head}{NBSP}: aucune. Le service est fermé, ou personne n’est inscrit."
    by_quarter: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys(BANDS, 0.0))
    by_group: dict[tuple[str, str], float] = defaultdict(float)
    for (quarter, (subject, level)), number in table.items():
        by_quarter[quarter][band(level)] += number
        by_group[subject, band(level)] += number
    most = sorted(by_group.items(), key=lambda pair: -pair[1])[:GROUPS_SHOWN]
    whole = {name: fsum(bands[name] for bands in by_quarter.values()) for name in BANDS}
    shown = range(*span(table))
    rest = {name: fsum(bands[name] for at, bands in by_quarter.items() if at not in shown) for name in BANDS}
    return "\n".join([
        head,
        _source(learned_from),
        "",
        f"  {'':<9}" + "".join(f"{title:>10}" for title in ("en tout", *BANDS)),
        *(_line(clock(quarter), by_quarter[quarter]) for quarter in shown),
        *([_line("ailleurs", rest)] if any(rest.values()) else []),
        _line("le jour", whole),
        "",
        "Les plus demandées",
        *(f"  {f'{SUBJECTS[code].short}, {name}':<30}{_number(number):>8}" for (code, name), number in most),
    ])  # fmt: skip


def as_rows(table: Table) -> list[Mapping[str, object]]:
    """For other programs: one row a quarter-hour and skill."""
    return [_row(quarter, skill, number) for (quarter, skill), number in sorted(table.items())]


def need_lines(day: date, first: int, needs: Mapping[Cover, Need]) -> str:
    """The whole evening drawn, then what each group and school needs at its busiest."""
    head = f"Professeurs nécessaires {DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
    if not needs:
        return f"{head}{NBSP}: aucun. Le service est fermé, ou personne n’est inscrit."
    whole = next(iter(needs.values()))
    widest = max(whole.staff)
    drawn = [
        f"  {clock(first + quarter):<8} {number:>5} {'█' * ceil(BAR_WIDTH * number / widest)}"
        for quarter, number in enumerate(whole.staff)
    ]
    return "\n".join([
        head,
        f"  {'':<9} {'profs':>5}",
        *drawn,
        "",
        f"  {'':<34}{'demandes':>10}{'au plus':>10}{'heures':>10}",
        *(_needed(cover.name, need) for cover, need in needs.items()),
        "",
        "Un professeur de plusieurs matières compte dans chacune, et une seule fois dans le tout.",
    ])  # fmt: skip


def need_as_json(first: int, needs: Mapping[Cover, Need]) -> list[Mapping[str, object]]:
    """For other programs: one object for the whole, each school, subject and group."""
    return [
        {
            "name": cover.name,
            "groups": sorted(cover.groups),
            "from": f"{first // 4:02d}:{first % 4 * 15:02d}",
            "expected": [round(number, 3) for number in need.expected],
            "load": [round(number, 3) for number in need.load],
            "staff": need.staff,
            "kept": [round(share, 4) for share, _ in need.kept],
        }
        for cover, need in needs.items()
    ]


def _needed(name: str, need: Need) -> str:
    short = f"   {need.short} quarts d’heure ne tiennent pas" if need.short else ""
    return f"  {name:<34}{_number(fsum(need.expected)):>10}{max(need.staff):>10}{_number(need.hours):>10}{short}"


def _row(quarter: int, skill: Skill, number: float) -> dict[str, object]:
    at = f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"
    return {"at": at, "subject": skill[0], "level": skill[1], "expected": round(number, 4)}


def _source(learned_from: int) -> str:
    if not learned_from:
        return "Sans aucun passé, d’après les inscrits et les heures de cours."
    few = f", trop peu ({NOTE} au moins) pour que l’appel des profs en tienne compte" if learned_from < NOTE else ""
    return f"D’après {thousands(learned_from)} demandes passées, les inscrits et les heures de cours{few}."


def _line(title: str, bands: Mapping[str, float]) -> str:
    return f"  {title:<9}" + "".join(f"{_number(n):>10}" for n in (fsum(bands.values()), *bands.values()))


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
