"""The pipeline on the shipped content, without a server."""

import pytest

from bot.guard import Guard
from bot.phrases import PhraseBook
from bot.pipeline import Pipeline
from bot.retrieve import Reader
from knowledge.detection import LanguageDetector
from knowledge.embedding import OnnxEmbedder
from knowledge.snapshot import Snapshot


@pytest.fixture(scope="session")
def pipeline(snapshot: Snapshot, embedder: OnnxEmbedder, detector: LanguageDetector) -> Pipeline:
    book = PhraseBook.load()
    reader = Reader.of(snapshot, embedder, book, detector)
    guard = Guard.load(embedder.fingerprint)
    return Pipeline(lambda: reader, detector, book, guard, fallback_language="en")
