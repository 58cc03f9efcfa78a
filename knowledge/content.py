"""Reads the content folder: one folder a service or FAQ group, one Markdown file a language.

``de.md`` is the original and holds what does not depend on the language (links, office, sources);
the other files are its translations. docs/content.md describes the format for editors.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from knowledge.errors import ContentError
from knowledge.languages import ORIGINAL, SIMPLE, SUPPORTED
from knowledge.markup import MarkupError, parse_blocks
from knowledge.records import (
    HELP_LINE_NAMES,
    SECTION_NAMES,
    Block,
    City,
    Faq,
    FaqText,
    HelpLine,
    Knowledge,
    Office,
    Portal,
    Section,
    SectionName,
    Service,
    ServiceText,
    Source,
    TranslationStatus,
)

F = TypeVar("F", bound="_Front")
M = TypeVar("M", bound=BaseModel)

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


class _Front(BaseModel):
    """Front matter that every file has."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=False)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    updated: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    language: str = ORIGINAL
    status: TranslationStatus = "original"
    translates: str | None = None
    #: The day on which a person accepted a translation, and who it was.
    reviewed: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    reviewed_by: str | None = None


class _HelpLines(RootModel[dict[str, HelpLine]]):
    """The numbers by what they are for."""

    @model_validator(mode="after")
    def _complete(self) -> "_HelpLines":
        if missing := [name for name in HELP_LINE_NAMES if name not in self.root]:
            raise ValueError(f"the line {missing[0]!r} is missing")
        return self


class _ServiceFront(_Front):
    aliases: tuple[str, ...] = ()


class _OriginalServiceFront(_ServiceFront):
    leika: str | None = None
    portal: Portal | None = None
    online: dict[str, str] = Field(default_factory=dict)
    office: Office
    sources: dict[str, Source]


class _FaqFront(_Front):
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class _OriginalFaqFront(_FaqFront):
    service: str
    services: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, Source]


def read_content(folder: Path) -> Knowledge:
    """Read and check a content folder.

    Raises:
        ContentError: a file is missing, unreadable or contradicts another; it names the file.
    """
    if not (folder / "services").is_dir():
        raise ContentError(
            f"There is no content in {folder}: it has no folder 'services'.",
            "Set HANNI_CONTENT to the content folder.",
        )
    services: dict[str, Service] = {}
    for path in (*_folders(folder / "services"), *_folders(folder / "elsewhere")):
        service = _read_service(path, elsewhere=path.parent.name == "elsewhere")
        if service.id in services:
            raise ContentError(
                f"{path}: the id {service.id!r} is used twice.", "Rename one folder."
            )
        services[service.id] = service
    faqs: dict[str, Faq] = {}
    for group in _folders(folder / "faqs"):
        for faq in _read_faqs(group):
            if faq.id in faqs:
                raise ContentError(f"{group}: the FAQ id {faq.id!r} is used twice.", "Rename one.")
            if faq.service not in services:
                raise ContentError(
                    f"{group}: FAQ {faq.id} belongs to the unknown service {faq.service!r}.",
                    "Use the id of a service in the folder 'services'.",
                )
            faqs[faq.id] = faq
    return Knowledge(
        city=_read_yaml(folder / "city.yaml", City),
        help_lines=_read_yaml(folder / "helplines.yaml", _HelpLines).root,
        services=services,
        faqs=faqs,
    )


def parse_file(path: Path, text: str) -> tuple[dict[str, Any], dict[str, tuple[Block, ...]]]:
    """Front matter, and blocks by heading, of a content file's text.

    Raises:
        ContentError: it is no content file; ``path`` is named.
    """
    try:
        metadata, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise ContentError(f"{path} cannot be read: {error}.", "Correct the file.") from None
    return _dates_as_text(metadata), dict(_parts(path, body))


def fingerprint(markdown: str) -> str:
    """Fingerprint of a German text that a translation names as what it ``translates``."""
    return hashlib.sha256(markdown.strip().encode()).hexdigest()[:12]


