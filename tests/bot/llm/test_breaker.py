"""When a failing server is left alone."""

from bot.llm.breaker import CircuitBreaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(2, 10, clock)
    for _ in range(2):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = CircuitBreaker(2, 10, Clock())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.allows()


def test_after_a_while_one_request_may_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.state == "half_open"
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_failed_try_opens_it_again() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.allows()
    breaker.failed()
    clock.now = 19
    assert not breaker.allows()
    clock.now = 20
    assert breaker.allows()


def test_a_try_that_was_abandoned_leaves_room_for_another() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 10
    assert breaker.allows()
    breaker.gave_up()
    assert breaker.allows()
