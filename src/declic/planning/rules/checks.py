"""Whether a teacher may have a shift: its length, its pause, when they can come, one a day, the hours they want.

Each refusal is a sentence without a subject: the operator and the teacher read the same.
"""

from collections.abc import Iterable

from declic.ground.errors import Refusal
from declic.planning.rules.clocks import day_name, from_to, hours
from declic.planning.rules.shifts import GOES, LONGEST, SHORTEST, Shift, Stretch, Volunteer, pauses

DAYS = 7


def check_shift(
    volunteer: Volunteer, shift: Shift, others: Iterable[Shift], *, is_rest: bool = False, since: int = 0
) -> None:
    """`others`: what they have in the same week, without it. `is_rest`: it is what is left of one under way, which may
    be short and have its pause soon. `since`: the quarter-hour from which it is held to when they can come.

    Refusals `shift_length`, `shift_pause`, `not_available`, `two_shifts`, `too_many_hours`.
    """
    there = list(others)
    if not (1 if is_rest else SHORTEST) <= shift.after - shift.first <= LONGEST:
        raise Refusal(
            "shift_length", f"Un créneau dure de {hours(SHORTEST)} à {hours(LONGEST)}\u00a0: {_said(shift)} ne va pas."
        )
    goes = shift.longest_go <= volunteer.in_one_go if is_rest else shift.has_pauses(volunteer.in_one_go)
    if not goes:
        raise Refusal(
            "shift_pause",
            f"Au-delà de {hours(volunteer.in_one_go)} d’affilée il faut une pause d’un quart d’heure, une heure au "
            f"moins après le début et avant la fin\u00a0; en deçà, il n’en faut pas.",
        )
    if not is_free(volunteer, shift.left_from(since)):
        raise Refusal(
            "not_available",
            f"{_said(shift).capitalize()} sort des disponibilités données{_offered(volunteer, shift.day)}.",
        )
    same_day = next((other for other in there if other.day == shift.day), None)
    if same_day is not None:
        raise Refusal(
            "two_shifts",
            f"Il y a déjà un créneau {day_name(shift.day)}, {from_to(same_day.first, same_day.after)}\u00a0: "
            "un seul par jour.",
        )
    worked = shift.worked + sum(other.worked for other in there)
    if worked > volunteer.most:
        raise Refusal(
            "too_many_hours",
            f"Cela ferait {hours(worked)} dans la semaine, pour {hours(volunteer.most)} voulues au plus.",
        )


def with_pause(volunteer: Volunteer, shift: Shift) -> Shift:
    """The same, with its pause in the middle if it needs one and has none."""
    there = pauses(shift.first, shift.after, volunteer.in_one_go)
    if shift.pause >= 0 or shift.has_pauses(volunteer.in_one_go) or not there:
        return shift
    middle = (shift.first + shift.after) // 2
    return Shift(shift.day, shift.first, shift.after, min(there, key=lambda quarter: abs(quarter - middle)))


def room_around(volunteer: Volunteer, day: int, first: int, after: int) -> Stretch | None:
    """The stretch they offer that touches those quarter-hours, if a shift may be made of it."""
    return next(
        (free for free in volunteer.free if free.day == day and min(free.after, after) > max(free.first, first)), None
    )


def shift_within(free: Stretch, first: int, after: int) -> tuple[int, int]:
    """Of what was asked, the part that is offered, from its beginning; a shift of the shortest length at least."""
    first = max(first, free.first)
    after = max(min(after, free.after, first + LONGEST), min(first + SHORTEST, free.after))
    return max(free.first, min(first, after - SHORTEST)), after


def is_free(volunteer: Volunteer, shift: Shift) -> bool:
    return any(
        free.day == shift.day and free.first <= shift.first and shift.after <= free.after for free in volunteer.free
    )


def fits(volunteer: Volunteer, shift: Shift, others: Iterable[Shift], *, is_rest: bool = False) -> bool:
    try:
        check_shift(volunteer, shift, others, is_rest=is_rest)
    except Refusal:
        return False
    return True


def clean_stretches(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """In order; those that touch become one. Refusals `stretch` when one ends before it begins, or has no beginning,
    `stretch_short`.
    """
    found: list[Stretch] = []
    for one in sorted(set(stretches)):
        if one.first < 0:
            raise Refusal("stretch", f"{day_name(one.day % DAYS).capitalize()}\u00a0: à partir de quelle heure\u00a0?")
        if not (0 <= one.day < DAYS and 0 <= one.first < one.after <= 96):
            raise Refusal("stretch", f"{day_name(one.day % DAYS).capitalize()}\u00a0: la fin vient après le début.")
        if found and found[-1].day == one.day and one.first <= found[-1].after:
            found[-1] = Stretch(one.day, found[-1].first, max(found[-1].after, one.after))
        else:
            found.append(one)
    short = next((one for one in found if one.after - one.first < SHORTEST), None)
    if short is not None:
        raise Refusal(
            "stretch_short",
            f"{day_name(short.day).capitalize()}, {from_to(short.first, short.after)}\u00a0: un créneau dure "
            f"{hours(SHORTEST)} au moins.",
        )
    return tuple(found)


def check_wishes(least: int, most: int, in_one_go: int) -> None:
    """Refusals `hours`, `in_one_go`."""
    if not 0 <= least <= most <= 4 * 40:
        raise Refusal("hours", "Le moins d’heures vient avant le plus, et le plus est de 40\u00a0h.")
    if most < SHORTEST:
        raise Refusal("hours", f"Un créneau dure {hours(SHORTEST)} au moins\u00a0: choisissez-en autant, au plus.")
    if in_one_go not in GOES:
        raise Refusal("in_one_go", "Cette durée sans pause n’est pas proposée.")


def _said(shift: Shift) -> str:
    return f"{day_name(shift.day)}, {from_to(shift.first, shift.after)}"


def _offered(volunteer: Volunteer, day: int) -> str:
    there = [from_to(free.first, free.after) for free in volunteer.free if free.day == day]
    return f" ({', '.join(there)})" if there else f" (rien {day_name(day)})"
