"""Whatever happens in a refresh, the published snapshot goes on answering and the next run succeeds."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.embedding import OnnxEmbedder
from knowledge.errors import ExitCode, HanniError
from knowledge.settings import Settings
from knowledge.snapshot import SnapshotStore
from tests.conftest import environment, hanni
from tests.ingest.city import City
from tests.ingest.test_builder import first_service, leftovers

#: More of them, in other moments: KILLS=50 pytest -k kill -o timeout=3600
KILLS = int(os.environ.get("KILLS", "6"))


def command(city: City, *more: str) -> tuple[list[str], dict[str, str]]:
    """The command as a process of its own, with the golden questions of the small content."""
    golden = str(city.editor.settings.content / "golden.yaml")
    program = str(Path(sys.executable).parent / "hanni")
    return [program, "refresh", "--yes", *more], environment(city.editor.settings, HANNI_GOLDEN=golden)  # fmt: skip


def is_clean(city: City) -> bool:
    """Whether nothing half-made lies about."""
    rest = [path.name for path in (city.data / "sources").glob("*") if path.suffix != ".sqlite3"]
    return not leftovers(city.editor.settings) and not rest


@pytest.mark.timeout(60 * max(5, KILLS))
def test_a_kill_at_any_moment_leaves_the_published_snapshot(
    city: City,
    embedder: OnnxEmbedder,
) -> None:
    """``kill -9`` at random moments of a refresh that reads every source."""
    settings = city.editor.settings
    city.refresh()
    city.put(0, fee=1, day="2025-02-01")
    arguments, variables = command(city)
    began = time.monotonic()
    subprocess.run(arguments, env=variables, check=True, capture_output=True)
    whole = time.monotonic() - began
    generator = random.Random(KILLS)
    for kill in range(KILLS):
        before = SnapshotStore(settings).published()
        assert before is not None
        city.put(0, fee=500 + kill, day=f"2025-03-01T00:{kill:02}:00")
        process = subprocess.Popen(
            arguments, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(generator.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert SnapshotStore(settings).published() in {before, before + 1}
        assert first_service(settings, embedder, "Hund anmelden") == "hundesteuer"
    city.refresh("--rebuild")
    assert is_clean(city)
    assert f"{500 + KILLS - 1} Euro" in city.editor.says("show", "page-900000000")


@contextmanager
def files_no_larger_than(limit: int) -> Iterator[None]:
    """A disk that is full soon: every file ends at so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kilobytes", [8, 60, 200, 500])
def test_a_full_disk_is_told_and_changes_nothing(
    city: City,
    embedder: OnnxEmbedder,
    kilobytes: int,
) -> None:
    city.refresh()
    for number in range(8):
        city.put(number, fee=700 + number, day="2025-02-01")
    with files_no_larger_than(1000 * kilobytes):
        failed = city.editor("refresh", "--yes")
    assert isinstance(failed.exception, HanniError), failed.exception
    assert failed.exception.exit_code == ExitCode.SNAPSHOT
    assert "written" in failed.exception.message
    assert city.editor.published == 1
    assert first_service(city.editor.settings, embedder, "Hund anmelden") == "hundesteuer"
    assert city.refresh() == {"changed": 8}
    assert is_clean(city)


def test_the_second_of_two_refreshes_says_so_and_leaves(city: City) -> None:
    city.refresh()
    city.put(0, fee=1, day="2025-02-01")
    arguments, variables = command(city, "--rebuild")
    first = subprocess.Popen(arguments, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    lock = city.data / "snapshots"
    try:
        while not list(lock.glob(".building-*")):
            assert first.poll() is None
            time.sleep(0.02)
        os.kill(first.pid, signal.SIGSTOP)
        second = hanni("refresh", "--yes", "--rebuild", env=variables)
        os.kill(first.pid, signal.SIGCONT)
        assert second.returncode == ExitCode.BUSY
        assert "Another refresh is running" in second.stderr
        assert first.wait(timeout=100) == 0
    finally:
        first.kill()
        first.wait()
    assert city.editor.published == 2
    assert is_clean(city)


def test_a_slow_page_is_left_as_it_was(city: City, small_settings: Settings) -> None:
    city.refresh()
    path = next(iter(city.portal.pages))
    city.portal.lastmod[path] = "2025-02-02"
    city.portal.slow = {path: 1.5}
    text = (city.data / "sources.yaml").read_text()
    (city.data / "sources.yaml").write_text(text.replace("sitemap.xml\",", "sitemap.xml\", seconds: 0.5,"))  # fmt: skip
    told = city.editor("refresh", "--yes")
    assert told.exit_code == 0
    assert path in told.stderr.replace("\n", "")
    assert city.editor.published == 1
