"""The searched space: language means off, directions within services damped."""

from pathlib import Path

import numpy as np

from knowledge.embedding import Matrix, unit
from knowledge.projection import Projection, Reference

DIMENSIONS = 32


def sample(seed: int = 0) -> tuple[Matrix, list[str], list[str]]:
    """Passages whose vectors are topic + language + noise along one 'style' direction."""
    rng = np.random.default_rng(seed)
    topics, languages = rng.normal(size=(6, DIMENSIONS)), rng.normal(size=(2, DIMENSIONS))
    style = rng.normal(size=DIMENSIONS)
    rows = [
        topics[topic] + 3 * languages[code] + rng.normal() * 20 * style + 0.5 * rng.normal(size=DIMENSIONS)
        for topic in range(6) for code in range(2) for _ in range(30)
    ]  # fmt: skip
    labels = [(str(t), "ab"[c]) for t in range(6) for c in range(2) for _ in range(30)]
    vectors = unit(np.array(rows, np.float32))
    return vectors, [code for _, code in labels], [topic for topic, _ in labels]


def learn() -> tuple[Projection, Matrix, list[str], np.ndarray]:
    vectors, languages, topics = sample()
    codes = np.array(languages)
    queries = {code: vectors[codes == code] for code in "ab"}
    projection = Projection.learn(vectors, languages, topics, queries)
    return projection, vectors, languages, np.array(topics)


def same_topic_share(vectors: Matrix, topics: np.ndarray) -> float:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -2)
    return float((topics[similarity.argmax(1)] == topics).mean())


def test_neighbours_are_of_the_same_topic_more_often() -> None:
    projection, vectors, languages, topics = learn()
    before = same_topic_share(vectors, topics)
    after = same_topic_share(projection.passages(vectors, languages), topics)
    assert before < 0.95
    assert after > 0.97


def test_everything_has_length_one() -> None:
    projection, vectors, languages, _ = learn()
    for projected in (
        projection.passages(vectors, languages),
        projection.queries(vectors, languages),
    ):
        assert np.allclose(np.linalg.norm(projected, axis=1), 1, atol=1e-5)
        assert projected.dtype == np.float32


def test_a_language_without_questions_gets_the_others_mean() -> None:
    projection, vectors, _, _ = learn()
    assert np.isfinite(projection.queries(vectors[:1], ["xx"])).all()


def test_one_language_takes_the_others_from_a_reference() -> None:
    """The way from language to language is the reference's, the topic its own."""
    vectors, kinds, topics = sample()
    by_language = {code: vectors[np.array(kinds) == code] for code in "ab"}
    reference = Reference.learn(vectors, kinds, topics, by_language)
    own = unit(vectors[np.array(kinds) == "a"] + 0.5)
    projection = Projection.learn(own, ["a"] * len(own), ["x"] * len(own), {"a": own}, reference)
    shift = reference.query_means["b"] - reference.query_means["a"]
    assert np.allclose(projection.query_mean("b"), own.mean(axis=0) + shift, atol=1e-6)
    assert projection.query_counts == {"a": len(own), "b": 0}
    assert not np.allclose(projection.whitening, np.eye(DIMENSIONS))


def test_one_passage_a_service_teaches_nothing() -> None:
    vectors = unit(np.eye(4, dtype=np.float32))
    projection = Projection.learn(vectors, ["a"] * 4, list("wxyz"), {"a": vectors})
    assert np.array_equal(projection.whitening, np.eye(4))


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    projection, vectors, languages, _ = learn()
    projection.save(tmp_path / "projection.npz")
    read = Projection.load(tmp_path / "projection.npz")
    assert np.array_equal(read.queries(vectors, languages), projection.queries(vectors, languages))
