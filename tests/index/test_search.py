"""What a search must always keep: filters inside the search, ranks without gaps, the same ids every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Passage
from index.hit import Filters, Query
from index.hybrid import SearchIndex, passes
from index.vectors import vector_id
from ingest.encoder import HashingEncoder

WORDS = st.lists(st.sampled_from("boat notice sale harbour avis vente jours zebra".split()), max_size=5).map(
    " ".join
)
FILTERS = st.builds(
    Filters,
    as_of=st.none() | st.dates(date(2005, 1, 1), date(2020, 1, 1)),
    languages=st.sets(st.sampled_from(["en", "fr"])).map(frozenset),
    kinds=st.sets(st.sampled_from(["statute", "news"])).map(frozenset),
    documents=st.sets(st.sampled_from(["act", "loi", "none"])).map(frozenset),
)


@given(text=WORDS, filters=FILTERS, k=st.integers(1, 10))
@settings(max_examples=60, deadline=None)
def test_every_hit_passes_the_filters_and_ranks_have_no_gaps(
    index: SearchIndex, text: str, filters: Filters, k: int
) -> None:
    query = Query(text, k, filters, addresses=(("", "s. 27"),))
    hits = index.search(query)
    assert all(passes(hit.passage, filters) for hit in hits)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len({hit.passage.id for hit in hits}) == len(hits) <= k
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.search(query) == hits


def test_a_filter_reaches_what_others_would_crowd_out(
    build: Callable[[Sequence[Passage]], Path], index: SearchIndex
) -> None:
    news = index.generation.passages[-1]
    crowd = [replace(index.generation.passages[0], id=f"act:en:{n}", ordinal=n) for n in range(300)]
    crowded = SearchIndex.open(build([*crowd, news]), HashingEncoder())
    found = crowded.search(Query("harbour master boat", 5, Filters(kinds=frozenset(["news"]))))
    assert [hit.passage.id for hit in found] == [news.id]


def test_each_passage_is_found_first_by_its_own_words(index: SearchIndex) -> None:
    for passage in index.generation.passages:
        assert index.search(Query(passage.text, 1))[0].passage == passage


def test_a_hit_keeps_the_score_of_each_searcher(index: SearchIndex) -> None:
    hit = index.search(Query("notice of a sale", addresses=(("act", "s. 27 (3)"),)))[0]
    assert hit.passage.address == "s. 27 (3)"
    assert hit.scores["address"] == 1.0
    assert {"terms", "vector", "vector.text", "fused", "rank"} <= set(hit.scores)
    assert -1 <= hit.scores["vector"] <= 1.001


@pytest.mark.parametrize(("document", "address", "ids"), [
    ("", "s. 27", {"act:en:1", "act:en:2", "loi:fr:0"}),
    ("act", "s. 27 (4)", {"act:en:2"}),
    ("act", "s. 2", set()),
])  # fmt: skip
def test_a_named_provision_comes_before_everything(
    index: SearchIndex, document: str, address: str, ids: set[str]
) -> None:
    hits = index.search(Query("harbour", addresses=((document, address),)))
    assert {hit.passage.id for hit in hits[: len(ids)]} == ids
    assert all("address" not in hit.scores for hit in hits[len(ids) :])


def test_a_named_document_comes_first(index: SearchIndex) -> None:
    assert index.search(Query("boat harbour", named=frozenset(["news"])))[0].passage.document_id == "news"


def test_an_expansion_finds_the_other_language(index: SearchIndex) -> None:
    plain = index.search_terms(Query("ninety"), 5)
    wider = index.search_terms(Query("ninety", expansions={"quatre-vingt-dix": 0.5}), 5)
    assert set(wider) - set(plain) == {3}


def test_vector_ids_do_not_change() -> None:
    assert vector_id("lhsia-2006:en:s27.2#text") == 1912233601577895761


def test_without_a_ranker_the_fused_score_orders(index: SearchIndex) -> None:
    plain = SearchIndex(index.generation, HashingEncoder())
    hits = plain.search(Query("boat notice"))
    assert all(hit.score == hit.scores["fused"] and "rank" not in hit.scores for hit in hits)
