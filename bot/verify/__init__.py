"""Verification: whether each fact of a sentence stands in the passages that it was written from."""

from bot.verify.attribution import Attribution
from bot.verify.contacts import without_link_tokens
from bot.verify.evidence import Evidence, Line, link_titles
from bot.verify.sentences import split_sentences
from bot.verify.verifier import Reason, Verdict, Verifier

__all__ = [
    "Attribution", "Evidence", "Line", "Reason", "Verdict", "Verifier", "link_titles",
    "split_sentences", "without_link_tokens",
]  # fmt: skip
