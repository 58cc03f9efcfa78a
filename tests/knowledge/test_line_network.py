"""The numpy network says what the one says that was trained."""

import numpy as np
import torch

from knowledge.line_network import CLIP
from tests.bench.line_training import Example, TorchNetwork, as_arrays, padded, train

FEATURES = 7


def examples(count: int, most: int = 12) -> list[Example]:
    random = np.random.default_rng(5)
    return [
        Example(
            random.normal(size=(lines, FEATURES)).astype(np.float32),
            (random.random(lines) < 0.3).astype(np.float32),
        )
        for lines in random.integers(1, most, count)
    ]


def test_numpy_and_torch_agree_also_on_a_padded_batch() -> None:
    torch.manual_seed(3)
    trained = [TorchNetwork(FEATURES).eval() for _ in range(3)]
    mean, scale = np.full(FEATURES, 0.1, np.float32), np.full(FEATURES, 0.8, np.float32)
    network = as_arrays(trained, mean, scale)
    pages = examples(6)
    scaled = [
        Example(np.clip((page.features - mean) / scale, -CLIP, CLIP), page.answer) for page in pages
    ]
    rows, _, mask = padded(scaled)
    with torch.no_grad():
        outputs = [one(rows, mask) for one in trained]
    lines = torch.stack([torch.sigmoid(lines) for lines, _ in outputs]).mean(0).numpy()
    answerable = torch.stack([torch.sigmoid(page) for _, page in outputs]).mean(0).numpy()
    for at, page in enumerate(pages):
        scores = network(page.features)
        count = len(page.answer)
        np.testing.assert_allclose(scores.lines, lines[at, :count, 0], atol=1e-5)
        np.testing.assert_allclose(scores.shares, lines[at, :count, 1], atol=1e-5)
        np.testing.assert_allclose(scores.answerable, answerable[at], atol=1e-5)


def test_training_is_repeatable() -> None:
    first, second = (train(examples(40), [1])(examples(1)[0].features) for _ in range(2))
    np.testing.assert_array_equal(first.lines, second.lines)
