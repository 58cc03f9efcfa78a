"""The rate limit of the routes that cost something."""

from fastapi import Request

from bot.problems import Problem
from bot.service import Service


async def check_rate(service: Service, request: Request, language: str | None = None) -> None:
    """Count a request of its address.

    Raises:
        Problem: there were too many; it says in ``language`` how long to wait.
    """
    address = request.client.host if request.client else ""
    if (seconds := await service.rate_limit.wait(address)) is not None:
        service.metrics.refused.inc()
        raise Problem(
            429,
            "rate_limited",
            language=language,
            headers={"retry-after": str(seconds)},
            seconds=seconds,
        )
