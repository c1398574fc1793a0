from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from ingest.encoder import HashingEncoder, SentenceEncoder, verify_weights
from ingest.errors import ModelError


@given(st.lists(st.text(), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_hashed_vectors_are_unit_and_repeat(texts: list[str]) -> None:
    encoder = HashingEncoder(16)
    vectors = encoder.encode(texts)
    assert vectors.shape == (len(texts), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors, HashingEncoder(16).encode(texts))


def test_texts_that_share_words_are_nearer() -> None:
    notice, other, fees = HashingEncoder().encode(
        ["the board gives notice", "notice from the board", "lunch costs nine dollars"]
    )
    assert notice @ other > notice @ fees


def test_altered_or_missing_weights_are_not_loaded(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    with pytest.raises(ModelError, match="cannot be read"):
        verify_weights(weights, "0" * 64)
    weights.write_bytes(b"altered")
    with pytest.raises(ModelError, match="are not the published ones"):
        verify_weights(weights, "0" * 64)


@pytest.mark.slow
def test_the_default_model_is_there_and_understands() -> None:
    encoder = SentenceEncoder()
    assert (encoder.name, encoder.dimension) == ("all-MiniLM-L6-v2", 384)
    vectors = encoder.encode(["a merger of two hospitals", "two hospitals become one", "the price of apples"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.slow
def test_an_unknown_model_is_named_in_the_error() -> None:
    with pytest.raises(ModelError, match="'no-such/model' cannot be loaded"):
        SentenceEncoder("no-such/model")
