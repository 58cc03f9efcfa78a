"""The command ``hanni`` as an editor types it: output, exit codes, never a traceback."""

import json
from pathlib import Path

import pytest

from knowledge.errors import ExitCode
from knowledge.languages import SUPPORTED
from knowledge.settings import Settings
from tests.conftest import environment, hanni


def test_status_shows_what_is_published(published: Settings) -> None:
    shown = hanni("status", env=environment(published))
    assert shown.returncode == 0
    assert "64 services, 47 FAQs, 15 referrals" in shown.stdout
    assert "Türkçe (tr)" in shown.stdout


def test_status_as_json(published: Settings) -> None:
    status = json.loads(hanni("status", "--json", env=environment(published)).stdout)
    assert status["services"] == 64
    assert status["faqs"] == 47
    assert set(status["languages"]) == set(SUPPORTED)


def test_ask_answers_in_turkish_with_link_and_source(published: Settings) -> None:
    asked = hanni("ask", "Yeni adresimi nasıl kaydettiririm?", env=environment(published))
    assert asked.returncode == 0
    assert "answered, tr" in asked.stdout
    assert "iki hafta" in asked.stdout
    assert "https://wohnsitzanmeldung.gov.de/" in asked.stdout
    assert "§ 17 Abs. 1 BMG, 2026-08-19" in asked.stdout


def test_model_status(published: Settings) -> None:
    status = json.loads(hanni("model", "status", "--json", env=environment(published)).stdout)
    assert status["problem"] is None
    assert status["engine_cosine"] > 0.999
    assert status["languages"]["problem"] is None


def test_setup_with_everything_there_changes_nothing(published: Settings) -> None:
    done = hanni("setup", env=environment(published))
    assert done.returncode == 0
    assert "Snapshot 1 is published" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "variables", "code", "says"),
    [
        (["status"], {"HANNI_DATA": "/tmp/hanni-nowhere"}, ExitCode.SNAPSHOT, "hanni refresh"),
        (["ask", "x"], {"HANNI_DATA": "/tmp/hanni-nowhere"}, ExitCode.SNAPSHOT, "hanni refresh"),
        (["status"], {"HANNI_KEEP_SNAPSHOTS": "many"}, ExitCode.SETTINGS, "HANNI_KEEP_SNAPSHOTS"),
        (["serve"], {"HANNI_PORT": "99999"}, ExitCode.SETTINGS, "HANNI_PORT"),
        (["serve"], {"HANNI_RATE_LIMIT": "often"}, ExitCode.SETTINGS, "HANNI_RATE_LIMIT"),
        (["serve"], {"HANNI_FALLBACK_LANGUAGE": "xx"}, ExitCode.SETTINGS, "one of de, en"),
        (["serve"], {"HANNI_FEEDBACK_URL": "nonsense"}, ExitCode.SETTINGS, "HANNI_FEEDBACK_URL"),
        (["refresh"], {"HANNI_CONTENT": "/dev"}, ExitCode.CONTENT, "HANNI_CONTENT"),
        (["refresh"], {"HANNI_DATA": "/dev/null/x"}, ExitCode.SNAPSHOT, "HANNI_DATA"),
        (["model", "build"], {"HANNI_CACHE": "/dev/null/x"}, ExitCode.MODEL, "HANNI_CACHE"),
        (["model", "status"], {"HANNI_CACHE": "/dev/null/x"}, ExitCode.MODEL, "hanni model build"),
        (["rollback", "99"], {}, ExitCode.SNAPSHOT, "Snapshot 99"),
        (["refresh", "--wrong"], {}, ExitCode.USAGE, "--wrong"),
    ],
)
def test_a_mistake_is_two_lines_and_a_code(
    published: Settings, arguments: list[str], variables: dict[str, str], code: int, says: str
) -> None:
    failed = hanni(*arguments, env=environment(published, **variables))
    output = failed.stdout + failed.stderr
    assert failed.returncode == code, output
    assert says in output
    assert "Traceback" not in output


def test_a_port_in_use_is_named_at_once(published: Settings) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        failed = hanni("serve", env=environment(published, HANNI_PORT=port))
    assert failed.returncode == ExitCode.ADDRESS
    assert f"cannot listen on 127.0.0.1:{port}" in failed.stderr
    assert "HANNI_PORT" in failed.stderr


def test_a_mistake_in_a_file_is_named(small_settings: Settings) -> None:
    path: Path = small_settings.content / "services" / "hundesteuer" / "de.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## cost", "## kosten"))
    failed = hanni("refresh", env=environment(small_settings))
    assert failed.returncode == ExitCode.CONTENT
    assert "hundesteuer/de.md" in failed.stderr.replace("\n", "")
    assert "Sections are: summary" in failed.stderr
