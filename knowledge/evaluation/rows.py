"""Evaluation sets: JSON Lines, one row a line, read with errors that name file and line.

docs/bench.md describes the fields for those who write a set of their own.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from knowledge.errors import ExitCode, HanniError

R = TypeVar("R", bound="Row")


class RowsError(HanniError):
    """A file of an evaluation set is missing, or a line of it is not what it should be."""

    exit_code = ExitCode.USAGE


class Row(BaseModel):
    """Base of all rows: immutable; fields that a measurement does not need are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


def _lines(value: Any) -> Any:
    return value.splitlines() if isinstance(value, str) else value


Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]


class Page(Row):
    """A German page: ``page``, ``title``, ``lines``; or ``passage`` and ``text``."""

    id: str = Field(validation_alias=AliasChoices("page", "passage"))
    title: str = ""
    lines: Lines = Field(validation_alias=AliasChoices("lines", "text"))

    @property
    def text(self) -> str:
        """Title and lines."""
        return "\n".join((self.title, *self.lines)).strip()


class Question(Row):
    """A question about a page. ``answer_lines`` are indices into its lines, if they are known."""

    lang: str = Field(min_length=2)
    question: str = Field(min_length=1)
    page: str = Field(validation_alias=AliasChoices("page", "passage"))
    answer_lines: tuple[int, ...] | None = None

    @property
    def answerable(self) -> bool:
        """Whether the page answers it; an empty list of lines says that it does not."""
        return self.answer_lines is None or bool(self.answer_lines)


class LabelledText(Row):
    """A text in a known language; ``kind`` is whatever a set tells apart (sentences, words)."""

    lang: str = Field(min_length=2)
    text: str = Field(min_length=1)
    kind: str = "all"


class SpokenQuestion(Row):
    """A question in a known language."""

    lang: str = Field(min_length=2)
    question: str = Field(min_length=1)


class ServiceQuestion(SpokenQuestion):
    """A question with the ids of the services of which each would be a right answer."""

    expect_services: tuple[str, ...] = Field(min_length=1)
    expect: tuple[str, ...] = ("answered",)
    style: str = "all"


class Negative(Row):
    """A text that is none of the city's business, with the outcomes that are acceptable."""

    lang: str = Field(min_length=2)
    text: str = Field(min_length=1)
    expect: tuple[str, ...] = Field(min_length=1)


def read_rows(
    path: Path, row: type[R], wrong: Callable[[R], str | None] = lambda _: None
) -> list[R]:
    """Read a file, an object a line; empty lines are skipped.

    ``wrong`` may say what else is wrong with a row.

    Raises:
        RowsError: the file cannot be read or is empty, or a line is not such a row.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise RowsError(f"{path} cannot be read: {reason}.", "Check the path.") from None
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            parsed = row.model_validate_json(line)
        except ValidationError as error:
            raise _error(path, number, _what(error)) from None
        if problem := wrong(parsed):
            raise _error(path, number, problem)
        rows.append(parsed)
    if not rows:
        raise RowsError(f"{path} holds no rows.", "docs/bench.md shows what a file looks like.")
    return rows


def read_pages(path: Path) -> list[Page]:
    """Read pages.

    Raises:
        RowsError: see :func:`read_rows`; or an id occurs twice, or a page has no text.
    """
    seen: set[str] = set()

    def wrong(page: Page) -> str | None:
        if not page.text:
            return f"the page {page.id!r} has no text"
        if page.id in seen:
            return f"the page {page.id!r} occurs twice"
        seen.add(page.id)
        return None

    return read_rows(path, Page, wrong)


def read_questions(path: Path, pages: list[Page]) -> list[Question]:
    """Read questions about ``pages``.

    Raises:
        RowsError: see :func:`read_rows`; or there is no such page, or no such line of it.
    """
    lines = {page.id: len(page.lines) for page in pages}

    def wrong(question: Question) -> str | None:
        if question.page not in lines:
            return f"the page {question.page!r} is not among the pages"
        if any(not 0 <= at < lines[question.page] for at in question.answer_lines or ()):
            return f"the page {question.page!r} has lines 0 to {lines[question.page] - 1}"
        return None

    return read_rows(path, Question, wrong)


def _what(error: ValidationError) -> str:
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        return f"the field {field!r} is missing"
    if problem["type"] == "json_invalid":
        return f"it is not JSON ({problem['ctx']['error']})"
    return f"{field}: {problem['msg']}" if field else problem["msg"]


def _error(path: Path, number: int, problem: str) -> RowsError:
    return RowsError(f"{path}, line {number}: {problem}.", "docs/bench.md lists the fields.")
