"""What teachers offer for a week, as a file tells it. An unknown, missing or senseless field is refused by its name."""

import json
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from declic.dispatch.rules.matcher import Skill
from declic.ground.errors import Refusal
from declic.planning.rules.covers import groups_known
from declic.planning.rules.shifts import Stretch, Volunteer

Clock = Annotated[str, Meta(pattern=r"^([01]?\d|2[0-3]):(00|15|30|45)$")]
Hours = Annotated[float, Meta(ge=0, le=60)]


class _Free(Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "after": "to"}):
    day: Annotated[int, Meta(ge=0, le=6)]
    first: Clock
    after: Clock


class _Teacher(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    skills: tuple[Skill, ...]
    free: tuple[_Free, ...]
    hours: tuple[Hours, Hours]
    """Wanted in the week, at least and at most."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    teachers: tuple[_Teacher, ...]


def read(text: bytes) -> list[Volunteer]:
    """The volunteers of a JSON file. Refusal `week`, whose sentence says where it is wrong."""
    try:
        found = msgspec.convert(json.loads(text), _File, strict=True)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal("week", f"Ce n’est pas du JSON : {error}.") from None
    except msgspec.ValidationError as error:
        raise Refusal("week", f"{error}.") from None
    names = [one.id for one in found.teachers]
    if len(set(names)) < len(names):
        raise Refusal("week", "teachers : le même id y est deux fois.")
    return [_volunteer(one, f"teachers[{number}]") for number, one in enumerate(found.teachers)]


def _volunteer(one: _Teacher, place: str) -> Volunteer:
    least, most = (round(4 * hours) for hours in one.hours)
    if least > most:
        raise Refusal("week", f"{place}.hours : le moins vient avant le plus.")
    free = tuple(Stretch(each.day, _quarter(each.first), _quarter(each.after)) for each in one.free)
    for number, stretch in enumerate(free):
        if stretch.after <= stretch.first:
            raise Refusal("week", f"{place}.free[{number}].to : la fin vient après le début, le même jour.")
    return Volunteer(one.id, groups_known(one.skills), free, least, most)


def _quarter(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 4 * int(hours) + int(minutes) // 15
