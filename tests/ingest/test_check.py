"""The checks find what an editor did wrong, and name file and line."""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.builder import Builder
from ingest.check import run
from ingest.check.content import Content
from ingest.check.facts import last_day
from ingest.check.finding import Finding
from ingest.check.links import dead
from ingest.check.names import lost_aliases
from ingest.check.parallel import differences
from ingest.messages import LANGUAGES, Messages
from knowledge.content import read_content
from knowledge.detection import LanguageDetector
from knowledge.embedding import OnnxEmbedder
from knowledge.errors import ExitCode
from knowledge.languages import SUPPORTED
from knowledge.records import Source
from knowledge.settings import CONTENT_FOLDER, Settings
from knowledge.snapshot import SnapshotStore
from tests.conftest import environment, free_port, hanni

Check = Callable[[], dict[str, list[Finding]]]
TODAY = date(2026, 11, 22)


@pytest.fixture
def check(small_content: Path, detector: LanguageDetector) -> Check:
    def by_kind() -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in run(Content.read(small_content), detector, TODAY, 730):
            found.setdefault(finding.check, []).append(finding)
        return found

    return by_kind


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


GERMAN, TURKISH = "services/hundesteuer/de.md", "services/hundesteuer/tr.md"


def test_the_small_content_has_no_errors(check: Check) -> None:
    found = check()
    assert not [f for kind in found.values() for f in kind if f.severity == "error"]
    assert len(found["missing"]) == 3  # eight of the ten languages
    assert "contradiction" not in found


def test_a_fee_changed_in_german_alone(check: Check, small_content: Path) -> None:
    edit(small_content, GERMAN, "150 Euro", "160 Euro")
    found = check()
    (wrong,) = found["other_numbers"]
    assert (wrong.severity, wrong.file, wrong.section) == ("error", TURKISH, "cost")
    lines = (small_content / TURKISH).read_text(encoding="utf-8").splitlines()
    assert wrong.line is not None
    assert lines[wrong.line - 1].startswith("- İlk köpek: 150")
    (old,) = found["outdated"]
    assert old.file == TURKISH


def test_a_number_without_a_source(check: Check, small_content: Path) -> None:
    edit(small_content, GERMAN, "150 Euro [^haz]", "150 Euro")
    edit(small_content, TURKISH, "150 euro [^haz]", "150 euro")
    (found,) = check()["unsourced"]
    lines = (small_content / GERMAN).read_text(encoding="utf-8").splitlines()
    assert found.where == f"{GERMAN}:{found.line}"
    assert found.line is not None
    assert lines[found.line - 1].endswith("150 Euro")


@pytest.mark.parametrize(
    ("line", "contradicts"),
    [
        ("- Der erste Hund kostet 132 Euro [^haz]", True),  # last year's rate
        ("- Der erste Hund kostet 150 Euro [^haz]", False),
        ("- Dritter Hund: 132 Euro [^haz]", False),
        ("- Erster Hund ab 3 Jahren: 132 Euro [^haz]", False),
    ],
)
def test_amounts_that_contradict(
    check: Check, small_content: Path, line: str, contradicts: bool
) -> None:
    for file in (GERMAN, TURKISH):
        edit(small_content, file, "## notes\n", f"## notes\n{line}\n\n")
    found = check().get("contradiction", [])
    assert len(found) == contradicts
    for finding in found:
        assert "150 Euro" in str(finding.values["other"]) + str(finding.values["text"])


def test_an_alias_of_two_services(check: Check, small_content: Path) -> None:
    edit(small_content, "services/reisepass/de.md", "aliases:\n", "aliases:\n  - HUNDEMARKE\n")
    (found,) = check()["shared_alias"]
    assert found.values["other"] == "hundesteuer"


def test_links_without_encryption_or_with_tracking(check: Check, small_content: Path) -> None:
    link = 'url: "https://serviceportal.hannover-stadt.de/'
    edit(small_content, GERMAN, link, 'url: "http://serviceportal.hannover-stadt.de/')
    tracking = 'url: "https://www.hannover.de/?utm_source=x&id=3"  # '
    edit(small_content, "services/reisepass/de.md", 'url: "', tracking)
    found = check()
    assert found["no_https"][0].file == GERMAN
    assert found["tracking"][0].values["parameters"] == "utm_source"


@pytest.mark.parametrize(
    "text", ["fÃ¼r Hunde", "f\ufffdr Hunde", "Hunde &amp; Katzen", "â€žHundeâ€œ"]
)
def test_a_text_that_cannot_be_read(check: Check, small_content: Path, text: str) -> None:
    edit(small_content, GERMAN, "Chipnummer [", f"Chipnummer {text} [")
    (found,) = check()["garbled"]
    assert (found.severity, found.section) == ("error", "documents")


