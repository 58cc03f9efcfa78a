"""How many questions one address may ask; in memory, or in Redis for several replicas."""

import hashlib
import logging
import time
from collections.abc import Callable

from limits import parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError, StorageError

from knowledge.errors import SettingsError

log = logging.getLogger(__name__)


class RateLimit:
    """A sliding window per address. Addresses are kept as hashes, for one window."""

    def __init__(
        self, limit: str, redis_url: str | None, clock: Callable[[], float] = time.time
    ) -> None:
        storage: Storage
        if redis_url:
            # An unreachable Redis must not stop answers: it lets everybody in, see wait().
            try:
                storage = RedisStorage(
                    f"async+{redis_url}", wrap_exceptions=True, implementation="redispy"
                )
            except (ConfigurationError, ValueError) as error:
                raise SettingsError(
                    f"HANNI_REDIS_URL cannot be used: {error}.",
                    "It looks like redis://redis:6379/0",
                ) from None
        else:
            storage = MemoryStorage()
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._limit = parse(limit)
        self._clock = clock

    async def wait(self, address: str) -> int | None:
        """Seconds to wait before the next question, None if it is allowed now."""
        key = hashlib.blake2b(address.encode(), digest_size=12).hexdigest()
        try:
            if await self._limiter.hit(self._limit, key):
                return None
            window = await self._limiter.get_window_stats(self._limit, key)
        except StorageError as error:
            log.warning("the rate limit's Redis does not answer: %s", error)
            return None
        return max(1, round(window.reset_time - self._clock()))
