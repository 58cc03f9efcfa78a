"""Sets are read as they are described; a mistake names the file, the line and the field."""

from pathlib import Path

import pytest

from knowledge.evaluation.rows import (
    Question,
    RowsError,
    ServiceQuestion,
    read_pages,
    read_questions,
    read_rows,
)


def file(folder: Path, *lines: str) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_page_has_an_id_a_title_and_lines(tmp_path: Path) -> None:
    (page,) = read_pages(file(tmp_path, '{"page": "a/1", "title": "Bad", "lines": ["Auf", "Zu"]}'))
    assert (page.id, page.title, page.lines) == ("a/1", "Bad", ("Auf", "Zu"))
    assert page.text == "Bad\nAuf\nZu"


def test_a_passage_is_a_page_without_a_title(tmp_path: Path) -> None:
    (page,) = read_pages(file(tmp_path, '{"passage": 7, "text": "Auf.\\nZu."}'))
    assert (page.id, page.title, page.lines) == ("7", "", ("Auf.", "Zu."))


def test_empty_lines_and_unknown_fields_do_no_harm(tmp_path: Path) -> None:
    path = file(tmp_path, "", '{"passage": 0, "text": "Auf", "licence": "CC0"}', "")
    assert len(read_pages(path)) == 1


def test_a_line_separator_inside_a_text_does_not_end_the_row(tmp_path: Path) -> None:
    (page,) = read_pages(file(tmp_path, '{"passage": 0, "text": "Auf\u2028Zu"}'))
    assert "Zu" in page.text


@pytest.mark.parametrize(("lines", "answerable"), [("[2]", True), ("[]", False), ("null", True)])
def test_a_question_without_answering_lines_is_not_answerable(lines: str, answerable: bool) -> None:
    row = f'{{"lang": "de", "question": "?", "page": "a", "answer_lines": {lines}}}'
    assert Question.model_validate_json(row).answerable is answerable


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"lang": "de", "question": "Wo?"}', "line 2: the field 'page' is missing"),
        ('{"lang": "de", "page": "a"}', "line 2: the field 'question' is missing"),
        ('{"lang": "de",', "line 2: it is not JSON"),
        ('["de"]', "line 2: "),
        ('{"lang": "de", "question": "Wo?", "page": "b"}', "page 'b' is not among the pages"),
        ('{"lang": "de", "question": "Wo?", "page": "a", "answer_lines": [3]}', "lines 0 to 0"),
        ('{"lang": "de", "question": "", "page": "a"}', "line 2: question: "),
    ],
)
def test_a_wrong_question_is_named(tmp_path: Path, line: str, says: str) -> None:
    pages = read_pages(file(tmp_path, '{"page": "a", "lines": ["Auf"]}'))
    path = file(tmp_path, '{"lang": "de", "question": "Wann?", "page": "a"}', line)
    with pytest.raises(RowsError) as error:
        read_questions(path, pages)
    assert str(path) in error.value.message
    assert says in error.value.message
    assert "docs/bench.md" in error.value.hint


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (['{"page": "a", "lines": ["x"]}'] * 2, "line 2: the page 'a' occurs twice"),
        (['{"page": "a", "lines": []}'], "line 1: the page 'a' has no text"),
        ([], "holds no rows"),
    ],
)
def test_a_wrong_page_is_named(tmp_path: Path, lines: list[str], says: str) -> None:
    with pytest.raises(RowsError) as error:
        read_pages(file(tmp_path, *lines))
    assert says in error.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RowsError) as error:
        read_pages(tmp_path / "nowhere.jsonl")
    assert "nowhere.jsonl cannot be read: No such file" in error.value.message


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RowsError) as error:
        read_pages(path)
    assert "not UTF-8" in error.value.message


def test_a_service_question_needs_a_service(tmp_path: Path) -> None:
    path = file(tmp_path, '{"lang": "de", "question": "Wo?", "expect_services": []}')
    with pytest.raises(RowsError) as error:
        read_rows(path, ServiceQuestion)
    assert "expect_services" in error.value.message