def test_a_german_sentence_that_is_too_long(check: Check, small_content: Path) -> None:
    assert "hard" not in check()
    edit(small_content, GERMAN, "Chipnummer [", f"Chipnummer{' und noch eine' * 10} [")
    assert check()["hard"][0].values["words"] == 31


@pytest.mark.parametrize(
    ("german", "turkish", "kind"),
    [
        ("15. Mai", "15 Haziran", "other_months"),
        ("150 Euro", "euro 150 lira", "other_amounts"),
        ("Chipnummer", "www.example.org", "other_addresses"),
    ],
)
def test_a_translation_with_another_fact(
    check: Check, small_content: Path, german: str, turkish: str, kind: str
) -> None:
    known = {"15. Mai": "15 Mayıs", "150 Euro": "150 euro", "Chipnummer": "Çip numarası"}
    edit(small_content, TURKISH, known[german], turkish)
    (found,) = check()[kind]
    assert (found.severity, found.file) == ("error", TURKISH)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("8 bis 13 Uhr", "8 a.m. to 1 p.m."), ("9 bis 12 Uhr", "9 a.m. to 12 noon"),
        ("15 bis 18 Uhr", "3 to 6 p.m."), ("10 bis 14 Uhr", "10 to 2 p.m."),
        ("8:30 bis 12:30 Uhr", "8:30 a.m. to 12:30 p.m."), ("15:00 bis 16:30 Uhr", "3 p.m. to 4:30 p.m."),
        ("bis 12 Uhr", "until noon"),
    ],
)  # fmt: skip
def test_english_tells_times_by_its_own_clock(german: str, english: str) -> None:
    assert differences(german, english, "en") == []
    assert differences(german, english.replace("p.m.", "a.m.").replace("noon", "1 p.m."), "en")


@pytest.mark.parametrize(
    ("german", "text", "language"),
    [
        ("bis 15. Mai", "до 15 мая", "ru"), ("bis 15. Mai", "până la 15 mai", "ro"),
        ("mehr als drei Monate", "mai mult de trei luni", "ro"), ("im Dezember", "w grudniu", "pl"),
        ("300 und 1.800 Euro", "300 يورو و1.800 يورو", "ar"), ("150 Euro", "۱۵۰ یورو", "fa"),
        ("15:00 Uhr", "15 h 00", "fr"), ("50 Prozent", "yüzde 50", "tr"),
        ("Ruf 115 an", "Dial 115 (Ruf 115 an)", "en"), ("93 Euro", "93 de euro", "ro"),
    ],
)  # fmt: skip
def test_the_same_fact_in_other_words_is_no_difference(
    german: str, text: str, language: str
) -> None:
    assert differences(german, text, language) == []


def test_a_section_that_says_nothing(check: Check, small_content: Path) -> None:
    whole = (
        "Zuständig ist der Fachbereich Finanzen, Sachgebiet Gewerbe-, Vergnügungs- und Hundesteuer."
    )
    edit(small_content, GERMAN, whole, "Folgt.")
    (found,) = check()["empty"]
    assert found.section == "contact"


def test_a_text_in_another_language(check: Check, small_content: Path) -> None:
    german = (small_content / GERMAN).read_text(encoding="utf-8")
    text = german.partition("## summary\n")[2].partition(" [^")[0]
    turkish = (small_content / TURKISH).read_text(encoding="utf-8")
    edit(small_content, TURKISH, turkish.partition("## summary\n")[2].partition(" [^")[0], text)
    (found,) = check()["wrong_language"]
    assert (found.values["found"], found.values["expected"]) == ("de", "tr")


def test_plain_language_that_says_more_or_at_length(check: Check, small_content: Path) -> None:
    simple = "services/hundesteuer/de-simple.md"
    shutil.copy(CONTENT_FOLDER / simple, small_content / simple)
    assert not {"simple_numbers", "simple_sentence", "simple_outdated"} & set(check())
    edit(small_content, simple, "150 Euro", "155 Euro")
    edit(small_content, simple, "Jeder Betrag ist", "Jeder Betrag ist so, wie er ist, und er ist")
    found = check()
    assert found["simple_numbers"][0].values["numbers"] == "155"
    assert found["simple_sentence"][0].values["most"] == 14
    edit(small_content, GERMAN, "276 Euro", "286 Euro")
    assert check()["simple_outdated"][0].file == simple


