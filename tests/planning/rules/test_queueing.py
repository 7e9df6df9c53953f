"""Closed forms against published values."""

import pytest

from declic.planning.rules.queueing import erlang_a, erlang_b, erlang_c, fewest, mean_wait, served_within


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


def test_fifty_agents_as_published() -> None:
    """Garnett, Mandelbaum and Reiman, 2002, table 1: 48 calls a minute, each of one, 50 agents, patience two."""
    impatient = erlang_a(48, 1, 0.5, 50)
    assert 60 * mean_wait(48, 1, 50) == pytest.approx(20.8, abs=0.05)
    assert impatient.abandons == pytest.approx(0.031, abs=0.0005)
    assert 60 * impatient.mean_wait == pytest.approx(3.7, abs=0.05)


def test_who_is_served_in_time_lies_between_who_is_served_at_once_and_who_is_served_at_all() -> None:
    found = erlang_a(21, 1, 0.4, 20)
    shares = [served_within(21, 1, 0.4, 20, within) for within in (0.0, 0.05, 0.2, 1.0, 20.0)]
    assert shares[0] == pytest.approx(1 - found.waits)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1 - found.abandons, rel=1e-6)


def test_without_impatience_the_wait_is_exponential() -> None:
    """M/M/n: of those who wait, exp(-(n·service - arrival)·t) wait longer than t."""
    assert served_within(8, 1, 1e-9, 10, 0.7) == pytest.approx(
        1 - erlang_c(8, 10) * 2.718281828 ** (-2 * 0.7), rel=1e-5
    )


@pytest.mark.parametrize("load", [0.05, 0.7, 5, 60, 400])
def test_the_fewest_servers_are_enough_and_one_less_is_not(load: float) -> None:
    servers = fewest(load, 1 / 1400, 1 / 1150, 300, 0.95)
    assert served_within(load / 1400, 1 / 1400, 1 / 1150, servers, 300) >= 0.95
    assert servers == 1 or served_within(load / 1400, 1 / 1400, 1 / 1150, servers - 1, 300) < 0.95
    assert fewest(0, 1, 1, 1, 0.95) == 0
