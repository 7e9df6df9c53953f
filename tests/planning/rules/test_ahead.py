"""A week searched while it is under way."""

from declic.planning.rules.ahead import left_of, need_from
from declic.planning.rules.covers import Cover
from declic.planning.rules.shifts import Stretch, Volunteer

MATHS = Cover("Maths, collège", frozenset({("MAT", "collège")}))


def test_what_is_over_is_neither_offered_nor_needed() -> None:
    free = (Stretch(0, 66, 82), Stretch(2, 40, 56), Stretch(2, 66, 82), Stretch(4, 66, 82))
    one = Volunteer("1", frozenset(MATHS.groups), free, 0, 40)
    left = left_of({7: one}, (2, 70))
    assert left[7].free == (Stretch(2, 70, 82), Stretch(4, 66, 82))
    assert left_of({7: one}, (2, 77))[7].free == (Stretch(4, 66, 82),), "no shift is so short"
    needed = {(MATHS, day, quarter): 1 for day, quarter in ((0, 70), (2, 69), (2, 70), (3, 0))}
    assert sorted(place[1:] for place in need_from(needed, (2, 70))) == [(2, 70), (3, 0)]
