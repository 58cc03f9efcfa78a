"""A folder for the time of a measurement."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread
from types import FrameType


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder that is gone afterwards, also after Ctrl-C and SIGTERM (CI, ``timeout``)."""
    with TemporaryDirectory(prefix="hanni-bench-") as folder, _sigterm_unwinds():
        yield Path(folder)


@contextmanager
def _sigterm_unwinds() -> Iterator[None]:
    """SIGTERM ends the process as an exception does, so that what is open is closed."""
    if current_thread() is not main_thread():  # signals are the main thread's business
        yield
        return
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)
