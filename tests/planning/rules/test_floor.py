"""Who is on shift so that rare subjects have their floor."""

import pytest

from declic.planning.rules.floor import ENOUGH, Pace, needed, on_shift, served
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Recipe, Scenario

MATHS, GERMAN, PHYSICS = ("MAT", "4E"), ("ALL", "4E"), ("PC", "4E")
GROUPS = [{MATHS: 0.9}, {GERMAN: 0.1}]
ONLY_MATHS, ONLY_GERMAN, BOTH = frozenset({MATHS}), frozenset({GERMAN}), frozenset({MATHS, GERMAN})
PACE = Pace(busy_s=1_380, leaving=1 / 1_140)


def kept(german: int, load: float) -> list[float]:
    """Served in time of each group, of 100 teachers so many in German."""
    return [served(90 * load, 100 - german, PACE), served(10 * load, german, PACE)]


def chosen_in_german(load: float) -> int:
    volunteers = [ONLY_MATHS] * 180 + [ONLY_GERMAN] * 20
    return [volunteers[place] for place in on_shift(volunteers, GROUPS, 100, load, PACE)].count(ONLY_GERMAN)


def test_a_small_group_has_more_above_its_load_until_all_are_served_alike() -> None:
    german = chosen_in_german(1.1)
    assert german == max(range(1, 21), key=lambda number: min(kept(number, 1.1)))
    assert min(kept(german, 1.1)) > min(kept(10, 1.1)) + 0.15, "as many in a hundred as they are asked for"


def test_once_all_are_served_well_the_others_go_where_most_are_late() -> None:
    german = chosen_in_german(0.9)
    assert min(kept(german, 0.9)) > ENOUGH
    together = [0.9 * maths + 0.1 * german for maths, german in (kept(number, 0.9) for number in range(1, 21))]
    assert together[german - 1] == pytest.approx(max(together), abs=0.001)


def test_whoever_knows_both_comes_and_nobody_is_counted_on_twice() -> None:
    volunteers = [ONLY_MATHS] * 100 + [ONLY_GERMAN] * 100 + [BOTH] * 10
    alike = [{MATHS: 0.5}, {GERMAN: 0.5}]
    chosen = [volunteers[place] for place in on_shift(volunteers, alike, 40, 1.0, PACE)]
    assert [chosen.count(kind) for kind in (ONLY_MATHS, ONLY_GERMAN, BOTH)] == [15, 15, 10]


def test_of_halves_left_by_the_sharing_out_the_smallest_group_is_rounded_up() -> None:
    """A programme leaves German between two whole numbers: a teacher less in maths is less to maths."""
    for load in (1.0, 1.1, 1.2):
        german = chosen_in_german(load)
        assert kept(german, load)[1] >= min(ENOUGH, kept(german, load)[0]) - 0.01


def test_when_too_few_volunteer_all_come() -> None:
    volunteers = [ONLY_MATHS] * 5 + [ONLY_GERMAN]
    assert on_shift(volunteers, GROUPS, 100, 1.0, PACE) == list(range(6))


def test_the_teachers_needed_are_told_between_two_whole_numbers() -> None:
    for share in (0.5, 0.9, 0.95):
        number = needed(3.9, share, 100, PACE)
        assert served(3.9, int(number), PACE) <= share <= served(3.9, int(number) + 1, PACE)
    assert needed(3.9, 0.95, 4, PACE) == 4, "no more than there are"
    assert needed(3.9, -1.0, 4, PACE) == 0


def test_the_same_volunteers_give_the_same_choice_whatever_their_order_in_the_sets() -> None:
    volunteers = [frozenset({MATHS, PHYSICS}), ONLY_MATHS, ONLY_GERMAN, BOTH] * 10
    groups = [{MATHS: 0.6}, {GERMAN: 0.2}, {PHYSICS: 0.2}]
    assert on_shift(volunteers, groups, 20, 1.0, PACE) == on_shift(list(volunteers), groups, 20, 1.0, PACE)


def test_an_evening_with_a_floor_has_as_many_teachers_and_the_same_requests_and_more_who_know_what_is_rare() -> None:
    def drawn(*, floor: bool) -> Scenario:
        return draw(Scenario("essai", (), ()), Recipe(teachers=500, load=1.0, floor=floor), 3)

    without, with_one = drawn(floor=False), drawn(floor=True)
    assert len(with_one.teachers) == len(without.teachers) == 500
    assert with_one.requests == without.requests
    for skill in (("ALL", "TG"), ("ES", "1G"), ("SNT", "2GT")):
        know = [sum(skill in teacher.skills for teacher in evening.teachers) for evening in (without, with_one)]
        assert know[0] < know[1]