def _read_yaml(path: Path, model: type[M]) -> M:
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise ContentError(
            f"{path} cannot be read: {' '.join(str(error).split())}",
            "The shipped file of that name shows what it holds.",
        ) from None


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir()) if parent.is_dir() else []


def _language_files(folder: Path, *, simple: bool) -> Iterator[tuple[str, Path]]:
    """The original, then its translations; ``simple``: there may be a plain-language file beside them."""
    files = sorted(folder.glob("*.md"), key=lambda path: (path.stem != ORIGINAL, path.stem))
    if not files or files[0].stem != ORIGINAL:
        raise ContentError(f"{folder}: the German original {ORIGINAL}.md is missing.", "Add it.")
    for path in files:
        if path.stem == SIMPLE and simple:
            continue
        if path.stem not in SUPPORTED:
            raise ContentError(
                f"{path}: {path.stem!r} is not a supported language.",
                f"Supported are: {', '.join(SUPPORTED)}.",
            )
        yield path.stem, path


def _read(path: Path, front: type[F]) -> tuple[F, str]:
    try:
        metadata, body = frontmatter.parse(path.read_text(encoding="utf-8"))
        # YAML reads an unquoted date as a date; the records keep ISO strings.
        parsed = front.model_validate(_dates_as_text(metadata))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"{path} cannot be read: {error}.", "Correct the file.") from None
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise ContentError(
            f"{path}: {field}: {problem['msg']}.",
            "Correct the front matter; docs/content.md shows it.",
        ) from None
    if parsed.id != path.parent.name or parsed.language != path.stem:
        raise ContentError(
            f"{path}: id and language must be {path.parent.name!r} and {path.stem!r}.",
            "Correct the front matter or move the file.",
        )
    if (parsed.status == "original") != (path.stem == ORIGINAL):
        raise ContentError(
            f"{path}: only the German text has the status 'original'.",
            "A translation is 'machine' or, once a person has read it, 'reviewed'.",
        )
    return parsed, body


