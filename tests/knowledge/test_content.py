"""Reading a content folder: a mistake is named with its file and what to do."""

from pathlib import Path

import pytest

from knowledge.content import read_content
from knowledge.errors import ContentError


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_service_has_its_languages_side_by_side(small_content: Path) -> None:
    service = read_content(small_content).services["hundesteuer"]
    assert set(service.texts) == {"de", "tr"}
    assert service.texts["de"].status == "original"
    assert service.texts["tr"].status == "machine"
    assert service.texts["tr"].section("cost") is not None


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("de.md", "## documents", "## papers", "'## papers' is not a section"),
        ("de.md", "[^haz]", "[^nowhere]", "source \\[\\^nowhere\\] is not declared"),
        ("de.md", "updated: 2026-11-22", "updated: gestern", "updated"),
        ("de.md", "id: hundesteuer", "id: katzensteuer", "id and language must be"),
        ("de.md", "portal:", "portal: [", "cannot be read"),
        ("de.md", "## cost", "Text\n\n## cost", "does not match"),
        ("tr.md", "## deadline", "", "does not match"),
        ("tr.md", "[^portal]", "", "does not match"),
        ("tr.md", "status: machine", "status: original", "only the German text"),
        ("tr.md", "1. ", "1. **x** ", "only plain text"),
    ],
)
def test_a_mistake_is_named(
    small_content: Path, file: str, old: str, new: str, complaint: str
) -> None:
    path = small_content / "services" / "hundesteuer" / file
    edit(path, old, new)
    with pytest.raises(ContentError, match=complaint) as raised:
        read_content(small_content)
    assert "hundesteuer" in raised.value.message
    assert raised.value.hint


def test_a_missing_german_original_is_named(small_content: Path) -> None:
    (small_content / "services" / "hundesteuer" / "de.md").unlink()
    with pytest.raises(ContentError, match=r"original de\.md is missing"):
        read_content(small_content)


def test_a_missing_help_line_is_named(small_content: Path) -> None:
    path = small_content / "helplines.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("women:")))
    with pytest.raises(ContentError, match="'women' is missing"):
        read_content(small_content)


def test_a_folder_without_content_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no content"):
        read_content(tmp_path)


SIMPLE = """---
id: hundesteuer
language: de-simple
title: Hunde-Steuer
status: machine
updated: 2026-11-22
---

## summary
Haben Sie einen Hund? Melden Sie ihn an. [^portal]

Das geht im Internet. [^portal]
"""


def test_a_plain_language_text_has_lines_of_its_own(small_content: Path) -> None:
    path = small_content / "services" / "hundesteuer" / "de-simple.md"
    path.write_text(SIMPLE, encoding="utf-8")
    service = read_content(small_content).services["hundesteuer"]
    assert set(service.texts) == {"de", "tr"}
    simple = service.simplified()
    assert simple
    assert len(simple.texts["de"].sections[0].blocks) == 2
    german = service.texts["de"]
    assert [s.name for s in simple.texts["de"].sections] == [s.name for s in german.sections]
    assert simple.texts["de"].section("cost") == german.section("cost")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("## summary", "## legal", "has no section 'legal'"),
        ("[^portal]", "[^nowhere]", "source \\[\\^nowhere\\] is not declared"),
        ("language: de-simple", "language: de", "id and language must be"),
    ],
)
def test_a_mistake_in_plain_language_is_named(
    small_content: Path, old: str, new: str, complaint: str
) -> None:
    path = small_content / "services" / "hundesteuer" / "de-simple.md"
    path.write_text(SIMPLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        read_content(small_content)
