"""Erlang's blocking probability over intervals, with bounded slopes by the load."""

from __future__ import annotations

from mlsysim_sym.book import arithmetic
from mlsysim_sym.book.curves import by_signs
from mlsysim_sym.book.ends import Ends, add, divide, multiply, rounded_up
from mlsysim_sym.book.jet import Jet, Number, jet

_signed = by_signs(arithmetic.erlang_b, (1, -1), (False, True))


def erlang_b(load: Number, servers: Number) -> Jet:
    """Return the blocking probability B; its slope by the load is B (servers / load - 1 + B).

    That lies between 0 and 1, as B servers / load is at most the probability with one server less; and below
    (1 - B) / load, as the load that is carried rises with what is offered.

    >>> erlang_b(Jet(1.0, 1.0, 1.0, 1.0), 1)
    Jet([0.4999999999994999, 0.5000000000005003], slope [0.2499999999994997, 0.25000000000050066])
    """
    a, c = jet(load), jet(servers)
    signed = _signed(a, c)
    if a.constant or not c.constant or c.low < 1:
        return signed
    return Jet(signed.low, signed.high, *multiply(_slope(a, c, (max(signed.low, 0.0), min(signed.high, 1.0))), a.slope))


def _slope(load: Jet, servers: Jet, blocked: Ends) -> Ends:
    if load.low <= 0:
        return (0.0, 1.0)
    rise = multiply(blocked, add(add(divide(servers.value, load.value), (-1.0, -1.0)), blocked))
    carried = divide((0.0, rounded_up(1.0 - blocked[0])), (load.low, load.low))
    return max(rise[0], 0.0), min(rise[1], carried[1], 1.0)