def _dates_as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_dates_as_text(item) for item in value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _parts(path: Path, body: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Headings with their blocks."""
    start, *rest = _HEADING.split(body)
    if start.strip():
        raise ContentError(f"{path}: there is text before the first '## '.", "Move it below one.")
    for heading, markdown in zip(rest[::2], rest[1::2], strict=True):
        try:
            blocks = parse_blocks(markdown)
        except MarkupError as error:
            raise ContentError(f"{path}: '{heading}': {error}.", "Correct the text.") from None
        if not blocks:
            raise ContentError(f"{path}: '{heading}' is empty.", "Write a text or remove it.")
        yield heading, blocks


def _check_sources(path: Path, blocks: tuple[Block, ...], sources: Mapping[str, Source]) -> None:
    for block in blocks:
        for item in block.items:
            for key in item.sources:
                if key not in sources:
                    raise ContentError(
                        f"{path}: the source [^{key}] is not declared in {ORIGINAL}.md.",
                        f"Declared are: {', '.join(sources)}.",
                    )


def same_shape(path: Path, mine: Mapping[str, Any], original: Mapping[str, Any]) -> None:
    """A translation has the original's headings, blocks and source marks, in the same order."""

    def shape(parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return [
            (name, [(block.kind, [item.sources for item in block.items]) for block in blocks])
            for name, blocks in parts.items()
        ]

    for here, there in zip(shape(mine), shape(original), strict=False):
        if here != there:
            raise ContentError(
                f"{path}: '{here[0]}' does not match '{there[0]}' of {ORIGINAL}.md.",
                "Use the same headings, paragraphs, list items and source marks.",
            )
    if len(mine) != len(original):
        raise ContentError(f"{path}: it has other sections than {ORIGINAL}.md.", "Complete it.")


def _read_service(folder: Path, *, elsewhere: bool) -> Service:
    front: _OriginalServiceFront | None = None
    original: dict[str, tuple[Block, ...]] = {}
    texts = {}
    for language, path in _language_files(folder, simple=not elsewhere):
        metadata: _ServiceFront
        if front is None:
            front, body = _read(path, _OriginalServiceFront)
            metadata = front
        else:
            metadata, body = _read(path, _ServiceFront)
        parts = _sections(path, body, front.sources)
        if language == ORIGINAL:
            original = parts
        same_shape(path, parts, original)
        texts[language] = _service_text(metadata, parts)
    assert front is not None  # _language_files has seen to it
    if front.portal is None and not elsewhere:
        raise ContentError(
            f"{folder}: the link to the portal is missing.",
            "Add `portal:` to de.md, or move the folder to 'elsewhere' if the city is not in charge.",
        )
    return Service(
        id=front.id,
        elsewhere=elsewhere,
        leika=front.leika,
        portal=front.portal,
        online_url=front.online.get("url"),
        office=front.office,
        sources=front.sources,
        texts=texts,
        simple=_read_simple(folder / f"{SIMPLE}.md", front.sources, original),
    )


def _read_simple(
    path: Path, sources: Mapping[str, Source], original: Mapping[str, Any]
) -> ServiceText | None:
    """The plain-language text, which has sections of the original, each in its own words."""
    if not path.exists():
        return None
    metadata, body = _read(path, _ServiceFront)
    parts = _sections(path, body, sources)
    if unknown := [name for name in parts if name not in original]:
        raise ContentError(
            f"{path}: {ORIGINAL}.md has no section '{unknown[0]}'.", "Use its sections only."
        )
    return _service_text(metadata, parts)


def _sections(path: Path, body: str, sources: Mapping[str, Source]) -> dict[str, tuple[Block, ...]]:
    parts = dict(_parts(path, body))
    for name, blocks in parts.items():
        if name not in SECTION_NAMES:
            raise ContentError(
                f"{path}: '## {name}' is not a section.",
                f"Sections are: {', '.join(SECTION_NAMES)}.",
            )
        _check_sources(path, blocks, sources)
    return parts


def _service_text(front: _ServiceFront, parts: Mapping[str, tuple[Block, ...]]) -> ServiceText:
    return ServiceText(
        language=front.language,
        title=front.title,
        status=front.status,
        updated=front.updated,
        aliases=front.aliases,
        translates=front.translates,
        sections=tuple(
            Section(name=_section_name(name), blocks=blocks) for name, blocks in parts.items()
        ),
    )


def _section_name(name: str) -> SectionName:
    return next(known for known in SECTION_NAMES if known == name)


def _read_faqs(folder: Path) -> Iterator[Faq]:
    front: _OriginalFaqFront | None = None
    texts: dict[str, dict[str, FaqText]] = {}
    original: dict[str, tuple[Block, ...]] = {}
    for language, path in _language_files(folder, simple=False):
        metadata: _FaqFront
        if front is None:
            front, body = _read(path, _OriginalFaqFront)
            metadata = front
        else:
            metadata, body = _read(path, _FaqFront)
        parts: dict[str, tuple[Block, ...]] = {}
        for heading, blocks in _parts(path, body):
            id_, colon, question = heading.partition(":")
            if not colon or not question.strip():
                raise ContentError(
                    f"{path}: '## {heading}' is not of the form '## id: question'.", "Correct it."
                )
            _check_sources(path, blocks, front.sources)
            parts[id_.strip()] = blocks
            texts.setdefault(id_.strip(), {})[language] = FaqText(
                language=language,
                question=question.strip(),
                status=metadata.status,
                updated=metadata.updated,
                blocks=blocks,
                aliases=metadata.aliases.get(id_.strip(), ()),
                translates=metadata.translates,
            )
        if language == ORIGINAL:
            original = parts
        same_shape(path, parts, original)
    assert front is not None  # _language_files has seen to it
    for id_, versions in texts.items():
        yield Faq(
            id=id_,
            service=front.services.get(id_, front.service),
            sources=front.sources,
            texts=versions,
        )
