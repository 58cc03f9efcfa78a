"""A circuit breaker: a server that keeps failing is left alone for a while."""

from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]
STATES: tuple[State, ...] = ("closed", "half_open", "open")


class CircuitBreaker:
    """Opens after some failures in a row; after some seconds one request may try again.

    Used from one event loop: nothing here waits.
    """

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float]) -> None:
        """``clock`` tells monotonic seconds."""
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._opened: float | None = None
        self._trying = False

    @property
    def state(self) -> State:
        """``half_open``: the time is over, and one request may find out."""
        if self._opened is None:
            return "closed"
        return "half_open" if self._clock() - self._opened >= self._seconds else "open"

    def allows(self) -> bool:
        """Whether a request may be made; whoever gets True must report how it went."""
        if self.state == "half_open" and not self._trying:
            self._trying = True
            return True
        return self.state == "closed"

    def succeeded(self) -> None:
        """The server answered, whatever it said."""
        self._failures, self._opened, self._trying = 0, None, False

    def failed(self) -> None:
        """The server did not answer, or not in time."""
        self._failures += 1
        self._trying = False
        if self._opened is not None or self._failures >= self._most:
            self._opened = self._clock()

    def gave_up(self) -> None:
        """The request was left before it said anything about the server."""
        self._trying = False
