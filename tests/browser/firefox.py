"""A real headless Firefox, Debian's, driven by WebDriver BiDi over its own socket.

Playwright drives its own build of Firefox only, and Debian has no geckodriver.
"""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

#: Seconds for the browser to start, for one command, and for what a test waits for.
_START = 60
_COMMAND = 60
_WAIT = 30
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
#: Firefox asks its maker's hosts for nothing, and takes keys without a screen.
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "focusmanager.testmode": True,  # as if its window were in front
    "intl.accept_languages": "de",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """One page of a running Firefox."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self._command("session.new", capabilities={})
        tree = self._command("browsingContext.getTree")
        self._page: str = tree["contexts"][0]["context"]

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._command("browsingContext.navigate", context=self._page, url=url, wait="complete")
        self._command("browsingContext.activate", context=self._page)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression that is text, a number, true, false or null.

        Raises:
            AssertionError: it threw.
        """
        target = {"context": self._page}
        answer = self._command(
            "script.evaluate", expression=expression, target=target, awaitPromise=True
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true.

        Raises:
            AssertionError: it never was.
        """
        deadline = time.monotonic() + _WAIT
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < deadline, f"never true: {expression}"
            time.sleep(0.1)

    def click(self, element: str) -> None:
        """Click the middle of what a JavaScript expression names."""
        box = f"{element}.getBoundingClientRect()"
        x, y = (
            round(self.evaluate(f"{box}.{start} + {box}.{size} / 2"))
            for start, size in (("left", "width"), ("top", "height"))
        )
        actions = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        source = {"type": "pointer", "id": "mouse", "actions": actions}
        self._command("input.performActions", context=self._page, actions=[source])

    def type(self, text: str) -> None:
        """Press keys, as a person would; the special ones are those of WebDriver."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": keys}
        self._command("input.performActions", context=self._page, actions=[source])

    def _command(self, method: str, **parameters: Any) -> Any:
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=_COMMAND))
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start Firefox with an empty profile; stop it afterwards."""
    program = shutil.which("firefox-esr")
    assert program, "no firefox-esr: run 'make test'"
    lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in _PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [program, "--headless", "--remote-debugging-port", "0", "--profile", str(profile)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with connect(f"{_address(process)}/session", max_size=None, open_timeout=_START) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(timeout=_COMMAND)


def _address(process: subprocess.Popen[str]) -> str:
    """Where it listens; it says so among other things."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := _LISTENS.search(line):
            return found[1]
    raise AssertionError("firefox-esr ended before it listened")
