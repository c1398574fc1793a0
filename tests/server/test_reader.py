"""The reader tells passages that answer from passages that share the question's words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from ingest.encoder import SentenceEncoder
from server.assembly import Workplace
from server.evidence import shown
from server.reader import Interaction, Reader

pytestmark = pytest.mark.slow

ENCODER = SentenceEncoder()
TEXTS = ("Who may order an integration?", "Le RLISS donne un avis de 60 jours.", "x")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.shipped(ENCODER)


def test_the_token_vectors_are_those_of_the_embedding_model() -> None:
    for text, tokens in zip(TEXTS, ENCODER.tokens(TEXTS, 80), strict=True):
        (theirs,) = ENCODER._model.encode([text], output_value="token_embeddings")
        context = tokens[:, 384:]
        expected = theirs.numpy() / np.linalg.norm(theirs.numpy(), axis=1, keepdims=True)
        assert context.shape == expected.shape
        assert np.abs(context - expected).max() < 1e-4


def test_a_long_text_is_cut_and_keeps_its_end_mark() -> None:
    (tokens,) = ENCODER.tokens(["word " * 500], 80)
    assert tokens.shape == (80, 768)


def test_a_fact_beats_its_neighbours_for_its_own_questions(reader: Reader, real_workplace: Workplace) -> None:
    finder = real_workplace.assistant.finder
    facts = [p for p in finder.index.generation.passages if p.questions and p.confidence == "seen"][::9]
    wins = 0
    for fact, other in zip(facts, facts[1:], strict=False):
        own, foreign = reader.scores(fact.questions[0], [finder.shown(fact), finder.shown(other)])
        wins += own > foreign
    assert wins / (len(facts) - 1) > 0.9


def test_what_it_says_does_not_depend_on_what_it_read_before(reader: Reader) -> None:
    texts = [shown("LHSIA", ("s. 27",), f"The LHIN has {days} days.") for days in (10, 20, 60)]
    together = reader.scores("How many days has the LHIN?", texts)
    fresh = Reader.shipped(ENCODER)
    apart = [fresh.scores("How many days has the LHIN?", [text])[0] for text in reversed(texts)]
    assert together == pytest.approx(list(reversed(apart)), abs=1e-3)
    assert reader.scores("How many days has the LHIN?", texts) == together


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gets_a_finite_number(question: str, passage: str) -> None:
    network = Reader(ENCODER, [Interaction()])
    (odds,) = network.scores(question, [passage])
    assert np.isfinite(odds)


def test_nothing_to_read_is_nothing_said(reader: Reader) -> None:
    assert reader.scores("Who?", []) == []
