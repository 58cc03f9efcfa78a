"""The XLM-RoBERTa tokenizer of multilingual-e5, rebuilt from the weights file's pieces."""

import re
import unicodedata

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from knowledge.model.q4_weights import Q4Weights


def build_tokenizer(weights: Q4Weights) -> Tokenizer:
    """A fast tokenizer with the same normalisation, pieces and special tokens.

    The file's normalisation is SentencePiece's ``nmt_nfkc``: Unicode NFKC but for a few control
    and space characters, which become nothing or a space.
    """
    removed = _differing(weights, "")
    spaces = _differing(weights, " ")
    tokenizer = Tokenizer(Unigram(weights.pieces, unk_id=weights.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{removed}]"), ""),
            normalizers.Replace(Regex(f"[{spaces}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = weights.pieces[weights.bos][0], weights.pieces[weights.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, weights.bos), (eos, weights.eos)],
    )
    tokenizer.enable_truncation(weights.shape.positions)
    return tokenizer


def _differing(weights: Q4Weights, replacement: str) -> str:
    """The characters that become ``replacement`` where NFKC does something else, for a regex."""
    return "".join(
        re.escape(character)
        for character, becomes in weights.normalisation.items()
        if becomes == replacement and unicodedata.normalize("NFKC", character) != becomes
    )
