"""Closed forms of the queues everything is checked against: Erlang B and C (M/M/n), Erlang A (M/M/n+M).

Sources: A. K. Erlang, 1917; C. Palm, « Research on telephone traffic carried by full availability groups », 1957;
notation of O. Garnett, A. Mandelbaum and M. Reiman, « Designing a call center with impatient customers », 2002.
Rates are per unit of time, any one; waits come back in that unit.
"""

from dataclasses import dataclass
from math import exp, lgamma, log


def erlang_b(load: float, servers: int) -> float:
    """Share blocked in M/M/n/n with `load` erlangs, by the usual recursion."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Probability of waiting in M/M/n; 1 when the load is too much for the servers."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(load, servers)
    return servers * blocked / (servers - load * (1 - blocked))


def mean_wait(arrival: float, service: float, servers: int) -> float:
    """Mean wait of M/M/n, those who do not wait included. ValueError when the queue grows without end."""
    load = arrival / service
    if load >= servers:
        raise ValueError("the load is too much for the servers")
    return erlang_c(load, servers) / (servers * service - arrival)


@dataclass(frozen=True)
class ErlangA:
    """M/M/n+M in its steady state."""

    waits: float
    """Probability of not being served at once."""
    abandons: float
    mean_wait: float
    """Of all, served or not."""


def erlang_a(arrival: float, service: float, patience: float, servers: int, most: int = 100_000) -> ErlangA:
    """`patience`: rate of leaving of one who waits. States are summed until the rest weighs nothing."""
    # Birth and death: up at `arrival`, down at min(k, n)·service + max(0, k - n)·patience. In logarithms: n! overflows.
    weights, k = [k * log(arrival / service) - lgamma(k + 1) for k in range(servers + 1)], servers
    highest = max(weights)
    while k < servers + most:
        k += 1
        weights.append(weights[-1] + log(arrival) - log(servers * service + (k - servers) * patience))
        highest = max(highest, weights[-1])
        if weights[-1] < highest - 40 and arrival < servers * service + (k - servers) * patience:
            break
    shares = [exp(weight - highest) for weight in weights]
    total = sum(shares)
    waiting = sum((k - servers) * share for k, share in enumerate(shares) if k > servers) / total
    return ErlangA(
        waits=sum(shares[servers:]) / total, abandons=patience * waiting / arrival, mean_wait=waiting / arrival
    )


def served_within(arrival: float, service: float, patience: float, servers: int, within: float) -> float:
    """Share of all who are served after waiting at most `within`, in the steady state of M/M/n+M.

    Density of the wait offered to one who comes: F. Baccelli and G. Hébuterne, « On queues with impatient customers »,
    1981; S. Zeltyn and A. Mandelbaum, « Call centers with impatient customers », 2005. Summed by Simpson's rule.
    """
    queue = erlang_a(arrival, service, patience, servers)
    # Erlang A's own states: those before the last server, against all.
    last_but_one = _share_of(arrival, service, servers - 1, servers) * (1 - queue.waits)

    def offered_and_kept(wait: float) -> float:
        lost = (1 - exp(-patience * wait)) / patience if patience else wait
        return exp(arrival * lost - servers * service * wait - patience * wait)

    steps = 2 * max(20, int(within * servers * service))
    step = within / steps
    inner = sum((4 if k % 2 else 2) * offered_and_kept(k * step) for k in range(1, steps))
    summed = step / 3 * (offered_and_kept(0) + inner + offered_and_kept(within))
    return 1 - queue.waits + arrival * last_but_one * summed


def fewest(load: float, service: float, patience: float, within: float, share: float) -> int:
    """The fewest servers with whom `share` of the requests are served `within`; 0 without any load."""
    if load <= 0:
        return 0
    too_few, enough = 0, 1

    def is_enough(servers: int) -> bool:
        return served_within(load * service, service, patience, servers, within) >= share

    while not is_enough(enough):
        too_few, enough = enough, max(2 * enough, int(load))
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return enough


def _share_of(arrival: float, service: float, state: int, below: int) -> float:
    """The weight of `state` among the states under `below`, which Erlang A shares with M/M/n/n."""
    weights = [k * log(arrival / service) - lgamma(k + 1) for k in range(below)]
    highest = max(weights)
    return exp(weights[state] - highest) / sum(exp(weight - highest) for weight in weights)
