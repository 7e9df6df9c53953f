"""A process that is late says so for a moment."""

from declic.ground.strain import LATE_S, REST_S, Strain


def test_it_is_late_for_a_moment_after_something_waited_too_long() -> None:
    strain = Strain()
    assert not strain.is_late(0)
    strain.waited(LATE_S, 10)
    assert not strain.is_late(10)
    strain.waited(LATE_S + 0.1, 11)
    assert strain.is_late(11)
    strain.waited(0.1, 11.5)  # others were in time: that one was not
    assert strain.is_late(11 + REST_S - 0.1)
    assert not strain.is_late(11 + REST_S)