@pytest.mark.parametrize(
    ("as_of", "last"),
    [("2024", (2024, 12, 31)), ("2024-02", (2024, 2, 29)), ("2024-02-03", (2024, 2, 3))],
)
def test_a_date_ends_with_its_last_day(as_of: str, last: tuple[int, int, int]) -> None:
    assert last_day(as_of) == date(*last)


def test_an_alias_that_finds_another_service(
    small_settings: Settings, embedder: OnnxEmbedder
) -> None:
    Builder(small_settings, embedder).refresh(read_content(small_settings.content), lambda *_: None)
    edit(small_settings.content, GERMAN, "aliases:\n", "aliases:\n  - Reisepass verloren\n")
    content = Content.read(small_settings.content)
    snapshot = SnapshotStore(small_settings).open_published(embedder.fingerprint)
    try:
        found = list(lost_aliases(content, snapshot, embedder, small_settings))
    finally:
        snapshot.close()
    assert [f.values["found"] for f in found if f.values["alias"] == "Reisepass verloren"] == [
        "reisepass"
    ]


class Portal(BaseHTTPRequestHandler):
    """Pages that are there, gone, moved, or refuse HEAD."""

    def do_HEAD(self) -> None:
        self._answer(405 if self.path == "/no-head" else self._status())

    def do_GET(self) -> None:
        self._answer(self._status())

    def _status(self) -> int:
        return {"/gone": 404, "/moved": 301, "/broken": 500}.get(self.path, 200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/there")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_every_link_is_asked_once(small_content: Path, portal: str) -> None:
    knowledge = read_content(small_content)
    pages = {"hundesteuer": "/gone", "reisepass": "/moved", "sperrmuell": "/no-head"}
    services = {}
    for id_, page in pages.items():
        service = knowledge.services[id_]
        assert service.portal
        link = service.portal.model_copy(update={"url": f"{portal}{page}"})
        update = {"portal": link, "sources": {}, "online_url": None}
        services[id_] = service.model_copy(update=update)
    content = Content(small_content, knowledge.model_copy(update={"services": services}))
    found = {finding.check: finding for finding in dead(content)}
    assert found["dead"].severity == "error"
    assert found["dead"].file == GERMAN
    assert found["link_moved"].values["detail"] == f"{portal}/there"
    assert set(found) == {"dead", "link_moved"}


def test_a_host_that_is_down_is_left_alone(small_content: Path) -> None:
    knowledge = read_content(small_content)
    service = knowledge.services["sperrmuell"]
    url = f"http://127.0.0.1:{free_port()}/"
    sources = {str(n): Source(title="x", url=f"{url}{n}", as_of="2026") for n in range(5)}
    update = {"portal": None, "sources": sources, "online_url": None}
    services = {"sperrmuell": service.model_copy(update=update)}
    content = Content(small_content, knowledge.model_copy(update={"services": services}))
    details = [str(finding.values["detail"]) for finding in dead(content)]
    assert len(details) == 5
    assert sum("did not answer before" in detail for detail in details) == 2


def test_every_finding_has_its_words_in_both_languages() -> None:
    one, other = (Messages.load(language).texts for language in LANGUAGES)
    for kind in [key for key in other if key.startswith("check.")]:
        assert {kind, kind.replace("check.", "hint."), kind.replace("check.", "kind.")} <= set(one)
    assert {key for key in other if not key.endswith("_one")} <= set(one)
    for texts in (one, other):
        assert {f"language.{code}" for code in SUPPORTED} <= set(texts)


def test_check_as_an_editor_types_it(
    published: Settings, small_content: Path, tmp_path: Path
) -> None:
    env = environment(published, HANNI_CONTENT=str(small_content))
    clean = hanni("check", env=env)
    assert clean.returncode == 0, clean.stderr
    assert "0 errors" in clean.stdout
    edit(small_content, GERMAN, "150 Euro", "160 Euro")
    html = tmp_path / "report.html"
    wrong = hanni("check", "--html", str(html), env={**env, "HANNI_CLI_LANGUAGE": "de"})
    assert wrong.returncode == ExitCode.FINDINGS
    assert "andere Zahlen als" in wrong.stdout
    page = html.read_text(encoding="utf-8")
    assert "services/hundesteuer/tr.md" in page
    assert '<html lang="de">' in page
    assert page.count('<svg class="plot"') == 3
    assert "Fehler: andere Zahlen als im Deutschen (1)" in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    figures = json.loads(hanni("check", "--json", env=env).stdout)
    assert figures["counts"]["error"] == 1
    assert figures["figures"]["languages"]["tr"]["outdated"] == 1
