"""How many teachers a week needs, foreseen from the days before."""

from datetime import date, datetime, timedelta

from declic.planning.queries.history import days_between, fitted
from declic.planning.rules.covers import covers_of, expected_by_quarter, grouped, span
from declic.planning.rules.need import World, first_guess
from declic.planning.rules.rota import Needed, Place


def needed_in(week: date, now: datetime) -> tuple[Needed, int]:
    """The first guess of each day's need, and how many past requests it is foreseen from. `week`: its Monday."""
    model, learned_from = fitted(now)
    found: dict[Place, int] = {}
    for day in days_between(week, week + timedelta(days=7)):
        table = model.expected(day)
        first, after = span(table)
        asked = grouped(table)
        for cover in covers_of(asked):
            staff = first_guess(expected_by_quarter(cover, asked, first, after), World()).staff
            found.update({(cover, day.on.weekday(), first + quarter): number for quarter, number in enumerate(staff)})
    return found, learned_from
