"""Trains the networks of ``knowledge/line_network.py`` with PyTorch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from knowledge.embedding import Matrix
from knowledge.line_network import CLIP, LineNetwork

#: Widths of the first layer and of a recurrent direction.
_HIDDEN, _STATE = 48, 24
_EPOCHS, _BATCH, _RATE, _DECAY = 8, 32, 4e-3, 1e-2
#: Dropout of the features and of the hidden layers.
_DROP_INPUT, _DROP = 0.2, 0.4
#: Lines of a page that does not answer count this much, and so much its being recognised.
_UNANSWERABLE, _PAGE_LOSS = 0.3, 0.1


@dataclass(frozen=True)
class Example:
    """A question about a page: a row of features a line, and which lines are the answer (0 or 1)."""

    features: Matrix
    answer: NDArray[np.float32]


class TorchNetwork(nn.Module):  # type: ignore[misc]
    """One network. Two directions of their own, so that padding stands behind both."""

    def __init__(self, features: int) -> None:
        super().__init__()
        width = _HIDDEN + 2 * _STATE
        self.input = nn.Linear(features, _HIDDEN)
        self.forwards = nn.GRU(_HIDDEN, _STATE, batch_first=True)
        self.backwards = nn.GRU(_HIDDEN, _STATE, batch_first=True)
        self.line = nn.Linear(width, 2)
        self.page = nn.Linear(2 * width, 1)
        self.drop_input, self.drop = nn.Dropout(_DROP_INPUT), nn.Dropout(_DROP)

    def forward(self, rows: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of lines, shape (batch, lines, 2), and of pages, (batch,).

        ``rows`` has shape (batch, lines, features), ``mask`` (batch, lines) with 1 for a line.
        """
        hidden = self.drop(torch.relu(self.input(self.drop_input(rows))))
        lengths = mask.sum(1, keepdim=True).long()
        places = torch.arange(mask.shape[1])[None]
        mirrored = torch.where(places < lengths, lengths - 1 - places, places)[..., None]
        forwards, _ = self.forwards(hidden)
        backwards, _ = self.backwards(hidden.gather(1, mirrored.expand_as(hidden)))
        backwards = backwards.gather(1, mirrored.expand_as(backwards))
        real = mask[..., None]
        both = torch.cat([hidden, forwards, backwards], -1) * real
        mean, most = both.sum(1) / real.sum(1), (both - 9 * (1 - real)).max(1).values
        page = self.page(self.drop(torch.cat([mean, most], -1)))
        return self.line(self.drop(both)), page[:, 0]


def train(examples: Sequence[Example], seeds: Sequence[int]) -> LineNetwork:
    """Train a network a seed; the same examples and seeds give the same weights."""
    rows = np.concatenate([example.features for example in examples])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = [
        Example(np.clip((e.features - mean) / scale, -CLIP, CLIP), e.answer) for e in examples
    ]
    return as_arrays([_train_one(scaled, seed) for seed in seeds], mean, scale)


def as_arrays(networks: Sequence[TorchNetwork], mean: Matrix, scale: Matrix) -> LineNetwork:
    """Stack the networks' weights as numpy runs them."""

    def stack(*names: str) -> Matrix:
        states = [network.state_dict() for network in networks]
        parts = [np.stack([state[name].numpy() for name in names]) for state in states]
        return np.stack(parts if len(names) > 1 else [part[0] for part in parts])

    def directions(name: str) -> Matrix:
        return stack(f"forwards.{name}_l0", f"backwards.{name}_l0")

    return LineNetwork(
        mean=mean,
        scale=scale,
        input_weight=stack("input.weight"),
        input_bias=stack("input.bias"),
        gru_input_weight=directions("weight_ih"),
        gru_state_weight=directions("weight_hh"),
        gru_input_bias=directions("bias_ih"),
        gru_state_bias=directions("bias_hh"),
        line_weight=stack("line.weight"),
        line_bias=stack("line.bias"),
        page_weight=stack("page.weight")[:, 0],
        page_bias=stack("page.bias")[:, 0],
    )


def _train_one(examples: Sequence[Example], seed: int) -> TorchNetwork:
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    network = TorchNetwork(examples[0].features.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    batches = max(1, len(examples) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=_EPOCHS * batches + 1
    )
    lengths = np.array([len(example.answer) for example in examples])
    network.train()
    for _ in range(_EPOCHS):
        # Pages of about the same length together, in an order of chance.
        order = np.argsort(lengths + 8 * generator.random(len(lengths)))
        parts = np.array_split(order, batches)
        for part in generator.permutation(len(parts)):
            loss = _loss(network, [examples[row] for row in parts[part]])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    network.eval()
    return network


def _loss(network: TorchNetwork, examples: Sequence[Example]) -> Tensor:
    rows, answer, mask = padded(examples)
    lines, page = network(rows, mask)
    size = answer.sum(1, keepdim=True)
    weights = mask * torch.where(size > 0, 1.0, _UNANSWERABLE)
    each = cross_entropy(lines[..., 0], answer, reduction="none")
    each = each + cross_entropy(lines[..., 1], answer / size.clamp(min=1), reduction="none")
    page_loss: Tensor = cross_entropy(page, (size[:, 0] > 0).float())
    return (each * weights).sum() / weights.sum() + _PAGE_LOSS * page_loss


def padded(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Features, answers and mask of a batch, zeros behind each page's last line."""
    longest = max(len(example.answer) for example in examples)
    rows = np.zeros((len(examples), longest, examples[0].features.shape[1]), np.float32)
    answer = np.zeros((len(examples), longest), np.float32)
    mask = np.zeros_like(answer)
    for at, example in enumerate(examples):
        count = len(example.answer)
        rows[at, :count], answer[at, :count], mask[at, :count] = example.features, example.answer, 1
    return torch.from_numpy(rows), torch.from_numpy(answer), torch.from_numpy(mask)
