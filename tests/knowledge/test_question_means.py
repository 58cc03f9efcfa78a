"""What is subtracted from a question is learned on from the questions that are asked."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from knowledge.embedding import Matrix
from knowledge.projection import Projection
from knowledge.question_means import QuestionMeans

DIMENSIONS = 8
RNG = np.random.default_rng(1)


def vectors(count: int, centre: float) -> Matrix:
    return RNG.normal(centre, 0.1, (count, DIMENSIONS)).astype(np.float32)


def projection(questions: int) -> Projection:
    passages = vectors(20, 0)
    return Projection.learn(passages, ["de name"] * 20, ["a"] * 20, {"de": vectors(questions, 0)})


def test_without_questions_it_is_the_knowledge_bases_own_mean() -> None:
    learned = projection(50)
    assert np.array_equal(QuestionMeans(learned)("de"), learned.query_means["de"])


def test_an_unseen_language_finds_its_mean_after_some_dozen_questions() -> None:
    means = QuestionMeans(projection(50))
    assert abs(means("vi").mean()) < 0.1
    for vector in vectors(200, 1):
        means.learn("vi", vector)
    assert abs(means("vi").mean() - 1) < 0.15
    assert abs(means("de").mean()) < 0.1


def test_a_mean_of_many_own_questions_moves_slowly() -> None:
    means = QuestionMeans(projection(900))
    for vector in vectors(100, 1):
        means.learn("de", vector)
    assert 0.05 < means("de").mean() < 0.15


def test_a_flood_does_not_move_a_mean_for_good() -> None:
    means = QuestionMeans(projection(20))
    for vector in [*vectors(5000, 1), *vectors(3000, 0)]:
        means.learn("de", vector)
    assert means("de").mean() < 0.25


def test_only_a_language_without_own_questions_learns_from_what_is_off_topic() -> None:
    means = QuestionMeans(projection(50))
    before = means("de")
    for vector in vectors(100, 1):
        means.learn("de", vector, on_topic=False)
        means.learn("vi", vector, on_topic=False)
    assert np.array_equal(means("de"), before)
    assert means("vi").mean() > 0.5


def test_many_threads_lose_no_question() -> None:
    means = QuestionMeans(projection(20))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda vector: means.learn("vi", vector), vectors(400, 1)))
    expected = 400 / 420
    assert abs(means("vi").mean() - expected) < 0.05
