"""Closed forms against published values."""

import pytest

from declic.planning.rules.queueing import erlang_a, erlang_b, erlang_c, mean_wait


def test_erlang_b_as_in_the_tables() -> None:
    """ITU-D, Teletraffic Engineering Handbook, table of Erlang B: 10 lines, 1 % blocked at 4.46 erlangs."""
    assert erlang_b(4.461, 10) == pytest.approx(0.01, abs=1e-4)
    assert erlang_b(12.03, 20) == pytest.approx(0.01, abs=1e-4)


def test_one_server_waits_as_the_book_says() -> None:
    assert erlang_c(0.8, 1) == pytest.approx(0.8)
    assert mean_wait(0.8, 1.0, 1) == pytest.approx(0.8 / 0.2)


def test_too_much_load_has_no_steady_wait() -> None:
    assert erlang_c(10, 10) == 1
    with pytest.raises(ValueError, match="too much"):
        mean_wait(10, 1, 10)


def test_patience_without_end_is_erlang_c_and_as_short_as_a_lesson_is_a_poisson_law() -> None:
    patient = erlang_a(8, 1, 1e-9, 10)
    assert patient.waits == pytest.approx(erlang_c(8, 10), rel=1e-5)
    assert patient.mean_wait == pytest.approx(mean_wait(8, 1, 10), rel=1e-5)
    # At equal rates of ending and leaving the number present is Poisson (M/M/∞).
    equal = erlang_a(5, 1, 1, 4)
    assert equal.waits == pytest.approx(
        1 - sum(5**k / f for k, f in enumerate((1, 1, 2, 6))) * 2.718281828**-5, rel=1e-6
    )


def test_who_leaves_is_the_rate_of_leaving_times_the_wait() -> None:
    found = erlang_a(21, 1, 0.4, 20)
    assert found.abandons == pytest.approx(0.4 * found.mean_wait)
