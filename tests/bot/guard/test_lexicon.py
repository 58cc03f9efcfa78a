"""Words by themselves: hashed in the same way wherever they are learned and asked."""

import numpy as np

from bot.guard.lexicon import SHAPE, Lexicon, places


def test_the_same_words_have_the_same_places_in_any_process() -> None:
    assert places(["ab"]).tolist() == [11676, 27787, 40820, 62787]


def test_words_share_places_with_their_other_forms() -> None:
    forms = set(places(["verletzt"])) & set(places(["verletzte"]))
    assert len(forms) > len(places(["verletzt"])) / 2


def test_the_sum_is_scaled_by_the_number_of_parts() -> None:
    """A long message's words count less each, and somewhat more in all."""
    lexicon = Lexicon(np.ones(SHAPE, np.float32), bias=-1.0)
    for folded in (["feuer"], ["es", "brennt", "im", "treppenhaus"]):
        assert np.isclose(lexicon(folded), len(places(folded)) ** 0.65 - 1)


def test_no_words_leave_the_bias() -> None:
    assert Lexicon(np.ones(SHAPE, np.float32), bias=-1.0)([]) == -1.0
