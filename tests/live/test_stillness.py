"""A room in which nothing happens is asked about, given time, and only then ended."""

from declic.live.rooms.stillness import PATIENCE_S, STILL_S, Due, Stillness


def test_it_is_asked_once_then_ended_once() -> None:
    still = Stillness()
    assert still.look("a", 0) is None
    assert still.look("a", STILL_S - 1) is None
    assert still.look("a", STILL_S) is Due.ASK
    assert still.look("a", STILL_S + PATIENCE_S - 1) is None
    assert still.look("a", STILL_S + PATIENCE_S) is Due.END
    assert still.look("a", STILL_S + PATIENCE_S + 5) is None


def test_any_sign_begins_it_again_after_the_question_too() -> None:
    still = Stillness()
    still.look("a", 0)
    still.look("b", STILL_S - 1)
    assert still.look("b", STILL_S + 1) is None
    assert still.look("b", 2 * STILL_S - 1) is Due.ASK
    assert still.look("c", 2 * STILL_S + 5) is Due.ANSWERED
    assert still.look("c", 2 * STILL_S + PATIENCE_S) is None
    assert still.look("c", 3 * STILL_S + 5) is Due.ASK
