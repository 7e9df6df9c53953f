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
