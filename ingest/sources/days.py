"""Days as pages and messages name them."""

import re
from datetime import UTC, date, datetime
from typing import Any

_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")


def iso_day(value: Any) -> str | None:
    """An ISO date at the beginning of a value, if there is such a day and it is not to come."""
    match = _ISO.match(value) if isinstance(value, str) else None
    if not match:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    return day.isoformat() if date(1990, 1, 1) <= day <= datetime.now(UTC).date() else None
