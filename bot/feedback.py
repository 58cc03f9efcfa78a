"""Thumbs up or down and a comment, without question or person; SQLite by default, PostgreSQL by setting."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    insert,
    inspect,
    text,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.guard.personal import redact
from bot.schema import FeedbackRequest
from knowledge.errors import SettingsError
from knowledge.text import clean

_METADATA = MetaData()
FEEDBACK = Table(
    "feedback",
    _METADATA,
    Column("answer", String(32), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("given", DateTime(timezone=True), nullable=False),
    Column("comment", String, nullable=True),
)


class FeedbackStore:
    """Keeps what citizens thought of answers."""

    def __init__(self, url: str) -> None:
        """Open the database at a SQLAlchemy URL and create its table.

        Raises:
            SettingsError: it cannot be opened.
        """
        try:
            self._engine: Engine = create_engine(url, pool_pre_ping=True)
            _METADATA.create_all(self._engine)
            self._add_comments()
        except (SQLAlchemyError, ArgumentError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"The feedback database cannot be opened: {reason}",
                "Check HANNI_FEEDBACK_URL, or that HANNI_DATA is writable.",
            ) from None

    def add(self, feedback: FeedbackRequest) -> bool:
        """Keep one opinion; personal data in its comment is left out.

        Returns:
            Whether it is the first one on its answer.
        """
        row = {
            "answer": feedback.id,
            "helpful": feedback.helpful,
            "given": datetime.now(UTC),
            "comment": redact(clean(feedback.comment)).text if feedback.comment else None,
        }
        with self._engine.begin() as connection:
            # A second opinion on the same answer takes the first one's place.
            old = connection.execute(delete(FEEDBACK).where(FEEDBACK.c.answer == feedback.id))
            connection.execute(insert(FEEDBACK), row)
        return old.rowcount == 0

    def _add_comments(self) -> None:
        """Databases of earlier versions have no column for comments."""
        if any(
            column["name"] == "comment" for column in inspect(self._engine).get_columns("feedback")
        ):
            return
        with self._engine.begin() as connection:
            connection.execute(text("ALTER TABLE feedback ADD COLUMN comment VARCHAR"))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
