"""How much memory an XZuFi file of any size takes, and how long it is read.

    python -m tests.bench.xzufi_size [--megabytes 500] [--here 0.02]

A state's dump is generated: of its services the share ``--here`` is the city's own, the others are
other municipalities'.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_HERE, _THERE = "032410001001", "031520012012"
_TEXT = "Wer diese Leistung in Anspruch nimmt, legt einen Ausweis vor und zahlt {n} Euro. " * 12

_READ = """
import json, resource, sys, time
from pathlib import Path
from ingest.sources.base import Found, Problem
from ingest.sources.xzufi.files import XzufiFiles
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before, began = peak(), time.perf_counter()
source = XzufiFiles("land", (Path(sys.argv[1]),), (), ("032410001001",), "Stadt", Path(sys.argv[2]))
found = [item for item in source.fetch(lambda *_: None)]
services = sum(isinstance(item, Found) for item in found)
print(json.dumps([services, len(found) - services, peak() - before, time.perf_counter() - began]))
"""


def write_dump(path: Path, size: int, here: float) -> int:
    """Write a message of about so many bytes; the number of services in it."""
    every = max(1, round(1 / here))
    with path.open("w", encoding="utf-8") as stream:
        stream.write('<transfer xmlns="http://xoev.de/schemata/xzufi/2_2_0"><nachrichtenkopf/>')
        number = 0
        while stream.tell() < size:
            area = _HERE if number % every == 0 else _THERE
            modules = "".join(
                f"<modulText><leikaTextmodul><code>{code}</code></leikaTextmodul>"
                f'<inhalt languageCode="de">{_TEXT.format(n=number)}</inhalt></modulText>'
                for code in ("06", "08", "09", "11")
            )
            stream.write(
                f'<schreibe><leistung><id schemeAgencyID="L100">{number}</id>'
                "<modulText><leikaTextmodul><code>03</code></leikaTextmodul>"
                f'<inhalt languageCode="de">Leistung {number}</inhalt></modulText>{modules}'
                f"<gueltigkeitGebietID>{area}</gueltigkeitGebietID></leistung></schreibe>"
                "<loesche klasse='Leistung'><id schemeAgencyID='L999'>1</id></loesche>"
            )
            number += 1
        stream.write("</transfer>")
    return number


def read_dump(path: Path) -> tuple[int, int, int, float]:
    """Services that are the city's, problems, growth of the peak memory in bytes, seconds.

    In a process of its own: libxml2's memory is not Python's, and a peak never falls.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READ, path, path.with_suffix(".sqlite3")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    services, problems, grown, seconds = json.loads(done.stdout)
    return services, problems, grown, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--here", type=float, default=0.02)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "land.xml"
        began = time.perf_counter()
        written = write_dump(path, options.megabytes * 1_000_000, options.here)
        print(f"written: {written:,} services, {path.stat().st_size / 1e6:,.0f} MB, {time.perf_counter() - began:.0f} s")  # fmt: skip
        services, problems, grown, seconds = read_dump(path)
    print(f"read: {services:,} services of the city, {problems} problems, {seconds:.0f} s; peak memory grew by {grown / 1e6:.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
