"""What teachers offer for a week, as a file tells it. An unknown, missing or senseless field is refused by its name."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from declic.dispatch.rules.matcher import Skill
from declic.ground.errors import Refusal
from declic.planning.rules.covers import groups_known
from declic.planning.rules.json_file import FileFault, Words, fault, told
from declic.planning.rules.scenario import check_class
from declic.planning.rules.shifts import Stretch, Volunteer

Clock = Annotated[str, Meta(pattern=r"^([01]?\d|2[0-3]):(00|15|30|45)$")]
Hours = Annotated[float, Meta(ge=0, le=60)]


class _Free(Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "after": "to"}):
    day: Annotated[int, Meta(ge=0, le=6)]
    first: Clock
    after: Clock


class _Teacher(Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, Meta(min_length=1)]
    skills: Annotated[tuple[Skill, ...], Meta(min_length=1)]
    free: tuple[_Free, ...]
    hours: tuple[Hours, Hours]
    """Wanted in the week, at least and at most."""
    runs_over: bool = False


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    teachers: Annotated[tuple[_Teacher, ...], Meta(min_length=1)]


_WORDS: Final = Words(choices=(), clock="17:15")


def read(text: bytes) -> list[Volunteer]:
    """The volunteers of a JSON file. Refusal `week`, whose sentence says where it is wrong."""
    try:
        found = told(text, _File, words=_WORDS)
        names = [one.id for one in found.teachers]
        if len(set(names)) < len(names):
            raise fault("teachers", "le même id y est deux fois")
        return [_volunteer(one, f"teachers[{number}]") for number, one in enumerate(found.teachers)]
    except FileFault as wrong:
        raise Refusal("week", str(wrong)) from None


def _volunteer(one: _Teacher, place: str) -> Volunteer:
    for number, (subject, level) in enumerate(one.skills):
        field = f"{place}.skills[{number}]"
        check_class(subject, level, field, field)
    least, most = (round(4 * hours) for hours in one.hours)
    if least > most:
        raise fault(f"{place}.hours", "le moins vient avant le plus")
    free = tuple(Stretch(each.day, _quarter(each.first), _quarter(each.after)) for each in one.free)
    for number, stretch in enumerate(free):
        if stretch.after <= stretch.first:
            raise fault(f"{place}.free[{number}].to", "la fin vient après le début, le même jour")
    return Volunteer(one.id, groups_known(one.skills), free, least, most, runs_over=one.runs_over)


def _quarter(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 4 * int(hours) + int(minutes) // 15
