"""The ticker calls again and again, and holds nothing."""

import threading
from datetime import timedelta

from schedules.ticker import Tick, Ticker

SOON = timedelta(milliseconds=20)


def test_a_tick_is_called_again_and_again():
    calls = threading.Semaphore(0)
    ticker = Ticker(ticks=(Tick(name="count", every=SOON, act=calls.release),))

    ticker.start()
    seen = [calls.acquire(timeout=5) for _ in range(3)]
    ticker.stop()

    assert seen == [True] * 3


def test_a_tick_that_fails_is_called_again(caplog):
    calls = threading.Semaphore(0)

    def fail():
        calls.release()
        raise OSError("đĩa đầy")

    ticker = Ticker(ticks=(Tick(name="fail", every=SOON, act=fail),))
    ticker.start()
    seen = [calls.acquire(timeout=5) for _ in range(2)]
    ticker.stop()

    assert seen == [True] * 2


def test_a_slow_tick_is_never_called_twice_at_once():
    inside, most, enough = 0, 0, threading.Event()
    gate = threading.Event()

    def slow():
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        gate.wait(0.1)
        inside -= 1
        enough.set()

    ticker = Ticker(ticks=(Tick(name="slow", every=SOON, act=slow),))
    ticker.start()
    assert enough.wait(5)
    ticker.stop()

    assert most == 1
