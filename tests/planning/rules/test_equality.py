"""Whether a week was equal, and what the rota needs if it was not."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.curriculum.rules import LEVELS, SUBJECTS, band
from declic.dispatch.rules.matcher import Skill
from declic.planning.rules.equality import (
    CHILDREN,
    ENOUGH,
    LEAST,
    POINTS,
    Break,
    Class,
    Row,
    as_row,
    hours_missing,
    judged,
)
from declic.planning.rules.need import World
from declic.planning.rules.words import break_words, needs

DAYS = 7
EVENING = range(66, 88)


def of(asked: int, kept: int, children: int = 50) -> Class:
    quarters = Counter(EVENING[number % len(EVENING)] for number in range(asked))
    return Class(asked, kept, quarters, frozenset(range(min(children, asked))))


def breaks_of(classes: dict[Skill, Class]) -> dict[tuple[Row, str], Break]:
    week = judged(classes, DAYS)
    assert week is not None
    return {(one.row, one.code): one for one in week.breaks}


def test_a_week_in_which_all_are_served_alike_is_equal() -> None:
    week = judged({("MAT", "4E"): of(200, 190), ("FRA", "3E"): of(100, 95), ("PHI", "TG"): of(100, 92)}, DAYS)
    assert week is not None
    assert (week.breaks, week.unjudged) == ((), ())
    assert judged({}, DAYS) is None


def test_a_level_under_the_whole_and_a_group_under_its_least_say_whom_the_rota_needs() -> None:
    found = breaks_of({("MAT", "4E"): of(400, 392), ("PHI", "TG"): of(60, 36), ("MAT", "TG"): of(40, 39)})
    level, group = found[Row.LEVEL, "TG"], found[Row.GROUP, "PHI lycée"]
    assert set(found) == {(Row.LEVEL, "TG"), (Row.GROUP, "PHI lycée")}
    assert level.share == Fraction(75, 100)
    assert level.least == Fraction(467, 500) - POINTS
    assert group.least == LEAST
    assert level.skills == (("PHI", "TG"), ("MAT", "TG"))
    assert group.skills == (("PHI", "TG"),)
    assert 1 < group.hours < 60
    words = break_words(as_row(group)).replace("\u00a0", " ")
    assert words.startswith("Philosophie, lycée : 60 % au lieu de 85 %. ")
    assert "h de plus par semaine : Philo" in words


def test_a_level_far_above_the_others_is_told_and_needs_nobody() -> None:
    found = breaks_of({("MAT", "4E"): of(400, 352), ("MAT", "CP"): of(40, 40)})
    (one,) = found.values()
    assert (one.code, one.is_above, one.hours, one.skills) == ("CP", True, 0.0, ())
    assert needs(as_row(one)) == ""


@pytest.mark.parametrize(("asked", "children"), [(ENOUGH - 1, 50), (ENOUGH, CHILDREN - 1)])
def test_few_requests_or_few_children_are_not_judged(asked: int, children: int) -> None:
    week = judged({("MAT", "4E"): of(400, 400), ("PHI", "TG"): of(asked, 0, children)}, DAYS)
    assert week is not None
    assert week.breaks == ()
    assert set(week.unjudged) == {"TG", "PHI lycée"}


SKILLS = st.tuples(st.sampled_from(sorted(SUBJECTS)), st.sampled_from(list(LEVELS)))
COUNTS = st.tuples(st.integers(0, 120), st.integers(0, 120)).map(lambda two: (max(two), min(two)))
WEEKS = st.dictionaries(SKILLS, COUNTS, min_size=1, max_size=14).map(
    lambda found: {skill: of(*counts) for skill, counts in found.items() if counts[0]}
)


@given(WEEKS)
def test_what_breaks_is_exactly_what_the_rule_says(classes: dict[Skill, Class]) -> None:
    week = judged(classes, DAYS)
    if week is None:
        assert not classes
        return
    whole = Fraction(sum(one.kept for one in classes.values()), sum(one.asked for one in classes.values()))
    wanted: set[tuple[Row, str]] = set()
    rows = {(Row.LEVEL, level): {s: c for s, c in classes.items() if s[1] == level} for _, level in classes}
    rows |= {
        (Row.GROUP, f"{subject} {band(level)}"): {
            s: c for s, c in classes.items() if (s[0], band(s[1])) == (subject, band(level))
        }
        for subject, level in classes
    }
    for name, held in rows.items():
        asked, kept = sum(one.asked for one in held.values()), sum(one.kept for one in held.values())
        children = set().union(*(one.children for one in held.values()))
        if asked < ENOUGH or len(children) < CHILDREN:
            continue
        share = Fraction(kept, asked)
        if abs(share - whole) > POINTS if name[0] is Row.LEVEL else share < LEAST:
            wanted.add(name)
    assert {(one.row, one.code) for one in week.breaks} == wanted
    for one in week.breaks:
        assert (one.hours > 0) != one.is_above
        assert bool(one.skills) != one.is_above
        assert all(0 <= at.kept < at.asked for at in (classes[skill] for skill in one.skills))


@given(WEEKS, st.randoms())
def test_the_order_in_which_classes_come_changes_nothing(classes: dict[Skill, Class], dice: object) -> None:
    shuffled = list(classes.items())
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(dict(shuffled), DAYS) == judged(classes, DAYS)


@given(
    st.dictionaries(st.sampled_from(list(EVENING)), st.integers(1, 60), min_size=1),
    st.fractions(0, 1),
    st.fractions(0, 1),
    st.fractions(Fraction(1, 2), Fraction(19, 20)),
)
def test_the_farther_from_the_least_the_more_hours(
    arrivals: dict[int, int], one: Fraction, other: Fraction, least: Fraction
) -> None:
    worse, better = sorted((one, other))
    missing = [hours_missing(arrivals, share, least, DAYS, World()) for share in (worse, better)]
    assert missing[0] >= missing[1] - 1e-9 >= -1e-9
    assert (missing[1] > 0) == (better < least)
