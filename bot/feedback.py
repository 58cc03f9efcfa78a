"""Thumbs up or down, without question or person; SQLite by default, PostgreSQL by setting."""

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
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.schema import FeedbackRequest
from knowledge.errors import SettingsError

_METADATA = MetaData()
FEEDBACK = Table(
    "feedback",
    _METADATA,
    Column("answer", String(32), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("given", DateTime(timezone=True), nullable=False),
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
        except (SQLAlchemyError, ArgumentError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"The feedback database cannot be opened: {reason}",
                "Check HANNI_FEEDBACK_URL, or that HANNI_DATA is writable.",
            ) from None

    def add(self, feedback: FeedbackRequest) -> None:
        """Keep one opinion."""
        row = {
            "answer": feedback.id,
            "helpful": feedback.helpful,
            "given": datetime.now(UTC),
        }
        with self._engine.begin() as connection:
            # A second opinion on the same answer takes the first one's place.
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.answer == feedback.id))
            connection.execute(insert(FEEDBACK), row)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
