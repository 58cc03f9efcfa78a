"""Opinions and comments: what is stored, and what is not."""

from pathlib import Path

from sqlalchemy import create_engine, select, text

from bot.feedback import FEEDBACK, FeedbackStore
from bot.schema import FeedbackRequest

ANSWER = "c" * 32


def rows(url: str) -> list[tuple[str, bool, str | None]]:
    with create_engine(url).connect() as connection:
        found = connection.execute(
            select(FEEDBACK.c.answer, FEEDBACK.c.helpful, FEEDBACK.c.comment)
        )
        return [(row.answer, row.helpful, row.comment) for row in found]


def test_a_comment_takes_the_opinions_place_and_is_not_a_second_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite3'}"
    store = FeedbackStore(url)
    assert store.add(FeedbackRequest(id=ANSWER, helpful=False)) is True
    assert store.add(FeedbackRequest(id=ANSWER, helpful=False, comment="Zu lang.")) is False
    assert rows(url) == [(ANSWER, False, "Zu lang.")]
    store.close()


def test_personal_data_in_a_comment_is_left_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite3'}"
    store = FeedbackStore(url)
    comment = "Rufen Sie an: 0176 12345678, a.b@example.org, IBAN DE89 3704 0044 0532 0130 00"
    store.add(FeedbackRequest(id=ANSWER, helpful=True, comment=comment))
    stored = rows(url)[0][2] or ""
    assert "Rufen Sie an" in stored
    assert not any(secret in stored for secret in ("12345678", "example.org", "0532"))
    store.close()


def test_a_database_of_an_earlier_version_gets_the_column(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite3'}"
    with create_engine(url).begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE feedback (answer VARCHAR(32) PRIMARY KEY, helpful BOOLEAN NOT NULL, "
                "given DATETIME NOT NULL)"
            )
        )
    for _ in range(2):
        store = FeedbackStore(url)
        store.add(FeedbackRequest(id=ANSWER, helpful=True, comment="Gut."))
        store.close()
    assert rows(url) == [(ANSWER, True, "Gut.")]
